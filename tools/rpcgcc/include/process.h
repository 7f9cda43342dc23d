// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <process.h>: threads, which are the same for every compiler, and programs. The process of _P_NOWAIT is a
// process handle. _exec takes the calling process's place, and its id.
#ifndef RPCCRT_PROCESS_H
#define RPCCRT_PROCESS_H

#include <rpccrt.h>

#include <stdlib.h>

#include_next <process.h>

#define _P_WAIT 0
#define _P_NOWAIT 1
#define _P_OVERLAY 2
#define _OLD_P_OVERLAY _P_OVERLAY
#define _P_NOWAITO 3
#define _P_DETACH 4
#define P_WAIT _P_WAIT
#define P_NOWAIT _P_NOWAIT
#define P_OVERLAY _P_OVERLAY
#define OLD_P_OVERLAY _OLD_P_OVERLAY
#define P_NOWAITO _P_NOWAITO
#define P_DETACH _P_DETACH
#define _WAIT_CHILD 0
#define _WAIT_GRANDCHILD 1
#define WAIT_CHILD _WAIT_CHILD
#define WAIT_GRANDCHILD _WAIT_GRANDCHILD

RPCCRT_BEGIN
// The exit code or -1; closes the handle.
intptr_t _cwait(int* status, intptr_t process, int action) RPCCRT_IS(_cwait);

intptr_t _spawnl(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnl);
intptr_t _spawnle(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnle);
intptr_t _spawnlp(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnlp);
intptr_t _spawnlpe(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnlpe);
intptr_t _spawnv(int mode, const char* command, const char* const* argv) RPCCRT_IS(_spawnv);
intptr_t _spawnve(int mode, const char* command, const char* const* argv, const char* const* envp) RPCCRT_IS(_spawnve);
intptr_t _spawnvp(int mode, const char* command, const char* const* argv) RPCCRT_IS(_spawnvp);
intptr_t _spawnvpe(int mode, const char* command, const char* const* argv, const char* const* envp)
    RPCCRT_IS(_spawnvpe);
intptr_t _execl(const char* command, const char* argument, ...) RPCCRT_IS(_execl);
intptr_t _execle(const char* command, const char* argument, ...) RPCCRT_IS(_execle);
intptr_t _execlp(const char* command, const char* argument, ...) RPCCRT_IS(_execlp);
intptr_t _execlpe(const char* command, const char* argument, ...) RPCCRT_IS(_execlpe);
intptr_t _execv(const char* command, const char* const* argv) RPCCRT_IS(_execv);
intptr_t _execve(const char* command, const char* const* argv, const char* const* envp) RPCCRT_IS(_execve);
intptr_t _execvp(const char* command, const char* const* argv) RPCCRT_IS(_execvp);
intptr_t _execvpe(const char* command, const char* const* argv, const char* const* envp) RPCCRT_IS(_execvpe);
intptr_t _wspawnl(int mode, const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wspawnl);
intptr_t _wspawnle(int mode, const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wspawnle);
intptr_t _wspawnlp(int mode, const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wspawnlp);
intptr_t _wspawnlpe(int mode, const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wspawnlpe);
intptr_t _wspawnv(int mode, const wchar_t* command, const wchar_t* const* argv) RPCCRT_IS(_wspawnv);
intptr_t _wspawnve(int mode, const wchar_t* command, const wchar_t* const* argv, const wchar_t* const* envp)
    RPCCRT_IS(_wspawnve);
intptr_t _wspawnvp(int mode, const wchar_t* command, const wchar_t* const* argv) RPCCRT_IS(_wspawnvp);
intptr_t _wspawnvpe(int mode, const wchar_t* command, const wchar_t* const* argv, const wchar_t* const* envp)
    RPCCRT_IS(_wspawnvpe);
intptr_t _wexecl(const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wexecl);
intptr_t _wexecle(const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wexecle);
intptr_t _wexeclp(const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wexeclp);
intptr_t _wexeclpe(const wchar_t* command, const wchar_t* argument, ...) RPCCRT_IS(_wexeclpe);
intptr_t _wexecv(const wchar_t* command, const wchar_t* const* argv) RPCCRT_IS(_wexecv);
intptr_t _wexecve(const wchar_t* command, const wchar_t* const* argv, const wchar_t* const* envp) RPCCRT_IS(_wexecve);
intptr_t _wexecvp(const wchar_t* command, const wchar_t* const* argv) RPCCRT_IS(_wexecvp);
intptr_t _wexecvpe(const wchar_t* command, const wchar_t* const* argv, const wchar_t* const* envp) RPCCRT_IS(_wexecvpe);

intptr_t cwait(int* status, intptr_t process, int action) RPCCRT_IS(_cwait);
intptr_t spawnl(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnl);
intptr_t spawnle(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnle);
intptr_t spawnlp(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnlp);
intptr_t spawnlpe(int mode, const char* command, const char* argument, ...) RPCCRT_IS(_spawnlpe);
intptr_t spawnv(int mode, const char* command, const char* const* argv) RPCCRT_IS(_spawnv);
intptr_t spawnve(int mode, const char* command, const char* const* argv, const char* const* envp) RPCCRT_IS(_spawnve);
intptr_t spawnvp(int mode, const char* command, const char* const* argv) RPCCRT_IS(_spawnvp);
intptr_t spawnvpe(int mode, const char* command, const char* const* argv, const char* const* envp) RPCCRT_IS(_spawnvpe);
int getpid(void);
RPCCRT_END

#endif
