# SPDX-License-Identifier: LGPL-2.1-or-later
"""crt_names.py RPCGCC WORK: every function that a header before the system's declares is there to be linked, in C and
in C++, and no function of the C library that takes 32-bit characters can be named by a program, nor is one linked.
Of the functions that mingw-w64 declares for the universal C runtime those that are missing here have a reason in
crt/missing.txt. Prints what is not so and "N passed, N failed"."""
import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import fact, finish  # noqa: E402

HEADERS = pathlib.Path(os.environ['RPCGCC_HEADERS'])
INCLUDE = pathlib.Path(os.environ['RPCGCC_INCLUDE'])
DECLARED = re.compile(r'\b(\w+)\([^;{}]*?\)\s*(?:RPCCRT_IS\(\w+\)|__asm__\("\w+"\));')
INCLUDED = ['ctype.h', *(str(header.relative_to(HEADERS)) for folder in ('', 'sys/')
                         for header in sorted(HEADERS.glob(folder + '*.h')) if not header.name.startswith('rpccrt'))]
MINGW, MINGW_HEADERS = 'x86_64-w64-mingw32-gcc', pathlib.Path('/usr/share/mingw-w64/include')
WIDE = re.compile(r'^(?:[a-z]*wcs[a-z0-9]*|v?[fs]?w(?:printf|scanf)|wmem\w+|[a-z]*wc(?:har)?|[a-z]*wcs|mbs?r?towcs?|'
                  r'wcr?tombs?|wctomb|mbrlen|mblen|mbsinit|btowc|wctob|isw\w+|tow(?:lower|upper))$')
MATH = (HEADERS / 'math.h').read_text()


def run(*words):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def declared():
    """Names, and those that are overloaded in C++."""
    names, overloaded = set(), {'wcschr', 'wcsrchr', 'wcspbrk', 'wcsstr', 'wmemchr', 'swprintf', 'wcstok'}
    for header in sorted([*HEADERS.glob('*.h'), *HEADERS.glob('sys/*.h')]):
        text = re.sub(r'^#.*', '', header.read_text(), flags=re.MULTILINE)
        names |= set(DECLARED.findall(text))
        overloaded |= set(re.findall(r'template <size_t Size[^>]*>\s+\w+ (\w+)\(', text))
    return sorted(names), overloaded


def linked(compiler, work, ending, names, overloaded=frozenset()):
    """A program that has every function's address."""
    pointer = 'reinterpret_cast<void*>(&::{0})' if ending == 'cpp' else '(void*)({0})'
    if ending == 'c':
        names = [name for name in names if not name.startswith('rpccrt_long_')]
    # C++'s overloads have no one address; that they are there is seen in C.
    only_c = {'labs', 'ldiv', 'strtold', 'lrint', 'lround'} if ending == 'cpp' else set()
    only_c |= {name for name in names if ending == 'cpp' and name.endswith('l') and name[:-1] + '")' in MATH}
    text = ''.join(f'#include <{header}>\n' for header in INCLUDED)
    text += 'void* volatile all[] = {\n' + ''.join(
        f'    {pointer.format(name)},\n' for name in names if name not in overloaded | only_c) + '};\n'
    text += 'int main(int argc, char** argv) { (void)argv; return all[argc] == 0; }\n'
    source = work / f'all.{ending}'
    source.write_text(text)
    built = run(compiler, '-w', source, '-o', work / f'all_{ending}')
    fact(f'every function is linked in {ending}', built.returncode == 0, built.stderr[:3000])
    if built.returncode == 0:
        fact(f'and the program runs in {ending}', run(work / f'all_{ending}').returncode == 0)
        symbols = run('nm', '-u', work / f'all_{ending}').stdout.splitlines()
        undefined = [line.split()[-1].split('@')[0] for line in symbols]
        # Its own classes, in a locale of its own, are what the library uses of them.
        wide = [name for name in undefined if WIDE.match(name) and not name.startswith('isw')]
        fact(f'nothing with 32-bit characters is linked in {ending}', not wide, wide)


NO_FUNCTION = re.compile(r'_t(?:main|argv|environ|pgmptr|finddata\w*)$|_TEOF|_TCHAR\w*|__T')


def generic(compiler, work):
    """Every name of <tchar.h> is a function's with and without _UNICODE, and the same names are in both."""
    text = (HEADERS / 'tchar.h').read_text()
    found = re.findall(r'^#define (_\w+) (\w+)$', text, flags=re.MULTILINE)
    fact('both kinds have the same names', sorted(set(found)) == sorted(found) and
         all(sum(name == other for other, _ in found) == 2 for name, _ in found),
         [name for name, _ in found if sum(name == other for other, _ in found) != 2])
    bare = set(re.findall(r'^#define (_t\w+)', (INCLUDE / 'tchar.h').read_text(), flags=re.MULTILINE))
    missing = bare - {name for name, _ in found} - set(re.findall(r'^#define (_t\w+)\(', text, flags=re.MULTILINE))
    fact('what gcc alone has rpcgcc has', bare and not missing, missing)
    # On both sides of the condition there may be a macro that takes arguments.
    names = sorted({name for name, _ in found if not NO_FUNCTION.match(name)} - {'_stprintf', '_vstprintf', '_tcstok'})
    source = work / 'generic.c'
    source.write_text('#include <tchar.h>\n#include <process.h>\nvoid* volatile all[] = {\n' +
                      ''.join(f'    (void*)({name}),\n' for name in names) +
                      '};\nint main(int argc, char** argv) { (void)argv; return all[argc] == 0; }\n')
    for options in ([], ['-DUNICODE', '-D_UNICODE']):
        built = run(compiler, '-w', *options, source, '-o', work / 'generic')
        fact(f'every name of tchar.h is there {options}', built.returncode == 0, built.stderr[:2000])


def hidden(compiler, work):
    """What the system's <wchar.h> and <wctype.h> declare under its name, and is not one of ours."""
    source = work / 'names.c'
    source.write_text('#define _GNU_SOURCE 1\n#include <wchar.h>\n#include <wctype.h>\n#include <stdio.h>\n'
                      '#include <stdlib.h>\n')
    text = run(compiler, '-E', '-P', source).stdout
    functions = set(re.findall(r'\bextern [^;]*?\b(\w+) ?\([^;]*;', text))
    ours = set(re.findall(r'\b(\w+)\([^;{}]*\) __asm__', text))
    reachable = sorted(name for name in functions - ours if WIDE.match(name) and not name.startswith('rpccrt_no_'))
    fact('no function with 32-bit characters can be named', not reachable, reachable)
    fact('there are functions to be seen', len(functions) > 100 and len(ours) > 100, (len(functions), len(ours)))


def explained(compiler, work):
    """The functions of mingw-w64's headers that have the same name there, which ours have not."""
    if not shutil.which(MINGW):
        return
    names = [name for name in INCLUDED if (MINGW_HEADERS / name).exists() and
             name not in ('strsafe.h', 'intrin.h')]
    source, listed = work / 'headers.c', work / 'listed'
    source.write_text(''.join(f'#include <{name}>\n' for name in [*names, 'errno.h', 'setjmp.h', 'signal.h']))
    run(MINGW, '-D_UCRT', '-D__MSVCRT_VERSION__=0xE00', '-fsyntax-only', f'-aux-info={listed}', source)
    theirs = set(re.findall(rf'^/\* {MINGW_HEADERS}.+?\*/ .*?\b(\w+) \(', listed.read_text(), re.MULTILINE))
    ours = set(re.findall(r'\w+', run(compiler, '-E', '-P', source).stdout))
    ours |= set(re.findall(r'#define (\w+)', run(compiler, '-E', '-dM', source).stdout))
    missing = theirs - ours
    fact('mingw-w64 declares functions, and we most of them', len(theirs) > 1000 and len(missing) < 500,
         (len(theirs), len(missing)))
    lines = (pathlib.Path(__file__).parent / 'crt' / 'missing.txt').read_text().splitlines()
    patterns = [word for line in lines if not line.startswith('#') for word in line.split(' : ')[0].split()]
    unexplained = {name for name in missing if not any(fnmatch.fnmatchcase(name, word) for word in patterns)}
    fact('what is missing has a reason', not unexplained, sorted(unexplained))
    idle = [word for word in patterns if not any(fnmatch.fnmatchcase(name, word) for name in missing)]
    fact('no reason is for nothing', not idle, idle)


def main(rpcgcc, work):
    work.mkdir(parents=True, exist_ok=True)
    cxx = work / 'rpcg++'
    cxx.unlink(missing_ok=True)
    cxx.symlink_to(rpcgcc)
    names, overloaded = declared()
    fact('there are declarations', len(names) > 300, len(names))
    linked(rpcgcc, work, 'c', names)
    linked(cxx, work, 'cpp', names, overloaded)
    generic(rpcgcc, work)
    hidden(rpcgcc, work)
    explained(rpcgcc, work)
    finish()


main(sys.argv[1], pathlib.Path(sys.argv[2]))
