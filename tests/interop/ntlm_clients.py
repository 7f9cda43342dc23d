# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients of others against our server by NTLM: ntlm_clients.py ECHO_SERVER MIDL WORKDIR

In a network namespace of their own, impacket calls two operations at levels 2, 4, 5 and 6, and our echo_client as a
program of Windows, under Wine, eight at levels 2, 5 and 6; both with a right and a wrong password. tshark looks on, and
reads with the password what is sealed. Prints a line per fact and "N passed, N failed"; a part whose tools are not
installed is named and left out, and where that is both, the exit code is 77.
"""
import os
import pathlib
import shutil
import subprocess
import sys

try:
    from impacket.dcerpc.v5 import transport
    from impacket.dcerpc.v5.dtypes import ULONG
    from impacket.dcerpc.v5.ndr import NDRCALL, NDRUniConformantArray
    from impacket.dcerpc.v5.rpcrt import DCERPCException
    from impacket.uuid import uuidtup_to_bin
except ImportError:
    transport = None

from capture import Capture
from namespace import enter_namespace
from report import Report
from serving import Server
from wine import PE_CC

HERE = pathlib.Path(__file__).resolve().parent
IDL = HERE.parent / 'midl' / 'idl' / 'protocols'
LIMIT = 90  # seconds; the first start of Wine in a fresh prefix is slow
PORT = 4712
INTERFACE = ('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')
WINNT = 10
PACKET = 4  # at which impacket does not sign; [MS-RPCE] 3.3.1.5.2.2 wants each PDU signed, and so do we (not so Samba)
# Not TestEnum and TestSurrounding, which its NDR does not get right, authenticated or not.
OPERATIONS = ('AddOne', 'EchoData', 'SinkData', 'SourceData', 'TestCall', 'TestCall2', 'TestSleep', 'TestDoublePointer')
USER, DOMAIN, PASSWORD, NT_HASH = 'alice', 'WG', 'Alice1,open', '2647f33f647f8e7609652e7aead23dc8'
SECRET = bytes(range(64, 96))


if transport:
    # impacket looks in the module of the call for the classes of the answer and of the errors.
    class DCERPCSessionError(DCERPCException):
        pass

    class AddOne(NDRCALL):
        opnum = 0
        structure = (('in_data', ULONG),)

    class AddOneResponse(NDRCALL):
        structure = (('out_data', ULONG),)

    class EchoData(NDRCALL):
        opnum = 1
        structure = (('length', ULONG), ('in_data', NDRUniConformantArray))

    class EchoDataResponse(NDRCALL):
        structure = (('out_data', NDRUniConformantArray),)


def impacket_calls(level, password):
    """42 and the bytes that came back, or what went wrong."""
    way = transport.DCERPCTransportFactory(f'ncacn_ip_tcp:127.0.0.1[{PORT}]')
    way.set_credentials(USER, password, DOMAIN)
    connection = way.get_dce_rpc()
    connection.set_auth_type(WINNT)
    connection.set_auth_level(level)
    try:
        connection.connect()
        connection.bind(uuidtup_to_bin(INTERFACE))
        add = AddOne()
        add['in_data'] = 41
        echo = EchoData()
        echo['length'] = len(SECRET)
        echo['in_data'] = list(SECRET)
        added = connection.request(add, checkError=False)['out_data']
        return added, b''.join(connection.request(echo, checkError=False)['out_data'])
    except DCERPCException as refused:
        return str(refused)
    finally:
        connection.disconnect()


def impacket_facts():
    if not transport:
        print('SKIP: python3-impacket is not installed')
        return
    for level in (2, PACKET, 5, 6):
        answer = impacket_calls(level, PASSWORD)
        expected = 'rpc_s_access_denied' if level == PACKET else (42, SECRET)
        yield f'impacket at level {level}: {answer}', answer == expected
        answer = impacket_calls(level, 'wrong')
        yield f'impacket at level {level}, wrong password: {answer}', 'rpc_s_access_denied' in answer


def build(midl, work):
    """echo_client, for Windows."""
    def must(*command):
        subprocess.run([str(word) for word in command], check=True, timeout=LIMIT)
    must(midl, '-nologo', IDL / 'dtyp.idl', '-client', 'none', '-server', 'none', '-out', work)
    must(midl, '-nologo', IDL / 'rpcecho.idl', '-acf', HERE / 'echo' / 'rpcecho.acf', '-out', work)
    for source in (HERE / 'echo' / 'echo_client.c', work / 'rpcecho_c.c'):
        must(*PE_CC, '-I', work, '-c', source, '-o', work / f'{source.stem}.o')
    program = work / 'echo_client.exe'
    must('x86_64-w64-mingw32-gcc', work / 'echo_client.o', work / 'rpcecho_c.o', '-o', program, '-lrpcrt4')
    return program


def wine_facts(midl, work):
    absent = [tool for tool in ('wine', 'clang', 'x86_64-w64-mingw32-gcc') if not shutil.which(tool)]
    if absent:
        print(f'SKIP: {", ".join(absent)} not installed')
        return
    os.environ.update(WINEPREFIX=str(work / 'wine'), WINEDEBUG='-all', HOME=str(work))
    os.environ.pop('DISPLAY', None)
    program = build(midl, work)
    subprocess.run(['wineboot', '-i'], capture_output=True, timeout=LIMIT)
    for level in (2, 5, 6):
        for password, operations, expected in ((PASSWORD, OPERATIONS, f'{len(OPERATIONS)} of {len(OPERATIONS)}\n'),
                                               ('wrong', OPERATIONS[:1], 'AddOne: exception 5\n0 of 1\n')):
            done = subprocess.run(['wine', program, f'ncacn_ip_tcp:127.0.0.1[{PORT}]', str(WINNT), str(level), '-',
                                   USER, DOMAIN, password, *operations], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True, timeout=LIMIT)
            said = '; '.join(done.stdout.split('\n'))
            yield f"Wine's client at level {level} with {password}: {said}", done.stdout == expected
    subprocess.run(['wineserver', '-k'], timeout=LIMIT)


def main():
    if not enter_namespace():
        print('SKIP: no network namespace can be made')
        return 77
    echo_server, midl, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    accounts = work / 'accounts'
    accounts.write_text(f'{USER}::{NT_HASH}\n')
    accounts.chmod(0o600)
    os.environ['RPCRT4_RUNTIME_DIR'] = str(work)
    with Capture(work / 'ntlm.pcap') as capture:
        with Server(echo_server, '--tcp', PORT, '--ntlm-users', accounts) as server:
            results = list(impacket_facts()) + list(wine_facts(midl, work))
    if not results:
        return 77
    results.append(('the server ends well', server.code == 0))
    results += capture.facts({f'dcerpc && tcp.srcport == {PORT}': 10})
    capture.knows(password=PASSWORD)
    for kind in ('srcport', 'dstport'):
        read = f'tcp.{kind} == {PORT} && dcerpc.decrypted_stub_data contains {SECRET.hex(":")}'
        results += capture.sealed_facts(WINNT, read, SECRET)
    report = Report()
    report.hear(results)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
