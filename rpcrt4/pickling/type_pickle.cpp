// SPDX-License-Identifier: LGPL-2.1-or-later
// See type_pickle.hpp. Data of the other byte order is converted in a copy: the buffer is the program's.
#include "rpcrt4/pickling/type_pickle.hpp"

#include <cstring>
#include <vector>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/one_type.hpp"

namespace rpcrt4::pickling {
namespace {

using base::Status;

constexpr uint8_t kVersion = 1;
constexpr uint8_t kLittleEndian = 0x10, kBigEndian = 0x00;
constexpr uint32_t kCommonHeader = 8, kPrivateHeader = 8;
constexpr uint32_t kFiller = 0xcccccccc;

uint32_t header_size(const Pickle& pickle) noexcept { return pickle.has_type_header ? 0 : kCommonHeader; }

/// Returns what follows the header.
uint8_t* write_header(const Pickle& pickle, uint8_t* at) noexcept {
    if (pickle.has_type_header) return at;
    const uint8_t start[] = {kVersion, kLittleEndian, kCommonHeader, 0};
    std::memcpy(at, start, sizeof start);
    store(at + 4, kFiller);
    return at + kCommonHeader;
}

void read_header(Pickle& pickle) {
    if (pickle.has_type_header) return;
    const uint8_t* header = pickle.read(kCommonHeader);
    if (header[0] != kVersion) ndr::fail(Status::rpc_x_wrong_es_version);
    if (header[1] != kLittleEndian && header[1] != kBigEndian) ndr::fail_bad_data();
    const bool little = header[1] == kLittleEndian;
    const unsigned length = little ? header[2] | header[3] << 8 : header[2] << 8 | header[3];
    if (length != kCommonHeader) ndr::fail_bad_data();
    pickle.representation = little ? NDR_LITTLE_ENDIAN : NDR_BIG_ENDIAN;
    pickle.has_type_header = true;
}

bool is_foreign(const Pickle& pickle) noexcept {
    return (pickle.representation & NDR_INT_REP_MASK) != (NDR_LOCAL_DATA_REPRESENTATION & NDR_INT_REP_MASK);
}

struct Message {
    explicit Message(const TypeStub& type) noexcept {
        stub.RpcMsg = &rpc;
        stub.StubDesc = &type.description;
        stub.pfnAllocate = type.description.pfnAllocate;
        stub.pfnFree = type.description.pfnFree;
        stub.IsClient = 1;
        stub.fHasNewCorrDesc = type.new_correlations;
    }
    RPC_MESSAGE rpc{};
    MIDL_STUB_MESSAGE stub{};
};

/// The type routines want a pointer's value, and get the variable that holds it.
uint8_t* value_of(const TypeStub& type, const void* object) {
    if (!object) ndr::fail(Status::rpc_x_null_ref_pointer);
    auto* place = static_cast<uint8_t*>(const_cast<void*>(object));
    return ndr::is_pointer_format(type.format) ? *reinterpret_cast<uint8_t**>(place) : place;
}

uint32_t data_size(const TypeStub& type, const void* object) {
    Message message(type);
    ndr::size_type(message.stub, value_of(type, object), type.format);
    return padded(message.stub.BufferLength);
}

}  // namespace

size_t encoded_size(const Pickle& pickle, const TypeStub& type, const void* object) {
    return size_t{header_size(pickle)} + kPrivateHeader + data_size(type, object);
}

void encode_type(Pickle& pickle, const TypeStub& type, const void* object) {
    pickle.require(Operation::encode);
    const uint32_t size = data_size(type, object);
    Item item(pickle, header_size(pickle) + kPrivateHeader + size, type.description);
    uint8_t* at = write_header(pickle, item.begin());
    store(at, size);
    store(at + 4, 0);
    at += kPrivateHeader;
    Message message(type);
    use_data(message.stub, at, size, NDR_LOCAL_DATA_REPRESENTATION);
    ndr::marshal_type(message.stub, value_of(type, object), type.format);
    std::memset(message.stub.Buffer, 0, static_cast<size_t>(at + size - message.stub.Buffer));
    item.finish();
    pickle.has_type_header = true;
}

void decode_type(Pickle& pickle, const TypeStub& type, void* object) {
    pickle.require(Operation::decode);
    if (!object) ndr::fail(Status::rpc_x_null_ref_pointer);
    read_header(pickle);
    const auto order = is_foreign(pickle) ? base::ByteOrder::big : base::ByteOrder::little;
    base::ByteReader header(std::as_bytes(std::span(pickle.read(kPrivateHeader), kPrivateHeader)), order);
    const uint32_t size = header.u32();
    if (size == 0 || size % kItemAlignment != 0) ndr::fail_bad_data();
    const uint8_t* data = pickle.read(size);
    std::vector<uint8_t> converted;
    if (is_foreign(pickle)) {
        converted.assign(data, data + size);
        data = converted.data();
    }
    Message message(type);
    use_data(message.stub, const_cast<uint8_t*>(data), size, pickle.representation);
    auto* location = static_cast<unsigned char*>(object);
    unsigned char** where = ndr::is_pointer_format(type.format) ? reinterpret_cast<unsigned char**>(object) : &location;
    if (is_foreign(pickle)) {
        ndr::convert_type(message.stub, where, type.format);
    } else {
        ndr::unmarshal_type(message.stub, where, type.format, false);
    }
}

void free_type(const TypeStub& type, void* object) {
    if (!object) return;
    Message message(type);
    ndr::free_type(message.stub, value_of(type, object), type.format);
}

size_t encoded_size_of_simple(const Pickle& pickle) noexcept { return size_t{header_size(pickle)} + kItemAlignment; }

void encode_simple(Pickle& pickle, const MIDL_STUB_DESC& description, const void* object, uint32_t size) {
    pickle.require(Operation::encode);
    if (size == 0 || size > kItemAlignment) ndr::fail(Status::rpc_s_invalid_arg);
    Item item(pickle, header_size(pickle) + kItemAlignment, description);
    uint8_t* at = write_header(pickle, item.begin());
    std::memset(at, 0, kItemAlignment);
    std::memcpy(at, object, size);
    item.finish();
    pickle.has_type_header = true;
}

void decode_simple(Pickle& pickle, void* object, uint32_t size) {
    pickle.require(Operation::decode);
    if (size == 0 || size > kItemAlignment) ndr::fail(Status::rpc_s_invalid_arg);
    read_header(pickle);
    const uint8_t* data = pickle.read(kItemAlignment);
    auto* target = static_cast<uint8_t*>(object);
    const bool swaps = is_foreign(pickle);
    for (uint32_t i = 0; i < size; ++i) target[i] = data[swaps ? size - 1 - i : i];
}

}  // namespace rpcrt4::pickling
