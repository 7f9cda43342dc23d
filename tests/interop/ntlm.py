# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our NTLM against that of others, token by token: ntlm.py PEER WORKDIR

PEER is our side (ntlm/peer.cpp). The others: python3-samba's gensec as client and as server (of anonymous clients, the
only ones it judges without a database), Samba's ntlm_auth as server, impacket as client; and winbindd, which our server
asks about a client of ours, in a namespace of its own. Signed and sealed messages go both ways. Prints a line per fact
and "N passed, N failed"; exits 77 without Debian's python3-samba and python3-impacket. The facts of ntlm_auth need the
package winbind, those of winbindd also root.
"""
import base64
import os
import pathlib
import shutil
import subprocess
import sys
import time

try:
    from impacket import ntlm
    from samba import gensec
    from samba.auth import AuthContext
    from samba.credentials import DONT_USE_KERBEROS, Credentials
    from samba.param import LoadParm
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

LIMIT = 60
WINBINDD = '/usr/sbin/winbindd'
USER, DOMAIN, PASSWORD = 'alice', 'WG', 'Sesam1'
CONNECT, PACKET, INTEGRITY, PRIVACY = 2, 4, 5, 6
CONFIGURATION = """[global]
workgroup = WG
netbios name = OTHER
private dir = {0}/private
state directory = {0}/state
cache directory = {0}/cache
lock directory = {0}/lock
pid directory = {0}/pid
log file = {0}/log
client min protocol = SMB2
"""
LOGON_DENIED, MESSAGE_ALTERED, OUT_OF_SEQUENCE = 'error 8009030c', 'error 8009030f', 'error 80090310'


class Side:
    """Ours."""

    def __init__(self, program, *start):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.ask(*start) == 'ok'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(LIMIT)

    def ask(self, *words):
        words = [word.hex() if isinstance(word, bytes) else str(word) for word in words]
        self.process.stdin.write(' '.join(word or '-' for word in words) + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip('\n')

    def step(self, token=b''):
        """The token, or the complaint; whether it is complete."""
        answer = self.ask('step', token).split()
        if answer[0] == 'error':
            return ' '.join(answer), False
        return bytes.fromhex(answer[0].replace('-', '')), answer[1] == 'complete'

    def protect(self, level, body, header=b'', trailer=b''):
        parts = self.ask('protect', level, header, body, trailer).split()
        return [bytes.fromhex(part.replace('-', '')) for part in parts]

    def unprotect(self, level, body, signature, header=b'', trailer=b''):
        answer = self.ask('unprotect', level, header, body, trailer, signature)
        return answer if answer.startswith('error') else bytes.fromhex(answer.replace('-', ''))


def features(level):
    return {CONNECT: [], PACKET: [gensec.FEATURE_SIGN], INTEGRITY: [gensec.FEATURE_SIGN],
            PRIVACY: [gensec.FEATURE_SIGN, gensec.FEATURE_SEAL]}[level]


class Samba:
    def __init__(self, configuration):
        self.parameters = LoadParm()
        self.parameters.load(str(configuration))
        self.settings = {'lp_ctx': self.parameters, 'target_hostname': 'server'}

    def client(self, level, password=PASSWORD, anonymous=False, mechanism='ntlmssp'):
        context = gensec.Security.start_client(self.settings)
        credentials = Credentials()
        credentials.guess(self.parameters)
        credentials.set_kerberos_state(DONT_USE_KERBEROS)
        if anonymous:
            credentials.set_anonymous()
        else:
            credentials.set_username(USER)
            credentials.set_domain(DOMAIN)
            credentials.set_password(password)
        context.set_credentials(credentials)
        context.set_target_service('host')
        return self.started(context, level, mechanism)

    def server(self, level, mechanism='ntlmssp'):
        judge = AuthContext(lp_ctx=self.parameters, methods=['anonymous'])
        context = gensec.Security.start_server(self.settings, judge)
        machine = Credentials()
        machine.guess(self.parameters)
        machine.set_kerberos_state(DONT_USE_KERBEROS)
        context.set_credentials(machine)
        return self.started(context, level, mechanism)

    @staticmethod
    def started(context, level, mechanism='ntlmssp'):
        for feature in features(level):
            context.want_feature(feature)
        context.start_mech_by_name(mechanism)
        return context


def meet_client(theirs, ours):
    """Samba's client and our server; what ours said last."""
    done, token = theirs.update(b'')
    while True:
        token, complete = ours.step(token)
        if isinstance(token, str):
            return token
        if not done:
            done, token = theirs.update(token)
        if complete and done:
            return True


def messages(count=30):
    return [bytes((i * j) & 255 for j in range(1 + i * 37 % 400)) for i in range(count)]


def signed_both_ways(theirs, ours, level):
    """How many messages arrived, of those that should."""
    good = 0
    for i, body in enumerate(messages()):
        if level == PRIVACY:
            wrapped = theirs.wrap(body)
            good += ours.unprotect(level, wrapped[16:], wrapped[:16]) == body
            if i % 3 == 0:
                sealed, signature = ours.protect(level, body)
                good += theirs.unwrap(signature + sealed) == body
            continue
        good += ours.unprotect(level, body, theirs.sign_packet(body, body)) == body
        if i % 3 == 0:
            _, signature = ours.protect(level, body)
            theirs.check_packet(body, body, signature)  # throws
            good += 1
    return good, len(messages()) + len(range(0, len(messages()), 3))


def client_facts(samba, peer):
    for level in (CONNECT, PACKET, INTEGRITY, PRIVACY):
        with Side(peer, 'server', level, USER, DOMAIN, PASSWORD) as ours:
            theirs = samba.client(level)
            name = f"Samba's client at level {level}"
            yield f'{name} comes in, with its MIC', meet_client(theirs, ours) is True
            yield f'{name} is who it says', ours.ask('peer') == f'{DOMAIN}\\{USER}'
            if level == CONNECT:
                continue
            yield f'{name} has the same key', ours.ask('key') == theirs.session_key().hex()
            good, all_of_them = signed_both_ways(theirs, ours, level)
            yield f'{name}: {good} of {all_of_them} messages', good == all_of_them
    with Side(peer, 'server', PACKET, USER, DOMAIN, PASSWORD) as ours:
        yield 'its wrong password is denied', meet_client(samba.client(PACKET, 'sesam1'), ours) == LOGON_DENIED
    with Side(peer, 'server', CONNECT) as ours:
        came = meet_client(samba.client(CONNECT, anonymous=True), ours)
        yield 'its anonymous client comes in as that', came is True and ours.ask('peer') == 'anonymous'


def negotiated_facts(samba, peer):
    """In SPNEGO, whose list of mechanisms both sides sign before the messages."""
    for level in (CONNECT, PACKET, INTEGRITY, PRIVACY):
        with Side(peer, 'negotiate', 'server', level, USER, DOMAIN, PASSWORD) as ours:
            theirs = samba.client(level, mechanism='spnego')
            name = f"SPNEGO: Samba's client at level {level}"
            came = meet_client(theirs, ours)
            yield f'{name} comes in', came is True and ours.ask('peer') == f'{DOMAIN}\\{USER}'
            if level > CONNECT:
                good, all_of_them = signed_both_ways(theirs, ours, level)
                yield f'{name}: {good} of {all_of_them} messages', good == all_of_them
    with Side(peer, 'negotiate', 'server', PACKET, USER, DOMAIN, PASSWORD) as ours:
        came = meet_client(samba.client(PACKET, 'sesam1', mechanism='spnego'), ours)
        yield 'SPNEGO: its wrong password is denied', came == LOGON_DENIED


def tampering_facts(samba, peer):
    with Side(peer, 'server', PRIVACY, USER, DOMAIN, PASSWORD) as ours:
        theirs = samba.client(PRIVACY)
        meet_client(theirs, ours)
        wrapped = theirs.wrap(b'one message')
        yield 'a changed message of its is refused', ours.unprotect(
            PRIVACY, bytes([wrapped[16] ^ 1]) + wrapped[17:], wrapped[:16]) == MESSAGE_ALTERED
    with Side(peer, 'server', PRIVACY, USER, DOMAIN, PASSWORD) as ours:
        theirs = samba.client(PRIVACY)
        meet_client(theirs, ours)
        wrapped = theirs.wrap(b'one message')
        ours.unprotect(PRIVACY, wrapped[16:], wrapped[:16])
        yield 'a replayed one too', ours.unprotect(PRIVACY, wrapped[16:], wrapped[:16]) == OUT_OF_SEQUENCE
        sealed, signature = ours.protect(PRIVACY, b'another')
        try:
            theirs.unwrap(signature + bytes([sealed[0] ^ 1]) + sealed[1:])
            refused = False
        except Exception:
            refused = True
        yield 'it refuses a changed one of ours', refused


def server_facts(samba, peer):
    """Its server has no accounts here; what an anonymous client of ours signs and seals it judges all the same."""
    for mechanism, begin in (('ntlmssp', ()), ('spnego', ('negotiate',))):
        for level in (CONNECT, PACKET, INTEGRITY, PRIVACY):
            with Side(peer, *begin, 'client', level, 'host/other') as ours:
                theirs = samba.server(level, mechanism)
                name = f"Samba's server, {mechanism}, at level {level}"
                token, complete = ours.step()
                done = False
                while not (complete and done) and isinstance(token, bytes):
                    done, token = theirs.update(token)
                    if not complete:
                        token, complete = ours.step(token)
                yield f'{name} lets our anonymous client in', complete and done
                if level == CONNECT:
                    continue
                yield f'{name} has the same key', ours.ask('key') == theirs.session_key().hex()
                good, all_of_them = signed_both_ways(theirs, ours, level)
                yield f'{name}: {good} of {all_of_them} messages', good == all_of_them


class NtlmAuth:
    """Samba's helper as a server that expects one password (its manual: --password)."""

    def __init__(self, configuration, protocol='squid-2.5-ntlmssp'):
        self.process = subprocess.Popen(
            ['ntlm_auth', f'--configfile={configuration}', f'--helper-protocol={protocol}', f'--username={USER}',
             f'--domain={DOMAIN}', f'--password={PASSWORD}'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)

    def ask(self, command, token=None):
        self.process.stdin.write(command + (' ' + base64.b64encode(token).decode() if token is not None else '') + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(LIMIT)


def helper_facts(configuration, peer):
    for level in (CONNECT, PACKET, PRIVACY):
        for password in (PASSWORD, 'wrong'):
            with Side(peer, 'client', level, 'host/other', USER, DOMAIN, password) as ours, \
                    NtlmAuth(configuration) as theirs:
                token, _ = ours.step()
                answer = theirs.ask('YR', token)
                token, complete = ours.step(base64.b64decode(answer[1]))
                answer = theirs.ask('KK', token)
                if password == PASSWORD:
                    good = complete and answer[0] == 'AF'
                    key = theirs.ask('GK')
                    yield f'ntlm_auth accepts our client at level {level}, with its MIC', good
                    yield 'and has the same key', base64.b64decode(key[1]).hex() == ours.ask('key')
                else:
                    yield f'ntlm_auth refuses our wrong password at level {level}', answer[0] == 'NA'


def negotiated_helper_facts(configuration, peer):
    for level in (CONNECT, PRIVACY):
        for password in (PASSWORD, 'wrong'):
            with Side(peer, 'negotiate', 'client', level, 'host/other', USER, DOMAIN, password) as ours, \
                    NtlmAuth(configuration, 'gss-spnego') as theirs:
                token, complete = ours.step()
                answer = theirs.ask('YR', token)
                while answer[0] == 'TT':
                    token, complete = ours.step(base64.b64decode(answer[1]))
                    answer = theirs.ask('KK', token)
                if password == PASSWORD:
                    last, complete = ours.step(base64.b64decode(answer[1])) if not complete else (b'', True)
                    yield f'SPNEGO: ntlm_auth accepts our client at level {level}', answer[0] == 'AF' and complete
                else:
                    yield f'SPNEGO: ntlm_auth refuses our wrong password at level {level}', answer[0] == 'NA'


def impacket_keys(flags, key, mode):
    sealing = ntlm.SEALKEY(flags, key, mode)
    return ntlm.SIGNKEY(flags, key, mode), sealing, ntlm.ARC4.new(sealing).encrypt


def impacket_facts(peer):
    for password in (PASSWORD, 'wrong'):
        with Side(peer, 'server', PRIVACY, USER, DOMAIN, PASSWORD) as ours:
            first = ntlm.getNTLMSSPType1('CLIENT', DOMAIN, True, use_ntlmv2=True)
            token, _ = ours.step(first.getData())
            last, key = ntlm.getNTLMSSPType3(first, token, USER, password, DOMAIN, use_ntlmv2=True)
            token, complete = ours.step(last.getData())
            if password != PASSWORD:
                yield "impacket's wrong password is denied", token == LOGON_DENIED
                return
            yield "impacket's client comes in", complete
            yield 'and has the same key', ours.ask('key') == key.hex()
            flags = last['flags']
            good = 0
            sign, seal, stream = impacket_keys(flags, key, 'Client')
            their_sign, their_seal, their_stream = impacket_keys(flags, key, 'Server')
            header, trailer = b'\x05\x00\x00\x03', b'\x0a\x06\x00\x00'
            for number, body in enumerate(messages()):
                sealed, signature = ntlm.SEAL(flags, sign, seal, header + body + trailer, body, number, stream)
                good += ours.unprotect(PRIVACY, sealed, signature.getData(), header, trailer) == body
                sealed, signature = ours.protect(PRIVACY, body, header, trailer)
                expected = ntlm.SEAL(flags, their_sign, their_seal, header + body + trailer, body, number, their_stream)
                good += (sealed, signature) == (expected[0], expected[1].getData())
            yield f'impacket: {good} of {2 * len(messages())} sealed messages', good == 2 * len(messages())


def winbind_facts(peer, work):
    """Within the namespace: a standalone Samba with one account, whom winbindd knows."""
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
    sockets = work / 'run'
    sockets.mkdir(exist_ok=True)
    pathlib.Path('/run/samba').mkdir(exist_ok=True)
    subprocess.run(['mount', '--bind', sockets, '/run/samba'], check=True)  # where clients look, whatever smb.conf says
    configuration = work / 'winbind.conf'
    configuration.write_text(CONFIGURATION.format(work) + f'server role = standalone server\ninterfaces = lo\n'
                             f'bind interfaces only = yes\ndisable netbios = yes\nncalrpc dir = {work}/ncalrpc\n')
    subprocess.run(['smbpasswd', '-c', configuration, '-L', '-s', '-a', 'root'], check=True, text=True,
                   input=f'{PASSWORD}\n' * 2, stdout=subprocess.DEVNULL)
    # In groups of their own: ending, they end their group.
    daemons = [subprocess.Popen([daemon, '-s', configuration, '-F', '--no-process-group'], start_new_session=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for daemon in ('/usr/sbin/smbd', WINBINDD)]
    try:
        until = time.monotonic() + LIMIT
        ready = ['ntlm_auth', f'--configfile={configuration}', '--username=root', '--domain=OTHER',
                 f'--password={PASSWORD}']
        while subprocess.run(ready, capture_output=True).returncode != 0 and time.monotonic() < until:
            time.sleep(0.1)
        for password in (PASSWORD, 'wrong'):
            with Side(peer, 'client', PRIVACY, 'host/server', 'root', 'OTHER', password) as client, \
                    Side(peer, 'winbind', PRIVACY, configuration) as server:
                token, _ = client.step()
                token, _ = server.step(token)
                token, _ = client.step(token)
                token, complete = server.step(token)
                if password == PASSWORD:
                    yield 'winbindd lets our client in', complete and server.ask('peer') == 'OTHER\\root'
                    sealed, signature = client.protect(PRIVACY, b'a message')
                    yield 'and tells the key', server.unprotect(PRIVACY, sealed, signature) == b'a message'
                else:
                    yield 'winbindd does not with a wrong password', token == LOGON_DENIED
    finally:
        for daemon in daemons:
            daemon.terminate()
            daemon.wait(LIMIT)


def facts_of_namespace(peer, work):
    """The same script again, in a namespace that ends all that smbd starts; its lines are facts."""
    inside = subprocess.run(['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc',
                             '/usr/bin/python3', __file__, peer, work, 'winbind'],
                            stdout=subprocess.PIPE, text=True, timeout=2 * LIMIT)
    for line in inside.stdout.splitlines():
        if line[:4] in ('ok  ', 'FAIL'):
            yield line[5:], line.startswith('ok')
    if inside.returncode not in (0, 1) or 'passed' not in inside.stdout:
        yield 'the part with winbindd came to its end', False


def report(groups):
    passed = failed = 0
    for facts in groups:
        for what, good in facts:
            print('ok  ' if good else 'FAIL', what, flush=True)
            passed, failed = passed + bool(good), failed + (not good)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


def main():
    peer, work = sys.argv[1:3]
    if len(sys.argv) > 3:
        return report([winbind_facts(peer, pathlib.Path(work))])
    work = pathlib.Path(work)
    shutil.rmtree(work, ignore_errors=True)
    for name in ('private', 'state', 'cache', 'lock', 'pid', 'ncalrpc'):
        (work / name).mkdir(parents=True, mode=0o700)
    configuration = work / 'smb.conf'
    configuration.write_text(CONFIGURATION.format(work))
    os.environ['HOME'] = str(work)
    samba = Samba(configuration)
    groups = [facts(samba, peer) for facts in (client_facts, negotiated_facts, tampering_facts, server_facts)]
    groups.append(impacket_facts(peer))
    if shutil.which('ntlm_auth'):
        groups += [helper_facts(configuration, peer), negotiated_helper_facts(configuration, peer)]
        if os.geteuid() == 0 and os.path.exists(WINBINDD) and os.path.exists('/usr/sbin/smbd'):
            groups.append(facts_of_namespace(peer, str(work)))
        else:
            print('left out: winbindd, which is not installed or not for this user to start')
    else:
        print('left out: ntlm_auth, which is not installed')
    return report(groups)


if __name__ == '__main__':
    sys.exit(main())
