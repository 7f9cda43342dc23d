// SPDX-License-Identifier: LGPL-2.1-or-later
// The record of format bytes a graph was made from. Only growing runs are joined: joining out of order would compare
// bytes before the bytes that prove them readable.
#include "rpcrt4/ndr/type_graph.hpp"

namespace rpcrt4::ndr {

void TypeGraph::note_read(const uint8_t* at, size_t size) {
    if (!ranges_.empty() && ranges_.back().address + ranges_.back().size == at) {
        ranges_.back().size += size;
    } else {
        ranges_.push_back({at, size});
    }
    bytes_.insert(bytes_.end(), at, at + size);
}

}  // namespace rpcrt4::ndr
