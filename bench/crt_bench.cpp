// SPDX-License-Identifier: LGPL-2.1-or-later
// The C runtime of rpcgcc's programs beside the C library: formats of everyday, and strings of 16-bit units beside the
// C library's of 32.
#include <uchar.h>
#include <wchar.h>

#include <cstdio>
#include <cstring>

#include "bench/rival.hpp"

// librpccrt.a's, by the names they have there.
extern "C" {
int rpccrt_snprintf(char* buffer, size_t count, const char* format, ...);
int rpccrt_swprintf(char16_t* buffer, size_t count, const char16_t* format, ...);
int rpccrt_sscanf(const char* text, const char* format, ...);
size_t rpccrt_wcslen(const char16_t* text);
char16_t* rpccrt_wcscpy(char16_t* target, const char16_t* source);
int rpccrt_wcscmp(const char16_t* one, const char16_t* other);
char16_t* rpccrt_wcschr(const char16_t* text, char16_t unit);
char16_t* rpccrt_wcsrchr(const char16_t* text, char16_t unit);
}

namespace {

using bench::add;
using bench::per_operation;

// Out of the optimizer's sight: nothing about them is known when it is compiled.
template <typename T>
T hidden(T value) {
    T volatile place = value;
    return place;
}

template <typename Call>
bench::Figure loop(Call call) {
    return [call] {
        return per_operation([&call](size_t iterations) {
            size_t sum = 0;
            for (size_t i = 0; i < iterations; ++i) sum += static_cast<size_t>(call(static_cast<int>(i)));
            hidden(sum);
        });
    };
}

const char* const kLine = "call %s returned %d (0x%08x) in %u ms";
const char16_t* const kLine16 = u"call %s returned %d (0x%08x) in %u ms";
const wchar_t* const kLine32 = L"call %ls returned %d (0x%08x) in %u ms";
char text[200];
char16_t text16[200], copy16[200];
wchar_t text32[200], copy32[200];

[[maybe_unused]] const bool kPrinting =
    add("crt.printf.integer", "ns", loop([](int i) { return rpccrt_snprintf(text, 200, hidden("%d"), i); }),
        loop([](int i) { return std::snprintf(text, 200, hidden("%d"), i); })) &&
    add("crt.printf.line", "ns",
        loop([](int i) { return rpccrt_snprintf(text, 200, hidden(kLine), "Sum", i, i, 7u); }),
        loop([](int i) { return std::snprintf(text, 200, hidden(kLine), "Sum", i, i, 7u); })) &&
    add("crt.printf.floating", "ns", loop([](int i) { return rpccrt_snprintf(text, 200, hidden("%.2f"), i * 0.37); }),
        loop([](int i) { return std::snprintf(text, 200, hidden("%.2f"), i * 0.37); })) &&
    add("crt.wprintf.line", "ns",
        loop([](int i) { return rpccrt_swprintf(text16, 200, hidden(kLine16), u"Sum", i, i, 7u); }),
        loop([](int i) { return std::swprintf(text32, 200, hidden(kLine32), L"Sum", i, i, 7u); }));

[[maybe_unused]] const bool kScanning = add("crt.scanf.integers", "ns", loop([](int) {
                                                int one, other;
                                                return rpccrt_sscanf(hidden("123 456"), "%d %d", &one, &other);
                                            }),
                                            loop([](int) {
                                                int one, other;
                                                return std::sscanf(hidden("123 456"), "%d %d", &one, &other);
                                            }));

// A path of 100 characters.
struct Texts {
    char16_t one[101], other[101];
    wchar_t one32[101], other32[101];
    Texts() {
        for (int i = 0; i < 100; ++i) {
            one[i] = other[i] = static_cast<char16_t>('a' + i % 20);
            one32[i] = other32[i] = static_cast<wchar_t>(one[i]);
        }
        one[100] = other[100] = 0;
        one32[100] = other32[100] = 0;
    }
};
const Texts texts;

[[maybe_unused]] const bool kStrings =
    add("crt.wcs.length", "ns", loop([](int) { return rpccrt_wcslen(hidden(texts.one)); }),
        loop([](int) { return std::wcslen(hidden(texts.one32)); })) &&
    add("crt.wcs.copy", "ns", loop([](int) { return rpccrt_wcscpy(copy16, hidden(texts.one))[0]; }),
        loop([](int) { return std::wcscpy(copy32, hidden(texts.one32))[0]; })) &&
    add("crt.wcs.compare", "ns", loop([](int) { return rpccrt_wcscmp(hidden(texts.one), hidden(texts.other)); }),
        loop([](int) { return std::wcscmp(hidden(texts.one32), hidden(texts.other32)); })) &&
    add("crt.wcs.find", "ns", loop([](int) { return rpccrt_wcschr(hidden(texts.one), u'Z') != nullptr; }),
        loop([](int) { return std::wcschr(hidden(texts.one32), L'Z') != nullptr; })) &&
    add("crt.wcs.find_last", "ns", loop([](int) { return rpccrt_wcsrchr(hidden(texts.one), u'Z') != nullptr; }),
        loop([](int) { return std::wcsrchr(hidden(texts.one32), L'Z') != nullptr; }));

}  // namespace
