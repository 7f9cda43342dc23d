# SPDX-License-Identifier: LGPL-2.1-or-later
"""Built pairs of sample programs are run: what a pair is, where its programs meet, and what they say there."""
import dataclasses
import os
import select
import shutil
import socket
import subprocess
import time

LIMIT = 60  # seconds a program may take; Wine is slow to start one on a busy machine
USER, DOMAIN, PASSWORD, NT_HASH = 'alice', 'WG', 'Alice1,open', '2647f33f647f8e7609652e7aead23dc8'


@dataclasses.dataclass(frozen=True)
class Pair:
    name: str
    clients: tuple = ((),)   # the arguments of each run of the client, after the options
    server: tuple = ()       # those of the server
    is_plain: bool = False   # takes protocol sequence and endpoint as arguments, not as options
    is_served: bool = True   # else NAMEc, then NAMEs are run where both find the files of the other
    is_found: bool = False   # without an endpoint: the client asks the endpoint mapper


@dataclasses.dataclass(frozen=True)
class Difference:
    """What Wine does otherwise, and why that is no fault of ours."""
    pair: str
    meetings: tuple
    reason: str
    lines: dict = dataclasses.field(default_factory=dict)  # what is printed for what; none: the meeting fails
    hangs: bool = False  # it would not end, and is not run


@dataclasses.dataclass(frozen=True)
class Meeting:
    title: str
    client: str  # the way it was built
    server: str
    protseq: str
    client_options: tuple = ()
    server_options: tuple = ()


MEETINGS = (
    Meeting('ncalrpc', 'rpccl', 'rpcgcc', 'ncalrpc'),
    Meeting('ncacn_ip_tcp', 'rpcgcc', 'rpccl', 'ncacn_ip_tcp'),
    Meeting('Wine', 'pe', 'pe', 'ncalrpc'),
    Meeting("Wine's client", 'pe', 'rpcgcc', 'ncacn_ip_tcp', ('-u', USER, '-d', DOMAIN, '-w', PASSWORD)),
    Meeting("Wine's server", 'rpccl', 'pe', 'ncacn_ip_tcp', ('-n',), ('-n',)),
)


class Program:
    """A process, and what it has said so far."""

    def __init__(self, command, folder):
        environment = {**os.environ, 'RPCRT4_RUNTIME_DIR': str(folder)}
        self.said = b''
        self.process = subprocess.Popen([str(word) for word in command], cwd=folder, env=environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def reads(self, word=None):
        """Whether the word came in time; without one, the end."""
        end = time.monotonic() + LIMIT
        while word is None or word not in self.said:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                return False
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece:
                return word is None
            self.said += piece
        return True

    def trouble(self):
        """'' when it ends in time and with 0."""
        if not self.reads():
            return f'no end after {LIMIT} s'
        code = self.process.wait(LIMIT)
        return f'exit code {code}' if code else ''

    def text(self):
        return self.said.decode(errors='replace').replace('\r\n', '\n')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return str(probe.getsockname()[1])


def place(pair, protseq):
    """The arguments that say where server and client meet."""
    if pair.is_found:
        return ['-p', protseq]
    endpoint = free_port() if protseq == 'ncacn_ip_tcp' else f'{pair.name}{os.getpid()}'
    return [protseq, endpoint] if pair.is_plain else ['-p', protseq, '-e', endpoint]


def command(work, way, pair, side):
    program = work / way / pair.name / f'{pair.name}{side}.exe'
    return ['wine', program] if way == 'pe' else [program]


def accounts(work):
    """The file of accounts for the servers, in the environment."""
    path = work / 'accounts'
    path.write_text(f'{USER}::{NT_HASH}\n')
    path.chmod(0o600)
    os.environ['RPCRT4_ACCOUNTS'] = str(path)


class Performance:
    """One meeting of a pair, in a folder of its own, which is the runtime folder too. `expected` is what client ('c')
    and server ('s') must say."""

    def __init__(self, pair, meeting, work, expected):
        self.pair = pair
        self.meeting = meeting
        self.expected = expected
        self.folder = work / 'runs' / f'{pair.name}.{meeting.title.replace(" ", ".")}'
        self.client = command(work, meeting.client, pair, 'c')
        self.server = command(work, meeting.server, pair, 's')

    def trouble(self):
        """'' or what goes wrong, with all that was said."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        return self.served() if self.pair.is_served else self.one_by_one()

    def one_by_one(self):
        for side, words in ('c', self.client), ('s', self.server):
            with Program(words, self.folder) as program:
                trouble = self.judged(side, program.trouble(), program.text())
            if trouble:
                return trouble
        return ''

    def served(self):
        where = place(self.pair, self.meeting.protseq)
        with Program([*self.server, *self.meeting.server_options, *where, *self.pair.server], self.folder) as serving:
            ready = serving.reads(b'ready')
            trouble, said = self.called(where) if ready else ('the server is not ready', '')
            trouble = self.judged('c', trouble, said)
            if trouble:
                serving.process.kill()
                serving.reads()
                return f'{trouble}{self.pair.name}s said\n{serving.text()}'
            return self.judged('s', serving.trouble(), serving.text())

    def called(self, where):
        """What goes wrong with the clients, and what they say."""
        said = ''
        for arguments in self.pair.clients:
            with Program([*self.client, *self.meeting.client_options, *where, *arguments], self.folder) as calling:
                trouble = calling.trouble()
                said += calling.text()
            if trouble:
                return trouble, said
        return '', said

    def judged(self, side, trouble, said):
        if trouble or said != self.expected[side]:
            return (f'{self.pair.name}{side}: {trouble or "other words"}; expected\n{self.expected[side]}'
                    f'but it said\n{said}')
        return ''
