0# 1 "a.c"
void f(void) {
    __try {
        long a = 1L;
        if (a) __leave;
        __try { g(); } __finally { h(); }
    } __except (filter(GetExceptionCode()) ? 1 : 0) {
        return;
    }
    while (1) { __try { break; } __finally { } }
}
