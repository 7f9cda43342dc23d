// SPDX-License-Identifier: LGPL-2.1-or-later
// Functions of C whose older form has an argument less: which one is called is seen by what is in its place. In C++
// they are overloads. Without a guard: <wchar.h> takes the names away for a while.
#ifndef __cplusplus
#undef swprintf
#undef vswprintf
#undef wcstok
// With _CRT_NON_CONFORMING_SWPRINTFS there is no count: a format stands there.
#define swprintf(buffer, second, ...)                                                                       \
    _Generic((second), wchar_t* : _swprintf, const wchar_t* : _swprintf, default : swprintf)(buffer, second, \
                                                                                             ##__VA_ARGS__)
#define vswprintf(buffer, second, ...)                                                                           \
    _Generic((second), wchar_t* : _vswprintf, const wchar_t* : _vswprintf, default : vswprintf)(buffer, second, \
                                                                                                ##__VA_ARGS__)
// Before Visual Studio 2015 the place was kept for the thread.
#define RPCCRT_FIRST(one, ...) one
#define RPCCRT_THIRD(one, two, three, ...) three
#define wcstok(text, ...) wcstok(text, RPCCRT_FIRST(__VA_ARGS__, ), RPCCRT_THIRD(0, __VA_ARGS__, (wchar_t**)0, 0))
#endif
