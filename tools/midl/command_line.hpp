// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Behind parse_options(): the walk over the words of the command line, and the table of switches it consults. A row
// says what a switch does (set a flag, keep a text, call a handler, nothing) and its line of the help; rows without a
// name are the help's headings. options.cpp walks, option_rows.cpp holds the table. Internal to these two.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"

namespace midl {

class CommandLine {
 public:
    CommandLine(const std::vector<std::string>& words, Options& options, Diagnostics& diagnostics)
        : words_(words), options_(options), diagnostics_(diagnostics) {}

    bool parse();

    // ---- the table's columns: what a switch does
    struct Flag {
        bool Options::*member;
        bool value = true;
    };
    using Text = std::string Options::*;
    using List = std::vector<std::string> Options::*;
    struct Handler {
        void (*call)(CommandLine&, const std::string& value);
        bool takes_value = true;
    };
    struct Ignored {  // exists in MIDL, means nothing here
        bool takes_value = false;
        bool is_silent = false;
    };
    struct Row {
        std::string_view name;
        std::variant<Flag, Text, List, Handler, Ignored> action;
        std::string_view value;  // what the help calls it
        std::string_view help;

        bool takes_value() const;
    };

    // ---- what handlers call
    Options& options() { return options_; }
    void illegal(const std::string& value) {
        diagnostics_.error({}, 1012, "argument illegal for switch " + current_ + ": " + value);
    }
    int number(const std::string& value, int low, int high);
    void ignored(const std::string& value = {}) {
        remark(own_code::kIgnoredSwitch,
               "switch " + current_ + (value.empty() ? "" : " " + value) + " means nothing here and is ignored");
    }
    // A warning: said when the levels of the whole command line are known.
    void remark(int code, std::string text) { remarks_.push_back({code, std::move(text)}); }
    const std::string& current() const { return current_; }
    void prefixes(const std::string& first);

 private:
    void word(const std::string& text);
    // Where the prefix of that name goes; null when there is none of the name.
    std::optional<std::string>* prefix(const std::string& kind);
    void resolve_prefixes();
    static const Row* find(std::string_view name);
    bool attached(const std::string& text);
    void run(const Row& row, const std::string& value);
    bool is_input(const std::string& text) const;

    const std::vector<std::string>& words_;
    Options& options_;
    Diagnostics& diagnostics_;
    std::size_t at_ = 0;
    std::string current_;
    struct Remark {
        int code;
        std::string text;
    };
    std::vector<Remark> remarks_;
    std::optional<std::string> prefix_all_, prefix_client_, prefix_server_, prefix_switch_;
};

std::span<const CommandLine::Row> option_rows();
std::string lower(std::string_view text);

}  // namespace midl
