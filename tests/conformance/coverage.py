# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which documented functions and behaviours have facts, and which values somebody has found in the documentation:
coverage.py [-v]

functions.txt lists the functions the documentation has, by theme. One that no fact names must say why there, behind a
dash; one that says so and has a fact is wrong as well. Behaviours have numbers, of which tests/statements.txt says how
many there are; the comment of a fact has the number of what it shows, "// K4: ...", "(T1, T3)", "U1-U4". One that no
program names must say why in behaviours.txt, "K4 - why". -v names all that is without facts."""
import collections
import pathlib
import re
import sys

import expectations

HERE = pathlib.Path(__file__).resolve().parent


def functions():
    """(theme, function, why it has no fact or '') of functions.txt."""
    theme = ''
    for line in (HERE / 'functions.txt').read_text(encoding='utf-8').splitlines():
        if line.startswith('['):
            theme = line.strip('[]')
        elif line and not line.startswith('#'):
            name, _, why = line.partition(' - ')
            yield theme, name.strip(), why.strip()


def facts_by_function():
    found = collections.defaultdict(list)
    for path in sorted((HERE / 'programs').glob('*.facts')):
        for name, expectation in expectations.read(path).items():
            found[name.partition(': ')[0]].append(expectation)
    return found


COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/', re.S)
NUMBERS = re.compile(r'\b([A-V])(\d{1,2})(?:-[A-V]?(\d{1,2}))?\b')


def behaviours():
    """The numbers there are, those that comments of the programs name, and number -> why there is no fact."""
    kinds = re.findall(r'^([A-V]) (\d+) ', (HERE.parent / 'statements.txt').read_text(encoding='utf-8'), re.M)
    known = [f'{kind}{number}' for kind, most in kinds for number in range(1, int(most) + 1)]
    named = set()
    for path in (HERE / 'programs').glob('*.[ch]'):
        for comment in COMMENT.findall(path.read_text(encoding='utf-8')):
            for kind, first, last in NUMBERS.findall(comment):
                named |= {f'{kind}{number}' for number in range(int(first), int(last or first) + 1)}
    lines = (HERE / 'behaviours.txt').read_text(encoding='utf-8').splitlines()
    return known, named, dict(line.split(' - ', 1) for line in lines if line and not line.startswith('#'))


def wrong_behaviours(known, named, unshown):
    for number in known:
        if number in named and number in unshown:
            yield f'{number}: a fact names it, and behaviours.txt says why none does'
        elif number not in named and number not in unshown:
            yield f'{number}: no fact names it, and behaviours.txt does not say why'
    yield from (f'{number}: there is no such behaviour' for number in [*named, *unshown] if number not in known)


def main(verbose):
    facts, rows, wrong = facts_by_function(), list(functions()), []
    known, named, unshown = behaviours()
    print(f'{"theme":<20}{"functions":>10}{"with facts":>12}{"facts":>8}')
    for theme in dict.fromkeys(theme for theme, *_ in rows):
        names = [name for its, name, _ in rows if its == theme]
        print(f'{theme:<20}{len(names):>10}{sum(name in facts for name in names):>12}'
              f'{sum(len(facts.get(name, ())) for name in names):>8}')
    for theme, name, why in rows:
        if name in facts and why:
            wrong.append(f'{name}: has facts, and functions.txt says why it has none')
        elif name not in facts and not why:
            wrong.append(f'{name}: no fact, and functions.txt does not say why')
        elif verbose and why:
            print(f'  {name}: {why}')
    wrong += wrong_behaviours(known, named, unshown)
    if verbose:
        print(*(f'  {number}: {why}' for number, why in unshown.items()), sep='\n')
    print(f'{len(known) - len(unshown)} of {len(known)} documented behaviours have facts')
    every = [fact for own in facts.values() for fact in own]
    kinds = collections.Counter('documented' if fact.documented else fact.source for fact in every)
    print(f'{len(every)} facts: ' + ', '.join(f'{number} {kind}' for kind, number in kinds.most_common()))
    print(*wrong, sep='\n')
    print(f'{len(rows) + len(known) - len(wrong)} passed, {len(wrong)} failed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main('-v' in sys.argv))
