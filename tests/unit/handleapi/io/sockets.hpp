// SPDX-License-Identifier: LGPL-2.1-or-later
// A connected pair of overlapped files on sockets, for tests.
#pragma once

#include <sys/socket.h>

#include <utility>

#include "handleapi/io/open.hpp"
#include "handleapi/table.hpp"
#include "tests/unit/handleapi/support.hpp"

namespace testing {

struct Sockets {
    Sockets() {
        int ends[2];
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        for (int i = 0; i < 2; ++i) {
            auto file = handleapi::io::adopt_descriptor(handleapi::io::OwnedDescriptor(ends[i]),
                                                        FILE_GENERIC_READ | FILE_GENERIC_WRITE, FILE_FLAG_OVERLAPPED);
            REQUIRE(file);
            end[i] = Handle(*handleapi::open_handle(std::move(*file)));
        }
    }
    Handle end[2];
};

}  // namespace testing
