// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/winbind.hpp"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <semaphore>

#include "handleapi/base/per_process.hpp"
#include "rpcrt4/security/ntlm/hex.hpp"

namespace rpcrt4::security::ntlm {
namespace {

using base::Result;
using base::Status;

constexpr size_t kLongestAnswer = 64 << 10;
constexpr std::string_view kEnd = ".";

int64_t milliseconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

std::string base64(std::string_view text) {
    constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string coded;
    for (size_t i = 0; i < text.size(); i += 3) {
        const size_t count = std::min<size_t>(3, text.size() - i);
        uint32_t group = 0;
        for (size_t j = 0; j < 3; ++j) group = group << 8 | (j < count ? static_cast<uint8_t>(text[i + j]) : 0u);
        for (size_t j = 0; j < 4; ++j) coded += j <= count ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
    return coded;
}

/// The line that ends an answer is there.
bool ended(std::string_view answer) { return answer == ".\n" || answer.ends_with("\n.\n"); }

/// A running helper; its standard input and output are the other end of one socket.
class Helper {
 public:
    Helper(const std::string& program, const std::string& configuration) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
        socket_ = ends[0];
        std::string protocol = "--helper-protocol=ntlm-server-1";
        std::string option = "--configfile=" + configuration;
        char* arguments[] = {const_cast<char*>(program.c_str()), protocol.data(),
                             configuration.empty() ? nullptr : option.data(), nullptr};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (::posix_spawnp(&process_, program.c_str(), &actions, nullptr, arguments, environ) != 0) process_ = -1;
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
    }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;
    ~Helper() {
        if (socket_ >= 0) ::close(socket_);
        if (process_ < 0) return;
        ::kill(process_, SIGKILL);  // it has said what it had to say
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
    }

    /// Its answer up to its end, or what there was of it.
    std::string ask(std::string_view question, int patience) {
        std::string answer;
        const int64_t until = milliseconds() + patience;
        while (process_ >= 0 && !ended(answer) && answer.size() < kLongestAnswer) {
            pollfd ready{socket_, static_cast<short>(question.empty() ? POLLIN : POLLIN | POLLOUT), 0};
            const int64_t left = until - milliseconds();
            const int found = left <= 0 ? 0 : ::poll(&ready, 1, static_cast<int>(left));
            if (found < 0 && errno == EINTR) continue;
            if (found <= 0) break;
            if (ready.revents & POLLOUT) {
                const ssize_t sent = ::send(socket_, question.data(), question.size(), MSG_NOSIGNAL);
                if (sent <= 0) break;
                question.remove_prefix(static_cast<size_t>(sent));
            } else {
                char bytes[1024];
                const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
                if (got <= 0) break;
                answer.append(bytes, static_cast<size_t>(got));
                ::explicit_bzero(bytes, sizeof bytes);
            }
        }
        return answer;
    }

 private:
    int socket_ = -1;
    pid_t process_ = -1;
};

/// The right to have a helper.
struct Turn {
    explicit Turn(int patience) : mine(turns().try_acquire_for(std::chrono::milliseconds(patience))) {}
    ~Turn() {
        if (mine) turns().release();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    const bool mine;

 private:
    using Turns = std::counting_semaphore<Winbind::kMostHelpers>;
    static Turns& turns() {
        static constinit base::PerProcess<Turns> all;
        return all.get([] { return new Turns(Winbind::kMostHelpers); });
    }
};

std::optional<std::string_view> value_of(std::string_view lines, std::string_view name) {
    while (!lines.empty()) {
        const size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line == kEnd) break;
        if (line.starts_with(name) && line.substr(name.size()).starts_with(": ")) return line.substr(name.size() + 2);
    }
    return std::nullopt;
}

}  // namespace

std::string winbind_question(const Claim& claim) {
    return "Username:: " + base64(claim.user) + "\nNT-Domain:: " + base64(claim.domain) +
           "\nLANMAN-Challenge: " + to_hex(claim.server_challenge) + "\nNT-Response: " + to_hex(claim.nt_response) +
           "\nRequest-User-Session-Key: Yes\n.\n";
}

Result<Key> winbind_answer(std::string_view answer) {
    const auto verdict = value_of(answer, "Authenticated");
    if (!ended(answer) || !verdict) return Status::sec_e_no_authenticating_authority;
    if (*verdict != "Yes") return Status::sec_e_logon_denied;
    Key key;
    const auto hex = value_of(answer, "User-Session-Key");
    if (!hex || !from_hex(*hex, *key)) return Status::sec_e_no_authenticating_authority;
    return key;
}

Result<Admission> Winbind::verify(const Claim& claim) const {
    const Turn turn(options_.patience);
    if (!turn.mine) return Status::sec_e_no_authenticating_authority;
    std::string answer =
        Helper(options_.helper, options_.configuration).ask(winbind_question(claim), options_.patience);
    const auto key = winbind_answer(answer);
    ::explicit_bzero(answer.data(), answer.size());
    if (!key) return key.status();
    return Admission{*key, claim.user, claim.domain};
}

}  // namespace rpcrt4::security::ntlm
