// SPDX-License-Identifier: LGPL-2.1-or-later
// Pipes as they come over the wire: the bytes of C706 14.3.9, requests cut anywhere, and clients that stop in the
// middle, never stop, or go on when nobody listens. The stub has no thunks: its managers are called by description.
#include <doctest/doctest.h>

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstring>

#include "fixture.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

#include <rpcndr.h>

using namespace server_test;
using protocol::PduType;

namespace {

#define SHORT_(value) static_cast<uint8_t>((value)&0xff), static_cast<uint8_t>(((value) >> 8) & 0xff)

// 2: long; 4: pipe of long; 14: ref pointer to it; 18: hyper; 20: pipe of hyper; 30: ref pointer to it
// clang-format off
const unsigned char kTypes[] = {
    0, 0,
    0x08, 0x5c,
    0xb5, 0x03, SHORT_(-4), SHORT_(4), SHORT_(4),  0, 0,
    0x11, 0x04, SHORT_(-12), 0x0b, 0x5c,
    0xb5, 0x07, SHORT_(-4), SHORT_(8), SHORT_(8),  0, 0,
    0x11, 0x04, SHORT_(-12),
};
const unsigned char kProcedures[] = {
    // long Total([in] handle_t h, [in] long base, [in] LONG_PIPE *numbers)
    0x00, 0x48, 0, 0, 0, 0, SHORT_(0), SHORT_(32), 0x32, 0x00, SHORT_(0), SHORT_(8), SHORT_(8), 0x4c, 3,
    0x0a, 0x01, 0, 0, 0, 0, 0, 0, 0, 0,
    SHORT_(0x0048), SHORT_(8), 0x08, 0x00,
    SHORT_(0x410c), SHORT_(16), SHORT_(14),
    SHORT_(0x0070), SHORT_(24), 0x08, 0x00,
    // void Give([in] handle_t h, [in] long count, [out] HYPER_PIPE *numbers, [out] long *last)
    0x00, 0x48, 0, 0, 0, 0, SHORT_(1), SHORT_(32), 0x32, 0x00, SHORT_(0), SHORT_(8), SHORT_(8), 0x48, 3,
    0x0a, 0x01, 0, 0, 0, 0, 0, 0, 0, 0,
    SHORT_(0x0048), SHORT_(8), 0x08, 0x00,
    SHORT_(0x4114), SHORT_(16), SHORT_(30),
    SHORT_(0x2150), SHORT_(24), 0x08, 0x00,
};
// clang-format on
const unsigned short kOffsets[] = {0, sizeof kProcedures / 2};

Counter entered;
Counter gate;
Counter left;
std::atomic<bool> waits{false};
std::atomic<bool> refuses{false};
std::atomic<RPC_STATUS> pull_saw{RPC_S_OK};

LONG total(handle_t, LONG base, GENERIC_PIPE_TYPE* numbers) {
    entered.add();
    if (waits) static_cast<void>(gate.reaches(1));
    if (refuses) RpcRaiseException(4711);
    RpcTryExcept {
        for (ULONG count = 1; count != 0;) {
            LONG room[100];
            numbers->pfnPull(numbers->pState, room, 100, &count);
            for (ULONG i = 0; i < count; ++i) base += room[i];
        }
    }
    RpcExcept(1) {
        pull_saw = static_cast<RPC_STATUS>(RpcExceptionCode());
        left.add();
        RpcRaiseException(pull_saw);
    }
    RpcEndExcept left.add();
    return base;
}

void give(handle_t, LONG count, GENERIC_PIPE_TYPE* numbers, LONG* last) {
    for (LONG i = 0; i < count; ++i) {
        hyper number = 0x1122334455667700 + i;
        numbers->pfnPush(numbers->pState, &number, 1);
    }
    numbers->pfnPush(numbers->pState, nullptr, 0);
    *last = count;
}

/// By way of the one type that every function may be cast to.
template <typename F>
SERVER_ROUTINE routine(F* function) {
    return reinterpret_cast<SERVER_ROUTINE>(reinterpret_cast<void (*)()>(function));
}
const SERVER_ROUTINE kRoutines[] = {routine(total), routine(give)};

class PipeFixture {
 public:
    PipeFixture() {
        description_.pFormatTypes = kTypes;
        description_.pfnAllocate = [](size_t size) { return std::malloc(size); };
        description_.pfnFree = [](void* memory) { std::free(memory); };
        server_info_.pStubDesc = &description_;
        server_info_.DispatchTable = kRoutines;
        server_info_.ProcString = kProcedures;
        server_info_.FmtStringOffset = kOffsets;
        target.spec().Flags = RPC_INTERFACE_HAS_PIPES;
        target.spec().InterpreterInfo = &server_info_;
        for (Counter* counter : {&entered, &gate, &left}) counter->reset();
        waits = refuses = false;
        pull_saw = RPC_S_OK;
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        peer = bound_peer(target);
    }
    ~PipeFixture() { gate.add(); }

    void piece(uint32_t call_id, std::span<const uint8_t> bytes, bool first, bool last) {
        protocol::Buffer stub(bytes.size());
        if (!bytes.empty()) std::memcpy(stub.data(), bytes.data(), bytes.size());
        peer->send(protocol::encode_request({.call_id = call_id}, std::move(stub), 5840, {first, last}));
    }
    /// What the server says to a request in pieces that end at `cuts`.
    std::optional<Pdu> in_pieces(std::span<const uint8_t> bytes, std::vector<size_t> cuts) {
        const uint32_t call_id = ++last_call_id_;
        cuts.push_back(bytes.size());
        size_t begin = 0;
        for (size_t i = 0; i < cuts.size(); ++i) {
            piece(call_id, bytes.subspan(begin, cuts[i] - begin), i == 0, i + 1 == cuts.size());
            begin = cuts[i];
        }
        return peer->receive();
    }
    /// Still there for everybody.
    bool serves() {
        const auto answer = in_pieces(std::array<uint8_t, 8>{7}, {});
        return answer && answer->type() == PduType::response && answer->stub()[0] == std::byte{7};
    }

    TestInterface target{NdrServerCall2, NdrServerCall2};
    const Listening listening;
    std::unique_ptr<RawPeer> peer;

 private:
    MIDL_STUB_DESC description_{};
    MIDL_SERVER_INFO server_info_{};
    uint32_t last_call_id_ = 1000;
};

// base 5; a chunk of 1, 2, 3; a chunk of 4; the end
constexpr uint8_t kTotal[] = {5, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
                              3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0};
constexpr uint32_t kBadStubData = static_cast<uint32_t>(base::Status::rpc_x_bad_stub_data);

bool answers(const std::optional<Pdu>& answer, uint8_t low) {
    const auto stub = answer && answer->type() == PduType::response ? answer->stub() : std::vector<std::byte>();
    return stub == std::vector<std::byte>{std::byte{low}, std::byte{0}, std::byte{0}, std::byte{0}};
}

}  // namespace

TEST_SUITE("rpcrt4/server/pipe_requests") {
    TEST_CASE_FIXTURE(PipeFixture,
                      "an [in] pipe is chunks of a count and elements, up to a count of zero (C706 14.3.9)") {
        CHECK(answers(in_pieces(kTotal, {}), 15));
    }

    TEST_CASE_FIXTURE(PipeFixture, "a request may be cut anywhere, into pieces of any length") {
        for (size_t cut = 0; cut <= sizeof kTotal; ++cut) {
            CAPTURE(cut);
            CHECK(answers(in_pieces(kTotal, {cut}), 15));
            if (cut + 3 <= sizeof kTotal) CHECK(answers(in_pieces(kTotal, {cut, cut + 1, cut + 3}), 15));
        }
        std::vector<size_t> single;
        for (size_t i = 1; i < sizeof kTotal; ++i) single.push_back(i);
        CHECK(answers(in_pieces(kTotal, single), 15));
    }

    TEST_CASE_FIXTURE(PipeFixture, "an [out] pipe is aligned as a whole with what follows it (C706 14.3.9, F7)") {
        constexpr uint8_t two[] = {2, 0, 0, 0};
        peer->request(9, 1, std::as_bytes(std::span(two)));
        const auto answer = peer->receive();
        REQUIRE(answer);
        constexpr uint8_t expected[] = {1,    0,    0,    0,    0, 0, 0, 0, 0x00, 0x77, 0x66, 0x55, 0x44, 0x33,
                                        0x22, 0x11, 1,    0,    0, 0, 0, 0, 0,    0,    0x01, 0x77, 0x66, 0x55,
                                        0x44, 0x33, 0x22, 0x11, 0, 0, 0, 0, 2,    0,    0,    0};
        const auto bytes = std::as_bytes(std::span(expected));
        CHECK(answer->stub() == std::vector<std::byte>(bytes.begin(), bytes.end()));
    }

    TEST_CASE_FIXTURE(PipeFixture, "a pipe that ends in its middle is RPC_X_BAD_STUB_DATA, whatever is missing") {
        for (size_t length = 0; length < sizeof kTotal; ++length) {
            CAPTURE(length);
            const auto answer = in_pieces(std::span(kTotal).first(length), {length / 2});
            REQUIRE(answer);
            REQUIRE(answer->type() == PduType::fault);
            CHECK(answer->status() == kBadStubData);
        }
        CHECK(serves());
    }

    TEST_CASE_FIXTURE(PipeFixture, "a count that lies asks for what never comes, and for no memory") {
        uint8_t bytes[] = {5, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0};
        const auto answer = in_pieces(bytes, {8});
        REQUIRE(answer);
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == kBadStubData);
    }

    TEST_CASE_FIXTURE(PipeFixture, "a manager that does not pull holds its client back, and what is kept is bounded") {
        waits = true;
        std::vector<uint8_t> bytes(8 + 4 * 1000);
        bytes[4] = static_cast<uint8_t>(1000 & 0xff);
        bytes[5] = static_cast<uint8_t>(1000 >> 8);
        piece(1, bytes, true, false);
        REQUIRE(entered.reaches(1));
        // One more chunk again and again, until the system takes no more of them for a while.
        protocol::Buffer chunk(bytes.size() - 4);
        std::memcpy(chunk.data(), bytes.data() + 4, chunk.size());
        const auto message = protocol::encode_request({.call_id = 1}, std::move(chunk), 5840, {false, false});
        size_t taken = 0;
        size_t position = 0;
        constexpr size_t kMost = 64 * 1024 * 1024;
        const iovec whole = message.pending().front();
        while (taken < kMost) {
            const iovec rest{static_cast<std::byte*>(whole.iov_base) + position, whole.iov_len - position};
            const auto sent = transport::send_some(peer->descriptor(), {&rest, 1}, transport::Blocking::no);
            taken += sent.bytes;
            position = (position + sent.bytes) % whole.iov_len;
            if (sent.error == 0) continue;
            pollfd entry{peer->descriptor(), POLLOUT, 0};
            if (::poll(&entry, 1, 500) == 0) break;
        }
        CHECK(taken < kMost);
        gate.add();
        // Drained again: the client can go on where it stopped.
        pollfd entry{peer->descriptor(), POLLOUT, 0};
        CHECK(::poll(&entry, 1, 20000) == 1);
        peer->close();
        CHECK(left.reaches(1));
        CHECK(pull_saw == RPC_S_CALL_FAILED);
    }

    TEST_CASE_FIXTURE(PipeFixture, "a client that is gone in the middle of a pipe fails the manager's pull (G11)") {
        piece(1, std::span(kTotal).first(20), true, false);
        REQUIRE(entered.reaches(1));
        peer->close();
        REQUIRE(left.reaches(1));
        CHECK(pull_saw == RPC_S_CALL_FAILED);
    }

    TEST_CASE_FIXTURE(PipeFixture, "a call that is orphaned in the middle of a pipe fails the manager's pull") {
        piece(1, std::span(kTotal).first(20), true, false);
        REQUIRE(entered.reaches(1));
        peer->control(PduType::orphaned, 1);
        REQUIRE(left.reaches(1));
        CHECK(pull_saw == RPC_S_CALL_CANCELLED);
        CHECK(serves());
    }

    TEST_CASE_FIXTURE(PipeFixture, "what comes of a request whose call is over is swallowed, and the stream lives") {
        refuses = true;
        piece(1, std::span(kTotal).first(16), true, false);
        const auto fault = peer->receive();
        REQUIRE(fault);
        CHECK(fault->status() == 4711);
        refuses = false;
        for (int i = 0; i < 1000; ++i) piece(1, std::span(kTotal), false, false);
        piece(1, {}, false, true);
        CHECK(serves());
    }

    TEST_CASE_FIXTURE(PipeFixture, "a piece of a request that never began is a protocol error") {
        piece(1, kTotal, false, true);
        const auto answer = peer->receive();
        REQUIRE(answer);
        CHECK(answer->status() == protocol::nca::kProtocolError);
        CHECK(peer->closed());
    }
}
