// SPDX-License-Identifier: LGPL-2.1-or-later
// Which elements of an endpoint map an inquiry names, and which serve a client.
#include "rpcrt4/epmapper/element.hpp"

#include <doctest/doctest.h>

#include "rpcrt4/binding/tower_binding.hpp"

using namespace rpcrt4;
using namespace rpcrt4::epmapper;

namespace {

uuid::Uuid number(uint32_t value) { return {value, 0, 0, {}}; }

struct Offer {
    uint32_t interface_id = 1;
    uint16_t major = 1;
    uint16_t minor = 0;
    uint32_t object = 0;
    const char* protseq = "ncacn_ip_tcp";
    const char* endpoint = "1000";
};

Element element(const Offer& offer) {
    auto floors = binding::floors_of({.protseq = offer.protseq, .endpoint = offer.endpoint});
    REQUIRE(floors);
    return {
        number(offer.object), {{number(offer.interface_id), offer.major, offer.minor}, protocol::kNdr20, *floors}, {}};
}

std::vector<std::string> endpoints(const std::vector<Element>& elements) {
    std::vector<std::string> all;
    for (const Element& one : elements) all.push_back(binding::binding_of(one.tower)->endpoint);
    return all;
}

using Endpoints = std::vector<std::string>;

}  // namespace

TEST_SUITE("rpcrt4/epmapper/element") {
    TEST_CASE("M1: a client is served by its interface in the same major and no lower minor version") {
        const std::vector<Element> map = {
            element({.minor = 1, .endpoint = "1"}), element({.minor = 2, .endpoint = "2"}),
            element({.minor = 3, .endpoint = "3"}), element({.major = 2, .minor = 3, .endpoint = "4"}),
            element({.interface_id = 2, .minor = 3, .endpoint = "5"})};
        CHECK(endpoints(serving(map, element({.minor = 2}).tower, {})) == Endpoints{"2", "3"});
        CHECK(endpoints(serving(map, element({.minor = 4}).tower, {})).empty());
        CHECK(endpoints(serving(map, element({.major = 2}).tower, {})) == Endpoints{"4"});
    }

    TEST_CASE("M1: the protocol sequence must be the client's, and so must the transfer syntax") {
        const std::vector<Element> map = {element({.endpoint = "1"}), element({.protseq = "ncalrpc", .endpoint = "2"}),
                                          element({.protseq = "ncacn_http", .endpoint = "3"})};
        CHECK(endpoints(serving(map, element({}).tower, {})) == Endpoints{"1"});
        CHECK(endpoints(serving(map, element({.protseq = "ncalrpc"}).tower, {})) == Endpoints{"2"});
        binding::Tower other = element({}).tower;
        other.transfer.major = 1;
        CHECK(serving(map, other, {}).empty());
        binding::Tower without_network = element({}).tower;
        without_network.floors.pop_back();
        CHECK(endpoints(serving(map, without_network, {})) == Endpoints{"1"});
        without_network.floors.resize(1);
        CHECK(serving(map, without_network, {}).empty());
    }

    TEST_CASE("an object is looked for first; without it, what was offered for none in particular serves") {
        const std::vector<Element> map = {element({.endpoint = "1"}), element({.object = 7, .endpoint = "2"}),
                                          element({.object = 8, .endpoint = "3"})};
        CHECK(endpoints(serving(map, element({}).tower, number(7))) == Endpoints{"2"});
        CHECK(endpoints(serving(map, element({}).tower, number(9))) == Endpoints{"1"});
        CHECK(endpoints(serving(map, element({}).tower, {})) == Endpoints{"1"});
        const std::vector<Element> objects_only(map.begin() + 1, map.end());
        CHECK(serving(objects_only, element({}).tower, {}).empty());
        CHECK(serving(objects_only, element({}).tower, number(9)).empty());
    }

    TEST_CASE("M6: the version options of an inquiry by interface") {
        const Element offered = element({.major = 2, .minor = 3});
        const auto found = [&](uint16_t major, uint16_t minor, VersionOption option) {
            return answers(offered, {InquiryType::by_interface, {number(1), major, minor}, option, {}});
        };
        CHECK(found(9, 9, VersionOption::all));
        CHECK(found(2, 3, VersionOption::compatible));
        CHECK(found(2, 2, VersionOption::compatible));
        CHECK_FALSE(found(2, 4, VersionOption::compatible));
        CHECK_FALSE(found(1, 3, VersionOption::compatible));
        CHECK(found(2, 3, VersionOption::exact));
        CHECK_FALSE(found(2, 2, VersionOption::exact));
        CHECK(found(2, 9, VersionOption::major_only));
        CHECK_FALSE(found(3, 3, VersionOption::major_only));
        CHECK(found(2, 3, VersionOption::up_to));
        CHECK(found(2, 4, VersionOption::up_to));
        CHECK(found(3, 0, VersionOption::up_to));
        CHECK_FALSE(found(2, 2, VersionOption::up_to));
        CHECK_FALSE(found(1, 9, VersionOption::up_to));
        CHECK_FALSE(answers(offered, {InquiryType::by_interface, {number(2), 2, 3}, VersionOption::all, {}}));
    }

    TEST_CASE("M6: inquiries by object, by both, and for all") {
        const Element offered = element({.object = 5});
        const protocol::SyntaxId id{number(1), 1, 0};
        CHECK(answers(offered, {}));
        CHECK(answers(offered, {InquiryType::by_object, {}, VersionOption::all, number(5)}));
        CHECK_FALSE(answers(offered, {InquiryType::by_object, {}, VersionOption::all, number(6)}));
        CHECK_FALSE(answers(offered, {InquiryType::by_object, {}, VersionOption::all, {}}));
        CHECK(answers(offered, {InquiryType::by_both, id, VersionOption::exact, number(5)}));
        CHECK_FALSE(answers(offered, {InquiryType::by_both, id, VersionOption::exact, number(6)}));
        CHECK_FALSE(answers(offered, {InquiryType::by_both, {number(2), 1, 0}, VersionOption::exact, number(5)}));
    }

    TEST_CASE("elements are the same offer whatever their annotation, and replace each other but for the endpoint") {
        Element noted = element({});
        noted.annotation = "note";
        CHECK(same_offer(noted, element({})));
        CHECK_FALSE(same_offer(element({.endpoint = "2"}), element({})));
        CHECK(same_but_endpoint(element({.endpoint = "2"}), element({})));
        CHECK_FALSE(same_but_endpoint(element({.object = 1}), element({})));
        CHECK_FALSE(same_but_endpoint(element({.minor = 1}), element({})));
        CHECK_FALSE(same_but_endpoint(element({.protseq = "ncalrpc"}), element({})));
        CHECK_FALSE(same_but_endpoint(element({.protseq = "ncadg_ip_udp"}), element({})));
    }

    TEST_CASE("an annotation has room for 63 bytes of whole characters") {
        CHECK(to_annotation("") == "");
        CHECK(to_annotation(std::string(63, 'a')) == std::string(63, 'a'));
        CHECK(to_annotation(std::string(64, 'a')) == std::string(63, 'a'));
        CHECK(to_annotation(std::string(62, 'a') + "ü") == std::string(62, 'a'));
        CHECK(to_annotation(std::string(61, 'a') + "ü") == std::string(61, 'a') + "ü");
        CHECK(to_annotation(std::string(61, 'a') + "üb") == std::string(61, 'a') + "ü");
        CHECK(to_annotation(std::string(70, '\x80')).empty());
    }
}
