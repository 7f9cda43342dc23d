# SPDX-License-Identifier: LGPL-2.1-or-later
"""driver.py RPCGCC WORK: the compile driver as it is used: what Windows sources mean, where complaints point to, which
files are written, what makefiles rely on. Prints a line per failed fact and "N passed, N failed"."""
import os
import pathlib
import shutil
import subprocess
import sys

LIMIT = 120
passed = failed = 0

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


def fact(what, good, seen=''):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {what}: {seen}')


class Tree:
    def __init__(self, rpcgcc, work):
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.c = rpcgcc
        self.temporary = self.work / 'temporary'
        self.temporary.mkdir()
        os.environ['TMPDIR'] = str(self.temporary)
        self.cxx = self.work / 'rpcg++'
        self.cxx.symlink_to(rpcgcc)
        self.cl = self.work / 'rpccl'
        self.cl.symlink_to(rpcgcc)

    def write(self, name, text):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return name

    def run(self, *words, **more):
        return subprocess.run([str(word) for word in words], cwd=self.work, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=LIMIT, **more)

    def built(self, what, *words):
        done = self.run(*words)
        fact(what, done.returncode == 0, done.stderr[:2000])
        return done


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


tree = Tree(*sys.argv[1:])
meanings(tree)
complaints(tree)
files(tree)
as_cl(tree)
left = list(tree.temporary.iterdir())
fact('nothing is left in the temporary folder', not left, left)
print(f'{passed} passed, {failed} failed')
sys.exit(1 if failed else 0)
