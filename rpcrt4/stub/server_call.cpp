// SPDX-License-Identifier: LGPL-2.1-or-later
// The server driver. Memory follows "Server-stub memory management" (Windows RPC): flat data is used in the receive
// buffer, which the runtime keeps until the call is over; the rest comes from the program's allocator or dies with us.
#include "rpcrt4/stub/server_call.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/out_memory.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/stub/context_parameters.hpp"
#include "rpcrt4/stub/foreign_dispatch.hpp"

namespace rpcrt4::stub {
namespace {

const MIDL_SERVER_INFO& server_info(const RPC_MESSAGE& message) {
    const auto* description = static_cast<const RPC_SERVER_INTERFACE*>(message.RpcInterfaceInformation);
    if (!description || !description->InterpreterInfo) ndr::fail(base::Status::rpc_s_unknown_if);
    return *static_cast<const MIDL_SERVER_INFO*>(description->InterpreterInfo);
}

const Procedure& procedure_of(const MIDL_SERVER_INFO& server, unsigned number) {
    return procedure_at(server.ProcString + server.FmtStringOffset[number], *server.pStubDesc);
}

}  // namespace

ServerCall::ServerCall(RPC_MESSAGE& message)
    : message_(message),
      server_(server_info(message)),
      procedure_(procedure_of(server_, message.ProcNum)),
      notice_(procedure_, *server_.pStubDesc) {
    const size_t count = procedure_.slot_count();
    slots_ = inline_slots_;
    if (count > kInlineSlots) {
        more_slots_ = std::make_unique<uint64_t[]>(count);
        slots_ = more_slots_.get();
    }
    std::fill_n(slots_, count, 0);
    initialize(stub_, *server_.pStubDesc, message, slots_);
    if (!procedure_.pipes.empty()) pipes_.emplace(procedure_, stub_, Pipes::Side::server);
    if (procedure_.full_pointers) {
        stub_.FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&full_pointers_.emplace());
    }
    if (procedure_.context_count != 0) {
        contexts_ = std::make_unique<NDR_SCONTEXT[]>(procedure_.context_count);
        stub_.SavedContextHandles = contexts_.get();
    }
    if (procedure_.has_context_arrays) held_ = std::make_unique<HeldContexts>();
    if (procedure_.binding == BindingKind::explicit_primitive) {
        uint64_t& slot = slots_[procedure_.binding_offset / 8u];
        slot = reinterpret_cast<uint64_t>(procedure_.binding_via_pointer ? &message_.Handle : message_.Handle);
    }
}

/// What the parameters take of a request that comes in pieces: of unknown size, all of it.
void ServerCall::gather() {
    if (message_.RpcFlags & RPC_BUFFER_PARTIAL) {
        const bool known = pipes_ && procedure_.request_size != Procedure::kUnknownSize;
        auto& runtime = *static_cast<binding::MessageCall*>(message_.ReservedForRuntime);
        const base::Status gathered = runtime.gather(message_, known ? procedure_.request_size : SIZE_MAX);
        if (failed(gathered)) ndr::fail(gathered);
    }
    stub_.BufferStart = static_cast<unsigned char*>(message_.Buffer);
    stub_.BufferEnd = stub_.BufferStart + message_.BufferLength;
}

void ServerCall::accept() {
    gather();
    if (procedure_.stub_memory) {
        stub_memory_.emplace();
        stub_.pfnAllocate = RpcSsAllocate;
        stub_.pfnFree = RpcSsFree;
    }
    ndr::Memory memory(stub_, ndr::Memory::Placement::in_place, &arena_);
    Capacities none;
    const size_t read = unmarshal(procedure_, stub_, arguments(), Direction::request, memory, none);
    if (pipes_) pipes_->accepted(read);
    require_buffers(procedure_, stub_, arguments());
    prepare_out(memory);
    if (contexts_) prepare_out_contexts(procedure_, stub_, arguments());
    memory.keep();
    owns_parameters_ = true;
}

void ServerCall::prepare_out(ndr::Memory& memory) {
    for (const Parameter& parameter : procedure_.parameters) {
        if (parameter.in || parameter.is_return || parameter.node->kind == ndr::Kind::context_handle) continue;
        const ndr::Memory::ForceScope force(memory, parameter.forces_allocation);
        auto** slot = reinterpret_cast<void**>(slots_ + parameter.offset / 8u);
        if (parameter.access == Parameter::Access::address) {
            ndr::allocate_out(*parameter.node, slot, memory, stub_, ndr::Owner::stub);
        } else if (parameter.node->kind == ndr::Kind::pointer) {
            const auto& pointer = ndr::as<ndr::PointerNode>(*parameter.node);
            if (pointer.pointer != ndr::PointerKind::ref) continue;
            const bool on_stack = pointer.flags & ndr::pointer_flag::kOnStack;
            const auto owner = on_stack ? ndr::Owner::stub : ndr::Owner::program;
            ndr::allocate_out(*pointer.pointee, slot, memory, stub_, owner);
        }
    }
}

void ServerCall::invoke() {
    notice_.manager_called();
    const unsigned number = message_.ProcNum;
    auto* routines = reinterpret_cast<const SERVER_ROUTINE*>(message_.ManagerEpv);
    if (!routines) routines = server_.DispatchTable;
    const STUB_THUNK thunk = server_.ThunkTable ? server_.ThunkTable[number] : nullptr;
    if (thunk) {
        message_.ManagerEpv = const_cast<RPC_MGR_EPV*>(reinterpret_cast<const RPC_MGR_EPV*>(routines));
        return handleapi::call_user_or_throw([stub = &stub_, thunk] { thunk(stub); });
    }
    const ForeignDispatch& dispatch = ForeignDispatch::of(procedure_);
    const auto routine = reinterpret_cast<void (*)()>(routines[number]);
    handleapi::call_user_or_throw([&dispatch, routine, slots = slots_] { dispatch.call(routine, slots); });
}

void ServerCall::set_result(const void* value) {
    if (!procedure_.return_value) return;
    if (!value) ndr::fail(base::Status::rpc_s_invalid_arg);
    const Parameter& result = *procedure_.return_value;
    void* slot = slots_ + result.offset / 8u;
    if (result.access == Parameter::Access::address) {
        slot = *static_cast<void**>(slot) = arena_.allocate(result.node->memory_size);
    }
    std::memcpy(slot, value, result.node->memory_size);
}

void ServerCall::reply() {
    try {
        marshal_reply();
    } catch (...) {
        if (contexts_ || held_) abandon_out_contexts(procedure_, stub_, arguments());
        throw;
    }
}

void ServerCall::marshal_reply_after_pipes() {
    pipes_->require_done();
    const size_t behind = pipes_->reply_offset();
    const size_t size = marshalled_size(procedure_, stub_, arguments(), Direction::reply, behind);
    message_.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    const size_t start = pipes_->reply_buffer(size);
    message_.BufferLength = static_cast<unsigned>(start + size);
    if (procedure_.has_reply_data) marshal(procedure_, stub_, arguments(), Direction::reply, start);
}

void ServerCall::marshal_reply() {
    if (pipes_) return marshal_reply_after_pipes();
    message_.BufferLength = marshalled_size(procedure_, stub_, arguments(), Direction::reply);
    message_.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    const RPC_STATUS status = I_RpcGetBuffer(&message_);
    if (status != RPC_S_OK) ndr::fail(static_cast<base::Status>(status));
    if (procedure_.has_reply_data) marshal(procedure_, stub_, arguments(), Direction::reply);
}

void ServerCall::free_parameters() noexcept {
    if (!owns_parameters_) return;
    owns_parameters_ = false;
    if (held_) held_->collect();
    for (const Parameter& parameter : procedure_.parameters) {
        if (!parameter.cleans_up) continue;
        void* value = slots_ + parameter.offset / 8u;
        if (parameter.access == Parameter::Access::address) value = *static_cast<void**>(value);
        if (value) free_parameter(parameter, value);
    }
}

void ServerCall::free_parameter(const Parameter& parameter, void* value) noexcept {
    try {
        ndr::FreeCursor cursor;
        ndr::MemoryWalker<ndr::FreeCursor>(stub_, cursor).value(*parameter.node, value);
    } catch (const handleapi::RpcError&) {
        // The manager left a size or a discriminant that makes no sense: what hangs below it cannot be found.
    } catch (const std::bad_alloc&) {
        // Nor can it be without memory to walk with.
    }
    const bool by_address = parameter.access == Parameter::Access::address;
    if (by_address && !arena_.owns(value) && !ndr::in_receive_buffer(stub_, value)) ndr::user_free(stub_, value);
}

void server_call(RPC_MESSAGE& message) {
    ServerCall call(message);
    std::optional<EnvironmentScope> scope;
    if (call.procedure().stub_memory) scope.emplace();
    call.accept();
    call.offer_pipes(nullptr, nullptr);
    if (auto* runtime = static_cast<binding::MessageCall*>(message.ReservedForRuntime)) runtime->entering_manager();
    call.invoke();
    call.reply();
}

}  // namespace rpcrt4::stub
