// SPDX-License-Identifier: LGPL-2.1-or-later
// A program run as systemd runs a service, or from a console: with a socket for its notices, in a session of its own,
// its output read line by line. Every wait is bounded; what a test leaves running is killed.
#pragma once

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/unit/handleapi/process/processes.hpp"

namespace testing {

class Managed {
 public:
    enum class By { notify_socket, exec_id, nobody };

    Managed(By starter, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "service_child");
        int in[2], out[2];
        REQUIRE(pipe(in) == 0);
        REQUIRE(pipe(out) == 0);
        char folder[] = "/tmp/rpcrt4-notify-XXXXXX";
        REQUIRE(mkdtemp(folder) != nullptr);
        folder_ = folder;
        listen();
        process_ = fork();
        if (process_ == 0) become(starter, arguments, in[0], out[1]);
        close(in[0]);
        close(out[1]);
        input_ = in[1];
        output_ = out[0];
    }
    Managed(const Managed&) = delete;
    ~Managed() {
        if (process_ > 0) {
            kill(process_, SIGKILL);
            waitpid(process_, nullptr, 0);
        }
        for (const int each : {input_, output_, notices_}) close(each);
        unlink(socket_path().c_str());
        rmdir(folder_.c_str());
    }

    /// The next line it says.
    std::string line() {
        std::string text;
        for (char byte = 0; readable(output_) && read(output_, &byte, 1) == 1 && byte != '\n';) text += byte;
        return text;
    }
    /// The next notice, with commas for the ends of lines.
    std::string notice() {
        char room[1024];
        if (!readable(notices_)) return "nothing";
        const ssize_t size = recv(notices_, room, sizeof room, 0);
        std::string text(room, size > 0 ? static_cast<size_t>(size) : 0);
        for (char& each : text) {
            if (each == '\n') each = ',';
        }
        return text;
    }
    bool no_notice() const {
        char byte;
        return recv(notices_, &byte, 1, MSG_DONTWAIT) < 0;
    }
    void signal(int number) const { REQUIRE(kill(process_, number) == 0); }
    void go_on() const { REQUIRE(write(input_, "x", 1) == 1); }

    /// Its exit code, or minus the signal that ended it.
    int end() {
        int status = 0;
        REQUIRE(eventually([&] { return waitpid(process_, &status, WNOHANG) == process_; }));
        process_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

 private:
    std::string socket_path() const { return folder_ + "/notify"; }

    void listen() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
        notices_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        REQUIRE(bind(notices_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }

    static bool readable(int descriptor) {
        pollfd wanted{.fd = descriptor, .events = POLLIN, .revents = 0};
        return poll(&wanted, 1, static_cast<int>(kLimit)) == 1;
    }

    [[noreturn]] void become(By starter, const std::vector<std::string>& arguments, int in, int out) const {
        setsid();
        dup2(in, 0);
        dup2(out, 1);
        for (int other = 3; other < 64; ++other) close(other);
        for (const char* name : {"NOTIFY_SOCKET", "SYSTEMD_EXEC_PID", "INVOCATION_ID"}) unsetenv(name);
        if (starter == By::notify_socket) setenv("NOTIFY_SOCKET", socket_path().c_str(), 1);
        if (starter == By::exec_id) setenv("SYSTEMD_EXEC_PID", std::to_string(getpid()).c_str(), 1);
        if (starter == By::nobody) setenv("SYSTEMD_EXEC_PID", "1", 1);
        for (const int each : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) ::signal(each, SIG_DFL);
        std::vector<char*> words;
        for (const std::string& each : arguments) words.push_back(const_cast<char*>(each.c_str()));
        words.push_back(nullptr);
        execv((own_directory() + "service_child").c_str(), words.data());
        _exit(127);
    }

    std::string folder_;
    pid_t process_ = 0;
    int input_ = -1;
    int output_ = -1;
    int notices_ = -1;
};

}  // namespace testing
