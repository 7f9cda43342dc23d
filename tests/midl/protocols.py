# SPDX-License-Identifier: LGPL-2.1-or-later
"""Interfaces of real services: protocols.py MIDL INCLUDEDIR WORKDIR REFUSED IDL...

midl compiles each without a message, and gcc and g++ compile what it writes without a warning. REFUSED names, separated
by commas, the attributes code generation may refuse; an interface that meets one is checked but not generated.
"""
import os
import re
import subprocess
import sys

COMPILERS = (['gcc', '-std=c11'], ['g++', '-x', 'c++', '-std=c++17'])


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode or done.stdout:
        print('FAIL  %s\n%s' % (' '.join(command), '\n'.join(done.stdout.splitlines()[:12])))
    return bool(done.returncode or done.stdout)


def is_refused(midl, folder, idl, refused):
    done = subprocess.run([midl, '-nologo', '-out', folder, idl], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    messages = re.findall(r'(?:error|warning) MIDL\d+: (.*)', done.stdout)
    names = [re.fullmatch(r'\[(\w+)\] is not supported by code generation', message) for message in messages]
    is_expected = bool(messages) and all(name and name.group(1) in refused for name in names)
    if is_expected:
        print('refused  %s: %s' % (idl, ', '.join(sorted({name.group(1) for name in names}))))
    return is_expected


def check(midl, include, work, refused, idl):
    name = os.path.splitext(os.path.basename(idl))[0]
    folder = os.path.join(work, name)
    os.makedirs(folder, exist_ok=True)
    common = os.path.join(os.path.dirname(idl), 'dtyp.idl')
    if run([midl, '-nologo', '-out', folder, common]):
        return 1
    if is_refused(midl, folder, idl, refused):
        return run([midl, '-nologo', '-syntax_check', idl])
    if run([midl, '-nologo', '-out', folder, idl]):
        return 1
    return sum(run([*compiler, '-Wall', '-Wextra', '-Werror', '-fshort-wchar', '-fsyntax-only', '-I' + include,
                    os.path.join(folder, stub)])
               for compiler in COMPILERS for stub in sorted(os.listdir(folder)) if stub.endswith('.c'))


def main():
    midl, include, work, refused, files = *sys.argv[1:4], sys.argv[4].split(','), sys.argv[5:]
    failures = sum(check(midl, include, work, refused, idl) for idl in files)
    print('%d interfaces, %d failures' % (len(files), failures))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
