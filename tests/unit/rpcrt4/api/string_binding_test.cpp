// SPDX-License-Identifier: LGPL-2.1-or-later
// The exports about string bindings, protocol sequence names and interface ids.
#include <doctest/doctest.h>

#include <string>

#include <rpc.h>

namespace {

RPC_CSTR a(const char* text) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(text)); }
RPC_WSTR w(const char16_t* text) { return reinterpret_cast<RPC_WSTR>(const_cast<char16_t*>(text)); }

std::string taken(RPC_CSTR text) {
    REQUIRE(text != nullptr);
    std::string copy(reinterpret_cast<char*>(text));
    CHECK(RpcStringFreeA(&text) == RPC_S_OK);
    CHECK(text == nullptr);
    return copy;
}

std::u16string taken(RPC_WSTR text) {
    REQUIRE(text != nullptr);
    std::u16string copy(reinterpret_cast<char16_t*>(text));
    CHECK(RpcStringFreeW(&text) == RPC_S_OK);
    return copy;
}

}  // namespace

TEST_SUITE("rpcrt4/api/string_binding") {
    TEST_CASE("L3: compose escapes and parse unescapes, A and W alike") {
        RPC_CSTR text = nullptr;
        REQUIRE(RpcStringBindingComposeA(nullptr, a("ncacn_np"), a("\\\\."), a("\\pipe\\x"), nullptr, &text) ==
                RPC_S_OK);
        const std::string composed = taken(text);
        CHECK(composed == "ncacn_np:\\\\\\\\.[\\\\pipe\\\\x]");
        RPC_CSTR address = nullptr, endpoint = nullptr;
        REQUIRE(RpcStringBindingParseA(a(composed.c_str()), nullptr, nullptr, &address, &endpoint, nullptr) ==
                RPC_S_OK);
        CHECK(taken(address) == "\\\\.");
        CHECK(taken(endpoint) == "\\pipe\\x");

        RPC_WSTR wide = nullptr;
        REQUIRE(RpcStringBindingComposeW(nullptr, w(u"ncalrpc"), nullptr, w(u"dr\u00fcck,er"), nullptr, &wide) ==
                RPC_S_OK);
        const std::u16string wide_text = taken(wide);
        CHECK(wide_text == u"ncalrpc:[dr\u00fcck\\,er]");
        REQUIRE(RpcStringBindingParseW(w(wide_text.c_str()), nullptr, nullptr, nullptr, &wide, nullptr) == RPC_S_OK);
        CHECK(taken(wide) == u"dr\u00fcck,er");
    }

    TEST_CASE("L5: absent fields come back as empty strings, not NULL") {
        RPC_CSTR object = nullptr, protseq = nullptr, address = nullptr, endpoint = nullptr, options = nullptr;
        REQUIRE(RpcStringBindingParseA(a("ncalrpc:"), &object, &protseq, &address, &endpoint, &options) == RPC_S_OK);
        CHECK(taken(object).empty());
        CHECK(taken(protseq) == "ncalrpc");
        CHECK(taken(address).empty());
        CHECK(taken(endpoint).empty());
        CHECK(taken(options).empty());
    }

    TEST_CASE("L5: NULL out-pointers are skipped, in compose too") {
        CHECK(RpcStringBindingParseA(a("ncalrpc:"), nullptr, nullptr, nullptr, nullptr, nullptr) == RPC_S_OK);
        CHECK(RpcStringBindingComposeA(nullptr, a("ncalrpc"), nullptr, nullptr, nullptr, nullptr) == RPC_S_OK);
    }

    TEST_CASE("L9: bad text and bad object UUIDs have their codes") {
        RPC_CSTR text = nullptr;
        CHECK(RpcStringBindingParseA(a("nonsense"), &text, nullptr, nullptr, nullptr, nullptr) ==
              RPC_S_INVALID_STRING_BINDING);
        CHECK(text == nullptr);
        CHECK(RpcStringBindingParseA(nullptr, &text, nullptr, nullptr, nullptr, nullptr) ==
              RPC_S_INVALID_STRING_BINDING);
        CHECK(RpcStringBindingComposeA(a("no uuid"), a("ncalrpc"), nullptr, nullptr, nullptr, &text) ==
              RPC_S_INVALID_STRING_UUID);
        CHECK(text == nullptr);
    }

    TEST_CASE("freeing NULL text is fine, freeing nothing is not") {
        RPC_CSTR text = nullptr;
        CHECK(RpcStringFreeA(&text) == RPC_S_OK);
        CHECK(RpcStringFreeA(nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("L10: protocol sequences are valid, not supported here, or no such thing") {
        CHECK(RpcNetworkIsProtseqValidA(a("ncalrpc")) == RPC_S_OK);
        CHECK(RpcNetworkIsProtseqValidW(w(u"ncacn_ip_tcp")) == RPC_S_OK);
        CHECK(RpcNetworkIsProtseqValidA(a("ncacn_np")) == RPC_S_OK);
        CHECK(RpcNetworkIsProtseqValidA(a("ncadg_ip_udp")) == RPC_S_PROTSEQ_NOT_SUPPORTED);
        CHECK(RpcNetworkIsProtseqValidW(w(u"ncadg_ip_udp")) == RPC_S_PROTSEQ_NOT_SUPPORTED);
        CHECK(RpcNetworkIsProtseqValidA(a("ncadg_mq")) == RPC_S_PROTSEQ_NOT_SUPPORTED);
        CHECK(RpcNetworkIsProtseqValidW(w(u"ncacn_x")) == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(RpcNetworkIsProtseqValidA(nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
    }

    TEST_CASE("the supported protocol sequences can be listed and freed") {
        RPC_PROTSEQ_VECTORA* narrow = nullptr;
        REQUIRE(RpcNetworkInqProtseqsA(&narrow) == RPC_S_OK);
        REQUIRE(narrow->Count >= 2);
        for (unsigned i = 0; i < narrow->Count; ++i) CHECK(RpcNetworkIsProtseqValidA(narrow->Protseq[i]) == RPC_S_OK);
        CHECK(RpcProtseqVectorFreeA(&narrow) == RPC_S_OK);
        CHECK(narrow == nullptr);
        RPC_PROTSEQ_VECTORW* wide = nullptr;
        REQUIRE(RpcNetworkInqProtseqsW(&wide) == RPC_S_OK);
        CHECK(RpcNetworkIsProtseqValidW(wide->Protseq[0]) == RPC_S_OK);
        CHECK(RpcProtseqVectorFreeW(&wide) == RPC_S_OK);
    }

    TEST_CASE("an interface's id is read from its description") {
        RPC_CLIENT_INTERFACE description{};
        description.InterfaceId = {{0x12345678, 1, 2, {3}}, {4, 5}};
        RPC_IF_ID id{};
        CHECK(RpcIfInqId(&description, &id) == RPC_S_OK);
        CHECK(id.Uuid.Data1 == 0x12345678);
        CHECK(id.VersMajor == 4);
        CHECK(id.VersMinor == 5);
        CHECK(RpcIfInqId(nullptr, &id) == RPC_S_INVALID_ARG);
    }
}
