// SPDX-License-Identifier: LGPL-2.1-or-later
// Data in another representation than ours: big-endian integers and floats, EBCDIC characters, VAX floats. Scalars are
// converted where they lie in the receive buffer, each exactly once, before anything reads them.
// Basis: C706 14.2 (data representation); the format label's bits are those of RPC_MESSAGE::DataRepresentation.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rpcrt4::ndr {

class Representation {
 public:
    /// `label`: RPC_MESSAGE::DataRepresentation. Throws rpc_s_cannot_support for Cray and IBM floating point.
    explicit Representation(uint32_t label);
    /// What Swap::yes means where no label is at hand.
    static Representation big_endian() noexcept { return Representation(true, false, false); }

    bool is_ours() const noexcept { return !swaps_ && !ebcdic_ && !vax_; }
    bool swaps() const noexcept { return swaps_; }
    /// One scalar of the base type `code` at `bytes`, `size` bytes wide on the wire.
    void convert(uint8_t code, uint8_t* bytes, size_t size) const noexcept;
    void convert_text(uint8_t* bytes, size_t size) const noexcept;

 private:
    Representation(bool swaps, bool ebcdic, bool vax) noexcept : swaps_(swaps), ebcdic_(ebcdic), vax_(vax) {}
    bool swaps_;
    bool ebcdic_;
    bool vax_;
};

}  // namespace rpcrt4::ndr
