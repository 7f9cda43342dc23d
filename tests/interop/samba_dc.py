# SPDX-License-Identifier: LGPL-2.1-or-later
"""Samba as domain controller with its KDC, in a namespace of a test's own (enter_namespace(*ALONE)).

The domain is RPC.TEST alias RPCT, the controller dc1.rpc.test on 127.0.0.1, as all names are that a test adds. Without
its service "rpc" the controller leaves port 135 to others, and is nothing but a KDC with a directory.
"""
import os
import pathlib
import socket
import subprocess
import time

from namespace import INSIDE

LIMIT = 60
REALM, DOMAIN, HOST = 'RPC.TEST', 'RPCT', 'dc1.rpc.test'
ADMINISTRATOR, PASSWORD = 'Administrator', 'Sesam1,open'
PROVISION = pathlib.Path('/usr/share/samba/setup/ad-schema')
KDC_PORT, LDAP_PORT, MAPPER_PORT, SMB_PORT = 88, 389, 135, 445
EVERYTHING = ('rpc', 'ldap', 'cldap', 'kdc', 's3fs', 'winbindd')
KEYS_ONLY = ('ldap', 'cldap', 'kdc')
PORTS = {'rpc': MAPPER_PORT, 'ldap': LDAP_PORT, 'kdc': KDC_PORT, 's3fs': SMB_PORT}
CONFIGURATION = """[global]
realm = {realm}
workgroup = {domain}
netbios name = DC1
server role = active directory domain controller
server services = {services}
interfaces = lo
bind interfaces only = yes
disable netbios = yes
private dir = {place}/private
state directory = {place}/state
cache directory = {place}/cache
lock directory = {place}
pid directory = {place}
binddns dir = {place}/bind-dns
ncalrpc dir = {place}/ncalrpc
log file = {place}/log.%m
allow dcerpc auth level connect = yes
allow dcerpc auth level connect:samr = yes
allow dcerpc auth level connect:lsarpc = yes
"""
KERBEROS = f"""[libdefaults]
default_realm = {REALM}
dns_lookup_kdc = false
dns_lookup_realm = false
rdns = false
dns_canonicalize_hostname = false
[realms]
{REALM} = {{
  kdc = 127.0.0.1
}}
[domain_realm]
.rpc.test = {REALM}
"""


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0


class SambaDc:
    """It serves while the `with` statement lasts; what it has been told stays, for the next one at that place."""

    @staticmethod
    def absent():
        """Why it cannot be had, or ''."""
        if not PROVISION.exists() or not pathlib.Path('/usr/sbin/samba').exists():
            return 'samba with samba-ad-provision is not installed'
        return '' if os.environ[INSIDE] == 'yes' else 'Samba is only started by root, as it serves under other users'

    def __init__(self, place, services=EVERYTHING):
        self.place = pathlib.Path(place)
        self.services = services
        self.configuration = self.place / 'smb.conf'
        self.kerberos = self.place / 'krb5.conf'
        self.environment = {**os.environ, 'KRB5_CONFIG': str(self.kerberos), 'LC_ALL': 'C',
                            'KRB5CCNAME': f'FILE:{self.place}/none.ccache',
                            'KRB5_KTNAME': f'FILE:{self.place}/none.keytab',
                            'KRB5RCACHENAME': f'file2:{self.place}/replays'}
        if not self.place.exists():
            self.provision()
        self.configuration.write_text(CONFIGURATION.format(realm=REALM, domain=DOMAIN, place=self.place,
                                                           services=', '.join(services)))
        self.kerberos.write_text(KERBEROS)

    def run(self, *command, text=None, **environment):
        done = subprocess.run([str(word) for word in command], input=text, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT, env={**self.environment, **environment})
        if done.returncode != 0:
            raise RuntimeError(f'{" ".join(map(str, command))}: {done.stdout}')
        return done.stdout

    def tool(self, *command):
        """samba-tool, on the directory's files."""
        return self.run('samba-tool', *command, '-s', self.configuration)

    def provision(self):
        self.place.mkdir(parents=True, mode=0o700)
        self.run('samba-tool', 'domain', 'provision', f'--realm={REALM}', f'--domain={DOMAIN}', '--server-role=dc',
                 '--dns-backend=NONE', f'--adminpass={PASSWORD}', '--host-name=dc1', '--host-ip=127.0.0.1',
                 f'--targetdir={self.place}', '--option=interfaces = lo', '--option=bind interfaces only = yes')

    def add_user(self, user, password):
        self.tool('user', 'create', user, password)

    def add_service(self, account, password, *principals):
        """An account of a server, that is known by these principals."""
        self.add_user(account, password)
        for principal in principals:
            self.tool('spn', 'add', principal, account)

    def set_key_kinds(self, account, kinds):
        """Which keys tickets for the account are made with: [MS-KILE] 2.2.7."""
        script = ('import sys; from samba.auth import system_session; from samba.param import LoadParm; '
                  'from samba.samdb import SamDB; settings = LoadParm(); settings.load(sys.argv[1]); '
                  'SamDB(url=sys.argv[2], session_info=system_session(), lp=settings).modify_ldif(sys.argv[3])')
        ldif = (f'dn: CN={account},CN=Users,DC=rpc,DC=test\nchangetype: modify\n'
                f'replace: msDS-SupportedEncryptionTypes\nmsDS-SupportedEncryptionTypes: {kinds}\n')
        self.run('/usr/bin/python3', '-c', script, self.configuration, self.place / 'private' / 'sam.ldb', ldif)

    def export_keytab(self, keytab, *principals):
        """The keys of these principals, or of all there are, added to those of the file."""
        for choice in [[f'--principal={principal}'] for principal in principals] or [[]]:
            self.tool('domain', 'exportkeytab', keytab, *choice)
        return keytab

    def log_in(self, user, password, name):
        """A ticket cache of that name."""
        cache = f'FILE:{self.place / name}.ccache'
        self.run('kinit', user, text=password + '\n', KRB5CCNAME=cache)
        return cache

    @staticmethod
    def name_hosts(place, *names):
        """Names of this machine, in the namespace: with those of the controller."""
        sockets = pathlib.Path(place) / 'run'
        sockets.mkdir(parents=True, exist_ok=True)
        pathlib.Path('/run/samba').mkdir(exist_ok=True)
        # Where its clients look, whatever is set.
        subprocess.run(['mount', '--bind', sockets, '/run/samba'], check=True)
        hosts = pathlib.Path(place) / 'hosts'
        hosts.write_text(''.join(f'127.0.0.1 {name}\n' for name in ('localhost', f'{HOST} dc1', *names)))
        subprocess.run(['mount', '--bind', hosts, '/etc/hosts'], check=True)

    def __enter__(self):
        with open(self.place / 'samba.out', 'ab') as out:
            self.process = subprocess.Popen(['/usr/sbin/samba', '-s', self.configuration, '-F', '--no-process-group',
                                             '-M', 'single'], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            env=self.environment)
        end = time.monotonic() + LIMIT
        while not all(listens(PORTS[service]) for service in self.services if service in PORTS):
            if time.monotonic() > end or self.process.poll() is not None:
                self.process.kill()
                raise RuntimeError('Samba did not start: ' + (self.place / 'samba.out').read_text()[-2000:])
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(LIMIT)
        end = time.monotonic() + LIMIT
        while any(listens(PORTS[service]) for service in self.services if service in PORTS):  # smbd is no child of ours
            if time.monotonic() > end:
                raise RuntimeError('Samba does not end')
            time.sleep(0.05)
