# SPDX-License-Identifier: LGPL-2.1-or-later
"""block_texts.py COMPILER INCLUDE OUTPUT: what the macros of <rpcexcept.h> stand for, in C and in C++, as the constants
exception_blocks.cpp writes around blocks."""
import subprocess
import sys

MACROS = ('RpcTryExcept', 'RpcExcept(RPCGCC_FILTER)', 'RpcEndExcept', 'RpcTryFinally', 'RpcFinally', 'RpcEndFinally')
MARK = 'rpcgcc_next_text'


def texts(compiler, include, language):
    source = '#include <rpcexcept.h>\n' + ''.join(f'{MARK} {macro}\n' for macro in MACROS)
    text = subprocess.run([compiler, '-E', '-P', '-x', language, '-fshort-wchar',
                           '-DRPCRT4_FAULTS_THROW=RPC_FRAME_FAULTS_THROW', '-I', include, '-'], input=source,
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    pieces = [' '.join(piece.split()) for piece in text.split(MARK)[1:]]
    # The filter keeps its own brackets.
    except_, filtered = pieces[1].split('(RPCGCC_FILTER)')
    return [pieces[0], except_, filtered, *pieces[2:]]


def main():
    compiler, include, output = sys.argv[1:]
    with open(output, 'w') as out:
        for name, language in (('kTextsOfC', 'c'), ('kTextsOfCxx', 'c++')):
            rows = ',\n'.join(f'    R"rpc( {text} )rpc"' for text in texts(compiler, include, language))
            out.write(f'constexpr BlockTexts {name} = {{\n{rows}}};\n')


main()
