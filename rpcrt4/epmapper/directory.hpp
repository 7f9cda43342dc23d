// SPDX-License-Identifier: LGPL-2.1-or-later
// The endpoint map of this machine and user, without a mapper process: each process that has registered endpoints keeps
// a file of its elements in "endpoints" of the runtime directory, and a record lock on it. The lock goes with the
// process, however it ends and whatever it forked, and what nobody has locked is no registration any more: readers
// pass it over and remove it. Files are replaced as a whole, so a reader finds all of a change or nothing.
// Nobody changes the registrations of another process. Threads: any.
//
// A client that looks for an endpoint reads again only what has changed since it looked last, and asks only of the
// entry it takes whether its process lives: what it costs hardly grows with the number of servers.
#pragma once

#include <optional>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/epmapper/element.hpp"

namespace rpcrt4::epmapper {

enum class Replace : bool { no, yes };

/// Adds elements of this process; those that are there already stay as they are. With Replace::yes, what differs from
/// a new one in nothing but its endpoint, or its annotation, goes. All of it or, after a failure, nothing.
base::Status enter(const std::vector<Element>& elements, Replace replace);
/// Removes elements of this process. ept_s_not_registered when one was not there; the others are removed.
base::Status remove(const std::vector<Element>& elements);

/// What all living processes have registered, this one's first.
std::vector<Element> elements();

/// One of the elements of living processes that serve a client (see serving()), each in turn. Nothing when there is
/// none.
std::optional<Element> one_serving(const binding::Tower& wanted, const uuid::Uuid& object);

/// The form of the files. Nothing for what is not in that form.
std::vector<std::byte> encode_elements(const std::vector<Element>& elements);
std::optional<std::vector<Element>> decode_elements(std::span<const std::byte> bytes);

}  // namespace rpcrt4::epmapper
