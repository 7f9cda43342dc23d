# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a library and its object interfaces become: identifiers.py MIDL INCLUDEDIR WORKDIR

The header declares what NAME_i.c defines; a program compares every identifier. Both compile as C and C++, with our
headers and, where it is installed, with mingw-w64's. There is no such file where there is nothing to define.
"""
import os
import shutil
import subprocess
import sys

UUID = 'b0a5e000-0032-4000-8000-00000000000%d'
LIBRARY = """import "oaidl.idl";
[object, uuid(%s)] interface IPlain : IUnknown { HRESULT Ask([in] long a); }
[object, local, uuid(%s)] interface IHere : IUnknown { int Any(void *p); }
[uuid(%s), version(1.0)] interface Remote { void F([in] handle_t h); }
[uuid(%s), version(1.0), helpstring("all of it")] library Things {
    importlib("stdole2.tlb");
    interface IPlain;
    [dual, uuid(%s)] interface IDual : IDispatch { [id(1), propget] HRESULT Size([out, retval] long *p); };
    [uuid(%s)] dispinterface DEvents {
        properties: [id(1)] long Size;
        methods: [id(2)] void Happened([in] BSTR what, [in, optional] VARIANT how);
    };
    [uuid(%s)] dispinterface DDual { interface IDual; };
    [uuid(%s), appobject] coclass Thing { [default] interface IDual; [source, default] dispinterface DEvents; };
    [dllname("things.dll")] module Math {
        [helpstring("the answer")] const long ANSWER = 42;
        [entry("square")] double __stdcall square([in] double x);
    };
}
""" % tuple(UUID % n for n in range(1, 9))
NAMES = {'IID_IPlain': 1, 'IID_IHere': 2, 'LIBID_Things': 4, 'IID_IDual': 5, 'DIID_DEvents': 6, 'DIID_DDual': 7,
         'CLSID_Thing': 8}
PROGRAM = """#include <string.h>
#include "library.h"
static int is(const GUID *id, unsigned char last) {
    const unsigned char tail[8] = {0x80, 0, 0, 0, 0, 0, 0, last};
    return id->Data1 == 0xb0a5e000 && id->Data2 == 0x32 && id->Data3 == 0x4000 && !memcmp(id->Data4, tail, 8);
}
double square(double x) { return x * x; }
#ifdef __cplusplus
struct Events : DEvents {};
struct Dual : IDual {};
class Thing;
#else
static DEvents *events;
static Thing *thing;
#endif
int main(void) {
#ifndef __cplusplus
    if (events && events->lpVtbl->Invoke && thing) return 2;
#endif
    return %s && ANSWER == 42 && square(3) == 9 ? 0 : 1;
}
""" % ' && '.join('is(&%s, %d)' % item for item in NAMES.items())


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        print('FAIL  %s\n%s' % (' '.join(command), '\n'.join(done.stdout.splitlines()[:20])))
    return done


def check(what, is_true):
    if not is_true:
        print('FAIL  ' + what)
    return not is_true


def main():
    midl, include, work = (os.path.abspath(argument) for argument in sys.argv[1:4])
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    write(os.path.join(work, 'library.idl'), LIBRARY)
    said = run([midl, '-nologo', 'library.idl'], cwd=work)
    failures = said.returncode != 0
    failures += check('one word on the library:\n' + said.stdout, said.stdout.count('MIDL9103') == 1)
    failures += check('one word on proxies:\n' + said.stdout, said.stdout.count('MIDL9104') == 1)
    failures += check('and no other:\n' + said.stdout, said.stdout.count(' MIDL') == 2)
    program = write(os.path.join(work, 'program.c'), PROGRAM)
    sources = [program, os.path.join(work, 'library_i.c')]
    warnings = ['-Wall', '-Wextra', '-Werror']
    native = [*warnings, '-fshort-wchar', '-I' + include, '-I' + work]
    for compiler in (['gcc', '-std=c11'], ['g++', '-x', 'c++', '-std=c++17'], ['gcc', '-D_MIDL_USE_GUIDDEF_'],
                     ['g++', '-x', 'c++', '-D_MIDL_USE_GUIDDEF_']):
        output = os.path.join(work, 'program')
        failures += run([*compiler, *native, *sources, '-o', output]).returncode != 0 or run([output]).returncode != 0
    if shutil.which('x86_64-w64-mingw32-gcc'):
        failures += run(['x86_64-w64-mingw32-gcc', '-I' + work, *sources, '-o', output]).returncode != 0
    # Names and directories of the file; nothing to define, no file.
    for switches, wanted in ((['-iid', 'ids.c'], 'ids.c'), (['-iid', 'none'], None), (['-iid', 'nul'], None)):
        folder = os.path.join(work, 'out')
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        failures += run([midl, '-nologo', '-W0', *switches, '-out', folder, 'library.idl'], cwd=work).returncode != 0
        others = set(os.listdir(folder)) - {'library.h', 'library_c.c', 'library_s.c'}
        failures += check('%s wrote %s' % (switches, others), others == ({wanted} if wanted else set()))
    write(os.path.join(work, 'plain.idl'), '[uuid(%s), version(1.0)] interface Plain { void F([in] handle_t h); }' %
          (UUID % 9))
    failures += run([midl, '-nologo', 'plain.idl'], cwd=work).returncode != 0
    failures += check('plain_i.c', not os.path.exists(os.path.join(work, 'plain_i.c')))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
