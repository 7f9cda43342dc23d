// SPDX-License-Identifier: LGPL-2.1-or-later
// Endpoints: opened, refused, listed.
#include "rpcrt4/server/server.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "fixture.hpp"
#include "rpcrt4/binding/string_binding.hpp"

using namespace server_test;

namespace {

RPC_CSTR text(const char* string) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(string)); }
RPC_WSTR text(const char16_t* string) { return reinterpret_cast<RPC_WSTR>(const_cast<char16_t*>(string)); }

RPC_STATUS use(const char* protseq, const char* endpoint) {
    return RpcServerUseProtseqEpA(text(protseq), RPC_C_PROTSEQ_MAX_REQS_DEFAULT, text(endpoint), nullptr);
}

}  // namespace

TEST_SUITE("rpcrt4/server/endpoints") {
    TEST_CASE("L9: protocol sequences: invalid, known but absent, available") {
        CHECK(use("ncacn_nonsense", "1") == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(use("", "1") == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(RpcServerUseProtseqEpA(nullptr, 10, text("1"), nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(use("ncacn_nb_tcp", "1") == RPC_S_PROTSEQ_NOT_SUPPORTED);
        CHECK(use("ncadg_ip_udp", "1") == RPC_S_PROTSEQ_NOT_SUPPORTED);
        CHECK(RpcServerUseProtseqA(text("nope"), 10, nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(RpcServerUseProtseqA(text("ncacn_ip_tcp"), 10, nullptr) == RPC_S_OK);
    }

    TEST_CASE("L6: endpoints of the wrong form are RPC_S_INVALID_ENDPOINT_FORMAT") {
        CHECK(use("ncacn_ip_tcp", "port") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncacn_ip_tcp", "65536") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncacn_ip_tcp", "") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncalrpc", "back\\slash") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncacn_np", "no-prefix") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncacn_np", "\\pipe\\") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncacn_np", "\\pipe") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(use("ncacn_np", "\\\\.\\pipe\\x") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(RpcServerUseProtseqEpA(text("ncalrpc"), 10, nullptr, nullptr) == RPC_S_INVALID_ENDPOINT_FORMAT);
    }

    TEST_CASE("an endpoint in use is RPC_S_DUPLICATE_ENDPOINT") {
        CHECK(use("ncacn_ip_tcp", tcp_endpoint().name.c_str()) == RPC_S_DUPLICATE_ENDPOINT);
        CHECK(use("ncalrpc", local_endpoint().name.c_str()) == RPC_S_DUPLICATE_ENDPOINT);
        CHECK(use("ncacn_np", pipe_endpoint().name.c_str()) == RPC_S_DUPLICATE_ENDPOINT);
    }

    TEST_CASE("the W functions take the same names") {
        CHECK(RpcServerUseProtseqEpW(text(u"ncalrpc"), 10, text(u"wide-na\u00efve"), nullptr) == RPC_S_OK);
        CHECK(use("ncalrpc", "wide-na\xc3\xafve") == RPC_S_DUPLICATE_ENDPOINT);
        CHECK(RpcServerUseProtseqW(text(u"ncalrpc"), 10, nullptr) == RPC_S_OK);
        CHECK(RpcServerUseProtseqEpW(text(u"what"), 10, text(u"x"), nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
    }

    TEST_CASE("policies and security descriptors are checked for their form") {
        RPC_POLICY policy{sizeof policy, 0, 0};
        RPC_POLICY short_policy{4, 0, 0};
        char descriptor[20] = {1};
        char bad_descriptor[20] = {9};
        RPC_CSTR tcp = text("ncacn_ip_tcp");
        CHECK(RpcServerUseProtseqExA(tcp, 10, nullptr, &short_policy) == RPC_S_INVALID_ARG);
        CHECK(RpcServerUseProtseqExA(tcp, 10, nullptr, &policy) == RPC_S_OK);
        CHECK(RpcServerUseProtseqEpExA(text("ncalrpc"), 10, text("with-descriptor"), descriptor, &policy) == RPC_S_OK);
        CHECK(RpcServerUseProtseqA(text("ncalrpc"), 10, bad_descriptor) == RPC_S_INVALID_SECURITY_DESC);
        CHECK(RpcServerUseProtseqA(tcp, 10, bad_descriptor) == RPC_S_OK);
    }

    TEST_CASE("I1: RpcServerUseProtseqIf opens the endpoints of the IDL file") {
        TestInterface target{echo};
        RPC_PROTSEQ_ENDPOINT endpoints[] = {{text("ncalrpc"), text("from-the-idl-file")},
                                            {text("ncacn_np"), text("\\pipe\\from-the-idl-file")}};
        CHECK(RpcServerUseProtseqIfA(text("ncalrpc"), 10, target.handle(), nullptr) == RPC_S_PROTSEQ_NOT_FOUND);
        target.spec().RpcProtseqEndpoint = endpoints;
        target.spec().RpcProtseqEndpointCount = 2;
        CHECK(RpcServerUseProtseqIfA(text("ncacn_ip_tcp"), 10, target.handle(), nullptr) == RPC_S_PROTSEQ_NOT_FOUND);
        CHECK(RpcServerUseProtseqIfA(text("zzz"), 10, target.handle(), nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(RpcServerUseProtseqIfA(text("ncalrpc"), 10, target.handle(), nullptr) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        CHECK(bound_peer(target, {"ncalrpc", "from-the-idl-file"})->call(0, {})->type() == protocol::PduType::response);
        endpoints[0].Endpoint = text("from-the-idl-file-2");
        CHECK(RpcServerUseProtseqIfA(text("ncacn_np"), 10, target.handle(), nullptr) == RPC_S_OK);
        const Endpoint pipe{"ncacn_np", "\\pipe\\from-the-idl-file"};
        CHECK(bound_peer(target, pipe)->call(0, {})->type() == protocol::PduType::response);
        endpoints[1].Endpoint = text("\\pipe\\from-the-idl-file-2");
        CHECK(RpcServerUseAllProtseqsIf(10, target.handle(), nullptr) == RPC_S_OK);
        CHECK(bound_peer(target, {"ncalrpc", "from-the-idl-file-2"})->call(0, {})->type() ==
              protocol::PduType::response);
        endpoints[0].RpcProtocolSequence = text("zzz");
        CHECK(RpcServerUseAllProtseqsIf(10, target.handle(), nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
        target.spec().RpcProtseqEndpointCount = 0;
        CHECK(RpcServerUseAllProtseqsIf(10, target.handle(), nullptr) == RPC_S_NO_PROTSEQS);
    }

    TEST_CASE("I4, I5: RpcServerInqBindings lists every endpoint, dynamic ones too, and the vector is freed") {
        local_endpoint();
        tcp_endpoint();
        pipe_endpoint();
        RPC_BINDING_VECTOR* bindings = nullptr;
        REQUIRE(RpcServerInqBindings(&bindings) == RPC_S_OK);
        bool tcp = false;
        bool local = false;
        bool pipe = false;
        for (ULONG i = 0; i < bindings->Count; ++i) {
            RPC_CSTR string = nullptr;
            REQUIRE(RpcBindingToStringBindingA(bindings->BindingH[i], &string) == RPC_S_OK);
            const auto parts = rpcrt4::binding::parse_string_binding(reinterpret_cast<char*>(string));
            REQUIRE(static_cast<bool>(parts));
            CHECK_FALSE(parts->endpoint.empty());
            if (parts->endpoint == tcp_endpoint().name) tcp = !parts->address.empty();
            if (parts->endpoint == local_endpoint().name) local = true;
            if (parts->endpoint == pipe_endpoint().name) pipe = parts->address.starts_with("\\\\");
            CHECK(RpcStringFreeA(&string) == RPC_S_OK);
        }
        CHECK(tcp);
        CHECK(local);
        CHECK(pipe);
        CHECK(RpcBindingVectorFree(&bindings) == RPC_S_OK);
        CHECK(bindings == nullptr);
        CHECK(RpcServerInqBindings(nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("RpcServerUseAllProtseqs opens one endpoint of every kind") {
        const size_t before = rpcrt4::server::Server::instance().bindings().size();
        CHECK(RpcServerUseAllProtseqs(10, nullptr) == RPC_S_OK);
        CHECK(rpcrt4::server::Server::instance().bindings().size() >= before + 3);
    }

    TEST_CASE("a call knows where its client is") {
        static bool local = false;
        static ULONG process = 0;
        static RPC_STATUS process_status = RPC_S_OK;
        static bool same_handle = false;
        TestInterface target{[](PRPC_MESSAGE message) {
            unsigned is_local = 7;
            CHECK(I_RpcBindingIsClientLocal(message->Handle, &is_local) == RPC_S_OK);
            local = is_local == 1;
            process_status = I_RpcBindingInqLocalClientPID(nullptr, &process);
            RPC_BINDING_HANDLE handle = nullptr;
            CHECK(RpcServerInqBindingHandle(&handle) == RPC_S_OK);
            same_handle = handle == message->Handle;
            put_reply(*message, {});
        }};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        REQUIRE(bound_peer(target, local_endpoint())->call(0, {})->type() == protocol::PduType::response);
        CHECK(local);
        CHECK(process_status == RPC_S_OK);
        CHECK(process == static_cast<ULONG>(::getpid()));
        CHECK(same_handle);
        REQUIRE(bound_peer(target, tcp_endpoint())->call(0, {})->type() == protocol::PduType::response);
        CHECK_FALSE(local);
        CHECK(process_status == RPC_S_CANNOT_SUPPORT);
        RPC_BINDING_HANDLE handle = nullptr;
        CHECK(RpcServerInqBindingHandle(&handle) == RPC_S_NO_CALL_ACTIVE);
    }
}
