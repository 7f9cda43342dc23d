# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plays exchanges (exchange.py) on a server and says what it answered. Whatever the server does, each wait has a limit
and an exchange ends with an answer: what came, in the words of the file."""
import dataclasses
import re
import socket
import time

from . import ntlm_client, pdu, stubs

MOST_FRAGMENTS = 4096  # of one reply
MOST_BYTES = 64 << 20
NTLM, NEGOTIATE = 10, 9
AUTH_CONTEXT = 1
NUMERIC = ('vers', 'minor', 'frag', 'authlen', 'call', 'xmit', 'recv', 'group', 'count', 'hint', 'ctx', 'op', 'status',
           'pad')
PINNED = ('results', 'reason', 'status', 'code', 'number')  # shown also where anything will do
SHOWN = {'bind_ack': ('results',), 'alter_context_resp': ('results',), 'bind_nak': ('reason',), 'fault': ('status',),
         'response': ('stub',), 'reply': ('stub',)}
OPERATORS = re.compile(r'(\w+)(!=|<=|>=|~=|=)(.*)')
DAMAGES = ('proof', 'mic')


class Ended(Exception):
    """Instead of a PDU: closed, hangs, or garbage. The text is the answer."""


class Unexpected(Exception):
    """What came is not what is wanted. The text is the answer."""


class BadStep(Exception):
    """The exchange file asks for what does not exist."""


@dataclasses.dataclass
class Base:
    """The harmless call: on which interface, and what its answer is."""
    interface: tuple
    op: int
    stub: str
    answer: list  # words of a want

    @staticmethod
    def of(name):
        if name == 'mgmt':
            return Base(stubs.INTERFACES['mgmt'], 2, '', ['reply', 'as=listening', 'code=0', 'listening=1'])
        if name == 'calls':
            return Base(stubs.INTERFACES['calls'], 1, 'u32(1)+u32(2)', ['reply', 'as=number', 'number=3'])
        if name == 'streams':
            return Base(stubs.INTERFACES['streams'], 0, 'chunk()', ['reply', 'as=number', 'number=0'])
        # Of an interface whose operations nobody knows: it has no operation of that number.
        return Base(stubs.syntax_of(name), 0xFFFF, '', ['fault', 'status=op_rng'])


@dataclasses.dataclass
class Security:
    """A security context of a connection."""
    client: ntlm_client.Client
    kind: int  # NTLM, or NEGOTIATE with NTLM inside
    level: int


class Connection:
    def __init__(self, address, limit, base=None):
        self.limit, self.buffer, self.port, self.base = limit, b'', address[1], base
        self.drep, self.securities, self.latest, self.second = pdu.LITTLE, {}, AUTH_CONTEXT, b''
        try:
            self.socket = socket.create_connection(address, timeout=limit)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as why:
            raise Ended('refused') from why

    def send(self, data):
        """A server that does not listen any more is found out by what it answers."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def fill(self, size, end):
        while len(self.buffer) < size:
            left = end - time.monotonic()
            if left <= 0:
                raise Ended('hangs')
            self.socket.settimeout(left)
            try:
                piece = self.socket.recv(65536)
            except TimeoutError as why:
                raise Ended('hangs') from why
            except OSError:
                piece = b''
            if not piece:
                raise Ended('closed' if not self.buffer else 'closed within a PDU')
            self.buffer += piece

    def receive(self):
        """The next PDU; raises Ended. What is signed or sealed is checked and opened."""
        end = time.monotonic() + self.limit
        self.fill(pdu.HEADER, end)
        length = int.from_bytes(self.buffer[8:10], 'little' if pdu.order_of(self.buffer[4:8]) == '<' else 'big')
        if length < pdu.HEADER:
            raise Ended(f'garbage: a length of {length}')
        self.fill(length, end)
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        try:
            return self.opened(pdu.Pdu(data))
        except pdu.Malformed as why:
            raise Ended(f'garbage: {why}') from why

    def opened(self, answer):
        if answer.kind not in ('response', 'fault'):
            return answer
        security = self.securities.get(answer.fields.get('authctx'))
        if not security or not security.client.complete or answer.fields['authlen'] != 16 or security.level < 4:
            answer.fields['signed'] = 'no'
            return answer
        good, plain = security.client.check(answer.data, security.level, 24)
        answer = pdu.Pdu(plain)
        answer.fields['signed'] = 'good' if good else 'bad'
        return answer

    def close(self):
        self.socket.close()


class Player:
    """`lenient`: fields that are not looked at, but where an exchange is about them."""

    def __init__(self, address, base, limit, account='', lenient=()):
        self.address, self.base, self.limit, self.account, self.lenient = address, base, limit, account, lenient

    def play(self, exchange):
        """(the answer in one line, whether it is as the exchange wants it)."""
        return Play(self, exchange).run()


class Play:
    """One exchange on its way."""

    def __init__(self, player, exchange):
        self.player, self.exchange = player, exchange
        self.connections, self.variables, self.said, self.last = {}, {}, [], None

    def run(self):
        good = True
        try:
            for step in self.exchange.steps:
                self.connection = self.connect(step.connection)
                getattr(self, f'do_{step.verb}')(step)
        except (Ended, Unexpected) as what:
            self.said.append(str(what))
            good = False
        finally:
            for connection in self.connections.values():
                connection.close()
        return '; '.join(self.said), good

    def connect(self, label):
        if label not in self.connections:
            self.connections[label] = Connection(self.player.address, self.player.limit, self.player.base)
        return self.connections[label]

    # Sending.

    def interface(self, name):
        head, _, version = name.partition('/')
        if head != 'base':
            return stubs.syntax_of(name)
        identity, *known = self.connection.base.interface
        return (identity, *(map(int, version.split('.')) if version else known))

    def transfer(self, text):
        if text.startswith('features'):
            bits = int(text.removeprefix('features').partition('/')[0]).to_bytes(8, 'little').hex()
            return (f'{pdu.FEATURES}{bits[:4]}-{bits[4:]}', *map(int, (text.partition('/')[2] or '1.0').split('.')))
        return stubs.syntax_of(text)

    def contexts(self, text):
        """ID:INTERFACE:SYNTAX+SYNTAX,..."""
        found = []
        for part in filter(None, text.split(',')):
            number, interface, transfers = part.split(':')
            found.append((int(number), self.interface(interface),
                          [self.transfer(one) for one in transfers.split('+') if one]))
        return found

    def number(self, text):
        return self.variables[text[1:]] if text.startswith('$') else int(text, 0)

    def fields_of(self, kind, words):
        fields, drep = {'drep': self.connection.drep}, None
        given = dict(word.split('=', 1) for word in words)
        if 'drep' in given:
            drep = fields['drep'] = bytes.fromhex(given.pop('drep'))
        order = pdu.order_of(drep or self.connection.drep)
        if kind == 'request':
            fields['op'] = self.connection.base.op
            given.setdefault('stub', self.connection.base.stub)
        elif kind in pdu.BINDS:
            fields['contexts'] = self.contexts(given.pop('contexts', '0:base:ndr'))
        for name, text in given.items():
            if name in NUMERIC:
                fields[name] = self.number(text)
            elif name == 'flags':
                fields[name] = sum({pdu.FLAGS[flag] for flag in text.split('+')})
            elif name in ('stub', 'tail'):
                fields[name] = stubs.build(text, order, self.variables)
            elif name == 'object':
                fields[name] = stubs.OBJECTS.get(text, text)
            elif name == 'auth':
                kind_, level, context, token = text.split(':')
                fields['security'] = (int(kind_), int(level), int(context), stubs.build(token, order, self.variables))
            else:
                raise BadStep(f'{self.exchange.title}: {name}={text}')
        return fields

    def token(self, name, how):
        """The trailer with a token of the NTLM exchange: the first (negotiate), or the last, right (authenticate) or
        wrong (wrong_password, stranger, proof, mic). authctx, authtype and level are the first's unless given."""
        connection, context = self.connection, int(how.get('authctx', self.connection.latest))
        if name == 'negotiate':
            connection.latest = context
            connection.securities[context] = Security(ntlm_client.Client(self.player.account),
                                                      int(how.get('authtype', NTLM)), int(how['level']))
        security = connection.securities.get(context, connection.securities.get(connection.latest))
        if security is None:
            raise BadStep(f'{self.exchange.title}: no first token')
        wrapped, client = security.kind == NEGOTIATE, security.client
        if name == 'negotiate':
            token = client.negotiate()
            token = ntlm_client.spnego_first(token) if wrapped else token
        else:
            client.password += '?' if name == 'wrong_password' else ''
            client.user = 'nobody-of-that-name' if name == 'stranger' else client.user
            try:
                second = ntlm_client.spnego_inner(connection.second) if wrapped else connection.second
                token = client.authenticate(second, name if name in DAMAGES else None)
            except ntlm_client.BadChallenge as why:
                raise Unexpected(f'challenge: {why}') from why
            token = client.spnego_last(token) if wrapped else token
        return security.kind, int(how.get('level', security.level)), context, token

    def do_send(self, step):
        kind, words = step.words[0], step.words[1:]
        if kind == 'bytes':
            return self.connection.send(stubs.build(words[0], '<', self.variables))
        how = {name: value for name, value in (word.split('=', 1) for word in words)
               if name in ('pieces', 'split', 'cut', 'patch', 'protect', 'ntlm', 'level', 'authctx', 'authtype')}
        fields = self.fields_of(kind, [word for word in words if word.split('=')[0] not in how])
        if 'ntlm' in how:
            fields['security'] = self.token(how['ntlm'], how)
        context = int(how.get('authctx', self.connection.latest))
        parts = self.fragments(fields, int(how.get('split', 0)))
        data = b''.join(self.protected(kind, part, context, how['protect']) if 'protect' in how else
                        pdu.encode(kind, part) for part in parts)
        if 'patch' in how:
            offset, _, patch = how['patch'].partition(':')
            patch = bytes.fromhex(patch)
            data = data[:int(offset)] + patch + data[int(offset) + len(patch):]
        data = data[:int(how['cut'])] if 'cut' in how else data
        size = int(how.get('pieces', len(data) or 1))
        for start in range(0, len(data), size):
            self.connection.send(data[start:start + size])
        return None

    @staticmethod
    def fragments(fields, size):
        """A request cut so that each fragment has `size` bytes of its stub data."""
        if size == 0:
            return [fields]
        stub, parts = fields['stub'], []
        for start in range(0, max(len(stub), 1), size):
            ends = (pdu.FLAGS['first'] if start == 0 else 0) | (pdu.FLAGS['last'] if start + size >= len(stub) else 0)
            flags = fields.get('flags', 0) & ~3 | ends
            parts.append({'hint': len(stub) - start, **fields, 'flags': flags, 'stub': stub[start:start + size]})
        return parts

    def protected(self, kind, fields, context, how):
        security = self.connection.securities.get(context)
        if not security or not security.client.complete:
            raise BadStep(f'{self.exchange.title}: nothing to protect with')
        data = pdu.encode(kind, {**fields, 'security': (security.kind, security.level, context, bytes(16))})
        body = 24 + (16 if 'object' in fields else 0)
        return security.client.protect(data, security.level, body, None if how == 'yes' else how)

    def do_shut(self, _):
        try:
            self.connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server was quicker

    def do_bound(self, step):
        given = dict(word.split('=', 1) for word in step.words)
        interface, level = given.pop('iface', None), given.pop('ntlm', None)
        first = [f'{name}={given.pop(name)}' for name in ('authctx', 'authtype') if name in given]
        if interface:
            self.connection.base = Base.of(interface)
        words = [f'{name}={value}' for name, value in given.items()]
        if 'drep' in given:
            self.connection.drep = bytes.fromhex(given['drep'])
        if 'contexts' not in given:
            words.append('contexts=0:base:ndr')
        said = len(self.said)
        self.act('send', ['bind', *words, *(['ntlm=negotiate', f'level={level}', *first] if level else [])])
        self.act('want', ['bind_ack', 'results=*'])
        if not self.last.fields['results'].startswith('accept'):
            raise Unexpected(f'bind_ack results={self.last.fields["results"]}')
        if level:
            self.act('send', ['auth3', 'ntlm=authenticate'])
        del self.said[said:]

    def act(self, verb, words):
        step = type(self.exchange.steps[0])(verb, 'A', words)
        getattr(self, f'do_{verb}')(step)

    # Receiving.

    def do_keep(self, step):
        name, field = step.words
        if self.last is None or field not in self.last.fields:
            raise Unexpected(f'no {field} in what came')
        self.variables[name] = self.last.fields[field]

    def do_alive(self, _):
        security = self.connection.securities.get(self.connection.latest)
        protect = ['protect=yes'] if security and security.client.complete and security.level >= 4 else []
        said = len(self.said)
        self.act('send', ['request', 'call=900', *protect])
        self.act('want', ['base', 'call=900'])
        self.said[said:] = ['alive']

    def do_closed(self, step):
        self.do_want(dataclasses.replace(step, words=['closed']))

    def do_want(self, step):
        try:
            answer = self.receive(step.words[0])
        except Ended as how:
            if str(how) in [words[0] for words in (step.words, *step.others)]:
                self.said.append(str(how))
                return
            raise
        shown = []
        for words in (step.words, *step.others):
            good, text = self.judge(answer, self.full(words))
            if good:
                self.said.append(text)
                return
            shown.append((answer.kind == words[0], text))
        # Of several that do not fit, the one whose kind does says most.
        raise Unexpected(next((text for same_kind, text in shown if same_kind), shown[0][1]))

    def full(self, words):
        return [*self.connection.base.answer, *words[1:]] if words[0] == 'base' else words

    def receive(self, kind):
        answer = self.connection.receive()
        whole = kind == 'reply' or kind == 'base' and self.connection.base.answer[0] == 'reply'
        if answer.fields.get('authlen') and answer.kind in pdu.ANSWERS_TO_BINDS:
            self.connection.second = answer.token
        self.last = self.joined(answer) if whole and answer.kind == 'response' else answer
        return self.last

    def joined(self, first):
        """One answer of all the fragments of a response."""
        parts, count, size = [first], 1, 0
        while not parts[-1].flag_bits & pdu.FLAGS['last']:
            parts.append(self.connection.receive())
            count, size = count + 1, size + len(parts[-1].data)
            if parts[-1].kind != 'response' or parts[-1].fields['call'] != first.fields['call'] or \
                    parts[-1].flag_bits & pdu.FLAGS['first']:
                raise Ended(f'garbage: {parts[-1].kind} within a reply')
            if count > MOST_FRAGMENTS or size > MOST_BYTES:
                raise Ended('garbage: a reply without end')
        first.kind = 'reply'
        stub = b''.join(part.fields['stub'] for part in parts)
        first.fields |= {'stub': stub, 'stublen': len(stub), 'fragments': count,
                         'longest': max(part.fields['len'] for part in parts)}
        return first

    def judge(self, answer, words):
        """(whether the answer is what the words want, how it is shown)."""
        if answer.kind != words[0]:
            return False, ' '.join([answer.kind, *(f'{name}={self.text(answer.fields[name])}'
                                                   for name in SHOWN.get(answer.kind, ()))])
        good, shown = True, [words[0]]
        for word in words[1:]:
            name, operator, wanted = OPERATORS.fullmatch(word).groups()
            if name == 'as':
                try:
                    answer.fields |= self.read(answer, wanted)
                except (pdu.Malformed, ntlm_client.BadChallenge) as why:
                    return False, f'{answer.kind}: {why}'
                continue
            if name in self.player.lenient and name not in self.exchange.about:
                continue
            fits, text = self.compare(answer, name, operator, wanted)
            good &= fits
            if wanted != '*' or name in PINNED:
                shown.append(text)
        return good, ' '.join(shown)

    @staticmethod
    def read(answer, what):
        if what == 'challenge':
            wrapped = answer.fields.get('authtype') == NEGOTIATE
            return ntlm_client.describe(ntlm_client.spnego_inner(answer.token) if wrapped else answer.token)
        if what == 'spnego':
            return ntlm_client.spnego_fields(answer.token)
        return stubs.read(what, answer.fields.get('stub', b''), answer.order)

    @staticmethod
    def text(value):
        value = value.hex() if isinstance(value, bytes) else str(value)
        return value if len(value) <= 64 else f'{value[:60]}...'

    def compare(self, answer, name, operator, wanted):
        if name in ('has', 'lacks'):
            there = wanted in answer.fields['flags'].split('+')
            fits = there == (name == 'has')
            return fits, f'{name}={wanted}' if fits else f'flags={answer.fields["flags"]}'
        if name not in answer.fields:
            return False, f'{name}=(none)'
        actual = answer.fields[name]
        if wanted == '*':
            return True, f'{name}={self.text(actual)}'
        if wanted.startswith('$'):
            same = actual == self.variables[wanted[1:]]
            return same == (operator == '='), f'{name}={wanted if same else "other"}'
        if operator in ('<=', '>='):
            fits = actual <= int(wanted) if operator == '<=' else actual >= int(wanted)
            return fits, f'{name}{operator}{wanted}' if fits else f'{name}={actual}'
        if operator == '~=':
            fits = wanted in str(actual).split(',')
            return fits, f'{name}~={wanted}' if fits else f'{name}={self.text(actual)}'
        if isinstance(actual, bytes):
            fits = any(actual == stubs.build(one, answer.order, self.variables) for one in wanted.split('|'))
            return fits == (operator == '='), f'{name}={self.text(actual)}'
        if name == 'address' and wanted == 'port' and actual == str(self.connection.port):
            actual = 'port'
        fits = (str(actual) in wanted.split('|')) == (operator == '=')
        hidden = fits and operator == '!=' and name not in PINNED
        return fits, f'{name}!={wanted}' if hidden else f'{name}={self.text(actual)}'
