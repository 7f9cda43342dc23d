// SPDX-License-Identifier: LGPL-2.1-or-later
// See standard_handles.hpp.
#include "handleapi/process/standard_handles.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "handleapi/base/guarded.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/process/startup.hpp"

#include <winbase.h>

namespace handleapi {
namespace {

using base::Result;
using base::Status;

struct Slot {
    bool known = false;
    bool set = false;  // by the program
    NativeHandle handle = nullptr;
};
using Slots = base::Guarded<std::array<Slot, kStandardHandles>>;

Slots& slots() {
    static Slots* const only = new Slots;
    return *only;
}

uint32_t access_of(int mode) noexcept {
    switch (mode & O_ACCMODE) {
        case O_RDONLY:
            return FILE_GENERIC_READ;
        case O_WRONLY:
            return FILE_GENERIC_WRITE;
        default:
            return FILE_GENERIC_READ | FILE_GENERIC_WRITE;
    }
}

Result<NativeHandle> open_standard(int number) {
    const int mode = ::fcntl(number, F_GETFL);
    if (mode < 0) return NativeHandle{};
    io::OwnedDescriptor copy(::fcntl(number, F_DUPFD_CLOEXEC, 3));
    if (!copy) return io::status_from(errno);
    const uint32_t access = access_of(mode);
    auto file = io::adopt_descriptor(std::move(copy), access, 0);
    if (!file) return file.status();
    return open_handle(std::move(*file), access, kHandleInherit);
}

Result<NativeHandle> first_value(size_t which) {
    const StartupInformation& given = own_startup_information();
    if (!(given.flags & STARTF_USESTDHANDLES)) return open_standard(static_cast<int>(which));
    const auto handle = reinterpret_cast<NativeHandle>(given.standard[which]);
    // A starter that passes no inheritable handle has only connected the descriptor.
    if (handle && !find_object(handle)) return open_standard(static_cast<int>(which));
    return handle;
}

}  // namespace

Result<NativeHandle> standard_handle(size_t which) {
    return slots().with([&](auto& all) -> Result<NativeHandle> {
        Slot& slot = all[which];
        if (slot.known) return slot.handle;
        auto value = first_value(which);
        if (value) slot = {.known = true, .set = false, .handle = *value};
        return value;
    });
}

void set_standard_handle(size_t which, NativeHandle handle) noexcept {
    slots().with([&](auto& all) { all[which] = {.known = true, .set = true, .handle = handle}; });
}

bool standard_handle_was_set(size_t which, NativeHandle& handle) noexcept {
    return slots().with([&](const auto& all) {
        handle = all[which].handle;
        return all[which].set;
    });
}

}  // namespace handleapi
