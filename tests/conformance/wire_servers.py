# SPDX-License-Identifier: LGPL-2.1-or-later
"""Servers judged by tools/conformance --wire: wire_servers.py ours|samba|wine BUILDDIR INCLUDEDIR WORKDIR [--record]

Ours, the programs of calls/ and wire/ and rpcepmapd, must answer every exchange as the documents say, and each exchange
must apply to one of them; where those leave a choice, wire/ours.choices has it, which --record makes. What Samba's
mapper and a program under Wine answer otherwise is listed, with reasons, in wire/samba.differences and
wire/wine.differences. A list that is not true any more is a failure, too.
Prints what is wrong and "N passed, N failed"; exits 77 where Samba or Wine cannot be had."""
import collections
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys

import program
from wire import judge, server

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / 'interop'))
from namespace import enter_namespace
from samba_server import SambaServer
from serving import Server as Serving

CALLS, WIRE = HERE / 'calls', HERE / 'wire'
LIMIT = 60  # seconds for a program to start or end
CHOICES = WIRE / 'ours.choices'
CHOICES_HEAD = '''# SPDX-License-Identifier: LGPL-2.1-or-later
# What our server answers where the documents leave a choice; made by "wire_servers.py ours ... --record".'''
PATIENCE = 4  # for an answer of others, which may never come
ACCOUNT, HASH = 'user%password', '8846f7eaee8fb117ad06bdd830b7586c'


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as probe:
        return probe.getsockname()[1]


def stubs(build, work, idl, *more):
    folder = work / 'stubs' / idl.stem
    folder.mkdir(parents=True, exist_ok=True)
    program.compiled([build / program.MIDL, '-nologo', idl, *more, '-out', folder])
    return folder


@contextlib.contextmanager
def started(command, environment):
    """A program that says something when it listens."""
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          env=environment) as process:
        try:
            if not process.stdout.readline():
                raise RuntimeError(f'{command[0]} did not start')
            yield
        finally:
            process.kill()


def our_server(build, include, work, source, idl, *more):
    folder, out = stubs(build, work, idl, *more), work / source.stem
    program.compiled(['gcc', '-I', include, '-I', folder, '-fshort-wchar', '-fexceptions', source,
                      folder / f'{idl.stem}_s.c', '-o', out, '-L', build / program.LIBRARY, '-lrpcrt4'])
    return out


def report(wrong, judged):
    print(*wrong, sep='\n')
    print(f'{max(judged - len(wrong), 0)} passed, {len(wrong)} failed')
    return 1 if wrong or not judged else 0


def ours(build, include, work, record=None):
    """Each exchange on all that have what it needs."""
    environment = program.environment_in(work, 'ours', build)
    environment['RPCRT4_ACCOUNTS'] = str(work / 'accounts')
    (work / 'accounts').write_text(f'user::{HASH}\n')
    (work / 'accounts').chmod(0o600)
    os.environ.update(environment)
    of_calls = our_server(build, include, work, CALLS / 'server.c', CALLS / 'calls.idl', '-acf', CALLS / 'calls.acf')
    of_streams = our_server(build, include, work, WIRE / 'streams.c', WIRE / 'streams.idl', '-client', 'none')
    calls, streams, mapper = free_port(), free_port(), free_port()
    verdicts = {}
    with started([of_calls, 'ncacn_ip_tcp', calls, 'ntlm'], environment), \
            started([of_streams, 'ncacn_ip_tcp', streams], environment), \
            Serving(build / 'tools/rpcepmapd/rpcepmapd', '--port', mapper, '--local', '', '--pipe', ''):
        for port in (calls, streams, mapper):
            for verdict in server.Server(('127.0.0.1', port), LIMIT, ACCOUNT).judge_all(server.chosen(None)):
                verdicts.setdefault(verdict.exchange.set_name + verdict.exchange.title, []).append(verdict)
    wrong = []
    for each in verdicts.values():
        wrong += [judge.line_of(verdict) for verdict in each if verdict.verdict == 'different']
        if all(verdict.verdict == server.NOT_APPLICABLE for verdict in each):
            wrong.append(f'none of our servers can be asked: {judge.line_of(each[0])}')
    flat = [verdict for each in verdicts.values() for verdict in each]
    if record:
        CHOICES.write_text(f'{CHOICES_HEAD}\n' + '\n'.join(dict.fromkeys(judge.choices(flat))) + '\n', encoding='utf-8')
    return report([*wrong, *judge.other_choices(flat, CHOICES)], len(verdicts))


def others(name, address, account=''):
    listed = judge.read_list(WIRE / f'{name}.differences')
    judged = server.Server(address, PATIENCE, account, lenient=listed.lenient)
    exchanges = server.chosen(None)
    played = [one for one in exchanges if f'{one.set_name} {one.title}' not in listed.left_out]
    verdicts = judged.judge_all(played)
    # Some of their answers race with their closing: what they say twice counts.
    verdicts = [judged.judge(one.exchange) if judge.is_news(one, listed) else one for one in verdicts]
    counts = collections.Counter(verdict.verdict for verdict in verdicts)
    print(f'{name}:', ', '.join(f'{count} {word}' for word, count in sorted(counts.items())) +
          f', {len(exchanges) - len(played)} left out')
    wrong = list(judge.complaints(judged, verdicts, listed))
    if len(exchanges) - len(played) != len(listed.left_out):
        wrong.append('an exchange is left out that does not exist')
    return report(wrong, len(verdicts))


def samba(build, _, work, __=None):
    absent = SambaServer.absent() if enter_namespace() else 'no network namespace can be made'
    if absent:
        print(f'SKIP: {absent}')
        return 77
    os.environ['RPCRT4_RUNTIME_DIR'] = str(work)
    with SambaServer(work / 'samba', build / 'tools/rpcdump/rpcdump') as running:
        running.add_user('root', 'password')
        return others('samba', ('127.0.0.1', 135), 'root%password')


def wine(build, _, work, __=None):
    if program.have_wine():
        print(f'SKIP: {program.have_wine()}')
        return 77
    enter_namespace()
    folder, objects = stubs(build, work, CALLS / 'calls.idl', '-acf', CALLS / 'sync.acf'), []
    for source in (CALLS / 'sync_server.c', folder / 'calls_s.c'):
        objects.append(work / f'{source.stem}.o')
        program.compiled([*program.CLANG, '-O1', '-I', folder, '-c', source, '-o', objects[-1]])
    program.compiled([program.MINGW, *objects, '-o', work / 'server.exe', '-lrpcrt4'])
    environment = {**os.environ, 'WINEPREFIX': str(work.with_name('wire_wine')), 'WINEDEBUG': '-all', 'HOME': str(work)}
    port = free_port()
    try:
        with started(['wine', work / 'server.exe', 'ncacn_ip_tcp', port], environment):
            return others('wine', ('127.0.0.1', port))
    finally:
        subprocess.run(['wineserver', '-k'], env=environment, check=False, timeout=LIMIT)


def main(who, build, include, work, record=None):
    build, work = pathlib.Path(build).resolve(), pathlib.Path(work).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return {'ours': ours, 'samba': samba, 'wine': wine}[who](build, pathlib.Path(include).resolve(), work,
                                                                 record)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
