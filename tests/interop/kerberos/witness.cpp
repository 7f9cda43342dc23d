// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/interop/kerberos/witness.hpp"

#include <doctest/doctest.h>

namespace kerberos_test {

using base::Status;
using rpcrt4::security::kerberos::Buffer;
using rpcrt4::security::kerberos::buffer_of;
using rpcrt4::security::kerberos::gss;
namespace oid = rpcrt4::security::kerberos::oid;

namespace {

gss_OID_desc kSpnego{6, const_cast<char*>("\x2B\x06\x01\x05\x05\x02")};
constexpr OM_uint32 kFlags =
    GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_DCE_STYLE | GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG;

Status status_of(OM_uint32 major) {
    if (GSS_ERROR(major)) return Status::sec_e_message_altered;
    return major == GSS_S_COMPLETE ? Status::ok : Status::sec_e_out_of_sequence;
}

}  // namespace

Witness::Witness(Role role, Mechanism mechanism, const std::string& server)
    : role_(role), mechanism_(mechanism == Mechanism::spnego ? &kSpnego : &oid::kKerberos) {
    auto name = rpcrt4::security::kerberos::import_principal(server);
    REQUIRE(name);
    name_ = std::move(*name);
    gss_OID_set_desc only{1, mechanism_};
    OM_uint32 minor;
    const OM_uint32 major =
        gss()->acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &only,
                            role == Role::client ? GSS_C_INITIATE : GSS_C_ACCEPT, credential_.out(), nullptr, nullptr);
    REQUIRE_FALSE(GSS_ERROR(major));
}

Witness::~Witness() {
    OM_uint32 minor;
    if (context_ != nullptr) gss()->delete_sec_context(&minor, &context_, nullptr);
}

base::Result<Context::Step> Witness::step(std::span<const std::byte> token) {
    gss_buffer_desc input = buffer_of(token);
    Buffer output;
    OM_uint32 minor;
    const OM_uint32 major =
        role_ == Role::client
            ? gss()->init_sec_context(&minor, credential_.get(), &context_, name_.get(), mechanism_, kFlags, 0, nullptr,
                                      &input, nullptr, output.out(), nullptr, nullptr)
            : gss()->accept_sec_context(&minor, &context_, credential_.get(), &input, nullptr, nullptr, nullptr,
                                        output.out(), nullptr, nullptr, nullptr);
    if (GSS_ERROR(major)) return Status::sec_e_invalid_token;
    complete_ = (major & GSS_S_CONTINUE_NEEDED) == 0;
    return Step{{output.bytes().begin(), output.bytes().end()}, complete_};
}

std::vector<gss_iov_buffer_desc> Witness::iov_of(Level level, std::span<const Piece> pieces,
                                                 std::span<const std::byte> signature) const {
    const bool seal = level == Level::privacy;
    std::vector<gss_iov_buffer_desc> iov;
    for (const Piece& piece : pieces) {
        const bool data = !seal || piece.handling == Piece::Handling::seal;
        const OM_uint32 type = data ? GSS_IOV_BUFFER_TYPE_DATA : GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
        iov.push_back({type, buffer_of(std::span<const std::byte>(piece.bytes))});
    }
    const OM_uint32 type = seal ? GSS_IOV_BUFFER_TYPE_HEADER : GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    iov.push_back({type, buffer_of(signature)});
    return iov;
}

/// What the library says of a stub of one block.
size_t Witness::signature_size(Level level) const noexcept {
    Octets block(16);
    const Piece piece{block, Piece::Handling::seal};
    auto iov = iov_of(level, {&piece, 1}, {});
    const int count = static_cast<int>(iov.size());
    OM_uint32 minor;
    static_cast<void>(level == Level::privacy
                          ? gss()->wrap_iov_length(&minor, context_, 1, 0, nullptr, iov.data(), count)
                          : gss()->get_mic_iov_length(&minor, context_, 0, iov.data(), count));
    return iov.back().buffer.length;
}

Status Witness::protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) {
    auto iov = iov_of(level, pieces, signature);
    const int count = static_cast<int>(iov.size());
    OM_uint32 minor;
    return status_of(level == Level::privacy ? gss()->wrap_iov(&minor, context_, 1, 0, nullptr, iov.data(), count)
                                             : gss()->get_mic_iov(&minor, context_, 0, iov.data(), count));
}

Status Witness::unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) {
    Octets copy(signature.begin(), signature.end());
    auto iov = iov_of(level, pieces, copy);
    const int count = static_cast<int>(iov.size());
    OM_uint32 minor;
    return status_of(level == Level::privacy ? gss()->unwrap_iov(&minor, context_, nullptr, nullptr, iov.data(), count)
                                             : gss()->verify_mic_iov(&minor, context_, nullptr, iov.data(), count));
}

base::Result<Octets> Witness::make_mic(std::span<const std::byte> bytes) {
    gss_buffer_desc message = buffer_of(bytes);
    Buffer mic;
    OM_uint32 minor;
    if (gss()->get_mic(&minor, context_, 0, &message, mic.out()) != 0) return Status::sec_e_internal_error;
    return Octets(mic.bytes().begin(), mic.bytes().end());
}

Status Witness::check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) {
    gss_buffer_desc message = buffer_of(bytes), token = buffer_of(mic);
    OM_uint32 minor;
    return status_of(gss()->verify_mic(&minor, context_, &message, &token, nullptr));
}

}  // namespace kerberos_test
