// SPDX-License-Identifier: LGPL-2.1-or-later
// See descriptor.hpp.
#include "handleapi/io/descriptor.hpp"

#include <unistd.h>

namespace handleapi::io {

Descriptor::~Descriptor() {
    stop_listening();
    ::close(number_);
}

}  // namespace handleapi::io
