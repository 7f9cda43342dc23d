0# 1 "c.c"
const wchar_t* a = L"\x0041" L"b";
const char* f(void) { return __FUNCTION__ "x" __FILE__; }
int wmain(int argc, wchar_t** argv) { printf("%lu", 1UL); return system("x"); }
void main(void) { clock(); }
int __stdcall DllMain(void* m, unsigned r, void* p) { return 1; }
