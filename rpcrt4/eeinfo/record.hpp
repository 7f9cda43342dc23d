// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: extended error information, the history of an error as a chain of records.
//   record        one record, and the documented places where our runtime makes one
//   codec         chain <-> bytes, as they travel in fault and bind_nak PDUs and as a program may store them
//   thread_chain  the chain of the calling thread, and whether chains leave the process
//   enumeration   a program's snapshot of a chain, behind an RPC_ERROR_ENUM_HANDLE
// Microsoft "Obtaining Extended RPC Error Information", [MS-EERR]. Plain values; nothing here knows of calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rpcrt4::eeinfo {

inline constexpr size_t kMostParameters = 4;
/// A chain longer than this is refused when it comes from outside, and cut where it would grow.
inline constexpr size_t kMostRecords = 64;

enum class Component : uint32_t { application = 1, runtime = 2, security = 3, winsock = 8, lpc = 10 };

/// Places of detection, of "Extended Error Information Detection Locations".
enum class Location : uint16_t {
    none = 0,
    security_callback = 40,        ///< CheckSecurity10: what it returned
    association_unknown = 80,      ///< AssociationRequested10: the group asked for
    no_manager_type = 170,         ///< DispatchToStub10
    interface_gone = 171,          ///< DispatchToStub20
    auto_listen_full = 180,        ///< DispatchToStubWorker10: calls, limit
    not_listening = 181,           ///< DispatchToStubWorker20
    server_full = 182,             ///< DispatchToStubWorker30
    no_procedure = 183,            ///< DispatchToStubWorker40
    receive_failed = 290,          ///< WSSyncRecv10
    send_failed = 282,             ///< WSSyncSend30
    connect_refused = 311,         ///< WSOpen20: port, 0, address; the error is the socket's
    connect_failed = 313,          ///< WSOpen40: the error is RPC's
    name_unknown = 320,            ///< NextAddress10: host
    name_failed = 322,             ///< NextAddress30
    bind_timeout = 351,            ///< GetStatusForTimeout20: 0, milliseconds
    call_timeout = 371,            ///< OSF_CCALL__ReceiveReply20: 0, milliseconds
    not_this_machine = 390,        ///< LRPC_BINDING_HANDLE__AllocateCCall10: address, own name
    local_connect_failed = 541,    ///< LRPC_CASSOCIATION__ActuallyDoBinding20: endpoint
    endpoints_exhausted = 500,     ///< EpResolveEndpoint10: protocol sequence, address, first part of the interface
    endpoint_unresolved = 501,     ///< EpResolveEndpoint20: the same
    context_handle_unknown = 580,  ///< NDRSContextUnmarshall2_10
    bind_refused = 701,            ///< OSF_CASSOCIATION__ProcessBindAckOrNak20: error, failures
    endpoint_failed = 761,         ///< OSF_BINDING_HANDLE__NegotiateTransferSyntax10: endpoint
};

/// A string that did not fit anywhere.
struct Nothing {
    friend bool operator==(Nothing, Nothing) noexcept = default;
};
/// An 8-bit string without its end, an UTF-16 string, a number of 32, 16 or 64 bits, bytes.
using Parameter =
    std::variant<Nothing, std::string, std::u16string, int32_t, int16_t, uint64_t, std::vector<std::byte>>;

namespace flag {
inline constexpr uint16_t kPreviousMissing = 1;
inline constexpr uint16_t kNextMissing = 2;
}  // namespace flag

struct Record {
    std::optional<std::u16string> computer;  ///< of the last record a machine made, else none
    uint32_t process = 0;
    uint64_t time = 0;  ///< 100 nanoseconds since 1601, UTC
    uint32_t component = 0;
    uint32_t status = 0;
    uint16_t location = 0;
    uint16_t flags = 0;
    std::vector<Parameter> parameters;  ///< at most kMostParameters
    friend bool operator==(const Record&, const Record&) = default;
};

/// Newest first.
using Chain = std::vector<Record>;

}  // namespace rpcrt4::eeinfo
