// SPDX-License-Identifier: LGPL-2.1-or-later
// The IDL compiler on an interface of 3,000 lines: the whole program, preprocessor and written files included. The null
// rival is the C preprocessor alone on the same text, which midl runs as well.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

#include "rival.hpp"

extern char** environ;

namespace {

namespace fs = std::filesystem;

constexpr int kLines = 3000;

// Ten kinds of declarations, numbered, until there are enough lines.
std::string interface_text() {
    constexpr int kLinesEach = 20;
    std::string text =
        "[uuid(b0a5e000-0050-4000-8000-000000000001), version(1.0), pointer_default(unique)] interface Big {\n";
    for (int i = 0; i < kLines / kLinesEach; ++i) {
        const std::string n = std::to_string(i);
        text += "typedef enum Kind" + n + " { KIND_A" + n + ", KIND_B" + n + " } Kind" + n + ";\n";
        text += "typedef struct Record" + n + " {\n    long id;\n    Kind" + n +
                " kind;\n    [string] wchar_t *name;\n    unsigned long count;\n"
                "    [size_is(count)] unsigned char *data;\n    struct Record" +
                n + " *next;\n} Record" + n + ";\n";
        text += "typedef [switch_type(long)] union Choice" + n + " {\n    [case(1)] Record" + n +
                " *record;\n    [case(2, 3)] hyper number;\n    [default] ;\n} Choice" + n + ";\n";
        text += "long Get" + n +
                "([in] handle_t h, [in, string] wchar_t *name, [in] long level,\n    [out, switch_is(" +
                "level)] Choice" + n + " *choice);\n";
        text += "long Put" + n + "([in] handle_t h, [in] Record" + n + " *record, [in, out, unique] long *cookie);\n";
        text += "void List" + n +
                "([in] handle_t h, [in] unsigned long max, [out] unsigned long *count,\n"
                "    [out, size_is(max), length_is(*count)] long *ids);\n\n";
    }
    return text + "}\n";
}

// The files of one measurement, in a directory that goes with the process.
class Workplace {
 public:
    Workplace() {
        std::string name = (fs::temp_directory_path() / "midl-bench-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
        directory_ = name;
        std::ofstream(directory_ / "big.idl") << interface_text();
    }
    ~Workplace() {
        std::error_code ignored;
        fs::remove_all(directory_, ignored);
    }
    std::string idl() const { return directory_ / "big.idl"; }
    std::string path() const { return directory_; }

 private:
    fs::path directory_;
};

const Workplace& workplace() {
    static const Workplace place;
    return place;
}

double milliseconds_of(std::initializer_list<std::string> words) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    const double start = bench::now();
    pid_t child = 0;
    int status = 0;
    if (posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) {
        throw std::runtime_error(std::string("cannot run ") + arguments[0]);
    }
    waitpid(child, &status, 0);
    const double stop = bench::now();
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) throw std::runtime_error(std::string(arguments[0]) + " failed");
    return (stop - start) / 1e6;
}

std::string midl() {
    return (fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "tools" / "midl" / "midl").string();
}

[[maybe_unused]] const bool kLarge = bench::add(
    "midl.3000_lines", "ms",
    [] {
        return milliseconds_of({midl(), "-nologo", "-out", workplace().path(), workplace().idl()});
    },
    [] {
        return milliseconds_of({"cc", "-E", "-x", "c", workplace().idl()});
    });

}  // namespace
