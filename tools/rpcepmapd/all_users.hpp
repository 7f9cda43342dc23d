// SPDX-License-Identifier: LGPL-2.1-or-later
// What the servers of other users have registered, for a mapper that may look into their runtime directories (root).
// Nothing there is trusted further than its owner could be: a directory and every file in it must belong to the user it
// is named after and be no link; of a user count so many files and elements; only files that a living process holds
// count; and nothing is changed or waited for. What leads over a transport of one user's directory is left out: nobody
// else can go there. A user whose runtime directory is elsewhere (RPCRT4_RUNTIME_DIR) is not seen.
// Threads: any.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "rpcrt4/epmapper/element.hpp"

namespace rpcepmapd {

/// Where the runtime directories are: "1000/rpcrt4" in the first, "rpcrt4-1000" in the second.
struct Places {
    std::string of_sessions = "/run/user";
    std::string of_the_rest = "/tmp";
};

inline constexpr size_t kMostFilesOfUser = 256;
inline constexpr size_t kMostElementsOfUser = 4096;

/// Of all users but `self`, whose map is read as every program reads its own; in the order of user ids.
std::vector<rpcrt4::epmapper::Element> elements_of_others(uid_t self, const Places& places = {});

}  // namespace rpcepmapd
