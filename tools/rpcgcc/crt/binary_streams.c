// SPDX-License-Identifier: LGPL-2.1-or-later
// Which streams are binary: wide functions read and write UTF-16 there as it is ([MSVC] "Unicode Stream I/O in Text and
// Binary Modes").
#include <pthread.h>

#include "crt.h"

typedef struct entry {
    struct entry* next;
    FILE* stream;
} entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static entry* first;
static size_t count;  // read without the lock: a stream's user knows how it was opened

bool rpccrt_is_binary(FILE* stream) {
    if (__atomic_load_n(&count, __ATOMIC_ACQUIRE) == 0) return false;
    pthread_mutex_lock(&lock);
    const entry* at = first;
    while (at && at->stream != stream) at = at->next;
    pthread_mutex_unlock(&lock);
    return at != NULL;
}

static void forget(FILE* stream) {
    if (__atomic_load_n(&count, __ATOMIC_ACQUIRE) == 0) return;
    pthread_mutex_lock(&lock);
    for (entry** at = &first; *at; at = &(*at)->next) {
        if ((*at)->stream != stream) continue;
        entry* const found = *at;
        *at = found->next;
        free(found);
        __atomic_sub_fetch(&count, 1, __ATOMIC_RELEASE);
        break;
    }
    pthread_mutex_unlock(&lock);
}

bool rpccrt_set_binary(FILE* stream, bool binary) {
    forget(stream);
    if (!binary) return true;
    entry* const made = malloc(sizeof *made);
    if (!made) return false;
    made->stream = stream;
    pthread_mutex_lock(&lock);
    made->next = first;
    first = made;
    __atomic_add_fetch(&count, 1, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
    return true;
}

int CRT(fclose)(FILE* stream) {
    if (!stream) return rpccrt_invalid_1(EINVAL);
    forget(stream);
    return fclose(stream);
}
