// SPDX-License-Identifier: LGPL-2.1-or-later
// The two ends of stub data in pieces, against a call that keeps what is sent and gives out what is wanted.
#include <doctest/doctest.h>

#include <cstring>
#include <deque>
#include <vector>

#include "rpcrt4/stub/pieces.hpp"

using namespace rpcrt4;
using base::Status;
using Bytes = std::vector<uint8_t>;

namespace {

class RecordingCall final : public binding::SynchronousCall {
 public:
    RecordingCall() : SynchronousCall(Kind::server_call) {}

    Status get_buffer(RPC_MESSAGE& message) override {
        buffer_.assign(message.BufferLength / 8 + 1, 0xcccccccccccccccc);
        message.Buffer = buffer_.data();
        return Status::ok;
    }
    void free_buffer(RPC_MESSAGE&) noexcept override {}
    Status send_receive(RPC_MESSAGE&) override { return Status::rpc_s_cannot_support; }
    Status send_piece(RPC_MESSAGE& message, binding::Piece piece, std::unique_ptr<binding::CompletionSink>) override {
        const auto* from = static_cast<const uint8_t*>(message.Buffer);
        sent.emplace_back(from, from + message.BufferLength);
        ended = piece == binding::Piece::last;
        message.Buffer = nullptr;
        return Status::ok;
    }
    Status receive_piece(RPC_MESSAGE& message, std::unique_ptr<binding::CompletionSink>) override {
        if (to_receive.empty()) return Status::rpc_s_async_call_pending;
        buffer_.assign(to_receive.front().size() / 8 + 2, 0);
        auto* const at = reinterpret_cast<uint8_t*>(buffer_.data()) + 8;
        std::copy(to_receive.front().begin(), to_receive.front().end(), at);
        message.Buffer = at;
        message.BufferLength = static_cast<unsigned>(to_receive.front().size());
        to_receive.pop_front();
        if (to_receive.empty() && last_is_here) message.RpcFlags |= RPC_BUFFER_COMPLETE;
        return Status::ok;
    }

    std::vector<Bytes> sent;
    bool ended = false;
    std::deque<Bytes> to_receive;
    bool last_is_here = true;

 private:
    std::vector<uint64_t> buffer_;
};

struct Fixture {
    base::Ref<RecordingCall> call = base::make_ref<RecordingCall>();
    RPC_MESSAGE message{};
    Fixture() { message.ReservedForRuntime = static_cast<binding::MessageCall*>(call.get()); }

    Bytes all_sent() const {
        Bytes all;
        for (const Bytes& piece : call->sent) all.insert(all.end(), piece.begin(), piece.end());
        return all;
    }
};

void write(stub::PieceWriter& writer, size_t size, uint8_t value) {
    std::memset(writer.reserve(size), value, size);
    writer.wrote(size);
}

Bytes counting(size_t size, uint8_t first) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(first + i);
    return bytes;
}

}  // namespace

TEST_SUITE("rpcrt4/stub/pieces") {
    TEST_CASE_FIXTURE(Fixture, "all pieces but the last are a multiple of eight bytes long, and nothing is lost") {
        stub::PieceWriter writer(message);
        Bytes expected;
        for (const size_t size : {1u, 3u, 9u, 100u, 70000u, 2u, 65000u, 400000u, 5u}) {
            write(writer, size, static_cast<uint8_t>(size));
            expected.insert(expected.end(), size, static_cast<uint8_t>(size));
            CHECK(writer.offset() == expected.size());
            CHECK(writer.flush(nullptr) == Status::ok);
            CHECK(writer.pending() == expected.size() % 8);
        }
        CHECK(writer.finish(nullptr) == Status::ok);
        CHECK(call->ended);
        CHECK(all_sent() == expected);
        for (size_t i = 0; i + 1 < call->sent.size(); ++i) CHECK(call->sent[i].size() % 8 == 0);
    }

    TEST_CASE_FIXTURE(Fixture, "what does not fill a unit moves to a buffer that has room for what follows") {
        for (const size_t before : {size_t{0}, size_t{3}, size_t{11}}) {
            call->sent.clear();
            stub::PieceWriter writer(message);
            if (before != 0) write(writer, before, 7);
            constexpr size_t kLarge = 3 * stub::PieceWriter::kRoom;
            const size_t kept = writer.leave(kLarge);
            CHECK(message.BufferLength >= kept + kLarge);
            CHECK(kept % 8 == before % 8);
            for (size_t i = 0; i < kept; ++i) CHECK(static_cast<uint8_t*>(message.Buffer)[i] == 7);
            CHECK(all_sent() == Bytes(before - kept, 7));
        }
    }

    TEST_CASE_FIXTURE(Fixture, "bytes of several pieces are made contiguous at their alignment") {
        Bytes data = counting(200, 0);
        for (const size_t step : {1u, 3u, 7u, 8u, 64u, 200u}) {
            CAPTURE(step);
            message.RpcFlags = 0;
            for (size_t at = 0; at < data.size(); at += step) {
                call->to_receive.emplace_back(data.begin() + static_cast<ptrdiff_t>(at),
                                              data.begin() + static_cast<ptrdiff_t>(std::min(at + step, data.size())));
            }
            stub::PieceReader reader(message);
            size_t offset = 0;
            for (const size_t size : {5u, 1u, 40u, 64u, 2u}) {
                REQUIRE(reader.need(size, nullptr) == Status::ok);
                CHECK(reader.available() >= size);
                CHECK(reader.offset() == offset);
                CHECK(std::equal(reader.at(), reader.at() + size, data.begin() + static_cast<ptrdiff_t>(offset)));
                reader.advance(size);
                offset += size;
            }
            const size_t gap = reader.take_rest();
            CHECK(gap == offset % 8);
            CHECK(message.BufferLength == gap + data.size() - offset);
            const auto* rest = static_cast<const uint8_t*>(message.Buffer) + gap;
            CHECK(std::equal(rest, rest + data.size() - offset, data.begin() + static_cast<ptrdiff_t>(offset)));
        }
    }

    TEST_CASE_FIXTURE(Fixture, "what is not here yet changes nothing, and what never comes is bad data") {
        call->last_is_here = false;
        call->to_receive = {counting(6, 0)};
        stub::PieceReader reader(message);
        CHECK(reader.need(8, nullptr) == Status::rpc_s_async_call_pending);
        CHECK(reader.available() == 6);
        call->to_receive = {counting(2, 6)};
        call->last_is_here = true;
        REQUIRE(reader.need(8, nullptr) == Status::ok);
        CHECK(std::equal(reader.at(), reader.at() + 8, counting(8, 0).begin()));
        CHECK(reader.need(9, nullptr) == Status::rpc_x_bad_stub_data);
    }
}
