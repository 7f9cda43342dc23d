# SPDX-License-Identifier: LGPL-2.1-or-later
"""README.md tells the truth: readme.py ROOT.

The counts of exported functions are those of rpcrt4/exports.def, those of facts what the .facts files expect, each row
of the table "What works today" is shown by files that exist and hold tests, every path and tool the text names is there.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
sys.path[:0] = [str(ROOT / 'rpcrt4'), str(ROOT / 'tests' / 'conformance')]
import coverage  # noqa: E402
import expectations  # noqa: E402
import mutations  # noqa: E402
from exports import read  # noqa: E402

TEST = re.compile(r'TEST_CASE|\bFACT_|^def |check\(|\bCHECK\b|must\(|COMPARE\(', re.M)


def counts(readme):
    entries = read(ROOT / 'rpcrt4' / 'exports.def')
    for library in ('rpcrt4', 'kernel32'):
        own = [entry for entry in entries if entry[0] == library]
        done = sum(entry[3] == 'implemented' for entry in own)
        if f'{done} of {len(own)} {library}' not in readme:
            yield f'README.md should say "{done} of {len(own)} {library}"'


def conformance(readme):
    """The totals of the conformance table, of what the .facts files expect: the group tests prove that ours is so."""
    every = [fact for path in (ROOT / 'tests' / 'conformance' / 'programs').glob('*.facts')
             for fact in expectations.read(path).values()]
    documented = [fact for fact in every if fact.documented]
    wine = sum(fact.wine is None for fact in documented)
    functions, (known, _, unshown) = list(coverage.functions()), coverage.behaviours()
    covered = sum(not why for _, _, why in functions)
    also = (f'{covered} of {len(functions)} documented functions and {len(known) - len(unshown)} of {len(known)} '
            'documented behaviours have facts')
    said = (f'{len(every)} facts; the documentation decides {len(documented)}, which are equal here, '
            f'{wine} of them in Wine')
    noticed = f'one at a time, {len(list(mutations.listed()))} of them: a fact notices each'
    for text in (said, also, noticed):
        if text not in ' '.join(readme.split()):
            yield f'README.md should say "{text}"'


def rows(readme):
    table = readme.split('## What works today')[1].split('\n## ')[0]
    body = [line for line in table.splitlines() if line.startswith('|')][2:]
    if len(body) < 5:
        yield 'the table "What works today" is gone'
    for line in body:
        area, _, shown = (cell.strip() for cell in line.strip('|').split('|'))
        paths = re.findall(r'`([^`]+)`', shown)
        if not paths and 'not yet' not in line:
            yield f'{area}: nothing shows it'
        for path in paths:
            found = [p for p in ROOT.glob(path) if p.is_file()]
            found += [p for folder in ROOT.glob(path) if folder.is_dir() for p in folder.rglob('*') if p.is_file()]
            if not any(TEST.search(p.read_text(errors='replace')) for p in found):
                yield f'{area}: no test in {path}'


def named_paths(readme):
    for path in re.findall(r'`((?:tools|include|handleapi|rpcrt4|tests|bench)/[\w./-]*)`', readme):
        if not (ROOT / path).exists():
            yield f'{path} does not exist'


def main():
    readme = (ROOT / 'README.md').read_text()
    wrong = [*counts(readme), *conformance(readme), *rows(readme), *named_paths(readme)]
    print('\n'.join(wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
