# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs of directives of the printf and scanf families, with arguments: of every flag, width, precision, size and
type, some thousand, chosen at random but always the same."""
import itertools
import random

FLAGS = ['', '-', '+', ' ', '0', '#', '-0', '+ ', '#0', '+0', '-#', '+-', ' 0']
WIDTHS = ['', '1', '5', '12', '25', '*']
PRECISIONS = ['', '.', '.0', '.1', '.3', '.9', '.20', '.*']
INTEGERS = ['0', '1', '-1', '42', '-32769', '65535', '255', '-2147483647 - 1', '2147483647', '4000000000u']
WIDE_INTEGERS = ['0ll', '-1ll', '1ll << 40', '-(1ll << 62)', '0xFEDCBA9876543210ull', '123456789012ll']
DOUBLES = ['0.0', '-0.0', '1.0', '-1.5', '3.14159265358979', '1e10', '1.5e-7', '123456789.0', '1e100', '-2.5e-300',
           '0.75', '99999.5', '1e15', '1e16', '0.0001', '0.00001', '5e-324', '1.7976931348623157e308']
TEXTS = ['""', '"a"', '"some words"', '"longer than most of the fields are"']
PROLOGUE = r"""#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdarg.h>
#include <wchar.h>
static void say(const char* name, const char* format, ...) {
    char made[1024] = "";
    va_list list;
    va_start(list, format);
    const int result = vsprintf(made, format, list);
    va_end(list);
    printf("%s: %d [%s]\n", name, result, made);
}
static void wsay(const char* name, const wchar_t* format, ...) {
    wchar_t made[1024] = L"";
    char narrow[1024];
    int i = -1, result;
    va_list list;
    va_start(list, format);
    result = _vsnwprintf(made, 1024, format, list);
    va_end(list);
    do ++i, narrow[i] = made[i] < 128 ? (char)made[i] : '?'; while (made[i]);
    printf("%s: %d [%s]\n", name, result, narrow);
}
"""


def stars(width, precision, choose):
    words = ''
    if width == '*':
        words += f', {choose.choice([0, 3, -7, 14])}'
    if precision == '.*':
        words += f', {choose.choice([0, 2, -1, 6])}'
    return words


def directive(choose, is_wide):
    flags, width, precision = choose.choice(FLAGS), choose.choice(WIDTHS), choose.choice(PRECISIONS)
    kind = choose.choice(['integer', 'integer', 'wide integer', 'wide integer', 'double', 'double', 'text', 'wide text',
                          'character', 'pointer'])
    size = ''
    if kind == 'integer':
        size = choose.choice(['', '', 'h', 'l', 'I32'])
        kind, value = choose.choice('diuoxX'), choose.choice(INTEGERS)
    elif kind == 'wide integer':
        size = choose.choice(['ll', 'I64', 'I', 'j', 'z', 't'])
        kind, value = choose.choice('diuoxX'), choose.choice(WIDE_INTEGERS)
    elif kind == 'double':
        size, kind, value = choose.choice(['', '', 'l', 'L']), choose.choice('eEfgGaF'), choose.choice(DOUBLES)
        if kind in 'aA':
            flags, precision = flags.replace('-', ''), ''  # Wine pads before the exponent, and cuts
    elif kind == 'text':
        flags, size, kind, value = flags.replace('0', ''), choose.choice(['', 'h']), 's', choose.choice(TEXTS)
    elif kind == 'wide text':
        flags, (size, kind) = flags.replace('0', ''), choose.choice([('l', 's'), ('w', 's'), ('', 'S')])
        value = 'L' + choose.choice(TEXTS)
    elif kind == 'character':
        flags, precision, kind = flags.replace('0', ''), '', choose.choice('cC')
        value = choose.choice(["'x'", "'%'", '65'])
    else:
        flags, precision, kind = '-' if '-' in flags else '', '', 'p'
        value = choose.choice(['(void*)0', '(void*)0xABC'])
    if kind in 'diuoxX' and (precision or '#' in flags):
        flags = flags.replace('0', '')  # 0 is ignored then, but not by Wine
    if is_wide and kind in 'diuoxXaA':
        # Wine writes behind its buffer for some.
        flags, kind = flags.replace('0', '').replace('#', ''), kind.replace('a', 'e').replace('o', 'u')
    return f'%{flags}{width}{precision}{size}{kind}', stars(width, precision, choose) + f', {value}'


def printf_program():
    choose = random.Random(11)
    lines = []
    for number in range(6000):
        format, arguments = directive(choose, number % 4 == 0)
        name = f'{number} {format}{arguments}'.replace('"', "'")
        if number % 4 == 0:
            if format.endswith('S') or format[-2:] == 'hs':
                arguments = arguments.replace('L"', '"')
            elif format.endswith('s'):
                arguments = arguments.replace('L"', '"').replace('"', 'L"', 1)
            lines.append(f'wsay("{name}", L"<{format}>"{arguments});')
        else:
            lines.append(f'say("{name}", "<{format}>"{arguments});')
    functions, calls = in_functions(lines)
    return PROLOGUE + functions + f'int main(void) {{ {calls}return 0; }}\n'


SCANNED = ['12', '-7', '  42 rest', '+9x', '0x1F', '077', '99999999999', '4294967295', '', 'word', 'two words',
           '3.25', '-1e5', '.5', 'inf', '0x1p3', 'aaabbb', '[x]', '%d', '12,34', '12 , 34', 'ABC-DEF',
           '9223372036854775807', '-9223372036854775808', '1 2 3', 'a\\tb', '0', '00012', '5%']
SCANNING = ['%d', '%i', '%u', '%x', '%o', '%ld', '%lu', '%hd', '%I64d', '%lld', '%I32d', '%Id', '%2d', '%3d%d', '%d,%d',
            '%d , %d', ' %d', '%*d,%d', '%d%n', '%s', '%3s', '%*1s%s', '%c', '%[a-c]', '%[^ ]', '%2[ab]', '%[]x]',
            '%[^]]', '%lf', '%f', '%4lf', '%e', '%s%s', '%S', '%ls', '%hs', '%5S', '%d%s', '%d%%', '%%%d', 'a%d', '%p',
            '%X', '%hi', '%lx', '%C', '%lc', '%[^\\t]', '%d%c', '%I64x', '%g']
SCAN_PROLOGUE = r"""#include <stdio.h>
#include <string.h>
#include <wchar.h>
static union { char bytes[64]; int number; } a, b;
static void say(const char* name, int result) {
    int i;
    printf("%s: %d", name, result);
    for (i = 0; i < 24 && result > 0; ++i) printf("%s%02x", i % 8 ? "" : " ", (unsigned char)a.bytes[i]);
    for (i = 0; i < 8 && result > 1; ++i) printf("%s%02x", i % 8 ? "" : " ", (unsigned char)b.bytes[i]);
    printf("\n");
    memset(&a, 0xEE, sizeof a);
    memset(&b, 0xEE, sizeof b);
}
"""


def scanf_program():
    lines = []
    for format, text in itertools.product(SCANNING, SCANNED):
        # Too large hexadecimal numbers wrap around under Wine, it knows no 0x for pointers, and ends early.
        if format[-1] in 'xXp' and (len(text) > 18 or format == '%p' and 'x' in text):
            continue
        if (format, text) in (('%4lf', '0x1p3'), ('%*1s%s', '0')):
            continue
        name = f"{len(lines)} sscanf {format} of '{text}'".replace('\\', '/')
        lines.append(f'say("{name}", sscanf("{text}", "{format}", &a, &b, &b));')
        if len(lines) % 3 == 0:
            lines.append(f'say("{name} (wide)", swscanf(L"{text}", L"{format}", &a, &b, &b));')
    functions, calls = in_functions(lines)
    return (SCAN_PROLOGUE + functions + 'int main(void) { memset(&a, 0xEE, sizeof a); memset(&b, 0xEE, sizeof b); ' +
            calls + 'return 0; }\n')


def in_functions(lines):
    parts = [lines[i:i + 500] for i in range(0, len(lines), 500)]
    functions = ''.join(f'static void part{i}(void) {{\n' + '\n'.join(part) + '\n}\n' for i, part in enumerate(parts))
    return functions, ''.join(f'part{i}(); ' for i in range(len(parts)))


def programs():
    yield 'printf_directives.c', printf_program()
    yield 'scanf_directives.c', scanf_program()
