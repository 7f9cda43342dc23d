# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether two declarations of one name, each of another set of headers, mean the same: types are followed through their
typedefs, structures are the same when they share a name, and compared by their members where they have none."""


class Sameness:
    def __init__(self, ours, theirs):
        self.ours, self.theirs, self.assumed = ours, theirs, set()

    def resolved(self, side, kind):
        """Behind typedefs; and whether const was met there."""
        const, seen = False, set()
        while True:
            if kind[0] == 'const':
                const, kind = True, kind[1]
            elif kind[0] == 'name' and kind[1] in side.typedefs and kind[1] not in seen:
                seen.add(kind[1])
                kind = side.typedefs[kind[1]][0]
            else:
                return kind, const

    def same(self, mine, other):
        (mine, my_const), (other, other_const) = self.resolved(self.ours, mine), self.resolved(self.theirs, other)
        if my_const != other_const:
            return False
        kinds = {mine[0], other[0]}
        if kinds == {'base', 'enum'}:  # a compiler makes the one of the other
            return dict([mine, other])['base'] in ('i32', 'u32')
        if len(kinds) > 1:
            return False
        if mine[0] in ('ptr', 'array'):
            return self.same(mine[1], other[1])
        if mine[0] == 'fn':
            return (mine[3] == other[3] and len(mine[2]) == len(other[2]) and self.same(mine[1], other[1]) and
                    all(self.same(a, b) for a, b in zip(mine[2], other[2])))
        if mine[0] in ('struct', 'enum'):
            return self.same_tags(mine[1], other[1])
        return mine == other

    def same_tags(self, mine, other):
        mine, other = self.ours.tags[mine], self.theirs.tags[other]
        if mine.names & other.names:
            return True
        if mine.kind != other.kind or mine.members is None or other.members is None or mine.names and other.names:
            return False
        return not self.difference_of_tags(mine, other)

    def flattened(self, side, tag):
        """Members, those of nameless ones included, for they are named as if they were its own."""
        for name, kind in tag.members:
            if not name and kind[0] == 'struct' and side.tags[kind[1]].members is not None:
                yield from self.flattened(side, side.tags[kind[1]])
            else:
                yield name, kind

    def difference_of_tags(self, mine, other):
        """The first difference of two complete structures or enumerations; '' for none."""
        if mine.kind == 'enum':
            missing = [name for name in other.members if name not in mine.members]
            return f'without {", ".join(missing)}' if missing else ''
        if mine.kind != other.kind:
            return f'{mine.kind}, not {other.kind}'
        pair = (id(mine), id(other))
        if pair in self.assumed:
            return ''
        self.assumed.add(pair)
        ours, theirs = list(self.flattened(self.ours, mine)), list(self.flattened(self.theirs, other))
        for (name, kind), (wanted, their_kind) in zip(ours, theirs):
            if name != wanted:
                return f'member {name or "?"} stands where {wanted or "?"} should'
            if not self.same(kind, their_kind):
                return f'member {name}: {spelled(self.ours, kind)}, not {spelled(self.theirs, their_kind)}'
        if len(ours) != len(theirs):
            return f'{len(ours)} members, not {len(theirs)}'
        return ''

    def difference(self, mine, other):
        """Of two types: '' where they are the same."""
        if self.same(mine, other):
            return ''
        return f'{spelled(self.ours, mine)}, not {spelled(self.theirs, other)}'


def spelled(side, kind):
    """A type as C, nearly."""
    if kind[0] == 'const':
        return f'{spelled(side, kind[1])} const'
    if kind[0] == 'ptr':
        return f'{spelled(side, kind[1])}*'
    if kind[0] == 'array':
        return f'{spelled(side, kind[1])}[]'
    if kind[0] == 'fn':
        parameters = [spelled(side, one) for one in kind[2]] + ['...'] * kind[3]
        return f'{spelled(side, kind[1])}({", ".join(parameters)})'
    if kind[0] in ('struct', 'enum'):
        return min(side.tags[kind[1]].names, default=f'{side.tags[kind[1]].kind} {{...}}')
    return kind[1]
