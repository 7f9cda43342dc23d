# SPDX-License-Identifier: LGPL-2.1-or-later
"""The exchanges: what is sent on which connection, what must come back and who says so. Files SET.exchange:

    = [MS-RPCE] 2.2.2.5: the source of the exchanges below, and its words that decide

    exchange an unknown interface
        send bind contexts=0:unknown:ndr
        want bind_ack results=no_interface
        alive

A source is a section of [MS-RPCE], [MS-NLMP], C706 or an RFC, or "observed" or "chosen" where these are silent (as in
expectations.py). A backslash continues a line. Steps, on connection A unless the line begins with another letter and a
colon:

    needs NAME...            what the server must have: mgmt, epm, calls, cancels (it serves calls asynchronously),
                             account (it knows the one we have), reply (the harmless call has one); else the exchange
                             is not applicable
    about FIELD...           what is looked at even in a server known to have it wrong throughout (judge.Listed)
    each NAME: VALUE...      the exchange is one for each value, which stands for {NAME} in it
    bound [FIELD=VALUE...]   binds: iface=NAME, ntlm=LEVEL; the server must accept
    send KIND FIELD=VALUE... a PDU (pdu.encode), or "send bytes HEX"; pieces=N sends it in pieces of N bytes, split=N
                             makes fragments of N bytes of stub data, cut=N sends only its first N bytes,
                             patch=OFFSET:HEX writes over it; protect=yes signs or seals a request as agreed,
                             protect=PART damages that part of it afterwards (ntlm_client.Client.protect); ntlm=WHICH
                             adds that token (player.Play.token)
    want KIND FIELD=VALUE... the next PDU from there: with =, !=, <=, >= or ~= (one of
                             several, joined by commas); "a|b" is either; "reply" is a response of
                             as many fragments as it has, "base" the answer to the harmless call
    or ... = SOURCE: words   what may come instead of what the line before wants, and who allows it
    keep NAME FIELD          of the PDU that came last; $NAME is its value in later lines
    alive                    the harmless call is answered, and nothing else has come before
    closed                   the server has closed the connection, and said no more
    shut                     nothing more will be sent

The harmless call is the management interface's is_server_listening where the server has that (player.Base)."""
import dataclasses
import itertools
import pathlib
import re

VERBS = ('send', 'want', 'or', 'keep', 'bound', 'alive', 'closed', 'shut')
UNDOCUMENTED = ('observed', 'chosen')


class Malformed(Exception):
    pass


@dataclasses.dataclass
class Step:
    verb: str
    connection: str
    words: list
    others: list = dataclasses.field(default_factory=list)  # the words of its "or" lines
    allowed_by: list = dataclasses.field(default_factory=list)  # and their sources


@dataclasses.dataclass
class Exchange:
    set_name: str
    title: str
    source: str
    says: str
    needs: list
    steps: list
    about: list = dataclasses.field(default_factory=list)

    @property
    def documented(self):
        return self.source not in UNDOCUMENTED

    @property
    def has_a_choice(self):
        """Whether more than one answer is right, apart from their order."""
        words = [word for step in self.steps for word in step.words
                 if step.verb == 'want' and not word.startswith('call=')]
        return any(step.others for step in self.steps) or any('|' in word or word.endswith('=*') for word in words)

    @property
    def expected(self):
        """What must come back, in one line, as the file has it."""
        parts = []
        for step in self.steps:
            if step.verb in ('want', 'alive', 'closed'):
                words = [word for word in step.words if not word.endswith('=*')]
                first = ' '.join(words) if step.verb == 'want' else step.verb
                parts.append(' or '.join([first, *(' '.join(other) for other in step.others)]))
        return '; '.join(parts)


@dataclasses.dataclass
class Template:
    """An exchange as it stands in the file: its lines, before {NAME} is replaced."""
    title: str
    source: tuple
    where: str
    needs: list = dataclasses.field(default_factory=list)
    about: list = dataclasses.field(default_factory=list)
    each: dict = dataclasses.field(default_factory=dict)
    lines: list = dataclasses.field(default_factory=list)

    def expanded(self, set_name):
        for values in itertools.product(*self.each.values()):
            def filled(text, chosen=tuple(zip(self.each, values))):
                for name, value in chosen:
                    text = text.replace('{' + name + '}', value)
                return text
            yield Exchange(set_name, filled(self.title), *self.source, [filled(need) for need in self.needs],
                           steps_of([(where, filled(line)) for where, line in self.lines]), list(self.about))


def steps_of(lines):
    steps = []
    for where, line in lines:
        labelled = re.match(r'([A-Z]): +', line)
        words = line[labelled.end() if labelled else 0:].split()
        verb, connection = words[0], labelled[1] if labelled else 'A'
        if verb not in VERBS:
            raise Malformed(f'{where}: no step: {line}')
        if verb == 'or':
            add_other(steps, where, line)
        else:
            steps.append(Step(verb, connection, words[1:]))
    if not any(step.verb in ('want', 'alive', 'closed') for step in steps):
        raise Malformed(f'{lines[0][0] if lines else "?"}: an exchange that wants nothing')
    return steps


def add_other(steps, where, line):
    wanted, _, source = line.partition(' = ')
    if not steps or steps[-1].verb not in ('want', 'closed') or ': ' not in source:
        raise Malformed(f'{where}: an alternative to nothing, or without its source: {line}')
    steps[-1].others.append(wanted.split()[1:])
    steps[-1].allowed_by.append(source)


def lines_of(text):
    """(number, line) with those that a backslash continues in one; after "+", "|" and "," without a space."""
    begun, start = '', 0
    for number, line in enumerate(text.splitlines(), 1):
        start, begun = (start, begun + line.strip()) if begun else (number, line)
        if begun.endswith('\\'):
            begun = begun[:-1].rstrip() + ('' if begun[-2:-1] in '+|,' else ' ')
            continue
        yield start, begun
        begun = ''


def read(path):
    """The exchanges of a file, in its order."""
    path = pathlib.Path(path)
    templates, source = [], None
    for number, line in lines_of(path.read_text(encoding='utf-8')):
        where, text = f'{path.name}:{number}', line.strip()
        if not text or text.startswith('#'):
            continue
        if text.startswith('= '):
            head, colon, says = text[2:].partition(': ')
            if not colon:
                raise Malformed(f'{where}: a source that does not say what decides')
            source = (head, says)
        elif text.startswith('exchange '):
            if source is None:
                raise Malformed(f'{where}: an exchange without a source')
            templates.append(Template(text.removeprefix('exchange '), source, where))
        elif not templates or not line.startswith(' '):
            raise Malformed(f'{where}: a step outside an exchange: {text}')
        elif text.startswith('needs '):
            templates[-1].needs += text.split()[1:]
        elif text.startswith('about '):
            templates[-1].about += text.split()[1:]
        elif text.startswith('each '):
            name, _, values = text.removeprefix('each ').partition(': ')
            templates[-1].each[name] = values.split()
        else:
            templates[-1].lines.append((where, text))
    exchanges = [exchange for template in templates for exchange in template.expanded(path.stem)]
    titles = [exchange.title for exchange in exchanges]
    twice = {title for title in titles if titles.count(title) > 1}
    if twice:
        raise Malformed(f'{path.name}: twice: {", ".join(sorted(twice))}')
    return exchanges


def read_sets(folder):
    """Set name -> its exchanges."""
    return {path.stem: read(path) for path in sorted(pathlib.Path(folder).glob('*.exchange'))}
