// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The bracketed attributes of IDL and ACF: one enumerator per attribute, one row of kAttributes saying how it is
// spelled, what it may stand on and what its argument looks like, and the struct in which a declaration carries them.
//
// Flags live in a bit set; attributes with a value have a typed member, and has() is true for them too. The [size_is]
// family is kept here as written; the checks move it to the declarator levels it belongs to (Bounds in ast.hpp).
// Reference: "MIDL Language Reference", attribute pages.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/midl/location.hpp"

namespace midl {

struct Expr;
struct Type;
struct Typedef;

enum class Attribute : std::uint8_t {
    // interface
    uuid,
    version,
    endpoint,
    pointer_default,
    object,
    local,
    async_uuid,
    ms_union,
    // direction and pointers
    in,
    out,
    ref,
    unique,
    ptr,
    string,
    bstring,
    ignore,
    // correlation
    size_is,
    max_is,
    min_is,
    length_is,
    last_is,
    first_is,
    range,
    iid_is,
    switch_is,
    switch_type,
    case_,
    default_,
    byte_count,
    // types
    handle,
    context_handle,
    type_strict_context_handle,
    strict_context_handle,
    transmit_as,
    wire_marshal,
    v1_enum,
    pipe,
    system_handle,
    unaligned,
    // operations
    async,
    callback,
    call_as,
    idempotent,
    broadcast,
    maybe,
    message,
    notify,
    notify_flag,
    partial_ignore,
    disable_consistency_check,
    optimize,
    code,
    nocode,
    in_line,
    out_of_line,
    encode,
    decode,
    comm_status,
    fault_status,
    enable_allocate,
    force_allocate,
    allocate,
    reflect_deletions,
    // binding
    auto_handle,
    implicit_handle,
    explicit_handle,
    context_handle_serialize,
    context_handle_noserialize,
    // ACF types
    represent_as,
    user_marshal,
    cs_char,
    cs_tag_rtn,
    cs_stag,
    cs_drtag,
    cs_rtag,
    // everything that concerns type libraries and proxies only; `com` collects their names and arguments
    com,
    count_,
};

inline constexpr std::size_t kAttributeCount = static_cast<std::size_t>(Attribute::count_);

// What an attribute may stand on.
namespace attribute_site {
inline constexpr unsigned kInterface = 1, kTypedef = 2, kField = 4, kParameter = 8, kOperation = 16, kTag = 32,
                          kAcfInterface = 64, kAcfType = 128, kAcfOperation = 256, kAcfParameter = 512, kAny = 1023;
}

// How its argument is written.
enum class AttributeArgument {
    none,
    optional_none,    // may carry an ignored argument list
    expression_list,  // (e, , *e)
    expression,
    type,
    name,
    name_list,
    string_list,
    special,  // the parser has a routine of its own
};

struct AttributeRow {
    std::string_view name;
    Attribute attribute;
    unsigned sites;
    AttributeArgument argument;
};

// Null when the word is no attribute.
const AttributeRow* find_attribute(std::string_view name);
// Every row, sorted by name.
std::span<const AttributeRow> all_attributes();
// The spelling used in messages ("size_is").
std::string_view attribute_name(Attribute attribute);

struct Range {
    Expr* low = nullptr;
    Expr* high = nullptr;
};

// A COM-only attribute as written, for messages.
struct ComAttribute {
    std::string name;
    std::string arguments;
    Location where;
};

enum class ContextSerialization { unset, serialize, noserialize };

struct Attributes {
    bool has(Attribute attribute) const { return present_.test(static_cast<std::size_t>(attribute)); }
    // Where the attribute was written; {} when absent.
    Location where(Attribute attribute) const;
    void add(Attribute attribute, Location where);
    void remove(Attribute attribute);
    // Takes over everything `other` says, values included.
    void merge(const Attributes& other);
    bool any() const { return present_.any(); }
    // Attributes present, in the order written.
    std::vector<Attribute> list() const;

    // Correlation as written: one entry per dimension, null where a dimension was left out.
    std::vector<Expr*> size_is, max_is, min_is, length_is, last_is, first_is;
    std::optional<Range> range;
    Expr* iid_is = nullptr;
    Expr* switch_is = nullptr;
    Type* switch_type = nullptr;
    std::vector<Expr*> cases;

    Type* transmit_as = nullptr;      // the transmitted type
    Type* wire_marshal = nullptr;     // the wire type
    std::string user_marshal;         // the local type's name
    std::string represent_as;         // the local type's name
    const Typedef* local_type = nullptr;  // that local type where IDL declares it
    std::string represent_as_header;  // [represent_as(T, "file")], [user_marshal(T, "file")]: header that declares it
    std::string system_handle;        // sh_file, sh_event ...

    std::string call_as;  // on a remotable operation: the [local] one
    std::string notify_flag;
    std::string optimize;
    std::string byte_count;  // the length parameter's name
    std::string cs_char, cs_tag_rtn;
    std::vector<std::string> allocate;  // single_node, all_nodes, free, dont_free
    std::vector<ComAttribute> com;

 private:
    std::bitset<kAttributeCount> present_;
    struct Mention {
        Attribute attribute;
        Location where;
    };
    std::vector<Mention> mentions_;
};

}  // namespace midl
