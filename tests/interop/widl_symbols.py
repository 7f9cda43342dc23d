# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether stubs of widl link: widl_symbols.py LIBRARY INCLUDEDIR WORKDIR.

widl_symbols.idl, and whatever widl accepts of the IDL files our own compiler is tested with, become client and server
stubs, inline (-Os) and interpreted (-Oicf). They are compiled against our headers; every runtime function they leave
undefined must be exported by LIBRARY. Prints a line per name that is not; exits with 77 (skipped) without widl.
"""
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OTHERS = HERE.parent / 'midl' / 'idl'
WIDL = 'x86_64-w64-mingw32-widl'
RUNTIME = re.compile(r'(I_)?(Rpc|Ndr|NDR|Mes|Uuid|DceError)\w+')
# widl's headers leave the includes to their compiler's environment, and know only a 16-bit wchar_t.
CC = ['gcc', '-c', '-w', '-fshort-wchar', '-fexceptions', '-DCOM_NO_WINDOWS_H', '-DUSE_COMPILER_EXCEPTIONS',
      '-include', 'rpc.h', '-include', 'rpcndr.h', '-include', 'midles.h']
# Not exported by Windows either: widl -Os takes for granted that what has a 2 at its end has a predecessor.
KNOWN = {'NdrMesTypeFree'}
# Our own corpus names at least these; a widl that writes fewer is another widl, and the test not what it says.
EXPECTED = 60


def run(command, folder):
    return subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, timeout=60)


def symbols(option, file):
    """The names nm lists; `option` says which."""
    listed = subprocess.run(['nm', option, '--format=posix', file], check=True, capture_output=True, text=True).stdout
    return {line.split()[0].split('@')[0] for line in listed.splitlines() if line and line[0] != '/'}


def undefined(idl, mode, include, folder):
    """Runtime names the stubs of `idl` need; None where widl, or the C compiler on what it wrote, does not."""
    folder.mkdir(parents=True)
    if run([WIDL, '--win64', mode, '-c', '-s', '-h', '-I', idl.parent, idl], folder).returncode:
        return None
    (folder / 'widl_unknown.h').write_text('#include <unknwn.h>\n')  # its IDL stands for the one of our headers
    for stub in sorted(folder.glob('*_[cs].c')):
        compiled = run([*CC, '-I', include, '-I', folder, stub], folder)
        if compiled.returncode:
            return None
    names = set().union(*(symbols('-u', stub) for stub in folder.glob('*.o')))
    own = set(re.findall(r'\b\w+(?=\()', (folder / f'{idl.stem}.h').read_text()))
    return {name for name in names if RUNTIME.fullmatch(name)} - own


def main():
    library, include, work = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    if not shutil.which(WIDL):
        print(f'SKIP: {WIDL} not installed')
        return 77
    shutil.rmtree(work, ignore_errors=True)
    exported = {name.split()[0].split('@')[0] for name in subprocess.run(
        ['nm', '-D', '--defined-only', '--format=posix', library], check=True, capture_output=True,
        text=True).stdout.splitlines()}
    ours = HERE / 'widl_symbols.idl'
    needed, looked_at, failed = {}, 0, 0
    for idl in [ours, *sorted(OTHERS.glob('*.idl'))]:
        for mode in ('-Os', '-Oicf'):
            names = undefined(idl, mode, include, work / (idl.stem + mode))
            if names is None:
                print(f'not looked at: {idl.name} {mode}')
                failed += idl == ours
                continue
            looked_at += 1
            for name in names:
                needed.setdefault(name, f'{idl.name} {mode}')
    missing = sorted(set(needed) - exported - KNOWN)
    for name in missing:
        print(f'{name}: needed by the stubs of {needed[name]}, not exported')
    if len(needed) < EXPECTED:
        print(f'only {len(needed)} runtime functions are called at all')
        failed += 1
    print(f'{looked_at} stubs call {len(needed)} runtime functions, {len(missing)} of them missing')
    return 1 if missing or failed else 0


if __name__ == '__main__':
    sys.exit(main())
