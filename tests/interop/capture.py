# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes over the loopback interface of a network namespace, and what Wireshark's dissectors say about it.

Every TCP port there is taken for DCE/RPC. A complaint is a malformed packet, or anything the dissectors warn of that
ACCEPTED does not list with its reason. Needs Debian's tshark; without it nothing is recorded and nothing judged.
"""
import pathlib
import re
import shutil
import socket
import subprocess
import time

LIMIT = 60
BEGIN, END = b'the capture begins here', b'the capture ends here'
MARKER_PORT = 9  # discard
WARNING = 0x00600000  # Wireshark's severity
SHOWN = 150  # lines of a frame
# Warnings that are no fault of a PDU.
ACCEPTED = [
    (r'Connection reset \(RST\)', 'a peer that is killed, or closes with unread bytes, resets its connection'),
    (r'Bind not acknowledged', 'a refusal is an answer'),
    (r'^TCP (window specified by the receiver is now completely full|Zero Window segment)', 'a reader is slow'),
    (r'D-SACK Sequence', 'TCP has sent a segment twice, late'),
    (r'^Missing (keytype|(KDC )?(\(for ticket\) )?checksum) \d+|^Used keymap=', 'not all keys there are are known'),
    (r'RightHandSide not decoded yet for proto_id 0xc', 'it has no text for the floor of local RPC'),
]


class Capture:
    """Records while the `with` statement lasts."""
    only = ''  # a capture filter: what is recorded

    def __init__(self, file, is_alone=True):
        """`is_alone`: in a namespace; elsewhere others use the interface, too."""
        self.file = pathlib.Path(file)
        self.ports = ['-d', 'tcp.port==1-65535,dcerpc']
        self.secrets = []  # options of tshark, see knows()
        tools = [tool for tool in ('tshark', 'dumpcap') if not shutil.which(tool)]
        self.absent = f'{" and ".join(tools)} not installed' if tools else '' if is_alone else 'no namespace to record in'
        self.is_on = not self.absent

    def __enter__(self):
        if self.is_on:
            self.file.unlink(missing_ok=True)
            self.process = subprocess.Popen(['dumpcap', '-q', '-i', 'lo', '-B', '64', '-w', str(self.file), '-f', self.only],
                                            stderr=subprocess.DEVNULL)
            self.pass_by(BEGIN)
        return self

    def __exit__(self, kind, *_):
        if self.is_on:
            if kind is None:
                self.pass_by(END)  # and so has everything before it
            self.process.terminate()
            self.process.wait(LIMIT)

    def pass_by(self, marker):
        """Returns when the marker has come to the file; before it is opened, what is sent is lost."""
        end = time.monotonic() + LIMIT
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not (self.file.exists() and marker in self.file.read_bytes()):
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError('the loopback interface cannot be recorded')
                sender.sendto(marker, ('127.0.0.1', MARKER_PORT))
                time.sleep(0.05)

    def knows_smb(self):
        """From now on ports are what they usually are: SMB comes from any to 445."""
        self.ports = []

    def knows(self, keytab=None, password=None):
        """From now on everything is judged decrypted, as far as this goes, which replaces what was known before. With a
        password that is NTLM without SPNEGO, after whose MICs tshark 4.0 loses its way in the key stream."""
        self.secrets = ['-K', str(keytab), '-o', 'kerberos.decrypt:TRUE'] if keytab else []
        if password:
            self.secrets += ['-o', f'ntlmssp.nt_password:{password}']

    def sealed_facts(self, service, read, known):
        """That sealed stub data of this auth_type can be read: `read` is a display filter for what is only there when
        it is decrypted, `known` are bytes that would be there if it had not been sealed."""
        if not self.is_on:
            return
        # Not where a token of the exchange is in the same frame, which says names, too.
        sealed = f'dcerpc.auth_level == 6 && dcerpc.auth_type == {service} && !(dcerpc.pkt_type >= 11)'
        readable = self.count(f'{sealed} && {read}')
        plain = self.count(f'{sealed} && tcp contains {known.hex(":")}')
        yield f'tshark unseals {readable} of service {service} and {read}', readable and not plain

    def tshark(self, *arguments):
        return subprocess.run(['tshark', '-r', self.file, *self.ports, *self.secrets, *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT, check=True).stdout

    def count(self, display_filter):
        return len(self.tshark('-Y', display_filter, '-T', 'fields', '-e', 'frame.number').splitlines())

    def complaints(self, sent_by=()):
        """(frame, messages) of the frames that are complained of; `sent_by`: only of those from these TCP ports."""
        # The markers come from any port, and some ports are those of other protocols.
        wanted = f'(_ws.malformed || _ws.expert.severity >= {WARNING}) && !(udp.dstport == {MARKER_PORT})'
        if sent_by:
            wanted += ' && tcp.srcport in {' + ','.join(str(port) for port in sent_by) + '}'
        fields = [word for name in ('frame.number', '_ws.malformed', '_ws.expert.severity', '_ws.expert.message')
                  for word in ('-e', name)]
        for line in self.tshark('-Y', wanted, '-T', 'fields', '-E', 'aggregator=\x1f', *fields).splitlines():
            number, malformed, severities, messages = line.split('\t')
            grave = {message for message, severity in zip(messages.split('\x1f'), severities.split('\x1f'))
                     if int(severity or '0', 0) >= WARNING and
                     not any(re.search(known, message) for known, _ in ACCEPTED)}
            if malformed or grave:
                yield number, [malformed] * bool(malformed) + sorted(grave)

    def shown(self, number):
        """What the dissectors make of a frame above TCP."""
        whole = self.tshark('-Y', f'frame.number == {number}', '-V')
        return '\n'.join(whole[max(whole.find('\nDistributed Computing'), 0):].splitlines()[:SHOWN])

    def facts(self, seen, sent_by=()):
        """`seen`: display filter -> how many frames there must be at least, so that there is something to judge."""
        if not self.is_on:
            print(f'SKIP: {self.absent}')
            return
        for display_filter, least in seen.items():
            count = self.count(display_filter)
            yield f'tshark sees {count} frames of {display_filter}', count >= least
        complaints = list(self.complaints(sent_by))
        for number, messages in complaints[:3]:
            print(f'frame {number}: {"; ".join(messages)}')
            print(self.shown(number))
        yield 'and nothing malformed', not complaints



def self_check(file):
    """That a malformed packet would be found: a bind that says it has nine presentation contexts, and has none."""
    bind = bytes((5, 0, 11, 3, 0x10, 0, 0, 0, 28, 0, 0, 0, 1, 0, 0, 0, 0xd0, 0x16, 0xd0, 0x16, 0, 0, 0, 0, 9, 0, 0, 0))
    with Capture(file) as capture, socket.create_server(('127.0.0.1', 0)) as listener:
        with socket.create_connection(listener.getsockname()) as client, listener.accept()[0] as server:
            client.sendall(bind)
            server.recv(len(bind))
    if capture.is_on:
        yield 'tshark finds what is malformed', len(list(capture.complaints())) == 1
