// SPDX-License-Identifier: LGPL-2.1-or-later
// Registration of interfaces and object types: every documented answer.
#include "rpcrt4/server/interface_registry.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace server_test;

namespace {

UUID inquired_type;
RPC_STATUS inquiry_status = RPC_S_OK;
void inquire(UUID*, UUID* type, RPC_STATUS* status) {
    *type = inquired_type;
    *status = inquiry_status;
}

char vector_a[] = "a";
char vector_b[] = "b";

}  // namespace

TEST_SUITE("rpcrt4/server/interface_registry") {
    TEST_CASE("I19: the same interface and type twice is RPC_S_TYPE_ALREADY_REGISTERED") {
        TestInterface target{echo};
        UUID type = make_guid(0x7100);
        UUID nil{};
        CHECK(RpcServerRegisterIf(target.handle(), nullptr, vector_a) == RPC_S_OK);
        CHECK(RpcServerRegisterIf(target.handle(), nullptr, vector_b) == RPC_S_TYPE_ALREADY_REGISTERED);
        CHECK(RpcServerRegisterIf(target.handle(), &nil, vector_b) == RPC_S_TYPE_ALREADY_REGISTERED);
        CHECK(RpcServerRegisterIf(target.handle(), &type, vector_b) == RPC_S_OK);
        CHECK(RpcServerRegisterIfEx(target.handle(), &type, vector_b, 0, 10, nullptr) == RPC_S_TYPE_ALREADY_REGISTERED);
    }

    TEST_CASE("registering nothing is refused") {
        TestInterface target{echo};
        CHECK(RpcServerRegisterIf(nullptr, nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcServerRegisterIf3(target.handle(), nullptr, nullptr, 0, 10, ~0u, nullptr, nullptr) == RPC_S_OK);
    }

    TEST_CASE("I20: RpcServerInqIf returns the registered vector, or the specification's own") {
        TestInterface target{echo};
        target.spec().DefaultManagerEpv = vector_b;
        UUID type = make_guid(0x7101);
        UUID other = make_guid(0x7102);
        RPC_MGR_EPV* found = nullptr;
        CHECK(RpcServerInqIf(target.handle(), nullptr, &found) == RPC_S_UNKNOWN_IF);
        REQUIRE(RpcServerRegisterIf(target.handle(), &type, vector_a) == RPC_S_OK);
        CHECK(RpcServerInqIf(target.handle(), nullptr, &found) == RPC_S_UNKNOWN_MGR_TYPE);
        CHECK(RpcServerInqIf(target.handle(), &other, &found) == RPC_S_UNKNOWN_MGR_TYPE);
        REQUIRE(RpcServerInqIf(target.handle(), &type, &found) == RPC_S_OK);
        CHECK(found == vector_a);
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        REQUIRE(RpcServerInqIf(target.handle(), nullptr, &found) == RPC_S_OK);
        CHECK(found == vector_b);
    }

    TEST_CASE("I23: RpcServerUnregisterIf by interface, by type, by both and by neither") {
        TestInterface first{echo};
        TestInterface second{echo};
        UUID type = make_guid(0x7103);
        UUID other = make_guid(0x7104);
        UUID nil{};
        RPC_MGR_EPV* found = nullptr;
        const auto register_both = [&](TestInterface& target) {
            REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, vector_a) == RPC_S_OK);
            REQUIRE(RpcServerRegisterIf(target.handle(), &type, vector_b) == RPC_S_OK);
        };
        CHECK(RpcServerUnregisterIf(first.handle(), nullptr, 0) == RPC_S_UNKNOWN_IF);
        CHECK(RpcServerUnregisterIf(nullptr, &other, 0) == RPC_S_UNKNOWN_MGR_TYPE);

        register_both(first);
        CHECK(RpcServerUnregisterIf(first.handle(), &other, 0) == RPC_S_UNKNOWN_MGR_TYPE);
        CHECK(RpcServerUnregisterIf(first.handle(), &nil, 0) == RPC_S_OK);
        CHECK(RpcServerInqIf(first.handle(), nullptr, &found) == RPC_S_UNKNOWN_MGR_TYPE);
        CHECK(RpcServerInqIf(first.handle(), &type, &found) == RPC_S_OK);
        CHECK(RpcServerUnregisterIf(first.handle(), &type, 0) == RPC_S_OK);
        CHECK(RpcServerInqIf(first.handle(), &type, &found) == RPC_S_UNKNOWN_IF);

        register_both(first);
        CHECK(RpcServerUnregisterIf(first.handle(), nullptr, 0) == RPC_S_OK);
        CHECK(RpcServerInqIf(first.handle(), &type, &found) == RPC_S_UNKNOWN_IF);

        register_both(first);
        register_both(second);
        CHECK(RpcServerUnregisterIf(nullptr, &type, 0) == RPC_S_OK);
        CHECK(RpcServerInqIf(first.handle(), &type, &found) == RPC_S_UNKNOWN_MGR_TYPE);
        CHECK(RpcServerInqIf(second.handle(), nullptr, &found) == RPC_S_OK);
        CHECK(RpcServerUnregisterIf(nullptr, nullptr, 0) == RPC_S_OK);
        CHECK(RpcServerInqIf(first.handle(), nullptr, &found) == RPC_S_UNKNOWN_IF);
        CHECK(RpcServerInqIf(second.handle(), nullptr, &found) == RPC_S_UNKNOWN_IF);
        CHECK(RpcServerUnregisterIf(nullptr, nullptr, 0) == RPC_S_OK);
    }

    TEST_CASE("H22: RpcServerUnregisterIfEx removes the interface") {
        TestInterface target{echo};
        CHECK(RpcServerUnregisterIfEx(target.handle(), nullptr, 1) == RPC_S_UNKNOWN_IF);
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        CHECK(RpcServerUnregisterIfEx(target.handle(), nullptr, 1) == RPC_S_OK);
        CHECK(RpcServerUnregisterIfEx(target.handle(), nullptr, 0) == RPC_S_UNKNOWN_IF);
    }

    TEST_CASE("I22: RpcObjectSetType: the nil object, the object with a type, taking a type away") {
        UUID nil{};
        UUID object = make_guid(0x0b10);
        UUID type = make_guid(0x7105);
        UUID other = make_guid(0x7106);
        UUID found;
        CHECK(RpcObjectSetType(&nil, &type) == RPC_S_INVALID_OBJECT);
        CHECK(RpcObjectSetType(nullptr, &type) == RPC_S_INVALID_OBJECT);
        CHECK(RpcObjectInqType(&object, &found) == RPC_S_OBJECT_NOT_FOUND);
        CHECK(found == nil);
        CHECK(RpcObjectSetType(&object, &type) == RPC_S_OK);
        CHECK(RpcObjectSetType(&object, &other) == RPC_S_ALREADY_REGISTERED);
        CHECK(RpcObjectInqType(&object, &found) == RPC_S_OK);
        CHECK(found == type);
        CHECK(RpcObjectInqType(&object, nullptr) == RPC_S_OK);
        CHECK(RpcObjectSetType(&object, &nil) == RPC_S_OK);
        CHECK(RpcObjectInqType(&object, nullptr) == RPC_S_OBJECT_NOT_FOUND);
        CHECK(RpcObjectSetType(&object, nullptr) == RPC_S_OK);
    }

    TEST_CASE("an inquiry function answers for objects nobody registered") {
        UUID object = make_guid(0x0b11);
        UUID known = make_guid(0x0b12);
        UUID type = make_guid(0x7107);
        UUID found;
        inquired_type = make_guid(0x7108);
        REQUIRE(RpcObjectSetType(&known, &type) == RPC_S_OK);
        CHECK(RpcObjectSetInqFn(inquire) == RPC_S_OK);
        CHECK(RpcObjectInqType(&object, &found) == RPC_S_OK);
        CHECK(found == inquired_type);
        CHECK(RpcObjectInqType(&known, &found) == RPC_S_OK);
        CHECK(found == type);
        inquiry_status = RPC_S_OBJECT_NOT_FOUND;
        CHECK(RpcObjectInqType(&object, &found) == RPC_S_OBJECT_NOT_FOUND);
        inquiry_status = RPC_S_OK;
        CHECK(RpcObjectSetInqFn(nullptr) == RPC_S_OK);
        CHECK(RpcObjectInqType(&object, &found) == RPC_S_OBJECT_NOT_FOUND);
        CHECK(RpcObjectSetType(&known, nullptr) == RPC_S_OK);
    }
}
