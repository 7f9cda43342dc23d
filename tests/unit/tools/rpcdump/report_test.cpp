// SPDX-License-Identifier: LGPL-2.1-or-later
// How rpcdump shows elements.
#include "tools/rpcdump/report.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "rpcrt4/binding/tower_binding.hpp"
#include "tools/rpcdump/known_interfaces.hpp"

using namespace rpcrt4;
using epmapper::Element;

namespace {

constexpr uuid::Uuid kSamr{0x12345778, 0x1234, 0xabcd, {0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xac}};
constexpr uuid::Uuid kNobody{0xffffffff, 1, 2, {}};

Element element(const uuid::Uuid& id, const char* protseq, const char* endpoint, const char* note = "") {
    return {{}, {{id, 1, 0}, protocol::kNdr20, *binding::floors_of({.protseq = protseq, .endpoint = endpoint})}, note};
}

}  // namespace

TEST_SUITE("tools/rpcdump/report") {
    TEST_CASE("well-known interfaces have names, others have none") {
        REQUIRE(rpcdump::find_known(kSamr));
        CHECK(rpcdump::find_known(kSamr)->name == "samr");
        CHECK(rpcdump::find_known(kSamr)->document == "MS-SAMR");
        CHECK_FALSE(rpcdump::find_known(kNobody));
        CHECK_FALSE(rpcdump::find_known({}));
    }

    TEST_CASE("the table has a paragraph per interface; an open address is the host that was asked") {
        Element object = element(kSamr, "ncalrpc", "b");
        object.object = kNobody;
        const std::string table = rpcdump::as_table(
            {rpcdump::describe(element(kNobody, "ncacn_ip_tcp", "2"), "h"),
             rpcdump::describe(element(kSamr, "ncacn_ip_tcp", "1", "note"), "h"), rpcdump::describe(object, "h")});
        CHECK(table ==
              "12345778-1234-abcd-ef00-0123456789ac v1.0  samr [MS-SAMR]\n"
              "    ncacn_ip_tcp:h[1]  note\n"
              "    ncalrpc:[b]  object ffffffff-0001-0002-0000-000000000000\n"
              "\n"
              "ffffffff-0001-0002-0000-000000000000 v1.0\n"
              "    ncacn_ip_tcp:h[2]\n");
    }

    TEST_CASE("JSON has what is known and nothing else") {
        const auto all =
            nlohmann::json::parse(rpcdump::as_json({rpcdump::describe(element(kNobody, "ncalrpc", "x"), "h"),
                                                    rpcdump::describe(element(kSamr, "ncacn_ip_tcp", "1", "n"), "h")}));
        REQUIRE(all.size() == 2);
        CHECK(all[0] == nlohmann::json{{"interface", "12345778-1234-abcd-ef00-0123456789ac"},
                                       {"version", "1.0"},
                                       {"name", "samr"},
                                       {"document", "MS-SAMR"},
                                       {"binding", "ncacn_ip_tcp:h[1]"},
                                       {"protseq", "ncacn_ip_tcp"},
                                       {"address", "h"},
                                       {"endpoint", "1"},
                                       {"annotation", "n"}});
        CHECK_FALSE(all[1].contains("name"));
        CHECK_FALSE(all[1].contains("address"));
        CHECK(rpcdump::as_json({}) == "[]\n");
    }

    TEST_CASE("floors nobody knows are shown by their numbers") {
        Element odd = element(kNobody, "ncacn_ip_tcp", "1");
        odd.tower.floors[1].protocol = 0x7E;
        CHECK(rpcdump::describe(odd, "h").binding == "unknown(11,126,9)");
    }

    TEST_CASE("what a mapper sends reaches the terminal without control characters, and JSON as UTF-8") {
        const Element hostile = element(kNobody, "ncalrpc", "\x1b[2J", "\x1b]0;title\x07\x7f");
        const std::string table = rpcdump::as_table({rpcdump::describe(hostile, "")});
        for (const char c : table) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
        CHECK(table.find('\x7f') == table.npos);
        const Element broken = element(kNobody, "ncalrpc", "x", "\xff\xfe");
        CHECK(nlohmann::json::parse(rpcdump::as_json({rpcdump::describe(broken, "")})).size() == 1);
    }
}
