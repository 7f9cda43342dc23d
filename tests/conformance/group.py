# SPDX-License-Identifier: LGPL-2.1-or-later
"""One group of facts as a test: group.py GROUP.c BUILDDIR INCLUDEDIR WORKDIR [--record].

The program is run on this library and, where they are installed, built by mingw-w64 and run under Wine. Ours must be as
GROUP.facts says (expectations.py), Wine as it records. --record adds facts that the file does not have.
Prints what differs and "N passed, N failed"."""
import pathlib
import sys

import expectations
import program
import table


def columns(source, build, include, work, tries=2):
    """Builds and runs: column -> Run, or None without Wine. Raises program.CannotBuild."""
    runs = {'ours': program.run_native(program.build_native(source, build, include, work), build, work), 'wine': None}
    if not program.have_wine():
        pe, expected = program.build_pe(source, build, work), expectations.read(source.with_suffix('.facts'))
        for _ in range(tries):  # on a busy machine Wine sometimes cannot start a process: what it says twice counts
            runs['wine'] = program.run_wine(pe, build, work)
            if not runs['wine'].trouble and not list(table.stale_wine_records(expected, runs['wine'])):
                break
    return runs


def main(source, build, include, work, record=None):
    source, build, work = pathlib.Path(source), pathlib.Path(build), pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    facts = source.with_suffix('.facts')
    try:
        runs = columns(source, build, include, work)
    except program.CannotBuild as why:
        print(why, '0 passed, 1 failed', sep='\n')
        return 1
    if record:
        expectations.append_unread(facts, runs['ours'].facts, runs['wine'] and runs['wine'].facts)
    expected = expectations.read(facts)
    group = table.group_of(source.stem, expected, runs)
    wrong = list(group.deviations())
    if runs['wine']:
        wrong += [f'Wine: {runs["wine"].trouble}'] * bool(runs['wine'].trouble)
        wrong += table.stale_wine_records(expected, runs['wine'])
    print(*wrong, sep='\n')
    skipped = program.have_wine()
    if skipped:
        print(f'SKIP: the column of Wine: {skipped}')
    print(f'{max(len(group.rows) - len(wrong), 0)} passed, {len(wrong)} failed' + ', 1 skipped' * bool(skipped))
    return 1 if wrong or not group.rows else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
