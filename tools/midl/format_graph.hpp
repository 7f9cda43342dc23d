// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The type format string as a graph: a Descriptor is a run of bytes, shorts, longs and references to other descriptors;
// a DescriptorTable owns them, merges equal ones, and at the end gives each its offset and every reference its
// distance. Building the graph first makes recursive types and sharing a non-event: nobody patches bytes.
// Offsets are given in the order Microsoft's compiler uses: parameter by parameter, a pointer before its pointee, a
// union before its arms, everything else behind what it is made of. Single-threaded.
// Reference: Microsoft "RPC NDR Format Strings" (offsets are signed 16-bit, relative to themselves).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tools/midl/format_tokens.hpp"

namespace midl {

using DescriptorId = int;

// Why a descriptor points at another one: decides which of its targets stands first in the string.
enum class Link {
    member,   // an element, member or arm
    tail,     // the conformant array of a structure, its last member
    pointee,  // of a pointer inside the descriptor
};

struct FormatItem {
    enum class Kind {
        byte,
        short_,
        long_,
        reference,  // 2 bytes: distance to the descriptor `value`
        local,      // 2 bytes: distance to item number `value` of the same descriptor
        absolute,   // 2 bytes: offset of the descriptor `value` in the type format string (procedure strings)
    };
    Kind kind = Kind::byte;
    std::int64_t value = 0;
    std::string comment;
    Link link = Link::member;
    std::uint32_t inside = 0;  // absolute: bytes from the start of the descriptor
    std::string expression;    // what the stub says instead of `value`: a size only the C compiler knows

    std::uint32_t size() const;
    // Comment and link do not tell descriptors apart.
    bool operator==(const FormatItem& other) const {
        return kind == other.kind && value == other.value && expression == other.expression;
    }
    bool operator<(const FormatItem& other) const {
        return std::tie(kind, value, expression) < std::tie(other.kind, other.value, other.expression);
    }
};

class Descriptor {
 public:
    void token(Fc code);
    void byte(unsigned value, std::string comment = {});
    void short_(std::int64_t value, std::string comment = {});
    void long_(std::int64_t value, std::string comment = {});
    // 2 bytes: sizeof(`type`), for a type IDL does not know.
    void size_of(const std::string& type);
    void reference(DescriptorId target, Link link = Link::member);
    void absolute(DescriptorId target, std::uint32_t inside = 0);
    // A distance within this descriptor whose target is set later with point_here().
    std::size_t local_reference();
    void point_here(std::size_t local);
    void append(const Descriptor& other);
    // FC_END, preceded by FC_PAD where the descriptor would end at an odd size.
    void end();

    std::uint32_t size() const;
    bool empty() const { return items_.empty(); }
    const std::vector<FormatItem>& items() const { return items_; }
    std::string title;
    // Stands before what it refers to, as pointers on their own and unions do; everything else stands behind.
    bool is_first = false;

 private:
    std::vector<FormatItem> items_;
};

class DescriptorTable {
 public:
    // The id of an equal descriptor, or a new one.
    DescriptorId add(Descriptor descriptor);
    // For types that refer to themselves: the id first, the body later.
    DescriptorId reserve();
    void define(DescriptorId id, Descriptor descriptor);
    // What a parameter refers to: the string starts with the first root and what it needs, then the next.
    void root(DescriptorId id) { roots_.push_back(id); }

    // Fixes the offsets; nothing may be added afterwards. False when a distance or an offset does not fit its 16 bits.
    bool lay_out();
    std::uint32_t offset(DescriptorId id) const { return offsets_.at(static_cast<std::size_t>(id)); }
    std::uint32_t size() const { return size_; }
    // Ids in the order of their offsets.
    const std::vector<DescriptorId>& order() const { return order_; }
    const Descriptor& at(DescriptorId id) const { return descriptors_.at(static_cast<std::size_t>(id)); }

 private:
    bool references_fit() const;
    void place(DescriptorId id);
    void place_targets(DescriptorId id);

    std::vector<Descriptor> descriptors_;
    std::vector<DescriptorId> defined_;
    std::vector<DescriptorId> roots_;
    std::vector<DescriptorId> order_;
    std::vector<bool> placed_;
    std::vector<std::uint32_t> offsets_;
    std::map<std::vector<FormatItem>, DescriptorId> known_;
    std::uint32_t size_ = 0;
};

// The numeric value an item has at `position` of its string (distances computed, all masked to the item's size).
std::uint32_t item_value(const FormatItem& item, const Descriptor& within, std::uint32_t descriptor_offset,
                         std::uint32_t position, const DescriptorTable& table);

// The bytes of the whole type format string, leading zero short and closing zero included.
std::vector<std::uint8_t> type_format_bytes(const DescriptorTable& table);

}  // namespace midl
