#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The export list (exports.def) at work.

version-script DEF OUT   linker version script: every listed name may be exported, everything else is local
check DEF LIBRARY        coverage test: implemented names are exported, missing ones are not, nothing else is
update LIBRARY [DEF]     rewrites the status column of the list from what the library exports
table DEF                counts per library, for the documentation
"""
import pathlib
import subprocess
import sys


def read(path):
    """The entries of the list: (library, name, ordinal, status)."""
    entries, seen = [], set()
    for number, line in enumerate(pathlib.Path(path).read_text().splitlines(), 1):
        if not line.strip() or line.startswith('#'):
            continue
        fields = line.split()
        if len(fields) != 4 or fields[3] not in ('implemented', 'missing') or fields[1] in seen:
            sys.exit(f'{path}:{number}: malformed or repeated entry: {line}')
        seen.add(fields[1])
        entries.append(tuple(fields))
    return entries


def exported(library):
    """Names a library defines for others, without the version nodes themselves."""
    out = subprocess.run(['nm', '-D', '--defined-only', '--format=posix', library], check=True,
                         capture_output=True, text=True).stdout
    symbols = (line.split()[:2] for line in out.splitlines())
    return {name.split('@')[0] for name, kind in symbols if kind != 'A'}


def version_script(definition, out):
    names = ''.join(f'        {name};\n' for _, name, _, _ in read(definition))
    pathlib.Path(out).write_text(f'RPCRT4_0 {{\n    global:\n{names}    local:\n        *;\n}};\n')


def check(definition, library):
    present = exported(library)
    entries = read(definition)
    wrong = [f'{name}: listed as {status}, library says otherwise' for _, name, _, status in entries
             if (name in present) != (status == 'implemented')]
    wrong += [f'{name}: exported but not listed' for name in sorted(present - {entry[1] for entry in entries})]
    print('\n'.join(wrong))
    done = sum(status == 'implemented' for *_, status in entries)
    print(f'{done} of {len(entries)} listed names are exported')
    sys.exit(1 if wrong else 0)


def update(library, definition=None):
    path = pathlib.Path(definition or pathlib.Path(__file__).with_name('exports.def'))
    present = exported(library)
    lines = []
    for line in path.read_text().splitlines():
        fields = line.split()
        if len(fields) == 4 and not line.startswith('#'):
            status = 'implemented' if fields[1] in present else 'missing'
            line = f'{fields[0]:<9}{fields[1]:<47} {fields[2]}  {status}'
        lines.append(line)
    path.write_text('\n'.join(lines) + '\n')


def table(definition):
    for library in ('rpcrt4', 'kernel32', 'private', 'winpr'):
        own = [entry for entry in read(definition) if entry[0] == library]
        print(f'{library}: {sum(entry[3] == "implemented" for entry in own)} of {len(own)}')


if __name__ == '__main__':
    commands = {'version-script': version_script, 'check': check, 'update': update, 'table': table}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
