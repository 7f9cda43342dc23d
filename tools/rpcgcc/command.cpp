// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/command.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcgcc/libraries.hpp"

namespace rpcgcc {
namespace {

namespace fs = std::filesystem;

/// Options whose argument is the next word, when it is not in theirs.
constexpr std::array<std::string_view, 30> kWithArgument = {
    "-o",       "-x",        "-I", "-D", "-U", "-include",  "-imacros",       "-isystem",    "-iquote",   "-idirafter",
    "-iprefix", "-isysroot", "-L", "-l", "-T", "-Xlinker",  "-Xpreprocessor", "-Xassembler", "-MF",       "-MT",
    "-MQ",      "-u",        "-z", "-e", "-A", "-aux-info", "--param",        "-B",          "-dumpbase", "-specs"};

constexpr std::array<std::string_view, 8> kForLinker = {"-L", "-l", "-T", "-Xlinker", "-u", "-z", "-e", "-Wl,"};

bool has_own_argument(std::string_view word, std::string_view option) {
    const bool joins = option.size() == 2 && std::string_view("oIDULlBT").find(option[1]) != std::string_view::npos;
    return word == option || (joins && word.starts_with(option));
}

std::optional<Language> language_of(const fs::path& path, std::string_view forced, bool cxx) {
    if (forced == "c" || forced == "cpp-output") return Language::c;
    if (forced == "c++" || forced == "c++-cpp-output") return Language::cxx;
    if (!forced.empty()) return std::nullopt;
    const std::string ending = lower(path.extension().string());
    if (ending == ".c") return cxx ? Language::cxx : Language::c;
    if (ending == ".cpp" || ending == ".cxx" || ending == ".cc" || ending == ".c++" || ending == ".cp") {
        return Language::cxx;
    }
    if (ending == ".i") return cxx ? Language::cxx : Language::c;
    return ending == ".ii" ? std::optional(Language::cxx) : std::nullopt;
}

bool is_preprocessed(const fs::path& path, std::string_view forced) {
    if (!forced.empty()) return forced.ends_with("cpp-output");
    return path.extension() == ".i" || path.extension() == ".ii";
}

Words expanded_to(const Words& words, Quoting quoting, int depth) {
    Words all;
    for (const std::string& word : words) {
        std::ifstream file;
        if (word.starts_with('@') && depth < 10) file.open(word.substr(1));
        if (!file.is_open()) {
            all.push_back(word);
            continue;
        }
        const Words more =
            expanded_to(words_of({std::istreambuf_iterator<char>(file), {}}, quoting), quoting, depth + 1);
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

class Parser {
 public:
    explicit Parser(bool cxx) : cxx_(cxx) {}

    Command parse(const Words& words) {
        for (size_t i = 0; i < words.size(); ++i) {
            const std::string& word = words[i];
            if (word.size() < 2 || word.front() != '-') {
                input(word);
                continue;
            }
            const auto option = std::ranges::find_if(
                kWithArgument, [&](std::string_view each) { return has_own_argument(word, each); });
            if (option == kWithArgument.end()) {
                plain(word);
            } else if (word.size() > option->size()) {
                with_argument(*option, word.substr(option->size()), {word});
            } else if (i + 1 < words.size()) {
                with_argument(*option, words[i + 1], {word, words[i + 1]});
                ++i;
            } else {
                command_.options.push_back(word);  // gcc says what is missing
            }
        }
        find_imported();
        return std::move(command_);
    }

 private:
    /// NAME.lib in a folder of libraries goes before libNAME.
    void find_imported() {
        for (const size_t index : imported_) {
            std::string& word = command_.linked[index];
            const std::string wanted = lower(word.substr(2)) + ".lib";
            for (const fs::path& folder : library_folders_) {
                std::error_code ignored;
                for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
                    if (lower(entry.path().filename().string()) == wanted) word = entry.path();
                }
            }
        }
    }

    void input(const std::string& word) {
        const fs::path path(word);
        if (const auto language = language_of(path, forced_, cxx_); language) {
            command_.sources.push_back({word, *language, is_preprocessed(path, forced_)});
            command_.linked.emplace_back();
            return;
        }
        const std::string ending = lower(path.extension().string());
        if (ending == ".lib" && !fs::exists(path)) {
            import(path.stem());
        } else {
            command_.linked.push_back(word);
        }
    }

    /// NAME.lib, which is no file here.
    void import(const std::string& name) {
        switch (library_of(name)) {
            case Library::here:
                break;
            case Library::missing:
                command_.missing.push_back(name);
                break;
            case Library::unknown:
                imported_.push_back(command_.linked.size());
                command_.linked.push_back("-l" + name);
        }
    }

    void plain(const std::string& word) {
        if (word == "-E" || word == "-M" || word == "-MM") {
            command_.goal = Goal::preprocessed;
            if (word != "-E") command_.dependencies.push_back(word);
        } else if (word == "-S") {
            if (command_.goal != Goal::preprocessed) command_.goal = Goal::assembly;
        } else if (word == "-c") {
            if (command_.goal == Goal::program) command_.goal = Goal::object;
        } else if (word == "-fsyntax-only") {
            command_.goal = Goal::checked;
        } else if (word == "--version" || word == "-###" || word == "--help" || word.starts_with("-print-") ||
                   word.starts_with("-dump")) {
            command_.goal = Goal::asked;
            command_.options.push_back(word);
        } else if (word == "-MD" || word == "-MMD" || word == "-MP" || word == "-MG") {
            command_.dependencies.push_back(word);
            if (word == "-MD" || word == "-MMD") command_.writes_dependencies = true;
        } else if (word.starts_with("-Wl,")) {
            command_.linked.push_back(word);
        } else {
            command_.options.push_back(word);
        }
    }

    void with_argument(std::string_view option, const std::string& argument, const Words& words) {
        if (option == "-o") {
            command_.output = argument;
            return;
        }
        if (option == "-x") {
            forced_ = argument == "none" ? "" : argument;
            if (language_of("", forced_, cxx_) || forced_.empty()) return;
        }
        if (option == "-MF") command_.names_dependencies = true;
        if (option == "-MT" || option == "-MQ") command_.names_target = true;
        if (option == "-I" || option == "-iquote") command_.include_directories.emplace_back(argument);
        if (option == "-L") library_folders_.emplace_back(argument);
        if (option == "-include") command_.included.push_back(argument);
        if (option == "-l" && library_of(argument) == Library::here) return;
        Words& place = option.starts_with("-M")                                    ? command_.dependencies
                       : std::ranges::find(kForLinker, option) != kForLinker.end() ? command_.linked
                                                                                   : command_.options;
        place.insert(place.end(), words.begin(), words.end());
    }

    const bool cxx_;
    std::string forced_;
    std::vector<size_t> imported_;  // among what is linked
    std::vector<fs::path> library_folders_;
    Command command_;
};

}  // namespace

/// Blanks part words, quotes and what hides them keep them together (gcc(1), @file).
Words words_of(const std::string& text, Quoting quoting) {
    Words words;
    std::string word;
    bool any = false;
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool quotes = c == '"' || (c == '\'' && quoting == Quoting::gcc);
        if (c == '\\' && i + 1 < text.size() && quote != '\'' && (quoting == Quoting::gcc || text[i + 1] == '"')) {
            word += text[++i];
            any = true;
        } else if (quote != 0 ? c == quote : quotes) {
            quote = quote != 0 ? '\0' : c;
            any = true;
        } else if (quote == 0 && std::isspace(static_cast<unsigned char>(c))) {
            if (any) words.push_back(std::exchange(word, {}));
            any = false;
        } else {
            word += c;
            any = true;
        }
    }
    if (any) words.push_back(word);
    return words;
}

Words expanded(const Words& words, Quoting quoting) { return expanded_to(words, quoting, 0); }

Command parse(const Words& words, bool cxx) {
    const Words all = expanded(words, Quoting::gcc);
    Command command = Parser(cxx).parse(all);
    command.given = all;
    return command;
}

std::string default_output(const Command& command, const Source& source, Goal goal) {
    const std::string stem = fs::path(source.path).stem();
    return command.object_folder / (stem + (goal == Goal::assembly ? ".s" : command.object_ending));
}

}  // namespace rpcgcc
