// SPDX-License-Identifier: LGPL-2.1-or-later
// Builder: targets after what they depend on, by timestamps; inference rules where there are no commands, those of
// batch mode for all targets that are waiting for them at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/rpcnmake/command.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/makefile.hpp"

namespace rpcnmake {

struct BuildOptions {
    bool all = false;              ///< /A
    bool equal_is_old = false;     ///< /B
    bool goes_on = false;          ///< /K
    bool only_asks = false;        ///< /Q
    bool only_touches = false;     ///< /T
    bool without_batches = false;  ///< /Y
    bool quiet = false;            ///< /C
    Manner manner{};
};

class Builder {
 public:
    Builder(const Makefile& makefile, Runner& runner, BuildOptions options)
        : makefile_(makefile), runner_(runner), options_(std::move(options)) {}

    /// With all it needs. Faults end it, unless /K goes on.
    Exit build(const std::string& target);

 private:
    enum class State : uint8_t { visiting, built, waiting, failed };
    struct Node {
        State state = State::visiting;
        int64_t time = 0;
    };
    struct Inference {
        const Rule* rule = nullptr;
        std::string dependent;
    };
    struct Waiting {
        const Rule* rule;
        std::vector<std::string> targets, dependents;
    };
    struct Needs {
        std::vector<std::string> names, newer;
        std::optional<int64_t> latest;
        bool failed = false;
    };

    State visit(const std::string& name);
    State made(const std::string& name);
    State block(const std::string& name, const Block& block);
    Needs needs(const std::string& name, const std::vector<std::string>& dependents);
    State update(const std::string& name, const Block& commands, const Needs& needed, const Inference& inference);
    State wait(const std::string& name, const Inference& inference);
    void flush();
    State guarded(const std::string& name, const Block& commands, const FileNames& names);
    void touch(const std::string& name);
    std::optional<Inference> inferred(const std::string& name, const std::vector<std::string>& dependents, int depth);
    static std::optional<std::string> source_of(const Rule& rule, const std::string& name);
    void set(const std::string& name, State state);
    void warn(const std::string& text) const;
    void tell_time(const std::string& name, std::optional<int64_t> time) const;

    const Makefile& makefile_;
    Runner& runner_;
    const BuildOptions options_;
    std::map<std::string, Node> nodes_;
    std::vector<Waiting> waiting_;
    int depth_ = 0;
    bool outdated_ = false, failed_ = false;
};

}  // namespace rpcnmake
