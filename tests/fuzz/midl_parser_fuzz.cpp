// SPDX-License-Identifier: LGPL-2.1-or-later
//
// libFuzzer target: the IDL compiler's front end on arbitrary text, an ACF after a NUL byte. Nothing may crash, hang or
// leak, whatever the text. Run with -dict=tests/fuzz/midl.dict; the corpus is tests/fuzz/corpus/midl.
#include <cstddef>
#include <cstdint>
#include <string>

#include "tools/midl/ast.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/front.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/source.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::size_t split = text.find('\0');
    const std::string idl = text.substr(0, split);
    const std::string acf = split == std::string::npos ? std::string() : text.substr(split + 1);
    midl::Sources sources;
    midl::Diagnostics diagnostics(sources, nullptr);
    midl::Options options;
    options.no_cpp = true;
    options.no_default_include = true;
    options.include_directories.clear();
    const auto file = midl::analyse_text("fuzz.idl", idl, acf, options, sources, diagnostics);
    for (const midl::Diagnostic& each : diagnostics.all()) diagnostics.format(each);
    if (!file && !diagnostics.has_errors()) __builtin_trap();
    return 0;
}
