# SPDX-License-Identifier: LGPL-2.1-or-later
"""widl's stubs on our runtime: witness.py MIDL LIBDIR INCLUDEDIR WORKDIR.

The synchronous programs of tests/conformance/calls are built from the stubs of three compilers: our midl, and
mingw-w64's widl with the interpreter (-Oicf) and without (-Os). Each kind of client calls each kind of server over TCP
and over local RPC. widl misdescribes explicit handles for the interpreter, so its interface has an implicit one; the
wire is the same. Prints a line per meeting and "N passed, N failed"; exits with 77 (skipped) without widl.
"""
import os
import pathlib
import re
import select
import shutil
import socket
import subprocess
import sys

CALLS = pathlib.Path(__file__).resolve().parent.parent / 'conformance' / 'calls'
WIDL = 'x86_64-w64-mingw32-widl'
LIMIT = 60  # seconds
# The programs are written for an explicit handle: a call sets the implicit one, a definition drops the parameter.
WRAPPER = '''#include <rpc.h>
#include <rpcndr.h>
#include "calls_widl.h"
#ifdef IMPLICIT_CLIENT
#define Add(binding, ...) (CallsBinding = (binding), (Add)(__VA_ARGS__))
#define Transform(binding, ...) (CallsBinding = (binding), (Transform)(__VA_ARGS__))
#define Shutdown(binding) (CallsBinding = (binding), (Shutdown)())
#else
static handle_t binding;
#define Add(binding, ...) (Add)(__VA_ARGS__)
#define Transform(binding, ...) (Transform)(__VA_ARGS__)
#define Release(binding) (Release)(void)
#define Shutdown(binding) (Shutdown)(void)
#endif
'''


def run(command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=LIMIT, **more)


def must(command, **more):
    done = run(command, **more)
    if done.returncode:
        print('$', *command)
        print(done.stdout + done.stderr)
        print('0 passed, 1 failed')
        sys.exit(1)


def compile_program(name, folder, stub, include, libdir, flags=()):
    """CALLS/NAME.c with the stub file, against our headers and library."""
    program = folder / name
    must(['gcc', '-I', include, '-I', folder, '-I', CALLS, '-fshort-wchar', '-fexceptions', *flags,
          CALLS / f'{name}.c', folder / stub, '-o', program, '-L', libdir, '-lrpcrt4'])
    return program


def build_ours(midl, libdir, include, folder):
    folder.mkdir(parents=True)
    must([midl, '-nologo', CALLS / 'calls.idl', '-acf', CALLS / 'sync.acf', '-out', folder])
    return {side: compile_program(f'sync_{side}', folder, f'calls_{side[0]}.c', include, libdir)
            for side in ('client', 'server')}


def implicit_idl():
    """calls.idl with an implicit handle instead of the parameters."""
    text = (CALLS / 'calls.idl').read_text()
    text = text.replace('version(1.0),', 'version(1.0), implicit_handle(handle_t CallsBinding),')
    return re.sub(r'\[in\] handle_t binding(,\s*)?', '', text).replace('()', '(void)')


def build_widl(mode, libdir, include, folder):
    folder.mkdir(parents=True)
    (folder / 'calls_widl.idl').write_text(implicit_idl())
    (folder / 'calls.h').write_text(WRAPPER)
    must([WIDL, '--win64', mode, '-c', '-s', '-h', 'calls_widl.idl'], cwd=folder)
    # widl's files take the Windows headers from their compiler's environment, and fall back on Wine's exceptions.
    flags = ['-w', '-DCOM_NO_WINDOWS_H', '-DUSE_COMPILER_EXCEPTIONS', '-include', 'rpc.h', '-include', 'rpcndr.h']
    return {'client': compile_program('sync_client', folder, 'calls_widl_c.c', include, libdir,
                                      [*flags, '-DIMPLICIT_CLIENT']),
            'server': compile_program('sync_server', folder, 'calls_widl_s.c', include, libdir, flags)}


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return str(probe.getsockname()[1])


def meet(client, server, protseq, endpoint):
    """One client against one server; returns '' or what went wrong."""
    address = '127.0.0.1' if protseq == 'ncacn_ip_tcp' else ''
    with subprocess.Popen([server, protseq, endpoint], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as serving:
        try:
            if not select.select([serving.stdout], [], [], LIMIT)[0]:
                return 'the server does not start'
            ready = serving.stdout.readline().strip()
            called = run([client, f'{protseq}:{address}[{endpoint}]'])
            if called.returncode:
                return f'client exit code {called.returncode}; server said {ready}\n{called.stdout}{called.stderr}'
            serving.wait(LIMIT)
            return '' if serving.returncode == 0 else f'server exit code {serving.returncode}: {serving.stdout.read()}'
        except subprocess.TimeoutExpired as late:
            return f'{late.cmd[0]} hangs'
        finally:
            if serving.poll() is None:
                serving.kill()


def main():
    midl, libdir, include, work = sys.argv[1:5]
    work = pathlib.Path(work).resolve()
    if not shutil.which(WIDL):
        print(f'SKIP: {WIDL} not installed')
        return 77
    shutil.rmtree(work, ignore_errors=True)
    (work / 'run').mkdir(parents=True, mode=0o700)
    os.environ.update(LD_LIBRARY_PATH=libdir, RPCRT4_RUNTIME_DIR=str(work / 'run'))
    kinds = {'midl': build_ours(midl, libdir, include, work / 'midl')}
    for mode in ('-Oicf', '-Os'):
        kinds['widl ' + mode] = build_widl(mode, libdir, include, work / ('widl' + mode))
    passed = failed = 0
    for protseq in ('ncacn_ip_tcp', 'ncalrpc'):
        for client in kinds:
            for server in kinds:
                if client == server == 'midl':
                    continue
                endpoint = free_port() if protseq == 'ncacn_ip_tcp' else f'witness{passed + failed}'
                problem = meet(kinds[client]['client'], kinds[server]['server'], protseq, endpoint)
                print(f'{protseq}: client of {client}, server of {server}:', problem or 'ok')
                passed, failed = passed + (not problem), failed + bool(problem)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
