# SPDX-License-Identifier: LGPL-2.1-or-later
"""Samba's standalone server, in the namespace of a test.

It maps its services on port 135 and serves them from 49152 on, to anonymous clients, too.
"""
import os
import pathlib
import subprocess
import time

from namespace import INSIDE

LIMIT = 60
PROGRAM = pathlib.Path('/usr/libexec/samba/samba-dcerpcd')
SRVSVC = '4b324fc8-1670-01d3-1278-5a47bf6ee188'
CONFIGURATION = """[global]
workgroup = WG
netbios name = SAMBATEST
server role = standalone server
interfaces = lo
bind interfaces only = yes
private dir = {0}/private
state directory = {0}/state
cache directory = {0}/cache
lock directory = {0}/lock
pid directory = {0}/pid
ncalrpc dir = {0}/ncalrpc
log file = {0}/log/log.%m
passdb backend = tdbsam:{0}/private/passdb.tdb
rpc start on demand helpers = no
disable netbios = yes
load printers = no
printing = bsd
printcap name = /dev/null
"""


class SambaServer:
    """It serves while the `with` statement lasts."""

    @staticmethod
    def absent():
        """Why it cannot be had, or ''."""
        if not PROGRAM.exists():
            return 'samba is not installed'
        return '' if os.environ[INSIDE] == 'yes' else 'Samba is only started by root, as it serves under other users'

    def __init__(self, place, rpcdump, settings=''):
        """`settings`: more lines for its configuration."""
        for name in ('private', 'state', 'cache', 'lock', 'pid', 'ncalrpc', 'log'):
            (place / name).mkdir(parents=True)
        self.place = place
        self.configuration = place / 'smb.conf'
        self.configuration.write_text(CONFIGURATION.format(place) + settings)
        self.process = subprocess.Popen([PROGRAM, '-s', self.configuration, '--libexec-rpcds', '-F',
                                         '--no-process-group'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # It has learned of its own services a while after it listens.
        end = time.monotonic() + LIMIT
        while subprocess.run([rpcdump, '--interface', SRVSVC, '127.0.0.1'], capture_output=True,
                             timeout=LIMIT).stdout.find(SRVSVC.encode()) < 0:
            if time.monotonic() > end or self.process.poll() is not None:
                self.process.kill()
                raise RuntimeError('Samba did not start')
            time.sleep(0.05)

    def add_user(self, user, password):
        """One of the system's."""
        subprocess.run(['smbpasswd', '-c', self.configuration, '-L', '-s', '-a', user], input=f'{password}\n' * 2,
                       text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT, check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(LIMIT)
