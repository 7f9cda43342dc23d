// SPDX-License-Identifier: LGPL-2.1-or-later
// What systemd is told of this process and by which way: datagrams of "NAME=VALUE" lines to the socket $NOTIFY_SOCKET
// names, see sd_notify(3) and systemd.exec(5).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <winsvc.h>

namespace handleapi::service {

/// Whether systemd started this very process: it is asked for notices, or is the process that was executed as a
/// service. Older systems (before 248) do not say which it was; there it is a child of systemd without a terminal.
bool started_by_manager();

/// The socket, taken out of the environment, so that no child takes itself for the service.
class NoticeSocket {
 public:
    NoticeSocket();
    ~NoticeSocket();
    NoticeSocket(const NoticeSocket&) = delete;
    NoticeSocket& operator=(const NoticeSocket&) = delete;

    /// Nothing when there is no socket, or nobody listens any more.
    void send(std::string_view lines) const noexcept;

 private:
    int descriptor_ = -1;
};

/// What a service was and is, of those a notice is about.
struct Reported {
    std::string_view name;
    SERVICE_STATUS status;
};
/// What has been told of all.
struct Told {
    bool ready = false;
    bool stopping = false;
};
/// The notice after `changed` has reported its status; `all` includes it. Notes in `told` what it tells.
std::string notice_of(const Reported& changed, std::span<const Reported> all, Told& told);

}  // namespace handleapi::service
