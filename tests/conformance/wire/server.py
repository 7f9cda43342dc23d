# SPDX-License-Identifier: LGPL-2.1-or-later
"""The server that is judged: what it has, and what it answers to each exchange."""
import concurrent.futures
import dataclasses
import pathlib

from . import exchange, pdu, player, stubs

HERE = pathlib.Path(__file__).resolve().parent
AT_ONCE = 16  # exchanges
WAITS = """send bind flags=first+last+mpx contexts=0:calls:ndr
want bind_ack has=mpx
send request op=0 stub=transform(2,1) call=3
send request call=4 op=1 stub=u32(20)+u32(22)
want reply call=4
send co_cancel call=3
want fault call=3"""
NOT_APPLICABLE = 'not applicable'


class Unreachable(Exception):
    pass


@dataclasses.dataclass
class Verdict:
    exchange: exchange.Exchange
    answer: str
    verdict: str  # equal, different, not applicable

    @property
    def fact(self):
        return f'wire {self.exchange.set_name} {self.exchange.title}: {self.answer}'


def can_bind(address, limit, syntax, words=()):
    """The bind_ack, or None."""
    try:
        connection = player.Connection(address, limit)
    except player.Ended as why:
        raise Unreachable(f'{address[0]}:{address[1]} does not answer') from why
    try:
        fields = {'contexts': [(0, syntax, [pdu.SYNTAXES['ndr']])], **dict(words)}
        connection.send(pdu.encode('bind', fields))
        answer = connection.receive()
        good = answer.kind == 'bind_ack' and answer.fields['results'].startswith('accept')
        return answer if good else None
    except player.Ended:
        return None
    finally:
        connection.close()


class Server:
    """`interface`: UUID/MAJOR.MINOR or a name (stubs.INTERFACES) of the one to call; else one that is found."""

    def __init__(self, address, limit=10, account='', interface=None, lenient=()):
        self.address, self.limit, self.account, self.lenient = address, limit, account, lenient
        known = ('mgmt', 'calls', 'streams', 'epm')
        self.has = {name for name in known if can_bind(address, limit, stubs.INTERFACES[name])}
        if interface is None:
            interface = next((name for name in known if name in self.has), None)
        if interface is None or not can_bind(address, limit, stubs.syntax_of(interface)):
            raise Unreachable(f'{address[0]}:{address[1]} has no interface to call: name one with --interface')
        self.base = player.Base.of(interface)
        if self.base.answer[0] == 'reply':
            self.has.add('reply')
        if 'calls' in self.has and self.waits_for_cancels():
            self.has.add('cancels')
        if account and self.offers_ntlm():
            self.has.add('account')

    def offers_ntlm(self):
        token = player.ntlm_client.Client(self.account).negotiate()
        security = (player.NTLM, 5, player.AUTH_CONTEXT, token)
        answer = can_bind(self.address, self.limit, self.base.interface, {'security': security}.items())
        return answer is not None and answer.fields['authlen'] > 0

    def waits_for_cancels(self):
        """Whether a Calls server serves asynchronously, and others meanwhile."""
        steps = exchange.steps_of([('here', line) for line in WAITS.splitlines()])
        probe = exchange.Exchange('here', 'a call that waits', '', '', [], steps)
        return player.Player(self.address, self.base, self.limit).play(probe)[1]

    def judge(self, one):
        if not self.has.issuperset(one.needs):
            return Verdict(one, 'the server has no ' + ', '.join(sorted(set(one.needs) - self.has)), NOT_APPLICABLE)
        answer, good = player.Player(self.address, self.base, self.limit, self.account, self.lenient).play(one)
        return Verdict(one, answer, 'equal' if good else 'different')

    def judge_all(self, exchanges):
        """In their order."""
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self.judge, exchanges))


def chosen(only, folder=HERE):
    """The exchanges of the sets named, or of all."""
    sets = exchange.read_sets(folder)
    unknown = [name for name in only or () if name not in sets]
    if unknown:
        raise exchange.Malformed(f'no set {", ".join(unknown)}; there are {", ".join(sets)}')
    return [one for name in only or sets for one in sets[name]]
