// SPDX-License-Identifier: LGPL-2.1-or-later
// Each allocation and each routine of the program that serialization calls raises once, in every style. The code comes
// out, nothing stays allocated, and the stream is what it was: the same item can be encoded again.
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "handleapi/boundary.hpp"

#include <midles.h>

using base::Status;

namespace {

using Bytes = std::vector<uint8_t>;
constexpr RPC_STATUS kInjected = 4711;

int live = 0, passed = 0, fails_at = 0;

void fault_point() {
    if (++passed == fails_at) RpcRaiseException(kInjected);
}
void* __RPC_USER allocate(size_t size) {
    fault_point();
    ++live;
    return std::malloc(size);
}
void __RPC_USER release(void* memory) {
    if (memory) --live;
    std::free(memory);
}

struct Named {
    LONG number;
    char* name;
    Named* next;
};
// 2: struct Named   28: unique pointer to it
// clang-format off
const unsigned char kTypes[] = {
    0, 0,
    0x1a, 0x03, 0x18, 0x00, 0x00, 0x00, 0x08, 0x00, 0x08, 0x39, 0x36, 0x36, 0x5c, 0x5b,
    0x12, 0x08, 0x22, 0x5c, 0x12, 0x00, 0xec, 0xff,
};
// clang-format on
constexpr int kNamed = 2;

struct Stream {
    Bytes bytes;
    std::vector<uint64_t> piece;
    size_t read = 0;
};
void __RPC_USER give_room(void* state, char** buffer, unsigned* size) {
    fault_point();
    auto& stream = *static_cast<Stream*>(state);
    stream.piece.assign(*size / 8 + 1, 0);
    *buffer = reinterpret_cast<char*>(stream.piece.data());
}
void __RPC_USER take(void* state, char* buffer, unsigned size) {
    fault_point();
    auto& bytes = static_cast<Stream*>(state)->bytes;
    bytes.insert(bytes.end(), buffer, buffer + size);
}
void __RPC_USER give(void* state, char** buffer, unsigned* size) {
    fault_point();
    auto& stream = *static_cast<Stream*>(state);
    stream.piece.assign(*size / 8 + 1, 0);
    std::memcpy(stream.piece.data(), stream.bytes.data() + stream.read, *size);
    stream.read += *size;
    *buffer = reinterpret_cast<char*>(stream.piece.data());
}

struct Fixture {
    Fixture() {
        live = passed = fails_at = 0;
        stub.pfnAllocate = allocate;
        stub.pfnFree = release;
        stub.pFormatTypes = kTypes;
    }
    ~Fixture() { fails_at = 0; }
    Status encode() {
        return handleapi::call_user([&] { NdrMesTypeEncode2(handle, &info, &stub, kTypes + kNamed, &first); });
    }
    Status decode(Named& value) {
        return handleapi::call_user([&] { NdrMesTypeDecode2(handle, &info, &stub, kTypes + kNamed, &value); });
    }
    /// Runs `f` with its 1st, 2nd, ... fault point failing, until it says that none did; returns how many there are.
    template <typename F>
    static int each_fault(F&& f) {
        for (int at = 1;; ++at) {
            CAPTURE(at);
            if (!f(at)) return at - 1;
        }
    }
    static void arm(int at) {
        passed = 0;
        fails_at = at;
    }
    static bool disarm() { return std::exchange(fails_at, 0) <= passed; }

    char one[4] = "one", two[4] = "two";
    Named second{2, two, nullptr}, first{1, one, &second};
    MIDL_STUB_DESC stub{};
    MIDL_TYPE_PICKLING_INFO info{0x33205054, 3, {}};
    handle_t handle = nullptr;
};

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/pickling/faults");

TEST_CASE_FIXTURE(Fixture, "a dynamic buffer that cannot grow stays what it was") {
    const int points = each_fault([&](int at) {
        char* buffer = nullptr;
        ULONG encoded = 0;
        REQUIRE(MesEncodeDynBufferHandleCreate(&buffer, &encoded, &handle) == RPC_S_OK);
        REQUIRE(encode() == Status::ok);
        const Bytes before(buffer, buffer + encoded);
        arm(at);
        const Status status = encode();
        const bool happened = disarm();
        CHECK(status == (happened ? Status{kInjected} : Status::ok));
        CHECK(live == 1);
        CHECK((encoded > before.size()) == !happened);
        CHECK(Bytes(buffer, buffer + before.size()) == before);
        if (happened) CHECK(encode() == Status::ok);
        CHECK(MesHandleFree(handle) == RPC_S_OK);
        release(buffer);
        CHECK(live == 0);
        return happened;
    });
    CHECK(points == 1);
}

TEST_CASE_FIXTURE(Fixture, "an incremental stream whose routines raise gets the item when it is encoded again") {
    Stream whole;
    REQUIRE(MesEncodeIncrementalHandleCreate(&whole, give_room, take, &handle) == RPC_S_OK);
    REQUIRE(encode() == Status::ok);
    REQUIRE(encode() == Status::ok);
    REQUIRE(MesHandleFree(handle) == RPC_S_OK);
    const int points = each_fault([&](int at) {
        Stream stream;
        REQUIRE(MesEncodeIncrementalHandleCreate(&stream, give_room, take, &handle) == RPC_S_OK);
        arm(at);
        const Status status = encode();
        const bool happened = disarm();
        CHECK(status == (happened ? Status{kInjected} : Status::ok));
        if (happened) CHECK(encode() == Status::ok);
        CHECK(encode() == Status::ok);
        CHECK(stream.bytes == whole.bytes);
        CHECK(MesHandleFree(handle) == RPC_S_OK);
        return happened;
    });
    CHECK(points == 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "whatever fails while decoding, what had been allocated is freed and the value is as it was") {
    Stream stream;
    REQUIRE(MesEncodeIncrementalHandleCreate(&stream, give_room, take, &handle) == RPC_S_OK);
    REQUIRE(encode() == Status::ok);
    REQUIRE(MesHandleFree(handle) == RPC_S_OK);
    for (const bool incremental : {false, true}) {
        CAPTURE(incremental);
        const int points = each_fault([&](int at) {
            stream.read = 0;
            alignas(8) char buffer[256];
            std::memcpy(buffer, stream.bytes.data(), stream.bytes.size());
            const auto size = static_cast<ULONG>(stream.bytes.size());
            REQUIRE((incremental ? MesDecodeIncrementalHandleCreate(&stream, give, &handle)
                                 : MesDecodeBufferHandleCreate(buffer, size, &handle)) == RPC_S_OK);
            Named value{};
            arm(at);
            const Status status = decode(value);
            const bool happened = disarm();
            CHECK(MesHandleFree(handle) == RPC_S_OK);
            CHECK(status == (happened ? Status{kInjected} : Status::ok));
            if (happened) {
                CHECK(live == 0);
                CHECK(value.name == nullptr);
                CHECK(value.next == nullptr);
                return true;
            }
            CHECK(std::string(value.next->name) == "two");
            NdrMesTypeFree2(nullptr, &info, &stub, kTypes + kNamed, &value);
            CHECK(live == 0);
            return false;
        });
        CHECK(points == (incremental ? 6 : 3));  // a text, a node and its text; headers and data
    }
}

TEST_SUITE_END();
