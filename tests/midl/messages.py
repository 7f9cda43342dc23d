# SPDX-License-Identifier: LGPL-2.1-or-later
"""What midl says about wrong input: messages.py MIDL CASES WORKDIR [--update]

CASES holds cases: a line `=== NAME [switches]`, the IDL, optionally `--- acf` and an ACF, then `--- said` and exactly
what midl prints. `INTERFACE` in an IDL stands for the attributes of an interface. With --update the expected texts are
replaced by what midl says now, to be read before they are committed.
"""
import os
import re
import subprocess
import sys

ATTRIBUTES = '[uuid(b0a5e000-0040-4000-8000-000000000001), version(1.0)] interface'


def cases_in(path):
    with open(path, encoding='utf-8') as file:
        head, *parts = re.split(r'^=== ', file.read(), flags=re.M)
    for part in parts:
        title, rest = part.split('\n', 1)
        source, said = rest.split('--- said\n')
        idl, _, acf = source.partition('--- acf\n')
        name, *switches = title.split()
        yield name, switches, idl, acf, said
    yield head


def say(midl, work, switches, idl, acf):
    for name, text in (('a.idl', idl.replace('INTERFACE', ATTRIBUTES)), ('a.acf', acf)):
        path = os.path.join(work, name)
        if os.path.exists(path):
            os.remove(path)
        if text:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
    run = subprocess.run([midl, '-nologo', '-syntax_check', *switches, 'a.idl'], cwd=work, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, timeout=20)
    return run.stdout + 'status %d\n' % run.returncode


def main():
    midl, path, work = (os.path.abspath(argument) for argument in sys.argv[1:4])
    os.makedirs(work, exist_ok=True)
    *cases, head = cases_in(path)
    failures, text = 0, head
    for name, switches, idl, acf, expected in cases:
        said = say(midl, work, switches, idl, acf)
        if said != expected.rstrip('\n') + '\n':
            failures += 1
            print('=== %s\n%s--- expected\n%s--- said\n%s' % (name, idl, expected, said))
        text += '=== %s\n%s%s--- said\n%s\n' % (' '.join([name, *switches]), idl, '--- acf\n' + acf if acf else '', said)
    print('%d cases, %d differ' % (len(cases), failures))
    if '--update' in sys.argv:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text.rstrip('\n') + '\n')
        return 0
    return 1 if failures or len(cases) < 50 else 0


if __name__ == '__main__':
    sys.exit(main())
