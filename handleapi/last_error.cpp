// SPDX-License-Identifier: LGPL-2.1-or-later
// See last_error.hpp.
#include "handleapi/last_error.hpp"

namespace handleapi {
namespace {

thread_local constinit uint32_t code_of_thread __attribute__((tls_model("initial-exec"))) = 0;

}  // namespace

uint32_t last_error() noexcept { return code_of_thread; }
void set_last_error(uint32_t code) noexcept { code_of_thread = code; }

}  // namespace handleapi
