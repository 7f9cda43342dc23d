// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs the registered rows (rival.hpp): ours and rival alternate for several rounds, so that a change of the machine's
// speed hits both; printed are the medians and their ratio.
//     bench [--json FILE] [--rounds N] [--rivals] [FILTER]      FILTER is a part of the names wanted
// --rivals runs the rows named rivals.*, which nothing else does, and says in the last line whether we lead in all.
#include <unistd.h>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>

#include "bench/rival.hpp"

namespace {

constexpr double kSecondsPerMeasurement = 0.05;
constexpr size_t kBatch = 256;

class CapturingReporter final : public benchmark::BenchmarkReporter {
 public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) nanoseconds = run.GetAdjustedCPUTime();
    }
    double nanoseconds = 0;
};

struct Result {
    const bench::Row* row;
    double ours;
    double rival;
    double ratio() const { return rival > 0 ? ours / rival : 0; }
};

Result run(const bench::Row& row, int rounds) {
    std::vector<double> ours, rival;
    for (int i = 0; i < rounds; ++i) {
        rival.push_back(row.rival());
        ours.push_back(row.ours());
    }
    return {&row, bench::median(ours), bench::median(rival)};
}

void print(const Result& result) {
    std::printf("%-32s %-3s %12.3f %12.3f %8.2f\n", result.row->name.c_str(), result.row->unit.c_str(), result.ours,
                result.rival, result.ratio());
    std::fflush(stdout);
}

bool is_wanted(const bench::Row& row, const char* filter, bool rivals) {
    return row.name.find(filter) != std::string::npos && row.name.starts_with("rivals.") == rivals;
}

void print_lead(const std::vector<Result>& results) {
    std::string behind;
    for (const Result& result : results) {
        if (result.ratio() >= 1) behind += " " + result.row->name;
    }
    if (behind.empty()) {
        std::printf("we lead in all %zu rows\n", results.size());
    } else {
        std::printf("we do not lead in:%s\n", behind.c_str());
    }
}

bool write_json(const char* path, const std::vector<Result>& results) {
    std::ofstream out(path);
    out << "[\n";
    for (size_t i = 0; i < results.size(); ++i) {
        const Result& r = results[i];
        out << "  {\"name\": \"" << r.row->name << "\", \"unit\": \"" << r.row->unit << "\", \"ours\": " << r.ours
            << ", \"rival\": " << r.rival << ", \"ratio\": " << r.ratio() << (i + 1 < results.size() ? "},\n" : "}\n");
    }
    out << "]\n";
    return out.good();
}

}  // namespace

namespace bench {

double per_operation(const std::function<void(size_t iterations)>& loop) {
    CapturingReporter reporter;
    benchmark::ClearRegisteredBenchmarks();
    benchmark::RegisterBenchmark("figure", [&](benchmark::State& state) {
        while (state.KeepRunningBatch(kBatch)) loop(kBatch);
    })->MinTime(kSecondsPerMeasurement);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return reporter.nanoseconds;
}

}  // namespace bench

int main(int argc, char** argv) {
    const char* json = nullptr;
    const char* filter = "";
    int rounds = 5;
    bool rivals = false;
    for (int i = 1; i < argc; ++i) {
        if (!std::strcmp(argv[i], "--json") && i + 1 < argc) {
            json = argv[++i];
        } else if (!std::strcmp(argv[i], "--rounds") && i + 1 < argc) {
            rounds = std::max(1, std::atoi(argv[++i]));
        } else if (!std::strcmp(argv[i], "--rivals")) {
            rivals = true;
        } else {
            filter = argv[i];
        }
    }
    // In a process of one thread the C library's mutexes are not atomic, and the rivals no rivals.
    std::thread([] { pause(); }).detach();
    std::vector<Result> results;
    std::printf("%-32s %-3s %12s %12s %8s\n", "name", "", "ours", "rival", "ratio");
    for (const bench::Row& row : bench::rows()) {
        if (!is_wanted(row, filter, rivals)) continue;
        results.push_back(run(row, rounds));
        print(results.back());
    }
    if (results.empty()) {
        std::fprintf(stderr, "no figure matches '%s'\n", filter);
        return 2;
    }
    if (rivals) print_lead(results);
    if (json && !write_json(json, results)) {
        std::perror(json);
        return 1;
    }
    return 0;
}
