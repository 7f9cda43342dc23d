# SPDX-License-Identifier: LGPL-2.1-or-later
"""The build, installed where the scripts of this folder build programs with it."""
import os
import shutil
import subprocess
import sys

LIMIT = 120  # seconds


def installed(build, work):
    """Installs into a folder of `work` and puts it into the environment; returns the prefix."""
    root = work / 'installed'
    shutil.rmtree(root, ignore_errors=True)
    done = subprocess.run(['meson', 'install', '-C', build, '--no-rebuild', '--destdir', root], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=LIMIT)
    if done.returncode != 0:
        sys.exit(done.stdout)
    prefix = next(root.rglob('bin/rpcgcc')).parent.parent
    os.environ['PATH'] = f'{prefix / "bin"}:{os.environ["PATH"]}'
    os.environ['PKG_CONFIG_PATH'] = str(next(prefix.rglob('rpcrt4.pc')).parent)
    os.environ['CMAKE_PREFIX_PATH'] = str(prefix)
    return prefix
