# SPDX-License-Identifier: LGPL-2.1-or-later
"""service.py BUILD WORK: the sample service, built by rpcgcc from its Windows sources, as systemd runs it: notices to
$NOTIFY_SOCKET, SIGTERM and SIGHUP for controls; and as a program on a console, which Ctrl+C ends. Prints a line per
failed fact and "N passed, N failed"."""
import pathlib
import shutil
import signal
import socket
import subprocess
import sys

from build_pair import by_command
from installed import installed
from run_pair import Program

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import fact, finish  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 60  # seconds
WHERE = ('-p', 'ncalrpc', '-e', 'service')
FRESH = ('env', '--default-signal=HUP')  # whoever runs this under nohup has it ignored


class Manager:
    """What systemd is to a service: a socket for its notices."""

    def __init__(self, folder):
        self.path = folder / 'notify'
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.path))
        self.socket.settimeout(LIMIT)
        self.lines = []

    def hears(self, line):
        """Whether it is told this in time; all that was told is in `lines`."""
        try:
            while line not in self.lines:
                self.lines += self.socket.recv(65536).decode().splitlines()
        except TimeoutError:
            return False
        return True

    def hears_afresh(self, line):
        self.lines.clear()
        return self.hears(line)


def call(folder, *arguments):
    with Program([folder / 'servicec.exe', *WHERE, *arguments], folder) as client:
        trouble = client.trouble()
        return trouble or client.text()


def by_systemd(folder):
    manager = Manager(folder)
    command = [*FRESH, f'NOTIFY_SOCKET={manager.path}', folder / 'services.exe', *WHERE]
    with Program(command, folder) as service:
        fact('the service is ready', manager.hears('READY=1'), manager.lines)
        fact('it was asked to be waited for', 'EXTEND_TIMEOUT_USEC=3000000' in manager.lines, manager.lines)
        fact('it says so itself', service.reads(b'ready'), service.said)
        said = call(folder)
        fact('clients are served while it runs', said == 'call 1\ncall 2\nstate 4\n', said)
        service.process.send_signal(signal.SIGHUP)
        fact('SIGHUP is told to have come', manager.hears_afresh('RELOADING=1'), manager.lines)
        fact('and to be over', manager.hears('READY=1'), manager.lines)
        said = call(folder)
        fact('clients are served afterwards', said == 'call 3\ncall 4\nstate 4\n', said)
        service.process.send_signal(signal.SIGTERM)
        fact('SIGTERM stops it', manager.hears_afresh('STOPPING=1'), manager.lines)
        trouble = service.trouble()
        fact('it ends with 0', not trouble, trouble)
        said = service.text()
        fact('all controls have come to its handler', said == 'service RpcSample, 1 argument\nready\n'
             'control: parameters have changed\ncontrol: stop\nstopped: 0\n', said)


def by_itself(folder):
    """As systemd's service that a client stops."""
    (folder / 'notify').unlink()
    manager = Manager(folder)
    command = [*FRESH, f'NOTIFY_SOCKET={manager.path}', folder / 'services.exe', *WHERE]
    with Program(command, folder) as service:
        fact('a second service is ready', manager.hears('READY=1'), manager.lines)
        fact('and listens', service.reads(b'ready'), service.said)
        said = call(folder, 'stop')
        fact('a client can stop it', said == 'call 1\ncall 2\nstate 4\n', said)
        fact('its manager is told', manager.hears('STOPPING=1'), manager.lines)
        trouble = service.trouble()
        fact('it ends with 0 by itself', not trouble, trouble)


def on_console(folder):
    for options, first in ((('-debug',), ''), ((), 'the dispatcher: 1063\n')):
        what = ' '.join(('on a console', *options))
        with Program([folder / 'services.exe', *options, *WHERE], folder) as program:
            fact(f'{what}: ready', program.reads(b'ready'), program.said)
            said = call(folder)
            fact(f'{what}: clients are served', said == 'call 1\ncall 2\nstate 0\n', said)
            program.process.send_signal(signal.SIGINT)
            trouble = program.trouble()
            fact(f'{what}: ends by Ctrl+C', not trouble and
                 program.text() == first + 'ready\ncontrol: Ctrl+C\nstopped: 0\n', trouble + program.text())


def installing(folder):
    for option in ('-install', '-remove'):
        with Program([folder / 'services.exe', option], folder) as program:
            program.reads()
            fact(f'{option} says that there is no service control manager', program.process.wait(LIMIT) != 0 and
                 program.text() == 'OpenSCManager failed: 1065\n', program.text())
    if not shutil.which('systemd-analyze'):
        print('SKIP: no systemd-analyze to read the unit')
        return
    unit = folder / 'checked.service'
    unit.write_text((HERE / 'service' / 'service.service').read_text()
                    .replace('/usr/local/sbin/services.exe', str(folder / 'services.exe')))
    done = subprocess.run(['systemd-analyze', 'verify', unit], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=LIMIT)
    fact('systemd takes the unit', done.returncode == 0 and 'checked.service' not in done.stdout, done.stdout)


def main():
    build, work = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    installed(build, work)
    for name in ('common', 'service'):
        shutil.copytree(HERE / name, work / name)
    folder = work / 'service'
    folder.chmod(0o700)
    by_command(folder)
    by_systemd(folder)
    by_itself(folder)
    on_console(folder)
    installing(folder)
    finish()


main()
