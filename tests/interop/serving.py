# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs that print "ready" when they listen and end on SIGTERM, as all servers of ours do."""
import subprocess

LIMIT = 60  # seconds to end in


class Refused(RuntimeError):
    """The program ended instead of listening."""


class Server:
    """A program that listens by now; the `with` statement ends it."""

    def __init__(self, *command):
        command = [str(word) for word in command]
        # One that serves others (tests/tools/registrar) ends with its standard input, too.
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != 'ready\n':
            self.kill()
            raise Refused(f'{" ".join(command)} did not start')

    def end(self):
        """Its exit code."""
        self.process.terminate()
        return self.process.wait(LIMIT)

    def kill(self):
        self.process.kill()
        self.process.wait(LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.code = self.end()
