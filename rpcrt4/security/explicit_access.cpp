// SPDX-License-Identifier: LGPL-2.1-or-later
// See explicit_access.hpp. New denying and audit entries come first, new allowing ones before those that allow.
#include "rpcrt4/security/explicit_access.hpp"

#include <algorithm>

#include <accctrl.h>

namespace rpcrt4::security {
namespace {

bool allows(const Entry& entry) noexcept { return entry.type == ACCESS_ALLOWED_ACE_TYPE && entry.other.empty(); }

/// The trustee's own entries; inherited ones are not for changing.
bool is_own(const Entry& entry, const Sid& trustee) noexcept {
    return entry.other.empty() && entry.sid == trustee && (entry.flags & INHERITED_ACE) == 0;
}

void add(std::vector<Entry>& entries, Entry made) {
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return is_own(entry, made.sid) && entry.type == made.type && entry.flags == made.flags;
    });
    if (same != entries.end()) {
        same->rights |= made.rights;
        return;
    }
    const auto place = allows(made) ? std::find_if(entries.begin(), entries.end(), allows) : entries.begin();
    entries.insert(place, std::move(made));
}

/// What is granted is not denied any more.
void grant(std::vector<Entry>& entries, const ExplicitAccess& access) {
    for (Entry& entry : entries) {
        if (is_own(entry, access.trustee) && entry.type == ACCESS_DENIED_ACE_TYPE) entry.rights &= ~access.rights;
    }
    std::erase_if(entries, [&](const Entry& entry) {
        return is_own(entry, access.trustee) && entry.type == ACCESS_DENIED_ACE_TYPE && entry.rights == 0;
    });
    add(entries, {ACCESS_ALLOWED_ACE_TYPE, access.inheritance, access.rights, access.trustee, {}});
}

void audit(std::vector<Entry>& entries, const ExplicitAccess& access, uint8_t flag) {
    const auto flags = static_cast<uint8_t>(access.inheritance | flag);
    add(entries, {SYSTEM_AUDIT_ACE_TYPE, flags, access.rights, access.trustee, {}});
}

}  // namespace

bool merge(std::vector<Entry>& entries, const ExplicitAccess& access) {
    switch (access.mode) {
        case SET_ACCESS:
            std::erase_if(entries, [&](const Entry& entry) {
                return is_own(entry, access.trustee) && entry.type != SYSTEM_AUDIT_ACE_TYPE;
            });
            add(entries, {ACCESS_ALLOWED_ACE_TYPE, access.inheritance, access.rights, access.trustee, {}});
            return true;
        case GRANT_ACCESS:
            return grant(entries, access), true;
        case DENY_ACCESS:
            add(entries, {ACCESS_DENIED_ACE_TYPE, access.inheritance, access.rights, access.trustee, {}});
            return true;
        case REVOKE_ACCESS:
            std::erase_if(entries, [&](const Entry& entry) {
                return is_own(entry, access.trustee) && entry.type != ACCESS_DENIED_ACE_TYPE;
            });
            return true;
        case SET_AUDIT_SUCCESS:
            return audit(entries, access, SUCCESSFUL_ACCESS_ACE_FLAG), true;
        case SET_AUDIT_FAILURE:
            return audit(entries, access, FAILED_ACCESS_ACE_FLAG), true;
        default:
            return false;
    }
}

}  // namespace rpcrt4::security
