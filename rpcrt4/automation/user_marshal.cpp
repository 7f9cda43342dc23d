// SPDX-License-Identifier: LGPL-2.1-or-later
// See user_marshal.hpp.
#include "rpcrt4/automation/user_marshal.hpp"

#include <limits>

#include "rpcrt4/automation/wire_in.hpp"
#include "rpcrt4/automation/wire_out.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/user_types.hpp"

namespace rpcrt4::automation {

using base::Status;

namespace {

/// Where the bytes end that a routine may touch.
uint8_t* end_of(const ULONG* flags, const uint8_t* buffer) {
    NDR_USER_MARSHAL_INFO info{};
    const Status status = ndr::user_marshal_info(flags, 1, &info);
    if (base::failed(status)) ndr::fail(status);
    const auto& known = info.Level1;
    auto* const end = static_cast<uint8_t*>(known.Buffer) + known.BufferSize;
    if (!buffer || buffer > end) ndr::fail(Status::rpc_x_invalid_buffer);
    return end;
}

template <typename Walk>
ULONG measured(ULONG offset, Walk&& walk) {
    WireOut out(offset);
    walk(out);
    if (out.offset() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
        ndr::fail(Status::rpc_s_out_of_resources);
    }
    return static_cast<ULONG>(out.offset());
}

template <typename Walk>
uint8_t* written(const ULONG* flags, uint8_t* buffer, Walk&& walk) {
    WireOut out(buffer, end_of(flags, buffer));
    walk(out);
    return out.position();
}

template <typename Walk>
uint8_t* read(const ULONG* flags, uint8_t* buffer, Walk&& walk) {
    WireIn in(buffer, end_of(flags, buffer));
    walk(in);
    return const_cast<uint8_t*>(in.position());
}

/// A routine without an object to work on.
template <typename T>
T& required(T* object) {
    if (!object) ndr::fail(Status::rpc_x_null_ref_pointer);
    return *object;
}

}  // namespace

ULONG bstr_size(ULONG offset, const BSTR* string) {
    return measured(offset, [&](WireOut& out) { out.bstr(required(string)); });
}
uint8_t* bstr_marshal(const ULONG* flags, uint8_t* buffer, const BSTR* string) {
    return written(flags, buffer, [&](WireOut& out) { out.bstr(required(string)); });
}
uint8_t* bstr_unmarshal(const ULONG* flags, uint8_t* buffer, BSTR* string) {
    return read(flags, buffer, [&](WireIn& in) { in.bstr(required(string)); });
}

ULONG variant_size(ULONG offset, const VARIANT* value) {
    return measured(offset, [&](WireOut& out) { out.variant(required(value)); });
}
uint8_t* variant_marshal(const ULONG* flags, uint8_t* buffer, const VARIANT* value) {
    return written(flags, buffer, [&](WireOut& out) { out.variant(required(value)); });
}
uint8_t* variant_unmarshal(const ULONG* flags, uint8_t* buffer, VARIANT* value) {
    return read(flags, buffer, [&](WireIn& in) { in.variant(required(value)); });
}

ULONG array_size(ULONG offset, SAFEARRAY* const* array) {
    return measured(offset, [&](WireOut& out) { out.array(required(array)); });
}
uint8_t* array_marshal(const ULONG* flags, uint8_t* buffer, SAFEARRAY* const* array) {
    return written(flags, buffer, [&](WireOut& out) { out.array(required(array)); });
}
uint8_t* array_unmarshal(const ULONG* flags, uint8_t* buffer, SAFEARRAY** array) {
    return read(flags, buffer, [&](WireIn& in) { in.array(required(array)); });
}

}  // namespace rpcrt4::automation
