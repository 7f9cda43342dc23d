// SPDX-License-Identifier: LGPL-2.1-or-later
// The synchronous client driver and the two halves it is made of.
#include "rpcrt4/stub/client_call.hpp"

#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/stub/context_parameters.hpp"
#include "rpcrt4/stub/status_map.hpp"

namespace rpcrt4::stub {
namespace {

void require_ok(RPC_STATUS status) {
    if (status != RPC_S_OK) ndr::fail(static_cast<base::Status>(status));
}

/// Asks the runtime that made the message's buffer; a message without one is none of ours.
class RuntimeLender final : public ndr::Lender {
 public:
    explicit RuntimeLender(const RPC_MESSAGE& message) noexcept
        : call_(static_cast<binding::MessageCall*>(message.ReservedForRuntime)) {}
    bool lend(uint8_t* place, const void* from, size_t size) noexcept override {
        return call_ != nullptr &&
               call_->lend(reinterpret_cast<std::byte*>(place), static_cast<const std::byte*>(from), size);
    }

 private:
    binding::MessageCall* const call_;
};

}  // namespace

ClientCall::ClientCall(const MIDL_STUB_DESC& description, const Procedure& procedure, uint64_t* slots)
    : procedure_(procedure), description_(description), slots_(slots) {
    take_floats(procedure, slots);
    initialize(stub_, description, message_, slots);
    stub_.IsClient = 1;
    if (procedure.stub_memory) NdrRpcSmSetClientToOsf(&stub_);
    if (procedure.full_pointers) {
        stub_.FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&full_pointers_.emplace());
    }
    if (!procedure.pipes.empty()) pipes_.emplace(procedure, stub_, Pipes::Side::client);
}

RPC_BINDING_HANDLE ClientCall::binding() {
    switch (procedure_.binding) {
        case BindingKind::explicit_primitive: {
            const auto handle = reinterpret_cast<RPC_BINDING_HANDLE>(slots_[procedure_.binding_offset / 8u]);
            if (!procedure_.binding_via_pointer) return handle;
            if (!handle) ndr::fail(base::Status::rpc_x_null_ref_pointer);
            return *static_cast<RPC_BINDING_HANDLE*>(handle);
        }
        case BindingKind::implicit_primitive: {
            const handle_t* variable = description_.IMPLICIT_HANDLE_INFO.pPrimitiveHandle;
            if (!variable) ndr::fail(base::Status::rpc_s_invalid_binding);
            return *variable;
        }
        case BindingKind::context:
            return context_binding(procedure_, {slots_, nullptr});
        case BindingKind::generic:
            return generic_.bind(procedure_, description_, slots_);
        case BindingKind::implicit_generic:
            return generic_.bind(description_);
        // Back to the client of the call this thread serves.
        case BindingKind::callback: {
            RPC_BINDING_HANDLE handle = nullptr;
            require_ok(RpcServerInqBindingHandle(&handle));
            return handle;
        }
        // Automatic handles ask a name service for a server; there is none.
        case BindingKind::automatic: {
            const handle_t* variable = description_.IMPLICIT_HANDLE_INFO.pAutoHandle;
            if (variable && *variable) return *variable;
            ndr::fail(base::Status::rpc_s_name_service_unavailable);
        }
        default:
            ndr::fail_unsupported();
    }
}

void ClientCall::start(unsigned extra_rpc_flags) {
    const Arguments arguments{slots_, &result_};
    require_references(procedure_, arguments);
    require_buffers(procedure_, stub_, arguments);
    message_.Handle = binding();
    message_.ProcNum = procedure_.number;
    message_.RpcInterfaceInformation = description_.RpcInterfaceInformation;
    message_.RpcFlags = procedure_.rpc_flags | extra_rpc_flags;
    message_.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    stub_.SavedHandle = message_.Handle;
    message_.BufferLength = marshalled_size(procedure_, stub_, arguments, Direction::request);
    if (pipes_) message_.BufferLength += static_cast<unsigned>(PieceWriter::kRoom);
    message_room_ = message_.BufferLength;
    require_ok(I_RpcGetBuffer(&message_));
    holds_buffer_ = true;
    // An asynchronous caller may do as he likes with his data as soon as the call has begun.
    RuntimeLender lender(message_);
    const bool stays = !pipes_ && (extra_rpc_flags & RPC_BUFFER_ASYNC) == 0;
    marshal(procedure_, stub_, arguments, Direction::request, 0, stays ? &lender : nullptr);
    request_size_ = message_.BufferLength;
}

void ClientCall::exchange() {
    if (!pipes_) return require_ok(I_RpcSendReceive(&message_));
    pipes_->send(slots_, request_size_, message_room_);
    pipes_->receive(slots_);
    receive_rest();
}

void ClientCall::finish() {
    const Arguments arguments{slots_, &result_};
    Capacities capacities;
    const bool answered = (message_.RpcFlags & RPC_NCA_FLAGS_MAYBE) == 0;
    if (procedure_.has_reply_data && answered) {
        if (!procedure_.graph.stack_correlations.empty()) note_capacities(procedure_, stub_, capacities);
        ndr::Memory memory(stub_, ndr::Memory::Placement::copy, nullptr);
        unmarshal(procedure_, stub_, arguments, Direction::reply, memory, capacities, reply_start_);
        memory.keep();
    }
    release_buffer();
}

uint32_t ClientCall::result_size() const noexcept {
    return procedure_.return_value ? procedure_.return_value->node->memory_size : 0;
}

bool ClientCall::has_large_result() const noexcept {
    return procedure_.return_value && procedure_.return_value->access == Parameter::Access::address;
}

void ClientCall::release_buffer() noexcept {
    if (!holds_buffer_) return;
    holds_buffer_ = false;
    static_cast<void>(I_RpcFreeBuffer(&message_));
}

namespace {

uint64_t call_once(const MIDL_STUB_DESC& description, const Procedure& procedure, uint64_t* slots) {
    ClientCall call(description, procedure, slots);
    call.start();
    call.exchange();
    call.finish();
    return call.result();
}

/// Failures end up where the procedure keeps them; those it keeps nowhere are thrown on.
uint64_t call_keeping_status(const MIDL_STUB_DESC& description, const Procedure& procedure, uint64_t* slots) {
    uint64_t result = 0;
    const StatusPlaces places = status_places(description.CommFaultOffsets[procedure.number], slots, &result);
    static_cast<void>(map_status(base::Status::ok, places.communication, places.fault));
    try {
        return call_once(description, procedure, slots);
    } catch (const handleapi::RpcError& error) {
        if (!map_status(error.code, places.communication, places.fault)) throw;
    }
    return result;
}

}  // namespace

CLIENT_CALL_RETURN client_call(const MIDL_STUB_DESC& description, const uint8_t* format, uint64_t* slots) {
    const Procedure& procedure = procedure_at(format, description);
    const bool keeps_status = procedure.keeps_status && description.CommFaultOffsets;
    CLIENT_CALL_RETURN result;
    result.Simple = static_cast<LONG_PTR>(keeps_status ? call_keeping_status(description, procedure, slots)
                                                       : call_once(description, procedure, slots));
    return result;
}

}  // namespace rpcrt4::stub
