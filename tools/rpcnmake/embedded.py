# SPDX-License-Identifier: LGPL-2.1-or-later
"""embedded.py OUTPUT NAME=FILE...: the texts of the files as string constants of C++."""
import pathlib
import sys

output, *texts = sys.argv[1:]
pathlib.Path(output).write_text(''.join(
    f'constexpr std::string_view {name} = R"rpc({pathlib.Path(file).read_text()})rpc";\n'
    for name, file in (text.split('=', 1) for text in texts)))
