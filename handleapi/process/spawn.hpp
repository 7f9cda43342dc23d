// SPDX-License-Identifier: LGPL-2.1-or-later
// A new process in the system's terms: file, arguments, descriptors. The child borrows this process's memory until its
// exec, so nothing is copied however large this process is, and an exec that fails is reported with its errno. One
// implementation file per kind of system (spawn_linux.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "handleapi/base/status.hpp"

namespace handleapi {

enum class Session : uint8_t { same, new_group, new_session };

struct SpawnRequest {
    const char* file = nullptr;
    char* const* arguments = nullptr;            // ends with null
    char* const* environment = nullptr;          // ends with null
    const char* directory = nullptr;             // null: the same
    std::span<const int> descriptors;            // stay open; none below 3. All others of ours close on exec
    std::array<int, 3> standard = {-1, -1, -1};  // -1: as here. None below 3
    Session session = Session::same;
    bool suspended = false;     // stopped before its first instruction
    const int* nice = nullptr;  // null: the same
    int id_file = -1;           // the child writes its process id there
    int64_t id_offset = 0;
};

struct SpawnedProcess {
    uint32_t id = 0;
    int pidfd = -1;
};

struct SpawnResult {
    SpawnedProcess process;
    int error = 0;                  // an errno; there is no process then
    bool not_in_directory = false;  // the error was that of the directory
    bool no_suspending = false;     // the error: this system does not let us stop a child
};

SpawnResult spawn(const SpawnRequest& request) noexcept;

}  // namespace handleapi
