// SPDX-License-Identifier: LGPL-2.1-or-later
// The UUID exports, both text forms.
#include <doctest/doctest.h>

#include <string>

#include <rpc.h>

namespace {

char16_t kText[] = u"6ba7b810-9dad-11d1-80b4-00c04fd430c8";
unsigned char kTextA[] = "6BA7B810-9DAD-11D1-80B4-00C04FD430C8";

}  // namespace

TEST_SUITE("rpcrt4/api/uuid") {
    TEST_CASE("a UUID goes from text to binary and back, A and W") {
        UUID a, w;
        REQUIRE(UuidFromStringA(kTextA, &a) == RPC_S_OK);
        REQUIRE(UuidFromStringW(reinterpret_cast<RPC_WSTR>(kText), &w) == RPC_S_OK);
        RPC_STATUS status = 1;
        CHECK(UuidEqual(&a, &w, &status) == TRUE);
        CHECK(status == RPC_S_OK);
        CHECK(a.Data1 == 0x6ba7b810);
        CHECK(a.Data4[7] == 0xc8);

        RPC_CSTR text = nullptr;
        REQUIRE(UuidToStringA(&a, &text) == RPC_S_OK);
        CHECK(std::string(reinterpret_cast<char*>(text)) == "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        CHECK(RpcStringFreeA(&text) == RPC_S_OK);
        CHECK(text == nullptr);

        RPC_WSTR wide = nullptr;
        REQUIRE(UuidToStringW(&a, &wide) == RPC_S_OK);
        CHECK(std::u16string(reinterpret_cast<char16_t*>(wide)) == kText);
        CHECK(RpcStringFreeW(&wide) == RPC_S_OK);
        CHECK(wide == nullptr);
    }

    TEST_CASE("text that is no UUID is refused and leaves the result alone") {
        UUID uuid{1, 2, 3, {4}};
        unsigned char bad[] = "6ba7b810";
        CHECK(UuidFromStringA(bad, &uuid) == RPC_S_INVALID_STRING_UUID);
        CHECK(uuid.Data1 == 1);
        CHECK(UuidFromStringA(kTextA, nullptr) == RPC_S_INVALID_ARG);
        CHECK(UuidToStringA(&uuid, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("NULL reads as the nil UUID") {
        UUID nil, other{1, 0, 0, {}};
        RPC_STATUS status;
        REQUIRE(UuidCreateNil(&nil) == RPC_S_OK);
        CHECK(UuidIsNil(&nil, &status) == TRUE);
        CHECK(UuidIsNil(nullptr, &status) == TRUE);
        CHECK(UuidEqual(nullptr, &nil, &status) == TRUE);
        CHECK(UuidCompare(nullptr, &other, &status) == -1);
        CHECK(UuidCompare(&other, nullptr, &status) == 1);
        CHECK(UuidCompare(nullptr, nullptr, &status) == 0);
        CHECK(UuidHash(nullptr, &status) == UuidHash(&nil, &status));
        CHECK(UuidFromStringA(nullptr, &other) == RPC_S_OK);
        CHECK(UuidIsNil(&other, &status) == TRUE);
        CHECK(UuidCreateNil(nullptr) == RPC_S_INVALID_ARG);
        CHECK(UuidCreate(nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("created UUIDs have their documented versions") {
        UUID random, sequential, internal;
        CHECK(UuidCreate(&random) == RPC_S_OK);
        CHECK((random.Data3 >> 12) == 4);
        const RPC_STATUS status = UuidCreateSequential(&sequential);
        CHECK((status == RPC_S_OK || status == RPC_S_UUID_LOCAL_ONLY));
        CHECK((sequential.Data3 >> 12) == 1);
        CHECK(I_UuidCreate(&internal) == status);
        CHECK((internal.Data3 >> 12) == 1);
    }
}
