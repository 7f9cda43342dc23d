// SPDX-License-Identifier: LGPL-2.1-or-later
// Modules: the ELF objects of this process. A module's handle is the address of its ELF header, as on Windows that of
// the image. The library itself answers to kernel32, kernelbase, ntdll and rpcrt4, with or without ".dll".
//
// LoadLibrary counts; FreeLibrary gives back what LoadLibrary counted, and leaves alone what the program was linked
// with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::module {

using Handle = void*;

Handle program() noexcept;
/// error_mod_not_found.
base::Result<Handle> find(std::string_view name);
base::Result<Handle> find_by_address(const void* address);
bool exists(Handle module) noexcept;
/// Keeps the module until the end of the process.
base::Status pin(Handle module);
base::Status count_up(Handle module);

/// error_mod_not_found, also when something it needs is missing; error_bad_exe_format when the file is no ELF object of
/// this machine.
base::Result<Handle> load(std::string_view name);
/// error_mod_not_found for what is no module.
base::Status unload(Handle module);

/// A function or variable the module itself exports. error_mod_not_found, error_proc_not_found.
base::Result<void*> symbol(Handle module, const char* name);
/// The whole path of its file. error_mod_not_found.
base::Result<std::string> path_of(Handle module);

}  // namespace handleapi::module
