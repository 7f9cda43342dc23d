// SPDX-License-Identifier: LGPL-2.1-or-later
// A TypeGraph owns the nodes compiled from one root (a procedure or a type) together with the bytes of the format
// string they were made from, in reading order. Format strings may move or change under a program (dlclose, formats
// built on the stack): a cached graph is used only while its bytes are still what they were.
// FormatReader walks a format string and notes every byte it reads in the graph. Format strings are trusted input.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rpcrt4/ndr/type.hpp"

namespace rpcrt4::ndr {

class TypeGraph {
 public:
    /// `correlation_bytes`: size of every correlation descriptor of the type format string: 4, 6 or 16.
    explicit TypeGraph(uint8_t correlation_bytes) noexcept : correlation_bytes_(correlation_bytes) {}
    TypeGraph(const TypeGraph&) = delete;
    TypeGraph& operator=(const TypeGraph&) = delete;

    uint8_t correlation_bytes() const noexcept { return correlation_bytes_; }

    template <typename T>
    T& make() {
        auto node = std::make_unique<T>();
        T& made = *node;
        owned_.emplace_back(node.release(), [](void* p) { delete static_cast<T*>(p); });
        return made;
    }
    /// Nodes by the address of their descriptor, entered before they are complete so that recursive types close.
    Node* find(const uint8_t* at) const {
        auto found = by_address_.find(at);
        return found == by_address_.end() ? nullptr : found->second;
    }
    void remember(const uint8_t* at, Node& node) { by_address_.emplace(at, &node); }

    void note_read(const uint8_t* at, size_t size);
    /// Compares in reading order: as long as the bytes are equal, the next ones are where they were, hence readable.
    bool still_valid() const noexcept {
        const uint8_t* bytes = bytes_.data();
        for (const Range& range : ranges_) {
            if (std::memcmp(range.address, bytes, range.size) != 0) return false;
            bytes += range.size;
        }
        return true;
    }

    /// Correlations that read parameters: their values before a reply is unmarshalled bound the client's buffers.
    std::vector<const Correlation*> stack_correlations;

 private:
    struct Range {
        const uint8_t* address;
        size_t size;
    };
    uint8_t correlation_bytes_;
    std::vector<std::unique_ptr<void, void (*)(void*)>> owned_;
    std::unordered_map<const uint8_t*, Node*> by_address_;
    std::vector<Range> ranges_;
    std::vector<uint8_t> bytes_;
};

class FormatReader {
 public:
    FormatReader(const uint8_t* at, TypeGraph& graph) noexcept : at_(at), graph_(graph) {}

    const uint8_t* position() const noexcept { return at_; }
    TypeGraph& graph() const noexcept { return graph_; }

    uint8_t u8() { return *take(1); }
    uint16_t u16() { return number<uint16_t>(); }
    int16_t i16() { return static_cast<int16_t>(u16()); }
    uint32_t u32() { return number<uint32_t>(); }
    void skip(size_t size) { take(size); }
    /// A signed 16-bit offset counted from its own address; zero means "none" and yields null.
    const uint8_t* target() {
        const uint8_t* from = at_;
        const int16_t offset = i16();
        return offset == 0 ? nullptr : from + offset;
    }

 private:
    const uint8_t* take(size_t size) {
        const uint8_t* from = at_;
        graph_.note_read(from, size);
        at_ += size;
        return from;
    }
    template <typename T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value), sizeof value);
        return value;
    }

    const uint8_t* at_;
    TypeGraph& graph_;
};

}  // namespace rpcrt4::ndr
