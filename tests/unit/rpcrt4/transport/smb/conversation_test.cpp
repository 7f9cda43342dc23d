// SPDX-License-Identifier: LGPL-2.1-or-later
// What a client takes for answers to its requests, and what it may ask meanwhile; which replies decode.
#include "rpcrt4/transport/smb/conversation.hpp"

#include <doctest/doctest.h>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/transport/smb/status.hpp"

using namespace rpcrt4::transport::smb;
using base::Status;

namespace {

Octets answer(Command command, uint64_t id, uint32_t status = nt::kSuccess, uint64_t async_id = 0,
              uint16_t credits = 1) {
    Octets message = encode(Header{.status = status,
                                   .command = command,
                                   .credits = credits,
                                   .flags = header_flag::kReply | (async_id != 0 ? header_flag::kAsync : 0),
                                   .message_id = id,
                                   .async_id = async_id});
    message.resize(kHeaderSize + 16);
    return message;
}

Status verdict(Conversation& conversation, Octets message) {
    const auto taken = conversation.take(std::move(message));
    return taken ? Status::ok : taken.status();
}

Header header_in(const Octets& frame) {
    const auto header = decode_header(Bytes(frame).subspan(kFrameHeaderSize));
    REQUIRE(header);
    return *header;
}

}  // namespace

TEST_SUITE("rpcrt4/transport/smb/conversation") {
    TEST_CASE("requests are numbered, and cost a credit that answers give back") {
        Conversation conversation;
        CHECK(conversation.has_credit());
        CHECK(header_in(conversation.request(Command::negotiate, empty_body())).message_id == 0);
        CHECK_FALSE(conversation.has_credit());
        CHECK(verdict(conversation, answer(Command::negotiate, 0, nt::kSuccess, 0, 2)) == Status::ok);
        CHECK(conversation.has_credit());
        CHECK(header_in(conversation.request(Command::close, empty_body())).message_id == 1);
        CHECK(header_in(conversation.request(Command::close, empty_body())).message_id == 2);
        CHECK_FALSE(conversation.has_credit());
        CHECK(conversation.outstanding() == 2);
    }

    TEST_CASE("an answer that is put off keeps its request waiting, and a cancel names it") {
        Conversation conversation;
        uint64_t id;
        static_cast<void>(conversation.request(Command::read, empty_body(), id));
        CHECK(header_in(conversation.cancel(id)).message_id == id);
        const auto pending = conversation.take(answer(Command::read, id, nt::kPending, 77));
        REQUIRE(pending);
        REQUIRE(pending->size() == 1);
        CHECK(pending->front().pending);
        const Header cancel = header_in(conversation.cancel(id));
        CHECK(cancel.command == Command::cancel);
        CHECK(cancel.async_id == 77);
        CHECK(verdict(conversation, answer(Command::read, id, nt::kSuccess, 77)) == Status::ok);
        CHECK(conversation.cancel(id).empty());
        CHECK(conversation.outstanding() == 0);
    }

    TEST_CASE("what answers no request ends the conversation") {
        const auto after_a_read = [](Octets message) {
            Conversation conversation;
            static_cast<void>(conversation.request(Command::read, empty_body()));
            return verdict(conversation, std::move(message));
        };
        CHECK(after_a_read(answer(Command::read, 0)) == Status::ok);
        CHECK(after_a_read(answer(Command::read, 1)) == Status::rpc_s_protocol_error);
        CHECK(after_a_read(answer(Command::write, 0)) == Status::rpc_s_protocol_error);
        CHECK(after_a_read(answer(Command::read, 0, nt::kPending)) == Status::rpc_s_protocol_error);
        Octets request = answer(Command::read, 0);
        request[16] = std::byte{0};  // no reply
        CHECK(after_a_read(request) == Status::rpc_s_protocol_error);
        CHECK(after_a_read(Octets(kHeaderSize)) == Status::rpc_s_protocol_error);
        CHECK(after_a_read(Octets(10)) == Status::rpc_s_protocol_error);
        Octets encrypted = encode(Transform{.size = 100});
        encrypted.resize(kTransformSize + 100);
        CHECK(after_a_read(encrypted) == Status::rpc_s_protocol_error);
    }

    TEST_CASE("one answer does not do for two requests, nor two promises for one") {
        Conversation conversation;
        static_cast<void>(conversation.request(Command::read, empty_body()));
        CHECK(verdict(conversation, answer(Command::read, 0, nt::kPending, 5)) == Status::ok);
        CHECK(verdict(conversation, answer(Command::read, 0, nt::kPending, 6)) == Status::rpc_s_protocol_error);
        CHECK(verdict(conversation, answer(Command::read, 0, nt::kSuccess, 5)) == Status::ok);
        CHECK(verdict(conversation, answer(Command::read, 0, nt::kSuccess, 5)) == Status::rpc_s_protocol_error);
    }

    TEST_CASE("a notice nobody asked for is passed over") {
        Conversation conversation;
        const auto taken = conversation.take(answer(Command::read, ~uint64_t{0}));
        REQUIRE(taken);
        CHECK(taken->empty());
    }

    TEST_CASE("several answers may come in one frame") {
        Conversation conversation;
        static_cast<void>(conversation.request(Command::write, empty_body()));
        static_cast<void>(conversation.request(Command::read, empty_body()));
        Octets both = answer(Command::write, 0);
        REQUIRE(both.size() % 8 == 0);
        both[20] = std::byte(both.size());
        const Octets second = answer(Command::read, 1);
        both.insert(both.end(), second.begin(), second.end());
        const auto taken = conversation.take(both);
        REQUIRE(taken);
        REQUIRE(taken->size() == 2);
        CHECK(taken->front().header.command == Command::write);
        CHECK(taken->back().message == second);
        Conversation other;
        static_cast<void>(other.request(Command::write, empty_body()));
        both[20] = std::byte{12};  // within the header
        CHECK(verdict(other, both) == Status::rpc_s_protocol_error);
    }

    TEST_CASE("frames have a length that a message can have") {
        const auto size_of = [](uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
            const std::array begin{std::byte{a}, std::byte{b}, std::byte{c}, std::byte{d}};
            const auto size = frame_size(begin);
            return size ? *size : 0;
        };
        CHECK(size_of(0, 0, 0, 64) == 68);
        CHECK(size_of(0, 0, 0, 0) == 0);
        CHECK(size_of(0, 0x10, 0, 0) == kLongestMessage + 4);
        CHECK(size_of(0, 0x10, 0, 1) == 0);
        CHECK(size_of(0x85, 0, 0, 64) == 0);
    }

    TEST_CASE("replies that point outside of themselves do not decode") {
        base::ByteWriter out;
        out.bytes(answer(Command::read, 0));
        const Octets head(out.bytes().begin(), out.bytes().begin() + kHeaderSize);
        const auto with = [&](const auto& put) {
            base::ByteWriter whole;
            whole.bytes(head);
            put(whole);
            return whole.take();
        };
        const auto read = [&](uint8_t at, uint32_t size) {
            return decode_read(with([&](base::ByteWriter& body) {
                body.u16(17);
                body.u16(at);
                body.u32(size);
                body.zeros(8);
                body.zeros(4);
            }));
        };
        CHECK(read(80, 4));
        CHECK(read(84, 0));
        CHECK_FALSE(read(80, 5));
        CHECK_FALSE(read(84, 1));
        CHECK_FALSE(read(63, 1));
        CHECK_FALSE(read(80, 0xffffffff));
        const auto ioctl = [&](uint32_t at, uint32_t size) {
            return decode_ioctl(with([&](base::ByteWriter& body) {
                body.u16(49);
                body.zeros(30);
                body.u32(at);
                body.u32(size);
                body.zeros(8);
                body.zeros(24);
            }));
        };
        CHECK(ioctl(112, 24));
        CHECK_FALSE(ioctl(112, 25));
        CHECK_FALSE(ioctl(0xfffffff0, 24));
        CHECK_FALSE(ioctl(0, 24));
    }
}
