// SPDX-License-Identifier: LGPL-2.1-or-later
// Chains as bytes: ExtendedErrorInfoPtr of [MS-EERR] in type serialization version 1 of [MS-RPCE] 2.2.6. Pure.
// Decoding believes nothing: every count is compared with what is there, any violation fails the whole of it.
#pragma once

#include <optional>
#include <span>

#include "rpcrt4/eeinfo/record.hpp"

namespace rpcrt4::eeinfo {

/// Empty when the chain is.
std::vector<std::byte> encode(const Chain& chain);
/// At most `limit` bytes: drops records from the last but one backwards, then strings and computer names, and marks
/// where something is missing ("Reliability of Extended Error Information"). Empty when that is not enough.
std::vector<std::byte> encode_within(Chain chain, size_t limit);
/// Both byte orders. At most kMostRecords records.
std::optional<Chain> decode(std::span<const std::byte> bytes);

}  // namespace rpcrt4::eeinfo
