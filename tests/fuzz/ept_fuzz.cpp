// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: what an endpoint mapper may answer, what may be in the files of the endpoint map, and any tower. The
// first byte picks the decoder and the byte order, the rest is its input. Corpus: tests/fuzz/corpus/ept.
#include <cstddef>
#include <cstdint>

#include "rpcrt4/binding/tower_binding.hpp"
#include "rpcrt4/epmapper/directory.hpp"
#include "rpcrt4/epmapper/wire.hpp"

using namespace rpcrt4;
using namespace rpcrt4::epmapper;
using base::ByteReader;
using Bytes = std::span<const std::byte>;

namespace {

constexpr uint32_t kMost = 100;

void insist(bool condition) {
    if (!condition) __builtin_trap();
}

/// A tower can be sent on, and what is shown of it makes a tower for the same endpoint.
void use(const binding::Tower& tower) {
    insist(binding::decode_tower(binding::encode_tower(tower)) == tower);
    const auto parts = binding::binding_of(tower);
    if (!parts) return;
    const auto floors = binding::floors_of(*parts);
    insist(static_cast<bool>(floors));
    const auto again = binding::binding_of({tower.interface_id, tower.transfer, *floors});
    insist(again && again->endpoint == parts->endpoint && again->protseq == parts->protseq);
}

void use(const Element& element) {
    use(element.tower);
    insist(element.annotation.size() <= kAnnotationRoom && same_offer(element, element));
    insist(answers(element, {InquiryType::by_interface, element.tower.interface_id, VersionOption::exact, {}}));
    const bool has_protocols = element.tower.floors.size() >= 2;
    insist(serving({element}, element.tower, element.object).size() == (has_protocols ? 1 : 0));
}

void map_reply(ByteReader reader) {
    const auto reply = wire::decode_map_reply(reader, kMost);
    if (!reply) return;
    insist(reply->towers.size() <= kMost);
    for (const binding::Tower& tower : reply->towers) use(tower);
    static_cast<void>(wire::from_mapper(reply->status));
}

void lookup_reply(ByteReader reader) {
    const auto reply = wire::decode_lookup_reply(reader, kMost);
    if (!reply) return;
    insist(reply->count <= kMost && reply->elements.size() <= reply->count);
    for (const Element& element : reply->elements) use(element);
}

void file(Bytes bytes) {
    const auto elements = decode_elements(bytes);
    if (!elements) return;
    for (const Element& element : *elements) use(element);
    const auto again = decode_elements(encode_elements(*elements));
    insist(again && again->size() == elements->size());
    for (size_t i = 0; i < again->size(); ++i) insist(same_offer((*again)[i], (*elements)[i]));
}

void tower(Bytes bytes) {
    if (const auto decoded = binding::decode_tower(bytes)) use(*decoded);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const auto input = std::as_bytes(std::span(data, size)).subspan(1);
    const ByteReader reader(input, data[0] & 0x80 ? base::ByteOrder::big : base::ByteOrder::little);
    switch (data[0] & 0x7F) {
        case 0:
            map_reply(reader);
            break;
        case 1:
            lookup_reply(reader);
            break;
        case 2:
            static_cast<void>(wire::decode_free_reply(reader));
            break;
        case 3:
            file(input);
            break;
        default:
            tower(input);
            break;
    }
    return 0;
}
