// SPDX-License-Identifier: LGPL-2.1-or-later
// SPNEGO around real Kerberos: ours on both sides, and ours against MIT krb5's own, which wrote its SPNEGO without us.
#include <doctest/doctest.h>

#include <array>

#include "rpcrt4/security/kerberos/credential.hpp"
#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/negotiate/token.hpp"
#include "tests/interop/kerberos/fixture.hpp"
#include "tests/unit/rpcrt4/security/negotiate/fake_context.hpp"

using base::Status;
using namespace kerberos_test;
using namespace rpcrt4::security;
using kerberos::gss;

namespace {

gss_OID_desc kSpnego{6, const_cast<char*>("\x2B\x06\x01\x05\x05\x02")};

negotiate::Candidate kerberos_client(Level level) {
    return {Service::kerberos, [=] { return kerberos::client(wish(level)); }};
}
negotiate::Candidate kerberos_server() {
    return {Service::kerberos, [] { return kerberos::server(); }};
}
/// A favourite that the other side does not have.
negotiate::Candidate unmet(fake::Side side) { return fake::candidate(Service::ntlm, side, 3); }

/// MIT's, on either side, with RPC's pieces.
class Witness final : public Context {
 public:
    explicit Witness(bool initiates) : initiates_(initiates) {
        if (initiates) name_ = std::move(*kerberos::import_principal(kServer));
        gss_OID_set_desc mechanisms{1, &kSpnego};
        OM_uint32 minor;
        const OM_uint32 major =
            gss()->acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms,
                                initiates ? GSS_C_INITIATE : GSS_C_ACCEPT, credential_.out(), nullptr, nullptr);
        REQUIRE_FALSE(GSS_ERROR(major));
    }
    ~Witness() override {
        OM_uint32 minor;
        if (context_ != nullptr) gss()->delete_sec_context(&minor, &context_, nullptr);
    }

    base::Result<Step> step(std::span<const std::byte> token) override {
        gss_buffer_desc input = kerberos::buffer_of(token);
        kerberos::Buffer output;
        OM_uint32 minor;
        constexpr OM_uint32 kFlags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_DCE_STYLE |
                                     GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG;
        const OM_uint32 major =
            initiates_ ? gss()->init_sec_context(&minor, credential_.get(), &context_, name_.get(), &kSpnego, kFlags, 0,
                                                 nullptr, &input, nullptr, output.out(), nullptr, nullptr)
                       : gss()->accept_sec_context(&minor, &context_, credential_.get(), &input, nullptr, nullptr,
                                                   nullptr, output.out(), nullptr, nullptr, nullptr);
        if (GSS_ERROR(major)) return Status::sec_e_invalid_token;
        complete_ = (major & GSS_S_CONTINUE_NEEDED) == 0;
        return Step{{output.bytes().begin(), output.bytes().end()}, complete_};
    }
    size_t signature_size(Level level) const noexcept override { return level == Level::privacy ? 76 : 28; }
    Status protect(Level, std::span<const Piece> pieces, std::span<std::byte> signature) override {
        auto iov = iov_of(pieces, signature);
        OM_uint32 minor;
        return GSS_ERROR(gss()->wrap_iov(&minor, context_, 1, 0, nullptr, iov.data(), 4)) ? Status::sec_e_internal_error
                                                                                          : Status::ok;
    }
    Status unprotect(Level, std::span<const Piece> pieces, std::span<const std::byte> signature) override {
        auto iov = iov_of(pieces, signature);
        OM_uint32 minor;
        return gss()->unwrap_iov(&minor, context_, nullptr, nullptr, iov.data(), 4) == GSS_S_COMPLETE
                   ? Status::ok
                   : Status::sec_e_message_altered;
    }
    base::Result<Octets> make_mic(std::span<const std::byte>) override { return Status::sec_e_unsupported_function; }
    Status check_mic(std::span<const std::byte>, std::span<const std::byte>) override {
        return Status::sec_e_unsupported_function;
    }
    const Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return true; }
    std::span<const std::byte> session_key() const noexcept override { return {}; }
    Service mechanism() const noexcept override { return Service::negotiate; }

 private:
    std::array<gss_iov_buffer_desc, 4> iov_of(std::span<const Piece> pieces, std::span<const std::byte> signature) {
        REQUIRE(pieces.size() == 3);
        return {{{GSS_IOV_BUFFER_TYPE_SIGN_ONLY, kerberos::buffer_of(std::span<const std::byte>(pieces[0].bytes))},
                 {GSS_IOV_BUFFER_TYPE_DATA, kerberos::buffer_of(std::span<const std::byte>(pieces[1].bytes))},
                 {GSS_IOV_BUFFER_TYPE_SIGN_ONLY, kerberos::buffer_of(std::span<const std::byte>(pieces[2].bytes))},
                 {GSS_IOV_BUFFER_TYPE_HEADER, kerberos::buffer_of(signature)}}};
    }

    bool initiates_;
    kerberos::Name name_;
    kerberos::Credential credential_;
    gss_ctx_id_t context_ = nullptr;
    Peer peer_;
};

void check_messages(Pair& pair) {
    for (int i = 0; i < 3; ++i) {
        Message there = sent(*pair.client, Level::privacy, 64);
        CHECK(receive(*pair.server, Level::privacy, there) == Status::ok);
        CHECK(there.stub == Message(64).stub);
        Message back = sent(*pair.server, Level::privacy, 48);
        CHECK(receive(*pair.client, Level::privacy, back) == Status::ok);
        CHECK(back.stub == Message(48).stub);
    }
}

size_t mics(const Pair& pair) {
    size_t count = 0;
    for (size_t i = 1; i < pair.tokens.size(); ++i) {
        const auto answer = negotiate::decode_response(pair.tokens[i]);
        REQUIRE(answer);
        count += answer->mic.has_value();
    }
    return count;
}

}  // namespace

TEST_SUITE("interop/kerberos/spnego") {
    TEST_CASE("four legs around Kerberos' three, and the mechanism does the rest") {
        Pair pair{negotiate::client({kerberos_client(Level::privacy)}), negotiate::server({kerberos_server()}), {}};
        converse(pair);
        CHECK(pair.tokens.size() == 4);
        CHECK(mics(pair) == 0);
        CHECK(pair.client->mechanism() == Service::kerberos);
        CHECK(pair.server->peer().principal == "alice@RPC.TEST");
        CHECK(pair.client->mutual());
        CHECK(same(pair.client->session_key(), pair.server->session_key()));
        check_messages(pair);
    }

    TEST_CASE("Kerberos as second choice signs the list, and messages follow in sequence") {
        Pair pair{negotiate::client({unmet(fake::Side::client), kerberos_client(Level::privacy)}),
                  negotiate::server({kerberos_server()}),
                  {}};
        converse(pair);
        CHECK(mics(pair) == 2);
        check_messages(pair);
    }

    TEST_CASE("without a ticket the client falls back, without a keytab the server does") {
        {
            const Variable cache("KRB5CCNAME", file("none.ccache"));
            Pair pair{negotiate::client({kerberos_client(Level::integrity), unmet(fake::Side::client)}),
                      negotiate::server({kerberos_server(), unmet(fake::Side::server)}),
                      {}};
            converse(pair);
            CHECK(pair.client->mechanism() == Service::ntlm);
        }
        const Variable keytab("KRB5_KTNAME", file("none.keytab"));
        Pair pair{negotiate::client({kerberos_client(Level::integrity), unmet(fake::Side::client)}),
                  negotiate::server({kerberos_server(), unmet(fake::Side::server)}),
                  {}};
        converse(pair);
        CHECK(pair.client->mechanism() == Service::ntlm);
        CHECK(mics(pair) == 2);
    }

    TEST_CASE("our client and MIT's server") {
        Pair pair{negotiate::client({kerberos_client(Level::privacy)}), std::make_unique<Witness>(false), {}};
        converse(pair);
        CHECK(pair.tokens.size() == 4);
        CHECK(pair.client->mechanism() == Service::kerberos);
        check_messages(pair);
    }

    TEST_CASE("our client, which would have liked something else, and MIT's server exchange MICs") {
        Pair pair{negotiate::client({unmet(fake::Side::client), kerberos_client(Level::privacy)}),
                  std::make_unique<Witness>(false),
                  {}};
        converse(pair);
        CHECK(mics(pair) == 2);
        check_messages(pair);
    }

    TEST_CASE("MIT's client and our server") {
        Pair pair{std::make_unique<Witness>(true), negotiate::server({kerberos_server()}), {}};
        converse(pair);
        CHECK(pair.server->mechanism() == Service::kerberos);
        CHECK(pair.server->peer().principal == "alice@RPC.TEST");
        check_messages(pair);
    }

    TEST_CASE("Kerberos' own tokens are taken without SPNEGO around them") {
        auto client = kerberos::client(wish(Level::privacy));
        REQUIRE(client);
        Pair pair{std::move(*client), negotiate::server({kerberos_server()}), {}};
        converse(pair);
        CHECK(pair.tokens.size() == 3);
        CHECK(pair.server->mechanism() == Service::kerberos);
        check_messages(pair);
    }

    TEST_CASE("a Kerberos token altered inside SPNEGO is refused") {
        const auto client = negotiate::client({kerberos_client(Level::integrity)});
        const auto server = negotiate::server({kerberos_server()});
        auto first = client->step({});
        REQUIRE(first);
        first->token.back() ^= std::byte{1};
        CHECK_FALSE(server->step(first->token));
        CHECK_FALSE(server->complete());
    }
}
