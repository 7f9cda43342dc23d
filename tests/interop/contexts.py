# SPDX-License-Identifier: LGPL-2.1-or-later
"""Context handles between compilers and runtimes: contexts.py MIDL LIBDIR INCLUDEDIR WORKDIR.

One program that serves and calls, built from the stubs of our midl, of widl -Oicf and of widl -Os: on our runtime each
calls each, but for widl's -Oicf, which sends explicit handles as if they were data and so understands only itself. With
Wine, ours and a PE one call each other too. A session that a client leaves open must be run down.
Prints a line per meeting and "N passed, N failed"; what is not installed is skipped with its reason.
"""
import os
import pathlib
import select
import shutil
import socket
import subprocess
import sys

SOURCES = pathlib.Path(__file__).resolve().parent / 'contexts'
WIDL = 'x86_64-w64-mingw32-widl'
PE_CC = ['clang', '--target=x86_64-w64-mingw32', '-fms-extensions', '-O1', '-w', '-include',
         SOURCES.parent.parent / 'conformance' / 'wine_seh.h']
LIMIT = 90  # seconds; the first start of Wine in a fresh prefix is slow


def must(command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=LIMIT, **more)
    if done.returncode:
        print('$', *command)
        print(done.stdout + done.stderr + '0 passed, 1 failed')
        sys.exit(1)


def stubs(compiler, midl, folder):
    """Writes contexts.h, contexts_c.c, contexts_s.c; returns the flags their users need."""
    folder.mkdir(parents=True)
    idl = SOURCES / 'contexts.idl'
    if compiler == 'midl':
        must([midl, '-nologo', '-prefix', 'client', 'c_', 'server', 's_', '-out', folder, idl])
        return []
    must([WIDL, '--win64', compiler, '--prefix-client=c_', '--prefix-server=s_', '-h', '-H', folder / 'contexts.h',
          '-c', '-C', folder / 'contexts_c.c', '-s', '-S', folder / 'contexts_s.c', idl])
    return ['-DSESSIONS_IFSPEC=s_Sessions_v1_0_s_ifspec', '-DCOM_NO_WINDOWS_H', '-include', 'rpc.h', '-include',
            'rpcndr.h']


def build(compiler, arguments):
    midl, libdir, include, work = arguments
    folder = work / compiler.strip('-')
    flags = stubs(compiler, midl, folder)
    must(['gcc', '-w', '-fshort-wchar', '-fexceptions', '-DUSE_COMPILER_EXCEPTIONS', *flags, '-I', include, '-I', folder,
          folder / 'contexts_c.c', folder / 'contexts_s.c', SOURCES / 'contexts.c', '-o', folder / 'contexts',
          '-L', libdir, '-lrpcrt4'])
    return [folder / 'contexts']


def build_pe(midl, work):
    folder = work / 'pe'
    stubs('midl', midl, folder)
    objects = []
    for source in (folder / 'contexts_c.c', folder / 'contexts_s.c', SOURCES / 'contexts.c'):
        objects.append(folder / (source.stem + '_pe.o'))
        must([*PE_CC, '-I', folder, '-c', source, '-o', objects[-1]])
    must(['x86_64-w64-mingw32-gcc', *objects, '-o', folder / 'contexts.exe', '-lrpcrt4'])
    return ['wine', folder / 'contexts.exe']


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return str(probe.getsockname()[1])


def meet(client, server):
    """'' or what went wrong."""
    place = ['ncacn_ip_tcp', free_port()]
    with subprocess.Popen([*map(str, server), 'server', *place], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as serving:
        try:
            if not select.select([serving.stdout], [], [], LIMIT)[0]:
                return 'the server does not start'
            serving.stdout.readline()
            called = subprocess.run([*map(str, client), 'client', *place], capture_output=True, text=True, timeout=LIMIT)
            if called.returncode:
                serving.kill()
            serving.wait(LIMIT)
            said = called.stdout + called.stderr + serving.stdout.read()
            return said or 'no word' if called.returncode or serving.returncode else ''
        except subprocess.TimeoutExpired as late:
            return f'{late.cmd[0]} hangs'
        finally:
            if serving.poll() is None:
                serving.kill()


def main():
    arguments = [pathlib.Path(word).resolve() for word in sys.argv[1:5]]
    midl, libdir, _, work = arguments
    shutil.rmtree(work, ignore_errors=True)
    os.environ.update(WINEPREFIX=str(work / 'wine'), WINEDEBUG='-all', LD_LIBRARY_PATH=str(libdir), HOME=str(work))
    os.environ.pop('DISPLAY', None)
    compilers = ['midl', '-Oicf', '-Os'] if shutil.which(WIDL) else ['midl']
    if len(compilers) == 1:
        print(f'SKIP: {WIDL} is not installed')
    programs = {name: build(name, arguments) for name in compilers}
    meetings = [(client, server) for client in programs for server in programs
                if (client == '-Oicf') == (server == '-Oicf')]
    absent = [tool for tool in ('wine', 'clang', 'x86_64-w64-mingw32-gcc') if not shutil.which(tool)]
    if absent:
        print(f'SKIP: {", ".join(absent)} not installed')
    else:
        programs['Wine'] = build_pe(midl, work)
        subprocess.run(['wineboot', '-i'], capture_output=True, timeout=LIMIT, check=False)
        meetings += [('Wine', 'midl'), ('midl', 'Wine')]
    failed = 0
    for client, server in meetings:
        problem = meet(programs[client], programs[server])
        print(client, 'calls', server, ':', problem or 'ok')
        failed += bool(problem)
    if 'Wine' in programs:
        subprocess.run(['wineserver', '-k'], capture_output=True, check=False)
    print(f'{len(meetings) - failed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
