// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <memoryapi.h>: pages: reserving, committing, protecting, asking; file mappings and their views.
#ifndef RPCRT4_INCLUDE_MEMORYAPI_H
#define RPCRT4_INCLUDE_MEMORYAPI_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protection);
WINBASEAPI BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type);
WINBASEAPI BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protection, PDWORD old);
WINBASEAPI SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION information, SIZE_T size);

// Rights of a file mapping's handle, and what a view is to be good for. FILE_MAP_COPY is not a right.
#define FILE_MAP_WRITE SECTION_MAP_WRITE
#define FILE_MAP_READ SECTION_MAP_READ
#define FILE_MAP_ALL_ACCESS SECTION_ALL_ACCESS
#define FILE_MAP_EXECUTE SECTION_MAP_EXECUTE_EXPLICIT
#define FILE_MAP_COPY 0x00000001
#define FILE_MAP_RESERVE 0x80000000
#define FILE_MAP_TARGETS_INVALID 0x40000000
#define FILE_MAP_LARGE_PAGES 0x20000000

// A new mapping of a file, which grows to the size if the protection allows writing, or with INVALID_HANDLE_VALUE of
// memory alone. NULL and ERROR_FILE_INVALID for an empty file, ERROR_ACCESS_DENIED for a protection that the handle's
// rights do not cover, ERROR_NOT_ENOUGH_MEMORY for more than a file that is only read, ERROR_DISK_FULL,
// ERROR_COMMITMENT_LIMIT for more memory than there is. For a name that exists: its handle, with
// ERROR_ALREADY_EXISTS. SEC_IMAGE is ERROR_BAD_EXE_FORMAT, SEC_LARGE_PAGES ERROR_PRIVILEGE_NOT_HELD, SEC_NOCACHE and
// SEC_WRITECOMBINE ERROR_NOT_SUPPORTED here. Freed by CloseHandle; views stay.
// Pages of SEC_RESERVE that one process commits are accessible in another one once that commits them, too.
// Here a file that is mapped may be cut short or removed by others: what touches a page that is gone gets SIGBUS.
WINBASEAPI HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES attributes, DWORD protection,
                                            DWORD size_high, DWORD size_low, LPCWSTR name);
// ERROR_FILE_NOT_FOUND when there is no mapping of this name, ERROR_INVALID_HANDLE when it names something else.
WINBASEAPI HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name);
// Shows a part of the mapping, `size` 0 up to its end; the offset is a multiple of 64 KB (ERROR_MAPPED_ALIGNMENT). NULL
// and ERROR_ACCESS_DENIED for what the handle or the mapping does not allow, or is beyond its end. Ended by
// UnmapViewOfFile.
WINBASEAPI LPVOID WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low,
                                       SIZE_T size);
// The same at an address, a multiple of 64 KB; ERROR_INVALID_ADDRESS when something is there.
WINBASEAPI LPVOID WINAPI MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low,
                                         SIZE_T size, LPVOID address);
// ERROR_INVALID_ADDRESS for what MapViewOfFile has not returned.
WINBASEAPI BOOL WINAPI UnmapViewOfFile(LPCVOID address);
// Writes what was changed in a view to the file, `size` 0 from the address to the end; blocks until that is done.
WINBASEAPI BOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T size);

RPCRT4_END_C

#ifdef UNICODE
#define CreateFileMapping CreateFileMappingW
#define OpenFileMapping OpenFileMappingW
#endif

#endif
