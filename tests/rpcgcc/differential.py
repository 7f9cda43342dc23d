# SPDX-License-Identifier: LGPL-2.1-or-later
"""differential.py RPCGCC WORK: a few thousand literals, declarations and expressions, chosen at random but always the
same, are compiled by mingw-w64, whose program runs under Wine, and by rpcgcc; sizes, signs and values must be equal.
Exits with 77 where mingw-w64 or Wine is missing."""
import os
import pathlib
import random
import shutil
import subprocess
import sys

MINGW = 'x86_64-w64-mingw32-gcc'
LIMIT = 120
LINES = 3000
SUFFIXES = ['', 'u', 'U', 'l', 'L', 'ul', 'UL', 'lu', 'LU', 'll', 'LL', 'ull', 'ULL', 'LLU']
# Of C; long double is 8 bytes by Microsoft's compiler and here, 16 by mingw-w64.
TYPES = ['char', 'signed char', 'unsigned char', 'short', 'unsigned short', 'int', 'unsigned', 'long', 'unsigned long',
         'long long', 'unsigned long long', 'float', 'double', '__int64', 'unsigned __int64', 'wchar_t', 'size_t',
         'long*', 'void*', 'int64_t', 'uint32_t', 'ptrdiff_t', 'intptr_t', 'LONG', 'ULONG_PTR', 'DWORD', 'LONGLONG',
         'BOOL', 'WCHAR', 'HANDLE', 'LARGE_INTEGER', 'struct { long a; char b; }', 'struct { char a; long long b; }',
         'struct { long a : 5; unsigned long b : 27; }', 'union { long a; void* b; }', 'long[3]', 'enum rpc_kind']
PROLOGUE = """#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <stdio.h>
#include <windows.h>
static void say(int line, int size, int negative, unsigned long long value) {
    printf("%d %d %d %08x%08x\\n", line, size, negative, (unsigned)(value >> 32), (unsigned)value);
}
enum rpc_kind { ONE, TWO };
#define SAY(line, e) say(line, sizeof(e), (e) * 0 - 1 < 0, (unsigned long long)(e))
int main(void) {
"""


def literal(random):
    base = random.choice(['d', 'd', 'x', 'o'])
    bits = random.choice([1, 8, 15, 16, 30, 31, 32, 33, 47, 62, 63])
    value = random.getrandbits(bits) | (1 << (bits - 1)) * random.getrandbits(1)
    text = {'d': f'{value}', 'x': f'0x{value:X}', 'o': f'0{value:o}'}[base]
    return text + random.choice(SUFFIXES)


def shuffled(random):
    words = random.choice([['long'], ['long', 'int'], ['unsigned', 'long'], ['unsigned', 'long', 'int'], ['long', 'long'],
                           ['long', 'long', 'int', 'unsigned'], ['short', 'int'], ['signed', 'long'], ['const', 'long'],
                           ['long', 'const', 'unsigned', 'volatile']])
    words = list(words)
    random.shuffle(words)
    return ' '.join(words)


def cast(random):
    return f'({shuffled(random)}){literal(random)}'


def expression(random):
    operator = random.choice(['+', '-', '*', '|', '&', '^', '<', '>', '==', '<<', '>>', '/', '%', '?'])
    # Unsigned, so that nothing overflows without a meaning.
    one = f'((unsigned {random.choice(["long", "long long", "int"])}){literal(random)})'
    other = random.choice([cast(random), literal(random)])
    if operator in ('<<', '>>'):
        return f'({one} {operator} {random.randrange(32)}{random.choice(SUFFIXES)})'
    if operator in ('/', '%'):
        return f'({one} {operator} ((unsigned long){random.randrange(1, 100)}))'
    if operator == '?':
        return f'({random.randrange(2)} ? {one} : ((unsigned long){literal(random)}))'
    return f'({one} {operator} {other})'


def program():
    choose = random.Random(7)
    lines = []
    for number in range(LINES):
        kind = choose.randrange(4)
        if kind == 0:
            lines.append(f'SAY({number}, {literal(choose)});')
        elif kind == 1:
            lines.append(f'SAY({number}, {cast(choose)});')
        elif kind == 2:
            lines.append(f'SAY({number}, {expression(choose)});')
        else:
            declared = choose.choice(TYPES + [shuffled(choose)] * 10)
            lines.append(f'say({number}, sizeof({declared}), 0, 0);')
    for constant in ('LONG_MAX', 'LONG_MIN', 'ULONG_MAX', 'INT_MAX', 'LLONG_MAX', 'UINT32_MAX', 'INT64_MAX', 'SIZE_MAX',
                     'INT64_C(1) << 40', 'UINT64_C(1) << 63', 'CHAR_BIT', 'MAXDWORD', 'MAXLONG'):
        lines.append(f'SAY({len(lines)}, {constant});')
    return PROLOGUE + '\n'.join(lines) + '\nreturn 0;\n}\n'


def run(*words, **more):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=LIMIT, **more)


def main():
    rpcgcc, work = sys.argv[1], pathlib.Path(sys.argv[2])
    if not shutil.which(MINGW) or not shutil.which('wine'):
        print('needs mingw-w64 and wine')
        sys.exit(77)
    work.mkdir(parents=True, exist_ok=True)
    source = work / 'generated.c'
    source.write_text(program())
    for compiler, output in ((MINGW, 'windows.exe'), (rpcgcc, 'here')):
        built = run(compiler, '-w', '-O1', source, '-o', work / output)
        if built.returncode != 0:
            sys.exit(f'{compiler}: {built.stderr[:4000]}')
    prefix = {**os.environ, 'WINEPREFIX': str(work / 'wine'), 'WINEDEBUG': '-all'}
    theirs = run('wine', work / 'windows.exe', env=prefix).stdout.splitlines()
    ours = run(work / 'here').stdout.splitlines()
    lines = source.read_text().splitlines()[len(PROLOGUE.splitlines()):]
    different = [(line, a, b) for line, a, b in zip(lines, theirs, ours) if a != b]
    for line, a, b in different[:20]:
        print(f'FAIL {line}\n     Windows {a}\n     here    {b}')
    if len(theirs) != len(ours) or len(ours) < LINES:
        print(f'FAIL {len(theirs)} lines under Wine, {len(ours)} here')
        sys.exit(1)
    print(f'{len(ours) - len(different)} passed, {len(different)} failed')
    sys.exit(1 if different else 0)


main()
