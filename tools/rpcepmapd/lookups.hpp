// SPDX-License-Identifier: LGPL-2.1-or-later
// Lookups: the enumerations that clients of the mapper have not finished, one per lookup handle. What a client may
// leave open is bounded, and so is what all of them may: who asks for more is refused until a handle is given back or
// its client has gone. Threads: any; one Lookup is used by one call at a time (its context handle serialises).
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "rpcrt4/epmapper/element.hpp"

namespace rpcepmapd {

/// A handle got from one operation does not serve the other.
enum class Kind : uint8_t { lookup, map };

/// The map as it was when the enumeration began, as far as it is to be sent.
class Lookup {
 public:
    Lookup(Kind kind, std::string client, std::vector<rpcrt4::epmapper::Element> elements)
        : kind_(kind), client_(std::move(client)), elements_(std::move(elements)) {}
    Kind kind() const noexcept { return kind_; }
    const std::string& client() const noexcept { return client_; }
    /// The next elements, at most so many.
    std::span<const rpcrt4::epmapper::Element> take(size_t most) noexcept;
    bool finished() const noexcept { return next_ == elements_.size(); }

 private:
    const Kind kind_;
    const std::string client_;
    const std::vector<rpcrt4::epmapper::Element> elements_;
    size_t next_ = 0;
};

class Lookups {
 public:
    static constexpr size_t kMostOfClient = 16;
    static constexpr size_t kMost = 512;

    /// Keeps the lookup until close(); null when there are too many, then it is gone.
    Lookup* keep(std::unique_ptr<Lookup> lookup);
    void close(Lookup* lookup) noexcept;
    size_t count() const;

 private:
    mutable std::mutex mutex_;
    std::map<Lookup*, std::unique_ptr<Lookup>> open_;
    std::map<std::string, size_t> of_client_;
};

}  // namespace rpcepmapd
