// SPDX-License-Identifier: LGPL-2.1-or-later
// See process.hpp.
#include "handleapi/process.hpp"

#include <new>

namespace handleapi {

Process& Process::current() noexcept {
    // Never destroyed: handles and threads may outlive static destructors.
    alignas(Process) static unsigned char storage[sizeof(Process)];
    static Process* const process = new (storage) Process;
    return *process;
}

}  // namespace handleapi
