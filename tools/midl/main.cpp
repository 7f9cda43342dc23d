// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The midl program: options, then front end and back end for each input file. Exit status 0 when no error was reported.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/front.hpp"
#include "tools/midl/generate.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/source.hpp"

namespace {

// The IDL files that come with midl: in the installation it is part of, else in the source tree it was built from.
std::string system_directory() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto installed = program.parent_path().parent_path() / "include" / "rpcrt4";
    if (!error && std::filesystem::is_directory(installed, error)) return installed.string();
    return MIDL_SOURCE_INCLUDE;
}

void confirm(const midl::Options& options) {
    std::cout << "input:        " << options.inputs.front() << "\nacf:          " << options.acf
              << "\nheader:       " << options.header
              << "\nclient stub:  " << (options.client == midl::StubKind::none ? "none" : options.client_stub)
              << "\nserver stub:  " << (options.server == midl::StubKind::none ? "none" : options.server_stub) << '\n';
}

// Every input has its own sources and error count, so that one bad file does not silence the next.
bool compile(const midl::Options& options, std::ostream& messages) {
    midl::Sources sources;
    midl::Diagnostics diagnostics(sources, &messages);
    diagnostics.set_policy(options.policy());
    if (!options.nologo) std::cout << "Processing " << options.inputs.front() << '\n';
    const auto file = midl::analyse(options, sources, diagnostics);
    if (file && !options.syntax_check) midl::generate(*file, options, diagnostics);
    return !diagnostics.has_errors();
}

int run(const std::vector<std::string>& arguments) {
    midl::Options options;
    midl::Sources sources;
    midl::Diagnostics diagnostics(sources, nullptr);  // until it is known where messages go
    const bool is_understood = midl::parse_options(arguments, options, diagnostics);
    std::ofstream message_file;
    if (!options.message_file.empty()) {
        message_file.open(options.message_file);
        if (!message_file) {
            std::cerr << diagnostics.format(
                {midl::Severity::error, {}, 2117, "error in opening file: " + options.message_file});
            return 1;
        }
    }
    std::ostream& messages = message_file.is_open() ? static_cast<std::ostream&>(message_file) : std::cerr;
    for (const midl::Diagnostic& each : diagnostics.all()) messages << diagnostics.format(each);
    if (!is_understood || diagnostics.has_errors()) return 1;
    options.system_directory = system_directory();
    if (options.help) {
        std::cout << midl::help_text();
        return 0;
    }
    bool is_good = true;
    for (const std::string& input : options.inputs) {
        const midl::Options own = midl::for_input(options, input);
        if (options.confirm) {
            confirm(own);
        } else {
            is_good &= compile(own, messages);
        }
    }
    return is_good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    } catch (const std::exception& problem) {
        std::cerr << "midl: internal problem: " << problem.what() << '\n';
        return 2;
    }
}
