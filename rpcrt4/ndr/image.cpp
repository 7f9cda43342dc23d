// SPDX-License-Identifier: LGPL-2.1-or-later
// See image.hpp. Elements are taken in blocks that stay in the first-level cache, because every move passes over them.
// bench: ndr.marshal.mixed10k, ndr.unmarshal.mixed10k.
#include "rpcrt4/ndr/image.hpp"

#include <algorithm>
#include <cstring>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/type.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"

namespace rpcrt4::ndr {
namespace {

constexpr size_t kMostMoves = 64;
constexpr size_t kBlockBytes = 16384;
constexpr uint32_t kReferentBytes = 4;

constexpr uint32_t align_up(uint32_t value, uint32_t alignment) noexcept {
    return (value + alignment - 1) & ~(alignment - 1);
}

/// Appends the members of one structure to an image, inner structures included.
class Builder {
 public:
    explicit Builder(Image& image) noexcept : image_(image) {}

    /// False when some member has no fixed place. `memory`: where the structure is in the outermost one.
    bool add(const StructNode& node, uint32_t memory) {
        if (node.tail || !aligned(node.wire_align)) return false;
        for (const Step& step : node.steps) {
            if (step.op == Op::end) break;
            if (!add(step, memory + step.offset, memory)) return false;
            if (image_.moves.size() + image_.pointers.size() > kMostMoves) return false;
        }
        return true;
    }
    void limit(uint8_t alignment) noexcept { limit_ = alignment; }
    uint32_t position() const noexcept { return at_; }

 private:
    /// The start is aligned to `limit_` only: a stricter member would be somewhere else each time.
    bool aligned(uint32_t alignment) {
        if (alignment > limit_) return false;
        const uint32_t start = align_up(at_, alignment);
        if (start == at_) return true;
        const uint32_t gap = start - at_;
        const bool widens = gap == 2 && !image_.moves.empty() && image_.moves.back().kind == Move::Kind::enum16 &&
                            image_.moves.back().wire + 2 == at_;
        if (widens) {
            image_.moves.back().kind = Move::Kind::enum16_gap;
        } else {
            image_.moves.push_back({Move::Kind::gap, gap, 0, at_, nullptr});
        }
        at_ = start;
        return true;
    }

    bool add(const Step& step, uint32_t memory, uint32_t holder) {
        switch (step.op) {
            case Op::copy:
                return aligned(step.align) && copy(memory, step.size);
            case Op::enum16:
                return number(Move::Kind::enum16, 2, memory);
            case Op::int3264:
                return number(Move::Kind::int3264, 4, memory);
            case Op::uint3264:
                return number(Move::Kind::uint3264, 4, memory);
            case Op::pointer:
                return pointer(as<PointerNode>(*step.node), memory, holder);
            case Op::child:
                return child(*step.node, memory);
            case Op::end:
                break;
        }
        return false;
    }

    bool number(Move::Kind kind, uint32_t size, uint32_t memory) {
        if (!aligned(size)) return false;
        image_.moves.push_back({kind, size, memory, at_, nullptr});
        at_ += size;
        return true;
    }

    bool pointer(const PointerNode& node, uint32_t memory, uint32_t holder) {
        if (!aligned(kReferentBytes)) return false;
        image_.pointers.push_back({memory, at_, holder, &node});
        const Node* part = conformant_part(*node.pointee);
        image_.sized |= part == node.pointee && conformance_of(*part);
        at_ += kReferentBytes;
        return true;
    }

    bool child(const Node& node, uint32_t memory) {
        if (node.kind == Kind::structure) return add(as<StructNode>(node), memory);
        if (node.kind == Kind::ignored) {
            if (!aligned(kReferentBytes)) return false;
            image_.moves.push_back({Move::Kind::gap, kReferentBytes, 0, at_, nullptr});
            at_ += kReferentBytes;
            return true;
        }
        if (node.kind != Kind::range) return node.flat && aligned(node.wire_align) && copy(memory, node.memory_size);
        const ScalarNode& scalar = *as<RangeNode>(node).scalar;
        if (scalar.form != ScalarForm::plain || !aligned(scalar.wire_align)) return false;
        image_.moves.push_back({Move::Kind::range, scalar.memory_size, memory, at_, &as<RangeNode>(node)});
        return copy(memory, scalar.memory_size);
    }

    /// A run of bytes as few moves of a machine width, the last of which may overlap the one before it.
    bool copy(uint32_t memory, uint32_t size) {
        constexpr uint32_t kMostByWidth = 64;
        uint32_t done = 0;
        const auto move = [&](Move::Kind kind, uint32_t width) {
            const uint32_t from = std::min(done, size - width);
            image_.moves.push_back({kind, width, memory + from, at_ + from, nullptr});
            done = from + width;
        };
        if (size > kMostByWidth) {
            move(Move::Kind::copy, size);
        } else {
            while (done < size) {
                const uint32_t left = size - done;
                if (size >= 16 && left > 8) {
                    move(Move::Kind::copy16, 16);
                } else if (size >= 8 && left > 4) {
                    move(Move::Kind::copy8, 8);
                } else if (size >= 4 && left > 2) {
                    move(Move::Kind::copy4, 4);
                } else if (size >= 2 && left > 1) {
                    move(Move::Kind::copy2, 2);
                } else {
                    move(Move::Kind::copy1, 1);
                }
            }
        }
        at_ += size;
        return true;
    }

    Image& image_;
    uint32_t at_ = 0;
    uint8_t limit_ = 1;
};

/// One move over `count` elements: from place to place, each with its own stride.
struct Run {
    const uint8_t* from;
    size_t from_stride;
    uint8_t* to;
    size_t to_stride;
    size_t count;
};

template <size_t kSize>
void copy(Run run) noexcept {
    for (size_t i = 0; i < run.count; ++i, run.from += run.from_stride, run.to += run.to_stride) {
        std::memcpy(run.to, run.from, kSize);
    }
}

void copy(Run run, size_t size) noexcept {
    for (size_t i = 0; i < run.count; ++i, run.from += run.from_stride, run.to += run.to_stride) {
        std::memcpy(run.to, run.from, size);
    }
}

void zero(Run run, size_t size) noexcept {
    for (size_t i = 0; i < run.count; ++i, run.to += run.to_stride) std::memset(run.to, 0, size);
}

/// Numbers that change their width; returns all source values or-ed, for one look at the end.
template <typename From, typename To>
From resize(Run run) noexcept {
    From seen = 0;
    for (size_t i = 0; i < run.count; ++i, run.from += run.from_stride, run.to += run.to_stride) {
        From value;
        std::memcpy(&value, run.from, sizeof value);
        const auto written = static_cast<To>(value);
        std::memcpy(run.to, &written, sizeof written);
        seen |= value;
    }
    return seen;
}

void check_enum(uint32_t seen) {
    if (seen > 0x7fff) fail(base::Status::rpc_x_enum_value_out_of_range);
}

void check_range(Run run, const RangeNode& node) {
    for (size_t i = 0; i < run.count; ++i, run.from += run.from_stride) {
        const int64_t value = load_scalar(*node.scalar, run.from);
        if (value < node.low || value > node.high) fail(base::Status::rpc_s_invalid_bound);
    }
}

void write_move(const Move& move, const Run& run) {
    switch (move.kind) {
        case Move::Kind::copy1:
            return copy<1>(run);
        case Move::Kind::copy2:
            return copy<2>(run);
        case Move::Kind::copy4:
            return copy<4>(run);
        case Move::Kind::copy8:
            return copy<8>(run);
        case Move::Kind::copy16:
            return copy<16>(run);
        case Move::Kind::copy:
            return copy(run, move.size);
        case Move::Kind::enum16:
            return check_enum(resize<uint32_t, uint16_t>(run));
        case Move::Kind::enum16_gap:
            return check_enum(resize<uint32_t, uint32_t>(run));
        case Move::Kind::int3264:
        case Move::Kind::uint3264:
            static_cast<void>(resize<uint64_t, uint32_t>(run));
            return;
        case Move::Kind::range:
            return;
        case Move::Kind::gap:
            return zero(run, move.size);
    }
}

void read_move(const Move& move, const Run& run) {
    switch (move.kind) {
        case Move::Kind::enum16:
        case Move::Kind::enum16_gap:
            return check_enum(resize<uint16_t, uint32_t>(run));
        case Move::Kind::int3264:
            static_cast<void>(resize<int32_t, int64_t>(run));
            return;
        case Move::Kind::uint3264:
            static_cast<void>(resize<uint32_t, uint64_t>(run));
            return;
        case Move::Kind::range:
            return check_range(run, *move.node);
        case Move::Kind::gap:
            return;
        default:
            return write_move(move, run);
    }
}

/// Elements to take at a time. Most calls are for few, and a division costs as much as all their moves.
size_t block_of(size_t bytes, size_t count) noexcept {
    return bytes * count <= kBlockBytes ? count : std::max<size_t>(kBlockBytes / bytes, 1);
}

}  // namespace

void Image::write(uint8_t* wire, const uint8_t* memory, size_t stride, size_t count) const {
    const size_t block = block_of(stride + wire_stride, count);
    for (size_t done = 0; done < count; done += block) {
        const size_t now = std::min(block, count - done);
        const uint8_t* from = memory + done * stride;
        uint8_t* to = wire + done * wire_stride;
        for (const Move& move : moves) write_move(move, {from + move.memory, stride, to + move.wire, wire_stride, now});
    }
    // The gap between two elements; there is none behind the last.
    if (wire_stride != wire_size) zero({nullptr, 0, wire + wire_size, wire_stride, count - 1}, wire_stride - wire_size);
}

void Image::read(const uint8_t* wire, uint8_t* memory, size_t stride, size_t count) const {
    const size_t block = block_of(stride + wire_stride, count);
    for (size_t done = 0; done < count; done += block) {
        const size_t now = std::min(block, count - done);
        const uint8_t* from = wire + done * wire_stride;
        uint8_t* to = memory + done * stride;
        for (const Move& move : moves) read_move(move, {from + move.wire, wire_stride, to + move.memory, stride, now});
    }
}

void compile_image(StructNode& node) {
    Image image;
    Builder builder(image);
    builder.limit(node.wire_align);
    if (!builder.add(node, 0)) return;
    image.wire_size = builder.position();
    image.wire_stride = align_up(image.wire_size, node.wire_align);
    node.image = std::move(image);
}

}  // namespace rpcrt4::ndr
