// SPDX-License-Identifier: LGPL-2.1-or-later
// Marshalling and unmarshalling by format string, through the exported type routines, as a client does it. The null
// rivals do by hand what a compiler of stubs could at best have written for the one type: the same bytes, the same
// memory, the same calls to the allocator. Flat data has memcpy for a rival.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "rival.hpp"

#include <rpcndr.h>

namespace {

MIDL_STUB_DESC make_description() {
    MIDL_STUB_DESC made{};
    made.pfnAllocate = [](size_t size) { return std::malloc(size); };
    made.pfnFree = [](void* block) { std::free(block); };
    return made;
}
const MIDL_STUB_DESC kDescription = make_description();

/// A stub message over `wire`.
struct Message {
    explicit Message(std::vector<unsigned char>& wire) {
        rpc.Buffer = wire.data();
        rpc.BufferLength = static_cast<unsigned>(wire.size());
        stub.RpcMsg = &rpc;
        stub.StubDesc = &kDescription;
        stub.pfnAllocate = kDescription.pfnAllocate;
        stub.pfnFree = kDescription.pfnFree;
        stub.IsClient = 1;
        stub.Buffer = stub.BufferStart = wire.data();
        stub.BufferEnd = wire.data() + wire.size();
    }
    RPC_MESSAGE rpc{};
    MIDL_STUB_MESSAGE stub{};
};

template <typename T>
unsigned char* bytes_of(T* object) {
    return reinterpret_cast<unsigned char*>(object);
}

void keep(const void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

template <typename T>
void put(unsigned char*& to, T value) {
    std::memcpy(to, &value, sizeof value);
    to += sizeof value;
}

template <typename T>
T get(const unsigned char*& from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    from += sizeof value;
    return value;
}

template <typename T>
T* align4(T* at) {
    return at + ((0 - reinterpret_cast<uintptr_t>(at)) & 3);
}

template <typename Body>
double timed(Body body) {
    return bench::per_operation([&](size_t iterations) {
        for (size_t n = 0; n < iterations; ++n) body();
    });
}

// mixed10k: structures of long, two shorts, an enum (two bytes on the wire), long, double

struct Mixed {
    int32_t number;
    int16_t part;
    int16_t kind;
    int32_t color;
    int32_t after;
    double value;
};
constexpr uint32_t kMixed = 10000;
const unsigned char kMixedFormat[] = {0x1a, 7,    24,   0,    0,    0, 0,           0,    0x08, 0x06, 0x06, 0x0d,
                                      0x08, 0x0c, 0x5c, 0x5b, 0x21, 7, 0,           0,    0x28, 0,    0,    0,
                                      0xff, 0xff, 0xff, 0xff, 0x4c, 0, 0xf2 - 0x10, 0xff, 0x5c, 0x5b};
const unsigned char* const kMixedArray = kMixedFormat + 16;

struct MixedData {
    MixedData() : items(kMixed), wire(kMixed * sizeof(Mixed) + 64) {
        for (uint32_t i = 0; i < kMixed; ++i) {
            items[i] = {static_cast<int32_t>(i), 1, 2, static_cast<int32_t>(i % 3), 4, 0.5 * i};
        }
    }
    std::vector<Mixed> items;
    std::vector<unsigned char> wire;
};
MixedData& mixed() {
    static MixedData made;
    return made;
}

double marshal_mixed() {
    return timed([] {
        Message message(mixed().wire);
        message.stub.MaxCount = kMixed;
        NdrComplexArrayMarshall(&message.stub, bytes_of(mixed().items.data()), kMixedArray);
    });
}
double marshal_mixed_by_hand() {
    return timed([] {
        unsigned char* to = mixed().wire.data() + 8;
        for (const Mixed& item : mixed().items) {
            put(to, item.number);
            put(to, item.part);
            put(to, item.kind);
            put(to, static_cast<uint16_t>(item.color));
            to += 2;
            put(to, item.after);
            put(to, item.value);
        }
        keep(mixed().wire.data());
    });
}
double unmarshal_mixed() {
    marshal_mixed();
    return timed([] {
        Message message(mixed().wire);
        message.stub.MaxCount = kMixed;
        auto* target = bytes_of(mixed().items.data());
        NdrComplexArrayUnmarshall(&message.stub, &target, kMixedArray, 0);
    });
}
double unmarshal_mixed_by_hand() {
    return timed([] {
        const unsigned char* from = mixed().wire.data() + 8;
        for (Mixed& item : mixed().items) {
            item.number = get<int32_t>(from);
            item.part = get<int16_t>(from);
            item.kind = get<int16_t>(from);
            item.color = get<uint16_t>(from);
            from += 2;
            item.after = get<int32_t>(from);
            item.value = get<double>(from);
        }
        keep(mixed().items.data());
    });
}

// strings1000: structures of a long and a unique pointer to a wide string

struct Named {
    int32_t number;
    char16_t* name;
};
constexpr uint32_t kNamed = 1000;
const unsigned char kNamedFormat[] = {0x1a, 3,    16,   0,    0,    0, 6,           0,    0x08, 0x39, 0x36, 0x5b,
                                      0x12, 8,    0x25, 0x5c, 0x21, 3, 0,           0,    0x28, 0,    0,    0,
                                      0xff, 0xff, 0xff, 0xff, 0x4c, 0, 0xf2 - 0x10, 0xff, 0x5c, 0x5b};
const unsigned char* const kNamedArray = kNamedFormat + 16;

struct NamedData {
    NamedData() : items(kNamed), wire(kNamed * 80) {
        for (uint32_t i = 0; i < kNamed; ++i) {
            names[i].assign(5 + i % 16, u'n');
            items[i] = {static_cast<int32_t>(i), names[i].data()};
        }
    }
    std::u16string names[kNamed];
    std::vector<Named> items;
    std::vector<unsigned char> wire;
};
NamedData& named() {
    static NamedData made;
    return made;
}

uint32_t length(const char16_t* text) {
    uint32_t count = 0;
    while (text[count]) ++count;
    return count;
}

double marshal_named() {
    return timed([] {
        Message message(named().wire);
        message.stub.MaxCount = kNamed;
        NdrComplexArrayMarshall(&message.stub, bytes_of(named().items.data()), kNamedArray);
    });
}
double marshal_named_by_hand() {
    return timed([] {
        unsigned char* to = named().wire.data();
        put(to, kNamed);
        uint32_t id = 0x20000;
        for (const Named& item : named().items) {
            put(to, item.number);
            put(to, item.name ? id : 0u);
            id += 4;
        }
        for (const Named& item : named().items) {
            if (!item.name) continue;
            to = align4(to);
            const uint32_t count = length(item.name) + 1;
            put(to, count);
            put(to, uint32_t{0});
            put(to, count);
            std::memcpy(to, item.name, 2 * count);
            to += 2 * count;
        }
        keep(named().wire.data());
    });
}
double unmarshal_named() {
    marshal_named();
    return timed([] {
        Message message(named().wire);
        message.stub.MaxCount = kNamed;
        unsigned char* target = nullptr;
        NdrComplexArrayUnmarshall(&message.stub, &target, kNamedArray, 0);
        NdrComplexArrayFree(&message.stub, target, kNamedArray);
        std::free(target);
    });
}
double unmarshal_named_by_hand() {
    return timed([] {
        const unsigned char* from = named().wire.data();
        const auto count = get<uint32_t>(from);
        auto* items = static_cast<Named*>(std::malloc(count * sizeof(Named)));
        for (uint32_t i = 0; i < count; ++i) {
            items[i].number = get<int32_t>(from);
            items[i].name = get<uint32_t>(from) ? items[i].name : nullptr;
        }
        for (uint32_t i = 0; i < count; ++i) {
            from = align4(from) + 8;
            const auto characters = get<uint32_t>(from);
            items[i].name = static_cast<char16_t*>(std::malloc(2 * characters));
            std::memcpy(items[i].name, from, 2 * characters);
            from += 2 * characters;
        }
        keep(items);
        for (uint32_t i = 0; i < count; ++i) std::free(items[i].name);
        std::free(items);
    });
}

// list1000: a list of nodes of a long and a unique pointer

struct Node {
    int32_t value;
    Node* next;
};
constexpr uint32_t kNodes = 1000;
const unsigned char kNodeFormat[] = {0x1a, 3,    16,   0, 0,    0,    6,    0, 0x08, 0x39,
                                     0x36, 0x5b, 0x12, 0, 0xf2, 0xff, 0x12, 0, 0xee, 0xff};
const unsigned char* const kNodePointer = kNodeFormat + 16;

struct NodeData {
    NodeData() : nodes(kNodes), wire(kNodes * 8 + 16) {
        for (uint32_t i = 0; i < kNodes; ++i) {
            nodes[i] = {static_cast<int32_t>(i), i + 1 < kNodes ? &nodes[i + 1] : nullptr};
        }
    }
    std::vector<Node> nodes;
    std::vector<unsigned char> wire;
};
NodeData& list() {
    static NodeData made;
    return made;
}

double marshal_list() {
    return timed([] {
        Message message(list().wire);
        NdrPointerMarshall(&message.stub, bytes_of(list().nodes.data()), kNodePointer);
    });
}
double marshal_list_by_hand() {
    return timed([] {
        unsigned char* to = list().wire.data();
        uint32_t id = 0x20000;
        put(to, id);
        for (const Node* node = list().nodes.data(); node; node = node->next) {
            put(to, node->value);
            put(to, node->next ? id += 4 : 0u);
        }
        keep(list().wire.data());
    });
}
double unmarshal_list() {
    marshal_list();
    return timed([] {
        Message message(list().wire);
        unsigned char* target = nullptr;
        NdrPointerUnmarshall(&message.stub, &target, kNodePointer, 0);
        message.stub.BufferStart = message.stub.BufferEnd = nullptr;
        NdrPointerFree(&message.stub, target, kNodePointer);
    });
}
double unmarshal_list_by_hand() {
    return timed([] {
        const unsigned char* from = list().wire.data();
        Node* first = nullptr;
        Node** link = &first;
        while (get<uint32_t>(from)) {
            auto* node = static_cast<Node*>(std::malloc(sizeof(Node)));
            node->value = get<int32_t>(from);
            node->next = nullptr;
            *link = node;
            link = &node->next;
        }
        keep(first);
        while (first) std::free(std::exchange(first, first->next));
    });
}

// bytes1m, longs100k: conformant arrays of scalars

const unsigned char kBytes[] = {0x1b, 0, 1, 0, 0x28, 0, 0, 0, 0x01, 0x5b};
const unsigned char kLongs[] = {0x1b, 3, 4, 0, 0x28, 0, 0, 0, 0x08, 0x5b};

struct Flat {
    Flat(const unsigned char* given, uint32_t elements, uint32_t element)
        : format(given), count(elements), items(size_t{elements} * element, 7), wire(items.size() + 16) {}
    const unsigned char* format;
    uint32_t count;
    std::vector<unsigned char> items;
    std::vector<unsigned char> wire;
};
Flat& megabyte() {
    static Flat made(kBytes, 1 << 20, 1);
    return made;
}
Flat& longs() {
    static Flat made(kLongs, 100000, 4);
    return made;
}

double marshal_flat(Flat& flat) {
    return timed([&] {
        Message message(flat.wire);
        message.stub.MaxCount = flat.count;
        NdrConformantArrayMarshall(&message.stub, flat.items.data(), flat.format);
    });
}
double unmarshal_flat(Flat& flat) {
    marshal_flat(flat);
    return timed([&] {
        Message message(flat.wire);
        message.stub.MaxCount = flat.count;
        unsigned char* target = flat.items.data();
        NdrConformantArrayUnmarshall(&message.stub, &target, flat.format, 0);
    });
}
double copy_to_wire(Flat& flat) {
    return timed([&] {
        std::memcpy(flat.wire.data() + 4, flat.items.data(), flat.items.size());
        keep(flat.wire.data());
    });
}
double copy_from_wire(Flat& flat) {
    return timed([&] {
        std::memcpy(flat.items.data(), flat.wire.data() + 4, flat.items.size());
        keep(flat.items.data());
    });
}

// scalars5: char, short, long, hyper, double, one routine each

struct Scalars {
    char c = 1;
    int16_t s = 2;
    int32_t l = 3;
    int64_t h = 4;
    double d = 5;
};
Scalars scalars;
std::vector<unsigned char>& scalar_wire() {
    static std::vector<unsigned char> made(64);
    return made;
}

double marshal_scalars() {
    return timed([] {
        Message message(scalar_wire());
        NdrSimpleTypeMarshall(&message.stub, bytes_of(&scalars.c), 0x02);
        NdrSimpleTypeMarshall(&message.stub, bytes_of(&scalars.s), 0x06);
        NdrSimpleTypeMarshall(&message.stub, bytes_of(&scalars.l), 0x08);
        NdrSimpleTypeMarshall(&message.stub, bytes_of(&scalars.h), 0x0b);
        NdrSimpleTypeMarshall(&message.stub, bytes_of(&scalars.d), 0x0c);
    });
}
double unmarshal_scalars() {
    marshal_scalars();
    return timed([] {
        Message message(scalar_wire());
        NdrSimpleTypeUnmarshall(&message.stub, bytes_of(&scalars.c), 0x02);
        NdrSimpleTypeUnmarshall(&message.stub, bytes_of(&scalars.s), 0x06);
        NdrSimpleTypeUnmarshall(&message.stub, bytes_of(&scalars.l), 0x08);
        NdrSimpleTypeUnmarshall(&message.stub, bytes_of(&scalars.h), 0x0b);
        NdrSimpleTypeUnmarshall(&message.stub, bytes_of(&scalars.d), 0x0c);
    });
}
double marshal_scalars_by_hand() {
    return timed([] {
        Message message(scalar_wire());
        keep(&message);
        unsigned char* to = scalar_wire().data();
        put(to, scalars.c);
        ++to;
        put(to, scalars.s);
        put(to, scalars.l);
        put(to, scalars.h);
        put(to, scalars.d);
        keep(to);
    });
}
double unmarshal_scalars_by_hand() {
    return timed([] {
        Message message(scalar_wire());
        keep(&message);
        const unsigned char* from = scalar_wire().data();
        scalars.c = get<char>(from);
        ++from;
        scalars.s = get<int16_t>(from);
        scalars.l = get<int32_t>(from);
        scalars.h = get<int64_t>(from);
        scalars.d = get<double>(from);
        keep(&scalars);
    });
}

const bool added[] = {
    bench::add("ndr.marshal.mixed10k", "ns", marshal_mixed, marshal_mixed_by_hand),
    bench::add("ndr.unmarshal.mixed10k", "ns", unmarshal_mixed, unmarshal_mixed_by_hand),
    bench::add("ndr.marshal.strings1000", "ns", marshal_named, marshal_named_by_hand),
    bench::add("ndr.unmarshal.strings1000", "ns", unmarshal_named, unmarshal_named_by_hand),
    bench::add("ndr.marshal.list1000", "ns", marshal_list, marshal_list_by_hand),
    bench::add("ndr.unmarshal.list1000", "ns", unmarshal_list, unmarshal_list_by_hand),
    bench::add(
        "ndr.marshal.bytes1m", "ns", [] { return marshal_flat(megabyte()); }, [] { return copy_to_wire(megabyte()); }),
    bench::add(
        "ndr.unmarshal.bytes1m", "ns", [] { return unmarshal_flat(megabyte()); },
        [] { return copy_from_wire(megabyte()); }),
    bench::add(
        "ndr.marshal.longs100k", "ns", [] { return marshal_flat(longs()); }, [] { return copy_to_wire(longs()); }),
    bench::add(
        "ndr.unmarshal.longs100k", "ns", [] { return unmarshal_flat(longs()); },
        [] { return copy_from_wire(longs()); }),
    bench::add("ndr.marshal.scalars5", "ns", marshal_scalars, marshal_scalars_by_hand),
    bench::add("ndr.unmarshal.scalars5", "ns", unmarshal_scalars, unmarshal_scalars_by_hand),
};

}  // namespace
