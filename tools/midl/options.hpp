// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The command line of midl. Hand-written rather than a library: MIDL's switches start with '-' or '/', take their
// argument attached (-DX=1, /I..\inc) or as the next word (-D X=1, /out dir), and response files (@file) may appear
// anywhere; no option library knows that style. A switch that exists in MIDL but means nothing here (type libraries,
// 32-bit targets) is accepted with a warning, an unknown one is an error.
// Reference: "MIDL Command-line Reference".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/midl/diagnostics.hpp"

namespace midl {

enum class StubKind { stub, none };

struct Options {
    std::vector<std::string> inputs;

    // Output. Names are complete paths after for_input(): -out applied, defaults filled in; "none" and "nul" became
    // empty.
    std::string out_directory;
    std::string header;        // -h, -header           default NAME.h
    std::string client_stub;   // -cstub                default NAME_c.c
    std::string server_stub;   // -sstub                default NAME_s.c
    std::string message_file;  // -o: diagnostics go there
    std::string iid_file;      // -iid                  default NAME_i.c, written when there are identifiers
    StubKind client = StubKind::stub;
    StubKind server = StubKind::stub;

    // Names in the output.
    std::string prefix_client;  // -prefix client|cstub X: client-side routine names
    std::string prefix_server;  // -prefix server|sstub X: manager routine names
    // -prefix switch X: the header declares routines with that prefix too. Unset: it does not.
    std::optional<std::string> prefix_switch;
    bool oldnames = false;        // Iface_ClientIfHandle rather than Iface_v1_0_c_ifspec
    bool use_epv = false;         // server stub calls through the manager EPV, as it does in any case
    bool version_stamp = true;    // the header requires a version of <rpcndr.h>
    bool no_default_epv = false;  // no default manager EPV in the interface specification

    // Input.
    std::string acf;  // -acf, else NAME.acf when it exists
    std::vector<std::string> include_directories;
    std::string system_directory;      // where midl's own wtypes.idl and its like are: searched last
    std::vector<std::string> defines;  // "NAME" or "NAME=value"
    std::vector<std::string> undefines;
    bool no_cpp = false;
    bool no_default_include = false;  // -no_def_idir
    std::string cpp_command;
    std::vector<std::string> cpp_options;
    bool has_cpp_options = false;
    std::string msc_ver = "1900";
    bool save_preprocessed = false;

    // Language.
    bool app_config = false;  // ACF attributes allowed in the IDL
    bool ms_ext = true;
    bool c_ext = true;
    bool has_ms_ext = false, has_c_ext = false;  // said, which changes nothing
    bool osf = false;
    bool ms_union = false;
    bool syntax_check = false;
    int pack = 8;  // -Zp, -pack
    // What the C compiler's plain char is; IDL's char is unsigned and says so in the output unless it agrees.
    enum class Char { unsigned_, signed_, ascii7 } char_kind = Char::signed_;

    // Code generation.
    enum class Mode { interpreted, inline_stubs, mixed } mode = Mode::interpreted;  // -Oicf; -Os; -Oi
    bool robust = true;
    enum class Protocol { dce, all, ndr64 } protocol = Protocol::dce;
    bool check_allocation = true, check_ref = true, check_bounds = true, check_stub_data = true;  // -error
    bool rpcss = false;
    bool no_type_library = false;  // -notlb

    // Messages.
    int warning_level = 1;
    bool warnings_are_errors = false;
    bool nologo = false;
    bool help = false;
    std::vector<std::string> command_line;  // as given, for the banner of generated files
    bool confirm = false;                   // print what would be done, do nothing

    Diagnostics::Policy policy() const {
        return {.warning_level = warning_level, .warnings_are_errors = warnings_are_errors, .disabled = {}};
    }
};

// False when a message said why not. `arguments` excludes argv[0].
bool parse_options(const std::vector<std::string>& arguments, Options& options, Diagnostics& diagnostics);
// Fills output names and the ACF for one input file, which becomes the only entry of `inputs`.
Options for_input(const Options& options, const std::string& input);
std::string help_text();

}  // namespace midl
