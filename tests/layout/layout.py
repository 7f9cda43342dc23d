#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Proves the headers: sizes, offsets, constants and prototypes against mingw-w64's, without running anything.

The values are compiled into a section of an object file and read back with objcopy, so a cross compiler is all that is
needed. Names mingw-w64 does not declare are counted, not compared.

layout.py INCLUDE SCRATCH        exit 77 (skipped) where gcc or x86_64-w64-mingw32-gcc is not installed
"""
import pathlib
import re
import shutil
import struct
import subprocess
import sys

import facts
from known import KNOWN

OURS, MINGW = 'gcc', 'x86_64-w64-mingw32-gcc'


class Side:
    """One of the two compilers with its headers."""

    def __init__(self, label, compiler, flags, objcopy, scratch):
        self.label, self.objcopy = label, objcopy
        self.command = [compiler, '-std=gnu11', '-w', '-fmax-errors=0', *flags]
        self.source, self.target = scratch / f'{label}.c', scratch / f'{label}.o'

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
            run = subprocess.run([*self.command, '-x', 'cpp-output', '-c', plain, '-o', self.target],
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


def expressions(text, macros):
    """Everything that has a value: key -> C expression."""
    found = {}
    for name, members in facts.structures(text).items():
        found[f'sizeof__{name}'] = f'sizeof({name})'
        for member in members:
            key = member.replace('.', '__dot__')
            found[f'offsetof__{name}__{key}'] = f'offsetof({name}, {member})'
            found[f'memsize__{name}__{key}'] = f'sizeof((({name}*)0)->{member})'
    for name in facts.enumerators(text):
        found[f'const__{name}'] = name
    for name, body in macros.items():
        while body in macros:
            body = macros[body]
        if not facts.PRIVATE.match(name) and re.search(r'\w', body) and not re.match(r'L?["{]', body):
            found[f'const__{name}'] = name
    return found


def compare_values(ours, theirs, wanted):
    mine, other = ours.values(wanted), theirs.values(wanted)
    wrong, same = [], 0
    for key in mine.keys() & other.keys():
        name = key.split('__', 1)[1]
        # Unsigned and signed constants of 32 bits with the same bits are the same fact.
        if (mine[key] ^ other[key]) & 0xffffffff == 0 and (key.startswith('const') or mine[key] == other[key]):
            same += 1
        elif name not in KNOWN:
            wrong.append(f'{key}: ours {mine[key]:#x}, mingw-w64 {other[key]:#x}')
    return same, len(mine.keys() - other.keys()), wrong


def compare_prototypes(theirs, prototypes):
    declared = set(theirs.compile({name: f'__typeof__({name})* have_{name};' for name in prototypes}))
    lines = {name: f'typedef {result} as_{name}({parameters}); '
                   f'typedef __attribute__((noreturn)) {result} as_never_{name}({parameters}); '
                   f'_Static_assert(__builtin_types_compatible_p(__typeof__({name}), as_{name}) || '
                   f'__builtin_types_compatible_p(__typeof__({name}), as_never_{name}), "");'
             for name, (result, parameters) in prototypes.items() if name in declared}
    accepted = set(theirs.compile(lines))
    wrong = [f'{name}: the prototype differs from mingw-w64\'s' for name in sorted(declared - accepted)
             if name not in KNOWN]
    return len(accepted), len(prototypes) - len(declared), wrong


def main():
    include, scratch = sys.argv[1], pathlib.Path(sys.argv[2])
    for compiler in (OURS, MINGW):
        if not shutil.which(compiler):
            print(f'skipped: {compiler} is not installed')
            sys.exit(77)
    scratch.mkdir(parents=True, exist_ok=True)
    ours = Side('ours', OURS, ['-fshort-wchar', '-I', include], 'objcopy', scratch)
    theirs = Side('mingw', MINGW, [], MINGW.replace('gcc', 'objcopy'), scratch)
    text, macros = facts.preprocessed(OURS, include)
    same, unknown, wrong = compare_values(ours, theirs, expressions(text, macros))
    print(f'{same} values agree, {unknown} are unknown to mingw-w64')
    matching, missing, different = compare_prototypes(theirs, facts.functions(text))
    print(f'{matching} prototypes agree, {missing} are unknown to mingw-w64')
    print('\n'.join(wrong + different))
    sys.exit(1 if wrong or different or same < 2000 or matching < 300 else 0)


if __name__ == '__main__':
    main()
