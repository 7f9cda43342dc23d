# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compiles what midl writes: compile_stubs.py MIDL INCLUDEDIR WORKDIR IDL...

Header, client stub and server stub of every IDL without a warning: as C11 and C++17 by gcc and clang with our headers,
as C by mingw gcc with mingw-w64's own, cut to the lean ones because they take ten times as long. A few files also go
through the option variants that change names or shape, and through mingw g++ with all of windows.h. Exits with 77 when
no compiler is found.
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys

NATIVE = ['-fshort-wchar', '-fexceptions']
COMPILERS = [
    ('gcc', ['-std=c11'], NATIVE),
    ('clang', ['-std=c11'], NATIVE),
    ('g++', ['-x', 'c++', '-std=c++17'], NATIVE),
    ('clang++', ['-x', 'c++', '-std=c++17'], NATIVE),
    ('x86_64-w64-mingw32-gcc', ['-DWIN32_LEAN_AND_MEAN'], None),
]
VARIED_COMPILERS = [('x86_64-w64-mingw32-g++', ['-x', 'c++'], None)]
# Options that change names or shape; a few files and one compiler tell enough about them.
VARIANTS = {
    'oldnames': ['-oldnames'],
    'epv': ['-use_epv'],
    'prefix': ['-prefix', 'client', 'c_', 'server', 's_'],
    'classic': ['-no_robust', '-char', 'unsigned'],
}
VARIED = ('async', 'base', 'pipes', 'results')


def generate(midl, idl, folder, options):
    os.makedirs(folder, exist_ok=True)
    subprocess.run([midl, '-nologo', '-app_config', '-out', folder] + options + [idl], check=True)
    return sorted(name for name in os.listdir(folder) if name.endswith('.c'))


def compile_one(compiler, language, extra, include, folder, source):
    command = [compiler] + language + ['-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-iquote', folder]
    if extra is not None:
        command += extra + ['-I' + include]
    run = subprocess.run(command + [os.path.join(folder, source)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True)
    if run.returncode:
        print('FAIL  %s\n%s' % (' '.join(command + [source]), '\n'.join(run.stdout.splitlines()[:12])))
    return run.returncode != 0


def installed(compilers):
    for row in compilers:
        if not shutil.which(row[0]):
            print('SKIP  %s is not installed' % row[0])
    return [row for row in compilers if shutil.which(row[0])]


def main():
    midl, include, work, files = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    compilers, varied_compilers = installed(COMPILERS), installed(VARIED_COMPILERS)
    if not compilers:
        return 77
    jobs = []
    for idl in files:
        stem = os.path.splitext(os.path.basename(idl))[0]
        is_varied = stem in VARIED
        own_compilers = compilers + varied_compilers if is_varied else compilers
        folder = os.path.join(work, 'plain', stem)
        for source in generate(midl, idl, folder, []):
            jobs += [(*row, include, folder, source) for row in own_compilers]
        for variant, options in VARIANTS.items() if is_varied else ():
            folder = os.path.join(work, variant, stem)
            jobs += [(*compilers[0], include, folder, source) for source in generate(midl, idl, folder, options)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = sum(pool.map(lambda job: compile_one(*job), jobs))
    print('%d compiled, %d failed' % (len(jobs), failures))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
