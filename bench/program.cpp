// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <fstream>
#include <vector>

#include "bench/rival.hpp"

extern char** environ;

namespace bench {

namespace fs = std::filesystem;

Workplace::Workplace(std::initializer_list<std::pair<std::string, std::string>> files) {
    std::string name = fs::temp_directory_path() / "rpcrt4-bench-XXXXXX";
    must(::mkdtemp(name.data()) != nullptr, "a temporary directory");
    directory_ = name;
    for (const auto& [file, text] : files) std::ofstream(directory_ / file) << text;
}

Workplace::~Workplace() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

std::string tool(const std::string& name) {
    return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "tools" / name / name;
}

double milliseconds_of(std::initializer_list<std::string> words) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    const double start = now();
    pid_t child = 0;
    int status = 0;
    must(posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ) == 0, arguments[0]);
    waitpid(child, &status, 0);
    const double stop = now();
    posix_spawn_file_actions_destroy(&actions);
    must(status == 0, arguments[0]);
    return (stop - start) / 1e6;
}

}  // namespace bench
