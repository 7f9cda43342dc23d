# SPDX-License-Identifier: LGPL-2.1-or-later
"""impacket's management client against our server over TCP: management.py MIDL LIBDIR INCLUDEDIR WORKDIR.

Starts the synchronous server of tests/conformance/calls and asks it for its interfaces, statistics, state, principal
name, and to stop, which it refuses. In a network namespace, where one can be made, tshark looks on. Prints a line per
question and "N passed, N failed". Needs Debian's python3-impacket; exits 77 without it.
"""
import os
import pathlib
import subprocess
import sys

try:
    from impacket.dcerpc.v5 import mgmt, transport
    from impacket.dcerpc.v5.rpcrt import DCERPCException
    from impacket.uuid import uuidtup_to_bin
except ImportError:
    # Another interpreter than Debian's does not see its packages.
    if sys.executable != '/usr/bin/python3' and os.path.exists('/usr/bin/python3'):
        os.execv('/usr/bin/python3', ['/usr/bin/python3', *sys.argv])
    print('SKIP: python3-impacket is not installed')
    sys.exit(77)

from capture import Capture  # noqa: E402
from namespace import enter_namespace  # noqa: E402
from report import Report
from wine import CALLS, free_port, must  # noqa: E402

ACCESS_DENIED = 5
UNKNOWN_AUTHN_SERVICE = 1747
INTERFACE = '5f1e0c0a-2f0b-4e0e-9d3c-6a1d7c0e5a11'


def start_server(midl, libdir, include, work):
    work.mkdir(parents=True, exist_ok=True)
    must([midl, '-nologo', str(CALLS / 'calls.idl'), '-acf', str(CALLS / 'sync.acf'), '-out', str(work)])
    must(['gcc', '-I', include, '-I', str(work), '-fshort-wchar', '-fexceptions', str(CALLS / 'sync_server.c'),
          str(work / 'calls_s.c'), '-o', str(work / 'server'), '-L', libdir, '-lrpcrt4'])
    port = free_port()
    server = subprocess.Popen([str(work / 'server'), 'ncacn_ip_tcp', str(port)], stdout=subprocess.PIPE, text=True,
                              env={**os.environ, 'LD_LIBRARY_PATH': libdir})
    if server.stdout.readline() != 'listening: 0\n':
        server.kill()
        raise RuntimeError('the server did not start')
    return server, port


def connect(port, interface=mgmt.MSRPC_UUID_MGMT):
    dce = transport.DCERPCTransportFactory(f'ncacn_ip_tcp:127.0.0.1[{port}]').get_dce_rpc()
    dce.connect()
    dce.bind(interface)
    return dce


def refusal(question):
    """The code of the exception that impacket makes of a status other than zero."""
    try:
        question()
    except DCERPCException as error:
        return error.get_error_code()
    return 0


def interfaces(port):
    vector = mgmt.hinq_if_ids(connect(port))['if_id_vector']
    listed = [entry['Data']['Uuid'] for entry in vector['if_id']]
    return vector['count'] == 1 and listed == [uuidtup_to_bin((INTERFACE, '1.0'))[:16]]


def statistics(port):
    dce = connect(port)
    first = mgmt.hinq_stats(dce)['statistics']
    second = mgmt.hinq_stats(dce)['statistics']
    return len(first) == len(second) == 4 and second[0] == first[0] + 1


def listening(port):
    return mgmt.his_server_listening(connect(port))['status'] == 0


def stopping(port):
    return refusal(lambda: mgmt.hstop_server_listening(connect(port))) == ACCESS_DENIED and listening(port)


def principal_name(port):
    return mgmt.hinq_princ_name(connect(port))['status'] == UNKNOWN_AUTHN_SERVICE


def unknown_interface(port):
    try:
        connect(port, uuidtup_to_bin(('01234567-89ab-cdef-0123-456789abcdef', '1.0')))
    except DCERPCException as error:
        return 'syntax' in str(error)
    return False


def main():
    is_alone = enter_namespace()
    midl, libdir, include, work = sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
    server, port = start_server(midl, libdir, include, work)
    questions = (interfaces, statistics, listening, stopping, principal_name, unknown_interface)
    try:
        with Capture(work / 'management.pcap', is_alone) as capture:
            results = [(question.__name__.replace('_', ' '), question(port)) for question in questions]
    finally:
        server.kill()
    results += capture.facts({'mgmt': 2 * len(questions)})
    report = Report()
    report.hear(results)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
