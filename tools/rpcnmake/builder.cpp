// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/builder.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <utility>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

constexpr int kDeepest = 2000, kLongestChain = 8;

/// Of an inference rule: {} and {.} are the current folder; a separator at the end does not matter.
std::string rule_folder(std::string_view path) {
    std::string folder = key_of(path);
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    return folder.empty() ? "." : folder;
}

}  // namespace

Exit Builder::build(const std::string& target) {
    visit(target);
    flush();
    if (nodes_[key_of(target)].state == State::failed) failed_ = true;
    if (failed_) return Exit::incomplete;
    return outdated_ && options_.only_asks ? Exit::outdated : Exit::built;
}

Builder::State Builder::visit(const std::string& name) {
    const std::string key = key_of(name);
    const auto [found, is_new] = nodes_.try_emplace(key);
    if (!is_new) {
        if (found->second.state == State::visiting) fail(1071, "cycle in dependency tree for target '" + name + "'");
        return found->second.state;
    }
    if (++depth_ > kDeepest) fail(1099, "stack overflow");
    const State state = made(name);
    --depth_;
    nodes_[key].state = state;
    return state;
}

void Builder::set(const std::string& name, State state) {
    nodes_[key_of(name)] = {state, time_of(name).value_or(time_now())};
}

Builder::State Builder::made(const std::string& name) {
    const Target* const target = makefile_.find(name);
    if (target != nullptr) {
        State worst = State::built;
        for (const Block& each : target->blocks) {
            const State state = block(target->name, each);
            if (state == State::failed) return state;
            if (state == State::waiting) worst = state;
        }
        return worst;
    }
    const auto inference = inferred(name, {}, 0);
    if (inference) return block(name, Block{});
    const auto time = time_of(name);
    tell_time(name, time);
    if (time) {
        nodes_[key_of(name)].time = *time;
        return State::built;
    }
    if (!options_.goes_on) fail(1073, "don't know how to make '" + name + "'");
    warn("fatal error U1073: don't know how to make '" + name + "'");
    failed_ = true;
    return State::failed;
}

Builder::State Builder::block(const std::string& name, const Block& block) {
    Inference inference;
    if (!block.has_commands) inference = inferred(name, block.dependents, 0).value_or(Inference{});
    std::vector<std::string> dependents = block.dependents;
    if (inference.rule != nullptr && std::ranges::none_of(dependents, [&](const auto& each) {
            return key_of(each) == key_of(inference.dependent);
        })) {
        dependents.insert(dependents.begin(), inference.dependent);
    }
    Needs needed = needs(name, dependents);
    if (needed.failed) {
        warn("warning U4011: '" + name + "' : not all dependents available; target not built");
        failed_ = true;
        return State::failed;
    }
    return update(name, inference.rule != nullptr ? inference.rule->block : block, needed, inference);
}

/// Everything a target depends on, built.
Builder::Needs Builder::needs(const std::string& name, const std::vector<std::string>& dependents) {
    Needs needed;
    bool waits = false;
    for (const std::string& each : dependents) {
        if (visit(each) == State::waiting) waits = true;
    }
    if (waits) flush();
    const auto time = time_of(name);
    tell_time(name, time);
    for (const std::string& each : dependents) {
        const Node& node = nodes_[key_of(each)];
        needed.failed = needed.failed || node.state == State::failed;
        if (std::ranges::find(needed.names, each) != needed.names.end()) continue;
        needed.names.push_back(each);
        const bool later = !time || (options_.equal_is_old ? node.time >= *time : node.time > *time);
        if (later || options_.all) needed.newer.push_back(each);
        needed.latest = std::max(needed.latest.value_or(0), node.time);
    }
    return needed;
}

Builder::State Builder::update(const std::string& name, const Block& commands, const Needs& needed,
                               const Inference& inference) {
    const auto time = time_of(name);
    Node& node = nodes_[key_of(name)];
    if (time && needed.newer.empty() && !options_.all) {
        node.time = std::max(node.time, *time);
        return State::built;
    }
    outdated_ = outdated_ || commands.has_commands;
    if (options_.only_asks) {
        node.time = time_now();
        return State::built;
    }
    if (options_.only_touches) {
        touch(name);
    } else if (commands.has_commands) {
        if (inference.rule != nullptr && inference.rule->is_batch && !options_.without_batches) {
            return wait(name, inference);
        }
        flush();
        FileNames names{name, needed.names, needed.newer, {}};
        if (inference.rule != nullptr) names.inferred = inference.dependent;
        if (const State state = guarded(name, commands, names); state == State::failed) return state;
    }
    // What its commands have not written, and what is no file, is as new as what it depends on.
    const auto after = time_of(name);
    node.time = after ? std::max(*after, needed.latest.value_or(0))
                      : (commands.has_commands || !needed.latest ? time_now() : *needed.latest);
    return State::built;
}

Builder::State Builder::guarded(const std::string& name, const Block& commands, const FileNames& names) {
    const auto before = time_of(name);
    try {
        runner_.run(commands, options_.manner, names);
        return State::built;
    } catch (const Fault& fault) {
        if (fault.number == 1058 && !makefile_.is_precious(name) && time_of(name) != before) {
            std::error_code error;
            if (const auto file = existing(name)) std::filesystem::remove(*file, error);
            warn("warning U4008: removed target '" + name + "'");
        }
        if (fault.number != 1077 || !options_.goes_on) throw;
        warn("fatal error U1077: " + fault.text);
        warn("warning U4010: '" + name + "': build failed; /K specified, continuing ...");
        failed_ = true;
        return State::failed;
    }
}

Builder::State Builder::wait(const std::string& name, const Inference& inference) {
    auto found = std::ranges::find(waiting_, inference.rule, &Waiting::rule);
    if (found == waiting_.end()) {
        waiting_.push_back({inference.rule, {}, {}});
        found = waiting_.end() - 1;
    }
    found->targets.push_back(name);
    found->dependents.push_back(inference.dependent);
    return State::waiting;
}

void Builder::flush() {
    for (const Waiting& each : std::exchange(waiting_, {})) {
        FileNames names{"", each.dependents, each.dependents, {}, true};
        const State state = guarded(each.targets.front(), each.rule->block, names);
        for (const std::string& target : each.targets) set(target, state);
    }
}

void Builder::touch(const std::string& name) {
    std::printf("\ttouch %s\n", name.c_str());
    if (options_.manner.only_shown) return;
    const std::string file = existing(name).value_or(slashed(name));
    std::ofstream(file, std::ios::app).flush();
    std::error_code error;
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now(), error);
}

/// The file that the rule makes the target of; empty where its paths or extension are others'.
std::optional<std::string> Builder::source_of(const Rule& rule, const std::string& name) {
    if (rpcgcc::lower(extension_of(name)) != rule.to) return std::nullopt;
    if (!rule.has_paths) return std::string(root_of(name)) + rule.from;
    if (rule_folder(folder_of(name)) != rule_folder(rule.to_path)) return std::nullopt;
    std::string folder = rule.from_path;
    if (!folder.empty() && !folder.ends_with('\\') && !folder.ends_with('/')) {
        folder += folder.find('/') != folder.npos ? '/' : '\\';
    }
    return folder + std::string(base_of(name)) + rule.from;
}

std::optional<Builder::Inference> Builder::inferred(const std::string& name, const std::vector<std::string>& dependents,
                                                    int depth) {
    const auto is_explicit = [&](const std::string& file) {
        return std::ranges::any_of(dependents, [&](const auto& each) { return key_of(each) == key_of(file); });
    };
    // What is there, or is said how to make, goes before what another rule would make.
    for (const bool chained : {false, true}) {
        for (const std::string& suffix : makefile_.suffixes()) {
            for (const Rule& rule : makefile_.rules()) {
                if (rule.from != suffix) continue;
                const auto source = source_of(rule, name);
                if (!source || key_of(*source) == key_of(name)) continue;
                const bool known = existing(*source) || makefile_.find(*source) != nullptr || is_explicit(*source);
                if (known || (chained && depth < kLongestChain && inferred(*source, {}, depth + 1))) {
                    return Inference{&rule, *source};
                }
            }
        }
    }
    return std::nullopt;
}

void Builder::warn(const std::string& text) const {
    if (!options_.quiet) std::fprintf(stderr, "NMAKE : %s\n", text.c_str());
}

void Builder::tell_time(const std::string& name, std::optional<int64_t> time) const {
    if (!options_.manner.tells_times) return;
    if (!time) return static_cast<void>(std::printf("\t%-20s target does not exist\n", name.c_str()));
    const std::time_t seconds = *time / 1'000'000'000;
    char text[40];
    std::strftime(text, sizeof(text), "%a %b %d %H:%M:%S %Y", std::localtime(&seconds));
    std::printf("\t%-20s %s\n", name.c_str(), text);
}

}  // namespace rpcnmake
