# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program of WinPR with our library in front of it: winpr.py LIBRARY WORKDIR.

winpr_peer.c is compiled with WinPR's headers and linked with Debian's libwinpr alone. It runs by itself, which shows
what WinPR does; with LIBRARY in LD_PRELOAD; and linked with LIBRARY before libwinpr. The last two must print what is in
winpr_peer.txt, line by line: what Windows does, and for handles of WinPR and questions only WinPR answers, what
README.md says. By itself it must only agree on the layouts and on the handles of WinPR; the rest is counted. The
dynamic linker must say that WinPR's own calls reach us, too. Exits with 77 (skipped) without libwinpr's headers.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 100  # seconds for a whole run
# What the program finds with either library, and says with these words first.
SHARED = ('layout: ', 'handles of WinPR: ')
# Functions that WinPR calls by name from within; ours are to answer.
INNER = ('CreateEventA', 'SetEvent', 'ResetEvent', 'WaitForSingleObject', 'CloseHandle', 'EnterCriticalSection')


def flags(which):
    try:
        done = subprocess.run(['pkg-config', which, 'winpr2'], capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit(77)
    if done.returncode:
        print('skipped: no libwinpr (package libwinpr2-dev)')
        sys.exit(77)
    return shlex.split(done.stdout)


def build(program, libraries):
    cc = shlex.split(os.environ.get('CC', 'cc'))
    command = [*cc, '-std=gnu11', '-O1', '-Wall', *flags('--cflags'), HERE / 'winpr_peer.c', '-o', program, '-pthread',
               *libraries]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=LIMIT)
    if done.returncode:
        sys.exit(done.stderr)


def run(program, work, limit, **environment):
    done = subprocess.run([str(program), str(work), str(limit)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=LIMIT, env={**os.environ, 'RPCRT4_RUNTIME_DIR': str(work), **environment})
    return done.stdout.splitlines()


def compare(name, found, wanted):
    """Prints what differs; how many lines do."""
    wrong = [(a, b) for a, b in zip(found, wanted) if a != b]
    for a, b in wrong:
        print(f'{name}: {a}\n{" " * len(name)}  not: {b}')
    if len(found) != len(wanted):
        print(f'{name}: {len(found)} lines, not {len(wanted)}')
    return len(wrong) + abs(len(found) - len(wanted))


def preloaded(program, work, library):
    """What the program says under tools/preload, which must first say whose functions ours replace."""
    tool = HERE.parent.parent / 'tools' / 'preload'
    done = subprocess.run([tool, program, work, '20000'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          timeout=LIMIT, env={**os.environ, 'RPCRT4_RUNTIME_DIR': str(work),
                                              'RPCRT4_LIBRARY': str(library)})
    lines = done.stdout.splitlines()
    about = [line for line in lines if re.search(r' functions of ours:$|libwinpr\S*: ours replace \d+ functions', line)]
    listed = {name for line in lines if line.startswith('    ') for name in line.split()}
    if len(about) != 2 or not listed.issuperset(INNER):
        return ['it says nothing of libwinpr', *about]
    begin = max(i for i, line in enumerate(lines) if line.startswith('    ')) + 1
    return lines[begin:]


def inner_calls(program, work, library):
    """Which functions libwinpr takes from the library."""
    run(program, work, 20000, LD_PRELOAD=str(library), LD_DEBUG='bindings', LD_DEBUG_OUTPUT=str(work / 'bindings'))
    text = ''.join(path.read_text() for path in work.glob('bindings.*'))
    bound = set(re.findall(r'binding file \S*libwinpr\S* \[0\] to \S*librpcrt4\S* \[0\]: normal symbol `(\w+)', text))
    for path in work.glob('bindings.*'):
        path.unlink()
    return bound


def main():
    library, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / 'winpr_peer.txt').read_text().splitlines()
    program, linked = work / 'winpr_peer', work / 'winpr_peer_linked'
    build(program, flags('--libs'))
    build(linked, ['-Wl,--no-as-needed', library, f'-Wl,-rpath,{library.parent}', *flags('--libs')])

    alone = run(program, work, 300)
    failed = compare('alone', [line for line in alone if line.startswith(SHARED)],
                     [line for line in wanted if line.startswith(SHARED)])
    print(f'alone: {len(set(wanted) - set(alone))} of {len(wanted)} facts are not what they are on Windows')
    failed += compare('preloaded', run(program, work, 20000, LD_PRELOAD=str(library)), wanted)
    failed += compare('linked', run(linked, work, 20000), wanted)
    failed += compare('tools/preload', preloaded(program, work, library), wanted)
    bound = inner_calls(program, work, library)
    missing = [name for name in INNER if name not in bound]
    print(f'{len(bound)} functions that libwinpr itself calls are ours', *missing and ['without', *missing])
    failed += len(missing)
    print(f'{failed} differences' if failed else f'{3 * len(wanted)} facts agree')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
