// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/generate.hpp"

#include "tools/midl/ast.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"

namespace midl {

void generate(const File& file, const Options&, Diagnostics& diagnostics) {
    for (const Interface* interface_ : file.interfaces) {
        diagnostics.error(interface_->where, 2200, "code generation is not available in this build");
    }
}

}  // namespace midl
