// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <fcntl.h>, and its flags by Windows' names. Text and binary differ
// for wide functions alone: a line ends in \n in every file.
#ifndef RPCCRT_FCNTL_H
#define RPCCRT_FCNTL_H

#include_next <fcntl.h>

#define _O_RDONLY O_RDONLY
#define _O_WRONLY O_WRONLY
#define _O_RDWR O_RDWR
#define _O_APPEND O_APPEND
#define _O_CREAT O_CREAT
#define _O_TRUNC O_TRUNC
#define _O_EXCL O_EXCL
#define _O_NOINHERIT O_CLOEXEC
// Flags that are none of the system's, which does not look at them.
#define _O_TEXT 0x10000000
#define _O_BINARY 0x20000000
#define _O_RAW _O_BINARY
#define _O_WTEXT 0x11000000
#define _O_U16TEXT 0x12000000
#define _O_U8TEXT 0x14000000
#define _O_SEQUENTIAL 0
#define _O_RANDOM 0
#define _O_SHORT_LIVED 0
#define O_TEXT _O_TEXT
#define O_BINARY _O_BINARY
#define O_RAW _O_RAW
#define O_SEQUENTIAL 0
#define O_RANDOM 0
#define O_NOINHERIT O_CLOEXEC

#endif
