// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The back end in order: support check, format strings, texts, files. See generate.hpp.
#include "tools/midl/generate.hpp"

#include <fstream>

#include "tools/midl/ast.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/emit_iid.hpp"
#include "tools/midl/emit_model.hpp"
#include "tools/midl/format_support.hpp"
#include "tools/midl/options.hpp"

namespace midl {
namespace {

constexpr int kCannotWrite = 1006;
constexpr int kTooLarge = 2379;
constexpr std::uint32_t kMaxString = 0xffff;

// No path: the command line does not want that file.
void write(const std::string& path, const std::string& text, Diagnostics& diagnostics) {
    if (path.empty()) return;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) diagnostics.error({}, kCannotWrite, "cannot write " + path);
}

bool is_remote(const Interface& interface_) {
    return interface_.is_defined && !interface_.is_local && !interface_.is_object;
}

// False when the strings outgrow their 16-bit offsets.
bool describe(StubModel& model) {
    for (const Interface* interface_ : model.file.interfaces) {
        if (is_remote(*interface_)) model.interfaces.push_back(interface_);
    }
    model.procedures = describe_procedures(model.format, model.interfaces, model.options);
    describe_pickled_types(model);
    return model.table.lay_out() && model.procedures.size <= kMaxString;
}

}  // namespace

void generate(const File& file, const Options& options, Diagnostics& diagnostics) {
    check_supported(file, options, diagnostics);
    if (diagnostics.has_errors()) return;
    StubModel model(file, options);
    if (!describe(model)) {
        diagnostics.error(
            {}, kTooLarge,
            "the compiler reached a limit for a format string representation: 64 KB; split the interface");
        return;
    }
    write(options.header, emit_header(model), diagnostics);
    if (const std::string ids = emit_iid(file); !ids.empty()) write(options.iid_file, ids, diagnostics);
    if (model.interfaces.empty()) return;
    if (options.client == StubKind::stub) write(options.client_stub, emit_client(model), diagnostics);
    if (options.server == StubKind::stub) write(options.server_stub, emit_server(model), diagnostics);
}

}  // namespace midl
