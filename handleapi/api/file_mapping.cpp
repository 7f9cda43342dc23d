// SPDX-License-Identifier: LGPL-2.1-or-later
// File mappings and their views.
#include "handleapi/memory/file_mapping.hpp"

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/io/disk_file.hpp"
#include "handleapi/io/file_information.hpp"
#include "handleapi/memory/protection.hpp"
#include "handleapi/memory/view.hpp"

#include <memoryapi.h>
#include <winbase.h>

using base::Ref;
using base::Status;
using handleapi::memory::is_executable;
using handleapi::memory::is_protection;
using handleapi::memory::is_writable;
using namespace handleapi;

namespace {

constexpr DWORD kProtections = 0xFF;
constexpr DWORD kUnmappable = PAGE_NOACCESS | PAGE_EXECUTE;
constexpr DWORD kAttributes = SEC_IMAGE | SEC_RESERVE | SEC_COMMIT | SEC_NOCACHE | SEC_WRITECOMBINE | SEC_LARGE_PAGES;

/// Programs of Windows are not loaded here, so no file is an image; large pages need a privilege that nobody has.
Status check_protection(DWORD protection) {
    const DWORD pages = protection & kProtections, attributes = protection & ~kProtections;
    const bool mappable = is_protection(pages) && !(pages & kUnmappable);
    if (!mappable || (attributes & ~kAttributes)) return Status::error_invalid_parameter;
    if (attributes & SEC_IMAGE) {
        const bool alone = attributes == SEC_IMAGE || attributes == SEC_IMAGE_NO_EXECUTE;
        return alone ? Status::error_bad_exe_format : Status::error_invalid_parameter;
    }
    const DWORD kind = attributes & (SEC_COMMIT | SEC_RESERVE);
    const bool needs_one = (attributes & (SEC_NOCACHE | SEC_WRITECOMBINE | SEC_LARGE_PAGES)) != 0;
    if (kind == (SEC_COMMIT | SEC_RESERVE) || (needs_one && kind == 0)) return Status::error_invalid_parameter;
    if (attributes & SEC_LARGE_PAGES) return Status::error_privilege_not_held;
    return attributes & (SEC_NOCACHE | SEC_WRITECOMBINE) ? Status::error_not_supported : Status::ok;
}

/// Puts the descriptor and the size of the file into the request.
Status take_file(const Opened& opened, DWORD protection, Ref<io::Descriptor>& keep, memory::MappingRequest& request) {
    if (!opened.object || opened.object->type() != ObjectType::file) return Status::error_invalid_handle;
    auto& file = static_cast<io::File&>(*opened.object);
    if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_handle;
    keep = file.shared_descriptor();
    if (!keep || static_cast<io::DiskFile&>(file).directory()) return Status::error_invalid_handle;
    DWORD needed = FILE_READ_DATA;
    if (is_writable(protection)) needed |= FILE_WRITE_DATA;
    if (is_executable(protection)) needed |= FILE_EXECUTE;
    if ((opened.access & needed) != needed) return Status::error_access_denied;
    const auto size = io::file_size(file);
    if (!size) return size.status();
    if (request.size == 0) request.size = *size;
    if (request.size == 0) return Status::error_file_invalid;
    if (request.size > *size && !is_writable(protection)) return Status::error_not_enough_memory;
    request.file = keep->number();
    request.reserved = false;
    return Status::ok;
}

/// What asking for an existing mapping with this protection gives; the maker of one has all rights.
DWORD rights_for(DWORD protection) {
    DWORD rights = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ;
    if (is_writable(protection)) rights |= SECTION_MAP_WRITE;
    if (is_executable(protection)) rights |= SECTION_MAP_EXECUTE | SECTION_MAP_EXECUTE_EXPLICIT;
    return rights;
}

template <typename Char>
HANDLE create_mapping(HANDLE file, const SECURITY_ATTRIBUTES* attributes, DWORD protection, DWORD size_high,
                      DWORD size_low, const Char* name) {
    return or_no_memory(HANDLE{}, [&] {
        if (const Status status = check_protection(protection); failed(status)) return failing(status, HANDLE{});
        memory::MappingRequest request{.size = uint64_t{size_high} << 32 | size_low,
                                       .protection = protection & kProtections,
                                       .reserved = (protection & SEC_RESERVE) != 0};
        Ref<io::Descriptor> keep;
        Status status = Status::ok;
        if (file && file != INVALID_HANDLE_VALUE) {
            status = take_file(open_object(file), protection, keep, request);
        } else if (request.size == 0 || request.size > INT64_MAX) {
            status = Status::error_invalid_parameter;
        }
        if (failed(status)) return failing(status, HANDLE{});
        if (!name || !*name) {
            auto made = memory::FileMapping::create(request);
            if (!made) return failing(made.status(), HANDLE{});
            return handle_to({std::move(*made), false}, FILE_MAP_ALL_ACCESS | FILE_MAP_EXECUTE,
                             inherit_flag(attributes));
        }
        auto named = memory::create_named_mapping(utf8_name(name), request);
        if (!named) return failing(named.status(), HANDLE{});
        const DWORD access = named->existed ? rights_for(protection) : DWORD{FILE_MAP_ALL_ACCESS | FILE_MAP_EXECUTE};
        return handle_to(std::move(*named), access, inherit_flag(attributes));
    });
}

/// FILE_MAP_COPY is no right of its own: it is asked for as FILE_MAP_READ.
template <typename Char>
HANDLE open_mapping(DWORD access, BOOL inherit, const Char* name) {
    if (access == FILE_MAP_COPY) access = FILE_MAP_READ;
    const HANDLE handle = open_object_named(name, ObjectType::file_mapping, access, inherit);
    if (!handle) return handle;
    return or_no_memory(HANDLE{}, [&] {
        const Ref<Object> object = find_object(handle);
        const auto backing = static_cast<memory::FileMapping&>(*object).backing();
        if (backing) return handle;
        static_cast<void>(close_handle(handle));
        return failing(backing.status(), HANDLE{});
    });
}

}  // namespace

extern "C" HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES attributes, DWORD protection,
                                            DWORD size_high, DWORD size_low, LPCSTR name) {
    return create_mapping(file, attributes, protection, size_high, size_low, name);
}

extern "C" HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES attributes, DWORD protection,
                                            DWORD size_high, DWORD size_low, LPCWSTR name) {
    return create_mapping(file, attributes, protection, size_high, size_low, name);
}

extern "C" HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name) {
    return open_mapping(access, inherit, name);
}

extern "C" HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name) {
    return open_mapping(access, inherit, name);
}

extern "C" LPVOID WINAPI MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size,
                                         LPVOID address) {
    return or_no_memory(LPVOID{}, [&] {
        const Opened opened = open_object(mapping);
        if (!opened.object || opened.object->type() != ObjectType::file_mapping) {
            return failing(Status::error_invalid_handle, LPVOID{});
        }
        const memory::ViewRequest request{access, uint64_t{offset_high} << 32 | offset_low, size, address};
        return value_or(memory::map_view(static_cast<memory::FileMapping&>(*opened.object), opened.access, request),
                        LPVOID{});
    });
}

extern "C" LPVOID WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size) {
    return MapViewOfFileEx(mapping, access, offset_high, offset_low, size, nullptr);
}

extern "C" BOOL WINAPI UnmapViewOfFile(LPCVOID address) { return bool_from(memory::unmap_view(address)); }

extern "C" BOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T size) {
    return or_no_memory(FALSE, [&] { return bool_from(memory::flush_view(address, size)); });
}
