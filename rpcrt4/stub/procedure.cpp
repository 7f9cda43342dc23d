// SPDX-License-Identifier: LGPL-2.1-or-later
// Decoder of procedure headers and parameter descriptors. The extension block is stepped over by its own length. The
// old -Oi descriptors name no stack offsets: on this ABI every parameter takes one slot, whatever size they state.
#include "rpcrt4/stub/procedure.hpp"

#include "rpcrt4/ndr/cache.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/wire.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {
namespace {

namespace fc = ndr::fc;

namespace oi_flag {
constexpr uint8_t kFullPointers = 0x01, kStubMemory = 0x02, kObject = 0x04, kHasRpcFlags = 0x08, kKeepsStatus = 0x20;
}
namespace oi2_flag {
constexpr uint8_t kHasExtensions = 0x40, kAsync = 0x80;
}
namespace extension_flag {
constexpr uint8_t kNotify = 0x08, kNotifyWithFlag = 0x10;
constexpr uint8_t kNewCorrelations = 0x01, kRangedCorrelations = 0x40, kLargeValues = 0x80;
}  // namespace extension_flag
namespace parameter_flag {
constexpr uint16_t kIsPipe = 0x0004, kIsIn = 0x0008, kIsOut = 0x0010, kIsReturn = 0x0020, kIsBaseType = 0x0040,
                   kIsByValue = 0x0080, kIsSimpleRef = 0x0100, kIsPartlyIgnored = 0x0800, kForcesAllocation = 0x1000,
                   kServerAllocates = 0xe000;
}

constexpr unsigned kNotifyIndexEnd = 8;  // in the extension
constexpr uint8_t kHandleViaPointer = 0x80, kGenericSize = 0x0f;
constexpr uint8_t kOldCorrelation = 4, kNewCorrelation = 6, kRangedCorrelation = 16;

/// What precedes the parameters. Read once to learn the correlation width, again while its bytes are recorded.
struct Header {
    uint8_t handle_type, oi_flags, oi2_flags, parameter_count, flags2 = 0;
    uint8_t handle_kind = 0, handle_flags = 0, handle_index = 0;
    uint16_t handle_offset = 0;
    uint32_t rpc_flags = 0;
    uint16_t notify_index = 0;
    uint16_t number, stack_size;
};

void read_explicit_handle(Header& header, ndr::FormatReader& reader) {
    header.handle_kind = reader.u8();
    header.handle_flags = reader.u8();
    header.handle_offset = reader.u16();
    if (header.handle_kind != fc::kBindGeneric && header.handle_kind != fc::kBindContext) return;
    header.handle_index = reader.u8();
    reader.skip(1);
}

Header read_header(ndr::FormatReader& reader, Descriptors descriptors) {
    Header header{};
    header.handle_type = reader.u8();
    header.oi_flags = reader.u8();
    if (header.oi_flags & oi_flag::kHasRpcFlags) header.rpc_flags = reader.u32();
    header.number = reader.u16();
    header.stack_size = reader.u16();
    if (header.handle_type == 0) read_explicit_handle(header, reader);
    if (descriptors == Descriptors::old) return header;
    reader.skip(4);  // buffer size hints: sizes are computed from the types
    header.oi2_flags = reader.u8();
    header.parameter_count = reader.u8();
    if (header.oi2_flags & oi2_flag::kHasExtensions) {
        const uint8_t length = reader.u8();
        if (length < 2) ndr::fail_unsupported();
        header.flags2 = reader.u8();
        unsigned read = 2;
        if (length >= kNotifyIndexEnd) {
            reader.skip(kNotifyIndexEnd - 2u - read);
            header.notify_index = reader.u16();
            read = kNotifyIndexEnd;
        }
        reader.skip(length - read);
    }
    return header;
}

BindingKind binding_kind(const Header& header) {
    const bool is_explicit = header.handle_type == 0;
    switch (is_explicit ? header.handle_kind : header.handle_type) {
        case fc::kBindPrimitive:
            return is_explicit ? BindingKind::explicit_primitive : BindingKind::implicit_primitive;
        case fc::kAutoHandle:
            return BindingKind::automatic;
        case fc::kBindGeneric:
            return is_explicit ? BindingKind::generic : BindingKind::implicit_generic;
        case fc::kBindContext:
            return BindingKind::context;
        case fc::kCallbackHandle:
            return BindingKind::callback;
        default:
            ndr::fail_unsupported();
    }
}

uint8_t correlation_bytes(uint8_t flags2) noexcept {
    if (flags2 & extension_flag::kRangedCorrelations) return kRangedCorrelation;
    return flags2 & extension_flag::kNewCorrelations ? kNewCorrelation : kOldCorrelation;
}

/// widl lists the binding handle among the parameters, Microsoft's compiler does not.
bool is_binding_handle(uint8_t code) noexcept { return code == fc::kIgnore || code == fc::kBindPrimitive; }

/// The Microsoft convention passes structures of these sizes in the slot, all others as an address.
bool fits_slot(uint32_t size) noexcept { return size == 1 || size == 2 || size == 4 || size == 8; }

Parameter::Access access_of(const ndr::Node& node, uint16_t flags) noexcept {
    if (flags & parameter_flag::kIsSimpleRef) return Parameter::Access::address;
    switch (node.kind) {
        case ndr::Kind::pointer: {
            // Only what a ref pointer points at is allocated by the server's stub. For char** widl describes the inner
            // pointer and leaves the ref pointer (and the simple ref flag) out.
            const bool ref = ndr::as<ndr::PointerNode>(node).pointer == ndr::PointerKind::ref;
            const bool skipped = !ref && (flags & parameter_flag::kServerAllocates);
            return skipped ? Parameter::Access::address : Parameter::Access::slot;
        }
        case ndr::Kind::array:
        case ndr::Kind::string:
            return Parameter::Access::address;
        case ndr::Kind::transmitted:
            if (ndr::as<ndr::TransmittedNode>(node).presented_is_array) return Parameter::Access::address;
            [[fallthrough]];
        case ndr::Kind::user_marshal:
        case ndr::Kind::structure:
        case ndr::Kind::choice:
            return fits_slot(node.memory_size) ? Parameter::Access::slot : Parameter::Access::address;
        default:
            return Parameter::Access::slot;
    }
}

/// Null: a binding handle, which is no parameter here.
const ndr::Node* base_type(uint8_t code) {
    if (is_binding_handle(code)) return nullptr;
    const ndr::Node* node = ndr::Decoder20::scalar(code);
    if (!node) ndr::fail_unsupported();
    return node;
}

const ndr::Node* described_type(Procedure& procedure, const uint8_t* at) {
    if (!is_binding_handle(*at)) return &ndr::Decoder20(procedure.graph).decode(at);
    procedure.graph.note_read(at, 1);
    return nullptr;
}

/// A ref pointer is never null; an expression over the pointed-at object cannot be asked when there is none.
bool is_counted_pointer(const ndr::Node& node) noexcept {
    if (node.kind != ndr::Kind::pointer) return false;
    const auto& pointer = ndr::as<ndr::PointerNode>(node);
    const ndr::Node* part = ndr::conformant_part(*pointer.pointee);
    return pointer.pointer != ndr::PointerKind::ref && part == pointer.pointee &&
           ndr::conformance_of(*part).from_stack();
}

/// In an array, or behind a pointer to one.
bool holds_contexts(const ndr::Node& node) noexcept {
    if (node.kind == ndr::Kind::pointer) return holds_contexts(*ndr::as<ndr::PointerNode>(node).pointee);
    if (node.kind != ndr::Kind::array) return false;
    const ndr::Node& element = *ndr::as<ndr::ArrayNode>(node).element;
    return element.kind == ndr::Kind::context_handle || holds_contexts(element);
}

void read_pipe(Procedure& procedure, ndr::FormatReader& reader, const uint8_t* types, uint16_t flags,
               uint16_t offset) {
    PipeParameter pipe;
    pipe.type = ndr::decode_pipe(types + reader.u16(), procedure.graph);
    if (offset % 8 != 0 || offset >= procedure.stack_size) ndr::fail_unsupported();
    pipe.offset = offset;
    pipe.in = flags & parameter_flag::kIsIn;
    pipe.out = flags & parameter_flag::kIsOut;
    pipe.by_value = flags & parameter_flag::kIsByValue;
    procedure.pipes.push_back(pipe);
}

void add_parameter(Procedure& procedure, const ndr::Node* node, uint16_t flags, uint16_t offset) {
    if (!node) return;
    Parameter parameter;
    parameter.node = node;
    if (offset % 8 != 0 || offset >= procedure.stack_size) ndr::fail_unsupported();
    parameter.offset = offset;
    parameter.access = access_of(*parameter.node, flags);
    parameter.in = flags & parameter_flag::kIsIn;
    parameter.out = flags & parameter_flag::kIsOut;
    parameter.is_return = flags & parameter_flag::kIsReturn;
    parameter.by_value = flags & parameter_flag::kIsByValue;
    parameter.forces_allocation = flags & parameter_flag::kForcesAllocation;
    parameter.partly_ignored = flags & parameter_flag::kIsPartlyIgnored;
    if (parameter.partly_ignored && parameter.node->kind != ndr::Kind::pointer) ndr::fail_unsupported();
    parameter.cleans_up = parameter.access == Parameter::Access::address || parameter.node->has_pointers;
    if (parameter.node->kind == ndr::Kind::context_handle) {
        parameter.cleans_up = false;
        parameter.context_index = procedure.context_count++;
    }
    parameter.has_contexts = holds_contexts(*parameter.node);
    procedure.has_context_arrays |= parameter.has_contexts;
    const bool in_slot = parameter.access == Parameter::Access::slot;
    if (parameter.in && in_slot && parameter.node->code == fc::kFloat) procedure.float_arguments.push_back(offset);
    parameter.counted_pointer = parameter.in && !parameter.partly_ignored && is_counted_pointer(*node);
    procedure.counted_pointers |= parameter.counted_pointer;
    procedure.parameters.push_back(parameter);
}

void read_parameter(Procedure& procedure, ndr::FormatReader& reader, const uint8_t* types) {
    const uint16_t flags = reader.u16();
    const uint16_t offset = reader.u16();
    if (flags & parameter_flag::kIsPipe) return read_pipe(procedure, reader, types, flags, offset);
    const ndr::Node* node = nullptr;
    if (flags & parameter_flag::kIsBaseType) {
        node = base_type(reader.u8());
        reader.skip(1);
    } else {
        node = described_type(procedure, types + reader.u16());
    }
    add_parameter(procedure, node, flags, offset);
}

uint16_t flags_of_old(uint8_t direction) {
    switch (direction) {
        case fc::kInParameter:
        case fc::kInParameterNoFree:
        case fc::kInParameterBaseType:
            return parameter_flag::kIsIn;
        case fc::kOutParameter:
            return parameter_flag::kIsOut;
        case fc::kInOutParameter:
            return parameter_flag::kIsIn | parameter_flag::kIsOut;
        case fc::kReturnParameter:
        case fc::kReturnParameterBaseType:
            return parameter_flag::kIsOut | parameter_flag::kIsReturn;
        default:
            ndr::fail_unsupported();
    }
}

/// Up to the return value, or FC_END where nothing is returned.
void read_old_parameters(Procedure& procedure, ndr::FormatReader& reader, const uint8_t* types) {
    for (uint16_t offset = 0;; offset = static_cast<uint16_t>(offset + 8)) {
        const uint8_t direction = reader.u8();
        if (direction == fc::kEnd) return;
        const uint16_t flags = flags_of_old(direction);
        if (direction == fc::kInParameterBaseType || direction == fc::kReturnParameterBaseType) {
            add_parameter(procedure, base_type(reader.u8()), flags, offset);
        } else {
            reader.skip(1);
            add_parameter(procedure, described_type(procedure, types + reader.u16()), flags, offset);
        }
        if (flags & parameter_flag::kIsReturn) return;
        if (offset >= procedure.stack_size) ndr::fail_unsupported();
    }
}

/// Adds a value of fixed size and place on the wire; false when either depends on the call.
bool add_fixed(ndr::SizeCursor& size, const ndr::Node& node) {
    const bool scalar = node.kind == ndr::Kind::scalar || node.kind == ndr::Kind::range;
    const bool context = node.kind == ndr::Kind::context_handle;
    if (!scalar && !context && !node.flat) return false;
    size.align(node.wire_align);
    size.copy(nullptr, scalar || context ? node.wire_minimum : node.memory_size);
    return true;
}

uint32_t fixed_size(const Procedure& procedure, bool reply) {
    ndr::SizeCursor size;
    for (const Parameter& parameter : procedure.parameters) {
        if (!(reply ? parameter.out : parameter.in)) continue;
        if (!add_fixed(size, *parameter.node)) return Procedure::kUnknownSize;
    }
    return static_cast<uint32_t>(size.size());
}

std::unique_ptr<Procedure> compile(const uint8_t* format, const MIDL_STUB_DESC& description, Descriptors descriptors) {
    ndr::TypeGraph probe(kOldCorrelation);
    ndr::FormatReader first_look(format, probe);
    auto made = std::make_unique<Procedure>(correlation_bytes(read_header(first_look, descriptors).flags2));
    Procedure& procedure = *made;
    ndr::FormatReader reader(format, procedure.graph);
    const Header header = read_header(reader, descriptors);
    // COM's calls have a `this` slot and a channel instead of a binding; they are not served here.
    if (header.oi_flags & oi_flag::kObject) ndr::fail_unsupported();
    procedure.binding = binding_kind(header);
    procedure.binding_via_pointer = header.handle_flags & kHandleViaPointer;
    procedure.binding_offset = header.handle_offset;
    if (header.flags2 & (extension_flag::kNotify | extension_flag::kNotifyWithFlag)) {
        const bool with_flag = header.flags2 & extension_flag::kNotifyWithFlag;
        procedure.notify = with_flag ? Procedure::Notify::with_flag : Procedure::Notify::plain;
        procedure.notify_index = header.notify_index;
    }
    procedure.generic_size = header.handle_flags & kGenericSize;
    procedure.generic_index = header.handle_index;
    procedure.number = header.number;
    procedure.stack_size = header.stack_size;
    procedure.rpc_flags = header.rpc_flags;
    procedure.full_pointers = header.oi_flags & oi_flag::kFullPointers;
    procedure.stub_memory = header.oi_flags & oi_flag::kStubMemory;
    procedure.keeps_status = header.oi_flags & oi_flag::kKeepsStatus;
    procedure.asynchronous = header.oi2_flags & oi2_flag::kAsync;
    procedure.unknown_large_values = header.flags2 & extension_flag::kLargeValues;
    if (descriptors == Descriptors::old) read_old_parameters(procedure, reader, description.pFormatTypes);
    for (unsigned i = 0; i < header.parameter_count; ++i) read_parameter(procedure, reader, description.pFormatTypes);
    for (const Parameter& parameter : procedure.parameters) {
        procedure.has_reply_data |= parameter.out;
        if (parameter.is_return) procedure.return_value = &parameter;
    }
    procedure.request_size = fixed_size(procedure, false);
    procedure.reply_size = fixed_size(procedure, true);
    return made;
}

}  // namespace

const Procedure& procedure_at(const uint8_t* format, const MIDL_STUB_DESC& description, Descriptors descriptors) {
    static ndr::FormatCache<Procedure>& cache = *new ndr::FormatCache<Procedure>;
    return cache.get({format, description.pFormatTypes, static_cast<uint8_t>(descriptors)},
                     [&] { return compile(format, description, descriptors); });
}

}  // namespace rpcrt4::stub
