# SPDX-License-Identifier: LGPL-2.1-or-later
"""soak.py SERVER CLIENT SECONDS [--flow BYTES] [--lax]: one server process under everything at once: clients that make
calls of every kind, clients that are killed, peers that talk garbage or half a PDU, a server that stops listening and
starts again; before and after it BYTES through every pipe. Then all is counted: a wrong answer, a context or call left
open, a descriptor or thread left over, memory that grew, or a server that does not end well is a failure.
--lax: memory is not judged (sanitizers keep freed memory)."""
import argparse
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
PATIENCE = 60

failures = []


def fail(text):
    failures.append(text)
    print('FAIL', text, flush=True)


class Server:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.said = b''
        endpoints = {}
        while (line := self.line()) != 'ready':
            endpoints.setdefault(*line.split())
        self.port = int(endpoints['ncacn_ip_tcp'])
        self.bindings = [f'ncacn_ip_tcp:127.0.0.1[{self.port}]', f'ncalrpc:[{endpoints["ncalrpc"]}]']

    def line(self):
        while b'\n' not in self.said:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                sys.exit('the server says nothing any more')
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                sys.exit('the server has ended')
            self.said += more
        line, self.said = self.said.split(b'\n', 1)
        return line.decode()

    def restart(self):
        self.process.stdin.write(b'restart\n')
        self.process.stdin.flush()
        if self.line() != 'restarted':
            fail('the server did not listen again')

    def status(self, name):
        with open(f'/proc/{self.process.pid}/status') as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name + ':'))

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def memory(self):
        return self.status('VmRSS') * 1024

    def peak(self):
        return self.status('VmHWM') * 1024

    def end(self):
        self.process.stdin.close()
        try:
            if self.process.wait(PATIENCE):
                fail(f'the server ended with {self.process.returncode}')
        except subprocess.TimeoutExpired:
            fail('the server does not end')
            self.process.kill()


class Client:
    def __init__(self, program, *words):
        self.process = subprocess.Popen([program, *map(str, words)], stdout=subprocess.PIPE, text=True)

    def output(self):
        try:
            out = self.process.communicate(timeout=PATIENCE * 4)[0].strip()
        except subprocess.TimeoutExpired:
            self.process.kill()
            fail('a client hangs')
            return ''
        if self.process.returncode:
            fail(f'a client ended with {self.process.returncode}: {out}')
        return out


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


def eventually(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def census(client, server):
    return Client(client, 'census', server.bindings[0]).output()


def judge(client, server, baseline):
    """What must be as it was, once the clients are gone."""
    # The census itself is a client.
    if not eventually(lambda: census(client, server) == '0 0'):
        fail(f'left open (contexts, calls): {census(client, server)}')
    if not eventually(lambda: server.descriptors() <= baseline):
        fail(f'descriptors: {baseline} before, {server.descriptors()} after')


def storm(client, server, seconds, dice):
    """Everything at once. Returns what the clients that were not killed said, and counts of the rest."""
    end = time.monotonic() + seconds
    steady = [Client(client, 'mix', max(1, round(seconds)), dice.randrange(1 << 30), *server.bindings)
              for _ in range(2)]
    counts = {'killed': 0, 'garbage': 0, 'restarts': 0}
    while time.monotonic() < end:
        victim = Client(client, 'mix', PATIENCE, dice.randrange(1 << 30), *server.bindings)
        fate = time.monotonic() + dice.uniform(0.05, 1.2)
        while time.monotonic() < fate:
            garbage(server.port, dice)
            counts['garbage'] += 1
            time.sleep(0.01)
        victim.process.send_signal(signal.SIGKILL)
        victim.process.communicate()
        counts['killed'] += 1
        if dice.random() < 0.4:
            server.restart()
            counts['restarts'] += 1
    return [one.output() for one in steady], counts


def flow(client, server, size):
    before = server.memory()
    print(Client(client, 'flow', size, *server.bindings).output())
    more = server.peak() - max(before, 0)
    print(f'server: {more >> 10} KiB more at most')
    return more


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('server')
    arguments.add_argument('client')
    arguments.add_argument('seconds', type=float)
    arguments.add_argument('--flow', type=int, default=1 << 30)
    arguments.add_argument('--seed', type=int, default=1)
    arguments.add_argument('--lax', action='store_true')
    given = arguments.parse_args()
    dice = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix='rpc-soak-') as directory:
        os.environ['RPCRT4_RUNTIME_DIR'] = directory
        server = Server(given.server)
        more = flow(given.client, server, given.flow)
        if more > MOST_FOR_A_PIPE and not given.lax:
            fail(f'memory of the server for a pipe: {more >> 10} KiB')
        census(given.client, server)
        baseline = server.descriptors()
        # The first part brings what the server keeps for good: threads, buffers, the allocator's own.
        said, counts = storm(given.client, server, given.seconds / 3, dice)
        judge(given.client, server, baseline)
        memory = server.memory()
        later, more_counts = storm(given.client, server, given.seconds * 2 / 3, dice)
        judge(given.client, server, baseline)
        growth = server.memory() - memory
        threads = server.status('Threads')
        if growth > MOST_GROWTH and not given.lax:
            fail(f'memory grew by {growth >> 10} KiB')
        if threads > MOST_THREADS:
            fail(f'{threads} threads are left')
        server.end()
    print('\n'.join(said + later))
    counts = {name: counts[name] + more_counts[name] for name in counts}
    print(f'soak: {given.seconds:g} s, {counts["killed"]} clients killed, {counts["garbage"]} garbage peers, '
          f'{counts["restarts"]} restarts, memory {growth / 1024:+.0f} KiB, {threads} threads, '
          f'{len(failures)} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
