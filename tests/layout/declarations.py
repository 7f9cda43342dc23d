# SPDX-License-Identifier: LGPL-2.1-or-later
"""What preprocessed C declares: functions, typedefs, structures with their members, enumerators, each with its file.

A parser of declarations as headers have them; bodies, attributes and calling conventions are skipped. Types are tuples:
('base', 'u32') ('name', TYPEDEF) ('const', T) ('ptr', T) ('array', T) ('fn', RESULT, (T, ...), VARIADIC)
('struct', KEY) ('enum', KEY), KEY being that of Declarations.tags."""
import dataclasses
import re

TOKEN = re.compile(r'\s+|([A-Za-z_$]\w*)|(L?"(?:\\.|[^"\\])*"|L?\'(?:\\.|[^\'\\])*\')|'
                   r'(\.?\d(?:[eEpP][+-]|[\w.])*)|(\.\.\.|.)')
MARKER = re.compile(r'# (\d+) "([^"]*)"')
WORDS = {'void', 'char', 'short', 'int', 'long', 'signed', '__signed__', 'unsigned', 'float', 'double', '_Bool',
         '__int8', '__int16', '__int32', '__int64', '__int128', '_Float128', '__float128', '_Complex', 'char16_t'}
IGNORED = {'extern', 'static', 'inline', '__inline', '__inline__', '__forceinline', '_Noreturn', '__extension__',
           'register', 'volatile', '__volatile__', '__volatile', '__restrict', '__restrict__', 'restrict', '__unaligned',
           '__cdecl', '__stdcall', '__fastcall', '_Thread_local', '__thread', '__w64', '__ptr64', '__ptr32'}
WITH_ARGUMENTS = {'__attribute__', '__attribute', '__declspec', '_Alignas', '__asm__', '__asm', 'asm', '__pragma'}
FIXED = {'__int8': 'i8', '__int16': 'i16', '__int32': 'i32', '__int64': 'i64'}


@dataclasses.dataclass
class Tag:
    """A structure, union or enumeration; members is None while it is incomplete."""
    kind: str
    names: set
    members: list | None = None  # (name, type); of an enumeration the names of its constants
    file: str = ''


@dataclasses.dataclass
class Declarations:
    functions: dict = dataclasses.field(default_factory=dict)  # name -> (type, file)
    typedefs: dict = dataclasses.field(default_factory=dict)
    enumerators: dict = dataclasses.field(default_factory=dict)  # name -> file
    tags: dict = dataclasses.field(default_factory=dict)  # key -> Tag

    def tag_named(self, kind, name):
        return self.tags.get(f'{kind} {name}')


class Parser:
    """`long_is` is 'i32' for Windows' compilers, 'i64' for Linux'."""

    def __init__(self, text, long_is):
        self.found, self.long_is = Declarations(), long_is
        self.tokens, self.files = [], []
        name = ''
        for line in text.splitlines():
            if line.startswith('#'):
                marker = MARKER.match(line)
                name = marker[2] if marker else name
                continue
            for match in TOKEN.finditer(line):
                if match.lastindex:
                    self.tokens.append(match[0])
                    self.files.append(name)
        self.tokens += [''] * 3
        self.files += [''] * 3
        self.at, self.anonymous = 0, 0

    def parse(self):
        while self.tokens[self.at]:
            start = self.at
            self.declaration()
            if self.at == start:  # what it does not understand it leaves out
                self.at += 1
        return self.found

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead]

    def take(self, wanted=None):
        token = self.tokens[self.at]
        if wanted is not None and token != wanted:
            return False
        self.at += 1
        return token

    def skip_balanced(self):
        """From an opening bracket to behind the one that closes it."""
        depth = 0
        while self.peek():
            depth += {'(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1}.get(self.peek(), 0)
            self.at += 1
            if depth == 0:
                return

    def skip_ignored(self):
        while True:
            if self.peek() in IGNORED:
                self.at += 1
            elif self.peek() in WITH_ARGUMENTS:
                self.at += 1
                if self.peek() == '(':
                    self.skip_balanced()
            else:
                return

    def declaration(self):
        file = self.files[self.at]
        if self.peek() == '_Static_assert':
            self.at += 1
            self.skip_balanced()
            return
        base, typedef = self.specifiers()
        if base is None:
            return
        while True:
            name, kind = self.declarator(base)
            self.skip_ignored()
            if name:
                self.declare(name, kind, typedef, file)
            if self.peek() == '=':
                while self.peek() not in (',', ';', ''):
                    self.skip_balanced() if self.peek() in '({[' else self.take()
            if self.take(','):
                continue
            if self.peek() == '{':
                self.skip_balanced()
            else:
                self.take(';')
            return

    def declare(self, name, kind, typedef, file):
        if typedef:
            self.found.typedefs.setdefault(name, (kind, file))
            if kind[0] in ('struct', 'enum'):
                self.found.tags[kind[1]].names.add(name)
        elif kind[0] == 'fn':
            self.found.functions.setdefault(name, (kind, file))

    def specifiers(self):
        """The type before the declarators, None for what is no declaration, and whether it is a typedef."""
        words, kind, typedef, const = [], None, False, False
        while True:
            token = self.peek()
            if token == 'typedef':
                typedef = True
            elif token in ('const', '__const', '__const__'):
                const = True
            elif token in WORDS:
                words.append(token)
            elif token in ('struct', 'union', 'class'):
                kind = self.aggregate()
                continue
            elif token == 'enum':
                kind = self.enumeration()
                continue
            elif token in ('typeof', '__typeof__', '__typeof'):
                self.at += 1
                self.skip_balanced()
                kind = ('name', '?')
                continue
            elif token in IGNORED or token in WITH_ARGUMENTS:
                self.skip_ignored()
                continue
            elif not words and kind is None and re.match(r'[A-Za-z_$]', token or '0'):
                kind = ('name', token)
            else:
                break
            self.at += 1
        if kind is None and words:
            kind = ('base', self.base(words))
        return (('const', kind) if const and kind else kind), typedef

    def base(self, words):
        unsigned = 'unsigned' in words
        for word in words:
            if word in FIXED:
                return ('u' if unsigned else 'i') + FIXED[word][1:]
        if 'char16_t' in words:
            return 'u16'
        if 'char' in words:
            return 'u8' if unsigned else 'i8' if 'signed' in words else 'char'
        for word in ('void', 'float', '_Bool', '__int128', '_Float128', '__float128'):
            if word in words:
                return word
        if 'double' in words:
            return 'long double' if 'long' in words else 'double'
        size = '16' if 'short' in words else {0: '32', 1: self.long_is[1:], 2: '64'}[min(words.count('long'), 2)]
        return ('u' if unsigned else 'i') + size

    def tag(self, kind, file):
        self.skip_ignored()
        if self.peek() != '{':
            key, names = f'{kind} {self.peek()}', {self.take()}
        else:
            self.anonymous += 1
            key, names = f'{kind} #{self.anonymous}', set()
        self.skip_ignored()
        return key, self.found.tags.setdefault(key, Tag(kind, names, file=file))

    def aggregate(self):
        file, kind = self.files[self.at], self.take()
        key, tag = self.tag(kind, file)
        if self.take('{'):
            tag.members, tag.file = [], file
            while self.peek() and not self.take('}'):
                start = self.at
                self.member(tag.members)
                if self.at == start:
                    self.at += 1
        return ('struct', key)

    def member(self, members):
        base, _ = self.specifiers()
        if base is None:
            return
        while True:
            name, kind = self.declarator(base)
            if self.take(':'):
                while self.peek() not in (',', ';', ''):
                    self.at += 1
            self.skip_ignored()
            if name or kind[0] == 'struct':
                members.append((name, kind))
            if not self.take(','):
                break
        self.take(';')

    def enumeration(self):
        file = self.files[self.at]
        self.take()
        key, tag = self.tag('enum', file)
        if self.take('{'):
            tag.members, tag.file = [], file
            while self.peek() and not self.take('}'):
                name = self.take()
                tag.members.append(name)
                self.found.enumerators.setdefault(name, file)
                while self.peek() not in (',', '}', ''):
                    self.skip_balanced() if self.peek() in '([' else self.take()
                self.take(',')
        return ('enum', key)

    def declarator(self, kind):
        """Name, '' where there is none, and type."""
        self.skip_ignored()
        while self.peek() in ('*', '^'):
            self.at += 1
            kind = ('ptr', kind)
            while True:
                if self.peek() in ('const', '__const', '__const__'):
                    self.at += 1
                    kind = ('const', kind)
                elif self.peek() in IGNORED or self.peek() in WITH_ARGUMENTS:
                    self.skip_ignored()
                else:
                    break
        if self.peek() == '(' and self.is_nested():
            self.at += 1
            inner = self.at
            self.skip_to_close()
            kind = self.suffixes(kind)
            after, self.at = self.at, inner
            name, kind = self.declarator(kind)
            self.at = after
            return name, kind
        name = ''
        if re.match(r'[A-Za-z_$]', self.peek() or '0') and self.peek() not in WORDS:
            name = self.take()
        return name, self.suffixes(kind)

    def is_nested(self):
        ahead = 1
        while self.peek(ahead) in IGNORED or self.peek(ahead) in WITH_ARGUMENTS:
            if self.peek(ahead) in WITH_ARGUMENTS:
                depth, ahead = 0, ahead + 1
                while True:
                    depth += {'(': 1, ')': -1}.get(self.peek(ahead), 0)
                    ahead += 1
                    if depth == 0 or not self.peek(ahead):
                        break
            else:
                ahead += 1
        token = self.peek(ahead)
        if token in ('*', '^', '('):
            return True
        return bool(re.match(r'[A-Za-z_$]', token or '0')) and self.peek(ahead + 1) == ')' and token not in WORDS and \
            token not in self.found.typedefs

    def skip_to_close(self):
        depth = 1
        while self.peek() and depth:
            depth += {'(': 1, ')': -1}.get(self.peek(), 0)
            self.at += 1

    def suffixes(self, kind):
        self.skip_ignored()
        if self.peek() == '[':
            self.skip_balanced()
            return ('array', self.suffixes(kind))
        if self.peek() == '(':
            self.at += 1
            parameters, variadic = self.parameters()
            return ('fn', self.suffixes(kind), parameters, variadic)
        return kind

    def parameters(self):
        parameters, variadic = [], False
        while self.peek() and not self.take(')'):
            if self.take('...'):
                variadic = True
                continue
            start = self.at
            base, _ = self.specifiers()
            if base is not None:
                _, kind = self.declarator(base)
                if kind[0] == 'array':
                    kind = ('ptr', kind[1])
                elif kind[0] == 'fn':
                    kind = ('ptr', kind)
                parameters.append(kind[1] if kind[0] == 'const' else kind)
            self.take(',')
            if self.at == start:
                self.at += 1
        if parameters == [('base', 'void')]:
            parameters = []
        return tuple(parameters), variadic


def declarations(text, long_is):
    return Parser(text, long_is).parse()
