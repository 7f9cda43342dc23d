# SPDX-License-Identifier: LGPL-2.1-or-later
"""crt_programs.py RPCGCC WORK: programs whose C runtime has no rival here to be compared with: keys of a terminal,
arguments that are not ASCII, the overloads of C++, and the same meaning with every optimisation.
Prints what is not so and "N passed, N failed"."""
import os
import pathlib
import pty
import select
import subprocess
import sys
import termios
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import fact, finish  # noqa: E402

LIMIT = 20

KEYS = r"""
#include <conio.h>
#include <stdio.h>
#include <windows.h>
int main(void) {
    int i;
    printf("%d ready\n", _kbhit());
    fflush(stdout);
    while (!_kbhit()) Sleep(1);
    for (i = 0; i < 9; ++i) { printf("%d ", _getch()); fflush(stdout); }
    _ungetch('u');
    printf("%d ", _kbhit());
    printf("%d ", _getch());
    printf("%d\n", _getche());
    _putch('!');
    _cputs("said ");
    printf("%d\n", _cprintf("%ls %ld", L"w", 7L));
    return 0;
}
"""

LINES = r"""
#include <conio.h>
int main(void) {
    char line[40];
    wchar_t wide[40];
    size_t size = 99;
    int number = 0;
    long other = 0;
    _cputs("ready ");
    _cgets_s(line, 40, &size);
    _cprintf("[%s] %d ", line, (int)size);
    line[0] = 5;
    _cgets(line);
    _cprintf_s("<%s> %d ", line + 2, line[1]);
    _cgetws_s(wide, 40, &size);
    _cwprintf(L"{%s} %d ", wide, (int)size);
    _cscanf("%d %ld", &number, &other);
    _cprintf("sum %ld ", number + other);
    _cputs("keys ");
    number = _getwch();
    _cprintf("%d ", number == 13 ? number = _getwch() : number);
    number = _getwch();
    _cprintf("%x ", number);
    number = _getwch();
    _cprintf("%x ", number);
    _ungetwch('u');
    _cprintf("%d ", _getwche());
    _putwch(0x20AC);
    _cputs(" end");
    return 0;
}
"""

ARGUMENTS = r"""
#include <stdio.h>
#include <stdlib.h>
#include <tchar.h>
#include <windows.h>
int _tmain(int argc, TCHAR** argv) {
    _tprintf(_T("%d %s %d %d %s\n"), argc, argv[1], (int)_tcslen(argv[1]), __argc, _targv[2]);
    return _tcscmp(argv[1], _targv[1]) == 0 && _ttoi(argv[2]) == 42 ? 5 : 1;
}
"""
WMAIN = r"""
#include <stdio.h>
#include <string.h>
int wmain(int argc, wchar_t** argv, wchar_t** environment) {
    for (; *environment; ++environment) {
        if (wcsncmp(*environment, L"RPC_CRT=", 8) == 0) wprintf(L"%d %s %s\n", argc, argv[1], *environment);
    }
    return argv[argc] == NULL ? 6 : 1;
}
"""

OVERLOADS = r"""
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <cwctype>
#include <ctime>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>
#include <time.h>
int main() {
    char b[8];
    wchar_t w[8], tokens[] = L"a,b";
    std::string made;
    strcpy_s(b, "ab"); strcat_s(b, "cd"); made += b;
    strncpy_s(b, "123456789", _TRUNCATE); made += b;
    sprintf_s(b, "%ld", 12L); made += b;
    wcscpy_s(w, L"w"); wcscat_s(w, L"x"); swprintf(w, L"%s", L"old"); made += w[2] == 'd' ? " old " : "?";
    swprintf(w, 8, L"%d", 7); std::swprintf(w, 8, L"%d", 8); swprintf_s(w, L"%d", 9); made += static_cast<char>(w[0]);
    wchar_t* token = wcstok(tokens, L","); token = wcstok(nullptr, L","); made += static_cast<char>(*token);
    const wchar_t* constant = L"abc"; constant = wcschr(constant, L'b'); wchar_t* other = std::wcsrchr(tokens, L'a');
    made += constant && other ? " found " : "?";
    made += std::to_string(std::stoi("12") + std::stol("30") + std::strtol("100", nullptr, 10)) + std::to_string(1.5);
    made += std::isalpha('a') && iswalpha(L'a') && std::abs(-5L) == 5 && std::abs(-5LL) == 5 ? " same" : "?";
    std::printf("%s %d %I64d %S\n", made.c_str(), static_cast<int>(std::rand()), 1LL << 40, L"wide");
    std::wprintf(L"%s %S %ld\n", L"wide", "narrow", 5L);
    std::ostringstream stream; stream << 1.5 << ' ' << 7L << ' ' << (1LL << 40); std::cout << stream.str() << std::endl;
    return std::strtoul("99999999999", nullptr, 10) == 4294967295u ? 0 : 1;
}
"""
NEW = r"""
#include <new>
#include <new.h>
#include <stdlib.h>
static int called;
static int handler(size_t) { return ++called < 3; }
int main() {
    volatile size_t size = 1ull << 60;
    if (_set_new_handler(handler) != nullptr || _query_new_handler() != handler) return 3;
    try {
        return new char[size] != nullptr;
    } catch (const std::bad_alloc&) {
        return called == 3 && _set_new_handler(nullptr) == handler ? 0 : 2;
    }
}
"""
OVERLOADS_SAY = """abcd123456712 old 9b found 1421.500000 same 41 1099511627776 wide
wide narrow 5
1.5 7 1099511627776
"""

# Texts that end where nothing may be read behind them, of every length and place.
EDGES = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <sys/mman.h>
static char* before_nothing(void) {
    char* two = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(two + 4096, 4096, PROT_NONE);
    return two + 4096;
}
#define MUST(right) do { if (!(right)) { printf("%d %d: %s\n", size, at, #right); return 1; } } while (0)
int main(void) {
    char *end = before_nothing(), *other_end = before_nothing();
    int size, at, i;
    for (size = 0; size < 70; ++size) {
        wchar_t* text = (wchar_t*)end - size - 1;
        char *narrow = other_end - size - 1, made[100];
        wchar_t copy[100], wide[100];
        for (i = 0; i < size; ++i) text[i] = L'A' + i % 7;
        text[size] = 0;
        at = -1;
        MUST((int)wcslen(text) == size); MUST((int)wcsnlen(text, 1000) == size);
        MUST((int)wcsnlen(text, 20) == min(size, 20));
        MUST(wcscpy(copy, text) == copy && wcscmp(copy, text) == 0 && _wcsicmp(copy, text) == 0);
        MUST(wcschr(text, L'z') == NULL && wcsrchr(text, L'z') == NULL && wcschr(text, 0) == text + size);
        MUST(wcsrchr(text, 0) == text + size && wcsstr(text, L"zz") == NULL);
        MUST((int)wcstombs(narrow, text, size + 1) == size && (int)mbstowcs(wide, narrow, 100) == size);
        MUST(wcscmp(wide, text) == 0 && (int)strlen(narrow) == size && _stricmp(narrow, narrow) == 0);
        MUST(wcscpy_s(copy, size, text) != 0); MUST(strcpy_s(made, 100, narrow) == 0 && strcmp(made, narrow) == 0);
        for (at = 0; at < size; ++at) {
            wchar_t kept = text[at];
            wcscpy(copy, text);
            text[at] = L'z';
            MUST(wcschr(text, L'z') == text + at && wcsrchr(text, L'z') == text + at);
            MUST(wcsstr(text, L"z") == text + at);
            MUST(wcscmp(text, copy) > 0 && wcscmp(copy, text) < 0 && wcsncmp(text, copy, at) == 0);
            MUST(wcsncmp(text, copy, at + 1) > 0 && _wcsicmp(text, copy) > 0 && _wcsnicmp(text, copy, at) == 0);
            text[at] = kept + 32;
            MUST(_wcsicmp(text, copy) == 0 && wcscmp(text, copy) > 0);
            strcpy(made, narrow);
            made[at] = (char)(narrow[at] + 32);
            MUST(_stricmp(narrow, made) == 0 && _strnicmp(made, narrow, at + 1) == 0);
            made[at] = '~';
            MUST(_stricmp(made, narrow) > 0 && _strnicmp(made, narrow, at) == 0);
            text[at] = 0x20AC;
            MUST((int)wcstombs(made, text, 100) == size + 2 && (int)mbstowcs(wide, made, 100) == size);
            MUST(wcscmp(wide, text) == 0);
            text[at] = kept;
        }
    }
    return 0;
}
static void count(const wchar_t* e, const wchar_t* f, const wchar_t* n, unsigned l, uintptr_t r) {}
__attribute__((constructor)) static void quiet(void) { _set_invalid_parameter_handler(count); }
"""

MEANINGS = r"""
#include <crtdbg.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <inttypes.h>
#include <wchar.h>
int main(void) {
    char b[40];
    long number = 0;
    long double floating = 2.0L;
    __int64 wide = 0;
    unsigned guard[2] = {0x11111111, 0x22222222};
    _CrtSetDbgFlag(_CRTDBG_ALLOC_MEM_DF | _CRTDBG_LEAK_CHECK_DF);
    _ASSERTE(number == 1);
    _RPT2(_CRT_WARN, "%d %d", 1, 2); _RPTFW1(_CRT_ERROR, L"%d", 1); _CrtSetReportMode(_CRT_ASSERT, _CRTDBG_MODE_FILE);
    { _CrtMemState state; _CrtMemCheckpoint(&state); }
    _free_dbg(_malloc_dbg(5, _NORMAL_BLOCK, __FILE__, 7), _NORMAL_BLOCK);
    printf("plain\n"); printf("%s\n", "text"); printf("%c", 'c'); printf("%s", "\n"); puts("puts");
    sprintf(b, "%s", "copied"); printf("%s %d\n", b, sprintf(b, "%ld", -1L));
    sscanf("-5 99999999999", "%ld %I64d", (long*)guard, &wide);
    printf("%d %08x %I64d %lu\n", (int)guard[0], guard[1], wide, ULONG_MAX);
    sscanf("123", "%ld", &number); printf("%ld %s %lld\n", number, (char*)NULL, wide);
    printf("%" PRId64 " %" PRIu32 " %zu %Iu\n", wide, 7u, sizeof wide, sizeof number);
    printf("%ld %ld %d\n", labs(-7), ldiv(17, 5).rem, (int)wcslen(L"four"));
    printf("%Lf %.1Lf %Lf ", sqrtl(floating), powl(floating, 3.0L), strtold("1.5", NULL));
    printf("%d %ld\n", LDBL_DIG, lround(2.5));
    fprintf(stderr, "%p", (void*)0xAB);
    return (int)(sizeof labs(-1) + sizeof strtol("", NULL, 0));
}
"""
MEANINGS_SAY = """plain
text
c
puts
-1 2
-5 22222222 99999999999 4294967295
123 (null) 99999999999
99999999999 7 8 4
7 2 4
1.414214 8.0 1.500000 15 3
"""


# What Wine does not survive.
PROCESSES = r"""
#include <errno.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <tchar.h>
static int handled;
static void handler(const wchar_t* e, const wchar_t* f, const wchar_t* p, unsigned l, uintptr_t r) { ++handled; }
#define SAY(call) (errno = handled = 0, printf("%d ", (int)(call)), printf("%d %d\n", handled, errno == EINVAL))
int main(void) {
    const char* none[] = {NULL};
    const char* empty[] = {"", NULL};
    const char* some[] = {"x", NULL};
    int status = 5;
    _set_invalid_parameter_handler(handler);
    setvbuf(stdout, NULL, _IONBF, 0);
    SAY(_spawnv(_P_WAIT, NULL, some));
    SAY(_spawnv(_P_WAIT, "x", NULL));
    SAY(_spawnv(_P_WAIT, "x", none));
    SAY(_spawnv(_P_WAIT, "x", empty));
    SAY(_execv("", some));
    SAY(_wspawnl(_P_WAIT, NULL, L"x", NULL));
    status = (int)_cwait(&status, 12345, 0);
    printf("%d %d\n", status, errno == ECHILD);
    printf("%d\n", (int)_tspawnlp(_P_WAIT, _T("sh"), _T("sh"), _T("-c"), _T("\"exit 3\""), NULL));
    return (int)_texeclp(_T("sh"), _T("sh"), _T("-c"), _T("\"exit 4\""), NULL);
}
"""
PROCESSES_SAY = '-1 1 1\n' * 6 + '-1 1\n3\n'


def run(*words, **more):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=LIMIT, **more)


def built(work, compiler, name, text, *options):
    source = work / name
    source.write_text(text)
    done = run(compiler, '-w', *options, source, '-o', work / source.stem)
    fact(f'{name} {options}', done.returncode == 0, done.stderr[:2000])
    return work / source.stem


def until(master, wanted, seen=b''):
    while wanted not in seen:
        if not select.select([master], [], [], LIMIT)[0]:
            break
        try:
            more = os.read(master, 1000)
        except OSError:
            break
        if not more:
            break
        seen += more
    return seen


def wait_for_keys(slave):
    """Until a key is waited for: the line discipline takes some for itself before."""
    end = time.monotonic() + LIMIT
    while termios.tcgetattr(slave)[3] & termios.ICANON and time.monotonic() < end:
        time.sleep(0.001)


def keys(work, rpcgcc):
    program = built(work, rpcgcc, 'keys.c', KEYS)
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    before[3] &= ~termios.ECHO  # else what is typed between two calls is seen
    termios.tcsetattr(slave, termios.TCSANOW, before)
    before = termios.tcgetattr(slave)
    child = subprocess.Popen([program], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    seen = until(master, b'0 ready')
    fact('no key is there before one is typed', b'0 ready' in seen, seen)
    os.write(master, b'a')
    seen = until(master, b'97 ', seen)
    # Enter, Backspace, control C, the arrow up, Delete, a letter: as Windows has them.
    for sent, said in ((b'\r', b'13 '), (b'\x7f', b'8 '), (b'\x03', b'3 '), (b'\x1b[A', b'224 72 '),
                       (b'\x1b[3~', b'224 83 '), (b'z', b'122 ')):
        wait_for_keys(slave)
        os.write(master, sent)
        seen = until(master, said, seen)
    wait_for_keys(slave)
    os.write(master, b'e')
    seen = until(master, b'said w 73', seen)
    line = seen.decode().replace('\r\n', '\n')
    fact('keys are what they are on Windows', '97 13 8 3 224 72 224 83 122 ' in line, line)
    fact('a key that was given back comes first', ' 1 117 e101\n' in line, line)
    fact('text goes to the terminal', '!said w 73' in line, line)
    fact('it ends', child.wait(LIMIT) == 0)
    fact('the terminal is as it was', termios.tcgetattr(slave) == before, termios.tcgetattr(slave))
    os.close(master)
    os.close(slave)
    source = '#include <conio.h>\nint main(void) { return _kbhit() + _getch() + 1; }\n'
    done = run(built(work, rpcgcc, 'no_keys.c', source),
               stdin=subprocess.DEVNULL, start_new_session=True)
    fact('without a terminal there are no keys', done.returncode == 0, done.returncode)


def lines(work, rpcgcc):
    program = built(work, rpcgcc, 'lines.c', LINES)
    master, slave = pty.openpty()
    without_echo = termios.tcgetattr(slave)
    without_echo[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, without_echo)
    child = subprocess.Popen([program], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    seen = until(master, b'ready ')
    for sent, said in (('a line\n', '[a line] 6 '), ('four+\n', '{+} 1 '), ('40 2\n', 'keys ')):
        os.write(master, sent.encode())
        seen = until(master, said.encode(), seen)
    wait_for_keys(slave)
    os.write(master, 'é😀'.encode())
    seen = until(master, b' end', seen).decode()
    fact('a line is read, and its rest is the next one', '[a line] 6 <four> 4 {+} 1 ' in seen, seen)
    fact('numbers come from the terminal', 'sum 42 ' in seen, seen)
    fact('wide keys are units of UTF-16', 'keys 233 d83d de00 u117 € end' in seen, seen)
    fact('it ends', child.wait(LIMIT) == 0)
    os.close(master)
    os.close(slave)


def arguments(work, rpcgcc):
    for options in ((), ('-DUNICODE', '-D_UNICODE')):
        program = built(work, rpcgcc, 'arguments.c', ARGUMENTS, *options)
        done = run(program, 'aé€😀', '42')
        units = 5 if options else 10
        fact(f'_tmain {options}', done.stdout == f'3 aé€😀 {units} 3 42\n' and done.returncode == 5, done.stdout)
    done = run(built(work, rpcgcc, 'wmain.c', WMAIN), 'é', env={**os.environ, 'RPC_CRT': 'ü'})
    fact('wmain has arguments and the environment', done.stdout == '2 é RPC_CRT=ü\n' and done.returncode == 6,
         done.stdout)


def processes(work, rpcgcc):
    for options in ((), ('-DUNICODE', '-D_UNICODE')):
        done = run(built(work, rpcgcc, 'processes.c', PROCESSES, *options))
        fact(f'programs are started {options}', done.stdout == PROCESSES_SAY and done.returncode == 4, done.stdout)


def meanings(work, rpcgcc, cxx):
    for level in ('-O0', '-O1', '-O2', '-O3', '-Os'):
        done = run(built(work, rpcgcc, 'meanings.c', MEANINGS, level, '-D_FORTIFY_SOURCE=2'))
        fact(f'one meaning {level}', done.stdout == MEANINGS_SAY and done.returncode == 8 and
             done.stderr == '00000000000000AB', done.stdout + done.stderr)
        for standard in ('-std=c++17', '-std=gnu++20'):
            done = run(built(work, cxx, 'overloads.cpp', OVERLOADS, level, standard))
            fact(f'overloads {level} {standard}', done.stdout == OVERLOADS_SAY and done.returncode == 0, done.stdout)
    done = run(built(work, cxx, 'new.cpp', NEW, '-O1'))
    fact('new asks the handler until it gives up', done.returncode == 0, done.returncode)
    done = run(built(work, rpcgcc, 'edges.c', EDGES, '-O2'))
    fact('nothing is read beyond a page', done.returncode == 0, (done.returncode, done.stdout))
    source = '#include <string.h>\nint main(void) { char b[2]; return strcpy_s(b, 2, "long"); }\n'
    done = run(built(work, rpcgcc, 'wrong.c', source))
    fact('a wrong argument ends a process without a handler',
         done.returncode == -6 and 'invalid parameter' in done.stderr, (done.returncode, done.stderr))


def main(rpcgcc, work):
    work.mkdir(parents=True, exist_ok=True)
    cxx = work / 'rpcg++'
    cxx.unlink(missing_ok=True)
    cxx.symlink_to(rpcgcc)
    keys(work, rpcgcc)
    lines(work, rpcgcc)
    arguments(work, rpcgcc)
    processes(work, rpcgcc)
    meanings(work, rpcgcc, cxx)
    finish()


main(sys.argv[1], pathlib.Path(sys.argv[2]))
