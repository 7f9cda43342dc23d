// SPDX-License-Identifier: LGPL-2.1-or-later
// Macros: their definitions, by where they come from, and the text they stand for. A definition keeps the invocations
// in it, which are expanded when it is used; one that invokes itself gets what it was before.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpcnmake {

/// What the special macros are in one command.
struct FileNames {
    std::string target;                   ///< $@
    std::vector<std::string> dependents;  ///< $**
    std::vector<std::string> newer;       ///< $?
    std::optional<std::string> inferred;  ///< $<, of an inference rule
    bool is_batch = false;                ///< only $< has a meaning
};

class Macros {
 public:
    /// The later ones win over the earlier.
    enum class Origin : uint8_t { predefined, tools, environment, makefile, command_line };

    /// With /E the environment goes before makefiles.
    void prefer_environment() { environment_first_ = true; }

    /// Faults for what is no name. True when the definition counts.
    bool define(std::string_view name, std::string_view value, Origin origin);
    void undefine(std::string_view name) { definitions_.erase(std::string(name)); }
    bool is_defined(std::string_view name) const { return definitions_.contains(std::string(name)); }
    /// The environment's, as the program was given it or changed it.
    bool is_of_environment(std::string_view name) const;

    /// The text with every invocation replaced. Special macros stay where there are no names for them.
    std::string expand(std::string_view text, const FileNames* names = nullptr) const;

    /// Those that were not predefined, NAME = VALUE each.
    std::vector<std::string> listed() const;

 private:
    struct Definition {
        std::string value;
        Origin origin;
        bool environment;  ///< there is a variable of that name
    };
    class Expansion;

    int rank(Origin origin) const;

    std::map<std::string, Definition> definitions_;
    bool environment_first_ = false;
};

}  // namespace rpcnmake
