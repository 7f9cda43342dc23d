0# 1 "b.c"
# 1 "/usr/include/x.h" 1 3
typedef unsigned long size_t;
# 2 "b.c" 2
__declspec(dllexport) __declspec(align(16)) unsigned long __stdcall f(long a, unsigned __int64 b);
__forceinline int g(int a) { return a; }
__declspec(thread, noinline) static long t = 1UL + 0xFFFFFFFFL;
enum color { red, green = 3, blue };
struct __declspec(align(8)) s { unsigned long a : 3; long long b : 40; };
__pragma(pack(push, 1))
#pragma comment(lib, "rpcrt4.lib")
#pragma warning(disable : 4996)
__int64 h(void) { return 1i64 + 2ui8; __assume(0); __asm { mov eax, 1 } }
