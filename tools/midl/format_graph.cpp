// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See format_graph.hpp.
#include "tools/midl/format_graph.hpp"

#include <limits>

namespace midl {
namespace {

constexpr std::uint32_t kFirstOffset = 2;  // offset 0 means "no type"

std::uint32_t offset_of_item(const Descriptor& descriptor, std::size_t index) {
    std::uint32_t offset = 0;
    for (std::size_t i = 0; i < index; ++i) offset += descriptor.items()[i].size();
    return offset;
}

void append_little_endian(std::vector<std::uint8_t>& out, std::uint32_t value, std::uint32_t size) {
    for (std::uint32_t i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

std::string_view token_name(Fc code) {
    switch (code) {
        case Fc::zero:
            return "FC_ZERO";
        case Fc::byte:
            return "FC_BYTE";
        case Fc::char_:
            return "FC_CHAR";
        case Fc::small:
            return "FC_SMALL";
        case Fc::usmall:
            return "FC_USMALL";
        case Fc::wchar:
            return "FC_WCHAR";
        case Fc::short_:
            return "FC_SHORT";
        case Fc::ushort_:
            return "FC_USHORT";
        case Fc::long_:
            return "FC_LONG";
        case Fc::ulong_:
            return "FC_ULONG";
        case Fc::float_:
            return "FC_FLOAT";
        case Fc::hyper:
            return "FC_HYPER";
        case Fc::double_:
            return "FC_DOUBLE";
        case Fc::enum16:
            return "FC_ENUM16";
        case Fc::enum32:
            return "FC_ENUM32";
        case Fc::ignore:
            return "FC_IGNORE";
        case Fc::error_status:
            return "FC_ERROR_STATUS_T";
        case Fc::rp:
            return "FC_RP";
        case Fc::up:
            return "FC_UP";
        case Fc::fp:
            return "FC_FP";
        case Fc::struct_:
            return "FC_STRUCT";
        case Fc::cstruct:
            return "FC_CSTRUCT";
        case Fc::cvstruct:
            return "FC_CVSTRUCT";
        case Fc::bogus_struct:
            return "FC_BOGUS_STRUCT";
        case Fc::carray:
            return "FC_CARRAY";
        case Fc::cvarray:
            return "FC_CVARRAY";
        case Fc::smfarray:
            return "FC_SMFARRAY";
        case Fc::lgfarray:
            return "FC_LGFARRAY";
        case Fc::smvarray:
            return "FC_SMVARRAY";
        case Fc::lgvarray:
            return "FC_LGVARRAY";
        case Fc::bogus_array:
            return "FC_BOGUS_ARRAY";
        case Fc::c_cstring:
            return "FC_C_CSTRING";
        case Fc::c_wstring:
            return "FC_C_WSTRING";
        case Fc::cstring:
            return "FC_CSTRING";
        case Fc::wstring:
            return "FC_WSTRING";
        case Fc::encapsulated_union:
            return "FC_ENCAPSULATED_UNION";
        case Fc::non_encapsulated_union:
            return "FC_NON_ENCAPSULATED_UNION";
        case Fc::transmit_as:
            return "FC_TRANSMIT_AS";
        case Fc::represent_as:
            return "FC_REPRESENT_AS";
        case Fc::byte_count_pointer:
            return "FC_BYTE_COUNT_POINTER";
        case Fc::user_marshal:
            return "FC_USER_MARSHAL";
        case Fc::pipe:
            return "FC_PIPE";
        case Fc::bind_context:
            return "FC_BIND_CONTEXT";
        case Fc::bind_generic:
            return "FC_BIND_GENERIC";
        case Fc::bind_primitive:
            return "FC_BIND_PRIMITIVE";
        case Fc::auto_handle:
            return "FC_AUTO_HANDLE";
        case Fc::callback_handle:
            return "FC_CALLBACK_HANDLE";
        case Fc::pointer:
            return "FC_POINTER";
        case Fc::alignm2:
            return "FC_ALIGNM2";
        case Fc::alignm4:
            return "FC_ALIGNM4";
        case Fc::alignm8:
            return "FC_ALIGNM8";
        case Fc::c_sstring:
            return "FC_C_SSTRING";
        case Fc::sstring:
            return "FC_SSTRING";
        case Fc::string_sized:
            return "FC_STRING_SIZED";
        case Fc::embedded_complex:
            return "FC_EMBEDDED_COMPLEX";
        case Fc::dereference:
            return "FC_DEREFERENCE";
        case Fc::div_2:
            return "FC_DIV_2";
        case Fc::mult_2:
            return "FC_MULT_2";
        case Fc::add_1:
            return "FC_ADD_1";
        case Fc::sub_1:
            return "FC_SUB_1";
        case Fc::callback:
            return "FC_CALLBACK";
        case Fc::end:
            return "FC_END";
        case Fc::pad:
            return "FC_PAD";
        case Fc::range:
            return "FC_RANGE";
        case Fc::int3264:
            return "FC_INT3264";
        case Fc::uint3264:
            return "FC_UINT3264";
        default:
            break;
    }
    constexpr std::string_view kPads[] = {"FC_STRUCTPAD1", "FC_STRUCTPAD2", "FC_STRUCTPAD3", "FC_STRUCTPAD4",
                                          "FC_STRUCTPAD5", "FC_STRUCTPAD6", "FC_STRUCTPAD7"};
    auto pad = static_cast<unsigned>(code) - static_cast<unsigned>(Fc::structpad1);
    return pad < std::size(kPads) ? kPads[pad] : "";
}

std::uint32_t FormatItem::size() const {
    if (kind == Kind::byte) return 1;
    return kind == Kind::long_ ? 4 : 2;
}

void Descriptor::token(Fc code) { byte(static_cast<unsigned>(code), std::string(token_name(code))); }

void Descriptor::byte(unsigned value, std::string comment) {
    items_.push_back({FormatItem::Kind::byte, value & 0xff, std::move(comment), {}, 0, {}});
}

void Descriptor::short_(std::int64_t value, std::string comment) {
    items_.push_back({FormatItem::Kind::short_, value, std::move(comment), {}, 0, {}});
}

void Descriptor::long_(std::int64_t value, std::string comment) {
    items_.push_back({FormatItem::Kind::long_, value, std::move(comment), {}, 0, {}});
}

void Descriptor::size_of(const std::string& type) {
    items_.push_back({FormatItem::Kind::short_, 0, {}, {}, 0, "sizeof(" + type + ")"});
}

void Descriptor::reference(DescriptorId target, Link link) {
    items_.push_back({FormatItem::Kind::reference, target, {}, link, 0, {}});
}

void Descriptor::absolute(DescriptorId target, std::uint32_t inside) {
    items_.push_back({FormatItem::Kind::absolute, target, {}, {}, inside, {}});
}

std::size_t Descriptor::local_reference() {
    items_.push_back({FormatItem::Kind::local, 0, {}, {}, 0, {}});
    return items_.size() - 1;
}

void Descriptor::point_here(std::size_t local) { items_.at(local).value = static_cast<std::int64_t>(items_.size()); }

void Descriptor::append(const Descriptor& other) {
    items_.insert(items_.end(), other.items_.begin(), other.items_.end());
}

void Descriptor::end() {
    if (size() % 2 == 0) token(Fc::pad);
    token(Fc::end);
}

std::uint32_t Descriptor::size() const { return offset_of_item(*this, items_.size()); }

DescriptorId DescriptorTable::add(Descriptor descriptor) {
    if (auto found = known_.find(descriptor.items()); found != known_.end()) return found->second;
    DescriptorId id = reserve();
    known_.emplace(descriptor.items(), id);
    define(id, std::move(descriptor));
    return id;
}

DescriptorId DescriptorTable::reserve() {
    descriptors_.emplace_back();
    return static_cast<DescriptorId>(descriptors_.size() - 1);
}

void DescriptorTable::define(DescriptorId id, Descriptor descriptor) {
    descriptors_.at(static_cast<std::size_t>(id)) = std::move(descriptor);
    defined_.push_back(id);
}

// Members first, then the array at the end, then what pointers lead to.
void DescriptorTable::place_targets(DescriptorId id) {
    for (Link link : {Link::member, Link::tail, Link::pointee}) {
        for (const FormatItem& item : at(id).items()) {
            if (item.kind == FormatItem::Kind::reference && item.link == link)
                place(static_cast<DescriptorId>(item.value));
        }
    }
}

void DescriptorTable::place(DescriptorId id) {
    auto index = static_cast<std::size_t>(id);
    if (placed_[index]) return;
    placed_[index] = true;
    bool is_first = at(id).is_first;
    if (is_first) order_.push_back(id);
    place_targets(id);
    if (!is_first) order_.push_back(id);
}

bool DescriptorTable::lay_out() {
    order_.clear();
    placed_.assign(descriptors_.size(), false);
    for (DescriptorId id : roots_) place(id);
    for (DescriptorId id : defined_) place(id);
    offsets_.assign(descriptors_.size(), 0);
    std::uint32_t offset = kFirstOffset;
    for (DescriptorId id : order_) {
        offsets_[static_cast<std::size_t>(id)] = offset;
        offset += at(id).size();
    }
    size_ = offset + 1;  // closed by a zero byte
    return offset <= std::numeric_limits<std::uint16_t>::max() && references_fit();
}

bool DescriptorTable::references_fit() const {
    for (DescriptorId id : order_) {
        std::uint32_t position = offset(id);
        for (const FormatItem& item : at(id).items()) {
            if (item.kind == FormatItem::Kind::reference) {
                std::int64_t distance =
                    static_cast<std::int64_t>(offset(static_cast<DescriptorId>(item.value))) - position;
                if (distance != static_cast<std::int16_t>(distance)) return false;
            }
            position += item.size();
        }
    }
    return true;
}

std::uint32_t item_value(const FormatItem& item, const Descriptor& within, std::uint32_t descriptor_offset,
                         std::uint32_t position, const DescriptorTable& table) {
    std::int64_t value = item.value;
    switch (item.kind) {
        case FormatItem::Kind::reference:
            value = static_cast<std::int64_t>(table.offset(static_cast<DescriptorId>(value))) - position;
            break;
        case FormatItem::Kind::absolute:
            value = table.offset(static_cast<DescriptorId>(value)) + item.inside;
            break;
        case FormatItem::Kind::local:
            value = static_cast<std::int64_t>(descriptor_offset) +
                    offset_of_item(within, static_cast<std::size_t>(value)) - position;
            break;
        default:
            break;
    }
    return static_cast<std::uint32_t>(value) & (item.size() == 4 ? 0xffffffffU : (1U << (8 * item.size())) - 1);
}

std::vector<std::uint8_t> type_format_bytes(const DescriptorTable& table) {
    std::vector<std::uint8_t> bytes(kFirstOffset, 0);
    for (DescriptorId id : table.order()) {
        for (const FormatItem& item : table.at(id).items()) {
            auto position = static_cast<std::uint32_t>(bytes.size());
            append_little_endian(bytes, item_value(item, table.at(id), table.offset(id), position, table), item.size());
        }
    }
    bytes.push_back(0);
    return bytes;
}

}  // namespace midl
