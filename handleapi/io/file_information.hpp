// SPDX-License-Identifier: LGPL-2.1-or-later
// Positions, sizes, times and attributes of what a File has open, and the classes of SetFileInformationByHandle.
#pragma once

#include <sys/stat.h>

#include <cstdint>

#include "handleapi/io/file.hpp"

namespace handleapi::io {

/// error_invalid_function for what has no size.
base::Result<uint64_t> file_size(const File& file) noexcept;
/// error_negative_seek for a position before the beginning, error_invalid_parameter for another method.
base::Result<uint64_t> set_position(const File& file, int64_t distance, uint32_t method) noexcept;
/// Cuts or extends the file at its position.
base::Status set_end_of_file(const File& file) noexcept;

/// 100-nanosecond steps since 1601, and back.
FILETIME file_time(const timespec& time) noexcept;
timespec unix_time(int64_t file_time) noexcept;
/// FILE_ATTRIBUTE_*.
uint32_t attributes_of(const struct stat& info) noexcept;
/// The birth of the file where the file system knows it, else the earlier of its other times.
FILETIME creation_time(int directory, const char* path, int flags, const struct stat& info) noexcept;

/// The permissions a file of those has with these attributes: of them FILE_ATTRIBUTE_READONLY is kept, as no right to
/// write; the others have no place in a file system here.
mode_t mode_with(mode_t mode, uint32_t attributes) noexcept;

base::Status information_of(const File& file, BY_HANDLE_FILE_INFORMATION& information) noexcept;
/// Null: not asked for. error_invalid_function for what has no times.
base::Status times_of(const File& file, FILETIME* creation, FILETIME* access, FILETIME* write) noexcept;
/// Null, 0 and all bits set leave a time as it is; that of creation is always as it is, file systems here do not let it
/// be set. error_invalid_parameter for what is later than the year 30827.
base::Status set_times(const File& file, const FILETIME* creation, const FILETIME* access, const FILETIME* write);
/// error_bad_length when `size` is too small for the class, error_invalid_parameter for one that cannot be set.
base::Status set_information(File& file, FILE_INFO_BY_HANDLE_CLASS what, const void* information, uint32_t size);

}  // namespace handleapi::io
