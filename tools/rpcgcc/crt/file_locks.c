// SPDX-License-Identifier: LGPL-2.1-or-later
// _locking: bytes of a file from where the descriptor stands ([MSVC] "_locking"). They are locks of the open file, seen
// by every process and descriptor that asks for one; reading and writing do not ask.
#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "crt.h"

enum { kUnlock, kLock, kTryLock, kReadLock, kTryReadLock };

typedef struct region {
    struct region* next;
    int descriptor;
    off_t start, size;
} region;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static region* locked;

// Takes it off the list; false when no such region is locked.
static bool forget(int descriptor, off_t start, off_t size) {
    region* found = NULL;
    pthread_mutex_lock(&lock);
    for (region** at = &locked; *at; at = &(*at)->next) {
        if ((*at)->descriptor != descriptor || (*at)->start != start || (*at)->size != size) continue;
        found = *at;
        *at = found->next;
        break;
    }
    pthread_mutex_unlock(&lock);
    free(found);
    return found != NULL;
}

static void forget_all(int descriptor) {
    pthread_mutex_lock(&lock);
    for (region** at = &locked; *at;) {
        region* const seen = *at;
        if (seen->descriptor != descriptor) {
            at = &seen->next;
            continue;
        }
        *at = seen->next;
        free(seen);
    }
    pthread_mutex_unlock(&lock);
}

int CRT(_close)(int descriptor) {
    if (__atomic_load_n(&locked, __ATOMIC_ACQUIRE)) forget_all(descriptor);
    rpccrt_close_handle_of(descriptor);
    if (close(descriptor) == 0) return 0;
    return errno == EBADF ? rpccrt_invalid_1(EBADF) : -1;
}

static int set(int descriptor, short type, off_t start, off_t size) {
    struct flock asked = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = size};
    return fcntl(descriptor, F_OFD_SETLK, &asked);
}

static int lock_region(int descriptor, off_t start, off_t size, bool patient) {
    const int flags = fcntl(descriptor, F_GETFL);
    // What is open for reading alone can be locked, too; the system has a lock for readers only then.
    const short type = (flags & O_ACCMODE) == O_RDONLY ? F_RDLCK : F_WRLCK;
    region* const made = malloc(sizeof *made);
    if (!made) return errno = ENOMEM, -1;
    int wrong = set(descriptor, type, start, size);
    for (int tries = 1; wrong && patient && tries < 10 && (errno == EAGAIN || errno == EACCES); ++tries) {
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
        wrong = set(descriptor, type, start, size);
    }
    if (wrong) {
        free(made);
        if (errno == EAGAIN || errno == EACCES) errno = patient ? EDEADLK : EACCES;
        return -1;
    }
    pthread_mutex_lock(&lock);
    *made = (region){locked, descriptor, start, size};
    locked = made;
    pthread_mutex_unlock(&lock);
    return 0;
}

int CRT(_locking)(int descriptor, int mode, int32_t count) {
    if (fcntl(descriptor, F_GETFD) < 0) return rpccrt_invalid_1(EBADF);
    if (count < 0) return rpccrt_invalid_1(EINVAL);
    if (mode < kUnlock || mode > kTryReadLock) return errno = EINVAL, -1;
    const off_t start = lseek(descriptor, 0, SEEK_CUR);
    if (start < 0) return -1;
    if (count == 0) return 0;
    if (mode != kUnlock) return lock_region(descriptor, start, count, mode == kLock || mode == kReadLock);
    if (!forget(descriptor, start, count)) return errno = EACCES, -1;
    return set(descriptor, F_UNLCK, start, count);
}
