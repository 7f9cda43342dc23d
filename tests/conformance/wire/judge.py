# SPDX-License-Identifier: LGPL-2.1-or-later
"""tools/conformance --wire: a server's answers as a table, and the lists of those that are known to be different.

A list, SERVER.differences, names what the server has, which fields of its answers are not looked at, and then, beneath
a reason, the facts that differ, and with "- " in front exchanges that are not played:

    has: mgmt epm
    lenient: call
    = why it answers so
    SET TITLE: ANSWER
    - SET TITLE
"""
import dataclasses
import pathlib
import sys

import table
from expectations import MISSING

from . import exchange, server

HERE = pathlib.Path(__file__).resolve().parent


def row_of(verdict):
    one = verdict.exchange
    expected = verdict.answer if verdict.verdict == 'equal' else one.expected
    value = MISSING if verdict.verdict == server.NOT_APPLICABLE else verdict.answer
    return table.Row(f'wire {one.set_name}', one.set_name, one.title, expected, one.source, one.says, one.documented,
                     server=value)


def groups_of(verdicts):
    sets = {}
    for verdict in verdicts:
        sets.setdefault(verdict.exchange.set_name, []).append(row_of(verdict))
    return [table.Group(f'wire {name}', rows, {}) for name, rows in sets.items()]


def line_of(verdict):
    one = verdict.exchange
    wanted = f', not {one.expected}' if verdict.verdict == 'different' else ''
    return f'{verdict.fact} -- {verdict.verdict}{wanted} ({one.source}: {one.says})'


def address_of(text):
    host, colon, port = text.rpartition(':')
    if not colon or not port.isdigit() or not 0 < int(port) < 65536:
        raise server.Unreachable(f'{text} is not HOST:PORT')
    return host.strip('[]'), int(port)


def main(wanted):
    """`wanted`: wire, only, interface and account as on the command line. (exit code, groups)."""
    try:
        judged = server.Server(address_of(wanted.wire), account=wanted.account or '', interface=wanted.interface)
        verdicts = judged.judge_all(server.chosen(wanted.only))
    except (server.Unreachable, exchange.Malformed) as why:
        print(why, file=sys.stderr)
        return 2, []
    print(*(line_of(verdict) for verdict in verdicts), sep='\n')
    groups = groups_of(verdicts)
    print(*table.as_text(groups), sep='\n')
    return int(any(verdict.verdict == 'different' for verdict in verdicts)), groups


@dataclasses.dataclass
class Listed:
    has: set
    lenient: set
    known: dict  # fact -> reason
    left_out: set  # SET TITLE


def read_list(path):
    path = pathlib.Path(path)
    listed, reason = Listed(set(), set(), {}, set()), None
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        if line.startswith('has: '):
            listed.has = set(line.split()[1:])
        elif line.startswith('lenient: '):
            listed.lenient = set(line.split()[1:])
        elif line.startswith('= '):
            reason = line[2:]
        elif line and not line.startswith('#'):
            if reason is None or line in listed.known:
                raise exchange.Malformed(f'{path.name}:{number}: without a reason, or twice: {line}')
            if line.startswith('- '):
                listed.left_out.add(line[2:])
            else:
                listed.known[line] = reason
    return listed


def choices(verdicts):
    """A line for each exchange that has several right answers: SET TITLE: ANSWER."""
    return [verdict.fact.removeprefix('wire ') for verdict in verdicts
            if verdict.verdict == 'equal' and verdict.exchange.has_a_choice]


def other_choices(verdicts, path):
    """What is not as the file has it; "SET TITLE: *" leaves the choice."""
    lines = [line for line in path.read_text(encoding='utf-8').splitlines() if line and not line.startswith('#')]
    chosen = choices(verdicts)
    left = [line.removesuffix('*') for line in lines if line.endswith(': *')]
    for line in [one for one in chosen if one not in lines and not one.startswith(tuple(left))]:
        yield f'{line}: right, but not what {path.name} has'
    for line in [one for one in lines if one not in chosen and not one.endswith(': *')]:
        yield f'{line}: what {path.name} has, and nobody answers'


def is_news(verdict, listed):
    """Whether the list has it otherwise."""
    fact = verdict.fact.removeprefix('wire ')
    if verdict.verdict == 'different':
        return fact not in listed.known
    return any(known.startswith(fact.removesuffix(verdict.answer)) for known in listed.known)


def complaints(judged, verdicts, listed):
    """What differs from the documents and is not listed, and what is listed and does not."""
    if listed.has != judged.has:
        yield f'the server has {", ".join(sorted(judged.has))}; listed is {", ".join(sorted(listed.has))}'
    seen = {verdict.fact.removeprefix('wire '): verdict for verdict in verdicts if verdict.verdict == 'different'}
    for fact, verdict in seen.items():
        if fact not in listed.known:
            yield line_of(verdict)
    for fact in listed.known:
        if fact not in seen:
            yield f'{fact}: listed, but it is not so'
