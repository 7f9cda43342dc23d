// SPDX-License-Identifier: LGPL-2.1-or-later
// A client of a soak run; every answer is checked.
//     soak_client mix SEED BINDING...         threads that make calls of every kind, chosen at random, until the input
//                                             says "rest"; then all is given back, and the end of the input awaited
//     soak_client survive SEED BINDING...     the same with a server that may be killed
//     soak_client flow BYTES MOST BINDING...  so many bytes through every pipe, which may take so much memory
//     soak_client census BINDING              prints what the server has open, and its complaints
// Ends with a line of counts; the exit code is 1 when an answer was wrong.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "flows.hpp"
#include "mixer.hpp"

namespace soak {
namespace {

constexpr uint32_t kThreads = 6;

int summary() {
    const auto print = [](const std::atomic<uint64_t>& count, const char* what) {
        if (count != 0) std::printf(", %llu %s", static_cast<unsigned long long>(count), what);
    };
    std::printf("%llu calls", static_cast<unsigned long long>(counts.calls));
    print(counts.refused, "refused");
    print(counts.cancelled, "cancelled");
    print(counts.timed_out, "timed out");
    print(counts.unavailable, "unavailable");
    print(counts.failed, "failed");
    print(counts.not_executed, "not executed");
    print(counts.not_registered, "not registered");
    print(counts.contexts, "contexts gone");
    print(counts.wrong, "wrong");
    std::puts("");
    return counts.wrong == 0 ? 0 : 1;
}

int mix(uint32_t seed, const std::vector<std::string>& bindings) {
    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (uint32_t i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            Mixer mixer(bindings, seed * 1000 + i);
            mixer.run(stop);
            if (i == 0) mixer.recover();
        });
    }
    std::string line;
    std::getline(std::cin, line);
    stop = true;
    for (std::thread& thread : threads) thread.join();
    std::puts("resting");
    std::fflush(stdout);
    std::getline(std::cin, line);
    return summary();
}

/// Of this program; what getrusage tells begins with that of the one it was started from.
long peak_kib() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    return 0;
}

int flow(LONGLONG bytes, long most_kib, const std::vector<std::string>& bindings) {
    for (const std::string& text : bindings) {
        const Binding server(text);
        for (const auto through : {swallow, pour, swallow_later, pour_later}) {
            const long before = peak_kib();
            const bool done = through(server, bytes);
            expect(done, "a pipe that was refused", 0);
            const long more = peak_kib() - before;
            std::printf("%lld bytes over %s: %ld KiB more at most\n", static_cast<long long>(bytes),
                        text.substr(0, text.find(':')).c_str(), more);
            expect(more <= most_kib, "memory of a pipe, KiB", more);
        }
    }
    return summary();
}

int census(const std::string& text) {
    const Binding server(text);
    LONG contexts = -1;
    LONG outstanding = -1;
    LONG wrong = -1;
    RPC_STATUS status;
    do status = raised_by([&] { Census(server, &contexts, &outstanding, &wrong); });
    while (status == RPC_S_SERVER_TOO_BUSY);
    std::printf("%d %d %d\n", static_cast<int>(contexts), static_cast<int>(outstanding), static_cast<int>(wrong));
    return status == RPC_S_OK ? 0 : 1;
}

}  // namespace
}  // namespace soak

int main(int argc, char** argv) {
    make_pattern();
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto rest = [&](size_t from) { return std::vector<std::string>(words.begin() + from, words.end()); };
    if (words.size() >= 3 && (words[0] == "mix" || words[0] == "survive")) {
        soak::mortal = words[0] == "survive";
        return soak::mix(static_cast<uint32_t>(std::strtoul(words[1].c_str(), nullptr, 10)), rest(2));
    }
    if (words.size() >= 4 && words[0] == "flow")
        return soak::flow(std::strtoll(words[1].c_str(), nullptr, 10), std::strtol(words[2].c_str(), nullptr, 10),
                          rest(3));
    if (words.size() == 2 && words[0] == "census") return soak::census(words[1]);
    std::fprintf(stderr, "soak_client mix | survive SEED BINDING... | flow BYTES MOST BINDING... | census BINDING\n");
    return 2;
}
