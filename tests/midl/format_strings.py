# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads NDR20 format strings out of a stub's C text and decodes them into trees that can be compared.

The trees hold what the engine would do, not how the bytes are laid out: offsets are followed, shared descriptions
expanded, padding dropped. Signedness of plain integers, 4 or 6 byte correlation descriptors and the way a gap between
members is written (alignment or number of bytes) make no difference.
"""
import re

BASE = {0x01: 'int8', 0x02: 'int8', 0x03: 'int8', 0x04: 'int8', 0x05: 'int16', 0x06: 'int16', 0x07: 'int16',
        0x08: 'int32', 0x09: 'int32', 0x0a: 'float', 0x0b: 'int64', 0x0c: 'double', 0x0d: 'enum16', 0x0e: 'int32',
        0x10: 'int32', 0xb8: 'int3264', 0xb9: 'int3264'}
POINTER = {0x11: 'ref', 0x12: 'unique', 0x14: 'full'}
ARRAYS = (0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x21)
STRUCTS = {0x15: 'struct', 0x17: 'cstruct', 0x19: 'cvstruct', 0x1a: 'complex struct'}
STRINGS = {0x22: 'char string', 0x25: 'wide string', 0x26: 'fixed char string', 0x29: 'fixed wide string',
           0x24: 'structure string', 0x28: 'fixed structure string'}
END, PAD, EMBEDDED, POINTER_LAYOUT = 0x5b, 0x5c, 0x4c, 0x4b


def bytes_of(text, name):
    """The Format member of the variable whose name ends in `name`."""
    match = re.search(r'__MIDL_' + name + r'\s*=\s*\{(.*?)\n\};', text, re.S)
    body = re.sub(r'/\*.*?\*/', ' ', match.group(1), flags=re.S)
    body = body[body.index('{') + 1:]
    out = bytearray()
    for kind, number in re.findall(r'(NdrFcShort|NdrFcLong)?\s*\(?\s*(-?0x[0-9a-fA-F]+|-?\d+)\s*\)?', body):
        size = {'': 1, 'NdrFcShort': 2, 'NdrFcLong': 4}[kind]
        out += (int(number, 0) & ((1 << (8 * size)) - 1)).to_bytes(size, 'little')
    return bytes(out)


class Decoder:
    """One stub file: procedures() yields (number, tree)."""

    def __init__(self, text):
        self.types = bytes_of(text, 'TypeFormatString')
        self.procs = bytes_of(text, 'ProcFormatString')
        self.correlation_size = 4
        self.open = []

    # -- numbers
    def short(self, at, data=None):
        return int.from_bytes((data or self.types)[at:at + 2], 'little')

    def signed(self, at, data=None):
        return int.from_bytes((data or self.types)[at:at + 2], 'little', signed=True)

    def long(self, at):
        return int.from_bytes(self.types[at:at + 4], 'little', signed=True)

    # -- procedures
    def procedures(self):
        at = 0
        while at < len(self.procs) - 1:
            at, number, tree = self.procedure(at)
            yield number, tree

    def procedure(self, at):
        data = self.procs
        handle_type, flags, at = data[at], data[at + 1], at + 2
        if flags & 0x08:
            at += 4
        number, stack = self.short(at, data), self.short(at + 2, data)
        at += 4
        handle, handle_slot = handle_type, None
        if handle_type == 0:
            handle, handle_slot = data[at], self.short(at + 2, data)
            at += 4 if handle == 0x32 else 6
        at += 4
        flags2, count, at = data[at], data[at + 1], at + 2
        if flags2 & 0x40:
            self.correlation_size = 16 if data[at + 1] & 0x40 else 6 if data[at + 1] & 1 else 4
            at += data[at]
        parameters = []
        for _ in range(count):
            tree = self.parameter(at, handle, handle_slot)
            at += 6
            if tree:
                parameters.append(tree)
        tree = {'handle': handle, 'handle slot': handle_slot, 'stack': stack, 'full pointers': flags & 1,
                'flags': flags2 & 0xc7, 'parameters': parameters}
        return at, number, tree

    def parameter(self, at, handle, handle_slot):
        data = self.procs
        bits, slot = self.short(at, data), self.short(at + 2, data)
        if bits & 0x40:
            if handle == 0x32 and slot == handle_slot:
                return None
            return (bits, slot, BASE[data[at + 4]])
        return (bits, slot, self.type(self.short(at + 4, data)))

    # -- types
    def target(self, at):
        return at + self.signed(at)

    def type(self, at):
        if at in self.open:
            return ('again', len(self.open) - self.open.index(at))
        self.open.append(at)
        try:
            return self.description(at)[0]
        except (KeyError, IndexError, ValueError):
            return ('unreadable', hex(self.types[at]))
        finally:
            self.open.pop()

    def description(self, at):
        code = self.types[at]
        if code in POINTER:
            return self.pointer(at)
        if code in ARRAYS:
            return self.array(at), None
        if code in STRUCTS:
            return self.struct(at), None
        if code in STRINGS:
            return self.string(at), None
        if code == 0x2a:
            kind = self.types[at + 1]
            return ('encapsulated', BASE[kind & 15], kind >> 4, self.arms(at + 2)), None
        if code == 0x2b:
            correlation, next_at = self.correlation(at + 2)
            return ('union', correlation, self.arms(self.target(next_at))), None
        if code in (0x2d, 0xb4):
            return ('substitute', code, self.types[at + 1], self.short(at + 4), self.short(at + 6),
                    self.type(self.target(at + 8))), None
        if code == 0x30:
            return ('context', self.types[at + 1]), None
        if code == 0xb7:
            return ('range', BASE[self.types[at + 1]], self.long(at + 2), self.long(at + 6)), None
        return BASE[code], None

    def pointer(self, at):
        code, bits = self.types[at], self.types[at + 1]
        if bits & 0x08:
            inner = self.types[at + 2]
            pointee = (STRINGS[inner], None) if inner in STRINGS else BASE[inner]
        else:
            pointee = self.type(self.target(at + 2))
        return (POINTER[code], bits & 0x14, pointee), at + 4

    def correlation(self, at):
        if self.long(at) == -1:
            return None, at + self.correlation_size
        # The number of a routine that evaluates an expression is a matter of their order in the stub.
        offset = 'routine' if self.types[at + 1] == 0x59 else self.signed(at + 2)
        return (self.types[at], self.types[at + 1], offset), at + self.correlation_size

    def array(self, at):
        code, align = self.types[at], self.types[at + 1]
        tree = {'array': code, 'align': align}
        at += 2
        if code == 0x1d:
            tree['size'], at = self.short(at), at + 2
        elif code == 0x1e:
            tree['size'], at = self.long(at), at + 4
        elif code in (0x1b, 0x1c):
            tree['element size'] = self.short(at)
            tree['conformance'], at = self.correlation(at + 2)
            if code == 0x1c:
                tree['variance'], at = self.correlation(at)
        elif code in (0x1f, 0x20):
            wide = 4 if code == 0x20 else 2
            tree['size'], tree['element size'] = self.short(at), self.short(at + 2 * wide)
            tree['variance'], at = self.correlation(at + 2 * wide + 2)
        else:
            tree['count'] = self.short(at)
            tree['conformance'], at = self.correlation(at + 2)
            tree['variance'], at = self.correlation(at)
        tree['element'] = self.members(at)[0]
        return tree

    def string(self, at):
        code = self.types[at]
        if code in (0x26, 0x28, 0x29):
            return (STRINGS[code], self.types[at + 1] if code == 0x28 else None, self.short(at + 2))
        if code == 0x24:
            sized = self.types[at + 2] == 0x44
            return (STRINGS[code], self.types[at + 1], self.correlation(at + 4)[0] if sized else None)
        if self.types[at + 1] == 0x44:
            return (STRINGS[code], self.correlation(at + 2)[0])
        return (STRINGS[code], None)

    def struct(self, at):
        code = self.types[at]
        tree = {'kind': STRUCTS[code], 'align': self.types[at + 1], 'size': self.short(at + 2)}
        at += 4
        pointers = None
        if code != 0x15:
            if self.short(at):
                tree['tail'] = self.type(self.target(at))
            at += 2
        if code == 0x1a:
            if self.short(at):
                pointers = self.target(at)
            at += 2
        tree['members'], _ = self.members(at, pointers)
        return tree

    def members(self, at, pointers=None):
        out = []
        while self.types[at] != END:
            code = self.types[at]
            if code == PAD:
                at += 1
            elif code in BASE:
                out.append(BASE[code])
                at += 1
            elif code == POINTER_LAYOUT:
                tree, at = self.pointer_layout(at + 2)
                out.append(tree)
            elif code == EMBEDDED:
                out.append(('embedded', self.types[at + 1], self.type(self.target(at + 2))))
                at += 4
            elif code == 0x36:
                tree, pointers = self.pointer(pointers)
                out.append(tree)
                at += 1
            elif code in POINTER:
                tree, at = self.pointer(at)
                out.append(tree)
            elif 0x37 <= code <= 0x39 or 0x3d <= code <= 0x43:
                out.append('gap')
                at += 1
            else:
                raise ValueError('member token %#x at %d' % (code, at))
        return out, at

    def pointer_layout(self, at):
        instances = []
        while self.types[at] != END:
            count = 1
            if self.types[at] == 0x46:
                at += 2
            else:
                head = 10 if self.types[at] == 0x47 else 8
                count, at = self.short(at + head - 2), at + head
            for _ in range(count):
                instances.append((self.short(at), self.pointer(at + 4)[0]))
                at += 8
        return ('pointer layout', instances), at + 1

    def arms(self, at):
        size, count, at = self.short(at), self.short(at + 2) & 0x0fff, at + 4
        arms = {}
        for _ in range(count):
            arms[self.long(at)] = self.arm(at + 4)
            at += 6
        return ('arms', size, arms, self.arm(at))

    def arm(self, at):
        value = self.short(at)
        if value == 0:
            return 'empty'
        if value == 0xffff:
            return 'none'
        if value >> 8 == 0x80:
            return BASE[value & 0xff]
        return self.type(self.target(at))
