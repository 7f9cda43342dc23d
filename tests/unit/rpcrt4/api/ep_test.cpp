// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcEp*, RpcMgmtEp* and the tower functions through the exports: what they take, refuse and give. No server is needed:
// a map holds what it is told.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <rpc.h>
#include <rpcdcep.h>

extern "C" {
RPC_STATUS RPC_ENTRY TowerConstruct(const RPC_SYNTAX_IDENTIFIER* interface_id, const RPC_SYNTAX_IDENTIFIER* transfer,
                                    const char* protseq, const char* endpoint, const char* address, void** tower);
RPC_STATUS RPC_ENTRY TowerExplode(const void* tower, RPC_SYNTAX_IDENTIFIER* interface_id,
                                  RPC_SYNTAX_IDENTIFIER* transfer, char** protseq, char** endpoint, char** address);
}

namespace {

constexpr RPC_SYNTAX_IDENTIFIER kNdr{{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}},
                                     {2, 0}};
const auto kForged = reinterpret_cast<void*>(uintptr_t{0x7001});

void use_own_runtime_directory() {
    static char pattern[] = "/tmp/rpcrt4-test-XXXXXX";
    static const char* const made = [] {
        REQUIRE(mkdtemp(pattern) != nullptr);
        setenv("RPCRT4_RUNTIME_DIR", pattern, 1);
        std::atexit([] { std::filesystem::remove_all(pattern); });
        return pattern;
    }();
    static_cast<void>(made);
}

RPC_SERVER_INTERFACE interface_numbered(uint32_t number, unsigned short major = 1, unsigned short minor = 0) {
    use_own_runtime_directory();
    RPC_SERVER_INTERFACE made{};
    made.Length = sizeof made;
    made.InterfaceId = {{number, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}}, {major, minor}};
    made.TransferSyntax = kNdr;
    return made;
}

RPC_BINDING_HANDLE binding(const std::string& text) {
    std::string copy = text;
    RPC_BINDING_HANDLE handle = nullptr;
    REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(copy.data()), &handle) == RPC_S_OK);
    return handle;
}

std::string text_of(RPC_BINDING_HANDLE handle) {
    RPC_CSTR text = nullptr;
    REQUIRE(RpcBindingToStringBindingA(handle, &text) == RPC_S_OK);
    std::string copy = reinterpret_cast<char*>(text);
    RpcStringFreeA(&text);
    return copy;
}

/// A vector as the runtime makes it, with an entry taken out at the end.
class Vector {
 public:
    explicit Vector(const std::vector<std::string>& texts) : memory_(sizeof(RPC_BINDING_VECTOR) + texts.size() * 8) {
        get()->Count = static_cast<ULONG>(texts.size() + 1);
        for (size_t i = 0; i < texts.size(); ++i) get()->BindingH[i] = binding(texts[i]);
    }
    ~Vector() {
        for (ULONG i = 0; i + 1 < get()->Count; ++i) {
            if (get()->BindingH[i]) RpcBindingFree(&get()->BindingH[i]);
        }
    }
    RPC_BINDING_VECTOR* get() { return reinterpret_cast<RPC_BINDING_VECTOR*>(memory_.data()); }

 private:
    std::vector<char> memory_;
};

RPC_CSTR note(const char* text) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(text)); }

/// "binding annotation" of every element an inquiry finds.
std::vector<std::string> found(ULONG type, RPC_IF_ID* id, ULONG versions, UUID* object) {
    std::vector<std::string> all;
    RPC_EP_INQ_HANDLE context = nullptr;
    REQUIRE(RpcMgmtEpEltInqBegin(nullptr, type, id, versions, object, &context) == RPC_S_OK);
    for (;;) {
        RPC_IF_ID offered;
        RPC_BINDING_HANDLE handle = nullptr;
        UUID own;
        RPC_CSTR annotation = nullptr;
        const RPC_STATUS status = RpcMgmtEpEltInqNextA(context, &offered, &handle, &own, &annotation);
        if (status == RPC_X_NO_MORE_ENTRIES) break;
        REQUIRE(status == RPC_S_OK);
        all.push_back(text_of(handle) + " " + reinterpret_cast<char*>(annotation));
        RpcStringFreeA(&annotation);
        RpcBindingFree(&handle);
    }
    CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_OK);
    CHECK(context == nullptr);
    return all;
}

std::vector<std::string> found(const RPC_SERVER_INTERFACE& spec) {
    RPC_IF_ID id{spec.InterfaceId.SyntaxGUID, spec.InterfaceId.SyntaxVersion.MajorVersion,
                 spec.InterfaceId.SyntaxVersion.MinorVersion};
    return found(RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_EXACT, nullptr);
}
using Found = std::vector<std::string>;

}  // namespace

TEST_SUITE("rpcrt4/api/ep") {
    TEST_CASE("M2: RpcEpRegister adds the product of interface, bindings and objects, RpcEpUnregister takes it away") {
        RPC_SERVER_INTERFACE spec = interface_numbered(1);
        Vector bindings({"ncacn_ip_tcp:127.0.0.1[1001]", "ncalrpc:[product]"});
        UUID objects[] = {{7, 0, 0, {}}, {8, 0, 0, {}}};
        struct {
            ULONG Count;
            UUID* Uuid[3];
        } vector{3, {&objects[0], nullptr, &objects[1]}};
        const auto uuids = reinterpret_cast<UUID_VECTOR*>(&vector);
        REQUIRE(RpcEpRegisterA(&spec, bindings.get(), uuids, note("a note")) == RPC_S_OK);
        const Found both{"ncacn_ip_tcp:127.0.0.1[1001] a note", "ncalrpc:[product] a note"};
        for (UUID& object : objects) CHECK(found(RPC_C_EP_MATCH_BY_OBJ, nullptr, 0, &object) == both);
        CHECK(found(spec).size() == 4);
        CHECK(RpcEpUnregister(&spec, bindings.get(), nullptr) == EPT_S_NOT_REGISTERED);
        CHECK(found(spec).size() == 4);
        CHECK(RpcEpUnregister(&spec, bindings.get(), uuids) == RPC_S_OK);
        CHECK(found(spec).empty());
        CHECK(RpcEpUnregister(&spec, bindings.get(), uuids) == EPT_S_NOT_REGISTERED);
    }

    TEST_CASE("RpcEpRegister replaces endpoints, RpcEpRegisterNoReplace adds them") {
        RPC_SERVER_INTERFACE spec = interface_numbered(2);
        Vector first({"ncacn_ip_tcp:127.0.0.1[1001]"});
        Vector second({"ncacn_ip_tcp:127.0.0.1[1002]"});
        REQUIRE(RpcEpRegisterA(&spec, first.get(), nullptr, nullptr) == RPC_S_OK);
        REQUIRE(RpcEpRegisterNoReplaceA(&spec, second.get(), nullptr, note("more")) == RPC_S_OK);
        CHECK(found(spec) == Found{"ncacn_ip_tcp:127.0.0.1[1001] ", "ncacn_ip_tcp:127.0.0.1[1002] more"});
        REQUIRE(RpcEpRegisterA(&spec, second.get(), nullptr, note("new")) == RPC_S_OK);
        CHECK(found(spec) == Found{"ncacn_ip_tcp:127.0.0.1[1002] new"});
        REQUIRE(RpcEpUnregister(&spec, second.get(), nullptr) == RPC_S_OK);
    }

    TEST_CASE("an annotation is cut to 63 bytes, and the W functions take and give UTF-16") {
        RPC_SERVER_INTERFACE spec = interface_numbered(3);
        Vector bindings({"ncalrpc:[annotated]"});
        std::u16string wide(70, u'ü');
        const auto text = reinterpret_cast<RPC_WSTR>(wide.data());
        REQUIRE(RpcEpRegisterW(&spec, bindings.get(), nullptr, text) == RPC_S_OK);
        REQUIRE(RpcEpRegisterNoReplaceW(&spec, bindings.get(), nullptr, text) == RPC_S_OK);
        RPC_IF_ID id{spec.InterfaceId.SyntaxGUID, 1, 0};
        RPC_EP_INQ_HANDLE context = nullptr;
        REQUIRE(RpcMgmtEpEltInqBegin(nullptr, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_ALL, nullptr, &context) ==
                RPC_S_OK);
        RPC_WSTR given = nullptr;
        RPC_IF_ID offered{};
        REQUIRE(RpcMgmtEpEltInqNextW(context, &offered, nullptr, nullptr, &given) == RPC_S_OK);
        CHECK(std::u16string(reinterpret_cast<char16_t*>(given)) == std::u16string(31, u'ü'));
        CHECK(offered.Uuid == spec.InterfaceId.SyntaxGUID);
        CHECK(offered.VersMajor == 1);
        RpcStringFreeW(&given);
        CHECK(RpcMgmtEpEltInqNextW(context, &offered, nullptr, nullptr, nullptr) == RPC_X_NO_MORE_ENTRIES);
        CHECK(RpcMgmtEpEltInqNextA(context, &offered, nullptr, nullptr, nullptr) == RPC_X_NO_MORE_ENTRIES);
        CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_OK);
        CHECK(RpcEpUnregister(&spec, bindings.get(), nullptr) == RPC_S_OK);
    }

    TEST_CASE("M5: without bindings there is nothing to register") {
        RPC_SERVER_INTERFACE spec = interface_numbered(4);
        RPC_BINDING_VECTOR none{};
        RPC_BINDING_VECTOR taken_out{1, {nullptr}};
        for (RPC_BINDING_VECTOR* vector : {static_cast<RPC_BINDING_VECTOR*>(nullptr), &none, &taken_out}) {
            CHECK(RpcEpRegisterA(&spec, vector, nullptr, nullptr) == RPC_S_NO_BINDINGS);
            CHECK(RpcEpRegisterW(&spec, vector, nullptr, nullptr) == RPC_S_NO_BINDINGS);
            CHECK(RpcEpRegisterNoReplaceA(&spec, vector, nullptr, nullptr) == RPC_S_NO_BINDINGS);
            CHECK(RpcEpRegisterNoReplaceW(&spec, vector, nullptr, nullptr) == RPC_S_NO_BINDINGS);
            CHECK(RpcEpUnregister(&spec, vector, nullptr) == RPC_S_NO_BINDINGS);
        }
    }

    TEST_CASE("M5: forged and partially bound handles are not registered, nor anything beside them") {
        RPC_SERVER_INTERFACE spec = interface_numbered(5);
        RPC_BINDING_VECTOR forged{1, {kForged}};
        CHECK(RpcEpRegisterA(&spec, &forged, nullptr, nullptr) == RPC_S_INVALID_BINDING);
        CHECK(RpcEpUnregister(&spec, &forged, nullptr) == RPC_S_INVALID_BINDING);
        Vector partial({"ncalrpc:[good]", "ncalrpc:"});
        CHECK(RpcEpRegisterA(&spec, partial.get(), nullptr, nullptr) == RPC_S_INVALID_BINDING);
        CHECK(found(spec).empty());
        Vector good({"ncalrpc:[good]"});
        CHECK(RpcEpRegisterA(nullptr, good.get(), nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcEpUnregister(nullptr, good.get(), nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("RpcEpResolveBinding completes a partially bound handle and leaves a fully bound one as it is") {
        RPC_SERVER_INTERFACE spec = interface_numbered(6, 1, 5);
        Vector bindings({"ncacn_ip_tcp:127.0.0.1[1006]", "ncalrpc:[resolved]", "ncacn_np:[\\\\pipe\\\\resolved]"});
        REQUIRE(RpcEpRegisterA(&spec, bindings.get(), nullptr, nullptr) == RPC_S_OK);
        const struct {
            const char* partial;
            const char* whole;
        } rows[] = {{"ncacn_ip_tcp:", "ncacn_ip_tcp:[1006]"},
                    {"ncacn_ip_tcp:127.0.0.1", "ncacn_ip_tcp:127.0.0.1[1006]"},
                    {"ncacn_ip_tcp:localhost", "ncacn_ip_tcp:localhost[1006]"},
                    {"ncacn_ip_tcp:\\:\\:1", "ncacn_ip_tcp:\\:\\:1[1006]"},
                    {"ncacn_np:", "ncacn_np:[\\\\pipe\\\\resolved]"},
                    {"ncacn_np:.", "ncacn_np:.[\\\\pipe\\\\resolved]"},
                    {"ncacn_np:\\\\\\\\localhost", "ncacn_np:\\\\\\\\localhost[\\\\pipe\\\\resolved]"},
                    {"ncalrpc:", "ncalrpc:[resolved]"}};
        for (const auto& row : rows) {
            CAPTURE(row.partial);
            RPC_BINDING_HANDLE handle = binding(row.partial);
            CHECK(RpcEpResolveBinding(handle, &spec) == RPC_S_OK);
            CHECK(text_of(handle) == text_of(binding(row.whole)));
            CHECK(RpcBindingReset(handle) == RPC_S_OK);
            CHECK(text_of(handle) == text_of(binding(row.partial)));
            RpcBindingFree(&handle);
        }
        RPC_BINDING_HANDLE whole = binding("ncalrpc:[another]");
        RPC_SERVER_INTERFACE unknown = interface_numbered(66);
        CHECK(RpcEpResolveBinding(whole, &unknown) == RPC_S_OK);
        CHECK(text_of(whole) == "ncalrpc:[another]");
        RpcBindingFree(&whole);
        CHECK(RpcEpUnregister(&spec, bindings.get(), nullptr) == RPC_S_OK);
    }

    TEST_CASE("M7: an interface, version or object that nobody offers is EPT_S_NOT_REGISTERED") {
        RPC_SERVER_INTERFACE spec = interface_numbered(7, 2, 3);
        Vector bindings({"ncalrpc:[versions]"});
        REQUIRE(RpcEpRegisterA(&spec, bindings.get(), nullptr, nullptr) == RPC_S_OK);
        const auto resolve = [](RPC_SERVER_INTERFACE wanted, const char* text = "ncalrpc:") {
            RPC_BINDING_HANDLE handle = binding(text);
            const RPC_STATUS status = RpcEpResolveBinding(handle, &wanted);
            RpcBindingFree(&handle);
            return status;
        };
        CHECK(resolve(interface_numbered(7, 2, 3)) == RPC_S_OK);
        CHECK(resolve(interface_numbered(7, 2, 0)) == RPC_S_OK);
        CHECK(resolve(interface_numbered(7, 2, 4)) == EPT_S_NOT_REGISTERED);
        CHECK(resolve(interface_numbered(7, 1, 0)) == EPT_S_NOT_REGISTERED);
        CHECK(resolve(interface_numbered(8, 2, 3)) == EPT_S_NOT_REGISTERED);
        CHECK(resolve(interface_numbered(7, 2, 3), "00000005-0000-0000-0000-000000000000@ncalrpc:") == RPC_S_OK);
        CHECK(RpcEpUnregister(&spec, bindings.get(), nullptr) == RPC_S_OK);
        CHECK(resolve(interface_numbered(7, 2, 3)) == EPT_S_NOT_REGISTERED);
    }

    TEST_CASE("RpcEpResolveBinding refuses what is no binding handle or no interface") {
        RPC_SERVER_INTERFACE spec = interface_numbered(9);
        CHECK(RpcEpResolveBinding(nullptr, &spec) == RPC_S_INVALID_BINDING);
        CHECK(RpcEpResolveBinding(kForged, &spec) == RPC_S_INVALID_BINDING);
        RPC_BINDING_HANDLE handle = binding("ncalrpc:");
        CHECK(RpcEpResolveBinding(handle, nullptr) == RPC_S_INVALID_ARG);
        RpcBindingFree(&handle);
    }

    TEST_CASE("RpcMgmtEpEltInqBegin refuses unknown inquiries, version options and hosts") {
        use_own_runtime_directory();
        RPC_EP_INQ_HANDLE context = nullptr;
        RPC_IF_ID id{};
        const auto begin = [&](RPC_BINDING_HANDLE host, ULONG type, RPC_IF_ID* which, ULONG versions) {
            return RpcMgmtEpEltInqBegin(host, type, which, versions, nullptr, &context);
        };
        CHECK(begin(nullptr, 4, &id, RPC_C_VERS_ALL) == RPC_S_INVALID_ARG);
        CHECK(begin(nullptr, RPC_C_EP_MATCH_BY_IF, nullptr, RPC_C_VERS_ALL) == RPC_S_INVALID_ARG);
        CHECK(begin(nullptr, RPC_C_EP_MATCH_BY_BOTH, nullptr, RPC_C_VERS_ALL) == RPC_S_INVALID_ARG);
        CHECK(begin(nullptr, RPC_C_EP_MATCH_BY_IF, &id, 0) == RPC_S_INVALID_VERS_OPTION);
        CHECK(begin(nullptr, RPC_C_EP_MATCH_BY_BOTH, &id, 6) == RPC_S_INVALID_VERS_OPTION);
        CHECK(begin(kForged, RPC_C_EP_ALL_ELTS, nullptr, 0) == RPC_S_INVALID_BINDING);
        RPC_BINDING_HANDLE with_object = binding("00000005-0000-0000-0000-000000000000@ncacn_ip_tcp:localhost");
        CHECK(begin(with_object, RPC_C_EP_ALL_ELTS, nullptr, 0) == EPT_S_CANT_PERFORM_OP);
        RpcBindingFree(&with_object);
        CHECK(RpcMgmtEpEltInqBegin(nullptr, RPC_C_EP_ALL_ELTS, nullptr, 0, nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(context == nullptr);
        CHECK(begin(nullptr, RPC_C_EP_ALL_ELTS, nullptr, 99) == RPC_S_OK);
        CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_OK);
    }

    TEST_CASE("an inquiry that is over, or never was, gives nothing and cannot be ended") {
        use_own_runtime_directory();
        RPC_EP_INQ_HANDLE context = nullptr;
        RPC_IF_ID id{};
        REQUIRE(RpcMgmtEpEltInqBegin(nullptr, RPC_C_EP_ALL_ELTS, nullptr, 0, nullptr, &context) == RPC_S_OK);
        CHECK(RpcMgmtEpEltInqNextA(context, nullptr, nullptr, nullptr, nullptr) == RPC_S_INVALID_ARG);
        RPC_EP_INQ_HANDLE stale = context;
        CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_OK);
        CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtEpEltInqNextA(stale, &id, nullptr, nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtEpEltInqDone(&stale) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtEpEltInqDone(nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("RpcMgmtEpUnregister cannot be performed, as on every Windows since NT 4") {
        RPC_SERVER_INTERFACE spec = interface_numbered(10);
        Vector bindings({"ncalrpc:[kept]"});
        REQUIRE(RpcEpRegisterA(&spec, bindings.get(), nullptr, nullptr) == RPC_S_OK);
        RPC_IF_ID id{spec.InterfaceId.SyntaxGUID, 1, 0};
        CHECK(RpcMgmtEpUnregister(nullptr, &id, bindings.get()->BindingH[0], nullptr) == EPT_S_CANT_PERFORM_OP);
        CHECK(RpcMgmtEpUnregister(nullptr, nullptr, nullptr, nullptr) == EPT_S_CANT_PERFORM_OP);
        CHECK(found(spec).size() == 1);
        CHECK(RpcEpUnregister(&spec, bindings.get(), nullptr) == RPC_S_OK);
    }

    TEST_CASE("TowerConstruct and TowerExplode are each other's inverse") {
        const RPC_SYNTAX_IDENTIFIER id = interface_numbered(11, 3, 4).InterfaceId;
        const char* rows[][3] = {{"ncacn_ip_tcp", "1025", "1.2.3.4"},
                                 {"ncacn_np", "\\pipe\\a", "srv"},
                                 {"ncalrpc", "ep", nullptr},
                                 {"ncacn_http", "80", "1.2.3.4"}};
        for (const auto& [protseq, endpoint, address] : rows) {
            CAPTURE(protseq);
            void* tower = nullptr;
            REQUIRE(TowerConstruct(&id, &kNdr, protseq, endpoint, address, &tower) == RPC_S_OK);
            RPC_SYNTAX_IDENTIFIER ids[2] = {};
            char* parts[3] = {};
            REQUIRE(TowerExplode(tower, &ids[0], &ids[1], &parts[0], &parts[1], &parts[2]) == RPC_S_OK);
            CHECK(std::memcmp(&ids[0], &id, sizeof id) == 0);
            CHECK(std::memcmp(&ids[1], &kNdr, sizeof kNdr) == 0);
            CHECK(std::string(parts[0]) == protseq);
            CHECK(std::string(parts[1]) == endpoint);
            CHECK((parts[2] == nullptr) == (address == nullptr));
            if (address) CHECK(std::string(parts[2]) == address);
            for (char* part : parts) {
                if (part) I_RpcFree(part);
            }
            CHECK(TowerExplode(tower, nullptr, nullptr, nullptr, nullptr, nullptr) == RPC_S_OK);
            I_RpcFree(tower);
        }
    }

    TEST_CASE("a tower for any endpoint and address has zeros, and one cut short or unknown is not registered") {
        const RPC_SYNTAX_IDENTIFIER id = interface_numbered(12).InterfaceId;
        void* tower = nullptr;
        REQUIRE(TowerConstruct(&id, &kNdr, "ncacn_ip_tcp", nullptr, nullptr, &tower) == RPC_S_OK);
        char* endpoint = nullptr;
        char* address = nullptr;
        REQUIRE(TowerExplode(tower, nullptr, nullptr, nullptr, &endpoint, &address) == RPC_S_OK);
        CHECK(std::string(endpoint) == "0");
        CHECK(std::string(address) == "0.0.0.0");
        I_RpcFree(endpoint);
        I_RpcFree(address);
        uint32_t& length = *static_cast<uint32_t*>(tower);
        for (const uint32_t whole = length; length > 0; --length) {
            if (length < whole) CHECK(TowerExplode(tower, nullptr, nullptr, nullptr, nullptr, nullptr) != RPC_S_OK);
        }
        CHECK(TowerExplode(tower, nullptr, nullptr, nullptr, nullptr, nullptr) == EPT_S_NOT_REGISTERED);
        I_RpcFree(tower);
        CHECK(TowerConstruct(&id, &kNdr, "bogus", nullptr, nullptr, &tower) == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(TowerConstruct(&id, &kNdr, nullptr, nullptr, nullptr, &tower) == RPC_S_INVALID_ARG);
        CHECK(TowerExplode(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) == RPC_S_INVALID_ARG);
    }
}
