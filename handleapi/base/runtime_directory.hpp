// SPDX-License-Identifier: LGPL-2.1-or-later
// The directory where local endpoints meet: $RPCRT4_RUNTIME_DIR, else $XDG_RUNTIME_DIR/rpcrt4, else /run/rpcrt4 for
// root and /tmp/rpcrt4-UID for everybody else. Made on demand with mode 0700. Unless it was named, it is refused when
// it is a link, when somebody else owns it and when it is open to others.
#pragma once

#include <string>

#include "handleapi/base/status.hpp"

namespace base {

enum class IfMissing : bool { leave, make };

/// Looked up anew on every call, so a test may move it. access_denied when it exists but is not ours alone.
Result<std::string> runtime_directory(IfMissing missing = IfMissing::make);

}  // namespace base
