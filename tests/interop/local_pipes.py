# SPDX-License-Identifier: LGPL-2.1-or-later
"""ncacn_np between processes: local_pipes.py ECHO_SERVER ECHO_CLIENT RPCPING RPCDUMP WORKDIR

A server on a local pipe; clients that name it in every way, find it in the endpoint map, or look elsewhere; one that
calls all operations, and one that is nothing but a socket and the bytes of C706; servers that are killed and followed.
Prints a line per fact and "N passed, N failed".
"""
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import uuid

from report import Report
from serving import Refused, Server

LIMIT = 30
RPCECHO = '60a15ec5-4de8-11d7-a637-005056a20182'


class World:
    def __init__(self):
        self.server, self.client, self.ping_tool, self.dump_tool, work = sys.argv[1:]
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True, mode=0o700)
        os.environ['RPCRT4_RUNTIME_DIR'] = str(self.work)

    def serve(self, name):
        return Server(self.server, '--np', name)

    def refuses(self, name):
        try:
            self.serve(name).kill()
        except Refused:
            return True
        return False

    def run(self, *command):
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT)

    def ping(self, *arguments):
        return self.run(self.ping_tool, '-q', '-t', 'ncacn_np', *arguments).returncode == 0


class PlainClient:
    """A stream socket of the pipe, and little-endian PDUs without authentication (C706 chapter 12)."""
    BIND, BIND_ACK, REQUEST, RESPONSE, FAULT = 11, 12, 0, 2, 3
    NDR = '8a885d04-1ceb-11c9-9fe8-08002b104860'

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(LIMIT)
        self.socket.connect(str(path))
        self.calls = 0

    def receive(self, length):
        data = b''
        while len(data) < length:
            piece = self.socket.recv(length - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def exchange(self, kind, body):
        """The type and body of what answers, its stub data put together."""
        self.calls += 1
        self.socket.sendall(struct.pack('<BBBBIHHI', 5, 0, kind, 3, 0x10, 16 + len(body), 0, self.calls) + body)
        answer = b''
        while True:
            _, _, kind, flags, order, length, _, call = struct.unpack('<BBBBIHHI', self.receive(16))
            piece = self.receive(length - 16)
            if order != 0x10 or call != self.calls:
                raise ValueError(f'order {order:#x} call {call}')
            answer += piece[8:] if kind == self.RESPONSE else piece
            if flags & 2:
                return kind, answer

    def bind(self, interface, version):
        syntaxes = uuid.UUID(interface).bytes_le + struct.pack('<I', version) + uuid.UUID(self.NDR).bytes_le
        return self.exchange(self.BIND, struct.pack('<HHIIHBB', 4280, 4280, 0, 1, 0, 1, 0) + syntaxes +
                             struct.pack('<I', 2))

    def call(self, opnum, stub_data):
        return self.exchange(self.REQUEST, struct.pack('<IHH', len(stub_data), 0, opnum) + stub_data)


def plain_facts(path):
    client = PlainClient(path)
    kind, answer = client.bind(RPCECHO, 1)
    length = struct.unpack_from('<H', answer, 8)[0]
    yield 'a plain socket binds', kind == client.BIND_ACK and answer[10:10 + length] == b'\\pipe\\Echo\0'
    yield 'calls', client.call(0, struct.pack('<I', 41)) == (client.RESPONSE, struct.pack('<I', 42))
    size = 100000
    kind, answer = client.call(3, struct.pack('<I', size))
    yield 'gets what takes many fragments', (kind, answer[4:]) == (client.RESPONSE, (bytes(range(256)) * size)[:size])
    kind, answer = client.call(99, b'')
    yield 'is refused an operation that is not there', kind == client.FAULT and struct.unpack_from('<I', answer, 8)[
        0] == 0x1c010002
    yield 'and may go on', client.call(0, struct.pack('<I', 1)) == (client.RESPONSE, struct.pack('<I', 2))


def facts(world):
    host = socket.gethostname()
    server = world.serve('Echo')
    yield 'a server listens on a pipe', (world.work / 'np' / 'echo').is_socket()
    yield 'its client', world.ping('-e', r'\pipe\Echo')
    yield 'capitals do not matter', world.ping('-e', r'\PIPE\eCHO')
    for name in ('.', r'\\.', host, '\\\\' + host, '127.0.0.1'):
        yield f'at {name}', world.ping('-s', name, '-e', r'\pipe\echo')
    yield 'not at another host', not world.ping('-s', r'\\elsewhere.invalid', '-e', r'\pipe\echo')
    yield 'not another pipe', not world.ping('-e', r'\pipe\echoes')
    yield 'not without the prefix', not world.ping('-e', 'echo')
    yield 'found by its interface', world.ping('-f', RPCECHO)
    yield 'found by its interface at this host', world.ping('-s', '\\\\' + host, '-f', RPCECHO)
    yield 'not found at another host', not world.ping('-s', r'\\elsewhere.invalid', '-f', RPCECHO)
    listed = json.loads(world.run(world.dump_tool, '--json').stdout)
    yield 'the map lists it', any(r'\\pipe\\Echo' in one.get('binding', '') for one in listed)
    yield 'all ten operations', world.run(world.client, r'ncacn_np:[\\pipe\\echo]').returncode == 0
    yield from plain_facts(world.work / 'np' / 'echo')
    yield 'no second server has its name', world.refuses('ECHO')
    server.kill()
    yield 'a killed server is unavailable', not world.ping('-e', r'\pipe\echo')
    yield 'and no longer in the map', not world.ping('-f', RPCECHO)
    follower = world.serve('echo')
    yield 'its name can be had', world.ping('-e', r'\pipe\echo')
    yield 'a server ends well', follower.end() == 0
    yield 'its socket is gone', not (world.work / 'np' / 'echo').exists()


def main():
    report = Report()
    report.hear(facts(World()))
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
