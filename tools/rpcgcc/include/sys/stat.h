// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <sys/stat.h>, and its flags and functions by Windows' names.
#ifndef RPCCRT_SYS_STAT_H
#define RPCCRT_SYS_STAT_H

#include_next <sys/stat.h>

#include <rpccrt.h>

#define _S_IFMT S_IFMT
#define _S_IFDIR S_IFDIR
#define _S_IFCHR S_IFCHR
#define _S_IFREG S_IFREG
#define _S_IREAD 0400
#define _S_IWRITE 0200
#define _S_IEXEC 0100
#define _stat stat
#define _fstat fstat
#define _stat64 stat
#define _fstat64 fstat
#define _stati64 stat
#define _fstati64 fstat

#endif
