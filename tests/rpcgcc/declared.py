# SPDX-License-Identifier: LGPL-2.1-or-later
"""declared.py RPCGCC WORK: what a public header declares can be linked.

The compiler itself lists the functions that the headers declare and the variables they name; programs in C and in C++
that have the address of every one are linked as a user links them: by gcc with what pkg-config says, and by rpcgcc,
there with the headers that stand before the system's as well. The identifiers that headers midl writes name are not
among them, being in its stubs; nor is what a program provides. $PKG_CONFIG_PATH leads to rpcrt4's. Prints what is missing and "N passed, N failed"."""
import os
import pathlib
import re
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import fact, finish  # noqa: E402

INCLUDE, SHADOWS = pathlib.Path(os.environ['RPCGCC_INCLUDE']), pathlib.Path(os.environ['RPCGCC_HEADERS'])
DECLARED = re.compile(r'^/\* (.+?):\d+:\w+ \*/ (.*?)\b(\w+) \((?!\*\w+ \()', re.MULTILINE)
VARIABLE = re.compile(r'\bextern (?:const )?\w+ (\w+);')
PROGRAMS_OWN = {'MIDL_user_allocate', 'MIDL_user_free'}


def run(*words):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Way:
    """One way to compile and to link, the folders whose headers it is asked about, and those headers."""

    def __init__(self, label, compilers, compiling, linking, folders, work):
        self.label, self.compilers, self.compiling, self.linking = label, compilers, compiling, linking
        self.folders, self.work = folders, work / label
        self.work.mkdir(parents=True, exist_ok=True)
        self.headers = sorted({str(path.relative_to(folder)) for folder in folders
                               for path in [*folder.glob('*.h'), *folder.glob('sys/*.h')]})

    def source(self, headers, ending, text=''):
        path = self.work / f'{headers[0].replace("/", "_")}_{len(headers)}.{ending}'
        path.write_text(''.join(f'#include <{header}>\n' for header in headers) + text)
        return path

    def declared(self, headers):
        """Functions as the compiler lists them, and variables, of these headers."""
        source, listed = self.source(headers, 'c', 'int something;\n'), self.work / 'listed'
        done = run(self.compilers['c'], *self.compiling, '-w', '-fsyntax-only', f'-aux-info={listed}', source)
        fact(f'{self.label}: <{headers[0]}> is compiled', done.returncode == 0, done.stderr[:2000])
        ours = tuple(f'{folder}/' for folder in self.folders)
        names = {name for file, kind, name in DECLARED.findall(listed.read_text())
                 if file.startswith(ours) and not kind.startswith('typedef')}
        whole = run(self.compilers['c'], *self.compiling, '-E', '-dI', source).stdout
        parts = re.split(r'^# \d+ "([^"]+)".*$', whole, flags=re.MULTILINE)
        for file, text in zip(parts[1::2], parts[2::2]):
            if file.startswith(ours) and not pathlib.Path(file).with_suffix('.idl').exists():
                names |= set(VARIABLE.findall(text))
        return sorted(names - PROGRAMS_OWN)

    def linked(self, headers, names, ending):
        """The names that are undefined, or what else is wrong."""
        taken = '(const void*)(&{0})' if ending == 'c' else 'reinterpret_cast<const void*>(&::{0})'
        table = 'const void* volatile all[] = {\n' + ''.join(f'    {taken.format(name)},\n' for name in names)
        table += '    "the end"};\n'
        main = 'int main(int argc, char** argv) { (void)argv; return all[argc - 1] == 0; }\n'
        source, program = self.source(headers, ending, table + main), self.work / f'all_{ending}'
        done = run(self.compilers[ending], *self.compiling, '-w', source, '-o', program, *self.linking)
        missing = re.findall(r"undefined reference to `([^']+)'", done.stderr)
        trouble = sorted(set(missing)) or done.stderr[:2000] if done.returncode else ''
        return trouble or ('' if run(program).returncode == 0 else 'the program does not run')

    def judge(self, only_c):
        names = self.declared(self.headers)
        print(f'{self.label}: {len(self.headers)} headers declare {len(names)} names')
        fact(f'{self.label}: the headers declare hundreds', len(names) > 800, len(names))
        for ending in self.compilers:
            wanted = [name for name in names if ending == 'c' or not only_c(name)]
            trouble = self.linked(self.headers, wanted, ending)
            fact(f'{self.label}: every declaration is linked, {ending}', not trouble, trouble)


def overloaded_in_cpp():
    """Those of which C++ has several, or another: they have no one address there."""
    shadows = ''.join(path.read_text() for path in [*SHADOWS.glob('*.h'), *SHADOWS.glob('sys/*.h')])
    templates = set(re.findall(r'template <size_t [^>]*>\s+[\w ]+?\*? ?\*?(\w+)\(', shadows))
    math = (SHADOWS / 'math.h').read_text()
    known = {'wcschr', 'wcsrchr', 'wcspbrk', 'wcsstr', 'wmemchr', 'swprintf', 'wcstok', 'labs', 'ldiv', 'strtold',
             'lrint', 'lround', 'strchr', 'strrchr', 'strpbrk', 'strstr', 'memchr', 'abs', 'div'}
    return lambda name: name in templates | known or name.endswith('l') and name[:-1] + '")' in math or \
        name.startswith(('rpcrt4_', 'RpcException'))


def main(rpcgcc, work):
    work.mkdir(parents=True, exist_ok=True)
    cxx = work / 'rpcg++'
    cxx.unlink(missing_ok=True)
    cxx.symlink_to(rpcgcc)
    # The folders are where nothing is installed yet; everything else is what a user is told.
    compiling = run('pkg-config', '--cflags-only-other', 'rpcrt4').stdout.split()
    linking = run('pkg-config', '--libs-only-l', '--libs-only-other', 'rpcrt4').stdout.split()
    fact('pkg-config knows the library', '-lrpcrt4' in linking and '-fshort-wchar' in compiling, (compiling, linking))
    folder = os.environ['RPCGCC_LIBRARY'].split(':')[0]
    plain = Way('gcc', {'c': 'gcc', 'cpp': 'g++'}, [*compiling, '-I', INCLUDE],
                ['-L', folder, *linking, f'-Wl,-rpath,{folder}'], [INCLUDE], work)
    windows = Way('rpcgcc', {'c': rpcgcc, 'cpp': cxx}, [], [], [INCLUDE, SHADOWS], work)
    for way in (plain, windows):
        way.judge(overloaded_in_cpp())
    finish()


main(sys.argv[1], pathlib.Path(sys.argv[2]))
