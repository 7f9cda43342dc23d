// SPDX-License-Identifier: LGPL-2.1-or-later
// See lookups.hpp.
#include "tools/rpcepmapd/lookups.hpp"

#include <algorithm>

namespace rpcepmapd {

std::span<const rpcrt4::epmapper::Element> Lookup::take(size_t most) noexcept {
    const size_t count = std::min(most, elements_.size() - next_);
    const auto taken = std::span(elements_).subspan(next_, count);
    next_ += count;
    return taken;
}

Lookup* Lookups::keep(std::unique_ptr<Lookup> lookup) {
    std::lock_guard lock(mutex_);
    if (open_.size() >= kMost) return nullptr;
    const auto own = of_client_.try_emplace(lookup->client(), 0).first;
    if (own->second >= kMostOfClient) return nullptr;
    Lookup* const kept = lookup.get();
    open_.emplace(kept, std::move(lookup));
    ++own->second;
    return kept;
}

void Lookups::close(Lookup* lookup) noexcept {
    std::unique_ptr<Lookup> closed;  // destroyed after the lock
    std::lock_guard lock(mutex_);
    const auto found = open_.find(lookup);
    if (found == open_.end()) return;
    closed = std::move(found->second);
    open_.erase(found);
    const auto own = of_client_.find(closed->client());
    if (own != of_client_.end() && --own->second == 0) of_client_.erase(own);
}

size_t Lookups::count() const {
    std::lock_guard lock(mutex_);
    return open_.size();
}

}  // namespace rpcepmapd
