# SPDX-License-Identifier: LGPL-2.1-or-later
"""Building a program of wine/test.h, running one of its tests under a watchdog, and judging what it recorded.

Each process of a run has a record in a file they share (struct winetest_record of test_runtime.h), so what counts is
what was checked, not what was printed nor the exit code. Who does not end in time is killed with its children."""
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / 'conformance'))
import program as conformance  # noqa: E402

RECORD, RECORDS = struct.Struct('<10i64s152s'), 1024
RUNNING, ENDED, CRASHED = 1, 2, 3
COUNTED = ('executed', 'failures', 'todo', 'flaky', 'skipped')
HEAD, TAIL = 1 << 18, 1 << 14  # bytes of output that are kept
SOURCES = ('.c', '.cpp', '.cc', '.cxx')
START = re.compile(r'^\s*START_TEST\s*\(\s*(\w+)\s*\)', re.M)
MINGW = {'.c': 'x86_64-w64-mingw32-gcc', 'cpp': 'x86_64-w64-mingw32-g++'}


@dataclasses.dataclass
class Result:
    """Of one test: its verdict, why it is none better, and what was counted of it and its children."""
    verdict: str  # pass, skip, fail, crash, hang, lie
    why: str = ''
    executed: int = 0
    failures: int = 0
    todo: int = 0
    flaky: int = 0
    skipped: int = 0
    processes: int = 0
    output: list = dataclasses.field(default_factory=list)

    @property
    def good(self):
        return self.verdict in ('pass', 'skip')

    def counts(self):
        more = f', {self.flaky} as flaky' if self.flaky else ''
        return (f'{self.executed} tests executed ({self.todo} marked as todo{more}, {self.failures} failures), '
                f'{self.skipped} skipped.')


@dataclasses.dataclass
class Program:
    """What is built of one source, or of a folder's. `troubles`: source -> why it is not in the program."""
    name: str
    sources: list
    tests: list = dataclasses.field(default_factory=list)
    troubles: dict = dataclasses.field(default_factory=dict)


class Way:
    """One way to build and to run: 'ours' or 'wine'."""

    def __init__(self, label, build, work):
        self.label, self.build, self.work = label, pathlib.Path(build).resolve(), pathlib.Path(work).resolve() / label
        self.work.mkdir(parents=True, exist_ok=True)
        tools = self.build / 'tools' / 'rpcgcc'
        self.environment = {**os.environ, 'RPCGCC_INCLUDE': str(ROOT / 'include'),
                            'RPCGCC_HEADERS': str(ROOT / 'tools' / 'rpcgcc' / 'include'),
                            'RPCGCC_LIBRARY': f'{self.build / conformance.LIBRARY}:{tools / "crt"}'}
        for name in ('WINETEST_RECORDS', 'WINETEST_EXCUSE'):
            self.environment.pop(name, None)
        self.compilers = MINGW
        if label == 'ours':
            cxx = self.work / 'rpcg++'
            cxx.unlink(missing_ok=True)
            cxx.symlink_to(tools / 'rpcgcc')
            self.compilers = {'.c': tools / 'rpcgcc', 'cpp': cxx}

    def compiler(self, source):
        return self.compilers['.c' if source.suffix == '.c' else 'cpp']

    def call(self, *words):
        return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors='replace', stdin=subprocess.DEVNULL, env=self.environment)

    def built(self, program, flags):
        """The path of the program, or None; its troubles say why."""
        objects, cxx = [], False
        for source in program.sources:
            try:
                stubs, more = conformance.stubs_of(source, self.build / conformance.MIDL, self.work)
            except conformance.CannotBuild as why:
                program.troubles[source.name] = str(why)
                continue
            made, complaint = self.compiled(program, [source, *more], [*flags, '-I', stubs])
            if complaint:
                program.troubles[source.name] = complaint
            else:
                objects, cxx = objects + made, cxx or source.suffix != '.c'
        if not objects:
            return None
        out = self.work / (program.name + ('.exe' if self.label == 'wine' else ''))
        libraries = [f'-l{name}' for name in conformance.PE_LIBRARIES] if self.label == 'wine' else []
        done = self.call(self.compilers['cpp' if cxx else '.c'], *objects, '-o', out, *libraries)
        if done.returncode:
            program.troubles[program.name] = done.stdout
            return None
        return out

    def compiled(self, program, sources, flags):
        """Where exceptions are caught in C clang builds for Wine: mingw-w64's gcc has no __try there."""
        clang = self.label == 'wine' and (len(sources) > 1 or 'RpcExcept' in sources[0].read_text(errors='replace'))
        made = []
        for source in sources:
            out = self.work / f'{program.name}.{source.stem}.o'
            compiler = conformance.CLANG if clang and source.suffix == '.c' else [self.compiler(source)]
            done = self.call(*compiler, '-w', '-O1', *conformance.DEFINES, '-I',
                             HERE / 'include', '-I', source.parent, *flags, '-c', source, '-o', out)
            if done.returncode:
                return [], done.stdout
            made.append(out)
        return made, ''

    def run(self, program, path, test, excuse, limit):
        """Runs one test in a folder of its own and judges it."""
        name = f'{program.name}.{test}'
        environment = {**self.environment, **conformance.environment_in(self.work, name, self.build),
                       'WINEDLLOVERRIDES': 'winedbg.exe=d', 'WINETEST_COLOR': '0'}
        folder, records = self.work / f'{name}.folder', self.work / f'{name}.records'
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        records.write_bytes(bytes(RECORD.size * RECORDS))
        environment['WINETEST_RECORDS'] = str(records)
        if excuse:
            environment['WINETEST_EXCUSE'] = excuse
        words = ['wine', path] if self.label == 'wine' else [path]
        code, output = watched([*words, test], environment, folder, limit, self.label == 'ours')
        return judged(read_records(records), code, output, limit)


def kept_output(stream, kept):
    """Reads all of it and keeps the beginning and the end, however much there is."""
    while True:
        piece = os.read(stream.fileno(), 1 << 16)
        if not piece:
            return
        room = HEAD - len(kept[0])
        kept[0] += piece[:room]
        kept[1] = (kept[1] + piece[room:])[-TAIL:]


def watched(words, environment, folder, limit, family_is_ours):
    """Exit code, None for who had to be killed, and lines of output. Wine's services are not the program's family."""
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               stdin=subprocess.DEVNULL, env=environment, cwd=folder, start_new_session=True)
    kept = [b'', b'']
    reader = threading.Thread(target=kept_output, args=(process.stdout, kept), daemon=True)
    reader.start()
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        code = None
    if family_is_ours or code is None:
        conformance.kill_session(process.pid)
    process.wait()
    reader.join(5)
    if not reader.is_alive():
        process.stdout.close()
    text = kept[0] + (b'\n...\n' + kept[1].split(b'\n', 1)[-1] if kept[1] else b'')
    return code, [line.rstrip('\r') for line in text.decode(errors='replace').split('\n') if line.strip()]


@dataclasses.dataclass
class Record:
    pid: int
    state: int
    executed: int
    failures: int
    todo: int
    flaky: int
    skipped: int
    muted: int
    collected: int
    line: int
    test: str
    file: str

    @property
    def place(self):
        return f'{self.file}:{self.line}' if self.file else 'its start'


def read_records(path):
    found = []
    for fields in RECORD.iter_unpack(path.read_bytes()[:RECORD.size * RECORDS]):
        if not fields[0]:
            break
        found.append(Record(*fields[:10], *(text.split(b'\0')[0].decode(errors='replace') for text in fields[10:])))
    return found


def judged(records, code, output, limit):
    """What the records say first; the exit code only ever makes it worse."""
    counts = [sum(getattr(record, name) for record in records) for name in COUNTED]
    result = Result('fail', '', *counts, len(records), output)
    if not records:
        result.verdict = 'hang' if code is None else 'crash'
        result.why = f'no end after {limit} s and no test begun' if code is None else f'no test begun, {ending(code)}'
        return result
    top = records[0]
    crashed = next((record for record in records if record.state == CRASHED), None)
    if code is None:
        places = ', '.join(f'{"a child" if record is not top else "it"} after {record.place}' for record in records
                           if record.state == RUNNING)
        result.verdict, result.why = 'hang', f'no end after {limit} s: {places or "when all tests had ended"}'
    elif crashed:
        who = 'it' if crashed is top else f'its child process {crashed.pid}'
        result.verdict, result.why = 'crash', f'{who} crashed after {crashed.place}'
    elif code < 0:
        result.verdict, result.why = 'crash', f'{ending(code)} after {top.place}'
    elif top.state != ENDED:
        result.verdict, result.why = 'lie', f'it left after {top.place} with {ending(code)}'
    elif result.failures:
        result.why = f'{result.failures} failures'
        if code == 0:
            result.verdict, result.why = 'lie', f'{result.failures} failures, yet exit code 0'
    elif code:
        result.verdict, result.why = 'lie', f'no failures, yet {ending(code)}'
    elif not result.executed and not result.skipped:
        result.why = 'it checks nothing'
    else:
        result.verdict = 'pass' if result.executed else 'skip'
    return result


def ending(code):
    return f'exit code {code}' if code >= 0 else f'killed by {signal.Signals(-code).name}'


def programs_of(paths):
    """A source is a program; a folder is one of all its sources, as makefiles of such tests have it."""
    for path in map(pathlib.Path, paths):
        path = path.resolve()
        if path.is_dir():
            sources = sorted(source for source in path.iterdir() if source.suffix in SOURCES)
            yield Program(path.name, sources, [name for source in sources for name in tests_of(source)])
        else:
            yield Program(path.stem, [path], tests_of(path))


def tests_of(source):
    return START.findall(source.read_text(encoding='utf-8', errors='replace'))


def have_wine():
    missing = [tool for tool in ('wine', *MINGW.values(), conformance.CLANG[0]) if not shutil.which(tool)]
    return f'{" and ".join(missing)} not found' if missing else ''
