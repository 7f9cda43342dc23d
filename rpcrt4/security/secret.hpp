// SPDX-License-Identifier: LGPL-2.1-or-later
// Secret: bytes that are wiped when they go (passwords, hashes, keys). Move-only, so that no copy is forgotten.
// same(): comparison of authenticators in a time that does not depend on where they differ.
#pragma once

#include <string.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace rpcrt4::security {

class Secret {
 public:
    Secret() noexcept = default;
    explicit Secret(size_t size) : bytes_(size) {}
    explicit Secret(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {}
    Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    Secret& operator=(Secret&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~Secret() {
        if (bytes_.data() != nullptr) ::explicit_bzero(bytes_.data(), bytes_.size());
    }

    Secret copy() const { return Secret(bytes()); }
    bool empty() const noexcept { return bytes_.empty(); }
    size_t size() const noexcept { return bytes_.size(); }
    std::span<std::byte> bytes() noexcept { return bytes_; }
    std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
    std::vector<std::byte> bytes_;  // never grows: growing would leave bytes behind
};

inline bool same(std::span<const std::byte> one, std::span<const std::byte> other) noexcept {
    if (one.size() != other.size()) return false;
    std::byte difference{0};
    for (size_t i = 0; i < one.size(); ++i) difference |= one[i] ^ other[i];
    return difference == std::byte{0};
}

}  // namespace rpcrt4::security
