// SPDX-License-Identifier: LGPL-2.1-or-later
// Binding and altering a context against a scripted peer: what each answer, and each way of not answering, means.
#include "rpcrt4/association/handshake.hpp"

#include <doctest/doctest.h>

#include "rpcrt4/eeinfo/codec.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "scripted_peer.hpp"

using namespace test;
using association::ensure_context;
using association::Negotiated;
using base::Status;
using protocol::ContextReason;
using protocol::ContextResult;

namespace {

struct Client {
    binding::Options options;
    protocol::ClientSession session{protocol::ClientOptions{}};

    Negotiated bind(int descriptor, const protocol::SyntaxId& interface_id = kSomeInterface) {
        return ensure_context(descriptor, session,
                              {.interface_id = interface_id, .transfer = protocol::kNdr20, .options = options});
    }
};

Negotiated outcome_of(ScriptedPeer::Script script) {
    ScriptedPeer peer(std::move(script));
    Client client;
    return client.bind(peer.descriptor());
}

}  // namespace

TEST_SUITE("rpcrt4/association/handshake") {
    TEST_CASE("an accepted context is asked for once, a further interface by alter_context") {
        std::atomic<int> asked{0};
        ScriptedPeer peer([&](ScriptedPeer& far) {
            while (const auto pdu = far.control()) {
                ++asked;
                far.answer(*pdu, {ContextResult::acceptance, 0, protocol::kNdr20});
            }
        });
        Client client;
        const auto first = client.bind(peer.descriptor());
        CHECK(first.status == Status::ok);
        CHECK_FALSE(first.connection_lost);
        CHECK(client.session.association_group() == 4711);
        CHECK(client.bind(peer.descriptor()).context_id == first.context_id);
        const auto second = client.bind(peer.descriptor(), kOtherInterface);
        CHECK(second.status == Status::ok);
        CHECK(second.context_id != first.context_id);
        CHECK(client.bind(peer.descriptor(), kOtherInterface).context_id == second.context_id);
        CHECK(asked == 2);
    }

    TEST_CASE("a refused context is the call's status and leaves the connection to others") {
        ScriptedPeer peer([](ScriptedPeer& far) {
            const auto bind = far.control();
            if (!bind) return;
            const auto reason = static_cast<uint16_t>(ContextReason::abstract_syntax_not_supported);
            far.answer(*bind, {ContextResult::provider_rejection, reason, {}});
            far.accept();
        });
        Client client;
        const auto refused = client.bind(peer.descriptor());
        CHECK(refused.status == Status::rpc_s_unknown_if);
        CHECK_FALSE(refused.connection_lost);
        CHECK_FALSE(refused.bind_refused);
        CHECK(client.bind(peer.descriptor(), kOtherInterface).status == Status::ok);
    }

    TEST_CASE("a bind_nak refuses the association, its reason is the status") {
        const auto refused = outcome_of([](ScriptedPeer& far) {
            if (const auto bind = far.control()) {
                far.send(protocol::encode_bind_nak(bind->header.call_id,
                                                   {protocol::NakReason::protocol_version_not_supported, {{5, 0}}}));
            }
        });
        CHECK(refused.bind_refused);
        CHECK(refused.connection_lost);
        CHECK(refused.status == Status::rpc_s_protocol_error);
    }

    TEST_CASE("a bind_nak may explain itself, and the client adds that it was refused") {
        eeinfo::clear();
        eeinfo::Record reason;
        reason.component = 2;
        reason.status = 1727;
        reason.location = 80;
        reason.computer = u"server";
        const auto blob = eeinfo::encode({reason});
        static_cast<void>(outcome_of([&](ScriptedPeer& far) {
            if (const auto bind = far.control()) {
                far.send(protocol::encode_bind_nak(bind->header.call_id,
                                                   {protocol::NakReason::not_specified, {{5, 0}}, blob}));
            }
        }));
        const auto chain = eeinfo::snapshot();
        REQUIRE(chain.size() == 2);
        CHECK(chain[0].location == 701);
        CHECK(chain[0].parameters.at(0) == eeinfo::Parameter(int32_t{1727}));
        CHECK(chain[1] == reason);
        eeinfo::clear();
    }

    TEST_CASE("a fault in place of an acknowledgement is the status") {
        const auto refused = outcome_of([](ScriptedPeer& far) {
            if (const auto bind = far.control()) {
                const auto denied = protocol::to_wire(Status::rpc_s_access_denied);
                far.send(protocol::encode_fault({.call_id = bind->header.call_id, .wire_status = denied}));
            }
        });
        CHECK(refused.status == Status::rpc_s_access_denied);
    }

    TEST_CASE("an answer to something else, or of another type, breaks the protocol") {
        for (const bool other_type : {false, true}) {
            CAPTURE(other_type);
            const auto broken = outcome_of([&](ScriptedPeer& far) {
                auto bind = far.control();
                if (!bind) return;
                if (other_type) {
                    bind->header.type = protocol::PduType::alter_context;
                } else {
                    bind->header.call_id += 7;
                }
                far.answer(*bind, {ContextResult::acceptance, 0, protocol::kNdr20});
            });
            CHECK(broken.status == Status::rpc_s_protocol_error);
            CHECK(broken.connection_lost);
        }
    }

    TEST_CASE("a peer that hangs up, at once or within its answer, is an unavailable server") {
        for (const size_t bytes : {size_t{0}, size_t{10}, size_t{20}}) {
            CAPTURE(bytes);
            const auto ended = outcome_of([&](ScriptedPeer& far) {
                if (!far.control() || bytes == 0) return;
                protocol::BindAck ack;
                ack.answers.push_back({ContextResult::acceptance, 0, protocol::kNdr20});
                protocol::CommonHeader header;
                header.type = protocol::PduType::bind_ack;
                auto whole = protocol::encode_bind_ack(header, ack);
                whole.resize(bytes);
                far.send(std::move(whole));
            });
            CHECK(ended.status == Status::rpc_s_server_unavailable);
            CHECK(ended.connection_lost);
        }
    }

    TEST_CASE("N4: a peer that never answers is given up at the call's timeout or the binding's, whichever is first") {
        struct Limits {
            std::chrono::milliseconds call;
            uint32_t com;
            Status status;
        };
        constexpr uint32_t kTwoSeconds = 0;
        for (const Limits& limits : {Limits{50ms, kTwoSeconds, Status::rpc_s_call_cancelled},
                                     Limits{9000ms, kTwoSeconds, Status::rpc_s_server_unavailable}}) {
            ScriptedPeer peer([](ScriptedPeer& far) { far.control() && far.control(); });
            Client client;
            client.options.call_timeout = limits.call;
            client.options.com_timeout = limits.com;
            const auto begin = transport::Clock::now();
            const auto ended = client.bind(peer.descriptor());
            CHECK(ended.status == limits.status);
            CHECK(ended.connection_lost);
            CHECK(transport::Clock::now() - begin < 9s);
        }
    }
}
