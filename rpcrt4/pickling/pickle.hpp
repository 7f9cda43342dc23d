// SPDX-License-Identifier: LGPL-2.1-or-later
// The pickling layer (beside stub): data of types and procedures in buffers of the program. The map of the folder:
//   pickle             this: a serialization handle, the stream behind it and its buffers
//   type_pickle        TYPE_Encode, _Decode, _AlignSize, _Free and simple types
//   procedure_pickle   calls that encode or decode instead of travelling
// A stream is read or written in whole items. Items start at multiples of 8 and are padded to them; the buffer must be
// aligned alike. An item that cannot be encoded leaves the stream as it was.
// Ownership: the table of handles; buffers are the program's. A handle is used by one thread at a time.
// Basis: [MS-RPCE] 2.2.6; "Serialization Services" (Windows RPC).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/uuid/uuid.hpp"

#include <midles.h>

namespace rpcrt4::pickling {

enum class Operation : uint8_t { encode, decode };
enum class Style : uint8_t { incremental, fixed, dynamic };

/// Who encoded a procedure: what MesInqProcEncodingId answers.
struct EncodingId {
    uuid::Uuid interface_id;
    uint16_t major = 0, minor = 0;
    uint32_t procedure = 0;
};

struct Callbacks {
    void* state = nullptr;
    MIDL_ES_ALLOC allocate = nullptr;
    MIDL_ES_WRITE write = nullptr;
    MIDL_ES_READ read = nullptr;
};

class Pickle final : public binding::HandleObject {
 public:
    Pickle() noexcept : HandleObject(Kind::pickle) {}

    /// Each makes the handle ready for a new stream. rpc_s_invalid_arg, rpc_x_invalid_buffer for a misaligned buffer.
    base::Status use_fixed(Operation operation, char* buffer, uint32_t size, ULONG* encoded) noexcept;
    base::Status use_dynamic(char** buffer, ULONG* encoded) noexcept;
    base::Status use_incremental(Operation operation, const Callbacks& callbacks) noexcept;

    Style style() const noexcept { return style_; }
    Operation operation() const noexcept { return operation_; }
    const Callbacks& callbacks() const noexcept { return callbacks_; }

    /// Throws rpc_x_invalid_es_action.
    void require(Operation operation) const;

    /// Room for an item of `size` bytes; `stub` names the allocator of a dynamic buffer. Throws rpc_x_invalid_buffer
    /// when it does not fit. finish() makes it part of the stream, abandon() gives it back.
    uint8_t* begin_item(uint32_t size, const MIDL_STUB_DESC& description);
    void finish_item();
    void abandon_item() noexcept;

    /// The next `size` bytes, 8-byte aligned, until the next read. Throws rpc_x_invalid_buffer when there are fewer.
    const uint8_t* read(uint32_t size);

    /// Once per stream: the header common to all types has been written or read, and in which representation.
    bool has_type_header = false;
    ULONG representation = NDR_LOCAL_DATA_REPRESENTATION;

    /// Encoding: of the latest procedure. Decoding: of the one whose header was read ahead.
    std::optional<EncodingId> encoding;
    uint32_t data_size_ahead = 0;

 private:
    void start(Operation operation, Style style) noexcept;

    Operation operation_ = Operation::encode;
    Style style_ = Style::fixed;
    uint8_t* buffer_ = nullptr;
    uint32_t capacity_ = 0;
    uint32_t position_ = 0;
    char** result_ = nullptr;
    ULONG* encoded_ = nullptr;
    Callbacks callbacks_;

    uint8_t* item_ = nullptr;  ///< between begin_item and finish_item
    uint32_t item_size_ = 0;
    const MIDL_STUB_DESC* allocator_ = nullptr;
    std::unique_ptr<uint64_t[]> aligned_;  ///< a copy of what the program handed over misaligned
};

/// The handle of a pickle, or null.
base::Ref<Pickle> pickle_from(const void* handle) noexcept;
/// The same for stubs: throws rpc_s_invalid_binding.
base::Ref<Pickle> require_pickle(const void* handle);

/// Gives an unfinished item back when the marshalling of its contents fails.
class Item {
 public:
    Item(Pickle& pickle, uint32_t size, const MIDL_STUB_DESC& description)
        : pickle_(pickle), begin_(pickle.begin_item(size, description)) {}
    Item(const Item&) = delete;
    Item& operator=(const Item&) = delete;
    ~Item() {
        if (begin_) pickle_.abandon_item();
    }
    uint8_t* begin() const noexcept { return begin_; }
    void finish() {
        begin_ = nullptr;
        pickle_.finish_item();
    }

 private:
    Pickle& pickle_;
    uint8_t* begin_;
};

/// Makes `data` the message that the walkers read or write.
inline void use_data(MIDL_STUB_MESSAGE& stub, uint8_t* data, uint32_t size, ULONG representation) noexcept {
    stub.RpcMsg->Buffer = data;
    stub.RpcMsg->BufferLength = size;
    stub.RpcMsg->DataRepresentation = representation;
    stub.Buffer = stub.BufferStart = data;
    stub.BufferEnd = data + size;
}

inline void store(uint8_t* at, uint32_t value) noexcept { std::memcpy(at, &value, sizeof value); }

constexpr uint32_t kItemAlignment = 8;
constexpr uint32_t padded(uint32_t size) noexcept { return (size + kItemAlignment - 1) & ~(kItemAlignment - 1); }

}  // namespace rpcrt4::pickling
