# SPDX-License-Identifier: LGPL-2.1-or-later
"""pairs.py BUILD WORK [NAME...]: client and server pairs of a Windows source tree, built unchanged in three ways, run
here and under Wine, and what they print compared. Without names, all of PAIRS.

A pair is a folder NAME of this one, written for Visual C:
    NAME.idl, NAME.acf     the interface, by which midl makes NAME.h, NAME_c.c and NAME_s.c
    NAMEc.c, NAMEs.c       client and server (.cpp for C++); NAMEx.c, where there is one, belongs to both
    makefile               for nmake and cl; here `make cc=rpccl midl=midl`; makes NAMEc.exe and NAMEs.exe
    NAMEc.out, NAMEs.out   what they print
../common/sample.c has what pairs share: options, bindings, authentication by Negotiate at level privacy, listening.
Other sources of that folder belong to the pairs whose makefiles name them.
Where the makefile has no NAME_s.c, both sides get NAME_c.c. What else a pair is run with is in its row of PAIRS.

The ways are rpcgcc by its command line, rpccl by the makefile, and mingw-w64 (see build_pair.py). The meetings:
    ncalrpc                the client of rpccl and the server of rpcgcc
    ncacn_ip_tcp           the client of rpcgcc and the server of rpccl
    Wine                   both as PE programs under Wine, over ncalrpc
    Wine's client          of the server of rpcgcc over TCP, with an account, for Wine has no other proof of who it is
    Wine's server          over TCP and without security (-n): Wine's server knows no accounts without a domain
In each, client and server must print their .out files, byte for byte but for Windows' ends of lines, and end with 0.
What Wine does otherwise is in DIFFERENCES, and must be so: a line that is not true any more is a failure.
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

from build_pair import WAYS, Failure
from installed import installed
from run_pair import MEETINGS, Difference, Pair, Performance, accounts

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 90  # seconds, for Wine to make its prefix
PAIRS = (
    Pair('hello', is_plain=True),
    Pair('implicit'),
    Pair('explicit'),
    Pair('auto'),
    Pair('context', clients=(('vanish',), ('behave',))),
    Pair('data'),
    Pair('generic'),
    Pair('shapes'),
    Pair('unions'),
    Pair('xmit'),
    Pair('wiremar'),
    Pair('usermar'),
    Pair('strout'),
    Pair('object'),
    Pair('dynamic', is_found=True),
    Pair('pickle', is_served=False),
    Pair('events', is_served=False),
    Pair('cpp'),
    Pair('aevent'),
    Pair('aioc', clients=(('300',),)),
    Pair('aapc'),
    Pair('apipe'),
    Pair('spipe'),
    Pair('cback'),
    Pair('mgmt'),
    Pair('worker'),
    Pair('service', clients=(('stop',),)),
    Pair('automation'),
)
WINE, CLIENT, SERVER = 'Wine', "Wine's client", "Wine's server"
DIFFERENCES = (
    Difference('hello', (WINE,), 'Wine says of a client that comes by Negotiate that it comes by NTLM',
               {'by service 9': 'by service 10'}),
    Difference('explicit', (WINE,), 'Wine calls without a handle, and gives servers NULL for one',
               {'is NULL: 1702': 'is NULL: 0', 'by a client': 'by nobody', '1.5 = 3.75': '1.5 = 0'}),
    Difference('explicit', (CLIENT,), 'Wine calls without a handle', {'is NULL: 1702': 'is NULL: 0'}),
    Difference('explicit', (SERVER,), 'Wine gives servers NULL for a handle, and they return no floating point',
               {'by a client': 'by nobody', '1.5 = 3.75': '1.5 = 0'}),
    Difference('data', (WINE, SERVER), "Wine's servers return no floating point", {'half 2.5,': 'half 0,'}),
    Difference('shapes', (WINE, CLIENT, SERVER), 'Wine does not align members on the wire, forgets texts in '
               'structures, counts bytes of first_is, and knows no full pointers in structures'),
    Difference('unions', (WINE, CLIENT), 'Wine sends no pointer of a union that is a parameter'),
    Difference('xmit', (WINE, CLIENT, SERVER), 'Wine has no transmit_as'),
    Difference('pickle', (WINE, CLIENT, SERVER), 'Wine has no NdrMesTypeAlignSize2'),
    Difference('events', (WINE, CLIENT, SERVER), 'Wine has no NdrMesProcEncodeDecode2'),
    Difference('dynamic', (WINE,), 'Wine does not list its endpoints, and unregisters what is not registered',
               {'annotated "squares"\nlisted: yes': 'no list: 1702', 'twice: 1753': 'twice: 0'}),
    Difference('object', (WINE, SERVER), 'Wine calls the same manager for all types of objects'),
    Difference('cpp', (WINE, CLIENT), 'Wine ends a program that throws after a call has raised an exception'),
    Difference('dynamic', (CLIENT, SERVER), 'Wine has a mapper of its own'),
    Difference('generic', (WINE, CLIENT), 'Wine hands a handle to unbind that is not valid any more'),
    Difference('auto', (WINE, CLIENT), 'Wine makes no call without a handle, and no exception'),
    Difference('context', (WINE, CLIENT), 'documented for a context handle that is NULL is RPC_X_SS_IN_NULL_CONTEXT',
               {'without a handle: 1775': 'without a handle: 1783'}),
    Difference('aevent', (WINE,), 'RpcAsyncGetCallStatus of Wine knows no call'),
    Difference('aevent', (CLIENT,), 'a cancelled call of Wine never ends', hangs=True),
    Difference('aevent', (SERVER,), "what Wine's servers answer later is garbage"),
    Difference('aioc', (WINE, SERVER), "what Wine's servers answer later is garbage, or they crash", hangs=True),
    Difference('aapc', (WINE, CLIENT, SERVER), 'Wine tells nothing by APCs, and crashes', hangs=True),
    Difference('apipe', (WINE, CLIENT, SERVER), 'Wine knows no pipes'),
    Difference('spipe', (WINE, CLIENT, SERVER), 'Wine knows no pipes'),
    Difference('cback', (WINE, CLIENT, SERVER), 'Wine knows no callbacks'),
    Difference('mgmt', (WINE, CLIENT, SERVER), 'Wine asks for no interfaces, and its servers do not tell'),
    Difference('worker', (CLIENT, SERVER), 'named events of Wine are not ours',
               {'telling when done: 0\ndone: 1\n': 'telling when done: 2\n'}),
)


class Facts:
    """Those of one pair; printed in one piece, for pairs are run side by side."""

    def __init__(self):
        self.passed = self.failed = 0
        self.text = ''

    def add(self, what, trouble):
        self.passed += not trouble
        self.failed += bool(trouble)
        self.text += f'{what}: {trouble.rstrip() if trouble else "ok"}\n'


def build(pair, work, ways, facts):
    """The ways in which the pair is there."""
    built = set()
    for way in ways:
        folder = work / way / pair.name
        shutil.copytree(HERE / pair.name, folder)
        trouble = ''
        try:
            WAYS[way](folder)
            built.add(way)
        except (Failure, OSError, subprocess.TimeoutExpired) as failure:
            trouble = str(failure)
        facts.add(f'{pair.name} is built by {way}', trouble)
    return built


def expected(pair, difference):
    """What client and server print."""
    said = {side: (HERE / pair.name / f'{pair.name}{side}.out').read_text() for side in 'cs'}
    for ours, other in difference.lines.items() if difference else ():
        said = {side: text.replace(ours, other) for side, text in said.items()}
    return said


def meet(pair, meeting, work, facts):
    what = f'{pair.name}, {meeting.title}'
    difference = next((row for row in DIFFERENCES if row.pair == pair.name and meeting.title in row.meetings), None)
    if difference:
        what += f' ({difference.reason})'
        if difference.hangs:
            facts.text += f'{what}: not run\n'
            return
    performance = Performance(pair, meeting, work, expected(pair, difference))
    trouble = performance.trouble()
    if difference and not difference.lines:
        trouble = '' if trouble else 'not so any more; take the line out of DIFFERENCES'
    elif trouble and 'pe' in (meeting.client, meeting.server):
        trouble = performance.trouble()  # on a busy machine Wine sometimes cannot start a process
    facts.add(what, trouble)


def perform(pair, work, ways, wine):
    facts = Facts()
    built = build(pair, work, ways, facts)
    for meeting in MEETINGS:
        if {meeting.client, meeting.server} <= built and not (pair.is_plain and meeting.client_options):
            if 'pe' in (meeting.client, meeting.server):
                wine.result()
            meet(pair, meeting, work, facts)
    return facts


def start_wine(work):
    """A server that stays a minute, so that programs start fast, and a prefix of its own."""
    os.environ.update(WINEPREFIX=str(work / 'wine'), WINEDEBUG='-all', WINEDLLOVERRIDES='winedbg.exe=d', HOME=str(work))
    os.environ.pop('DISPLAY', None)

    def boot():
        for command in (['wineserver', '-p60'], ['wineboot', '-i']):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           timeout=LIMIT)
    return boot


def main():
    build_root, work, names = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    absent = [tool for tool in ('wine', 'clang', 'x86_64-w64-mingw32-gcc') if not shutil.which(tool)]
    if absent:
        print(f'SKIP what is for Wine: {", ".join(absent)} not installed')
    ways = [way for way in WAYS if way != 'pe' or not absent]
    for way in ways:
        shutil.copytree(HERE / 'common', work / way / 'common')
    passed = failed = 0
    boot = start_wine(work)
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        wine = threads.submit(boot if not absent else lambda: None)
        installed(build_root, work)
        accounts(work)
        pairs = [pair for pair in PAIRS if not names or pair.name in names]
        for facts in threads.map(lambda pair: perform(pair, work, ways, wine), pairs):
            print(facts.text, end='', flush=True)
            passed += facts.passed
            failed += facts.failed
    if not absent:
        subprocess.run(['wineserver', '-k'], capture_output=True, timeout=LIMIT)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
