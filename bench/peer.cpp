// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/peer.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "bench/rival.hpp"

namespace bench {

void give_up(const char* what) {
    std::fprintf(stderr, "rpc_bench: %s failed\n", what);
    std::exit(1);
}

Peer::Peer(const char* program) {
    char self[4096] = {};
    if (::readlink("/proc/self/exe", self, sizeof self - 1) < 0) give_up("readlink");
    std::string path(self);
    path.replace(path.rfind('/') + 1, path.npos, program);
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
    std::FILE* lines = ::fdopen(from_peer[0], "r");
    tcp = line(lines);
    local = line(lines);
    std::fclose(lines);
}

std::string Peer::line(std::FILE* from) {
    char text[256];
    if (std::fgets(text, sizeof text, from) == nullptr) give_up("starting a peer");
    text[std::strcspn(text, "\n")] = '\0';
    return text;
}

double both_times(const Peer& peer) {
    timespec time{};
    ::clock_gettime(peer.clock, &time);
    return process_time() + static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double resident(pid_t process) {
    const std::string path = "/proc/" + std::to_string(process) + "/statm";
    std::FILE* file = std::fopen(path.c_str(), "r");
    long total = 0;
    long pages = 0;
    if (file == nullptr || std::fscanf(file, "%ld %ld", &total, &pages) != 2) give_up("statm");
    std::fclose(file);
    return static_cast<double>(pages * ::sysconf(_SC_PAGESIZE));
}

}  // namespace bench
