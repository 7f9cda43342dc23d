// SPDX-License-Identifier: LGPL-2.1-or-later
// The security of files and objects, beside what tests/conformance/programs/object_security.c compares: what the mode
// is, and what is refused.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

namespace {

constexpr DWORD kParts = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

struct TestFile {
    const std::string path = "secured-" + std::to_string(getpid()) + ".tmp";
    explicit TestFile(mode_t mode) {
        const HANDLE file = CreateFileA(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
        REQUIRE(file != INVALID_HANDLE_VALUE);
        CloseHandle(file);
        REQUIRE(chmod(path.c_str(), mode) == 0);
    }
    ~TestFile() { std::filesystem::remove(path); }
    mode_t mode() const {
        struct stat info {};
        CHECK(stat(path.c_str(), &info) == 0);
        return info.st_mode & 07777;
    }
};

std::string text_of(PSECURITY_DESCRIPTOR descriptor, DWORD parts) {
    LPSTR text = nullptr;
    REQUIRE(ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, SDDL_REVISION_1, parts, &text, nullptr));
    std::string copy = text;
    LocalFree(text);
    return copy;
}

std::string security_of(const std::string& path, DWORD parts) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(GetNamedSecurityInfoA(path.c_str(), SE_FILE_OBJECT, parts, nullptr, nullptr, nullptr, nullptr,
                                  &descriptor) == ERROR_SUCCESS);
    std::string text = text_of(descriptor, parts);
    LocalFree(descriptor);
    return text;
}

/// Sets the parts of a descriptor in SDDL.
DWORD set(const std::string& path, DWORD parts, const std::string& sddl) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorA(sddl.c_str(), SDDL_REVISION_1, &descriptor, nullptr));
    PSID owner = nullptr, group = nullptr;
    PACL dacl = nullptr;
    BOOL present = FALSE, defaulted = FALSE;
    GetSecurityDescriptorOwner(descriptor, &owner, &defaulted);
    GetSecurityDescriptorGroup(descriptor, &group, &defaulted);
    GetSecurityDescriptorDacl(descriptor, &present, &dacl, &defaulted);
    std::string name = path;
    const DWORD result = SetNamedSecurityInfoA(name.data(), SE_FILE_OBJECT, parts, owner, group, dacl, nullptr);
    LocalFree(descriptor);
    return result;
}

std::string my_user() { return "S-1-22-1-" + std::to_string(geteuid()); }

}  // namespace

TEST_SUITE("rpcrt4/api/object_security") {
    TEST_CASE("a file's mode is its list, and setting the list sets the mode") {
        const TestFile file(0640);
        const std::string group = "S-1-22-2-" + std::to_string(getegid());
        CHECK(security_of(file.path, OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION) ==
              "O:" + my_user() + "G:" + group);
        const std::string list = security_of(file.path, DACL_SECURITY_INFORMATION);
        CHECK(list == "D:(A;;0x16019f;;;" + my_user() + ")(A;;FR;;;" + group + ")");
        CHECK(set(file.path, DACL_SECURITY_INFORMATION, "D:(A;;FA;;;" + my_user() + ")(A;;FRFX;;;WD)") ==
              ERROR_SUCCESS);
        CHECK(file.mode() == 0755);
        CHECK(set(file.path, DACL_SECURITY_INFORMATION, list) == ERROR_SUCCESS);
        CHECK(file.mode() == 0640);
    }

    TEST_CASE("bits beside the permissions stay") {
        const TestFile file(04755);
        CHECK(set(file.path, DACL_SECURITY_INFORMATION, "D:(A;;FA;;;" + my_user() + ")") == ERROR_SUCCESS);
        CHECK(file.mode() == 04700);
    }

    TEST_CASE("a null list is everything for everyone, an empty one nothing for anybody") {
        const TestFile file(0600);
        std::string name = file.path;
        CHECK(SetNamedSecurityInfoA(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr,
                                    nullptr) == ERROR_SUCCESS);
        CHECK(file.mode() == 0777);
        CHECK(set(file.path, DACL_SECURITY_INFORMATION, "D:") == ERROR_SUCCESS);
        CHECK(file.mode() == 0);
    }

    TEST_CASE("what cannot be said changes nothing") {
        const TestFile file(0640);
        const struct {
            DWORD parts;
            const char* sddl;
            DWORD error;
        } refused[] = {{DACL_SECURITY_INFORMATION, "D:(A;;FA;;;S-1-22-1-4711)", ERROR_NOT_SUPPORTED},
                       {DACL_SECURITY_INFORMATION, "D:(A;;FA;;;BU)", ERROR_NOT_SUPPORTED},
                       {DACL_SECURITY_INFORMATION | UNPROTECTED_DACL_SECURITY_INFORMATION, "D:", ERROR_NOT_SUPPORTED},
                       {OWNER_SECURITY_INFORMATION, "O:BA", ERROR_INVALID_OWNER},
                       {OWNER_SECURITY_INFORMATION, "D:", ERROR_INVALID_PARAMETER},
                       {GROUP_SECURITY_INFORMATION, "G:BA", ERROR_INVALID_PRIMARY_GROUP},
                       {SACL_SECURITY_INFORMATION, "D:", ERROR_PRIVILEGE_NOT_HELD},
                       {LABEL_SECURITY_INFORMATION, "D:", ERROR_NOT_SUPPORTED},
                       {0x1000, "D:", ERROR_INVALID_PARAMETER}};
        for (const auto& [parts, sddl, error] : refused) {
            CAPTURE(sddl);
            CHECK(set(file.path, parts, sddl) == error);
        }
        CHECK(file.mode() == 0640);
    }

    TEST_CASE("the owner that a file has can be set by everybody") {
        const TestFile file(0640);
        CHECK(set(file.path, kParts, security_of(file.path, kParts)) == ERROR_SUCCESS);
        CHECK(file.mode() == 0640);
    }

    TEST_CASE("damaged arguments are told apart") {
        const TestFile file(0640);
        std::string name = file.path;
        DWORD junk[16] = {0x7fffffff};
        CHECK(SetNamedSecurityInfoA(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                                    reinterpret_cast<PACL>(junk), nullptr) == ERROR_INVALID_ACL);
        CHECK(SetNamedSecurityInfoA(name.data(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, junk, nullptr, nullptr,
                                    nullptr) == ERROR_INVALID_SID);
        CHECK_FALSE(SetFileSecurityA(name.c_str(), DACL_SECURITY_INFORMATION, junk));
        CHECK(GetLastError() == ERROR_INVALID_SECURITY_DESCR);
        CHECK_FALSE(SetFileSecurityA(name.c_str(), DACL_SECURITY_INFORMATION, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GetFileSecurityA(name.c_str(), DACL_SECURITY_INFORMATION, nullptr, 0, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("an object is this user's, and nothing of it can be set") {
        const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, "Local\\secured-event");
        PSECURITY_DESCRIPTOR descriptor = nullptr;
        PACL dacl = nullptr;
        REQUIRE(GetSecurityInfo(event, SE_KERNEL_OBJECT, kParts, nullptr, nullptr, &dacl, nullptr, &descriptor) == 0);
        CHECK(text_of(descriptor, DACL_SECURITY_INFORMATION) == "D:(A;;0x1f0003;;;" + my_user() + ")");
        CHECK(SetSecurityInfo(event, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, dacl, nullptr) ==
              ERROR_NOT_SUPPORTED);
        LocalFree(descriptor);
        char name[] = "Local\\secured-event", none[] = "Local\\secured-none";
        REQUIRE(GetNamedSecurityInfoA(name, SE_KERNEL_OBJECT, kParts, nullptr, nullptr, nullptr, nullptr,
                                      &descriptor) == ERROR_SUCCESS);
        LocalFree(descriptor);
        CHECK(SetNamedSecurityInfoA(name, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr,
                                    nullptr) == ERROR_NOT_SUPPORTED);
        CHECK(SetNamedSecurityInfoA(none, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr,
                                    nullptr) == ERROR_FILE_NOT_FOUND);
        CHECK(GetNamedSecurityInfoA(name, SE_SERVICE, kParts, nullptr, nullptr, nullptr, nullptr, &descriptor) ==
              ERROR_NOT_SUPPORTED);
        CloseHandle(event);
    }
}
