// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/preprocess.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/posix_includes.hpp"
#include "tools/midl/source.hpp"

extern char** environ;

namespace midl {

namespace {

namespace fs = std::filesystem;

// What MIDL for x64 predefines, with the values its C preprocessor would have.
constexpr const char* kPredefined[] = {
    "-D__midl=801", "-D_WIN32=1",          "-D_WIN64=1",        "-D_M_AMD64=100",
    "-D_M_X64=100", "-D_MSC_EXTENSIONS=1", "-D__RPC_WIN64__=1", "-D_INTEGRAL_MAX_BITS=64",
};

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, FileCloser>;

std::string read_all(std::FILE* file) {
    std::string text;
    std::rewind(file);
    char buffer[65536];
    for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, count);
    return text;
}

bool equal_ignoring_case(const std::string& left, const std::string& right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::vector<std::string> split(const std::string& text, const char* separators) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(separators, start), text.size());
        if (end > start) parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

std::vector<std::string> search_path(const Options& options) {
    std::vector<std::string> path = options.include_directories;
    if (const char* include = options.no_default_include ? nullptr : std::getenv("INCLUDE")) {
        const bool is_windows_list = std::strchr(include, ';') != nullptr;
        for (std::string& directory : split(include, is_windows_list ? ";" : ":")) path.push_back(std::move(directory));
    }
    if (!options.system_directory.empty()) path.push_back(options.system_directory);
    return path;
}

// ---- the command

struct Command {
    std::vector<std::string> words;
    bool uses_input = false;  // text on standard input rather than a file name
};

std::vector<std::string> split_words(const std::string& command) {
    std::vector<std::string> words;
    std::string word;
    char quote = 0;
    bool has_word = false;
    for (const char c : command) {
        if (quote ? c == quote : c == '"' || c == '\'') {
            quote = quote ? 0 : c;
            has_word = true;
        } else if (!quote && std::isspace(static_cast<unsigned char>(c))) {
            if (has_word) words.push_back(std::exchange(word, {}));
            has_word = false;
        } else {
            word += c;
            has_word = true;
        }
    }
    if (has_word) words.push_back(word);
    return words;
}

bool is_microsoft_compiler(const std::string& command) {
    const std::string name = fs::path(command).filename().string();
    return equal_ignoring_case(name, "cl") || equal_ignoring_case(name, "cl.exe");
}

// Options written for Microsoft's compiler, as makefiles have them: /E /DX=1 /nologo.
void append_option_words(const std::string& options, std::vector<std::string>& words) {
    for (std::string word : split_words(options)) {
        if (word.size() > 1 && word[0] == '/' && std::strchr("DIUE", word[1]) && !fs::exists(word)) word[0] = '-';
        if (equal_ignoring_case(word, "/nologo") || equal_ignoring_case(word, "-nologo")) continue;
        if (word == "-EP" || word == "/EP") word = "-E";
        words.push_back(std::move(word));
    }
}

void append_own_switches(const Options& options, std::vector<std::string>& words) {
    for (const char* define : kPredefined) words.emplace_back(define);
    words.push_back("-D_MSC_VER=" + options.msc_ver);
    for (const std::string& name : options.defines) words.push_back("-D" + name);
    for (const std::string& name : options.undefines) words.push_back("-U" + name);
    for (const std::string& directory : search_path(options)) words.push_back("-I" + directory);
}

Command preprocessor_command(const std::string& path, const Options& options) {
    Command command;
    const std::vector<std::string> named = split_words(options.cpp_command);
    const bool is_default = named.empty() || is_microsoft_compiler(named[0]);
    command.words = is_default ? std::vector<std::string>{"cc"} : named;
    const std::string program = fs::path(command.words[0]).filename().string();
    const bool is_driver = program.find("cc") != std::string::npos || program.find("clang") != std::string::npos;
    if (is_default) {
        // Comments are kept so that columns stay true; the compiler's own macros (linux, unix) are not wanted in an
        // IDL.
        for (const char* word : {"-E", "-x", "c", "-C", "-undef", "-nostdinc", "-w"}) command.words.emplace_back(word);
    } else if (is_driver) {
        for (const char* word : {"-x", "c"}) command.words.emplace_back(word);
    }
    if (options.has_cpp_options) {
        for (const std::string& text : options.cpp_options) append_option_words(text, command.words);
    } else {
        if (!is_default && program != "cpp") command.words.emplace_back("-E");
        append_own_switches(options, command.words);
    }
    command.uses_input = is_default;
    if (is_default) {
        const std::string directory = fs::path(path).parent_path().string();
        command.words.push_back("-iquote" + (directory.empty() ? "." : directory));
    }
    command.words.push_back(is_default ? "-" : path);
    return command;
}

// ---- running it

struct Outcome {
    int error = 0;   // errno of a failed start
    int status = 0;  // exit status
    std::string output;
    std::string messages;
};

Outcome run(const Command& command, const std::string& input) {
    Outcome outcome;
    const TemporaryFile in(std::tmpfile()), out(std::tmpfile()), messages(std::tmpfile());
    if (!in || !out || !messages) {
        outcome.error = errno;
        return outcome;
    }
    std::fwrite(input.data(), 1, input.size(), in.get());
    std::rewind(in.get());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(messages.get()), STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command.words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t child = 0;
    outcome.error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (outcome.error != 0) return outcome;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    outcome.output = read_all(out.get());
    outcome.messages = read_all(messages.get());
    return outcome;
}

// gcc and clang write `file:line:column: error: text`; other lines are context.
bool report_line(const std::string& line, Sources& sources, Diagnostics& diagnostics) {
    auto marker = line.find(": error: ");
    if (marker == std::string::npos) marker = line.find(": fatal error: ");
    if (marker == std::string::npos) return false;
    Location where;
    std::string place = line.substr(0, marker);
    std::uint32_t* const parts[] = {&where.column, &where.line};
    for (std::uint32_t* part : parts) {
        const auto colon = place.rfind(':');
        if (colon == std::string::npos) return false;
        const auto [end, error] = std::from_chars(place.data() + colon + 1, place.data() + place.size(), *part);
        if (error != std::errc() || end != place.data() + place.size()) return false;
        place.resize(colon);
    }
    where.file = sources.index_of(place);
    diagnostics.error(where, 1003,
                      "error returned by the C preprocessor: " + line.substr(line.find(": ", marker + 1) + 2));
    return true;
}

void report_failure(const Outcome& outcome, Sources& sources, Diagnostics& diagnostics, Location where) {
    bool is_reported = false;
    for (const std::string& line : split(outcome.messages, "\n"))
        is_reported |= report_line(line, sources, diagnostics);
    if (is_reported) return;
    std::string text = "error returned by the C preprocessor: exit status " + std::to_string(outcome.status);
    if (const auto lines = split(outcome.messages, "\n"); !lines.empty()) text += ": " + lines[0];
    diagnostics.error(where, 1003, text);
}

}  // namespace

std::optional<std::string> existing_path(const std::string& path) {
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return path;
    fs::path found;
    for (const fs::path& part : fs::path(path)) {
        const fs::path exact = found / part;
        if (part == "/" || part == "." || part == ".." || fs::exists(exact, ignored)) {
            found = exact;
            continue;
        }
        bool has_match = false;
        for (const auto& entry : fs::directory_iterator(found.empty() ? fs::path(".") : found, ignored)) {
            if (!equal_ignoring_case(entry.path().filename().string(), part.string())) continue;
            found /= entry.path().filename();
            has_match = true;
            break;
        }
        if (!has_match) return std::nullopt;
    }
    return fs::is_regular_file(found, ignored) ? std::optional(found.string()) : std::nullopt;
}

std::optional<std::string> find_file(const std::string& name, const std::string& from, const Options& options) {
    std::string wanted = name;
    std::replace(wanted.begin(), wanted.end(), '\\', '/');
    if (fs::path(wanted).is_absolute()) return existing_path(wanted);
    std::vector<std::string> directories = {fs::path(from).parent_path().string(), ""};
    for (std::string& directory : search_path(options)) directories.push_back(std::move(directory));
    for (const std::string& directory : directories) {
        if (auto found = existing_path((fs::path(directory) / wanted).string())) return found;
    }
    return std::nullopt;
}

std::optional<std::string> preprocess(const std::string& path, const Options& options, Sources& sources,
                                      Diagnostics& diagnostics, Location where) {
    auto text = read_source(path);
    if (!text) {
        diagnostics.error(where, 1001, "cannot open input file: " + path);
        return std::nullopt;
    }
    if (options.no_cpp) return text;
    const Command command = preprocessor_command(path, options);
    PosixIncludes includes(options);
    std::string input;
    if (command.uses_input) input = "# 1 \"" + path + "\"\n" + includes.rewrite(*text, path) + '\n';
    Outcome outcome = run(command, input);
    if (outcome.error != 0) {
        const bool is_missing = outcome.error == ENOENT;
        diagnostics.error(where, is_missing ? 1005 : 1004,
                          (is_missing ? "cannot find C preprocessor: " : "cannot execute C preprocessor: ") +
                              command.words[0] + ": " + std::strerror(outcome.error));
        return std::nullopt;
    }
    if (outcome.status != 0) {
        report_failure(outcome, sources, diagnostics, where);
        return std::nullopt;
    }
    if (command.uses_input) {
        // Whatever precedes our own marker (built-in and command-line sections) is not the user's.
        const auto marker = outcome.output.find("# 1 \"" + path + '"');
        if (marker != std::string::npos) outcome.output.erase(0, marker);
    }
    return std::move(outcome.output);
}

}  // namespace midl
