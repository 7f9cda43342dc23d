#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tools/winetest: runs programs written against wine/test.h on this library and under Wine, side by side.

Each START_TEST is run by itself, in a folder of its own. todo_wine, broken, flaky and win_skip excuse nothing unless
--excuse says so. A line for each test: its verdict, and "N tests executed (N marked as todo, N failures), N skipped."
with the checks of its children; then why tests did not pass, with what they said; then a line for each program."""
import argparse
import concurrent.futures
import dataclasses
import json
import pathlib
import sys

import winetest

SHOWN = 12  # lines of output of a test that did not pass


def options(arguments):
    parser = argparse.ArgumentParser(
        prog='tools/winetest', description=__doc__,
        epilog='Verdicts: pass; skip (nothing but skips); fail; crash (it or a child); hang (killed after --limit); '
        'lie (it left early, or its exit code is not what it found). The exit code is 1 unless all pass or '
        'skip on this library.')
    parser.add_argument('paths', nargs='+', metavar='FILE|DIR', help='a source is a program; so is a folder of sources')
    parser.add_argument('--excuse', default='', metavar='LIST', help='of todo, broken, flaky; or all')
    parser.add_argument('--limit', type=float, default=120, metavar='SECONDS', help='what a test may take (120)')
    parser.add_argument('--flags', default='', metavar='FLAGS', help='more for the compiler')
    parser.add_argument('--json', metavar='FILE', help='write results as JSON')
    parser.add_argument('--no-wine', action='store_true', help='without the column of Wine')
    parser.add_argument('--verbose', action='store_true', help='print what the tests print')
    parser.add_argument('--build', default='build/check', help=argparse.SUPPRESS)
    parser.add_argument('--work', help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.excuse.split(',')) - {'', 'todo', 'broken', 'flaky', 'all'}
    missing = [path for path in wanted.paths if not pathlib.Path(path).exists()]
    if unknown:
        parser.error(f'--excuse: not {", ".join(sorted(unknown))}')
    if missing:
        parser.error(f'{", ".join(missing)}: not there')
    return wanted


def run_program(one, ways, wanted):
    """Test -> {way's label: Result}; what cannot be built stands in the program's troubles."""
    found = {test: {} for test in one.tests}
    for way in ways:
        subject = one if way.label == 'ours' else dataclasses.replace(one, troubles={})
        path = way.built(subject, wanted.flags.split())
        if path is None and way.label == 'ours':
            break
        missing = {test for source in subject.sources if source.name in subject.troubles
                   for test in winetest.tests_of(source)}
        for test in one.tests:
            if path is not None and test not in missing:
                found[test][way.label] = way.run(one, path, test, wanted.excuse, wanted.limit)
    return found


def summary(results):
    return winetest.Result('', '', *(sum(getattr(result, name) for result in results)
                                     for name in winetest.COUNTED)).counts()


def telling(result):
    """The lines that say what went wrong: of failures the first, else the last."""
    failed = [line for line in result.output if ': Test failed: ' in line or ': Test succeeded inside ' in line]
    return failed[:SHOWN] if result.verdict == 'fail' and failed else result.output[-SHOWN:]


def as_text(outcomes, labels, verbose):
    width = max([len(f'{one.name}: {test}') for one, found in outcomes for test in found] + [4])
    for one, found in outcomes:
        for test, results in found.items():
            cells = [f'{results[label].verdict:<5} {results[label].counts()}' if label in results else 'not built'
                     for label in labels]
            yield f'{one.name + ": " + test:<{width}}  ' + '  | '.join(f'{label} {cell}' for label, cell in
                                                                     zip(labels, cells))
    for one, found in outcomes:
        for source, why in one.troubles.items():
            yield f'{one.name}: {source} cannot be built: ' + '\n    '.join(why.strip().splitlines()[:SHOWN])
        for test, results in found.items():
            for label, result in results.items():
                if verbose or not result.good and label == 'ours':
                    yield f'{one.name}: {test}: {label}: {result.verdict} {result.why}'
                    yield from (f'    {line[:300]}' for line in (result.output if verbose else telling(result)))
                elif not result.good:
                    yield f'{one.name}: {test}: {label}: {result.verdict} {result.why}'
    for one, found in outcomes:
        for label in labels:
            results = [by[label] for by in found.values() if label in by]
            good = sum(result.good for result in results)
            yield f'{one.name}: {label}: {good} of {len(found)} tests pass; {summary(results)}'


def as_data(outcomes, labels, excuse):
    return {'version': 1, 'excused': [word for word in excuse.split(',') if word], 'columns': labels, 'programs': [{
        'name': one.name, 'sources': [source.name for source in one.sources], 'cannot_build': one.troubles,
        'good': bool(found) and not one.troubles and all('ours' in by and by['ours'].good for by in found.values()),
        'tests': [{'name': test, **{label: dataclasses.asdict(by[label]) if label in by else None for label in labels}}
                  for test, by in found.items()],
    } for one, found in outcomes]}


def main(arguments):
    wanted = options(arguments)
    work = pathlib.Path(wanted.work or pathlib.Path(wanted.build) / 'winetest')
    labels = ['ours']
    if not wanted.no_wine:
        if winetest.have_wine():
            print(f'no column of Wine: {winetest.have_wine()}')
        else:
            labels.append('wine')
    ways = [winetest.Way(label, wanted.build, work) for label in labels]
    programs = list(winetest.programs_of(wanted.paths))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        outcomes = list(zip(programs, pool.map(lambda one: run_program(one, ways, wanted), programs)))
    for one, found in outcomes:
        if not found:
            one.troubles.setdefault(one.name, 'no START_TEST in it')
    data = as_data(outcomes, labels, wanted.excuse)
    print(*as_text(outcomes, labels, wanted.verbose), sep='\n')
    tests = [test for one in data['programs'] for test in one['tests']]
    good = sum(bool(test['ours']) and test['ours']['verdict'] in ('pass', 'skip') for test in tests)
    print(f'{good} passed, {len(tests) - good + sum(not one["tests"] for one in data["programs"])} failed')
    if wanted.json:
        pathlib.Path(wanted.json).write_text(json.dumps(data, indent=1), encoding='utf-8')
    return 0 if programs and all(one['good'] for one in data['programs']) else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
