// SPDX-License-Identifier: LGPL-2.1-or-later
// Correlations: what size_is, length_is and switch_is say about an array, a string or a union. One decoded form for the
// descriptors of every compiler: 4 bytes (old), 6 (robust), 16 (robust with ranges). Immutable once decoded.
#pragma once

#include <cstdint>

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

class FormatReader;

struct Correlation {
    enum class Source : uint8_t {
        none,       ///< no expression: the array or string has no such dimension
        object,     ///< field of the enclosing structure, offset from the described member
        structure,  ///< field of the structure that holds the described pointer, offset from its start
        stack,      ///< parameter, offset from the first one
        constant,
        callback,  ///< a routine of MIDL_STUB_DESC::apfnExprEval
    };
    enum class Operator : uint8_t { none, dereference, divide2, multiply2, add1, subtract1 };

    Source source = Source::none;
    Source callback_base = Source::none;  ///< what StubMsg.StackTop must point at while the callback runs
    Operator operation = Operator::none;
    uint8_t value_type = 0;  ///< format character of the value read
    bool check = true;       ///< false: the compiler asked not to compare it with the wire's count
    bool ranged = false;
    bool is_length = false;  ///< length_is: its value is the actual count, not the maximum
    int32_t offset = 0;      ///< bytes; the callback's index; the constant
    uint32_t low = 0, high = 0;

    explicit operator bool() const noexcept { return source != Source::none; }
    bool from_stack() const noexcept { return (source == Source::callback ? callback_base : source) == Source::stack; }
    /// True when the value is in memory before the described data is read (it may then be checked at once).
    bool early() const noexcept {
        if (source == Source::callback) return callback_base == Source::structure;
        return source == Source::structure || source == Source::constant || (source == Source::object && offset < 0);
    }
};

/// Where correlation offsets count from while a member is walked; the stack comes from the stub message.
struct Bases {
    const uint8_t* object = nullptr;
    const uint8_t* structure = nullptr;
};

struct CorrelationValue {
    int64_t value = 0;
    uint32_t first = 0;  ///< first_is: only a callback can say it
};

/// True when the value is known only from MaxCount, Offset and ActualCount of the message: stubs that call the type
/// routines one by one (-Os) set these and have no parameter stack.
bool set_by_stub(const Correlation& correlation, const _MIDL_STUB_MESSAGE& stub) noexcept;

/// Throws rpc_x_null_ref_pointer when the expression goes through a null pointer.
CorrelationValue evaluate(const Correlation& correlation, const Bases& bases, _MIDL_STUB_MESSAGE& stub);
/// The same as a count: throws rpc_x_invalid_bound when negative or beyond 32 bits.
uint32_t evaluate_count(const Correlation& correlation, const Bases& bases, _MIDL_STUB_MESSAGE& stub,
                        uint32_t* first = nullptr);

/// Reads one descriptor of the reader's width.
Correlation decode_correlation(FormatReader& reader);

}  // namespace rpcrt4::ndr
