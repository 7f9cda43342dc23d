// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "tools/midl/command_line.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/preprocess.hpp"
#include "tools/midl/source.hpp"

namespace midl {

namespace fs = std::filesystem;

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::tolower(c); });
    return result;
}

bool CommandLine::Row::takes_value() const {
    if (const auto* handler = std::get_if<Handler>(&action)) return handler->takes_value;
    if (const auto* ignored = std::get_if<Ignored>(&action)) return ignored->takes_value;
    return !std::holds_alternative<Flag>(action);
}

int CommandLine::number(const std::string& value, int low, int high) {
    int result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error == std::errc() && end == value.data() + value.size() && result >= low && result <= high) return result;
    illegal(value);
    return low;
}

// -prefix client "c_" server "s_": pairs as long as they last.
void CommandLine::prefixes(const std::string& first) {
    std::optional<std::string>* which = prefix(first);
    if (!which) return illegal(first);
    while (which) {
        if (at_ >= words_.size()) {
            diagnostics_.error({}, 1011, "argument(s) missing for switch " + current_);
            return;
        }
        *which = words_[at_++];
        which = at_ < words_.size() ? prefix(words_[at_]) : nullptr;
        if (which) ++at_;
    }
}

std::optional<std::string>* CommandLine::prefix(const std::string& kind) {
    const std::string word = lower(kind);
    if (word == "client" || word == "cstub") return &prefix_client_;
    if (word == "server" || word == "sstub") return &prefix_server_;
    if (word == "switch") return &prefix_switch_;
    return word == "all" ? &prefix_all_ : nullptr;
}

// "In all cases, the client, server, and switch prefixes will override an all prefix."
void CommandLine::resolve_prefixes() {
    const std::string all = prefix_all_.value_or("");
    options_.prefix_client = prefix_client_.value_or(all);
    options_.prefix_server = prefix_server_.value_or(all);
    if (prefix_switch_ || prefix_all_) options_.prefix_switch = prefix_switch_.value_or(all);
}

const CommandLine::Row* CommandLine::find(std::string_view name) {
    const auto rows = option_rows();
    if (name.empty()) return nullptr;
    auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
    if (found == rows.end()) {
        const std::string wanted = lower(name);
        found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return lower(row.name) == wanted; });
    }
    return found == rows.end() ? nullptr : &*found;
}

void CommandLine::run(const Row& row, const std::string& value) {
    if (const auto* flag = std::get_if<Flag>(&row.action)) {
        options_.*flag->member = flag->value;
    } else if (const auto* text = std::get_if<Text>(&row.action)) {
        options_.** text = value;
    } else if (const auto* list = std::get_if<List>(&row.action)) {
        (options_.**list).push_back(value);
    } else if (const auto* handler = std::get_if<Handler>(&row.action)) {
        handler->call(*this, value);
    } else if (!std::get<Ignored>(row.action).is_silent) {
        ignored();
    }
}

// Switches whose value may be part of the word: -DNAME, -Idir, -W3, -Zp8, -envx64.
constexpr std::string_view kAttachable[] = {"D", "I", "U", "W", "warn", "Zp", "env", "pack", "out", "align", "target"};
// Of these, the ones whose value must be part of the word.
constexpr std::string_view kAlwaysAttached[] = {"W", "warn", "Zp"};

// The longest switch the word starts with.
bool CommandLine::attached(const std::string& text) {
    std::string_view best;
    for (const std::string_view name : kAttachable) {
        if (text.starts_with(name) && name.size() > best.size()) best = name;
    }
    std::string value = text.substr(best.size());
    if (best.empty() || value.empty()) return false;
    if (value.size() > 1 && (value[0] == ':' || value[0] == '=') && best.size() > 1) value.erase(0, 1);
    run(*find(best), value);
    return true;
}

bool CommandLine::is_input(const std::string& text) const {
    if (text.empty() || (text[0] != '-' && text[0] != '/')) return true;
    if (text[0] == '-') return false;
    // An absolute path, rather than a switch written with a slash.
    std::error_code ignored;
    return fs::is_regular_file(text, ignored) ||
           (!find(std::string_view(text).substr(1)) && lower(text).ends_with(".idl"));
}

void CommandLine::word(const std::string& text) {
    if (is_input(text)) {
        options_.inputs.push_back(text);
        return;
    }
    current_ = text;
    const std::string name = text.substr(1);
    const Row* row = find(name);
    const bool is_attached = row && std::find(std::begin(kAlwaysAttached), std::end(kAlwaysAttached), row->name) !=
                                        std::end(kAlwaysAttached);
    if (row && row->takes_value() && !is_attached) {
        if (at_ >= words_.size()) {
            diagnostics_.error({}, 1011, "argument(s) missing for switch " + text);
            return;
        }
        return run(*row, words_[at_++]);
    }
    if (row && !is_attached) return run(*row, {});
    if (!attached(name)) diagnostics_.error({}, 1008, "unknown switch: " + text);
}

bool CommandLine::parse() {
    const int errors = diagnostics_.errors();
    while (at_ < words_.size()) {
        const std::string text = words_[at_++];
        word(text);
    }
    resolve_prefixes();
    if (options_.no_cpp && (!options_.cpp_command.empty() || options_.has_cpp_options))
        remark(1014, "-no_cpp overrides -cpp_cmd and -cpp_opt");
    if (options_.has_ms_ext && options_.osf)
        diagnostics_.error({}, 2338, "switches are contradictory: -osf and -ms_ext");
    diagnostics_.set_policy(options_.policy());
    for (const Remark& each : remarks_) diagnostics_.warning({}, each.code, 1, each.text);
    return diagnostics_.errors() == errors;
}

namespace {

// Words of a response file: separated by blanks and line ends, double quotes keep blanks.
std::vector<std::string> response_words(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    bool is_quoted = false, has_word = false;
    for (const char c : text) {
        if (c == '"') {
            is_quoted = !is_quoted;
            has_word = true;
        } else if (c == '\n' || (!is_quoted && std::isspace(static_cast<unsigned char>(c)))) {
            if (has_word) words.push_back(word);
            word.clear();
            has_word = is_quoted = false;
        } else {
            word += c;
            has_word = true;
        }
    }
    if (has_word) words.push_back(word);
    return words;
}

std::string in_directory(const std::string& directory, const std::string& name, const std::string& default_name) {
    std::string file = name.empty() ? default_name : name;
    if (const std::string word = lower(file); word == "none" || word == "nul") return {};
    std::replace(file.begin(), file.end(), '\\', '/');
    if (directory.empty() || fs::path(file).has_parent_path()) return file;
    return (fs::path(directory) / file).string();
}

constexpr int kMaxResponseDepth = 8;

// The arguments with the words of response files in their place. False when a message said why not.
bool expand_responses(const std::vector<std::string>& arguments, int depth, std::vector<std::string>& words,
                      Diagnostics& diagnostics) {
    for (const std::string& argument : arguments) {
        if (argument.size() < 2 || argument[0] != '@') {
            words.push_back(argument);
            continue;
        }
        const auto text = depth < kMaxResponseDepth ? read_source(argument.substr(1)) : std::nullopt;
        if (!text) {
            diagnostics.error({}, 1001, "cannot open input file: response file " + argument.substr(1));
            return false;
        }
        if (!expand_responses(response_words(*text), depth + 1, words, diagnostics)) return false;
    }
    return true;
}

}  // namespace

bool parse_options(const std::vector<std::string>& arguments, Options& options, Diagnostics& diagnostics) {
    std::vector<std::string> words;
    if (!expand_responses(arguments, 0, words, diagnostics)) return false;
    options.command_line = words;
    if (!CommandLine(words, options, diagnostics).parse()) return false;
    if (options.osf && options.app_config) {
        diagnostics.error({}, 1017, "conflicting switches: -osf and -app_config");
        return false;
    }
    if (options.inputs.empty() && !options.help) {
        diagnostics.error({}, 1000, "missing source file name");
        return false;
    }
    return true;
}

Options for_input(const Options& options, const std::string& input) {
    Options result = options;
    std::string path = input;
    if (path.find('\\') != std::string::npos && !fs::exists(path)) std::replace(path.begin(), path.end(), '\\', '/');
    if (const auto exact = existing_path(path)) path = *exact;
    result.inputs = {path};
    std::replace(result.out_directory.begin(), result.out_directory.end(), '\\', '/');
    const std::string stem = fs::path(path).stem().string();
    result.header = in_directory(result.out_directory, options.header, stem + ".h");
    result.client_stub = in_directory(result.out_directory, options.client_stub, stem + "_c.c");
    result.server_stub = in_directory(result.out_directory, options.server_stub, stem + "_s.c");
    result.iid_file = in_directory(result.out_directory, options.iid_file, stem + "_i.c");
    if (options.acf.empty()) {
        result.acf = find_file(stem + ".acf", path, options).value_or("");
    } else {
        std::replace(result.acf.begin(), result.acf.end(), '\\', '/');
        if (const auto found = find_file(result.acf, path, options)) result.acf = *found;
    }
    return result;
}

std::string help_text() {
    std::string text =
        "midl: the IDL compiler. Reads an interface definition (and its ACF), writes header, client and server "
        "stub.\n\n"
        "usage: midl [switches] FILE.idl ...\n\n"
        "A switch starts with - or /. Its value is the next word, or for -D -I -U -W -Zp -env -out -pack also the rest "
        "of\nthe same word. @FILE stands for the words in FILE.\n";
    for (const CommandLine::Row& row : option_rows()) {
        if (row.name.empty()) text += '\n' + std::string(row.help) + '\n';
        if (row.name.empty() || row.help.empty()) continue;
        std::string name = "  -" + std::string(row.name) + (row.value.empty() ? "" : " ") + std::string(row.value);
        name.resize(std::max<std::size_t>(name.size() + 1, 32), ' ');
        text += name + std::string(row.help) + '\n';
    }
    text += "\nAccepted and without meaning here (one warning each):\n ";
    std::size_t column = 1;
    for (const CommandLine::Row& row : option_rows()) {
        const auto* ignored = std::get_if<CommandLine::Ignored>(&row.action);
        if (row.name.empty() || !row.help.empty() || !ignored || ignored->is_silent) continue;
        if (column + row.name.size() + 2 > 100) {
            text += "\n ";
            column = 1;
        }
        text += " -" + std::string(row.name);
        column += row.name.size() + 2;
    }
    text +=
        "\n\nThe exit status is 0 when no error was reported. `man midl` says more.\n\nexamples:\n"
        "  midl calls.idl                               calls.h, calls_c.c, calls_s.c; calls.acf is used when it is "
        "there\n"
        "  midl -acf client.acf -server none calls.idl  the client's side with its own ACF\n"
        "  midl -out gen -I ../idl -D TRACE=1 a.idl b.idl\n"
        "  midl -prefix client c_ server s_ calls.idl   both sides in one program\n";
    return text;
}

}  // namespace midl
