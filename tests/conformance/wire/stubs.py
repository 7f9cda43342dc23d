# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stub data of the interfaces an exchange may call, in NDR 2.0: management (C706 appendix Q), the endpoint mapper
(appendix O, towers: appendix L), tests/conformance/calls and streams.idl here.

build() writes requests from a text of pieces joined by "+"; a piece is hex digits, $VARIABLE or NAME(ARGUMENT,...):

    u8(1) u16(1) u32(1)      numbers in the byte order of the request's label
    zero(8) fill(8)          bytes; those of fill differ
    guid(UUID) iface(NAME)   an identifier, or nil, some, nobody; one with its version (syntax_of)
    align                    to four bytes from the beginning
    null ptr                 a pointer's referent id
    twr(TOWER)               a tower as the mapper takes it: floors joined by "/", for example
                             mgmt/ndr/co/tcp:135/ip:0.0.0.0; a floor may be hex:LEFT:RIGHT
    handle                   a context handle that is null
    text(LETTERS)            a conformant varying string
    chunk(NUMBER;NUMBER...)  one of a pipe of longs, from nothing on
    map(TOWER,ROOM)          all parameters of ept_map
    transform(MODE,SIZE)     all parameters of Calls' Transform

The readers give name -> value of a reply; they raise Malformed for what no server may answer."""
import re
import struct
import uuid

from .pdu import NONE, SYNTAXES, Malformed, status_name

INTERFACES = {
    'mgmt': ('afa8bd80-7d8a-11c9-bef4-08002b102989', 1, 0),
    'epm': ('e1af8308-5d1f-11c9-91a4-08002b14a0fa', 3, 0),
    'calls': ('5f1e0c0a-2f0b-4e0e-9d3c-6a1d7c0e5a11', 1, 0),
    'streams': ('5f1e0c0a-2f0b-4e0e-9d3c-6a1d7c0e5a12', 1, 0),
    'unknown': ('0d15ea5e-0000-4000-8000-00000000dead', 1, 0),
    'nil': NONE,
}
OBJECTS = {'nil': NONE[0], 'some': '12345678-9abc-def0-1234-56789abcdef0',
           'nobody': '0d15ea5e-0000-4000-8000-00000000beef'}
WHOLE = {'map': 'null+ptr+twr({0})+handle+u32({1})',
         'transform': 'u16({0})+u16(0)+text(abc)+u32(0)+u32(1)+u32(2)+zero(16)+u32({1})+u32({1})+fill({1})'}
FLOORS = {'co': ('0b', '0000'), 'dg': ('0a', '0000'), 'lrpc': ('0c', '0000')}


class BadPiece(Exception):
    """The exchange file names a piece that does not exist."""


def syntax_of(text):
    """NAME or UUID, with /MAJOR.MINOR where it is not the usual version."""
    name, _, version = text.partition('/')
    known = INTERFACES.get(name) or SYNTAXES.get(name) or (name, 1, 0)
    if version:
        major, _, minor = version.partition('.')
        known = (known[0], int(major), int(minor))
    uuid.UUID(known[0])
    return known


def floor_bytes(floor):
    kind, _, rest = floor.partition(':')
    if kind == 'hex':
        left, right = (bytes.fromhex(part) for part in rest.split(':'))
    elif kind in FLOORS:
        left, right = (bytes.fromhex(part) for part in FLOORS[kind])
    elif kind in ('tcp', 'udp', 'http'):
        left, right = bytes([{'tcp': 7, 'udp': 8, 'http': 0x1F}[kind]]), struct.pack('>H', int(rest))
    elif kind == 'ip':
        left, right = b'\x09', bytes(int(part) for part in rest.split('.'))
    elif kind in ('np', 'host'):
        left, right = {'np': b'\x0f', 'host': b'\x11'}[kind], rest.encode() + b'\0'
    else:
        identity, major, minor = syntax_of(floor.replace('@', '/'))
        left, right = b'\x0d' + uuid.UUID(identity).bytes_le + struct.pack('<H', major), struct.pack('<H', minor)
    return struct.pack('<H', len(left)) + left + struct.pack('<H', len(right)) + right


def tower_bytes(text):
    """The octet string, which is little-endian always; "N!" in front lies about the number of floors."""
    count, _, floors = text.rpartition('!')
    floors = [floor for floor in floors.split('/') if floor]
    return struct.pack('<H', int(count) if count else len(floors)) + b''.join(map(floor_bytes, floors))


def piece_bytes(name, arguments, order, so_far):
    numbers = {'u8': 'B', 'u16': 'H', 'u32': 'I'}
    if name in numbers:
        return struct.pack(order + numbers[name], int(arguments, 0))
    if name == 'zero':
        return bytes(int(arguments))
    if name == 'fill':
        return bytes((i * 7 + (i >> 8)) & 0xFF for i in range(int(arguments)))
    if name == 'iface':
        identity, major, minor = syntax_of(arguments)
        return piece_bytes('guid', identity, order, so_far) + struct.pack(order + 'HH', major, minor)
    if name == 'guid':
        identity = uuid.UUID(OBJECTS.get(arguments, arguments))
        return identity.bytes_le if order == '<' else identity.bytes
    if name == 'align':
        return bytes(-len(so_far) % 4)
    if name in ('null', 'ptr'):
        return struct.pack(order + 'I', 0 if name == 'null' else 0x20000 + len(so_far))
    if name == 'handle':
        return bytes(20)
    if name == 'chunk':
        numbers = [int(number, 0) for number in arguments.split(';') if number]
        return struct.pack(f'{order}I{len(numbers)}I', len(numbers), *numbers)
    if name == 'twr':
        tower = tower_bytes(arguments)
        return struct.pack(order + 'II', len(tower), len(tower)) + tower + bytes(-len(tower) % 4)
    if name == 'text':
        size = len(arguments) + 1
        return struct.pack(order + 'III', size, 0, size) + arguments.encode() + b'\0'
    raise BadPiece(name)


def build(text, order, variables):
    out = b''
    for piece in filter(None, text.split('+')):
        called = re.fullmatch(r'([a-z]\w*)(?:\((.*)\))?', piece)
        if called and called[1] in WHOLE:
            out += build(WHOLE[called[1]].format(*called[2].rsplit(',', 1)), order, variables)
            continue
        if piece.startswith('$'):
            out += variables[piece[1:]]
        elif re.fullmatch('([0-9a-f]{2})+', piece):
            out += bytes.fromhex(piece)
        elif called:
            out += piece_bytes(called[1], called[2] or '', order, out)
        else:
            raise BadPiece(piece)
    return out


class Reader:
    def __init__(self, data, order):
        self.data, self.order, self.at = data, order, 0

    def take(self, size):
        piece = self.data[self.at:self.at + size]
        if len(piece) != size:
            raise Malformed('stub data breaks off')
        self.at += size
        return piece

    def u32(self):
        self.at += -self.at % 4
        return struct.unpack(self.order + 'I', self.take(4))[0]

    def u16(self):
        return struct.unpack(self.order + 'H', self.take(2))[0]

    def guid(self):
        raw = self.take(16)
        return uuid.UUID(bytes_le=raw) if self.order == '<' else uuid.UUID(bytes=raw)

    def code(self):
        value = self.u32()
        return '0' if value == 0 else status_name(value)

    def handle(self):
        raw = self.take(20)
        return {'handle': 'null' if raw == bytes(20) else 'open', 'handle_bytes': raw}

    def end(self, found):
        if len(self.data) - self.at > 3:
            raise Malformed(f'{len(self.data) - self.at} bytes too many')
        return found


def read_ids(reader):
    """rpc_mgmt_inq_if_ids."""
    ids = []
    if reader.u32():
        count = reader.u32()
        if reader.u32() != count:
            raise Malformed('two counts')
        wanted = [bool(reader.u32()) for _ in range(min(count, len(reader.data)))]
        ids = [(str(reader.guid()), reader.u16(), reader.u16()) for there in wanted if there]
    names = [name for name, syntax in INTERFACES.items() if syntax in ids]
    return {'code': reader.code(), 'count': len(ids), 'twice': len(ids) - len(set(ids)),
            'names': ','.join(names) or 'none'}


def read_statistics(reader):
    count, size = reader.u32(), reader.u32()
    if count > size:
        raise Malformed('more numbers than there is room for')
    values = [reader.u32() for _ in range(min(size, len(reader.data)))]
    return {'count': count, 'calls_in': values[0] if values else 0, 'code': reader.code()}


def read_listening(reader):
    return {'code': reader.code(), 'listening': reader.u32()}


def read_code(reader):
    return {'code': reader.code()}


def read_principal(reader):
    size, offset, length = reader.u32(), reader.u32(), reader.u32()
    if offset or length > size:
        raise Malformed('a string outside its buffer')
    name = reader.take(length)
    return {'size': size, 'terminated': 'yes' if name.endswith(b'\0') else 'no', 'name_length': max(length - 1, 0),
            'code': reader.code()}


def describe_tower(raw):
    """Floors joined by "/", as twr() takes them; without the host's address."""
    floors, at = [], 2
    for _ in range(struct.unpack('<H', raw[:2])[0]):
        sides = []
        for _ in range(2):
            size, = struct.unpack('<H', raw[at:at + 2])
            sides.append(raw[at + 2:at + 2 + size])
            at += 2 + size
        left, right = sides
        if at > len(raw):
            raise Malformed('a floor outside the tower')
        if left[:1] == b'\x0d' and len(left) == 19 and len(right) == 2:
            syntax = (str(uuid.UUID(bytes_le=left[1:17])), *struct.unpack('<HH', left[17:] + right))
            known = {**INTERFACES, **SYNTAXES}.items()
            floors.append(next((name for name, one in known if one == syntax), 'interface'))
        else:
            floors.append({b'\x0b': 'co', b'\x0a': 'dg', b'\x0c': 'lrpc', b'\x07': 'tcp', b'\x08': 'udp', b'\x09': 'ip',
                           b'\x0f': 'np', b'\x11': 'host', b'\x1f': 'http', b'\x10': 'endpoint'}.get(left, left.hex()))
    return '/'.join(floors)


def read_tower(reader):
    size = reader.u32()
    if reader.u32() != size:
        raise Malformed('two lengths of a tower')
    try:
        return describe_tower(reader.take(size))
    except struct.error as why:
        raise Malformed('a tower breaks off') from why


def read_map(reader):
    found = reader.handle()
    count, size, offset, length = (reader.u32() for _ in range(4))
    if offset or length > size or length != count:
        raise Malformed('counts that do not agree')
    there = [bool(reader.u32()) for _ in range(min(length, len(reader.data)))]
    towers = [read_tower(reader) for here in there if here]
    return {**found, 'count': count, 'tower': towers[0] if towers else 'none', 'code': reader.code()}


def read_lookup(reader):
    found = reader.handle()
    count, size, offset, length = (reader.u32() for _ in range(4))
    if offset or length > size or length != count:
        raise Malformed('counts that do not agree')
    there = []
    for _ in range(min(length, len(reader.data))):
        reader.guid()
        there.append(bool(reader.u32()))
        start, used = reader.u32(), reader.u32()
        if start or used > 64 or not reader.take(used).endswith(b'\0'):
            raise Malformed('an annotation that is no string of 64')
        reader.at += -reader.at % 4
    towers = [read_tower(reader) for here in there if here]
    interfaces = sorted({tower.split('/')[0] for tower in towers})
    return {**found, 'count': count, 'interfaces': ','.join(interfaces) or 'none', 'code': reader.code()}


def read_handle(reader):
    return {**reader.handle(), 'code': reader.code()}


def read_pipe(reader):
    """A pipe of longs."""
    numbers, chunks = [], 0
    while count := reader.u32():
        numbers += [reader.u32() for _ in range(min(count, len(reader.data)))]
        chunks += 1
    ascending = numbers == list(range(1, len(numbers) + 1))
    return {'count': len(numbers), 'ascending': 'yes' if ascending else 'no'}


def read_number(reader):
    return {'number': reader.u32()}


def read_transform(reader):
    """Calls' Transform: upper, reading, data, sum, the return value."""
    upper = b''
    if reader.u32():
        size, offset, length = reader.u32(), reader.u32(), reader.u32()
        if offset or length > size:
            raise Malformed('a string outside its buffer')
        upper = reader.take(length)
        reader.at += -reader.at % 4
    reader.at += -reader.at % 8
    reading = reader.take(24)
    data = reader.take(reader.u32())
    return {'value': reading[8:16], 'upper': ascii(upper[:-1].decode('latin-1'))[1:-1], 'size': len(data), 'data': data,
            'sum': reader.u32(), 'number': reader.u32()}


READERS = {'ids': read_ids, 'statistics': read_statistics, 'listening': read_listening, 'code': read_code,
           'principal': read_principal, 'map': read_map, 'lookup': read_lookup, 'handle': read_handle,
           'number': read_number, 'transform': read_transform,
           'pipe': read_pipe, 'opened': Reader.handle}


def read(name, stub, order):
    reader = Reader(stub, order)
    try:
        return reader.end(READERS[name](reader))
    except struct.error as why:
        raise Malformed('stub data breaks off') from why
