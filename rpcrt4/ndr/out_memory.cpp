// SPDX-License-Identifier: LGPL-2.1-or-later
// See out_memory.hpp. The recursion ends because a type cannot contain itself through ref pointers alone.
#include "rpcrt4/ndr/out_memory.hpp"

#include <algorithm>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {
namespace {

class OutBuilder {
 public:
    OutBuilder(Memory& memory, MIDL_STUB_MESSAGE& stub) noexcept : memory_(memory), stub_(stub) {}

    void referent(const Node& node, void** location, const Bases& bases, Owner owner) {
        const Node* part = conformant_part(node);
        uint64_t size = node.memory_size;
        uint32_t count = 0;
        if (part && part == &node && (part->kind == Kind::array || conformance_of(*part))) {
            count = elements_of(*part, bases);
            // Never nothing: the program may look for the terminator of an empty string.
            size = std::max<uint64_t>(uint64_t{count} * conformant_stride(*part), conformant_stride(*part));
        }
        void* place = owner == Owner::stub && !part && memory_.arena()
                          ? memory_.allocate_in_arena(location, size)
                          : memory_.allocate(location, size, Memory::Contents::zeroed);
        inside(node, static_cast<uint8_t*>(place), bases, count);
    }

 private:
    /// Characters, or elements in all dimensions of an array, as the parameters say.
    uint32_t elements_of(const Node& part, const Bases& bases) {
        if (part.kind != Kind::array) return evaluate_count(conformance_of(part), bases, stub_);
        const auto& node = as<ArrayNode>(part);
        uint64_t total = 1;
        for (size_t d = 0; d < node.rank(); ++d) {
            const Correlation& size = node.conformance_in(d);
            const uint64_t here = size ? evaluate_count(size, bases, stub_) : node.fixed_count_in(d);
            if (here != 0 && total > UINT32_MAX / here) fail(base::Status::rpc_s_invalid_bound);
            total *= here;
        }
        return static_cast<uint32_t>(total);
    }

    void inside(const Node& node, uint8_t* memory, const Bases& bases, uint32_t count) {
        if (!node.has_pointers) return;
        switch (node.kind) {
            case Kind::pointer:
                return pointer(as<PointerNode>(node), memory, bases);
            case Kind::structure:
                return members(as<StructNode>(node), memory);
            case Kind::array:
                return elements(as<ArrayNode>(node), memory, bases, count);
            default:
                return;
        }
    }

    void pointer(const PointerNode& node, uint8_t* memory, const Bases& bases) {
        if (node.pointer != PointerKind::ref) return;
        const bool on_stack = node.flags & pointer_flag::kOnStack;
        referent(*node.pointee, reinterpret_cast<void**>(memory), bases, on_stack ? Owner::stub : Owner::program);
    }

    void members(const StructNode& node, uint8_t* memory) {
        for (const Step& step : node.steps) {
            const bool visit = step.op == Op::pointer || step.op == Op::child;
            if (visit) inside(*step.node, memory + step.offset, {memory + step.offset, memory}, 0);
        }
    }

    void elements(const ArrayNode& node, uint8_t* memory, const Bases& bases, uint32_t count) {
        if (!node.conformant) count = node.memory_size / node.stride;
        for (uint32_t i = 0; i < count; ++i, memory += node.stride) inside(*node.element, memory, bases, 0);
    }

    Memory& memory_;
    MIDL_STUB_MESSAGE& stub_;
};

}  // namespace

void allocate_out(const Node& node, void** location, Memory& memory, MIDL_STUB_MESSAGE& stub, Owner owner) {
    const Bases bases{stub.StackTop, stub.StackTop};
    OutBuilder(memory, stub).referent(node, location, bases, owner);
}

}  // namespace rpcrt4::ndr
