# SPDX-License-Identifier: LGPL-2.1-or-later
"""abi.py LIBRARY INCLUDE DUMP [--update]: what programs that are linked with the library rely on: its name, the exports
with their versions, the prototypes of the public headers and the layouts of their types, as gcc sees them. All that is
in the dump must be there; what is new is only counted. --update writes the dump anew: after something new, or after a
change that is meant to break programs."""
import pathlib
import re
import subprocess
import sys
import tempfile


def output_of(*words):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True).stdout


def exports(library):
    dynamic = re.search(r'\(SONAME\).*\[(.*)\]', output_of('readelf', '-d', library))
    yield f'soname {dynamic[1] if dynamic else "none"}'
    for line in output_of('nm', '-D', '--defined-only', '--with-symbol-versions', library).splitlines():
        name = line.split()[-1]
        if '@' in name:
            yield f'export {name.replace("@@", "@")}'


def prototypes(text, include):
    """Of gcc -aux-info: /* FILE:LINE:NC */ extern TYPE NAME (TYPES);"""
    for line in text.splitlines():
        found = re.match(r'/\* (.*?):\d+:NC \*/ extern (.*;)', line)
        if found and pathlib.Path(found[1]).parent == include:
            yield f'function {found[2]}'


def entries(text):
    """The entries of readelf --debug-dump=info by their offsets: depth, tag, attributes."""
    found, last = {}, None
    for line in text.splitlines():
        begin = re.match(r' <(\w+)><(\w+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)', line)
        if begin:
            last = found[int(begin[2], 16)] = {'depth': int(begin[1], 16), 'tag': begin[3]}
            continue
        attribute = re.match(r'    <\w+>   DW_AT_(\w+)\s*: (.*)', line)
        if attribute and last is not None:
            last[attribute[1]] = attribute[2].rsplit('): ', 1)[-1].strip()
    return found


class Types:
    def __init__(self, text):
        self.entries = entries(text)
        self.members, parent = {}, {}
        for offset, entry in self.entries.items():
            parent[entry['depth']] = offset
            if entry['tag'] in ('member', 'subrange_type'):
                self.members.setdefault(parent[entry['depth'] - 1], []).append(entry)

    def of(self, entry):
        return int(entry['type'].strip('<>'), 16) if 'type' in entry else None

    def size(self, offset):
        """0 for what has none: functions, incomplete structures, arrays without end."""
        if offset is None:
            return 0
        entry = self.entries[offset]
        if entry['tag'] == 'array_type':
            count = 1
            for bound in self.members.get(offset, []):
                count *= int(bound['upper_bound'], 0) + 1 if 'upper_bound' in bound else 0
            return count * self.size(self.of(entry))
        if 'byte_size' in entry:
            return int(entry['byte_size'], 0)
        return self.size(self.of(entry)) if entry['tag'] in ('typedef', 'const_type', 'volatile_type') else 0

    def layout(self, offset):
        """Members and where they are."""
        entry = self.entries[offset]
        while entry['tag'] in ('typedef', 'const_type', 'volatile_type') and 'type' in entry:
            offset = self.of(entry)
            entry = self.entries[offset]
        if entry['tag'] not in ('structure_type', 'union_type'):
            return ''
        places = [f' {member.get("name", "()")}@{int(member.get("data_member_location", "0"), 0)}'
                  + (f':{member["bit_size"]}' if 'bit_size' in member else '')
                  + f'+{self.size(self.of(member))}'
                  for member in self.members.get(offset, []) if member['tag'] == 'member']
        return ''.join(places)

    def lines(self, known):
        for offset, entry in self.entries.items():
            if entry['tag'] == 'typedef' and entry['depth'] == 1 and entry['name'] in known:
                yield f'type {entry["name"]} {self.size(offset)}{self.layout(offset)}'


def facts(library, include):
    headers = sorted(include.glob('*.h'))
    known = set(re.findall(r'\w+', '\n'.join(header.read_text() for header in headers)))
    with tempfile.TemporaryDirectory() as folder:
        source, told, made = (pathlib.Path(folder) / name for name in ('all.c', 'told', 'all.o'))
        source.write_text(''.join(f'#include <{header.name}>\n' for header in headers))
        output_of('gcc', '-c', '-w', '-g', '-gno-strict-dwarf', '-fno-eliminate-unused-debug-types', '-fshort-wchar',
                  '-fexceptions', '-I', include, source, '-aux-info', told, '-o', made)
        lines = set(exports(library)) | set(prototypes(told.read_text(), include))
        lines |= set(Types(output_of('readelf', '--debug-dump=info', made)).lines(known))
    return lines


def main():
    library, include, dump = (pathlib.Path(word) for word in sys.argv[1:4])
    now = facts(library, include.resolve())
    if '--update' in sys.argv:
        dump.write_text(''.join(line + '\n' for line in sorted(now)))
        print(f'{len(now)} facts written')
        return
    then = set(dump.read_text().splitlines())
    for line in sorted(then - now):
        print(f'FAIL gone or changed: {line}')
        about = line.split()[:2]
        for other in sorted(now - then):
            if about[0] == 'type' and other.split()[:2] == about:
                print(f'     it is now:       {other}')
    print(f'{len(then & now)} passed, {len(then - now)} failed; {len(now - then)} are new')
    sys.exit(1 if then - now else 0)


main()
