# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the programs of tests/midl/protocols send: protocols.py MODE WORKDIR GOLDEN PROGRAM...

Each program calls itself over TCP through a recorder. MODE says who judges the stub data of its calls:
  golden   the bytes in the folder GOLDEN (its origin.txt says where they are from); "update" writes them anew
  tshark   Wireshark's dissectors: nothing malformed, nothing left over, and the values listed below are seen
  ndrdump  Samba's: each request and response decodes to the last byte and encodes to the same bytes
Prints "N passed, N failed[, N skipped]"; exits with 77 (skipped) without the tool.
"""
import hashlib
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys

from recorder import Recorder, pcap

LIMIT = 60
FULL = 1500  # longer stub data is kept as its length and SHA-256

# The IDLs here have some operations of an interface; their numbers there, and the interface's name in ndrdump.
INTERFACES = {
    'drsr': ('drsuapi', [0, 1, 3, 12]),
    'epm': ('epmapper', [0, 2, 3, 4]),
    'lsat': ('lsarpc', [0, 44, 45, 14, 57]),
    'mgmt': ('mgmt', [0, 1, 2, 3, 4]),
    'rpcecho': ('rpcecho', list(range(10))),
    'rprn': ('spoolss', [0, 1, 7, 19, 26, 29, 66]),
    'rrp': ('winreg', [2, 5, 6, 10, 17, 22, 29]),
    'samr': ('samr', [0, 1, 6, 7, 16, 17, 47, 64]),
    'scmr': ('svcctl', [0, 1, 11, 15, 17, 37, 14, 47, 48]),
    'srvs': ('srvsvc', [14, 15, 16, 28, 39, 34]),
    'wkst': ('wkssvc', [0, 2, 22, 25]),
}
# Operations here that answer with a context handle: where its UUID begins.
OPENING = {
    ('drsr', 0): -20, ('epm', 1): 4, ('epm', 2): 4, ('lsat', 1): -20, ('rprn', 1): 4, ('rrp', 0): -20, ('rrp', 2): 4,
    ('samr', 0): -20, ('samr', 3): -20, ('samr', 7): -20, ('scmr', 3): -20, ('scmr', 7): -20,
}


# What the decoders must show, among others, for an interface: values the programs fill in.
VALUES = {
    'drsr': ['DC=example,DC=org', '402116', '5a575451-605d-6663-696c-6f7275787b7e', '4a474441-504d-5653-595c-5f6265686b6e',
             '1311768467463790320'],
    'epm': ['a note that leaves not a byte of its sixty-four bytes to spare!', '2a272421-302d-3633-393c-3f4245484b4e'],
    'lsat': ['S-1-5-21-4294967282-4294967283-4294967284', 'Domain Users', 'BUILTIN', '4294967261', '\\\\日本'],
    'mgmt': ['host/a.example@EXAMPLE', '2a272421-302d-3633-393c-3f4245484b4e'],
    'rpcecho': ['9223372036854775807', '65244', '13361', 'input 𐀀'],
    'rprn': ['\\\\server\\印刷', 'OSVersion', 'RAW', '40000', '65536'],
    'rrp': ['Software\\😀', 'Value', 'αβ', '70000', 'REG_OPENED_EXISTING_KEY'],
    'samr': ['Administrator', '😀 text', 'Builtin', 'comment', '2147483697', 'Guest😀'],
    'scmr': ['АБ', 'group', '2147483649', 'ServicesActive', '\\\\machine'],
    'srvs': ['IPC$', 'a😀z', 'C:\\中文', '1694498816', '-60', '1999', '4275878552', '\\\\here'],
    'wkst': ['OU=é,DC=example', '\\\\ümläut', '2593625233', 'guest', '\\\\pc', 'example.org'],
}
# What a tool has no decoder for, or shows in another way.
UNSEEN = {
    ('tshark', 'mgmt'): ['2a272421-302d-3633-393c-3f4245484b4e'],
    ('tshark', 'rpcecho'): ['9223372036854775807', '65244', '13361', 'input 𐀀'],
    ('tshark', 'rprn'): ['\\\\server\\印刷', 'RAW'],
    ('tshark', 'rrp'): ['αβ'],
    ('tshark', 'scmr'): ['АБ', 'group', '2147483649'],
}
# Not held against our bytes: (tool, program, operation) -> why the decoder is at fault or has nothing to say.
KNOWN = {
    ('ndrdump', 'drsr', 3): 'decompresses the blob of version 2, whose bytes here are not compressed data',
    ('ndrdump', 'lsat', 44): '[MS-LSAD] 2.2.9 makes ObjectName a STRING, Samba a text',
    ('ndrdump', 'mgmt', 1): 'Samba has a second input; C706 appendix Q has not',
    ('ndrdump', 'rprn', 0): 'decodes what is in the buffer, bytes of a pattern here',
    ('ndrdump', 'rprn', 1): 'decodes what is in the device mode, bytes of a pattern here',
    ('ndrdump', 'rprn', 7): 'decodes what is in the device mode, bytes of a pattern here',
    ('ndrdump', 'rprn', 66): 'knows some types of notification data only',
    ('ndrdump', 'rrp', 29): '[MS-RRP] 2.2.6 makes ve_valueptr a pointer, Samba a number',
    ('ndrdump', 'scmr', 11): 'Samba takes the bytes of lpDependencies for a text',
    ('ndrdump', 'scmr', 37): '[MS-SCMR] 2.2.22 passes a structure with a union, Samba a level and bytes',
    ('ndrdump', 'scmr', 47): 'does not know the operation',
    ('ndrdump', 'scmr', 48): 'does not know the operation',
    ('ndrdump', 'srvs', 34): 'Samba has no parameters for it',
    ('ndrdump', 'wkst', 2): 'has no default arm, [MS-WKST] 2.2.5.14 has an empty one',
    ('tshark', 'drsr', 0): 'takes the extensions for the structure of one version',
    ('tshark', 'drsr', 3): 'knows an older version of the messages',
    ('tshark', 'lsat', 44): '[MS-LSAD] 2.2.9 makes ObjectName a STRING, Wireshark a text',
    ('tshark', 'rprn', 0): 'decodes what is in the buffer, bytes of a pattern here',
    ('tshark', 'rprn', 1): 'has no decoder for the response',
    ('tshark', 'rprn', 7): 'decodes what is in the device mode, and does not know level 1',
    ('tshark', 'rprn', 66): 'knows some types of notification data only',
    ('tshark', 'rrp', 29): '[MS-RRP] 2.2.6 makes ve_valueptr a pointer, Wireshark a number',
    ('tshark', 'srvs', 34): 'has no parameters for it',
    ('tshark', 'srvs', 39): 'does not align the number that follows the name of the file',
}


def record(program):
    """The recorder of a run of PROGRAM, and what it printed."""
    with subprocess.Popen([program, 'tcp'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        recorder = Recorder(int(running.stdout.readline()))
        output = running.communicate(f'{recorder.port}\n', LIMIT)[0]
    recorder.close(LIMIT)
    return recorder, output if running.returncode else ''


def stub_data(stem, recorder):
    """(name, bytes) of each request and response; context handles are numbered, their UUIDs differ from run to run."""
    found, handles = [], []
    for number, call in enumerate(recorder.calls()):
        if (stem, call.opnum) in OPENING:
            at = OPENING[stem, call.opnum] % len(call.response)
            uuid = call.response[at:at + 16]
            if any(uuid) and uuid not in handles:
                handles.append(uuid)
        for name, data in (('request', call.request), ('response', call.response)):
            for i, uuid in enumerate(handles):
                data = data.replace(uuid, struct.pack('<IIII', i + 1, 0, 0, 0x0d1e))
            found.append((f'{number} operation {INTERFACES[stem][1][call.opnum]} {name}', data))
    return found


def written(stub_data_list):
    lines = []
    for name, data in stub_data_list:
        lines.append(f'{name} {len(data)}')
        if len(data) > FULL:
            lines.append('  sha256 ' + hashlib.sha256(data).hexdigest())
        else:
            lines += ['  ' + data[at:at + 48].hex() for at in range(0, len(data), 48)]
    return '\n'.join(lines) + '\n'


def golden(recordings, work, folder, update=False):
    for stem, recorder in recordings.items():
        text = written(stub_data(stem, recorder))
        file = folder / f'{stem}.hex'
        if update:
            file.write_text(text)
        ours, theirs = (re.split(r'\n(?=\d)', whole) for whole in (text, file.read_text()))
        for one, other in zip(ours, theirs):
            if one != other:
                yield f'{stem}: sent\n{one}\n instead of\n{other}'
        if len(ours) != len(theirs):
            yield f'{stem}: {len(ours)} instead of {len(theirs)} requests and responses'


def unseen(mode, stem, text):
    text = ' '.join(text.split())
    for value in VALUES[stem]:
        if value not in text and value not in UNSEEN.get((mode, stem), ()):
            yield f'{stem}: {mode} does not show {value}'


def tshark(recordings, work, folder):
    """All conversations in one capture, each with a server port of its own: the tool takes long to start."""
    ports = {49152 + i: stem for i, stem in enumerate(recordings)}
    capture = work / 'all.pcap'
    capture.write_bytes(pcap(packet for port, stem in ports.items()
                             for packet in recordings[stem].packets(INTERFACES[stem][1], port)))
    run = subprocess.run(['tshark', '-r', capture, '-d', f'tcp.port==49152-{max(ports)},dcerpc', '-V'],
                         capture_output=True, text=True, timeout=LIMIT)
    if run.returncode:
        yield f'tshark: {run.stderr}'
    texts = dict.fromkeys(recordings, '')
    for frame in re.split(r'\n(?=Frame \d+:)', run.stdout):
        stem = ports[max(int(port) for port in re.findall(r'(?:Source|Destination) Port: (\d+)', frame))]
        texts[stem] += frame + '\n'
        complaint = re.search(r'Malformed Packet.*|Expert Info \((?:Warning|Error).*', frame)
        opnum = re.search(r'Opnum: (\d+)', frame)
        if complaint and ('tshark', stem, int(opnum[1]) if opnum else None) not in KNOWN:
            yield f'{stem}: {complaint[0]}\n{frame}'
    for stem, text in texts.items():
        yield from unseen('tshark', stem, text)


def ndrdump(recordings, work, folder):
    for stem, recorder in recordings.items():
        interface, opnums = INTERFACES[stem]
        data = [bytes for _, bytes in stub_data(stem, recorder)]
        calls = dict.fromkeys(zip((opnums[call.opnum] for call in recorder.calls()), data[::2], data[1::2]))
        texts = []
        for opnum, request, response in calls:
            (work / 'in').write_bytes(request)
            (work / 'out').write_bytes(response)
            for side, more in (('in', []), ('out', ['-c', work / 'in'])):
                run = subprocess.run(['ndrdump', *more, interface, str(opnum), side, work / side],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT)
                texts.append(run.stdout.decode(errors='replace'))
                is_good = run.returncode == 0 and 'dump OK' in texts[-1] and ' unread bytes' not in texts[-1]
                if not is_good and ('ndrdump', stem, opnum) not in KNOWN:
                    yield f'{stem} operation {opnum} {side}:\n{texts[-1]}'
        yield from unseen('ndrdump', stem, '\n'.join(texts))


def main():
    mode, work, folder, programs = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4:]
    if mode in ('tshark', 'ndrdump') and not shutil.which(mode):
        print(f'SKIP: {mode} is not installed')
        return 77
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    judge = {'golden': golden, 'tshark': tshark, 'ndrdump': ndrdump,
             'update': lambda *arguments: golden(*arguments, update=True)}[mode]
    problems, recordings = [], {}
    for program in programs:
        stem = pathlib.Path(program).name.removeprefix('protocol_')
        recordings[stem], output = record(program)
        problems += [output] if output else []
    problems += judge(recordings, work, folder)
    print(*problems, sep='\n', end='\n' if problems else '')
    count = sum(2 * len(recorder.calls()) for recorder in recordings.values())
    print(f'{max(count - len(problems), 0)} passed, {len(problems)} failed')
    return 1 if problems or not count else 0


if __name__ == '__main__':
    sys.exit(main())
