// SPDX-License-Identifier: LGPL-2.1-or-later
//
// AST types -> descriptors of the type format string. TypeFormat dispatches and remembers; each family of types has its
// own file: format_base (simple types, ranges), format_correlation (size_is and kin), format_pointer, format_array,
// format_string, format_struct, format_union, format_handle, format_pipe. A new family is a new file and one line in
// describe(). What cannot be described was refused by format_support before; here every type is legal. Single-threaded.
// Reference: Microsoft "RPC NDR Format Strings" (type format strings).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/format_graph.hpp"
#include "tools/midl/layout.hpp"

namespace midl {

// Where a type stands: decides how correlation expressions find their variables. Neither a parameter nor a member:
// the type depends on nothing around it.
struct Scope {
    const Operation* operation = nullptr;
    const Parameter* parameter = nullptr;  // null for the return value
    const StructType* structure = nullptr;
    const Field* field = nullptr;
    std::uint32_t anchor = 0;                // memory offset the correlation offsets of an embedded type count from
    bool is_behind_pointer = false;          // the sized thing is the pointee of a member: offsets count from the start
    const Attributes* attributes = nullptr;  // of the parameter or member: range, switch_is
    std::uint8_t pointer_bits = 0;           // [allocate] of the outermost pointer, when the declaration says it
    bool is_element = false;                 // inside a sized array: [range] spoke of the number of elements

    Scope behind_pointer() const;
    Scope element() const;
    // The attributes that say something about a value of the type itself.
    const Attributes* value_attributes() const { return is_element ? nullptr : attributes; }
};

// A correlation the descriptor cannot express: the stubs get a routine that computes it.
struct ExpressionRoutine {
    Scope scope;
    const Expr* value = nullptr;  // number of elements; the last index when `addend` is 1
    int addend = 0;
    const Expr* first = nullptr;   // first_is
    const Range* range = nullptr;  // of the number of elements
    // `value` is where the elements end rather than how many there are from `first` on.
    bool is_end = false;
    std::int64_t total = 0;  // of a fixed array, when nothing says where the elements end
};

// An array or a sized pointer, whichever was written.
struct ArraySpec {
    const Type* element = nullptr;
    std::optional<std::int64_t> count;
    const Bounds* bounds = nullptr;
    bool is_string = false;

    bool is_conformant() const { return !count.has_value(); }
};

// What a correlation descriptor carries: nothing more (4 bytes), flags (6), flags and the range of its value (16).
enum class CorrelationForm { classic, robust, ranged };

// The form is the same in a whole file: ranged as soon as one [range] limits the size of an array.
CorrelationForm correlation_form(const File& file, bool is_robust);

class TypeFormat {
 public:
    TypeFormat(DescriptorTable& descriptors, CorrelationForm form) : table(descriptors), correlations(form) {}

    bool is_robust() const { return correlations != CorrelationForm::classic; }

    // The descriptor of a type that is no plain base type (or is one with a range).
    DescriptorId describe(const Type* type, const Scope& scope);
    // Descriptor of a structure, the same wherever it stands.
    DescriptorId describe_struct_once(const StructType& structure);
    // The part of a union shared by all its uses: size and arms.
    DescriptorId describe_arms_once(const UnionType& type);

    // Index of a context handle type's rundown routine; `name` "" stands for none.
    unsigned rundown_index(const std::string& name);
    // Index of the routine that is told when a call of the operation is over.
    unsigned notify_index(const Operation& operation);
    // Index of a [handle] type's pair of routines.
    unsigned generic_index(const Typedef& definition);

    DescriptorTable& table;
    const CorrelationForm correlations;
    bool is_ms_union = false;  // -ms_union, or an interface says it: unions aligned as MIDL 1.0 did
    std::vector<ExpressionRoutine> expressions;
    std::vector<std::string> rundowns;
    std::vector<Substitute> transmitted;     // with quintuples of routines, in the order of their indexes
    std::vector<Substitute> marshalled;      // with quadruples
    std::vector<const Operation*> notified;  // those with [notify] or [notify_flag]
    std::vector<const Typedef*> generics;    // [handle] types of parameters

 private:
    std::map<const StructType*, DescriptorId> structures_;
    std::map<const UnionType*, DescriptorId> arms_;
};

// -- format_base
// FC_LONG and kin for base types and enums without a range, else nothing.
std::optional<Fc> base_code(const Type* type);
std::optional<Fc> base_code(const Type* type, const Attributes* attributes);
// Is the token's memory image its wire image? (not FC_ENUM16, FC_INT3264)
bool is_plain_code(Fc code);
// The type of a correlation variable or switch: signedness kept, enums as the integers they are in memory.
Fc variable_code(const Type* type);
// The range that applies to an integral type used with `attributes`, else null.
const Range* range_of(const Type* type, const Attributes* attributes);
Descriptor describe_range(const Type* type, const Range& range);

// -- format_correlation
void append_conformance(TypeFormat& format, Descriptor& out, const Bounds& bounds, const Scope& scope);
void append_variance(TypeFormat& format, Descriptor& out, const ArraySpec& spec, const Scope& scope);
void append_byte_count(TypeFormat& format, Descriptor& out, const Parameter& size, const Scope& scope);
void append_switch(TypeFormat& format, Descriptor& out, const Expr& expression, const Scope& scope);
// What a complex array writes for the conformance or variance it does not have.
void append_no_correlation(const TypeFormat& format, Descriptor& out);

// -- format_pointer
// The 4 bytes of a pointer: stand-alone, in a pointer layout, or as an array element.
Descriptor describe_pointer(TypeFormat& format, const PointerType& pointer, const Scope& scope, std::uint8_t bits = 0);
// The bits [allocate] sets: of the declaration, or of a typedef.
std::uint8_t allocate_bits(const Attributes& attributes);
std::uint8_t allocate_bits(const Type* type);
// [byte_count]: everything below the pointer is in one buffer whose size the parameter `size` holds.
Descriptor describe_byte_count_pointer(TypeFormat& format, const PointerType& pointer, const Scope& scope,
                                       const Parameter& size);
// Does this pointer lead to a string, array or pointer description rather than to one simple object?
bool is_sized(const PointerType& pointer);
// The thing a pointer leads to when it is a string or an array.
ArraySpec spec_of(const PointerType& pointer);
ArraySpec spec_of(const ArrayType& array);

// -- format_array, format_string
DescriptorId describe_array(TypeFormat& format, const ArraySpec& spec, const Scope& scope);
// FC_C_CSTRING and kin for a string of such characters.
Fc string_token(const Type* element, bool is_fixed);
Descriptor describe_string(TypeFormat& format, const ArraySpec& spec, const Scope& scope);
// A complex array: element by element, FC_BOGUS_ARRAY.
bool is_complex_array(const ArraySpec& spec, const Attributes* attributes = nullptr);
// The element of an array, or the arm-like use of any type inside a list: base token or FC_EMBEDDED_COMPLEX.
void append_member(TypeFormat& format, Descriptor& out, const Type* type, const Scope& scope);

// -- format_pipe
Descriptor describe_pipe(TypeFormat& format, const PipeType& pipe);

// -- format_marshal
Descriptor describe_substitute(TypeFormat& format, const Substitute& substitute);

// -- format_struct, format_union, format_handle
Descriptor describe_struct(TypeFormat& format, const StructType& structure);
Descriptor describe_encapsulated(TypeFormat& format, const UnionType& type);
Descriptor describe_non_encapsulated(TypeFormat& format, const UnionType& type, const Scope& scope);
Descriptor describe_arms(TypeFormat& format, const UnionType& type);
Descriptor describe_context(TypeFormat& format, const Type* type, const Scope& scope);
// The typedef or attributes that make `type` a context handle; false when it is none. Looks through one pointer.
bool is_context_handle(const Type* type, const Attributes& attributes);
std::string rundown_name(const Type* type);
// Does the operation or its whole interface carry the attribute?
bool says(const Operation& operation, Attribute attribute);
enum class NotifyForm { none, plain, with_flag };
// What the ACF says of the operation or its whole interface.
NotifyForm notify_form(const Operation& operation);
// The procedure header's descriptor of the parameter that finds the server; nothing when there is none.
void append_binding(TypeFormat& format, Descriptor& out, const Operation& operation, std::uint32_t stack_offset);
// How the engine hands a [handle] value to its routines: as it is in its slot, as the bits of a value that is no
// integer, or as its address. The latter two need routines between.
enum class HandleForm { plain, bits, address };
HandleForm handle_form(const Typedef& definition);
// As the procedure's header spells them. `operation`, where known, adds what its interface says of all handles.
std::uint8_t context_flags(const Type* type, const Parameter& parameter, const Operation* operation = nullptr);

}  // namespace midl
