// SPDX-License-Identifier: LGPL-2.1-or-later
// See bridge.hpp.
#include "rpcrt4/transport/bridge.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <new>
#include <utility>

#include "rpcrt4/transport/loop.hpp"

namespace rpcrt4::transport {
namespace {

using base::Status;

constexpr size_t kMostWaiting = 256 * 1024;
constexpr size_t kChunk = 64 * 1024;
/// What a good-bye may take.
constexpr std::chrono::seconds kPatience{5};

class Crossing {
 public:
    Crossing(Socket near, Socket far, std::unique_ptr<Translator> translator) noexcept
        : near_(*this, std::move(near)), far_(*this, std::move(far)), translator_(std::move(translator)) {}

    /// On the loop. It deletes itself.
    void begin() noexcept {
        near_.watch = Watch::open(near_.socket.descriptor(), near_, Loop::bridging());
        far_.watch = Watch::open(far_.socket.descriptor(), far_, Loop::bridging());
        if (!near_.watch || !far_.watch) return close();
        turn();
    }

 private:
    struct Side final : Watcher {
        Side(Crossing& whole, Socket owned) noexcept : crossing(whole), socket(std::move(owned)) {}
        void ready(bool readable, bool writable) noexcept override { crossing.ready(*this, readable, writable); }

        Crossing& crossing;
        Socket socket;
        Watch* watch = nullptr;
        bool ended = false;  // nothing comes from it, or leaves for it
    };

    void ready(Side& side, bool readable, bool) noexcept {
        if (closing_) return;
        try {
            if (readable && !side.ended) read(side);
        } catch (const std::bad_alloc&) {
            close();
            return;
        }
        turn();
    }

    void read(Side& side) {
        const iovec piece{chunk_.data(), chunk_.size()};
        const Transfer got = receive_some(side.socket.descriptor(), {&piece, 1}, Blocking::no);
        if (got.error == EAGAIN) return;
        const auto bytes = std::span<const std::byte>(chunk_).first(got.bytes);
        if (&side == &far_) {
            if (got.bytes == 0 || failed(translator_->from_far(bytes))) far_.ended = true;
        } else if (got.bytes != 0) {
            if (failed(translator_->from_near(bytes))) far_.ended = true;
        } else {
            near_.ended = true;
            say_good_bye();
        }
    }

    /// Sends what the side takes.
    static void send(Side& side, Leaving& leaving) noexcept {
        while (!side.ended && leaving.size() > 0) {
            const auto bytes = leaving.waiting();
            const iovec piece{const_cast<std::byte*>(bytes.data()), bytes.size()};
            const Transfer sent = send_some(side.socket.descriptor(), {&piece, 1}, Blocking::no);
            if (sent.error == EAGAIN) return;
            if (sent.error != 0) side.ended = true;
            leaving.gone(sent.bytes);
        }
    }

    void turn() noexcept {
        const bool near_was_there = !near_.ended;
        send(near_, translator_->to_near);
        if (near_was_there && near_.ended) say_good_bye();
        send(far_, translator_->to_far);
        // What the far side said last still reaches the near one.
        const bool nothing_more = far_.ended ? near_.ended || translator_->to_near.size() == 0
                                             : near_.ended && translator_->done() && translator_->to_far.size() == 0;
        if (nothing_more) return close();
        const bool near_may_talk = translator_->has_room() && translator_->to_far.size() < kMostWaiting;
        want(near_, near_may_talk && !far_.ended, translator_->to_near.size() > 0);
        want(far_, translator_->to_near.size() < kMostWaiting, translator_->to_far.size() > 0);
    }

    static void want(Side& side, bool readable, bool writable) noexcept {
        side.watch->want(readable && !side.ended, writable && !side.ended);
    }

    void say_good_bye() noexcept {
        try {
            translator_->near_ended();
            set_limit();
        } catch (const std::bad_alloc&) {
            far_.ended = true;
        }
    }

    void set_limit() {
        Loop::bridging().after(kPatience, [watching = std::weak_ptr(alive_), this] {
            if (!watching.expired()) close();
        });
    }

    void close() noexcept {
        if (std::exchange(closing_, true)) return;
        alive_.reset();
        open_watches_ = (near_.watch != nullptr) + (far_.watch != nullptr);
        if (open_watches_ == 0) {
            delete this;
            return;
        }
        for (Side* side : {&near_, &far_}) {
            if (!side->watch) continue;
            side->watch->close([this] {
                if (--open_watches_ == 0) delete this;
            });
        }
    }

    Side near_, far_;
    const std::unique_ptr<Translator> translator_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    bool closing_ = false;
    int open_watches_ = 0;
    static inline std::array<std::byte, kChunk> chunk_;  // of the loop's thread
};

}  // namespace

base::Result<Socket> Bridge::start(Socket far, std::unique_ptr<Translator> translator) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return Status::rpc_s_out_of_resources;
    Socket runtime(ends[0]);
    auto crossing = std::make_unique<Crossing>(Socket(ends[1]), std::move(far), std::move(translator));
    Loop::bridging().post([bridge = crossing.get()] { bridge->begin(); });
    static_cast<void>(crossing.release());
    return runtime;
}

}  // namespace rpcrt4::transport
