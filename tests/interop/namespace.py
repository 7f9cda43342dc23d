# SPDX-License-Identifier: LGPL-2.1-or-later
"""A network namespace of a test's own, where every port is free."""
import os
import shutil
import subprocess
import sys

INSIDE = 'INTEROP_TEST_NAMESPACE'  # set within: 'yes', or 'mapped' when the user is root in there only


# What is mounted there is seen by nobody else, and no process outlives the script, whatever it has started.
ALONE = ('--mount', '--pid', '--fork', '--kill-child', '--mount-proc')


def enter_namespace(*more):
    """Starts the script over in a network namespace; False when that is not possible."""
    if INSIDE in os.environ:
        subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
        return True
    unshare = ['unshare', '--net', *more] + ([] if os.geteuid() == 0 else ['--map-root-user'])
    if not shutil.which('unshare') or subprocess.run([*unshare, 'ip', 'link', 'set', 'lo', 'up'],
                                                     stderr=subprocess.DEVNULL).returncode != 0:
        return False
    os.environ[INSIDE] = 'yes' if os.geteuid() == 0 else 'mapped'
    os.execvp(unshare[0], [*unshare, '/usr/bin/python3', *sys.argv])
