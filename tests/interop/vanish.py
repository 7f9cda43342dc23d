# SPDX-License-Identifier: LGPL-2.1-or-later
"""Peers that vanish: vanish.py PROGRAM.

A server is killed and another one takes its place: what several threads of a client open there on connections of their
own belongs to one client again, and each can use it.

A client and a server, each in a network of its own with one cable between them, which is pulled while the client has a
session open and a call that waits. Probes tell both: the server runs the session down, the client's call fails with
RPC_S_CALL_FAILED. RPCRT4_KEEPALIVE makes that a matter of seconds.
Prints a line per check and "N passed, N failed"; skipped where networks cannot be made.
"""
import os
import select
import shutil
import subprocess
import sys

from namespace import enter_namespace

LIMIT = 60
CALL_FAILED = 1726
PORT = '4135'


class Peer:
    def __init__(self, command, settings):
        environment = dict(os.environ, **settings)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
                                        env=environment)

    def says(self):
        """The next line, or why there is none."""
        if not select.select([self.process.stdout], [], [], LIMIT)[0]:
            return 'nothing'
        return self.process.stdout.readline().strip() or 'the end'

    def end(self):
        self.process.kill()
        self.process.wait()


def run(*command):
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT).stdout


def cable(there):
    """Between this network and the one of that process."""
    inside = ['nsenter', f'--net=/proc/{there}/ns/net', 'ip']
    return (run('ip', 'link', 'add', 'here', 'type', 'veth', 'peer', 'name', 'there', 'netns', str(there))
            and run('ip', 'address', 'add', '10.99.0.1/24', 'dev', 'here') and run('ip', 'link', 'set', 'here', 'up')
            and run(*inside, 'address', 'add', '10.99.0.2/24', 'dev', 'there')
            and run(*inside, 'link', 'set', 'lo', 'up') and run(*inside, 'link', 'set', 'there', 'up'))


def main():
    program = sys.argv[1]
    if not shutil.which('ss') or not shutil.which('nsenter') or not enter_namespace():
        print('skipped: no network namespaces, or nothing to look at them with')
        return 77
    failures = passed = 0

    def check(what, said, expected):
        nonlocal failures, passed
        good = said == expected
        passed += good
        failures += not good
        print(f'{"ok" if good else "FAILED"}: {what}: {said}' + ('' if good else f', not {expected}'), flush=True)

    crowd = None
    for turn in ('the first server', 'the second', 'the third'):
        server = Peer([program, 'server', PORT], {})
        check(turn, server.says(), 'ready 0')
        if crowd:
            crowd.process.stdin.write('\n')
            crowd.process.stdin.flush()
        crowd = crowd or Peer([program, 'crowd', '127.0.0.1', PORT], {})
        check('a crowd there', crowd.says(), 'failed 0')
        server.end()
    crowd.end()

    other = subprocess.Popen(['unshare', '--net', 'sleep', '600'])
    peers = []
    try:
        # unshare makes the network before it becomes sleep.
        while open(f'/proc/{other.pid}/comm').read().strip() != 'sleep' and other.poll() is None:
            pass
        if not cable(other.pid):
            print('skipped: no cable can be laid between networks')
            return 77
        settings = {'RPCRT4_KEEPALIVE': '1'}
        inside = ['nsenter', f'--net=/proc/{other.pid}/ns/net']
        server = Peer([*inside, program, 'server', PORT], settings)
        peers.append(server)
        check('the server', server.says(), 'ready 0')
        client = Peer([program, 'client', '10.99.0.2', PORT], settings)
        peers.append(client)
        check('the client', client.says(), 'ready 0')
        check('the call', server.says(), 'waiting 0')
        while any(line.split()[2] != '0' for place in ([], inside)
                  for line in output_of(*place, 'ss', '-tnH').splitlines()):
            pass  # what is not acknowledged yet would be sent again for a quarter of an hour, and not probed for
        run('ip', 'link', 'set', 'here', 'down')
        check('the call when the server has vanished', client.says(), f'over {CALL_FAILED}')
        check('the session when the client has vanished', server.says(), 'rundown 0')
    finally:
        for peer in peers:
            peer.end()
        other.kill()
        other.wait()
    print(f'{passed} passed, {failures} failed')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
