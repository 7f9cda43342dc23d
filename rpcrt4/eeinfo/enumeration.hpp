// SPDX-License-Identifier: LGPL-2.1-or-later
// Enumeration: a program's snapshot of a chain, with a cursor. The program holds an id of a table in memory of its own
// (RPC_ERROR_ENUM_HANDLE), which is believed only as far as it leads to an entry.
// Threads: the table any; one enumeration is used by one thread at a time, as on Windows.
#pragma once

#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"
#include "rpcrt4/eeinfo/record.hpp"

namespace rpcrt4::eeinfo {

class Enumeration final : public base::RefCounted {
 public:
    explicit Enumeration(Chain chain) noexcept : chain_(std::move(chain)) {}

    /// Strings in it live as long as this object.
    const Chain& chain() const noexcept { return chain_; }
    /// Null at the end.
    const Record* current() const noexcept { return position_ < chain_.size() ? &chain_[position_] : nullptr; }
    void advance() noexcept { ++position_; }
    void restart() noexcept { position_ = 0; }

 private:
    const Chain chain_;
    size_t position_ = 0;
};

using EnumerationTable = base::SlotTable<Enumeration>;
/// Never torn down.
EnumerationTable& enumerations() noexcept;

}  // namespace rpcrt4::eeinfo
