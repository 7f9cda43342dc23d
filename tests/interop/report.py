# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a test finds: a line for each fact as it is known, and their number in the end."""


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def hear(self, facts):
        """Pairs of a sentence and whether it is true."""
        for fact, good in facts:
            self.passed += bool(good)
            self.failed += not good
            print(f'{fact}: {"ok" if good else "FAILED"}', flush=True)

    def end(self):
        """The exit code: that of a test that was skipped when nothing was found."""
        print(f'{self.passed} passed, {self.failed} failed')
        return 1 if self.failed else 0 if self.passed else 77
