// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/context.hpp"

#include <krb5/krb5.h>

#include <algorithm>
#include <array>

#include "rpcrt4/security/kerberos/failure.hpp"
#include "rpcrt4/security/kerberos/principal.hpp"

namespace rpcrt4::security::kerberos {

using base::Result;
using base::Status;

constexpr size_t kConfounder = 8;

namespace {

/// Bytes that are read and not changed, whatever a piece's type says.
Piece only_signed(std::span<const std::byte> bytes) noexcept {
    return {{const_cast<std::byte*>(bytes.data()), bytes.size()}, Piece::Handling::sign};
}

}  // namespace

GssContext::~GssContext() {
    OM_uint32 minor;
    if (context_ != GSS_C_NO_CONTEXT) static_cast<void>(gss()->delete_sec_context(&minor, &context_, GSS_C_NO_BUFFER));
}

Result<Context::Step> GssContext::step(std::span<const std::byte> token) {
    if (broken_ || complete_) return Status::sec_e_invalid_token;
    gss_buffer_desc input = buffer_of(token);
    Buffer reply;
    const Outcome outcome = advance(&input, reply.out());
    const Doing doing = token.empty() ? Doing::preparing : Doing::exchanging;
    Status status = told("exchange", outcome.major, outcome.minor, doing);
    const bool last = (outcome.major & GSS_S_CONTINUE_NEEDED) == 0;
    if (base::succeeded(status) && last) status = finish();
    if (base::failed(status)) {
        broken_ = true;
        return status;
    }
    complete_ = last;
    return Step{{reply.bytes().begin(), reply.bytes().end()}, last};
}

Status GssContext::finish() {
    credential_ = Credential();
    if (const Status status = learn_peer(); base::failed(status)) return status;
    learn_session_key();
    if (key_kind(key_number_)) return take_over();
    learn_sizes();
    return Status::ok;
}

/// gssapi_krb5.h: the keys and numbers of a complete context, which is gone afterwards.
Status GssContext::take_over() {
    void* exported = nullptr;
    OM_uint32 minor = 0;
    const OM_uint32 major = gss()->export_lucid_sec_context(&minor, &context_, 1, &exported);
    if (GSS_ERROR(major)) return told("export", major, minor, Doing::protecting);
    const auto& lucid = *static_cast<const gss_krb5_lucid_context_v1_t*>(exported);
    const auto& keys = lucid.cfx_kd;
    const bool acceptors = keys.have_acceptor_subkey != 0;
    const gss_krb5_lucid_key_t& key = acceptors ? keys.acceptor_subkey : keys.ctx_key;
    const auto kind = lucid.protocol == 1 ? key_kind(key.type) : std::nullopt;
    const bool good = kind && key.length == key_size(*kind);
    if (good) {
        messages_ = std::make_unique<Messages>(
            MessageSecrets{.kind = *kind,
                           .key = Secret(std::span(static_cast<const std::byte*>(key.data), key.length)),
                           .initiator = lucid.initiate != 0,
                           .acceptors_subkey = acceptors,
                           .send_number = lucid.send_seq,
                           .receive_number = lucid.recv_seq});
        if ((flags_ & GSS_C_DCE_STYLE) != 0) sign_size_ = messages_->sign_size();
        if ((flags_ & GSS_C_DCE_STYLE) != 0 && (flags_ & GSS_C_CONF_FLAG) != 0) seal_size_ = messages_->seal_size();
    }
    static_cast<void>(gss()->free_lucid_sec_context(&minor, exported));
    return good ? Status::ok : Status::sec_e_internal_error;
}

Status GssContext::learn_peer() {
    Name initiator, acceptor;
    Buffer text;
    OM_uint32 minor = 0, agreed = 0;
    OM_uint32 major = gss()->inquire_context(&minor, context_, initiator.out(), acceptor.out(), nullptr, nullptr,
                                             &agreed, nullptr, nullptr);
    if (!GSS_ERROR(major)) major = gss()->display_name(&minor, other(initiator, acceptor).get(), text.out(), nullptr);
    if (GSS_ERROR(major)) return told("name", major, minor, Doing::exchanging);
    // In DCE style the library's acceptor says only here that it has the client's tickets, which it keeps to itself.
    flags_ |= agreed & GSS_C_DELEG_FLAG;
    peer_ = peer_of(text.text());
    peer_.anonymous = (flags_ & GSS_C_ANON_FLAG) != 0;
    if ((flags_ & GSS_C_IDENTIFY_FLAG) != 0) peer_.impersonation = Impersonation::identify;
    if ((flags_ & GSS_C_DELEG_FLAG) != 0) peer_.impersonation = Impersonation::delegate;
    return Status::ok;
}

void GssContext::learn_session_key() {
    KeySet keys;
    OM_uint32 minor;
    const OM_uint32 major = gss()->inquire_sec_context_by_oid(&minor, context_, &oid::kSspiSessionKey, keys.out());
    if (GSS_ERROR(major) || keys.get() == nullptr || keys.get()->count == 0) return;
    const gss_buffer_desc& key = keys.get()->elements[0];
    session_key_ = Secret(std::span(static_cast<const std::byte*>(key.value), key.length));
    ::explicit_bzero(key.value, key.length);
    if (keys.get()->count > 1) {
        const gss_buffer_desc& kind = keys.get()->elements[1];  // an object identifier that ends in the kind's number
        if (kind.length != 0) key_number_ = static_cast<const uint8_t*>(kind.value)[kind.length - 1];
    }
}

/// A signature's size does not depend on what it signs, as long as sealed stubs are padded as RPC pads them.
void GssContext::learn_sizes() {
    if ((flags_ & GSS_C_DCE_STYLE) == 0) return;
    std::array<std::byte, 16> block{};
    const Piece piece{block, Piece::Handling::seal};
    OM_uint32 minor;
    auto signing = iov(Way::sign, {&piece, 1}, {});
    if (!GSS_ERROR(gss()->get_mic_iov_length(&minor, context_, GSS_C_QOP_DEFAULT, signing.data(),
                                             static_cast<int>(signing.size()))))
        sign_size_ = signing.back().buffer.length;
    // The library adds a confounder, which is no part of a MIC (RFC 4757 section 7.2).
    if (key_number_ == ENCTYPE_ARCFOUR_HMAC) sign_size_ -= std::min(sign_size_, kConfounder);
    if ((flags_ & GSS_C_CONF_FLAG) == 0) return;
    auto sealing = iov(Way::seal, {&piece, 1}, {});
    if (!GSS_ERROR(gss()->wrap_iov_length(&minor, context_, 1, GSS_C_QOP_DEFAULT, nullptr, sealing.data(),
                                          static_cast<int>(sealing.size()))))
        seal_size_ = sealing.back().buffer.length;
}

GssContext::Way GssContext::way(Level level) const noexcept {
    if (level == Level::privacy) return seal_size_ != 0 ? Way::seal : Way::none;
    return level >= Level::call && sign_size_ != 0 ? Way::sign : Way::none;
}

size_t GssContext::signature_size(Level level) const noexcept {
    const Way chosen = way(level);
    return chosen == Way::seal ? seal_size_ : chosen == Way::sign ? sign_size_ : 0;
}

/// gssapi_ext.h: SIGN_ONLY | DATA | SIGN_ONLY | HEADER for sealing; a MIC counts all that is DATA.
std::span<gss_iov_buffer_desc> GssContext::iov(Way way, std::span<const Piece> pieces,
                                               std::span<const std::byte> signature) {
    iov_.clear();
    for (const Piece& piece : pieces) {
        const bool plain = way == Way::seal && piece.handling == Piece::Handling::sign;
        const OM_uint32 type = plain ? GSS_IOV_BUFFER_TYPE_SIGN_ONLY : GSS_IOV_BUFFER_TYPE_DATA;
        iov_.push_back({type, buffer_of(std::span<const std::byte>(piece.bytes))});
    }
    const OM_uint32 type = way == Way::seal ? GSS_IOV_BUFFER_TYPE_HEADER : GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    iov_.push_back({type, buffer_of(signature)});
    return iov_;
}

Status GssContext::protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) {
    const Way chosen = way(level);
    if (!complete_ || chosen == Way::none) return Status::sec_e_unsupported_function;
    if (signature.size() != signature_size(level)) return Status::sec_e_internal_error;
    if (messages_) {
        if (chosen == Way::seal) return messages_->seal(pieces, signature);
        messages_->sign(pieces, signature);
        return Status::ok;
    }
    auto buffers = iov(chosen, pieces, signature);
    const int count = static_cast<int>(buffers.size());
    OM_uint32 minor = 0;
    int sealed = 0;
    const OM_uint32 major =
        chosen == Way::seal ? gss()->wrap_iov(&minor, context_, 1, GSS_C_QOP_DEFAULT, &sealed, buffers.data(), count)
                            : gss()->get_mic_iov(&minor, context_, GSS_C_QOP_DEFAULT, buffers.data(), count);
    if (GSS_ERROR(major)) return told("protect", major, minor, Doing::protecting);
    const bool whole = buffers.back().buffer.length == signature.size() && (chosen == Way::sign || sealed != 0);
    return whole ? Status::ok : Status::sec_e_internal_error;
}

Status GssContext::unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) {
    const Way chosen = way(level);
    if (!complete_ || chosen == Way::none) return Status::sec_e_unsupported_function;
    if (signature.size() != signature_size(level)) return Status::sec_e_message_altered;
    if (messages_)
        return chosen == Way::seal ? messages_->open(pieces, signature) : messages_->check(pieces, signature);
    // Opening changes the signature's own bytes, which are the caller's to keep.
    std::array<std::byte, 128> copy;
    if (signature.size() > copy.size()) return Status::sec_e_internal_error;
    const auto own = std::span(copy).first(signature.size());
    std::ranges::copy(signature, own.begin());
    auto buffers = iov(chosen, pieces, own);
    const int count = static_cast<int>(buffers.size());
    OM_uint32 minor = 0;
    int sealed = 0;
    const OM_uint32 major = chosen == Way::seal
                                ? gss()->unwrap_iov(&minor, context_, &sealed, nullptr, buffers.data(), count)
                                : gss()->verify_mic_iov(&minor, context_, nullptr, buffers.data(), count);
    const Status status = told("unprotect", major, minor, Doing::protecting);
    if (base::succeeded(status) && chosen == Way::seal && sealed == 0) return Status::sec_e_message_altered;
    return status;
}

Result<std::vector<std::byte>> GssContext::make_mic(std::span<const std::byte> bytes) {
    if (!complete_) return Status::sec_e_unsupported_function;
    const Piece whole = only_signed(bytes);
    if (messages_) {
        std::vector<std::byte> signature(messages_->sign_size());
        messages_->sign({&whole, 1}, signature);
        return signature;
    }
    gss_buffer_desc message = buffer_of(bytes);
    Buffer mic;
    OM_uint32 minor = 0;
    const OM_uint32 major = gss()->get_mic(&minor, context_, GSS_C_QOP_DEFAULT, &message, mic.out());
    if (GSS_ERROR(major)) return told("make MIC", major, minor, Doing::protecting);
    return std::vector<std::byte>(mic.bytes().begin(), mic.bytes().end());
}

Status GssContext::check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) {
    if (!complete_) return Status::sec_e_unsupported_function;
    const Piece whole = only_signed(bytes);
    if (messages_) return messages_->check({&whole, 1}, mic);
    gss_buffer_desc message = buffer_of(bytes);
    gss_buffer_desc token = buffer_of(mic);
    OM_uint32 minor = 0;
    const OM_uint32 major = gss()->verify_mic(&minor, context_, &message, &token, nullptr);
    return told("check MIC", major, minor, Doing::protecting);
}

namespace {

constexpr OM_uint32 kBothDirections = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;

OM_uint32 flags_for(const ClientWish& wish, Style style) noexcept {
    OM_uint32 flags = kBothDirections;
    if (style == Style::rpc) flags |= GSS_C_DCE_STYLE;
    if (wish.level >= Level::call) flags |= GSS_C_INTEG_FLAG;
    if (wish.level == Level::privacy) flags |= GSS_C_CONF_FLAG;
    if (wish.impersonation == Impersonation::identify) flags |= GSS_C_IDENTIFY_FLAG;
    if (wish.impersonation == Impersonation::delegate) flags |= GSS_C_DELEG_FLAG;
    return flags;
}

class Client final : public GssContext {
 public:
    Client(Credential credential, Name server, OM_uint32 wanted) noexcept
        : GssContext(std::move(credential)), server_(std::move(server)), wanted_(wanted) {}

 private:
    Outcome advance(gss_buffer_t token, gss_buffer_t reply) override {
        OM_uint32 minor = 0;
        const OM_uint32 major =
            gss()->init_sec_context(&minor, credential_.get(), &context_, server_.get(), &oid::kKerberos, wanted_, 0,
                                    GSS_C_NO_CHANNEL_BINDINGS, token, nullptr, reply, &flags_, nullptr);
        return {major, minor};
    }
    const Name& other(const Name&, const Name& acceptor) const noexcept override { return acceptor; }

    Name server_;
    OM_uint32 wanted_;
};

class Server final : public GssContext {
 public:
    explicit Server(Credential credential) noexcept : GssContext(std::move(credential)) {}

 private:
    Outcome advance(gss_buffer_t token, gss_buffer_t reply) override {
        if (token->length == 0) return {GSS_S_DEFECTIVE_TOKEN, 0};  // which the library takes for a lack of keys
        OM_uint32 minor = 0;
        const OM_uint32 major =
            gss()->accept_sec_context(&minor, &context_, credential_.get(), token, GSS_C_NO_CHANNEL_BINDINGS, nullptr,
                                      nullptr, reply, &flags_, nullptr, nullptr);
        return {major, minor};
    }
    const Name& other(const Name& initiator, const Name&) const noexcept override { return initiator; }
};

}  // namespace

Result<std::unique_ptr<Context>> client(const ClientWish& wish, Style style) {
    if (gss() == nullptr) return Status::sec_e_secpkg_not_found;
    if (wish.principal.empty()) return Status::sec_e_target_unknown;
    auto server = import_principal(server_principal(wish.principal));
    if (!server) return Status::sec_e_target_unknown;
    auto credential = client_credential(wish);
    if (!credential) return credential.status();
    return std::unique_ptr<Context>(
        std::make_unique<Client>(std::move(*credential), std::move(*server), flags_for(wish, style)));
}

Result<std::unique_ptr<Context>> server(const std::string& keytab, const std::string& principal) {
    if (gss() == nullptr) return Status::sec_e_secpkg_not_found;
    auto credential = server_credential(keytab, principal);
    if (!credential) return credential.status();
    return std::unique_ptr<Context>(std::make_unique<Server>(std::move(*credential)));
}

}  // namespace rpcrt4::security::kerberos
