// SPDX-License-Identifier: LGPL-2.1-or-later
// See sddl.hpp. Each kind of word is a table that both directions use.
#include "rpcrt4/security/sddl.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

#include "rpcrt4/security/access_list.hpp"
#include "rpcrt4/security/sid.hpp"

namespace rpcrt4::security {

using base::Result;
using base::Status;

namespace {

struct Word {
    std::string_view text;
    uint32_t bits;
};

constexpr Word kTypes[] = {{"A", ACCESS_ALLOWED_ACE_TYPE},
                           {"D", ACCESS_DENIED_ACE_TYPE},
                           {"AU", SYSTEM_AUDIT_ACE_TYPE},
                           {"AL", SYSTEM_ALARM_ACE_TYPE},
                           {"ML", SYSTEM_MANDATORY_LABEL_ACE_TYPE}};
/// About objects of a directory; without an object they are what they would be otherwise.
constexpr Word kObjectTypes[] = {
    {"OA", ACCESS_ALLOWED_ACE_TYPE}, {"OD", ACCESS_DENIED_ACE_TYPE}, {"OU", SYSTEM_AUDIT_ACE_TYPE}};
constexpr Word kFlags[] = {{"OI", OBJECT_INHERIT_ACE},    {"CI", CONTAINER_INHERIT_ACE},
                           {"IO", INHERIT_ONLY_ACE},      {"NP", NO_PROPAGATE_INHERIT_ACE},
                           {"ID", INHERITED_ACE},         {"SA", SUCCESSFUL_ACCESS_ACE_FLAG},
                           {"FA", FAILED_ACCESS_ACE_FLAG}};
/// Sets of rights with names of their own; KX is the same as KR.
constexpr Word kSets[] = {{"FA", FILE_ALL_ACCESS},
                          {"FR", FILE_GENERIC_READ},
                          {"FW", FILE_GENERIC_WRITE},
                          {"FX", FILE_GENERIC_EXECUTE},
                          {"KA", 0xf003f},
                          {"KR", 0x20019},
                          {"KW", 0x20006},
                          {"KX", 0x20019}};
constexpr Word kRights[] = {{"CC", 1},
                            {"DC", 2},
                            {"LC", 4},
                            {"SW", 8},
                            {"RP", 0x10},
                            {"WP", 0x20},
                            {"DT", 0x40},
                            {"LO", 0x80},
                            {"CR", 0x100},
                            {"SD", DELETE},
                            {"RC", READ_CONTROL},
                            {"WD", WRITE_DAC},
                            {"WO", WRITE_OWNER},
                            {"GA", GENERIC_ALL},
                            {"GX", GENERIC_EXECUTE},
                            {"GW", GENERIC_WRITE},
                            {"GR", GENERIC_READ}};
constexpr Word kLabelRights[] = {{"NW", SYSTEM_MANDATORY_LABEL_NO_WRITE_UP},
                                 {"NR", SYSTEM_MANDATORY_LABEL_NO_READ_UP},
                                 {"NX", SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP}};
constexpr std::string_view kNoList = "NO_ACCESS_CONTROL";

/// What the flags before a list mean for it.
struct ListBits {
    uint16_t present, is_protected, requested, inherited;
};
constexpr ListBits kDacl = {SE_DACL_PRESENT, SE_DACL_PROTECTED, SE_DACL_AUTO_INHERIT_REQ, SE_DACL_AUTO_INHERITED};
constexpr ListBits kSacl = {SE_SACL_PRESENT, SE_SACL_PROTECTED, SE_SACL_AUTO_INHERIT_REQ, SE_SACL_AUTO_INHERITED};

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

const Word* word_at_start(std::string_view text, std::span<const Word> words) noexcept {
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const Word& w) { return text.starts_with(w.text); });
    return found == words.end() ? nullptr : &*found;
}

/// One word after the other, of any of the tables.
std::optional<uint32_t> words(std::string_view text, std::initializer_list<std::span<const Word>> tables) noexcept {
    uint32_t bits = 0;
    while (!text.empty()) {
        const Word* found = nullptr;
        for (const auto& table : tables) {
            if (!found) found = word_at_start(text, table);
        }
        if (!found) return std::nullopt;
        bits |= found->bits;
        text.remove_prefix(found->text.size());
    }
    return bits;
}

std::optional<uint32_t> number(std::string_view text) noexcept {
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    const int base = hex ? 16 : text.starts_with('0') ? 8 : 10;
    if (hex) text.remove_prefix(2);
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<uint32_t> rights(std::string_view text, uint8_t type) noexcept {
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') return number(text);
    if (type == SYSTEM_MANDATORY_LABEL_ACE_TYPE) return words(text, {kLabelRights, kRights});
    return words(text, {kRights, kSets});
}

std::optional<uint32_t> type_named(std::string_view text, bool of_object) noexcept {
    for (const auto& table : {std::span<const Word>(kTypes), std::span<const Word>(kObjectTypes)}) {
        for (const Word& word : table) {
            if (word.text == text)
                return table.data() == kObjectTypes && of_object ? std::nullopt : std::optional(word.bits);
        }
    }
    return std::nullopt;
}

/// type;flags;rights;object;inherited object;sid
std::optional<Entry> entry(std::string_view text) {
    constexpr size_t kFields = 6;
    std::array<std::string_view, kFields> fields;
    for (size_t i = 0; i < kFields; ++i) {
        const size_t end = text.find(';');
        if ((end == std::string_view::npos) != (i == kFields - 1)) return std::nullopt;
        fields[i] = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    const auto type = type_named(fields[0], !fields[3].empty() || !fields[4].empty());
    if (!type || !fields[3].empty() || !fields[4].empty()) return std::nullopt;
    const auto flags = words(fields[1], {kFlags});
    const auto mask = rights(fields[2], static_cast<uint8_t>(*type));
    auto sid = Sid::from_text(fields[5]);
    if (!flags || !mask || !sid) return std::nullopt;
    return Entry{static_cast<uint8_t>(*type), static_cast<uint8_t>(*flags), *mask, std::move(*sid), {}};
}

/// Flags, then entries in parentheses. Nothing: a list that is null, and lets everybody in.
struct List {
    uint16_t control = 0;
    std::vector<std::byte> bytes;
};
Result<List> list(std::string_view text, const ListBits& bits) {
    List made{bits.present, {}};
    const size_t start = std::min(text.find('('), text.size());
    std::string_view flags = trimmed(text.substr(0, start));
    const bool null = flags.starts_with(kNoList);
    if (null) flags.remove_prefix(kNoList.size());
    const Word all[] = {{"P", bits.is_protected}, {"AR", bits.requested}, {"AI", bits.inherited}};
    const auto said = words(flags, {all});
    if (!said || (null && start != text.size())) return Status::error_invalid_acl;
    made.control = static_cast<uint16_t>(made.control | *said);
    if (null) return made;
    std::vector<Entry> entries;
    for (text = trimmed(text.substr(start)); !text.empty(); text = trimmed(text)) {
        const size_t end = text.find(')');
        if (text[0] != '(' || end == std::string_view::npos) return Status::error_invalid_acl;
        auto read = entry(text.substr(1, end - 1));
        if (!read) return Status::error_invalid_acl;
        entries.push_back(std::move(*read));
        text.remove_prefix(end + 1);
    }
    auto packed = make_list(entries);
    if (!packed) return Status::error_invalid_acl;
    made.bytes = std::move(*packed);
    return made;
}

/// What stands behind a letter and a colon, up to the next letter and colon.
std::string_view take_section(std::string_view& text) noexcept {
    size_t next = text.find(':');
    next = next == std::string_view::npos || next == 0 ? text.size() : next - 1;
    const std::string_view section = text.substr(0, next);
    text.remove_prefix(next);
    return trimmed(section);
}

std::string sid_text(const void* sid) {
    const auto read = Sid::copy(sid);
    for (const WellKnownSid& known : well_known_sids()) {
        if (!known.alias.empty() && known.sid() == *read) return std::string(known.alias);
    }
    return read->text();
}

std::string flags_text(uint32_t bits, std::span<const Word> table) {
    std::string text;
    for (const Word& word : table) {
        if ((bits & word.bits) != 0) text += word.text;
    }
    return text;
}

std::string rights_text(uint32_t bits, uint8_t type) {
    const bool label = type == SYSTEM_MANDATORY_LABEL_ACE_TYPE;
    const std::span<const Word> table = label ? std::span<const Word>(kLabelRights) : kRights;
    uint32_t known = 0;
    for (const Word& word : kSets) {
        if (!label && word.bits == bits) return std::string(word.text);
    }
    for (const Word& word : table) known |= word.bits;
    if ((bits & ~known) == 0) return flags_text(bits, table);
    char hex[9] = {};
    std::to_chars(hex, hex + 8, bits, 16);
    return std::string("0x") + hex;
}

Result<std::string> list_text(ACL* acl, uint16_t control, const ListBits& bits) {
    const Word flags[] = {{"P", bits.is_protected}, {"AR", bits.requested}, {"AI", bits.inherited}};
    std::string text = flags_text(control, flags);
    if (!acl) return text.insert(0, kNoList);
    for (const Entry& entry : entries_of(*acl)) {
        const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                       [&](const Word& word) { return word.bits == entry.type; });
        if (!entry.other.empty() || type == std::end(kTypes)) return Status::error_invalid_acl;
        text += '(' + std::string(type->text) + ';' + flags_text(entry.flags, kFlags) + ';' +
                rights_text(entry.rights, entry.type) + ";;;" + sid_text(entry.sid.bytes().data()) + ')';
    }
    return text;
}

}  // namespace

Result<std::vector<std::byte>> parse_descriptor(std::string_view text) {
    DescriptorParts parts;
    std::vector<std::byte> owner, group;
    std::optional<List> sacl, dacl;
    for (text = trimmed(text); !text.empty();) {
        const char letter = text[0];
        if (text.size() < 2 || text[1] != ':') return Status::error_invalid_parameter;
        text.remove_prefix(2);
        const std::string_view section = take_section(text);
        if (letter == 'O' || letter == 'G') {
            std::vector<std::byte>& target = letter == 'O' ? owner : group;
            const auto sid = Sid::from_text(section);
            if (!target.empty()) return Status::error_invalid_parameter;
            if (!sid) return Status::error_invalid_sid;
            target = sid->bytes();
        } else if (letter == 'D' || letter == 'S') {
            std::optional<List>& target = letter == 'D' ? dacl : sacl;
            if (target) return Status::error_invalid_parameter;
            auto read = list(section, letter == 'D' ? kDacl : kSacl);
            if (!read) return read.status();
            target = std::move(*read);
            parts.control = static_cast<uint16_t>(parts.control | target->control);
        } else {
            return Status::error_invalid_parameter;
        }
    }
    if (!owner.empty()) parts.owner = owner.data();
    if (!group.empty()) parts.group = group.data();
    if (dacl && !dacl->bytes.empty()) parts.dacl = reinterpret_cast<ACL*>(dacl->bytes.data());
    if (sacl && !sacl->bytes.empty()) parts.sacl = reinterpret_cast<ACL*>(sacl->bytes.data());
    return parts.flattened();
}

Result<std::string> print_descriptor(const DescriptorParts& parts, uint32_t information) {
    std::string text;
    if ((information & OWNER_SECURITY_INFORMATION) != 0 && parts.owner) text += "O:" + sid_text(parts.owner);
    if ((information & GROUP_SECURITY_INFORMATION) != 0 && parts.group) text += "G:" + sid_text(parts.group);
    const auto put = [&](const char* letter, uint32_t wanted, ACL* acl, const ListBits& bits) {
        if ((information & wanted) == 0 || (parts.control & bits.present) == 0) return Status::ok;
        const auto printed = list_text(acl, parts.control, bits);
        if (!printed) return printed.status();
        text += letter + *printed;
        return Status::ok;
    };
    Status status = put("D:", DACL_SECURITY_INFORMATION, parts.dacl, kDacl);
    if (succeeded(status)) status = put("S:", SACL_SECURITY_INFORMATION, parts.sacl, kSacl);
    if (failed(status)) return status;
    return text;
}

}  // namespace rpcrt4::security
