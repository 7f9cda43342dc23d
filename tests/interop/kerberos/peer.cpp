// SPDX-License-Identifier: LGPL-2.1-or-later
// One side of an exchange, driven by lines: kerberos_peer client|server kerberos|negotiate LEVEL
//   step HEX                                  the peer's token ("-": none); answers "more|complete HEX"
//   protect HEADER STUB TRAILER               answers "ok STUB SIGNATURE"
//   unprotect HEADER STUB TRAILER SIGNATURE   answers "ok STUB"
//   peer                                      answers "ok PRINCIPAL"
// Or "error CODE". A client takes the ticket cache and wants $KERBEROS_TARGET.
#include <stdio.h>
#include <stdlib.h>

#include <iostream>
#include <sstream>
#include <string>

#include "rpcrt4/security/kerberos/kerberos.hpp"
#include "rpcrt4/security/negotiate/negotiate.hpp"

using namespace rpcrt4::security;
using Octets = std::vector<std::byte>;

namespace {

Octets from_hex(const std::string& text) {
    Octets bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return bytes;
}

std::string to_hex(const Octets& bytes) {
    std::string text;
    for (const std::byte each : bytes) {
        char digits[3];
        ::snprintf(digits, sizeof digits, "%02x", std::to_integer<unsigned>(each));
        text += digits;
    }
    return text.empty() ? "-" : text;
}

std::string error(base::Status status) { return "error " + std::to_string(base::code(status)); }

std::string answer(Context& context, Level level, const std::string& line) {
    std::istringstream words(line);
    std::string command, header_text, stub_text, trailer_text, signature_text;
    words >> command >> header_text >> stub_text >> trailer_text >> signature_text;
    if (command == "step") {
        const auto step = context.step(from_hex(header_text));
        return step ? (step->complete ? "complete " : "more ") + to_hex(step->token) : error(step.status());
    }
    if (command == "peer") return "ok " + context.peer().principal;
    Octets header = from_hex(header_text), stub = from_hex(stub_text), trailer = from_hex(trailer_text);
    const Piece pieces[] = {
        {header, Piece::Handling::sign}, {stub, Piece::Handling::seal}, {trailer, Piece::Handling::sign}};
    if (command == "protect") {
        Octets signature(context.signature_size(level));
        const base::Status status = context.protect(level, pieces, signature);
        return base::failed(status) ? error(status) : "ok " + to_hex(stub) + " " + to_hex(signature);
    }
    const base::Status status = context.unprotect(level, pieces, from_hex(signature_text));
    return base::failed(status) ? error(status) : "ok " + to_hex(stub);
}

base::Result<std::unique_ptr<Context>> make(const std::string& role, const std::string& mechanism, Level level) {
    const bool client = role == "client";
    ClientWish wish;
    wish.level = level;
    if (const char* target = ::getenv("KERBEROS_TARGET")) wish.principal = target;
    const auto kerberos = [=] { return client ? kerberos::client(wish) : kerberos::server(); };
    if (mechanism == "kerberos") return kerberos();
    std::vector<negotiate::Candidate> only{{Service::kerberos, kerberos}};
    return client ? negotiate::client(std::move(only)) : negotiate::server(std::move(only));
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    const Level level = static_cast<Level>(atoi(arguments[3]));
    const auto context = make(arguments[1], arguments[2], level);
    if (!context) {
        std::cout << error(context.status()) << std::endl;
        return 1;
    }
    for (std::string line; std::getline(std::cin, line);) std::cout << answer(**context, level, line) << std::endl;
    return 0;
}
