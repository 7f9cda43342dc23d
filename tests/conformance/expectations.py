# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a conformance program is expected to print, and who says so: the files GROUP.facts beside GROUP.c.

A fact is a line of the program's output, `function: situation: value`. Facts stand in blocks; the head of a block names
the source of the values below it:

    = nf-handleapi-closehandle: ERROR_INVALID_HANDLE for what is no open handle
    CloseHandle: a closed handle: FALSE 6
    CloseHandle: NULL: FALSE 6
        wine: TRUE

    = observed: the documentation does not say; Wine's value
    = chosen: why ours is as it is where the documentation is silent and Wine's value makes no sense here
    = unread: recorded from a run; the documentation has not been searched yet

A page is named as in Microsoft's repositories: nf-HEADER-FUNCTION of sdk-api, another path of win32's desktop-src, or a
protocol, [MS-RPCE] 2.2.2.11. What follows the colon says which words of the page decide. A list of codes is
no such page: it says what a code means, not what fails; it may be named behind the page that says so. A line
`wine: VALUE` records that Wine's value differs. The files of the C runtime (tests/rpcgcc/crt) have such facts only."""
import dataclasses
import pathlib
import re

MISSING = '(missing)'  # the value of a fact that was not printed
UNDOCUMENTED = ('observed', 'chosen', 'unread')
CODES = re.compile(r'Debug/system-error-codes|Rpc/rpc-return-values')  # lists of what error codes mean


@dataclasses.dataclass
class Expectation:
    value: str
    source: str  # a page, or one of UNDOCUMENTED
    says: str
    wine: str | None = None  # Wine's value where it differs

    @property
    def documented(self):
        return self.source not in UNDOCUMENTED


class Malformed(Exception):
    pass


def split_fact(line):
    """The name and the value of a fact; None for a line that is none. Only a value in quotes may hold ": "."""
    if line.endswith('"') and ': "' in line:
        name, _, value = line.partition(': "')
        value = f'"{value}'
    else:
        name, _, value = line.rpartition(': ')
    return (name, value) if ': ' in name else None


def read(path):
    """Name -> Expectation, in the order of the file."""
    path = pathlib.Path(path)
    expected, head, last = {}, None, None
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines() if path.exists() else [], 1):
        where = f'{path.name}:{number}'
        if not line.strip() or line.startswith('#'):
            continue
        if line.startswith('= '):
            source, _, says = line[2:].partition(': ')
            head, last = (source.strip(), says.strip()), None
            if CODES.match(head[0]):
                raise Malformed(f'{where}: a list of codes says what one means, not which page it belongs to: {line}')
        elif line.startswith(' '):
            key, colon, value = line.strip().partition(': ')
            if last is None or key != 'wine' or not colon:
                raise Malformed(f'{where}: neither a fact nor what Wine says of one: {line}')
            expected[last].wine = value
        else:
            fact = split_fact(line)
            if head is None or fact is None or fact[0] in expected:
                raise Malformed(f'{where}: no fact, one without a source, or one that is there already: {line}')
            last = fact[0]
            expected[last] = Expectation(fact[1], *head)
    return expected


def append_unread(path, facts, wine):
    """Adds the facts, name -> value, that the file does not have, for somebody to find their source."""
    path = pathlib.Path(path)
    known = read(path)
    lines = []
    for name, value in facts.items():
        if name not in known:
            lines.append(f'{name}: {value}')
            if wine and wine.get(name, MISSING) != value:
                lines.append(f'    wine: {wine.get(name, MISSING)}')
    if lines:
        before = path.read_text(encoding='utf-8') + '\n' if path.exists() else ''
        path.write_text(before + '= unread\n' + '\n'.join(lines) + '\n', encoding='utf-8')
    return len(lines)
