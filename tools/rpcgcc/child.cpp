// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace rpcgcc {
namespace {

std::vector<char*> arguments_of(const Words& words) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    return arguments;
}

int cannot_run(const std::string& program, int error) {
    std::fprintf(stderr, "rpcgcc: %s: %s\n", program.c_str(), std::strerror(error));
    return 127;
}

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
        ::fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    }
    ~Pipe() {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close(size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
};

/// False at its end.
bool read_some(int descriptor, std::string& into) {
    std::array<char, 1 << 16> bytes;
    const ssize_t got = ::read(descriptor, bytes.data(), bytes.size());
    if (got > 0) into.append(bytes.data(), static_cast<size_t>(got));
    return got > 0 || (got < 0 && errno == EINTR);
}

/// Until the child has closed both its outputs; it may stop reading before.
void converse(Pipe& input, Pipe& output, Pipe& complaints, std::string_view text, Ended& ended) {
    ::fcntl(input.ends[1], F_SETFL, O_NONBLOCK);
    for (;;) {
        if (text.empty()) input.close(1);
        std::array<pollfd, 3> ready{pollfd{input.ends[1], POLLOUT, 0}, pollfd{output.ends[0], POLLIN, 0},
                                    pollfd{complaints.ends[0], POLLIN, 0}};
        if (ready[1].fd < 0 && ready[2].fd < 0) return;
        if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return;
        if (ready[0].revents != 0) {
            const ssize_t sent = ::write(ready[0].fd, text.data(), text.size());
            if (sent < 0 && errno != EAGAIN) input.close(1), text = {};
            if (sent > 0) text.remove_prefix(static_cast<size_t>(sent));
        }
        if (ready[1].revents != 0 && !read_some(ready[1].fd, ended.output)) output.close(0);
        if (ready[2].revents != 0 && !read_some(ready[2].fd, ended.complaints)) complaints.close(0);
    }
}

}  // namespace

Ended run(const Words& words, std::string_view text, Output wanted) {
    std::signal(SIGPIPE, SIG_IGN);
    Pipe input, output, complaints;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input.ends[0], STDIN_FILENO);
    if (wanted == Output::kept) ::posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, complaints.ends[1], STDERR_FILENO);
    pid_t process = -1;
    const int error =
        ::posix_spawnp(&process, words.front().c_str(), &actions, nullptr, arguments_of(words).data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    Ended ended;
    if (error != 0) {
        ended.status = cannot_run(words.front(), error);
        return ended;
    }
    input.close(0);
    output.close(1);
    complaints.close(1);
    converse(input, output, complaints, text, ended);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended;
}

int become(const Words& words) {
    ::execvp(words.front().c_str(), arguments_of(words).data());
    return cannot_run(words.front(), errno);
}

}  // namespace rpcgcc
