// SPDX-License-Identifier: LGPL-2.1-or-later
// The plays, by what they are about; one file each.
#pragma once

#include <vector>

#include "tests/model/scheduler.hpp"

namespace model {

std::vector<Scenario> event_plays();
std::vector<Scenario> many_plays();   // waits for several objects
std::vector<Scenario> mutex_plays();  // and semaphores
std::vector<Scenario> apc_plays();
std::vector<Scenario> port_plays();
std::vector<Scenario> lock_plays();  // locks in the caller's memory

}  // namespace model
