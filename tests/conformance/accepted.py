# SPDX-License-Identifier: LGPL-2.1-or-later
"""Facts that a program of the C runtime prints here and under Wine, and where they may differ: where the documentation
contradicts Wine.
Such a difference stands in PROGRAM.accepted, one block per fact, blocks separated by an empty line:

    fact: CloseHandle: pseudo handle of the process
    ours: TRUE
    wine: FALSE 6
    says: what the documentation says, and the page it says it on

A block that no longer describes a difference is a failure, too."""


def accepted_differences(path):
    blocks = {}
    if path.exists():
        text = '\n'.join(line for line in path.read_text().splitlines() if not line.startswith('#'))
        for block in text.split('\n\n'):
            fields = dict(line.split(': ', 1) for line in block.strip().splitlines())
            if fields:
                assert fields.keys() == {'fact', 'ours', 'wine', 'says'}, f'{path}: {block}'
                blocks[fields['fact']] = fields
    return blocks


def complaints(ours, wine, accepted):
    for name in [*ours, *(name for name in wine if name not in ours)]:
        mine, theirs = ours.get(name, '(missing)'), wine.get(name, '(missing)')
        block = accepted.pop(name, None)
        if block and (block['ours'], block['wine']) != (mine, theirs):
            yield f'{name}: ours {mine}, Wine {theirs}; accepted is {block["ours"]}, {block["wine"]}'
        elif not block and mine != theirs:
            yield f'{name}: ours {mine}, Wine {theirs}'
    for name in accepted:
        yield f'{name}: accepted as a difference, but nobody prints it'
