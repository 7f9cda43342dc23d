// SPDX-License-Identifier: LGPL-2.1-or-later
// Parameters are walked in the order of the format string, which is the order on the wire.
#include "rpcrt4/stub/parameters.hpp"

#include <cstring>
#include <span>
#include <type_traits>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/out_memory.hpp"
#include "rpcrt4/ndr/small_stack.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/stub/context_arrays.hpp"
#include "rpcrt4/stub/context_parameters.hpp"

namespace rpcrt4::stub {
namespace {

/// MSHCTX_DIFFERENTMACHINE, which user_marshal routines see in their flags: a call may always leave the machine.
constexpr ULONG kDifferentMachine = 2;

bool travels(const Parameter& parameter, Direction direction) noexcept {
    if (direction == Direction::decoding && parameter.is_return) return false;
    return direction == Direction::request ? parameter.in : parameter.out;
}

template <typename Cursor>
void put_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Cursor& cursor) {
    binding::ContextWire wire{};
    if constexpr (std::is_same_v<Cursor, ndr::WriteCursor>) wire = outgoing_context(parameter, stub, arguments);
    cursor.align(parameter.node->wire_align);
    cursor.copy(wire.data(), wire.size());
}

bool is_mere_sign(const Parameter& parameter, Direction direction) noexcept {
    return parameter.partly_ignored && direction == Direction::request;
}

/// [partial_ignore]: zeroed memory for what the client wants filled. Its size may depend on any other parameter.
void give_ignored(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments,
                  ndr::Memory& memory) {
    const auto& pointer = ndr::as<ndr::PointerNode>(*parameter.node);
    auto** slot = static_cast<void**>(arguments.slot(parameter));
    ndr::allocate_out(*pointer.pointee, slot, memory, stub, ndr::Owner::program);
}

struct ReceivedContext {
    const Parameter* parameter;
    binding::ContextWire wire;
};

template <ndr::Swap kSwap>
ReceivedContext take_context(const Parameter& parameter, ndr::ReadCursor& cursor) {
    ReceivedContext received{&parameter, {}};
    cursor.align(parameter.node->wire_align);
    std::memcpy(received.wire.data(), cursor.take(received.wire.size()), received.wire.size());
    if (kSwap == ndr::Swap::yes) received.wire = swapped_context(received.wire);
    return received;
}

template <typename Cursor>
void walk(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Direction direction,
          Cursor& cursor) {
    ContextArrays context_arrays(stub, arguments.held);
    ndr::MemoryWalker<Cursor> walker(stub, cursor, &context_arrays);
    for (const Parameter& parameter : procedure.parameters) {
        if (!travels(parameter, direction)) continue;
        if (parameter.node->kind == ndr::Kind::context_handle) {
            put_context(parameter, stub, arguments, cursor);
            continue;
        }
        const void* value = arguments.slot(parameter);
        if (is_mere_sign(parameter, direction)) {
            cursor.put(uint32_t{*static_cast<void* const*>(value) != nullptr});
            continue;
        }
        if (parameter.access == Parameter::Access::address) {
            value = *static_cast<void* const*>(value);
            if (!value) ndr::fail(base::Status::rpc_x_null_ref_pointer);
        }
        walker.value(*parameter.node, value);
    }
}

template <ndr::Swap kSwap>
size_t read(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Direction direction,
            ndr::Memory& memory, std::span<const ndr::Capacity> capacities, const ndr::Representation& representation,
            size_t start) {
    const RPC_MESSAGE& message = *stub.RpcMsg;
    auto* begin = static_cast<uint8_t*>(message.Buffer);
    ndr::ReadCursor cursor(begin, begin + start, begin + message.BufferLength, representation);
    ndr::WireWalker<kSwap> walker(stub, cursor, memory, capacities);
    ContextArrays context_arrays(stub, arguments.held);
    walker.ask(context_arrays);
    ndr::SmallStack<ReceivedContext, 2> contexts;
    ndr::SmallStack<const Parameter*, 2> ignored;
    for (const Parameter& parameter : procedure.parameters) {
        if (!travels(parameter, direction)) continue;
        if (parameter.node->kind == ndr::Kind::context_handle) {
            contexts.push(take_context<kSwap>(parameter, cursor));
            continue;
        }
        if (is_mere_sign(parameter, direction)) {
            cursor.align(sizeof(uint32_t));
            uint32_t sign;
            std::memcpy(&sign, cursor.take(sizeof sign), sizeof sign);
            if (sign) ignored.push(&parameter);
            continue;
        }
        const ndr::Memory::ForceScope force(memory, parameter.forces_allocation);
        void* slot = arguments.slot(parameter);
        if (parameter.access == Parameter::Access::slot) {
            walker.value(*parameter.node, slot);
            continue;
        }
        auto** location = static_cast<void**>(slot);
        const bool fixed = !ndr::conformant_part(*parameter.node);
        // What the manager gets by reference belongs to the stub, except what stays in the buffer.
        if (!*location && memory.arena() && fixed && !parameter.node->flat) {
            memory.allocate_in_arena(location, parameter.node->memory_size);
        }
        walker.referent(*parameter.node, location);
    }
    for (const Parameter* parameter : ignored) give_ignored(*parameter, stub, arguments, memory);
    walker.check_late_counts();
    for (const ReceivedContext& received : contexts) {
        accept_context(*received.parameter, stub, arguments, received.wire);
    }
    context_arrays.accept();
    return static_cast<size_t>(cursor.position() - begin);
}

}  // namespace

void initialize(MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description, RPC_MESSAGE& message) {
    stub = {};
    stub.RpcMsg = &message;
    stub.StubDesc = &description;
    stub.pfnAllocate = description.pfnAllocate;
    stub.pfnFree = description.pfnFree;
    stub.dwDestContext = kDifferentMachine;
}

void initialize(MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description, RPC_MESSAGE& message, uint64_t* slots) {
    initialize(stub, description, message);
    stub.StackTop = reinterpret_cast<unsigned char*>(slots);
    stub.fIsOicf = -1;
}

uint32_t marshalled_size(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments,
                         Direction direction, size_t start) {
    const uint32_t fixed = direction == Direction::request ? procedure.request_size : procedure.reply_size;
    if (fixed != Procedure::kUnknownSize && start == 0) return fixed;
    ndr::SizeCursor cursor(start);
    walk(procedure, stub, arguments, direction, cursor);
    if (cursor.size() > INT32_MAX) ndr::fail(base::Status::rpc_s_out_of_resources);
    return static_cast<uint32_t>(cursor.size() - start);
}

void marshal(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Direction direction,
             size_t start, ndr::Lender* lender) {
    RPC_MESSAGE& message = *stub.RpcMsg;
    auto* begin = static_cast<uint8_t*>(message.Buffer);
    ndr::WriteCursor cursor(begin, begin + start, begin + message.BufferLength, lender);
    walk(procedure, stub, arguments, direction, cursor);
    message.BufferLength = static_cast<unsigned>(cursor.size());
}

void note_capacities(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, Capacities& noted) {
    const ndr::Bases bases{stub.StackTop, stub.StackTop};
    for (const ndr::Correlation* correlation : procedure.graph.stack_correlations) {
        uint32_t count = 0;
        try {
            count = ndr::evaluate_count(*correlation, bases, stub);
        } catch (const handleapi::RpcError&) {
            count = 0;  // no size, no room: only new memory can be filled
        }
        noted.push({correlation, count});
    }
}

size_t unmarshal(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Direction direction,
                 ndr::Memory& memory, Capacities& capacities, size_t start) {
    const ndr::Representation representation(stub.RpcMsg->DataRepresentation);
    const std::span<const ndr::Capacity> known(capacities.begin(), capacities.size());
    if (representation.is_ours()) {
        return read<ndr::Swap::no>(procedure, stub, arguments, direction, memory, known, representation, start);
    }
    return read<ndr::Swap::yes>(procedure, stub, arguments, direction, memory, known, representation, start);
}

void take_floats(const Procedure& procedure, uint64_t* slots) noexcept {
    for (const uint16_t offset : procedure.float_arguments) {
        double promoted;
        std::memcpy(&promoted, slots + offset / 8u, sizeof promoted);
        const auto value = static_cast<float>(promoted);
        std::memcpy(slots + offset / 8u, &value, sizeof value);
    }
}

void require_references(const Procedure& procedure, const Arguments& arguments) {
    for (const Parameter& parameter : procedure.parameters) {
        if (parameter.is_return) continue;
        const bool by_reference = parameter.access == Parameter::Access::address ||
                                  (parameter.node->kind == ndr::Kind::pointer &&
                                   ndr::as<ndr::PointerNode>(*parameter.node).pointer == ndr::PointerKind::ref);
        if (by_reference && !*static_cast<void**>(arguments.slot(parameter))) {
            ndr::fail(base::Status::rpc_x_null_ref_pointer);
        }
    }
}

namespace {

/// Nothing where the expression leads through a null pointer.
uint32_t count_of(const Parameter& parameter, MIDL_STUB_MESSAGE& stub) {
    const ndr::Node& pointee = *ndr::as<ndr::PointerNode>(*parameter.node).pointee;
    try {
        return ndr::evaluate_count(ndr::conformance_of(pointee), {stub.StackTop, stub.StackTop}, stub);
    } catch (const handleapi::RpcError& error) {
        if (error.code != base::Status::rpc_x_null_ref_pointer) throw;
        return 0;
    }
}

}  // namespace

void require_buffers(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) {
    if (!procedure.counted_pointers) return;
    for (const Parameter& parameter : procedure.parameters) {
        if (!parameter.counted_pointer || *static_cast<void**>(arguments.slot(parameter))) continue;
        if (count_of(parameter, stub) != 0) ndr::fail_bad_data();
    }
}

}  // namespace rpcrt4::stub
