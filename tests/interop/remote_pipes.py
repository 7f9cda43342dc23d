# SPDX-License-Identifier: LGPL-2.1-or-later
"""ncacn_np between machines, Samba being the other: remote_pipes.py SERVICES ECHO_SERVER ECHO_CLIENT RPCDUMP WORKDIR

Our client opens pipes of Samba's file server by every dialect from SMB 2.0.2 to 3.1.1, signed, and encrypted with
either cipher, as users of it and of a domain by NTLM, SPNEGO and Kerberos at every level of RPC, and as nobody; what it
may not is refused with the documented code. Our server stands behind smbd: smbtorture's rpc.echo at every level, rpcclient, impacket and our own
client call it through the pipe. tshark looks on. Prints a line per fact and "N passed, N failed"; exits 77 where
something is not installed, and where Samba cannot be started as root.
"""
import itertools
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

import kdc
from capture import Capture
from namespace import ALONE, enter_namespace
from report import Report
from samba_dc import DOMAIN, HOST as CONTROLLER, REALM, SambaDc
from samba_server import SambaServer
from serving import Server

LIMIT = 60
HOST, USER, PASSWORD = 'server.rpc.test', 'root', 'Alice1,open'
NTLM, KERBEROS, NEGOTIATE = 10, 16, 9
LEVELS = {'connect': 2, 'packet': 4, 'integrity': 5, 'privacy': 6}
WAYS = {'NTLM': (NTLM, False), 'SPNEGO(NTLM)': (NEGOTIATE, False), 'Kerberos': (KERBEROS, True),
        'SPNEGO(Kerberos)': (NEGOTIATE, True)}
PIPES = {'srvs': 'srvsvc', 'samr': 'samr', 'lsat': 'lsarpc', 'user': 'lsarpc'}
DOMAIN_USER = 'alice'
DIALECTS = {'SMB2_02': 0x202, 'SMB2_10': 0x210, 'SMB3_00': 0x300, 'SMB3_02': 0x302, 'SMB3_11': 0x311}
DENIED, UNAVAILABLE = 'exception 5', 'exception 1722'
SETTINGS = '''realm = {realm}
kerberos method = dedicated keytab
dedicated keytab file = FILE:{keytab}
allow dcerpc auth level connect = yes
allow dcerpc auth level connect:lsarpc = yes
allow dcerpc auth level connect:samr = yes
'''
SMB_PORT = 445
RPCECHO = '60a15ec5-4de8-11d7-a637-005056a20182'
OPERATIONS = 10
IMPACKET = '''
import sys
from impacket.dcerpc.v5 import transport
from impacket.uuid import uuidtup_to_bin
host, user, password, level = sys.argv[1:]
over = transport.DCERPCTransportFactory(r'ncacn_np:%s[\\pipe\\rpcecho]' % host)
over.set_credentials(user, password)
rpc = over.get_dce_rpc()
if level != '1':
    rpc.set_auth_level(int(level))
rpc.connect()
rpc.bind(uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')))
rpc.call(0, (41).to_bytes(4, 'little'))
print(int.from_bytes(rpc.recv(), 'little'))
'''


class FileServer:
    """smbd, while the `with` statement lasts."""

    def __init__(self, samba, *options):
        self.out = open(samba.place / 'smbd.out', 'ab')
        # In a group of its own, which it ends with itself.
        self.process = subprocess.Popen(['smbd', '-s', samba.configuration, '-F', '--no-process-group',
                                         *(f'--option={one}' for one in options)], stdin=subprocess.DEVNULL,
                                        stdout=self.out, stderr=self.out, start_new_session=True)

    @staticmethod
    def listens():
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', SMB_PORT)) == 0

    def wait_until(self, listening):
        end = time.monotonic() + LIMIT
        while self.listens() != listening:
            if time.monotonic() > end or (listening and self.process.poll() is not None):
                raise RuntimeError('smbd does not start, or end')
            time.sleep(0.02)

    def __enter__(self):
        self.wait_until(True)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(LIMIT)
        self.wait_until(False)
        self.out.close()


def run(*command, **more):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=LIMIT, **more)


class Client:
    def __init__(self, program, runtime, host=HOST, user=USER, domain='-', answers=('SAMBATEST', 'Builtin'),
                 environment=os.environ):
        """`answers`: the names of the server's domains."""
        self.program, self.host, self.user, self.domain = program, host, user, domain
        own, builtin = answers
        self.answers = {'srvs': f'platform 500 name {own if domain == "-" else "DC1"}',
                        'samr': f'domains {own} {builtin}', 'lsat': f'use 1 of {own}', 'user': user}
        self.environment = {**environment, 'RPCRT4_RUNTIME_DIR': str(runtime)}

    def ask(self, question, way, level, account=True, password=PASSWORD, cache=None, pipe=None, host=None):
        service, kerberos = WAYS[way] if way else ('none', False)
        binding = fr'ncacn_np:\\\\{host or self.host}[\\pipe\\{pipe or PIPES[question]}]'
        identity = (self.user, REALM if kerberos else self.domain, password) if account else ('-', '-', '-')
        environment = {**self.environment, **({'KRB5CCNAME': cache} if cache else {})}
        done = run(self.program, binding, service, LEVELS[level], f'host/{self.host}' if kerberos else '-', *identity,
                   question, env=environment)
        return done.stdout.strip().partition(' ')[2]

    def fact(self, what, way, level, account=True, **more):
        # Without an account there is no name to look up.
        expected = {one: said for one, said in self.answers.items() if account or one != 'lsat'}
        heard = {question: self.ask(question, way, level, account=account, **more) for question in expected}
        yield f'{what} {way} {level}: ' + ', '.join(f'{one} {said}' for one, said in heard.items()), heard == expected


def dialect_facts(client, samba, work):
    """Each server knows one dialect; tshark says that it was spoken, and how."""
    for number, (name, revision) in enumerate(DIALECTS.items()):
        only = (f'server min protocol={name}', f'server max protocol={name}')
        kinds = {'signed': ('server signing=mandatory',)}
        if revision >= 0x300:
            kinds['encrypted'] = ('server smb encrypt=required',)
        if revision == 0x311:
            for cipher in ('AES-128-CCM', 'AES-256-GCM', 'AES-256-CCM'):
                kinds[f'encrypted by {cipher}'] = (*kinds['encrypted'], f'server smb3 encryption algorithms={cipher}')
        for kind, options in kinds.items():
            capture = Capture(work / f'dialect.{number}.{kind.replace(" ", "_")}.pcap')
            with FileServer(samba, *only, *options), capture:
                yield from client.fact(f'{name} {kind}:', 'NTLM', 'integrity')
            capture.knows_smb()
            capture.knows(password=PASSWORD)
            protected = 'smb2.flags.signature == 1' if kind == 'signed' else 'smb2.header.transform.signature'
            seen = {f'smb2.dialect == {revision:#x}': 2, protected: 20, 'srvsvc': 2, 'samr': 4}
            yield from capture.facts(seen)


def level_facts(client, cache):
    for way, (_, kerberos) in WAYS.items():
        for level in LEVELS:
            yield from client.fact(f'{client.user} of {client.host}:', way, level)
        if kerberos:
            yield from client.fact(f'{client.user} by ticket:', way, 'privacy', account=False, cache=cache)


def refusal_facts(client):
    for way in WAYS:
        said = client.ask('srvs', way, 'privacy', password='wrong')
        yield f'a wrong password, {way}: {said}', said == DENIED
    said = client.ask('srvs', None, 'connect')
    yield f'nobody: {said}', said == client.answers['srvs']
    said = client.ask('srvs', 'SPNEGO(NTLM)', 'packet', pipe='nothing')
    yield f'a pipe that is not there: {said}', said == UNAVAILABLE
    said = client.ask('srvs', 'SPNEGO(NTLM)', 'packet', host='nowhere.rpc.test')
    yield f'a host that is not there: {said}', said == UNAVAILABLE


def torture(samba, how, user):
    """Those that sleep take ten seconds: without options, and sealed."""
    quick = how not in ('', 'seal')
    options = f',{how}' if how else ''
    done = run('smbtorture', '-s', samba.configuration, f'-U{user}',
               f'--option=torture:quick={"yes" if quick else "no"}', f'ncacn_np:{HOST}[\\pipe\\rpcecho{options}]', 'rpc.echo')
    good = len(re.findall(r'^success: echo\.', done.stdout, re.M))
    expected = OPERATIONS - 1 if quick else OPERATIONS
    if done.returncode or good != expected:
        print(done.stdout[-3000:])
    return done.returncode == 0 and good == expected


def server_facts(echo_server, echo_client, client, samba, work):
    accounts = work / 'accounts'
    done = run('/usr/bin/python3', '-c', 'import sys; from samba.credentials import Credentials; one = Credentials(); '
               'one.set_password(sys.argv[1]); print(one.get_nt_hash().hex())', PASSWORD)
    accounts.write_text(f'{USER}::{done.stdout.strip()}\n')
    accounts.chmod(0o600)
    user = f'{USER}%{PASSWORD}'
    before = os.environ.get('RPCRT4_RUNTIME_DIR')
    os.environ['RPCRT4_RUNTIME_DIR'] = str(samba.place / 'ncalrpc')
    try:
        server = Server(echo_server, '--np', 'rpcecho', '--ntlm-users', accounts)
    finally:
        os.environ.pop('RPCRT4_RUNTIME_DIR')
        if before:
            os.environ['RPCRT4_RUNTIME_DIR'] = before
    with server:
        for how in ('', 'connect', 'packet', 'sign', 'seal', 'ntlm,seal', 'spnego,seal', 'seal,bigendian', 'smb2'):
            yield f'smbtorture rpc.echo [{how}] through smbd', torture(samba, how, user)
        done = run('rpcclient', '-s', samba.configuration, f'-U{user}', f'ncacn_np:{HOST}', '-c', 'echoaddone 41')
        yield f'rpcclient: {done.stdout.strip()}', done.stdout.strip() == '41 + 1 = 42'
        if shutil.which('impacket-rpcdump'):
            for level in ('1', '5', '6'):
                said = run('/usr/bin/python3', '-c', IMPACKET, HOST, USER, PASSWORD, level).stdout.strip()
                yield f'impacket at level {level}: {said}', said == '42'
        done = run(echo_client, fr'ncacn_np:{HOST}[\\pipe\\rpcecho]', env=client.environment)
        yield f'our client, as nobody: {done.stdout.strip()}', done.returncode == 0
    yield 'the server ends well on SIGTERM', server.code == 0


def standalone_facts(services, echo_server, echo_client, rpcdump, work):
    realm = kdc.Kdc(work / 'kdc', tells_groups=False)  # which a standalone server of Samba's takes for forged
    realm.start()
    keytab = realm.work / 'samba.keytab'
    realm.admin(f'addprinc -pw "{PASSWORD}" {USER}')
    for service in ('host', 'cifs'):
        realm.admin(f'addprinc -randkey {service}/{HOST}')
        realm.admin(f'ktadd -k {keytab} {service}/{HOST}')
    os.environ.update(realm.environment)
    runtime = work / 'runtime'
    try:
        with SambaServer(work / 'samba', rpcdump, SETTINGS.format(realm=REALM, keytab=keytab)) as samba:
            samba.add_user(USER, PASSWORD)
            client = Client(services, runtime)
            said = client.ask('srvs', None, 'connect')
            yield f'no file server: {said}', said == UNAVAILABLE
            yield from dialect_facts(client, samba, work)
            capture = Capture(work / 'pipes.pcap')
            with FileServer(samba), capture:
                yield from level_facts(client, realm.log_in(USER, PASSWORD, 'client'))
                yield from refusal_facts(client)
                yield from server_facts(echo_server, echo_client, client, samba, work)
            capture.knows_smb()
            yield from capture.facts({'srvsvc': 20, 'samr': 20, f'dcerpc.cn_bind_to_uuid == {RPCECHO}': 20})
    finally:
        realm.stop()


def controller_facts(services, work):
    dc = SambaDc(work / 'dc')
    dc.add_user(DOMAIN_USER, PASSWORD)
    runtime = work / 'runtime'
    with Capture(work / 'controller.pcap') as capture, dc:
        client = Client(services, runtime, CONTROLLER, DOMAIN_USER, DOMAIN, (DOMAIN, 'BUILTIN'), dc.environment)
        yield from level_facts(client, dc.log_in(DOMAIN_USER, PASSWORD, 'client'))
    capture.knows_smb()
    yield from capture.facts({'srvsvc': 20, 'samr': 20, 'smb2.flags.signature == 1': 200})


def main():
    if not enter_namespace(*ALONE):
        print('SKIP: no network namespace can be made')
        return 77
    absent = SambaServer.absent() or SambaDc.absent()
    missing = kdc.missing() + [tool for tool in ('rpcclient', 'smbd', 'smbtorture') if not shutil.which(tool)]
    if absent or missing:
        print(f'SKIP: {absent or "not installed: " + " ".join(missing)}')
        return 77
    *programs, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    (work / 'runtime').mkdir(mode=0o700)
    SambaDc.name_hosts(work, HOST)
    report = Report()
    facts = itertools.chain(controller_facts(programs[0], work), standalone_facts(*programs, work))
    report.hear(facts)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
