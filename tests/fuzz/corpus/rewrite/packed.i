2# 1 "e.c"
typedef struct { char a; double b; union { long c; struct { int d; }; }; } X;
#pragma pack(push, 4)
struct Y { char a; double b; };
#pragma pack(pop)
int a[sizeof(struct Y)] = { [0] = 1 }; int f(a, b) long a, b; { return a; }
