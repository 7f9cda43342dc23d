// SPDX-License-Identifier: LGPL-2.1-or-later
// Modes as lists and lists as modes; who then may do what is asked of the list as Windows would read it.
#include "rpcrt4/security/mode_list.hpp"

#include <doctest/doctest.h>

#include <winnt.h>

using namespace rpcrt4::security;
using base::Status;

namespace {

constexpr FileOwners kOwners{1000, 100};
const Sid kEveryone{1, {0}};
const Sid kStranger{22, {1, 4711}};

/// What a list allows somebody with these SIDs: the first entry that names one decides about each right.
uint32_t allowed(const std::vector<Entry>& list, const std::vector<Sid>& who) {
    uint32_t granted = 0, refused = 0;
    for (const Entry& entry : list) {
        for (const Sid& sid : who) {
            if (!(entry.sid == sid)) continue;
            const uint32_t open = entry.rights & ~(granted | refused);
            (entry.type == ACCESS_ALLOWED_ACE_TYPE ? granted : refused) |= open;
        }
    }
    return granted;
}

mode_t bits(uint32_t rights) {
    return (rights & FILE_READ_DATA ? 4 : 0) | (rights & FILE_WRITE_DATA ? 2 : 0) | (rights & FILE_EXECUTE ? 1 : 0);
}

Entry allow(Sid sid, uint32_t rights, uint8_t flags = 0) {
    return {.type = ACCESS_ALLOWED_ACE_TYPE, .flags = flags, .rights = rights, .sid = std::move(sid)};
}
Entry deny(Sid sid, uint32_t rights) {
    return {.type = ACCESS_DENIED_ACE_TYPE, .flags = 0, .rights = rights, .sid = std::move(sid)};
}

/// The mode, or -1 when it is not supported.
int mode_of(const std::vector<Entry>& list, FileKind kind = FileKind::file) {
    const auto mode = mode_of_list(list, kOwners, kind);
    if (!mode) CHECK(mode.status() == Status::error_not_supported);
    return mode ? static_cast<int>(*mode) : -1;
}

}  // namespace

TEST_SUITE("rpcrt4/security/mode_list") {
    TEST_CASE("every mode says the same as its list, to the owner, the group and others, and comes back from it") {
        const Sid user = Sid::of_user(kOwners.user), group = Sid::of_group(kOwners.group);
        for (const FileKind kind : {FileKind::file, FileKind::directory}) {
            for (mode_t mode = 0; mode <= 0777; ++mode) {
                const auto list = list_of_mode(mode, kOwners, kind);
                CHECK(bits(allowed(list, {user, group, kEveryone})) == (mode >> 6));
                CHECK(bits(allowed(list, {user, kEveryone})) == (mode >> 6));
                CHECK(bits(allowed(list, {group, kEveryone})) == (mode >> 3 & 7));
                CHECK(bits(allowed(list, {kStranger, kEveryone})) == (mode & 7));
                CHECK(mode_of(list, kind) == static_cast<int>(mode));
            }
        }
    }

    TEST_CASE("the owner may always change the list") {
        for (const mode_t mode : {0u, 0700u, 0077u}) {
            const auto list = list_of_mode(mode, kOwners, FileKind::file);
            CHECK((allowed(list, {Sid::of_user(kOwners.user)}) & (READ_CONTROL | WRITE_DAC)) ==
                  (READ_CONTROL | WRITE_DAC));
        }
    }

    TEST_CASE("lists as programs make them become modes") {
        const Sid user = Sid::of_user(kOwners.user), system{5, {18}}, admins{5, {32, 544}}, logged_on{5, {11}};
        CHECK(mode_of({}) == 0);
        CHECK(mode_of({allow(kEveryone, GENERIC_ALL)}) == 0777);
        CHECK(mode_of({allow(kEveryone, GENERIC_READ)}) == 0444);
        CHECK(mode_of({allow(user, GENERIC_ALL), allow(system, GENERIC_ALL), allow(admins, GENERIC_ALL)}) == 0700);
        CHECK(mode_of({allow(user, FILE_ALL_ACCESS), allow(logged_on, FILE_GENERIC_READ | FILE_GENERIC_EXECUTE)}) ==
              0755);
        CHECK(mode_of({deny(kEveryone, FILE_GENERIC_WRITE), allow(user, FILE_ALL_ACCESS)}) == 0500);
        CHECK(mode_of({allow(user, FILE_ALL_ACCESS), deny(kEveryone, FILE_GENERIC_WRITE)}) == 0700);
        CHECK(mode_of({allow(Sid::of_group(kOwners.group), GENERIC_READ | GENERIC_WRITE)}) == 0660);
        CHECK(mode_of({allow(Sid{3, {0}}, GENERIC_READ)}) == 0400);
    }

    TEST_CASE("what a mode cannot say is refused") {
        const Sid system{5, {18}};
        CHECK(mode_of({allow(kStranger, GENERIC_READ)}) == -1);
        CHECK(mode_of({deny(system, GENERIC_READ)}) == -1);
        CHECK(mode_of({allow(kEveryone, FILE_WRITE_DATA)}) == -1);
        CHECK(mode_of({deny(kEveryone, FILE_APPEND_DATA), allow(kEveryone, GENERIC_ALL)}) == -1);
        CHECK(mode_of({allow(kEveryone, GENERIC_ALL, CONTAINER_INHERIT_ACE)}, FileKind::directory) == -1);
        CHECK(mode_of({allow(kEveryone, GENERIC_ALL, CONTAINER_INHERIT_ACE)}, FileKind::file) == 0777);
        CHECK(mode_of({Entry{.type = SYSTEM_AUDIT_ACE_TYPE, .flags = 0, .rights = 1, .sid = kEveryone}}) == -1);
    }
}
