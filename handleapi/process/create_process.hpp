// SPDX-License-Identifier: LGPL-2.1-or-later
// CreateProcess, after its arguments have become UTF-8: finds the program, gathers what the child inherits, starts it,
// and makes the objects that stand for it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "handleapi/base/status.hpp"
#include "handleapi/process/process.hpp"
#include "handleapi/process/startup_block.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

struct ProcessRequest {
    std::optional<std::string> application;
    std::optional<std::string> command_line;              // at least one of the two
    std::optional<std::vector<std::string>> environment;  // "NAME=VALUE"; none: this process's
    std::optional<std::string> directory;
    StartupInformation information;
    bool inherit = false;
    std::optional<std::span<const NativeHandle>> only;  // with inherit: these handles and no others
    uint32_t flags = 0;                                 // CREATE_*, *_PRIORITY_CLASS
};

/// The child's main thread, and through it the process. Fails with the codes of program_search; error_bad_exe_format:
/// no program of this machine; error_directory: the current directory is none; error_invalid_parameter: flags that
/// exclude each other, handles that are not inheritable; error_filename_exced_range: command line or environment too
/// long; error_not_supported: debugging, or stopping where the system forbids it.
base::Result<base::Ref<MainThread>> create_process(const ProcessRequest& request);

/// The nice value of a priority class, and the class of a nice value; class 0 and nothing for what is none.
std::optional<int> nice_of(uint32_t priority_class) noexcept;
uint32_t priority_class_of(int nice) noexcept;

}  // namespace handleapi
