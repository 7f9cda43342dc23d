# SPDX-License-Identifier: LGPL-2.1-or-later
"""The IDL files of include/ and their headers agree: base_idls.py MIDL INCLUDEDIR WORKDIR

midl writes the size it gives every structure, union and enumeration of the IDL files into a header; a C program that
includes the header of the same name asserts each, with our headers and, where it is installed, with mingw-w64's. The
object interfaces compile as C and C++, and what an interface definition imports from there travels.
"""
import os
import re
import shutil
import subprocess
import sys

UUID = '[uuid(b0a5e000-0030-4000-8000-000000000001), version(1.0)]'
# Windows has it in winnt.h only; a size with no bound tells nothing.
SKIPPED = {'VARENUM'}
USES = """import "%s.idl";
%s interface Uses {
    DWORD Travel([in] handle_t h, [in] const GUID *id, [in] FILETIME *time, [in, string] LPCWSTR name, [out] ULARGE_INTEGER *n,
                 [in, unique] COAUTHINFO *info, [in] FLAGGED_WORD_BLOB *blob, [in] DWORD_SIZEDARR *sizes);
}
"""
# A class written against the C++ side of a header is called through the C side's table.
OBJECT = """import "oaidl.idl";
[object, uuid(b0a5e000-0031-4000-8000-000000000001), pointer_default(unique)]
interface IAdder : IUnknown {
    typedef [unique] IAdder *LPADDER;
    HRESULT Add([in] LONG a, [in] LONG b, [out, retval] LONG *sum);
    [propget, id(1)] HRESULT Last([out, retval] LONG *p);
    [local] HRESULT Other([in] REFIID riid, [out, iid_is(riid)] void **object);
    [call_as(Other)] HRESULT RemoteOther([in] REFIID riid, [out, iid_is(riid)] IUnknown **object);
    HRESULT Automate([in] VARIANT v, [in] SAFEARRAY(long) list, [in] IDispatch *sink, [in] interface IElsewhere *e);
}
[uuid(b0a5e000-0031-4000-8000-000000000002), version(1.0)]
library Adders {
    importlib("stdole2.tlb");
    typedef struct Pair { LONG a, b; } Pair;
    [uuid(b0a5e000-0031-4000-8000-000000000003)] coclass Adder { [default] interface IAdder; };
}
"""
CLASS = """#include "object.h"
struct Adder final : IAdder {
    LONG last = 0;
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void **) override { return 1; }
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
    ULONG STDMETHODCALLTYPE Release() override { return 3; }
    HRESULT STDMETHODCALLTYPE Add(LONG a, LONG b, LONG *sum) override { last = *sum = a + b; return 4; }
    HRESULT STDMETHODCALLTYPE get_Last(LONG *p) override { *p = last; return 5; }
    HRESULT STDMETHODCALLTYPE Other(REFIID, void **) override { return 6; }
    HRESULT STDMETHODCALLTYPE Automate(VARIANT, SAFEARRAY *, IDispatch *, IElsewhere *) override { return 7; }
};
extern "C" IAdder *make_adder() { static Adder adder; return &adder; }
"""
CALLER = """#define COBJMACROS
#include "object.h"
IAdder *make_adder(void);
int main(void) {
    IAdder *adder = make_adder();
    Pair pair = {2, 3};
    LONG sum = 0, last = 0;
    if (IAdder_Add(adder, pair.a, pair.b, &sum) != 4 || sum != 5) return 1;
    if (IAdder_get_Last(adder, &last) != 5 || last != 5) return 2;
    return adder->lpVtbl->Release(adder) == 3 && IAdder_Other(adder, 0, 0) == 6 ? 0 : 3;
}
"""


def names_in(folder):
    names = []
    for file in sorted(os.listdir(folder)):
        if file.endswith('.idl'):
            with open(os.path.join(folder, file), encoding='utf-8') as text:
                names += re.findall(r'^\} ([A-Z]\w*)[,;]', text.read(), re.M)
    return [name for name in names if name not in SKIPPED]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print('FAIL  %s\n%s' % (' '.join(command), '\n'.join(done.stdout.splitlines()[:20])))
    return done.returncode != 0


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def main():
    midl, include, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    names = names_in(include)
    sizes = write(os.path.join(work, 'sizes.idl'), 'import "oaidl.idl";\n%s interface Sizes {\n%s\n}\n' % (
        UUID, '\n'.join('const unsigned long SIZE_OF_%s = sizeof(%s);' % (name, name) for name in names)))
    failures = run([midl, '-nologo', '-W0', '-out', work, sizes])
    program = write(os.path.join(work, 'sizes.c'), '#include <windows.h>\n#include "sizes.h"\n' + ''.join(
        '_Static_assert(SIZE_OF_%s == sizeof(%s), "%s");\n' % (name, name, name) for name in names))
    native = ['-fshort-wchar', '-I' + include]
    failures += run(['gcc', '-std=c11', '-Wall', '-fsyntax-only', *native, '-I' + work, program])
    if shutil.which('x86_64-w64-mingw32-gcc'):
        failures += run(['x86_64-w64-mingw32-gcc', '-fsyntax-only', '-I' + work, program])
    uses = write(os.path.join(work, 'uses.idl'), USES % ('oaidl', UUID))
    failures += run([midl, '-nologo', '-out', work, uses])
    for stub in ('uses_c.c', 'uses_s.c'):
        for compiler in (['gcc', '-std=c11'], ['g++', '-x', 'c++']):
            failures += run([*compiler, '-Wall', '-Wextra', '-Werror', '-fsyntax-only', *native, os.path.join(work, stub)])
    failures += run([midl, '-nologo', '-notlb', '-W0', '-out', work, write(os.path.join(work, 'object.idl'), OBJECT)])
    sources = [write(os.path.join(work, 'class.cpp'), CLASS), write(os.path.join(work, 'caller.c'), CALLER)]
    objects = [source + '.o' for source in sources]
    for compiler, source, output in zip((['g++', '-std=c++17'], ['gcc', '-std=c11']), sources, objects):
        failures += run([*compiler, '-Wall', '-Wextra', '-Werror', *native, '-c', source, '-o', output])
    program = os.path.join(work, 'object')
    failures += run(['g++', *objects, '-o', program]) or run([program])
    print('%d types, %d failures' % (len(names), failures))
    return 1 if failures or len(names) < 30 else 0


if __name__ == '__main__':
    sys.exit(main())
