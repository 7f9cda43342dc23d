// SPDX-License-Identifier: LGPL-2.1-or-later
// Conversion is a wire walk into scratch memory: reading converts (wire.hpp), and nothing else is wanted of it.
#include "rpcrt4/ndr/convert.hpp"

#include "rpcrt4/ndr/cache.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {
namespace {

struct Described {
    const Node* node = nullptr;  ///< null: no parameter, the list ends here
    bool in = false, out = false, last = false;
};

/// Reads one descriptor and steps over it.
Described next(const uint8_t*& at, const MIDL_STUB_MESSAGE& stub) {
    const uint8_t direction = *at;
    Described found;
    found.last = direction == fc::kReturnParameter || direction == fc::kReturnParameterBaseType;
    found.out = found.last || direction == fc::kOutParameter || direction == fc::kInOutParameter;
    found.in = !found.out || direction == fc::kInOutParameter;
    switch (direction) {
        case fc::kInParameterBaseType:
        case fc::kReturnParameterBaseType:
            found.node = Decoder20::scalar(at[1]);
            if (!found.node && at[1] != fc::kIgnore) fail_unsupported();
            at += 2;
            return found;
        case fc::kInParameter:
        case fc::kInParameterNoFree:
        case fc::kInOutParameter:
        case fc::kOutParameter:
        case fc::kReturnParameter: {
            uint16_t offset;
            std::memcpy(&offset, at + 2, sizeof offset);
            const uint8_t* type = stub.StubDesc->pFormatTypes + offset;
            at += 4;
            if (*type != fc::kIgnore) found.node = type_at(type, stub.fHasNewCorrDesc ? 6 : 4).root;
            return found;
        }
        case fc::kEnd:
            found.last = true;
            return found;
        default:
            fail_unsupported();
    }
}

}  // namespace

void convert_message(MIDL_STUB_MESSAGE& stub, const uint8_t* parameters, int32_t count) {
    RPC_MESSAGE& message = *stub.RpcMsg;
    constexpr ULONG kLabel = 0xffff;
    if ((message.DataRepresentation & kLabel) == NDR_LOCAL_DATA_REPRESENTATION) return;
    ReadCursor cursor(stub.BufferStart, stub.Buffer, stub.BufferEnd, Representation(message.DataRepresentation));
    Memory scratch(stub, Memory::Placement::scratch, nullptr);
    WireWalker<Swap::yes> walker(stub, cursor, scratch, {});
    for (int32_t i = 0; count < 0 || i < count; ++i) {
        const Described parameter = next(parameters, stub);
        if (parameter.node && (stub.IsClient ? parameter.out : parameter.in)) {
            void* nothing = nullptr;
            walker.argument(*parameter.node, &nothing);
        }
        if (parameter.last) break;
    }
    message.DataRepresentation = (message.DataRepresentation & ~kLabel) | NDR_LOCAL_DATA_REPRESENTATION;
}

}  // namespace rpcrt4::ndr
