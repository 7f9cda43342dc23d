# SPDX-License-Identifier: LGPL-2.1-or-later
"""builds.py BUILD WORK: the library is installed from BUILD, and a client and a server of a Windows source tree are
built with it, unchanged: by their own makefile with rpccl for cl, by GNU make, CMake and Meson. Each pair is run."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from installed import installed

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import fact, finish  # noqa: E402

LIMIT = 120
HERE = pathlib.Path(__file__).resolve().parent
HELLO = HERE / 'hello'


def run(*words, **more):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=LIMIT, **more)


def tree(work, name):
    """The sources with what builds them."""
    folder = work / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HELLO, folder)
    if (HERE / 'builds' / name).exists():
        shutil.copytree(HERE / 'builds' / name, folder, dirs_exist_ok=True)
    return folder


def speak(what, client, server, work):
    runtime = work / 'run'
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, 'RPCRT4_RUNTIME_DIR': str(runtime)}
    process = subprocess.Popen([server, 'ncalrpc', 'hello'], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        ready = process.stdout.readline()
        done = run(client, 'ncalrpc', 'hello', env=environment)
        fact(f'{what}: the client', ready == 'ready\n' and done.returncode == 0 and
             done.stdout == 'sum 42, a long has 32 bits\n', done.stdout)
        said, _ = process.communicate(timeout=LIMIT)
        fact(f'{what}: the server', said == 'hello, world, by service 9 at level 6\n' and process.returncode == 0, f'{said} {process.returncode}')
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()


def main():
    build, work = sys.argv[1], pathlib.Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    installed(build, work)
    folder = tree(work, 'windows')
    done = run('make', '-s', 'cc=rpccl', cwd=folder)
    if fact('the makefile of Windows', done.returncode == 0, done.stdout):
        speak('the makefile of Windows', folder / 'helloc.exe', folder / 'hellos.exe', work)
    folder = tree(work, 'stubs')
    for name in ('hello.h', 'hello_c.c', 'hello_s.c'):
        (folder / name).touch()
    done = run('make', '-s', 'cc=rpccl', 'midl=false', cwd=folder)
    if fact("stubs of Microsoft's compiler", done.returncode == 0, done.stdout):
        speak("stubs of Microsoft's compiler", folder / 'helloc.exe', folder / 'hellos.exe', work)
    folder = tree(work, 'gnu')
    done = run('make', '-s', cwd=folder)
    if fact('GNU make', done.returncode == 0, done.stdout):
        speak('GNU make', folder / 'helloc', folder / 'hellos', work)
        done = run('make', '-q', cwd=folder)
        fact('GNU make: nothing is left to do', done.returncode == 0, done.stdout)
    if shutil.which('cmake'):
        folder = tree(work, 'cmake')
        done = run('cmake', '-S', folder, '-B', folder / 'b', '-DCMAKE_C_COMPILER=rpcgcc')
        if done.returncode == 0:
            done = run('cmake', '--build', folder / 'b')
        if fact('CMake', done.returncode == 0, done.stdout):
            speak('CMake', folder / 'b' / 'helloc', folder / 'b' / 'hellos', work)
    else:
        print('SKIP: no cmake')
    folder = tree(work, 'meson')
    done = run('meson', 'setup', folder / 'b', folder, env={**os.environ, 'CC': 'rpcgcc'})
    if done.returncode == 0:
        done = run('ninja', '-C', folder / 'b')
    if fact('Meson', done.returncode == 0, done.stdout):
        speak('Meson', folder / 'b' / 'helloc', folder / 'b' / 'hellos', work)
    finish()


main()
