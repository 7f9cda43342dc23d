// SPDX-License-Identifier: LGPL-2.1-or-later
// FindFirstFile, FindNextFile, FindClose. Names never have a short form.
#include "handleapi/io/find.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/api/file_call.hpp"

#include <fileapi.h>

using base::Ref;
using base::Status;
using namespace handleapi;
using io::Search;

namespace {

void fill(WIN32_FIND_DATAA& found, const std::string& name, const WIN32_FIND_DATAA& facts) {
    found = facts;
    std::memcpy(found.cFileName, name.c_str(), std::min<size_t>(name.size(), MAX_PATH - 1));
}

void fill(WIN32_FIND_DATAW& found, const std::string& name, const WIN32_FIND_DATAA& facts) {
    static_assert(offsetof(WIN32_FIND_DATAA, cFileName) == offsetof(WIN32_FIND_DATAW, cFileName));
    found = {};
    std::memcpy(&found, &facts, offsetof(WIN32_FIND_DATAA, cFileName));
    const std::u16string wide = base::to_utf16(name);
    std::copy_n(wide.begin(), std::min<size_t>(wide.size(), MAX_PATH - 1), found.cFileName);
}

template <typename Data>
Status next(Search& search, Data& found) {
    std::string name;
    WIN32_FIND_DATAA facts;
    const Status status = search.next(name, facts);
    if (succeeded(status)) fill(found, name, facts);
    return status;
}

template <typename Name, typename Data>
HANDLE find_first(Name pattern, Data* found) {
    return or_no_memory(INVALID_HANDLE_VALUE, [&]() -> HANDLE {
        if (!found) return failing(Status::error_invalid_parameter, INVALID_HANDLE_VALUE);
        auto search = Search::begin(name_from(pattern));
        if (!search) return failing(search.status(), INVALID_HANDLE_VALUE);
        if (const Status status = next(**search, *found); failed(status)) return failing(status, INVALID_HANDLE_VALUE);
        return value_or(Search::open(std::move(*search)), INVALID_HANDLE_VALUE);
    });
}

template <typename Data>
BOOL find_next(HANDLE handle, Data* found) {
    return or_no_memory(FALSE, [&] {
        const Ref<Search> search = Search::from(handle);
        if (!search) return failing(Status::error_invalid_handle, FALSE);
        return bool_from(found ? next(*search, *found) : Status::error_invalid_parameter);
    });
}

}  // namespace

extern "C" HANDLE WINAPI FindFirstFileA(LPCSTR pattern, LPWIN32_FIND_DATAA found) { return find_first(pattern, found); }
extern "C" HANDLE WINAPI FindFirstFileW(LPCWSTR pattern, LPWIN32_FIND_DATAW found) {
    return find_first(pattern, found);
}
extern "C" BOOL WINAPI FindNextFileA(HANDLE search, LPWIN32_FIND_DATAA found) { return find_next(search, found); }
extern "C" BOOL WINAPI FindNextFileW(HANDLE search, LPWIN32_FIND_DATAW found) { return find_next(search, found); }
extern "C" BOOL WINAPI FindClose(HANDLE search) { return bool_from(Search::close(search)); }
