# SPDX-License-Identifier: LGPL-2.1-or-later
"""rpcepmapd, rpcdump and rpcping at work: mapper.py RPCEPMAPD RPCDUMP RPCPING REGISTRAR INQUIRER WORKDIR

A mapper on a free port, servers that register and vanish, and clients that see them through the shared directory or,
with a directory of their own, only through the mapper. Prints a line per fact and "N passed, N failed".
"""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

LIMIT = 30
OBJECT = '0b1ec700-2f0b-4e0e-9d3c-6a1d7c0e5a99'
UUID = '5f1e0c0a-2f0b-4e0e-9d3c-6a1d7c0e5a99'
EPMAPPER = 'e1af8308-5d1f-11c9-91a4-08002b14a0fa'
NDR = '8a885d04-1ceb-11c9-9fe8-08002b104860'
CANT_PERFORM, NOT_REGISTERED = 0x16c9a0cd, 0x16c9a0d6
CONTEXT_MISMATCH, INVALID_BOUND, BAD_STUB_DATA = 0x1c00001a, 0x1c000007, 1783


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wire_uuid(text):
    a, b, c, d, e = text.split('-')
    return struct.pack('<IHH', int(a, 16), int(b, 16), int(c, 16)) + bytes.fromhex(d + e)


def tcp_tower(interface, major):
    """What a client looks for over TCP."""
    floors = [b'\x0d' + wire_uuid(interface) + struct.pack('<H', major), bytes(2),
              b'\x0d' + wire_uuid(NDR) + struct.pack('<H', 2), bytes(2),
              b'\x0b', bytes(2), b'\x07', bytes(2), b'\x09', bytes(4)]
    return struct.pack('<H', 5) + b''.join(struct.pack('<H', len(side)) + side for side in floors)


class World:
    """Two runtime directories, the mapper's and another, and the programs."""

    def __init__(self):
        self.mapper, self.dump_tool, self.ping_tool, self.registrar, self.inquirer, work = (
            str(pathlib.Path(word).resolve()) for word in sys.argv[1:])
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        for name in ('here', 'there'):
            (self.work / name).mkdir(parents=True, mode=0o700)
        self.port = str(free_port())

    def environment(self, place='here'):
        return {**os.environ, 'RPCRT4_RUNTIME_DIR': str(self.work / place), 'RPCRT4_EPMAPPER_PORT': self.port}

    def start(self, *command):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   env=self.environment())
        if process.stdout.readline() != 'ready\n':
            process.kill()
            raise RuntimeError(f'{command[0]} did not start')
        return process

    def run(self, *command, place='here'):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT,
                              env=self.environment(place))
        return done.returncode, done.stdout, done.stderr

    def dump(self, *arguments, place='here'):
        code, out, _ = self.run(self.dump_tool, '--json', *arguments, place=place)
        return json.loads(out) if code == 0 else code

    def ping(self, *arguments, place='here'):
        return self.run(self.ping_tool, '-q', *arguments, place=place)[0]

    def register(self, count=1, bindings=('ncacn_ip_tcp:127.0.0.1[4711]', 'ncalrpc:[nobody]')):
        return self.start(self.registrar, UUID, '1.0', str(count), *bindings)


class Wire:
    """A connection to the mapper that can say anything."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', int(port)), LIMIT)
        syntaxes = wire_uuid(EPMAPPER) + struct.pack('<HH', 3, 0) + wire_uuid(NDR) + struct.pack('<HH', 2, 0)
        self.send(11, struct.pack('<HHIB3xHBx', 4280, 4280, 0, 1, 0, 1) + syntaxes)
        if self.receive()[0] != 12:
            raise RuntimeError('not bound')

    def send(self, kind, body):
        header = struct.pack('<BBBB4sHHI', 5, 0, kind, 3, b'\x10\0\0\0', 16 + len(body), 0, 1)
        self.socket.sendall(header + body)

    def receive(self):
        """The kind of the next PDU and the body of all of its fragments."""
        data = b''
        while True:
            header = self.socket.recv(16, socket.MSG_WAITALL)
            if len(header) < 16:
                return None, b''
            body = self.socket.recv(struct.unpack_from('<H', header, 8)[0] - 16, socket.MSG_WAITALL)
            data += body if header[2] == 12 else body[8:]
            if header[3] & 2:
                return header[2], data

    def call(self, operation, stub):
        """Stub data of the answer, or the code of a fault."""
        self.send(0, struct.pack('<IHH', len(stub), 0, operation) + stub)
        kind, data = self.receive()
        return data if kind == 2 else struct.unpack_from('<I', data)[0] if kind == 3 else None

    def lookup(self, most, handle=bytes(20), kind=0):
        """Handle, count and status of one lookup, or the code of a fault."""
        answer = self.call(2, struct.pack('<IIII', kind, 0, 0, 1) + handle + struct.pack('<I', most))
        if not isinstance(answer, bytes):
            return answer
        return answer[:20], struct.unpack_from('<I', answer, 20)[0], struct.unpack('<I', answer[-4:])[0]

    def map(self, tower, most=4, handle=bytes(20)):
        octets = b'' if tower is None else struct.pack('<II', len(tower), len(tower)) + tower
        octets += bytes(-len(octets) % 4)
        pointer = 0 if tower is None else 2
        answer = self.call(3, struct.pack('<II', 0, pointer) + octets + handle + struct.pack('<I', most))
        return answer if not isinstance(answer, bytes) else struct.unpack('<I', answer[-4:])[0]

    def ports(self, tower):
        """The TCP ports of all towers that answer."""
        octets = struct.pack('<II', len(tower), len(tower)) + tower
        answer = self.call(3, struct.pack('<II', 0, 2) + octets + bytes(-len(octets) % 4) + bytes(20) +
                           struct.pack('<I', 500))
        return [struct.unpack_from('>H', answer, match.end())[0] for match in re.finditer(b'\x01\0\x07\x02\0', answer)]


def facts_of_the_directory(world):
    yield 'an empty map is listed', world.dump() == []
    server = world.register()
    listed = world.dump()
    yield 'what a server registers is listed', [one['binding'] for one in listed] == [
        'ncacn_ip_tcp:127.0.0.1[4711]', 'ncalrpc:[nobody]']
    yield 'with its annotation', {one['annotation'] for one in listed} == {'a registrar'}
    yield 'by interface', len(world.dump('--interface', UUID)) == 2 and world.dump('--interface', EPMAPPER) == []
    yield 'by version', len(world.dump('--interface', UUID + ',1.0')) == 2 and not world.dump(
        '--interface', UUID + ',1.1')
    yield 'by object', world.dump('--object', UUID) == []
    server.kill()
    server.wait()
    yield 'what was registered vanishes with a killed server', world.dump() == []
    server = world.register()
    server.communicate()
    yield 'and with one that ends', world.dump() == []


def facts_of_the_mapper(world):
    mapper = world.start(world.mapper, '--port', world.port)
    server = world.register(count=250)
    local, remote = world.dump(), world.dump('127.0.0.1', place='there')
    ours = [one for one in remote if one['interface'] == UUID]
    yield 'a mapper lists itself', any(one['interface'] == EPMAPPER for one in remote)
    yield 'it sends a large map in pieces', len(ours) == 500 and len(remote) == len(local)
    yield 'to a client that has nothing in common with it but the network', world.dump(place='there') == []
    yield 'and selects for it', len(world.dump('--interface', UUID + ',1.7', '127.0.0.1', place='there')) == 2
    yield 'a server is found through it', world.ping('-s', '127.0.0.1', '-f', EPMAPPER + ',3', place='there') == 0
    yield 'one that is not there is not', world.ping('-s', '127.0.0.1', '-f', UUID + ',2', place='there') == 1
    yield 'one that does not answer is not either', world.ping('-s', '127.0.0.1', '-f', UUID, place='there') == 1
    yield 'the mapper is pinged', world.ping('-s', '127.0.0.1', '-i', '20', place='there') == 0
    yield 'also locally', world.ping('-t', 'ncalrpc') == 0
    yield 'and on its pipe', world.ping('-t', 'ncacn_np') == 0
    yield 'and its endpoint', world.ping('-e', world.port) == 0
    for service in ('ntlm', 'negotiate'):
        for level in ('connect', 'call', 'pkt', 'integrity', 'privacy'):
            yield f'as this user by {service} at {level}', world.ping('-u', service, '-a', level) == 0
        yield f'by {service} not as whom the mapper does not know', world.ping(
            '-u', service, '-a', 'privacy', '-I', 'nobody,,wrong') == 1
        yield f'by {service} not as a user without its secret', world.ping(
            '-s', '127.0.0.1', '-u', service, '-a', 'privacy', place='there') == 1
    code, out, _ = world.run(world.ping_tool, '-e', world.port, '-i', '10', '-r', '5', '-v', '2')
    yield 'the rate is printed', code == 0 and out.count('Completed 5 calls in') == 2 and 'Completed 10 calls' in out
    yield 'two mappers do not share a port', world.run(
        world.mapper, '--port', world.port, '--local', '', '--pipe', '')[0] == 1
    yield from hostile_facts(world)
    yield from client_facts(world)
    server.kill()
    server.wait()
    yield 'a killed server is no longer found', not world.dump('--interface', UUID, '127.0.0.1', place='there')
    mapper.send_signal(signal.SIGTERM)
    yield 'the mapper ends when it is told to', mapper.wait(LIMIT) == 0
    server = world.register()
    yield "without a mapper, this machine's map is read", world.dump('127.0.0.1') == world.dump() != []
    server.communicate()
    yield 'but no ping is answered', world.ping('-s', '127.0.0.1', place='there') == 1
    yield 'and leaves nothing behind', world.dump() == []


def hostile_facts(world):
    wire = Wire(world.port)
    yield 'more than 500 elements at once are refused', wire.lookup(501) == INVALID_BOUND
    yield 'none at once are refused', wire.lookup(0)[1:] == (0, CANT_PERFORM)
    yield 'unknown inquiries are refused', wire.lookup(10, kind=4)[1:] == (0, CANT_PERFORM)
    yield 'an interface inquiry without interface is refused', wire.lookup(10, kind=1)[1:] == (0, CANT_PERFORM)
    handle, count, status = wire.lookup(10)
    yield 'a piece comes with a handle for more', count == 10 and status == 0 and handle != bytes(20)
    tower = struct.pack('<H', 5) + bytes(60)
    yield 'a lookup handle is none for towers', wire.map(None, handle=handle) == CANT_PERFORM
    yield 'no tower is no question', wire.map(None) == CANT_PERFORM
    yield 'a tower is answered', wire.map(tcp_tower(UUID, 1), most=500) == 0
    yield 'garbage is none', wire.map(tower) == CANT_PERFORM and wire.map(b'\xff' * 80) == CANT_PERFORM
    yield 'nor an empty tower', wire.map(b'') == CANT_PERFORM
    yield 'a forged handle is none', wire.lookup(10, b'\0\0\0\0' + b'x' * 16) == CONTEXT_MISMATCH
    other = Wire(world.port)
    stolen = other.lookup(10, handle)
    yield 'the handle of another client is none', stolen == CONTEXT_MISMATCH
    freed = wire.call(4, handle)
    yield 'a handle is given back', freed == bytes(24) and wire.lookup(10, handle) == CONTEXT_MISMATCH
    opened = [wire.lookup(1)[2] for _ in range(20)]
    yield 'a client may have 16 enumerations open', opened == [0] * 16 + [CANT_PERFORM] * 4
    yield 'over all of its connections', other.lookup(1)[2] == CANT_PERFORM
    yield 'what needs no handle is still answered', other.map(tcp_tower(UUID, 9)) == NOT_REGISTERED
    wire.socket.close()
    end = time.monotonic() + LIMIT
    while other.lookup(1)[2] != 0 and time.monotonic() < end:
        pass
    yield 'they end with its connection', time.monotonic() < end
    yield 'insertion is refused', other.call(0, struct.pack('<III', 0, 0, 1)) == struct.pack('<I', CANT_PERFORM)
    yield 'also of other elements', other.call(6, bytes(12)) == struct.pack('<I', CANT_PERFORM)
    yield 'deletion is refused', other.call(1, struct.pack('<II', 0, 0)) == struct.pack('<I', CANT_PERFORM)
    first, second = other.call(5, b''), other.call(5, b'')
    yield 'the mapper has an object', first == second and first[:16] != bytes(16) and first[16:] == bytes(4)
    yield 'cut requests are refused', all(other.call(2, bytes(n)) == BAD_STUB_DATA for n in range(0, 40, 4))
    yield 'and after all that it still answers', world.ping('-s', '127.0.0.1', place='there') == 0


def client_facts(world):
    """The documented functions, over both versions of IP; addresses of version 6 are in no tower (C706 appendix L)."""
    server = world.start(world.registrar, UUID, '2.0', '1', f'{OBJECT}@ncacn_ip_tcp:127.0.0.1[4712]')
    sixth = world.start(world.registrar, UUID, '3.0', '1', 'ncacn_ip_tcp:::1[4715]')
    for host in ('127.0.0.1', '::1') if socket.has_dualstack_ipv6() else ('127.0.0.1',):
        code, out, _ = world.run(world.inquirer, host, UUID, OBJECT, place='there')
        lines = [line.rpartition(': ') for line in out.splitlines()]
        for fact, _, good in lines:
            yield f'at {host}: {fact}', good == 'ok'
        yield f'at {host}, all functions', code == 0 and len(lines) == 29
    for one in (server, sixth):
        one.communicate()


def facts_of_all_users(world):
    """Root's mapper and another user's server, found where that user's programs look."""
    user = 51003
    place = pathlib.Path(f'/tmp/rpcrt4-{user}')
    if os.geteuid() != 0 or place.exists():
        yield 'only root serves all users', os.geteuid() == 0 or world.run(world.mapper, '--all-users')[0] == 1
        return
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('RPCRT4_RUNTIME_DIR', 'XDG_RUNTIME_DIR')}
    bindings = ('ncacn_ip_tcp:127.0.0.1[4711]', 'ncalrpc:[nobody]')
    server = subprocess.Popen([world.registrar, UUID, '1.0', '1', *bindings], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, cwd='/',
                              user=user, group=user, extra_groups=[])
    try:
        if server.stdout.readline() != 'ready\n':
            print('SKIP: another user cannot run the programs of this build')
            return

        def listed(*options):
            mapper = world.start(world.mapper, '--port', world.port, *options)
            found = world.dump('--interface', UUID, '127.0.0.1', place='there')
            mapper.terminate()
            mapper.wait(LIMIT)
            return [one['binding'] for one in found]
        yield "another user's servers are not in root's map", listed() == []
        yield 'unless all users are served, and then what can be reached', listed('--all-users') == [
            'ncacn_ip_tcp:127.0.0.1[4711]']
        own = world.register(1, ('ncacn_ip_tcp:127.0.0.1[4714]',))
        mapper = world.start(world.mapper, '--port', world.port, '--all-users')
        ports = Wire(world.port).ports(tcp_tower(UUID, 1))
        yield "what root offers is not another user's to offer", ports == [4714]
        own.communicate()
        yield 'what nobody else offers is', Wire(world.port).ports(tcp_tower(UUID, 1)) == [4711]
        mapper.terminate()
        mapper.wait(LIMIT)
    finally:
        server.communicate()
        shutil.rmtree(place, ignore_errors=True)


def facts_of_the_arguments(world):
    for tool in (world.dump_tool, world.ping_tool):
        name = pathlib.Path(tool).name
        yield f'{name} --help', world.run(tool, '--help')[0] == 0
        yield f'{name} with an unknown option', world.run(tool, '--bogus')[0] == 2
        yield f'{name} with a malformed interface', world.run(tool, '--interface', 'bogus')[0] == 2
        yield f'{name} with a malformed version', world.run(tool, '--interface', UUID + ',1.x')[0] == 2
    yield 'rpcdump with a malformed object', world.run(world.dump_tool, '--object', 'bogus')[0] == 2
    yield 'rpcping with both endpoint and interface', world.ping('-e', '1', '-f', UUID) == 2
    yield 'rpcping without calls', world.ping('-i', '0') == 2
    yield 'rpcping with a level and no service', world.ping('-a', 'privacy') == 2
    yield 'rpcping with a service nobody knows', world.ping('-u', 'bogus') == 2
    yield 'rpcping with half an account', world.ping('-u', 'ntlm', '-a', 'pkt', '-I', 'user,password') == 2
    yield 'rpcping by what is not here', world.ping('-u', 'schannel', '-a', 'pkt') == 1
    yield 'rpcping over nothing we have', world.ping('-t', 'ncadg_ip_udp') == 1 and world.ping('-t', 'bogus') == 1
    yield 'rpcping of nobody', world.ping('-t', 'ncalrpc', '-e', 'nobody') == 1
    yield 'rpcepmapd without an endpoint', world.run(
        world.mapper, '--port', '', '--local', '', '--pipe', '')[0] == 1


def main():
    world = World()
    passed = failed = 0
    for facts in (facts_of_the_directory, facts_of_the_mapper, facts_of_all_users, facts_of_the_arguments):
        for fact, good in facts(world):
            passed += good
            failed += not good
            print(f'{fact}: {"ok" if good else "FAILED"}', flush=True)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
