# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our client against Samba's servers, authenticated in every way: samba_services.py SERVICES RPCDUMP WORKDIR

{NTLM, SPNEGO of NTLM, Kerberos, SPNEGO of Kerberos} x {connect, packet, integrity, privacy} x {TCP, local RPC, pipes},
of a domain controller and of a standalone server (whose pipes are remote_pipes.py's) that a KDC of MIT's vouches for:
each cell is a line with what [MS-SRVS], [MS-SAMR] and [MS-LSAT] answered our midl's stubs. What Samba serves must be
served; what it does not is in NOT_SERVED, with the answer Samba's own rpcclient gets, too. tshark looks on. Prints a
line per fact and "N passed, N failed"; exits 77 where something is not installed, and where Samba cannot be started as
root.
"""
import os
import pathlib
import shutil
import subprocess
import sys

import kdc
from capture import Capture
from namespace import ALONE, enter_namespace
from report import Report
from samba_dc import DOMAIN, HOST, REALM, SambaDc
from samba_server import SambaServer

LIMIT = 60
USER, PASSWORD = 'alice', 'Alice1,open'
LOCAL_USER = 'root'  # of the standalone server, whose users are the system's
LOCAL_HOST = 'server.rpc.test'
NTLM, KERBEROS, NEGOTIATE = 10, 16, 9
LEVELS = {'connect': 2, 'packet': 4, 'integrity': 5, 'privacy': 6}
WAYS = {'NTLM': (NTLM, False), 'SPNEGO(NTLM)': (NEGOTIATE, False), 'Kerberos': (KERBEROS, True),
        'SPNEGO(Kerberos)': (NEGOTIATE, True)}
QUESTIONS = ('srvs', 'samr', 'lsat', 'user')
# Binding, questions. Samba's mapper does not tell the pipe of srvs, which its file server has.
PLACES = {
    'controller': {'ncacn_ip_tcp': ('ncacn_ip_tcp:{}', QUESTIONS),
                   'ncalrpc:[DEFAULT]': ('ncalrpc:[DEFAULT]', QUESTIONS),
                   'ncacn_np': ('ncacn_np:{}', ('samr', 'lsat', 'user')),
                   'ncacn_np:[srvsvc]': (r'ncacn_np:{}[\\pipe\\srvsvc]', ('srvs',))},
    'standalone': {'ncacn_ip_tcp': ('ncacn_ip_tcp:{}', QUESTIONS),
                   'ncalrpc:[rpcd_lsad]': ('ncalrpc:[rpcd_lsad]', QUESTIONS),
                   'ncalrpc:[rpcd_classic]': ('ncalrpc:[rpcd_classic]', QUESTIONS)},
}
DENIED, UNKNOWN_INTERFACE, NOT_REGISTERED = 'exception 5', 'exception 1717', 'exception 1753'
# Of a wrong password: the KDC tells our client; of NTLM it is Samba's word, nca_s_proto_error after an auth3.
REFUSALS = {'NTLM': 'exception 1728', 'SPNEGO(NTLM)': 'exception 1825', 'Kerberos': DENIED, 'SPNEGO(Kerberos)': DENIED}
# (server, place, question): its answer, whoever asks and however.
NOT_SERVED = {
    ('controller', 'ncacn_ip_tcp', 'srvs'): NOT_REGISTERED,  # its file server has it, on a pipe
    ('controller', 'ncacn_ip_tcp', 'lsat'): DENIED,  # [MS-LSAT] opens policies for clients of pipes only
    ('controller', 'ncacn_ip_tcp', 'user'): DENIED,
    ('controller', 'ncalrpc:[DEFAULT]', 'srvs'): UNKNOWN_INTERFACE,
    ('standalone', 'ncacn_ip_tcp', 'lsat'): DENIED,
    ('standalone', 'ncacn_ip_tcp', 'user'): DENIED,
    ('standalone', 'ncalrpc:[rpcd_lsad]', 'srvs'): UNKNOWN_INTERFACE,
    ('standalone', 'ncalrpc:[rpcd_classic]', 'samr'): UNKNOWN_INTERFACE,
    ('standalone', 'ncalrpc:[rpcd_classic]', 'lsat'): UNKNOWN_INTERFACE,
    ('standalone', 'ncalrpc:[rpcd_classic]', 'user'): UNKNOWN_INTERFACE,
}
SETTINGS = '''realm = {realm}
kerberos method = dedicated keytab
dedicated keytab file = FILE:{keytab}
allow dcerpc auth level connect = yes
'''


class Judged:
    """A server, what it knows its client by, and what it answers."""

    def __init__(self, name, host, user, domain, answers, directory, configuration, environment):
        self.name, self.host, self.user, self.domain, self.answers = name, host, user, domain, answers
        self.configuration = configuration
        # Samba's sockets of local RPC are where ours would be.
        self.environment = {**environment, 'RPCRT4_RUNTIME_DIR': str(directory)}


def ask(program, judged, binding, questions, service, level, kerberos, account=True, cache=None, password=PASSWORD):
    principal = f'host/{judged.host}' if kerberos else '-'
    realm = REALM if kerberos else judged.domain
    identity = (judged.user, realm, password) if account else ('-', '-', '-')
    environment = {**judged.environment, **({'KRB5CCNAME': cache} if cache else {})}
    done = subprocess.run([program, binding, str(service), str(level), principal, *identity, *questions],
                          stdout=subprocess.PIPE, text=True, timeout=LIMIT, env=environment)
    return dict(line.partition(' ')[::2] for line in done.stdout.splitlines())


def cell(program, judged, place, way, level, **more):
    service, kerberos = WAYS[way]
    binding, questions = PLACES[judged.name][place]
    heard = ask(program, judged, binding.format(judged.host), questions, service, LEVELS[level], kerberos, **more)
    said = ', '.join(f'{question} {answer}' for question, answer in heard.items())
    expected = {question: NOT_SERVED.get((judged.name, place, question), judged.answers[question])
                for question in questions}
    yield f'{judged.name} {place} {way} {level}{" by ticket" if more else ""}: {said}', heard == expected


def rpcclient(judged, way, level, cache):
    """Whether Samba's own client enumerates domains and is refused its own name over TCP."""
    kerberos = WAYS[way][1]
    options = {'connect': 'connect', 'packet': 'packet', 'integrity': 'sign', 'privacy': 'seal'}[level]
    options += {'NTLM': ',ntlm', 'Kerberos': ',krb5'}.get(way, ',spnego')
    user = f'{judged.user}@{REALM}' if kerberos else f'{judged.domain}\\{judged.user}'
    command = ['rpcclient', '-s', judged.configuration, f'--use-kerberos={"required" if kerberos else "disabled"}',
               f'-U{user}%{PASSWORD}', f'ncacn_ip_tcp:{judged.host}[{options}]', '-c']
    say = [subprocess.run([*map(str, command), question], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=LIMIT, env={**judged.environment, 'KRB5CCNAME': cache}).stdout
           for question in ('enumdomains', 'getusername')]
    domains = judged.answers['samr'].split()[1:]
    return all(f'name:[{domain}]' in say[0] for domain in domains) and 'NT_STATUS_ACCESS_DENIED' in say[1]


def cells(program, judged, cache):
    for way in WAYS:
        for level in LEVELS:
            for place in PLACES[judged.name]:
                # SMB logs on as well, for each pipe: with passwords that takes half a second.
                by_ticket = place.startswith('ncacn_np') and WAYS[way][1]
                yield from cell(program, judged, place, way, level,
                                **({'account': False, 'cache': cache} if by_ticket else {}))
            same = rpcclient(judged, way, level, cache)
            yield f'{judged.name} ncacn_ip_tcp {way} {level}: rpcclient is served the same', same
    for way, (service, kerberos) in WAYS.items():
        heard = ask(program, judged, f'ncacn_ip_tcp:{judged.host}', ('samr',), service, 6, kerberos, password='wrong')
        yield f'{judged.name} {way} with a wrong password: samr {heard["samr"]}', heard['samr'] == REFUSALS[way]
    for way in ('Kerberos', 'SPNEGO(Kerberos)'):
        yield from cell(program, judged, 'ncacn_ip_tcp', way, 'privacy', account=False, cache=cache)


def controller_facts(program, work):
    dc = SambaDc(work / 'dc')
    dc.add_user(USER, PASSWORD)
    dc.export_keytab(work / 'controller.keytab', f'host/{HOST}')
    answers = {'samr': f'domains {DOMAIN} BUILTIN', 'lsat': f'use 1 of {DOMAIN}', 'user': USER,
               'srvs': 'platform 500 name DC1'}
    with dc:
        judged = Judged('controller', HOST, USER, DOMAIN, answers, dc.place / 'ncalrpc', dc.configuration,
                        dc.environment)
        yield from cells(program, judged, dc.log_in(USER, PASSWORD, 'client'))


def standalone_facts(program, rpcdump, work):
    realm = kdc.Kdc(work / 'kdc', tells_groups=False)  # which a standalone server of Samba's takes for forged
    realm.start()
    keytab = realm.work / 'samba.keytab'
    realm.admin(f'addprinc -pw "{PASSWORD}" {LOCAL_USER}')
    realm.admin(f'addprinc -randkey host/{LOCAL_HOST}')
    realm.admin(f'ktadd -k {keytab} host/{LOCAL_HOST}')
    shutil.copy(keytab, work / 'standalone.keytab')
    before = dict(os.environ)
    os.environ.update(realm.environment)
    try:
        with SambaServer(work / 'samba', rpcdump, SETTINGS.format(realm=REALM, keytab=keytab)) as samba:
            samba.add_user(LOCAL_USER, PASSWORD)
            answers = {'srvs': 'platform 500 name SAMBATEST', 'samr': 'domains SAMBATEST Builtin',
                       'lsat': 'use 1 of SAMBATEST', 'user': LOCAL_USER}
            judged = Judged('standalone', LOCAL_HOST, LOCAL_USER, 'SAMBATEST', answers, samba.place / 'ncalrpc',
                            samba.configuration, realm.environment)
            cache = realm.log_in(LOCAL_USER, PASSWORD, 'client')
            yield from cells(program, judged, cache)
    finally:
        realm.stop()
        os.environ.clear()
        os.environ.update(before)


def main():
    if not enter_namespace(*ALONE):
        print('SKIP: no network namespace can be made')
        return 77
    absent = SambaDc.absent() or SambaServer.absent()
    missing = kdc.missing() + ([] if shutil.which('rpcclient') else ['rpcclient'])
    if absent or missing:
        print(f'SKIP: {absent or "not installed: " + " ".join(missing)}')
        return 77
    program, rpcdump, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    SambaDc.name_hosts(work, LOCAL_HOST)
    report = Report()
    for name, facts, answer, seen in (
            ('controller', controller_facts(program, work), 'BUILTIN', {'samr': 60, 'dcerpc.auth_type == 16': 40}),
            ('standalone', standalone_facts(program, rpcdump, work), 'SAMBATEST', {'samr': 60, 'srvsvc': 30})):
        capture = Capture(work / f'{name}.pcap')
        capture.only = 'not port 445'  # SMB, which remote_pipes.py judges
        with capture:
            results = list(facts)
        capture.knows(keytab=work / f'{name}.keytab')
        results += capture.facts(seen)
        for service in (NEGOTIATE, KERBEROS, NTLM):
            if service == NTLM:
                capture.knows(password=PASSWORD)
            for field, text in (('samr.samr_Connect5.system_name', 'server'), ('samr.samr_SamEntry.name', answer)):
                results += capture.sealed_facts(service, f'{field} == "{text}"', text.encode('utf-16-le'))
        report.hear(results)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
