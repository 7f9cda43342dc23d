# SPDX-License-Identifier: LGPL-2.1-or-later
"""A failure that the documentation decides has its code in the words that decide: codes.py

Of a fact like "CloseHandle: NULL: FALSE 6" beneath a page, the words of the source must name ERROR_INVALID_HANDLE, or 6.
So a reader sees that words and value agree: "removes the limit" stood over "raises 5". Where it is open which code, the
fact is observed or chosen. Names are those of the headers in include/, and what pages misspell."""
import pathlib
import re
import sys

import expectations

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / 'include'
SPELLINGS = {'RPC_BAD_STUB_DATA': 'RPC_X_BAD_STUB_DATA', 'EP_S_CANT_PERFORM_OP': 'EPT_S_CANT_PERFORM_OP',
             'RPC_S_UNKNOWN_AUTH_SERVICE': 'RPC_S_UNKNOWN_AUTHN_SERVICE'}
UNTOUCHED = 0xdeadbeef  # what the programs set before the call
FAILURE = re.compile(r'"?(?:(?:FALSE|raises|no packet|(?:NULL|INVALID_HANDLE_VALUE|0x[0-9a-f]+), error) (\d+)|'
                     r'(0x80(?:0[1-9a-f]|00[1-9a-f])[0-9a-f]+$)|(1[789]\d\d$))')  # an HRESULT; a status of RPC
NAME = re.compile(r'\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b')
NUMBER = re.compile(r'\b(?:0x[0-9a-f]+|\d+)\b')
DEFINED = re.compile(r'#define[ \t]+([A-Z]\w+)[ \t]+\(*(?:[\w ]+\))?\(?([A-Z]\w+|0x[0-9A-Fa-f]+|\d+)')


def named_codes(include=INCLUDE):
    """Name -> number of what the headers define, of other names too."""
    values = dict(SPELLINGS)
    for header in sorted(include.glob('*.h')):
        values.update(DEFINED.findall(header.read_text(encoding='utf-8')))

    def number(name, depth=0):
        value = values.get(name, name)
        if value[0].isdigit():
            return int(value, 0)
        return number(value, depth + 1) if value in values and depth < 5 else None
    return {name: number(name) for name in values}


def code_of(value):
    """The code that a value says the call failed with, or None."""
    found = FAILURE.match(value)
    code = found and int(next(part for part in found.groups() if part), 0)
    return None if code in (0, UNTOUCHED) else code


def unnamed(expected, names):
    """(fact, code) of the documented failures whose code the words do not name."""
    for fact, expectation in expected.items():
        code = code_of(expectation.value)
        if code is None or not expectation.documented:
            continue
        said = {int(text, 16 if text.startswith('0x') else 10) for text in NUMBER.findall(expectation.says)}
        if code not in said | {names.get(name) for name in NAME.findall(expectation.says)}:
            yield fact, code


def main():
    names, wrong, right = named_codes(), [], 0
    for path in sorted((HERE / 'programs').glob('*.facts')):
        expected = expectations.read(path)
        right += sum(code_of(fact.value) is not None and fact.documented for fact in expected.values())
        wrong += [f'{path.name}: {fact}: its source does not name {code}' for fact, code in unnamed(expected, names)]
    print(*wrong, sep='\n')
    print(f'{right - len(wrong)} passed, {len(wrong)} failed')
    return 1 if wrong or not right else 0


if __name__ == '__main__':
    sys.exit(main())
