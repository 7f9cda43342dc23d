// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/cl_options.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include "tools/rpcgcc/module_definition.hpp"

namespace rpcgcc {
namespace {

namespace fs = std::filesystem;

/// What an option of exactly this name is to gcc: words parted by blanks, none for what changes nothing here.
struct Plain {
    std::string_view name, words;
};
constexpr Plain kPlain[] = {
    {"c", "-c"},
    {"E", "-E"},
    {"EP", "-E -P"},
    {"Zs", "-fsyntax-only"},
    {"O1", "-Os"},
    {"O2", "-O2"},
    {"Od", "-O0"},
    {"Ox", "-O3"},
    {"Os", "-Os"},
    {"Ot", "-O2"},
    {"Z7", "-g"},
    {"Zi", "-g"},
    {"ZI", "-g"},
    {"W0", "-w"},
    {"w", "-w"},
    {"W1", ""},
    {"W2", ""},
    {"W3", "-Wall"},
    {"W4", "-Wall -Wextra"},
    {"Wall", "-Wall -Wextra"},
    {"WX", "-Werror"},
    {"WX-", ""},
    {"MD", "-D_MT -D_DLL"},
    {"MT", "-D_MT"},
    {"MDd", "-D_MT -D_DLL -D_DEBUG"},
    {"MTd", "-D_MT -D_DEBUG"},
    {"LD", "-shared"},
    {"LDd", "-shared -D_DEBUG"},
    {"GR-", "-fno-rtti"},
    {"GR", ""},
    {"TC", "-x c"},
    {"TP", "-x c++"},
    {"J", "-funsigned-char"},
    {"X", "-nostdinc"},
    {"std:c11", "-std=gnu11"},
    {"std:c17", "-std=gnu17"},
    {"std:c++14", "-std=gnu++14"},
    {"std:c++17", "-std=gnu++17"},
    {"std:c++20", "-std=gnu++20"},
    {"std:c++latest", "-std=gnu++20"},
    {"nologo", ""},
    {"FS", ""},
    {"bigobj", ""},
    {"Zl", ""},
    {"FC", ""},
    {"utf-8", ""},
    {"permissive", ""},
    {"sdl", ""},
    {"sdl-", ""},
    {"Za", ""},
    {"Ze", ""},
    {"Oi", ""},
    {"Oi-", ""},
    {"Oy", ""},
    {"Oy-", ""},
    {"Og", ""},
    {"GL", ""},
    {"GL-", ""},
    {"GF", ""},
    {"GS", ""},
    {"GS-", ""},
    {"Gd", ""},
    {"Gr", ""},
    {"Gv", ""},
    {"Gz", ""},
    {"Gm", ""},
    {"Gm-", ""},
    {"Gw", ""},
    {"Gy", ""},
    {"Gy-", ""},
    {"GT", ""},
    {"Gs", ""},
    {"openmp", "-fopenmp"},
    {"Brepro", ""},
    {"Zp16", ""},
    {"Zp8", ""},  // nothing that Windows knows is aligned to more
    {"fp:fast", "-ffast-math"},
    {"EHa", "-fnon-call-exceptions"},
};

/// Options that begin so and change nothing here.
constexpr auto kNothing = std::to_array<std::string_view>({"Zc:",
                                                           "EH",
                                                           "RTC",
                                                           "arch:",
                                                           "favor:",
                                                           "fp:",
                                                           "Ob",
                                                           "Fd",
                                                           "Fp",
                                                           "Fa",
                                                           "FA",
                                                           "Fm",
                                                           "FR",
                                                           "Fr",
                                                           "Yc",
                                                           "Yu",
                                                           "Y-",
                                                           "Yd",
                                                           "MP",
                                                           "wd",
                                                           "we",
                                                           "wo",
                                                           "guard:",
                                                           "Qpar",
                                                           "Qspectre",
                                                           "analyze",
                                                           "diagnostics:",
                                                           "errorReport:",
                                                           "source-charset:",
                                                           "execution-charset:",
                                                           "validate-charset",
                                                           "external:W",
                                                           "external:anglebrackets",
                                                           "external:env",
                                                           "Wv:",
                                                           "Wp64",
                                                           "Zm",
                                                           "Zo",
                                                           "JMC",
                                                           "doc",
                                                           "vd",
                                                           "vm",
                                                           "constexpr:"});

constexpr auto kNothingForLinker = std::to_array<std::string_view>({"SUBSYSTEM",     "DEBUG",
                                                                    "INCREMENTAL",   "NOLOGO",
                                                                    "MACHINE",       "OPT",
                                                                    "PDB",           "NODEFAULTLIB",
                                                                    "MANIFEST",      "TLBID",
                                                                    "DYNAMICBASE",   "NXCOMPAT",
                                                                    "LTCG",          "RELEASE",
                                                                    "VERSION",       "MAP",
                                                                    "IMPLIB",        "STACK",
                                                                    "HEAP",          "ERRORREPORT",
                                                                    "SAFESEH",       "LARGEADDRESSAWARE",
                                                                    "IGNORE",        "WX",
                                                                    "VERBOSE",       "FIXED",
                                                                    "BASE",          "PROFILE",
                                                                    "PDBALTPATH",    "PDBSTRIPPED",
                                                                    "MERGE",         "FUNCTIONPADMIN",
                                                                    "GUARD",         "CETCOMPAT",
                                                                    "HIGHENTROPYVA", "OSVERSION",
                                                                    "TSAWARE",       "ALLOWISOLATION",
                                                                    "DELAYLOAD",     "SWAPRUN",
                                                                    "ASSEMBLYDEBUG", "CGTHREADS"});

std::string with_slashes(std::string text) {
    std::ranges::replace(text, '\\', '/');
    return text;
}

std::string upper(std::string_view text) {
    std::string all(text);
    std::ranges::transform(all, all.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return all;
}

class Translator {
 public:
    ClCommand translate(const Words& words) {
        for (size_t i = 0; i < words.size(); ++i) {
            const std::string& word = words[i];
            if (word.size() < 2 || (word[0] != '/' && word[0] != '-') || is_path(word)) {
                file(word);
            } else if (const std::string option = word.substr(1); option == "link") {
                for (++i; i < words.size(); ++i) link(words[i]);
            } else {
                this->option(option, word, words, i);
            }
        }
        made_.command = parse(gcc_, false);
        name_outputs();
        return std::move(made_);
    }

 private:
    /// A source of an absolute path here.
    static bool is_path(const std::string& word) {
        return word[0] == '/' && word.find('/', 1) != word.npos && fs::exists(word);
    }

    void file(const std::string& word) {
        const std::string path = with_slashes(word);
        const std::string ending = upper(fs::path(path).extension().string());
        if (ending == ".RES" || ending == ".RC") return warn("'" + word + "' has no meaning here");
        if (ending == ".DEF") return definition(path);
        if (first_.empty()) first_ = fs::path(path).stem();
        gcc_.push_back(path);
    }

    void option(const std::string& option, const std::string& word, const Words& words, size_t& i) {
        const auto plain = std::ranges::find(kPlain, option, &Plain::name);
        if (plain != std::end(kPlain)) return add_words(plain->words);
        // With an argument, joined or the next word.
        for (const auto& [name, gcc] : {std::pair("I", "-I"), std::pair("D", "-D"), std::pair("U", "-U"),
                                        std::pair("FI", "-include"), std::pair("external:I", "-isystem")}) {
            if (!option.starts_with(name)) continue;
            std::string argument = option.substr(std::string_view(name).size());
            if (argument.empty() && i + 1 < words.size()) argument = words[++i];
            if (*name == 'D') {
                if (const size_t sign = argument.find('#'); sign != argument.npos) argument[sign] = '=';
            } else if (*name != 'U') {
                argument = with_slashes(argument);
            }
            gcc_.emplace_back(gcc);
            gcc_.push_back(argument);
            return;
        }
        if (option.starts_with("Fo")) return name(object_, option, words, i);
        if (option.starts_with("Fe")) return name(program_, option, words, i);
        if (option.starts_with("Fi")) return name(preprocessed_, option, words, i);
        if (option == "P") {
            to_file_ = true;
            gcc_.emplace_back("-E");
        } else if (option == "Zp" || option == "Zp1" || option == "Zp2" || option == "Zp4") {
            packing_ = option.size() > 2 ? static_cast<unsigned>(option[2] - '0') : 1;
        } else if (option == "permissive-") {
            strict_ = true;
        } else if (option == "Zc:wchar_t-" || option == "Zc:forScope-") {
            warn("'" + word + "' cannot be kept: wchar_t is a type, and variables of a for end with it");
        } else if (option == "showIncludes") {
            shows_includes_ = true;
        } else if (option.starts_with("Tc") || option.starts_with("Tp")) {
            add_words(option[1] == 'c' ? "-x c" : "-x c++");
            file(option.size() > 2 ? option.substr(2) : i + 1 < words.size() ? words[++i] : "");
            add_words("-x none");
        } else if (!changes_nothing(option, kNothing)) {
            warn("ignoring unknown option '" + word + "'");
        }
    }

    template <typename Names>
    static bool changes_nothing(std::string_view option, const Names& names) {
        return std::ranges::any_of(names, [&](std::string_view each) { return option.starts_with(each); });
    }

    /// /FoNAME, /Fo:NAME, /Fo: NAME.
    static void name(std::string& place, const std::string& option, const Words& words, size_t& i) {
        place = option.substr(2);
        if (place.starts_with(':')) place.erase(0, 1);
        if (place.empty() && i + 1 < words.size()) place = words[++i];
        place = with_slashes(place);
    }

    void link(const std::string& word) {
        if (word.size() < 2 || (word[0] != '/' && word[0] != '-') || is_path(word)) return file(word);
        const size_t colon = std::min(word.find(':'), word.size());
        const std::string option = upper(word.substr(1, colon - 1));
        const std::string argument = colon < word.size() ? with_slashes(word.substr(colon + 1)) : "";
        if (option == "OUT") {
            program_ = argument;
        } else if (option == "LIBPATH") {
            gcc_.push_back("-L" + argument);
        } else if (option == "DEF") {
            definition(argument);
        } else if (option == "DLL") {
            gcc_.emplace_back("-shared");
        } else if (option == "DEFAULTLIB") {
            file(argument.ends_with(".lib") ? argument : argument + ".lib");
        } else if (!changes_nothing(option, kNothingForLinker)) {
            warn("ignoring unknown option '" + word + "' of the linker");
        }
    }

    void definition(const std::string& path) {
        std::ifstream file(path);
        if (!file.is_open()) return warn("cannot read '" + path + "'");
        ModuleDefinition made = module_definition_of(std::string(std::istreambuf_iterator<char>(file), {}));
        gcc_.insert(gcc_.end(), made.linker.begin(), made.linker.end());
        for (const std::string& problem : made.problems) made_.errors.push_back(path + ": " + problem);
    }

    /// Objects end in .obj, programs are called after the first file, as makefiles of Windows expect.
    void name_outputs() {
        Command& command = made_.command;
        command.object_ending = ".obj";
        command.packing = packing_;
        command.shows_includes = shows_includes_;
        command.strict = strict_;
        command.as_cl = true;
        if (!object_.empty() && (object_.ends_with('/') || fs::is_directory(object_))) {
            command.object_folder = object_;
        } else if (!object_.empty() && command.goal == Goal::object) {
            command.output = object_;
        }
        const bool shared = std::ranges::find(command.options, "-shared") != command.options.end();
        if (command.goal == Goal::program)
            command.output = program_.empty() ? first_ + (shared ? ".dll" : ".exe") : program_;
        if (to_file_) command.output = preprocessed_.empty() ? first_ + ".i" : preprocessed_;
    }

    void add_words(std::string_view words) {
        while (!words.empty()) {
            const size_t end = std::min(words.find(' '), words.size());
            gcc_.emplace_back(words.substr(0, end));
            words.remove_prefix(std::min(end + 1, words.size()));
        }
    }
    void warn(std::string text) { made_.warnings.push_back(std::move(text)); }

    ClCommand made_;
    Words gcc_;
    std::string first_;
    std::string object_, program_, preprocessed_;
    bool to_file_ = false;
    bool shows_includes_ = false;
    bool strict_ = false;
    unsigned packing_ = 0;
};

}  // namespace

ClCommand parse_cl(const Words& words) { return Translator().translate(expanded(words, Quoting::microsoft)); }

}  // namespace rpcgcc
