# SPDX-License-Identifier: LGPL-2.1-or-later
"""instructions.py RPCGCC WORK: what the driver makes of a Windows source beside the same source ported by hand and
compiled by gcc: the instructions are the same, one by one, and so is how many of them a loop executes, exceptions
included. The files are in instructions/. Prints the counts, a line per failed fact and "N passed, N failed"."""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import fact, finish  # noqa: E402

LIMIT = 120  # seconds
HERE = pathlib.Path(__file__).resolve().parent / 'instructions'
# Cold code stays with the other, so that one section has all of it.
LEVELS = [(level, '-fno-reorder-blocks-and-partition') for level in ('-O1', '-O3', '-O2')]
PKG_CONFIG = ('-fshort-wchar', '-fexceptions')
DRIVER = ('-fms-extensions', '-fno-strict-aliasing', '-fwrapv')  # what rpcgcc says besides


class Bench:
    def __init__(self, rpcgcc, work):
        self.rpcgcc = rpcgcc
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.include = os.environ['RPCGCC_INCLUDE']
        self.folders = os.environ['RPCGCC_LIBRARY'].split(':')
        os.environ['LD_LIBRARY_PATH'] = ':'.join(self.folders)

    def must(self, *words):
        done = subprocess.run([str(word) for word in words], cwd=self.work, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=LIMIT)
        if done.returncode != 0:
            sys.exit(f'$ {" ".join(map(str, words))}\n{done.stdout}')
        return done.stdout

    def compile(self, flags, ported_flags):
        self.must(self.rpcgcc, *flags, '-c', HERE / 'windows.c', '-o', 'windows.o')
        self.must('gcc', *flags, *ported_flags, '-I', self.include, '-c', HERE / 'ported.c', '-o', 'ported.o')
        for name in ('windows', 'ported'):
            self.must('objcopy', '--rename-section', f'.text=text_{name}', f'{name}.o')

    def instructions(self, name):
        """Of an object, with the names of what they refer to."""
        text = self.must('objdump', '-dr', '--no-show-raw-insn', '--no-addresses', f'{name}.o')
        return [re.sub(rf'\b(text_)?{name}(_work|\.o)?\b', 'it', line) for line in text.splitlines()]

    def counts(self, rounds):
        """{name: (in its own code, of all, result)}; None where processes may not be traced."""
        self.must('gcc', '-O1', HERE / 'step.c', 'windows.o', 'ported.o', '-o', 'step',
                  *(f'-L{folder}' for folder in self.folders), '-lrpcrt4')
        done = subprocess.run([str(self.work / 'step'), str(rounds)], stdout=subprocess.PIPE, text=True, timeout=LIMIT)
        if done.returncode == 3:
            return None
        fact('the loops are counted', done.returncode == 0, done.returncode)
        rows = (line.split() for line in done.stdout.splitlines())
        return {name: (int(own), int(all_), result) for name, own, all_, result in rows}


def compare(bench, flags):
    bench.compile(flags, PKG_CONFIG + DRIVER)
    windows, ported = bench.instructions('windows'), bench.instructions('ported')
    difference = list(difflib.unified_diff(ported, windows, lineterm='', n=0))
    fact(f'the instructions are the same at {flags[0]}', not difference, '\n'.join(difference[:20]))
    fact(f'and there are some at {flags[0]}', len(windows) > 100, len(windows))


def count(bench):
    """At the level of the last comparison."""
    counted = bench.counts(1)
    if counted is None:
        print('SKIP the counts: processes may not be traced')
        return
    (own, all_, result), (ported_own, ported_all, ported_result) = counted['windows'], counted['ported']
    print(f'-O2: {own} instructions, ported {ported_own}; with those of libraries {all_} and {ported_all}')
    fact('as many are executed', own == ported_own, counted)
    # The unwinder looks for a frame's description among those of the program, here a step sooner or later.
    fact('with those of libraries too', abs(all_ - ported_all) <= 0.02 * ported_all, counted)
    fact('exceptions are among them', all_ > 2 * own, counted)
    fact('with the same result', result == ported_result, counted)


def beside_fewer_flags(bench):
    """The port with what pkg-config says and nothing else: gcc may suppose more of it."""
    bench.compile(LEVELS[-1], PKG_CONFIG)
    counted = bench.counts(1)
    if counted is not None:
        own, ported_own = counted['windows'][0], counted['ported'][0]
        print(f'-O2, the flags of pkg-config only: {own} instructions, ported {ported_own}')
        fact('beside the flags of pkg-config', own <= 1.05 * ported_own, counted)


def main():
    bench = Bench(*sys.argv[1:])
    for flags in LEVELS:
        compare(bench, flags)
    count(bench)
    beside_fewer_flags(bench)
    finish()


main()
