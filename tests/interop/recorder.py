# SPDX-License-Identifier: LGPL-2.1-or-later
"""Records what a client and a server of DCE/RPC over TCP say to each other.

A Recorder listens on a port of its own, passes the bytes of each connection on to the server's port and keeps them.
`calls()` gives the operation number and the stub data of each call, put together from its fragments; `packets()`
and pcap() make a capture file for dissectors of it.
"""
import dataclasses
import socket
import struct
import threading

REQUEST, RESPONSE, FAULT = 0, 2, 3
FIRST, LAST, OBJECT = 0x01, 0x02, 0x80


@dataclasses.dataclass
class Call:
    opnum: int
    request: bytes = b''
    response: bytes = b''
    fault: int = 0


def pdus(stream):
    """The PDUs in a stream of bytes."""
    at = 0
    while at + 16 <= len(stream):
        length = struct.unpack_from('<H' if stream[at + 4] & 0x10 else '>H', stream, at + 8)[0]
        yield stream[at:at + length]
        at += length


class Recorder:
    def __init__(self, server_port):
        self.server_port = server_port
        self.pieces = []  # (connection, is it from the client, bytes), in the order they came
        self.connections = 0
        self.threads, self.sockets = [], []
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.create_connection(('127.0.0.1', self.server_port))
            self.sockets += [client, server]
            number, self.connections = self.connections, self.connections + 1
            for source, target, is_client in ((client, server, True), (server, client, False)):
                thread = threading.Thread(target=self.copy, args=(number, source, target, is_client), daemon=True)
                self.threads.append(thread)
                thread.start()

    def copy(self, number, source, target, is_client):
        try:
            while data := source.recv(65536):
                self.pieces.append((number, is_client, data))
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self, limit):
        """Waits for the ends of the connections."""
        self.listener.close()
        for thread in self.threads:
            thread.join(limit)
        for one in self.sockets:
            one.close()

    def is_unanswered(self):
        """Every request is complete, and the last one has no answer."""
        last = [pdu[2] for _, _, pdu in self.ordered_pdus()][-1:]
        return last == [REQUEST] and sum(len(pdu) for _, _, pdu in self.ordered_pdus()) == self.size()

    def size(self):
        return sum(len(data) for _, _, data in self.pieces)

    def ordered_pdus(self):
        """(connection, is it from the client, PDU), where an answer follows what it answers."""
        waiting = {}
        for number, is_client, data in self.pieces:
            key = (number, is_client)
            waiting[key] = waiting.get(key, b'') + data
            for pdu in list(pdus(waiting[key])):
                if len(pdu) < 16 or len(waiting[key]) < len(pdu) or \
                        len(pdu) < struct.unpack_from('<H', pdu, 8)[0]:
                    break
                waiting[key] = waiting[key][len(pdu):]
                yield number, is_client, pdu

    def calls(self):
        """The calls in their order; little-endian peers without authentication, one call at a time per connection.

        Wine answers each call with the number of the first, so an answer belongs to the latest call.
        """
        found, latest = [], {}
        for number, _, pdu in self.ordered_pdus():
            kind, flags = pdu[2], pdu[3]
            if kind == REQUEST:
                if flags & FIRST:
                    latest[number] = Call(struct.unpack_from('<H', pdu, 22)[0])
                    found.append(latest[number])
                latest[number].request += pdu[40 if flags & OBJECT else 24:]
            elif kind == RESPONSE:
                latest[number].response += pdu[24:]
            elif kind == FAULT:
                latest[number].fault = struct.unpack_from('<I', pdu, 24)[0]
        return found

    def trace(self):
        """A line per PDU, and what there was in all."""
        for number, is_client, pdu in self.ordered_pdus():
            yield (f'connection {number} {"client" if is_client else "server"}: type {pdu[2]} flags {pdu[3]:#x} '
                   f'call {struct.unpack_from("<I", pdu, 12)[0]} of {len(pdu)} bytes')
        yield f'{self.connections} connections, {self.size()} bytes'

    def packets(self, opnums, port):
        """The conversation as packets for pcap(), with a server at `port`; opnums[n] stands in for operation n."""
        sequence = {}
        for number, is_client, pdu in self.ordered_pdus():
            if pdu[2] == REQUEST:
                opnum = opnums[struct.unpack_from('<H', pdu, 22)[0]]
                pdu = pdu[:22] + struct.pack('<H', opnum) + pdu[24:]
            ports = (40000 + number, port) if is_client else (port, 40000 + number)
            for start in range(0, len(pdu), 1400):
                data = pdu[start:start + 1400]
                seq, ack = sequence.get((number, is_client), 1), sequence.get((number, not is_client), 1)
                tcp = struct.pack('>HHIIBBHHH', *ports, seq, ack, 0x50, 0x18, 65535, 0, 0)
                ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 40 + len(data), 0, 0, 64, 6, 0, b'\x7f\0\0\1', b'\x7f\0\0\1')
                sequence[number, is_client] = seq + len(data)
                yield ip + tcp + data


def pcap(packets):
    """A capture file of IP packets."""
    out = [struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 0x40000, 101)]
    for packet in packets:
        out.append(struct.pack('<IIII', 0, len(out), len(packet), len(packet)) + packet)
    return b''.join(out)
