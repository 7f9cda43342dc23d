# SPDX-License-Identifier: LGPL-2.1-or-later
"""The endpoint mapper and others' programs: mapper.py RPCEPMAPD RPCDUMP RPCPING REGISTRAR GENERATED WORKDIR

In a network namespace of its own, where port 135 is free: impacket's tools read our mapper while tshark looks on, a
program under Wine finds a server through it, then rpcdump, rpcping and a client made of midl's stubs read the mapper of
Samba. Prints a line per fact and "N passed, N failed"; says what it had to leave out, and exits 77 when that is
everything. Needs Debian's python3-impacket, tshark, wine with mingw-w64, and samba; the last only as root, as it serves
under other users.
"""
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

from namespace import INSIDE, enter_namespace
from serving import Server

LIMIT = 60
UUID = '5f1e0c0a-2f0b-4e0e-9d3c-6a1d7c0e5a99'
EPMAPPER = 'e1af8308-5d1f-11c9-91a4-08002b14a0fa'
SRVSVC = '4b324fc8-1670-01d3-1278-5a47bf6ee188'
EXAMPLES = pathlib.Path('/usr/share/doc/python3-impacket/examples')
SAMBA = pathlib.Path('/usr/libexec/samba/samba-dcerpcd')
CONFIGURATION = """[global]
workgroup = WG
netbios name = MAPPERTEST
server role = standalone server
interfaces = lo
bind interfaces only = yes
private dir = {0}/private
state directory = {0}/state
cache directory = {0}/cache
lock directory = {0}/lock
pid directory = {0}/pid
ncalrpc dir = {0}/ncalrpc
log file = {0}/log/log.%m
passdb backend = tdbsam:{0}/private/passdb.tdb
rpc start on demand helpers = no
disable netbios = yes
load printers = no
printing = bsd
printcap name = /dev/null
"""


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


class Capture:
    """tshark on the loopback interface, if it is there."""

    def __init__(self, world):
        self.file = world.work / 'capture.pcap'
        self.process = None
        if not shutil.which('tshark'):
            world.left_out.append('tshark is not installed')
            return
        self.process = subprocess.Popen(['tshark', '-q', '-i', 'lo', '-w', str(self.file)], stderr=subprocess.PIPE,
                                        text=True)
        for line in self.process.stderr:
            if 'Capturing on' in line:
                break
        until(lambda: self.file.exists() and self.file.stat().st_size > 0)

    def facts(self):
        if not self.process:
            return
        # Packets come to the file a while after they were sent.
        yield 'tshark sees the mapper at work', until(lambda: len(self.selected('epm')) >= 4)
        self.process.terminate()
        self.process.wait(LIMIT)
        yield 'and nothing malformed', self.selected('_ws.malformed') == []

    def selected(self, display_filter):
        return subprocess.run(['tshark', '-r', str(self.file), '-d', 'tcp.port==135,dcerpc', '-Y', display_filter],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.splitlines()


def until(condition):
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def impacket_facts(world):
    if importlib.util.find_spec('impacket') is None:
        world.left_out.append('python3-impacket is not installed')
        return
    from impacket.dcerpc.v5 import epm, transport
    from impacket.uuid import uuidtup_to_bin
    capture = Capture(world)
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
        yield from capture.facts()
        yield 'the generated client reads our mapper', world.run(world.generated, '127.0.0.1')[1].startswith(
            f'{count} elements')


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


def start_samba(world):
    place = world.work / 'samba'
    for name in ('private', 'state', 'cache', 'lock', 'pid', 'ncalrpc', 'log'):
        (place / name).mkdir(parents=True)
    (place / 'smb.conf').write_text(CONFIGURATION.format(place))
    samba = subprocess.Popen([SAMBA, '-s', place / 'smb.conf', '--libexec-rpcds', '-F', '--no-process-group'],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # It has learned of its own services a while after it listens.
    if not until(lambda: world.dump('--interface', SRVSVC, '127.0.0.1')):
        samba.kill()
        raise RuntimeError('Samba did not start')
    return samba


def samba_facts(world):
    if os.environ[INSIDE] != 'yes' or not SAMBA.exists():
        world.left_out.append('samba is not installed' if not SAMBA.exists() else 'Samba is only started by root')
        return
    samba = start_samba(world)
    try:
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
    finally:
        samba.terminate()
        samba.wait(LIMIT)


def main():
    if not enter_namespace():
        print('SKIP: no network namespace can be made')
        return 77
    world = World()
    passed = failed = 0
    for facts in (impacket_facts, wine_facts, samba_facts):
        for fact, good in facts(world):
            passed += good
            failed += not good
            print(f'{fact}: {"ok" if good else "FAILED"}', flush=True)
    for reason in world.left_out:
        print(f'SKIP: {reason}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0 if passed else 77


if __name__ == '__main__':
    sys.exit(main())
