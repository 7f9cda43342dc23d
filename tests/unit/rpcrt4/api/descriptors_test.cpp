// SPDX-License-Identifier: LGPL-2.1-or-later
// <securitybaseapi.h>, <sddl.h>, <aclapi.h>, beside what tests/conformance/programs/security_descriptors.c compares:
// the ways of merging entries, the way there and back, accounts of this machine, and damaged lists.
#include <doctest/doctest.h>
#include <pwd.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

namespace {

constexpr SECURITY_INFORMATION kAll =
    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | SACL_SECURITY_INFORMATION;

std::string text_of(PSECURITY_DESCRIPTOR descriptor) {
    LPSTR text = nullptr;
    if (!ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, SDDL_REVISION_1, kAll, &text, nullptr)) {
        return "error " + std::to_string(GetLastError());
    }
    std::string copied = text;
    LocalFree(text);
    return copied;
}

struct Descriptor {
    explicit Descriptor(const char* sddl) {
        REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorA(sddl, SDDL_REVISION_1, &memory, nullptr));
    }
    ~Descriptor() { LocalFree(memory); }
    PACL dacl() const {
        BOOL present = FALSE, defaulted = FALSE;
        PACL acl = nullptr;
        CHECK(GetSecurityDescriptorDacl(memory, &present, &acl, &defaulted));
        return acl;
    }
    PSECURITY_DESCRIPTOR memory = nullptr;
};

/// The list of `sddl` after one entry for Everyone was merged in.
std::string merged(const char* sddl, ACCESS_MODE mode, DWORD rights, DWORD inheritance = 0) {
    const Descriptor old(sddl);
    EXPLICIT_ACCESS_A entry;
    char everyone[] = "Everyone";
    BuildExplicitAccessWithNameA(&entry, everyone, rights, mode, inheritance);
    PACL acl = nullptr;
    const DWORD code = SetEntriesInAclA(1, &entry, old.dacl(), &acl);
    if (code != ERROR_SUCCESS) return "error " + std::to_string(code);
    SECURITY_DESCRIPTOR made;
    CHECK(InitializeSecurityDescriptor(&made, SECURITY_DESCRIPTOR_REVISION));
    CHECK(SetSecurityDescriptorDacl(&made, TRUE, acl, FALSE));
    std::string text = text_of(&made);
    LocalFree(acl);
    return text;
}

}  // namespace

TEST_SUITE("rpcrt4/api/descriptors") {
    TEST_CASE("rights that are granted join those that are, and leave those that are denied") {
        CHECK(merged("D:(A;;CC;;;WD)", GRANT_ACCESS, 2) == "D:(A;;CCDC;;;WD)");
        CHECK(merged("D:(D;;CCDC;;;WD)(A;;CC;;;BA)", GRANT_ACCESS, 2) == "D:(D;;CC;;;WD)(A;;DC;;;WD)(A;;CC;;;BA)");
        CHECK(merged("D:(D;;DC;;;WD)", GRANT_ACCESS, 2) == "D:(A;;DC;;;WD)");
        CHECK(merged("D:(A;OI;CC;;;WD)", GRANT_ACCESS, 2) == "D:(A;;DC;;;WD)(A;OI;CC;;;WD)");
    }

    TEST_CASE("rights that are set replace all others, those that are denied come first, revoking removes") {
        CHECK(merged("D:(D;;CC;;;WD)(A;;LC;;;BA)(A;;DC;;;WD)", SET_ACCESS, 8) == "D:(A;;SW;;;WD)(A;;LC;;;BA)");
        CHECK(merged("D:(A;;CC;;;WD)", DENY_ACCESS, 1) == "D:(D;;CC;;;WD)(A;;CC;;;WD)");
        CHECK(merged("D:(A;;CC;;;WD)(A;ID;DC;;;WD)(A;;CC;;;BA)", REVOKE_ACCESS, 0) == "D:(A;ID;DC;;;WD)(A;;CC;;;BA)");
        CHECK(merged("D:", SET_AUDIT_FAILURE, 1) == "D:(AU;FA;CC;;;WD)");
        CHECK(merged("D:", NOT_USED_ACCESS, 1) == "error " + std::to_string(ERROR_INVALID_PARAMETER));
    }

    TEST_CASE("the entries of a list can be had, and make the same list again") {
        const Descriptor old("D:(D;OI;CC;;;AN)(A;CI;DC;;;S-1-5-21-1-2-3-4)(AU;SA;LC;;;WD)");
        ULONG count = 0;
        PEXPLICIT_ACCESS_W entries = nullptr;
        REQUIRE(GetExplicitEntriesFromAclW(old.dacl(), &count, &entries) == ERROR_SUCCESS);
        REQUIRE(count == 3);
        CHECK(entries[0].grfAccessMode == DENY_ACCESS);
        CHECK(entries[0].grfInheritance == SUB_OBJECTS_ONLY_INHERIT);
        CHECK(entries[1].grfAccessPermissions == 2);
        CHECK(entries[2].grfAccessMode == SET_AUDIT_SUCCESS);
        CHECK(IsWellKnownSid(entries[2].Trustee.ptstrName, WinWorldSid));
        LocalFree(entries);
    }

    TEST_CASE("self-relative to absolute and back changes nothing") {
        const char* const text = "O:BAG:S-1-5-21-1-2-3-4D:PAI(A;OICI;GA;;;WD)(D;;0x12345;;;AN)S:AR(AU;SAFA;FA;;;SY)";
        const Descriptor relative(text);
        alignas(8) std::byte head[64], parts[4][128];
        DWORD sizes[5] = {sizeof head, 128, 128, 128, 128};
        REQUIRE(MakeAbsoluteSD(relative.memory, head, &sizes[0], reinterpret_cast<PACL>(parts[0]), &sizes[1],
                               reinterpret_cast<PACL>(parts[1]), &sizes[2], parts[2], &sizes[3], parts[3], &sizes[4]));
        CHECK(text_of(head) == text);
        DWORD size = 0;
        CHECK_FALSE(MakeSelfRelativeSD(head, nullptr, &size));
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK(size == GetSecurityDescriptorLength(relative.memory));
        CHECK_FALSE(MakeAbsoluteSD(head, nullptr, &sizes[0], nullptr, &sizes[1], nullptr, &sizes[2], nullptr, &sizes[3],
                                   nullptr, &sizes[4]));
        CHECK(GetLastError() == ERROR_BAD_DESCRIPTOR_FORMAT);
    }

    TEST_CASE("users of this machine have SIDs and names") {
        const passwd* const entry = ::getpwuid(::getuid());
        REQUIRE(entry);
        alignas(4) std::byte sid[SECURITY_MAX_SID_SIZE];
        DWORD room = sizeof sid, domain_room = 256, name_room = 256;
        char domain[256], name[256];
        SID_NAME_USE use = SidTypeUnknown;
        REQUIRE(LookupAccountNameA(nullptr, entry->pw_name, sid, &room, domain, &domain_room, &use));
        CHECK(use == SidTypeUser);
        LPSTR text = nullptr;
        REQUIRE(ConvertSidToStringSidA(sid, &text));
        CHECK(text == "S-1-22-1-" + std::to_string(::getuid()));
        LocalFree(text);
        domain_room = 256;
        REQUIRE(LookupAccountSidA(".", sid, name, &name_room, domain, &domain_room, &use));
        CHECK(std::string(name) == entry->pw_name);
        CHECK_FALSE(LookupAccountSidA("another.example", sid, name, &name_room, domain, &domain_room, &use));
        CHECK(GetLastError() == DWORD{RPC_S_SERVER_UNAVAILABLE});
    }

    TEST_CASE("a damaged list is refused, not walked") {
        const Descriptor good("D:(A;;GA;;;WD)(A;;GA;;;BA)");
        PACL const acl = good.dacl();
        void* entry = nullptr;
        REQUIRE(GetAce(acl, 1, &entry));
        auto& header = *static_cast<ACE_HEADER*>(entry);
        const auto damaged = [&](auto&& damage) {
            const ACE_HEADER kept = header;
            damage();
            const BOOL valid = IsValidAcl(acl) || IsValidSecurityDescriptor(good.memory);
            void* found = nullptr;
            const bool refused = !GetAce(acl, 0, &found) && GetLastError() == ERROR_INVALID_ACL && !DeleteAce(acl, 0) &&
                                 text_of(good.memory).starts_with("error");
            header = kept;
            return !valid && refused;
        };
        CHECK(damaged([&] { header.AceSize = 3; }));
        CHECK(damaged([&] { header.AceSize = 16; }));  // its SID does not end in it
        CHECK(damaged([&] { header.AceSize = 4000; }));
        CHECK(IsValidAcl(acl));
    }
}
