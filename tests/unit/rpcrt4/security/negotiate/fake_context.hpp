// SPDX-License-Identifier: LGPL-2.1-or-later
// A mechanism for SPNEGO's tests: a given number of tokens goes back and forth, the client's first, and both sides know
// what each must be. A MIC is the list itself behind a mark of who made it. Also two sides that are driven against each
// other, with everything that travels kept.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/negotiate/token.hpp"

namespace fake {

using Bytes = std::vector<std::byte>;
using rpcrt4::security::Context;
using rpcrt4::security::Service;

enum class Side : uint8_t { client, server };

Bytes bytes_of(std::string_view text);
std::string text_of(std::span<const std::byte> bytes);

/// A context that takes part in an exchange of `legs` tokens.
std::unique_ptr<Context> context(Service service, Side side, int legs);

/// The candidate of such a context.
rpcrt4::security::negotiate::Candidate candidate(Service service, Side side, int legs);
/// One that cannot be had.
rpcrt4::security::negotiate::Candidate unavailable(Service service, base::Status reason);

/// What became of a client and a server that talked until both were done or one had enough.
struct Outcome {
    std::vector<Bytes> tokens;  // the client's first, then in turn
    base::Status client = base::Status::ok;
    base::Status server = base::Status::ok;
};

/// What somebody in between does to the token of this number (from 0).
using Tamper = std::function<Bytes(size_t number, Bytes token)>;

Outcome converse(Context& client, Context& server, const Tamper& tamper = {});

}  // namespace fake
