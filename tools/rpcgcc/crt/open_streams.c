// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams that were opened by Windows' functions, and of each: whether it is binary, so that wide functions read and
// write UTF-16 there as it is ([MSVC] "Unicode Stream I/O in Text and Binary Modes"), and whether it is a temporary
// file. Standard streams are entered when they are made binary.
#include <pthread.h>

#include "crt.h"

typedef struct entry {
    struct entry* next;
    FILE* stream;
    bool binary, temporary, standard;
} entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static entry* first;
static size_t binary_count;  // read without the lock: a stream's user knows how it was opened

bool rpccrt_is_binary(FILE* stream) {
    if (__atomic_load_n(&binary_count, __ATOMIC_ACQUIRE) == 0) return false;
    pthread_mutex_lock(&lock);
    const entry* at = first;
    while (at && at->stream != stream) at = at->next;
    const bool found = at && at->binary;
    pthread_mutex_unlock(&lock);
    return found;
}

// Off the list, with the lock held.
static entry* taken_out(entry** at) {
    entry* const found = *at;
    *at = found->next;
    if (found->binary) __atomic_sub_fetch(&binary_count, 1, __ATOMIC_RELEASE);
    return found;
}
static void forget(FILE* stream) {
    pthread_mutex_lock(&lock);
    for (entry** at = &first; *at; at = &(*at)->next) {
        if ((*at)->stream != stream) continue;
        free(taken_out(at));
        break;
    }
    pthread_mutex_unlock(&lock);
}

static bool enter(FILE* stream, bool binary, bool temporary) {
    forget(stream);
    entry* const made = malloc(sizeof *made);
    if (!made) return false;
    const bool standard = stream == stdin || stream == stdout || stream == stderr;
    pthread_mutex_lock(&lock);
    *made = (entry){first, stream, binary, temporary, standard};
    first = made;
    if (binary) __atomic_add_fetch(&binary_count, 1, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
    return true;
}
bool rpccrt_set_binary(FILE* stream, bool binary) { return enter(stream, binary, false); }

int CRT(fclose)(FILE* stream) {
    if (!stream) return rpccrt_invalid_1(EINVAL);
    forget(stream);
    rpccrt_close_handle_of(fileno(stream));
    return fclose(stream);
}

// How many were closed; the standard ones stay.
static int close_all(bool temporary_only) {
    int count = 0;
    pthread_mutex_lock(&lock);
    for (entry** at = &first; *at;) {
        if ((*at)->standard || (temporary_only && !(*at)->temporary)) {
            at = &(*at)->next;
            continue;
        }
        entry* const found = taken_out(at);
        rpccrt_close_handle_of(fileno(found->stream));
        fclose(found->stream);
        free(found);
        ++count;
    }
    pthread_mutex_unlock(&lock);
    return count;
}
int CRT(_fcloseall)(void) { return close_all(false); }
int CRT(_rmtmp)(void) { return close_all(true); }

FILE* CRT(tmpfile)(void) {
    FILE* const made = tmpfile();
    if (!made || enter(made, true, true)) return made;
    fclose(made);
    errno = ENOMEM;
    return NULL;
}
errno_type CRT(tmpfile_s)(FILE** stream) {
    if (!stream) return rpccrt_invalid(EINVAL);
    *stream = CRT(tmpfile)();
    return *stream ? 0 : errno;
}
