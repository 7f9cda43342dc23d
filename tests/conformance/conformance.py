# SPDX-License-Identifier: LGPL-2.1-or-later
"""tools/conformance: what this library, Wine and Windows answer, beside what the documentation says."""
import argparse
import concurrent.futures
import json
import pathlib
import sys

import bundle
import expectations
import group as group_test
import headers_group
import page
import program
import table
from wire.judge import main as judge_wire

HERE = pathlib.Path(__file__).resolve().parent


def options(arguments):
    parser = argparse.ArgumentParser(prog='tools/conformance', description=__doc__, epilog='The exit code is 1 where '
                                     'ours deviates from the documentation, or from what was decided where it is silent.')
    parser.add_argument('--only', metavar='GROUP', action='append', help='this group (again for more)')
    parser.add_argument('--list', action='store_true', help='name the groups and how many facts each has')
    parser.add_argument('--json', metavar='FILE', help='write the table as JSON')
    parser.add_argument('--html', metavar='FILE', help='write the table as one page for a browser')
    parser.add_argument('--export', metavar='DIR', help='write a folder with the programs for a Windows machine')
    parser.add_argument('--windows', metavar='FILE', help='add the column of a Windows machine: its results.txt')
    parser.add_argument('--wire', metavar='HOST:PORT', help='judge the answers of a server of any kind, PDU by '
                        'PDU; --only names sets of exchanges then')
    parser.add_argument('--account', metavar='[DOMAIN\\]USER%PASSWORD', help='whom that server knows, for NTLM')
    parser.add_argument('--interface', metavar='UUID/MAJOR.MINOR', help='an interface of that server; else management')
    parser.add_argument('--sdk', metavar='DIR', help='compare headers with those of a Windows SDK, too')
    parser.add_argument('--build', default='build/check', help=argparse.SUPPRESS)
    parser.add_argument('--programs', default=HERE / 'programs', help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def chosen(folder, only):
    """The sources of the groups, that of the headers not being among them."""
    sources = {path.stem: path for path in sorted(pathlib.Path(folder).glob('*.c'))}
    unknown = [name for name in only or [] if name not in sources and name != headers_group.NAME]
    if unknown:
        sys.exit(f'no group {", ".join(unknown)}; --list names them')
    return [sources[name] for name in only or sources if name in sources]


def judge(source, build, work, windows):
    """The group's table. What cannot be built or run is a group in trouble."""
    expected = expectations.read(source.with_suffix('.facts'))
    try:
        runs = group_test.columns(source, build, HERE.parent.parent / 'include', work)
    except program.CannotBuild as why:
        runs = {'ours': program.Run({}, f'it cannot be built: {why}'), 'wine': None}
    runs['windows'] = windows.get(source.stem, program.Run({}, 'no such group in the result file')) if windows else None
    return table.group_of(source.stem, expected, runs)


def with_headers(wanted):
    """Whether headers are asked about: of other folders of programs, as tests have them, only by name."""
    return headers_group.NAME in wanted.only if wanted.only else pathlib.Path(wanted.programs) == HERE / 'programs'


def write(path, text):
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(path).write_text(text, encoding='utf-8')


def write_all(wanted, groups):
    if wanted.json:
        write(wanted.json, json.dumps(table.as_data(groups), indent=1))
    if wanted.html:
        write(wanted.html, page.html(groups))


def main(arguments):
    wanted = options(arguments)
    if wanted.wire:
        code, groups = judge_wire(wanted)
        write_all(wanted, groups)
        return code
    sources = chosen(wanted.programs, wanted.only)
    if wanted.list:
        for source in sources:
            print(f'{source.stem:<24}{len(expectations.read(source.with_suffix(".facts"))):>6}')
        if with_headers(wanted):
            print(f'{headers_group.NAME:<24}{"":>6}  what the headers declare, beside mingw-w64 and --sdk')
        return 0
    if wanted.export:
        bundle.export(wanted.export, sources, pathlib.Path(wanted.build))
        print(f'{len(sources)} programs in {wanted.export}; README.txt there says how to run them')
        return 0
    try:
        windows = bundle.read_results(wanted.windows, chosen(wanted.programs, None)) if wanted.windows else {}
    except bundle.Refused as why:
        print(why, file=sys.stderr)
        return 2
    if program.have_wine():
        print(f'no column of Wine: {program.have_wine()}')
    work = pathlib.Path(wanted.build) / 'conformance'
    work.mkdir(parents=True, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        headers = pool.submit(headers_group.groups, work, wanted.sdk) if with_headers(wanted) else None
        groups = list(pool.map(lambda source: judge(source, pathlib.Path(wanted.build), work, windows), sources))
        groups += headers.result() if headers else []
    print(*table.as_text(groups), sep='\n')
    deviations = [line for group in groups for line in group.deviations()]
    print(*deviations, sep='\n')
    write_all(wanted, groups)
    return 1 if deviations else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
