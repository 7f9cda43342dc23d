# SPDX-License-Identifier: LGPL-2.1-or-later
"""Interfaces of real services: protocols.py MIDL INCLUDEDIR WORKDIR IDL...

midl compiles each without a message, and gcc and clang compile what it writes without a warning, as C and as C++.
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys

COMPILERS = (['gcc', '-std=c11'], ['g++', '-x', 'c++', '-std=c++17'],
             ['clang', '-std=c11'], ['clang++', '-x', 'c++', '-std=c++17'])


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode or done.stdout:
        print('FAIL  %s\n%s' % (' '.join(command), '\n'.join(done.stdout.splitlines()[:12])))
    return bool(done.returncode or done.stdout)


def generate(midl, work, idl):
    """The stub files midl writes, or None."""
    folder = os.path.join(work, os.path.splitext(os.path.basename(idl))[0])
    os.makedirs(folder, exist_ok=True)
    common = os.path.join(os.path.dirname(idl), 'dtyp.idl')
    if run([midl, '-nologo', '-out', folder, common]) or run([midl, '-nologo', '-out', folder, idl]):
        return None
    return [os.path.join(folder, stub) for stub in sorted(os.listdir(folder)) if stub.endswith('.c')]


def main():
    midl, include, work, files = *sys.argv[1:4], sys.argv[4:]
    generated = [generate(midl, work, idl) for idl in files]
    commands = [[*compiler, '-Wall', '-Wextra', '-Werror', '-fshort-wchar', '-fsyntax-only', '-I' + include, stub]
                for stubs in generated for stub in stubs or () for compiler in COMPILERS if shutil.which(compiler[0])]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = generated.count(None) + sum(pool.map(run, commands))
    print('%d interfaces, %d compilations, %d failures' % (len(files), len(commands), failures))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
