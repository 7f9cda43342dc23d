// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Errors and warnings: `file:line:col: error MIDL2009: text`, the source line and a caret, in the order found. Every
// part of the compiler reports here and goes on; the driver asks has_errors() between phases and at the end. Code
// ranges follow MIDL: 1000 command line and run time of the compiler, 2000 syntax and semantics, as documented by
// Microsoft ("Compiler Errors"). What MIDL has no number for, because it is about this compiler, has one of own_code.
// There is no table of texts: a message is written where the problem is known. Single-threaded.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tools/midl/location.hpp"

namespace midl {

class Sources;

// Numbers MIDL does not use: it ends at 2465, and 9008 is its internal problem.
namespace own_code {
inline constexpr int kNotGenerated = 9100;    // error: code generation does not know the construct
inline constexpr int kOnlyNdr20 = 9101;       // warning: another transfer syntax was asked for as well
inline constexpr int kNoMessageQueue = 9102;  // warning: a [message] call is made as any other
inline constexpr int kNoTypeLibrary = 9103;   // warning: a library block, and no -notlb
inline constexpr int kNoProxy = 9104;         // warning: [object] interfaces get a header and identifiers only
inline constexpr int kIgnoredSwitch = 9105;   // warning: a switch of MIDL's that means nothing here
}  // namespace own_code

enum class Severity { note, warning, error };

struct Diagnostic {
    Severity severity;
    Location where;
    int code;
    std::string text;
};

class Diagnostics {
 public:
    struct Policy {
        int warning_level = 1;  // warnings of a higher level are dropped
        bool warnings_are_errors = false;  // those MIDL gives too: an own code tells what cannot be mended
        std::set<int> disabled;  // -no_warn codes
        int error_limit = 100;   // stop counting useless output after this many
    };

    // `out` may be null: diagnostics are then only collected.
    Diagnostics(Sources& sources, std::ostream* out) : sources_(sources), out_(out) {}

    void set_policy(Policy policy) { policy_ = std::move(policy); }
    void disable_warning(int code) { policy_.disabled.insert(code); }
    void enable_warning(int code) { policy_.disabled.erase(code); }
    // One report per place: a second one at the same spot is a cascade and dropped.
    void error(Location where, int code, std::string_view text);
    void warning(Location where, int code, int level, std::string_view text);
    // Extra line that belongs to the previous report ("previous definition is here").
    void note(Location where, std::string_view text);

    bool has_errors() const { return errors_ > 0; }
    bool too_many() const { return errors_ >= policy_.error_limit; }
    int errors() const { return errors_; }
    int warnings() const { return warnings_; }
    const std::vector<Diagnostic>& all() const { return all_; }
    // The diagnostic as printed, source line and caret included.
    std::string format(const Diagnostic& diagnostic);

 private:
    void report(Diagnostic diagnostic);

    Sources& sources_;
    std::ostream* out_;
    Policy policy_;
    int errors_ = 0;
    int warnings_ = 0;
    bool last_dropped_ = false;
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> seen_;  // places of errors
    std::vector<Diagnostic> all_;
};

}  // namespace midl
