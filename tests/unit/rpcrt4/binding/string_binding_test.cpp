// SPDX-License-Identifier: LGPL-2.1-or-later
// String bindings and what protocol sequences allow in them: behaviours L1 to L10.
#include <doctest/doctest.h>

#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/string_binding.hpp"

using namespace rpcrt4::binding;
using base::Status;

namespace {

constexpr const char* kUuid = "308fb580-1eb2-11ca-923b-08002b1075a7";

StringBinding parsed(std::string_view text) {
    CAPTURE(text);
    auto result = parse_string_binding(text);
    REQUIRE(result);
    return *result;
}

Status parse_status(std::string_view text) {
    auto result = parse_string_binding(text);
    return result ? Status::ok : result.status();
}

std::string composed(const StringBinding& parts) {
    auto text = compose_string_binding(parts);
    REQUIRE(text);
    return *text;
}

Status parts_status(std::string_view text) { return check_parts(parsed(text)); }

}  // namespace

TEST_SUITE("rpcrt4/binding/string_binding") {
    TEST_CASE("L1: object, protseq, address, endpoint and options come apart") {
        const auto all = parsed(std::string(kUuid) + "@ncacn_np:server[\\\\pipe\\\\p,Security=anonymous static true]");
        CHECK(all.object == kUuid);
        CHECK(all.protseq == "ncacn_np");
        CHECK(all.address == "server");
        CHECK(all.endpoint == "\\pipe\\p");
        CHECK(all.options == "Security=anonymous static true");
    }

    TEST_CASE("an object that is parsed is lower case") {
        CHECK(parsed("6BA7B810-9DAD-11D1-80B4-00C04FD430C8@ncalrpc:").object == "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    }

    TEST_CASE("L1: every part but the protocol sequence is optional") {
        CHECK(parsed("ncalrpc:") == StringBinding{.protseq = "ncalrpc"});
        CHECK(parsed("ncalrpc:[]") == StringBinding{.protseq = "ncalrpc"});
        CHECK(parsed("ncacn_ip_tcp:[135]") == StringBinding{.protseq = "ncacn_ip_tcp", .endpoint = "135"});
        CHECK(parsed("ncacn_ip_tcp:fe80::1%2[135]").address == "fe80::1%2");
        CHECK(parse_status(":host") == Status::rpc_s_invalid_string_binding);
        CHECK(parse_status("ncalrpc") == Status::rpc_s_invalid_string_binding);
        CHECK(parse_status("") == Status::rpc_s_invalid_string_binding);
    }

    TEST_CASE("L1: white space only inside option values") {
        for (const char* text : {" ncalrpc:", "ncalrpc :", "ncalrpc: host", "ncalrpc:[a b]", "ncalrpc:[a\tb]",
                                 "ncalrpc:[endpoint=a b]", "ncalrpc:[a] "}) {
            CAPTURE(text);
            CHECK(parse_status(text) == Status::rpc_s_invalid_string_binding);
        }
        CHECK(parsed("ncalrpc:[a,Security=anonymous static true]").options == "Security=anonymous static true");
    }

    TEST_CASE("L2: the endpoint may be written endpoint=, anywhere among the options") {
        CHECK(parsed("ncacn_ip_tcp:h[endpoint=2001]").endpoint == "2001");
        CHECK(parsed("ncacn_ip_tcp:h[ENDPOINT=2001]").endpoint == "2001");
        const auto later = parsed("ncacn_np:[Security=anonymous static true,endpoint=\\\\pipe\\\\x]");
        CHECK(later.endpoint == "\\pipe\\x");
        CHECK(later.options == "Security=anonymous static true");
        CHECK(parse_status("ncacn_ip_tcp:h[1,endpoint=2]") == Status::rpc_s_invalid_string_binding);
    }

    TEST_CASE("L2: options without an endpoint, several of them") {
        const auto http = parsed("ncacn_http:m[,HttpProxy=p:80,RpcProxy=w:80,HttpConnectOption=UseHttpProxy]");
        CHECK(http.endpoint.empty());
        CHECK(http.options == "HttpProxy=p:80,RpcProxy=w:80,HttpConnectOption=UseHttpProxy");
        CHECK(parsed("ncalrpc:[,]") == StringBinding{.protseq = "ncalrpc"});
        CHECK(parse_status("ncacn_http:m[,RpcProxy=a\\,b]") == Status::rpc_s_invalid_string_binding);
        CHECK(parse_status("ncalrpc:[a,b]") == Status::rpc_s_invalid_string_binding);
    }

    TEST_CASE("L3: a backslash escapes the next character in any field") {
        CHECK(parsed("ncacn_np:\\\\\\\\sales[\\\\pipe\\\\p1]").address == "\\\\sales");
        CHECK(parsed("ncalrpc:[a\\,b\\]c\\=d\\ e]").endpoint == "a,b]c=d e");
        CHECK(parsed("ncalrpc:a\\[b").address == "a[b");
        CHECK(parsed("ncal\\rpc:").protseq == "ncalrpc");
        CHECK(parse_status("ncalrpc:\\") == Status::rpc_s_invalid_string_binding);
        CHECK(parse_status("ncalrpc:[a\\]") == Status::rpc_s_invalid_string_binding);
    }

    TEST_CASE("L3: compose escapes what parse would take for syntax") {
        CHECK(composed({.protseq = "ncacn_np", .address = "\\\\.", .endpoint = "\\pipe\\test"}) ==
              "ncacn_np:\\\\\\\\.[\\\\pipe\\\\test]");
        const StringBinding hard{.object = kUuid,
                                 .protseq = "ncalrpc",
                                 .address = "a[b]c\\d",
                                 .endpoint = "e,f]g=h i\\j",
                                 .options = "Security=anonymous static true"};
        CHECK(parsed(composed(hard)) == hard);
    }

    TEST_CASE("compose leaves out what is absent") {
        CHECK(composed({.protseq = "ncalrpc"}) == "ncalrpc:");
        CHECK(composed({.protseq = "ncacn_ip_tcp", .address = "::1", .endpoint = "135"}) == "ncacn_ip_tcp:::1[135]");
        CHECK(composed({.protseq = "ncacn_http", .address = "m", .options = "RpcProxy=w:80"}) ==
              "ncacn_http:m[,RpcProxy=w:80]");
        CHECK(composed({.object = kUuid, .protseq = "ncalrpc"}) == std::string(kUuid) + "@ncalrpc:");
    }

    TEST_CASE("L4: the empty address and the empty endpoint are good for every protocol sequence") {
        for (const ProtseqSyntax& syntax : known_protseqs()) {
            CHECK(check_address(syntax, "") == Status::ok);
            CHECK(check_endpoint(syntax, "") == Status::ok);
        }
    }

    TEST_CASE("L6: endpoint forms") {
        const auto& tcp = *find_protseq("ncacn_ip_tcp");
        for (const char* good : {"1", "135", "65535", "00135"}) CHECK(check_endpoint(tcp, good) == Status::ok);
        for (const char* bad : {"0", "65536", "-1", "12a", "\\pipe\\x", "999999", " 1"}) {
            CHECK(check_endpoint(tcp, bad) == Status::rpc_s_invalid_endpoint_format);
        }
        const auto& np = *find_protseq("ncacn_np");
        CHECK(check_endpoint(np, "\\pipe\\name") == Status::ok);
        CHECK(check_endpoint(np, "\\PIPE\\name\\more") == Status::ok);
        CHECK(check_endpoint(np, "\\pipe\\") == Status::rpc_s_invalid_endpoint_format);
        CHECK(check_endpoint(np, "135") == Status::rpc_s_invalid_endpoint_format);
        const auto& lrpc = *find_protseq("ncalrpc");
        CHECK(check_endpoint(lrpc, "any name/with:things") == Status::ok);
        CHECK(check_endpoint(lrpc, "back\\slash") == Status::rpc_s_invalid_endpoint_format);
    }

    TEST_CASE("L7: Security takes all three words, single spaces, and only where it means something") {
        const auto& lrpc = *find_protseq("ncalrpc");
        CHECK(check_options(lrpc, "Security=identification dynamic true") == Status::ok);
        CHECK(check_options(lrpc, "security=Impersonation Static False") == Status::ok);
        for (const char* bad : {"Security=identification dynamic", "Security=identification  dynamic true",
                                "Security=none dynamic true", "Security=", "Colour=red", "Security"}) {
            CHECK(check_options(lrpc, bad) == Status::rpc_s_invalid_network_options);
        }
        CHECK(check_options(*find_protseq("ncacn_ip_tcp"), "Security=identification dynamic true") ==
              Status::rpc_s_invalid_network_options);
    }

    TEST_CASE("L8: the options of ncacn_http") {
        const auto& http = *find_protseq("ncacn_http");
        CHECK(check_options(http, "HttpProxy=p:80,RpcProxy=w:80,HttpConnectOption=UseHttpProxy") == Status::ok);
        CHECK(check_options(http, "HttpConnectOption=Never") == Status::rpc_s_invalid_network_options);
        CHECK(check_options(http, "HttpProxy=") == Status::rpc_s_invalid_network_options);
    }

    TEST_CASE("L9: each kind of mistake has its code") {
        CHECK(parse_status("ncacn_ip_tcp:h[135") == Status::rpc_s_invalid_string_binding);
        CHECK(parse_status("ncacn_ip_tcp:h[135]x") == Status::rpc_s_invalid_string_binding);
        CHECK(parse_status("not-a-uuid@ncalrpc:") == Status::rpc_s_invalid_string_uuid);
        CHECK(parse_status("@ncalrpc:") == Status::rpc_s_invalid_string_uuid);
        CHECK(compose_string_binding({.object = "x", .protseq = "ncalrpc"}).status() ==
              Status::rpc_s_invalid_string_uuid);
        CHECK(parts_status("ncacn_carrier_pigeon:") == Status::rpc_s_invalid_rpc_protseq);
        CHECK(parts_status("NCALRPC:") == Status::rpc_s_invalid_rpc_protseq);
        CHECK(parts_status("ncacn_ip_tcp:h[x]") == Status::rpc_s_invalid_endpoint_format);
        CHECK(parts_status("ncacn_ip_tcp:h/x[1]") == Status::rpc_s_invalid_net_addr);
        CHECK(parts_status("ncacn_ip_tcp:h[1,A=b]") == Status::rpc_s_invalid_network_options);
        CHECK(parts_status("ncacn_ip_tcp:h[1]") == Status::ok);
        CHECK(parts_status("ncalrpc:[x,Security=anonymous static true]") == Status::ok);
    }

    TEST_CASE("L10: dropped and not yet carried protocol sequences are known but not supported") {
        for (const char* name : {"ncacn_nb_tcp", "ncacn_nb_nb", "ncacn_nb_ipx", "ncacn_dnet_nsp", "ncacn_vns_spp",
                                 "ncadg_mq", "ncadg_ipx", "ncacn_spx", "ncacn_at_dsp"}) {
            CHECK(check_protseq(name) == Status::rpc_s_protseq_not_supported);
        }
        CHECK(check_protseq("ncalrpc") == Status::ok);
        CHECK(check_protseq("ncacn_ip_tcp") == Status::ok);
        CHECK(check_protseq("ncacn_np") == Status::ok);
        CHECK(check_protseq("ncadg_ip_udp") == Status::rpc_s_protseq_not_supported);
        CHECK(check_protseq("") == Status::rpc_s_invalid_rpc_protseq);
    }
}
