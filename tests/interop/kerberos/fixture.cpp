// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/interop/kerberos/fixture.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

namespace kerberos_test {

using base::Status;
using namespace rpcrt4::security;

std::string path(const std::string& name) {
    const char* work = ::getenv("KERBEROS_WORK");
    REQUIRE(work != nullptr);
    return std::string(work) + "/" + name;
}

std::string file(const std::string& name) { return "FILE:" + path(name); }

Variable::Variable(const char* name, const std::string& value) : name_(name), before_(::getenv(name)) {
    ::setenv(name, value.c_str(), 1);
}
Variable::~Variable() { ::setenv(name_, before_.c_str(), 1); }

ClientWish wish(Level level, const std::string& principal) {
    ClientWish wish;
    wish.principal = principal;
    wish.level = level;
    return wish;
}

void converse(Pair& pair) {
    Octets token;
    for (bool clients_turn = true; !(pair.client->complete() && pair.server->complete());
         clients_turn = !clients_turn) {
        Context& speaker = clients_turn ? *pair.client : *pair.server;
        REQUIRE_FALSE(speaker.complete());
        auto step = speaker.step(token);
        CAPTURE(base::code(step.status()));
        CAPTURE(pair.tokens.size());
        REQUIRE(step);
        token = std::move(step->token);
        if (!token.empty()) pair.tokens.push_back(token);
    }
}

Pair connected(const ClientWish& wish) {
    auto client = kerberos::client(wish);
    auto server = kerberos::server();
    CAPTURE(base::code(client.status()));
    CAPTURE(base::code(server.status()));
    REQUIRE(client);
    REQUIRE(server);
    Pair pair{std::move(*client), std::move(*server), {}};
    converse(pair);
    return pair;
}

Status client_error(const ClientWish& wish) {
    auto client = kerberos::client(wish);
    return client ? (*client)->step({}).status() : client.status();
}

Status server_error(const ClientWish& wish) {
    auto client = kerberos::client(wish);
    REQUIRE(client);
    const auto token = (*client)->step({});
    REQUIRE(token);
    auto server = kerberos::server();
    return server ? (*server)->step(token->token).status() : server.status();
}

Message::Message(size_t stub_size) {
    for (size_t i = 0; i < stub_size; ++i) stub.push_back(static_cast<std::byte>(i * 7 + 1));
}

std::vector<Piece> Message::pieces() {
    return {{header, Piece::Handling::sign}, {stub, Piece::Handling::seal}, {trailer, Piece::Handling::sign}};
}

Message sent(Context& from, Level level, size_t stub_size) {
    Message message(stub_size);
    message.signature.resize(from.signature_size(level));
    const Status status = from.protect(level, message.pieces(), message.signature);
    CAPTURE(base::code(status));
    REQUIRE(status == Status::ok);
    return message;
}

Status receive(Context& to, Level level, Message& message) {
    return to.unprotect(level, message.pieces(), message.signature);
}

}  // namespace kerberos_test
