// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The switches of midl, grouped as -help shows them.
#include <algorithm>

#include "tools/midl/command_line.hpp"

namespace midl {

namespace {

using Line = CommandLine;
using Flag = CommandLine::Flag;
using Handler = CommandLine::Handler;
using Ignored = CommandLine::Ignored;

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
    if (name == "win32" || name == "ia64" || name == "arm" || name == "arm32" || name == "arm64")
        return line.ignored(value);
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
void set_phased_out(Line& line, const std::string& value) {
    line.remark(lower(line.current()).ends_with("1") ? 2329 : 2330,
                "the optimization option is being phased out, use -Oicf: " + line.current());
    set_interpreted(line, value);
}
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

// Several, separated by semicolons, as in the variable INCLUDE.
void add_include_directories(Line& line, const std::string& value) {
    for (std::size_t start = 0; start <= value.size();) {
        const std::size_t end = std::min(value.find(';', start), value.size());
        if (end > start) line.options().include_directories.push_back(value.substr(start, end - start));
        start = end + 1;
    }
}

constexpr CommandLine::Row kRows[] = {
    {"", Ignored{}, "", "Input"},
    {"acf", &Options::acf, "FILE", "application configuration file (default: FILE.acf beside the IDL)"},
    {"app_config", Flag{&Options::app_config}, "", "ACF attributes are allowed in the IDL"},
    {"I", Handler{add_include_directories}, "DIR[;DIR]",
     "search these for imports and includes, before the variable INCLUDE"},
    {"no_def_idir", Flag{&Options::no_default_include}, "", "do not search the variable INCLUDE"},
    {"D", &Options::defines, "NAME[=VALUE]", "define a macro"},
    {"U", &Options::undefines, "NAME", "undefine a macro"},
    {"cpp_cmd", &Options::cpp_command, "COMMAND", "the C preprocessor to run (default: cc -E; cl means the default)"},
    {"cpp_opt", Handler{add_cpp_options}, "OPTIONS", "what it gets instead of midl's own -D -U -I"},
    {"no_cpp", Flag{&Options::no_cpp}, "", "do not preprocess"},
    {"nocpp", Flag{&Options::no_cpp}, "", "the same"},
    {"savePP", Flag{&Options::save_preprocessed}, "", "keep the preprocessed text, as NAME.i in the output directory"},
    {"msc_ver", &Options::msc_ver, "NUMBER", "value of _MSC_VER while preprocessing"},
    {"", Ignored{}, "", "Output files"},
    {"out", &Options::out_directory, "DIR", "directory for the files below"},
    {"h", &Options::header, "FILE", "header (default: NAME.h)"},
    {"header", &Options::header, "FILE", "the same"},
    {"client", Handler{set_client}, "stub|none", "is a client stub wanted?"},
    {"cstub", &Options::client_stub, "FILE", "client stub (default: NAME_c.c)"},
    {"server", Handler{set_server}, "stub|none", "is a server stub wanted?"},
    {"sstub", &Options::server_stub, "FILE", "server stub (default: NAME_s.c)"},
    {"iid", &Options::iid_file, "FILE", "identifiers of object interfaces and libraries (default: NAME_i.c)"},
    {"notlb", Flag{&Options::no_type_library}, "", "no type library is wanted (there is none in any case)"},
    {"syntax_check", Flag{&Options::syntax_check}, "", "check only, write nothing"},
    {"Zs", Flag{&Options::syntax_check}, "", "the same"},
    {"", Ignored{}, "", "Names in the output"},
    {"oldnames", Flag{&Options::oldnames}, "", "interface handles without the version: Calls_ServerIfHandle"},
    {"prefix", Handler{set_prefixes}, "WHICH PREFIX ...", "for names of routines; WHICH: client, server, switch, all"},
    {"use_epv", Flag{&Options::use_epv}, "",
     "the server stub calls through an entry point vector (it does in any case)"},
    {"no_default_epv", Flag{&Options::no_default_epv}, "",
     "there is no default vector: RpcServerRegisterIf must be given one"},
    {"version_stamp", Flag{&Options::version_stamp, false}, "", "the header does not ask for a version of <rpcndr.h>"},
    {"", Ignored{}, "", "Language"},
    {"ms_ext", Flag{&Options::has_ms_ext}, "", "Microsoft's extensions (default)"},
    {"c_ext", Flag{&Options::has_c_ext}, "", "C in the IDL (default)"},
    {"osf", Handler{set_osf, false}, "", "neither: DCE's rules, full pointers by default"},
    {"char", Handler{set_char}, "signed|unsigned|ascii7", "what the C compiler takes plain char for"},
    {"ms_union", Flag{&Options::ms_union}, "", "unions aligned on the wire as MIDL 1.0 did"},
    {"pack", Handler{set_pack}, "1|2|4|8|16", "structure packing"},
    {"Zp", Handler{set_pack}, "1|2|4|8|16", "the same"},
    {"align", Handler{set_pack}, "1|2|4|8|16", "the same"},
    {"", Ignored{}, "", "Code"},
    {"env", Handler{set_environment}, "x64|amd64|win64", "target; there is no other"},
    {"x64", Ignored{.is_silent = true}, "", "the same"},
    {"amd64", Ignored{.is_silent = true}, "", ""},
    {"win64", Ignored{.is_silent = true}, "", ""},
    {"Oicf", Handler{set_interpreted, false}, "", "interpreted stubs (default; also -Oi -Oic -Oif)"},
    {"Oi", Handler{set_interpreted, false}, "", ""},
    {"Oic", Handler{set_interpreted, false}, "", ""},
    {"Oif", Handler{set_interpreted, false}, "", ""},
    {"Oi1", Handler{set_phased_out, false}, "", ""},
    {"Oi2", Handler{set_phased_out, false}, "", ""},
    {"Os", Handler{set_inline, false}, "",
     "accepted; the stubs are interpreted all the same, as nothing shows the difference"},
    {"robust", Flag{&Options::robust}, "", "checks of correlated values (default)"},
    {"no_robust", Flag{&Options::robust, false}, "", "none of them; for servers older than Windows 2000"},
    {"error", Handler{set_checks}, "WHICH",
     "all, none, allocation, ref, bounds_check, stub_data: accepted, all are made"},
    {"protocol", Handler{set_protocol}, "dce|all|ndr64", "transfer syntaxes offered"},
    {"rpcss", Flag{&Options::rpcss}, "", "memory of all procedures as with [enable_allocate]"},
    {"", Ignored{}, "", "Messages"},
    {"W", Handler{set_warning_level}, "0..4", "warnings up to this level (default: 1)"},
    {"warn", Handler{set_warning_level}, "0..4", "the same"},
    {"no_warn", Handler{set_no_warnings, false}, "", "no warnings"},
    {"WX", Flag{&Options::warnings_are_errors}, "", "warnings are errors"},
    {"o", &Options::message_file, "FILE", "write messages there"},
    {"nologo", Flag{&Options::nologo}, "", "do not name the files as they are processed"},
    {"confirm", Flag{&Options::confirm}, "", "show the settings, compile nothing"},
    {"help", Flag{&Options::help}, "", "this text"},
    {"?", Flag{&Options::help}, "", ""},
    {"backward_compat", Ignored{.takes_value = true}, "", ""},
    {"caux", Ignored{.takes_value = true}, "", ""},
    {"lcid", Ignored{.takes_value = true}, "", ""},
    {"dlldata", Ignored{.takes_value = true}, "", ""},
    {"metadata_dir", Ignored{.takes_value = true}, "", ""},
    {"proxy", Ignored{.takes_value = true}, "", ""},
    {"reference", Ignored{.takes_value = true}, "", ""},
    {"saux", Ignored{.takes_value = true}, "", ""},
    {"target", Ignored{.takes_value = true}, "", ""},
    {"tlb", Ignored{.takes_value = true}, "", ""},
    {"winmd", Ignored{.takes_value = true}, "", ""},
    {"import", Ignored{.takes_value = true}, "", ""},
    {"arm32", Ignored{}, "", ""},
    {"arm64", Ignored{}, "", ""},
    {"cstruct_out", Ignored{}, "", ""},
    {"dos", Ignored{}, "", ""},
    {"enum_class", Ignored{}, "", ""},
    {"ia64", Ignored{}, "", ""},
    {"mac", Ignored{}, "", ""},
    {"mktyplib203", Ignored{}, "", ""},
    {"new", Ignored{}, "", ""},
    {"newtlb", Ignored{}, "", ""},
    {"no_format_opt", Ignored{}, "", ""},
    {"no_settings_comment", Ignored{}, "", ""},
    {"no_stamp", Ignored{}, "", ""},
    {"nomd", Ignored{}, "", ""},
    {"nomidl", Ignored{}, "", ""},
    {"ns_prefix", Ignored{}, "", ""},
    {"old", Ignored{}, "", ""},
    {"oldtlb", Ignored{}, "", ""},
    {"ppc", Ignored{}, "", ""},
    {"sal", Ignored{}, "", ""},
    {"sal_local", Ignored{}, "", ""},
    {"win16", Ignored{}, "", ""},
    {"win32", Ignored{}, "", ""},
    {"winrt", Ignored{}, "", ""},
};

}  // namespace

std::span<const CommandLine::Row> option_rows() { return kRows; }

}  // namespace midl
