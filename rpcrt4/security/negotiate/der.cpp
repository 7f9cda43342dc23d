// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/negotiate/der.hpp"

namespace rpcrt4::security::negotiate {

namespace {

constexpr uint8_t kLongTag = 0x1F;   // the tag's number is in the bytes that follow
constexpr uint8_t kLongForm = 0x80;  // of a length; the low bits count its bytes

struct Length {
    size_t value;
    size_t size;  // of the length itself; 0: not a DER length
};

Length length_at(Bytes bytes) noexcept {
    if (bytes.empty()) return {0, 0};
    const auto first = std::to_integer<uint8_t>(bytes[0]);
    if (first < kLongForm) return {first, 1};
    const size_t count = first & 0x7F;
    if (count == 0 || count > 4 || count >= bytes.size()) return {0, 0};
    size_t value = 0;
    for (const std::byte each : bytes.subspan(1, count)) value = value << 8 | std::to_integer<size_t>(each);
    const bool shortest = count == 1 ? value >= kLongForm : value >> (8 * (count - 1)) != 0;
    return shortest ? Length{value, 1 + count} : Length{0, 0};
}

void put_length(std::vector<std::byte>& out, size_t length) {
    if (length < kLongForm) return out.push_back(static_cast<std::byte>(length));
    unsigned count = 1;
    while (length >> (8 * count) != 0) ++count;
    out.push_back(static_cast<std::byte>(kLongForm | count));
    while (count-- > 0) out.push_back(static_cast<std::byte>(length >> (8 * count)));
}

}  // namespace

DerReader::Element DerReader::fail() noexcept {
    failed_ = true;
    bytes_ = {};
    return {};
}

DerReader::Element DerReader::element() noexcept {
    if (failed_ || bytes_.empty() || (std::to_integer<uint8_t>(bytes_[0]) & kLongTag) == kLongTag) return fail();
    const Length length = length_at(bytes_.subspan(1));
    const size_t header = 1 + length.size;
    if (length.size == 0 || length.value > bytes_.size() - header) return fail();
    const Element found{bytes_.first(header + length.value), bytes_.subspan(header, length.value)};
    bytes_ = bytes_.subspan(found.whole.size());
    return found;
}

Bytes DerReader::take(uint8_t tag) noexcept { return next_is(tag) ? element().contents : fail().contents; }

Bytes DerReader::take_whole(uint8_t tag) noexcept { return next_is(tag) ? element().whole : fail().whole; }

DerReader DerReader::enter(uint8_t tag) noexcept {
    if (depth_ == kMaxDepth) static_cast<void>(fail());
    const Bytes contents = take(tag);
    return DerReader(contents, depth_ + 1, failed_);
}

void DerReader::skip() noexcept { static_cast<void>(element()); }

std::vector<std::byte> der_element(uint8_t tag, std::initializer_list<Bytes> contents) {
    size_t length = 0;
    for (const Bytes part : contents) length += part.size();
    std::vector<std::byte> out;
    out.reserve(length + 6);
    out.push_back(static_cast<std::byte>(tag));
    put_length(out, length);
    for (const Bytes part : contents) out.insert(out.end(), part.begin(), part.end());
    return out;
}

}  // namespace rpcrt4::security::negotiate
