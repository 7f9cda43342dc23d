// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/libraries.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "tools/rpcgcc/letters.hpp"

namespace rpcgcc {
namespace {

/// What programs link on Windows and have here with librpcrt4 and the C library.
constexpr auto kHere = std::to_array<std::string_view>({"rpcrt4",
                                                        "kernel32",
                                                        "kernelbase",
                                                        "rpcns4",
                                                        "rpcutil",
                                                        "advapi32",
                                                        "ntdsapi",
                                                        "netapi32",
                                                        "secur32",
                                                        "ole32",
                                                        "oleaut32",
                                                        "uuid",
                                                        "synchronization",
                                                        "winmm",
                                                        "strsafe",
                                                        "libc",
                                                        "libcmt",
                                                        "libcmtd",
                                                        "msvcrt",
                                                        "msvcrtd",
                                                        "msvcprt",
                                                        "msvcprtd",
                                                        "libcpmt",
                                                        "libcpmtd",
                                                        "ucrt",
                                                        "ucrtd",
                                                        "libucrt",
                                                        "libucrtd",
                                                        "vcruntime",
                                                        "vcruntimed",
                                                        "libvcruntime",
                                                        "oldnames",
                                                        "legacy_stdio_definitions"});

/// Those a makefile of Visual C names whether or not the program has a use for them, and others that are well known.
constexpr auto kMissing = std::to_array<std::string_view>(
    {"user32",  "gdi32",    "winspool", "comdlg32", "shell32",  "odbc32",   "odbccp32", "ws2_32",   "wsock32",
     "mswsock", "comctl32", "shlwapi",  "version",  "psapi",    "dbghelp",  "crypt32",  "wintrust", "iphlpapi",
     "userenv", "wininet",  "winhttp",  "urlmon",   "setupapi", "imm32",    "msimg32",  "opengl32", "ntdll",
     "bcrypt",  "ncrypt",   "authz",    "mpr",      "pdh",      "wtsapi32", "activeds", "adsiid",   "d3d9"});

template <size_t size>
bool has(const std::array<std::string_view, size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

Library library_of(std::string_view name) {
    const std::string low = lower(name);
    if (has(kHere, low)) return Library::here;
    return has(kMissing, low) ? Library::missing : Library::unknown;
}

}  // namespace rpcgcc
