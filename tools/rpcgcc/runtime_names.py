# SPDX-License-Identifier: LGPL-2.1-or-later
"""runtime_names.py COMPILER HEADERS INCLUDE OUTPUT: the functions of the C runtime's headers that the system's C
library has, too, under the same name, as the table of runtime_names.cpp."""
import ctypes
import pathlib
import re
import subprocess
import sys

DECLARATION = re.compile(r'(\w+)\s*\([^;{}]*\)\s*__asm__\s*\("rpccrt_" "(\w+)"\)')


def main():
    compiler, headers, include, output = sys.argv[1:]
    names = sorted(path.name for path in pathlib.Path(headers).glob('*.h'))
    source = ''.join(f'#include <{name}>\n' for name in ['windows.h', *names])
    text = subprocess.run([compiler, '-E', '-P', '-x', 'c', '-fshort-wchar', '-D_WIN32=1', '-isystem', headers,
                           '-isystem', include, '-'], input=source, check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    system = [ctypes.CDLL('libc.so.6'), ctypes.CDLL('libm.so.6')]
    table = {name: symbol for name, symbol in DECLARATION.findall(text)
             if any(hasattr(library, name) for library in system)}
    rows = ''.join(f'    {{"{name}", "{symbol}"}},\n' for name, symbol in sorted(table.items()))
    pathlib.Path(output).write_text(f'constexpr Renamed kRenamed[] = {{\n{rows}}};\n')


main()
