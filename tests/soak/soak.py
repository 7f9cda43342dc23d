# SPDX-License-Identifier: LGPL-2.1-or-later
"""soak.py SERVER CLIENT SECONDS [--flow BYTES] [--seed N] [--lax]: two server processes under everything at once, one
that stays and one that is killed and started again. Clients make calls of every kind over every protocol sequence, the
endpoints given or found through the map, as nobody or as this user at every level; some are killed; all are stopped for
a while and go on; peers talk garbage or half a PDU; the server that stays stops listening and listens again, by itself
or told by a call. Before it BYTES go through every pipe. Then all is counted: a wrong answer, a context or call left
open or ended twice, a descriptor, thread, socket or file left over, memory that grew, a report of a sanitizer, or a
process that does not end well is a failure. --lax: memory is not judged (sanitizers keep freed memory)."""
import argparse
import collections
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

MOST_FOR_A_PIPE = 24 << 20
# Threads rest for up to a minute before they end, and keep their stacks: what a busy moment needed may be there still,
# one for every call or client that came may not.
MOST_GROWTH = 48 << 20
MOST_THREADS = 256
PATIENCE = 60  # connections linger for a third of it
STEADY = 'f9c7a0de-0e5b-4c8e-9d53-0a4d6c1b7e01'
MORTAL = 'f9c7a0de-0e5b-4c8e-9d53-0a4d6c1b7e02'

failures = []


def fail(text):
    failures.append(text)
    print('FAIL', text, flush=True)


class Process:
    """A program that is told things and says things, line by line. What it complains about is a failure, also when it
    is killed afterwards."""
    complaints = None
    started = []

    def __init__(self, *words):
        self.name = os.path.basename(words[0])
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=Process.complaints)
        self.said = b''
        Process.started.append(self)

    def tell(self, line):
        self.process.stdin.write(line.encode() + b'\n')
        self.process.stdin.flush()

    def line(self, patience=PATIENCE * 2):
        while b'\n' not in self.said:
            if not select.select([self.process.stdout], [], [], patience)[0]:
                sys.exit(f'{self.name} {self.process.pid} says nothing any more')
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                sys.exit(f'{self.name} has ended with {self.process.wait()}')
            self.said += more
        line, self.said = self.said.split(b'\n', 1)
        return line.decode()

    def status(self, name):
        with open(f'/proc/{self.process.pid}/status') as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name + ':'))

    def descriptors(self):
        return os.listdir(f'/proc/{self.process.pid}/fd')

    def sockets(self):
        def target(descriptor):
            try:
                return os.readlink(f'/proc/{self.process.pid}/fd/{descriptor}')
            except OSError:
                return ''
        return sum(target(one).startswith('socket:') for one in self.descriptors())

    def memory(self):
        return self.status('VmRSS') * 1024

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.communicate()

    def end(self):
        """What it says until it ends by itself."""
        try:
            out = self.said + self.process.communicate(timeout=PATIENCE * 4)[0]
        except subprocess.TimeoutExpired:
            self.kill()
            fail(f'{self.name} does not end')
            return ''
        if self.process.returncode:
            fail(f'{self.name} ended with {self.process.returncode}: {out.decode()}')
        return out.decode().strip()


class Server(Process):
    def __init__(self, program, thing, *uses):
        super().__init__(program, thing, *uses)
        self.endpoints = {}
        while (line := self.line()) != 'ready':
            self.endpoints.setdefault(*line.split())

    def binding(self, protseq):
        address = '127.0.0.1' if protseq == 'ncacn_ip_tcp' else ''
        endpoint = self.endpoints[protseq].replace('\\', '\\\\')
        return f'{protseq}:{address}[{endpoint}]'

    def restart(self):
        self.tell('restart')
        if self.line() != 'restarted':
            fail('the server did not listen again')


def eventually(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def garbage(port, dice):
    """One peer that breaks the rules. The server closes the stream, or waits for more and is hung up on."""
    beginnings = [b'', b'\x05\x00\x0b\x03\x10\x00\x00\x00', b'\x05\x00\x00\x03\x10\x00\x00\x00\xff\xff\x00\x00',
                  b'\x05\x00\x0b\x03\x10\x00\x00\x00\x48\x00\x00\x00\x01\x00\x00\x00\xb8\x10\xb8\x10']
    with socket.create_connection(('127.0.0.1', port), PATIENCE) as peer:
        try:
            peer.sendall(dice.choice(beginnings) + dice.randbytes(dice.randrange(600)))
            if dice.random() < 0.5:
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(4096):
                    pass
        except OSError:
            pass


class Run:
    def __init__(self, given, dice):
        self.given = given
        self.dice = dice
        self.counts = collections.Counter()
        self.said = []
        self.steady = Server(given.server, STEADY, 'ncacn_ip_tcp', 'ncalrpc', 'ncacn_np')
        self.start_mortal()
        self.fixed = [self.steady.binding(protseq) for protseq in ('ncacn_ip_tcp', 'ncalrpc', 'ncacn_np')]
        self.to_steady = self.fixed + [f'{STEADY}@ncacn_ip_tcp:127.0.0.1']
        self.to_mortal = [f'{MORTAL}@ncacn_ip_tcp:127.0.0.1', f'{MORTAL}@ncalrpc:', 'ncalrpc:[soak.mortal]',
                          'ncacn_np:[\\\\pipe\\\\soak.mortal]']

    def start_mortal(self):
        self.mortal = Server(self.given.server, MORTAL, 'ncacn_ip_tcp', 'ncalrpc:soak.mortal',
                             'ncacn_np:\\pipe\\soak.mortal')

    def client(self, kind, *words):
        return Process(self.given.client, kind, *words)

    def mixer(self, mortal=False):
        words = self.to_mortal if mortal else self.to_steady
        return self.client('survive' if mortal else 'mix', self.dice.randrange(1 << 20), *words)

    def flow(self):
        before = self.steady.memory()
        most = 1 << 30 if self.given.lax else MOST_FOR_A_PIPE
        print(self.client('flow', self.given.flow, most >> 10, *self.fixed).end())
        more = self.steady.status('VmHWM') * 1024 - before
        print(f'server: {more >> 10} KiB more at most')
        if more > most:
            fail(f'memory of the server for a pipe: {more >> 10} KiB')

    def census(self, server):
        return self.client('census', server.binding('ncalrpc')).end()

    def storm(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            victim = self.mixer(self.dice.random() < 0.3)
            fate = time.monotonic() + self.dice.uniform(0.05, 1.2)
            while time.monotonic() < fate:
                garbage(int(self.steady.endpoints['ncacn_ip_tcp']), self.dice)
                self.counts['garbage peers'] += 1
                time.sleep(0.01)
            victim.kill()
            self.counts['clients killed'] += 1
            self.dice.choice([self.nothing, self.restart, self.pause, self.kill_server, self.kill_server])()

    def nothing(self):
        pass

    def restart(self):
        self.steady.restart()
        self.counts['restarts'] += 1

    def pause(self):
        one = self.dice.choice([*self.clients, self.mortal])
        one.signal(signal.SIGSTOP)
        time.sleep(self.dice.uniform(0, 1))
        one.signal(signal.SIGCONT)
        self.counts['processes stopped'] += 1

    def kill_server(self):
        self.mortal.kill()
        time.sleep(self.dice.choice([0, 0, 0.2]))
        self.start_mortal()
        self.counts['servers killed'] += 1

    def all(self):
        self.flow()
        self.census(self.steady)
        baseline = len(self.steady.descriptors())
        self.clients = [self.mixer(), self.mixer(), self.mixer(mortal=True)]
        # The first part brings what a process keeps for good: threads, buffers, the allocator's own.
        self.storm(self.given.seconds / 3)
        watched = [self.steady, *self.clients]
        before = [one.memory() for one in watched]
        self.storm(self.given.seconds * 2 / 3)
        self.rest()
        growth = [one.memory() - memory for one, memory in zip(watched, before)]
        self.judge(baseline, growth)
        self.end()
        return growth

    def rest(self):
        for client in self.clients:
            client.tell('rest')
        for client in self.clients:
            if client.line() != 'resting':
                fail('a client does not rest')
        # Connections linger for a while.
        for client in self.clients:
            if not eventually(lambda: client.sockets() == 0):
                fail(f'a client that rests has {client.sockets()} sockets')

    def judge(self, baseline, growth):
        for server in (self.steady, self.mortal):
            # The census itself is a client.
            if not eventually(lambda: self.census(server) == '0 0 0'):
                fail(f'left open (contexts, calls, wrong): {self.census(server)}')
        if not eventually(lambda: len(self.steady.descriptors()) <= baseline):
            fail(f'descriptors: {baseline} before, {len(self.steady.descriptors())} after')
        for one, more in zip(('server', 'client', 'client', 'survivor'), growth):
            if more > MOST_GROWTH and not self.given.lax:
                fail(f'memory of a {one} grew by {more >> 10} KiB')
        for one in (self.steady, self.mortal, *self.clients):
            if one.status('Threads') > MOST_THREADS:
                fail(f'{one.status("Threads")} threads of a {one.name} are left')
        self.threads = self.steady.status('Threads')

    def end(self):
        for one in (*self.clients, self.steady, self.mortal):
            self.said += one.end().splitlines()


def left_over(directory):
    """Its files but those that stay: the user's secret, and locks, so that two processes never hold different ones of a
    name."""
    return sorted(os.path.relpath(os.path.join(folder, name), directory) for folder, _, names in os.walk(directory)
                  for name in names if name not in ('.lock', 'logon-secret'))


def collect_complaints(directory):
    Process.complaints = open(f'{directory}/complaints', 'ab')
    for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'):
        options = os.environ.get(name)
        os.environ[name] = (options + ':' if options else '') + f'log_path={directory}/report'


def judge_complaints(directory):
    for name in os.listdir(directory):
        with open(f'{directory}/{name}') as file:
            if text := file.read():
                fail(f'{name}:\n{text}')


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('server')
    arguments.add_argument('client')
    arguments.add_argument('seconds', type=float)
    arguments.add_argument('--flow', type=int, default=1 << 30)
    arguments.add_argument('--seed', type=int, default=1)
    arguments.add_argument('--lax', action='store_true')
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix='rpc-soak-') as directory, tempfile.TemporaryDirectory() as reports:
        os.environ['RPCRT4_RUNTIME_DIR'] = directory
        os.environ['RPCRT4_EEINFO'] = '1'
        collect_complaints(reports)
        try:
            run = Run(given, random.Random(given.seed))
            growth = run.all()
            if left := left_over(directory):
                fail(f'files left: {len(left)}: {" ".join(left[:20])}')
        finally:
            for one in Process.started:
                if one.process.poll() is None:
                    one.kill()
            judge_complaints(reports)
    print('\n'.join(run.said))
    calls = sum(int(line.split()[0]) for line in run.said if ' calls' in line)
    print(f'soak: {given.seconds:g} s, {calls} calls, {", ".join(f"{n} {what}" for what, n in run.counts.items())}, '
          f'memory of server and clients {" ".join(f"{more / 1024:+.0f}" for more in growth)} KiB, '
          f'{run.threads} threads, {len(failures)} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
