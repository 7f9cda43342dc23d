// SPDX-License-Identifier: LGPL-2.1-or-later
// Bridge: lets the runtime see a stream of PDUs where the peer speaks something else. Between the runtime and the peer
// stands a Translator; the runtime has one end of a socket pair ("near"), the peer's descriptor is "far". All bridges
// are worked by a loop of their own (Loop::bridging), on which no user code runs, so a synchronous call of a
// notification routine finds it awake. What one side does not take stops reading the other.
// When the far side ends or the translator gives up, the near side reads what there is, then the end; requests that
// nobody has read yet end in a reset, as those of a local stream do. When the near side ends, the translator may say
// good-bye for a while.
// Owner: itself, until both sides are closed. Threads: start() from any.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::transport {

/// Bytes that wait to leave.
class Leaving {
 public:
    void add(std::span<const std::byte> bytes) {
        // A stream that never runs dry must not keep all it ever carried.
        if (gone_ > kMostGone && gone_ > size()) {
            bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(gone_));
            gone_ = 0;
        }
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    void gone(size_t count) noexcept {
        gone_ += count;
        if (gone_ == bytes_.size()) bytes_.clear(), gone_ = 0;
    }
    std::span<const std::byte> waiting() const noexcept { return std::span(bytes_).subspan(gone_); }
    size_t size() const noexcept { return bytes_.size() - gone_; }
    /// Bytes it keeps, those that are gone among them.
    size_t held() const noexcept { return bytes_.size(); }

 private:
    static constexpr size_t kMostGone = 64 * 1024;
    std::vector<std::byte> bytes_;
    size_t gone_ = 0;
};

/// Pure: bytes in, bytes out. Not ok: the stream is over.
class Translator {
 public:
    virtual ~Translator() = default;
    virtual base::Status from_near(std::span<const std::byte> bytes) = 0;
    virtual base::Status from_far(std::span<const std::byte> bytes) = 0;
    /// Nothing comes from the near side any more.
    virtual void near_ended() = 0;
    /// After near_ended(): nothing needs to be said or heard any more, once `to_far` has left.
    virtual bool done() const noexcept = 0;
    /// It takes more from the near side.
    virtual bool has_room() const noexcept { return true; }

    Leaving to_near, to_far;
};

class Bridge {
 public:
    /// The runtime's end. rpc_s_out_of_resources.
    static base::Result<Socket> start(Socket far, std::unique_ptr<Translator> translator);
};

}  // namespace rpcrt4::transport
