// SPDX-License-Identifier: LGPL-2.1-or-later
// Paths: made absolute, looked for, of temporary files, of the system's directories; and what they are on.
#include <algorithm>
#include <optional>

#include "handleapi/api/file_call.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/io/attributes.hpp"
#include "handleapi/io/volume.hpp"
#include "handleapi/process/full_path.hpp"
#include "handleapi/process/temporary.hpp"

#include <fileapi.h>
#include <processenv.h>
#include <sysinfoapi.h>
#include <winbase.h>

using base::Result;
using base::Status;
using namespace handleapi;

namespace {

constexpr DWORD kSector = 512;

template <typename Char>
DWORD path_out(const Result<std::string>& path, Char* buffer, DWORD size) {
    return path ? copy_out(*path, buffer, size) : failing(path.status(), DWORD{0});
}

/// The same; `file_part` becomes the beginning of the last part, null when there is none, or nothing was written.
template <typename Char>
DWORD path_out(const Result<std::string>& path, Char* buffer, DWORD size, Char** file_part) {
    const DWORD length = path_out(path, buffer, size);
    if (!file_part) return length;
    *file_part = nullptr;
    if (!path || length >= size) return length;
    Char* last = buffer + length;
    while (last != buffer && last[-1] != '/' && last[-1] != '\\') --last;
    if (*last) *file_part = last;
    return length;
}

template <typename Char>
DWORD full_path(const Char* name, DWORD size, Char* buffer, Char** file_part) {
    return or_no_memory(DWORD{0},
                        [&] { return path_out(handleapi::full_path(name_from(name)), buffer, size, file_part); });
}

template <typename Char>
DWORD search(const Char* path, const Char* name, const Char* extension, DWORD size, Char* buffer, Char** file_part) {
    return or_no_memory(DWORD{0}, [&] {
        if (!name || !*name) return failing(Status::error_invalid_parameter, DWORD{0});
        const std::string where = name_from(path);
        const auto directories = path ? std::optional<std::string_view>(where) : std::nullopt;
        return path_out(handleapi::search_path(directories, name_from(name), name_from(extension)), buffer, size,
                        file_part);
    });
}

/// The long and the short name of what is there: its name.
template <typename Char>
DWORD same_name(const Char* name, Char* buffer, DWORD size) {
    return or_no_memory(DWORD{0}, [&] {
        if (!name) return failing(Status::error_invalid_parameter, DWORD{0});
        const std::string text = name_from(name);
        const auto found = io::attributes_by_name(text);
        return found ? copy_out(text, buffer, size) : failing(found.status(), DWORD{0});
    });
}

template <typename Char>
DWORD temporary_path(DWORD size, Char* buffer) {
    return or_no_memory(DWORD{0}, [&] { return path_out(handleapi::temporary_directory(), buffer, size); });
}

template <typename Char>
UINT temporary_name(const Char* directory, const Char* prefix, UINT number, Char* buffer) {
    return or_no_memory(UINT{0}, [&] {
        constexpr size_t kLongest = MAX_PATH - 14;
        if (!directory || !buffer) return failing(Status::error_invalid_parameter, UINT{0});
        if (std::char_traits<Char>::length(directory) > kLongest)
            return failing(Status::error_buffer_overflow, UINT{0});
        const auto name = handleapi::temporary_name(name_from(directory), name_from(prefix), number);
        if (!name) return failing(name.status(), UINT{0});
        if (copy_out(name->path, buffer, MAX_PATH) >= MAX_PATH) return failing(Status::error_buffer_overflow, UINT{0});
        return UINT{name->number};
    });
}

template <typename Char>
std::string directory_or_current(const Char* name) {
    return name ? name_from(name) : ".";
}

template <typename Char>
BOOL free_bytes(const Char* directory, PULARGE_INTEGER available, PULARGE_INTEGER total, PULARGE_INTEGER free) {
    return or_no_memory(FALSE, [&] {
        const auto space = io::space_of(directory_or_current(directory));
        if (!space) return failing(space.status(), FALSE);
        if (available) available->QuadPart = space->available * space->cluster;
        if (total) total->QuadPart = space->clusters * space->cluster;
        if (free) free->QuadPart = space->free * space->cluster;
        return TRUE;
    });
}

/// More clusters than a DWORD counts are as many as it counts.
template <typename Char>
BOOL free_clusters(const Char* directory, LPDWORD sectors, LPDWORD sector, LPDWORD free, LPDWORD total) {
    return or_no_memory(FALSE, [&] {
        const auto space = io::space_of(directory_or_current(directory));
        if (!space) return failing(space.status(), FALSE);
        if (sectors) *sectors = space->cluster / kSector;
        if (sector) *sector = kSector;
        if (free) *free = static_cast<DWORD>(std::min<uint64_t>(space->available, MAXDWORD));
        if (total) *total = static_cast<DWORD>(std::min<uint64_t>(space->clusters, MAXDWORD));
        return TRUE;
    });
}

template <typename Char>
UINT drive_type(const Char* directory) {
    return or_no_memory(UINT{DRIVE_UNKNOWN}, [&] { return UINT{io::drive_type(directory_or_current(directory))}; });
}

template <typename Char>
UINT directory_out(std::string_view path, Char* buffer, UINT size) {
    return or_no_memory(UINT{0}, [&] { return UINT{copy_out(path, buffer, size)}; });
}

}  // namespace

extern "C" DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer, LPSTR* file_part) {
    return full_path(name, size, buffer, file_part);
}
extern "C" DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer, LPWSTR* file_part) {
    return full_path(name, size, buffer, file_part);
}
extern "C" DWORD WINAPI SearchPathA(LPCSTR path, LPCSTR name, LPCSTR extension, DWORD size, LPSTR buffer,
                                    LPSTR* file_part) {
    return search(path, name, extension, size, buffer, file_part);
}
extern "C" DWORD WINAPI SearchPathW(LPCWSTR path, LPCWSTR name, LPCWSTR extension, DWORD size, LPWSTR buffer,
                                    LPWSTR* file_part) {
    return search(path, name, extension, size, buffer, file_part);
}
extern "C" DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size) {
    return same_name(name, buffer, size);
}
extern "C" DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size) {
    return same_name(name, buffer, size);
}
extern "C" DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size) {
    return same_name(name, buffer, size);
}
extern "C" DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size) {
    return same_name(name, buffer, size);
}

extern "C" DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer) { return temporary_path(size, buffer); }
extern "C" DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer) { return temporary_path(size, buffer); }
extern "C" UINT WINAPI GetTempFileNameA(LPCSTR directory, LPCSTR prefix, UINT unique, LPSTR buffer) {
    return temporary_name(directory, prefix, unique, buffer);
}
extern "C" UINT WINAPI GetTempFileNameW(LPCWSTR directory, LPCWSTR prefix, UINT unique, LPWSTR buffer) {
    return temporary_name(directory, prefix, unique, buffer);
}

extern "C" BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR directory, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                           PULARGE_INTEGER free) {
    return free_bytes(directory, available, total, free);
}
extern "C" BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR directory, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                           PULARGE_INTEGER free) {
    return free_bytes(directory, available, total, free);
}
extern "C" BOOL WINAPI GetDiskFreeSpaceA(LPCSTR directory, LPDWORD sectors_per_cluster, LPDWORD bytes_per_sector,
                                         LPDWORD free, LPDWORD clusters) {
    return free_clusters(directory, sectors_per_cluster, bytes_per_sector, free, clusters);
}
extern "C" BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR directory, LPDWORD sectors_per_cluster, LPDWORD bytes_per_sector,
                                         LPDWORD free, LPDWORD clusters) {
    return free_clusters(directory, sectors_per_cluster, bytes_per_sector, free, clusters);
}
extern "C" UINT WINAPI GetDriveTypeA(LPCSTR directory) { return drive_type(directory); }
extern "C" UINT WINAPI GetDriveTypeW(LPCWSTR directory) { return drive_type(directory); }

extern "C" UINT WINAPI GetSystemDirectoryA(LPSTR buffer, UINT size) {
    return directory_out(handleapi::kSystemDirectory, buffer, size);
}
extern "C" UINT WINAPI GetSystemDirectoryW(LPWSTR buffer, UINT size) {
    return directory_out(handleapi::kSystemDirectory, buffer, size);
}
extern "C" UINT WINAPI GetWindowsDirectoryA(LPSTR buffer, UINT size) {
    return directory_out(handleapi::kWindowsDirectory, buffer, size);
}
extern "C" UINT WINAPI GetWindowsDirectoryW(LPWSTR buffer, UINT size) {
    return directory_out(handleapi::kWindowsDirectory, buffer, size);
}
extern "C" UINT WINAPI GetSystemWindowsDirectoryA(LPSTR buffer, UINT size) {
    return GetWindowsDirectoryA(buffer, size);
}
extern "C" UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR buffer, UINT size) {
    return GetWindowsDirectoryW(buffer, size);
}
