// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcnmake: builds what a makefile of nmake describes.
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <vector>

#include "tools/rpcnmake/builder.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/makefile.hpp"
#include "tools/rpcnmake/names.hpp"
#include "tools/rpcnmake/options.hpp"

namespace rpcnmake {
namespace {

namespace fs = std::filesystem;
using Origin = Macros::Origin;

constexpr int kSystemError = 4;

/// The section [NMAKE] of Tools.ini; empty without one.
std::string tools_ini() {
    const char* folder = std::getenv("INIT");
    auto path = existing("tools.ini");
    if (!path && folder != nullptr) path = existing(std::string(folder) + "/tools.ini");
    if (!path) return {};
    std::ifstream file(*path);
    std::string section, line;
    for (bool inside = false; std::getline(file, line);) {
        if (line.starts_with('[')) inside = key_of(trimmed(line)) == "[nmake]";
        if (inside && !line.starts_with('[')) section += line + "\n";
    }
    return section;
}

class Program {
 public:
    explicit Program(Options options)
        : options_(std::move(options)), self_(fs::read_symlink("/proc/self/exe")), runner_(macros_, self_) {}

    int run() {
        define();
        read_all();
        if (options_.shows_all) show();
        std::vector<std::string> targets = options_.targets;
        if (targets.empty() && !makefile_.first().empty()) targets.push_back(makefile_.first());
        if (targets.empty() && options_.shows_all) return 0;
        if (targets.empty()) fail(1064, "MAKEFILE not found and no target specified");
        hear_interrupts();
        Builder builder(makefile_, runner_, options_.build);
        Exit worst = Exit::built;
        for (const std::string& target : targets) {
            const Exit made = builder.build(target);
            if (made != Exit::built) worst = made;
        }
        return static_cast<int>(worst);
    }

 private:
    void define() {
        if (options_.environment_first) macros_.prefer_environment();
        if (!options_.without_rules) {
            read_text("<predefined>", std::string(standard_makefile("predefined.mak")), Origin::predefined);
            read_text("tools.ini", tools_ini(), Origin::tools);
        } else {
            makefile_.clear_suffixes();
        }
        for (char** each = environ; *each != nullptr; ++each) inherit(*each);
        macros_.define("MAKE", self_, Origin::environment);
        macros_.define("MAKEDIR", fs::current_path().string(), Origin::environment);
        macros_.define("MAKEFLAGS", options_.letters, Origin::environment);
        for (const auto& [name, value] : options_.macros) macros_.define(name, value, Origin::command_line);
        // The compiler and its kin are beside this program.
        const char* const path = std::getenv("PATH");
        const std::string folder = fs::path(self_).parent_path();
        ::setenv("PATH", (path != nullptr ? folder + ":" + path : folder).c_str(), 1);
    }

    /// In capital letters; what could not be a macro is none.
    void inherit(const std::string& variable) {
        const size_t sign = variable.find('=');
        if (sign == variable.npos) return;
        std::string name = variable.substr(0, sign);
        for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        try {
            macros_.define(name, variable.substr(sign + 1), Origin::environment);
        } catch (const Fault&) {
        }
    }

    void read_text(std::string name, std::string text, Origin origin) {
        Reader reader(macros_, directing());
        reader.open_text(std::move(name), std::move(text));
        Manner manner;
        makefile_.read(reader, origin, manner);
    }

    void read_all() {
        std::vector<std::string> names = options_.makefiles;
        if (names.empty() && existing("makefile")) names.emplace_back("makefile");
        for (const std::string& name : names) {
            Reader reader(macros_, directing());
            reader.open(name);
            manner_ = {};
            makefile_.read(reader, Origin::makefile, manner_);
        }
        for (const std::string& warning : makefile_.warnings()) {
            if (!options_.build.quiet) std::fprintf(stderr, "NMAKE : warning %s\n", warning.c_str());
        }
    }

    Directing directing() {
        return {[this](const std::string& command) { return runner_.run_line(command); },
                [this](char letter, bool on) {
                    (letter == 's'   ? manner_.silent
                     : letter == 'i' ? manner_.ignoring
                     : letter == 'n' ? manner_.only_shown
                                     : manner_.tells_times) = on;
                },
                [](const std::string& line) {
                    std::printf("%s\n", line.c_str());
                    std::fflush(stdout);
                },
                options_.shows_included};
    }

    void show() const {
        std::puts("MACROS:\n");
        for (const std::string& line : macros_.listed()) std::printf("%s\n", line.c_str());
        std::puts("\nINFERENCE RULES:\n");
        for (const Rule& rule : makefile_.rules()) {
            if (rule.has_paths) {
                std::printf("{%s}%s{%s}%s%s\n", rule.from_path.c_str(), rule.from.c_str(), rule.to_path.c_str(),
                            rule.to.c_str(), rule.is_batch ? "::" : ":");
            } else {
                std::printf("%s%s%s\n", rule.from.c_str(), rule.to.c_str(), rule.is_batch ? "::" : ":");
            }
            for (const Command& command : rule.block.commands) std::printf("\t%s\n", command.text.c_str());
        }
        std::printf("\n.SUFFIXES:");
        for (const std::string& suffix : makefile_.suffixes()) std::printf(" %s", suffix.c_str());
        std::puts("\n\nTARGETS:\n");
        for (const auto& [key, target] : makefile_.targets()) {
            for (const Block& block : target.blocks) {
                std::printf("%s%s", target.name.c_str(), target.doubled ? "::" : ":");
                for (const std::string& each : block.dependents) std::printf(" %s", quoted(each).c_str());
                std::puts("");
                for (const Command& command : block.commands) std::printf("\t%s\n", command.text.c_str());
            }
        }
    }

    const Options options_;
    const std::string self_;
    Macros macros_;
    Manner manner_;
    Makefile makefile_{macros_};
    Runner runner_;
};

constexpr const char* kHelp =
    "Usage: rpcnmake [/OPTIONS] [/F MAKEFILE] [/X FILE] [NAME=VALUE]... [TARGET]... [@FILE]...\n"
    "  /A all targets   /B equal times are old   /C no warnings        /D timestamps   /E environment first\n"
    "  /G names of included makefiles            /I ignore exit codes  /K go on        /N only show\n"
    "  /P definitions   /Q only ask              /R nothing predefined /S silent       /T only touch\n"
    "  /Y no batches    /NOLOGO\n";

/// FILE(LINE) : fatal error U1000: TEXT, as tools look for.
int tell(const Fault& fault) {
    const std::string place = fault.file.empty() ? "NMAKE" : fault.file + "(" + std::to_string(fault.line) + ")";
    std::fflush(stdout);
    std::fprintf(stderr, "%s : fatal error U%d: %s\nStop.\n", place.c_str(), fault.number, fault.text.c_str());
    return static_cast<int>(Exit::failed);
}

int run(const std::vector<std::string>& words) {
    try {
        Options options = parse(words);
        if (options.helps) {
            std::fputs(kHelp, stdout);
            return 0;
        }
        const char* const file = options.complaints == "-" ? "/dev/stdout" : options.complaints.c_str();
        if (*file != '\0' && std::freopen(file, "w", stderr) == nullptr)
            fail(1053, "file '" + options.complaints + "' cannot be written");
        return Program(std::move(options)).run();
    } catch (const Fault& fault) {
        return tell(fault);
    } catch (const std::bad_alloc&) {
        std::fputs("NMAKE : fatal error U1051: out of memory\nStop.\n", stderr);
        return kSystemError;
    }
}

}  // namespace
}  // namespace rpcnmake

int main(int argc, char** argv) { return rpcnmake::run({argv + 1, argv + argc}); }
