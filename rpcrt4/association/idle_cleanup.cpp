// SPDX-License-Identifier: LGPL-2.1-or-later
// See idle_cleanup.hpp. A forked child begins anew: what it inherited is not its to close.
#include "rpcrt4/association/idle_cleanup.hpp"

#include <atomic>
#include <unordered_set>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "rpcrt4/association/association.hpp"
#include "rpcrt4/transport/loop.hpp"

namespace rpcrt4::association {
namespace {

constexpr std::chrono::seconds kPeriod{10};

std::atomic<uint32_t> sweeps{0};
std::atomic<uint32_t> enabled_in{0};  // the process generation, plus one

using Everybody = base::Guarded<std::unordered_set<Association*>>;

Everybody& everybody() {
    static constinit base::PerProcess<Everybody> all;
    return all.get([] { return new Everybody; });
}

void sweep_and_go_on() {
    sweep_idle();
    transport::Loop::instance().after(kPeriod, sweep_and_go_on);
}

}  // namespace

uint32_t current_sweep() noexcept { return sweeps.load(std::memory_order_relaxed); }

void enable_idle_cleanup() {
    const uint32_t here = base::process_generation() + 1;
    if (enabled_in.exchange(here) != here) transport::Loop::instance().after(kPeriod, sweep_and_go_on);
}

void sweep_idle() noexcept {
    const uint32_t number = sweeps.fetch_add(1, std::memory_order_relaxed) + 1;
    std::vector<base::Ref<Association>> all;
    try {
        everybody().with([&](auto& list) {
            for (Association* association : list) {
                if (association->try_retain()) all.push_back(base::Ref<Association>::adopt(association));
            }
        });
    } catch (const std::bad_alloc&) {
        // Those found are swept.
    }
    for (const auto& association : all) association->sweep(number);
}

void be_swept(Association& association) {
    everybody().with([&](auto& list) { list.insert(&association); });
}

void be_swept_no_more(Association& association) noexcept {
    everybody().with([&](auto& list) { list.erase(&association); });
}

}  // namespace rpcrt4::association
