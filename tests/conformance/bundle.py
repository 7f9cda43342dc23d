# SPDX-License-Identifier: LGPL-2.1-or-later
"""The facts of a Windows machine: a folder with the programs that is carried there, and the file that comes back.

The first line of a result file names its format and the sources the programs were built from; a file of other sources
is refused, for its facts are not those of today's table."""
import hashlib
import pathlib
import re
import shutil

import program

FORMAT = 'rpcrt4-conformance 1'
HERE = pathlib.Path(__file__).resolve().parent

README = '''Conformance programs for Windows

1. Copy this folder to a Windows machine (x64, Windows 10 or newer), to a place you can write to.
2. Run run.cmd as an ordinary user, from a command prompt or by a double click. It takes a few minutes, needs no
   network, and leaves nothing behind but results.txt. The firewall may ask about listening programs: all of them
   listen on the loopback address, and either answer is good.
3. Carry results.txt back and give it to the table:  tools/conformance --windows results.txt

Programs built from other sources give other facts: results.txt belongs to the tree that wrote this folder.
'''

COMMAND = '''@echo off
cd /d "%~dp0"
echo {first}> results.txt
run.exe results.txt {limit} {names}
echo.
echo Done: results.txt
'''


class Refused(Exception):
    pass


def digest(sources):
    """What the programs are made of, as a short hash."""
    content = hashlib.sha256()
    shared = [path for folder in {source.parent for source in sources} for pattern in ('*.h', '*.idl', '*.acf')
              for path in folder.glob(pattern)]
    for path in sorted({*sources, *shared}):
        content.update(path.name.encode() + b'\0' + path.read_bytes() + b'\0')
    return content.hexdigest()[:16]


def export(folder, sources, build):
    """Writes the folder. Raises program.CannotBuild."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    work = build / 'conformance' / 'export'
    work.mkdir(parents=True, exist_ok=True)
    for source in sources:
        shutil.copy(program.build_pe(source, build, work), folder)
    program.compiled([program.MINGW, '-O1', '-Wall', HERE / 'bundle' / 'run.c', '-o', folder / 'run.exe'])
    command = COMMAND.format(first=f'{FORMAT} {digest(sources)}', limit=program.LIMIT,
                             names=' '.join(source.stem for source in sources))
    (folder / 'run.cmd').write_text(command, newline='\r\n')
    (folder / 'README.txt').write_text(README, newline='\r\n')


def read_results(path, sources):
    """Group -> Run of a result file. Raises Refused with the reason."""
    try:
        text = pathlib.Path(path).read_bytes()
    except OSError as why:
        raise Refused(f'{path}: {why.strerror}') from why
    first = text.split(b'\n', 1)[0].decode(errors='replace').strip()
    if not first.startswith('rpcrt4-conformance '):
        raise Refused(f'{path}: not a result file, which begins with "{FORMAT}"')
    if first != f'{FORMAT} {digest(sources)}':
        raise Refused(f'{path}: made by programs of another version ({first}); write the folder again with --export '
                      f'and run it ("{FORMAT} {digest(sources)}" is wanted)')
    runs = {}
    group = re.compile(rb'^== begin (\w+)\r?\n(.*?)(?:^== end \1: ([^\r\n]*)|\Z|(?=^== begin ))', re.M | re.S)
    for found in group.finditer(text):
        end = (found[3] or b'no end').decode(errors='replace')
        trouble = '' if end == '0' else f'exit code {end}' if end.isdigit() else end
        runs[found[1].decode()] = program.facts_in(found[2], trouble)
    return runs
