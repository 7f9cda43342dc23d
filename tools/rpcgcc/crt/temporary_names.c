// SPDX-License-Identifier: LGPL-2.1-or-later
// Names for temporary files ([MSVC] "_tempnam, _wtempnam, tmpnam, _wtmpnam", "_mktemp_s, _wmktemp_s"): of what does not
// exist yet. Between the name and the file somebody else may be.
#include <sys/stat.h>
#include <unistd.h>

#include "crt.h"

enum { kNameSize = 260 };  // L_tmpnam

// Leaves errno alone.
static bool is_there(const char* name) {
    const int before = errno;
    const bool found = access(NATIVE(name), F_OK) == 0;
    errno = before;
    return found;
}

static bool is_folder(const char* name) {
    struct stat about;
    return name && *name && is_there(name) && stat(NATIVE(name), &about) == 0 && S_ISDIR(about.st_mode);
}

static unsigned next_number(void) {
    static unsigned last;
    return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}

// FOLDER/PREFIX NUMBER that is not there; NULL when there is no memory.
static char* free_name(const char* folder, const char* prefix) {
    const size_t size = strlen(folder) + strlen(prefix) + 40;
    char* const made = malloc(size);
    if (!made) return errno = ENOMEM, NULL;
    do snprintf(made, size, "%s/%s%x.%u", folder, prefix, (unsigned)getpid(), next_number());
    while (is_there(made));
    return made;
}

// TMP, the folder, the current one; where TMP and the folder are both named and neither is there it fails.
char* CRT(_tempnam)(const char* folder, const char* prefix) {
    const char* const wanted = CRT(getenv)("TMP");
    if (!prefix) prefix = "";
    if (is_folder(wanted)) return free_name(wanted, prefix);
    if (is_folder(folder)) return free_name(NATIVE(folder), prefix);
    if (wanted && folder) return errno = ENOENT, NULL;
    return free_name(".", prefix);
}
wide* CRT(_wtempnam)(const wide* folder, const wide* prefix) {
    char* const narrow_folder = folder ? rpccrt_to_8(folder) : NULL;
    char* const narrow_prefix = prefix ? rpccrt_to_8(prefix) : NULL;
    char* const made = CRT(_tempnam)(narrow_folder, narrow_prefix);
    wide* const result = made ? rpccrt_to_16(made) : NULL;
    free(narrow_folder);
    free(narrow_prefix);
    free(made);
    return result;
}

static char* in_temporary_folder(void) {
    static const char* const kVariables[] = {"TMP", "TEMP", "TMPDIR"};
    for (size_t i = 0; i < 3; ++i) {
        const char* const folder = CRT(getenv)(kVariables[i]);
        if (is_folder(folder)) return free_name(folder, "s");
    }
    return free_name("/tmp", "s");
}

errno_type CRT(tmpnam_s)(char* target, size_t room) {
    if (!target) return rpccrt_invalid(EINVAL);
    char* const made = in_temporary_folder();
    if (!made) return ENOMEM;
    const size_t size = strlen(made) + 1;
    if (size <= room) memcpy(target, made, size);
    free(made);
    return size <= room ? 0 : (errno = ERANGE);
}
errno_type CRT(_wtmpnam_s)(wide* target, size_t room) {
    if (!target) return rpccrt_invalid(EINVAL);
    char* const made = in_temporary_folder();
    wide* const name = made ? rpccrt_to_16(made) : NULL;
    free(made);
    if (!name) return ENOMEM;
    const size_t size = rpccrt_length_16(name) + 1;
    if (size <= room) memcpy(target, name, size * sizeof(wide));
    free(name);
    return size <= room ? 0 : (errno = ERANGE);
}
char* CRT(tmpnam)(char* target) {
    static __thread char kept[kNameSize];
    if (!target) target = kept;
    return CRT(tmpnam_s)(target, kNameSize) == 0 ? target : NULL;
}
wide* CRT(_wtmpnam)(wide* target) {
    static __thread wide kept[kNameSize];
    if (!target) target = kept;
    return CRT(_wtmpnam_s)(target, kNameSize) == 0 ? target : NULL;
}

// The letter and the thread's five digits in place of six X; false when the template is none.
static bool is_template(const char* text, size_t size) {
    return size >= 6 && strcmp(text + size - 6, "XXXXXX") == 0;
}
static bool fill(char* text, size_t size) {
    char digits[12];
    snprintf(digits, sizeof digits, "%05u", (unsigned)gettid() % 100000);
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        text[size - 6] = letter;
        memcpy(text + size - 5, digits, 5);
        if (!is_there(text)) return true;
    }
    return false;
}

errno_type CRT(_mktemp_s)(char* template, size_t room) {
    if (!template || !room) return rpccrt_invalid(EINVAL);
    const size_t size = strnlen(template, room);
    if (size == room || !is_template(template, size)) {
        template[0] = 0;
        return rpccrt_invalid(EINVAL);
    }
    if (fill(template, size)) return 0;
    template[0] = 0;
    return errno = EEXIST;
}
char* CRT(_mktemp)(char* template) {
    if (!template) return rpccrt_invalid(EINVAL), NULL;
    const size_t size = strlen(template);
    if (!is_template(template, size)) return errno = EINVAL, NULL;
    if (fill(template, size)) return template;
    return errno = EEXIST, NULL;
}

errno_type CRT(_wmktemp_s)(wide* template, size_t room) {
    if (!template || !room) return rpccrt_invalid(EINVAL);
    size_t size = 0;
    while (size < room && template[size]) ++size;
    char* const narrow = size < room ? rpccrt_to_8(template) : NULL;
    const errno_type wrong = narrow ? CRT(_mktemp_s)(narrow, strlen(narrow) + 1) : rpccrt_invalid(EINVAL);
    // Six characters of ASCII are six units.
    const size_t from = narrow && !wrong ? strlen(narrow) - 6 : 0;
    for (size_t i = 0; !wrong && i < 6; ++i) template[size - 6 + i] = (unsigned char)narrow[from + i];
    if (wrong) template[0] = 0;
    free(narrow);
    return wrong;
}
wide* CRT(_wmktemp)(wide* template) {
    if (!template) return rpccrt_invalid(EINVAL), NULL;
    return CRT(_wmktemp_s)(template, rpccrt_length_16(template) + 1) == 0 ? template : NULL;
}
