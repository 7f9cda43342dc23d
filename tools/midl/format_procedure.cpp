// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See format_procedure.hpp. A plain handle_t is not listed among the parameters, as MIDL does it.
#include "tools/midl/format_procedure.hpp"

#include <algorithm>

#include "tools/midl/format_parameter.hpp"
#include "tools/midl/format_walk.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

constexpr std::uint32_t kSlotSize = 8;
constexpr unsigned kExtensionSize = 10;
constexpr std::size_t kFloatSlots = 8;

// What the operation's types make the engine do.
struct OperationTraits {
    bool has_full_pointers = false;
    bool has_correlations_in = false;
    bool has_correlations_out = false;
    bool has_arrays = false;  // complex ones have a place for correlations even where there are none
    bool has_large_by_value = false;
};

bool has_correlation(const Type* type) {
    const Type* actual = resolve(type);
    if (const auto* pointer = as<PointerType>(actual)) return pointer->bounds.any();
    if (const auto* array = as<ArrayType>(actual)) return array->bounds.any();
    const auto* type_union = as<UnionType>(actual);
    return type_union && !type_union->is_encapsulated;
}

OperationTraits traits_of(const Operation& operation) {
    OperationTraits traits;
    for (const Parameter* parameter : operation.parameters) {
        bool has_correlations = false;
        TypeWalk walk([&](const TypeUse& use) {
            const auto* pointer = resolve_as<PointerType>(use.type);
            if (pointer && pointer->pointer_class == PointerClass::full) traits.has_full_pointers = true;
            if (resolve(use.type)->kind == TypeKind::array) traits.has_arrays = true;
            has_correlations = has_correlations || has_correlation(use.type);
            return true;
        });
        TypeUse use;
        use.type = parameter->type;
        walk.walk(use);
        traits.has_correlations_in |= parameter->is_in && has_correlations;
        traits.has_correlations_out |= parameter->is_out && has_correlations;
        if (is_passed_by_pointer(parameter->type)) traits.has_large_by_value = true;
    }
    return traits;
}

bool has_pointers(const Operation& operation) {
    bool found = false;
    TypeWalk walk([&](const TypeUse& use) {
        const TypeKind kind = resolve(use.type)->kind;
        found = found || kind == TypeKind::pointer || kind == TypeKind::array;
        return !found;
    });
    walk.walk(operation);
    return found;
}

// -osf: whatever may allocate does so in a memory environment.
bool uses_stub_memory(const Operation& operation, const Options& options) {
    if (operation.is_async) return false;
    return options.rpcss || says(operation, Attribute::enable_allocate) || (options.osf && has_pointers(operation));
}

std::uint32_t rpc_flags(const Operation& operation) {
    std::uint32_t flags = 0;
    if (operation.attributes.has(Attribute::idempotent)) flags |= rpc_flag::kIdempotent;
    if (operation.attributes.has(Attribute::broadcast)) flags |= rpc_flag::kBroadcast;
    if (operation.attributes.has(Attribute::maybe)) flags |= rpc_flag::kMaybe;
    if (operation.attributes.has(Attribute::message)) flags |= rpc_flag::kMessage;
    return flags;
}

std::uint32_t slot_count(const Operation& operation) {
    auto count =
        static_cast<std::uint32_t>(first_slot(operation)) + static_cast<std::uint32_t>(operation.parameters.size());
    return is_void(operation.result) ? count : count + 1;
}

void append_handle_type(Descriptor& out, const Operation& operation) {
    if (operation.is_callback) return out.token(Fc::callback_handle);
    switch (operation.binding.mode) {
        case Binding::Mode::implicit:
            out.token(operation.binding.type == HandleType::generic ? Fc::bind_generic : Fc::bind_primitive);
            break;
        case Binding::Mode::automatic:
            out.token(Fc::auto_handle);
            break;
        default:
            out.byte(0, "explicit handle");
            break;
    }
}

std::uint16_t float_mask(const Operation& operation) {
    std::uint32_t mask = 0;
    for (const Parameter* parameter : operation.parameters) {
        auto slot = static_cast<std::size_t>(first_slot(operation) + parameter->index);
        auto code = base_code(parameter->type);
        if (slot >= kFloatSlots) break;
        if (code == Fc::float_) mask |= 1U << (2 * slot);
        if (code == Fc::double_) mask |= 2U << (2 * slot);
    }
    return static_cast<std::uint16_t>(mask);
}

struct ParameterList {
    std::vector<ParameterFormat> list;
    std::uint32_t client_buffer = 0;
    std::uint32_t server_buffer = 0;
    bool is_client_sized = false;
    bool is_server_sized = false;
    bool has_return = false;

    void add(const ParameterFormat& parameter) {
        bool is_sized = (parameter.attributes & parameter_bit::kMustSize) != 0;
        if (parameter.attributes & parameter_bit::kIn) {
            is_client_sized = is_client_sized || is_sized;
            client_buffer += parameter.wire_bound;
        }
        if (parameter.attributes & parameter_bit::kOut) {
            is_server_sized = is_server_sized || is_sized;
            server_buffer += parameter.wire_bound;
        }
        has_return = has_return || (parameter.attributes & parameter_bit::kReturn) != 0;
        list.push_back(parameter);
    }
};

ParameterList list_parameters(TypeFormat& format, const Operation& operation) {
    ParameterList parameters;
    for (const Parameter* parameter : operation.parameters) {
        if (!parameter->is_transmitted) continue;
        ParameterFormat described = describe_parameter(format, operation, *parameter);
        described.stack_offset = stack_offset(operation, *parameter);
        parameters.add(described);
    }
    if (!is_void(operation.result)) {
        ParameterFormat described = describe_return(format, operation);
        described.stack_offset = kSlotSize * (slot_count(operation) - 1);
        parameters.add(described);
    }
    return parameters;
}

void append_extension(TypeFormat& format, Descriptor& out, const Operation& operation) {
    OperationTraits traits = traits_of(operation);
    unsigned flags = format.is_robust() ? static_cast<unsigned>(extension_bit::kNewCorrelation) : 0U;
    if (format.is_robust() && traits.has_correlations_out) flags |= extension_bit::kClientChecks;
    if (format.is_robust() && traits.has_correlations_in) flags |= extension_bit::kServerChecks;
    bool has_correlations = traits.has_correlations_in || traits.has_correlations_out || traits.has_arrays;
    if (format.correlations == CorrelationForm::ranged && has_correlations) flags |= extension_bit::kRanges;
    if (traits.has_large_by_value) flags |= extension_bit::kLargeByValue;
    NotifyForm notify = notify_form(operation);
    if (notify != NotifyForm::none) flags |= extension_bit::kNotify;
    if (notify == NotifyForm::with_flag) flags |= extension_bit::kNotifyWithFlag;
    out.byte(kExtensionSize, "extension");
    out.byte(flags, "extension flags");
    out.short_(flags & extension_bit::kClientChecks ? 1 : 0, "client correlation hint");
    out.short_(flags & extension_bit::kServerChecks ? 1 : 0, "server correlation hint");
    out.short_(notify == NotifyForm::none ? 0 : format.notify_index(operation), "notify index");
    out.short_(float_mask(operation), "float and double slots");
}

std::uint8_t interpreter_flags(const Operation& operation, const ParameterList& parameters) {
    unsigned flags = interpreter_bit::kHasExtensions;
    if (parameters.is_server_sized) flags |= interpreter_bit::kServerMustSize;
    if (parameters.is_client_sized) flags |= interpreter_bit::kClientMustSize;
    if (parameters.has_return) flags |= interpreter_bit::kHasReturn;
    if (has_pipes(operation)) flags |= interpreter_bit::kHasPipes;
    if (operation.is_async) flags |= interpreter_bit::kHasAsyncHandle;
    return static_cast<std::uint8_t>(flags);
}

void append_parameter(Descriptor& out, const ParameterFormat& parameter) {
    out.short_(parameter.attributes, parameter.name + ": " + attribute_comment(parameter.attributes));
    out.short_(parameter.stack_offset, "stack offset");
    if (parameter.base) {
        out.token(*parameter.base);
        out.byte(0);
    } else {
        out.absolute(parameter.type, parameter.inside);
    }
}

unsigned procedure_flags(const Operation& operation, const Options& options) {
    unsigned flags = procedure_bit::kHasRpcFlags | procedure_bit::kNewInit;
    if (traits_of(operation).has_full_pointers) flags |= procedure_bit::kFullPointers;
    if (uses_stub_memory(operation, options)) flags |= procedure_bit::kStubMemory;
    if (keeps_status(operation)) flags |= procedure_bit::kKeepsStatus;
    if (says(operation, Attribute::encode)) flags |= procedure_bit::kEncodes;
    if (says(operation, Attribute::decode)) flags |= procedure_bit::kDecodes;
    return flags;
}

Descriptor describe_procedure(TypeFormat& format, const Operation& operation, const Options& options) {
    constexpr std::uint32_t kMaxBuffer = 0xffff;
    ParameterList parameters = list_parameters(format, operation);
    Descriptor out;
    out.title = "Procedure " + operation.name;
    append_handle_type(out, operation);
    out.byte(procedure_flags(operation, options));
    out.long_(rpc_flags(operation), "rpc flags");
    out.short_(operation.number, "procedure number");
    out.short_(kSlotSize * slot_count(operation), "stack size");
    if (operation.binding.mode == Binding::Mode::parameter)
        append_binding(format, out, operation, stack_offset(operation, *operation.binding.parameter));
    out.short_(std::min(parameters.client_buffer, kMaxBuffer), "constant client buffer");
    out.short_(std::min(parameters.server_buffer, kMaxBuffer), "constant server buffer");
    out.byte(interpreter_flags(operation, parameters), "interpreter flags");
    out.byte(static_cast<unsigned>(parameters.list.size()), "parameters");
    append_extension(format, out, operation);
    for (const ParameterFormat& parameter : parameters.list) append_parameter(out, parameter);
    return out;
}

}  // namespace

bool is_passed_by_pointer(const Type* type) {
    const Type* actual = program_type(type);
    if (!actual) return false;
    if (substitute_of(type) && actual->kind == TypeKind::array) return true;
    if (actual->kind == TypeKind::pipe) return true;
    if (actual->kind != TypeKind::structure && actual->kind != TypeKind::union_) return false;
    std::uint32_t size = layout_of(actual).size;
    return size != 1 && size != 2 && size != 4 && size != 8;
}

bool is_returned_by_pointer(const Operation& operation) {
    return !operation.is_async && is_passed_by_pointer(operation.result);
}

bool keeps_status(const Operation& operation) {
    const auto said = [](const Attributes& own) {
        return own.has(Attribute::comm_status) || own.has(Attribute::fault_status);
    };
    return said(operation.attributes) ||
           std::any_of(operation.parameters.begin(), operation.parameters.end(),
                       [&](const Parameter* parameter) { return said(parameter->attributes); });
}

std::uint32_t stack_offset(const Operation& operation, const Parameter& parameter) {
    return kSlotSize * static_cast<std::uint32_t>(first_slot(operation) + parameter.index);
}

int first_slot(const Operation& operation) { return operation.is_async ? 1 : 0; }

ProcedureString describe_procedures(TypeFormat& format, const std::vector<const Interface*>& interfaces,
                                    const Options& options) {
    ProcedureString string;
    for (const Interface* interface_ : interfaces) {
        std::vector<const Operation*> all(interface_->operations.begin(), interface_->operations.end());
        all.insert(all.end(), interface_->callbacks.begin(), interface_->callbacks.end());
        for (const Operation* operation : all) {
            Descriptor bytes = describe_procedure(format, *operation, options);
            std::uint32_t offset = string.size;
            string.size += bytes.size();
            string.procedures.push_back({operation, offset, std::move(bytes)});
        }
    }
    ++string.size;
    return string;
}

std::vector<std::uint8_t> procedure_format_bytes(const ProcedureString& procedures, const DescriptorTable& table) {
    std::vector<std::uint8_t> bytes;
    for (const ProcedureFormat& procedure : procedures.procedures) {
        for (const FormatItem& item : procedure.bytes.items()) {
            auto position = static_cast<std::uint32_t>(bytes.size());
            std::uint32_t value = item_value(item, procedure.bytes, procedure.offset, position, table);
            for (std::uint32_t i = 0; i < item.size(); ++i)
                bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        }
    }
    bytes.push_back(0);
    return bytes;
}

}  // namespace midl
