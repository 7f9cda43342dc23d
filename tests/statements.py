# SPDX-License-Identifier: LGPL-2.1-or-later
"""The documented behaviours and the tests that show them: statements.py ROOT [-v]

Behaviours have numbers, such as H18, that test names carry in front ("H18: ...") or behind ("... (F6)"), and comments
in tests ("// J4: ..."). statements.txt says how many there are of each kind, which ones something else shows, and why
the others are not shown. Fails when a test carries a number that does not exist, when what statements.txt names is not
there, or when a behaviour is in neither place or in both. Prints those that are not shown; with -v the whole table.
"""
import pathlib
import re
import sys

NUMBERS = r'[A-V]\d+(?:, [A-V]\d+)*'
NAME = re.compile(r'TEST_CASE(?:_FIXTURE)?\(\s*(?:\w+,\s*)?((?:"(?:[^"\\]|\\.)*"\s*)+)')
COMMENT = re.compile(rf'//\s*({NUMBERS}):')


def numbers_of(name):
    for before, behind in re.findall(rf'(?:^|; )({NUMBERS}): |\(({NUMBERS})\)$', name):
        yield from (before or behind).split(', ')


def shown_by_tests(root):
    """Number -> (file, test name) of the tests that carry it."""
    found = {}
    for file in sorted((root / 'tests').rglob('*_test.cpp')):
        text = file.read_text(encoding='utf-8')
        where = file.relative_to(root)
        for match in NAME.finditer(text):
            name = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', match[1]))
            for number in numbers_of(name):
                found.setdefault(number, []).append((where, name))
        for match in COMMENT.finditer(text):
            for number in match[1].split(', '):
                found.setdefault(number, []).append((where, 'a check'))
    return found


def read_list(path):
    """The numbers there are, number -> path of what shows it, number -> reason why nothing does."""
    known, elsewhere, unshown = [], {}, {}
    for line in path.read_text(encoding='utf-8').splitlines():
        if not line or line.startswith('#'):
            continue
        key, what = line.split(None, 1)
        if len(key) == 1:
            known += [f'{key}{number}' for number in range(1, int(what.split()[0]) + 1)]
        elif what.startswith('- '):
            unshown[key] = what[2:]
        else:
            elsewhere[key] = what
    return known, elsewhere, unshown


def problems(root, known, tests, elsewhere, unshown):
    for number in sorted(set(tests) | set(elsewhere) | set(unshown)):
        if number not in known:
            yield f'{number}: there is no such behaviour'
    for number, path in elsewhere.items():
        if not (root / path).exists():
            yield f'{number}: {path} is not there'
    for number in known:
        places = [number in tests, number in elsewhere, number in unshown]
        if not any(places):
            yield f'{number}: no test carries it, and statements.txt does not say why'
        if places[2] and (places[0] or places[1]):
            yield f'{number}: shown, and said not to be'


def main():
    root = pathlib.Path(sys.argv[1])
    known, elsewhere, unshown = read_list(root / 'tests' / 'statements.txt')
    tests = shown_by_tests(root)
    if '-v' in sys.argv:
        for number in known:
            for where, name in tests.get(number, []):
                print(f'{number}\t{where}\t{name}')
            if number in elsewhere:
                print(f'{number}\t{elsewhere[number]}')
    for number, reason in unshown.items():
        print(f'{number} is not shown: {reason}')
    wrong = list(problems(root, known, tests, elsewhere, unshown))
    for problem in wrong:
        print(problem)
    shown = len(set(known) & (set(tests) | set(elsewhere)))
    print(f'{len(known)} behaviours, {shown} shown, {len(unshown)} not; {len(wrong)} problems')
    return 1 if wrong or len(tests) < 100 else 0


if __name__ == '__main__':
    sys.exit(main())
