# SPDX-License-Identifier: LGPL-2.1-or-later
"""[MS-SRVS] NetrServerGetInfo, through our midl's stubs and library, of Samba: server_info.py SERVER_INFO RPCDUMP WORKDIR

In a network namespace of its own our client asks Samba's standalone server for all it says about itself, and so do
Samba's own clients: what they say must agree. tshark looks on. Prints a line per fact and "N passed, N failed"; exits
77 without Debian's samba, and where it cannot be started as root.
"""
import pathlib
import re
import shutil
import subprocess
import sys

from capture import Capture
from namespace import enter_namespace
from report import Report
from samba_server import SambaServer

LIMIT = 60
LEVELS = ('100', '101', '102')
OTHER_LEVEL = '502'  # neither side has an arm for it
INVALID_TAG = 1733
# What Samba's client library gets, in the form of server_info.
THEIRS = '''
import sys
from samba.credentials import Credentials
from samba.dcerpc import srvsvc
from samba.param import LoadParm
settings = LoadParm()
settings.load(sys.argv[1])
anonymous = Credentials()
anonymous.set_anonymous()
service = srvsvc.srvsvc('ncacn_ip_tcp:127.0.0.1', settings, anonymous)
ORDER = ('platform_id server_name version_major version_minor server_type comment users disc hidden announce anndelta '
         'licenses userpath')
for level in sys.argv[2:]:
    info = service.NetSrvGetInfo('127.0.0.1', int(level))
    print(level + ':', *[f'{name}={getattr(info, name)}' for name in ORDER.split() if hasattr(info, name)])
'''


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=LIMIT)
    return done.returncode, done.stdout


def as_rpcclient_has_it(line):
    """The line of level 101 in the words of "srvinfo"; it leaves out the names of the bits of the type."""
    value = dict(re.findall(r'(\w+)=(\S*)', line))
    return [value['server_name'], line.partition('comment=')[2], value['platform_id'],
            f'{value["version_major"]}.{value["version_minor"]}', hex(int(value['server_type']))]


def of_rpcclient(text):
    found = re.search(r'^\t(\S+) +(?:\w+ )*?(Samba .*)\n\tplatform_id +:\t(\d+)\n\tos version +:\t(\S+)\n'
                      r'\tserver type +:\t(\S+)$', text, re.M)
    return list(found.groups()) if found else text


def facts(client, samba):
    code, ours = run(client, '127.0.0.1', *LEVELS)
    print(ours, end='')
    lines = dict(line.split(': ', 1) for line in ours.splitlines())
    yield 'Samba answers our client at every level', code == 0 and list(lines) == list(LEVELS)
    yield 'with its name', all(' server_name=SAMBATEST' in line for line in lines.values())
    yield 'and its whole structure', re.search(r'comment=Samba \S+ .*userpath=C:\\$', lines['102']) is not None
    code, theirs = run('/usr/bin/python3', '-c', THEIRS, samba.configuration, *LEVELS)
    yield "Samba's python binding says the same", code == 0 and ours == theirs
    if shutil.which('rpcclient'):
        code, theirs = run('rpcclient', '-s', samba.configuration, '-U%', 'ncacn_ip_tcp:127.0.0.1', '-c', 'srvinfo')
        yield "and Samba's rpcclient", code == 0 and of_rpcclient(theirs) == as_rpcclient_has_it(lines['101'])
    code, out = run(client, '127.0.0.1', OTHER_LEVEL)
    yield 'an arm that is not there raises', code == 1 and out == f'{OTHER_LEVEL}: exception {INVALID_TAG}\n'


def main():
    if not enter_namespace():
        print('SKIP: no network namespace can be made')
        return 77
    if SambaServer.absent():
        print(f'SKIP: {SambaServer.absent()}')
        return 77
    client, rpcdump, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    report = Report()
    with SambaServer(work / 'samba', rpcdump) as samba:
        with Capture(work / 'server_info.pcap') as capture:
            results = list(facts(client, samba))
        results += capture.facts({'srvsvc': 2 * len(LEVELS), 'epm': 2})
    report.hear(results)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
