# SPDX-License-Identifier: LGPL-2.1-or-later
"""PDUs of the connection-oriented protocol as bytes and as named fields: C706 12.6.3 and 12.6.4, [MS-RPCE] 2.2.2.

encode() writes what it is told, also what no client in its senses sends. decode() takes whatever a server says: it
raises Malformed for what is no PDU, and nothing else."""
import struct
import uuid

HEADER = 16
TYPES = {0: 'request', 1: 'ping', 2: 'response', 3: 'fault', 4: 'working', 5: 'nocall', 6: 'reject', 7: 'ack',
         8: 'cl_cancel', 9: 'fack', 10: 'cancel_ack', 11: 'bind', 12: 'bind_ack', 13: 'bind_nak', 14: 'alter_context',
         15: 'alter_context_resp', 16: 'auth3', 17: 'shutdown', 18: 'co_cancel', 19: 'orphaned'}
NUMBERS = {name: number for number, name in TYPES.items()}
BINDS = ('bind', 'alter_context')
ANSWERS_TO_BINDS = ('bind_ack', 'alter_context_resp')
FLAGS = {'first': 0x01, 'last': 0x02, 'cancel': 0x04, 'sign': 0x04, 'reserved': 0x08, 'mpx': 0x10, 'dne': 0x20,
         'maybe': 0x40, 'object': 0x80, 'none': 0}
LITTLE = bytes.fromhex('10000000')
SYNTAXES = {'ndr': ('8a885d04-1ceb-11c9-9fe8-08002b104860', 2, 0),
            'ndr64': ('71710533-beba-4937-8319-b5dbef9ccc36', 1, 0)}
FEATURES = '6cb71c2c-9812-4540-'  # and eight bytes of bits, [MS-RPCE] 3.3.1.5.3
NONE = ('00000000-0000-0000-0000-000000000000', 0, 0)
STATUSES = {'op_rng': 0x1C010002, 'unk_if': 0x1C010003, 'proto_error': 0x1C01000B, 'too_busy': 0x1C010014,
            'unsupported_type': 0x1C010017, 'cancelled': 0x1C00000D, 'access_denied': 5, 'no_memory': 0x1C00001B,
            'context_mismatch': 0x1C00001A, 'bad_stub_data': 0x6F7, 'no_call_active': 0x6BD,
            'sec_pkg_error': 0x721, 'unknown_authn': 0x6D3, 'aborted': 13, 'invalid_bound': 0x1C000007,
            'not_registered': 0x16C9A0D6, 'null_reference': 0x6F4, 'null_context': 0x6EF,
            'cannot_support': 0x6E4, 'invalid_tag': 0x1C000006}
REASONS = ('not_specified', 'congestion', 'limit', 'paddr', 'version', 'default_context', 'user_data', 'no_psap',
           'auth_type', 'checksum')
SIGNATURE = uuid.UUID('90740320-fad0-11d3-82d7-009027b130ab')  # extended error information follows, 2.2.1.1.2


class Malformed(Exception):
    """What has arrived is no PDU."""


def order_of(drep):
    """For struct: integers are big-endian unless the label says little."""
    return '<' if drep[0] & 0xF0 == 0x10 else '>'


def syntax_bytes(order, syntax):
    identity, major, minor = syntax
    identity = uuid.UUID(identity)
    return (identity.bytes_le if order == '<' else identity.bytes) + struct.pack(order + 'I', minor << 16 | major)


def name_of(syntax):
    if syntax == NONE:
        return 'none'
    for name, known in SYNTAXES.items():
        if known == syntax:
            return name
    return f'{syntax[0]}/{syntax[1]}.{syntax[2]}'


def status_name(status):
    return next((name for name, value in STATUSES.items() if value == status), f'{status:#010x}')


def flag_names(flags, kind):
    binds = kind in BINDS + ANSWERS_TO_BINDS
    names = [name for name, bit in FLAGS.items()
             if flags & bit and name != ('cancel' if binds else 'sign')]
    return '+'.join(names) or 'none'


def contexts_bytes(order, contexts, count=None):
    """`contexts`: (id, interface, transfer syntaxes); `count` lies about how many there are."""
    out = struct.pack(order + 'BBH', len(contexts) & 0xFF if count is None else count, 0, 0)
    for number, interface, transfers in contexts:
        out += struct.pack(order + 'HBB', number, len(transfers), 0) + syntax_bytes(order, interface)
        out += b''.join(syntax_bytes(order, transfer) for transfer in transfers)
    return out


def body_of(kind, order, fields):
    """What follows the common header, without a trailer."""
    if kind in BINDS:
        sizes = (fields.get('xmit', 5840), fields.get('recv', 5840), fields.get('group', 0))
        contexts = contexts_bytes(order, fields.get('contexts', ()), fields.get('count'))
        return struct.pack(order + 'HHI', *sizes) + contexts
    if kind in ('request', 'response', 'fault'):
        stub = fields.get('stub', b'')
        second = fields.get('op', 0) if kind == 'request' else 0
        body = struct.pack(order + 'IHH', fields.get('hint', len(stub)), fields.get('ctx', 0), second)
        if kind == 'request' and 'object' in fields:
            identity = uuid.UUID(fields['object'])
            body += identity.bytes_le if order == '<' else identity.bytes
        if kind == 'fault':
            body += struct.pack(order + 'II', fields.get('status', 0), 0)
        return body + stub
    if kind == 'auth3':
        return bytes(4)
    return b''


def trailer_bytes(order, auth, padding):
    """`auth`: (type, level, context id, token)."""
    return struct.pack(order + 'BBBBI', auth[0], auth[1], padding, 0, auth[2]) + auth[3]


def encode(kind, fields):
    """`kind`: a name, or a number as text. Of the fields, vers, minor, flags, drep, frag, authlen and call are the
    header's (the lengths are right unless given), `security` an auth trailer, `tail` bytes behind it all."""
    drep = fields.get('drep', LITTLE)
    order = order_of(drep)
    number = NUMBERS[kind] if kind in NUMBERS else int(kind)
    body = body_of(kind, order, fields)
    if 'security' in fields:
        padding = -len(fields.get('stub', b'')) % 16 if kind == 'request' else -len(body) % 4
        body += bytes(padding) + trailer_bytes(order, fields['security'], fields.get('pad', padding))
    body += fields.get('tail', b'')
    flags = fields.get('flags', 3) | (FLAGS['object'] if 'object' in fields else 0)
    auth = len(fields['security'][3]) if 'security' in fields else 0
    return struct.pack('4B', fields.get('vers', 5), fields.get('minor', 0), number, flags) + drep + struct.pack(
        order + 'HHI', fields.get('frag', HEADER + len(body)) & 0xFFFF, fields.get('authlen', auth),
        fields.get('call', 1)) + body


class Pdu:
    """One that has arrived. `fields`: name -> int, text or bytes."""

    def __init__(self, data):
        if len(data) < HEADER:
            raise Malformed('shorter than a header')
        self.data = bytes(data)
        version, minor, number, flags = data[:4]
        self.order = order_of(data[4:8])
        self.kind = TYPES.get(number, f'type_{number}')
        length, auth, call = struct.unpack(self.order + 'HHI', data[8:HEADER])
        if version != 5:
            raise Malformed(f'version {version}')
        if length != len(data):
            raise Malformed(f'a length of {length} for {len(data)} bytes')
        self.flag_bits = flags
        self.fields = {'minor': minor, 'flags': flag_names(flags, self.kind), 'drep': data[4:8].hex(), 'call': call,
                       'len': length, 'authlen': auth}
        self.end = self.read_trailer(auth)
        try:
            self.read_body()
        except struct.error as why:
            raise Malformed(f'{self.kind} breaks off') from why

    def read_trailer(self, auth):
        """Where the body ends."""
        self.token = b''
        if auth == 0:
            return len(self.data)
        start = len(self.data) - auth - 8
        if start < HEADER:
            raise Malformed('a trailer longer than the PDU')
        kind, level, padding, _, context = struct.unpack(self.order + 'BBBBI', self.data[start:start + 8])
        self.fields |= {'authtype': kind, 'level': level, 'pad': padding, 'authctx': context}
        self.token = self.data[start + 8:]
        self.trailer = start
        if start - padding < HEADER:
            raise Malformed('padding longer than the PDU')
        return start - padding

    def unpack(self, form, offset):
        if offset + struct.calcsize(self.order + form) > self.end:
            raise struct.error
        return struct.unpack_from(self.order + form, self.data, offset)

    def read_body(self):
        if self.kind in ANSWERS_TO_BINDS:
            self.read_answer_to_bind()
        elif self.kind == 'bind_nak':
            reason, count = self.unpack('HB', HEADER)
            self.fields['reason'] = REASONS[reason] if reason < len(REASONS) else str(reason)
            self.fields['versions'] = ','.join('%d.%d' % self.unpack('BB', 19 + 2 * i) for i in range(count))
            behind = self.data[19 + 2 * count:self.end]
            self.fields['eeinfo'] = 'yes' if SIGNATURE.bytes_le in behind else 'no'
        elif self.kind in ('response', 'request', 'fault'):
            hint, context, more = self.unpack('IHH', HEADER)
            self.fields |= {'hint': hint, 'ctx': context}
            self.fields |= {'op': more} if self.kind == 'request' else {'cancels': self.data[22]}
            start = 24
            if self.kind == 'fault':
                self.fields['status'] = status_name(*self.unpack('I', 24))
                start = 32
            self.fields['stub'] = self.data[start:self.end]
            self.fields['stublen'] = len(self.fields['stub'])

    def read_answer_to_bind(self):
        transmit, receive, group, size = self.unpack('HHIH', HEADER)
        self.unpack(f'{size}s', 26)
        address = self.data[26:26 + size]
        self.fields |= {'xmit': transmit, 'recv': receive, 'group': group}
        self.fields['address'] = ascii(address[:-1].decode('latin-1'))[1:-1] if address[-1:] == b'\0' else \
            'empty' if not address else 'unterminated'
        offset = 26 + size
        offset += -offset % 4
        count, = self.unpack('B', offset)
        results = []
        for i in range(count):
            self.unpack('24s', offset + 4 + 24 * i)
            results.append(self.result_at(offset + 4 + 24 * i))
        self.fields['results'] = ','.join(results)

    def result_at(self, offset):
        result, reason = self.unpack('HH', offset)
        raw = self.data[offset + 4:offset + 24]
        identity = uuid.UUID(bytes_le=raw[:16]) if self.order == '<' else uuid.UUID(bytes=raw[:16])
        version, = struct.unpack(self.order + 'I', raw[16:])
        syntax = name_of((str(identity), version & 0xFFFF, version >> 16))
        if result == 0:
            return f'accept:{syntax}' if reason == 0 else f'accept/{reason}:{syntax}'
        if result == 3:
            text = f'features:{reason}'
        elif result == 2:
            text = {0: 'reject', 1: 'no_interface', 2: 'no_syntax', 3: 'limit'}.get(reason, f'reject/{reason}')
        else:
            text = f'{result}/{reason}'
        return text if syntax == 'none' else f'{text}:{syntax}'


def decode(data):
    return Pdu(data)
