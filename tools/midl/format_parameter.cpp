// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See format_parameter.hpp. The cases follow the way a value sits in its slot: base type, aggregate by value, array,
// reference pointer (described by its pointee: "simple ref"), any other pointer, context handle.
#include "tools/midl/format_parameter.hpp"

#include <algorithm>

#include "tools/midl/format_procedure.hpp"
#include "tools/midl/format_walk.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

using namespace parameter_bit;

constexpr std::uint32_t kMaxServerAlloc = 7 * 8;
constexpr std::uint32_t kContext = 36, kContextByPointer = 56;  // as MIDL budgets for them

std::uint16_t own_memory(std::uint32_t bytes) {
    return bytes > kMaxServerAlloc ? std::uint16_t{0}
                                   : static_cast<std::uint16_t>((bytes + 7) / 8 << kServerAllocShift);
}

std::uint32_t base_bound(const Type* type) {
    WireShape shape = wire_shape(type);
    return shape.fixed_size.value_or(0) + std::max(shape.align, 4U);
}

// MIDL adds up what the members would take as parameters, so that the sum holds at any alignment.
std::uint32_t sum_of_bounds(const Type* type) {
    const Type* actual = resolve(type);
    if (const auto* array = as<ArrayType>(actual))
        return static_cast<std::uint32_t>(array->count.value_or(0)) * sum_of_bounds(array->element);
    const auto* structure = as<StructType>(actual);
    if (!structure) return base_bound(type);
    std::uint32_t sum = 0;
    for (const Field* field : structure->fields) sum += sum_of_bounds(field->type);
    return sum;
}

// Upper bound of the wire size of anything that is a base type or a block; 0 when it has to be measured.
std::uint32_t block_bound(const Type* type, const Attributes* attributes) {
    if (base_code(type, attributes)) return base_bound(type);
    return wire_shape(type).is_flat ? sum_of_bounds(type) : 0;
}

// The same for a pointer and what it leads to.
std::uint32_t pointer_bound(const PointerType& pointer, const Attributes* attributes) {
    constexpr std::uint32_t kBeforeBase = 20, kBeforeOther = 8;
    if (is_sized(pointer)) return 0;
    const auto* inner = resolve_as<PointerType>(pointer.pointee);
    std::uint32_t bound = inner ? pointer_bound(*inner, attributes) : block_bound(pointer.pointee, attributes);
    if (bound == 0) return 0;
    return bound + (base_code(pointer.pointee) ? kBeforeBase : kBeforeOther);
}

Descriptor describe_context_reference(DescriptorId context) {
    Descriptor out;
    out.is_first = true;
    out.token(Fc::rp);
    out.byte(pointer_bit::kAllocedOnStack, "alloced on stack");
    out.reference(context, Link::pointee);
    return out;
}

struct Builder {
    TypeFormat& format;
    Scope scope;
    bool is_in;
    bool is_out;
    ParameterFormat out;
    bool is_forced = false;  // [force_allocate]: nothing of it is the stub's own

    std::uint16_t server_alloc(std::uint32_t bytes) const { return is_forced ? std::uint16_t{0} : own_memory(bytes); }
    void set(unsigned bits) { out.attributes = static_cast<std::uint16_t>(out.attributes | bits); }
    void measured_unless(std::uint32_t bound) {
        out.wire_bound = bound;
        if (bound == 0) set(kMustSize);
    }
    bool is_out_only() const { return is_out && !is_in; }

    void value(const Type* type);
    void array(const Type* type);
    void pipe(const Type* type);
    void pointer(const Type* type, const PointerType& pointer);
    void reference(const PointerType& pointer);
    void reference_on_stack(const PointerType& pointer);
    DescriptorId describe_reference(const PointerType& pointer);
    void context(const Type* type, const Parameter& parameter);
    void byte_counted(const PointerType& pointer, const std::string& size);
};

void Builder::value(const Type* type) {
    if (auto code = base_code(type, scope.attributes)) {
        set(kBaseType);
        out.base = code;
        out.wire_bound = base_bound(type);
        return;
    }
    out.type = format.describe(type, scope);
    if (base_code(type)) {  // an integer with a range
        set(kByValue);
        out.wire_bound = base_bound(type);
        return;
    }
    set(kMustFree | (is_passed_by_pointer(type) ? kSimpleRef : kByValue));
    measured_unless(block_bound(type, nullptr));
}

void Builder::array(const Type* type) {
    out.type = format.describe(type, scope);
    set(kMustFree);
    measured_unless(block_bound(type, nullptr));
}

// What travels is measured chunk by chunk, so a pipe counts for nothing in the sizes of the procedure.
void Builder::pipe(const Type* type) {
    constexpr std::uint32_t kServerAlloc = 16;  // what MIDL says for the structure
    set(kPipe);
    const auto* pointer = resolve_as<PointerType>(type);
    if (!pointer) {
        set(kByValue);
        out.type = format.describe(type, scope);
        return;
    }
    set(kSimpleRef | server_alloc(kServerAlloc));
    out.type = describe_reference(*pointer);
}

// A pointer kept as such in the type string; the engine allocates the pointee beside the slots.
void Builder::reference_on_stack(const PointerType& pointer) {
    set(server_alloc(8));
    out.type = describe_reference(pointer);
    measured_unless(pointer_bound(pointer, scope.attributes));
}

// The pointer's own descriptor, which stands in the string even where the parameter names its pointee.
DescriptorId Builder::describe_reference(const PointerType& pointer) {
    bool is_on_stack = out.attributes >> kServerAllocShift != 0;
    unsigned bits = scope.pointer_bits | (is_on_stack ? pointer_bit::kAllocedOnStack : 0U);
    Descriptor described = describe_pointer(format, pointer, scope, static_cast<std::uint8_t>(bits));
    described.is_first = true;
    DescriptorId id = format.table.add(std::move(described));
    format.table.root(id);
    return id;
}

void Builder::reference(const PointerType& pointer) {
    const Type* pointee = pointer.pointee;
    if (scope.pointer_bits) {  // the engine has to look at the pointer itself
        set(kMustFree | kMustSize);
        out.type = describe_reference(pointer);
        return;
    }
    if (is_sized(pointer)) {
        set(kSimpleRef | kMustFree | kMustSize);
    } else if (auto code = base_code(pointee, scope.attributes)) {
        if (!is_plain_code(*code)) return reference_on_stack(pointer);
        out.base = code;
        set(kSimpleRef | kBaseType | (is_out_only() ? server_alloc(8) : 0U));
    } else if (resolve_as<PointerType>(pointee) && !substitute_of(pointee)) {
        set(kMustFree);
        return reference_on_stack(pointer);
    } else {
        set(kSimpleRef | kMustFree);
        const auto* structure = resolve_as<StructType>(pointee);
        if (is_out_only() && !(structure && trailing_array(*structure))) set(server_alloc(layout_of(pointee).size));
    }
    DescriptorId reference = describe_reference(pointer);
    bool is_inline_string = (format.table.at(reference).items()[1].value & pointer_bit::kSimple) != 0 && !out.base;
    if (is_inline_string) {
        out.type = reference;  // the string's descriptor is part of the pointer's
        out.inside = 2;
    } else if (!out.base) {
        out.type = static_cast<DescriptorId>(format.table.at(reference).items().back().value);
    }
    if (!is_sized(pointer)) measured_unless(pointer_bound(pointer, scope.attributes));
}

void Builder::pointer(const Type* type, const PointerType& pointer) {
    if (pointer.pointer_class == PointerClass::ref) return reference(pointer);
    out.type = format.describe(type, scope);
    set(kMustFree);
    measured_unless(pointer_bound(pointer, scope.attributes));
}

void Builder::context(const Type* type, const Parameter& parameter) {
    bool is_via_pointer = (context_flags(type, parameter) & context_bit::kViaPointer) != 0;
    out.type = format.describe(type, scope);
    out.wire_bound = is_via_pointer ? kContextByPointer : kContext;
    if (!is_via_pointer) return;
    set(kSimpleRef);
    format.table.root(format.table.add(describe_context_reference(out.type)));
}

void Builder::byte_counted(const PointerType& pointer, const std::string& size) {
    set(kMustFree | kMustSize);
    for (const Parameter* one : scope.operation->parameters) {
        if (one->name == size) out.type = format.table.add(describe_byte_count_pointer(format, pointer, scope, *one));
    }
}

// Said of the parameter, of a type anywhere in it, or of the whole interface. Only pointers and arrays have memory.
bool forces_allocation(const Operation& operation, const Parameter& parameter) {
    if (is_context_handle(parameter.type, parameter.attributes) || pipe_of(parameter.type)) return false;
    bool is_forced = says(operation, Attribute::force_allocate) || parameter.attributes.has(Attribute::force_allocate);
    bool has_memory = false;
    TypeWalk walk([&](const TypeUse& use) {
        const TypeKind kind = resolve(use.type)->kind;
        has_memory |= kind == TypeKind::pointer || kind == TypeKind::array;
        is_forced |= typedef_with(use.type, Attribute::force_allocate) != nullptr;
        return true;
    });
    TypeUse use;
    use.type = parameter.type;
    walk.walk(use);
    return is_forced && has_memory;
}

void dispatch(Builder& builder, const Type* type) {
    if (substitute_of(type)) return builder.value(type);
    if (pipe_of(type)) return builder.pipe(type);
    const Type* actual = resolve(type);
    if (const auto* pointer = as<PointerType>(actual)) return builder.pointer(type, *pointer);
    if (actual->kind == TypeKind::array) return builder.array(type);
    builder.value(type);
}

}  // namespace

ParameterFormat describe_parameter(TypeFormat& format, const Operation& operation, const Parameter& parameter) {
    Scope scope;
    scope.operation = &operation;
    scope.parameter = &parameter;
    scope.attributes = &parameter.attributes;
    scope.pointer_bits = static_cast<std::uint8_t>(allocate_bits(parameter.attributes) | allocate_bits(parameter.type));
    Builder builder{format, scope, parameter.is_in, parameter.is_out, {}};
    builder.out.name = parameter.name;
    builder.set((parameter.is_in ? kIn : 0U) | (parameter.is_out ? kOut : 0U));
    builder.is_forced = forces_allocation(operation, parameter);
    if (builder.is_forced) builder.set(kForceAllocate);
    if (parameter.attributes.has(Attribute::partial_ignore)) builder.set(kPartialIgnore | kMustSize);
    if (is_context_handle(parameter.type, parameter.attributes)) {
        builder.context(parameter.type, parameter);
    } else if (!parameter.attributes.byte_count.empty()) {
        builder.byte_counted(*resolve_as<PointerType>(parameter.type), parameter.attributes.byte_count);
    } else {
        dispatch(builder, parameter.type);
    }
    if (!builder.out.base) format.table.root(builder.out.type);
    return builder.out;
}

ParameterFormat describe_return(TypeFormat& format, const Operation& operation) {
    Scope scope;
    scope.operation = &operation;
    scope.attributes = &operation.attributes;
    Builder builder{format, scope, false, true, {}};
    builder.out.name = "return value";
    if (is_context_handle(operation.result, operation.attributes)) {
        builder.out.type = format.describe(operation.result, scope);
        builder.out.wire_bound = kContextByPointer;
    } else {
        dispatch(builder, operation.result);
    }
    builder.set(kOut | (is_returned_by_pointer(operation) ? 0U : kReturn));
    if (!builder.out.base) format.table.root(builder.out.type);
    return builder.out;
}

std::string attribute_comment(std::uint16_t attributes) {
    constexpr std::pair<std::uint16_t, const char*> kNames[] = {
        {kMustSize, "must size"},
        {kMustFree, "must free"},
        {kPipe, "pipe"},
        {kIn, "in"},
        {kOut, "out"},
        {kReturn, "return"},
        {kBaseType, "base type"},
        {kByValue, "by val"},
        {kSimpleRef, "simple ref"},
        {kPartialIgnore, "partial ignore"},
        {kForceAllocate, "force allocate"},
    };
    std::string text;
    for (auto [bit, name] : kNames) {
        if (!(attributes & bit)) continue;
        if (!text.empty()) text += ", ";
        text += name;
    }
    unsigned alloc = static_cast<unsigned>(attributes) >> kServerAllocShift;
    if (alloc) text += ", srv alloc size=" + std::to_string(8 * alloc);
    return text;
}

}  // namespace midl
