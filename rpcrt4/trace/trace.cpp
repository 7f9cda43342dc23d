// SPDX-License-Identifier: LGPL-2.1-or-later
// See trace.hpp.
#include "rpcrt4/trace/trace.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

namespace rpcrt4::trace {

constinit std::atomic<uint32_t> wanted{0};

namespace {

constexpr size_t kLongest = 1000;

struct Name {
    std::string_view text;
    uint32_t bits;
};
constexpr Name kNames[] = {
    {"pdu", 1}, {"call", 2}, {"connect", 4}, {"error", 8}, {"all", 15},
};

constinit std::atomic<int> output{STDERR_FILENO};

const char* name_of(Category category) noexcept {
    for (const Name& name : kNames) {
        if (name.bits == static_cast<uint32_t>(category)) return name.text.data();
    }
    return "?";
}

/// 0: one of them is none.
uint32_t categories_of(std::string_view list) noexcept {
    uint32_t bits = 0;
    while (!list.empty()) {
        const size_t comma = std::min(list.find(','), list.size());
        const std::string_view word = list.substr(0, comma);
        const auto* found =
            std::find_if(std::begin(kNames), std::end(kNames), [&](const Name& name) { return name.text == word; });
        if (found == std::end(kNames)) return 0;
        bits |= found->bits;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return bits;
}

bool use_file(std::string_view path) noexcept {
    const std::string name(path);
    const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const int before = output.exchange(file);
    if (before != STDERR_FILENO) ::close(before);
    return true;
}

/// As the library is loaded; nobody can be told of a mistake but who reads standard error.
const bool configured = [] {
    const char* specification = std::getenv("RPCRT4_TRACE");
    if (specification && *specification && !configure(specification)) {
        std::fprintf(stderr, "RPCRT4_TRACE=%s: %s\n", specification,
                     errno != 0 ? "cannot open the file" : "want pdu, call, connect, error or all, then perhaps :FILE");
    }
    return true;
}();

}  // namespace

bool configure(std::string_view specification) noexcept {
    wanted.store(0);
    errno = 0;
    const size_t colon = specification.find(':');
    const uint32_t bits = categories_of(specification.substr(0, colon));
    if (bits == 0) return specification.empty();
    if (colon != specification.npos && !use_file(specification.substr(colon + 1))) return false;
    wanted.store(bits);
    return true;
}

void line(Category category, const char* format, ...) noexcept {
    char text[kLongest + 1];
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    int length = std::snprintf(text, kLongest, "%02d:%02d:%02d.%06ld %d.%ld %s ", parts.tm_hour, parts.tm_min,
                               parts.tm_sec, now.tv_nsec / 1000, ::getpid(), ::syscall(SYS_gettid), name_of(category));
    va_list arguments;
    va_start(arguments, format);
    length += std::vsnprintf(text + length, kLongest - static_cast<size_t>(length), format, arguments);
    va_end(arguments);
    length = std::min(length, static_cast<int>(kLongest) - 1);
    text[length++] = '\n';
    const int saved = errno;
    static_cast<void>(!::write(output.load(std::memory_order_relaxed), text, static_cast<size_t>(length)));
    errno = saved;
}

}  // namespace rpcrt4::trace
