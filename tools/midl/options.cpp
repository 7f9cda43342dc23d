// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <variant>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/preprocess.hpp"
#include "tools/midl/source.hpp"

namespace midl {

namespace {

namespace fs = std::filesystem;

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::tolower(c); });
    return result;
}

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
        std::string_view help;

        bool takes_value() const;
    };

    // ---- what handlers call
    Options& options() { return options_; }
    void illegal(const std::string& value) {
        diagnostics_.error({}, 1012, "argument illegal for switch " + current_ + ": " + value);
    }
    int number(const std::string& value, int low, int high);
    void ignored() { diagnostics_.warning({}, 1010, 1, "switch " + current_ + " means nothing here and is ignored"); }
    void prefixes(const std::string& first);

 private:
    void word(const std::string& text);
    static const Row* find(std::string_view name);
    bool attached(const std::string& text);
    void run(const Row& row, const std::string& value);
    bool is_input(const std::string& text) const;

    const std::vector<std::string>& words_;
    Options& options_;
    Diagnostics& diagnostics_;
    std::size_t at_ = 0;
    std::string current_;
};

using Line = CommandLine;
using Flag = CommandLine::Flag;
using Handler = CommandLine::Handler;
using Ignored = CommandLine::Ignored;

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

void set_stub(Line& line, StubKind& stub, const std::string& value) {
    const std::string kind = lower(value);
    if (kind == "stub" || kind == "all") {
        stub = StubKind::stub;
    } else if (kind == "none") {
        stub = StubKind::none;
    } else {
        line.illegal(value);
    }
}

void set_environment(Line& line, const std::string& value) {
    const std::string name = lower(value);
    if (name == "x64" || name == "amd64" || name == "win64") return;
    if (name == "win32" || name == "ia64" || name == "arm" || name == "arm32" || name == "arm64") return line.ignored();
    line.illegal(value);
}

void set_checks(Line& line, const std::string& value) {
    const std::string name = lower(value);
    Options& options = line.options();
    if (name == "all" || name == "none") {
        options.check_allocation = options.check_ref = options.check_bounds = options.check_stub_data = name == "all";
    } else if (name == "allocation") {
        options.check_allocation = true;
    } else if (name == "ref") {
        options.check_ref = true;
    } else if (name == "bounds_check") {
        options.check_bounds = true;
    } else if (name == "stub_data") {
        options.check_stub_data = true;
    } else if (name != "enum") {
        line.illegal(value);
    }
}

void set_protocol(Line& line, const std::string& value) {
    const std::string name = lower(value);
    if (name == "dce") {
        line.options().protocol = Options::Protocol::dce;
    } else if (name == "all") {
        line.options().protocol = Options::Protocol::all;
    } else if (name == "ndr64") {
        line.options().protocol = Options::Protocol::ndr64;
    } else {
        line.illegal(value);
    }
}

void set_char(Line& line, const std::string& value) {
    const std::string name = lower(value);
    if (name == "unsigned") {
        line.options().char_kind = Options::Char::unsigned_;
    } else if (name == "signed") {
        line.options().char_kind = Options::Char::signed_;
    } else if (name == "ascii7") {
        line.options().char_kind = Options::Char::ascii7;
    } else {
        line.illegal(value);
    }
}

void set_pack(Line& line, const std::string& value) {
    const int pack = line.number(value, 1, 16);
    if ((pack & (pack - 1)) != 0) return line.illegal(value);
    line.options().pack = pack;
}

void set_osf(Line& line, const std::string&) {
    line.options().osf = true;
    line.options().ms_ext = line.options().c_ext = false;
}

void set_client(Line& line, const std::string& value) { set_stub(line, line.options().client, value); }
void set_server(Line& line, const std::string& value) { set_stub(line, line.options().server, value); }
void set_interpreted(Line& line, const std::string&) { line.options().mode = Options::Mode::interpreted; }
void set_inline(Line& line, const std::string&) { line.options().mode = Options::Mode::inline_stubs; }
void set_no_warnings(Line& line, const std::string&) { line.options().warning_level = 0; }
void set_prefixes(Line& line, const std::string& value) { line.prefixes(value); }
void set_warning_level(Line& line, const std::string& value) {
    line.options().warning_level = line.number(value, 0, 4);
}

void add_cpp_options(Line& line, const std::string& value) {
    line.options().cpp_options.push_back(value);
    line.options().has_cpp_options = true;
}

constexpr CommandLine::Row kRows[] = {
    {"acf", &Options::acf, "FILE          application configuration file"},
    {"app_config", Flag{&Options::app_config}, "ACF attributes are allowed in the IDL"},
    {"char", Handler{set_char}, "unsigned|signed|ascii7"},
    {"c_ext", Flag{&Options::c_ext}, "C extensions (default)"},
    {"client", Handler{set_client}, "stub|none     client stub"},
    {"confirm", Flag{&Options::confirm}, "show the settings, compile nothing"},
    {"cpp_cmd", &Options::cpp_command, "COMMAND       the C preprocessor"},
    {"cpp_opt", Handler{add_cpp_options}, "OPTIONS       replaces all options given to it"},
    {"cstub", &Options::client_stub, "FILE          client stub (NAME_c.c)"},
    {"D", &Options::defines, "NAME[=VALUE]  define a macro"},
    {"dlldata", &Options::dlldata, "FILE          proxy DLL data (dlldata.c)"},
    {"env", Handler{set_environment}, "x64|amd64|win64"},
    {"error", Handler{set_checks}, "all|none|allocation|ref|bounds_check|stub_data"},
    {"h", &Options::header, "FILE          header (NAME.h)"},
    {"header", &Options::header, "FILE          the same"},
    {"help", Flag{&Options::help}, "this text"},
    {"?", Flag{&Options::help}, ""},
    {"I", &Options::include_directories, "DIRECTORY     search it for imports and includes"},
    {"iid", &Options::iid_file, "FILE          interface UUIDs (NAME_i.c)"},
    {"import", &Options::imports, "off|used|all  includes in the header"},
    {"ms_ext", Flag{&Options::ms_ext}, "Microsoft extensions (default)"},
    {"ms_union", Flag{&Options::ms_union}, "MIDL 1.0 alignment of unions"},
    {"msc_ver", &Options::msc_ver, "NUMBER        value of _MSC_VER while preprocessing"},
    {"no_cpp", Flag{&Options::no_cpp}, "do not preprocess"},
    {"nocpp", Flag{&Options::no_cpp}, ""},
    {"no_def_idir", Flag{&Options::no_default_include}, "ignore the INCLUDE variable"},
    {"no_default_epv", Flag{&Options::no_default_epv}, "no default manager EPV"},
    {"no_robust", Flag{&Options::robust, false}, "no checks of correlated values"},
    {"no_warn", Handler{set_no_warnings, false}, "no warnings"},
    {"nologo", Flag{&Options::nologo}, "no banner"},
    {"notlb", Flag{&Options::no_type_library}, "no type library for library blocks"},
    {"o", &Options::message_file, "FILE          write messages there"},
    {"Oi", Handler{set_interpreted, false}, "interpreted stubs"},
    {"Oic", Handler{set_interpreted, false}, ""},
    {"Oif", Handler{set_interpreted, false}, ""},
    {"Oicf", Handler{set_interpreted, false}, "fully interpreted stubs (default)"},
    {"Os", Handler{set_inline, false}, "inline marshalling code"},
    {"oldnames", Flag{&Options::oldnames}, "interface handles named without the version"},
    {"osf", Handler{set_osf, false}, "DCE mode: no extensions"},
    {"out", &Options::out_directory, "DIRECTORY     for the output files"},
    {"pack", Handler{set_pack}, "1|2|4|8|16    structure packing"},
    {"prefix", Handler{set_prefixes}, "client|server|switch|all PREFIX ..."},
    {"protocol", Handler{set_protocol}, "dce|all|ndr64 transfer syntaxes"},
    {"proxy", &Options::proxy_file, "FILE          COM proxy (NAME_p.c)"},
    {"robust", Flag{&Options::robust}, "checks of correlated values (default)"},
    {"rpcss", Flag{&Options::rpcss}, "RpcSs memory management in all stubs"},
    {"savePP", Flag{&Options::save_preprocessed}, "keep the preprocessed text"},
    {"server", Handler{set_server}, "stub|none     server stub"},
    {"sstub", &Options::server_stub, "FILE          server stub (NAME_s.c)"},
    {"syntax_check", Flag{&Options::syntax_check}, "check only, write nothing"},
    {"U", &Options::undefines, "NAME          undefine a macro"},
    {"use_epv", Flag{&Options::use_epv}, "server routines through the EPV"},
    {"version_stamp", Flag{&Options::version_stamp}, "compiler version check in the stubs"},
    {"W", Handler{set_warning_level}, "0..4          warning level"},
    {"warn", Handler{set_warning_level}, ""},
    {"WX", Flag{&Options::warnings_are_errors}, "warnings are errors"},
    {"Zp", Handler{set_pack}, "1|2|4|8|16    structure packing"},
    {"Zs", Flag{&Options::syntax_check}, "the same as -syntax_check"},
    {"x64", Ignored{.is_silent = true}, "code for x64 (default)"},
    {"amd64", Ignored{.is_silent = true}, ""},
    {"win64", Ignored{.is_silent = true}, ""},
    {"align", Ignored{.takes_value = true}, ""},
    {"backward_compat", Ignored{.takes_value = true}, ""},
    {"caux", Ignored{.takes_value = true}, ""},
    {"lcid", Ignored{.takes_value = true}, ""},
    {"metadata_dir", Ignored{.takes_value = true}, ""},
    {"reference", Ignored{.takes_value = true}, ""},
    {"saux", Ignored{.takes_value = true}, ""},
    {"target", Ignored{.takes_value = true}, ""},
    {"tlb", Ignored{.takes_value = true}, ""},
    {"winmd", Ignored{.takes_value = true}, ""},
    {"arm32", Ignored{}, ""},
    {"arm64", Ignored{}, ""},
    {"cstruct_out", Ignored{}, ""},
    {"dos", Ignored{}, ""},
    {"enum_class", Ignored{}, ""},
    {"ia64", Ignored{}, ""},
    {"mac", Ignored{}, ""},
    {"mktyplib203", Ignored{}, ""},
    {"new", Ignored{}, ""},
    {"newtlb", Ignored{}, ""},
    {"no_format_opt", Ignored{}, ""},
    {"no_settings_comment", Ignored{}, ""},
    {"no_stamp", Ignored{}, ""},
    {"nomd", Ignored{}, ""},
    {"nomidl", Ignored{}, ""},
    {"ns_prefix", Ignored{}, ""},
    {"old", Ignored{}, ""},
    {"oldtlb", Ignored{}, ""},
    {"ppc", Ignored{}, ""},
    {"sal", Ignored{}, ""},
    {"sal_local", Ignored{}, ""},
    {"win16", Ignored{}, ""},
    {"win32", Ignored{}, ""},
    {"winrt", Ignored{}, ""},
};

// -prefix client "c_" server "s_": pairs as long as they last.
void CommandLine::prefixes(const std::string& first) {
    std::string kind = lower(first);
    for (;;) {
        const bool is_all = kind == "all";
        const bool is_client = kind == "client" || kind == "cstub";
        const bool is_server = kind == "server" || kind == "sstub";
        if (!is_all && !is_client && !is_server && kind != "switch") return illegal(kind);
        if (at_ >= words_.size()) {
            diagnostics_.error({}, 1011, "argument(s) missing for switch " + current_);
            return;
        }
        const std::string& prefix = words_[at_++];
        if (is_client || (is_all && options_.prefix_client.empty())) options_.prefix_client = prefix;
        if (is_server || (is_all && options_.prefix_server.empty())) options_.prefix_server = prefix;
        if (kind == "switch" || (is_all && options_.prefix_switch.empty())) options_.prefix_switch = prefix;
        const std::string next = at_ < words_.size() ? lower(words_[at_]) : std::string();
        if (next != "client" && next != "cstub" && next != "server" && next != "sstub" && next != "switch" &&
            next != "all")
            return;
        kind = next;
        ++at_;
    }
}

const CommandLine::Row* CommandLine::find(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& row) { return row.name == name; });
    if (found == std::end(kRows)) {
        const std::string wanted = lower(name);
        found =
            std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& row) { return lower(row.name) == wanted; });
    }
    return found == std::end(kRows) ? nullptr : found;
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
    return diagnostics_.errors() == errors;
}

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
    std::replace(file.begin(), file.end(), '\\', '/');
    if (directory.empty() || fs::path(file).has_parent_path()) return file;
    return (fs::path(directory) / file).string();
}

}  // namespace

bool parse_options(const std::vector<std::string>& arguments, Options& options, Diagnostics& diagnostics) {
    std::vector<std::string> words;
    for (const std::string& argument : arguments) {
        if (argument.size() < 2 || argument[0] != '@') {
            words.push_back(argument);
            continue;
        }
        const auto text = read_source(argument.substr(1));
        if (!text) {
            diagnostics.error({}, 1001, "cannot open input file: response file " + argument.substr(1));
            return false;
        }
        for (std::string& word : response_words(*text)) words.push_back(std::move(word));
    }
    options.command_line = words;
    if (!CommandLine(words, options, diagnostics).parse()) return false;
    if (options.no_cpp && (!options.cpp_command.empty() || options.has_cpp_options)) {
        diagnostics.warning({}, 1014, 1, "-no_cpp overrides -cpp_cmd and -cpp_opt");
    }
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
    result.proxy_file = in_directory(result.out_directory, options.proxy_file, stem + "_p.c");
    result.dlldata = in_directory(result.out_directory, options.dlldata, "dlldata.c");
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
        "usage: midl [switches] file.idl ...\n\nA switch starts with - or /; @FILE reads more of them from FILE.\n\n";
    for (const CommandLine::Row& row : kRows) {
        if (row.help.empty()) continue;
        std::string name = "  -" + std::string(row.name);
        name.resize(std::max<std::size_t>(name.size() + 1, 18), ' ');
        text += name + std::string(row.help) + '\n';
    }
    return text;
}

}  // namespace midl
