// SPDX-License-Identifier: LGPL-2.1-or-later
// A client's and a server's session that authenticate over a mechanism without cryptography, and the wire between them:
// for tests of what is said on authenticated connections, and of who changes it on the way.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/protocol/server_session.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "tests/unit/rpcrt4/protocol/fake_mechanism.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

namespace secured {

using namespace rpcrt4::protocol;
using base::Status;
using golden::Bytes;
using rpcrt4::security::Level;
using rpcrt4::security::Service;

inline constexpr SyntaxId kEcho{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};
inline constexpr SyntaxId kOther{{0x12345678, 0x1234, 0xabcd, {0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}}, 3, 2};
inline constexpr uint32_t kContextId = 79231;
inline constexpr uint32_t kDenied = 5;
inline constexpr uint32_t kPackageError = 1825;

inline fake::Legs legs_of(Service service) {
    switch (service) {
        case Service::ntlm:
            return fake::kTwoLegs;
        case Service::kerberos:
            return fake::kTwoLegs;
        default:
            return fake::kThreeLegs;
    }
}

/// Who does the work.
inline Service mechanism_of(Service service) { return service == Service::kerberos ? service : Service::ntlm; }

struct Directory final : ServerDirectory {
    bool knows_security = true;
    std::string secret = "open sesame";
    bool streamed = false;
    bool seals = true;
    fake::Mechanism::Headers headers = fake::Mechanism::Headers::signs;

    Verdict find_interface(const SyntaxId& interface_id, std::span<const SyntaxId>) override {
        if (interface_id != kEcho && interface_id != kOther) return ContextReason::abstract_syntax_not_supported;
        Accepted accepted{1, 0};
        accepted.streamed = streamed;
        return accepted;
    }
    uint32_t join_association_group(uint32_t) override { return 1; }
    std::unique_ptr<rpcrt4::security::Context> accept_security(Service service, Level) override {
        if (!knows_security) return nullptr;
        auto mechanism =
            std::make_unique<fake::Mechanism>(false, legs_of(service), secret, mechanism_of(service), headers);
        if (!seals) mechanism->forgo_sealing();
        return mechanism;
    }
};

using fake::Mechanism;
using Headers = Mechanism::Headers;

inline base::Ref<SecurityContext> client_security(Service service, Level level, uint32_t id = kContextId,
                                                  Headers headers = Headers::signs) {
    return base::make_ref<SecurityContext>(
        id, service, level,
        std::make_unique<Mechanism>(true, legs_of(service), "open sesame", mechanism_of(service), headers));
}

/// How many calls a connection carries at once.
enum class Calls : uint8_t { one, many };

inline ClientOptions asking(Service service, Level level, uint16_t max_fragment, Calls calls, Headers headers) {
    ClientOptions options;
    options.max_fragment = max_fragment;
    options.multiplex = calls == Calls::many;
    options.security = client_security(service, level, kContextId, headers);
    return options;
}

/// What a stream's reader has to say once everything was read.
template <typename Session>
typename Session::Event feed(Session& session, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        bytes = bytes.subspan(session.feed(bytes));
        auto event = session.next();
        if (bytes.empty() || !std::holds_alternative<NeedMore>(event)) return event;
    }
    return session.next();
}

/// A client and a server, and the wire between them.
struct Pair {
    Directory directory;
    ServerSession server;
    ClientOptions options;
    ClientSession client;
    std::vector<PduType> legs;  // what the client sent while it bound

    Pair(Service service, Level level, uint16_t max_fragment = 5840, Calls calls = Calls::many,
         Headers headers = Headers::signs)
        : server(directory, {.max_fragment = max_fragment, .secondary_address = "1055"}),
          options(asking(service, level, max_fragment, calls, headers)),
          client(options) {}

    /// Until the proposal is settled: what the client is told.
    ClientSession::Event settle(OutgoingMessage message) {
        for (int turn = 0; turn < 10; ++turn) {
            const Bytes sent = golden::written(message);
            legs.push_back(static_cast<PduType>(sent[2]));
            auto said = feed(server, sent);
            ClientSession::Event heard = NeedMore{};
            if (auto* reply = std::get_if<ServerSession::Reply>(&said)) {
                heard = feed(client, golden::written(reply->message));
            } else {
                REQUIRE(std::holds_alternative<NeedMore>(said));
                heard = client.next();
            }
            auto* leg = std::get_if<ClientSession::Leg>(&heard);
            if (leg == nullptr) return heard;
            message = std::move(leg->message);
        }
        FAIL("no end of it");
        return NeedMore{};
    }
    ClientSession::Event propose(const SyntaxId& interface_id = kEcho) {
        auto message = client.propose(interface_id, kNdr20);
        REQUIRE(message);
        return settle(std::move(*message));
    }
    Pair& bind() {
        auto event = propose();
        REQUIRE(std::holds_alternative<ClientSession::ContextReady>(event));
        return *this;
    }
    /// One fragment of a request, as the client protects it.
    Bytes fragment(uint32_t call_id, Part part, uint16_t context_id = 0) {
        auto message = client.encode({.call_id = call_id, .context_id = context_id, .opnum = 3},
                                     golden::counting(28, call_id), part);
        REQUIRE(message);
        return golden::written(*message);
    }
    Bytes request(uint32_t call_id, size_t size, const rpcrt4::uuid::Uuid* object = nullptr) {
        auto message = client.encode({.call_id = call_id, .context_id = 0, .opnum = 3, .object = object},
                                     golden::counting(size, call_id));
        REQUIRE(message);
        return golden::written(*message);
    }
};

inline uint32_t fault_of(ServerSession::Event event, bool closes = true) {
    auto* reply = std::get_if<ServerSession::Reply>(&event);
    REQUIRE(reply != nullptr);
    CHECK(reply->close == closes);
    const Bytes bytes = golden::written(reply->message);
    const auto fault = decode_fault(decode_common(bytes), bytes);
    REQUIRE(fault);
    return fault->wire_status;
}

/// A fault, and what becomes of the connection.
struct Told {
    uint32_t call_id;
    uint16_t context_id;
    uint32_t status;
    bool did_not_execute;
    bool closes;
    friend bool operator==(const Told&, const Told&) = default;
};

inline doctest::String toString(const Told& told) {
    return doctest::toString(told.call_id) + " on " + doctest::toString(told.context_id) + ": " +
           doctest::toString(told.status) + (told.did_not_execute ? ", not executed" : "") +
           (told.closes ? ", closed" : "");
}

inline Told told(ServerSession::Event event) {
    auto* reply = std::get_if<ServerSession::Reply>(&event);
    REQUIRE(reply != nullptr);
    const Bytes bytes = golden::written(reply->message);
    const auto fault = decode_fault(decode_common(bytes), bytes);
    REQUIRE(decode_common(bytes).type == PduType::fault);
    REQUIRE(fault);
    return {fault->call_id, fault->context_id, fault->wire_status, fault->did_not_execute, reply->close};
}

/// A client's security context that is complete, in no need of anybody.
inline base::Ref<SecurityContext> completed(Service service, Level level, uint32_t id) {
    auto context = client_security(service, level, id);
    fake::Mechanism server(false, legs_of(service));
    std::vector<std::byte> token;
    while (!context->complete()) {
        auto mine = context->step(token);
        REQUIRE(mine);
        if (mine->token.empty()) break;
        if (context->complete() && legs_of(service).server == 1) break;
        auto theirs = server.step(mine->token);
        REQUIRE(theirs);
        token = theirs->token;
    }
    REQUIRE(context->complete());
    return context;
}

/// An alter_context of the known interface with a token, or without any security; the context's token in the answer.
struct Alter {
    const SecurityContext* security = nullptr;
    std::span<const std::byte> token = {};
    uint8_t flags = 0;
    uint32_t call_id = 50;

    Bytes bytes() const {
        Bind again;
        again.contexts.push_back({0, kEcho, {kNdr20}});
        CommonHeader header;
        header.type = PduType::alter_context;
        header.flags |= flags;
        header.call_id = call_id;
        if (security == nullptr) return golden::bytes_of(encode_bind(header, again));
        const auto pdu = security->carry(encode_bind(header, again), token);
        REQUIRE(pdu);
        return golden::bytes_of(*pdu);
    }
};

/// Builds another security context on the connection, by alter_contexts.
inline void add(ServerSession& server, SecurityContext& security) {
    std::vector<std::byte> token;
    for (;;) {
        auto step = security.step(token);
        REQUIRE(step);
        if (step->token.empty()) return;
        auto event = feed(server, Alter{&security, step->token}.bytes());
        REQUIRE(std::holds_alternative<ServerSession::Reply>(event));
        const Bytes reply = golden::written(std::get<ServerSession::Reply>(event).message);
        const CommonHeader answered = decode_common(reply);
        REQUIRE(answered.type == PduType::alter_context_resp);
        if (answered.auth_length == 0) return;
        const auto trailer = find_auth_trailer(answered, reply, kCommonHeaderSize);
        REQUIRE(trailer);
        token.assign(trailer->credentials.begin(), trailer->credentials.end());
    }
}

/// One fragment of a request under that context.
inline Bytes fragment_of(SecurityContext& security, uint32_t call_id, Part part, uint16_t context_id = 0) {
    auto message = security.protect(RequestHeader{.call_id = call_id, .context_id = context_id, .opnum = 3},
                                    golden::counting(28, call_id), 5840, part);
    REQUIRE(message);
    return golden::written(*message);
}

inline Bytes plain_fragment(uint32_t call_id, Part part, uint16_t context_id = 0) {
    return golden::written(encode_request({.call_id = call_id, .context_id = context_id, .opnum = 3},
                                          golden::counting(28, call_id), 5840, part));
}

/// Where the trailer of a PDU begins.
inline size_t trailer_at(const Bytes& wire) {
    return wire.size() - decode_common(wire).auth_length - kAuthTrailerHeaderSize;
}

/// What calls fail with whose connection breaks.
inline Status broken_by(const ClientSession::Event& event) {
    const auto* error = std::get_if<ClientSession::ProtocolError>(&event);
    REQUIRE(error != nullptr);
    return error->status;
}

inline bool same_bytes(const Buffer& stub, const Buffer& other) {
    return std::equal(stub.bytes().begin(), stub.bytes().end(), other.bytes().begin(), other.bytes().end());
}

/// The same bytes, perhaps aligned for what was taken off behind them.
inline bool holds(const Buffer& stub, const Buffer& sent) {
    const bool aligned = stub.size() >= sent.size() && stub.size() < sent.size() + kVerificationAlignment;
    return aligned && std::equal(sent.bytes().begin(), sent.bytes().end(), stub.bytes().begin());
}

inline bool visible(const Bytes& wire, const Buffer& stub) {
    const auto part = stub.bytes().first(std::min<size_t>(stub.size(), 64));
    return std::search(wire.begin(), wire.end(), part.begin(), part.end()) != wire.end();
}

}  // namespace secured
