# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our headers and another set of headers, declaration by declaration, in both directions.

Ours against theirs: functions, typedefs, structures with their members, enumerations. Theirs against ours: what headers
of the same name declare there and none of ours does: functions, types, enumerators, macros that have a value and those
that are another name for what we have. absent.txt says why for each; known.py why what differs does."""
import collections
import dataclasses
import fnmatch
import functools
import pathlib
import re
import sys

import declarations
import facts
from known import KNOWN
from sameness import Sameness, spelled

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / 'rpcrt4'))
import exports  # noqa: E402

DEFINE = re.compile(r'#define (\w+)(\()?(?: (.*))?')
WORD = re.compile(r'[A-Za-z_$]\w*')
PRIVATE = re.compile(r'^_|^(RPCRT4|RPC_FRAME)_|^__|_H_?$|_DEFINED_?$|_INCLUDED_?$|^(WINAPI|NT|RPCRT|STD)\w*APIV?$')


@dataclasses.dataclass
class Difference:
    header: str
    name: str
    kind: str  # function, typedef, type, enumerator, macro, alias
    ours: str  # '' for what ours does not declare
    theirs: str
    reason: str  # '' for one that must not be


@dataclasses.dataclass
class Report:
    label: str
    equal: dict = dataclasses.field(default_factory=dict)  # header -> how many declarations
    alone: int = 0  # declarations of ours that they do not have
    differences: list = dataclasses.field(default_factory=list)

    def bad(self):
        return [one for one in self.differences if not one.reason]


class Reasons:
    """absent.txt: `= REASON`, then lines `HEADER PATTERN...` of what is absent for it. And what exports.def says."""

    def __init__(self):
        self.patterns, reason = [], ''
        for number, line in enumerate((HERE / 'absent.txt').read_text(encoding='utf-8').splitlines(), 1):
            words = line.split()
            if line.startswith('= '):
                reason = line[2:].strip()
            elif words and not line.startswith('#'):
                if len(words) < 2 or not reason:
                    sys.exit(f'absent.txt:{number}: neither a reason nor a header with patterns')
                header = re.compile(fnmatch.translate(words[0]))
                names = re.compile('|'.join(fnmatch.translate(word) for word in words[1:]))
                self.patterns.append((header, names, reason))
        rows = exports.read(HERE.parent.parent / 'rpcrt4' / 'exports.def')
        self.state = {row[1]: row[3] for row in rows if row[0] in ('rpcrt4', 'kernel32')}

    def of(self, header, name, kind):
        """'' for a name that has no reason to be absent: one that is exported never has."""
        if kind == 'function' and self.state.get(name) == 'implemented':
            return ''
        if kind == 'function' and name in self.state:
            return 'not implemented: rpcrt4/exports.def'
        return next((reason for at, names, reason in self.patterns if at.match(header) and names.match(name)), '')


class Headers:
    """One side: what its compiler, a layout.Side, makes of all headers; those in `folders` are its own."""

    def __init__(self, side, long_is, folders):
        text = side.preprocessed('-dD')
        self.side, self.found = side, declarations.declarations(text, long_is)
        self.folders = tuple(f'{one}/' for one in folders)
        self.macros, self.words, self.headers, self.constants, file = {}, set(), set(), {}, ''
        for line in text.splitlines():
            marker, define = declarations.MARKER.match(line), DEFINE.match(line)
            if marker:
                file = marker[2]
                if self.owns(file):
                    self.headers.add(base_name(file))
            elif define and self.owns(file):
                self.words.add(define[1])
                if define[3] and not define[2]:
                    self.macros[define[1]] = (define[3].strip(), file)

    @functools.cached_property
    def expansions(self):
        return collections.defaultdict(str, self.side.expanded(self.macros))

    @functools.cached_property
    def types(self):
        return {*self.found.typedefs, *self.found.enumerators, *declarations.WORDS, 'sizeof', 'L'}

    def is_constant(self, macro):
        if macro not in self.constants:
            self.constants[macro] = valued(self.expansions[macro], self.types)
        return self.constants[macro]

    def owns(self, file):
        return file.startswith(self.folders)

    def declared(self):
        """Name -> (kind, type or Tag, header) of functions, typedefs and complete types."""
        for kind, table in (('function', self.found.functions), ('typedef', self.found.typedefs)):
            for name, (type_, file) in table.items():
                if self.owns(file):
                    yield name, kind, type_, base_name(file)
        for tag in self.found.tags.values():
            if tag.members is not None and tag.names and self.owns(tag.file):
                yield min(tag.names, key=lambda name: (name.startswith(('_', 'tag')), name)), 'type', tag, \
                    base_name(tag.file)

    def names(self):
        found = self.found
        return {*found.functions, *found.typedefs, *found.enumerators, *self.words,
                *(name for tag in found.tags.values() for name in tag.names)}


def base_name(file):
    return re.split(r'[/\\]', file)[-1].lower()


def complete(side):
    return {name: tag for tag in side.found.tags.values() if tag.members is not None for name in tag.names}


def compare_ours(report, ours, theirs):
    judge, their_types = Sameness(ours.found, theirs.found), complete(theirs)
    for name, kind, type_, header in ours.declared():
        if facts.PRIVATE.match(name):
            continue
        if kind == 'type':
            other = next((their_types[one] for one in type_.names if one in their_types), None)
            difference = other and judge.difference_of_tags(type_, other)
            mine, wanted = difference, 'the same members'
        else:
            other = getattr(theirs.found, kind + 's').get(name)
            difference = other and judge.difference(type_, other[0])
            mine, wanted = spelled(ours.found, type_), other and spelled(theirs.found, other[0])
        if other is None:
            report.alone += 1
        elif difference:
            report.differences.append(Difference(header, name, kind, mine, wanted, KNOWN.get(name, '')))
        else:
            report.equal[header] = report.equal.get(header, 0) + 1


def valued(text, known):
    """Whether an expanded macro is a constant: nothing but numbers, strings, types and operators."""
    words = set(WORD.findall(re.sub(r'L?"[^"]*"|\b\d\w*', '0', text)))
    return bool(re.search(r'\d|"', text)) and words <= known and not re.search(r'[{;=]', text)


def absent_macros(ours, theirs, headers, have):
    """Name, kind, header of macros of theirs that are constants, or other names for what ours declares."""
    wanted = {name: file for name, (_, file) in theirs.macros.items()
              if base_name(file) in headers and name not in have and not PRIVATE.search(name)}
    for name in wanted:
        text = theirs.expansions[name]
        if WORD.fullmatch(text):
            if text in have and text != name:
                yield name, 'alias', base_name(wanted[name]), text
            elif text in theirs.found.enumerators:
                yield name, 'macro', base_name(wanted[name]), text
        elif theirs.is_constant(name):
            yield name, 'macro', base_name(wanted[name]), text


def compare_theirs(report, ours, theirs, headers):
    have, reasons = ours.names(), Reasons()
    absent = []
    for name, kind, type_, header in theirs.declared():
        if kind == 'type' and type_.names & (have | theirs.found.typedefs.keys()):
            continue  # what a typedef names is counted once
        if header in headers and name not in have and not PRIVATE.search(name):
            absent.append((name, kind, header, '' if kind == 'type' else spelled(theirs.found, type_)))
    for name, file in theirs.found.enumerators.items():
        if theirs.owns(file) and base_name(file) in headers and name not in have:
            absent.append((name, 'enumerator', base_name(file), ''))
    absent += absent_macros(ours, theirs, headers, have)
    for name, kind, header, text in dict.fromkeys(absent):
        report.differences.append(Difference(header, name, kind, '', text, reasons.of(header, name, kind)))


def compare(label, ours, theirs):
    report = Report(label)
    compare_ours(report, ours, theirs)
    compare_theirs(report, ours, theirs, ours.headers)
    return report
