// SPDX-License-Identifier: LGPL-2.1-or-later
// A runtime directory of the test's own, for the life of the object.
#pragma once

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace transport_test {

class RuntimeDirectory {
 public:
    explicit RuntimeDirectory(const std::string& inner = {}) {
        char name[] = "/tmp/rpcrt4-test-XXXXXX";
        outer_ = ::mkdtemp(name);
        path_ = outer_ + inner;
        std::filesystem::create_directories(path_);
        if (const char* old = std::getenv("RPCRT4_RUNTIME_DIR")) before_ = old;
        ::setenv("RPCRT4_RUNTIME_DIR", path_.c_str(), 1);
    }
    ~RuntimeDirectory() {
        if (before_) {
            ::setenv("RPCRT4_RUNTIME_DIR", before_->c_str(), 1);
        } else {
            ::unsetenv("RPCRT4_RUNTIME_DIR");
        }
        std::filesystem::remove_all(outer_);
    }
    const std::string& path() const { return path_; }

 private:
    std::string outer_;
    std::string path_;
    std::optional<std::string> before_;
};

}  // namespace transport_test
