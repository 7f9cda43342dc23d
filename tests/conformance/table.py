# SPDX-License-Identifier: LGPL-2.1-or-later
"""The conformance table: every fact with what the documentation says and what this library, Wine and Windows print, or
a server has answered to --wire."""
import collections
import dataclasses

from expectations import MISSING

COLUMNS = ('ours', 'wine', 'windows', 'server')


@dataclasses.dataclass
class Row:
    group: str
    function: str
    fact: str
    expected: str  # what the documentation says or, where it is silent, what was decided on
    source: str
    says: str
    documented: bool
    ours: str | None = None  # None: the column is empty
    wine: str | None = None
    windows: str | None = None
    server: str | None = None

    def verdict(self, column):
        """Of a column: 'equal', 'different', 'not applicable' (it does not print the fact), 'empty'."""
        value = getattr(self, column)
        if value is None:
            return 'empty'
        if value == MISSING and self.expected != MISSING:
            return 'not applicable'
        return 'equal' if value == self.expected else 'different'


@dataclasses.dataclass
class Group:
    name: str
    rows: list
    troubles: dict  # column -> why its run is not to be trusted
    note: str = ''  # said in place of a line of the table, by a group whose facts are not of its kind

    @property
    def judged(self):
        """The column whose deviations count."""
        return 'server' if any(row.server is not None for row in self.rows) else 'ours'

    def counts(self, column):
        """Verdict -> how many facts, apart for documented ones and others."""
        documented = collections.Counter(row.verdict(column) for row in self.rows if row.documented)
        others = collections.Counter(row.verdict(column) for row in self.rows if not row.documented)
        return documented, others

    def deviations(self):
        """Why ours is not as the documentation says, or as was decided where it is silent."""
        if 'ours' in self.troubles:
            yield f'{self.name}: {self.troubles["ours"]}'
        for row in self.rows:
            if row.source == 'unexpected':
                yield f'{self.name}: {row.function}: {row.fact}: {row.ours}: not in {self.name}.facts'
            elif row.verdict('ours') != 'equal':
                yield (f'{self.name}: {row.function}: {row.fact}: ours {row.ours}, expected {row.expected} '
                       f'({row.source}{": " if row.says else ""}{row.says})')


def group_of(name, expected, runs):
    """`runs`: column -> Run, or None for an empty column. `expected` as expectations.read gives it."""
    present = [run for run in runs.values() if run]
    rows = []
    for fact in dict.fromkeys([*expected, *(fact for run in present for fact in run.facts)]):
        function, _, situation = fact.partition(': ')
        values = {column: runs[column].facts.get(fact, MISSING) if runs.get(column) else None for column in COLUMNS}
        known = expected.get(fact)
        if known:
            rows.append(Row(name, function, situation, known.value, known.source, known.says, known.documented, **values))
        else:
            rows.append(Row(name, function, situation, MISSING, 'unexpected', '', False, **values))
    return Group(name, rows, {column: run.trouble for column, run in runs.items() if run and run.trouble})


def stale_wine_records(expected, wine):
    """What the .facts file records of Wine and Wine does not print any more."""
    for name, known in expected.items():
        recorded, seen = known.wine if known.wine is not None else known.value, wine.facts.get(name, MISSING)
        if recorded != seen:
            yield f'{name}: Wine prints {seen}, {recorded} is recorded'


def as_text(groups):
    """The summary a terminal shows: a line a group, documented facts first."""
    others = {title: column for title, column in (('Wine equal', 'wine'), ('Windows equal', 'windows'))
              if any(getattr(row, column) is not None for group in groups for row in group.rows)}
    head = ('facts', 'documented', 'equal', 'different', 'n/a', *others)
    lines, total = [], [0] * len(head)
    for group in groups:
        if group.note:
            continue
        judged, _ = group.counts(group.judged)
        cells = [len(group.rows), sum(judged.values()), judged['equal'], judged['different'], judged['not applicable'],
                 *(group.counts(column)[0]['equal'] for column in others.values())]
        total = [a + b for a, b in zip(total, cells)]
        trouble = ''.join(f'  {column}: {why}' for column, why in group.troubles.items())
        lines.append((group.name, cells, trouble))
    lines.append(('all', total, ''))
    width = max(len(name) for name, *_ in lines)
    yield f'{"group":<{width}}' + ''.join(f'  {title}' for title in head)
    for name, cells, trouble in lines:
        yield f'{name:<{width}}' + ''.join(f'  {cell:>{len(title)}}' for cell, title in zip(cells, head)) + trouble
    yield from (f'{group.name}: {group.note}' for group in groups if group.note)


def as_data(groups):
    """What --json writes."""
    return {'version': 1, 'groups': [{
        'name': group.name, 'troubles': group.troubles, 'note': group.note,
        'counts': {column: {'documented': dict(counts[0]), 'undocumented': dict(counts[1])}
                   for column in COLUMNS for counts in [group.counts(column)]},
        'facts': [dict(dataclasses.asdict(row), verdicts={column: row.verdict(column) for column in COLUMNS})
                  for row in group.rows],
    } for group in groups]}
