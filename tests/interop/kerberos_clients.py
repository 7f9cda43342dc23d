# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients of others against our server with the keys of a domain: kerberos_clients.py ECHO_SERVER RPCEPMAPD WORKDIR

The keys, of both kinds, are of Samba's domain controller, then of MIT's KDC. smbtorture's rpc.echo comes by Kerberos
and by SPNEGO at every level, and by NTLM with an account that only the domain's winbindd knows; Samba's rpcclient finds
the server by rpcepmapd on port 135, by NTLM and by Kerberos. tshark looks on, and reads what is sealed with the same
keys. Prints a line per fact and "N passed, N failed"; exits 77 where something is not installed, and where Samba cannot
be started as root.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import kdc
from capture import Capture
from namespace import ALONE, enter_namespace
from report import Report
from samba_dc import DOMAIN, KEYS_ONLY, REALM, SambaDc
from serving import Server

LIMIT = 120
PORT = 4712
OPERATIONS = 10
SERVER, PRINCIPAL = 'server.rpc.test', 'host/server.rpc.test'
USER, PASSWORD, NT_HASH = 'alice', 'Alice1,open', '2647f33f647f8e7609652e7aead23dc8'
WRONG = 'Alice2,open'
WAYS = ('krb5,connect', 'krb5,packet', 'krb5,sign', 'krb5,seal', 'spnego,connect', 'spnego,packet', 'spnego,sign',
        'spnego,seal', 'krb5,seal,bigendian')
NEGOTIATE, KERBEROS = 9, 16
AES, RC4 = 0x18, 0x4  # msDS-SupportedEncryptionTypes
CONFIGURATION = """[global]
workgroup = {domain}
realm = {realm}
netbios name = CLIENT
interfaces = lo
disable netbios = yes
name resolve order = host
private dir = {0}/private
state directory = {0}/state
cache directory = {0}/cache
lock directory = {0}/lock
ncalrpc dir = {0}
"""


class Client:
    """Samba's programs, with what they know of the realm."""

    def __init__(self, work, environment):
        self.configuration = work / 'smb.conf'
        self.environment = {**environment, 'KRB5CCNAME': f'FILE:{work}/client.ccache'}

    def run(self, program, *words, kerberos=True, user=f'{USER}@{REALM}', password=PASSWORD):
        command = [program, '-s', self.configuration, f'--use-kerberos={"required" if kerberos else "disabled"}',
                   f'-U{user}%{password}', *words]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT,
                              env=self.environment)


def shown(fact, good, done):
    if not good:
        print(done.stdout[-3000:])
    return fact, good


def echo_facts(echo_server, client, keytab, whose, thorough):
    with Server(echo_server, '--tcp', PORT, '--keytab', keytab, '--principal', PRINCIPAL) as server:
        for how in WAYS:
            done = client.run('smbtorture', f'ncacn_ip_tcp:{SERVER}[{PORT},{how}]', 'rpc.echo.echo.echodata')
            yield shown(f'{whose}: rpc.echo [{how}]',
                        done.returncode == 0 and 'success: echo.echodata' in done.stdout, done)
        if thorough:  # which takes five seconds
            done = client.run('smbtorture', f'ncacn_ip_tcp:{SERVER}[{PORT},{thorough}]', 'rpc.echo')
            good = len(re.findall(r'^success: echo\.', done.stdout, re.M))
            yield shown(f'{whose}: rpc.echo [{thorough}]: {good} of {OPERATIONS}',
                        done.returncode == 0 and good == OPERATIONS, done)
    yield f'{whose}: the server ends well', server.code == 0


def mapper_facts(echo_server, mapper, client, keytab, work):
    """rpcclient asks the mapper, whatever binding it is given."""
    accounts = work / 'accounts'
    accounts.write_text(f'{USER}::{NT_HASH}\n')
    accounts.chmod(0o600)
    with Server(mapper), Server(echo_server, '--tcp', PORT, '--keytab', keytab, '--ntlm-users', accounts):
        for mechanism, kerberos, user in (('krb5', True, f'{USER}@{REALM}'), ('ntlm', False, f'{DOMAIN}\\{USER}')):
            for how in (f'{mechanism},connect', f'{mechanism},sign', f'{mechanism},seal', 'spnego,seal'):
                done = client.run('rpcclient', f'ncacn_ip_tcp:{SERVER}[{how}]', '-c', 'echoaddone 41',
                                  kerberos=kerberos, user=user)
                yield shown(f'rpcclient finds the server by rpcepmapd: {user} [{how}]',
                            done.returncode == 0 and '41 + 1 = 42' in done.stdout, done)


def winbind_facts(echo_server, client, dc, work):
    """By NTLM, with an account of the domain."""
    # ntlm_auth, as the server starts it, reads the system's configuration.
    subprocess.run(['mount', '--bind', dc.configuration, '/etc/samba/smb.conf'], check=True)
    end = time.monotonic() + LIMIT
    while subprocess.run(['ntlm_auth', f'--username={USER}', f'--domain={DOMAIN}', f'--password={PASSWORD}'],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT).returncode:
        if time.monotonic() > end:
            yield 'winbindd knows the account', False
            return
        time.sleep(0.1)
    nobody = work / 'nobody'
    nobody.touch(mode=0o600)
    with Server(echo_server, '--tcp', PORT, '--ntlm-users', nobody):
        for how in ('ntlm,connect', 'ntlm,sign', 'ntlm,seal', 'spnego,seal'):
            for password, expected in ((PASSWORD, 'success: echo.addone'), (WRONG, '_DENIED|_LOGON_FAILURE')):
                done = client.run('smbtorture', f'ncacn_ip_tcp:{SERVER}[{PORT},{how}]', 'rpc.echo.echo.addone',
                                  kerberos=False, user=f'{DOMAIN}\\{USER}', password=password)
                good = re.search(expected, done.stdout) and (done.returncode == 0) == (password == PASSWORD)
                yield shown(f'winbindd is asked about the client of [{how}] with {password}', bool(good), done)


def domain_facts(echo_server, mapper, work):
    """With the keys of Samba's controller."""
    dc = SambaDc(work / 'dc', (*KEYS_ONLY, 'winbindd'))
    dc.add_user(USER, PASSWORD)
    dc.add_service('echo', PASSWORD, PRINCIPAL)
    os.environ['KRB5_CONFIG'] = str(dc.kerberos)
    client = Client(work, dc.environment)
    everything = work / 'domain.keytab'  # of the capture
    with dc:
        for kind, bits, thorough in (('AES', AES, 'spnego,seal'), ('RC4', RC4, None)):
            dc.set_key_kinds('echo', bits)
            keytab = dc.export_keytab(work / f'{kind}.keytab', PRINCIPAL)
            dc.export_keytab(everything, PRINCIPAL)
            yield from echo_facts(echo_server, client, keytab, f"Samba's {kind} keys", thorough)
        dc.log_in(USER, PASSWORD, work / 'client')  # which rpcclient does not do
        yield from mapper_facts(echo_server, mapper, client, keytab, work)
        yield from winbind_facts(echo_server, client, dc, work)


def realm_facts(echo_server, work):
    """With the keys of MIT's KDC."""
    realm = kdc.Kdc(work / 'kdc')
    realm.start()
    try:
        realm.admin(f'addprinc -pw "{PASSWORD}" {USER}')
        realm.admin(f'addprinc -randkey {PRINCIPAL}')
        keytab = work / 'realm.keytab'
        realm.admin(f'ktadd -k {keytab} {PRINCIPAL}')
        os.environ['KRB5_CONFIG'] = realm.environment['KRB5_CONFIG']
        client = Client(work, realm.environment)
        yield from echo_facts(echo_server, client, keytab, "MIT's keys", 'krb5,sign')
    finally:
        realm.stop()


def main():
    if not enter_namespace(*ALONE):
        print('SKIP: no network namespace can be made')
        return 77
    missing = kdc.missing() + [tool for tool in ('smbtorture', 'rpcclient', 'ntlm_auth') if not shutil.which(tool)]
    if SambaDc.absent() or missing:
        print(f'SKIP: {SambaDc.absent() or "not installed: " + " ".join(missing)}')
        return 77
    echo_server, mapper, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    os.environ['RPCRT4_RUNTIME_DIR'] = str(work)
    SambaDc.name_hosts(work, SERVER)
    (work / 'smb.conf').write_text(CONFIGURATION.format(work, domain=DOMAIN, realm=REALM))
    report = Report()
    for name, facts in (('domain', domain_facts(echo_server, mapper, work)), ('realm', realm_facts(echo_server, work))):
        with Capture(work / f'{name}.pcap') as capture:
            results = list(facts)
        capture.knows(keytab=work / f'{name}.keytab')
        results += capture.facts({f'dcerpc && tcp.srcport == {PORT}': 50, 'dcerpc.auth_type == 16': 20})
        data = bytes(range(16))  # of EchoData
        for direction in ('srcport', 'dstport'):
            read = f'tcp.{direction} == {PORT} && dcerpc.decrypted_stub_data contains {data.hex(":")}'
            for service in (NEGOTIATE, KERBEROS):
                results += capture.sealed_facts(service, read, data)
        report.hear(results)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
