// SPDX-License-Identifier: LGPL-2.1-or-later
// See call_site_table.hpp.
#include "handleapi/call_site_table.hpp"

#include <cstring>
#include <optional>

namespace handleapi {

namespace {

enum Encoding : uint8_t {
    kAbsolute = 0x00,
    kUleb128 = 0x01,
    kUdata2 = 0x02,
    kUdata4 = 0x03,
    kUdata8 = 0x04,
    kOmit = 0xff
};

/// Reads one value after the other; `valid` turns false at the first unknown encoding.
class Reader {
 public:
    explicit Reader(const uint8_t* at) noexcept : at_(at) {}

    const uint8_t* position() const noexcept { return at_; }
    bool valid() const noexcept { return valid_; }
    uint8_t byte() noexcept { return *at_++; }

    uint64_t uleb() noexcept {
        uint64_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            const uint8_t next = byte();
            if (shift < 64) value |= uint64_t{next & 0x7Fu} << shift;
            if (next < 0x80) return value;
        }
    }

    uint64_t encoded(uint8_t encoding) noexcept {
        switch (encoding) {
            case kUleb128:
                return uleb();
            case kUdata2:
                return fixed<uint16_t>();
            case kUdata4:
                return fixed<uint32_t>();
            case kAbsolute:
            case kUdata8:
                return fixed<uint64_t>();
            default:
                valid_ = false;
                return 0;
        }
    }

 private:
    template <typename T>
    uint64_t fixed() noexcept {
        T value;
        std::memcpy(&value, at_, sizeof(value));
        at_ += sizeof(value);
        return value;
    }

    const uint8_t* at_;
    bool valid_ = true;
};

/// Of the entry for `offset`; 0 where an exception only passes, empty without an entry.
std::optional<uint64_t> landing_pad(const uint8_t* lsda, uintptr_t offset) noexcept {
    Reader reader(lsda);
    if (const uint8_t start_encoding = reader.byte(); start_encoding != kOmit) reader.encoded(start_encoding & 0x0F);
    if (const uint8_t type_encoding = reader.byte(); type_encoding != kOmit) reader.uleb();
    const uint8_t encoding = reader.byte();
    const uint64_t size = reader.uleb();
    const uint8_t* end = reader.position() + size;
    while (reader.valid() && reader.position() < end) {
        const uint64_t start = reader.encoded(encoding);
        const uint64_t length = reader.encoded(encoding);
        const uint64_t pad = reader.encoded(encoding);
        reader.uleb();
        if (reader.valid() && offset >= start && offset - start < length) return pad;
    }
    return std::nullopt;
}

}  // namespace

bool call_site_covered(const uint8_t* lsda, uintptr_t offset) noexcept { return landing_pad(lsda, offset).has_value(); }

bool call_site_lands(const uint8_t* lsda, uintptr_t offset) noexcept {
    return landing_pad(lsda, offset).value_or(0) != 0;
}

}  // namespace handleapi
