# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our processes against Wine's over TCP: wine.py MIDL LIBDIR INCLUDEDIR WORKDIR.

Builds the programs of tests/conformance/calls twice, natively and as PE files (both from the stubs of our midl; clang
compiles the PE ones because mingw-w64's gcc has no __try in C), and lets each kind of client call each kind of server.
In a network namespace, where one can be made, tshark looks on. Prints a line per meeting and "N passed, N failed".
"""
import os
import pathlib
import select
import shutil
import socket
import subprocess
import sys

from capture import Capture
from namespace import enter_namespace

HERE = pathlib.Path(__file__).resolve().parent
CALLS = HERE.parent / 'conformance' / 'calls'
PE_CC = ['clang', '--target=x86_64-w64-mingw32', '-fms-extensions', '-O1', '-include',
         str(HERE.parent / 'conformance' / 'wine_seh.h')]
LIMIT = 90  # seconds that a program may take; the first start of Wine in a fresh prefix is slow


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, **more)


def build(midl, libdir, include, work):
    """Returns {(kind, name): command} for kind 'ours' and 'wine'."""
    for folder, acf in (('sync', 'sync.acf'), ('async', 'calls.acf')):
        (work / folder).mkdir(parents=True, exist_ok=True)
        must([midl, '-nologo', str(CALLS / 'calls.idl'), '-acf', str(CALLS / acf), '-out', str(work / folder)])
    programs = {}
    for name, folder, stub in (('sync_client', 'sync', 'c'), ('sync_server', 'sync', 's'),
                               ('client', 'async', 'c'), ('server', 'async', 's')):
        sources = [str(CALLS / f'{name}.c'), str(work / folder / f'calls_{stub}.c')]
        native = work / name
        must(['gcc', '-I', include, '-I', str(work / folder), '-fshort-wchar', '-fexceptions', *sources, '-o',
              str(native), '-L', libdir, '-lrpcrt4'])
        programs['ours', name] = [str(native)]
        objects = []
        for source in sources:
            objects.append(str(work / f'{pathlib.Path(source).stem}_{folder}.o'))
            must([*PE_CC, '-I', str(work / folder), '-c', source, '-o', objects[-1]])
        must(['x86_64-w64-mingw32-gcc', *objects, '-o', str(work / f'{name}.exe'), '-lrpcrt4'])
        programs['wine', name] = ['wine', str(work / f'{name}.exe')]
    return programs


def must(command):
    done = run(command)
    if done.returncode:
        print('$', *command)
        print(done.stdout + done.stderr)
        print('0 passed, 1 failed')
        sys.exit(1)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return str(probe.getsockname()[1])


def meet(programs, client_kind, client, server_kind, server):
    """One client against one server; returns '' or what went wrong."""
    port = free_port()
    arguments = ['once'] if client == 'client' else []
    with subprocess.Popen([*programs[server_kind, server], 'ncacn_ip_tcp', port], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as serving:
        try:
            if not select.select([serving.stdout], [], [], LIMIT)[0]:
                return 'the server does not start'
            ready = serving.stdout.readline()
            called = run([*programs[client_kind, client], f'ncacn_ip_tcp:127.0.0.1[{port}]', *arguments])
            if called.returncode:
                return f'client exit code {called.returncode}; server said {ready.strip()}\n' + called.stdout + called.stderr
            serving.wait(LIMIT)
            return '' if serving.returncode == 0 else f'server exit code {serving.returncode}: {serving.stdout.read()}'
        except subprocess.TimeoutExpired as late:
            return f'{late.cmd[0]} hangs'
        finally:
            if serving.poll() is None:
                serving.kill()


def main():
    is_alone = enter_namespace()
    midl, libdir, include, work = sys.argv[1:5]
    work = pathlib.Path(work).resolve()
    absent = [tool for tool in ('wine', 'clang', 'x86_64-w64-mingw32-gcc') if not shutil.which(tool)]
    if absent:
        print(f'SKIP: {", ".join(absent)} not installed')
        sys.exit(77)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    os.environ.update(WINEPREFIX=str(work / 'wine'), WINEDEBUG='-all', LD_LIBRARY_PATH=libdir, HOME=str(work))
    os.environ.pop('DISPLAY', None)
    programs = build(midl, libdir, include, work)
    run(['wineboot', '-i'])

    failed = 0
    meetings = [('ours', 'sync_client', 'ours', 'sync_server'), ('ours', 'sync_client', 'wine', 'sync_server'),
                ('wine', 'sync_client', 'ours', 'sync_server'), ('wine', 'sync_client', 'ours', 'server'),
                ('ours', 'client', 'wine', 'sync_server'), ('ours', 'client', 'ours', 'sync_server'),
                ('wine', 'client', 'ours', 'server')]
    with Capture(work / 'wine.pcap', is_alone) as capture:
        for meeting in meetings:
            problem = meet(programs, *meeting)
            print(*meeting, ':', problem or 'ok')
            failed += bool(problem)
    run(['wineserver', '-k'])
    passed = len(meetings) - failed
    for fact, good in capture.facts({'dcerpc': 6 * len(meetings)}):
        print(f'{fact}: {"ok" if good else "FAILED"}')
        passed += good
        failed += not good
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
