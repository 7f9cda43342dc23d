# SPDX-License-Identifier: LGPL-2.1-or-later
"""The endpoint mapper and others' programs: mapper.py RPCEPMAPD RPCDUMP RPCPING REGISTRAR GENERATED WORKDIR

In a network namespace of its own, where port 135 is free: impacket's tools read our mapper, a program under Wine finds a
server through it, then rpcdump, rpcping and a client made of midl's stubs read the mapper of Samba; tshark looks on.
Prints a line per fact and "N passed, N failed"; says what it had to leave out, and exits 77 when that is
everything. Needs Debian's python3-impacket, tshark, wine with mingw-w64, and samba; the last only as root, as it serves
under other users.
"""
import importlib.util
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

from capture import Capture
from namespace import enter_namespace
from report import Report
from samba_server import SambaServer
from serving import Server

LIMIT = 60
UUID = '5f1e0c0a-2f0b-4e0e-9d3c-6a1d7c0e5a99'
EPMAPPER = 'e1af8308-5d1f-11c9-91a4-08002b14a0fa'
SRVSVC = '4b324fc8-1670-01d3-1278-5a47bf6ee188'
EXAMPLES = pathlib.Path('/usr/share/doc/python3-impacket/examples')


class World:
    def __init__(self):
        self.mapper, self.dump_tool, self.ping_tool, self.registrar, self.generated, work = sys.argv[1:]
        self.work = pathlib.Path(work).resolve()
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True, mode=0o700)
        os.environ['RPCRT4_RUNTIME_DIR'] = str(self.work)
        os.environ.pop('RPCRT4_EPMAPPER_PORT', None)
        self.left_out = []

    def run(self, *command):
        # Into a file: what Wine starts in the background would keep a pipe open.
        with open(self.work / 'output', 'w+', encoding='utf-8', errors='replace') as output:
            done = subprocess.run([str(word) for word in command], stdout=output, stderr=subprocess.STDOUT,
                                  timeout=LIMIT)
            output.seek(0)
            return done.returncode, output.read()

    def dump(self, *arguments):
        code, out = self.run(self.dump_tool, '--json', *arguments)
        return json.loads(out) if code == 0 else []

    def ping(self, *arguments):
        return self.run(self.ping_tool, '-q', *arguments)[0]


def impacket_facts(world):
    if importlib.util.find_spec('impacket') is None:
        world.left_out.append('python3-impacket is not installed')
        return
    from impacket.dcerpc.v5 import epm, transport
    from impacket.uuid import uuidtup_to_bin
    with Server(world.mapper), Server(world.registrar, UUID, '1.0', '30', 'ncacn_ip_tcp:127.0.0.1[4711]',
                                      'ncalrpc:[nobody]'):
        code, out = world.run('/usr/bin/python3', EXAMPLES / 'rpcdump.py', '127.0.0.1')
        yield 'impacket rpcdump lists our servers', code == 0 and UUID.upper() + ' v1.29 a registrar' in out
        yield 'with their endpoints', 'ncacn_ip_tcp:127.0.0.1[4711]' in out and 'ncalrpc:[nobody]' in out
        count = len(world.dump('127.0.0.1'))
        yield 'all of them', f'Received {count} endpoints' in out
        code, out = world.run('/usr/bin/python3', EXAMPLES / 'rpcmap.py', '-auth-level', '1',
                              'ncacn_ip_tcp:127.0.0.1[135]')
        yield 'impacket rpcmap learns what the mapper serves', code == 0 and EPMAPPER.upper() in out.upper()

        def resolve(version):
            dce = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[135]').get_dce_rpc()
            dce.connect()
            try:
                return epm.hept_map('127.0.0.1', uuidtup_to_bin((UUID, version)), protocol='ncacn_ip_tcp', dce=dce)
            except Exception as error:  # impacket has a class per interface
                return str(error)
        yield 'impacket resolves an interface', resolve('1.3') == 'ncacn_ip_tcp:127.0.0.1[4711]'
        yield 'but not a newer one', 'ept_s_not_registered' in resolve('1.99')
        yield 'the generated client reads our mapper', world.run(world.generated, '127.0.0.1')[1].startswith(
            f'{count} elements')


def ipv6_facts(world):
    """A client with a map of its own, which has nothing, finds a server by the mapper and calls it, all over IPv6."""
    if not socket.has_dualstack_ipv6():
        world.left_out.append('there is no IPv6')
        return
    with Server(world.mapper):
        elsewhere = world.work / 'elsewhere'
        elsewhere.mkdir(mode=0o700)
        os.environ['RPCRT4_RUNTIME_DIR'] = str(elsewhere)
        found = world.ping('-s', '::1', '-f', EPMAPPER + ',3')
        absent = world.ping('-s', '::1', '-f', UUID)
        listed = world.dump('::1')
        os.environ['RPCRT4_RUNTIME_DIR'] = str(world.work)
    yield 'a server is found by the mapper and called', found == 0
    yield 'one that is not there is not', absent == 1
    yield 'the map is listed', any(one['interface'] == EPMAPPER for one in listed)


def wine_facts(world):
    if not shutil.which('wine') or not shutil.which('x86_64-w64-mingw32-gcc'):
        world.left_out.append('Wine or mingw-w64 is not installed')
        return
    program = world.work / 'resolve.exe'
    code, out = world.run('x86_64-w64-mingw32-gcc', '-O1', pathlib.Path(__file__).parent / 'mapper' / 'resolve.c',
                          '-o', program, '-lrpcrt4')
    yield 'a Windows program that resolves is built', code == 0
    # A prefix of its own, whose wineserver makes sockets in this namespace; kept, because making it takes long.
    os.environ.update(WINEPREFIX=str(world.work.with_name('mapper_wine')), WINEDEBUG='-all')
    with Server(world.mapper), Server(world.registrar, UUID, '1.0', '1', 'ncacn_ip_tcp:127.0.0.1[4711]'):
        world.run('wine', program, '127.0.0.1', UUID, '1')  # says much while it makes the prefix
        code, out = world.run('wine', program, '127.0.0.1', UUID, '1')
        yield 'Wine finds a server through our mapper', code == 0 and 'ncacn_ip_tcp:127.0.0.1[4711]' in out
        yield 'but none that is not there', world.run('wine', program, '127.0.0.1', UUID, '2')[0] == 1
    world.run('wineserver', '-k')


def samba_facts(world):
    if SambaServer.absent():
        world.left_out.append(SambaServer.absent())
        return
    with SambaServer(world.work / 'samba', world.dump_tool):
        listed = world.dump('127.0.0.1')
        names = {one.get('name') for one in listed}
        yield "rpcdump lists Samba's services by name", {'srvsvc', 'samr', 'lsarpc', 'winreg', 'wkssvc'} <= names
        yield 'over protocol sequences we do not have, too', {one['protseq'] for one in listed} >= {
            'ncacn_ip_tcp', 'ncacn_np', 'ncacn_http', 'ncalrpc'}
        yield 'with annotations', any(one['annotation'] == 'srvsvc' for one in listed)
        yield 'and selects', {one['interface'] for one in world.dump('--interface', SRVSVC + ',3.0', '127.0.0.1')} == {
            SRVSVC}
        yield "rpcping finds a service through Samba's mapper", world.ping('-s', '127.0.0.1', '-f', SRVSVC + ',3') == 0
        yield 'but none that is not there', world.ping('-s', '127.0.0.1', '-f', UUID) == 1
        yield "rpcping reaches Samba's mapper", world.ping('-s', '127.0.0.1') == 0
        yield 'the generated client reads as much', world.run(world.generated, '127.0.0.1')[1].startswith(
            f'{len(listed)} elements')


def captured(world, name, facts, seen):
    """The facts, and what tshark says of it all."""
    with Capture(world.work / f'{name}.pcap') as capture:
        results = list(facts(world))
    if results:
        results += capture.facts(seen)
    return [(f'{name}: {fact}', good) for fact, good in results]


def main():
    if not enter_namespace():
        print('SKIP: no network namespace can be made')
        return 77
    world = World()
    report = Report()
    for name, facts, seen in (('impacket', impacket_facts, {'epm': 8, 'mgmt': 2}), ('wine', wine_facts, {'epm': 4}),
                              ('IPv6', ipv6_facts, {'ipv6 && epm': 6}),
                              ('samba', samba_facts, {'epm': 10, 'mgmt': 2})):
        report.hear(captured(world, name, facts, seen))
    for reason in world.left_out:
        print(f'SKIP: {reason}')
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
