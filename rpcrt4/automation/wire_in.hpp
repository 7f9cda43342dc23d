// SPDX-License-Identifier: LGPL-2.1-or-later
// Automation's types on the wire, inward: the counterpart of wire_out. The bytes are hostile: counts are compared with
// what is left before memory is taken, nesting has a limit. What is malformed throws rpc_x_bad_stub_data and leaves the
// target as it was, or with some of the new values in it, but whole.
#pragma once

#include <cstddef>
#include <cstdint>

#include <oaidl.h>

namespace rpcrt4::automation {

class WireIn {
 public:
    /// Alignment counts in memory.
    WireIn(const uint8_t* begin, const uint8_t* end) noexcept;

    /// Each replaces what the target has, a value or null.
    void bstr(BSTR& target);
    void variant(VARIANT& target);
    void array(SAFEARRAY*& target);

    const uint8_t* position() const noexcept { return base_ + at_; }

 private:
    void value(VARTYPE type, void* place);
    void referred(VARTYPE type, void* place);
    void reference(VARTYPE type, VARIANT& target);
    SAFEARRAY* descriptor(uint32_t& kind, uint32_t& count);
    void elements(SAFEARRAY& array, uint32_t count);
    void bytes(void* to, size_t size);
    void align(size_t alignment);
    void need(uint64_t size) const;
    uint16_t u16();
    uint32_t u32();

    const uint8_t* base_;
    size_t at_;
    size_t end_;
    int depth_ = 0;
};

/// Gives up what unmarshalling made, and what its references refer to.
void free_unmarshalled(VARIANT& value) noexcept;

}  // namespace rpcrt4::automation
