// SPDX-License-Identifier: LGPL-2.1-or-later
// What must hold for every family alike, checked on one valid message each: it comes back as it was, no shorter message
// is accepted, no damaged byte leads outside the buffer or leaves memory behind, and measuring agrees about all that.
#include "walk_fixture.hpp"

#include "rpcrt4/ndr/one_type.hpp"

using namespace ndr_test;

TEST_SUITE_BEGIN("rpcrt4/ndr");

namespace {

const USER_MARSHAL_ROUTINE_QUADRUPLE kOwn[] = {
    {[](ULONG*, ULONG start, void*) -> ULONG { return ((start + 3) & ~3u) + 4; },
     [](ULONG*, uint8_t* at, void* object) -> uint8_t* {
         std::memcpy(at, object, 4);
         return at + 4;
     },
     [](ULONG* flags, uint8_t* at, void* object) -> uint8_t* {
         NDR_USER_MARSHAL_INFO info;
         CHECK(rpcrt4::ndr::user_marshal_info(flags, 1, &info) == Status::ok);
         if (info.Level1.BufferSize >= 4) std::memcpy(object, at, 4);
         return at + 4;
     },
     [](ULONG*, void*) {}}};

const XMIT_ROUTINE_QUINTUPLE kTranslations[] = {
    {[](PMIDL_STUB_MESSAGE stub) {
         stub->pTransmitType = static_cast<unsigned char*>(allocate(8));
         std::memcpy(stub->pTransmitType, stub->pPresentedType, 8);
     },
     [](PMIDL_STUB_MESSAGE stub) { std::memcpy(stub->pPresentedType, stub->pTransmitType, 8); },
     [](PMIDL_STUB_MESSAGE stub) { release(stub->pTransmitType); }, [](PMIDL_STUB_MESSAGE) {}}};

/// A type and a message; the parameters that expressions refer to are two and two.
struct Sample {
    const char* name;
    std::vector<uint8_t> format;
    size_t root;
    Bytes wire;
};

#define STRUCT_OF_FOUR 0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(0), 0x08, 0x06, 0x38, 0x0d, 0x08, 0x5b

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all = {
        {"flat structure", {0x15, 3, NDR_SHORT(8), 0x08, 0x02, 0x37, 0x06, 0x5c, 0x5b}, 0, {1, 0, 0, 0, 'x', 0, 2, 0}},
        {"structure with an enum", {STRUCT_OF_FOUR}, 0, {1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 0, 0}},
        {"array of structures",
         {STRUCT_OF_FOUR, 0x21, 3, NDR_SHORT(0), 0x28, 0, NDR_SHORT(0), NDR_LONG(-1), 0x4c, 0, NDR_SHORT(-28), 0x5c,
          0x5b},
         14,
         {2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 7, 0, 8, 0, 0, 0}},
        {"string", {0x12, 8, 0x22, 0x5c}, 0, {0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0}},
        {"wide string", {0x12, 8, 0x25, 0x5c}, 0, {0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0, 0, 0}},
        {"fixed string", {0x26, 0x5c, NDR_SHORT(4)}, 0, {0, 0, 0, 0, 2, 0, 0, 0, 'a', 0}},
        {"structures of bytes", {0x24, 3, 0x5c, 0x5b}, 0, {2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 2, 3, 0, 0, 0}},
        {"conformant structure",
         {0x1b, 1, NDR_SHORT(2), 0x08, 0, NDR_SHORT(-4), 0x06, 0x5b, 0x17, 3, NDR_SHORT(4), NDR_SHORT(-14), 0x08, 0x5b},
         10,
         {2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0}},
        {"conformant structure in another",
         {0x1b,
          1,
          NDR_SHORT(2),
          0x08,
          0,
          NDR_SHORT(-4),
          0x06,
          0x5b,
          0x17,
          3,
          NDR_SHORT(4),
          NDR_SHORT(-14),
          0x08,
          0x5b,
          0x17,
          3,
          NDR_SHORT(8),
          NDR_SHORT(-22),
          0x08,
          0x4c,
          0,
          NDR_SHORT(-17),
          0x5b},
         18,
         {2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0}},
        {"conformant varying structure",
         {0x1c, 1, NDR_SHORT(2), 0x08, 0, NDR_SHORT(-8), 0x08, 0, NDR_SHORT(-4), 0x06, 0x5b, 0x19, 3, NDR_SHORT(8),
          NDR_SHORT(-18), 0x08, 0x08, 0x5c, 0x5b},
         14,
         {4, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0}},
        {"large fixed array", {0x1e, 3, NDR_LONG(8), 0x08, 0x5b}, 0, {1, 0, 0, 0, 2, 0, 0, 0}},
        {"varying array",
         {0x1f, 1, NDR_SHORT(6), NDR_SHORT(3), NDR_SHORT(2), 0x28, 0, NDR_SHORT(0), 0x06, 0x5b},
         0,
         {0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0}},
        {"array of enums", {0x21, 1, NDR_SHORT(2), NDR_LONG(-1), NDR_LONG(-1), 0x0d, 0x5b}, 0, {1, 0, 2, 0}},
        {"integers of pointer size",
         {0x1a, 7, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(0), 0xb8, 0xb9, 0x5c, 0x5b},
         0,
         {1, 0, 0, 0, 2, 0, 0, 0}},
        {"ref pointer in a structure",
         {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x08, 0x39, 0x36, 0x5b, 0x11, 8, 0x08, 0x5c},
         0,
         {1, 0, 0, 0, 0, 0, 2, 0, 5, 0, 0, 0}},
        {"interface pointer", {0x2f, 0x5a, NDR_LONG(0), NDR_LONG(0), NDR_LONG(0), NDR_LONG(0)}, 0, {0, 0, 0, 0}},
        {"hard structure with a union",
         {0x2b,
          0x08,
          0x08,
          0,
          NDR_SHORT(-8),
          NDR_SHORT(2),
          NDR_SHORT(8),
          NDR_SHORT(1),
          NDR_LONG(2),
          NDR_SHORT(24),
          NDR_SHORT(0xffff),
          0xb1,
          7,
          NDR_SHORT(16),
          NDR_LONG(0),
          NDR_SHORT(-1),
          NDR_SHORT(8),
          NDR_SHORT(8),
          NDR_SHORT(-34),
          0x08,
          0x08,
          0x5c,
          0x5b,
          0x12,
          8,
          0x22,
          0x5c},
         20,
         {2, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0}},
        {"list",
         {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x08, 0x39, 0x36, 0x5b, 0x12, 0, NDR_SHORT(-14)},
         0,
         {1, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0}},
        {"conformant varying array",
         {0x1c, 3, NDR_SHORT(4), 0x28, 0, NDR_SHORT(0), 0x28, 0, NDR_SHORT(8), 0x08, 0x5b},
         0,
         {2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0}},
        {"two open dimensions",
         {0x21,           3,    NDR_SHORT(0), 0x88, 0, NDR_SHORT(8), NDR_LONG(-1), 0x08, 0x5b,
          0x21,           3,    NDR_SHORT(0), 0x88, 0, NDR_SHORT(0), NDR_LONG(-1), 0x4c, 0,
          NDR_SHORT(-28), 0x5c, 0x5b},
         14,
         {2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0}},
        {"union",
         {0x2a, 0x48, NDR_SHORT(4), NDR_SHORT(1), NDR_LONG(1), NDR_SHORT(0x8008), NDR_SHORT(0xffff)},
         0,
         {1, 0, 0, 0, 5, 0, 0, 0}},
        {"range", {0xb7, 0x08, NDR_LONG(0), NDR_LONG(10)}, 0, {7, 0, 0, 0}},
        {"hard structure",
         {0xb1, 3, NDR_SHORT(12), NDR_LONG(0), NDR_SHORT(4), NDR_SHORT(10), NDR_SHORT(12), NDR_SHORT(0), 0x08, 0x0d,
          0x06, 0x3e, 0x5c, 0x5b},
         0,
         {1, 0, 0, 0, 2, 0, 3, 0}},
        {"ignored pointer",
         {0x1a, 3, NDR_SHORT(24), NDR_SHORT(0), NDR_SHORT(0), 0x08, 0x39, 0x0f, 0x08, 0x40, 0x5b},
         0,
         {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0}},
        {"full pointer", {0x14, 8, 0x08, 0x5c}, 0, {1, 0, 0, 0, 5, 0, 0, 0}},
        {"user_marshal",
         {0xb4, 0x03, NDR_SHORT(0), NDR_SHORT(8), NDR_SHORT(0), NDR_SHORT(2), 0x08, 0x5c},
         0,
         {5, 0, 0, 0}},
        {"wire_marshal",
         {0x12, 8, 0x08, 0x5c, 0xb4, 0x83, NDR_SHORT(0), NDR_SHORT(8), NDR_SHORT(0), NDR_SHORT(-12)},
         4,
         {0x55, 0x73, 0x65, 0x72, 0, 0, 0, 0, 5, 0, 0, 0}},
        {"transmit_as",
         {0x15, 3, NDR_SHORT(8), 0x08, 0x08, 0x5b, 0x5c, 0x2d, 3, NDR_SHORT(0), NDR_SHORT(8), NDR_SHORT(0),
          NDR_SHORT(-16)},
         8,
         {1, 0, 0, 0, 2, 0, 0, 0}},
    };
    return all;
}

/// A walk over one sample with everything the samples need.
class SampleWalk : public Walk {
 public:
    explicit SampleWalk(const Sample& sample) : Walk(sample.format.data() + sample.root) {
        description().aUserMarshalQuadruple = kOwn;
        description().aXmitQuintuple = kTranslations;
        stack(slots_);
        stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&table_);
    }
    void forget_pointers() { table_ = {}; }

 private:
    uint64_t slots_[2] = {2, 2};
    rpcrt4::ndr::FullPointers table_;
};

}  // namespace

TEST_CASE("every type: a message comes back as it was, from a copy and from the buffer") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        for (const bool in_place : {false, true}) {
            SampleWalk walk(sample);
            void* value = in_place ? walk.accept(sample.wire) : walk.unmarshal(sample.wire);
            walk.forget_pointers();
            CHECK(walk.marshal(value) == sample.wire);
            walk.forget_pointers();
            walk.release_all(value);
        }
        CHECK(live().empty());
    }
}

TEST_CASE("every type: no shorter message is accepted, and none leaves memory behind") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        for (size_t length = 0; length < sample.wire.size(); ++length) {
            CAPTURE(length);
            const Bytes cut(sample.wire.begin(), sample.wire.begin() + static_cast<ptrdiff_t>(length));
            SampleWalk copying(sample), in_place(sample), foreign(sample), measuring(sample);
            CHECK(thrown([&] { copying.unmarshal(cut); }) != Status::ok);
            CHECK(thrown([&] { in_place.accept(cut); }) != Status::ok);
            CHECK(thrown([&] { foreign.unmarshal<rpcrt4::ndr::Swap::yes>(cut); }) != Status::ok);
            CHECK(thrown([&] { measuring.measure(cut); }) != Status::ok);
            CHECK(live().empty());
        }
    }
}

TEST_CASE("every type: whatever one byte says, memory stays in order") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        for (size_t i = 0; i < sample.wire.size(); ++i) {
            for (const int change : {0x01, 0x80, 0xff}) {
                Bytes damaged = sample.wire;
                damaged[i] = static_cast<uint8_t>(damaged[i] ^ change);
                SampleWalk walk(sample);
                void* value = nullptr;
                if (thrown([&] { value = walk.unmarshal(damaged); }) == Status::ok) {
                    walk.forget_pointers();
                    walk.release_all(value);
                }
                CHECK(live().empty());
            }
        }
    }
}

TEST_CASE("every type: the routines for one type and for its size refuse what the walk refuses") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        const uint8_t* format = sample.format.data() + sample.root;
        for (size_t length = 0; length <= sample.wire.size(); ++length) {
            CAPTURE(length);
            SampleWalk walk(sample);
            MIDL_STUB_MESSAGE& stub = walk.stub();
            Bytes wire(sample.wire.begin(), sample.wire.begin() + static_cast<ptrdiff_t>(length));
            wire.reserve(1);
            stub.BufferStart = stub.Buffer = wire.data();
            stub.BufferEnd = wire.data() + wire.size();
            const Status measured = thrown([&] { rpcrt4::ndr::memory_size_type(stub, format); });
            stub.Buffer = stub.BufferStart;
            uint8_t* memory = nullptr;
            const Status made = thrown([&] { rpcrt4::ndr::unmarshal_type(stub, &memory, format, true); });
            CHECK((measured == Status::ok) == (length == sample.wire.size()));
            CHECK((made == Status::ok) == (length == sample.wire.size()));
            if (made == Status::ok) {
                CHECK(stub.Buffer == stub.BufferEnd);
                rpcrt4::ndr::free_type(stub, memory, format);
                if (live().count(memory)) release(memory);
            }
            CHECK(live().empty());
        }
    }
}

TEST_CASE("a transmitted type that leads to itself cannot be nested without end") {
    // transmit_as to a structure whose one pointer leads to a structure that holds the same type again.
    static const uint8_t format[] = {0x1a,
                                     3,
                                     NDR_SHORT(8),
                                     NDR_SHORT(0),
                                     NDR_SHORT(4),
                                     0x36,
                                     0x5b,
                                     0x12,
                                     0,
                                     NDR_SHORT(16),
                                     0x5c,
                                     0x5c,
                                     0x2d,
                                     3,
                                     NDR_SHORT(0),
                                     NDR_SHORT(8),
                                     NDR_SHORT(0),
                                     NDR_SHORT(-24),
                                     0x5c,
                                     0x5c,
                                     0x1a,
                                     3,
                                     NDR_SHORT(8),
                                     NDR_SHORT(0),
                                     NDR_SHORT(0),
                                     0x4c,
                                     0,
                                     NDR_SHORT(-22),
                                     0x5c,
                                     0x5b};
    Walk walk(format + 16);
    walk.description().aXmitQuintuple = kTranslations;
    Bytes nested;
    for (int i = 0; i < 1000; ++i) nested.insert(nested.end(), {1, 0, 2, 0});
    nested.insert(nested.end(), {0, 0, 0, 0});
    CHECK(thrown([&] { walk.unmarshal(nested); }) == Status::rpc_x_bad_stub_data);
    CHECK(thrown([&] { walk.measure(nested); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
}

TEST_SUITE_END();
