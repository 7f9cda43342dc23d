// SPDX-License-Identifier: LGPL-2.1-or-later
// What the smallest call takes on the wire, and so what the bare sockets exchange in its place.
#pragma once

#include <cstdint>

namespace bench {

constexpr uint32_t kRequest = 32;  // bytes of an Echo: 24 of header, the number, padding
constexpr uint32_t kReply = 28;

}  // namespace bench
