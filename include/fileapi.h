// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <fileapi.h>: files and directories by handle and by name.
#ifndef RPCRT4_INCLUDE_FILEAPI_H
#define RPCRT4_INCLUDE_FILEAPI_H

#include <minwinbase.h>

#define CREATE_NEW 1
#define CREATE_ALWAYS 2
#define OPEN_EXISTING 3
#define OPEN_ALWAYS 4
#define TRUNCATE_EXISTING 5

#define INVALID_FILE_SIZE ((DWORD)0xffffffff)
#define INVALID_SET_FILE_POINTER ((DWORD)-1)
#define INVALID_FILE_ATTRIBUTES ((DWORD)-1)

typedef struct _BY_HANDLE_FILE_INFORMATION {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD dwVolumeSerialNumber;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
    DWORD nNumberOfLinks;
    DWORD nFileIndexHigh;
    DWORD nFileIndexLow;
} BY_HANDLE_FILE_INFORMATION, *PBY_HANDLE_FILE_INFORMATION, *LPBY_HANDLE_FILE_INFORMATION;

typedef struct _CREATEFILE2_EXTENDED_PARAMETERS {
    DWORD dwSize;
    DWORD dwFileAttributes;
    DWORD dwFileFlags;
    DWORD dwSecurityQosFlags;
    LPSECURITY_ATTRIBUTES lpSecurityAttributes;
    HANDLE hTemplateFile;
} CREATEFILE2_EXTENDED_PARAMETERS, *PCREATEFILE2_EXTENDED_PARAMETERS, *LPCREATEFILE2_EXTENDED_PARAMETERS;

typedef struct _WIN32_FILE_ATTRIBUTE_DATA {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
} WIN32_FILE_ATTRIBUTE_DATA, *LPWIN32_FILE_ATTRIBUTE_DATA;

RPCRT4_BEGIN_C

WINBASEAPI HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                                     DWORD disposition, DWORD flags, HANDLE template_file);
WINBASEAPI HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                                     DWORD disposition, DWORD flags, HANDLE template_file);
WINBASEAPI HANDLE WINAPI CreateFile2(LPCWSTR name, DWORD access, DWORD share, DWORD disposition,
                                     LPCREATEFILE2_EXTENDED_PARAMETERS parameters);
WINBASEAPI BOOL WINAPI DeleteFileA(LPCSTR name);
WINBASEAPI BOOL WINAPI DeleteFileW(LPCWSTR name);

WINBASEAPI BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD read, LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD written, LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                                  LPOVERLAPPED_COMPLETION_ROUTINE routine);
WINBASEAPI BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                                   LPOVERLAPPED_COMPLETION_ROUTINE routine);
WINBASEAPI BOOL WINAPI ReadFileScatter(HANDLE file, FILE_SEGMENT_ELEMENT segments[], DWORD size, LPDWORD reserved,
                                       LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI WriteFileGather(HANDLE file, FILE_SEGMENT_ELEMENT segments[], DWORD size, LPDWORD reserved,
                                       LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI FlushFileBuffers(HANDLE file);

WINBASEAPI DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high);
WINBASEAPI BOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size);
WINBASEAPI DWORD WINAPI SetFilePointer(HANDLE file, LONG distance, PLONG high, DWORD method);
WINBASEAPI BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER position, DWORD method);
WINBASEAPI BOOL WINAPI SetEndOfFile(HANDLE file);
WINBASEAPI DWORD WINAPI GetFileType(HANDLE file);
WINBASEAPI BOOL WINAPI GetFileInformationByHandle(HANDLE file, LPBY_HANDLE_FILE_INFORMATION information);
WINBASEAPI BOOL WINAPI SetFileInformationByHandle(HANDLE file, FILE_INFO_BY_HANDLE_CLASS what, LPVOID information,
                                                  DWORD size);

// Times in 100 ns since 1601, UTC; NULL: not asked for, or left as it is. That of creation cannot be set here.
// ERROR_INVALID_FUNCTION for what is no file of a disk.
WINBASEAPI BOOL WINAPI GetFileTime(HANDLE file, LPFILETIME creation, LPFILETIME access, LPFILETIME write);
WINBASEAPI BOOL WINAPI SetFileTime(HANDLE file, const FILETIME* creation, const FILETIME* access,
                                   const FILETIME* write);

WINBASEAPI BOOL WINAPI LockFile(HANDLE file, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high);
WINBASEAPI BOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD size_low, DWORD size_high,
                                  LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI UnlockFile(HANDLE file, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high);
WINBASEAPI BOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD size_low, DWORD size_high,
                                    LPOVERLAPPED overlapped);

WINBASEAPI HANDLE WINAPI FindFirstFileA(LPCSTR pattern, LPWIN32_FIND_DATAA found);
WINBASEAPI HANDLE WINAPI FindFirstFileW(LPCWSTR pattern, LPWIN32_FIND_DATAW found);
WINBASEAPI BOOL WINAPI FindNextFileA(HANDLE search, LPWIN32_FIND_DATAA found);
WINBASEAPI BOOL WINAPI FindNextFileW(HANDLE search, LPWIN32_FIND_DATAW found);
WINBASEAPI BOOL WINAPI FindClose(HANDLE search);

// FILE_ATTRIBUTE_* of what the name leads to, or INVALID_FILE_ATTRIBUTES: ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
// when its directory is missing. Read-only is what nobody may write to; hidden, system and the like are not kept.
WINBASEAPI DWORD WINAPI GetFileAttributesA(LPCSTR name);
WINBASEAPI DWORD WINAPI GetFileAttributesW(LPCWSTR name);
// The same with times and size; ERROR_INVALID_PARAMETER for another level than GetFileExInfoStandard.
WINBASEAPI BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information);
WINBASEAPI BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information);
WINBASEAPI BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes);
WINBASEAPI BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes);

// ERROR_ALREADY_EXISTS, ERROR_PATH_NOT_FOUND. The security descriptor is not read: the umask says who may what.
WINBASEAPI BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES attributes);
WINBASEAPI BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES attributes);
// An empty directory, or a link to one. ERROR_DIR_NOT_EMPTY, ERROR_DIRECTORY for what is none, ERROR_ACCESS_DENIED for
// a read-only one, ERROR_SHARING_VIOLATION for the current directory and what others have open without sharing.
WINBASEAPI BOOL WINAPI RemoveDirectoryA(LPCSTR name);
WINBASEAPI BOOL WINAPI RemoveDirectoryW(LPCWSTR name);

// The name made absolute, its "." and ".." resolved, whether there is such a file or not, with slashes. Returns its
// length without the null, or the size it needs with it. `file_part` is where the last part begins, NULL when the name
// ends with a separator. 0 and ERROR_INVALID_NAME for an empty name.
WINBASEAPI DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer, LPSTR* file_part);
WINBASEAPI DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer, LPWSTR* file_part);
// Names have no short form: of what is there, the name as it is.
WINBASEAPI DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size);
WINBASEAPI DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size);
WINBASEAPI DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size);

// TMP, TEMP, USERPROFILE or TMPDIR of the environment, else /tmp, with a separator at its end; not whether it is there.
WINBASEAPI DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer);
WINBASEAPI DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer);
// DIRECTORY/PRExxxx.TMP with three characters of the prefix and the number in hexadecimal; `buffer` has room for
// MAX_PATH. With 0 the file is created, empty, for its owner alone. Returns the number, 0 with ERROR_DIRECTORY when the
// directory is none, ERROR_BUFFER_OVERFLOW when its name is longer than MAX_PATH - 14, ERROR_FILE_EXISTS when all
// numbers are taken.
WINBASEAPI UINT WINAPI GetTempFileNameA(LPCSTR directory, LPCSTR prefix, UINT unique, LPSTR buffer);
WINBASEAPI UINT WINAPI GetTempFileNameW(LPCWSTR directory, LPCWSTR prefix, UINT unique, LPWSTR buffer);

// Bytes (clusters) of the file system a directory is on; NULL is the current one. ERROR_PATH_NOT_FOUND,
// ERROR_DIRECTORY for what is none. Every result may be NULL.
WINBASEAPI BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR directory, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                           PULARGE_INTEGER free);
WINBASEAPI BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR directory, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                           PULARGE_INTEGER free);
WINBASEAPI BOOL WINAPI GetDiskFreeSpaceA(LPCSTR directory, LPDWORD sectors_per_cluster, LPDWORD bytes_per_sector,
                                         LPDWORD free_clusters, LPDWORD clusters);
WINBASEAPI BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR directory, LPDWORD sectors_per_cluster, LPDWORD bytes_per_sector,
                                         LPDWORD free_clusters, LPDWORD clusters);
// DRIVE_* of the file system any directory is on, as there are no drives; DRIVE_NO_ROOT_DIR without one.
WINBASEAPI UINT WINAPI GetDriveTypeA(LPCSTR directory);
WINBASEAPI UINT WINAPI GetDriveTypeW(LPCWSTR directory);

WINBASEAPI LONG WINAPI CompareFileTime(const FILETIME* left, const FILETIME* right);
WINBASEAPI BOOL WINAPI FileTimeToLocalFileTime(const FILETIME* file_time, LPFILETIME local);
WINBASEAPI BOOL WINAPI LocalFileTimeToFileTime(const FILETIME* local, LPFILETIME file_time);

RPCRT4_END_C

#ifdef UNICODE
#define CreateFile CreateFileW
#define DeleteFile DeleteFileW
#define FindFirstFile FindFirstFileW
#define FindNextFile FindNextFileW
#define GetFileAttributes GetFileAttributesW
#define GetFileAttributesEx GetFileAttributesExW
#define SetFileAttributes SetFileAttributesW
#define CreateDirectory CreateDirectoryW
#define RemoveDirectory RemoveDirectoryW
#define GetFullPathName GetFullPathNameW
#define GetLongPathName GetLongPathNameW
#define GetTempPath GetTempPathW
#define GetTempFileName GetTempFileNameW
#define GetDiskFreeSpaceEx GetDiskFreeSpaceExW
#define GetDiskFreeSpace GetDiskFreeSpaceW
#define GetDriveType GetDriveTypeW
#define GetShortPathName GetShortPathNameW
#else
#define CreateFile CreateFileA
#define DeleteFile DeleteFileA
#define FindFirstFile FindFirstFileA
#define FindNextFile FindNextFileA
#define GetFileAttributes GetFileAttributesA
#define GetFileAttributesEx GetFileAttributesExA
#define SetFileAttributes SetFileAttributesA
#define CreateDirectory CreateDirectoryA
#define RemoveDirectory RemoveDirectoryA
#define GetFullPathName GetFullPathNameA
#define GetLongPathName GetLongPathNameA
#define GetTempPath GetTempPathA
#define GetTempFileName GetTempFileNameA
#define GetDiskFreeSpaceEx GetDiskFreeSpaceExA
#define GetDiskFreeSpace GetDiskFreeSpaceA
#define GetDriveType GetDriveTypeA
#endif

#endif
