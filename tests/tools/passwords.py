# SPDX-License-Identifier: LGPL-2.1-or-later
"""rpcpasswd as people and programs use it: passwords.py RPCPASSWD WORKDIR

Prints a line per fact and "N passed, N failed".
"""
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import termios

LIMIT = 30
# MD4 of the UTF-16; "secret" and "Password" are in many places, the latter in [MS-NLMP] 4.2.2.1.2.
SECRET, PASSWORD = '878d8014606cda29677a44efa1353fc7', 'a4f49c406510bdcab6824ee7c30fd852'


class World:
    def __init__(self):
        self.tool, work = sys.argv[1:]
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.file = self.work / 'accounts'
        self.passed = self.failed = 0

    def run(self, *arguments, password='', file=None):
        return subprocess.run([self.tool, str(file or self.file), *arguments], input=password, text=True,
                              capture_output=True, timeout=LIMIT)

    def write(self, text, mode=0o600):
        self.file.write_text(text)
        self.file.chmod(mode)

    def fact(self, what, good):
        print('ok  ' if good else 'FAIL', what)
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)


def editing(world):
    done = world.run('-a', 'alice', '--stdin', password='secret\nnext line\n')
    world.fact('an account is added, to a new file',
               done.returncode == 0 and world.file.read_text() == f'alice::{SECRET}\n')
    world.fact('which only its owner can read', world.file.stat().st_mode & 0o7777 == 0o600)
    world.fact('and is not added twice', world.run('--add', 'ALICE', '--stdin', password='x').returncode == 1)
    world.run('-a', 'alice', '-d', 'Branch', '--stdin', password='Password\n')
    world.fact('an account of a domain is another one',
               world.file.read_text() == f'alice::{SECRET}\nalice:Branch:{PASSWORD}\n')
    done = world.run('-c', 'Alice', '--domain', 'BRANCH', '--stdin', password='secret')
    world.fact('a password is changed, by the name in any case',
               done.returncode == 0 and world.file.read_text() == f'alice::{SECRET}\nalice:Branch:{SECRET}\n')
    world.fact('the list has the names and no hash', world.run('-l').stdout == 'alice\nBranch\\alice\n')
    done = world.run('-x', 'alice')
    world.fact('an account is removed', done.returncode == 0 and world.run('--list').stdout == 'Branch\\alice\n')
    world.fact('once', world.run('--delete', 'alice').returncode == 1)
    world.fact('who is not there has no password to change',
               world.run('-c', 'bob', '--stdin', password='x').returncode == 1)
    world.write(f'# first\n\nbob:D:{SECRET}\n# last\n')
    world.run('-a', 'carol', '--stdin', password='Password')
    world.fact('comments stay', world.file.read_text() == f'# first\n\nbob:D:{SECRET}\n# last\ncarol::{PASSWORD}\n')
    link = world.work / 'link'
    link.symlink_to(world.file)
    world.run('-x', 'carol', file=link)
    world.fact('a link stays one', link.is_symlink() and 'carol' not in world.file.read_text())


def refusing(world):
    world.write(f'bob:D:{SECRET}\n', 0o644)
    world.fact('a file others can read is refused', world.run('-l').returncode == 1)
    world.write(f'bob:D:{SECRET}\nnonsense\n')
    done = world.run('-a', 'alice', '--stdin', password='x')
    world.fact('a line that is no account is named, and the file left alone', done.returncode == 1 and
               'accounts:2:' in done.stderr and world.file.read_text() == f'bob:D:{SECRET}\nnonsense\n')
    world.write('')
    for what, password in (('an empty password', ''), ('an empty line', '\nx\n'), ('a password too long', 'x' * 1025)):
        world.fact(f'{what} is refused', world.run('-a', 'alice', '--stdin', password=password).returncode == 1)
    world.fact('and nothing is written', world.file.read_text() == '')
    for arguments in ([], ['-l', '-a', 'alice'], ['-a', 'a:b', '--stdin'], ['-a', '', '--stdin'],
                      ['-a', '#a', '--stdin'], ['-a', 'alice', '-d', 'a\nb', '--stdin'], ['--password', 'x']):
        world.fact(f'wrong arguments: {arguments}', world.run(*arguments, password='x').returncode == 2)
    world.fact('no file, no list', world.run('-l', file=world.work / 'none').returncode == 1)
    world.fact('a directory that is not there',
               world.run('-a', 'alice', '--stdin', password='x', file=world.work / 'none' / 'file').returncode == 1)
    left = sorted(path.name for path in world.work.iterdir())
    world.fact(f'no files are left behind: {left}', left == ['accounts', 'link'])


def many(world):
    world.write('')
    running = [subprocess.Popen([world.tool, world.file, '-a', f'user{i}', '--stdin'], stdin=subprocess.PIPE)
               for i in range(12)]
    for process in running:
        process.stdin.write(b'secret\n')
        process.stdin.close()
    codes = [process.wait(LIMIT) for process in running]
    names = set(world.run('-l').stdout.split())
    world.fact('twelve at once: all of them are there', codes == [0] * 12 and names == {f'user{i}' for i in range(12)})


def at_terminal(world, *answers):
    """What the terminal showed, the exit code, and whether it echoes again."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(world.tool, [world.tool, str(world.file), '-a', 'alice'])
    shown = b''
    answers = list(answers)
    while select.select([terminal], [], [], LIMIT)[0]:
        try:
            shown += os.read(terminal, 1000)
        except OSError:
            break
        if answers and shown.endswith(b': '):
            os.write(terminal, answers.pop(0))
    _, status = os.waitpid(child, 0)
    echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(status), echoes


def asking(world):
    world.write('')
    shown, code, echoes = at_terminal(world, b'secret\n', b'secret\n')
    world.fact('at a terminal the password is asked for twice', shown.count(': ') == 2 and code == 0)
    world.fact('and not shown', 'secret' not in shown)
    world.fact('it is the one that was typed', world.file.read_text() == f'alice::{SECRET}\n')
    world.fact('the terminal echoes again', echoes)
    world.write('')
    shown, code, echoes = at_terminal(world, b'secret\n', b'secrets\n')
    world.fact('two that differ are refused', code == 1 and world.file.read_text() == '' and echoes)
    shown, code, echoes = at_terminal(world, b'sec\x03ret\n')
    world.fact('interrupted, it gives up and the terminal echoes again',
               code == 1 and 'interrupted' in shown and echoes)
    done = subprocess.run(['setsid', world.tool, world.file, '-a', 'alice'], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=LIMIT)
    world.fact('without a terminal it says what to do', done.returncode == 1 and '--stdin' in done.stderr)


def main():
    world = World()
    for part in (editing, refusing, many, asking):
        part(world)
    print(f'{world.passed} passed, {world.failed} failed')
    return 1 if world.failed else 0


if __name__ == '__main__':
    sys.exit(main())
