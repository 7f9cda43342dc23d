# SPDX-License-Identifier: LGPL-2.1-or-later
"""The player of tools/conformance --wire: wire_test.py. Against servers that answer garbage, too much or nothing, and
with random damage in what it reads: an exchange may fail, the run may not. Also its files, lists and cryptography."""
import argparse
import contextlib
import io
import json
import pathlib
import random
import socket
import sys
import tempfile
import threading
import unittest

import conformance
from wire import exchange, judge, ntlm_client, pdu, player, server, stubs

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import run_unittests  # noqa: E402

LIMIT = 0.2  # seconds that an answer which never comes is waited for
MGMT = stubs.INTERFACES['mgmt']


class Fake:
    """A server on a port of its own: `behave(connection)` is called for each client, in a thread."""

    def __init__(self, behave):
        self.listening = socket.create_server(('127.0.0.1', 0))
        self.address = self.listening.getsockname()
        self.behave, self.open = behave, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                self.open.append(connection)
                threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection):
        with contextlib.suppress(OSError):
            self.behave(connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in (self.listening, *self.open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def exchange_of(text, needs=''):
    lines = [('test:1', line) for line in text.split('; ')]
    return exchange.Exchange('test', 'it', 'C706', 'words', needs.split(), exchange.steps_of(lines))


def played(behave, text, limit=LIMIT):
    with Fake(behave) as fake:
        return player.Player(fake.address, player.Base.of('mgmt'), limit).play(exchange_of(text))


def says(data, then_closes=True):
    """A server that says this, whatever it hears."""
    def behave(connection):
        connection.recv(4096)
        connection.sendall(data)
        if then_closes:
            connection.shutdown(socket.SHUT_WR)
    return behave


def bind_ack(**fields):
    result = b'\1\0\0\0' + bytes(4) + pdu.syntax_bytes('<', pdu.SYNTAXES['ndr'])
    body = bytes.fromhex('d016d01634120000') + b'\4\0' + b'135\0' + bytes(2) + result
    return pdu.encode('bind_ack', {'tail': body, **fields})


def response(stub, **fields):
    return pdu.encode('response', {'stub': stub, **fields})


class Players(unittest.TestCase):
    def test_what_is_wanted_is_equal(self):
        self.assertEqual(played(says(bind_ack()), 'send bind; want bind_ack results=accept:ndr group=4660'),
                         ('bind_ack results=accept:ndr group=4660', True))

    def test_another_value_or_kind_is_different_and_named(self):
        self.assertEqual(played(says(bind_ack()), 'send bind; want bind_ack xmit=4280'), ('bind_ack xmit=5840', False))
        self.assertEqual(played(says(bind_ack()), 'send bind; want bind_nak reason=*'),
                         ('bind_ack results=accept:ndr', False))
        self.assertEqual(played(says(bind_ack()), 'send bind; closed'), ('bind_ack results=accept:ndr', False))
        self.assertEqual(played(says(b''), 'send bind; want bind_ack'), ('closed', False))

    def test_alternatives_are_what_they_say(self):
        text = 'send bind; closed; or fault status=op_rng = C706: words'
        fault = pdu.encode('fault', {'status': 0x1C010002})
        self.assertEqual(played(says(b''), text), ('closed', True))
        self.assertEqual(played(says(fault), text), ('fault status=op_rng', True))
        self.assertEqual(played(says(pdu.encode('fault', {'status': 5})), text)[1], False)

    def test_each_operator_can_fail(self):
        for good, bad in (('xmit=5840', 'xmit=1'), ('xmit!=1', 'xmit!=5840'), ('xmit<=5840', 'xmit<=5839'),
                          ('xmit>=5840', 'xmit>=5841'), ('results~=accept:ndr', 'results~=accept'),
                          ('has=first', 'has=mpx'), ('lacks=mpx', 'lacks=first'), ('minor=0|1', 'minor=1|2'),
                          ('address=135', 'address=port'),
                          ('group=*', 'nothing=*')):
            with self.subTest(bad):
                self.assertTrue(played(says(bind_ack()), f'send bind; want bind_ack {good}')[1])
                self.assertFalse(played(says(bind_ack()), f'send bind; want bind_ack {bad}')[1])

    def test_who_says_nothing_hangs_for_the_limit(self):
        self.assertEqual(played(says(b'', False), 'send bind; want bind_ack'), ('hangs', False))
        self.assertEqual(played(says(bind_ack()[:20], False), 'send bind; want bind_ack'), ('hangs', False))

    def test_who_trickles_has_the_same_limit(self):
        stop = threading.Event()

        def behave(connection):
            while not stop.wait(0.01):
                connection.sendall(b'\5')
        try:
            # A header of fives: a length of 0x0505, of which a byte comes now and then.
            self.assertEqual(played(behave, 'send bind; want bind_ack'), ('hangs', False))
        finally:
            stop.set()

    def test_garbage_is_an_answer(self):
        for data, why in ((b'HTTP/1.1 400 Bad Request\r\n\r\n' * 900, 'garbage: version 72'),
                          (bytes(40), 'garbage: a length of 0'), (bind_ack()[:30], 'closed within a PDU'),
                          (bind_ack()[:8], 'closed within a PDU'),
                          (pdu.encode('bind_ack', {'tail': b'\0'}), 'garbage: bind_ack breaks off'),
                          (pdu.encode('response', {'authlen': 60000}), 'garbage: a trailer longer than the PDU')):
            with self.subTest(why):
                self.assertEqual(played(says(data), 'send bind; want bind_ack'), (why, False))

    def test_a_reply_without_end_ends(self):
        def behave(connection):
            while True:
                connection.sendall(response(bytes(60000), flags=0) * 10)
        self.assertEqual(played(behave, 'send request; want reply', 30), ('garbage: a reply without end', False))

    def test_fragments_of_another_call_are_no_reply(self):
        data = response(b'ab', flags=1) + response(b'c', flags=2, call=9)
        self.assertEqual(played(says(data), 'send request; want reply'), ('garbage: response within a reply', False))
        data = response(b'ab', flags=1) + response(b'c', flags=2)
        self.assertEqual(played(says(data), 'send request; want reply stub=616263 fragments=2'),
                         ('reply stub=616263 fragments=2', True))

    def test_answers_too_many_are_noticed(self):
        data = bind_ack() + response(b'', call=7) + response(bytes(4) + b'\1\0\0\0', call=900)
        self.assertFalse(played(says(data), 'bound; alive')[1])

    def test_stub_data_that_is_none_is_different(self):
        for stub in (b'', b'\0' * 3, b'\xff' * 50, bytes(400)):
            for name in stubs.READERS:
                with self.subTest(name, stub=stub[:3]):
                    text, good = played(says(response(stub)), f'send request; want reply as={name} code=77')
                    self.assertFalse(good, text)

    def test_nobody_there(self):
        with socket.create_server(('127.0.0.1', 0)) as listening:
            address = listening.getsockname()
        one = player.Player(address, player.Base.of('mgmt'), 1)
        self.assertEqual(one.play(exchange_of('send bind; want bind_ack')), ('refused', False))
        with self.assertRaises(server.Unreachable):
            server.Server(address, 1)

    def test_what_arrives_is_what_the_file_says(self):
        heard, done = bytearray(), threading.Event()

        def behave(connection):
            while piece := connection.recv(4096):
                heard.extend(piece)
            done.set()
        played(behave, 'send request call=7 stub=u16(258)+align+fill(3) op=9 split=4 drep=00000000; shut; closed')
        self.assertTrue(done.wait(10))
        self.assertEqual(heard.hex(), '05000001' '00000000' '001c0000' '00000007' '00000007' '00000009' '01020000'
                                      '05000002' '00000000' '001b0000' '00000007' '00000003' '00000009' '00070e')


class Damage(unittest.TestCase):
    """Random mutations, always the same."""
    SEEDS = (bind_ack(), response(bytes(60)), pdu.encode('fault', {'status': 5}), bind_ack(drep=bytes(4)),
             pdu.encode('bind_nak', {'tail': bytes.fromhex('0400010500')}),
             pdu.encode('response', {'stub': bytes(16), 'security': (10, 5, 1, bytes(16))}))

    def mutated(self, chance, data):
        data = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            data = data[:chance.randrange(len(data) + 1)]
        if chance.random() < 0.7 and len(data) >= 16:  # lengths that hold, so that the inside is read
            data[:1], data[4:5], data[8:10] = b'\5', b'\x10', len(data).to_bytes(2, 'little')
        return bytes(data)

    def test_the_decoder_refuses_or_understands(self):
        chance, understood = random.Random(1), 0
        for round_ in range(6000):
            try:
                understood += bool(pdu.decode(self.mutated(chance, self.SEEDS[round_ % len(self.SEEDS)])).fields)
            except pdu.Malformed:
                pass
        self.assertGreater(understood, 100)

    def test_stub_readers_refuse_or_understand(self):
        chance = random.Random(2)
        a_map = stubs.build('handle+u32(1)+u32(1)+u32(0)+u32(1)+ptr+twr(epm/ndr/co)', '<', {})
        seeds = (bytes(80), b'\1\0\0\0' * 40, b'\xff' * 64, a_map)
        for round_ in range(6000):
            data = self.mutated(chance, seeds[round_ % len(seeds)])
            for name in stubs.READERS:
                with contextlib.suppress(pdu.Malformed):
                    stubs.read(name, data, '<>'[round_ % 2])

    def test_challenges_are_refused_or_understood(self):
        chance = random.Random(3)
        pairs = b'\2\0\2\0A\0' b'\1\0\2\0B\0' b'\7\0\10\0' + bytes(8) + bytes(4)
        seed = ntlm_client.SIGNATURE + b'\2\0\0\0' + bytes(8) + b'\5\2\x8a\xe2' + bytes(16) + \
            bytes([len(pairs), 0, len(pairs), 0, 48, 0, 0, 0]) + pairs
        self.assertEqual(ntlm_client.describe(seed)['pairs'], '0,1,2,7')
        for _ in range(3000):
            token = bytearray(seed)
            for _ in range(chance.randrange(1, 5)):
                token[chance.randrange(len(token))] = chance.randrange(256)
            with contextlib.suppress(ntlm_client.BadChallenge):
                ntlm_client.spnego_fields(ntlm_client.spnego_last(bytes(token), b'mic')[:chance.randrange(200)])
            with contextlib.suppress(ntlm_client.BadChallenge):
                client = ntlm_client.Client('D\\U%P')
                client.negotiate()
                client.authenticate(bytes(token[:chance.randrange(len(token) + 1)]))

    def test_damaged_answers_end_in_an_answer(self):
        chance = random.Random(4)
        good = bind_ack() + response(bytes(4) + b'\1\0\0\0', call=900)

        def behave(connection):
            connection.recv(4096)
            connection.sendall(self.mutated(chance, good))
            connection.shutdown(socket.SHUT_WR)
        with Fake(behave) as fake:
            one = player.Player(fake.address, player.Base.of('mgmt'), 5)
            answers = [one.play(exchange_of('bound ntlm=5; alive')) for _ in range(150)]
        self.assertTrue(all(isinstance(text, str) and text for text, _ in answers))


class Cryptography(unittest.TestCase):
    def test_md4_and_rc4(self):
        self.assertEqual(ntlm_client.md4(b'').hex(), '31d6cfe0d16ae931b73c59d7e0c089c0')  # RFC 1320 A.5
        self.assertEqual(ntlm_client.md4(b'1234567890' * 8).hex(), 'e33b4ddc9c38f2199c3e7b164fcc0536')
        cipher = ntlm_client.Rc4(b'Key')
        self.assertEqual((cipher(b'Plain') + cipher(b'text')).hex(), 'bbf316e8d940af0ad3')

    def test_the_responses_of_the_specification(self):
        """[MS-NLMP] 4.2.4: its user, password and challenges, with our client's pairs."""
        key = ntlm_client.digest(ntlm_client.md4('Password'.encode('utf-16-le')), 'USERDomain'.encode('utf-16-le'))
        self.assertEqual(key.hex(), '0c868a403bfd7a93a3001ef22ef02e3f')
        client = ntlm_client.Client('Domain\\User%Password')
        self.assertEqual((client.domain, client.user, client.password), ('Domain', 'User', 'Password'))

    def test_keys_of_the_specification(self):
        direction = ntlm_client.Direction(b'\x55' * 16, 'client')
        self.assertEqual(direction.signing.hex(), '4788dc861b4782f35d43fd98fe1a2d39')  # [MS-NLMP] 4.2.4.4

    def test_what_is_protected_is_opened_and_damage_is_noticed(self):
        for level in (5, 6):
            for damage in (None, 'signature', 'sequence', 'body'):
                sender, receiver = (ntlm_client.Client('U%P') for _ in range(2))
                sender.sends = ntlm_client.Direction(bytes(16), 'server')
                receiver.receives = ntlm_client.Direction(bytes(16), 'server')
                plain = response(b'0123456789abcdef', security=(10, level, 1, bytes(16)))
                wire = sender.protect(plain, level, 24, damage)
                good, opened = receiver.check(wire, level, 24)
                self.assertEqual(good, damage is None)
                self.assertEqual(b'0123456789abcdef' in wire, level == 5 and damage != 'body')
                if good:
                    self.assertIn(b'0123456789abcdef', opened)


    def test_tokens_of_spnego(self):
        for size in (1, 100, 200, 70000 // 2):
            token = bytes(size)
            self.assertEqual(ntlm_client.spnego_fields(ntlm_client.spnego_last(token, b'mic'))['inner'], token)
        self.assertEqual(ntlm_client.spnego_fields(bytes.fromhex('a1073005a0030a0100'))['state'], 'completed')
        self.assertEqual(ntlm_client.spnego_fields(b''), {'state': 'none', 'mechanism': 'none', 'inner': b''})
        for broken in ('a1', 'a107', 'a18200', 'a1073005a0030a01'):
            self.assertRaises(ntlm_client.BadChallenge, ntlm_client.spnego_fields, bytes.fromhex(broken))


class Choices(unittest.TestCase):
    def test_ours_answers_as_it_did_where_there_is_a_choice(self):
        def verdict(text, answer):
            return server.Verdict(exchange_of(text), answer, 'equal')
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'x.choices'
            path.write_text('# words\ntest it: closed\n')
            choice, none = 'send bind; closed; or fault status=* = C706: words', 'send bind; closed'
            self.assertEqual(list(judge.other_choices([verdict(choice, 'closed')], path)), [])
            self.assertEqual(len(list(judge.other_choices([verdict(choice, 'fault status=5')], path))), 2)
            self.assertEqual(judge.choices([verdict(none, 'closed')]), [])
            path.write_text('test it: *\n')
            self.assertEqual(list(judge.other_choices([verdict(choice, 'fault status=5')], path)), [])


class Files(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'x.exchange'
            path.write_text(text)
            return exchange.read(path)

    def test_each_is_read_and_says_who_decides(self):
        sets = exchange.read_sets(judge.HERE)
        exchanges = [one for each in sets.values() for one in each]
        self.assertGreaterEqual(len(exchanges), 250)
        for one in exchanges:
            with self.subTest(one.set_name, title=one.title):
                sources = [one.source] + [source for step in one.steps for source in step.allowed_by]
                for source in sources:
                    self.assertRegex(source, r'^(\[MS-(RPCE|NLMP)\] [\d.]+|C706 ([\d.]+|appendix [A-Q]|chapter \d+)|'
                                             r'RFC \d+ [\d.]+|nf-\w+-\w+|observed|chosen)(:|$)')
                self.assertNotIn('{', one.title)

    def test_mistakes_are_named_with_their_line(self):
        head = '= C706 1: words\nexchange one\n'
        for text, line in {'exchange one\n    alive\n': 1, '= C706 1\n': 1, head + '    fly\n': 3, head + 'alive\n': 3,
                           head + '    or closed = C706 1: words\n': 3,
                           head + '    closed\n    or closed\n': 4}.items():
            with self.subTest(text), self.assertRaisesRegex(exchange.Malformed, f'x.exchange:{line}:'):
                self.read(text)
        for text in (head + '    send bind\n', head + '    alive\n' + head + '    alive\n'):
            with self.subTest(text), self.assertRaises(exchange.Malformed):
                self.read(text)

    def test_one_for_each_value(self):
        found = self.read('= C706 1: words\nexchange {a} and {b}\n    each a: 1 2\n    each b: x y\n'
                          '    send bind \\\n     call={a}\n    send request stub=01+\\\n      02\n    alive\n')
        self.assertEqual(found[0].steps[1].words, ['request', 'stub=01+02'])
        self.assertEqual([one.title for one in found], ['1 and x', '1 and y', '2 and x', '2 and y'])
        self.assertEqual(found[2].steps[0].words, ['bind', 'call=2'])

    def test_steps_that_do_not_exist_are_mistakes(self):
        for text, why in (('send bind what=1; alive', player.BadStep),
                          ('send request protect=yes; alive', player.BadStep),
                          ('send request stub=sing(1); alive', stubs.BadPiece)):
            with self.subTest(text), self.assertRaises(why):
                played(says(b''), text)

    def test_a_list_must_be_what_is_so(self):
        one = exchange_of('send bind; want bind_ack')
        judged = argparse.Namespace(has={'mgmt'})
        differs = server.Verdict(one, 'closed', 'different')
        so = {'test it: closed': 'why'}
        self.assertEqual(list(judge.complaints(judged, [differs], judge.Listed({'mgmt'}, set(), so, set()))), [])
        for verdicts, has, known in (([differs], {'mgmt'}, {}), ([differs], {'mgmt'}, {'test it: hangs': 'why'}),
                                     ([], {'mgmt'}, so), ([], {'mgmt', 'epm'}, {})):
            self.assertTrue(list(judge.complaints(judged, verdicts, judge.Listed(has, set(), known, set()))))

    def test_what_a_list_has_otherwise_is_news(self):
        one = exchange_of('send bind; want bind_ack')
        listed = judge.Listed(set(), set(), {'test it: closed': 'why', 'test it is: x': 'why'}, set())
        for answer, verdict, news in (('closed', 'different', False), ('hangs', 'different', True),
                                      ('bind_ack', 'equal', True)):
            self.assertEqual(judge.is_news(server.Verdict(one, answer, verdict), listed), news)
        listed.known = {}
        self.assertFalse(judge.is_news(server.Verdict(one, 'bind_ack', 'equal'), listed))

    def test_lists_are_read_with_their_reasons(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'x.differences'
            path.write_text('has: mgmt epm\nlenient: call\n= why\na b: c\n- a d\n')
            self.assertEqual(judge.read_list(path), judge.Listed({'mgmt', 'epm'}, {'call'}, {'a b: c': 'why'}, {'a d'}))
            for text in ('a b: c\n', '= why\na b: c\na b: c\n'):
                path.write_text(text)
                self.assertRaises(exchange.Malformed, judge.read_list, path)

    def test_fields_that_are_not_looked_at_are_where_the_exchange_is_about_them(self):
        one = exchange_of('send bind call=9; want bind_ack call=9')
        with Fake(says(bind_ack())) as fake:
            lenient = player.Player(fake.address, player.Base.of('mgmt'), LIMIT, lenient={'call'})
            self.assertEqual(lenient.play(one), ('bind_ack', True))
            one.about.append('call')
            self.assertEqual(lenient.play(one), ('bind_ack call=1', False))


class Tool(unittest.TestCase):
    def run_tool(self, *arguments):
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = conformance.main([str(word) for word in arguments])
        return code, said.getvalue(), complained.getvalue()

    def test_a_server_that_answers_nothing_right(self):
        with Fake(says(bind_ack())) as fake, tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / 'out.json'
            code, said, _ = self.run_tool('--wire', '%s:%d' % fake.address, '--only', 'calls', '--json', out)
            self.assertEqual(code, 1)
            self.assertIn('wire calls a call: closed -- different, not base call=2', said)
            facts = json.loads(out.read_text())['groups'][0]['facts']
            self.assertIn('different', {fact['verdicts']['server'] for fact in facts})
            self.assertEqual({fact['ours'] for fact in facts}, {None})

    def test_what_the_server_has_not_got_is_not_applicable(self):
        refusal = bind_ack(tail=b'\xd0\x16\xd0\x16' + bytes(8) + b'\1\0\0\0\2\0\1\0' + bytes(20))
        with Fake(says(refusal)) as fake:
            code, _, complained = self.run_tool('--wire', '%s:%d' % fake.address)
            self.assertEqual(code, 2)
            self.assertIn('has no interface to call', complained)
            one = exchange_of('alive', 'epm')
            judged = server.Server.__new__(server.Server)
            judged.has = {'mgmt'}
            self.assertEqual(judged.judge(one).verdict, server.NOT_APPLICABLE)

    def test_addresses_and_sets_that_are_none(self):
        for arguments in (['--wire', 'nowhere'], ['--wire', 'host:0'], ['--wire', 'host:99999']):
            self.assertEqual(self.run_tool(*arguments)[0], 2)
        with Fake(says(bind_ack())) as fake:
            self.assertEqual(self.run_tool('--wire', '%s:%d' % fake.address, '--only', 'nothing')[0], 2)


if __name__ == '__main__':
    run_unittests('wire_test')
