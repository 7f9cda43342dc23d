// SPDX-License-Identifier: LGPL-2.1-or-later
// See process_info.hpp. Reference: proc_pid_stat(5); fields are counted from the state letter, which is the third.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "handleapi/process_info.hpp"

namespace handleapi {
namespace {

constexpr uint64_t kPerSecond = 10'000'000;
constexpr uint64_t kUnixEpochInFileTime = 11'644'473'600 * kPerSecond;

uint64_t now_of(clockid_t clock) noexcept {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<uint64_t>(now.tv_sec) * kPerSecond + static_cast<uint64_t>(now.tv_nsec) / 100;
}

uint64_t from_ticks(uint64_t ticks) noexcept {
    static const auto per_second = static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
    return ticks / per_second * kPerSecond + ticks % per_second * kPerSecond / per_second;
}

uint64_t from_timeval(const timeval& time) noexcept {
    return static_cast<uint64_t>(time.tv_sec) * kPerSecond + static_cast<uint64_t>(time.tv_usec) * 10;
}

using Text = std::array<char, 1024>;

bool read_text(const char* path, Text& text) {
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const ssize_t size = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    if (size > 0) text[static_cast<size_t>(size)] = '\0';
    return size > 0;
}

/// The fields from the state letter on; the name before it may hold anything, brackets too.
constexpr size_t kState = 0, kUser = 11, kKernel = 12, kStart = 19, kExitCode = 49;
using Fields = std::array<const char*, 50>;

bool parse(Text& text, Fields& fields) {
    char* const name_end = std::strrchr(text.data(), ')');
    if (!name_end) return false;
    char* rest = nullptr;
    size_t count = 0;
    for (char* field = ::strtok_r(name_end + 1, " \n", &rest); field && count < fields.size();
         field = ::strtok_r(nullptr, " \n", &rest)) {
        fields[count++] = field;
    }
    return count > kStart;
}

uint64_t number(const char* field) { return field ? std::strtoull(field, nullptr, 10) : 0; }

}  // namespace

uint64_t now_as_file_time() noexcept { return now_of(CLOCK_REALTIME) + kUnixEpochInFileTime; }

std::optional<ProcessInfo> process_info(uint32_t id) {
    char path[40];
    std::snprintf(path, sizeof path, "/proc/%u/stat", id);
    Text text;
    Fields fields{};
    struct stat owner {};
    if (!read_text(path, text) || !parse(text, fields)) return std::nullopt;
    std::snprintf(path, sizeof path, "/proc/%u", id);
    if (::stat(path, &owner) != 0) return std::nullopt;
    ProcessInfo info;
    info.owner = owner.st_uid;
    info.start_ticks = number(fields[kStart]);
    info.dead = *fields[kState] == 'Z' || *fields[kState] == 'X';
    info.times.started = now_as_file_time() - now_of(CLOCK_BOOTTIME) + from_ticks(info.start_ticks);
    info.times.user = from_ticks(number(fields[kUser]));
    info.times.kernel = from_ticks(number(fields[kKernel]));
    if (info.dead && fields[kExitCode]) info.wait_status = static_cast<int>(number(fields[kExitCode]));
    return info;
}

void add_thread_times(uint32_t id, ProcessTimes& times) {
    char path[48];
    std::snprintf(path, sizeof path, "/proc/self/task/%u/stat", id);
    Text text;
    Fields fields{};
    if (!read_text(path, text) || !parse(text, fields)) return;
    times.user = from_ticks(number(fields[kUser]));
    times.kernel = from_ticks(number(fields[kKernel]));
}

void end_thread_times(ProcessTimes& times) noexcept {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    times.user = from_timeval(usage.ru_utime);
    times.kernel = from_timeval(usage.ru_stime);
    times.ended = now_as_file_time();
}

ProcessTimes own_process_times() {
    ProcessTimes times;
    if (const auto info = process_info(static_cast<uint32_t>(::getpid()))) times = info->times;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    times.user = from_timeval(usage.ru_utime);
    times.kernel = from_timeval(usage.ru_stime);
    return times;
}

}  // namespace handleapi
