# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same calls by our marshaller and by Wine's; part of "witness.py ... wine".

The client and the server of tests/interop/bytes run on our runtime from midl's stubs, and on Wine from those of
mingw-w64's widl and from midl's. A recorder between them keeps the stub data: Wine's client must send what ours sends,
Wine's server answer what ours answers, byte for byte.
"""
import pathlib
import re
import shutil

import witness
from recorder import Call, Recorder

# Operations whose stubs by widl have a union with a tag that is no long, which it makes one.
NOT_BY_WIDL = ('EchoParameters', 'EchoComputer')
SOURCES = pathlib.Path(__file__).resolve().parent / 'bytes'


def build_ours(midl, libdir, include, folder):
    folder.mkdir(parents=True)
    witness.must([midl, '-nologo', '-app_config', '-char', 'ascii7', SOURCES / 'bytes.idl', '-out', folder])
    programs = []
    for side, flags in (('c', []), ('s', ['-DSERVER'])):
        programs.append([folder / f'bytes_{side}'])
        witness.must(['gcc', '-I', include, '-I', folder, '-fshort-wchar', '-fexceptions', *flags, SOURCES / 'bytes.c',
                      folder / f'bytes_{side}.c', '-o', *programs[-1], '-L', libdir, '-lrpcrt4'])
    return programs


def build_wine(folder, compile_idl):
    folder.mkdir(parents=True)
    compile_idl(folder)
    programs = []
    for side, flags in (('c', []), ('s', ['-DSERVER'])):
        objects = []
        for source in (SOURCES / 'bytes.c', folder / f'bytes_{side}.c'):
            objects.append(folder / f'{source.stem}_{side}.o')
            witness.must([*witness.PE_CC, '-DUSE_COMPILER_EXCEPTIONS', *flags, '-I', folder, '-c', source,
                          '-o', objects[-1]])
        witness.must([witness.PE_LD, *objects, '-o', folder / f'bytes_{side}.exe', '-lrpcrt4'])
        programs.append(['wine', folder / f'bytes_{side}.exe'])
    return programs


def by_widl(folder):
    shutil.copy(SOURCES / 'bytes.idl', folder)
    witness.must([witness.WIDL, '--win64', '-Oicf', '-c', '-s', '-h', 'bytes.idl'], cwd=folder)


def record(client, server):
    """The calls of a client to a server."""
    port = witness.free_port()
    recorder = Recorder(int(port))
    problem = witness.meet(client, server, 'ncacn_ip_tcp', port, recorder)
    if problem:
        print(problem)
    return recorder.calls()


def compare(name, direction, ours, theirs):
    if ours == theirs:
        return True
    print(f'{name} {direction}: we marshal\n  {ours.hex()}\n Wine\n  {theirs.hex()}')
    return False


def check(midl, libdir, include, work):
    """How many requests and responses are the same, and how many are not; `work` has a Wine prefix."""
    def by_midl(folder):
        witness.must([midl, '-nologo', '-app_config', '-char', 'ascii7', SOURCES / 'bytes.idl', '-out', folder])
    our_client, our_server = build_ours(midl, libdir, include, work / 'bytes')
    ours = record(our_client, our_server)
    names = re.findall(r'^    (?:void|long) (\w+)\(', (SOURCES / 'bytes.idl').read_text(), re.M)
    good = []
    for compiler, compile_idl, left_out in (('widl', by_widl, NOT_BY_WIDL), ('midl', by_midl, ())):
        client, server = build_wine(work / f'bytes_wine_{compiler}', compile_idl)
        requests, responses = record(client, our_server), record(our_client, server)
        for i, call in enumerate(ours):
            name = names[call.opnum]
            if name in left_out:
                continue
            for direction, others in (('request', requests), ('response', responses)):
                other = others[i] if i < len(others) and others[i].opnum == call.opnum else Call(call.opnum)
                good.append(compare(f'{name} ({compiler})', direction, getattr(call, direction),
                                    getattr(other, direction)))
    print(f'{sum(good)} of {len(good)} requests and responses are the same bytes from Wine')
    return sum(good), len(good) - sum(good) + (not ours)
