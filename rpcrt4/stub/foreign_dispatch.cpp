// SPDX-License-Identifier: LGPL-2.1-or-later
// libffi does the register work. Every slot holds its argument in its low bytes, so an argument's address is its slot's
// address; large structures by value are an address in the slot.
#include "rpcrt4/stub/foreign_dispatch.hpp"

#include <ffi.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/stub/procedure.hpp"

namespace rpcrt4::stub {
namespace {

namespace fc = ndr::fc;

ffi_type* scalar_type(uint8_t code) noexcept {
    switch (code) {
        case fc::kSmall:
            return &ffi_type_sint8;
        case fc::kByte:
        case fc::kChar:
        case fc::kUsmall:
            return &ffi_type_uint8;
        case fc::kShort:
            return &ffi_type_sint16;
        case fc::kUshort:
        case fc::kWchar:
            return &ffi_type_uint16;
        case fc::kUlong:
            return &ffi_type_uint32;
        case fc::kFloat:
            return &ffi_type_float;
        case fc::kDouble:
            return &ffi_type_double;
        case fc::kHyper:
        case fc::kInt3264:
        case fc::kUint3264:
            return &ffi_type_uint64;
        default:
            return &ffi_type_sint32;
    }
}

/// A structure or union of 1, 2, 4 or 8 bytes in a register: SSE when all members are floating point, else integer.
ffi_type* register_type(const ndr::Node& node) noexcept {
    const bool floats = node.kind == ndr::Kind::structure && ndr::as<ndr::StructNode>(node).all_floats;
    switch (node.memory_size) {
        case 1:
            return &ffi_type_uint8;
        case 2:
            return &ffi_type_uint16;
        case 4:
            return floats ? &ffi_type_float : &ffi_type_uint32;
        default:
            return floats ? &ffi_type_double : &ffi_type_uint64;
    }
}

ffi_type* type_of(const Parameter& parameter) {
    if (parameter.access == Parameter::Access::address) {
        const bool aggregate =
            parameter.node->kind == ndr::Kind::structure || parameter.node->kind == ndr::Kind::choice;
        if (parameter.by_value && aggregate) ndr::fail_bad_data();
        return &ffi_type_pointer;
    }
    switch (parameter.node->kind) {
        case ndr::Kind::scalar:
            return scalar_type(parameter.node->code);
        case ndr::Kind::range:
            return scalar_type(ndr::as<ndr::RangeNode>(*parameter.node).scalar->code);
        case ndr::Kind::structure:
            return register_type(*parameter.node);
        // A union may mix register classes; only the prototype could tell.
        case ndr::Kind::choice:
            ndr::fail_bad_data();
        default:
            return &ffi_type_pointer;
    }
}

}  // namespace

struct ForeignDispatch::Description {
    ffi_cif cif;
    std::vector<ffi_type*> types;  ///< by slot
    ffi_type* result = &ffi_type_void;
    size_t result_slot = 0;
};

ForeignDispatch::ForeignDispatch(const Procedure& procedure) : description_(std::make_unique<Description>()) {
    // A pipe by value is a structure in memory, of which libffi would have to be told.
    const bool pipe_by_value = std::any_of(procedure.pipes.begin(), procedure.pipes.end(),
                                           [](const PipeParameter& pipe) { return pipe.by_value; });
    if (procedure.unknown_large_values || pipe_by_value) ndr::fail_bad_data();
    Description& made = *description_;
    size_t slots = procedure.slot_count();
    if (procedure.return_value) {
        // An asynchronous routine returns nothing; its result comes with RpcAsyncCompleteCall.
        if (!procedure.asynchronous) made.result = type_of(*procedure.return_value);
        made.result_slot = procedure.return_value->offset / 8u;
        slots = made.result_slot;
    }
    made.types.assign(slots, &ffi_type_pointer);  // slots without a parameter: binding handle, async state
    for (const Parameter& parameter : procedure.parameters) {
        const size_t slot = parameter.offset / 8u;
        if (!parameter.is_return && slot < slots) made.types[slot] = type_of(parameter);
    }
    const auto count = static_cast<unsigned>(slots);
    if (ffi_prep_cif(&made.cif, FFI_DEFAULT_ABI, count, made.result, made.types.data()) != FFI_OK) {
        ndr::fail_unsupported();
    }
}

ForeignDispatch::~ForeignDispatch() = default;

void ForeignDispatch::call(void (*routine)(), uint64_t* slots) const {
    const Description& made = *description_;
    constexpr size_t kFew = 16;
    void* few[kFew];
    std::vector<void*> many;
    void** values = few;
    if (made.types.size() > kFew) {
        many.resize(made.types.size());
        values = many.data();
    }
    for (size_t i = 0; i < made.types.size(); ++i) values[i] = slots + i;
    ffi_arg result = 0;
    ffi_call(const_cast<ffi_cif*>(&made.cif), routine, &result, values);
    if (made.result != &ffi_type_void) std::memcpy(slots + made.result_slot, &result, sizeof result);
}

const ForeignDispatch& ForeignDispatch::of(const Procedure& procedure) {
    if (const ForeignDispatch* made = procedure.foreign.load(std::memory_order_acquire)) return *made;
    auto fresh = std::make_unique<const ForeignDispatch>(procedure);
    const ForeignDispatch* expected = nullptr;
    if (!procedure.foreign.compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel)) return *expected;
    return *fresh.release();
}

}  // namespace rpcrt4::stub
