// SPDX-License-Identifier: LGPL-2.1-or-later
// See fast_binding.hpp.
#include "rpcrt4/binding/fast_binding.hpp"

#include "rpcrt4/binding/protseq_address.hpp"

namespace rpcrt4::binding {
namespace {

using base::Status;

// rpcdce.h.
constexpr uint32_t kVersion = 1;
constexpr uint32_t kHighestSequence = 4;  // RPC_PROTSEQ_HTTP
constexpr uint32_t kObjectValid = 1;      // RPC_BHT_OBJECT_UUID_VALID
constexpr uint32_t kNoncausal = 1;        // RPC_BHO_NONCAUSAL
constexpr uint32_t kDontLinger = 2;       // RPC_BHO_DONTLINGER
constexpr uint32_t kExclusive = 4;        // RPC_BHO_EXCLUSIVE_AND_GUARANTEED: in the header, documented nowhere
constexpr uint32_t kLevelNone = 1;        // RPC_C_AUTHN_LEVEL_NONE; 0 counts as none here, too

base::Result<const transport::Mechanism*> mechanism_numbered(uint32_t number) {
    if (number == 0 || number > kHighestSequence) return Status::rpc_s_invalid_rpc_protseq;
    for (const transport::Mechanism& mechanism : transport::mechanisms()) {
        if (mechanism.template_number == number && mechanism.fast_bindings) return &mechanism;
    }
    return Status::rpc_s_cannot_support;
}

using Made = base::Ref<const Authentication>;

/// Null: the transport's own security.
base::Result<Made> take_security(FastSecurity security) {
    if (security.version != kVersion) return Status::rpc_s_invalid_arg;
    const bool has_service = security.wish.service != 0;
    if (has_service != (security.wish.level > kLevelNone)) return Status::rpc_s_unsupported_authn_level;
    if (has_service) return Authentication::make(std::move(security.wish));
    if (security.quality_of_service) return Status::rpc_s_cannot_support;
    return Made();
}

Status take_options(const FastOptions& wanted, const transport::Mechanism& mechanism, Options& options) {
    if (wanted.version != kVersion) return Status::rpc_s_invalid_arg;
    if ((wanted.flags & kExclusive) != 0) return Status::rpc_s_cannot_support;
    if ((wanted.flags & ~(kNoncausal | kDontLinger)) != 0) return Status::rpc_s_invalid_arg;
    options.noncausal = (wanted.flags & kNoncausal) != 0;
    options.dont_linger = (wanted.flags & kDontLinger) != 0;
    if (wanted.call_timeout != 0 && !mechanism.call_timeout) return Status::rpc_s_cannot_support;
    options.call_timeout = std::chrono::milliseconds(wanted.call_timeout);
    return options.set_com_timeout(wanted.com_timeout);
}

}  // namespace

base::Result<base::Ref<Binding>> create_fast(const FastTemplate& wanted, std::optional<FastSecurity> security,
                                             const std::optional<FastOptions>& options) {
    if (wanted.version != kVersion || (wanted.flags & ~kObjectValid) != 0 || wanted.reserved) {
        return Status::rpc_s_invalid_arg;
    }
    const auto mechanism = mechanism_numbered(wanted.protocol_sequence);
    if (!mechanism) return mechanism.status();
    StringBinding parts{.object = {},
                        .protseq = std::string((*mechanism)->protseq),
                        .address = wanted.address,
                        .endpoint = wanted.endpoint,
                        .options = {}};
    Status status = check_parts(parts);
    Made authentication;
    if (succeeded(status) && security) {
        auto made = take_security(std::move(*security));
        status = made.status();
        if (made) authentication = std::move(*made);
    }
    Options chosen;
    if (succeeded(status) && options) status = take_options(*options, **mechanism, chosen);
    if (failed(status)) return status;
    const uuid::Uuid object = (wanted.flags & kObjectValid) != 0 ? wanted.object : uuid::Uuid{};
    auto made = Binding::fast(**mechanism, std::move(parts), object, chosen);
    made->set_authentication(std::move(authentication));
    return made;
}

}  // namespace rpcrt4::binding
