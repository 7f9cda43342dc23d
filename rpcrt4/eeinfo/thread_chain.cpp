// SPDX-License-Identifier: LGPL-2.1-or-later
// See thread_chain.hpp. The chain is made when a thread needs one and dies with it.
#include "rpcrt4/eeinfo/thread_chain.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <utility>

#include "handleapi/base/host_name.hpp"
#include "handleapi/base/utf16.hpp"
#include "rpcrt4/eeinfo/codec.hpp"
#include "rpcrt4/trace/trace.hpp"

namespace rpcrt4::eeinfo {
namespace {

/// No destructor, so that it can be asked to the very end of the thread: 0 none, 1 there, 2 gone.
thread_local uint8_t existence = 0;

struct Owner {
    Owner() noexcept { existence = 1; }
    ~Owner() { existence = 2; }
    Chain chain;
};

/// Null when the thread is ending.
Chain* mine() noexcept {
    if (existence == 2) return nullptr;
    static thread_local Owner owner;
    return &owner.chain;
}

uint64_t now() noexcept {
    constexpr uint64_t kUnixEpoch = 116444736000000000;  // 1970 in 100 ns since 1601
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    using Ticks = std::chrono::duration<uint64_t, std::ratio<1, 10000000>>;
    return kUnixEpoch + std::chrono::duration_cast<Ticks>(since).count();
}

std::u16string computer_name() {
    const base::HostName name;
    const std::string_view host = name.view();
    return host.empty() ? u"localhost" : base::to_utf16(host.substr(0, host.find('.')));
}

bool asked_for() noexcept {
    const char* value = std::getenv("RPCRT4_EEINFO");
    return value && value[0] == '1' && value[1] == 0;
}

std::atomic<bool>& propagation() noexcept {
    static std::atomic<bool> on{asked_for()};
    return on;
}

void sign(Record& record) noexcept {
    record.process = static_cast<uint32_t>(::getpid());
    record.time = now();
}

}  // namespace

Chain snapshot() {
    if (existence != 1) return {};
    return *mine();
}

void clear() noexcept {
    if (existence == 1) mine()->clear();
}

void replace(Chain chain) noexcept {
    if (Chain* own = mine()) *own = std::move(chain);
}

void add(Record record) noexcept {
    if (trace::on(trace::Category::error)) [[unlikely]] {
        trace::line(trace::Category::error, "component=%u status=%u location=%u parameters=%zu", record.component,
                    record.status, record.location, record.parameters.size());
    }
    Chain* own = mine();
    if (!own) return;
    sign(record);
    try {
        own->insert(own->begin(), std::move(record));
    } catch (const std::bad_alloc&) {
        return;
    }
    if (own->size() <= kMostRecords) return;
    own->erase(own->end() - 2);
    own->back().flags |= flag::kPreviousMissing;
    (own->end() - 2)->flags |= flag::kNextMissing;
}

void report(Component component, uint32_t status, Location location,
            std::initializer_list<Parameter> parameters) noexcept {
    try {
        Record record;
        record.component = static_cast<uint32_t>(component);
        record.status = status;
        record.location = static_cast<uint16_t>(location);
        record.parameters.assign(parameters.begin(), parameters.end());
        add(std::move(record));
    } catch (const std::bad_alloc&) {
    }
}

std::unique_ptr<Chain> chain_of(base::Status status, Location location) noexcept {
    try {
        Record record;
        record.component = static_cast<uint32_t>(Component::runtime);
        record.status = static_cast<uint32_t>(base::code(status));
        record.location = static_cast<uint16_t>(location);
        sign(record);
        auto chain = std::make_unique<Chain>();
        chain->push_back(std::move(record));
        return chain;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

bool propagates() noexcept { return propagation().load(std::memory_order_relaxed); }

void turn_on_propagation() noexcept { propagation().store(true, std::memory_order_relaxed); }

std::vector<std::byte> for_fault(base::Status status, size_t limit) noexcept {
    if (!propagates() || existence != 1) return {};
    try {
        Chain chain = *mine();
        if (chain.empty() || chain.front().status != static_cast<uint32_t>(base::code(status))) return {};
        if (!chain.front().computer) chain.front().computer = computer_name();
        return encode_within(std::move(chain), limit);
    } catch (const std::bad_alloc&) {
        return {};
    }
}

}  // namespace rpcrt4::eeinfo
