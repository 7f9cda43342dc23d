// SPDX-License-Identifier: LGPL-2.1-or-later
// libstdc++'s paths: they would have wide characters where _WIN32 is defined, which its library here has not, and it
// would convert wide characters of 32 bits. Those of 16 are UTF-16, as on Windows.
#ifndef RPCCRT_FS_PATH_H
#define RPCCRT_FS_PATH_H

#include <codecvt>
#include <cwchar>
#include <iomanip>
#include <locale>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace std {
template <typename Inside, typename Outside, typename State>
struct rpccrt_codecvt : codecvt<Inside, Outside, State> {};

template <>
struct rpccrt_codecvt<wchar_t, char, mbstate_t> : codecvt<wchar_t, char, mbstate_t> {
 protected:
    result do_out(mbstate_t& state, const wchar_t* from, const wchar_t* from_end, const wchar_t*& from_next, char* to,
                  char* to_end, char*& to_next) const override {
        const char16_t* next;
        const result made = utf16_.out(state, reinterpret_cast<const char16_t*>(from),
                                       reinterpret_cast<const char16_t*>(from_end), next, to, to_end, to_next);
        from_next = reinterpret_cast<const wchar_t*>(next);
        return made;
    }
    result do_in(mbstate_t& state, const char* from, const char* from_end, const char*& from_next, wchar_t* to,
                 wchar_t* to_end, wchar_t*& to_next) const override {
        char16_t* next;
        const result made = utf16_.in(state, from, from_end, from_next, reinterpret_cast<char16_t*>(to),
                                      reinterpret_cast<char16_t*>(to_end), next);
        to_next = reinterpret_cast<wchar_t*>(next);
        return made;
    }
    int do_encoding() const noexcept override { return 0; }
    int do_max_length() const noexcept override { return utf16_.max_length(); }

 private:
    struct Utf16 : codecvt<char16_t, char, mbstate_t> {};
    Utf16 utf16_;
};
}  // namespace std

#pragma push_macro("_WIN32")
#undef _WIN32
#define codecvt rpccrt_codecvt
#include_next <bits/fs_path.h>
#undef codecvt
#pragma pop_macro("_WIN32")

#endif
