// SPDX-License-Identifier: LGPL-2.1-or-later
// The plays, by what they are about; one file each.
#pragma once

#include <vector>

#include "tests/model/scheduler.hpp"

namespace model {

std::vector<Scenario> event_plays();

}  // namespace model
