// SPDX-License-Identifier: LGPL-2.1-or-later
// A server of SMB of the test's own, on a thread of its own, at one end of a socket pair: knows the user "u" with the
// password "p" and a pipe "echo" that gives back what it gets. Its script says what it does differently.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "rpcrt4/security/ntlm/accounts.hpp"
#include "rpcrt4/transport/smb/connect.hpp"
#include "rpcrt4/transport/smb/conversation.hpp"

namespace smb_test {

using namespace rpcrt4::transport::smb;
namespace transport = rpcrt4::transport;
namespace security = rpcrt4::security;

struct Script {
    uint16_t dialect = dialect::k311;
    Cipher cipher = Cipher::aes128_gcm;
    uint16_t session_flags = 0;
    uint32_t share_flags = 0;
    std::map<Command, uint32_t> statuses{};          ///< what these requests fail with
    std::optional<Command> vanish_at{};              ///< closes instead of answering
    std::function<void(Command, Octets&)> mangle{};  ///< last hand on a reply's message, its signature included
    std::set<Command> twice{};                       ///< answers these again
    bool lies_about_negotiation = false;
    size_t read_size = 65536;  ///< no READ brings more
    bool signs = true;
};

class ScriptedServer {
 public:
    explicit ScriptedServer(Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    /// The client's end, once.
    transport::Socket take_end() { return std::move(client_end_); }
    /// Waits until the client is gone; then what it has asked for, in order.
    const std::vector<Command>& asked();
    bool has_seen(Command command) { return std::count(asked().begin(), asked().end(), command) != 0; }
    /// Of the requests after the session was set up.
    bool all_signed() const noexcept { return all_signed_; }
    bool all_encrypted() const noexcept { return all_encrypted_; }

 private:
    struct Request {
        Header header;
        Octets message;
        bool encrypted = false;
    };

    void serve();
    std::optional<Octets> receive();
    std::optional<Request> open(Octets message);
    bool answer(const Request& request);
    bool negotiate(const Request& request);
    bool set_up_session(const Request& request);
    bool transfer(const Request& request);
    bool feed_reader();
    bool reply(const Request& request, uint32_t status, Octets body, uint64_t async_id = 0);
    bool refuse(const Request& request, uint32_t status);
    bool send(const Octets& message);

    const Script script_;
    transport::Socket client_end_, end_;
    std::unique_ptr<security::ntlm::AccountVerifier> accounts_;
    std::unique_ptr<security::Context> context_;
    Preauthentication spoken_;
    std::unique_ptr<Protection> protection_;
    Offer offered_;
    Octets pipe_;
    std::optional<Request> reader_;
    std::vector<Command> asked_;
    bool all_signed_ = true, all_encrypted_ = true;
    std::thread thread_;
};

}  // namespace smb_test
