// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/peer.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace bench {
namespace {

/// The next line, empty at the end.
std::string line(std::FILE* from) {
    char text[256];
    if (std::fgets(text, sizeof text, from) == nullptr) return {};
    text[std::strcspn(text, "\n")] = '\0';
    return text;
}

/// A line of the process's status, in bytes.
double memory(pid_t process, std::string_view name) {
    std::ifstream file("/proc/" + std::to_string(process) + "/status");
    for (std::string word; file >> word;) {
        double kibibytes = 0;
        if (word == name && file >> kibibytes) return kibibytes * 1024;
    }
    give_up("reading the status of a process");
}

}  // namespace

void give_up(const char* what) {
    const int error = errno;  // says why, or is a trace of something else
    std::fprintf(stderr, "bench: %s failed (%s)\n", what, error != 0 ? std::strerror(error) : "no system error");
    std::_Exit(1);
}

std::string beside(const char* program) {
    return std::filesystem::read_symlink("/proc/self/exe").replace_filename(program);
}

Peer::Peer(const char* program) {
    std::string path = beside(program);
    int to_peer[2];
    int from_peer[2];
    if (::pipe2(to_peer, O_CLOEXEC) != 0 || ::pipe2(from_peer, O_CLOEXEC) != 0) give_up("pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to_peer[0], 0);
    posix_spawn_file_actions_adddup2(&actions, from_peer[1], 1);
    char* arguments[] = {path.data(), nullptr};
    if (::posix_spawn(&process, path.c_str(), &actions, nullptr, arguments, environ) != 0) give_up(program);
    posix_spawn_file_actions_destroy(&actions);
    if (::clock_getcpuclockid(process, &clock) != 0) give_up("clock_getcpuclockid");
    ::close(to_peer[0]);
    ::close(from_peer[1]);
    input_ = to_peer[1];
    std::FILE* lines = ::fdopen(from_peer[0], "r");
    tcp = line(lines);
    local = line(lines);
    crowd_tcp = line(lines);
    crowd_local = line(lines);
    if (local.empty()) give_up(program);
    std::fclose(lines);
}

Peer::~Peer() {
    ::close(input_);
    ::waitpid(process, nullptr, 0);
}

size_t Peer::threads() const {
    const std::filesystem::directory_iterator tasks("/proc/" + std::to_string(process) + "/task");
    return static_cast<size_t>(std::distance(begin(tasks), end(tasks)));
}

double resident(pid_t process) { return memory(process, "VmRSS:"); }
double peak(pid_t process) { return memory(process, "VmHWM:"); }

void forget_peak(pid_t process) {
    std::ofstream file("/proc/" + std::to_string(process) + "/clear_refs");
    if (!(file << "5" << std::flush)) give_up("clear_refs");
}

size_t connections_allowed(size_t wanted) {
    constexpr size_t kOthers = 100;  // descriptors of either process that are not connections
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) give_up("getrlimit");
    if (limit.rlim_cur < wanted + kOthers) {
        rlimit raised{wanted + kOthers, std::max<rlim_t>(limit.rlim_max, wanted + kOthers)};
        if (::setrlimit(RLIMIT_NOFILE, &raised) != 0) {  // the hard limit is not ours to raise
            raised.rlim_cur = raised.rlim_max = limit.rlim_max;
            if (::setrlimit(RLIMIT_NOFILE, &raised) != 0) give_up("setrlimit");
        }
        limit = raised;
    }
    const size_t allowed = std::min<size_t>(wanted, limit.rlim_cur - kOthers);
    if (allowed < wanted) {
        std::fprintf(stderr, "bench: %zu connections instead of %zu: the limit of descriptors is %zu\n", allowed,
                     wanted, static_cast<size_t>(limit.rlim_cur));
    }
    return allowed;
}

}  // namespace bench
