# SPDX-License-Identifier: LGPL-2.1-or-later
"""One pair of sample programs, built in the three ways of pairs.py. Each builder takes the folder of the pair, a copy
in which it may write, and returns what went wrong, '' when both programs are there as NAMEc.exe and NAMEs.exe."""
import pathlib
import re
import subprocess

LIMIT = 120  # seconds
SEH = pathlib.Path(__file__).resolve().parent.parent / 'conformance' / 'wine_seh.h'
# gcc has no __try for Windows; clang has, for the headers and libraries of mingw-w64.
PE_OPTIONS = ['--target=x86_64-w64-mingw32', '-fms-extensions', '-O1', '-w', '-include', SEH]
PE_LIBRARIES = ['-lrpcrt4', '-lole32', '-loleaut32', '-ladvapi32', '-lws2_32']
PE_HEADERS = pathlib.Path('/usr/share/mingw-w64/include')


class Failure(Exception):
    pass


def must(folder, *words):
    done = subprocess.run([str(word) for word in words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors='replace', timeout=LIMIT)
    if done.returncode != 0:
        raise Failure(f'$ {" ".join(map(str, words))}\n{done.stdout}')
    return done.stdout


def sources(folder, side):
    """Of the client ('c') or the server ('s'), in the folder of the pair where midl has run."""
    name, makefile = folder.name, (folder / 'makefile').read_text()
    stub = f'{name}_{side}.c'
    files = [next(folder.glob(f'{name}{side}.c*')), folder / (stub if stub in makefile else f'{name}_c.c'),
             *folder.glob(f'{name}x.c*')]
    common = set(re.findall(r'common/(\w+\.c)', makefile))
    return files + [folder.parent / 'common' / name for name in sorted(common)]


def by_command(folder):
    """rpcgcc and rpcg++, as one types it."""
    name = folder.name
    must(folder, 'midl', *(path.name for path in folder.glob('*.idl')))
    for side in 'cs':
        files = [path.relative_to(folder.parent) for path in sources(folder, side)]
        compiler = 'rpcg++' if any(path.suffix == '.cpp' for path in files) else 'rpcgcc'
        must(folder, compiler, '-O1', '-o', f'{name}{side}.exe', *(pathlib.Path('..') / path for path in files))


def by_makefile(folder):
    """rpccl, by the makefile of the pair."""
    must(folder, 'make', '-s', 'cc=rpccl', 'midl=midl')


def for_windows(folder):
    """A PE file, from the stubs of our midl."""
    name = folder.name
    must(folder, 'midl', *(path.name for path in folder.glob('*.idl')))
    for side in 'cs':
        objects = []
        for source in sources(folder, side):
            give_names(source, folder)
            objects.append(f'{side}_{source.stem}.o')
            compiler = ['clang++', *cxx_headers()] if source.suffix == '.cpp' else ['clang']
            must(folder, *compiler, *PE_OPTIONS, '-I', folder, '-c', source, '-o', objects[-1])
        must(folder, 'x86_64-w64-mingw32-g++', '-static', *objects, '-o', f'{name}{side}.exe', *PE_LIBRARIES)


def cxx_headers():
    """The standard library's, which clang does not look for."""
    top = must('/', 'x86_64-w64-mingw32-g++', '-print-file-name=include/c++').strip()
    return ['-isystem', top, '-isystem', f'{top}/x86_64-w64-mingw32']


def give_names(source, folder):
    """On Windows any case is the name of a file; here each spelling that a source uses gets a link."""
    for quote, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)', source.read_text(), re.MULTILINE):
        if quote == '<':
            if name != name.lower() and (PE_HEADERS / name.lower()).exists():
                link(folder / name, PE_HEADERS / name.lower())
            continue
        place = source.parent
        for part in re.split(r'[\\/]', name):
            if not (place / part).exists():
                same = [path for path in place.iterdir() if path.name.lower() == part.lower()]
                if not same:
                    break
                link(place / part, same[0].resolve())
            place = place / part


def link(path, target):
    try:
        path.symlink_to(target)
    except FileExistsError:
        pass


WAYS = {'rpcgcc': by_command, 'rpccl': by_makefile, 'pe': for_windows}
