// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's name for this machine.
#pragma once

#include <strings.h>
#include <unistd.h>

#include <string_view>

namespace base {

class HostName {
 public:
    HostName() noexcept {
        if (::gethostname(text_, sizeof text_ - 1) != 0) *text_ = '\0';
    }
    /// Empty when the system does not tell.
    std::string_view view() const noexcept { return text_; }
    /// Whether somebody else calls this machine so, whatever the case of letters.
    bool is(std::string_view name) const noexcept {
        const std::string_view own = text_;
        return !own.empty() && name.size() == own.size() && ::strncasecmp(name.data(), own.data(), own.size()) == 0;
    }

 private:
    char text_[256] = {};
};

}  // namespace base
