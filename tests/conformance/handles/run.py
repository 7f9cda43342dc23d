#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One conformance program on this library and under Wine: run.py PROGRAM.c LIBDIR INCLUDEDIR WORKDIR.

The program is plain Win32 C and prints a line per fact, `function: situation: value` (facts.h). It is built natively
and with mingw-w64, both are run, and the values are compared line by line. Where the documentation contradicts Wine the
difference stands in PROGRAM.accepted (accepted.py). Prints what differs and "N passed, N failed".
"""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from accepted import accepted_differences, complaints  # noqa: E402

LIMIT = 120  # seconds a program may take; the first start of Wine in a fresh prefix is slow


def build(source, libdir, include, work):
    native, pe = work / source.stem, work / (source.stem + '.exe')
    defines = ['-D_WIN32_WINNT=0x0A00', '-I', str(source.parent)]
    must(['gcc', '-O1', '-Wall', '-I', include, '-fshort-wchar', '-fexceptions', *defines, str(source),
          '-o', str(native), '-L', libdir, '-lrpcrt4'])
    must(['x86_64-w64-mingw32-gcc', '-O1', *defines, str(source), '-o', str(pe), '-lrpcrt4', '-lwinmm', '-lmincore',
          '-lntdsapi', '-lsecur32', '-lnetapi32'])
    return native, pe


def must(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print('$', *command)
        print(done.stdout + done.stderr)
        print('0 passed, 1 failed')
        sys.exit(1)


def facts_of(command, environment):
    """The facts a program prints, in order, and why the list may be incomplete ('' when it is not)."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT, env=environment, stdin=subprocess.DEVNULL)
        output, trouble = done.stdout, f'exit code {done.returncode}' if done.returncode else ''
        if trouble:
            trouble += '\n' + done.stderr.decode(errors='replace')[-2000:]
    except subprocess.TimeoutExpired as late:
        output, trouble = late.stdout or b'', f'no end after {LIMIT} s'
    facts = {}
    for line in output.decode(errors='replace').splitlines():
        name, colon, value = line.strip().rpartition(': ')
        if not colon:
            continue
        if name in facts:
            trouble = trouble or f'two facts of one name: {name}'
        facts[name] = value
    return facts, trouble


def main(source, libdir, include, work):
    source, work = pathlib.Path(source), pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    if not shutil.which('wine') or not shutil.which('x86_64-w64-mingw32-gcc'):
        print('skipped: Wine or mingw-w64 is not installed\n0 passed, 0 failed, 1 skipped')
        return 0
    native, pe = build(source, libdir, include, work)
    runtime = work / (source.stem + '.runtime')
    shutil.rmtree(runtime, ignore_errors=True)
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, 'LD_LIBRARY_PATH': libdir, 'RPCRT4_RUNTIME_DIR': str(runtime), 'WINEDEBUG': '-all'}
    ours, our_trouble = facts_of([str(native)], environment)
    for _ in range(2):  # on a busy machine Wine sometimes cannot start a process: what it says twice counts
        wine, wine_trouble = facts_of(['wine', str(pe)], environment)
        failures = list(complaints(ours, wine, accepted_differences(source.with_suffix('.accepted'))))
        if not failures and not wine_trouble:
            break
    failures += [f'ours: {our_trouble}'] * bool(our_trouble) + [f'Wine: {wine_trouble}'] * bool(wine_trouble)
    for failure in failures:
        print(failure)
    print(f'{max(len(ours) - len(failures), 0)} passed, {len(failures)} failed')
    return 1 if failures or not ours else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
