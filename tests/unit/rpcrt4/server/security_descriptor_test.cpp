// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcServerRegisterIf3: whom the discretionary list of a security descriptor admits. The descriptors are laid out by
// hand after [MS-DTYP] 2.4.6, since they come from another library.
#include "rpcrt4/security/security_descriptor.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <initializer_list>

#include "fixture.hpp"
#include "handleapi/base/byte_writer.hpp"

using namespace server_test;
using protocol::PduType;
using rpcrt4::security::SecurityDescriptor;
using rpcrt4::security::Sid;

namespace {

const Sid kEveryone{1, {0}};
const Sid kAnonymous{5, {7}};
const Sid kNobody{5, {21, 1, 2, 3, 1000}};
Sid this_user() { return {22, {1, ::getuid()}}; }

struct Ace {
    bool allow;
    Sid sid;
    uint32_t rights = 0x10000000;
    uint8_t flags = 0;
};

std::vector<std::byte> make_list(std::initializer_list<Ace> aces) {
    base::ByteWriter out;
    out.u8(2);
    out.u8(0);
    out.u16(0);  // the size
    out.u16(static_cast<uint16_t>(aces.size()));
    out.u16(0);
    for (const Ace& ace : aces) {
        out.u8(ace.allow ? 0 : 1);
        out.u8(ace.flags);
        out.u16(static_cast<uint16_t>(16 + 4 * ace.sid.parts.size()));
        out.u32(ace.rights);
        out.u8(1);
        out.u8(static_cast<uint8_t>(ace.sid.parts.size()));
        for (int shift = 40; shift >= 0; shift -= 8) out.u8(static_cast<uint8_t>(ace.sid.authority >> shift));
        for (const uint32_t part : ace.sid.parts) out.u32(part);
    }
    out.overwrite_u16(2, static_cast<uint16_t>(out.size()));
    return out.take();
}

std::vector<std::byte> self_relative(std::span<const std::byte> list) {
    base::ByteWriter out;
    out.u8(1);
    out.u8(0);
    out.u16(0x8004);
    out.zeros(12);
    out.u32(list.empty() ? 0 : 20);
    out.bytes(list);
    return out.take();
}

struct Absolute {
    uint8_t revision = 1;
    uint8_t reserved = 0;
    uint16_t control = 4;
    void* owner = nullptr;
    void* group = nullptr;
    void* sacl = nullptr;
    const void* dacl = nullptr;
};
static_assert(sizeof(Absolute) == 40);

/// What a client of the interface gets over `endpoint` when it is registered with the descriptor.
bool served(const void* descriptor, const Endpoint& endpoint) {
    TestInterface target{echo};
    REQUIRE(RpcServerRegisterIf3(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN, RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                 ~0u, nullptr, const_cast<void*>(descriptor)) == RPC_S_OK);
    const auto answer = bound_peer(target, endpoint)->call(0, {});
    if (answer->type() == PduType::response) return true;
    CHECK(answer->status() == RPC_S_ACCESS_DENIED);
    return false;
}

bool serves_network(std::initializer_list<Ace> aces) {
    return served(self_relative(make_list(aces)).data(), tcp_endpoint());
}
bool serves_local(std::initializer_list<Ace> aces) {
    return served(self_relative(make_list(aces)).data(), local_endpoint());
}

RPC_STATUS registering(const void* descriptor) {
    TestInterface target{echo};
    return RpcServerRegisterIf3(target.handle(), nullptr, nullptr, 0, 10, ~0u, nullptr, const_cast<void*>(descriptor));
}

int asked = 0;
RPC_STATUS consent(RPC_IF_HANDLE, void*) {
    ++asked;
    return RPC_S_OK;
}

}  // namespace

TEST_SUITE("rpcrt4/server/security_descriptor") {
    TEST_CASE("a descriptor without a list admits everybody, one with an empty list nobody") {
        Absolute none;
        none.control = 0;
        CHECK(served(&none, tcp_endpoint()));
        const Absolute null_list;
        CHECK(served(&null_list, tcp_endpoint()));
        CHECK(served(self_relative({}).data(), local_endpoint()));
        CHECK_FALSE(serves_network({}));
        CHECK_FALSE(serves_local({}));
    }

    TEST_CASE("a client over the network is the anonymous logon, which Everyone does not include") {
        CHECK(serves_network({{true, kAnonymous}}));
        CHECK_FALSE(serves_network({{true, kEveryone}}));
        CHECK_FALSE(serves_network({{true, this_user()}}));
    }

    TEST_CASE("a client over a local socket is the user the kernel names") {
        CHECK(serves_local({{true, this_user()}}));
        CHECK(serves_local({{true, kEveryone}}));
        CHECK(serves_local({{true, {22, {2, ::getgid()}}}}));
        CHECK_FALSE(serves_local({{true, kAnonymous}}));
        CHECK_FALSE(serves_local({{true, kNobody}}));
    }

    TEST_CASE("the first entry that names the client decides; entries without rights or for heirs only do not count") {
        CHECK_FALSE(serves_local({{false, this_user()}, {true, kEveryone}}));
        CHECK(serves_local({{true, kEveryone}, {false, this_user()}}));
        CHECK(serves_local({{false, kNobody}, {true, kEveryone}}));
        CHECK(serves_local({{false, this_user(), 0}, {true, kEveryone}}));
        CHECK(serves_local({{false, this_user(), 1, 0x08}, {true, kEveryone}}));
    }

    TEST_CASE("absolute and self-relative descriptors mean the same, and are copied") {
        auto list = make_list({{true, this_user()}});
        Absolute absolute;
        absolute.dacl = list.data();
        CHECK(served(&absolute, local_endpoint()));
        CHECK_FALSE(served(&absolute, tcp_endpoint()));
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf3(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                     RPC_C_LISTEN_MAX_CALLS_DEFAULT, ~0u, nullptr, &absolute) == RPC_S_OK);
        std::fill(list.begin(), list.end(), std::byte{0});
        absolute = {};
        CHECK(bound_peer(target, local_endpoint())->call(0, {})->type() == PduType::response);
    }

    TEST_CASE("J6: the descriptor is checked before the callback is asked") {
        const auto denying = self_relative(make_list({{true, kNobody}}));
        const auto admitting = self_relative(make_list({{true, kAnonymous}}));
        for (const auto* descriptor : {&denying, &admitting}) {
            TestInterface target{echo};
            asked = 0;
            REQUIRE(RpcServerRegisterIf3(target.handle(), nullptr, nullptr,
                                         RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH,
                                         RPC_C_LISTEN_MAX_CALLS_DEFAULT, ~0u, consent,
                                         const_cast<std::byte*>(descriptor->data())) == RPC_S_OK);
            const bool admitted = bound_peer(target)->call(0, {})->type() == PduType::response;
            CHECK(admitted == (descriptor == &admitting));
            CHECK(asked == (admitted ? 1 : 0));
        }
    }

    TEST_CASE("malformed descriptors are RPC_S_INVALID_SECURITY_DESC, kinds of entries unknown here refused") {
        Absolute other_revision;
        other_revision.revision = 2;
        CHECK(registering(&other_revision) == RPC_S_INVALID_SECURITY_DESC);
        const auto good = make_list({{true, kEveryone}});
        const auto with = [&](size_t offset, uint8_t value) {
            auto list = good;
            list[offset] = std::byte{value};
            return registering(self_relative(list).data());
        };
        CHECK(with(4, 1) == RPC_S_OK);
        CHECK(with(0, 9) == RPC_S_INVALID_SECURITY_DESC);    // the list's revision
        CHECK(with(2, 4) == RPC_S_INVALID_SECURITY_DESC);    // its size
        CHECK(with(4, 2) == RPC_S_INVALID_SECURITY_DESC);    // more entries than there are
        CHECK(with(10, 2) == RPC_S_INVALID_SECURITY_DESC);   // an entry's size
        CHECK(with(10, 12) == RPC_S_INVALID_SECURITY_DESC);  // too small for its SID
        CHECK(with(16, 3) == RPC_S_INVALID_SECURITY_DESC);   // the SID's revision
        CHECK(with(17, 16) == RPC_S_INVALID_SECURITY_DESC);  // its parts
        CHECK(with(8, 5) == RPC_S_CANNOT_SUPPORT);           // an entry for objects of a directory
    }
}
