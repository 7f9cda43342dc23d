# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which documented functions have facts, and which values somebody has found in the documentation: coverage.py [-v]

functions.txt lists the functions the documentation has, by theme. One that no fact names must say why there, behind a
dash; one that says so and has a fact is wrong as well. -v names the functions without facts."""
import collections
import pathlib
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


def main(verbose):
    facts, rows, wrong = facts_by_function(), list(functions()), []
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
    every = [fact for own in facts.values() for fact in own]
    kinds = collections.Counter('documented' if fact.documented else fact.source for fact in every)
    print(f'{len(every)} facts: ' + ', '.join(f'{number} {kind}' for kind, number in kinds.most_common()))
    print(*wrong, sep='\n')
    print(f'{len(rows) - len(wrong)} passed, {len(wrong)} failed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main('-v' in sys.argv))
