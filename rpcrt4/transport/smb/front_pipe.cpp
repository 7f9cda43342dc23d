// SPDX-License-Identifier: LGPL-2.1-or-later
// See front_pipe.hpp.
#include "rpcrt4/transport/smb/front_pipe.hpp"

#include <algorithm>

#include "rpcrt4/transport/smb/pdu_size.hpp"

namespace rpcrt4::transport::smb {

base::Status FrontPipe::from_near(std::span<const std::byte> bytes) {
    unsent_.add(bytes);
    for (;;) {
        const auto waiting = unsent_.waiting();
        const size_t size = pdu_size(waiting);
        if (size == 0 || waiting.size() < size) return base::Status::ok;
        to_far.add(std::array{std::byte(size), std::byte(size >> 8)});
        to_far.add(waiting.first(size));
        unsent_.gone(size);
    }
}

base::Status FrontPipe::from_far(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        if (rest_of_message_ == 0) {
            length_[length_known_++] = bytes.front();
            bytes = bytes.subspan(1);
            if (length_known_ < length_.size()) continue;
            length_known_ = 0;
            rest_of_message_ = std::to_integer<size_t>(length_[0]) | std::to_integer<size_t>(length_[1]) << 8;
            continue;
        }
        const size_t step = std::min(rest_of_message_, bytes.size());
        to_near.add(bytes.first(step));
        bytes = bytes.subspan(step);
        rest_of_message_ -= step;
    }
    return base::Status::ok;
}

}  // namespace rpcrt4::transport::smb
