// SPDX-License-Identifier: LGPL-2.1-or-later
// See uuid.hpp: text, hash and the random creator. The time-based creator is in sequential.cpp.
#include "rpcrt4/uuid/uuid.hpp"

#include <sys/random.h>

#include <cerrno>

namespace rpcrt4::uuid {
namespace {

constexpr size_t kTextLength = 36;

int digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr bool is_dash(size_t position) noexcept {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

/// The 16 octets in the order of the text form: the first three fields most significant byte first.
std::array<uint8_t, 16> octets(const Uuid& uuid) noexcept {
    std::array<uint8_t, 16> out{};
    for (int i = 0; i < 4; ++i) out[i] = static_cast<uint8_t>(uuid.time_low >> (24 - 8 * i));
    for (int i = 0; i < 2; ++i) out[4 + i] = static_cast<uint8_t>(uuid.time_mid >> (8 - 8 * i));
    for (int i = 0; i < 2; ++i) out[6 + i] = static_cast<uint8_t>(uuid.time_hi_and_version >> (8 - 8 * i));
    for (size_t i = 0; i < 8; ++i) out[8 + i] = uuid.clock_and_node[i];
    return out;
}

Uuid from_octets(const std::array<uint8_t, 16>& in) noexcept {
    Uuid uuid;
    for (int i = 0; i < 4; ++i) uuid.time_low = uuid.time_low << 8 | in[i];
    uuid.time_mid = static_cast<uint16_t>(in[4] << 8 | in[5]);
    uuid.time_hi_and_version = static_cast<uint16_t>(in[6] << 8 | in[7]);
    for (size_t i = 0; i < 8; ++i) uuid.clock_and_node[i] = in[8 + i];
    return uuid;
}

}  // namespace

std::string to_text(const Uuid& uuid) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(kTextLength);
    for (const uint8_t octet : octets(uuid)) {
        if (is_dash(text.size())) text += '-';
        text += kDigits[octet >> 4];
        text += kDigits[octet & 15];
    }
    return text;
}

std::optional<Uuid> from_text(std::string_view text) noexcept {
    if (text.size() != kTextLength) return {};
    std::array<uint8_t, 16> bytes{};
    size_t filled = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (is_dash(i)) {
            if (text[i] != '-') return {};
            continue;
        }
        const int value = digit(text[i]);
        if (value < 0) return {};
        bytes[filled / 2] = static_cast<uint8_t>(bytes[filled / 2] << 4 | value);
        ++filled;
    }
    return from_octets(bytes);
}

/// Two running sums modulo 255 (Fletcher's), combined so that the checksum of octets and result is zero.
uint16_t hash(const Uuid& uuid) noexcept {
    int c0 = 0;
    int c1 = 0;
    for (const uint8_t octet : octets(uuid)) {
        c0 += octet;
        c1 += c0;
    }
    int x = -c1 % 255;
    if (x < 0) x += 255;
    int y = (c1 - c0) % 255;
    if (y < 0) y += 255;
    return static_cast<uint16_t>(y * 256 + x);
}

base::Status create_random(Uuid& out) noexcept {
    std::array<uint8_t, 16> bytes{};
    ssize_t got;
    do {
        got = getrandom(bytes.data(), bytes.size(), 0);
    } while (got < 0 && errno == EINTR);
    if (got != static_cast<ssize_t>(bytes.size())) return base::Status::error_gen_failure;
    bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4
    bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant of RFC 4122
    out = from_octets(bytes);
    return base::Status::ok;
}

}  // namespace rpcrt4::uuid
