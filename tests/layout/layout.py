#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Proves the headers against mingw-w64's and, where its folder is given, a Windows SDK's, without running anything:
sizes, offsets, constants, prototypes, types by their structure, and what those declare and ours do not.

The values are compiled into a section of an object file and read back with objcopy, so a cross compiler is all that is
needed. Names the other side does not declare are counted, not compared.

layout.py INCLUDE SCRATCH [--sdk DIR] [--json FILE]     exit 77 (skipped) where there is nothing to compare with
"""
import argparse
import dataclasses
import json
import pathlib
import re
import shutil
import sys

import facts
import headers
from known import KNOWN
from side import mingw_side, our_side, sdk_side


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


def compare_values(report, ours, theirs, wanted):
    """Counts values that agree in the report; returns how many those are and how many they do not have."""
    mine, other = ours.values(wanted), theirs.values(wanted)
    same = 0
    for key in mine.keys() & other.keys():
        kind, name = key.split('__', 1)
        # Unsigned and signed constants of 32 bits with the same bits are the same fact.
        if (mine[key] ^ other[key]) & 0xffffffff == 0 and (kind == 'const' or mine[key] == other[key]):
            same += 1
        else:
            report.differences.append(headers.Difference('values', name, kind, f'{mine[key]:#x}', f'{other[key]:#x}',
                                                         KNOWN.get(name, '')))
    report.equal['values'] = same
    return same, len(mine.keys() - other.keys())


def compare_prototypes(report, theirs, prototypes):
    """By the other side's compiler: it takes our prototypes beside its own."""
    declared = set(theirs.compile({name: f'__typeof__({name})* have_{name};' for name in prototypes}))
    lines = {name: f'typedef {result} as_{name}({parameters}); '
                   f'typedef __attribute__((noreturn)) {result} as_never_{name}({parameters}); '
                   f'_Static_assert(__builtin_types_compatible_p(__typeof__({name}), as_{name}) || '
                   f'__builtin_types_compatible_p(__typeof__({name}), as_never_{name}), "");'
             for name, (result, parameters) in prototypes.items() if name in declared}
    accepted = set(theirs.compile(lines))
    for name in sorted(declared - accepted):
        report.differences.append(headers.Difference('prototypes', name, 'prototype', prototypes[name][1],
                                                     'another', KNOWN.get(name, '')))
    report.equal['prototypes'] = len(accepted)
    return len(accepted), len(prototypes) - len(declared)


def compared(ours, theirs, include):
    """The report of ours beside one other side, and lines that say what was compared."""
    report = headers.compare(theirs.label, headers.Headers(ours, 'i64', [include]),
                             headers.Headers(theirs, 'i32', theirs.folders))
    declarations = sum(report.equal.values())
    text, macros = facts.preprocessed(ours.command[0], include)
    same, unknown = compare_values(report, ours, theirs, expressions(text, macros))
    matching, missing = compare_prototypes(report, theirs, facts.functions(text))
    absent = [one for one in report.differences if not one.ours]
    said = [f'{theirs.label}: {same} values agree, {unknown} are unknown there',
            f'{theirs.label}: {matching} prototypes agree, {missing} are unknown there',
            f'{theirs.label}: {declarations} declarations agree in every type, {report.alone} are unknown there',
            f'{theirs.label}: {len(absent)} names are there and not here, '
            f'{len([one for one in absent if one.reason])} of them for a reason']
    if same < 2000 or matching < 300 or declarations < 1000:
        said.append(f'{theirs.label}: so few agree that something else is wrong')
        report.differences.append(headers.Difference('all', 'everything', 'count', str(same), 'more', ''))
    return report, said


def complaint(one):
    if one.ours:
        return f'{one.header}: {one.name}: ours {one.ours}, theirs {one.theirs}'
    return f'{one.header}: {one.kind} {one.name}: is not declared and has no reason in tests/layout/absent.txt'


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('include', type=lambda text: str(pathlib.Path(text).resolve()))
    parser.add_argument('scratch', type=pathlib.Path)
    parser.add_argument('--sdk', type=pathlib.Path, help='the folder of a Windows SDK: with um, shared and ucrt')
    parser.add_argument('--json', type=pathlib.Path)
    wanted = parser.parse_args()
    wanted.scratch.mkdir(parents=True, exist_ok=True)
    others = [mingw_side(wanted.scratch)] + ([sdk_side(wanted.sdk, wanted.scratch)] if wanted.sdk else [])
    if not shutil.which('gcc') or not any(others):
        print('skipped: gcc or x86_64-w64-mingw32-gcc is not installed')
        return 77
    ours, bad, reports = our_side(wanted.include, wanted.scratch), [], []
    for theirs in filter(None, others):
        report, said = compared(ours, theirs, wanted.include)
        print(*said, *map(complaint, report.bad()), sep='\n')
        bad += report.bad()
        reports.append(report)
    if wanted.json:
        wanted.json.write_text(json.dumps([dataclasses.asdict(report) for report in reports], indent=1))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
