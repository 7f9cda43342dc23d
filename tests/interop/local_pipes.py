# SPDX-License-Identifier: LGPL-2.1-or-later
"""ncacn_np between processes: local_pipes.py ECHO_SERVER RPCPING RPCDUMP WORKDIR

A server on a local pipe; clients that name it in every way, find it in the endpoint map, or look elsewhere; servers that
are killed and followed. Prints a line per fact and "N passed, N failed".
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

from serving import Refused, Server

LIMIT = 30
RPCECHO = '60a15ec5-4de8-11d7-a637-005056a20182'


class World:
    def __init__(self):
        self.server, self.ping_tool, self.dump_tool, work = sys.argv[1:]
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
    yield 'no second server has its name', world.refuses('ECHO')
    server.kill()
    yield 'a killed server is unavailable', not world.ping('-e', r'\pipe\echo')
    yield 'and no longer in the map', not world.ping('-f', RPCECHO)
    follower = world.serve('echo')
    yield 'its name can be had', world.ping('-e', r'\pipe\echo')
    yield 'a server ends well', follower.end() == 0
    yield 'its socket is gone', not (world.work / 'np' / 'echo').exists()


def main():
    passed = failed = 0
    for fact, good in facts(World()):
        passed += good
        failed += not good
        print(f'{fact}: {"ok" if good else "FAILED"}', flush=True)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
