# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a call comes to when Kerberos refuses: kerberos_refusals.py ECHO_SERVER ECHO_CLIENT WORKDIR

In a realm of its own (kerberos.py's, with its accounts, keys and ticket caches, good and bad) echo_client calls
echo_server: a line for each case with what the client is told, and whether the server serves on. The codes are those of
RpcBindingSetAuthInfo and of "Authentication-Level Constants": who cannot prove himself is denied; whom there is nobody
to vouch for has an error of the package; a service the server cannot offer is unknown. Prints a line per fact and
"N passed, N failed"; exits 77 where something is not installed.
"""
import itertools
import os
import pathlib
import subprocess
import sys

import kdc
import kerberos
from namespace import enter_namespace
from report import Report
from serving import Server

LIMIT = 60
PORT = 4712
KERBEROS, NEGOTIATE = 16, 9
PRIVACY = 6
DENIED, UNKNOWN_SERVICE, PACKAGE = (f'AddOne: exception {code}' for code in (5, 1747, 1825))
GOOD = '1 of 1'
HOST = 'host/server.rpc.test'
ACCOUNTS = {'right': ('bob', kdc.REALM, "bob's"), 'password': ('bob', kdc.REALM, 'wrong'),
            'unknown': ('nobody', kdc.REALM, 'x'), 'locked': ('locked', kdc.REALM, "locked's"),
            'old': ('stale', kdc.REALM, "stale's"), 'realm': ('bob', 'NOSUCH.REALM', 'x'), 'own': ('-', '-', '-')}
# What is wrong, account, ticket cache, principal, and the answer. Negotiate is left with NTLM where Kerberos has no
# first token, but for a refused password; and this server knows nobody by NTLM, who is denied then.
CASES = (
    ('nothing: a ticket', 'own', 'alice', HOST, GOOD),
    ('nothing: a password', 'right', 'none', HOST, GOOD),
    ('the password', 'password', 'none', HOST, DENIED),
    ('the account is unknown', 'unknown', 'none', HOST, DENIED),
    ('the account is locked', 'locked', 'none', HOST, DENIED),
    ('the password has expired', 'old', 'none', HOST, DENIED),
    ('the realm', 'realm', 'none', HOST, PACKAGE),
    ('no ticket', 'own', 'none', HOST, DENIED),
    ('the ticket has expired', 'own', 'expired', HOST, DENIED),
    ("the client's clock, at the KDC", 'own', 'skewed', HOST, PACKAGE),
    ("the client's clock, at the server", 'own', 'skewed_service', HOST, DENIED),
    ('no principal', 'own', 'alice', '-', PACKAGE),
    ('the principal is unknown', 'own', 'alice', 'host/nobody.rpc.test', PACKAGE),
    ('the server has no key of the principal', 'own', 'alice', 'host/elsewhere.rpc.test', DENIED),
    ('the server has an old key', 'own', 'alice', 'host/stale.rpc.test', DENIED),
)


class Client:
    def __init__(self, program, realm):
        self.program = program
        self.realm = realm

    def call(self, service, account, cache, principal, configuration='krb5.conf'):
        environment = {**self.realm.environment, 'KRB5CCNAME': self.realm.cache(cache),
                       'KRB5_CONFIG': str(self.realm.work / configuration),
                       'RPCRT4_RUNTIME_DIR': str(self.realm.work / 'client')}
        done = subprocess.run([self.program, f'ncacn_ip_tcp:127.0.0.1[{PORT}]', str(service), str(PRIVACY), principal,
                               *ACCOUNTS[account], 'AddOne'], stdout=subprocess.PIPE, text=True, timeout=LIMIT,
                              env=environment)
        return done.stdout.splitlines()[0] if done.stdout else f'exit code {done.returncode}'


def facts(echo_server, client):
    keytab = client.realm.work / 'server.keytab'
    with Server(echo_server, '--tcp', PORT, '--keytab', keytab) as server:
        for wrong, account, cache, principal, expected in CASES:
            told = client.call(KERBEROS, account, cache, principal)
            yield f'Kerberos, wrong is {wrong}: {told}', told == expected
            told = client.call(NEGOTIATE, account, cache, principal)
            yield f'Negotiate, wrong is {wrong}: {told}', told == (DENIED if expected == PACKAGE else expected)
        told = client.call(KERBEROS, 'own', 'alice', HOST, configuration='dead.conf')
        yield f'no KDC, but a ticket: {told}', told == GOOD
        told = client.call(KERBEROS, 'own', 'fresh', HOST, configuration='dead.conf')
        yield f'no KDC: {told}', told == PACKAGE
        told = client.call(KERBEROS, 'own', 'alice', HOST)
        yield f'after all this: {told}', told == GOOD
    yield 'the server ends well', server.code == 0


def server_facts(echo_server, client):
    """What is wrong is at the server."""
    work = client.realm.work
    for wrong, keytab, configuration, principal, expected in (
            ('no keytab', 'none.keytab', 'krb5.conf', HOST, UNKNOWN_SERVICE),
            ('it takes no keys of that kind', 'server.keytab', 'aes256.conf', 'rpc/rc4.rpc.test', DENIED)):
        os.environ['KRB5_CONFIG'] = str(work / configuration)
        with Server(echo_server, '--tcp', PORT, '--keytab', work / keytab):
            told = client.call(KERBEROS, 'own', 'alice', principal)
            yield f"wrong is the server's: {wrong}: {told}", told == expected
    accounts = work / 'accounts'
    accounts.write_text('')
    accounts.chmod(0o600)
    with Server(echo_server, '--tcp', PORT, '--ntlm-users', accounts):
        told = client.call(KERBEROS, 'own', 'alice', HOST)
        yield f'a server that has not said it takes Kerberos: {told}', told == UNKNOWN_SERVICE


def main():
    if not enter_namespace():
        print('SKIP: no network namespace can be made')
        return 77
    if kdc.missing():
        print('SKIP: not installed:', *kdc.missing())
        return 77
    echo_server, echo_client, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    realm = kdc.Kdc(work / 'kdc')
    realm.start()
    report = Report()
    try:
        kerberos.add_accounts(realm)
        kerberos.add_caches(realm)
        held = kerberos.add_dead_configuration(realm)
        for place in ('client', 'server'):
            (realm.work / place).mkdir(mode=0o700)
        os.environ.update(realm.environment, RPCRT4_RUNTIME_DIR=str(realm.work / 'server'))
        client = Client(echo_client, realm)
        report.hear(itertools.chain(facts(echo_server, client), server_facts(echo_server, client)))
        held.close()
    finally:
        realm.stop()
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
