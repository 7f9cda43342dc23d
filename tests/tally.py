# SPDX-License-Identifier: LGPL-2.1-or-later
"""How many facts a script found true: a line for each that is not, and the line that tools/summary.py counts."""
import sys
import unittest

passed = failed = 0


def fact(what, good, seen=''):
    """Counts it; says what was seen where it is not so. Returns whether it is."""
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f'FAIL {what}: {seen}')
    return bool(good)


def finish():
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


def run_unittests(name):
    """The test cases of the main module, counted like facts."""
    result = unittest.main(argv=[name], exit=False, verbosity=1).result
    bad = len(result.failures) + len(result.errors)
    print(f'{result.testsRun - bad - len(result.skipped)} passed, {bad} failed'
          + (f', {len(result.skipped)} skipped' if result.skipped else ''))
    sys.exit(1 if bad else 0)
