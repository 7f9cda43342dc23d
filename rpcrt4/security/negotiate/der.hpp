// SPDX-License-Identifier: LGPL-2.1-or-later
// The part of DER (X.690) that SPNEGO is made of: elements with one-byte tags and definite lengths. Reading is strict
// and never allocates: an indefinite length, a length written longer than it must be, one of more than four bytes, or
// one beyond what is there fails the reader, which then stays failed and empty. Nothing recurses over the input, and
// readers within readers go kMaxDepth deep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace rpcrt4::security::negotiate {

using Bytes = std::span<const std::byte>;

namespace tag {
constexpr uint8_t kOctetString = 0x04;
constexpr uint8_t kObjectIdentifier = 0x06;
constexpr uint8_t kEnumerated = 0x0A;
constexpr uint8_t kSequence = 0x30;
constexpr uint8_t kApplication0 = 0x60;
/// [number], constructed: of a field of a sequence, or of an alternative.
constexpr uint8_t context(uint8_t number) noexcept { return static_cast<uint8_t>(0xA0 | number); }
}  // namespace tag

class DerReader {
 public:
    static constexpr unsigned kMaxDepth = 16;

    explicit DerReader(Bytes bytes) noexcept : DerReader(bytes, 0, false) {}

    bool failed() const noexcept { return failed_; }
    bool at_end() const noexcept { return bytes_.empty(); }
    /// Read to its end, and without a failure.
    bool finished() const noexcept { return !failed_ && at_end(); }
    /// The next element has this tag.
    bool next_is(uint8_t tag) const noexcept { return !at_end() && std::to_integer<uint8_t>(bytes_[0]) == tag; }

    /// The contents of the next element, which has this tag or the reader fails.
    Bytes take(uint8_t tag) noexcept;
    /// The same, header and contents.
    Bytes take_whole(uint8_t tag) noexcept;
    /// A reader of the contents; a failed one when this one failed.
    DerReader enter(uint8_t tag) noexcept;
    /// Passes over an element of any kind.
    void skip() noexcept;

 private:
    DerReader(Bytes bytes, unsigned depth, bool failed) noexcept : bytes_(bytes), depth_(depth), failed_(failed) {}
    struct Element {
        Bytes whole;
        Bytes contents;
    };
    Element element() noexcept;
    Element fail() noexcept;

    Bytes bytes_;
    unsigned depth_;
    bool failed_;
};

/// An element of these contents, joined.
std::vector<std::byte> der_element(uint8_t tag, std::initializer_list<Bytes> contents);

}  // namespace rpcrt4::security::negotiate
