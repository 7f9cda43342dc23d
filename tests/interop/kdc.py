# SPDX-License-Identifier: LGPL-2.1-or-later
"""A realm of a test's own: MIT's KDC on a free port of the loopback, with its database, keytabs and ticket caches in a
directory. Nothing outside of that directory is read or written, and nothing is changed for other processes."""
import os
import pathlib
import shutil
import socket
import subprocess
import threading

LIMIT = 30
REALM = 'RPC.TEST'
TOOLS = ('krb5kdc', 'kdb5_util', 'kadmin.local', 'kinit', 'klist', 'kvno')
PATH = os.environ.get('PATH', '') + ':/usr/sbin:/sbin'


def missing():
    """The tools that are not installed."""
    return [tool for tool in TOOLS if not shutil.which(tool, path=PATH)]


class Kdc:
    def __init__(self, work, tells_groups=True):
        """`tells_groups`: as a domain controller does, in the PAC of its tickets."""
        self.work = pathlib.Path(work)
        self.tells_groups = tells_groups
        self.process = None
        self.environment = {**os.environ, 'PATH': PATH, 'LC_ALL': 'C',
                            'KRB5_CONFIG': str(self.work / 'krb5.conf'),
                            'KRB5_KDC_PROFILE': str(self.work / 'kdc.conf'),
                            'KRB5CCNAME': f'FILE:{self.work / "none.ccache"}',
                            'KRB5_KTNAME': f'FILE:{self.work / "server.keytab"}',
                            'KRB5RCACHENAME': f'file2:{self.work / "replays"}'}

    def run(self, *command, text=None, **environment):
        done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=LIMIT, env={**self.environment, **environment})
        if done.returncode != 0:
            raise RuntimeError(f'{" ".join(command)}: {done.stdout}')
        return done.stdout

    def admin(self, query):
        return self.run('kadmin.local', '-r', REALM, '-q', query)

    def start(self):
        """Makes the realm, and returns once the KDC answers. Another port when somebody was faster."""
        self.write_database()
        for _ in range(10):
            with socket.socket() as probe:
                probe.bind(('127.0.0.1', 0))
                port = probe.getsockname()[1]
            self.write_configuration(port)
            self.process = subprocess.Popen(['krb5kdc', '-n', '-r', REALM], stderr=subprocess.PIPE, text=True,
                                            env=self.environment)
            for line in self.process.stderr:
                if 'commencing operation' in line:
                    threading.Thread(target=self.process.stderr.read, daemon=True).start()  # or its log would stop it
                    return
            self.process.wait(LIMIT)
        raise RuntimeError('no KDC')

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(LIMIT)

    def write_configuration(self, port):
        realms = f'[realms]\n{REALM} = {{\n  kdc = 127.0.0.1:%d\n}}\n[domain_realm]\n.rpc.test = {REALM}\n'
        general = f'[libdefaults]\ndefault_realm = {REALM}\ndns_lookup_kdc = false\ndns_lookup_realm = false\n' \
                  'rdns = false\ndns_canonicalize_hostname = false\nkdc_timesync = 1\nallow_rc4 = true\n'
        (self.work / 'krb5.conf').write_text(general + realms % port)
        (self.work / 'kdc.conf').write_text(
            f'[kdcdefaults]\nkdc_listen = 127.0.0.1:{port}\nkdc_tcp_listen = 127.0.0.1:{port}\n'
            f'[realms]\n{REALM} = {{\n  database_name = {self.work / "principal"}\n'
            f'  key_stash_file = {self.work / "stash"}\n'
            f'  acl_file = {self.work / "acl"}\n  max_life = 10h\n'
            f'  disable_pac = {"false" if self.tells_groups else "true"}\n'
            '  supported_enctypes = aes256-cts:normal aes128-cts:normal aes256-sha2:normal arcfour-hmac:normal\n}\n'
            '[logging]\nkdc = STDERR\n')

    def write_database(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True, mode=0o700)
        self.write_configuration(1)
        self.run('kdb5_util', 'create', '-s', '-r', REALM, '-P', 'master')

    def cache(self, name):
        return f'FILE:{self.work / name}.ccache'

    def log_in(self, user, password, name, **environment):
        """A ticket cache of that name."""
        self.run('kinit', user, text=password + '\n', KRB5CCNAME=self.cache(name), **environment)
        return self.cache(name)
