// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: what a server of SMB, and what smbd in front of a server of ours, may send. The first byte picks what the
// rest is: a reply to one decoder, the frames of a whole stream to an open pipe, a an introduction, or its messages.
// Whatever comes stays within bounds, and a stream yields no more than it brought.
#include <cstddef>
#include <cstdint>

#include "rpcrt4/transport/smb/front_pipe.hpp"
#include "rpcrt4/transport/smb/front_request.hpp"
#include "rpcrt4/transport/smb/pipe_client.hpp"

using namespace rpcrt4::transport::smb;
using base::Status;

namespace {

void insist(bool condition) {
    if (!condition) __builtin_trap();
}

bool within(Bytes part, Bytes whole) {
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void decode(Bytes message) {
    Offer offer;
    offer.dialects.assign(dialect::kAll.begin(), dialect::kAll.end());
    if (const auto header = decode_header(message)) {
        const Octets again = encode(*header);
        insist(decode_header(again)->message_id == header->message_id);
    }
    if (const auto agreed = decode_negotiate(message, offer)) {
        insist(agreed->token.size() <= message.size() && agreed->max_read != 0);
        static_cast<void>(confirms(message, *agreed));
    }
    if (const auto session = decode_session_setup(message)) insist(session->token.size() <= message.size());
    static_cast<void>(decode_tree_connect(message));
    static_cast<void>(decode_create(message));
    static_cast<void>(decode_write(message));
    if (const auto data = decode_read(message)) insist(within(*data, message));
    if (const auto data = decode_ioctl(message)) insist(within(*data, message));
    if (const auto transform = decode_transform(message)) insist(transform->size + kTransformSize == message.size());
}

/// An open pipe: a READ is under way, and a WRITE of one PDU.
void stream(Bytes bytes, bool is_protected) {
    OpenPipe pipe{.conversation = std::make_unique<Conversation>(), .file = {}, .most_read = 65536, .most_write = 65536};
    if (is_protected) {
        const Octets key(16, std::byte{1});
        pipe.conversation->protect(
            std::make_unique<Protection>(dialect::k311, Cipher::aes128_gcm, key, Preauthentication{}));
    }
    PipeClient client(std::move(pipe));
    Octets pdu(16);
    pdu[4] = std::byte{0x10};
    pdu[8] = std::byte{16};
    insist(client.from_near(pdu) == Status::ok);
    const size_t half = bytes.size() / 2;
    const bool alive =
        client.from_far(bytes.first(half)) == Status::ok && client.from_far(bytes.subspan(half)) == Status::ok;
    insist(client.to_near.size() <= bytes.size());
    if (is_protected) insist(client.to_near.size() == 0);  // nobody else has the key
    client.near_ended();
    if (alive) static_cast<void>(client.from_far(bytes));
}

void introduce(Bytes request) {
    const auto client = decode_front_request(request);
    if (!client) return;
    insist(client->peer.user.size() + client->peer.domain.size() + client->host.size() <= request.size());
}

void relay(Bytes bytes) {
    FrontPipe pipe({});
    insist(pipe.from_far(bytes) == Status::ok && pipe.to_near.size() <= bytes.size());
    insist(pipe.from_near(bytes) == Status::ok && pipe.to_far.size() <= bytes.size() + bytes.size() / 8);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const Bytes rest = std::as_bytes(std::span(data, size)).subspan(1);
    switch (data[0] % 5) {
        case 0:
            decode(rest);
            break;
        case 1:
            stream(rest, false);
            break;
        case 2:
            stream(rest, true);
            break;
        case 3:
            introduce(rest);
            break;
        default:
            relay(rest);
            break;
    }
    return 0;
}
