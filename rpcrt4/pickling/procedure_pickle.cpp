// SPDX-License-Identifier: LGPL-2.1-or-later
// See procedure_pickle.hpp.
#include "rpcrt4/pickling/procedure_pickle.hpp"

#include <bit>
#include <cstring>
#include <vector>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"
#include "rpcrt4/stub/parameters.hpp"
#include "rpcrt4/stub/status_map.hpp"

namespace rpcrt4::pickling {
namespace {

using base::Status;
using protocol::SyntaxId;

// 0 version, 1 byte order (1: little), 2 filler, 4 transfer syntax, 24 interface, 44 procedure, 48 byte order,
// 52 size of the data that follows.
constexpr uint32_t kHeader = 56;
constexpr uint8_t kVersion = 1, kLittleEndian = 1;
constexpr uint8_t kFiller = 0xcc;
constexpr uint32_t kSyntax = 4, kInterface = 24, kProcedure = 44, kByteOrder = 48, kDataSize = 52;
static_assert(sizeof(SyntaxId) == kInterface - kSyntax);  // in memory as in the header we write

SyntaxId interface_of(const MIDL_STUB_DESC& description) {
    if (!description.RpcInterfaceInformation) ndr::fail(Status::rpc_s_unknown_if);
    const auto& id = static_cast<const RPC_CLIENT_INTERFACE*>(description.RpcInterfaceInformation)->InterfaceId;
    return {std::bit_cast<uuid::Uuid>(id.SyntaxGUID), id.SyntaxVersion.MajorVersion, id.SyntaxVersion.MinorVersion};
}

void write_header(uint8_t* at, const SyntaxId& interface_id, uint32_t procedure, uint32_t size) noexcept {
    at[0] = kVersion;
    at[1] = kLittleEndian;
    at[2] = at[3] = kFiller;
    std::memcpy(at + kSyntax, &protocol::kNdr20, sizeof protocol::kNdr20);
    std::memcpy(at + kInterface, &interface_id, sizeof interface_id);
    store(at + kProcedure, procedure);
    store(at + kByteOrder, kLittleEndian);
    store(at + kDataSize, size);
}

EncodingId id_of(const SyntaxId& interface_id, uint32_t procedure) noexcept {
    return {interface_id.uuid, interface_id.major, interface_id.minor, procedure};
}

SyntaxId read_identifier(base::ByteReader& reader) noexcept {
    SyntaxId id;
    id.uuid = protocol::decode_uuid(reader);
    id.major = reader.u16();
    id.minor = reader.u16();
    return id;
}

/// Reads the next header unless that was done before.
void look_ahead(Pickle& pickle) {
    if (pickle.encoding) return;
    const uint8_t* header = pickle.read(kHeader);
    if (header[0] != kVersion) ndr::fail(Status::rpc_x_wrong_es_version);
    const bool little = header[1] != 0;
    pickle.representation = little ? NDR_LITTLE_ENDIAN : NDR_BIG_ENDIAN;
    base::ByteReader reader(std::as_bytes(std::span(header + kSyntax, kHeader - kSyntax)),
                            little ? base::ByteOrder::little : base::ByteOrder::big);
    if (read_identifier(reader) != protocol::kNdr20) ndr::fail(Status::rpc_s_unsupported_trans_syn);
    const SyntaxId interface_id = read_identifier(reader);
    const uint32_t procedure = reader.u32();
    reader.skip(kDataSize - kByteOrder);
    pickle.data_size_ahead = reader.u32();
    pickle.encoding = id_of(interface_id, procedure);
}

struct Call {
    Call(const MIDL_STUB_DESC& description, const stub::Procedure& called, uint64_t* given)
        : procedure(called), arguments{given, &result} {
        stub::take_floats(called, given);
        stub::initialize(stub_message, description, message, given);
        stub_message.IsClient = 1;
        if (called.full_pointers) {
            stub_message.FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&full_pointers.emplace());
        }
        stub::require_references(called, arguments);
    }

    const stub::Procedure& procedure;
    uint64_t result = 0;
    stub::Arguments arguments;
    RPC_MESSAGE message{};
    MIDL_STUB_MESSAGE stub_message;
    std::optional<ndr::FullPointers> full_pointers;
};

void encode(Pickle& pickle, const MIDL_STUB_DESC& description, Call& call) {
    const SyntaxId interface_id = interface_of(description);
    const uint32_t size =
        padded(stub::marshalled_size(call.procedure, call.stub_message, call.arguments, stub::Direction::request));
    Item item(pickle, kHeader + size, description);
    write_header(item.begin(), interface_id, call.procedure.number, size);
    uint8_t* data = item.begin() + kHeader;
    std::memset(data, 0, size);
    use_data(call.stub_message, data, size, NDR_LOCAL_DATA_REPRESENTATION);
    stub::marshal(call.procedure, call.stub_message, call.arguments, stub::Direction::request);
    item.finish();
    pickle.encoding = id_of(interface_id, call.procedure.number);
}

void decode(Pickle& pickle, const MIDL_STUB_DESC& description, Call& call) {
    look_ahead(pickle);
    const EncodingId wanted = id_of(interface_of(description), call.procedure.number);
    const EncodingId found = *pickle.encoding;
    if (found.interface_id != wanted.interface_id || found.major != wanted.major) ndr::fail(Status::rpc_s_unknown_if);
    if (found.procedure != wanted.procedure) ndr::fail(Status::rpc_x_invalid_es_action);
    const uint32_t size = pickle.data_size_ahead;
    if (size > INT32_MAX || size % kItemAlignment != 0) ndr::fail_bad_data();
    const uint8_t* data = size ? pickle.read(size) : nullptr;
    pickle.encoding.reset();
    // The walkers convert what is foreign where it lies, and the buffer is the program's.
    std::vector<uint8_t> copy(data, data + size);
    use_data(call.stub_message, copy.data(), size, pickle.representation);
    stub::Capacities capacities;
    if (!call.procedure.graph.stack_correlations.empty()) {
        stub::note_capacities(call.procedure, call.stub_message, capacities);
    }
    ndr::Memory memory(call.stub_message, ndr::Memory::Placement::copy, nullptr);
    stub::unmarshal(call.procedure, call.stub_message, call.arguments, stub::Direction::decoding, memory, capacities);
    memory.keep();
}

void run(Pickle* pickle, const MIDL_STUB_DESC& description, const stub::Procedure& procedure, uint64_t* slots) {
    if (!pickle) ndr::fail(Status::rpc_s_invalid_binding);
    Call call(description, procedure, slots);
    if (pickle->operation() == Operation::encode) {
        encode(*pickle, description, call);
    } else {
        decode(*pickle, description, call);
    }
}

}  // namespace

uint64_t run_procedure(Pickle* pickle, const MIDL_STUB_DESC& description, const stub::Procedure& procedure,
                       uint64_t* slots) {
    uint64_t result = 0;
    stub::StatusPlaces places;
    if (description.CommFaultOffsets)
        places = stub::status_places(description.CommFaultOffsets[procedure.number], slots, &result);
    static_cast<void>(stub::map_status(Status::ok, places.communication, places.fault));
    try {
        run(pickle, description, procedure, slots);
    } catch (const handleapi::RpcError& error) {
        if (!stub::map_status(error.code, places.communication, places.fault)) throw;
    }
    return result;
}

EncodingId encoding_id(Pickle& pickle) {
    if (pickle.operation() == Operation::decode) look_ahead(pickle);
    if (!pickle.encoding) ndr::fail(Status::rpc_x_invalid_es_action);
    return *pickle.encoding;
}

}  // namespace rpcrt4::pickling
