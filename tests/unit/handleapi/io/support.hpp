// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of files share: a directory of their own, and calls with their last error.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "tests/unit/handleapi/support.hpp"

namespace testing {

class Directory {
 public:
    Directory() {
        char pattern[] = "/tmp/handles-XXXXXX";
        REQUIRE(mkdtemp(pattern) != nullptr);
        path_ = pattern;
    }
    ~Directory() {
        std::error_code ignored;  // the library may be removing files of its own in it
        std::filesystem::remove_all(path_, ignored);
    }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// A handle from CreateFile; invalid ones become null, so that Handle closes what is one.
inline Handle open_file(const std::string& path, DWORD access = GENERIC_READ | GENERIC_WRITE,
                        DWORD disposition = CREATE_ALWAYS, DWORD flags = 0, DWORD share = kShareAll) {
    const HANDLE handle = CreateFileA(path.c_str(), access, share, nullptr, disposition, flags, nullptr);
    return handle == INVALID_HANDLE_VALUE ? nullptr : handle;
}

/// The last error a call leaves; 0xdead when it succeeds without one.
template <typename Call>
DWORD error_of(Call call) {
    SetLastError(0xdead);
    call();
    return GetLastError();
}

inline bool write_text(HANDLE file, const std::string& text, OVERLAPPED* overlapped = nullptr) {
    DWORD written = 0;
    return WriteFile(file, text.data(), static_cast<DWORD>(text.size()), &written, overlapped) &&
           written == text.size();
}

/// What one ReadFile yields; "!" and the error when it fails.
inline std::string read_text(HANDLE file, DWORD size = 4096, OVERLAPPED* overlapped = nullptr) {
    std::string text(size, '\0');
    DWORD read = 0;
    if (!ReadFile(file, text.data(), size, &read, overlapped)) return "!" + std::to_string(GetLastError());
    text.resize(read);
    return text;
}

/// What HasOverlappedIoCompleted says, in a way that another thread may write meanwhile.
inline bool is_pending(const OVERLAPPED& overlapped) {
    return __atomic_load_n(&overlapped.Internal, __ATOMIC_ACQUIRE) == STATUS_PENDING;
}

/// An OVERLAPPED with a manual-reset event, or without.
struct Overlapped : OVERLAPPED {
    explicit Overlapped(bool with_event = true) : OVERLAPPED{} {
        if (with_event) hEvent = event = manual_event();
    }
    Handle event;
    void at(ULONGLONG position) {
        Offset = static_cast<DWORD>(position);
        OffsetHigh = static_cast<DWORD>(position >> 32);
    }
    /// Bytes of the ended operation, or the negated error.
    LONGLONG result(HANDLE file, DWORD milliseconds = kLimit) {
        DWORD bytes = 0;
        if (GetOverlappedResultEx(file, this, &bytes, milliseconds, FALSE)) return bytes;
        return -LONGLONG{GetLastError()};
    }
};

}  // namespace testing
