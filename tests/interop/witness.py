# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stubs of several compilers on several runtimes: witness.py MIDL LIBDIR INCLUDEDIR WORKDIR [wine].

The synchronous programs of tests/conformance/calls are built from the stubs of three compilers: our midl, and
mingw-w64's widl with the interpreter (-Oicf) and without (-Os). On our runtime each kind of client calls each kind of
server over TCP and over local RPC; with "wine" each kind of client on either runtime calls each kind of server on the
other over TCP, and the bytes of the two runtimes are compared (wine_bytes.py). widl misdescribes explicit handles for
the interpreter, so its interface has an implicit one; the wire is the same. A meeting that hangs ends after a limit,
with what its threads wait for and the PDUs so far. Prints a line per meeting and "N passed, N failed"; exits with 77
(skipped) without the tools it needs.
"""
import os
import pathlib
import re
import select
import shutil
import socket
import subprocess
import sys

from recorder import Recorder

CALLS = pathlib.Path(__file__).resolve().parent.parent / 'conformance' / 'calls'
WIDL = 'x86_64-w64-mingw32-widl'
PE_CC = ['clang', '--target=x86_64-w64-mingw32', '-fms-extensions', '-O1', '-w', '-include',
         CALLS.parent / 'wine_seh.h']
PE_LD = 'x86_64-w64-mingw32-gcc'
# Meetings that fail through no fault of ours: they do between two Wine programs as well. The types of wine_bytes.py,
# whose programs for Wine are of this kind, do come through.
KNOWN = {
    ('wine', 'widl -Oicf'): 'widl leaves the ref pointer of [out, string] char ** out, and Wine misplaces the text',
}
# Wine 8.0 loses a call, seldom, on a busy machine: the request is there, none of its threads works on it. One such
# meeting of a run is repeated.
UNANSWERED = 'the server does not answer'
LIMIT = 90  # seconds; the first start of Wine in a fresh prefix is slow
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
    return [program]


def compile_pe(name, folder, stub, flags=()):
    """The same as a program for Wine."""
    objects = []
    for source in (CALLS / f'{name}.c', folder / stub):
        objects.append(folder / f'{source.stem}.o')
        must([*PE_CC, *flags, '-I', folder, '-I', CALLS, '-c', source, '-o', objects[-1]])
    must([PE_LD, *objects, '-o', folder / f'{name}.exe', '-lrpcrt4'])
    return ['wine', folder / f'{name}.exe']


def build_ours(midl, libdir, include, folder, for_wine):
    """{(runtime, side): command}"""
    folder.mkdir(parents=True)
    must([midl, '-nologo', CALLS / 'calls.idl', '-acf', CALLS / 'sync.acf', '-out', folder])
    programs = {}
    for side in ('client', 'server'):
        name, stub = f'sync_{side}', f'calls_{side[0]}.c'
        programs['ours', side] = compile_program(name, folder, stub, include, libdir)
        if for_wine:
            programs['wine', side] = compile_pe(name, folder, stub)
    return programs


def implicit_idl():
    """calls.idl with an implicit handle instead of the parameters."""
    text = (CALLS / 'calls.idl').read_text()
    text = text.replace('version(1.0),', 'version(1.0), implicit_handle(handle_t CallsBinding),')
    return re.sub(r'\[in\] handle_t binding(,\s*)?', '', text).replace('()', '(void)')


def build_widl(mode, libdir, include, folder, for_wine):
    folder.mkdir(parents=True)
    (folder / 'calls_widl.idl').write_text(implicit_idl())
    (folder / 'calls.h').write_text(WRAPPER)
    must([WIDL, '--win64', mode, '-c', '-s', '-h', 'calls_widl.idl'], cwd=folder)
    # widl's files take the Windows headers from their compiler's environment, and fall back on Wine's exceptions.
    flags = ['-w', '-DCOM_NO_WINDOWS_H', '-DUSE_COMPILER_EXCEPTIONS', '-include', 'rpc.h', '-include', 'rpcndr.h']
    programs = {}
    for side, more in (('client', ['-DIMPLICIT_CLIENT']), ('server', [])):
        name, stub = f'sync_{side}', f'calls_widl_{side[0]}.c'
        programs['ours', side] = compile_program(name, folder, stub, include, libdir, [*flags, *more])
        if for_wine:
            programs['wine', side] = compile_pe(name, folder, stub, ['-DUSE_COMPILER_EXCEPTIONS', *more])
    return programs


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return str(probe.getsockname()[1])


def environment(libdir, work):
    """What our programs and Wine's find; their files stay in `work`."""
    os.environ.update(LD_LIBRARY_PATH=libdir, RPCRT4_RUNTIME_DIR=str(work / 'run'), WINEPREFIX=str(work / 'wine'),
                      WINEDEBUG='-all', HOME=str(work))
    os.environ.pop('DISPLAY', None)


def threads_of(pid):
    """What the threads of a process of ours wait for, as far as the kernel tells."""
    for task in sorted(pathlib.Path(f'/proc/{pid}/task').glob('*')):
        try:
            yield ' '.join([task.name] + [(task / name).read_text().strip() for name in ('comm', 'wchan', 'syscall')])
        except OSError:
            pass


def diagnosis(pids, recorder):
    """Where a meeting that hangs stands: the threads, and who spoke last."""
    lines = [f'  thread {line}' for pid in pids for line in threads_of(pid)]
    return '\n'.join(lines + ([f'  {line}' for line in recorder.trace()] if recorder else []))


def call(client, server_pid, recorder):
    """Runs a client; returns what went wrong."""
    with subprocess.Popen([str(word) for word in client], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as calling:
        try:
            output = calling.communicate(timeout=LIMIT)[0]
            return f'client exit code {calling.returncode}\n{output}' if calling.returncode else ''
        except subprocess.TimeoutExpired:
            found = diagnosis([calling.pid, server_pid], recorder)
            calling.kill()
            what = UNANSWERED if recorder and recorder.is_unanswered() else 'the client hangs'
            return f'{what}\n{found}'


def meet(client, server, protseq, endpoint, recorder=None):
    """One client against one server, over TCP through a recorder; returns '' or what went wrong."""
    address = '127.0.0.1' if protseq == 'ncacn_ip_tcp' else ''
    if protseq == 'ncacn_ip_tcp' and not recorder:
        recorder = Recorder(int(endpoint))
    target = recorder.port if recorder else endpoint
    with subprocess.Popen([*server, protseq, endpoint], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as serving:
        try:
            if not select.select([serving.stdout], [], [], LIMIT)[0]:
                return f'the server does not start\n{diagnosis([serving.pid], recorder)}'
            ready = serving.stdout.readline().strip()
            problem = call([*client, f'{protseq}:{address}[{target}]'], serving.pid, recorder)
            if problem:
                return f'{problem}\n  server said {ready}'
            serving.wait(LIMIT)
            return '' if serving.returncode == 0 else f'server exit code {serving.returncode}: {serving.stdout.read()}'
        except subprocess.TimeoutExpired:
            return f'the server does not end\n{diagnosis([serving.pid], recorder)}'
        finally:
            if serving.poll() is None:
                serving.kill()
            if recorder:
                recorder.close(LIMIT)


def meetings(kinds, with_wine):
    """(protocol sequence, runtime and compiler of the client, of the server)"""
    for client in kinds:
        for server in kinds:
            if with_wine:
                yield 'ncacn_ip_tcp', ('ours', client), ('wine', server)
                yield 'ncacn_ip_tcp', ('wine', client), ('ours', server)
            elif not client == server == 'midl':
                yield 'ncacn_ip_tcp', ('ours', client), ('ours', server)
                yield 'ncalrpc', ('ours', client), ('ours', server)


def main():
    import wine_bytes  # it uses the functions of this file
    midl, libdir, include, work = sys.argv[1:5]
    with_wine = sys.argv[5:] == ['wine']
    work = pathlib.Path(work).resolve()
    needed = [WIDL, *(['wine', PE_CC[0], PE_LD] if with_wine else [])]
    absent = [tool for tool in needed if not shutil.which(tool)]
    if absent:
        print(f'SKIP: {", ".join(absent)} not installed')
        return 77
    shutil.rmtree(work, ignore_errors=True)
    (work / 'run').mkdir(parents=True, mode=0o700)
    environment(libdir, work)
    kinds = {'midl': build_ours(midl, libdir, include, work / 'midl', with_wine)}
    for mode in ('-Oicf', '-Os'):
        kinds['widl ' + mode] = build_widl(mode, libdir, include, work / ('widl' + mode), with_wine)
    if with_wine:
        run(['wineboot', '-i'])
    passed = failed = 0
    lost = 0
    for protseq, client, server in meetings(kinds, with_wine):
        if client in KNOWN or server in KNOWN:
            print(f'not held: {client} with {server}: {KNOWN.get(client) or KNOWN[server]}')
            continue
        endpoint = free_port() if protseq == 'ncacn_ip_tcp' else f'witness{passed + failed}'
        programs = kinds[client[1]][client[0], 'client'], kinds[server[1]][server[0], 'server']
        problem = meet(*programs, protseq, endpoint)
        if problem.startswith(UNANSWERED) and server[0] == 'wine' and not lost:
            print(problem)
            lost += 1
            problem = meet(*programs, protseq, free_port())
        print(f'{protseq}: client of {client[1]} on {client[0]}, server of {server[1]} on {server[0]}:',
              problem or 'ok')
        passed, failed = passed + (not problem), failed + bool(problem)
    if with_wine:
        held, broken = wine_bytes.check(midl, libdir, include, work)
        passed, failed = passed + held, failed + broken
        run(['wineserver', '-k'])
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
