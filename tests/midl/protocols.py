# SPDX-License-Identifier: LGPL-2.1-or-later
"""Interfaces of real services: protocols.py MIDL INCLUDEDIR WORKDIR IDL...

midl compiles each without a message, and gcc and g++ compile what it writes without a warning.
"""
import os
import subprocess
import sys

COMPILERS = (['gcc', '-std=c11'], ['g++', '-x', 'c++', '-std=c++17'])


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode or done.stdout:
        print('FAIL  %s\n%s' % (' '.join(command), '\n'.join(done.stdout.splitlines()[:12])))
    return bool(done.returncode or done.stdout)


def check(midl, include, work, idl):
    name = os.path.splitext(os.path.basename(idl))[0]
    folder = os.path.join(work, name)
    os.makedirs(folder, exist_ok=True)
    common = os.path.join(os.path.dirname(idl), 'dtyp.idl')
    if run([midl, '-nologo', '-out', folder, common]) or run([midl, '-nologo', '-out', folder, idl]):
        return 1
    return sum(run([*compiler, '-Wall', '-Wextra', '-Werror', '-fshort-wchar', '-fsyntax-only', '-I' + include,
                    os.path.join(folder, stub)])
               for compiler in COMPILERS for stub in sorted(os.listdir(folder)) if stub.endswith('.c'))


def main():
    midl, include, work, files = *sys.argv[1:4], sys.argv[4:]
    failures = sum(check(midl, include, work, idl) for idl in files)
    print('%d interfaces, %d failures' % (len(files), failures))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
