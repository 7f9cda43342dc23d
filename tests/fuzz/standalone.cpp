// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a fuzz target without libFuzzer: every file of the corpus, then seeded mutations of them, the same ones every
// time. Usage: TARGET CORPUS_DIRECTORY [RUNS [SEED]]. The input at fault can be had again from the run number printed
// by the handler of SIGABRT, SIGSEGV, SIGILL and SIGTRAP.
#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

using Input = std::vector<uint8_t>;

volatile std::sig_atomic_t current_run = 0;

extern "C" void on_crash(int signal) {
    char text[64];
    const int length = std::snprintf(text, sizeof text, "fuzz: signal %d in run %d\n", signal, int(current_run));
    if (write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0) _exit(3);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

std::vector<Input> read_corpus(const std::string& directory) {
    std::vector<std::string> names;
    if (DIR* open = opendir(directory.c_str())) {
        while (const dirent* entry = readdir(open)) {
            if (entry->d_name[0] != '.') names.push_back(directory + '/' + entry->d_name);
        }
        closedir(open);
    }
    std::sort(names.begin(), names.end());
    std::vector<Input> corpus;
    for (const std::string& name : names) {
        std::ifstream file(name, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

class Mutator {
 public:
    Mutator(const std::vector<Input>& corpus, uint32_t seed) : corpus_(corpus), random_(seed) {}

    Input next() {
        Input input = corpus_[below(corpus_.size())];
        for (size_t rounds = 1 + below(6); rounds > 0; --rounds) mutate(input);
        return input;
    }

 private:
    size_t below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }

    void mutate(Input& input) {
        static constexpr uint8_t kInteresting[] = {0, 1, 2, 3, 0x10, 0x7F, 0x80, 0xFE, 0xFF};
        const size_t at = below(input.size());
        switch (below(7)) {
            case 0:
                if (!input.empty()) input[at] ^= static_cast<uint8_t>(1u << below(8));
                break;
            case 1:
                if (!input.empty()) input[at] = kInteresting[below(std::size(kInteresting))];
                break;
            case 2:
                input.resize(at);
                break;
            case 3:
                input.insert(input.begin() + static_cast<ptrdiff_t>(at), 1 + below(8), static_cast<uint8_t>(random_()));
                break;
            case 4: {
                const size_t last = std::min(input.size(), at + 1 + below(16));
                input.erase(input.begin() + static_cast<ptrdiff_t>(at), input.begin() + static_cast<ptrdiff_t>(last));
                break;
            }
            case 5: {
                const Input& other = corpus_[below(corpus_.size())];
                const size_t skip = std::min<size_t>(other.size(), 2);  // without its choice bytes
                input.insert(input.end(), other.begin() + static_cast<ptrdiff_t>(skip), other.end());
                break;
            }
            default: {
                const Input copy(input.begin() + static_cast<ptrdiff_t>(at), input.end());
                if (input.size() < 65536) input.insert(input.end(), copy.begin(), copy.end());
            }
        }
    }

    const std::vector<Input>& corpus_;
    std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s CORPUS_DIRECTORY [RUNS [SEED]]\n", argv[0]);
        return 2;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGILL, SIGTRAP}) std::signal(signal, on_crash);
    const std::vector<Input> corpus = read_corpus(argv[1]);
    if (corpus.empty()) {
        std::fprintf(stderr, "fuzz: no corpus in %s\n", argv[1]);
        return 2;
    }
    for (const Input& input : corpus) LLVMFuzzerTestOneInput(input.data(), input.size());
    const int runs = argc > 2 ? std::atoi(argv[2]) : 20000;
    Mutator mutator(corpus, argc > 3 ? static_cast<uint32_t>(std::strtoul(argv[3], nullptr, 10)) : 1);
    for (int run = 1; run <= runs; ++run) {
        current_run = run;
        const Input input = mutator.next();
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu corpus files, %d mutations\n", corpus.size(), runs);
    return 0;
}
