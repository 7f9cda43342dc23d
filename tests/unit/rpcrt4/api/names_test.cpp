// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of services, users and computers: <ntdsapi.h>, <secext.h>, <lm.h>, <dsgetdc.h>, without a domain.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include <rpc.h>
#include <windows.h>

#include <dsgetdc.h>
#include <lm.h>
#include <ntdsapi.h>
#include <security.h>

namespace {

/// What DsMakeSpnA made, or the code it answered.
std::string made(LPCSTR service_class, LPCSTR name, LPCSTR instance = nullptr, USHORT port = 0,
                 LPCSTR referrer = nullptr) {
    char text[100] = {};
    DWORD length = sizeof text;
    const DWORD outcome = DsMakeSpnA(service_class, name, instance, port, referrer, &length, text);
    if (outcome != ERROR_SUCCESS) return std::to_string(outcome);
    CHECK(length == std::strlen(text) + 1);
    return text;
}

/// "class|service|instance|port" of what DsCrackSpnA found, or the code it answered.
std::string cracked(LPCSTR spn) {
    char service_class[50] = {}, service[50] = {}, instance[50] = {};
    DWORD class_length = 50, service_length = 50, instance_length = 50;
    USHORT port = 77;
    const DWORD outcome =
        DsCrackSpnA(spn, &class_length, service_class, &service_length, service, &instance_length, instance, &port);
    if (outcome != ERROR_SUCCESS) return std::to_string(outcome);
    CHECK(class_length == std::strlen(service_class) + 1);
    CHECK(service_length == std::strlen(service) + 1);
    CHECK(instance_length == std::strlen(instance) + 1);
    return std::string(service_class) + "|" + service + "|" + instance + "|" + std::to_string(port);
}

const std::string kInvalid = std::to_string(ERROR_INVALID_PARAMETER);

std::u16string text_of(const WCHAR* text) { return reinterpret_cast<const char16_t*>(text); }
const WCHAR* wide(const char16_t* text) { return reinterpret_cast<const WCHAR*>(text); }

}  // namespace

TEST_SUITE("rpcrt4/api/names") {
    TEST_CASE("a service of a host is named by class, host and port") {
        CHECK(made("http", "www.x.com") == "http/www.x.com");
        CHECK(made("http", "www.x.com", nullptr, 80) == "http/www.x.com:80");
        CHECK(made("http", "www.x.com", nullptr, 0, "ignored") == "http/www.x.com");
    }

    TEST_CASE("a service on several hosts is named by class, host, port and itself") {
        CHECK(made("ldap", "cn=service", "host.x.com") == "ldap/host.x.com/cn=service");
        CHECK(made("ldap", "cn=service", "host.x.com", 389) == "ldap/host.x.com:389/cn=service");
    }

    TEST_CASE("who referred to an address is named beside it") {
        CHECK(made("http", "10.0.0.1", nullptr, 0, "there.x.com") == "http/10.0.0.1/there.x.com");
        CHECK(made("http", "10.0.0.1", nullptr, 5, "there.x.com") == "http/10.0.0.1:5/there.x.com");
        CHECK(made("http", "10.0.0.1", "host", 0, "there.x.com") == "http/host/there.x.com");
        CHECK(made("http", "10.0.0.1") == "http/10.0.0.1");
    }

    TEST_CASE("names that lack a part, or have a slash in one, are not made") {
        CHECK(made(nullptr, "www") == kInvalid);
        CHECK(made("http", nullptr) == kInvalid);
        CHECK(made("", "www") == kInvalid);
        CHECK(made("http", "") == kInvalid);
        CHECK(made("ht/tp", "www") == kInvalid);
        CHECK(made("http", "w/w") == kInvalid);
        CHECK(made("http", "x", "h/st") == kInvalid);
        char text[50];
        CHECK(DsMakeSpnA("http", "www", nullptr, 0, nullptr, nullptr, text) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a buffer that is too small is told how long the name is") {
        char text[50] = "kept";
        for (DWORD length = 0; length < 9; ++length) {
            DWORD needed = length;
            CHECK(DsMakeSpnA("http", "www", nullptr, 0, nullptr, &needed, text) ==
                  (length < 9 ? ERROR_BUFFER_OVERFLOW : ERROR_SUCCESS));
            CHECK(needed == 9);
            CHECK(std::strcmp(text, "kept") == 0);
        }
        DWORD needed = 50;
        CHECK(DsMakeSpnA("http", "www", nullptr, 0, nullptr, &needed, nullptr) == ERROR_BUFFER_OVERFLOW);
        CHECK(needed == 9);
        CHECK(DsMakeSpnA("http", "www", nullptr, 0, nullptr, &needed, text) == ERROR_SUCCESS);
        CHECK(std::strcmp(text, "http/www") == 0);
        WCHAR wide_text[20] = {};
        needed = 20;
        CHECK(DsMakeSpnW(wide(u"http"), wide(u"wüw"), nullptr, 1, nullptr, &needed, wide_text) == ERROR_SUCCESS);
        CHECK(text_of(wide_text) == u"http/wüw:1");
        CHECK(needed == 11);
    }

    TEST_CASE("a name is taken apart; without a service of its own the host is the service") {
        CHECK(cracked("http/www.x.com") == "http|www.x.com|www.x.com|0");
        CHECK(cracked("http/www.x.com:80") == "http|www.x.com|www.x.com|80");
        CHECK(cracked("ldap/host:389/cn=service") == "ldap|cn=service|host|389");
        CHECK(cracked("ldap/host/a/b") == "ldap|a/b|host|0");
        for (const char* none : {"", "http", "/www", "http/", "http//service", "http/www:", "http/www:x", "http/www:8x",
                                 "http/www:65536", "http/:80", "http/www/"}) {
            CAPTURE(none);
            CHECK(cracked(none) == kInvalid);
        }
        CHECK(cracked(nullptr) == kInvalid);
    }

    TEST_CASE("of a name taken apart only what there is room for is told") {
        char one[5] = {};
        DWORD length = 5;
        USHORT port = 0;
        CHECK(DsCrackSpnA("http/www:7", &length, one, nullptr, nullptr, nullptr, nullptr, &port) == ERROR_SUCCESS);
        CHECK(std::strcmp(one, "http") == 0);
        CHECK(port == 7);
        length = 1;
        one[0] = 'k';
        CHECK(DsCrackSpnA("http/www", &length, one, nullptr, nullptr, nullptr, nullptr, nullptr) ==
              ERROR_BUFFER_OVERFLOW);
        CHECK(length == 5);
        CHECK(one[0] == 'k');
        length = 0;
        CHECK(DsCrackSpnA("http/www", &length, one, nullptr, nullptr, nullptr, nullptr, nullptr) == ERROR_SUCCESS);
        CHECK(length == 0);
        WCHAR instance[4] = {};
        length = 4;
        CHECK(DsCrackSpnW(wide(u"http/wüw"), nullptr, nullptr, nullptr, nullptr, &length, instance, nullptr) ==
              ERROR_SUCCESS);
        CHECK(text_of(instance) == u"wüw");
    }

    TEST_CASE("a server's own names, and those of its instances") {
        DWORD count = 0;
        LPSTR* names = nullptr;
        REQUIRE(DsGetSpnA(DS_SPN_DNS_HOST, "http", nullptr, 80, 0, nullptr, nullptr, &count, &names) == ERROR_SUCCESS);
        REQUIRE(count == 1);
        char host[256] = {};
        ::gethostname(host, sizeof host - 1);
        CHECK(std::string(names[0]) == std::string("http/") + host + ":80");
        DsFreeSpnArrayA(count, names);

        REQUIRE(DsGetSpnA(DS_SPN_NB_DOMAIN, "ldap", "x.com", 0, 0, nullptr, nullptr, &count, &names) == ERROR_SUCCESS);
        CHECK(std::string(names[0]).ends_with("/x.com"));
        for (const char* c = names[0] + 5; *c != '/'; ++c) CHECK_FALSE((*c >= 'a' && *c <= 'z'));
        DsFreeSpnArrayA(count, names);

        const WCHAR* instances[] = {wide(u"one"), wide(u"two")};
        const USHORT ports[] = {1, 0};
        LPWSTR* wide_names = nullptr;
        REQUIRE(DsGetSpnW(DS_SPN_SERVICE, wide(u"s"), wide(u"service"), 9, 2, instances, ports, &count, &wide_names) ==
                ERROR_SUCCESS);
        REQUIRE(count == 2);
        CHECK(text_of(wide_names[0]) == u"s/one:1/service");
        CHECK(text_of(wide_names[1]) == u"s/two/service");
        DsFreeSpnArrayW(count, wide_names);
        REQUIRE(DsGetSpnW(DS_SPN_SERVICE, wide(u"s"), wide(u"service"), 9, 2, instances, nullptr, &count,
                          &wide_names) == ERROR_SUCCESS);
        CHECK(text_of(wide_names[0]) == u"s/one/service");
        DsFreeSpnArrayW(count, wide_names);
        DsFreeSpnArrayA(0, nullptr);
    }

    TEST_CASE("a service of a host has no name besides, any other needs one") {
        DWORD count = 0;
        LPSTR* names = nullptr;
        const auto get = [&](int type, LPCSTR service_class, LPCSTR name, USHORT instances = 0) {
            return DsGetSpnA(static_cast<DS_SPN_NAME_TYPE>(type), service_class, name, 0, instances, nullptr, nullptr,
                             &count, &names);
        };
        CHECK(get(DS_SPN_DNS_HOST, "http", "x") == ERROR_INVALID_PARAMETER);
        CHECK(get(DS_SPN_DOMAIN, "http", nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(DS_SPN_SERVICE, "http", nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(6, "http", "x") == ERROR_INVALID_PARAMETER);
        CHECK(get(DS_SPN_DNS_HOST, nullptr, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(DS_SPN_DNS_HOST, "http", nullptr, 1) == ERROR_INVALID_PARAMETER);
        CHECK(get(DS_SPN_DNS_HOST, "h/p", nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(DsGetSpnA(DS_SPN_DNS_HOST, "http", nullptr, 0, 0, nullptr, nullptr, nullptr, &names) ==
              ERROR_INVALID_PARAMETER);
        CHECK(DsGetSpnA(DS_SPN_DNS_HOST, "http", nullptr, 0, 0, nullptr, nullptr, &count, nullptr) ==
              ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("what needs a domain says that there is none") {
        CHECK(DsServerRegisterSpnA(DS_SPN_ADD_SPN_OP, "http", nullptr) == ERROR_NO_SUCH_DOMAIN);
        CHECK(DsServerRegisterSpnW(DS_SPN_DELETE_SPN_OP, wide(u"http"), nullptr) == ERROR_NO_SUCH_DOMAIN);
        CHECK(DsServerRegisterSpnA(DS_SPN_ADD_SPN_OP, nullptr, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(DsServerRegisterSpnA(static_cast<DS_SPN_WRITE_OP>(3), "http", nullptr) == ERROR_INVALID_PARAMETER);
        HANDLE directory = &directory;
        CHECK(DsBindA(nullptr, nullptr, &directory) == ERROR_NO_SUCH_DOMAIN);
        CHECK(directory == nullptr);
        CHECK(DsBindW(wide(u"dc"), wide(u"x.com"), &directory) == ERROR_NO_SUCH_DOMAIN);
        CHECK(DsBindA(nullptr, nullptr, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(DsUnBindA(&directory) == ERROR_INVALID_HANDLE);
        CHECK(DsUnBindW(nullptr) == ERROR_INVALID_PARAMETER);
        PDOMAIN_CONTROLLER_INFOA controller = nullptr;
        const auto find = [&](ULONG flags) {
            return DsGetDcNameA(nullptr, "x.com", nullptr, nullptr, flags, &controller);
        };
        CHECK(find(0) == ERROR_NO_SUCH_DOMAIN);
        CHECK(find(DS_KDC_REQUIRED | DS_IS_DNS_NAME | DS_RETURN_DNS_NAME) == ERROR_NO_SUCH_DOMAIN);
        CHECK(find(DS_PDC_REQUIRED | DS_KDC_REQUIRED) == ERROR_INVALID_FLAGS);
        CHECK(find(DS_GC_SERVER_REQUIRED | DS_PDC_REQUIRED) == ERROR_INVALID_FLAGS);
        CHECK(find(DS_IS_DNS_NAME | DS_IS_FLAT_NAME) == ERROR_INVALID_FLAGS);
        CHECK(find(DS_RETURN_DNS_NAME | DS_RETURN_FLAT_NAME) == ERROR_INVALID_FLAGS);
        CHECK(DsGetDcNameW(nullptr, nullptr, nullptr, nullptr, 0, nullptr) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a user of no domain has one name, as its account is called") {
        char name[300] = {};
        ULONG size = sizeof name;
        REQUIRE(GetUserNameExA(NameSamCompatible, name, &size));
        CHECK(size == std::strlen(name));
        RPC_CSTR own = nullptr;
        REQUIRE(RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &own) == RPC_S_OK);
        CHECK(std::string(name).ends_with(std::string("\\") + reinterpret_cast<char*>(own)));
        RpcStringFreeA(&own);
        WCHAR wide_name[300] = {};
        ULONG wide_size = 300;
        REQUIRE(GetUserNameExW(NameSamCompatible, wide_name, &wide_size));
        CHECK(wide_size == size);

        for (const auto format :
             {NameUnknown, NameFullyQualifiedDN, NameDisplay, NameUniqueId, NameCanonical, NameUserPrincipal,
              NameCanonicalEx, NameServicePrincipal, NameDnsDomain, NameGivenName, NameSurname}) {
            size = sizeof name;
            CHECK_FALSE(GetUserNameExA(format, name, &size));
            CHECK(GetLastError() == ERROR_NONE_MAPPED);
        }
        for (const int format : {-1, 4, 5, 11, 15}) {
            CAPTURE(format);
            CHECK_FALSE(GetUserNameExA(static_cast<EXTENDED_NAME_FORMAT>(format), name, &size));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        }
        CHECK_FALSE(GetUserNameExA(NameSamCompatible, name, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        for (char* buffer : {name, static_cast<char*>(nullptr)}) {
            size = buffer ? wide_size : 300;  // no room for the end
            CHECK_FALSE(GetUserNameExA(NameSamCompatible, buffer, &size));
            CHECK(GetLastError() == ERROR_MORE_DATA);
            CHECK(size == wide_size + 1);
        }
    }

    TEST_CASE("GetUserName tells the name without the machine's") {
        char whole[300] = {}, name[300] = {};
        ULONG whole_size = sizeof whole;
        REQUIRE(GetUserNameExA(NameSamCompatible, whole, &whole_size));
        DWORD size = sizeof name;
        REQUIRE(GetUserNameA(name, &size));
        CHECK(size == std::strlen(name) + 1);
        CHECK(std::string(whole).ends_with(std::string("\\") + name));
        WCHAR wide_name[300] = {};
        DWORD wide_size = 300;
        REQUIRE(GetUserNameW(wide_name, &wide_size));
        CHECK(wide_size == size);
        const DWORD needed = size;
        size = needed - 1;
        CHECK_FALSE(GetUserNameA(name, &size));
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK(size == needed);
        size = 300;
        CHECK_FALSE(GetUserNameW(nullptr, &size));
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK_FALSE(GetUserNameA(name, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a computer of no domain is no object of one, and nobody translates names") {
        char name[300];
        WCHAR wide_name[300];
        ULONG size = 300;
        CHECK_FALSE(GetComputerObjectNameA(NameSamCompatible, name, &size));
        CHECK(GetLastError() == ERROR_CANT_ACCESS_DOMAIN_INFO);
        CHECK_FALSE(GetComputerObjectNameW(NameFullyQualifiedDN, wide_name, &size));
        CHECK(GetLastError() == ERROR_CANT_ACCESS_DOMAIN_INFO);
        CHECK_FALSE(GetComputerObjectNameA(NameUnknown, name, &size));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(TranslateNameA("x\\y", NameSamCompatible, NameDisplay, name, &size));
        CHECK(GetLastError() == ERROR_NO_SUCH_DOMAIN);
        CHECK_FALSE(TranslateNameW(wide(u"x\\y"), NameUnknown, NameDisplay, wide_name, &size));
        CHECK(GetLastError() == ERROR_NO_SUCH_DOMAIN);
        CHECK_FALSE(TranslateNameA(nullptr, NameSamCompatible, NameDisplay, name, &size));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(TranslateNameA("x\\y", NameSamCompatible, NameUnknown, name, &size));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("buffers of the network API know their size, and grow") {
        LPVOID buffer = nullptr;
        REQUIRE(NetApiBufferAllocate(10, &buffer) == NERR_Success);
        CHECK(reinterpret_cast<uintptr_t>(buffer) % 16 == 0);
        std::memcpy(buffer, "123456789", 10);
        DWORD size = 0;
        CHECK(NetApiBufferSize(buffer, &size) == NERR_Success);
        CHECK(size == 10);
        REQUIRE(NetApiBufferReallocate(buffer, 5000, &buffer) == NERR_Success);
        CHECK(std::strcmp(static_cast<char*>(buffer), "123456789") == 0);
        CHECK(NetApiBufferSize(buffer, &size) == NERR_Success);
        CHECK(size == 5000);
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        CHECK(NetApiBufferFree(nullptr) == NERR_Success);
        REQUIRE(NetApiBufferReallocate(nullptr, 0, &buffer) == NERR_Success);
        CHECK(buffer != nullptr);
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        CHECK(NetApiBufferAllocate(10, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(NetApiBufferReallocate(nullptr, 1, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(NetApiBufferSize(nullptr, &size) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("this computer can be asked about itself, others cannot") {
        LPBYTE buffer = nullptr;
        REQUIRE(NetWkstaGetInfo(nullptr, 100, &buffer) == NERR_Success);
        const auto* info = reinterpret_cast<const WKSTA_INFO_100*>(buffer);
        CHECK(info->wki100_platform_id == PLATFORM_ID_NT);
        CHECK(info->wki100_ver_major == 10);
        CHECK(info->wki100_ver_minor == 0);
        CHECK_FALSE(text_of(info->wki100_computername).empty());
        CHECK(text_of(info->wki100_langroup) == u"WORKGROUP");
        const std::u16string own = u"\\\\" + text_of(info->wki100_computername);
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        REQUIRE(NetWkstaGetInfo(const_cast<LPWSTR>(wide(own.c_str())), 101, &buffer) == NERR_Success);
        CHECK(text_of(reinterpret_cast<const WKSTA_INFO_101*>(buffer)->wki101_lanroot).empty());
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        CHECK(NetWkstaGetInfo(const_cast<LPWSTR>(wide(u"\\\\elsewhere")), 100, &buffer) == ERROR_BAD_NETPATH);
        CHECK(NetWkstaGetInfo(nullptr, 99, &buffer) == ERROR_INVALID_LEVEL);
        CHECK(NetWkstaGetInfo(nullptr, 100, nullptr) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("this computer is a server in a workgroup, without a domain controller") {
        LPBYTE buffer = nullptr;
        REQUIRE(NetServerGetInfo(nullptr, 101, &buffer) == NERR_Success);
        const auto* info = reinterpret_cast<const SERVER_INFO_101*>(buffer);
        CHECK(info->sv101_platform_id == PLATFORM_ID_NT);
        CHECK(info->sv101_version_major == 10);
        CHECK((info->sv101_type & SV_TYPE_NT) != 0);
        CHECK(text_of(info->sv101_comment).empty());
        const std::u16string name = text_of(info->sv101_name);
        DWORD size = 0;
        CHECK(NetApiBufferSize(buffer, &size) == NERR_Success);
        CHECK(size == sizeof(SERVER_INFO_101) + (name.size() + 2) * sizeof(WCHAR));
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        REQUIRE(NetServerGetInfo(const_cast<LPWSTR>(wide(u"LocalHost")), 100, &buffer) == NERR_Success);
        CHECK(text_of(reinterpret_cast<const SERVER_INFO_100*>(buffer)->sv100_name) == name);
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        CHECK(NetServerGetInfo(nullptr, 102, &buffer) == ERROR_INVALID_LEVEL);
        CHECK(NetServerGetInfo(nullptr, 100, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(NetServerGetInfo(const_cast<LPWSTR>(wide(u"elsewhere")), 100, &buffer) == ERROR_BAD_NETPATH);

        LPWSTR group = nullptr;
        NETSETUP_JOIN_STATUS type = NetSetupUnknownStatus;
        REQUIRE(NetGetJoinInformation(nullptr, &group, &type) == NERR_Success);
        CHECK(text_of(group) == u"WORKGROUP");
        CHECK(type == NetSetupWorkgroupName);
        CHECK(NetApiBufferFree(group) == NERR_Success);
        CHECK(NetGetJoinInformation(nullptr, nullptr, &type) == ERROR_INVALID_PARAMETER);
        CHECK(NetGetJoinInformation(wide(u"elsewhere"), &group, &type) == ERROR_BAD_NETPATH);
        CHECK(NetGetDCName(nullptr, nullptr, &buffer) == NERR_DCNotFound);
        CHECK(NetGetAnyDCName(nullptr, nullptr, nullptr) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("accounts of the system are users, and this process has one") {
        LPBYTE buffer = nullptr;
        REQUIRE(NetUserGetInfo(nullptr, wide(u"root"), 1, &buffer) == NERR_Success);
        const auto* root = reinterpret_cast<const USER_INFO_1*>(buffer);
        CHECK(text_of(root->usri1_name) == u"root");
        CHECK(root->usri1_password == nullptr);
        CHECK(root->usri1_priv == USER_PRIV_ADMIN);
        CHECK_FALSE(text_of(root->usri1_home_dir).empty());
        CHECK((root->usri1_flags & UF_NORMAL_ACCOUNT) != 0);
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        REQUIRE(NetUserGetInfo(wide(u"\\\\localhost"), wide(u"nobody"), 10, &buffer) == NERR_Success);
        CHECK(text_of(reinterpret_cast<const USER_INFO_10*>(buffer)->usri10_name) == u"nobody");
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        CHECK(NetUserGetInfo(nullptr, wide(u"no such user"), 0, &buffer) == NERR_UserNotFound);
        CHECK(NetUserGetInfo(nullptr, wide(u"root"), 2, &buffer) == ERROR_INVALID_LEVEL);
        CHECK(NetUserGetInfo(nullptr, nullptr, 0, &buffer) == ERROR_INVALID_PARAMETER);
        CHECK(NetUserGetInfo(wide(u"elsewhere"), wide(u"root"), 0, &buffer) == ERROR_BAD_NETPATH);

        REQUIRE(NetWkstaUserGetInfo(nullptr, 1, &buffer) == NERR_Success);
        const auto* user = reinterpret_cast<const WKSTA_USER_INFO_1*>(buffer);
        char name[UNLEN + 1] = {};
        DWORD size = sizeof name;
        REQUIRE(GetUserNameA(name, &size));
        CHECK(text_of(user->wkui1_username) == std::u16string(name, name + std::strlen(name)));
        CHECK(text_of(user->wkui1_logon_domain) == text_of(user->wkui1_logon_server));
        CHECK(NetApiBufferFree(buffer) == NERR_Success);
        CHECK(NetWkstaUserGetInfo(nullptr, 2, &buffer) == ERROR_INVALID_LEVEL);
        CHECK(NetWkstaUserGetInfo(const_cast<LPWSTR>(wide(u"x")), 0, &buffer) == ERROR_INVALID_PARAMETER);
    }
}
