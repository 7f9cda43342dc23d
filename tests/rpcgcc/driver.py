# SPDX-License-Identifier: LGPL-2.1-or-later
"""driver.py RPCGCC WORK: the compile driver as it is used: what Windows sources mean, where complaints point to, which
files are written, what makefiles rely on. Prints a line per failed fact and "N passed, N failed"."""
import os
import shutil
import sys

from tree import Tree, fact, finish

GUARDED = r"""
#include <Windows.h>
#include <STDIO.H>
static int steps;
static int raise(unsigned code) { RaiseException(code, 0, 0, NULL); return 0; }
int loop(int n) {
    int result = 0, i;
    for (i = 0; i < 10; ++i) {
        __try {
            __try {
                if (i == 2) continue;
                if (i == 5) break;
                if (n == 3 && i == 3) __leave;
                if (n == 4 && i == 4) raise(0xE0000001);
                if (n == 5 && i == 1) goto out;
                if (n == 6 && i == 1) return 77;
                result += i;
            }
            __finally { steps += AbnormalTermination() ? 100 : 1; }
        } __except (GetExceptionCode() == 0xE0000001 ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
            result += 1000;
        }
    }
out:
    return result;
}
int nested(void) {
    int order = 0;
    __try {
        __try { raise(0xE0000002); }
        __except (order = order * 10 + 1, EXCEPTION_CONTINUE_SEARCH) { order = -1; }
    } __except (order = order * 10 + 2, EXCEPTION_EXECUTE_HANDLER) {
        __try { order = order * 10 + 3; __leave; }
        __finally { order = order * 10 + 4; }
    }
    return order;
}
int fault(int* at) {
    __try { return *at; }
    __except (GetExceptionCode() == EXCEPTION_ACCESS_VIOLATION) { return -5; }
}
void __cdecl main(int argc, char** argv) {
    int n;
    for (n = 2; n <= 6; ++n) { steps = 0; n = n; { int r = loop(n); printf("%d %d\n", r, steps); } }
    printf("%d %d %d %s\n", nested(), fault(NULL), argc, argv[1]);
}
"""
GUARDED_SAYS = '8 204\n5 204\n1004 303\n0 101\n77 101\n1234 -5 2 word\n'

CXX = r"""
#include <windows.h>
#include <cstdio>
#include <cstdint>
#include <vector>
#include <stdexcept>
struct Guard { const char* name; ~Guard() { std::printf("~%s ", name); } };
int work(int n) {
    __try {
        __try { Guard guard{"guard"}; if (n) RaiseException(0xE0000007, 0, 0, nullptr); return 7; }
        __finally { std::printf("finally "); }
    } __except (EXCEPTION_EXECUTE_HANDLER) { return static_cast<int>(GetExceptionCode() & 0xff) + 100; }
    return 0;
}
int main() {
    std::vector<long> numbers{1L, 2L};
    try { numbers.at(5); } catch (const std::out_of_range&) { std::printf("caught "); }
    std::printf("%d ", work(0));
    std::printf("%d ", work(1));
    std::size_t n = 1; n <<= 40;
    INT64 wide = INT64_C(1) << 40;
    std::printf("%d %d %d %d\n", (int)sizeof numbers[0], (int)sizeof(std::int64_t), n == 1ULL << 40, wide == 1i64 << 40);
    return 3;
}
"""


def meanings(tree):
    tree.write('guarded.c', GUARDED)
    tree.write('guarded.cpp', CXX)
    for level in ('-O0', '-O2', '-O3'):
        tree.built(f'guarded.c {level}', tree.c, level, '-w', 'guarded.c', '-o', 'guarded')
        done = tree.run('./guarded', 'word')
        fact(f'guarded blocks {level}', done.stdout == GUARDED_SAYS, done.stdout)
        fact(f'void main exits with 0 {level}', done.returncode == 0, done.returncode)
        tree.built(f'guarded.cpp {level}', tree.cxx, level, '-w', 'guarded.cpp', '-o', 'guarded++')
        done = tree.run('./guarded++')
        fact(f'guarded blocks of C++ {level}',
             done.stdout == 'caught ~guard finally 7 ~guard finally 107 4 8 1 1\n' and done.returncode == 3, done.stdout)


def complaints(tree):
    tree.write('Inc/Own.H', '#include "more.H"\nint f(int);\n')
    tree.write('Inc/MORE.h', '/* nothing */\nlong double wrong_type_ = *;\n')
    tree.write('a.c', '#include <Windows.h>\n#include "inc\\own.h"\nlong ok;\nint g(void) { return undeclared; }\n')
    done = tree.run(tree.c, '-c', 'a.c')
    fact('an error is at the line of its source', 'a.c:4:' in done.stderr and 'undeclared' in done.stderr, done.stderr)
    fact('and of its header', 'MORE.h:2:' in done.stderr, done.stderr)
    fact('with the status of gcc', done.returncode == 1, done.returncode)
    tree.write('b.c', '\nvoid f(void) {\n  __try { }\n  __finally { return; }\n}\n')
    done = tree.run(tree.c, '-c', 'b.c')
    fact('what cannot be kept is an error at its place', done.returncode == 1 and done.stderr.startswith('b.c:4: error:'),
         done.stderr)
    fact('and leaves no object', not (tree.work / 'b.o').exists())
    tree.write('c.c', '#include <Window.h>\n')
    done = tree.run(tree.c, '-c', 'c.c')
    fact('a missing header names the nearest', done.returncode == 1 and '<windows.h>' in done.stderr, done.stderr)
    tree.write('d.cpp', 'void f(int) {}\nvoid f(long) {}\n')
    done = tree.run(tree.cxx, '-c', 'd.cpp')
    fact('overloads of int and long are explained', done.returncode == 1 and 'd.cpp:2:' in done.stderr and
         'the same type as int' in done.stderr, done.stderr)
    tree.write('e.c', 'int a;\n#pragma comment(lib, "d3d9.lib")\n#pragma comment(lib, "rpcrt4.lib")\n')
    done = tree.run(tree.c, '-c', 'e.c')
    fact('a library that is not here is warned of once', done.returncode == 0 and done.stderr.count('warning') == 1 and
         'e.c:2:' in done.stderr, done.stderr)


def files(tree):
    tree.write('main.c', '#include <Windows.h>\n#include "other.h"\nint main(void) { return other() == 42UL ? 0 : 1; }\n')
    tree.write('other.h', 'unsigned long other(void);\n')
    tree.write('other.c', '#include "OTHER.h"\nunsigned long other(void) { return 42L; }\n')
    tree.built('several sources and a library of Windows', tree.c, 'main.c', 'other.c', 'kernel32.lib', '-lrpcrt4')
    fact('a.out is the program', tree.run('./a.out').returncode == 0)
    tree.built('objects', tree.c, '-c', 'main.c', 'other.c')
    tree.built('linking objects', tree.c, 'main.o', 'other.o', '-o', 'linked')
    fact('linked objects run', tree.run('./linked').returncode == 0)
    tree.built('assembly', tree.c, '-S', 'other.c')
    fact('assembly is written', '\t.globl\tother' in (tree.work / 'other.s').read_text())
    tree.write('response', '-c "main.c"\n-o \'from response.o\'')
    tree.built('a response file', tree.c, '@response')
    fact('its words are heard', (tree.work / 'from response.o').exists())
    tree.built('dependencies', tree.c, '-MMD', '-MP', '-c', 'other.c', '-o', 'sub.o')
    text = (tree.work / 'sub.d').read_text()
    fact('dependencies name the object and the headers that are there',
         text.startswith('sub.o:') and 'other.h' in text and 'OTHER' not in text and 'rpcgcc-' not in text, text)
    first, second = (tree.built('preprocessing', tree.c, '-E', 'other.c').stdout for _ in range(2))
    fact('preprocessed text is the same every time', first == second and 'other' in first)
    (tree.work / 'again.i').write_text(first + 'int check[sizeof(long) == 4 ? 1 : -1];\n')
    tree.built('preprocessed text is compiled', tree.c, '-c', 'again.i')
    fact('to an object', 'T other' in tree.run('nm', 'again.o').stdout)
    done = tree.run(tree.c, '-c', 'nowhere.i')
    fact('if there is any', done.returncode != 0 and 'nowhere.i' in done.stderr, done.stderr)
    fact('preprocessed text is the source yet', 'unsigned long other' in first, first)
    done = tree.run(tree.c, '--version')
    fact('gcc answers for itself', done.returncode == 0 and 'gcc' in done.stdout, done.stdout)
    done = tree.run(tree.c, '-x', 'c', '-c', '-', '-o', 'stdin.o', input='int size(void) { return sizeof(long); }\n')
    fact('the standard input is a source', done.returncode == 0 and (tree.work / 'stdin.o').exists(), done.stderr)
    done = tree.run(tree.c, '-dM', '-E', '-x', 'c', '-', input='')
    fact('macros are told', '#define _WIN64 1' in done.stdout and '#define __GNUC__' in done.stdout, done.stderr)
    done = tree.run(tree.c, '-fsyntax-only', 'main.c')
    fact('a source is checked without an object', done.returncode == 0)
    tree.built('debug information', tree.c, '-g', '-c', 'other.c', '-o', 'debug.o')
    lines = tree.run('readelf', '--debug-dump=decodedline', 'debug.o').stdout
    fact('debug information knows the source', 'other.c' in lines and '<stdin>' not in lines, lines)


def names_of_headers(tree):
    tree.write('h/src/deep/user.c', '#include "..\\API\\Api.H"\n#define WHICH "BY_MACRO.h"\n#include WHICH\n'
               'int main(void) { return types + more + macro + forced - 10; }\n')
    tree.write('h/src/deep/types.h', 'enum { types = 1 };\n')
    tree.write('h/src/api/api.h', '#include "types.h"\n#include <sub\\More.h>\n')
    tree.write('h/inc/Sub/more.h', '#include <ConIO.h>\n#include <Strsafe.H>\nenum { more = 2 };\n')
    tree.write('h/inc/by_macro.h', 'enum { macro = 3 };\n')
    tree.write('h/inc/forced.h', 'enum { forced = 4 };\n')
    tree.built('headers in any case, of macros, of options, and where the including files are', tree.c, '-Ih/inc',
               '-include', 'Forced.h', 'h/src/deep/user.c', '-o', 'headers')
    fact('are those that are meant', tree.run('./headers').returncode == 0)
    tree.write('h/one/types.h', '')
    tree.write('h/two/types.h', '')
    tree.write('h/one/one.h', '#include "Types.h"\n')
    tree.write('h/two/two.h', '\n#include "Types.h"\n')
    tree.write('h/both.c', '#include "one/one.h"\n#include "two/two.h"\n')
    done = tree.run(tree.c, '-c', 'h/both.c')
    fact('a name that means two headers is an error at its place',
         done.returncode == 1 and 'h/two/two.h:2: error:' in done.stderr, done.stderr)


LINES = """#include <windows.h>
int g(int);
int f(int a) {
    __try {
        if (a == 1) __leave;
        a = g(a);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        a = g(1);
    }
    int unused_here;
    __try {
        a += g(2);
    } __finally {
        a += g(3);
    }
    return g(a);
}
"""


def places(tree):
    tree.write('lines.c', LINES)
    done = tree.built('guarded blocks with debug information', tree.c, '-g', '-O0', '-Wall', '-c', 'lines.c')
    fact('a warning behind guarded blocks is at its line', 'lines.c:10:9: warning:' in done.stderr, done.stderr)
    fact('and the only one', done.stderr.count('warning:') == 1, done.stderr)
    table = tree.run('readelf', '--debug-dump=decodedline', 'lines.o').stdout
    lines = {int(words[1]) for words in map(str.split, table.splitlines())
             if len(words) > 2 and words[0] == 'lines.c' and words[1].isdigit()}
    fact('debug information has each line of the source', {5, 6, 8, 12, 14, 16} <= lines and max(lines) <= 17, lines)


def with_ccache(tree):
    if not shutil.which('ccache'):
        print('no ccache: not tried with it')
        return
    environment = {**os.environ, 'CCACHE_DIR': str(tree.work / 'cache')}
    environment.pop('CCACHE_DISABLE', None)
    tree.write('cached.c', '#include <Windows.h>\n#include "OTHER.H"\nlong f(void) { return (long)other(); }\n')
    objects = []
    for name in ('first.o', 'second.o'):
        done = tree.run('ccache', tree.c, '-O1', '-MMD', '-MF', name + '.d', '-c', 'cached.c', '-o', name,
                        env=environment)
        fact(f'ccache: {name}', done.returncode == 0, done.stderr)
        objects.append((tree.work / name).read_bytes())
    statistics = tree.run('ccache', '--print-stats', env=environment).stdout
    counted = dict(line.split('\t') for line in statistics.splitlines())
    hits = int(counted['direct_cache_hit']) + int(counted['preprocessed_cache_hit'])
    fact('ccache: the second time is out of the cache', hits == 1 and objects[0] == objects[1], counted)
    tree.write('cached.c', '#include <Windows.h>\n#include "OTHER.H"\nlong f(void) { return 1 + (long)other(); }\n')
    done = tree.run('ccache', tree.c, '-O1', '-c', 'cached.c', '-o', 'third.o', env=environment)
    fact('ccache: another source is compiled', (tree.work / 'third.o').read_bytes() != objects[0], done.stderr)


def libraries(tree):
    """rpclink and rpclib, libraries of objects, libraries that are loaded."""
    tree.write('own/a.c', 'static int calls;\nint first(void) { return ++calls; }\n')
    tree.write('own/b.cpp', '#include <string>\nextern "C" int first(void);\n'
               'extern "C" int second(void) { return first() + std::stoi(std::string("40")); }\n')
    tree.write('own/m.c', '#include <stdio.h>\nint second(void);\n'
               'int main(void) { printf("%d\\n", second()); return 0; }\n')
    tree.built('objects of both languages', tree.cl, '/nologo', '/c', 'own\\a.c', 'own\\b.cpp', 'own\\m.c')
    tree.built('a library', tree.lib, '/nologo', '/out:one.lib', 'a.obj')
    (tree.work / 'libs').mkdir()
    done = tree.run(tree.lib, '/nologo', '/OUT:libs\\Both.lib', 'one.lib', 'b.obj')
    fact('a library of a library', done.returncode == 0, done.stderr)
    done = tree.run(tree.link, '/nologo', 'm.obj', 'both.lib', 'kernel32.lib', 'user32.lib', '/LIBPATH:libs',
                    '/OUT:m.exe')
    fact('linking names what is missing once', done.returncode == 0 and done.stderr.count("'user32.lib'") == 1,
         done.stderr)
    tree.ran('own libraries are found in any case', '41\n', './m.exe')
    tree.write('own/own.def', 'LIBRARY own\nEXPORTS\n first @1\n zweite = second\n')
    tree.built('a library to load', tree.link, '/DLL', '/DEF:own\\own.def', '/OUT:own.dll', 'a.obj', 'b.obj')
    fact('has the names of its definition', ' zweite' in tree.run('nm', '-D', 'own.dll').stdout)
    tree.write('own/own.def', 'EXPORTS\n third\n')
    done = tree.run(tree.link, '/DLL', '/DEF:own\\own.def', '/OUT:own.dll', 'a.obj', 'b.obj')
    fact('and cannot be without them', done.returncode != 0 and 'third' in done.stderr, done.stderr)
    tree.write('dll.cpp', '#include <windows.h>\n#include <stdio.h>\nstatic int helper() { return 1; }\n'
               'int same() { return 42; }\nBOOL APIENTRY DllMain(HMODULE module, DWORD reason, LPVOID) {\n'
               '  printf("%lu %d\\n", reason, module != NULL); return TRUE; }\n'
               'extern "C" __declspec(dllexport) int answer(void) { return same() + helper(); }\n')
    tree.write('load.cpp', '#include <windows.h>\n#include <stdio.h>\nint same() { return 1; }\n'
               'int main() { HMODULE h = LoadLibraryA("./dll.dll");\n'
               '  printf("%d\\n", ((int (*)(void))GetProcAddress(h, "answer"))() + same());\n'
               '  FreeLibrary(h); return 0; }\n')
    tree.built('a library with a DllMain', tree.cl, '/nologo', '/LD', 'dll.cpp')
    tree.built('a program that loads it', tree.cl, '/nologo', 'load.cpp')
    tree.ran('DllMain is called, and the library has its own functions', '1 1\n44\n0 1\n', './load.exe')


def as_cl(tree):
    tree.write('src/part.c', '#include "..\\Inc\\Part.h"\nint part(void) { return PART; }\n')
    tree.write('inc/part.h', '#define PART 40\nint part(void);\n')
    tree.write('src/app.cpp', '#include <windows.h>\nextern "C" {\n#include "PART.H"\n}\n'
               'int main() { return part() + EXTRA == 42L ? 0 : 1; }\n')
    (tree.work / 'obj').mkdir()
    environment = {**os.environ, 'CL': '/nologo /W3'}
    done = tree.run(tree.cl, '/c', '/Zi', '/Iinc', '/DEXTRA=2', '/EHsc', '/MD', 'src\\part.c', 'src\\app.cpp', '/Foobj\\',
                    env=environment)
    fact('cl: objects in their folder', done.returncode == 0 and (tree.work / 'obj/part.obj').exists(), done.stderr)
    done = tree.run(tree.cl, 'obj\\part.obj', 'obj\\app.obj', 'rpcrt4.lib', '/Feapp.exe', '/link', '/SUBSYSTEM:CONSOLE')
    fact('cl: a program of objects', done.returncode == 0 and tree.run('./app.exe').returncode == 0, done.stderr)
    done = tree.run(tree.cl, '/Iinc', '/DEXTRA=3', 'src\\app.cpp', 'src\\part.c')
    fact('cl: a program of sources', done.returncode == 0 and tree.run('./app.exe').returncode == 1, done.stderr)
    done = tree.run(tree.cl, '/c', '/Qnonsense', 'src\\part.c')
    fact('cl: an unknown option is warned of', done.returncode == 0 and
         "warning: ignoring unknown option '/Qnonsense'" in done.stderr, done.stderr)
    done = tree.run(tree.cl, '/EP', '/Iinc', 'src\\part.c')
    fact('cl: preprocessed text without lines', done.stdout.strip().endswith('int part(void) { return 40; }') and
         '# 1' not in done.stdout, done.stdout)

    tree.write('src/stdafx.h', '#define PRE 1\n')
    tree.write('src/stdafx.cpp', '#include "stdafx.h"\n')
    tree.write('src/pre.cpp', '#include "StdAfx.h"\n#if !defined(_MT) || !defined(_DEBUG) || defined(_DLL)\n'
               '#error no\n#endif\n'
               'int main() { return PRE + VALUE - 8; }\n')
    tree.built('cl: what makes a precompiled header', tree.cl, '/nologo', '/c', '/Ycstdafx.h', '/Fppre.pch',
               'src\\stdafx.cpp')
    done = tree.run(tree.cl, '/nologo', '/MTd', '/Yustdafx.h', '/Fppre.pch', '/DVALUE#7', '/UNDEBUG', '/WX', '/wd4996',
                    '/showIncludes', 'src\\pre.cpp', 'app.res', env={**os.environ, '_CL_': '/Fepre.exe'})
    fact('cl: and what uses it', done.returncode == 0 and tree.run('./pre.exe').returncode == 0, done.stderr)
    fact('cl: headers are shown', 'src/stdafx.h\n' in done.stdout and '<' not in done.stdout, done.stdout)
    fact('cl: resources are warned of', done.stderr.count("'app.res'") == 1, done.stderr)
    tree.write('src/fi.c', 'int main(void) { return PRE - 1; }\n')
    tree.built('cl: a header before the source', tree.cl, '/nologo', '/FIsrc\\STDAFX.h', 'src\\fi.c')
    tree.built('cl: preprocessed text in a file', tree.cl, '/nologo', '/P', '/FIsrc\\stdafx.h', 'src\\fi.c')
    fact('cl: of its name', 'return 1 - 1' in (tree.work / 'fi.i').read_text())
    tree.write('src/lax.cpp', 'template <class T> struct A { int f() { return later(); } };\nint later() { return 0; }\n'
               'struct B { int a; };\n'
               'int main() { return A<B>().f(); }\n\x1a')
    done = tree.run(tree.cl, '/nologo', '/w', 'src\\lax.cpp')
    fact('cl: templates are looked at when they are needed', done.returncode == 0, done.stderr)
    done = tree.run(tree.cl, '/nologo', '/permissive-', '/c', 'src\\lax.cpp')
    fact('cl: or at once', done.returncode != 0 and 'src/lax.cpp:1:' in done.stderr, done.stderr)
    (tree.work / 'src/wide.c').write_bytes('int a;\n'.encode('utf-16'))
    done = tree.run(tree.cl, '/nologo', '/c', 'src\\wide.c')
    fact('text of 16 bits is an error that says so', done.returncode != 0 and 'src/wide.c:1: error:' in done.stderr and
         'UTF-8' in done.stderr, done.stderr)
    tree.write('words.rsp', '/c /nologo\n"src\\fi.c" /DPRE=1 /Fofrom_rsp.obj\n')
    tree.built('cl: a response file', tree.cl, '@words.rsp')
    fact('cl: its words are heard', (tree.work / 'from_rsp.obj').exists())


tree = Tree(*sys.argv[1:])
meanings(tree)
complaints(tree)
files(tree)
names_of_headers(tree)
places(tree)
with_ccache(tree)
as_cl(tree)
libraries(tree)
finish(tree)
