# SPDX-License-Identifier: LGPL-2.1-or-later
"""The group `headers`: what our headers declare beside what mingw-w64's do, and a Windows SDK's where one is given.

tests/layout compares; here its reports become groups. What is the same is counted, what differs is a fact of its
header, with the reason where it is meant to; names that are absent for one reason are one fact of their header. These
facts are no part of the table's totals: other headers are no documentation."""
import pathlib
import sys

import table
from expectations import MISSING

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'layout'))
import layout  # noqa: E402
import side  # noqa: E402

NAME = 'headers'
INCLUDE = HERE.parent.parent / 'include'
SHOWN = 6  # names of those that are absent for one reason


def of_report(report):
    name = NAME if report.label == 'mingw-w64' else f'{NAME}_{report.label.lower()}'
    rows, absent = [], {}

    def add(header, fact, expected, ours, reason=''):
        """What differs is meant, for a reason, or deviates."""
        source = 'chosen' if reason else report.label
        rows.append(table.Row(name, header, fact, expected, source, reason, False, ours))

    for one in report.differences:
        if one.ours and one.reason:
            add(one.header, one.name, one.ours, one.ours, f'{one.reason} ({report.label}: {one.theirs})')
        elif one.reason:
            absent.setdefault((one.header, one.reason), []).append(one.name)
        else:
            add(one.header, one.name, f'{one.kind} {one.theirs}'.strip(), one.ours or MISSING)
    for (header, reason), names in sorted(absent.items()):
        more = f' and {len(names) - SHOWN} more' if len(names) > SHOWN else ''
        add(header, ', '.join(names[:SHOWN]) + more, 'absent', 'absent', reason)
    return table.Group(name, rows, {}, note_of(report))


def note_of(report):
    meant = [one for one in report.differences if one.reason]
    different = sum(bool(one.ours) for one in meant)
    return (f'{sum(report.equal.values())} values and declarations are as those of {report.label}; for a reason, '
            f'{different} are different and {len(meant) - different} absent; for none, {len(report.bad())}')


def groups(work, sdk):
    """One for each set of headers there is to compare with; none without mingw-w64 and an SDK."""
    scratch = pathlib.Path(work) / NAME
    scratch.mkdir(parents=True, exist_ok=True)
    others = [side.mingw_side(scratch)] + ([side.sdk_side(sdk, scratch)] if sdk else [])
    ours = side.our_side(str(INCLUDE), scratch)
    return [of_report(layout.compared(ours, theirs, str(INCLUDE))[0]) for theirs in others if theirs]
