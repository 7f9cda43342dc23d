// SPDX-License-Identifier: LGPL-2.1-or-later
// model [--deeper N] [NAME]
//      explores the plays, or those whose name contains NAME, with N more preemptions than in the everyday test
// model --replay NAME SCHEDULE
//      repeats one run, step by step
// model_broken --broken HOW NAME...
//      breaks the engine on purpose (mutants.py): succeeds when one of the plays finds out, and the run in which it
//      does fails again when it is repeated
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "tests/model/plays.hpp"

namespace model {

static std::string_view wanted_mutant;

/// Asked by the sources that mutants.py has prepared.
bool broken(const char* how) noexcept;
bool broken(const char* how) noexcept { return wanted_mutant == how; }

namespace {

using Arguments = std::vector<char*>;

std::vector<Scenario> plays_called(const char* name) {
    std::vector<Scenario> found;
    for (const auto& some : {event_plays(), many_plays(), mutex_plays(), apc_plays(), port_plays(), lock_plays()}) {
        for (const Scenario& scenario : some) {
            if (std::strstr(scenario.name, name)) found.push_back(scenario);
        }
    }
    if (found.empty()) std::printf("no play: %s\n", name);
    return found;
}

void print(const Scenario& scenario, const Result& result) {
    std::printf("%9llu runs, %3zu steps at most, %d preemptions: %s\n", static_cast<unsigned long long>(result.runs),
                result.longest, scenario.preemptions, scenario.name);
    if (!result.failure.empty()) {
        std::printf("  FAILED: %s\n  schedule: \"%s\"\n", result.failure.c_str(), result.schedule.c_str());
    }
    std::fflush(stdout);
}

/// Stops at the first failure: what the failed run holds locked stays so.
int explore_all(const char* name, int deeper) {
    uint64_t runs = 0;
    uint64_t steps = 0;
    size_t plays = 0;
    bool failed = false;
    for (Scenario& scenario : plays_called(name)) {
        if (failed) break;
        scenario.preemptions += deeper;
        const Result result = explore(scenario);
        print(scenario, result);
        ++plays;
        runs += result.runs;
        steps += result.steps;
        failed = !result.failure.empty();
    }
    std::printf("%zu plays, %llu runs, %llu steps\n", plays, static_cast<unsigned long long>(runs),
                static_cast<unsigned long long>(steps));
    return failed || plays == 0;
}

/// 1 when the run fails again.
int repeat(const char* name, const char* schedule) {
    const auto plays = plays_called(name);
    if (plays.empty()) return 2;
    const Result result = replay(plays[0], schedule);
    print(plays[0], result);
    return !result.failure.empty();
}

/// In a new process: this one's engine stands where it failed.
bool fails_again(const char* program, const Scenario& scenario, const Result& result) {
    const std::string mutant(wanted_mutant);
    const pid_t child = fork();
    if (child == 0) {
        execl(program, program, "--broken", mutant.c_str(), "--replay", scenario.name, result.schedule.c_str(),
              static_cast<char*>(nullptr));
        _exit(3);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

int find_out(const char* program, const Arguments& names) {
    for (const char* name : names) {
        for (const Scenario& scenario : plays_called(name)) {
            const Result result = explore(scenario);
            print(scenario, result);
            if (!result.failure.empty()) return fails_again(program, scenario, result) ? 0 : 1;
        }
    }
    std::printf("nobody noticed\n");
    return 1;
}

int run(const char* program, Arguments arguments) {
    const auto option = [&](std::string_view name, size_t values) {
        return arguments.size() >= values + 1 && arguments[0] == name;
    };
    if (option("--broken", 2)) {
        wanted_mutant = arguments[1];
        arguments.erase(arguments.begin(), arguments.begin() + 2);
    }
    if (option("--replay", 2)) return repeat(arguments[1], arguments[2]);
    if (!wanted_mutant.empty()) return find_out(program, arguments);
    int deeper = 0;
    if (option("--deeper", 1)) {
        deeper = std::atoi(arguments[1]);
        arguments.erase(arguments.begin(), arguments.begin() + 2);
    }
    return explore_all(arguments.empty() ? "" : arguments[0], deeper);
}

}  // namespace
}  // namespace model

int main(int argc, char** argv) { return model::run(argv[0], model::Arguments(argv + 1, argv + argc)); }
