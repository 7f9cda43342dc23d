# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each attribute is called, alone and with those it changes: attributes.py ROOT

The IDL and ACF files below are those whose procedures a program calls, comparing on both sides what arrives. Every
attribute midl knows is in one of them or in NOT_CALLED with the reason, and every pair of INTERACT is on one
declaration of one of them. What the tables say beyond that, or the files have beyond the tables, is an error too.
"""
import itertools
import pathlib
import re
import sys

CALLED = ('tests/midl/roundtrip', 'tests/midl/idl/protocols', 'tests/midl/pickling', 'tests/midl/statuses',
          'tests/unit/rpcrt4/end_to_end', 'tests/unit/rpcrt4/stub', 'tests/interop/contexts', 'tests/interop/bytes',
          'tests/conformance/calls')
COMPILED_ONLY = ('frs2',)
NOT_CALLED = {
    'async_uuid': 'of object interfaces',
    'bstring': 'an old name; accepted',
    'cs_char': 'refused by name', 'cs_drtag': 'refused by name', 'cs_rtag': 'refused by name',
    'cs_stag': 'refused by name', 'cs_tag_rtn': 'refused by name',
    'iid_is': 'of interface pointers, which need object interfaces',
    'message': 'accepted, nothing on the wire', 'nocode': 'no stub to call',
    'min_is': 'reserved; refused by name',
    'object': 'headers only so far', 'reflect_deletions': 'of object interfaces',
    'pipe': 'a type constructor: tests/unit/rpcrt4/end_to_end/pipes.idl',
    'system_handle': 'refused by name',
    'unaligned': 'accepted, nothing on the wire',
}
INTERACT = {
    'size_is': 'in out length_is first_is last_is string range unique ref ptr disable_consistency_check partial_ignore '
               'force_allocate',
    'max_is': 'in out length_is first_is last_is string range unique ref ptr',
    'length_is': 'in out first_is range unique ref ptr',
    'first_is': 'in out last_is unique ptr',
    'last_is': 'in out unique ref ptr',
    'string': 'in out range unique ref ptr handle force_allocate',
    'range': 'in out unique ref ptr',
    'switch_is': 'in out switch_type unique ref ptr',
    'context_handle': 'in out',
    'ref': 'in out', 'unique': 'in out', 'ptr': 'in out',
    'out': 'in force_allocate',
    'comm_status': 'fault_status',
    'encode': 'decode',
}
# [name(...), name, ...]; bounds of arrays have other names or none.
NAME = re.compile(r'\s*([a-z_]\w*)\s*(?:\(|$)')


def closing(text, at):
    depth = 0
    for i in range(at, len(text)):
        depth += {'[': 1, ']': -1}.get(text[i], 0)
        if not depth:
            return i
    return len(text)


def split(body):
    """The parts between the commas that are in no brackets."""
    depth, parts = 0, ['']
    for c in body:
        depth += {'(': 1, '[': 1, ')': -1, ']': -1}.get(c, 0)
        if c == ',' and not depth:
            parts.append('')
        else:
            parts[-1] += c
    return parts


def declarations(text, attributes):
    """The sets of attributes of one declaration each."""
    text = re.sub(r'//[^\n]*|/\*.*?\*/', '', text, flags=re.S)
    for found in re.finditer(r'\[', text):
        names = [NAME.match(part) for part in split(text[found.start() + 1:closing(text, found.start())])]
        if all(names) and all(name[1] in attributes for name in names):
            yield {name[1] for name in names}


def main():
    root = pathlib.Path(sys.argv[1])
    rows = re.findall(r'\{"(\w+)", A::(\w+),', (root / 'tools/midl/attributes.cpp').read_text())
    attributes = {name for name, kind in rows if kind != 'com'}
    alone, together = set(), set()
    files = [file for folder in CALLED for file in sorted((root / folder).iterdir())]
    for file in (file for file in files if file.suffix in ('.idl', '.acf') and file.stem not in COMPILED_ONLY):
        for names in declarations(file.read_text(), attributes):
            alone |= names
            together |= {frozenset(pair) for pair in itertools.combinations(names, 2)}
    wanted = {frozenset((one, other)) for one, others in INTERACT.items() for other in others.split()}
    problems = [f'{name} is in no procedure that is called' for name in attributes - alone - NOT_CALLED.keys()]
    problems += [f'{name} is called, the table says it is not' for name in alone & NOT_CALLED.keys()]
    problems += [f'there is no attribute {name}' for name in (NOT_CALLED.keys() | set().union(*wanted)) - attributes]
    problems += [f'{" and ".join(sorted(pair))} are on no declaration together' for pair in wanted - together]
    print(*sorted(problems), sep='\n')
    print(f'{len(attributes & alone) + len(wanted & together)} passed, {len(problems)} failed')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
