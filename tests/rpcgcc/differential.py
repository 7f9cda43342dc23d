# SPDX-License-Identifier: LGPL-2.1-or-later
"""differential.py RPCGCC WORK: several thousand literals, declarations, expressions, structures and formats, chosen
at random but always the same, are compiled by mingw-w64, whose programs run under Wine, and by rpcgcc; sizes, signs,
values, layouts, texts and, in C++, the overloads that are chosen must be equal. Exits with 77 where mingw-w64 or Wine
is missing."""
import os
import pathlib
import random
import shutil
import subprocess
import sys

MINGW = 'x86_64-w64-mingw32-'
LIMIT = 120
SUFFIXES = ['', 'u', 'U', 'l', 'L', 'ul', 'UL', 'lu', 'LU', 'll', 'LL', 'ull', 'ULL', 'LLU']
# Of C; long double is 8 bytes by Microsoft's compiler and here, 16 by mingw-w64.
TYPES = ['char', 'signed char', 'unsigned char', 'short', 'unsigned short', 'int', 'unsigned', 'long', 'unsigned long',
         'long long', 'unsigned long long', 'float', 'double', '__int64', 'unsigned __int64', 'wchar_t', 'size_t',
         'long*', 'void*', 'int64_t', 'uint32_t', 'ptrdiff_t', 'intptr_t', 'LONG', 'ULONG_PTR', 'DWORD', 'LONGLONG',
         'BOOL', 'WCHAR', 'HANDLE', 'LARGE_INTEGER', 'struct { long a; char b; }', 'struct { char a; long long b; }',
         'struct { long a : 5; unsigned long b : 27; }', 'union { long a; void* b; }', 'long[3]', 'enum rpc_kind']
# By what a variable is called; of small ones that are promoted, and of long ones that are not.
VARIABLES = {'c': 'char', 'uc': 'unsigned char', 's': 'short', 'us': 'unsigned short', 'i': 'int', 'u': 'unsigned',
             'l': 'long', 'ul': 'unsigned long', 'll': 'long long', 'ull': 'unsigned long long', 'w': 'wchar_t',
             'z': 'size_t', 'b': 'BYTE', 'd': 'DWORD', 'q': 'ULONG64'}
FIELDS = ['char', 'unsigned char', 'short', 'unsigned short', 'int', 'unsigned', 'long', 'unsigned long', 'long long',
          'unsigned long long', 'wchar_t', 'BYTE', 'DWORD']
WIDTHS = {'char': 8, 'unsigned char': 8, 'BYTE': 8, 'short': 16, 'unsigned short': 16, 'wchar_t': 16}
PROLOGUE = """#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>
static void say(int line, int size, int negative, unsigned long long value) {
    printf("%d %d %d %08x%08x\\n", line, size, negative, (unsigned)(value >> 32), (unsigned)value);
}
static void image(int line, const void* at, int size) {
    int i;
    printf("%d %d ", line, size);
    for (i = 0; i < size; ++i) printf("%02x", ((const unsigned char*)at)[i]);
    printf("\\n");
}
enum rpc_kind { ONE, TWO };
#define SAY(line, e) say(line, sizeof(e), (e) * 0 - 1 < 0, (unsigned long long)(e))
"""
CONSTANTS = ['LONG_MAX', 'LONG_MIN', 'ULONG_MAX', 'INT_MAX', 'LLONG_MAX', 'UINT32_MAX', 'INT64_MAX', 'SIZE_MAX',
             'INT64_C(1) << 40', 'UINT64_C(1) << 63', 'CHAR_BIT', 'MAXDWORD', 'MAXLONG', "L'\\xFFFF'", "L'\\x7F'",
             "'ABCD'",
             "'AB'", "'\\xFF'", "L'\\u20AC'", 'sizeof(L"abc")', 'sizeof(L"\\u20AC" L"x")', 'L"\\xD83D\\xDE00"[1]',
             'sizeof("a" "bc")', "(char)'\\377'", 'CHAR_MIN', 'SHRT_MIN', 'UINT_MAX', 'PTRDIFF_MAX',
             'MAXSIZE_T', '-1L', '-1UL', '~0L', '~0UL', '-2147483647L - 1', '0x80000000', '2147483648',
             '1 ? -1L : 0U', '1 ? -1L : 0UL', '-1L < 0U', '-1LL < 0UL', '(unsigned short)-1 + 1', '1L << 31',
             '(unsigned long)-1 >> 31', '(long)-8 >> 1', '(short)0x8000 >> 15', '(long)0x80000000UL',
             '(long)3000000000.0L']


def literal(random):
    base = random.choice(['d', 'd', 'x', 'o'])
    bits = random.choice([1, 8, 15, 16, 30, 31, 32, 33, 47, 62, 63])
    value = random.getrandbits(bits) | (1 << (bits - 1)) * random.getrandbits(1)
    text = {'d': f'{value}', 'x': f'0x{value:X}', 'o': f'0{value:o}'}[base]
    return text + random.choice(SUFFIXES)


def shuffled(random):
    words = random.choice([['long'], ['long', 'int'], ['unsigned', 'long'], ['unsigned', 'long', 'int'],
                           ['long', 'long'],
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


def promotion(random):
    """Of variables, whose values are small: nothing overflows."""
    one, other = random.choice(list(VARIABLES)), random.choice(list(VARIABLES))
    return random.choice([f'{one} {random.choice("+-*|&^")} {other}', f'~{one}', f'-{one}', f'+{one}', f'!{one}',
                          f'{one} << {other}', f'{one} >> 1', f'1 ? {one} : {other}', f'{one} < -{other}',
                          f'({shuffled(random)}){one} - {other}', f'{one} ? {other} : {literal(random)}',
                          f'{one} + {literal(random)} * 0', f'({one}, {other})'])


def structure(random, number):
    """Bit fields and members beside each other, packed or not: where each is, by what setting it changes."""
    packing = random.choice(['', '', '', '1', '2', '4', '8'])
    fields = []
    for index in range(random.randrange(1, 6)):
        kind = random.choice(FIELDS)
        if random.randrange(3):
            width = random.randrange(1, WIDTHS.get(kind, 64 if 'long long' in kind else 32) + 1)
            fields.append((f'{kind} f{index} : {width};', f'f{index}'))
            if random.randrange(6) == 0:
                fields.append((f'{kind} : 0;', None))
        else:
            fields.append((f'{kind} f{index};', f'f{index}'))
    text = f'struct s{number} {{ {" ".join(field for field, _ in fields)} }};'
    if packing:
        text = f'#pragma pack(push, {packing})\n{text}\n#pragma pack(pop)'
    sets = [f'memset(&v, 0, sizeof v); v.{name} = -1; image({number}, &v, sizeof v);' for _, name in fields if name]
    return text, f'{{ struct s{number} v; {" ".join(sets)} }}'


def enumeration(random, number):
    values = [random.choice(['', f' = {random.randrange(1 << random.choice([3, 16, 30]))}',
                             f' = -{random.randrange(1, 99)}'])
              for _ in range(random.randrange(1, 5))]
    text = f'enum e{number} {{ {", ".join(f"E{number}_{i}{value}" for i, value in enumerate(values))} }};'
    last = len(values) - 1
    return text, (f'say({number}, sizeof(enum e{number}), (enum e{number})E{number}_{last} < 0, E{number}_{last}); '
                  f'say({number}, sizeof(E{number}_0), E{number}_0 - 1 < 0, E{number}_0);')


def switching(random, number):
    cases = sorted({random.choice([random.getrandbits(8), random.getrandbits(31), -random.getrandbits(30) - 1])
                    for _ in range(4)})
    suffix = random.choice(['L', '', 'LL'])
    arms = ' '.join(f'case {value}{suffix}: return {index};' for index, value in enumerate(cases))
    kind = random.choice(['long', 'long long', 'int'])
    text = f'static int w{number}({kind} v) {{ switch (v) {{ {arms} default: return 9; }} }}'
    tried = [*cases, 7]
    return text, ' '.join(f'say({number}, w{number}({value}), 0, {value}ULL);' for value in tried)


def formatted(random, number):
    flags = ''.join(flag for flag in '-+ #0' if random.randrange(4) == 0)
    if '-' in flags:
        flags = flags.replace('0', '')
    width = random.choice(['', '', '3', '12', '*'])
    precision = random.choice(['', '', '.0', '.5', '.*'])
    if precision:
        flags = flags.replace('0', '')  # is ignored then, says the documentation, but not by Wine
    size, kinds = random.choice([('', 'int'), ('l', 'long'), ('I64', 'long long'), ('ll', 'long long'), ('h', 'short'),
                                 ('I32', 'int'), ('I', 'size_t')])
    conversion = random.choice('diuxXo')
    if conversion in 'diu':
        flags = flags.replace('#', '')
    arguments = [str(random.randrange(1, 15)) for star in (width, precision) if '*' in star]
    arguments.append(f'({kinds}){literal(random)}' if random.randrange(4) else f'({kinds})-{random.randrange(1, 999)}')
    return f'printf("{number} [%{flags}{width}{precision}{size}{conversion}]\\n", {", ".join(arguments)});'


def lines_of_c(choose):
    """Definitions, and what main's parts do, each with its number."""
    definitions, lines = [], []

    def add(count, make):
        for _ in range(count):
            lines.append(make(len(lines)))

    def define(count, make):
        for _ in range(count):
            definition, line = make(choose, len(lines))
            definitions.append(definition)
            lines.append(line)

    add(750, lambda number: f'SAY({number}, {literal(choose)});')
    add(750, lambda number: f'SAY({number}, {cast(choose)});')
    add(750, lambda number: f'SAY({number}, {expression(choose)});')
    add(750, lambda number: f'say({number}, sizeof({choose.choice(TYPES + [shuffled(choose)] * 10)}), 0, 0);')
    add(1000, lambda number: f'SAY({number}, {promotion(choose)});')
    for constant in CONSTANTS:
        lines.append(f'SAY({len(lines)}, {constant});')
    define(400, structure)
    define(100, enumeration)
    define(100, switching)
    add(800, lambda number: formatted(choose, number))
    return definitions, lines


def program(definitions, lines, prologue):
    """In parts, which compilers like better."""
    texts = [prologue, *definitions]
    texts += [f'static {kind} {name} = {index % 5 + 1};' for index, (name, kind) in enumerate(VARIABLES.items())]
    parts = range(0, len(lines), 250)
    for part in parts:
        texts.append(f'static void part{part}(void) {{')
        texts += lines[part:part + 250]
        texts.append('}')
    texts.append('int main(void) {')
    texts += [f'part{part}();' for part in parts]
    return '\n'.join(texts) + '\nreturn 0;\n}\n'


# Where long is a type of its own it is to count as int.
CXX_PROLOGUE = """#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <limits>
#include <stdexcept>
#include <string>
#include <windows.h>
#define KIND(type) static const char* kind(type) { return #type; }
KIND(bool) KIND(char) KIND(signed char) KIND(unsigned char) KIND(short) KIND(unsigned short) KIND(int) KIND(unsigned)
KIND(long long) KIND(unsigned long long) KIND(wchar_t) KIND(float) KIND(double) KIND(const char*) KIND(const wchar_t*)
KIND(int*) KIND(unsigned*) KIND(long long*) KIND(void*) KIND(short*) KIND(char16_t) KIND(std::nullptr_t)
#ifdef __MINGW32__
static const char* kind(long) { return "int"; }
static const char* kind(unsigned long) { return "unsigned"; }
static const char* kind(long*) { return "int*"; }
static const char* kind(unsigned long*) { return "unsigned*"; }
static const char* kind(long double) { return "double"; }
#endif
template <class Call> void call(int number, Call what) {
    try {
        errno = 0;
        const auto value = what();
        const char* const of = kind(value);
        std::printf("%d %s %.0f %d\\n", number, of, (double)value, errno);
    } catch (const std::logic_error& error) {
        std::printf("%d %s\\n", number, error.what());
    }
}
template <class T> struct Of { static const int size = sizeof(T); T value; };
template <class T> int width(T) { return sizeof(T); }
template <class T> int width(T*) { return 100 + sizeof(T); }
template <class T, class U> auto sum(T one, U other) -> decltype(one + other) { return one + other; }
"""

# What has a long or a long long in the C++ library.
CALLS = [f'{prefix}{name}({quote}{text}"{more}' for prefix in ('', 'std::')
         for name, quote, more in (('strtol', '"', ', nullptr, 0)'), ('strtoul', '"', ', nullptr, 0)'),
                                   ('strtoll', '"', ', nullptr, 0)'), ('strtoull', '"', ', nullptr, 10)'),
                                   ('wcstol', 'L"', ', nullptr, 0)'), ('wcstoul', 'L"', ', nullptr, 16)'))
         for text in ('7', '-1', '2147483647', '4294967295', '99999999999', '0x7fffffff', 'x')]
CALLS += [f'std::{name}({quote}{text}")' for name in ('stol', 'stoul', 'stoll', 'stoull', 'stoi')
          for quote in ('"', 'L"')
          for text in ('12', '-1', '2147483648', '4294967296', '99999999999999999999', 'x')]
CALLS += [f'{prefix}{name}({argument})' for prefix in ('', 'std::')
          for name in ('lround', 'lrint', 'llround', 'llrint', 'lroundf', 'lrintf')
          for argument in ('2.5', '-2.5f', '1e9', '3')]
CALLS += [f'{prefix}{call}' for prefix in ('', 'std::')
          for call in ('labs(-5L)', 'llabs(-5LL)', 'atol("12")', 'atoll("99999999999")', 'ldiv(-7L, 2L).quot',
                       'ldiv(7, 2).rem', 'lldiv(-7LL, 2LL).quot', 'ftell(nullptr == stdin ? stdin : stdin) * 0',
                       'abs(-5L)', 'ldiv_t{7, 1}.quot', 'lldiv_t{7, 1}.rem', 'strtoul("1", nullptr, 10) - 2',
                       'strtol("1", nullptr, 10) << 31 < 0', 'sizeof(ldiv_t)', '(sizeof(lldiv_t))')
          if not prefix or 'sizeof' not in call]
CALLS += ['std::abs(-5LL)', 'std::div(7L, 2L).rem', 'std::div(7LL, 2LL).quot', 'std::numeric_limits<long>::max()',
          'std::numeric_limits<unsigned long>::digits', 'std::to_string(-5L).size()', 'std::stoi(std::to_string(7UL))',
          '-std::strtoul("1", nullptr, 10)', '~std::stoul("0")', 'true ? std::stol("1") : 2u', 'std::max(1L, 2L)',
          'std::strtol("1", nullptr, 10) + 1LL']


def lines_of_cxx(choose):
    def operand():
        return choose.choice([literal(choose), cast(choose), choose.choice(list(VARIABLES)), promotion(choose)])

    lines = []
    for number in range(1200):
        lines.append(choose.choice([
            lambda: f'std::printf("{number} %s\\n", kind({operand()}));',
            lambda: f'std::printf("{number} %s\\n", kind(&{choose.choice(["i", "u", "l", "ul", "ll"])}));',
            lambda: f'std::printf("{number} %s\\n", kind(sum({operand()}, {operand()})));',
            lambda: f'std::printf("{number} %d\\n", width({operand()}));',
            lambda: f'std::printf("{number} %d\\n", width(&{choose.choice(list(VARIABLES))}));',
            lambda: (f'std::printf("{number} %d\\n", Of<{shuffled(choose)}>::size + '
                     f'(int)sizeof(Of<{shuffled(choose)}*>));'),
            lambda: f'{{ auto v = {operand()}; std::printf("{number} %s %d\\n", kind(v), (int)sizeof v); }}',
        ])())
    for constant in ["L'x'", 'L"x"', '"x"', "'x'", "u'x'", 'nullptr', '(void*)0', 'sizeof 1', 'true', '1.5L', '1.5f',
                     '1LL', 'std::int64_t(1)', 'std::size_t(1)', 'std::uint32_t(1)', 'DWORD(1)', 'LONG64(1)']:
        lines.append(f'std::printf("{len(lines)} %s\\n", kind({constant}));')
    lines = [line for line in lines if 'long double' not in line]
    return lines + [f'call({len(lines) + number}, [] {{ return {call}; }});' for number, call in enumerate(CALLS)]


def run(*words, **more):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=LIMIT, **more)


def compared(work, name, text, lines, theirs, ours):
    """How many facts are the same, and how many are not."""
    source = work / name
    source.write_text(text)
    for words, output in ((theirs, 'windows.exe'), (ours, 'here')):
        built = run(*words, '-w', '-O1', source, '-o', work / output)
        if built.returncode != 0:
            sys.exit(f'{words[0]}: {built.stderr[:4000]}')
    prefix = {**os.environ, 'WINEPREFIX': str(work / 'wine'), 'WINEDEBUG': '-all'}
    there = run('wine', work / 'windows.exe', env=prefix).stdout.splitlines()
    here = run(work / 'here').stdout.splitlines()
    different = [(a, b) for a, b in zip(there, here) if a != b]
    for a, b in different[:20]:
        print(f'FAIL {lines[int(a.split()[0])]}\n     Windows {a}\n     here    {b}')
    if len(there) != len(here) or len(here) < len(lines):
        sys.exit(f'FAIL {name}: {len(there)} lines under Wine, {len(here)} here')
    return len(here) - len(different), len(different)


def main():
    rpcgcc, work = sys.argv[1], pathlib.Path(sys.argv[2])
    if not shutil.which(MINGW + 'gcc') or not shutil.which(MINGW + 'g++') or not shutil.which('wine'):
        print('needs mingw-w64 and wine')
        sys.exit(77)
    work.mkdir(parents=True, exist_ok=True)
    rpcgxx = work / 'rpcg++'
    rpcgxx.unlink(missing_ok=True)
    rpcgxx.symlink_to(rpcgcc)
    definitions, lines = lines_of_c(random.Random(7))
    passed, failed = compared(work, 'generated.c', program(definitions, lines, PROLOGUE), lines,
                              (MINGW + 'gcc', '-D__USE_MINGW_ANSI_STDIO=0'), (rpcgcc,))
    lines = lines_of_cxx(random.Random(8))
    more = compared(work, 'generated.cpp', program([], lines, CXX_PROLOGUE), lines,
                    (MINGW + 'g++', '-static'), (rpcgxx,))
    print(f'{passed + more[0]} passed, {failed + more[1]} failed')
    sys.exit(1 if failed + more[1] else 0)


main()
