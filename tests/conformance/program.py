# SPDX-License-Identifier: LGPL-2.1-or-later
"""Building and running one conformance program: natively on this library, and as a PE file under Wine.

A program that is client and server of an interface says so in a line `// stubs: NAME`: midl compiles NAME.idl, with
NAME.acf, beside it, the client's functions as c_FUNCTION, the server's as they are called there. `// client stubs:
NAME` is another one's client only.

A run cannot take the others with it: whoever does not end in time is killed with the children it started, and a run
that crashes, prints what is no fact, or the same fact twice, is in trouble, which names its last line."""
import dataclasses
import functools
import os
import pathlib
import re
import shutil
import signal
import subprocess

from expectations import split_fact

LIMIT = 120  # seconds a program may take; the first start of Wine in a fresh prefix is slow
MOST = 1 << 20  # bytes of output that are looked at
LIBRARY, MIDL = 'rpcrt4', 'tools/midl/midl'  # in the folder of a build
MINGW = 'x86_64-w64-mingw32-gcc'
CLANG = ('clang', '--target=x86_64-w64-mingw32', '-fms-extensions', '-include',
         pathlib.Path(__file__).with_name('wine_seh.h'))
PE_LIBRARIES = ('rpcrt4', 'winmm', 'mincore', 'ntdsapi', 'secur32', 'netapi32', 'advapi32', 'ole32', 'oleaut32')
DEFINES = ('-D_WIN32_WINNT=0x0A00',)


class CannotBuild(Exception):
    pass


@dataclasses.dataclass
class Run:
    """The facts a program printed, name -> value in order, and why the list may be incomplete ('' when it is not)."""
    facts: dict
    trouble: str = ''


def compiled(command, cwd=None):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          cwd=cwd)
    if done.returncode:
        raise CannotBuild(done.stdout)


@functools.cache
def stubs_of(source, midl, work):
    """Compiles the program's IDL file, if it has one, once for both builds. Returns the folder of the header and the
    sources of the stubs."""
    wanted = re.findall(r'^// (client )?stubs: (\w+)$', source.read_text(encoding='utf-8'), re.M)
    if not wanted:
        return source.parent, []
    folder, stubs = pathlib.Path(work) / f'{source.stem}.stubs', []
    folder.mkdir(parents=True, exist_ok=True)
    for client_only, name in wanted:
        acf = source.parent / f'{name}.acf'
        compiled([midl, '-nologo', *(['-acf', acf] if acf.exists() else []), '-prefix', 'client', 'c_', '-out', folder,
                  *(['-server', 'none'] if client_only else []), source.parent / f'{name}.idl'])
        stubs += [folder / f'{name}_{side}.c' for side in ('c' if client_only else 'cs')]
    return folder, stubs


def build_native(source, build, include, work):
    out = pathlib.Path(work) / source.stem
    stubs, stub_sources = stubs_of(source, build / MIDL, work)
    compiled(['gcc', '-O1', '-Wall', '-I', include, '-fshort-wchar', '-fexceptions', *DEFINES, '-I', source.parent,
              '-I', stubs, source, *stub_sources, '-o', out, '-L', build / LIBRARY, '-lrpcrt4'])
    return out


def build_pe(source, build, work):
    """Where exceptions are caught by clang, for mingw-w64's gcc has no __try in C."""
    out = pathlib.Path(work) / (source.stem + '.exe')
    stubs, stub_sources = stubs_of(source, build / MIDL, work)
    sources = [source, *stub_sources]
    if stub_sources or re.search(r'RpcExcept|rpc_facts\.h', source.read_text(encoding='utf-8')):
        objects = [pathlib.Path(work) / f'{source.stem}.{path.stem}.pe.o' for path in sources]
        for path, made in zip(sources, objects):
            compiled([*CLANG, '-O1', *DEFINES, '-I', source.parent, '-I', stubs, '-c', path, '-o', made])
        sources = objects
    compiled([MINGW, '-O1', *DEFINES, '-I', source.parent, *sources, '-o', out,
              *(f'-l{name}' for name in PE_LIBRARIES)])
    return out


def have_wine():
    """Why there is no Wine column; '' when there is one."""
    missing = [tool for tool in ('wine', MINGW, CLANG[0]) if not shutil.which(tool)]
    return f'{" and ".join(missing)} not found' if missing else ''


def facts_in(output, trouble=''):
    """Reads what a program printed. `trouble` is what is known of its end."""
    facts, last = {}, ''
    for line in output.decode(errors='replace').splitlines():
        line = line.rstrip()
        if not line:
            continue
        fact = split_fact(line) if line.replace('\t', ' ').isprintable() else None
        if fact is None:
            trouble = trouble or 'what it prints is no fact'
            last = line
            break
        last = line
        if fact[0] in facts:
            trouble = trouble or 'it prints a fact twice'
            break
        facts[fact[0]] = fact[1]
    if not facts and not trouble:
        trouble = 'it prints nothing'
    return Run(facts, f'{trouble}; its last line: {ascii(last)[:200]}' if trouble else '')


def ending(code):
    if code < 0:
        return f'killed by {signal.Signals(-code).name}'
    return f'exit code {code}' if code else ''


def kill_session(leader):
    """Ends what `leader`, the first process of a session of its own, has started and what still runs of it."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command, environment, limit=LIMIT, family_is_ours=True):
    """`family_is_ours` is false where processes that others need may be in the program's session: Wine's services."""
    runtime = pathlib.Path(environment['RPCRT4_RUNTIME_DIR'])
    output = runtime.with_suffix('.output')
    with open(output, 'wb') as out, open(output.with_suffix('.errors'), 'wb') as errors:
        # Who is killed while waiting takes the program with him.
        process = subprocess.Popen(['setpriv', '--pdeathsig', 'KILL', *(str(word) for word in command)], stdout=out,
                                   stderr=errors, env=environment, stdin=subprocess.DEVNULL, start_new_session=True,
                                   cwd=runtime.with_suffix('.folder'))
        try:
            trouble = ending(process.wait(limit))
        except subprocess.TimeoutExpired:
            trouble = f'no end after {limit} s'
        if family_is_ours or trouble:
            kill_session(process.pid)
        process.wait()
    with open(output, 'rb') as said:
        return facts_in(said.read(MOST), trouble)


def environment_in(work, name, build):
    """Variables for a run with a runtime directory of its own and a folder to run in, which are made anew."""
    runtime = pathlib.Path(work).resolve() / f'{name}.runtime'
    for folder in (runtime, runtime.with_suffix('.folder')):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    return {**os.environ, 'LD_LIBRARY_PATH': str((build / LIBRARY).resolve()), 'RPCRT4_RUNTIME_DIR': str(runtime),
            'WINEDEBUG': '-all'}


def run_native(program, build, work, limit=LIMIT):
    return run([program.resolve()], environment_in(work, f'{program.name}.native', build), limit)


def run_wine(program, build, work, limit=LIMIT):
    return run(['wine', program.resolve()], environment_in(work, f'{program.stem}.wine', build), limit,
               family_is_ours=False)
