#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compiles every public header alone, twice in a row and inside extern "C", as C11 and C++17, with gcc and clang where
installed, with 16-bit wchar_t and without, all warnings being errors.

headers_compile.py INCLUDE SCRATCH
"""
import itertools
import pathlib
import shutil
import subprocess
import sys

WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wstrict-aliasing=2', '-Werror', '-fsyntax-only']
LANGUAGES = {'c': ['-x', 'c', '-std=c11'], 'c++': ['-x', 'c++', '-std=c++17'], 'c++20': ['-x', 'c++', '-std=c++20']}


def main():
    include, scratch = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    scratch.mkdir(parents=True, exist_ok=True)
    headers = sorted(path.name for path in include.glob('*.h'))
    compilers = [name for name in ('gcc', 'clang') if shutil.which(name)]
    failures = 0
    alone = {}
    for header in headers:
        alone[header] = scratch / f'{header}.src'
        alone[header].write_text(f'#include <{header}>\n#include <{header}>\nextern int something;\n')
    everything = scratch / 'everything.src'
    everything.write_text('#ifdef __cplusplus\nextern "C" {\n#endif\n' +
                          ''.join(f'#include <{header}>\n' for header in reversed(headers)) +
                          '#ifdef __cplusplus\n}\n#endif\nextern int something;\n')
    for compiler, (language, flags), width in itertools.product(compilers, LANGUAGES.items(), ([], ['-fshort-wchar'])):
        once = width or language == 'c++20'  # all headers in one file will do for the less usual flags
        for header, source in [*([] if once else alone.items()), ('everything', everything)]:
            run = subprocess.run([compiler, *flags, *width, *WARNINGS, '-I', include, source],
                                 capture_output=True, text=True)
            if run.returncode != 0:
                failures += 1
                print(f'{compiler} {language} {" ".join(width)} <{header}>:\n{run.stderr[:800]}')
    print(f'{len(headers)} headers, {len(compilers)} compilers: {failures} failures')
    sys.exit(1 if failures or not headers else 0)


if __name__ == '__main__':
    main()
