// SPDX-License-Identifier: LGPL-2.1-or-later
// Both sides of Kerberos in one process, against the realm that kerberos.py has set up: its tickets and keys are files
// of the directory $KERBEROS_WORK. And messages as RPC makes them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rpcrt4/security/kerberos/kerberos.hpp"

namespace kerberos_test {

using rpcrt4::security::ClientWish;
using rpcrt4::security::Context;
using rpcrt4::security::Level;
using rpcrt4::security::Piece;

using Octets = std::vector<std::byte>;

constexpr const char* kServer = "host/server.rpc.test";

/// A file the driver made, and what names it to the library.
std::string path(const std::string& name);
std::string file(const std::string& name);

/// Sets a variable of the environment as long as it lives.
class Variable {
 public:
    Variable(const char* name, const std::string& value);
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable();

 private:
    const char* name_;
    std::string before_;
};

/// One kind of key for everything, as long as it lives.
class OnlyKind {
 public:
    explicit OnlyKind(const std::string& kind)
        : configuration_("KRB5_CONFIG", path(kind + ".conf")), cache_("KRB5CCNAME", file(kind + ".ccache")) {}

 private:
    Variable configuration_;
    Variable cache_;
};

struct Pair {
    std::unique_ptr<Context> client;
    std::unique_ptr<Context> server;
    std::vector<Octets> tokens;
};

/// Who wants what, with the tickets of `cache`.
ClientWish wish(Level level, const std::string& principal = kServer);

/// Drives both until they are complete; the test fails when they do not get there.
void converse(Pair& pair);
Pair connected(const ClientWish& wish);

/// The error a client or the server comes to; Status::ok when there is none.
base::Status client_error(const ClientWish& wish);
base::Status server_error(const ClientWish& wish);

/// A fragment: header, stub data, security trailer, and the signature in its own bytes.
struct Message {
    Octets header = Octets(24, std::byte{0xE1});
    Octets stub;
    Octets trailer = Octets(8, std::byte{0xE3});
    Octets signature;

    explicit Message(size_t stub_size);
    std::vector<Piece> pieces();
    bool operator==(const Message&) const = default;
};

/// A message of that size as it travels.
Message sent(Context& from, Level level, size_t stub_size);
base::Status receive(Context& to, Level level, Message& message);

}  // namespace kerberos_test
