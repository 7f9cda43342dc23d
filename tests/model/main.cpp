// SPDX-License-Identifier: LGPL-2.1-or-later
// model                      explores every play and prints how many runs that took
// model NAME                 explores the plays whose name contains NAME
// model NAME SCHEDULE        repeats one run, step by step
// model --must-fail NAME...  the engine has been broken on purpose: succeeds when one of these plays finds out
#include <cstdio>
#include <cstring>
#include <string>

#include "tests/model/plays.hpp"

namespace {

std::vector<model::Scenario> all_plays() {
    std::vector<model::Scenario> all;
    for (const auto& some : {model::event_plays()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

void print(const model::Scenario& scenario, const model::Result& result) {
    std::printf("%8llu runs, %zu steps at most, %d preemptions: %s\n", static_cast<unsigned long long>(result.runs),
                result.longest, scenario.preemptions, scenario.name);
    if (!result.failure.empty()) {
        std::printf("  FAILED: %s\n  schedule: \"%s\"\n", result.failure.c_str(), result.schedule.c_str());
    }
    std::fflush(stdout);
}

int explore(const char* name) {
    uint64_t runs = 0;
    uint64_t steps = 0;
    int failures = 0;
    size_t plays = 0;
    for (const model::Scenario& scenario : all_plays()) {
        if (!std::strstr(scenario.name, name)) continue;
        const model::Result result = model::explore(scenario);
        print(scenario, result);
        ++plays;
        runs += result.runs;
        steps += result.steps;
        failures += !result.failure.empty();
        if (failures != 0) break;  // what the failed run holds locked stays so
    }
    std::printf("%zu plays, %llu runs, %llu steps, %d failures\n", plays, static_cast<unsigned long long>(runs),
                static_cast<unsigned long long>(steps), failures);
    return failures == 0 && plays != 0 ? 0 : 1;
}

int replay(const char* name, const char* schedule) {
    for (const model::Scenario& scenario : all_plays()) {
        if (!std::strstr(scenario.name, name)) continue;
        const model::Result result = model::replay(scenario, schedule);
        print(scenario, result);
        return result.failure.empty() ? 0 : 1;
    }
    std::printf("no such play\n");
    return 2;
}

/// A run that fails fails again when it is repeated.
int must_fail(int count, char** names) {
    const auto plays = all_plays();
    for (int i = 0; i < count; ++i) {
        bool known = false;
        for (const model::Scenario& scenario : plays) {
            if (!std::strstr(scenario.name, names[i])) continue;
            known = true;
            const model::Result result = model::explore(scenario);
            print(scenario, result);
            if (!result.failure.empty()) return 0;
        }
        if (!known) std::printf("no play: %s\n", names[i]);
    }
    std::printf("nobody noticed\n");
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::strcmp(argv[1], "--must-fail") == 0) return must_fail(argc - 2, argv + 2);
    if (argc > 2) return replay(argv[1], argv[2]);
    return explore(argc > 1 ? argv[1] : "");
}
