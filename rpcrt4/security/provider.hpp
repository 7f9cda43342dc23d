// SPDX-License-Identifier: LGPL-2.1-or-later
// The seam between the runtime and the security providers (ntlm/, kerberos/, negotiate/): tokens go in and come out
// until both sides know each other, then pieces of PDUs are signed and sealed. Providers know nothing of PDUs, sockets
// or threads; the runtime knows nothing of mechanisms. The shape is SSPI's ([MS-RPCE] 3.3.1.5.2, RFC 2743).
//
// Errors are SEC_E_* (winerror.h) as base::Status; rpc_status() says what a caller of RPC is told of them.
// Threads: one at a time for each Context. What a context signs must be sent in the order of signing, and checked in
// the order of arrival: both directions have a sequence number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/secret.hpp"

namespace rpcrt4::security {

/// RPC_C_AUTHN_*, also the auth_type of the wire.
enum class Service : uint8_t { none = 0, negotiate = 9, ntlm = 10, kerberos = 16 };
/// RPC_C_AUTHN_LEVEL_*, also the auth_level of the wire. `call` is `packet` on connections.
enum class Level : uint8_t { none = 1, connect = 2, call = 3, packet = 4, integrity = 5, privacy = 6 };
/// RPC_C_IMP_LEVEL_*.
enum class Impersonation : uint8_t { by_default = 0, anonymous = 1, identify = 2, impersonate = 3, delegate = 4 };

/// SEC_WINNT_AUTH_IDENTITY: an account other than the one the process runs as. UTF-8.
struct Account {
    std::string user;    ///< may be user@realm
    std::string domain;  ///< may be empty
    Secret password;     ///< UTF-8, without a terminator
};

/// What a client wants. `account` null: the process's own credentials (ticket cache, local secret).
struct ClientWish {
    std::string principal;  ///< of the server: "host/server", "user@REALM", may be empty
    const Account* account = nullptr;
    Level level = Level::connect;
    Impersonation impersonation = Impersonation::impersonate;
    bool mutual = false;      ///< the server must prove who it is
    bool signs_list = false;  ///< make_mic() is needed at a level that protects nothing, too
    // Which mechanisms a negotiation may use.
    bool allow_kerberos = true;
    bool allow_ntlm = true;
};

/// Who is at the other end, once the exchange is complete.
struct Peer {
    std::string user;       ///< "" for an anonymous one
    std::string domain;     ///< NetBIOS domain, or realm
    std::string principal;  ///< "DOMAIN\user", "user@REALM": what RpcBindingInqAuthClient tells
    bool anonymous = false;
    Impersonation impersonation = Impersonation::impersonate;
    std::optional<uint32_t> uid;  ///< where the mechanism knows it (a local user)
};

/// A piece of a PDU, in the order of the wire.
struct Piece {
    enum class Handling : uint8_t {
        sign,  ///< counts for the signature and stays readable (the header, the trailer's header)
        seal,  ///< at Level::privacy: signed, and encrypted in place
    };
    std::span<std::byte> bytes;
    Handling handling = Handling::sign;
};

/// One side of one authenticated exchange.
class Context {
 public:
    struct Step {
        std::vector<std::byte> token;  ///< for the peer; may be empty when complete
        bool complete = false;         ///< messages may be protected; after the token, if there is one, was sent
    };

    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    virtual ~Context() = default;

    /// The next leg. A client begins with an empty token, a server with the client's first one. An error ends the
    /// exchange: every later call fails.
    virtual base::Result<Step> step(std::span<const std::byte> token) = 0;
    bool complete() const noexcept { return complete_; }
    /// Whether it can sign pieces that it does not seal: the headers of PDUs at Level::privacy.
    virtual bool signs_headers() const noexcept { return true; }
    /// What a server answers to a client that was complete with its last token: nothing, or a token that says no more
    /// than that the server is complete, too. Once at most.
    virtual base::Status last_word(std::span<const std::byte>) { return base::Status::sec_e_invalid_token; }

    // Once complete.

    /// The bytes of every signature at this level (the auth_value of a request or response).
    virtual size_t signature_size(Level level) const noexcept = 0;
    /// Signs the pieces, and at Level::privacy encrypts those that say so. `signature` has signature_size(level)
    /// bytes. Levels packet, integrity, privacy.
    virtual base::Status protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) = 0;
    /// The reverse: SEC_E_MESSAGE_ALTERED, SEC_E_OUT_OF_SEQUENCE. Nothing of the pieces may be used after an error.
    virtual base::Status unprotect(Level level, std::span<const Piece> pieces,
                                   std::span<const std::byte> signature) = 0;
    /// A signature of bytes that are no PDU: SPNEGO's mechanism list. It takes a sequence number of its direction, as
    /// Windows and Samba have it, but what it does to a key stream is undone ([MS-SPNG] 3.3.5.1).
    virtual base::Result<std::vector<std::byte>> make_mic(std::span<const std::byte> bytes) = 0;
    virtual base::Status check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) = 0;

    virtual const Peer& peer() const noexcept = 0;
    /// The server has proved who it is.
    virtual bool mutual() const noexcept = 0;
    /// The key both sides share, for SMB's signing.
    virtual std::span<const std::byte> session_key() const noexcept = 0;
    /// Which mechanism does the work: for negotiate the one agreed on.
    virtual Service mechanism() const noexcept = 0;

 protected:
    bool complete_ = false;
};

/// What an RPC caller is told when a provider fails: RPC_S_ACCESS_DENIED, RPC_S_SEC_PKG_ERROR,
/// RPC_S_UNKNOWN_AUTHN_SERVICE, RPC_S_OUT_OF_MEMORY ...
base::Status rpc_status(base::Status security_status) noexcept;

}  // namespace rpcrt4::security
