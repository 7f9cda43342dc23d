// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> about UUIDs. A NULL UUID reads as the nil UUID, as on Windows. Any thread.
#include "rpcrt4/uuid/uuid.hpp"

#include <bit>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/rpc_string.hpp"

#include <rpcdce.h>
#include <rpcdcep.h>

using handleapi::returning_status;
using namespace rpcrt4;
using base::Status;

namespace {

static_assert(sizeof(UUID) == sizeof(uuid::Uuid));

uuid::Uuid value_of(const UUID* uuid) noexcept { return uuid ? std::bit_cast<uuid::Uuid>(*uuid) : uuid::Uuid{}; }

void report_ok(RPC_STATUS* status) noexcept {
    if (status) *status = RPC_S_OK;
}

RPC_STATUS create(UUID* out, Status (*creator)(uuid::Uuid&) noexcept) {
    return returning_status([&] {
        if (!out) return Status::rpc_s_invalid_arg;
        uuid::Uuid made;
        const Status status = creator(made);
        const bool made_one = status == Status::ok || status == Status::rpc_s_uuid_local_only;
        if (made_one) *out = std::bit_cast<UUID>(made);
        return status;
    });
}

template <typename Char>
RPC_STATUS from_string(const Char* text, UUID* out) {
    return returning_status([&] {
        if (!out) return Status::rpc_s_invalid_arg;
        const auto parsed = text ? uuid::from_text(binding::text_of(text)) : uuid::Uuid{};
        if (!parsed) return Status::rpc_s_invalid_string_uuid;
        *out = std::bit_cast<UUID>(*parsed);
        return Status::ok;
    });
}

template <typename Char>
RPC_STATUS to_string(const UUID* uuid, Char** out) {
    return returning_status([&] {
        if (!out) return Status::rpc_s_invalid_arg;
        binding::StringGifts gifts;
        gifts.give(uuid::to_text(value_of(uuid)), out);
        return gifts.finish();
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY UuidCreate(UUID* uuid) { return create(uuid, uuid::create_random); }
RPC_STATUS RPC_ENTRY UuidCreateSequential(UUID* uuid) { return create(uuid, uuid::create_sequential); }
RPC_STATUS RPC_ENTRY I_UuidCreate(UUID* uuid) { return create(uuid, uuid::create_sequential); }

RPC_STATUS RPC_ENTRY UuidCreateNil(UUID* uuid) {
    if (!uuid) return RPC_S_INVALID_ARG;
    *uuid = UUID{};
    return RPC_S_OK;
}

signed int RPC_ENTRY UuidCompare(UUID* left, UUID* right, RPC_STATUS* status) {
    report_ok(status);
    const auto order = value_of(left) <=> value_of(right);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int RPC_ENTRY UuidEqual(UUID* left, UUID* right, RPC_STATUS* status) {
    report_ok(status);
    return value_of(left) == value_of(right);
}

int RPC_ENTRY UuidIsNil(UUID* uuid, RPC_STATUS* status) {
    report_ok(status);
    return value_of(uuid).is_nil();
}

unsigned short RPC_ENTRY UuidHash(UUID* uuid, RPC_STATUS* status) {
    report_ok(status);
    return uuid::hash(value_of(uuid));
}

RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR text, UUID* uuid) { return from_string(text, uuid); }
RPC_STATUS RPC_ENTRY UuidFromStringW(RPC_WSTR text, UUID* uuid) { return from_string(text, uuid); }
RPC_STATUS RPC_ENTRY UuidToStringA(const UUID* uuid, RPC_CSTR* text) { return to_string(uuid, text); }
RPC_STATUS RPC_ENTRY UuidToStringW(const UUID* uuid, RPC_WSTR* text) { return to_string(uuid, text); }

}  // extern "C"
