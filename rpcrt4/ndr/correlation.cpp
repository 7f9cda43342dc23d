// SPDX-License-Identifier: LGPL-2.1-or-later
// Decoding and evaluating correlation descriptors ("Correlation Descriptors" in the Windows RPC documentation; the
// 16-byte form with ranges as Microsoft's compiler writes it for AMD64). Evaluation reads user memory and, for
// expressions, calls the stub's own routine.
#include "rpcrt4/ndr/correlation.hpp"

#include <cstring>
#include <limits>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/type_graph.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {
namespace {

constexpr uint8_t kOldBytes = 4;
constexpr uint8_t kRangeBytes = 16;

Correlation::Source decode_source(uint8_t nibble) {
    switch (nibble) {
        case correlation_source::kNormal:
            return Correlation::Source::object;
        case correlation_source::kPointer:
            return Correlation::Source::structure;
        case correlation_source::kTopLevel:
        case correlation_source::kTopLevelMultidimensional:
            return Correlation::Source::stack;
        case correlation_source::kConstant:
            return Correlation::Source::constant;
        default:
            fail_unsupported();
    }
}

Correlation::Operator decode_operator(uint8_t code) {
    switch (code) {
        case fc::kDereference:
            return Correlation::Operator::dereference;
        case fc::kDivide2:
            return Correlation::Operator::divide2;
        case fc::kMultiply2:
            return Correlation::Operator::multiply2;
        case fc::kAdd1:
            return Correlation::Operator::add1;
        case fc::kSubtract1:
            return Correlation::Operator::subtract1;
        case fc::kZero:
            return Correlation::Operator::none;
        default:
            fail_unsupported();
    }
}

template <typename T>
int64_t load(const uint8_t* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof value);
    return static_cast<int64_t>(value);
}

int64_t read_value(uint8_t type, const uint8_t* from) {
    switch (type) {
        case fc::kLong:
        case fc::kEnum32:
        case fc::kEnum16:
            return load<int32_t>(from);
        case fc::kUlong:
            return load<uint32_t>(from);
        case fc::kShort:
            return load<int16_t>(from);
        case fc::kUshort:
        case fc::kWchar:
            return load<uint16_t>(from);
        case fc::kSmall:
            return load<int8_t>(from);
        case fc::kUsmall:
        case fc::kByte:
        case fc::kChar:
            return load<uint8_t>(from);
        case fc::kHyper:
            return load<int64_t>(from);
        default:
            fail_unsupported();
    }
}

const uint8_t* base_address(Correlation::Source source, const Bases& bases, const MIDL_STUB_MESSAGE& stub) noexcept {
    switch (source) {
        case Correlation::Source::object:
            return bases.object;
        case Correlation::Source::structure:
            return bases.structure;
        default:
            return stub.StackTop;
    }
}

/// The stub's expression routine reads its operands relative to StackTop and leaves the result in the message.
CorrelationValue call_back(const Correlation& correlation, const Bases& bases, MIDL_STUB_MESSAGE& stub) {
    const EXPR_EVAL* routines = stub.StubDesc ? stub.StubDesc->apfnExprEval : nullptr;
    if (!routines) fail_unsupported();
    uint8_t* const stack = stub.StackTop;
    stub.StackTop = const_cast<uint8_t*>(base_address(correlation.callback_base, bases, stub));
    const auto status = handleapi::call_user([&] { routines[correlation.offset](&stub); });
    stub.StackTop = stack;
    if (base::failed(status)) fail(status);
    return {static_cast<int64_t>(stub.MaxCount), stub.Offset};
}

int64_t apply(Correlation::Operator operation, int64_t value) noexcept {
    switch (operation) {
        case Correlation::Operator::divide2:
            return value / 2;
        case Correlation::Operator::multiply2:
            return value * 2;
        case Correlation::Operator::add1:
            return value + 1;
        case Correlation::Operator::subtract1:
            return value - 1;
        default:
            return value;
    }
}

}  // namespace

bool set_by_stub(const Correlation& correlation, const MIDL_STUB_MESSAGE& stub) noexcept {
    return correlation.from_stack() && stub.StackTop == nullptr;
}

CorrelationValue evaluate(const Correlation& correlation, const Bases& bases, MIDL_STUB_MESSAGE& stub) {
    if (set_by_stub(correlation, stub)) {
        if (correlation.is_length) return {stub.ActualCount, stub.Offset};
        return {static_cast<int64_t>(stub.MaxCount), 0};
    }
    if (correlation.source == Correlation::Source::constant) return {correlation.offset, 0};
    if (correlation.source == Correlation::Source::callback) return call_back(correlation, bases, stub);
    const uint8_t* from = base_address(correlation.source, bases, stub);
    if (!from) fail_unsupported();
    from += correlation.offset;
    if (correlation.operation == Correlation::Operator::dereference) {
        from = reinterpret_cast<const uint8_t*>(load<uintptr_t>(from));
        if (!from) fail(base::Status::rpc_x_null_ref_pointer);
    }
    return {apply(correlation.operation, read_value(correlation.value_type, from)), 0};
}

uint32_t evaluate_count(const Correlation& correlation, const Bases& bases, MIDL_STUB_MESSAGE& stub, uint32_t* first) {
    const CorrelationValue result = evaluate(correlation, bases, stub);
    if (result.value < 0 || result.value > std::numeric_limits<uint32_t>::max()) {
        fail(base::Status::rpc_s_invalid_bound);
    }
    if (first) *first = result.first;
    return static_cast<uint32_t>(result.value);
}

Correlation decode_correlation(FormatReader& reader) {
    const uint8_t bytes = reader.graph().correlation_bytes();
    const uint8_t type = reader.u8();
    const uint8_t operation = reader.u8();
    const uint16_t offset = reader.u16();
    uint8_t robust = 0;
    if (bytes > kOldBytes) {
        robust = reader.u8();
        reader.skip(1);
    }
    Correlation decoded;
    if (bytes == kRangeBytes) {
        decoded.ranged = reader.u8() != 0;
        reader.skip(1);
        decoded.low = reader.u32();
        decoded.high = reader.u32();
    }
    if (type == 0xff && operation == 0xff && offset == 0xffff) return {};  // a complex array without this dimension
    decoded.check = (robust & correlation_flag::kDontCheck) == 0;
    decoded.source = decode_source(type & 0xf0);
    decoded.value_type = type & 0x0f;
    if (decoded.source == Correlation::Source::constant) {
        decoded.offset = (operation << 16) | offset;
    } else if (operation == fc::kCallback) {
        decoded.callback_base = decoded.source;
        decoded.source = Correlation::Source::callback;
        decoded.offset = offset;
    } else {
        decoded.operation = decode_operator(operation);
        decoded.offset = decoded.source == Correlation::Source::stack ? offset : static_cast<int16_t>(offset);
    }
    return decoded;
}

}  // namespace rpcrt4::ndr
