#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may include whom: reads the #include lines of the library and checks them against the order of the layers.

Also: uv.h only in handleapi/io and rpcrt4/transport (and the server's reactor), protocol sequences named only in
transport rows and the string binding codecs. Run as a Meson test: layers.py SOURCE_ROOT
"""
import pathlib
import re
import sys

# Folder -> rank; a file may include its own rank and everything below. api is a leaf nobody includes.
RANKS = {
    'handleapi/base': 0,
    'handleapi': 1,
    'handleapi/io': 1.5,
    'handleapi/process': 1.6,
    'handleapi/console': 1.7,
    'handleapi/service': 1.8,
    'handleapi/api': 2,
    'rpcrt4/uuid': 3, 'rpcrt4/eeinfo': 3, 'rpcrt4/trace': 3, 'rpcrt4/security': 3, 'rpcrt4/protocol': 3,
    'rpcrt4/ndr': 3, 'rpcrt4/automation': 3,
    'rpcrt4/binding': 4, 'rpcrt4/transport': 4,
    'rpcrt4/association': 5, 'rpcrt4/epmapper': 5,
    'rpcrt4/client': 6, 'rpcrt4/server': 6,
    'rpcrt4/async': 7,
    'rpcrt4/stub': 8, 'rpcrt4/pickling': 8,
    'rpcrt4': 9,
    'rpcrt4/api': 10,
}
# Base headers that other folders must not reach around: the public ABI headers are open to everyone.
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
PROTSEQ = re.compile(r'"(ncacn_ip_tcp|ncalrpc|ncacn_np|ncacn_http|ncadg_ip_udp)"')
# The rows themselves, and the pure table of every name Windows ever knew.
PROTSEQ_FILES = {'rpcrt4/transport/registry.cpp', 'rpcrt4/binding/protseq_address.cpp',
                 'rpcrt4/binding/protseq_address.hpp'}


def folder_of(path):
    folder = str(pathlib.PurePosixPath(path).parent)
    while folder not in RANKS and '/' in folder:
        folder = str(pathlib.PurePosixPath(folder).parent)
    return folder if folder in RANKS else None


def complaints(root, path):
    mine = folder_of(path)
    for number, line in enumerate((root / path).read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            if path not in PROTSEQ_FILES and mine.startswith('rpcrt4') and PROTSEQ.search(line.split('//')[0]):
                yield f'{path}:{number}: a protocol sequence is named outside the transport rows'
            continue
        target = match.group(2)
        if target == 'uv.h' and mine not in ('handleapi/io', 'rpcrt4/transport', 'rpcrt4/server'):
            yield f'{path}:{number}: uv.h belongs to handleapi/io and rpcrt4/transport'
        theirs = folder_of(target) if match.group(1) == '"' else None
        if theirs is None:
            continue
        if theirs.endswith('/api') and theirs != mine:
            yield f'{path}:{number}: nobody includes api/'
        elif RANKS[theirs] > RANKS[mine]:
            yield f'{path}:{number}: {mine} may not include {theirs}'


def main():
    root = pathlib.Path(sys.argv[1])
    sources = [source.relative_to(root).as_posix() for top in ('handleapi', 'rpcrt4')
               for source in sorted((root / top).rglob('*')) if source.suffix in ('.cpp', '.hpp')]
    wrong = [text for path in sources for text in complaints(root, path)]
    print('\n'.join(wrong))
    print(f'{len(sources)} files, {len(wrong)} complaints')
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
