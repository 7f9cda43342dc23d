# SPDX-License-Identifier: LGPL-2.1-or-later
"""dialect.py RPCGCC WORK: what Microsoft's compiler knows beside the language: its keywords, pragmas, intrinsics,
annotations, names and C++ library; what is kept, what is warned of, what is refused. Prints a line per failed fact and
"N passed, N failed"."""
import sys

from tree import Tree, fact, finish

WORDS = r"""
#include <windows.h>
#include <stdio.h>
#include <stddef.h>
#include <stdlib.h>
#include <tchar.h>
#define WIDEN2(x) L##x
#define WIDEN(x) WIDEN2(x)
#define TRY __try
#define EXCEPT __except
__declspec(align(32)) struct Aligned { char c; };
typedef __declspec(align(16)) struct { int a; } AlignedToo;
struct __declspec(novtable) __declspec(uuid("00000000-0000-0000-C000-000000000046")) Marked { int a; };
__declspec(deprecated("use another")) int old(void);
__declspec(dllexport noinline) int exported(void) { return 1; }
__declspec(selectany) const int any = 5;
__declspec(selectany) int some = 6;
__declspec(thread) static int each = 7;
static __forceinline int forced(int a) { return a + 1; }
__forceinline static int also(int a) { return a + 1; }
__forceinline int both(int a) { return a + 1; }
__inline int lines(int a) { return a + 1; }
static __inline const char* name(void) { return __FUNCTION__ "!"; }
int declared_before(int);
__inline int declared_before(int a) { return a + 10; }
char whole[] = "a\
b";
static int pointers(int* __ptr64 a, char* __w64 b, const UNALIGNED long* c, void* __sptr d) {
    return a != NULL && b == NULL && *c == 3 && !d;
}
static int choose(int n) {
    switch (n) {
        case 1: return 'ABCD' == 0x41424344;
        case 2: return 2;
        default: __assume(0);
    }
}
enum Kind { FIRST, SECOND, LAST = 7 };
static int sign(enum Kind kind) {
    switch (kind) {
        case FIRST: return 1;
        case SECOND: return 2;
        case LAST: return 7;
    }
    return kind < 0 ? -1 : 0;
}
int main(void) {
    long three = 3;
    int i = 0, zero = __noop;
    const char* function = __FUNCTION__;
    __noop("never", ++i);
    __assume(i == 0);
    __analysis_assume(i == 0);
    printf("%d %d %d %d\n", (int)sizeof(struct Aligned), (int)sizeof(AlignedToo), any + some + each, exported());
    printf("%d %d %d %d\n", forced(1), also(2), both(3), lines(4) + declared_before(0));
    printf("%s %S %s %s %s\n", name(), L"in " WIDEN(__FUNCTION__), function, __FUNCDNAME__, "f: " __FUNCTION__);
    printf("%d %d %d %d\n", pointers(&i, NULL, &three, NULL), choose(1), choose(2), i + zero);
    printf("%d %d %d %s\n", (int)_countof(whole), (int)__alignof(double), (int)offsetof(struct Aligned, c), whole);
    printf("%d %d %d ", sign((enum Kind)-1), sign(FIRST), (int)sizeof(enum Kind));
    TRY { RaiseException(0xE0000009, 0, 0, NULL); } EXCEPT(1) { printf("%x\n", (unsigned)GetExceptionCode()); }
    _tprintf(_T("%s %u\n"), _T("t"), (unsigned)_tcslen(_T("abc")));
    return 0;
}
"""
WORDS_SAY = ('32 16 18 1\n2 3 4 15\nname! in main main main f: main\n1 1 2 0\n3 8 0 ab\n-1 1 4 e0000009\nt 3\n')

PACKED = r"""
#include <stdio.h>
#include <windows.h>
#include <sys/stat.h>
struct Plain { char a; double b; };
#pragma pack(push, outer, 1)
struct One { char a; double b; };
#pragma pack(push, 2)
struct Two { char a; double b; };
#pragma pack(pop, outer)
__pragma(pack(push, 4)) struct Four { char a; double b; }; __pragma(pack(pop))
_Pragma("pack(push, 2)") struct Again { char a; long b; }; _Pragma("pack(pop)")
#pragma pack(1)
#pragma pack()
struct After { char a; double b; };
int main(void) {
    struct stat s;
    printf("%d %d %d %d %d %d ", (int)sizeof(struct Plain), (int)sizeof(struct One), (int)sizeof(struct Two),
           (int)sizeof(struct Four), (int)sizeof(struct Again), (int)sizeof(struct After));
    printf("%d %d\n", (int)sizeof(RTL_CRITICAL_SECTION), stat(".", &s));
    return 0;
}
"""

# Sources, and what is said of them, each at its line; "" is nothing at all.
SAID = {
    'harmless.c': ("""#pragma warning(push)
#pragma warning(disable : 4996 4100)
#pragma warning(pop)
#pragma optimize("", off)
#pragma intrinsic(memcpy, strlen)
#pragma function(memset)
#pragma code_seg("INIT")
#pragma region A
#pragma endregion
#pragma auto_inline(off)
#pragma comment(lib, "kernel32.lib")
#pragma comment(linker, "/SUBSYSTEM:CONSOLE /manifestdependency:\\"x\\"")
#pragma comment(user, "built today")
#pragma execution_character_set("utf-8")
int f(int a) { __pragma(warning(suppress : 4127)) while (1) { return a; } }
""", []),
    'once.c': ("""#pragma mystery(1)
#pragma mystery(2)
#pragma data_seg("MINE")
int a = 1;
#pragma data_seg("OTHER")
unsigned f(void) { return __readgsdword(1) + __readgsdword(2); }
""", ['once.c:1: warning: .*mystery', 'once.c:3: warning: .*MINE', 'once.c:6: warning: .*__readgsdword']),
    'shared.c': ('\n#pragma comment(linker, "/SECTION:.shared,RWS")\n', ['shared.c:2: error: .*shared by processes']),
    'section.c': ('#pragma section(".CRT$XCU", read)\n', ['section.c:1: error: .*not called']),
    'allocate.c': ('\n__declspec(allocate(".CRT$XCU")) int p;\n', ['allocate.c:2: error: .*not called']),
    'alias.c': ('#pragma comment(linker, "/EXPORT:a=b")\n', ['alias.c:1: error: .*own name']),
    'init.cpp': ('\n\n#pragma init_seg(lib)\n', ['init.cpp:3: error: .*order of linking']),
    'asm.c': ('int f(int a) {\n  __asm {\n mov eax, a\n }\n  return a;\n}\n', ['asm.c:2: error: assembly']),
    'naked.c': ('__declspec(naked) void f(void) { }\n', ['naked.c:1: error: .*naked']),
    'property.cpp': ('struct S {\n  __declspec(property(get = get)) int x;\n};\n',
                     ['property.cpp:2: error: .*propert']),
    'pointer.c': ('int* __ptr32 p;\n', ['pointer.c:1: error: .*64 bits']),
    'super.cpp': ('struct A { void f(); };\nstruct B : A { void f() { __super::f(); } };\n',
                  ['super.cpp:2: error: .*base class']),
    'exists.cpp': ('\n__if_exists(X) { int a; }\n', ['exists.cpp:2: error']),
    'uuid.cpp': ('struct A;\nvoid* p = &__uuidof(A);\n', ['uuid.cpp:2: error']),
    'signature.cpp': ('const char* f() {\n  return __FUNCSIG__;\n}\n', ['signature.cpp:2: error']),
    'lambda.cpp': ('struct A { const char* operator()() {\n  return "in " __FUNCTION__;\n} };\n',
                   ['lambda.cpp:2: error: .*not known what']),
    'wide.cpp': ('#include <iostream>\nint main() {\n  std::wcout << L"x";\n  std::wcout << L"y";\n}\n',
                 ['wide.cpp:3: error: .*32 bits']),
    'stream.cpp': ('#include <sstream>\nusing namespace std;\nwstringstream s;\nbasic_ostringstream<wchar_t> t;\n',
                   ['stream.cpp:3: error', 'stream.cpp:4: error']),
    'declspec.c': ('int __declspec(mystery) a;\n', ['declspec.c:1: warning: .*mystery']),
}

LIBRARY = r"""
#include <windows.h>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <optional>
namespace outer { struct Inner {
    static const char* of() { return __FUNCTION__; }
    Inner() : text(__FUNCTION__ "+") {}
    const char* text;
    const char* far() const;
}; }
const char* outer::Inner::far() const { return "at " __FUNCTION__; }
namespace { const char* hidden() { return __FUNCTION__; } }
template <class T> T twice(T value) { return value * 2; }
template <> long twice(long value) { return value * 3; }
static const char* kind(int) { return "int"; }
static const char* kind(long long) { return "long long"; }
static const char* kind(long*) { return "long*"; }
static const char* kind(double) { return "double"; }
struct Counted {
    static int alive;
    Counted() { ++alive; }
    ~Counted() { --alive; }
    __forceinline int three() { return 3; }
};
int Counted::alive;
static int guarded() {
    Counted counted;
    auto add = [](auto... all) { return (all + ... + 0); };
    __try {
        std::string made(100, 'x');
        if (std::optional<int> n = add(1, 2); n) RaiseException(0xE0000000u + *n, 0, 0, nullptr);
    } __except (EXCEPTION_EXECUTE_HANDLER) { return (int)(GetExceptionCode() & 15) * 10 + Counted::alive; }
    return 0;
}
int main() {
    std::wstring w = L"abc";
    w += L"defghijklmnopqrstuvwxyz";
    w.insert(0, L"<<").append(3, L'!');
    std::map<std::wstring, int> ordered{{w, 2}};
    std::unordered_map<std::wstring, int> hashed{{w, 7}};
    std::printf("%d %d %d%d %d %S\n", (int)w.size(), (int)w.find(L"xyz"), ordered[w], hashed[w], (int)sizeof w[0],
                w.c_str());
    std::sort(w.begin(), w.end());
    std::printf("%S %S %d\n", w.substr(0, 6).c_str(), std::to_wstring(42L).c_str(),
                std::stoi(L"123") + (w.compare(L"!!") > 0));
    try { std::stol("3000000000"); } catch (const std::out_of_range&) { std::printf("out of range "); }
    char* end;
    long most = std::strtol("99999999999", &end, 10);
    std::cout << most << ' ' << 5L << ' ' << std::to_string(-7L) << ' ' << std::labs(-8L) << ' '
              << std::ldiv(9L, 2L).rem
              << ' ' << std::numeric_limits<long>::max() << ' ' << std::numeric_limits<unsigned long>::digits
              << std::endl;
    long value = 4;
    std::cout << twice(value) << ' ' << kind(5L) << ' ' << kind(5LL) << ' ' << kind(&value) << ' ' << kind(5.0L)
              << std::endl;
    std::cout << outer::Inner::of() << ' ' << outer::Inner().text << ' ' << outer::Inner().far() << ' ' << hidden()
              << std::endl;
    const auto path = std::filesystem::path("a/b.txt") / L"y\u20AC.z";
    std::printf("%s %s %S %d\n", path.parent_path().extension().string().c_str(), path.filename().string().c_str(),
                path.filename().wstring().c_str(), (int)path.filename().wstring().size());
    std::fflush(stdout);
    std::cout << guarded() << ' ' << Counted::alive << ' ' << Counted().three() << std::endl;
}
"""
LIBRARY_SAYS = """31 25 27 2 <<abcdefghijklmnopqrstuvwxyz!!!
!!!<<a 42 124
out of range 2147483647 5 -7 8 1 2147483647 32
12 int long long long* double
outer::Inner::of outer::Inner::Inner+ at outer::Inner::far `anonymous-namespace'::hidden
.txt y€.z y€.z 4
31 0 3
"""

INTRINSICS = r"""
#include <windows.h>
#include <intrin.h>
#include <stdio.h>
int main(void) {
    volatile long count = 1;
    volatile LONG64 wide = 1;
    volatile short narrow = 1;
    unsigned long index = 0;
    int info[4];
    unsigned __int64 high;
    void* target = NULL;
    printf("%ld ", _InterlockedIncrement(&count));
    printf("%ld ", _InterlockedExchangeAdd(&count, 5));
    printf("%ld ", _InterlockedCompareExchange(&count, 9, 7));
    printf("%I64d %d %ld\n", _InterlockedDecrement64(&wide), _InterlockedIncrement16(&narrow), count);
    printf("%d ", _BitScanForward(&index, 0x50));
    printf("%lu ", index);
    printf("%d ", _BitScanReverse64(&index, 1ULL << 40));
    printf("%lu ", index);
    printf("%d %d %I64u %d\n", (int)__popcnt(0xff), (int)__lzcnt(1), __lzcnt64(0), _BitScanForward(&index, 0));
    printf("%I64x ", _umul128(~0ULL, 16, &high));
    printf("%I64x %x %x %x\n", high, _rotl(0x80000001, 4), _byteswap_ulong(0x01020304), _byteswap_ushort(0x0102));
    __cpuid(info, 0);
    _ReadWriteBarrier();
    printf("%d %d %d %d\n", info[0] > 0, _ReturnAddress() != NULL, __rdtsc() != 0,
           _InterlockedCompareExchangePointer(&target, info, NULL) == NULL && target == info);
    __try { __debugbreak(); } __except (1) { printf("%x\n", (unsigned)GetExceptionCode()); }
    return 0;
}
"""
INTRINSICS_SAY = '2 2 7 0 2 9\n1 4 1 40 8 31 64 0\nfffffffffffffff0 f 18 4030201 201\n1 1 1 1\n80000003\n'

# No header: what C takes for granted is the runtime's.
UNDECLARED = r"""
extern int sprintf(char*, const char*, ...);
static int remove(int value) { return value + 1; }
int main(void) {
    char text[40];
    sprintf(text, "%lu", 4000000000ul);
    printf("%lu %s %I64d %d %d\n", 4000000000ul, text, 5i64, remove(1), strtol("99999999999", 0, 10) == 2147483647);
    return 0;
}
"""

# An old source may still say these; each macro is empty, or has an argument that vanishes.
SAL = ['_In_', '_Out_', '_Inout_', '_In_opt_', '_Out_opt_', '_Inout_opt_', '_In_z_', '_In_opt_z_', '_Inout_z_',
       '_Inout_opt_z_', '_Outptr_', '_Outptr_opt_', '_Outptr_result_maybenull_', '_Outptr_opt_result_maybenull_',
       '_Outptr_result_z_', '_Outptr_opt_result_z_', '_Outptr_result_maybenull_z_', '_Outptr_result_nullonfailure_',
       '_COM_Outptr_', '_COM_Outptr_opt_', '_COM_Outptr_result_maybenull_', '_Outref_', '_Reserved_', '_Notnull_',
       '_Maybenull_', '_Null_', '_Valid_', '_Notvalid_', '_Const_', '_Pre_z_', '_Post_z_', '_Pre_valid_',
       '_Post_valid_', '_Pre_notnull_', '_Pre_maybenull_', '_Pre_null_', '_Post_notnull_', '_Post_maybenull_',
       '_Post_null_', '_Post_invalid_', '_Post_ptr_invalid_', '_Prepost_valid_', '_Prepost_z_', '_Deref_out_',
       '_Printf_format_string_', '_Scanf_format_string_', '_Scanf_s_format_string_', '_Interlocked_operand_',
       '_Literal_', '_Notliteral_', '_Inexpressible_("x")', '_In_reads_(n)', '_In_reads_opt_(n)', '_In_reads_bytes_(n)',
       '_In_reads_bytes_opt_(n)', '_In_reads_z_(n)', '_In_reads_opt_z_(n)', '_In_reads_or_z_(n)',
       '_In_reads_or_z_opt_(n)', '_In_reads_to_ptr_(n)', '_Out_writes_(n)', '_Out_writes_opt_(n)',
       '_Out_writes_bytes_(n)', '_Out_writes_bytes_opt_(n)', '_Out_writes_z_(n)', '_Out_writes_opt_z_(n)',
       '_Out_writes_to_(n, n)', '_Out_writes_to_opt_(n, n)', '_Out_writes_all_(n)', '_Out_writes_all_opt_(n)',
       '_Out_writes_bytes_to_(n, n)', '_Out_writes_bytes_to_opt_(n, n)', '_Out_writes_bytes_all_(n)',
       '_Out_writes_bytes_all_opt_(n)', '_Inout_updates_(n)', '_Inout_updates_opt_(n)', '_Inout_updates_z_(n)',
       '_Inout_updates_opt_z_(n)', '_Inout_updates_to_(n, n)', '_Inout_updates_to_opt_(n, n)', '_Inout_updates_all_(n)',
       '_Inout_updates_all_opt_(n)', '_Inout_updates_bytes_(n)', '_Inout_updates_bytes_opt_(n)',
       '_Inout_updates_bytes_to_(n, n)', '_Inout_updates_bytes_to_opt_(n, n)', '_Inout_updates_bytes_all_(n)',
       '_Inout_updates_bytes_all_opt_(n)', '_Outptr_result_buffer_(n)', '_Outptr_opt_result_buffer_(n)',
       '_Outptr_result_bytebuffer_(n)', '_Outptr_opt_result_bytebuffer_(n)', '_Outptr_result_buffer_to_(n, n)',
       '_Outptr_result_bytebuffer_to_(n, n)', '_Outptr_result_buffer_maybenull_(n)',
       '_Outptr_result_bytebuffer_maybenull_(n)', '_Result_nullonfailure_', '_Result_zeroonfailure_',
       '_In_range_(0, 1)', '_Out_range_(0, 1)', '_Inout_range_', '_Deref_out_range_(0, 1)', '_Deref_in_range_(0, 1)',
       '_Pre_satisfies_(n)', '_Post_satisfies_(n)', '_Pre_readable_size_(n)', '_Pre_writable_size_(n)',
       '_Post_readable_size_(n)', '_Post_writable_size_(n)', '_Pre_readable_byte_size_(n)',
       '_Pre_writable_byte_size_(n)', '_Post_readable_byte_size_(n)', '_Post_writable_byte_size_(n)',
       '_Points_to_data_', '_Pre_equal_to_(0)', '_Post_equal_to_(0)', '_When_(1, _In_)', '_At_(p, _In_)',
       '_Unchanged_(p)', '__in', '__out', '__inout', '__in_opt', '__out_opt', '__inout_opt', '__in_z', '__in_opt',
       '__in_z_opt', '__in_ecount(n)', '__in_bcount(n)', '__in_ecount_z(n)', '__in_ecount_opt(n)', '__in_bcount_opt(n)',
       '__in_xcount(n)', '__out_z', '__out_ecount(n)', '__out_bcount(n)', '__out_ecount_z(n)', '__out_ecount_opt(n)',
       '__out_bcount_opt(n)', '__out_ecount_part(n, n)', '__out_bcount_part(n, n)', '__out_ecount_full(n)',
       '__out_bcount_full(n)', '__out_xcount(n)', '__inout_z', '__inout_ecount(n)', '__inout_bcount(n)',
       '__inout_ecount_z(n)', '__inout_ecount_part(n, n)', '__inout_bcount_part(n, n)', '__inout_ecount_full(n)',
       '__inout_ecount_opt(n)', '__inout_bcount_opt(n)', '__deref_in', '__deref_out', '__deref_out_opt',
       '__deref_opt_out',
       '__deref_opt_out_opt', '__deref_inout', '__deref_out_z', '__deref_out_ecount(n)', '__deref_out_bcount(n)',
       '__deref_out_range(0, 1)', '__in_range(0, 1)', '__out_range(0, 1)', '__reserved', '__nullterminated',
       '__format_string', '__notnull', '__maybenull', '__valid', '__notvalid', '__typefix(char*)', '__bound',
       '__deref', '__refparam', '__in_data_source(NETWORK)', '__out_data_source(NETWORK)']
SAL_OF_FUNCTIONS = ['_Check_return_', '_Must_inspect_result_', '_Ret_z_', '_Ret_maybenull_', '_Ret_notnull_',
                    '_Ret_maybenull_z_', '_Ret_null_', '_Ret_valid_', '_Ret_opt_valid_', '_Ret_range_(0, 1)',
                    '_Ret_writes_(1)',
                    '_Ret_writes_z_(1)', '_Ret_writes_bytes_(1)', '_Ret_writes_maybenull_(1)', '_Ret_writes_to_(1, 1)',
                    '_Ret_writes_bytes_to_(1, 1)', '_Ret_writes_bytes_maybenull_(1)', '_Success_(return != 0)',
                    '_Return_type_success_(return != 0)', '_On_failure_(_Post_null_)', '_Always_(_Post_valid_)',
                    '_Function_class_(F)', '_Raises_SEH_exception_', '_Maybe_raises_SEH_exception_',
                    '_Acquires_lock_(x)', '_Releases_lock_(x)', '_Requires_lock_held_(x)',
                    '_Requires_lock_not_held_(x)',
                    '_Requires_no_locks_held_', '_Requires_exclusive_lock_held_(x)', '_Requires_shared_lock_held_(x)',
                    '_Acquires_exclusive_lock_(x)', '_Acquires_shared_lock_(x)', '_Releases_exclusive_lock_(x)',
                    '_Releases_shared_lock_(x)', '_Acquires_nonreentrant_lock_(x)', '_Releases_nonreentrant_lock_(x)',
                    '_Create_lock_level_(x)', '_Has_lock_level_(x)', '_Lock_level_order_(x, y)',
                    '_No_competing_thread_',
                    '_IRQL_requires_max_(1)', '_IRQL_requires_(1)', '_IRQL_requires_same_', '_Use_decl_annotations_',
                    '_Ret_', '_Kernel_entry_', '__checkReturn', '__success(return != 0)', '__callback', '__override',
                    '__control_entrypoint(DllExport)', '__drv_allocatesMem(Mem)', '__useHeader', '__blocksOn(x)']


def annotated():
    lines = ['#include <windows.h>', '#include <stdio.h>']
    for number, name in enumerate(SAL):
        lines.append(f'static int p{number}(int n, {name} char* p) {{ return n + (p != 0); }}')
    for number, name in enumerate(SAL_OF_FUNCTIONS):
        lines.append(f'{name} static int r{number}(int x, int y) {{ return x + y; }}')
    calls = [f'p{i}(0, "")' for i in range(len(SAL))] + [f'r{i}(1, 0)' for i in range(len(SAL_OF_FUNCTIONS))]
    calls = ' + '.join(calls)
    fields = '''struct S { _Field_size_(n) char* a; _Field_size_bytes_opt_(n) void* b; _Field_z_ char* c; int n;
    _Field_range_(0, 9) int d; _Guarded_by_(x) int e; _Write_guarded_by_(x) int f; _Interlocked_ int g; };
    _Struct_size_bytes_(n) struct T { int n; };
    '''
    return '\n'.join(lines) + '\n' + fields + f'int main(void) {{ printf("%d\\n", {calls}); return 0; }}\n'


def meanings(tree):
    tree.write('words.c', WORDS)
    for level in ('-O0', '-O2'):
        done = tree.built(f'words {level}', tree.c, level, '-Wall', 'words.c', '-o', 'words')
        fact(f'words without a warning {level}', 'warning' not in done.stderr, done.stderr)
        tree.ran(f'words say {level}', WORDS_SAY, './words')
    tree.write('packed.c', PACKED)
    for options, plain in (((), 16), (('/Zp1',), 9), (('/Zp', ), 9), (('/Zp4',), 12), (('/Zp8',), 16)):
        tree.built(f'packed {options}', tree.cl, '/nologo', *options, 'packed.c', '/Fepacked.exe')
        done = tree.run('./packed.exe')
        fact(f'structures are packed, those of the system are not {options}',
             done.stdout.startswith(f'{plain} 9 10 12 6 {plain} ') and done.stdout.endswith(' 0\n'), done.stdout)
    tree.write('intrinsics.c', INTRINSICS)
    tree.built('intrinsics', tree.c, '-O2', '-w', 'intrinsics.c', '-o', 'intrinsics')
    tree.ran('intrinsics do what they do', INTRINSICS_SAY, './intrinsics')
    tree.built('intrinsics in C++', tree.cxx, '-w', '-x', 'c++', 'intrinsics.c', '-o', 'intrinsics')
    tree.ran('and in C++', INTRINSICS_SAY, './intrinsics')
    tree.write('undeclared.c', UNDECLARED)
    tree.built('functions without a header', tree.c, '-w', 'undeclared.c', '-o', 'undeclared')
    tree.ran('are those of the runtime', '4000000000 4000000000 5 2 1\n', './undeclared')
    tree.write('annotated.c', annotated())
    tree.built('annotations', tree.c, '-w', 'annotated.c', '-o', 'annotated')
    tree.ran('vanish', f'{len(SAL) + len(SAL_OF_FUNCTIONS)}\n', './annotated')
    tree.built('annotations in C++', tree.cxx, '-w', '-fpermissive', '-fsyntax-only', '-x', 'c++', 'annotated.c')


def cxx_library(tree):
    tree.write('library.cpp', LIBRARY)
    for level in ('-O0', '-O2'):
        tree.built(f'the C++ library {level}', tree.cxx, '-std=c++17', level, '-w', 'library.cpp', '-o', 'library')
        tree.ran(f'has Windows\' long and wchar_t {level}', LIBRARY_SAYS, './library')
    symbols = tree.run('nm', '-D', 'library').stdout
    fact('no library gets its strings of 16 bits', 'basic_stringIw' not in symbols, symbols)


def sayings(tree):
    for name, (text, expected) in SAID.items():
        tree.write(name, text)
        done = tree.run(tree.cxx if name.endswith('pp') else tree.c, '-Wall', '-c', name, '-o', 'said.o')
        lines = [line for line in done.stderr.splitlines() if ': warning: ' in line or ': error: ' in line]
        lines = [line for line in lines if '-Wimplicit' not in line]
        right = len(lines) == len(expected) and all(matches(line, text) for line, text in zip(lines, expected))
        fact(f'what is said of {name}', right, done.stderr)
        refused = any('error' in text for text in expected)
        fact(f'{name} is {"refused" if refused else "compiled"}', (done.returncode != 0) == refused, done.stderr)
    done = tree.run(tree.c, '-Werror', '-c', 'declspec.c')
    fact('-Werror is for these warnings, too', done.returncode == 1 and 'error' in done.stderr, done.stderr)
    done = tree.run(tree.c, '-w', '-c', 'declspec.c')
    fact('and -w', done.returncode == 0 and not done.stderr, done.stderr)


def matches(line, expected):
    start, _, rest = expected.partition('.*')
    return line.startswith(start) and rest in line


tree = Tree(*sys.argv[1:])
meanings(tree)
cxx_library(tree)
sayings(tree)
finish(tree)
