// SPDX-License-Identifier: LGPL-2.1-or-later
// Bridges: what goes across, what both ends see when one is gone, and what is kept of what has left.
#include "rpcrt4/transport/bridge.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using namespace rpcrt4::transport;
using base::Status;
using Octets = std::vector<std::byte>;

namespace {

constexpr std::chrono::seconds kLimit{20};

Octets text(std::string_view value) {
    const auto bytes = std::as_bytes(std::span(value));
    return Octets(bytes.begin(), bytes.end());
}

/// Passes everything on; says "bye" at the end and waits to hear it. "stop" from the far side is against its rules.
class Plain final : public Translator {
 public:
    Status from_near(std::span<const std::byte> bytes) override {
        to_far.add(bytes);
        return Status::ok;
    }
    Status from_far(std::span<const std::byte> bytes) override {
        const Octets heard(bytes.begin(), bytes.end());
        if (heard == text("stop")) return Status::rpc_s_protocol_error;
        done_ = ending_ && heard == text("bye");
        if (!ending_) to_near.add(bytes);
        return Status::ok;
    }
    void near_ended() override {
        ending_ = true;
        to_far.add(text("bye"));
    }
    bool done() const noexcept override { return done_; }

 private:
    bool ending_ = false, done_ = false;
};

struct Ends {
    Socket near, far;
};

Ends bridged() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    auto near = Bridge::start(Socket(ends[0]), std::make_unique<Plain>());
    REQUIRE(near);
    set_timeouts(near->descriptor(), kLimit);
    set_timeouts(ends[1], kLimit);
    return {std::move(*near), Socket(ends[1])};
}

void send(const Socket& socket, Octets bytes) {
    iovec piece{bytes.data(), bytes.size()};
    REQUIRE(send_all(socket.descriptor(), {&piece, 1}).error == 0);
}

/// Less at the end of the stream.
Octets receive(const Socket& socket, size_t size) {
    Octets bytes(size);
    const ssize_t got = ::recv(socket.descriptor(), bytes.data(), size, MSG_WAITALL);
    bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return bytes;
}

}  // namespace

TEST_SUITE("rpcrt4/transport/bridge") {
    TEST_CASE("bytes go across in both directions, more than either side holds") {
        const Ends ends = bridged();
        const Octets much(3 << 20, std::byte{7});
        const auto both_ways = [&](const Socket& from, const Socket& to) {
            std::thread sender([&] { send(from, much); });
            CHECK(receive(to, much.size()) == much);
            sender.join();
        };
        both_ways(ends.near, ends.far);
        both_ways(ends.far, ends.near);
    }

    TEST_CASE("what the far side said before it left still arrives, and then the end") {
        Ends ends = bridged();
        send(ends.far, text("last words"));
        ends.far.close();
        CHECK(receive(ends.near, 100) == text("last words"));
    }

    TEST_CASE("a far side that breaks the rules is the end of the stream") {
        const Ends ends = bridged();
        send(ends.far, text("stop"));
        CHECK(receive(ends.near, 1).empty());
        CHECK(receive(ends.far, 1).empty());
    }

    TEST_CASE("when the near side leaves, the good-bye is said, and the far side let go once it has answered") {
        Ends ends = bridged();
        send(ends.near, text("so long"));
        ends.near.close();
        CHECK(receive(ends.far, 10) == text("so longbye"));
        send(ends.far, text("bye"));
        CHECK(receive(ends.far, 1).empty());
    }

    TEST_CASE("what has left is not kept for ever, though there always is more to come") {
        Leaving leaving;
        leaving.add(Octets(1000));
        for (int i = 0; i < 10000; ++i) {
            leaving.add(Octets(1000));
            leaving.gone(1000);
            CHECK(leaving.size() == 1000);
        }
        CHECK(leaving.held() < 200000);
    }
}
