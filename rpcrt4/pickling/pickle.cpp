// SPDX-License-Identifier: LGPL-2.1-or-later
// See pickle.hpp. A dynamic buffer grows by a new one for every item, as its documentation says; the old one lives
// until the item is complete.
#include "rpcrt4/pickling/pickle.hpp"

#include <cstring>

#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/ndr/errors.hpp"

namespace rpcrt4::pickling {
namespace {

using base::Status;

bool is_aligned(const void* address) noexcept { return reinterpret_cast<uintptr_t>(address) % kItemAlignment == 0; }

uint8_t* allocate(const MIDL_STUB_DESC& description, size_t size) {
    void* memory = nullptr;
    if (!description.pfnAllocate) ndr::fail(Status::rpc_s_out_of_memory);
    handleapi::call_user_or_throw([&] { memory = description.pfnAllocate(size); });
    if (!memory) ndr::fail(Status::rpc_s_out_of_memory);
    return static_cast<uint8_t*>(memory);
}

void give_back(const MIDL_STUB_DESC& description, void* memory) noexcept {
    if (!memory || !description.pfnFree) return;
    static_cast<void>(handleapi::call_user([&] { description.pfnFree(memory); }));
}

}  // namespace

void Pickle::start(Operation operation, Style style) noexcept {
    operation_ = operation;
    style_ = style;
    buffer_ = nullptr;
    capacity_ = position_ = 0;
    result_ = nullptr;
    encoded_ = nullptr;
    has_type_header = false;
    representation = NDR_LOCAL_DATA_REPRESENTATION;
    encoding.reset();
    data_size_ahead = 0;
}

Status Pickle::use_fixed(Operation operation, char* buffer, uint32_t size, ULONG* encoded) noexcept {
    const bool encodes = operation == Operation::encode;
    if (!buffer || (encodes && !encoded)) return Status::rpc_s_invalid_arg;
    if (!is_aligned(buffer)) return Status::rpc_x_invalid_buffer;
    if (encodes && size < kItemAlignment) return Status::rpc_s_invalid_arg;
    start(operation, Style::fixed);
    buffer_ = reinterpret_cast<uint8_t*>(buffer);
    capacity_ = size;
    if (encodes) encoded_ = encoded;
    return Status::ok;
}

Status Pickle::use_dynamic(char** buffer, ULONG* encoded) noexcept {
    if (!buffer || !encoded) return Status::rpc_s_invalid_arg;
    start(Operation::encode, Style::dynamic);
    result_ = buffer;
    encoded_ = encoded;
    return Status::ok;
}

Status Pickle::use_incremental(Operation operation, const Callbacks& callbacks) noexcept {
    const bool complete =
        operation == Operation::encode ? callbacks.allocate && callbacks.write : callbacks.read != nullptr;
    if (!complete) return Status::rpc_s_invalid_arg;
    start(operation, Style::incremental);
    callbacks_ = callbacks;
    return Status::ok;
}

void Pickle::require(Operation operation) const {
    if (operation_ != operation) ndr::fail(Status::rpc_x_invalid_es_action);
}

uint8_t* Pickle::begin_item(uint32_t size, const MIDL_STUB_DESC& description) {
    if (size > INT32_MAX - position_) ndr::fail(Status::rpc_s_out_of_resources);
    allocator_ = &description;
    item_size_ = size;
    switch (style_) {
        case Style::fixed:
            if (size > capacity_ - position_) ndr::fail(Status::rpc_x_invalid_buffer);
            return item_ = buffer_ + position_;
        case Style::dynamic:
            item_ = allocate(description, position_ + size);
            if (position_) std::memcpy(item_, buffer_, position_);
            return item_ + position_;
        default: {
            char* given = nullptr;
            unsigned given_size = size;
            handleapi::call_user_or_throw([&] { callbacks_.allocate(callbacks_.state, &given, &given_size); });
            if (!given || given_size < size) ndr::fail(Status::rpc_x_invalid_buffer);
            return item_ = reinterpret_cast<uint8_t*>(given);
        }
    }
}

void Pickle::finish_item() {
    if (style_ == Style::incremental) {
        handleapi::call_user_or_throw(
            [&] { callbacks_.write(callbacks_.state, reinterpret_cast<char*>(item_), item_size_); });
    }
    position_ += item_size_;
    if (style_ == Style::dynamic) {
        give_back(*allocator_, buffer_);
        buffer_ = item_;
        *result_ = reinterpret_cast<char*>(buffer_);
    }
    if (encoded_) *encoded_ = position_;
    item_ = nullptr;
}

void Pickle::abandon_item() noexcept {
    if (style_ == Style::dynamic) give_back(*allocator_, item_);
    item_ = nullptr;
}

const uint8_t* Pickle::read(uint32_t size) {
    const uint8_t* data = nullptr;
    if (style_ == Style::incremental) {
        char* given = nullptr;
        unsigned given_size = size;
        handleapi::call_user_or_throw([&] { callbacks_.read(callbacks_.state, &given, &given_size); });
        if (!given || given_size < size) ndr::fail(Status::rpc_x_invalid_buffer);
        data = reinterpret_cast<const uint8_t*>(given);
    } else {
        if (size > capacity_ - position_) ndr::fail(Status::rpc_x_invalid_buffer);
        data = buffer_ + position_;
    }
    position_ += size;
    if (is_aligned(data)) return data;
    aligned_ = std::make_unique<uint64_t[]>((size + 7) / 8);
    std::memcpy(aligned_.get(), data, size);
    return reinterpret_cast<const uint8_t*>(aligned_.get());
}

base::Ref<Pickle> pickle_from(const void* handle) noexcept {
    auto object = binding::lookup(handle);
    if (!object || object->kind() != binding::HandleObject::Kind::pickle) return nullptr;
    return base::Ref<Pickle>::adopt(static_cast<Pickle*>(object.detach()));
}

base::Ref<Pickle> require_pickle(const void* handle) {
    auto pickle = pickle_from(handle);
    if (!pickle) ndr::fail(Status::rpc_s_invalid_binding);
    return pickle;
}

}  // namespace rpcrt4::pickling
