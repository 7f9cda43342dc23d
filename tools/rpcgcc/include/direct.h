// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <direct.h>: folders.
#ifndef RPCCRT_DIRECT_H
#define RPCCRT_DIRECT_H

#include <rpccrt.h>

#ifndef _DISKFREE_T_DEFINED
#define _DISKFREE_T_DEFINED
struct _diskfree_t {
    unsigned total_clusters, avail_clusters, sectors_per_cluster, bytes_per_sector;
};
#endif

RPCCRT_BEGIN
int _mkdir(const char* name) RPCCRT_IS(_mkdir);
int _rmdir(const char* name) RPCCRT_IS(_rmdir);
int _chdir(const char* name) RPCCRT_IS(_chdir);
char* _getcwd(char* target, int size) RPCCRT_IS(_getcwd);
int _wmkdir(const wchar_t* name) RPCCRT_IS(_wmkdir);
int _wrmdir(const wchar_t* name) RPCCRT_IS(_wrmdir);
int _wchdir(const wchar_t* name) RPCCRT_IS(_wchdir);
wchar_t* _wgetcwd(wchar_t* target, int size) RPCCRT_IS(_wgetcwd);
int rmdir(const char* name) RPCCRT_IS(_rmdir);
int chdir(const char* name) RPCCRT_IS(_chdir);
char* getcwd(char* target, size_t size);

// There is one drive here, C (3).
int _getdrive(void) RPCCRT_IS(_getdrive);
int _chdrive(int drive) RPCCRT_IS(_chdrive);
unsigned int _getdrives(void) RPCCRT_IS(_getdrives);
char* _getdcwd(int drive, char* target, int size) RPCCRT_IS(_getdcwd);
wchar_t* _wgetdcwd(int drive, wchar_t* target, int size) RPCCRT_IS(_wgetdcwd);
unsigned _getdiskfree(unsigned drive, struct _diskfree_t* free) RPCCRT_IS(_getdiskfree);
RPCCRT_END

// The system's has a mode, too.
#define mkdir(name, ...) _mkdir(name)

#endif
