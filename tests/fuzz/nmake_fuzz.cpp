// SPDX-License-Identifier: LGPL-2.1-or-later
// A makefile of nmake, whatever its text: read without a fault of ours, or with one that has a number; each command of
// it said for sh. Nothing is run: every command that is asked for ends with 1.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/makefile.hpp"
#include "tools/rpcnmake/reader.hpp"
#include "tools/rpcnmake/shell.hpp"

namespace {

std::optional<std::string> nothing(std::string_view) { return std::nullopt; }

void say_for_sh(const rpcnmake::Makefile& makefile, const rpcnmake::Macros& macros) {
    const rpcnmake::FileNames names{
        .target = "dir\\a.obj", .dependents = {"a.c", "b c.h"}, .newer = {"a.c"}, .inferred = "a.c"};
    const rpcnmake::Surroundings nobody{.variable = nothing, .file = nothing};
    for (const auto& [key, target] : makefile.targets()) {
        for (const rpcnmake::Block& block : target.blocks) {
            for (const rpcnmake::Command& command : block.commands) {
                const std::string text = macros.expand(command.text, &names);
                static_cast<void>(rpcnmake::shell_script(text, nobody));
                static_cast<void>(rpcnmake::change_of(text, nobody));
            }
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    try {
        rpcnmake::Macros macros;
        rpcnmake::Directing directing;
        directing.run = [](const std::string&) { return 1; };
        directing.switched = [](char, bool) {};
        directing.say = [](const std::string&) {};
        rpcnmake::Reader reader(macros, std::move(directing));
        reader.open_text("makefile", std::string(reinterpret_cast<const char*>(data), size));
        rpcnmake::Makefile makefile(macros);
        rpcnmake::Manner manner;
        makefile.read(reader, rpcnmake::Macros::Origin::makefile, manner);
        say_for_sh(makefile, macros);
    } catch (const rpcnmake::Fault& fault) {
        constexpr int kUsers = 1050;  // !ERROR may say nothing
        if (fault.number < 1000 || fault.number > 4999 || (fault.text.empty() && fault.number != kUsers)) std::abort();
    }
    return 0;
}
