// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles of descriptors ([MSVC] "_get_osfhandle", "_open_osfhandle"): of the handle table of librpcrt4. A
// descriptor has the handle it was made of, or one that is made when it is asked for; they are closed together.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include <windows.h>
#include <rpcfd.h>

#include "crt.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static HANDLE* handles;  // by descriptor; NULL: none yet
static int room;

// With the lock held; false when there is no memory.
static bool has_room(int descriptor) {
    if (descriptor < room) return true;
    const int wanted = descriptor + 64;
    HANDLE* const made = realloc(handles, (size_t)wanted * sizeof *made);
    if (!made) return false;
    memset(made + room, 0, (size_t)(wanted - room) * sizeof *made);
    handles = made;
    __atomic_store_n(&room, wanted, __ATOMIC_RELEASE);
    return true;
}

intptr_t CRT(_get_osfhandle)(int descriptor) {
    if (fcntl(descriptor, F_GETFD) < 0) return rpccrt_invalid_1(EBADF);
    pthread_mutex_lock(&lock);
    HANDLE made = has_room(descriptor) ? handles[descriptor] : INVALID_HANDLE_VALUE;
    if (!made) {
        made = RpcHandleOfDescriptor(descriptor);
        if (made != INVALID_HANDLE_VALUE) handles[descriptor] = made;
    }
    pthread_mutex_unlock(&lock);
    if (made == INVALID_HANDLE_VALUE) errno = ENOMEM;
    return (intptr_t)made;
}

int CRT(_open_osfhandle)(intptr_t handle, int flags) {
    const int made = RpcDescriptorOfHandle((HANDLE)handle);
    if (made < 0) return errno = GetLastError() == ERROR_INVALID_HANDLE ? EBADF : EMFILE, -1;
    if (flags & O_APPEND) fcntl(made, F_SETFL, fcntl(made, F_GETFL) | O_APPEND);
    pthread_mutex_lock(&lock);
    const bool kept = has_room(made);
    if (kept) handles[made] = (HANDLE)handle;
    pthread_mutex_unlock(&lock);
    if (kept) return made;
    close(made);
    return errno = ENOMEM, -1;
}

void rpccrt_close_handle_of(int descriptor) {
    if (descriptor < 0 || descriptor >= __atomic_load_n(&room, __ATOMIC_ACQUIRE)) return;
    pthread_mutex_lock(&lock);
    const HANDLE found = handles[descriptor];
    handles[descriptor] = NULL;
    pthread_mutex_unlock(&lock);
    if (found) CloseHandle(found);
}
