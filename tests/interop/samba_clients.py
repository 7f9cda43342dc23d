# SPDX-License-Identifier: LGPL-2.1-or-later
"""Samba's test programs against servers of ours: samba_clients.py ECHO_SERVER CHALLENGE_SERVER RPCEPMAPD WORKDIR

In a network namespace of its own: smbtorture's rpc.echo (ten operations, several sleeping at once) over TCP and local
RPC in both byte orders, over the socket of a local pipe, and by NTLM and SPNEGO at every level with a right and a wrong
password, its rpc.mgmt and rpc.epmapper with rpcepmapd on port 135, and python3-samba's raw_protocol, which sends single
PDUs, to rpcepmapd there and to a server of [MS-NRPC]'s challenges that it finds by it, and judges each answer by what
Windows says: by NTLM, and what is about SPNEGO or Kerberos once more in a realm of MIT's KDC. Of the last,
samba_raw_protocol.txt lists what cannot pass and why. tshark looks on: of raw_protocol, which sends malformed PDUs on
purpose, it judges our answers. Prints a line per fact and "N passed, N failed"; exits 77 without Debian's
samba-testsuite and python3-samba.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import kdc
from capture import Capture, self_check
from namespace import enter_namespace
from report import Report
from serving import Server

LIMIT = 300  # seconds; the slowest takes 30
PORT = 4712
OPERATIONS = 10
# Of raw_protocol: where the mechanism makes a difference, and what NTLM has not got.
BY_KERBEROS = ('krb5', 'spnego', 'multiple_auth')
ONLY_BY_KERBEROS = 'krb5_.*|spnego_multiple_auth_hdr_signing$'
EXCUSED = pathlib.Path(__file__).with_name('samba_raw_protocol.txt')
CONFIGURATION = """[global]
workgroup = WG
realm = WG.TEST
netbios name = CLIENT
server role = standalone server
interfaces = lo
disable netbios = yes
name resolve order = host
private dir = {0}/private
state directory = {0}/state
cache directory = {0}/cache
lock directory = {0}/lock
ncalrpc dir = {0}
"""


def run(*command, **more):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=LIMIT, **more)


def torture(configuration, binding, test, *options, user='%'):
    return run('smbtorture', '-s', configuration, f'-U{user}', *options, binding, test)


def echo_facts(echo_server, configuration):
    # Samba's own named pipes need its file server in front of ours; the socket behind is like one of local RPC.
    pipes = f'--option=ncalrpc dir={configuration.parent / "np"}'
    with Server(echo_server, '--tcp', PORT, '--ncalrpc', 'ECHO', '--np', 'piped') as server:
        for binding, *options in ((f'ncacn_ip_tcp:127.0.0.1[{PORT}]',), (f'ncacn_ip_tcp:127.0.0.1[{PORT},bigendian]',),
                                  ('ncalrpc:[ECHO]',), ('ncalrpc:[ECHO,bigendian]',), ('ncalrpc:[piped]', pipes)):
            done = torture(configuration, binding, 'rpc.echo', *options)
            good = len(re.findall(r'^success: echo\.', done.stdout, re.M))
            if done.returncode or good != OPERATIONS:
                print(done.stdout[-4000:])
            yield f'rpc.echo {binding}: {good} of {OPERATIONS}', done.returncode == 0 and good == OPERATIONS
    yield 'the server ends well on SIGTERM', server.code == 0


def write_accounts(work):
    accounts = work / 'accounts'
    accounts.write_text('user::8846f7eaee8fb117ad06bdd830b7586c\n')  # "password"
    accounts.chmod(0o600)
    return accounts


def authenticated_facts(echo_server, configuration):
    accounts = write_accounts(configuration.parent)
    with Server(echo_server, '--tcp', PORT, '--ncalrpc', 'ECHO', '--ntlm-users', accounts) as server:
        for place in (f'ncacn_ip_tcp:127.0.0.1[{PORT}', 'ncalrpc:[ECHO'):
            for how in ('connect', 'packet', 'sign', 'seal', 'ntlm,sign', 'ntlm,seal', 'spnego,sign', 'spnego,seal',
                        'ntlm,seal,bigendian'):
                # Bare NTLM ends with a message that has no answer: the first request is denied.
                denied = 'NT_STATUS_ACCESS_DENIED' if 'ntlm' in how else 'NT_STATUS_LOGON_FAILURE'
                for password, test, expected in (('password', 'rpc.echo.echo.echodata', 'success: echo.echodata'),
                                                 ('passw0rd', 'rpc.echo.echo.addone', denied)):
                    done = torture(configuration, f'{place},{how}]', test, user=f'WG\\user%{password}')
                    good = expected in done.stdout and (done.returncode == 0) == (password == 'password')
                    if not good:
                        print(done.stdout[-4000:])
                    yield f'rpc.echo {place},{how}] with {password}', good
        done = torture(configuration, f'ncacn_ip_tcp:127.0.0.1[{PORT},seal]', 'rpc.echo', user='WG\\user%password')
        good = len(re.findall(r'^success: echo\.', done.stdout, re.M))
        yield f'rpc.echo sealed: {good} of {OPERATIONS}', done.returncode == 0 and good == OPERATIONS
    yield 'the server that authenticates ends well on SIGTERM', server.code == 0


def mgmt_facts(echo_server, mapper, configuration):
    with Server(mapper), Server(echo_server, '--tcp', PORT):
        done = torture(configuration, 'ncacn_ip_tcp:127.0.0.1', 'rpc.mgmt')
        # Of all interfaces Samba knows, those are asked that the mapper finds: its own and the server's.
        asked = re.findall(r"^Testing pipe '(\w+)'\n\tserver is listening\n(?:\t.*\n)*\tuuid .* '\1'$", done.stdout,
                           re.M)
        good = done.returncode == 0 and sorted(asked) == ['epmapper', 'rpcecho'] and '\nsuccess: mgmt' in done.stdout
        if not good:
            print(done.stdout[-4000:])
        yield f'rpc.mgmt finds its way by the mapper and asks {", ".join(asked)}', good


def mapper_facts(echo_server, mapper, configuration):
    """Of rpc.epmapper, what inserts nothing. Its Lookup_simple wants the last elements with the code of none, as Samba
    sends them; ours come as Windows' (tests/tools/mapper.py)."""
    with Server(mapper), Server(echo_server, '--tcp', PORT):
        for test, proof in (('Map_simple', f'TCP:{PORT} '), ('Lookup_terminate_search', "Found 'Endpoint mapper'")):
            done = torture(configuration, 'ncacn_ip_tcp:127.0.0.1[135]', f'rpc.epmapper.epmapper.{test}')
            good = done.returncode == 0 and f'success: epmapper.{test}' in done.stdout and proof in done.stdout
            if not good:
                print(done.stdout[-4000:])
            yield f'rpc.epmapper {test}', good


def excuses():
    """Patterns of test names, each with its reason."""
    lines = [line.split(None, 1) for line in EXCUSED.read_text().splitlines() if line and not line.startswith('#')]
    return [(re.compile(pattern + '$'), reason) for pattern, reason in lines]


def raw_results(challenge_server, mapper, chosen, environment):
    """(name, whether it passed) of the tests whose names have one of these words in them, or of all."""
    os.environ.update(environment)  # the servers', too
    with Server(mapper), Server(challenge_server, PORT):
        done = run('/usr/bin/python3', '-m', 'unittest', '-v', *(word for part in chosen for word in ('-k', part)),
                   'samba.tests.dcerpc.raw_protocol',
                   env={**os.environ, 'SERVER': '127.0.0.1', 'DOMAIN': 'WG', 'USERNAME': 'user',
                        'PASSWORD': 'password', 'IGNORE_RANDOM_PAD': '1'})
    results = re.findall(r'^test_(\w+) \(.*?\.\.\. (?:.*\n)*?.*?(ok|FAIL|ERROR)$', done.stdout, re.M)
    if not results:
        print(done.stdout[-2000:])
    return [(name, result == 'ok') for name, result in results]


def judged(way, results):
    yield f'raw_protocol runs by {way}', bool(results)
    excused = {}
    for name, good in results:
        reason = next((reason for pattern, reason in excuses() if pattern.match(name)), None)
        if good or not reason:
            yield f'raw_protocol by {way}: {name}', good
        else:
            excused[reason] = excused.get(reason, 0) + 1
    for reason, count in excused.items():
        print(f'SKIP: {count} of raw_protocol by {way}: {reason}')


def raw_facts(challenge_server, mapper, configuration):
    work = configuration.parent
    results = raw_results(challenge_server, mapper, (), {
        'RPCRT4_ACCOUNTS': str(write_accounts(work)), 'SMB_CONF_PATH': str(configuration), 'REALM': 'WG.TEST',
        'TARGET_HOSTNAME': '127.0.0.1'})
    yield from judged('NTLM', [(name, good) for name, good in results if not re.match(ONLY_BY_KERBEROS, name)])
    if kdc.missing():
        print('SKIP: raw_protocol by Kerberos: not installed:', *kdc.missing())
        return
    realm = kdc.Kdc(work / 'realm')
    realm.start()
    try:
        for query in ('addprinc -pw password user', 'addprinc -randkey host/server.rpc.test',
                      f'ktadd -k {realm.work / "server.keytab"} host/server.rpc.test'):
            realm.admin(query)
        in_realm = work / 'realm.conf'
        in_realm.write_text(configuration.read_text().replace('WG.TEST', kdc.REALM))
        results = raw_results(challenge_server, mapper, BY_KERBEROS, {
            **realm.environment, 'SMB_CONF_PATH': str(in_realm), 'REALM': kdc.REALM,
            'TARGET_HOSTNAME': 'server.rpc.test'})
    finally:
        realm.stop()
    yield from judged('Kerberos', results)


def main():
    if not shutil.which('smbtorture') or run('/usr/bin/python3', '-c', 'import samba.tests.dcerpc').returncode:
        print('SKIP: samba-testsuite and python3-samba are not installed')
        return 77
    if not enter_namespace():
        print('SKIP: no network namespace can be made')
        return 77
    echo_server, challenge_server, mapper, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    os.environ['RPCRT4_RUNTIME_DIR'] = str(work)
    configuration = work / 'smb.conf'
    configuration.write_text(CONFIGURATION.format(work))
    results = list(self_check(work / 'check.pcap'))
    for name, facts, seen, sent_by in (
            ('echo', echo_facts(echo_server, configuration), {f'dcerpc && tcp.srcport == {PORT}': 60}, ()),
            ('authenticated', authenticated_facts(echo_server, configuration),
             {f'dcerpc && tcp.srcport == {PORT}': 40}, ()),
            ('mgmt', mgmt_facts(echo_server, mapper, configuration), {'mgmt': 20, 'epm': 2}, ()),
            ('epmapper', mapper_facts(echo_server, mapper, configuration), {'epm': 8}, ()),
            ('raw', raw_facts(challenge_server, mapper, configuration),
             {'dcerpc && tcp.srcport == 135': 200}, (135, PORT))):
        with Capture(work / f'{name}.pcap') as capture:
            results += facts
        results += capture.facts(seen, sent_by)
    report = Report()
    report.hear(results)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
