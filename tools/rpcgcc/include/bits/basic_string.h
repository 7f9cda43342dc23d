// SPDX-License-Identifier: LGPL-2.1-or-later
// libstdc++'s strings, and the numbers out of them that are long (rpccrt_long.h).
#include_next <bits/basic_string.h>

#ifndef RPCCRT_BASIC_STRING_H
#define RPCCRT_BASIC_STRING_H
#if __cplusplus >= 201103L

#include <rpccrt_long.h>

namespace std {
inline int rpccrt_long_stol(const string& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_strtol, "stol", text.c_str(), end, base);
}
inline unsigned rpccrt_long_stoul(const string& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_strtoul, "stoul", text.c_str(), end, base);
}
inline __int64 rpccrt_long_stoll(const string& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_strtoll, "stoll", text.c_str(), end, base);
}
inline unsigned __int64 rpccrt_long_stoull(const string& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_strtoull, "stoull", text.c_str(), end, base);
}
inline int rpccrt_long_stol(const wstring& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_wcstol, "stol", text.c_str(), end, base);
}
inline unsigned rpccrt_long_stoul(const wstring& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_wcstoul, "stoul", text.c_str(), end, base);
}
inline __int64 rpccrt_long_stoll(const wstring& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_wcstoll, "stoll", text.c_str(), end, base);
}
inline unsigned __int64 rpccrt_long_stoull(const wstring& text, size_t* end = nullptr, int base = 10) {
    return __gnu_cxx::__stoa(&rpccrt_long_wcstoull, "stoull", text.c_str(), end, base);
}
}  // namespace std

#endif
#endif
