// SPDX-License-Identifier: LGPL-2.1-or-later
// Interfaces everybody knows: names for UUIDs, with the document that describes them.
#pragma once

#include <string_view>

#include "rpcrt4/uuid/uuid.hpp"

namespace rpcdump {

struct KnownInterface {
    std::string_view uuid;
    std::string_view name;
    std::string_view document;  ///< of Microsoft's protocol documents, or another source
};

/// Null for an interface nobody here has heard of.
const KnownInterface* find_known(const rpcrt4::uuid::Uuid& id);

}  // namespace rpcdump
