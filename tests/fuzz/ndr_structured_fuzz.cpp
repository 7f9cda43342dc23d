// SPDX-License-Identifier: LGPL-2.1-or-later
// libFuzzer target that knows the types: from the input it makes a valid value of some type, marshals it, and holds the
// engine to what must be true of valid data: both kinds of unmarshalling accept it, measuring accepts it, and what came
// out marshals to the same bytes. Then the bytes are damaged where it hurts (counts, referent ids, discriminants,
// lengths) and unmarshalled again: refused or not, nothing may be read outside or stay allocated.
#include <algorithm>
#include <limits>

#include "ndr_types.hpp"

namespace {

using namespace ndr_fuzz;

/// Choices, from the input as long as it lasts, then from a generator seeded by it.
class Choices {
 public:
    Choices(const uint8_t* data, size_t size) : at_(data), end_(data + size) {
        for (size_t i = 0; i < size; ++i) state_ = (state_ ^ data[i]) * 0x100000001b3u;
    }
    uint8_t byte() {
        if (at_ != end_) return *at_++;
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<uint8_t>(state_ >> 56);
    }
    size_t below(size_t limit) { return limit == 0 ? 0 : (byte() | size_t{byte()} << 8) % limit; }
    void fill(uint8_t* memory, size_t size) {
        for (size_t i = 0; i < size; ++i) memory[i] = byte();
    }

 private:
    const uint8_t* at_;
    const uint8_t* end_;
    uint64_t state_ = 0xcbf29ce484222325u;
};

/// Makes values a program could have made. Sizes that parameters say are those of the Case: two.
class Maker {
 public:
    explicit Maker(Choices& choices) : choices_(choices) {}
    Maker(const Maker&) = delete;
    Maker& operator=(const Maker&) = delete;
    ~Maker() {
        for (void* block : made_) std::free(block);
    }

    /// An object of the type, zeroed where nothing is chosen.
    void* object(const Node& node, const Bases& bases, unsigned depth) {
        uint32_t count = 0;
        uint64_t size = node.memory_size;
        const Node* part = conformant_part(node);
        if (part) {
            count = count_of(*part, part == &node ? bases : Bases{});
            size += uint64_t{count} * conformant_stride(*part);
            if (part->kind == Kind::array) {
                for (const Dimension& inner : as<ArrayNode>(*part).inner) size *= inner.conformance ? 2 : 1;
            }
        }
        auto* memory = static_cast<uint8_t*>(take(static_cast<size_t>(size)));
        fill(node, memory, bases, count, depth);
        if (node.kind == Kind::structure && part) {
            uint8_t* data = memory + node.memory_size;
            say(conformance_of(*part), {data, memory}, count);
            if (part->kind == Kind::array) say(as<ArrayNode>(*part).variance, {data, memory}, count);
            fill(*part, data, {data, memory}, count, depth);
        }
        return memory;
    }

 private:
    void* take(size_t size) {
        made_.push_back(std::calloc(1, std::max<size_t>(size, 1)));
        return made_.back();
    }

    uint32_t count_of(const Node& part, const Bases& bases) {
        const Correlation& correlation = conformance_of(part);
        if (correlation.from_stack()) return 2;
        const auto count = static_cast<uint32_t>(choices_.below(6) + 1);
        if (correlation && (bases.structure || bases.object)) say(correlation, bases, count);
        return count;
    }

    /// Writes the value that an expression over a structure will find.
    void say(const Correlation& correlation, const Bases& bases, int64_t value) {
        const uint8_t* base = correlation.source == Correlation::Source::object ? bases.object : bases.structure;
        if (!base || correlation.from_stack()) return;
        auto* at = const_cast<uint8_t*>(base) + correlation.offset;
        std::memcpy(at, &value, correlation.value_type == fc::kShort ? 2 : 4);
    }

    void fill(const Node& node, uint8_t* memory, const Bases& bases, uint32_t count, unsigned depth) {
        switch (node.kind) {
            case Kind::scalar:
                return scalar(as<ScalarNode>(node), memory);
            case Kind::range: {
                const auto& range = as<RangeNode>(node);
                const auto value =
                    range.low + static_cast<int64_t>(choices_.below(static_cast<size_t>(range.high - range.low) + 1));
                std::memcpy(memory, &value, node.memory_size);
                return;
            }
            case Kind::pointer:
                return pointer(as<PointerNode>(node), memory, bases, depth);
            case Kind::string:
                return text(as<StringNode>(node), memory, count);
            case Kind::array:
                return elements(as<ArrayNode>(node), memory, bases, count, depth);
            case Kind::structure:
                return members(as<StructNode>(node), memory, depth);
            case Kind::choice:
                return choice(as<UnionNode>(node), memory, bases, depth);
            case Kind::user_marshal:
                if (choices_.byte() & 1) reinterpret_cast<Own*>(memory)->memory = take(1);
                return choices_.fill(memory, 4);
            case Kind::transmitted: {
                void* inside = take(8);
                choices_.fill(static_cast<uint8_t*>(inside), 8);
                std::memcpy(memory, &inside, sizeof inside);
                return;
            }
            default:
                return;
        }
    }

    void scalar(const ScalarNode& node, uint8_t* memory) {
        choices_.fill(memory, node.wire_minimum);
        if (node.form == ScalarForm::enum16) memory[1] &= 0x7f;
        if (node.form == ScalarForm::int3264 && memory[3] & 0x80) std::memset(memory + 4, 0xff, 4);
    }

    void pointer(const PointerNode& node, uint8_t* memory, const Bases& bases, unsigned depth) {
        constexpr unsigned kDeepest = 4;
        if (node.pointer != PointerKind::ref && (depth > kDeepest || choices_.byte() % 4 == 0)) {
            const Node* part = conformant_part(*node.pointee);
            if (part == node.pointee) say(conformance_of(*part), bases, 0);
            return;
        }
        void* made = object(*node.pointee, bases, depth + 1);
        std::memcpy(memory, &made, sizeof made);
    }

    void text(const StringNode& node, uint8_t* memory, uint32_t count) {
        const uint32_t room = node.conformant() ? count : node.fixed_count;
        const size_t length = room == 0 ? 0 : choices_.below(room);
        for (size_t i = 0; i < length * node.char_size; ++i) memory[i] = static_cast<uint8_t>(choices_.byte() | 1);
    }

    void elements(const ArrayNode& node, uint8_t* memory, const Bases& bases, uint32_t count, unsigned depth) {
        uint64_t total = node.conformant ? count : node.fixed_count;
        for (const Dimension& inner : node.inner) total *= inner.conformance ? 2 : inner.fixed_count;
        const bool holder = node.element->kind == Kind::pointer;
        for (uint64_t i = 0; i < total; ++i, memory += node.stride) {
            fill(*node.element, memory, holder ? bases : Bases{memory, memory}, 0, depth);
        }
    }

    void members(const StructNode& node, uint8_t* memory, unsigned depth) {
        for (const Step& step : node.steps) {
            uint8_t* member = memory + step.offset;
            const auto* number = step.op == Op::enum16 ? Decoder20::scalar(fc::kEnum16) : nullptr;
            if (step.op == Op::copy) choices_.fill(member, step.size);
            if (number) scalar(*number, member);
            if (step.op == Op::child) fill(*step.node, member, {member, memory}, 0, depth);
        }
        // Pointers last: what they lead to may set members that say its size.
        for (const Step& step : node.steps) {
            if (step.op == Op::pointer) fill(*step.node, memory + step.offset, {memory, memory}, 0, depth);
        }
    }

    void choice(const UnionNode& node, uint8_t* memory, const Bases& bases, unsigned depth) {
        const UnionNode::Arm& arm = node.arms[choices_.below(node.arms.size())];
        if (node.encapsulated) {
            std::memcpy(memory, &arm.value, node.discriminant->memory_size);
        } else {
            say(node.selector, {memory, bases.structure}, arm.value);
        }
        uint8_t* data = memory + node.arm_offset;
        if (arm.node) fill(*arm.node, data, {data, memory}, 0, depth);
    }

    Choices& choices_;
    std::vector<void*> made_;
};

std::vector<uint8_t> marshalled(Choices& choices, const Node& node) {
    Case with(nullptr, 0);
    Maker maker(choices);
    std::vector<uint8_t> wire = with.marshal(node, maker.object(node, {}, 0));
    if (allocated != 0) std::abort();
    return wire;
}

void expect_valid(const Node& node, const std::vector<uint8_t>& wire, Memory::Placement placement) {
    Case with(wire.data(), wire.size());
    static_cast<void>(with.measure(node));
    void* value = with.unmarshal<Swap::no>(node, placement);
    if (with.marshal(node, value) != wire) std::abort();
    with.free_all(node, value);
    if (allocated != 0) std::abort();
}

void damage(Choices& choices, std::vector<uint8_t>& wire) {
    static constexpr uint32_t kNumbers[] = {0,       1,          2,          3,          4,         0x7f,
                                            0xff,    0x100,      0x7fff,     0x8000,     0xffff,    0x20000,
                                            0x20004, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
    if (wire.empty()) return;
    const size_t word = choices.below((wire.size() + 3) / 4) * 4;
    const size_t bytes = std::min<size_t>(4, wire.size() - word);
    uint32_t number = 0;
    std::memcpy(&number, wire.data() + word, bytes);
    switch (choices.byte() % 5) {
        case 0:
            number = kNumbers[choices.below(std::size(kNumbers))];
            break;
        case 1:
            number += choices.byte() & 1 ? 1 : ~0u;
            break;
        case 2:
            return wire.resize(choices.below(wire.size()));
        case 3: {
            const std::vector<uint8_t> piece(wire.begin() + static_cast<ptrdiff_t>(word), wire.end());
            wire.insert(wire.end(), piece.begin(), piece.end());
            return;
        }
        default: {
            const size_t other = choices.below((wire.size() + 3) / 4) * 4;
            std::memcpy(&number, wire.data() + other, std::min<size_t>(4, wire.size() - other));
        }
    }
    std::memcpy(wire.data() + word, &number, bytes);
}

void expect_harmless(const Node& node, const std::vector<uint8_t>& wire, uint8_t way) {
    Case with(wire.data(), wire.size());
    const auto placement = way & 1 ? Memory::Placement::in_place : Memory::Placement::copy;
    try {
        void* value = way & 2 ? with.unmarshal<Swap::yes>(node, placement) : with.unmarshal<Swap::no>(node, placement);
        try {
            static_cast<void>(with.marshal(node, value));
        } catch (const handleapi::RpcError&) {
            // Elements that were not sent need not be marshallable.
        }
        with.free_all(node, value);
    } catch (const handleapi::RpcError&) {
    }
    if (allocated != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    Choices choices(data, size);
    const Node& node = types().node(choices.byte() % types().roots().size());
    std::vector<uint8_t> wire = marshalled(choices, node);
    expect_valid(node, wire, Memory::Placement::copy);
    expect_valid(node, wire, Memory::Placement::in_place);
    for (size_t rounds = choices.below(4) + 1; rounds > 0; --rounds) {
        damage(choices, wire);
        expect_harmless(node, wire, choices.byte());
    }
    return 0;
}
