// SPDX-License-Identifier: LGPL-2.1-or-later
// The full pointers of one call: which memory has which referent id, and which of them a pass has been to already. One
// table serves both directions, so that an alias in the request is the same alias in the reply.
// MIDL_STUB_MESSAGE::FullPtrXlatTables points at one of these. Used by one thread at a time. C706 14.3.10 to 14.3.12.
#pragma once

#include <cstdint>
#include <unordered_map>

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

struct Node;

class FullPointers {
 public:
    enum Pass : uint8_t { size = 1, marshal = 2, unmarshal = 4, free = 8 };

    static FullPointers* of(const _MIDL_STUB_MESSAGE& stub) noexcept;

    struct Referent {
        void* memory;
        const Node* node;  ///< null: inserted by a stub
        uint32_t maximum;  ///< the count it was unmarshalled with; 0 when only marshalled
    };

    /// The id under which `memory`, of type `node`, travels; null has id 0.
    uint32_t id_of(const void* memory, const Node& node);
    /// True once per pass and pointer: the referent is to be walked now.
    bool first_visit(const void* memory, Pass pass);
    /// What an id read from the wire stands for, or null.
    const Referent* find(uint32_t id) const;
    void bind(uint32_t id, void* memory, const Node& node, uint32_t maximum);

    /// The table as stubs use it that walk pointers themselves: `question` is a bit of their choice; both answer true
    /// when this question was asked of this pointer before. `node` of what they insert is unknown.
    bool query_pointer(const void* memory, uint8_t question, uint32_t& id);
    bool query_id(uint32_t id, uint8_t question, void*& memory);
    void insert(uint32_t id, void* memory);
    /// True once per pointer: it is to be freed now.
    bool release(const void* memory);

 private:
    struct Known {
        uint32_t id;
        uint8_t passes;
        uint8_t questions = 0;
    };
    std::unordered_map<const void*, Known> by_memory_;
    std::unordered_map<uint32_t, Referent> by_id_;
    uint32_t next_ = 1;
};

}  // namespace rpcrt4::ndr
