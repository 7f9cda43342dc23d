// SPDX-License-Identifier: LGPL-2.1-or-later
// The full pointer table: two maps, filled from whichever side sees a pointer first.
#include "rpcrt4/ndr/full_pointers.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {

FullPointers* FullPointers::of(const MIDL_STUB_MESSAGE& stub) noexcept {
    return reinterpret_cast<FullPointers*>(stub.FullPtrXlatTables);
}

uint32_t FullPointers::id_of(const void* memory, const Node& node) {
    if (!memory) return 0;
    const auto [found, added] = by_memory_.try_emplace(memory, Known{next_, 0});
    if (added) {
        by_id_.emplace(next_, Referent{const_cast<void*>(memory), &node, 0});
        ++next_;
    }
    return found->second.id;
}

bool FullPointers::first_visit(const void* memory, Pass pass) {
    uint8_t& passes = by_memory_[memory].passes;
    if (passes & pass) return false;
    passes |= pass;
    return true;
}

const FullPointers::Referent* FullPointers::find(uint32_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

void FullPointers::bind(uint32_t id, void* memory, const Node& node, uint32_t maximum) {
    by_id_[id] = Referent{memory, &node, maximum};
    by_memory_[memory] = Known{id, Pass::unmarshal};
    if (id >= next_ && id != UINT32_MAX) next_ = id + 1;
}

bool FullPointers::query_pointer(const void* memory, uint8_t question, uint32_t& id) {
    id = 0;
    if (!memory) return true;
    const auto [found, added] = by_memory_.try_emplace(memory, Known{next_, 0});
    if (added) by_id_.emplace(next_++, Referent{const_cast<void*>(memory), nullptr, 0});
    id = found->second.id;
    const bool asked = found->second.questions & question;
    found->second.questions |= question;
    return asked;
}

bool FullPointers::query_id(uint32_t id, uint8_t question, void*& memory) {
    memory = nullptr;
    if (id == 0) return true;
    const Referent* known = find(id);
    if (!known) return false;
    memory = known->memory;
    uint8_t& questions = by_memory_[memory].questions;
    const bool asked = questions & question;
    questions |= question;
    return asked;
}

void FullPointers::insert(uint32_t id, void* memory) {
    by_id_[id] = Referent{memory, nullptr, 0};
    by_memory_[memory].id = id;
    if (id >= next_ && id != UINT32_MAX) next_ = id + 1;
}

bool FullPointers::release(const void* memory) { return memory && first_visit(memory, Pass::free); }

}  // namespace rpcrt4::ndr
