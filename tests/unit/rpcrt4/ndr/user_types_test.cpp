// SPDX-License-Identifier: LGPL-2.1-or-later
// Types whose wire form the program's routines make. The marker and the alignment of eight behind it were seen with
// Wine's marshaller (NdrUserMarshalMarshall on formats written by hand).
#include "walk_fixture.hpp"

using namespace ndr_test;

TEST_SUITE_BEGIN("rpcrt4/ndr");

namespace {

// A user type of 8 bytes, {number, kept}, that travels as one long.
struct Mine {
    int32_t number;
    int32_t* kept;  ///< made when unmarshalled, gone when freed
};

struct Seen {
    std::vector<ULONG> flags;
    int made = 0, freed = 0;
    ULONG room = 0;
} seen;

uint8_t* aligned(uint8_t* at, size_t alignment) {
    return at + ((0 - reinterpret_cast<uintptr_t>(at)) & (alignment - 1));
}
ULONG size_mine(ULONG* flags, ULONG start, void*) {
    seen.flags.push_back(*flags);
    return ((start + 3) & ~3u) + 4;
}
uint8_t* marshal_mine(ULONG* flags, uint8_t* buffer, void* object) {
    NDR_USER_MARSHAL_INFO info;
    CHECK(rpcrt4::ndr::user_marshal_info(flags, 1, &info) == Status::ok);
    seen.room = info.Level1.BufferSize;
    buffer = aligned(buffer, 4);
    std::memcpy(buffer, object, 4);
    return buffer + 4;
}
uint8_t* unmarshal_mine(ULONG* flags, uint8_t* buffer, void* object) {
    NDR_USER_MARSHAL_INFO info;
    CHECK(rpcrt4::ndr::user_marshal_info(flags, 1, &info) == Status::ok);
    seen.room = info.Level1.BufferSize;
    auto* mine = static_cast<Mine*>(object);
    mine->kept = static_cast<int32_t*>(allocate(4));
    ++seen.made;
    if (seen.room < 4) return buffer + 4;
    std::memcpy(&mine->number, aligned(buffer, 4), 4);
    return aligned(buffer, 4) + 4;
}
void free_mine(ULONG*, void* object) {
    auto* mine = static_cast<Mine*>(object);
    if (mine->kept) {
        release(mine->kept);
        ++seen.freed;
    }
    mine->kept = nullptr;
}
const USER_MARSHAL_ROUTINE_QUADRUPLE kRoutines[] = {{size_mine, marshal_mine, unmarshal_mine, free_mine}};

#define USER_TYPE(flags, to_wire) 0xb4, flags, NDR_SHORT(0), NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(to_wire)

}  // namespace

TEST_CASE("user_marshal: the routines write and read the bytes where the type stands") {
    seen = {};
    static const uint8_t format[] = {USER_TYPE(0x03, 2), 0x08, 0x5c};
    Walk walk(format);
    walk.description().aUserMarshalQuadruple = kRoutines;
    walk.stub().dwDestContext = 2;
    Mine value{0x01020304, nullptr};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{4, 3, 2, 1});
    CHECK(seen.flags == std::vector<ULONG>{0x100002});
    CHECK(seen.room == 4);
    auto* back = static_cast<Mine*>(walk.accept(wire));
    CHECK(back->number == value.number);
    walk.release_all(back);
    CHECK(seen.made == 1);
    CHECK(seen.freed == 1);
    CHECK(live().empty());
}

TEST_CASE("wire_marshal to a pointer: a marker stands for the pointer, the bytes follow aligned to eight") {
    seen = {};
    static const uint8_t format[] = {0x12, 8, 0x08, 0x5c, USER_TYPE(0x83, -12)};
    Walk walk(format + 4);
    walk.description().aUserMarshalQuadruple = kRoutines;
    Mine value{7, nullptr};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{0x55, 0x73, 0x65, 0x72, 0, 0, 0, 0, 7, 0, 0, 0});
    auto* back = static_cast<Mine*>(walk.accept(wire));
    CHECK(back->number == 7);
    walk.release_all(back);
    auto* none = static_cast<Mine*>(walk.accept({0, 0, 0, 0}));
    CHECK(none->kept == nullptr);
    CHECK(none->number == 0);
    walk.release_all(none);
    CHECK(live().empty());
}

TEST_CASE("wire_marshal in a structure: the bytes behind the pointer wait until the structure is complete") {
    struct Holder {
        int32_t a;
        Mine mine;
        int32_t b;
    };
    static const uint8_t format[] = {
        0x12,         8,    0x08, 0x5c, USER_TYPE(0x83, -12), 0x1a, 3,    NDR_SHORT(32), NDR_SHORT(0),
        NDR_SHORT(0), 0x08, 0x4c, 4,    NDR_SHORT(-21),       0x08, 0x40, 0x5b};
    Walk walk(format + 14);
    walk.description().aUserMarshalQuadruple = kRoutines;
    Holder value{1, {2, nullptr}, 3};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 0, 0, 0x55, 0x73, 0x65, 0x72, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0});
    auto* back = static_cast<Holder*>(walk.unmarshal(wire));
    CHECK(back->b == 3);
    CHECK(back->mine.number == 2);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("user_marshal: a routine that leaves the buffer ends in rpc_x_invalid_buffer, its object freed") {
    seen = {};
    static const uint8_t format[] = {USER_TYPE(0x03, 2), 0x08, 0x5c};
    Walk walk(format);
    walk.description().aUserMarshalQuadruple = kRoutines;
    CHECK(thrown([&] { walk.accept({1, 2}); }) == Status::rpc_x_invalid_buffer);
    CHECK(live().empty());
}

TEST_CASE("user_marshal: what a routine made is given back to it when the data turns bad later") {
    seen = {};
    struct Pair {
        Mine mine;
        int32_t color;
    };
    static const uint8_t format[] = {
        USER_TYPE(0x03, 18), 0x1a, 3,    NDR_SHORT(24), NDR_SHORT(0), NDR_SHORT(0), 0x4c, 0,
        NDR_SHORT(-20),      0x0d, 0x40, 0x5c,          0x5b,         0x08,         0x5c};
    Walk walk(format + 10);
    walk.description().aUserMarshalQuadruple = kRoutines;
    CHECK(thrown([&] { walk.unmarshal({1, 0, 0, 0, 0xff, 0xff}); }) == Status::rpc_x_enum_value_out_of_range);
    CHECK(seen.made == 1);
    CHECK(seen.freed == 1);
    CHECK(live().empty());
}

TEST_CASE("user_marshal: a big-endian sender's bytes are converted by the wire type before the routine sees them") {
    static const uint8_t format[] = {USER_TYPE(0x03, 2), 0x08, 0x5c};
    Walk walk(format);
    walk.description().aUserMarshalQuadruple = kRoutines;
    auto* back = static_cast<Mine*>(walk.unmarshal<rpcrt4::ndr::Swap::yes>({1, 2, 3, 4}));
    CHECK(back->number == 0x01020304);
    walk.release_all(back);
}

namespace {

int translations = 0;

// A C string presented, {length, first character} transmitted: flat.
struct Sent {
    int32_t length;
    char first;
};
const XMIT_ROUTINE_QUINTUPLE kTranslations[] = {
    {[](PMIDL_STUB_MESSAGE stub) {
         const char* text = *reinterpret_cast<char**>(stub->pPresentedType);
         auto* sent = static_cast<Sent*>(allocate(sizeof(Sent)));
         std::memset(sent, 0, sizeof *sent);
         sent->length = static_cast<int32_t>(std::strlen(text));
         sent->first = text[0];
         stub->pTransmitType = reinterpret_cast<unsigned char*>(sent);
         ++translations;
     },
     [](PMIDL_STUB_MESSAGE stub) {
         const auto* sent = reinterpret_cast<const Sent*>(stub->pTransmitType);
         if (sent->length > 100) handleapi::raise(RPC_S_STRING_TOO_LONG);
         auto* text = static_cast<char*>(allocate(static_cast<size_t>(sent->length) + 1));
         std::memset(text, sent->first, static_cast<size_t>(sent->length));
         text[sent->length] = 0;
         *reinterpret_cast<char**>(stub->pPresentedType) = text;
     },
     [](PMIDL_STUB_MESSAGE stub) { release(stub->pTransmitType); },
     [](PMIDL_STUB_MESSAGE stub) { release(*reinterpret_cast<char**>(stub->pPresentedType)); }}};

const uint8_t kPresented[] = {0x15, 3, NDR_SHORT(8), 0x08,         0x02,         0x3f,
                              0x5b,  // Sent, block-copied with its pad
                              0x2d, 3, NDR_SHORT(0), NDR_SHORT(8), NDR_SHORT(0), NDR_SHORT(-16)};

}  // namespace

TEST_CASE("transmit_as: the transmitted object travels, and is given back") {
    Walk walk(kPresented + 8);
    walk.description().aXmitQuintuple = kTranslations;
    const char* text = "xxx";
    const Bytes wire = walk.marshal(&text);
    CHECK(wire == Bytes{3, 0, 0, 0, 'x', 0, 0, 0});
    CHECK(live().empty());
    auto** back = static_cast<char**>(walk.accept(wire));
    CHECK(std::string(*back) == "xxx");
    CHECK(live().size() == 2);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("transmit_as: what from_xmit raises is the failure, and nothing stays allocated") {
    Walk walk(kPresented + 8);
    walk.description().aXmitQuintuple = kTranslations;
    const auto raised = thrown([&] { walk.accept({200, 0, 0, 0, 'x', 0, 0, 0}); });
    CHECK(raised == Status::rpc_s_string_too_long);
    CHECK(live().empty());
}

TEST_CASE("transmit_as: a fixed wire size saves the translation when sizing") {
    static uint8_t format[sizeof kPresented];
    std::copy(std::begin(kPresented), std::end(kPresented), format);
    format[14] = 8;
    Walk walk(format + 8);
    walk.description().aXmitQuintuple = kTranslations;
    const char* text = "xxx";
    translations = 0;
    CHECK(walk.size(&text) == 8);
    CHECK(translations == 0);
}

TEST_CASE("represent_as: inside a structure the presented type has its own size in memory") {
    struct Holder {
        int16_t a;
        char* text;
        int16_t b;
    };
    static const uint8_t format[] = {0x15,
                                     3,
                                     NDR_SHORT(8),
                                     0x08,
                                     0x02,
                                     0x3f,
                                     0x5b,
                                     0x2e,
                                     3,
                                     NDR_SHORT(0),
                                     NDR_SHORT(8),
                                     NDR_SHORT(0),
                                     NDR_SHORT(-16),
                                     0x1a,
                                     3,
                                     NDR_SHORT(24),
                                     NDR_SHORT(0),
                                     NDR_SHORT(0),
                                     0x06,
                                     0x4c,
                                     6,
                                     NDR_SHORT(-21),
                                     0x06,
                                     0x42,
                                     0x5b};
    Walk walk(format + 18);
    walk.description().aXmitQuintuple = kTranslations;
    char text[] = "yy";
    Holder value{1, text, 2};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 0, 0, 2, 0, 0, 0, 'y', 0, 0, 0, 2, 0});
    auto* back = static_cast<Holder*>(walk.unmarshal(wire));
    CHECK(std::string(back->text) == "yy");
    CHECK(back->b == 2);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("ignore: four bytes on the wire, nothing read from or written to the pointer") {
    struct Linked {
        int32_t a;
        Linked* before;
        int32_t b;
    };
    static const uint8_t format[] = {0x1a, 3,    NDR_SHORT(24), NDR_SHORT(0), NDR_SHORT(0), 0x08,
                                     0x39, 0x0f, 0x08,          0x40,         0x5b};
    Walk walk(format);
    Linked value{1, &value, 2};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0});
    auto* back = static_cast<Linked*>(walk.accept({1, 0, 0, 0, 9, 9, 9, 9, 2, 0, 0, 0}));
    CHECK(back->before == nullptr);
    CHECK(back->b == 2);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_SUITE_END();
