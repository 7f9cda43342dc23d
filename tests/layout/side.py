# SPDX-License-Identifier: LGPL-2.1-or-later
"""A compiler with its headers: ours, mingw-w64's, or a Windows SDK's."""
import pathlib
import re
import shutil
import struct
import subprocess
import sys

import facts

OURS, MINGW = 'gcc', 'x86_64-w64-mingw32-gcc'
MARK = 'RPCRT4_VALUE_OF'


class Side:
    def __init__(self, label, command, objcopy, folders, scratch):
        """`folders` are those whose headers are compared."""
        self.label, self.objcopy, self.folders = label, objcopy, [str(folder) for folder in folders]
        self.command = [*map(str, command), '-w']
        self.source, self.target = scratch / f'{label}.c', scratch / f'{label}.o'

    def preprocessed(self, *options, text=facts.PRELUDE, check=True):
        return subprocess.run([*self.command, '-E', *options, '-x', 'c', '-'], input=text, capture_output=True,
                              text=True, check=check).stdout

    def expanded(self, names):
        """Macro -> what the preprocessor makes of it, if it can make anything."""
        lines = ''.join(f'{MARK} "{name}" {name}\n' for name in names)
        text = self.preprocessed('-P', text=facts.PRELUDE + lines, check=False)
        return {match[1]: match[2].strip() for match in re.finditer(rf'{MARK} "(\w+)" ?(.*)', text)}

    def compile(self, items):
        """Compiles the prelude and one line per item; returns the keys whose lines are accepted."""
        alive = dict(items)
        prelude = facts.PRELUDE.splitlines()
        while True:
            keys = list(alive)
            self.source.write_text('\n'.join(prelude + ['#define FACTS const long long fact[] '
                                                        '__attribute__((section("facts")))'] +
                                             [alive[key] for key in keys]) + '\n')
            # Preprocessed apart, so that errors name our line and not the macro in the header.
            plain = self.target.with_suffix('.i')
            subprocess.run([*self.command, '-E', self.source, '-o', plain], check=True)
            run = subprocess.run([*self.command, '-fmax-errors=0', '-x', 'cpp-output', '-c', plain, '-o', self.target],
                                 capture_output=True, text=True)
            if run.returncode == 0:
                return keys
            pattern = rf'^{re.escape(str(self.source))}:(\d+):\d+: error'
            bad = {int(number) - len(prelude) - 2 for number in re.findall(pattern, run.stderr, re.M)}
            if not bad or min(bad) < 0:
                sys.exit(f'{self.label}: {run.stderr[:2000]}')
            for number in bad:
                alive.pop(keys[number], None)

    def values(self, expressions):
        """Value of every constant expression this side accepts."""
        lines = {key: f'const long long fact_{key}[1] __attribute__((section("facts"))) = {{ (long long)({text}) }};'
                 for key, text in expressions.items()}
        keys = self.compile(lines)
        raw = self.target.with_suffix('.bin')
        subprocess.run([self.objcopy, '-O', 'binary', '-j', 'facts', self.target, raw], check=True)
        data = raw.read_bytes()
        return dict(zip(keys, struct.unpack(f'<{len(keys)}q', data[:8 * len(keys)])))


def our_side(include, scratch):
    return Side('ours', [OURS, '-std=gnu11', '-fshort-wchar', '-I', include], 'objcopy', [include], scratch)


def mingw_side(scratch):
    """None where it is not installed."""
    if not shutil.which(MINGW):
        return None
    where = subprocess.run([MINGW, '-E', '-x', 'c', '-'], input='#include <windows.h>', capture_output=True, text=True)
    folder = re.search(r'^# \d+ "([^"]*)/windows\.h"', where.stdout, re.M)
    return Side('mingw-w64', [MINGW, '-std=gnu11'], MINGW.replace('gcc', 'objcopy'), [folder[1]], scratch)


def sdk_folders(sdk):
    """um, shared and ucrt of the folder itself, or of the newest version below its Include."""
    for folder in [sdk, *sorted(sdk.glob('[Ii]nclude/10.*'), reverse=True)]:
        if (folder / 'um').is_dir():
            return [folder / name for name in ('um', 'shared', 'ucrt', 'winrt') if (folder / name).is_dir()]
    sys.exit(f'{sdk}: there is no folder um, nor Include/10.*/um')


def sdk_side(sdk, scratch):
    """With clang as Microsoft's compiler, else with mingw-w64's: whichever takes the SDK's windows.h."""
    folders = sdk_folders(pathlib.Path(sdk).resolve())
    includes = [word for folder in folders for word in ('-isystem', folder)]
    builtin = subprocess.run([MINGW, '-print-file-name=include'], capture_output=True, text=True).stdout.strip() \
        if shutil.which(MINGW) else ''
    commands = [['clang', '--target=x86_64-pc-windows-msvc', '-std=gnu11', '-fms-extensions',
                 '-fms-compatibility-version=19.29', '-nostdlibinc', *includes],
                [MINGW, '-std=gnu11', '-fno-canonical-system-headers', '-nostdinc', '-isystem', builtin, *includes]]
    complaints = []
    for command in commands:
        if shutil.which(command[0]):
            side = Side('SDK', command, MINGW.replace('gcc', 'objcopy'), folders, scratch)
            tried = subprocess.run([*side.command, '-fsyntax-only', '-x', 'c', '-'], input=facts.PRELUDE, text=True,
                                   capture_output=True)
            if tried.returncode == 0:
                return side
            complaints.append(f'{command[0]}: {tried.stderr[:1000]}')
    sys.exit('\n'.join(['no compiler takes the headers of the SDK', *complaints]))
