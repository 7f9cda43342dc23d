// SPDX-License-Identifier: LGPL-2.1-or-later
// Process: the object behind GetCurrentProcess() and real handles made from it. It stands for this process only, so
// whoever waits for it waits in vain.
#pragma once

#include "handleapi/object.hpp"

namespace handleapi {

class Process final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::process;
    static Process& current() noexcept;

 private:
    Process() noexcept : Object(kType, Consume::nothing, 0) {}
};

}  // namespace handleapi
