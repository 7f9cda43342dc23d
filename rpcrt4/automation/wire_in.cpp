// SPDX-License-Identifier: LGPL-2.1-or-later
// See wire_in.hpp.
#include "rpcrt4/automation/wire_in.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/element.hpp"
#include "rpcrt4/automation/safe_array.hpp"
#include "rpcrt4/automation/variant.hpp"
#include "rpcrt4/automation/wire_out.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/user_types.hpp"

#include <winerror.h>

namespace rpcrt4::automation {

using base::Status;
using ndr::fail;
using ndr::fail_bad_data;

namespace {

constexpr size_t kAligned = 8;

struct DestroyArray {
    void operator()(SAFEARRAY* array) const noexcept { static_cast<void>(destroy_array(array)); }
};
using OwnedArray = std::unique_ptr<SAFEARRAY, DestroyArray>;

void require(HRESULT result) {
    if (result == E_OUTOFMEMORY) throw std::bad_alloc();
    if (result != S_OK) fail(Status{result});
}

uint32_t size_of_reference(VARTYPE type) noexcept {
    return (type & VT_ARRAY) != 0 ? uint32_t{sizeof(SAFEARRAY*)} : element_size(type);
}

void free_referred(VARTYPE type, void* place) noexcept {
    if ((type & VT_ARRAY) != 0) {
        static_cast<void>(destroy_array(*static_cast<SAFEARRAY**>(place)));
    } else if (type == VT_VARIANT) {
        free_unmarshalled(*static_cast<VARIANT*>(place));
    } else {
        static_cast<void>(release_element(type, element_size(type), place));
    }
    std::free(place);
}

/// The type of an array's elements as the kind says; VT_EMPTY for plain ones and what is no kind.
VARTYPE type_of_kind(uint32_t kind, uint16_t features) noexcept {
    switch (kind) {
        case SF_BSTR:
            return VT_BSTR;
        case SF_VARIANT:
            return VT_VARIANT;
        case SF_UNKNOWN:
            return VT_UNKNOWN;
        case SF_DISPATCH:
            return VT_DISPATCH;
        case SF_HAVEIID:
            return (features & FADF_DISPATCH) != 0 ? VT_DISPATCH : VT_UNKNOWN;
        default:
            return VT_EMPTY;
    }
}

uint32_t plain_size(uint32_t kind) noexcept {
    return kind == SF_I1 || kind == SF_I2 || kind == SF_I4 || kind == SF_I8 ? element_size(static_cast<VARTYPE>(kind))
                                                                            : 0;
}

uint16_t features_of_kind(uint32_t kind, VARTYPE type, bool typed) noexcept {
    const auto of_type = type == VT_BSTR       ? FADF_BSTR
                         : type == VT_VARIANT  ? FADF_VARIANT
                         : type == VT_UNKNOWN  ? FADF_UNKNOWN
                         : type == VT_DISPATCH ? FADF_DISPATCH
                                               : 0;
    const auto said = kind == static_cast<uint32_t>(SF_HAVEIID) ? FADF_HAVEIID : typed ? FADF_HAVEVARTYPE : 0;
    return static_cast<uint16_t>(of_type | said);
}

}  // namespace

WireIn::WireIn(const uint8_t* begin, const uint8_t* end) noexcept
    : base_(begin - (reinterpret_cast<uintptr_t>(begin) & (kAligned - 1))),
      at_(static_cast<size_t>(begin - base_)),
      end_(static_cast<size_t>(end - base_)) {}

void WireIn::need(uint64_t size) const {
    if (size > end_ - at_) fail_bad_data();
}

void WireIn::bytes(void* to, size_t size) {
    need(size);
    if (size != 0) std::memcpy(to, base_ + at_, size);
    at_ += size;
}

void WireIn::align(size_t alignment) {
    const size_t gap = (0 - at_) & (alignment - 1);
    need(gap);
    at_ += gap;
}

uint16_t WireIn::u16() {
    uint16_t value;
    align(sizeof value);
    return bytes(&value, sizeof value), value;
}

uint32_t WireIn::u32() {
    uint32_t value;
    align(sizeof value);
    return bytes(&value, sizeof value), value;
}

void WireIn::bstr(BSTR& target) {
    constexpr uint32_t kNull = 0xffffffff;
    const uint32_t most = u32(), size = u32(), words = u32();
    const uint64_t room = uint64_t{words} * sizeof(WCHAR);
    if (most != words || (size != kNull && size > room) || (size == kNull && words != 0)) fail_bad_data();
    need(room);
    BSTR made = nullptr;
    if (size != kNull) {
        made = new_bstr(base_ + at_, size);
        if (!made) throw std::bad_alloc();
    }
    at_ += room;
    free_bstr(target);
    target = made;
}

void WireIn::variant(VARIANT& target) {
    if (++depth_ > kMostNested) fail_bad_data();
    align(kAligned);
    u32();  // the size, of which what follows says enough
    u32();
    const uint16_t type = u16();
    for (int i = 0; i < 3; ++i) u16();
    if (u32() != tag_of(type)) fail_bad_data();
    if (!is_variant_type(type) || (type & VT_TYPEMASK) == VT_RECORD) fail_bad_data();
    if ((type & VT_BYREF) != 0) {
        reference(type, target);
    } else {
        if (type == VT_VARIANT) fail_bad_data();
        VARIANT made{};
        if (type != VT_EMPTY && type != VT_NULL)
            value(type, type == VT_DECIMAL ? static_cast<void*>(&made) : &made.llVal);
        made.vt = type;
        const HRESULT result = clear(target);
        if (result != S_OK) static_cast<void>(clear(made));
        require(result);
        target = made;
    }
    --depth_;
}

/// Into the variable a VARIANT of the same type refers to, else into new memory.
void WireIn::reference(VARTYPE type, VARIANT& target) {
    const auto referred_type = static_cast<VARTYPE>(type & ~VT_BYREF);
    const bool present = u32() != 0;
    if (present && target.vt == type && target.byref) return value(referred_type, target.byref);
    void* memory = nullptr;
    if (present) {
        memory = std::calloc(1, size_of_reference(referred_type));
        if (!memory) throw std::bad_alloc();
    }
    try {
        if (present) value(referred_type, memory);
        require(clear(target));
    } catch (...) {
        if (memory) free_referred(referred_type, memory);
        throw;
    }
    target.vt = type;
    target.byref = memory;
}

void WireIn::value(VARTYPE type, void* place) {
    if (type == VT_DECIMAL) {
        align(kAligned);
        return bytes(place, sizeof(DECIMAL));
    }
    if (type != VT_VARIANT && is_plain(type) && (type & VT_ARRAY) == 0) {
        align(element_size(type));
        return bytes(place, element_size(type));
    }
    if (u32() != 0) return referred(type, place);
    if (type == VT_VARIANT) return require(clear(*static_cast<VARIANT*>(place)));
    if ((type & VT_ARRAY) != 0) {
        require(destroy_array(*static_cast<SAFEARRAY**>(place)));
        *static_cast<SAFEARRAY**>(place) = nullptr;
    } else {
        require(release_element(type, element_size(type), place));
    }
}

void WireIn::referred(VARTYPE type, void* place) {
    if (type == VT_VARIANT) return variant(*static_cast<VARIANT*>(place));
    if ((type & VT_ARRAY) != 0) return array(*static_cast<SAFEARRAY**>(place));
    if (type == VT_BSTR) return bstr(*static_cast<BSTR*>(place));
    ndr::fail_without_com();
}

void WireIn::array(SAFEARRAY*& target) {
    OwnedArray made;
    if (u32() != 0) {
        if (++depth_ > kMostNested) fail_bad_data();
        uint32_t kind = 0, count = 0;
        made.reset(descriptor(kind, count));
        if (u32() != count) fail_bad_data();
        elements(*made, count);
        --depth_;
    }
    require(destroy_array(target));
    target = made.release();
}

/// Everything before the elements.
SAFEARRAY* WireIn::descriptor(uint32_t& kind, uint32_t& count) {
    const uint32_t most = u32();
    const uint16_t dimensions = u16(), features = u16();
    u32();  // the size of an element elsewhere
    const uint32_t locks = u32();
    kind = u32();
    count = u32();
    const bool has_data = u32() != 0;
    IID object{};
    if (kind == static_cast<uint32_t>(SF_HAVEIID)) bytes(&object, sizeof object);
    const bool typed = (features & FADF_HAVEVARTYPE) != 0;
    const auto said = static_cast<VARTYPE>(typed ? locks >> 16 : 0);
    VARTYPE type = type_of_kind(kind, features);
    const uint32_t size = type == VT_EMPTY ? plain_size(kind) : element_size(type);
    if (most != dimensions || dimensions == 0 || size == 0 || !has_data) fail_bad_data();
    if (typed && (element_size(said) != size || (type != VT_EMPTY ? said != type : !is_plain(said)))) fail_bad_data();
    need(uint64_t{dimensions} * sizeof(SAFEARRAYBOUND));
    OwnedArray made(new_descriptor(dimensions, features_of_kind(kind, type, typed)));
    if (!made) throw std::bad_alloc();
    made->cbElements = size;
    if (typed) set_type(*made, said);
    if (IID* const place = interface_of(*made)) *place = object;
    for (size_t i = 0; i < dimensions; ++i) {
        made->rgsabound[i].cElements = u32();
        made->rgsabound[i].lLbound = static_cast<LONG>(u32());
    }
    if (element_count(*made) != count) fail_bad_data();
    return made.release();
}

void WireIn::elements(SAFEARRAY& array, uint32_t count) {
    const VARTYPE type = type_of(array);
    const bool plain = type == VT_EMPTY || is_plain(type);
    constexpr uint64_t kPointer = 4;
    if (plain && count != 0) align(array.cbElements);
    need(count * (plain ? uint64_t{array.cbElements} : kPointer));
    require(allocate_data(array));
    if (plain) return bytes(array.pvData, size_t{count} * array.cbElements);
    std::vector<bool> present(count);
    for (size_t i = 0; i < count; ++i) present[i] = u32() != 0;
    auto* const data = static_cast<std::byte*>(array.pvData);
    for (size_t i = 0; i < count; ++i) {
        if (present[i]) referred(type, data + i * array.cbElements);
    }
}

void free_unmarshalled(VARIANT& value) noexcept {
    if ((value.vt & VT_BYREF) != 0 && value.byref && is_variant_type(value.vt)) {
        free_referred(static_cast<VARTYPE>(value.vt & ~VT_BYREF), value.byref);
        value.byref = nullptr;
    }
    static_cast<void>(clear(value));
}

}  // namespace rpcrt4::automation
