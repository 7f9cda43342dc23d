# SPDX-License-Identifier: LGPL-2.1-or-later
"""crt.py RPCGCC WORK: the C runtime of programs that rpcgcc compiles, beside Wine's (its ucrtbase.dll).

Each program of the folder crt prints a line per fact, `function: situation: value`, and is compiled by mingw-w64 for
that runtime, without a formatter of its own, and by rpcgcc; values must be equal. Where the documentation contradicts
Wine both values stand in PROGRAM.facts, with the page that says so: see tests/conformance/expectations.py.
Beside them are programs made of thousands of directives, chosen at random but always the same: see directives.py.
Exits with 77 where mingw-w64 or Wine is missing. Prints what differs and "N passed, N failed"."""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent / 'crt'
sys.path[:0] = [str(FOLDER), str(FOLDER.parent.parent / 'conformance')]
import directives  # noqa: E402
import expectations  # noqa: E402

MINGW = 'x86_64-w64-mingw32-gcc'
# The universal C runtime, which mingw-w64 here does not use of itself.
OPTIONS = ['-D_UCRT', '-D__MSVCRT_VERSION__=0xE00', '-D__USE_MINGW_ANSI_STDIO=0']
LIBRARIES = ['-nodefaultlibs', '-lmingw32', '-lgcc', '-lmingwex', '-lucrt', '-lkernel32', '-ladvapi32', '-luser32']
LIMIT = 120


def run(*words, **more):
    try:
        return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=LIMIT, **more)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(words, 124, late.stdout or b'', b'no end')


def facts_of(words, environment, work):
    done = run(*words, env=environment, cwd=work)
    facts = {}
    for line in done.stdout.decode(errors='replace').splitlines():
        name, colon, value = line.rstrip('\r').rpartition(': ')
        if colon:
            facts[name if name not in facts else name + ' (again)'] = value
    trouble = f'exit code {done.returncode} {done.stderr.decode(errors="replace")[-500:]}' if done.returncode else ''
    return facts, trouble


def complaints(ours, wine, recorded):
    """Where the two differ and nothing is recorded, or something else; what is recorded and not there any more."""
    for name in dict.fromkeys([*ours, *wine]):
        mine, theirs = (facts.get(name, expectations.MISSING) for facts in (ours, wine))
        known = recorded.get(name)
        if known and (known.value, known.wine) != (mine, theirs):
            yield f'{name}: ours {mine}, Wine {theirs}; recorded is {known.value}, {known.wine}'
        elif not known and mine != theirs:
            yield f'{name}: ours {mine}, Wine {theirs}'
    yield from (f'{name}: recorded as a difference, but nobody prints it' for name in recorded
                if name not in ours and name not in wine)


def both(rpcgcc, source, work):
    """What it prints here and under Wine."""
    for words in ([MINGW, *OPTIONS, '-w', source, '-o', work / f'{source.stem}.exe', *LIBRARIES],
                  [rpcgcc, '-w', source, '-o', work / source.stem]):
        built = run(*words)
        if built.returncode:
            return {}, {}, [f'{words[0]}: {built.stderr.decode()[:3000]}']
    ours, trouble = facts_of([work / source.stem], os.environ, work)
    environment = {**os.environ, 'WINEDEBUG': '-all', 'WINEDLLOVERRIDES': 'winedbg.exe=d'}
    for _ in range(2):  # on a busy machine Wine sometimes cannot start a process
        theirs, their_trouble = facts_of(['wine', work / f'{source.stem}.exe'], environment, work)
        if not their_trouble:
            break
    return ours, theirs, [f'here: {trouble}'] * bool(trouble) + [f'Wine: {their_trouble}'] * bool(their_trouble)


def main(rpcgcc, work):
    if not shutil.which(MINGW) or not shutil.which('wine'):
        print('needs mingw-w64 and wine')
        return 77
    work.mkdir(parents=True, exist_ok=True)
    sources = sorted(FOLDER.glob('*.c'))
    for name, text in directives.programs():
        sources.append(work / name)
        sources[-1].write_text(text)
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda source: both(rpcgcc, source, work), sources))
    for source, (ours, theirs, failures) in zip(sources, said):
        failures += complaints(ours, theirs, expectations.read((FOLDER / source.name).with_suffix('.facts')))
        for failure in failures[:int(os.environ.get('SHOWN', 30))]:
            print(f'FAIL {source.name}: {failure}')
        if not ours:
            failures.append('nothing')
        passed += max(len(ours) - len(failures), 0)
        failed += len(failures)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
