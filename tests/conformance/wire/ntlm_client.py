# SPDX-License-Identifier: LGPL-2.1-or-later
"""The client of an NTLMv2 exchange with fixed keys, and what it signs and seals: [MS-NLMP] 2.2.1, 3.3.2, 3.4.

MD4 and RC4 are here because hashlib may have neither."""
import hashlib
import hmac
import struct

SIGNATURE = b'NTLMSSP\0'
CLIENT_CHALLENGE = bytes(range(0x11, 0x19))
SESSION_KEY = bytes(range(0x40, 0x50))
UNICODE, REQUEST_TARGET, SIGN, SEAL, NTLM, ALWAYS_SIGN = 0x1, 0x4, 0x10, 0x20, 0x200, 0x8000
EXTENDED, TARGET_INFO, KEYS_128, KEY_EXCHANGE = 0x80000, 0x800000, 0x20000000, 0x40000000
WANTED = UNICODE | REQUEST_TARGET | SIGN | SEAL | NTLM | ALWAYS_SIGN | EXTENDED | KEYS_128 | KEY_EXCHANGE
AV_END, AV_FLAGS, AV_TIMESTAMP = 0, 6, 7
MIC_OFFSET, HEAD = 72, 88  # of an AUTHENTICATE_MESSAGE with version and MIC


def md4(data):
    """RFC 1320."""
    def turned(value, count):
        return (value << count | value >> 32 - count) & 0xFFFFFFFF
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    padded = data + b'\x80' + bytes(-(len(data) + 9) % 64) + struct.pack('<Q', 8 * len(data))
    columns = [i % 4 * 4 + i // 4 for i in range(16)]
    mirrored = (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15)
    rounds = ((lambda x, y, z: x & y | ~x & z, 0, range(16), (3, 7, 11, 19)),
              (lambda x, y, z: x & y | x & z | y & z, 0x5A827999, columns, (3, 5, 9, 13)),
              (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, mirrored, (3, 9, 11, 15)))
    for start in range(0, len(padded), 64):
        words = struct.unpack('<16I', padded[start:start + 64])
        a, b, c, d = state
        for mix, constant, order, shifts in rounds:
            for i, word in enumerate(order):
                a = turned(a + mix(b, c, d) + words[word] + constant & 0xFFFFFFFF, shifts[i % 4])
                a, b, c, d = d, a, b, c
        state = [x + y & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d))]
    return struct.pack('<4I', *state)


class Rc4:
    """A stream: each call goes on where the last one ended."""

    def __init__(self, key):
        self.box = list(range(256))
        j = 0
        for i in range(256):
            j = (j + self.box[i] + key[i % len(key)]) % 256
            self.box[i], self.box[j] = self.box[j], self.box[i]
        self.i = self.j = 0

    def __call__(self, data):
        out = bytearray()
        for byte in data:
            self.i = (self.i + 1) % 256
            self.j = (self.j + self.box[self.i]) % 256
            self.box[self.i], self.box[self.j] = self.box[self.j], self.box[self.i]
            out.append(byte ^ self.box[(self.box[self.i] + self.box[self.j]) % 256])
        return bytes(out)


def digest(key, *parts):
    return hmac.new(key, b''.join(parts), 'md5').digest()


class Direction:
    """What one side sends: signed, sealed or both."""

    def __init__(self, key, side):
        text = f'session key to {side}-to-{"server" if side == "client" else "client"} '
        self.signing = hashlib.md5(key + (text + 'signing key magic constant\0').encode()).digest()
        self.sealing = hashlib.md5(key + (text + 'sealing key magic constant\0').encode()).digest()
        self.sequence = 0
        self.rewind()

    def rewind(self):
        self.cipher = Rc4(self.sealing)

    def sign(self, message):
        number = struct.pack('<I', self.sequence)
        self.sequence += 1
        return struct.pack('<I', 1) + self.cipher(digest(self.signing, number, message)[:8]) + number


class BadChallenge(Exception):
    pass


def read_challenge(token):
    """name -> value of a CHALLENGE_MESSAGE, 2.2.1.2."""
    if len(token) < 48 or token[:12] != SIGNATURE + struct.pack('<I', 2):
        raise BadChallenge('no CHALLENGE_MESSAGE')
    flags, challenge = struct.unpack('<I8s', token[20:32])
    size, _, offset = struct.unpack('<HHI', token[40:48])
    info = token[offset:offset + size]
    if len(info) != size:
        raise BadChallenge('target information outside the message')
    pairs, at = {}, 0
    while at + 4 <= size:
        kind, length = struct.unpack('<HH', info[at:at + 4])
        pairs[kind] = info[at + 4:at + 4 + length]
        if kind == AV_END:
            break
        at += 4 + length
    return {'flags': flags, 'challenge': challenge, 'info': info, 'pairs': pairs, 'ended': AV_END in pairs}


SPNEGO, MECHANISM = bytes.fromhex('06062b0601050502'), bytes.fromhex('060a2b06010401823702020a')  # identifiers, DER


def der(tag, *parts):
    content = b''.join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else b'\x82' + size.to_bytes(2, 'big')
    return bytes([tag]) + length + content


def der_items(data):
    """(tag, content) of each item in a row."""
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise BadChallenge('a token that breaks off')
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            size, at = int.from_bytes(data[at:at + count], 'big'), at + count
        if at + size > len(data):
            raise BadChallenge('a token that breaks off')
        yield tag, data[at:at + size]
        at += size


def spnego_first(token):
    """A NegTokenInit that proposes NTLM alone: RFC 4178 4.2.1."""
    inside = der(0xA0, der(0x30, MECHANISM)) + der(0xA2, der(0x04, token))
    return der(0x60, SPNEGO, der(0xA0, der(0x30, inside)))


def spnego_last(token, mic):
    return der(0xA1, der(0x30, der(0xA2, der(0x04, token)), der(0xA3, der(0x04, mic))))


def spnego_fields(token):
    """Of a NegTokenResp: its state, mechanism and token, RFC 4178 4.2.2."""
    outer = dict(der_items(token))
    parts = dict(der_items(dict(der_items(outer.get(0xA1, b''))).get(0x30, b'')))
    state = parts.get(0xA0, b'')[2:]
    names = {b'\0': 'completed', b'\1': 'incomplete', b'\2': 'reject', b'\3': 'request_mic'}
    return {'state': names.get(state, 'none'),
            'mechanism': 'ntlm' if parts.get(0xA1) == MECHANISM else 'none' if 0xA1 not in parts else 'other',
            'inner': dict(der_items(parts.get(0xA2, b''))).get(0x04, b'')}


def spnego_inner(token):
    return spnego_fields(token)['inner']


def describe(token):
    """What a CHALLENGE_MESSAGE says, for an exchange to judge."""
    challenge = read_challenge(token)
    names = {'unicode': UNICODE, 'sign': SIGN, 'seal': SEAL, 'ntlm': NTLM, 'extended': EXTENDED, 'info': TARGET_INFO,
             '128': KEYS_128, 'key_exchange': KEY_EXCHANGE, 'always_sign': ALWAYS_SIGN}
    return {'agreed': ','.join(name for name, bit in names.items() if challenge['flags'] & bit),
            'pairs': ','.join(str(kind) for kind in sorted(challenge['pairs'])),
            'ended': 'yes' if challenge['ended'] else 'no', 'challenge': challenge['challenge']}


class Client:
    """negotiate() and authenticate() give the tokens; then protect() and check() work on PDUs."""

    def __init__(self, account):
        """`account`: DOMAIN\\USER%PASSWORD, or USER%PASSWORD."""
        name, _, self.password = account.partition('%')
        self.domain, _, self.user = name.rpartition('\\')
        self.complete = False

    def negotiate(self, flags=WANTED):
        self.first = SIGNATURE + struct.pack('<II', 1, flags) + bytes(16)
        return self.first

    def response(self, challenge):
        """The NTLMv2 response and the session base key, 3.3.2."""
        pairs = dict(challenge['pairs'])
        pairs[AV_FLAGS] = struct.pack('<I', 2)  # there is a MIC
        pairs.pop(AV_END, None)
        info = b''.join(struct.pack('<HH', kind, len(value)) + value for kind, value in pairs.items()) + bytes(4)
        key = digest(md4(self.password.encode('utf-16-le')), (self.user.upper() + self.domain).encode('utf-16-le'))
        temp = b'\1\1' + bytes(6) + pairs.get(AV_TIMESTAMP, bytes(8)) + CLIENT_CHALLENGE + bytes(4) + info + bytes(4)
        proof = digest(key, challenge['challenge'], temp)
        return proof + temp, digest(key, proof)

    def authenticate(self, second, damage=None):
        """The AUTHENTICATE_MESSAGE for the challenge; `damage` names what is wrong with it: proof or mic."""
        challenge = read_challenge(second)
        response, base = self.response(challenge)
        if damage == 'proof':
            response = bytes([response[0] ^ 1]) + response[1:]
        flags = challenge['flags'] & WANTED
        parts = [bytes(24), response, self.domain.encode('utf-16-le'), self.user.encode('utf-16-le'),
                 'PLAYER'.encode('utf-16-le'), Rc4(base)(SESSION_KEY) if flags & KEY_EXCHANGE else b'']
        key = SESSION_KEY if flags & KEY_EXCHANGE else base
        fields, offset = b'', HEAD
        for part in parts:
            fields += struct.pack('<HHI', len(part), len(part), offset)
            offset += len(part)
        message = SIGNATURE + struct.pack('<I', 3) + fields + struct.pack('<I', flags) + bytes(8)
        whole = message + bytes(16) + b''.join(parts)
        mic = digest(key, self.first, second, whole)
        if damage == 'mic':
            mic = bytes(16)[:15] + b'\1'
        self.sends, self.receives = Direction(key, 'client'), Direction(key, 'server')
        self.complete = True
        return whole[:MIC_OFFSET] + mic + whole[HEAD:]

    def spnego_last(self, token):
        """With the signature of the list of mechanisms, which the server answers with its own. After both the key
        streams begin anew, the numbers go on: [MS-SPNG] 3.3.5.1."""
        mic = self.sends.sign(der(0x30, MECHANISM))
        for direction in (self.sends, self.receives):
            direction.rewind()
            direction.sequence = 1
        return spnego_last(token, mic)

    def protect(self, pdu, level, body, damage=None):
        """The PDU, whose last 16 bytes are room for the signature, as it goes out; its body begins at `body`. All of it
        is signed, whether or not PFC_SUPPORT_HEADER_SIGN was agreed on: NTLM has never done otherwise."""
        pdu, end = bytearray(pdu), len(pdu) - 16
        signed = bytes(pdu[:end])
        if level == 6:
            pdu[body:end - 8] = self.sends.cipher(bytes(pdu[body:end - 8]))
        pdu[end:] = self.sends.sign(signed)
        if damage:
            pdu[{'signature': end + 6, 'sequence': end + 12, 'body': body, 'hint': body - 8, 'call': 12}[damage]] ^= 1
        return bytes(pdu)

    def check(self, pdu, level, body):
        """Whether the server's signature is right; the PDU as it was before."""
        pdu, end = bytearray(pdu), len(pdu) - 16
        if level == 6:
            pdu[body:end - 8] = self.receives.cipher(bytes(pdu[body:end - 8]))
        right = self.receives.sign(bytes(pdu[:end]))
        return bytes(pdu[end:]) == right, bytes(pdu)
