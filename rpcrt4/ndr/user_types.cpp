// SPDX-License-Identifier: LGPL-2.1-or-later
// The routine tables come from the stub descriptor. Data is always in our representation when a routine sees it, and
// the flags say so: foreign data was converted by its wire type first.
#include "rpcrt4/ndr/user_types.hpp"

#include <limits>

#include "rpcrt4/ndr/errors.hpp"

#include <unknwn.h>
#include <winerror.h>

namespace rpcrt4::ndr {
namespace {

const USER_MARSHAL_ROUTINE_QUADRUPLE& routines_of(const MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node) {
    const auto* table = stub.StubDesc ? stub.StubDesc->aUserMarshalQuadruple : nullptr;
    if (!table) fail_unsupported();
    return table[node.index];
}

const XMIT_ROUTINE_QUINTUPLE& routines_of(const MIDL_STUB_MESSAGE& stub, const TransmittedNode& node) {
    const auto* table = stub.StubDesc ? stub.StubDesc->aXmitQuintuple : nullptr;
    if (!table) fail_unsupported();
    return table[node.index];
}

/// pReserve is ours: it ends the bytes the routine may touch. Who calls routines without us has null there, and the
/// message's buffer.
USER_MARSHAL_CB call_back(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, USER_MARSHAL_CB_TYPE type,
                          const uint8_t* end) noexcept {
    USER_MARSHAL_CB made{};
    made.Flags = (NDR_LOCAL_DATA_REPRESENTATION << 16) | USER_CALL_CTXT_MASK(stub.dwDestContext);
    if (stub.fHasNewCorrDesc) made.Flags |= USER_CALL_NEW_CORRELATION_DESC;
    made.pStubMsg = &stub;
    made.pReserve = end;
    made.Signature = USER_MARSHAL_CB_SIGNATURE;
    made.CBType = type;
    made.pFormat = node.format;
    made.pTypeFormat = node.type_format;
    return made;
}

uint8_t* checked_end(uint8_t* at, uint8_t* end, uint8_t* stopped) {
    if (stopped < at || stopped > end) fail(base::Status::rpc_x_invalid_buffer);
    return stopped;
}

/// Sets the stub message's pointers to the two objects for the time of one routine.
class Translation {
 public:
    Translation(MIDL_STUB_MESSAGE& stub, void* presented, void* transmitted) noexcept
        : stub_(stub), presented_(stub.pPresentedType), transmitted_(stub.pTransmitType) {
        stub.pPresentedType = static_cast<unsigned char*>(presented);
        stub.pTransmitType = static_cast<unsigned char*>(transmitted);
    }
    ~Translation() {
        stub_.pPresentedType = presented_;
        stub_.pTransmitType = transmitted_;
    }
    void call(XMIT_HELPER_ROUTINE routine) {
        handleapi::call_user_or_throw([stub = &stub_, routine] { routine(stub); });
    }

 private:
    MIDL_STUB_MESSAGE& stub_;
    unsigned char* presented_;
    unsigned char* transmitted_;
};

}  // namespace

size_t user_size(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, size_t start, const uint8_t* object) {
    if (start > std::numeric_limits<int32_t>::max()) fail(base::Status::rpc_s_out_of_resources);
    const auto routine = routines_of(stub, node).pfnBufferSize;
    USER_MARSHAL_CB context = call_back(stub, node, USER_MARSHAL_CB_BUFFER_SIZE, nullptr);
    ULONG size = 0;
    handleapi::call_user_or_throw(
        [&] { size = routine(&context.Flags, static_cast<ULONG>(start), const_cast<uint8_t*>(object)); });
    if (size < start) fail(base::Status::rpc_x_invalid_buffer);
    return size;
}

uint8_t* user_marshal(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, uint8_t* at, uint8_t* end,
                      const uint8_t* object) {
    const auto routine = routines_of(stub, node).pfnMarshall;
    USER_MARSHAL_CB context = call_back(stub, node, USER_MARSHAL_CB_MARSHALL, end);
    stub.Buffer = at;
    uint8_t* stopped = nullptr;
    handleapi::call_user_or_throw([&] { stopped = routine(&context.Flags, at, const_cast<uint8_t*>(object)); });
    return checked_end(at, end, stopped);
}

uint8_t* user_unmarshal(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, uint8_t* at, uint8_t* end,
                        uint8_t* object) {
    const auto routine = routines_of(stub, node).pfnUnmarshall;
    USER_MARSHAL_CB context = call_back(stub, node, USER_MARSHAL_CB_UNMARSHALL, end);
    stub.Buffer = at;
    uint8_t* stopped = nullptr;
    handleapi::call_user_or_throw([&] { stopped = routine(&context.Flags, at, object); });
    return stopped;
}

void user_release(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, void* object) noexcept {
    const auto* table = stub.StubDesc ? stub.StubDesc->aUserMarshalQuadruple : nullptr;
    if (!table) return;
    const auto routine = table[node.index].pfnFree;
    USER_MARSHAL_CB context = call_back(stub, node, USER_MARSHAL_CB_FREE, nullptr);
    static_cast<void>(handleapi::call_user([&] { routine(&context.Flags, object); }));
}

base::Status user_marshal_info(const ULONG* flags, ULONG level, NDR_USER_MARSHAL_INFO* info) noexcept {
    if (!flags || !info || level != 1) return base::Status::rpc_s_invalid_arg;
    const auto& context = *reinterpret_cast<const USER_MARSHAL_CB*>(flags);
    if (context.Signature != USER_MARSHAL_CB_SIGNATURE || !context.pStubMsg) return base::Status::rpc_s_invalid_arg;
    const MIDL_STUB_MESSAGE& stub = *context.pStubMsg;
    *info = {};
    info->InformationLevel = level;
    NDR_USER_MARSHAL_INFO_LEVEL1& known = info->Level1;
    known.pfnAllocate = stub.pfnAllocate;
    known.pfnFree = stub.pfnFree;
    known.pRpcChannelBuffer = stub.pRpcChannelBuffer;
    const bool has_buffer = context.CBType == USER_MARSHAL_CB_MARSHALL || context.CBType == USER_MARSHAL_CB_UNMARSHALL;
    if (!has_buffer) return base::Status::ok;
    const unsigned char* end = context.pReserve;
    if (!end && stub.RpcMsg) end = static_cast<unsigned char*>(stub.RpcMsg->Buffer) + stub.RpcMsg->BufferLength;
    if (stub.Buffer > end) return base::Status::rpc_x_invalid_buffer;
    known.Buffer = stub.Buffer;
    known.BufferSize = static_cast<ULONG>(end - stub.Buffer);
    return base::Status::ok;
}

Transmitted::Transmitted(MIDL_STUB_MESSAGE& stub, const TransmittedNode& node, const uint8_t* presented)
    : stub_(stub), node_(node) {
    Translation translation(stub, const_cast<uint8_t*>(presented), nullptr);
    translation.call(routines_of(stub, node).pfnTranslateToXmit);
    object_ = stub.pTransmitType;
    if (!object_) fail(base::Status::rpc_x_null_ref_pointer);
}

Transmitted::~Transmitted() {
    Translation translation(stub_, nullptr, object_);
    const auto routine = stub_.StubDesc->aXmitQuintuple[node_.index].pfnFreeXmit;
    static_cast<void>(handleapi::call_user([&] { routine(&stub_); }));
}

void present(MIDL_STUB_MESSAGE& stub, const TransmittedNode& node, void* transmitted, uint8_t* presented) {
    Translation translation(stub, presented, transmitted);
    translation.call(routines_of(stub, node).pfnTranslateFromXmit);
}

void fail_without_com() { fail(base::Status{CO_E_NOTINITIALIZED}); }

void release_object(void* object) noexcept {
    if (!object) return;
    static_cast<void>(handleapi::call_user([object] { static_cast<IUnknown*>(object)->Release(); }));
}

void free_presented(MIDL_STUB_MESSAGE& stub, const TransmittedNode& node, void* presented) noexcept {
    const auto* table = stub.StubDesc ? stub.StubDesc->aXmitQuintuple : nullptr;
    if (!table || stub.fDontCallFreeInst) return;
    Translation translation(stub, presented, nullptr);
    static_cast<void>(handleapi::call_user([&] { table[node.index].pfnFreeInst(&stub); }));
}

}  // namespace rpcrt4::ndr
