# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts what a Meson test log says: summary.py TESTLOG.json [NAME=EXITCODE ...].

A doctest executable counts as the test cases it ran (those a filter left out run in a process of their own), a script
as the "N passed, N failed[, N skipped]" line it prints, any other test as one. The last line printed is the total;
the exit code is 1 when anything failed or nothing passed.
"""
import json
import re
import sys

DOCTEST = re.compile(r'test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \|()')
SCRIPT = re.compile(r'^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$', re.M)


def count(test):
    output = test.get('stdout', '') + test.get('stderr', '')
    for pattern in (DOCTEST, SCRIPT):
        found = pattern.search(re.sub(r'\x1b\[[0-9;]*m', '', output))
        if found:
            passed, failed, skipped = (int(number or 0) for number in found.groups())
            if test['result'] not in ('OK', 'EXPECTEDFAIL', 'SKIP') and not failed:
                failed = 1  # it counted well and then crashed or leaked
            return passed, failed, skipped
    if test['result'] == 'SKIP':
        return 0, 0, 1
    return (1, 0, 0) if test['result'] in ('OK', 'EXPECTEDFAIL') else (0, 1, 0)


def main():
    total = [0, 0, 0]
    with open(sys.argv[1]) as log:
        for line in log:
            test = json.loads(line)
            counted = count(test)
            total = [a + b for a, b in zip(total, counted)]
            if counted[1]:
                print(f"failed: {test['name']} ({test['result']})")
            for reason in re.findall(r'^SKIP: (.*)$', test.get('stdout', ''), re.M):
                print(f"skipped: {test['name']}: {reason}")
    for extra in sys.argv[2:]:
        name, code = extra.split('=')
        total[0 if code == '0' else 1] += 1
        if code != '0':
            print(f'failed: {name} (exit code {code})')
    passed, failed, skipped = total
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed or not passed else 0


sys.exit(main())
