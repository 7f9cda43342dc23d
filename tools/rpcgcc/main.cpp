// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcgcc, rpcg++: gcc and g++ for Windows sources; rpccl, rpclink: the same, told as Microsoft's compiler and linker
// are; rpclib: ar, told as its library manager. Every source is preprocessed, rewritten (rewrite.hpp) and compiled;
// what is left of the command line is gcc's. The headers and the libraries are those installed beside this program, or
// where $RPCGCC_INCLUDE, $RPCGCC_HEADERS and $RPCGCC_LIBRARY, which may be a list with colons, say.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "tools/rpcgcc/cl_options.hpp"
#include "tools/rpcgcc/command.hpp"
#include "tools/rpcgcc/include_names.hpp"
#include "tools/rpcgcc/librarian.hpp"
#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {
namespace {

namespace fs = std::filesystem;

/// Where things are.
struct Installation {
    fs::path headers;  // those that stand before the system's
    fs::path include;
    Words libraries;  // folders: of the runtime, and of what is linked into programs

    Installation() {
        std::error_code ignored;
        const fs::path prefix = fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path();
        include = named("RPCGCC_INCLUDE", prefix / "include" / "rpcrt4");
        headers = named("RPCGCC_HEADERS", include / "rpcgcc");
        const std::string list = named("RPCGCC_LIBRARY", prefix / RPCGCC_LIBDIR);
        for (size_t at = 0; at <= list.size();) {
            const size_t end = std::min(list.find(':', at), list.size());
            libraries.push_back(list.substr(at, end - at));
            at = end + 1;
        }
    }

 private:
    static fs::path named(const char* variable, fs::path otherwise) {
        const char* value = std::getenv(variable);
        return value != nullptr && *value != '\0' ? fs::path(value) : otherwise;
    }
};

/// What a Windows compiler defines, and the system's 64-bit types without the word long, which is another one here.
const Words kDefinitions = {
    "-D_WIN32=1", "-D_WIN64=1", "-DWIN32=1", "-DWIN64=1", "-D_M_X64=100", "-D_M_AMD64=100", "-Ulinux", "-Uunix",
    "-DRPCRT4_FAULTS_THROW=RPC_FRAME_FAULTS_THROW",  // C++ with blocks is compiled so
    // The driver's own words: for 64 bits, and those a macro cannot say.
    "-D__int64=__int64", "-D__declspec=__declspec", "-D__forceinline=__forceinline", "-D__ptr32=__ptr32",
    "-D__pragma(...)=_Pragma(#__VA_ARGS__)", "-U__SIZE_TYPE__", "-D__SIZE_TYPE__=unsigned __int64",
    "-U__PTRDIFF_TYPE__", "-D__PTRDIFF_TYPE__=__int64", "-U__INTPTR_TYPE__", "-D__INTPTR_TYPE__=__int64",
    "-U__UINTPTR_TYPE__", "-D__UINTPTR_TYPE__=unsigned __int64", "-U__INT64_TYPE__", "-D__INT64_TYPE__=__int64",
    "-U__UINT64_TYPE__", "-D__UINT64_TYPE__=unsigned __int64", "-U__INTMAX_TYPE__", "-D__INTMAX_TYPE__=__int64",
    "-U__UINTMAX_TYPE__", "-D__UINTMAX_TYPE__=unsigned __int64"};

const Words kCompiling = {"-fshort-wchar",        "-fexceptions", "-fms-extensions",
                          "-fno-strict-aliasing", "-fwrapv",      "-mms-bitfields"};

/// The C library's headers declare what they have, without bodies in its place: those would be of other functions.
const Words kPlainHeaders = {"-D__NO_INLINE__=1", "-U_FORTIFY_SOURCE"};

/// Formats mean what they mean on Windows, which neither gcc's checks nor its shortcuts know.
const Words kOwnFormats = {"-Wno-format",           "-fno-builtin-printf",   "-fno-builtin-fprintf",
                           "-fno-builtin-sprintf",  "-fno-builtin-snprintf", "-fno-builtin-vprintf",
                           "-fno-builtin-vfprintf", "-fno-builtin-vsprintf", "-fno-builtin-vsnprintf",
                           "-fno-builtin-labs",     "-Wno-multichar"};

void append(Words& words, const Words& more) { words.insert(words.end(), more.begin(), more.end()); }

class Driver {
 public:
    Driver(Command command, bool cxx) : command_(std::move(command)), compiler_(cxx ? "g++" : "gcc") {}

    int run() {
        if (command_.goal == Goal::asked) return become(as_given());
        if (command_.sources.empty()) return command_.goal == Goal::program ? link({}) : become(as_given());
        if (command_.output && command_.sources.size() > 1 && command_.goal != Goal::program) {
            return become(as_given());  // gcc says why not
        }
        std::vector<std::string> objects;
        int status = 0;
        for (const Source& source : command_.sources) {
            const int outcome = one(source, objects);
            if (outcome != 0) status = outcome;
        }
        if (status == 0 && command_.goal == Goal::program) status = link(objects);
        for (const std::string& object : temporary_) ::unlink(object.c_str());
        return status;
    }

 private:
    Words as_given() const {
        Words words = {compiler_};
        append(words, command_.given);
        return words;
    }

    /// What gcc is to read.
    static std::string input_of(const Source& source) {
        return source.path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : std::string();
    }

    /// The text of a source that this program, told -E, or another of its kind has preprocessed.
    static Ended preprocessed_text(const Source& source) {
        Ended text;
        text.status = 0;
        if (source.path == "-") {
            text.output = input_of(source);
            return text;
        }
        std::ifstream file(source.path, std::ios::binary);
        text.output = {std::istreambuf_iterator<char>(file), {}};
        if (file.is_open()) return text;
        std::fprintf(stderr, "rpcgcc: error: %s: cannot be read\n", source.path.c_str());
        text.status = 1;
        return text;
    }

    int one(const Source& source, std::vector<std::string>& objects) {
        IncludeNames names(command_.include_directories,
                           {installation_.headers, installation_.include, "/usr/include"});
        names.look_at(source.path);
        for (const std::string& name : command_.included) names.look_for("", name);
        const std::string target = target_of(source);
        if (command_.goal == Goal::preprocessed) return preprocess_only(source, names);
        const Ended text = source.preprocessed ? preprocessed_text(source) : run_preprocessor(source, names, target);
        if (text.status != 0) return text.status;
        if (command_.shows_includes) show_includes(text.output);
        const Rewritten rewritten = rewrite(text.output, source.language, command_.packing);
        if (!judge(rewritten)) return 1;
        objects.push_back(target);
        return compile(source, rewritten, target);
    }

    std::string target_of(const Source& source) {
        if (command_.goal == Goal::checked) return "/dev/null";
        if (command_.goal != Goal::program)
            return command_.output.value_or(default_output(command_, source, command_.goal));
        std::string pattern = fs::temp_directory_path() / "rpcgcc-XXXXXX.o";
        const int descriptor = ::mkstemps(pattern.data(), 2);
        if (descriptor >= 0) ::close(descriptor);
        temporary_.push_back(pattern);
        return pattern;
    }

    Words preprocessing(const Source& source, const IncludeNames& names) const {
        Words words = {compiler_, "-E"};
        append(words, kDefinitions);
        append(words, names.options());
        append(words, command_.options);
        append(words, kCompiling);
        append(words, kPlainHeaders);
        append(words, {"-isystem", installation_.headers, "-isystem", installation_.include});
        if (names.guards()) append(words, {"-include", "rpcexcept.h"});
        append(words, {"-include", "basetsd.h"});
        append(words, {"-x", source.language == Language::c ? "c" : "c++", source.path});
        return words;
    }

    Ended run_preprocessor(const Source& source, IncludeNames& names, const std::string& target) {
        Words words = command_.dependencies;
        fs::path dependencies;
        if (command_.writes_dependencies) {
            // gcc names them after what it compiles, and the object after what it is told.
            const bool temporary = command_.goal == Goal::program;
            const fs::path object =
                temporary ? fs::path(command_.output.value_or(default_output(command_, source, Goal::object)))
                          : fs::path(target);
            dependencies = fs::path(object).replace_extension(".d");
            if (!command_.names_target) append(words, {"-MT", object});
            if (!command_.names_dependencies) append(words, {"-MF", dependencies});
        }
        Ended ended = preprocess(source, names, words);
        if (!dependencies.empty()) names.leave_out_of(dependency_file(dependencies));
        return ended;
    }

    /// Names of headers may be told by macros: those that gcc misses are looked for, and it begins anew.
    Ended preprocess(const Source& source, IncludeNames& names, const Words& more) {
        const std::string input = input_of(source);
        for (;;) {
            Words words = preprocessing(source, names);
            append(words, more);
            Ended ended = rpcgcc::run(words, input, Output::kept);
            const auto missing = ended.status != 0 ? missing_header(ended.complaints) : std::nullopt;
            if (missing && names.look_for(missing->file, missing->name)) continue;
            names.hide(ended.output);
            say(ended.complaints);
            if (missing) name_nearest(names, missing->name);
            for (const IncludeNames::Problem& each : names.problems()) {
                std::fprintf(stderr, "%s:%u: error: %s\n", each.file.c_str(), each.line, each.text.c_str());
                ended.status = 1;
            }
            return ended;
        }
    }

    fs::path dependency_file(const fs::path& otherwise) const {
        for (size_t i = 0; i + 1 < command_.dependencies.size(); ++i) {
            if (command_.dependencies[i] == "-MF") return command_.dependencies[i + 1];
        }
        return otherwise;
    }

    int preprocess_only(const Source& source, IncludeNames& names) {
        const Ended text = preprocess(source, names, command_.dependencies);
        if (text.status != 0) return text.status;
        if (!command_.output)
            return std::fwrite(text.output.data(), 1, text.output.size(), stdout) == text.output.size() ? 0 : 1;
        std::ofstream file(*command_.output, std::ios::binary);
        file << text.output;
        return file.good() ? 0 : 1;
    }

    bool has_option(std::string_view option) const {
        return std::ranges::find(command_.options, option) != command_.options.end();
    }

    /// False when there is an error. Warnings are gcc's: -w and -Werror mean them, too.
    bool judge(const Rewritten& rewritten) const {
        bool good = true;
        for (const Complaint& each : rewritten.complaints) {
            const bool error = each.kind == Complaint::Kind::error || has_option("-Werror");
            if (!error && has_option("-w")) continue;
            std::fprintf(stderr, "%s:%u: %s: %s\n", each.place.file.c_str(), each.place.line,
                         error ? "error" : "warning", each.text.c_str());
            good = good && !error;
        }
        return good;
    }

    /// As Microsoft's compiler says it, for programs that read it.
    static void show_includes(std::string_view text) {
        size_t depth = 0;
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find('\n', at), text.size());
            const auto marker = marker_of(text.substr(at, end - at));
            at = end + 1;
            if (!marker || marker->file.starts_with("<rpcgcc>")) continue;
            if (marker->begins) {
                std::printf("Note: including file: %*s%.*s\n", static_cast<int>(depth++), "",
                            static_cast<int>(marker->file.size()), marker->file.data());
            } else if (marker->ends && depth > 0) {
                --depth;
            }
        }
    }

    int compile(const Source& source, const Rewritten& rewritten, const std::string& target) {
        Words words = {compiler_, command_.goal == Goal::assembly ? "-S" : "-c"};
        append(words, command_.options);
        append(words, kCompiling);
        append(words, kOwnFormats);
        if (source.language == Language::c) words.emplace_back("-fcommon");
        if (rewritten.enumerated) words.emplace_back("-Wno-switch");
        // Faults destroy the objects between them and the block, as with /EHa.
        if (rewritten.guarded && source.language == Language::cxx) words.emplace_back("-fnon-call-exceptions");
        if (command_.as_cl) append(words, {"-fPIC", "-fno-semantic-interposition"});
        // Microsoft's compiler looks at templates when it needs them, unless it is asked to know the rules.
        if (command_.as_cl && !command_.strict && source.language == Language::cxx) words.emplace_back("-fpermissive");
        append(words, {"-fpreprocessed", "-x", source.language == Language::c ? "cpp-output" : "c++-cpp-output", "-",
                       "-o", target});
        const Ended ended = rpcgcc::run(words, rewritten.text, Output::passed_on);
        say(ended.complaints);
        if (ended.status != 0 && rewritten.narrowed) explain_long(ended.complaints);
        return ended.status;
    }

    int link(const std::vector<std::string>& objects) {
        for (const std::string& name : command_.missing) {
            std::fprintf(stderr, "rpcgcc: warning: no library here is '%s.lib': linking without it\n", name.c_str());
        }
        Words words = {compiler_};
        append(words, command_.options);
        size_t next = 0;
        for (const std::string& word : command_.linked) words.push_back(word.empty() ? objects[next++] : word);
        if (command_.output) append(words, {"-o", *command_.output});
        // A library's functions are its own, as on Windows, and its DllMain is called.
        if (has_option("-shared")) append(words, {"-Wl,-Bsymbolic", "-Wl,-u,rpccrt_dll_main"});
        append(words, exports());
        for (const std::string& folder : installation_.libraries) append(words, {"-L", folder});
        append(words, {"-lrpccrt", "-lrpcrt4", "-lm", "-Wl,-rpath," + installation_.libraries.front()});
        // The objects may be of C++.
        if (command_.as_cl) append(words, {"-Wl,--push-state,--as-needed", "-lstdc++", "-Wl,--pop-state"});
        const Ended ended = rpcgcc::run(words, {}, Output::passed_on);
        say(ended.complaints);
        return ended.status;
    }

    /// What others may call.
    Words exports() const {
        for (const std::string& word : command_.linked) {
            if (word.find("--version-script") != word.npos) return {};
        }
        return {"-Wl,--version-script=" + (installation_.headers / "wide_strings.map").string()};
    }

    static void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

    struct Missing {
        std::string file, name;
    };
    /// FILE:LINE:COLUMN: fatal error: NAME: No such file or directory.
    static std::optional<Missing> missing_header(const std::string& complaints) {
        constexpr std::string_view kError = ": fatal error: ", kMissing = ": No such file or directory";
        const size_t end = complaints.find(kMissing);
        const size_t error = end == complaints.npos ? end : complaints.rfind(kError, end);
        if (error == complaints.npos) return std::nullopt;
        const size_t start = complaints.rfind('\n', error) + 1;
        const std::string place = complaints.substr(start, error - start);
        return Missing{place.substr(0, place.find(':')),
                       complaints.substr(error + kError.size(), end - error - kError.size())};
    }

    static void name_nearest(const IncludeNames& names, const std::string& name) {
        const std::string nearest = names.nearest(name);
        if (!nearest.empty()) std::fprintf(stderr, "rpcgcc: note: there is a <%s>\n", nearest.c_str());
    }

    static void explain_long(const std::string& complaints) {
        for (const char* sign : {"cannot be overloaded", "redefinition of", "duplicate case value", "conflicting"}) {
            if (complaints.find(sign) == complaints.npos) continue;
            std::fprintf(stderr,
                         "rpcgcc: note: long has 32 bits here, as on Windows, and is the same type as int: overloads, "
                         "specialisations and _Generic cases for both are one\n");
            return;
        }
    }

    const Command command_;
    const std::string compiler_;
    const Installation installation_;
    std::vector<std::string> temporary_;
};

Words words_in(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr ? words_of(value, Quoting::microsoft) : Words();
}

int run_translated(const Words& words, const char* name) {
    ClCommand made = parse_cl(words);
    for (const std::string& warning : made.warnings) std::fprintf(stderr, "%s: warning: %s\n", name, warning.c_str());
    for (const std::string& error : made.errors) std::fprintf(stderr, "%s: error: %s\n", name, error.c_str());
    if (!made.errors.empty()) return 1;
    const bool cxx =
        std::ranges::any_of(made.command.sources, [](const Source& each) { return each.language == Language::cxx; });
    return Driver(std::move(made.command), cxx).run();
}

/// $CL goes before the words and $_CL_ after them, as with Microsoft's compiler.
int run_as_cl(const Words& given) {
    Words words = words_in("CL");
    append(words, given);
    append(words, words_in("_CL_"));
    return run_translated(words, "rpccl");
}

/// The same for its linker.
int run_as_link(const Words& given) {
    Words words = {"/link"};
    append(words, words_in("LINK"));
    append(words, given);
    append(words, words_in("_LINK_"));
    return run_translated(words, "rpclink");
}

}  // namespace
}  // namespace rpcgcc

int main(int argc, char** argv) {
    const std::string called = std::filesystem::path(argv[0]).filename();
    const rpcgcc::Words words(argv + 1, argv + argc);
    if (called == "rpccl") return rpcgcc::run_as_cl(words);
    if (called == "rpclink") return rpcgcc::run_as_link(words);
    if (called == "rpclib") return rpcgcc::make_library(rpcgcc::parse_lib(words));
    const bool cxx = called.ends_with("++");
    return rpcgcc::Driver(rpcgcc::parse(words, cxx), cxx).run();
}
