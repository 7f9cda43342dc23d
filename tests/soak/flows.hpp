// SPDX-License-Identifier: LGPL-2.1-or-later
// Bytes through the four kinds of pipe, checked at their end. False when the call was refused or lost.
#pragma once

#include "client.hpp"

namespace soak {

bool swallow(handle_t server, LONGLONG size);
bool pour(handle_t server, LONGLONG size);
bool swallow_later(handle_t server, LONGLONG size);
bool pour_later(handle_t server, LONGLONG size);

}  // namespace soak
