# SPDX-License-Identifier: LGPL-2.1-or-later
"""rpcdump --pcap: captures.py RPCDUMP GOLDEN

The captures in GOLDEN give the lines that are on file, tshark finds the same PDUs where it is installed, and what
cannot be read or asked is refused. Prints a line per fact and "N passed, N failed".
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys

LIMIT = 60
TYPES = ['request', None, 'response', 'fault'] + [None] * 7 + [
    'bind', 'bind_ack', 'bind_nak', 'alter_context', 'alter_context_resp', 'auth3', 'shutdown', 'co_cancel', 'orphaned']


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT)


def seen_by_tshark(capture):
    """How often each (type, call) is there."""
    rows = run('tshark', '-r', str(capture), '-d', 'tcp.port==4711,dcerpc', '-Y', 'dcerpc', '-T', 'fields', '-e',
               'dcerpc.pkt_type', '-e', 'dcerpc.cn_call_id').stdout.splitlines()
    return collections.Counter((TYPES[int(kind)], int(call)) for row in rows
                               for kind, call in zip(*(column.split(',') for column in row.split('\t'))))


def facts(rpcdump, golden):
    captures = sorted(one for one in golden.iterdir() if one.suffix in ('.pcap', '.pcapng'))
    yield 'there are captures', len(captures) == 2
    for capture in captures:
        done = run(rpcdump, '--pcap', str(capture))
        expected = (golden / (capture.name + '.lines')).read_text()
        yield f'{capture.name}: the lines on file', done.returncode == 0 and done.stdout == expected
        if shutil.which('tshark'):
            ours = collections.Counter((kind, int(call)) for kind, call in re.findall(
                r'^\S+ \S+ > \S+ (\w+) call=(\d+) ', done.stdout, re.M))
            yield f'{capture.name}: tshark sees the same', ours and ours == seen_by_tshark(capture)
        else:
            print(f'SKIP: {capture.name} by tshark: not installed')
    missing = run(rpcdump, '--pcap', str(golden / 'no such file'))
    yield 'no such file', missing.returncode == 1 and 'cannot be read' in missing.stderr
    other = run(rpcdump, '--pcap', str(golden / 'origin.txt'))
    yield 'no capture', other.returncode == 1 and 'neither pcap nor pcapng' in other.stderr
    for arguments in (['host'], ['--json'], ['--port', '1'], ['--protseq', 'ncalrpc'], ['--interface', 'x']):
        yield f'not with {arguments[0]}', run(rpcdump, '--pcap', str(captures[0]), *arguments).returncode == 2


def main():
    passed = failed = 0
    for fact, good in facts(sys.argv[1], pathlib.Path(sys.argv[2])):
        passed += bool(good)
        failed += not good
        print(f'{fact}: {"ok" if good else "FAILED"}', flush=True)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
