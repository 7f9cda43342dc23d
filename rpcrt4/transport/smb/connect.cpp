// SPDX-License-Identifier: LGPL-2.1-or-later
// See connect.hpp.
#include "rpcrt4/transport/smb/connect.hpp"

#include "rpcrt4/transport/smb/pipe_client.hpp"
#include "rpcrt4/transport/tcp.hpp"

namespace rpcrt4::transport::smb {
namespace {

constexpr std::string_view kPort = "445";

/// The part of a connect that comes after the socket is connected, as other threads may give it up.
class Watched {
 public:
    Watched(ConnectWatch* watch, int descriptor) : watch_(watch) {
        if (watch_) watch_->begins(descriptor);
    }
    ~Watched() {
        if (watch_) watch_->ends();
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    bool given_up() const noexcept { return watch_ && watch_->given_up(); }

 private:
    ConnectWatch* const watch_;
};

}  // namespace

base::Result<Socket> connect(std::string_view host, std::string_view pipe, const ConnectLimits& limits) {
    auto far = tcp::connect(host, kPort, limits);
    if (!far) return far;
    return connect_over(std::move(*far), host, pipe, limits);
}

base::Result<Socket> connect_over(Socket far, std::string_view host, std::string_view pipe,
                                  const ConnectLimits& limits) {
    auto opened = [&]() -> base::Result<OpenPipe> {
        const Watched watched(limits.watch, far.descriptor());
        if (watched.given_up()) return base::Status::rpc_s_call_cancelled;
        auto made = open_pipe(far.descriptor(), {std::string(host), std::string(pipe)}, limits.logon, limits.deadline);
        if (watched.given_up()) return base::Status::rpc_s_call_cancelled;
        return made;
    }();
    if (!opened) return opened.status();
    return Bridge::start(std::move(far), std::make_unique<PipeClient>(std::move(*opened)));
}

}  // namespace rpcrt4::transport::smb
