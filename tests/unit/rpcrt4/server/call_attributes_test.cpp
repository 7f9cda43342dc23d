// SPDX-License-Identifier: LGPL-2.1-or-later
// What a manager routine learns of its call: RpcServerInqCallAttributes in its versions, RpcBindingServerFromClient.
#include "rpcrt4/server/call_attributes.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstring>
#include <functional>

#include "fixture.hpp"
#include "handleapi/base/utf16.hpp"
#include "rpcrt4/transport/this_machine.hpp"

using namespace server_test;
using protocol::PduType;

namespace {

std::function<void(RPC_BINDING_HANDLE)> body;

void run_body(PRPC_MESSAGE message) {
    body(message->Handle);
    put_reply(*message, {});
}

/// Runs `inside` in a manager routine called over `endpoint`.
void in_a_call(const Endpoint& endpoint, std::function<void(RPC_BINDING_HANDLE)> inside) {
    static TestInterface target{run_body, run_body};
    static const bool registered = RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                                         RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK;
    REQUIRE(registered);
    body = std::move(inside);
    CHECK(bound_peer(target, endpoint)->call(1, {})->type() == PduType::response);
}

template <typename Attributes>
Attributes asking(unsigned version, ULONG flags) {
    Attributes attributes;
    std::memset(static_cast<void*>(&attributes), 0x5A, sizeof attributes);
    attributes.Version = version;
    attributes.Flags = flags;
    return attributes;
}

std::string text_and_free(RPC_BINDING_HANDLE binding) {
    RPC_CSTR text = nullptr;
    REQUIRE(RpcBindingToStringBindingA(binding, &text) == RPC_S_OK);
    const std::string copy = reinterpret_cast<const char*>(text);
    RpcStringFreeA(&text);
    CHECK(RpcBindingFree(&binding) == RPC_S_OK);
    return copy;
}

}  // namespace

TEST_SUITE("rpcrt4/server/call_attributes") {
    TEST_CASE("the client's address, and the group of its connections") {
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE handle) {
            unsigned char address[16] = {};
            ULONG size = sizeof address, format = 0, group = 0, again = 0;
            CHECK(I_RpcServerInqRemoteConnAddress(handle, address, &size, &format) == RPC_S_OK);
            const ULONG whole = format == rlafIPv4 ? 4 : 16;
            CHECK(size == whole);
            CHECK(address[size - 1] == 1);  // 127.0.0.1 or ::1
            size = 3;
            CHECK(I_RpcServerInqRemoteConnAddress(handle, address, &size, &format) == ERROR_MORE_DATA);
            CHECK(size == whole);
            CHECK(I_RpcServerInqRemoteConnAddress(handle, address, nullptr, &format) == RPC_S_INVALID_ARG);
            CHECK(I_RpcServerGetAssociationID(handle, &group) == RPC_S_OK);
            CHECK(I_RpcServerGetAssociationID(nullptr, &again) == RPC_S_OK);
            CHECK(group != 0);
            CHECK(group == again);
            CHECK(I_RpcServerGetAssociationID(handle, nullptr) == RPC_S_INVALID_ARG);
        });
        in_a_call(local_endpoint(), [](RPC_BINDING_HANDLE handle) {
            unsigned char address[16];
            ULONG size = sizeof address, format = 0;
            CHECK(I_RpcServerInqRemoteConnAddress(handle, address, &size, &format) == RPC_S_CANNOT_SUPPORT);
        });
        ULONG group = 0;
        CHECK(I_RpcServerGetAssociationID(nullptr, &group) == RPC_S_NO_CALL_ACTIVE);
    }

    TEST_CASE("call attributes, version 1: the system vouches for local clients, and nobody for others") {
        for (const bool local : {false, true}) {
            in_a_call(local ? local_endpoint() : tcp_endpoint(), [local](RPC_BINDING_HANDLE) {
                auto attributes = asking<RPC_CALL_ATTRIBUTES_V1_A>(1, 0);
                CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_OK);
                CHECK(attributes.AuthenticationLevel ==
                      ULONG(local ? RPC_C_AUTHN_LEVEL_PKT_PRIVACY : RPC_C_AUTHN_LEVEL_NONE));
                CHECK(attributes.AuthenticationService == ULONG(local ? RPC_C_AUTHN_WINNT : RPC_C_AUTHN_NONE));
                CHECK(attributes.NullSession == FALSE);
                CHECK(attributes.ClientPrincipalNameBufferLength == 0x5A5A5A5A);  // nobody asked
            });
        }
    }

    TEST_CASE("call attributes, version 2: transport, client, call and its interface") {
        for (const bool local : {false, true}) {
            in_a_call(local ? local_endpoint() : tcp_endpoint(), [local](RPC_BINDING_HANDLE handle) {
                auto attributes = asking<RPC_CALL_ATTRIBUTES_V2_W>(2, RPC_QUERY_CLIENT_PID);
                CHECK(RpcServerInqCallAttributesW(handle, &attributes) == RPC_S_OK);
                CHECK(attributes.KernelModeCaller == FALSE);
                CHECK(attributes.ProtocolSequence == (local ? RPC_PROTSEQ_LRPC : RPC_PROTSEQ_TCP));
                CHECK(attributes.IsClientLocal == (local ? rcclLocal : rcclRemote));
                CHECK(reinterpret_cast<intptr_t>(attributes.ClientPID) == (local ? ::getpid() : 0));
                CHECK(attributes.CallStatus == RPC_CALL_STATUS_IN_PROGRESS);
                CHECK(attributes.CallType == rctNormal);
                CHECK(attributes.OpNum == 1);
                CHECK(attributes.InterfaceUuid.Data2 == make_guid(0).Data2);
                auto narrow = asking<RPC_CALL_ATTRIBUTES_V2_A>(2, 0);
                CHECK(RpcServerInqCallAttributesA(handle, &narrow) == RPC_S_OK);
                CHECK(narrow.IsClientLocal == ULONG(local ? rcclLocal : rcclRemote));
                CHECK(narrow.InterfaceUuid == attributes.InterfaceUuid);
            });
        }
    }

    TEST_CASE("call attributes, version 2: a local pipe's client is local and has a process") {
        in_a_call(pipe_endpoint(), [](RPC_BINDING_HANDLE handle) {
            auto attributes = asking<RPC_CALL_ATTRIBUTES_V2_W>(2, RPC_QUERY_CLIENT_PID);
            CHECK(RpcServerInqCallAttributesW(handle, &attributes) == RPC_S_OK);
            CHECK(attributes.ProtocolSequence == RPC_PROTSEQ_NMP);
            CHECK(attributes.IsClientLocal == rcclLocal);
            CHECK(reinterpret_cast<intptr_t>(attributes.ClientPID) == ::getpid());
            unsigned type = 0;
            CHECK(I_RpcServerInqTransportType(&type) == RPC_S_OK);
            CHECK(type == TRANSPORT_TYPE_CN);
        });
    }

    TEST_CASE("call attributes, version 2: the local address, into a buffer that must be large enough") {
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE) {
            unsigned char bytes[16] = {};
            RPC_CALL_LOCAL_ADDRESS_V1 address{1, bytes, 1, rlafInvalid};
            auto attributes = asking<RPC_CALL_ATTRIBUTES_V2_A>(2, RPC_QUERY_CALL_LOCAL_ADDRESS);
            attributes.CallLocalAddress = &address;
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == ERROR_MORE_DATA);
            CHECK((address.BufferSize == 4 || address.BufferSize == 16));
            address.BufferSize = sizeof bytes;
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_OK);
            if (address.AddressFormat == rlafIPv4) {
                CHECK(address.BufferSize == 4);
                CHECK(bytes[0] == 127);
            } else {
                CHECK(address.AddressFormat == rlafIPv6);
                CHECK(address.BufferSize == 16);
                CHECK(bytes[15] == 1);
            }
            attributes.CallLocalAddress = nullptr;
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_INVALID_ARG);
        });
        in_a_call(local_endpoint(), [](RPC_BINDING_HANDLE) {
            RPC_CALL_LOCAL_ADDRESS_V1 address{1, nullptr, 0, rlafInvalid};
            auto attributes = asking<RPC_CALL_ATTRIBUTES_V2_A>(2, RPC_QUERY_CALL_LOCAL_ADDRESS);
            attributes.CallLocalAddress = &address;
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_CANNOT_SUPPORT);
        });
    }

    TEST_CASE("the internal functions tell transport and local address of a call as well") {
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE handle) {
            unsigned type = 0;
            CHECK(I_RpcServerInqTransportType(&type) == RPC_S_OK);
            CHECK(type == TRANSPORT_TYPE_CN);
            unsigned char bytes[16] = {};
            ULONG size = sizeof bytes;
            ULONG format = 0;
            CHECK(I_RpcServerInqLocalConnAddress(handle, bytes, &size, &format) == RPC_S_OK);
            CHECK(size == (format == rlafIPv4 ? 4u : 16u));
            CHECK(bytes[size - 1] == 1);
            size = 0;
            CHECK(I_RpcServerInqLocalConnAddress(nullptr, nullptr, &size, &format) == ERROR_MORE_DATA);
        });
        in_a_call(local_endpoint(), [](RPC_BINDING_HANDLE handle) {
            unsigned type = 0;
            CHECK(I_RpcServerInqTransportType(&type) == RPC_S_OK);
            CHECK(type == TRANSPORT_TYPE_LPC);
            ULONG size = 0;
            ULONG format = 0;
            CHECK(I_RpcServerInqLocalConnAddress(handle, nullptr, &size, &format) == RPC_S_CANNOT_SUPPORT);
        });
        unsigned type = 0;
        CHECK(I_RpcServerInqTransportType(&type) == RPC_S_NO_CALL_ACTIVE);
    }

    TEST_CASE("call attributes: principal names, with the length they need") {
        in_a_call(local_endpoint(), [](RPC_BINDING_HANDLE) {
            auto narrow = asking<RPC_CALL_ATTRIBUTES_V1_A>(1, RPC_QUERY_CLIENT_PRINCIPAL_NAME);
            narrow.ClientPrincipalNameBufferLength = 0;
            narrow.ClientPrincipalName = nullptr;
            CHECK(RpcServerInqCallAttributesA(nullptr, &narrow) == ERROR_MORE_DATA);
            std::string name(narrow.ClientPrincipalNameBufferLength, 'x');
            narrow.ClientPrincipalName = reinterpret_cast<unsigned char*>(name.data());
            CHECK(RpcServerInqCallAttributesA(nullptr, &narrow) == RPC_S_OK);
            CHECK(name.find('\\') != std::string::npos);
            CHECK(name.back() == '\0');
            name.pop_back();

            char16_t buffer[512];
            auto wide = asking<RPC_CALL_ATTRIBUTES_V1_W>(1, RPC_QUERY_CLIENT_PRINCIPAL_NAME);
            wide.ClientPrincipalNameBufferLength = sizeof buffer;
            wide.ClientPrincipalName = reinterpret_cast<unsigned short*>(buffer);
            CHECK(RpcServerInqCallAttributesW(nullptr, &wide) == RPC_S_OK);
            CHECK(wide.ClientPrincipalNameBufferLength == 2 * (name.size() + 1));
            CHECK(base::to_utf8(buffer) == name);

            wide.ClientPrincipalName = nullptr;
            CHECK(RpcServerInqCallAttributesW(nullptr, &wide) == ERROR_INVALID_PARAMETER);
        });
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE) {
            // Nobody vouches for a name here: length zero, and no failure.
            unsigned char buffer[8] = "as was";
            auto attributes =
                asking<RPC_CALL_ATTRIBUTES_V1_A>(1, RPC_QUERY_CLIENT_PRINCIPAL_NAME | RPC_QUERY_SERVER_PRINCIPAL_NAME);
            attributes.ClientPrincipalName = attributes.ServerPrincipalName = buffer;
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_OK);
            CHECK(attributes.ClientPrincipalNameBufferLength == 0);
            CHECK(attributes.ServerPrincipalNameBufferLength == 0);
            CHECK(std::strcmp(reinterpret_cast<char*>(buffer), "as was") == 0);
        });
    }

    TEST_CASE("call attributes, version 3: no identifier of the client is known") {
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE) {
            auto attributes = asking<RPC_CALL_ATTRIBUTES_V3_A>(3, RPC_QUERY_CLIENT_ID | RPC_QUERY_NO_AUTH_REQUIRED);
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_OK);
            CHECK(attributes.OpNum == 1);
            CHECK(attributes.ClientIdentifierBufferLength == 0);
        });
    }

    TEST_CASE("call attributes: what cannot be asked") {
        auto outside = asking<RPC_CALL_ATTRIBUTES_V2_A>(2, 0);
        CHECK(RpcServerInqCallAttributesA(nullptr, &outside) == RPC_S_NO_CALL_ACTIVE);
        CHECK(RpcServerInqCallAttributesA(&outside, &outside) == RPC_S_INVALID_BINDING);
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE) {
            CHECK(RpcServerInqCallAttributesA(nullptr, nullptr) == RPC_S_INVALID_ARG);
            auto attributes = asking<RPC_CALL_ATTRIBUTES_V2_A>(4, 0);
            CHECK(RpcServerInqCallAttributesA(nullptr, &attributes) == RPC_S_INVALID_ARG);
        });
    }

    TEST_CASE("K18: RpcBindingServerFromClient gives a partially bound handle to the caller's address") {
        in_a_call(tcp_endpoint(), [](RPC_BINDING_HANDLE client) {
            RPC_BINDING_HANDLE server = nullptr;
            REQUIRE(RpcBindingServerFromClient(client, &server) == RPC_S_OK);
            const std::string text = text_and_free(server);
            CHECK((text == "ncacn_ip_tcp:127.0.0.1" || text == "ncacn_ip_tcp:::1"));
            REQUIRE(RpcBindingServerFromClient(nullptr, &server) == RPC_S_OK);
            CHECK(RpcBindingServerFromClient(server, &server) == RPC_S_WRONG_KIND_OF_BINDING);
            CHECK(text_and_free(server) == text);
        });
        in_a_call(local_endpoint(), [](RPC_BINDING_HANDLE client) {
            RPC_BINDING_HANDLE server = nullptr;
            REQUIRE(RpcBindingServerFromClient(client, &server) == RPC_S_OK);
            CHECK(text_and_free(server) == "ncalrpc:");
        });
        in_a_call(pipe_endpoint(), [](RPC_BINDING_HANDLE client) {
            RPC_BINDING_HANDLE server = nullptr;
            REQUIRE(RpcBindingServerFromClient(client, &server) == RPC_S_OK);
            CHECK(text_and_free(server) == "ncacn_np:\\\\\\\\" + rpcrt4::transport::own_name());
        });
        RPC_BINDING_HANDLE server = nullptr;
        CHECK(RpcBindingServerFromClient(&server, &server) == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingServerFromClient(nullptr, &server) == RPC_S_NO_CALL_ACTIVE);
    }
}
