# SPDX-License-Identifier: LGPL-2.1-or-later
"""Kerberos and SPNEGO against a real KDC: kerberos.py PROGRAM WORKDIR

Sets up a realm, its accounts, keys and ticket caches, good and bad, and runs the tests of tests/interop/kerberos there.
Skips with a reason where MIT's KDC is not installed.
"""
import os
import pathlib
import socket
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import kdc  # noqa: E402

LIMIT = 120
TICKET_LIFE = 10 * 3600
KINDS = {'aes256': 'aes256-cts', 'aes128': 'aes128-cts', 'sha2': 'aes256-sha2', 'rc4': 'arcfour-hmac'}
KEYS = {'host/server.rpc.test': 'aes256-cts', 'host/stale.rpc.test': 'aes256-cts',
        **{f'rpc/{name}.rpc.test': kind for name, kind in KINDS.items()}}


def set_clock_offset(path, seconds):
    """What a client on a machine with a wrong clock does: the offset is in the header of a ticket cache (version 4)."""
    data = bytearray(path.read_bytes())
    assert data[:8] == b'\x05\x04\x00\x0c\x00\x01\x00\x08'
    data[8:12] = struct.pack('>i', seconds)
    path.write_bytes(data)


def age(path):
    """Makes the tickets of a cache old: each has its times of authentication, start, end and renewal in a row."""
    data = path.read_bytes()
    rows = [struct.unpack_from('>IIII', data, at) for at in range(len(data) - 15)]
    times = next(row for row in rows if row[0] == row[1] > 1 << 30 and row[2] - row[1] == TICKET_LIFE and row[3] == 0)
    old = struct.pack('>IIII', *(time - 2 * TICKET_LIFE if time else 0 for time in times))
    path.write_bytes(data.replace(struct.pack('>IIII', *times), old))


def add_accounts(realm):
    for user, password in (('alice', "alice's"), ('bob', "bob's"), ('locked', "locked's"), ('stale', "stale's"),
                           ('svc', "svc's")):
        realm.admin(f'addprinc -pw "{password}" +requires_preauth {user}')
    realm.admin('modprinc -allow_tix locked')
    realm.admin('modprinc -pwexpire yesterday stale')
    realm.admin('addprinc -randkey host/elsewhere.rpc.test')
    keytab = realm.work / 'server.keytab'
    for principal, kind in KEYS.items():
        realm.admin(f'addprinc -randkey -e {kind}:normal {principal}')
        realm.admin(f'ktadd -norandkey -k {keytab} {principal}')
    for principal in (f'krbtgt/{kdc.REALM}', *(f'rpc/{name}.rpc.test' for name in KINDS)):
        realm.admin(f'setstr {principal} session_enctypes "{" ".join(KINDS.values())}"')
    realm.admin(f'ktadd -norandkey -k {keytab} svc')
    realm.admin('cpw -randkey -e aes256-cts:normal host/stale.rpc.test')  # the keytab has the one before


def add_caches(realm):
    realm.log_in('alice', "alice's", 'alice')
    realm.run('kinit', '-f', 'alice', text="alice's\n", KRB5CCNAME=realm.cache('forwardable'))
    for name in ('fresh', 'skewed'):
        realm.log_in('alice', "alice's", name)
    realm.run('kvno', 'host/server.rpc.test', KRB5CCNAME=realm.log_in('alice', "alice's", 'skewed_service'))
    for name in ('skewed', 'skewed_service'):
        set_clock_offset(realm.work / f'{name}.ccache', 3600)
    realm.run('kinit', '-f', 'alice', text="alice's\n", KRB5CCNAME=realm.cache('forwardable'))
    realm.log_in('alice', "alice's", 'expired')
    age(realm.work / 'expired.ccache')
    for kind, types in KINDS.items():
        text = (realm.work / 'krb5.conf').read_text()
        path = realm.work / f'{kind}.conf'
        path.write_text(text.replace('[libdefaults]', f'[libdefaults]\npermitted_enctypes = {types}'))
        realm.log_in('alice', "alice's", kind, KRB5_CONFIG=str(path))


def add_dead_configuration(realm):
    """A realm whose KDC is not there: the port is held, and nobody listens."""
    held = socket.socket()
    held.bind(('127.0.0.1', 0))
    lines = (realm.work / 'krb5.conf').read_text().splitlines()
    lines = [f'  kdc = 127.0.0.1:{held.getsockname()[1]}' if 'kdc = ' in line else line for line in lines]
    (realm.work / 'dead.conf').write_text('\n'.join(lines) + '\n')
    return held


def main():
    program, work = sys.argv[1:]
    if kdc.missing():
        print('skipped: not installed:', *kdc.missing())
        return 77
    realm = kdc.Kdc(pathlib.Path(work).resolve())
    realm.start()
    try:
        add_accounts(realm)
        add_caches(realm)
        held = add_dead_configuration(realm)
        environment = {**realm.environment, 'KERBEROS_WORK': str(realm.work), 'KRB5CCNAME': realm.cache('alice')}
        code = subprocess.run([program, *filter(None, os.environ.get('KERBEROS_TESTS', '').split(' '))], timeout=LIMIT,
                              env=environment).returncode
        held.close()
    finally:
        realm.stop()
    return code


if __name__ == '__main__':
    sys.exit(main())
