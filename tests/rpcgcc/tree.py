# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the compile driver have in common: a folder to work in, the driver under its names, and facts."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import tally  # noqa: E402
from tally import fact  # noqa: E402

LIMIT = 120


class Tree:
    def __init__(self, rpcgcc, work):
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.c = rpcgcc
        self.temporary = self.work / 'temporary'
        self.temporary.mkdir()
        os.environ['TMPDIR'] = str(self.temporary)
        self.cxx = self.work / 'rpcg++'
        self.cxx.symlink_to(rpcgcc)
        self.cl, self.link, self.lib = (self.work / name for name in ('rpccl', 'rpclink', 'rpclib'))
        for name in (self.cl, self.link, self.lib):
            name.symlink_to(rpcgcc)

    def write(self, name, text):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return name

    def run(self, *words, **more):
        try:
            return subprocess.run([str(word) for word in words], cwd=self.work, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, timeout=LIMIT, **more)
        except FileNotFoundError as missing:  # what was not built
            return subprocess.CompletedProcess(words, 127, '', str(missing))

    def built(self, what, *words):
        done = self.run(*words)
        fact(what, done.returncode == 0, done.stderr[:2000])
        return done

    def ran(self, what, expected, *words, status=0, **more):
        done = self.run(*words, **more)
        fact(what, done.stdout == expected and done.returncode == status,
             f'{done.returncode} {done.stdout!r} {done.stderr[:1000]}, not {expected!r}')


def finish(tree):
    left = list(tree.temporary.iterdir())
    fact('nothing is left in the temporary folder', not left, left)
    tally.finish()
