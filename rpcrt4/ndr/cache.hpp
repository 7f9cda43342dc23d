// SPDX-License-Identifier: LGPL-2.1-or-later
// What was compiled from a format string, found again by the string's address. A hit is used only while the bytes are
// still the ones it was made from; otherwise the entry is replaced. Entries are immutable and never freed (a reader may
// hold one for ever), so readers take no lock. Writers are serialised.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "rpcrt4/ndr/type_graph.hpp"

namespace rpcrt4::ndr {

struct FormatKey {
    const void* format;  ///< the descriptor itself
    const void* types;   ///< the type format string its offsets count from, when it is a procedure's
    uint8_t reading;     ///< width of correlation descriptors; of a procedure, which kind of parameter descriptors
    friend bool operator==(const FormatKey&, const FormatKey&) = default;
};

/// `T` has `bool still_valid() const`, compares its bytes. `T` is created by the callable given to get().
template <typename T>
class FormatCache {
 public:
    template <typename Compile>
    const T& get(const FormatKey& key, Compile&& compile) {
        std::atomic<Entry*>& bucket = buckets_[index(key)];
        for (const Entry* entry = bucket.load(std::memory_order_acquire); entry;
             entry = entry->next.load(std::memory_order_acquire)) {
            if (entry->key != key) continue;
            if (entry->value->still_valid()) return *entry->value;
            break;
        }
        return insert(bucket, key, compile());
    }

 private:
    struct Entry {
        FormatKey key;
        std::unique_ptr<const T> value;
        std::atomic<Entry*> next{nullptr};
        Entry* replaced = nullptr;  ///< kept for readers that still use it
    };

    static size_t index(const FormatKey& key) noexcept {
        const auto bits = reinterpret_cast<uintptr_t>(key.format) * 0x9e3779b97f4a7c15u;
        return bits >> (64 - kBucketBits);
    }

    const T& insert(std::atomic<Entry*>& bucket, const FormatKey& key, std::unique_ptr<const T> value) {
        auto entry = std::make_unique<Entry>();
        entry->key = key;
        entry->value = std::move(value);
        std::lock_guard lock(writers_);
        std::atomic<Entry*>* link = &bucket;
        while (Entry* at = link->load(std::memory_order_relaxed)) {
            if (at->key == key) {
                entry->next.store(at->next.load(std::memory_order_relaxed), std::memory_order_relaxed);
                entry->replaced = at;
                break;
            }
            link = &at->next;
        }
        Entry* added = entry.release();
        link->store(added, std::memory_order_release);
        return *added->value;
    }

    static constexpr unsigned kBucketBits = 12;
    std::array<std::atomic<Entry*>, 1u << kBucketBits> buckets_{};
    std::mutex writers_;
};

/// One type with everything it refers to.
struct CompiledType {
    explicit CompiledType(uint8_t correlation_bytes) noexcept : graph(correlation_bytes) {}
    bool still_valid() const noexcept { return graph.still_valid(); }
    TypeGraph graph;
    const Node* root = nullptr;
};

/// The type described at `format`, compiled on first use.
const CompiledType& type_at(const uint8_t* format, uint8_t correlation_bytes);

}  // namespace rpcrt4::ndr
