// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/attributes.hpp"

#include <algorithm>

namespace midl {

namespace {

using A = Attribute;
using Arg = AttributeArgument;
using namespace attribute_site;

constexpr unsigned kData = kTypedef | kField | kParameter;
constexpr unsigned kResult = kData | kOperation;
constexpr unsigned kCom = kAny;

// Sorted by name (checked by a test), so that find_attribute can search.
constexpr AttributeRow kAttributes[] = {
    {"aggregatable", A::com, kCom, Arg::optional_none},
    {"all_nodes", A::com, kCom, Arg::optional_none},
    {"allocate", A::allocate, kAcfType | kAcfParameter | kTypedef | kParameter, Arg::special},
    {"allow_wire_marshal", A::com, kCom, Arg::optional_none},
    {"annotation", A::com, kCom, Arg::optional_none},
    {"appobject", A::com, kCom, Arg::optional_none},
    {"async", A::async, kOperation | kAcfOperation | kInterface | kAcfInterface, Arg::none},
    {"async_uuid", A::async_uuid, kInterface, Arg::special},
    {"auto_handle", A::auto_handle, kAcfInterface | kInterface, Arg::none},
    {"bindable", A::com, kCom, Arg::optional_none},
    {"broadcast", A::broadcast, kOperation, Arg::none},
    {"bstring", A::bstring, kData, Arg::none},
    {"byte_count", A::byte_count, kAcfParameter | kParameter, Arg::name},
    {"call_as", A::call_as, kOperation | kAcfOperation, Arg::name},
    {"callback", A::callback, kOperation, Arg::none},
    {"case", A::case_, kField, Arg::special},
    {"code", A::code, kAcfInterface | kAcfOperation | kInterface | kOperation, Arg::none},
    {"comm_status", A::comm_status, kAcfOperation | kAcfParameter | kOperation | kParameter, Arg::none},
    {"context_handle", A::context_handle, kTypedef | kParameter | kOperation, Arg::none},
    {"context_handle_noserialize", A::context_handle_noserialize,
     kAcfInterface | kAcfType | kAcfParameter | kInterface | kTypedef | kParameter | kOperation | kAcfOperation,
     Arg::none},
    {"context_handle_serialize", A::context_handle_serialize,
     kAcfInterface | kAcfType | kAcfParameter | kInterface | kTypedef | kParameter | kOperation | kAcfOperation,
     Arg::none},
    {"control", A::com, kCom, Arg::optional_none},
    {"cs_char", A::cs_char, kAcfType | kTypedef, Arg::special},
    {"cs_drtag", A::cs_drtag, kAcfParameter | kParameter, Arg::none},
    {"cs_rtag", A::cs_rtag, kAcfParameter | kParameter, Arg::none},
    {"cs_stag", A::cs_stag, kAcfParameter | kParameter, Arg::none},
    {"cs_tag_rtn", A::cs_tag_rtn, kAcfInterface | kAcfOperation | kInterface | kOperation, Arg::name},
    {"custom", A::com, kCom, Arg::optional_none},
    {"decode", A::decode, kAcfInterface | kAcfType | kAcfOperation | kInterface | kTypedef | kOperation, Arg::none},
    {"default", A::default_, kField, Arg::optional_none},
    {"defaultbind", A::com, kCom, Arg::optional_none},
    {"defaultcollelem", A::com, kCom, Arg::optional_none},
    {"defaultvalue", A::com, kCom, Arg::optional_none},
    {"defaultvtable", A::com, kCom, Arg::optional_none},
    {"disable_consistency_check", A::disable_consistency_check,
     kAcfInterface | kAcfOperation | kAcfType | kAcfParameter | kInterface | kOperation | kParameter | kTypedef |
         kField,
     Arg::none},
    {"displaybind", A::com, kCom, Arg::optional_none},
    {"dllname", A::com, kCom, Arg::optional_none},
    {"dual", A::com, kCom, Arg::optional_none},
    {"enable_allocate", A::enable_allocate, kAcfInterface | kAcfOperation | kInterface | kOperation, Arg::none},
    {"encode", A::encode, kAcfInterface | kAcfType | kAcfOperation | kInterface | kTypedef | kOperation, Arg::none},
    {"endpoint", A::endpoint, kInterface, Arg::special},
    {"entry", A::com, kCom, Arg::optional_none},
    {"explicit_handle", A::explicit_handle, kAcfInterface | kAcfOperation | kInterface | kOperation, Arg::none},
    {"fault_status", A::fault_status, kAcfOperation | kAcfParameter | kOperation | kParameter, Arg::none},
    {"first_is", A::first_is, kData, Arg::expression_list},
    {"force_allocate", A::force_allocate, kAcfInterface | kAcfType | kAcfParameter | kParameter | kTypedef | kInterface,
     Arg::optional_none},
    {"handle", A::handle, kTypedef, Arg::none},
    {"heap", A::com, kCom, Arg::optional_none},
    {"helpcontext", A::com, kCom, Arg::optional_none},
    {"helpfile", A::com, kCom, Arg::optional_none},
    {"helpstring", A::com, kCom, Arg::optional_none},
    {"helpstringcontext", A::com, kCom, Arg::optional_none},
    {"helpstringdll", A::com, kCom, Arg::optional_none},
    {"hidden", A::com, kCom, Arg::optional_none},
    {"id", A::com, kCom, Arg::optional_none},
    {"idempotent", A::idempotent, kOperation, Arg::none},
    {"ignore", A::ignore, kField | kTypedef, Arg::none},
    {"iid_is", A::iid_is, kData, Arg::expression},
    {"immediatebind", A::com, kCom, Arg::optional_none},
    {"implicit_handle", A::implicit_handle, kAcfInterface | kInterface, Arg::special},
    {"in", A::in, kParameter | kAcfParameter, Arg::none},
    {"in_line", A::in_line, kAcfType | kAcfInterface | kTypedef | kInterface, Arg::none},
    {"last_is", A::last_is, kData, Arg::expression_list},
    {"lcid", A::com, kCom, Arg::optional_none},
    {"length_is", A::length_is, kData, Arg::expression_list},
    {"licensed", A::com, kCom, Arg::optional_none},
    {"local", A::local, kInterface | kOperation | kAcfInterface, Arg::none},
    {"max_is", A::max_is, kData, Arg::expression_list},
    {"maybe", A::maybe, kOperation, Arg::none},
    {"message", A::message, kOperation, Arg::none},
    {"min_is", A::min_is, kData, Arg::expression_list},
    {"ms_union", A::ms_union, kInterface | kTypedef | kTag | kField, Arg::none},
    {"nocode", A::nocode, kAcfInterface | kAcfOperation | kInterface | kOperation, Arg::none},
    {"nonbrowsable", A::com, kCom, Arg::optional_none},
    {"noncreatable", A::com, kCom, Arg::optional_none},
    {"nonextensible", A::com, kCom, Arg::optional_none},
    {"notify", A::notify, kAcfInterface | kAcfOperation | kOperation | kInterface, Arg::none},
    {"notify_flag", A::notify_flag, kAcfInterface | kAcfOperation | kOperation | kInterface, Arg::optional_none},
    {"object", A::object, kInterface, Arg::none},
    {"odl", A::com, kCom, Arg::optional_none},
    {"oleautomation", A::com, kCom, Arg::optional_none},
    {"optimize", A::optimize, kAcfInterface | kAcfOperation | kInterface | kOperation, Arg::special},
    {"optional", A::com, kCom, Arg::optional_none},
    {"out", A::out, kParameter | kAcfParameter, Arg::optional_none},
    {"out_of_line", A::out_of_line, kAcfType | kAcfInterface | kTypedef | kInterface, Arg::none},
    {"partial_ignore", A::partial_ignore, kParameter | kAcfParameter, Arg::none},
    {"pipe", A::pipe, kTypedef, Arg::none},
    {"pointer_default", A::pointer_default, kInterface | kAcfInterface, Arg::special},
    {"predeclid", A::com, kCom, Arg::optional_none},
    {"propget", A::com, kCom, Arg::optional_none},
    {"propput", A::com, kCom, Arg::optional_none},
    {"propputref", A::com, kCom, Arg::optional_none},
    {"proxy", A::com, kCom, Arg::optional_none},
    {"ptr", A::ptr, kResult, Arg::none},
    {"public", A::com, kCom, Arg::optional_none},
    {"range", A::range, kData, Arg::special},
    {"readonly", A::com, kCom, Arg::optional_none},
    {"ref", A::ref, kResult, Arg::none},
    {"reflect_deletions", A::reflect_deletions, kOperation | kParameter, Arg::none},
    {"represent_as", A::represent_as, kAcfType | kTypedef, Arg::special},
    {"requestedit", A::com, kCom, Arg::optional_none},
    {"restricted", A::com, kCom, Arg::optional_none},
    {"retval", A::com, kCom, Arg::optional_none},
    {"size_is", A::size_is, kData, Arg::expression_list},
    {"source", A::com, kCom, Arg::optional_none},
    {"strict_context_handle", A::strict_context_handle, kAcfInterface | kInterface, Arg::none},
    {"string", A::string, kResult, Arg::none},
    {"switch_is", A::switch_is, kField | kParameter | kTypedef, Arg::expression},
    {"switch_type", A::switch_type, kTypedef | kTag | kField | kParameter, Arg::type},
    {"system_handle", A::system_handle, kData, Arg::special},
    {"transmit_as", A::transmit_as, kTypedef, Arg::type},
    {"type_strict_context_handle", A::type_strict_context_handle, kAcfInterface | kInterface, Arg::none},
    {"uidefault", A::com, kCom, Arg::optional_none},
    {"unaligned", A::unaligned, kAny, Arg::none},
    {"unique", A::unique, kResult, Arg::none},
    {"user_marshal", A::user_marshal, kAcfType | kTypedef, Arg::special},
    {"usesgetlasterror", A::com, kCom, Arg::optional_none},
    {"uuid", A::uuid, kInterface | kTypedef | kTag, Arg::special},
    {"v1_array", A::com, kCom, Arg::optional_none},
    {"v1_enum", A::v1_enum, kTypedef | kTag | kField | kParameter, Arg::none},
    {"v1_string", A::com, kCom, Arg::optional_none},
    {"v1_struct", A::com, kCom, Arg::optional_none},
    {"vararg", A::com, kCom, Arg::optional_none},
    {"version", A::version, kInterface | kTypedef | kTag, Arg::special},
    {"vi_progid", A::com, kCom, Arg::optional_none},
    {"wire_marshal", A::wire_marshal, kTypedef, Arg::type},
};

}  // namespace

const AttributeRow* find_attribute(std::string_view name) {
    const auto* found =
        std::lower_bound(std::begin(kAttributes), std::end(kAttributes), name,
                         [](const AttributeRow& row, std::string_view word) { return row.name < word; });
    return found != std::end(kAttributes) && found->name == name ? found : nullptr;
}

std::string_view attribute_name(Attribute attribute) {
    const auto* found = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                     [attribute](const AttributeRow& row) { return row.attribute == attribute; });
    return found != std::end(kAttributes) ? found->name : std::string_view("?");
}

std::span<const AttributeRow> all_attributes() { return kAttributes; }

Location Attributes::where(Attribute attribute) const {
    for (const Mention& mention : mentions_) {
        if (mention.attribute == attribute) return mention.where;
    }
    return {};
}

void Attributes::add(Attribute attribute, Location where) {
    present_.set(static_cast<std::size_t>(attribute));
    mentions_.push_back({attribute, where});
}

void Attributes::remove(Attribute attribute) {
    present_.reset(static_cast<std::size_t>(attribute));
    std::erase_if(mentions_, [attribute](const Mention& mention) { return mention.attribute == attribute; });
}

namespace {

void take(std::string& into, const std::string& from) {
    if (!from.empty()) into = from;
}

template <class T>
void take(std::vector<T>& into, const std::vector<T>& from) {
    into.insert(into.end(), from.begin(), from.end());
}

template <class T>
void take(T*& into, T* from) {
    if (from) into = from;
}

}  // namespace

void Attributes::merge(const Attributes& other) {
    for (const Mention& mention : other.mentions_) add(mention.attribute, mention.where);
    if (other.range) range = other.range;
    for (const auto list : {&Attributes::size_is, &Attributes::max_is, &Attributes::min_is, &Attributes::length_is,
                            &Attributes::last_is, &Attributes::first_is, &Attributes::cases}) {
        take(this->*list, other.*list);
    }
    take(iid_is, other.iid_is);
    take(local_type, other.local_type);
    take(switch_is, other.switch_is);
    for (const auto type : {&Attributes::switch_type, &Attributes::transmit_as, &Attributes::wire_marshal}) {
        take(this->*type, other.*type);
    }
    for (const auto text :
         {&Attributes::user_marshal, &Attributes::represent_as, &Attributes::represent_as_header,
          &Attributes::system_handle, &Attributes::call_as, &Attributes::notify_flag, &Attributes::optimize,
          &Attributes::byte_count, &Attributes::cs_char, &Attributes::cs_tag_rtn}) {
        take(this->*text, other.*text);
    }
    take(allocate, other.allocate);
    take(com, other.com);
}

std::vector<Attribute> Attributes::list() const {
    std::vector<Attribute> attributes;
    for (const Mention& mention : mentions_) {
        if (std::find(attributes.begin(), attributes.end(), mention.attribute) == attributes.end()) {
            attributes.push_back(mention.attribute);
        }
    }
    return attributes;
}

}  // namespace midl
