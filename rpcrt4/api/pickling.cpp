// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <midles.h>: serialization handles, and what stubs call to encode and decode.
#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/pickling/pickle.hpp"
#include "rpcrt4/pickling/procedure_pickle.hpp"
#include "rpcrt4/pickling/type_pickle.hpp"

#include <midles.h>

using base::Status;
using handleapi::raising;
using handleapi::returning_status;
using namespace rpcrt4;

namespace {

using pickling::Operation;
using pickling::Pickle;
using pickling::TypeStub;

/// A new handle that `prepare` made ready.
template <typename F>
RPC_STATUS create(handle_t* handle, F&& prepare) {
    return returning_status([&] {
        if (!handle) return Status::rpc_s_invalid_arg;
        auto pickle = base::make_ref<Pickle>();
        const Status status = prepare(*pickle);
        if (base::failed(status)) return status;
        *handle = binding::enter(std::move(pickle));
        return *handle ? Status::ok : Status::rpc_s_out_of_memory;
    });
}

/// NDR64 is not there to encode with.
Status operation_of(MIDL_ES_CODE code, Operation& operation) noexcept {
    if (code != MES_ENCODE && code != MES_DECODE) {
        return code == MES_ENCODE_NDR64 ? Status::rpc_s_unsupported_trans_syn : Status::rpc_s_invalid_arg;
    }
    operation = code == MES_ENCODE ? Operation::encode : Operation::decode;
    return Status::ok;
}

Status reset_buffer(Pickle& pickle, ULONG style, Operation operation, char** buffer, ULONG size, ULONG* encoded) {
    if (!buffer) return Status::rpc_s_invalid_arg;
    if (style == MES_FIXED_BUFFER_HANDLE || operation == Operation::decode) {
        return pickle.use_fixed(operation, *buffer, size, encoded);
    }
    return style == MES_DYNAMIC_BUFFER_HANDLE ? pickle.use_dynamic(buffer, encoded) : Status::rpc_s_invalid_arg;
}

LONG_PTR run_procedure(handle_t handle, const MIDL_STUB_DESC& description, PFORMAT_STRING format, uint64_t* slots,
                       stub::Descriptors descriptors) {
    return static_cast<LONG_PTR>(raising([&] {
        const stub::Procedure& procedure = stub::procedure_at(format, description, descriptors);
        return pickling::run_procedure(pickling::pickle_from(handle).get(), description, procedure, slots);
    }));
}

constexpr ULONG kSignature = 0x33205054;  // "TP 3"
constexpr ULONG kHasNewCorrelations = 0x2;

TypeStub type_stub(const MIDL_TYPE_PICKLING_INFO* pickling, const MIDL_STUB_DESC* description, PFORMAT_STRING format) {
    if (pickling && pickling->Version != kSignature) ndr::fail(Status::rpc_x_wrong_es_version);
    return {*description, format, pickling && (pickling->Flags & kHasNewCorrelations) != 0};
}

uint32_t simple_size(short size) { return size > 0 ? static_cast<uint32_t>(size) : 0; }

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY MesEncodeFixedBufferHandleCreate(char* buffer, ULONG size, ULONG* encoded, handle_t* handle) {
    return create(handle, [&](Pickle& pickle) { return pickle.use_fixed(Operation::encode, buffer, size, encoded); });
}

RPC_STATUS RPC_ENTRY MesEncodeDynBufferHandleCreate(char** buffer, ULONG* encoded, handle_t* handle) {
    return create(handle, [&](Pickle& pickle) { return pickle.use_dynamic(buffer, encoded); });
}

RPC_STATUS RPC_ENTRY MesDecodeBufferHandleCreate(char* buffer, ULONG size, handle_t* handle) {
    return create(handle, [&](Pickle& pickle) { return pickle.use_fixed(Operation::decode, buffer, size, nullptr); });
}

RPC_STATUS RPC_ENTRY MesEncodeIncrementalHandleCreate(void* state, MIDL_ES_ALLOC allocate, MIDL_ES_WRITE write,
                                                      handle_t* handle) {
    return create(handle, [&](Pickle& pickle) {
        return pickle.use_incremental(Operation::encode, {state, allocate, write, nullptr});
    });
}

RPC_STATUS RPC_ENTRY MesDecodeIncrementalHandleCreate(void* state, MIDL_ES_READ read, handle_t* handle) {
    return create(handle, [&](Pickle& pickle) {
        return pickle.use_incremental(Operation::decode, {state, nullptr, nullptr, read});
    });
}

RPC_STATUS RPC_ENTRY MesBufferHandleReset(handle_t handle, ULONG style, MIDL_ES_CODE code, char** buffer, ULONG size,
                                          ULONG* encoded) {
    return returning_status([&] {
        const auto pickle = pickling::pickle_from(handle);
        if (!pickle || pickle->style() == pickling::Style::incremental) return Status::rpc_s_invalid_arg;
        Operation operation{};
        const Status status = operation_of(code, operation);
        return base::failed(status) ? status : reset_buffer(*pickle, style, operation, buffer, size, encoded);
    });
}

RPC_STATUS RPC_ENTRY MesIncrementalHandleReset(handle_t handle, void* state, MIDL_ES_ALLOC allocate,
                                               MIDL_ES_WRITE write, MIDL_ES_READ read, MIDL_ES_CODE code) {
    return returning_status([&] {
        const auto pickle = pickling::pickle_from(handle);
        if (!pickle || pickle->style() != pickling::Style::incremental) return Status::rpc_s_invalid_arg;
        Operation operation{};
        const Status status = operation_of(code, operation);
        if (base::failed(status)) return status;
        pickling::Callbacks callbacks = pickle->callbacks();
        if (state) callbacks.state = state;
        if (allocate) callbacks.allocate = allocate;
        if (write) callbacks.write = write;
        if (read) callbacks.read = read;
        return pickle->use_incremental(operation, callbacks);
    });
}

RPC_STATUS RPC_ENTRY MesHandleFree(handle_t handle) {
    return returning_status([&] {
        if (!pickling::pickle_from(handle)) return handle ? Status::rpc_s_invalid_arg : Status::ok;
        static_cast<void>(binding::handle_table().remove(reinterpret_cast<uintptr_t>(handle)));
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY MesInqProcEncodingId(handle_t handle, PRPC_SYNTAX_IDENTIFIER interface_id, ULONG* procedure) {
    return returning_status([&] {
        const auto pickle = pickling::pickle_from(handle);
        if (!pickle || !interface_id || !procedure) return Status::rpc_s_invalid_arg;
        const pickling::EncodingId id = pickling::encoding_id(*pickle);
        std::memcpy(&interface_id->SyntaxGUID, &id.interface_id, sizeof interface_id->SyntaxGUID);
        interface_id->SyntaxVersion = {id.major, id.minor};
        *procedure = id.procedure;
        return Status::ok;
    });
}

size_t RPC_ENTRY NdrMesTypeAlignSize2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                      const MIDL_STUB_DESC* description, PFORMAT_STRING format, const void* object) {
    return raising([&] {
        const auto pickle = pickling::require_pickle(handle);
        return pickling::encoded_size(*pickle, type_stub(pickling, description, format), object);
    });
}

void RPC_ENTRY NdrMesTypeEncode2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                 const MIDL_STUB_DESC* description, PFORMAT_STRING format, const void* object) {
    raising([&] {
        const auto pickle = pickling::require_pickle(handle);
        pickling::encode_type(*pickle, type_stub(pickling, description, format), object);
    });
}

void RPC_ENTRY NdrMesTypeDecode2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                 const MIDL_STUB_DESC* description, PFORMAT_STRING format, void* object) {
    raising([&] {
        const auto pickle = pickling::require_pickle(handle);
        pickling::decode_type(*pickle, type_stub(pickling, description, format), object);
    });
}

// The handle says nothing about memory.
void RPC_ENTRY NdrMesTypeFree2(handle_t, const MIDL_TYPE_PICKLING_INFO* pickling, const MIDL_STUB_DESC* description,
                               PFORMAT_STRING format, void* object) {
    raising([&] { pickling::free_type(type_stub(pickling, description, format), object); });
}

size_t RPC_ENTRY NdrMesTypeAlignSize(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                     const void* object) {
    return NdrMesTypeAlignSize2(handle, nullptr, description, format, object);
}

void RPC_ENTRY NdrMesTypeEncode(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                const void* object) {
    NdrMesTypeEncode2(handle, nullptr, description, format, object);
}

void RPC_ENTRY NdrMesTypeDecode(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                void* object) {
    NdrMesTypeDecode2(handle, nullptr, description, format, object);
}

size_t RPC_ENTRY NdrMesSimpleTypeAlignSize(handle_t handle) {
    return raising([&] { return pickling::encoded_size_of_simple(*pickling::require_pickle(handle)); });
}

void RPC_ENTRY NdrMesSimpleTypeEncode(handle_t handle, const MIDL_STUB_DESC* description, const void* object,
                                      short size) {
    raising(
        [&] { pickling::encode_simple(*pickling::require_pickle(handle), *description, object, simple_size(size)); });
}

void RPC_ENTRY NdrMesSimpleTypeDecode(handle_t handle, void* object, short size) {
    raising([&] { pickling::decode_simple(*pickling::require_pickle(handle), object, simple_size(size)); });
}

// Before it there were stubs with -Oi descriptors, and procedures that return nothing.
void RPC_VAR_ENTRY NdrMesProcEncodeDecode(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                          ...) {
    __builtin_ms_va_list arguments;
    __builtin_ms_va_start(arguments, format);
    auto* slots = reinterpret_cast<uint64_t*>(arguments);
    static_cast<void>(run_procedure(handle, *description, format, slots, stub::Descriptors::old));
    __builtin_ms_va_end(arguments);
}

CLIENT_CALL_RETURN RPC_VAR_ENTRY NdrMesProcEncodeDecode2(handle_t handle, const MIDL_STUB_DESC* description,
                                                         PFORMAT_STRING format, ...) {
    __builtin_ms_va_list arguments;
    __builtin_ms_va_start(arguments, format);
    auto* slots = reinterpret_cast<uint64_t*>(arguments);
    CLIENT_CALL_RETURN result{};
    result.Simple = run_procedure(handle, *description, format, slots, stub::Descriptors::current);
    __builtin_ms_va_end(arguments);
    return result;
}

}  // extern "C"
