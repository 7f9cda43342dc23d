# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our Kerberos and SPNEGO against Samba's, token by token: kerberos_samba.py PEER WORKDIR

Samba's are Heimdal and its own SPNEGO, behind python3-samba's gensec, as client and as server; PEER is our side
(kerberos/peer.cpp). Prints a line per fact and "N passed, N failed"; exits 77 without python3-samba or MIT's KDC.
"""
import os
import pathlib
import subprocess
import sys

try:
    from samba import NTSTATUSError, gensec
    from samba.auth import AuthContext
    from samba.credentials import MUST_USE_KERBEROS, Credentials
    from samba.param import LoadParm
except ImportError as absent:
    print('skipped:', absent)
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import kdc  # noqa: E402
from report import Report

INTEGRITY, PRIVACY = 5, 6
MECHANISMS = {'kerberos': 'gssapi_krb5', 'negotiate': 'spnego'}
HEADER, TRAILER = b'H' * 24, b'T' * 8
SEAL_SIZE = 76  # of the tokens of Samba's wrap(), before what they seal
FOLDERS = ('private dir', 'state directory', 'cache directory', 'lock directory', 'pid directory')


class Ours:
    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(kdc.LIMIT)

    def ask(self, *words):
        words = [word.hex() if isinstance(word, bytes) else word for word in words]
        print(*(word or '-' for word in words), file=self.process.stdin, flush=True)
        first, *rest = self.process.stdout.readline().split()
        return first, [word if word.startswith('alice') else bytes.fromhex(word.replace('-', '')) for word in rest] \
            if first != 'error' else rest

    def update(self, token):
        """As Samba's."""
        state, rest = self.ask('step', token)
        if state == 'error':
            raise RuntimeError(rest[0])
        return state == 'complete', rest[0]


class Samba:
    def __init__(self, work):
        configuration = work / 'smb.conf'
        lines = ['[global]', f'realm = {kdc.REALM}', 'workgroup = RPC', *(f'{folder} = {work}' for folder in FOLDERS)]
        configuration.write_text('\n'.join(lines) + '\n')
        self.parameters = LoadParm()
        self.parameters.load(str(configuration))
        self.settings = {'lp_ctx': self.parameters, 'target_hostname': 'server.rpc.test'}

    def credentials(self, user):
        credentials = Credentials()
        credentials.guess(self.parameters)
        credentials.set_username(user)
        credentials.set_password(user + "'s")
        credentials.set_realm(kdc.REALM)
        credentials.set_domain('RPC')
        credentials.set_kerberos_state(MUST_USE_KERBEROS)
        return credentials

    def client(self, mechanism, level):
        context = gensec.Security.start_client(self.settings)
        context.set_credentials(self.credentials('alice'))
        context.set_target_service('host')
        context.set_target_hostname('server.rpc.test')
        return self.started(context, mechanism, level)

    def server(self, mechanism, level):
        context = gensec.Security.start_server(self.settings, AuthContext(lp_ctx=self.parameters, methods=[]))
        context.set_credentials(self.credentials('svc'))
        return self.started(context, mechanism, level)

    @staticmethod
    def started(context, mechanism, level):
        for feature in (gensec.FEATURE_SIGN, gensec.FEATURE_DCE_STYLE, gensec.FEATURE_SIGN_PKT_HEADER):
            context.want_feature(feature)
        if level == PRIVACY:
            context.want_feature(gensec.FEATURE_SEAL)
        context.start_mech_by_name(MECHANISMS[mechanism])
        return context


def converse(client, server):
    """The tokens; both are complete then."""
    tokens, token, done, turn = [], b'', [False, False], 0
    while not all(done):
        done[turn], token = (client, server)[turn].update(token)
        tokens.append(token)
        turn = 1 - turn
    return tokens


def stubs():
    return [bytes((i * j + 1) & 255 for j in range(16 * i)) for i in range(1, 20)]


def signed(ours, theirs):
    """Whether every message arrives, both ways, and altered ones do not."""
    for stub in stubs():
        whole = HEADER + stub + TRAILER
        signature = theirs.sign_packet(stub, whole)
        altered = signature[:-1] + bytes([signature[-1] ^ 1])
        if ours.ask('unprotect', HEADER, stub, TRAILER, altered)[0] != 'error':
            return False
        if ours.ask('unprotect', HEADER, stub, TRAILER, signature) != ('ok', [stub]):
            return False
        state, rest = ours.ask('protect', HEADER, stub, TRAILER)
        if state != 'ok':
            return False
        theirs.check_packet(stub, whole, rest[1])
    try:
        theirs.check_packet(stub, whole[:-1] + b'!', ours.ask('protect', HEADER, stub, TRAILER)[1][1])
        return False
    except NTSTATUSError:
        return True


def sealed(ours, theirs):
    for stub in stubs():
        wrapped = theirs.wrap(stub)
        if ours.ask('unprotect', b'', wrapped[SEAL_SIZE:], b'', wrapped[:SEAL_SIZE]) != ('ok', [stub]):
            return False
        state, rest = ours.ask('protect', b'', stub, b'')
        if state != 'ok' or theirs.unwrap(rest[1] + rest[0]) != stub:
            return False
    return True


def facts(program, samba):
    for mechanism in MECHANISMS:
        for level, pass_messages in ((INTEGRITY, signed), (PRIVACY, sealed)):
            what = f'{mechanism} at level {level}'
            theirs = samba.client(mechanism, level)
            with Ours(program, 'server', mechanism, level) as ours:
                tokens = converse(theirs, ours)
                yield f"Samba's client, our server: {what}: {len(tokens)} legs", len(tokens) in (4, 5)
                yield f'{what}: the server knows the client', ours.ask('peer') == ('ok', [f'alice@{kdc.REALM}'])
                yield f'{what}: messages', pass_messages(ours, theirs)
            theirs = samba.server(mechanism, level)
            with Ours(program, 'client', mechanism, level) as ours:
                tokens = converse(ours, theirs)
                yield f"our client, Samba's server: {what}: {len(tokens)} legs", len(tokens) in (4, 6)
                yield f'{what}: messages', pass_messages(ours, theirs)


def main():
    program, work = sys.argv[1:]
    if kdc.missing():
        print('skipped: not installed:', *kdc.missing())
        return 77
    realm = kdc.Kdc(pathlib.Path(work).resolve())
    realm.start()
    report = Report()
    try:
        for user in ('alice', 'svc'):
            realm.admin(f'addprinc -pw "{user}\'s" {user}')
        realm.admin('addprinc -randkey host/server.rpc.test')
        realm.admin(f'ktadd -k {realm.work / "server.keytab"} host/server.rpc.test')
        os.environ.update(realm.environment, KRB5CCNAME=realm.log_in('alice', "alice's", 'alice'),
                          KERBEROS_TARGET=f'svc@{kdc.REALM}')
        report.hear(facts(program, Samba(realm.work)))
    finally:
        realm.stop()
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
