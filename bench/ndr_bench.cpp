// SPDX-License-Identifier: LGPL-2.1-or-later
// Marshalling and unmarshalling by format string, through the exported type routines: 10,000 structures of mixed
// members, whose null rival copies the same fields by hand into the same buffer.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "rival.hpp"

#include <rpcndr.h>

namespace {

struct Mixed {
    int32_t number;
    int16_t part;
    int16_t kind;   // with `part`, one run on the wire
    int32_t color;  // an enum: two bytes on the wire
    int32_t after;
    double value;
};
constexpr uint32_t kCount = 10000;

// A conformant array (count in MaxCount) of complex structures: long short short enum16 long double.
const unsigned char kFormat[] = {0x1a, 7,    24,   0,    0,    0, 0,           0,    0x08, 0x06, 0x06, 0x0d,
                                 0x08, 0x0c, 0x5c, 0x5b, 0x21, 7, 0,           0,    0x28, 0,    0,    0,
                                 0xff, 0xff, 0xff, 0xff, 0x4c, 0, 0xf2 - 0x10, 0xff, 0x5c, 0x5b};
constexpr size_t kArray = 16;

struct Data {
    Data() : items(kCount), wire(kCount * sizeof(Mixed) + 64) {
        description.pfnAllocate = [](size_t size) { return std::malloc(size); };
        description.pfnFree = [](void* block) { std::free(block); };
        for (uint32_t i = 0; i < kCount; ++i) {
            items[i] = {static_cast<int32_t>(i), 1, 2, static_cast<int32_t>(i % 3), 4, 0.5 * i};
        }
    }
    MIDL_STUB_MESSAGE stub() {
        message.Buffer = wire.data();
        message.BufferLength = static_cast<unsigned>(wire.size());
        MIDL_STUB_MESSAGE made{};
        made.RpcMsg = &message;
        made.StubDesc = &description;
        made.pfnAllocate = description.pfnAllocate;
        made.pfnFree = description.pfnFree;
        made.IsClient = 1;
        made.Buffer = made.BufferStart = wire.data();
        made.BufferEnd = wire.data() + wire.size();
        made.MaxCount = kCount;
        return made;
    }

    std::vector<Mixed> items;
    std::vector<unsigned char> wire;
    MIDL_STUB_DESC description{};
    RPC_MESSAGE message{};
};

Data& data() {
    static Data made;
    return made;
}

double marshal_ours() {
    return bench::per_operation([](size_t iterations) {
        for (size_t n = 0; n < iterations; ++n) {
            MIDL_STUB_MESSAGE stub = data().stub();
            NdrComplexArrayMarshall(&stub, reinterpret_cast<unsigned char*>(data().items.data()), kFormat + kArray);
        }
    });
}

void put(unsigned char*& to, const void* from, size_t size) {
    std::memcpy(to, from, size);
    to += size;
}

double marshal_by_hand() {
    return bench::per_operation([](size_t iterations) {
        for (size_t n = 0; n < iterations; ++n) {
            unsigned char* to = data().wire.data() + 8;
            for (const Mixed& item : data().items) {
                const auto color = static_cast<uint16_t>(item.color);
                put(to, &item.number, 4);
                put(to, &item.part, 2);
                put(to, &item.kind, 2);
                put(to, &color, 2);
                to += 2;
                put(to, &item.after, 4);
                put(to, &item.value, 8);
            }
            asm volatile("" : : "r"(data().wire.data()) : "memory");
        }
    });
}

double unmarshal_ours() {
    marshal_ours();
    return bench::per_operation([](size_t iterations) {
        for (size_t n = 0; n < iterations; ++n) {
            MIDL_STUB_MESSAGE stub = data().stub();
            auto* target = reinterpret_cast<unsigned char*>(data().items.data());
            NdrComplexArrayUnmarshall(&stub, &target, kFormat + kArray, 0);
        }
    });
}

double unmarshal_by_hand() {
    return bench::per_operation([](size_t iterations) {
        for (size_t n = 0; n < iterations; ++n) {
            const unsigned char* from = data().wire.data() + 8;
            for (Mixed& item : data().items) {
                std::memcpy(&item.number, from, 8);
                uint16_t color;
                std::memcpy(&color, from + 8, 2);
                item.color = color;
                std::memcpy(&item.after, from + 12, 12);
                from += 24;
            }
            asm volatile("" : : "r"(data().items.data()) : "memory");
        }
    });
}

const bool added[] = {bench::add("ndr.marshal.mixed10k", "ns", marshal_ours, marshal_by_hand),
                      bench::add("ndr.unmarshal.mixed10k", "ns", unmarshal_ours, unmarshal_by_hand)};

}  // namespace
