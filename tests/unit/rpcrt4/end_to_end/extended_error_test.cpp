// SPDX-License-Identifier: LGPL-2.1-or-later
// Extended error information across the wire, and its stored form against what midl's stubs make of [MS-EERR]'s IDL.
#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "extended_error.h"
#include "fixture.hpp"

#include <midles.h>
#include <rpcdcep.h>
#include <windows.h>

using namespace end_to_end;

namespace {

/// The calling thread's chain, newest record first. Strings live as long as this object.
class Records {
 public:
    Records() {
        if (RpcErrorStartEnumeration(&handle_) != RPC_S_OK) return;
        for (;;) {
            RPC_EXTENDED_ERROR_INFO info{};
            info.Version = RPC_EEINFO_VERSION;
            info.Flags = EEInfoUseFileTime;
            info.NumberOfParameters = MaxNumberOfEEInfoParams;
            if (RpcErrorGetNextRecord(&handle_, FALSE, &info) != RPC_S_OK) break;
            list_.push_back(info);
        }
    }
    Records(const Records&) = delete;
    ~Records() {
        if (handle_.Head) RpcErrorEndEnumeration(&handle_);
    }
    size_t size() const { return list_.size(); }
    const RPC_EXTENDED_ERROR_INFO& operator[](size_t index) const { return list_.at(index); }
    RPC_ERROR_ENUM_HANDLE* handle() { return &handle_; }

 private:
    RPC_ERROR_ENUM_HANDLE handle_{};
    std::vector<RPC_EXTENDED_ERROR_INFO> list_;
};

void add_record(ULONG status, const char* text) {
    RPC_EXTENDED_ERROR_INFO info{};
    info.Version = RPC_EEINFO_VERSION;
    info.Status = status;
    info.NumberOfParameters = 1;
    info.Parameters[0].ParameterType = eeptAnsiString;
    info.Parameters[0].u.AnsiString = const_cast<LPSTR>(text);
    REQUIRE(RpcErrorAddRecord(&info) == RPC_S_OK);
}

/// A record with room for all its parameters, which stubs marshal.
struct SpecifiedRecord {
    ExtendedErrorInfo info{};
    ExtendedErrorParam more[3]{};
    unsigned char ansi[4] = {'o', 'd', 'd', 0}, blob[3] = {1, 0, 2};
    unsigned short wide[3] = {'e', 0x20ac, 0};

    explicit SpecifiedRecord(std::initializer_list<int> types, bool named, ExtendedErrorInfo* next = nullptr) {
        info.Next = next;
        info.ComputerName.Type = named ? eecnpPresent : eecnpNotPresent;
        if (named) info.ComputerName.u.Name = {3, wide};
        info.ProcessID = 7;
        info.TimeStamp = 0x0102030405060708;
        info.GeneratingComponent = 2;
        info.Status = 5;
        info.nLen = static_cast<short>(types.size());
        ExtendedErrorParam* place = info.Params;
        for (const int type : types) fill(*place++, static_cast<ExtendedErrorParamTypesInternal>(type));
    }
    SpecifiedRecord(const SpecifiedRecord&) = delete;

 private:
    void fill(ExtendedErrorParam& parameter, ExtendedErrorParamTypesInternal type) {
        parameter.Type = type;
        if (type == eeptiAnsiString) parameter.u.AnsiString = {4, ansi};
        if (type == eeptiUnicodeString) parameter.u.UnicodeString = {3, wide};
        if (type == eeptiLongVal) parameter.u.LVal = -2;
        if (type == eeptiShortValue) parameter.u.IVal = -3;
        if (type == eeptiPointerValue) parameter.u.PVal = 0x1122334455667788;
        if (type == eeptiBinary) parameter.u.Blob = {3, blob};
    }
};

/// What stubs of the specification's IDL make of a chain.
std::string by_stubs(ExtendedErrorInfo& head) {
    char* encoded = nullptr;
    ULONG size = 0;
    handle_t encoder = nullptr;
    ExtendedErrorInfoPtr chain = &head;
    REQUIRE(MesEncodeDynBufferHandleCreate(&encoded, &size, &encoder) == RPC_S_OK);
    REQUIRE(raised_by([&] { ExtendedErrorInfoPtr_Encode(encoder, &chain); }) == RPC_S_OK);
    std::string bytes(encoded, size);
    MesHandleFree(encoder);
    midl_user_free(encoded);
    return bytes;
}

/// The library's reading of them, written by it again.
std::string by_library(const std::string& bytes) {
    RPC_ERROR_ENUM_HANDLE loaded{};
    std::string copy = bytes;
    void* again = nullptr;
    SIZE_T size = 0;
    if (RpcErrorLoadErrorInfo(copy.data(), copy.size(), &loaded) != RPC_S_OK) return "not loaded";
    REQUIRE(RpcErrorSaveErrorInfo(&loaded, &again, &size) == RPC_S_OK);
    CHECK(RpcErrorEndEnumeration(&loaded) == RPC_S_OK);
    std::string result(static_cast<char*>(again), size);
    CHECK(HeapFree(GetProcessHeap(), 0, again));
    return result;
}

/// A manager routine that explains itself: Raise with these codes is preceded by records.
constexpr ULONG kExplained = 2;
constexpr ULONG kExplainsOther = 3;
constexpr ULONG kExplainsAtLength = 4;

struct Explaining {
    Explaining() {
        explain_raise = [](ULONG code) {
            if (code == kExplained) add_record(code, "no such file: x");
            if (code == kExplainsAtLength) {
                const std::string text(30000, 'x');
                for (int i = 0; i < 5; ++i) add_record(code, text.c_str());
            }
            if (code == kExplainsOther) add_record(kExplained, "not what is raised");
        };
    }
    ~Explaining() { explain_raise = nullptr; }
};

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/extended_error") {
    TEST_CASE("Q2: chains stay in their process unless propagation is on; Q8: and are of the error that is raised") {
        const Explaining explaining;
        on_every_protseq([](Binding& binding) {
            RpcErrorClearInformation();
            CHECK(raised_by([&] { c_Raise(binding, kExplained); }) == kExplained);
            CHECK(Records().size() == 0);
        });
        CHECK(I_RpcTurnOnEEInfoPropagation() == RPC_S_OK);
        on_every_protseq([](Binding& binding) {
            RpcErrorClearInformation();
            CHECK(raised_by([&] { c_Raise(binding, kExplained); }) == kExplained);
            {
                const Records records;
                REQUIRE(records.size() == 1);
                CHECK(records[0].Status == kExplained);
                CHECK(records[0].GeneratingComponent == 1);
                CHECK(records[0].DetectionLocation == 0);
                CHECK(records[0].ProcessID == GetCurrentProcessId());
                CHECK(records[0].ComputerName != nullptr);
                REQUIRE(records[0].NumberOfParameters == 1);
                CHECK(records[0].Parameters[0].u.AnsiString == std::string("no such file: x"));
            }
            CHECK(raised_by([&] { c_Raise(binding, kExplainsOther); }) == kExplainsOther);
            CHECK(Records().size() == 0);  // and what the call before had left is gone
            CHECK(raised_by([&] { c_Raise(binding, 87); }) == 87);
            CHECK(Records().size() == 0);  // Q4: no record of an earlier call is the server's any more
            CHECK(c_Echo(binding, 1) == 1);
        });
    }

    TEST_CASE("a call clears what its thread knew when it begins, also one that works") {
        on_every_protseq([](Binding& binding) {
            add_record(kExplained, "long ago");
            CHECK(c_Echo(binding, 1) == 1);
            CHECK(Records().size() == 0);
        });
    }

    TEST_CASE("Q9: a chain longer than a fragment arrives cut, with its ends and with marks") {
        REQUIRE(I_RpcTurnOnEEInfoPropagation() == RPC_S_OK);
        const Explaining explaining;
        on_every_protseq([](Binding& binding) {
            CHECK(raised_by([&] { c_Raise(binding, kExplainsAtLength); }) == kExplainsAtLength);
            const Records records;
            REQUIRE(records.size() == 2);
            CHECK(records[0].Flags == EEInfoNextRecordsMissing);
            CHECK(records[1].Flags == EEInfoPreviousRecordsMissing);
            CHECK(std::strlen(records[0].Parameters[0].u.AnsiString) == 30000);
            CHECK(c_Echo(binding, 1) == 1);
        });
    }

    TEST_CASE("the runtime's own refusals explain themselves") {
        REQUIRE(I_RpcTurnOnEEInfoPropagation() == RPC_S_OK);
        on_every_protseq([](Binding& binding) {
            CHECK(c_Echo(binding, 1) == 1);
            REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
            REQUIRE(RpcMgmtWaitServerListen() == RPC_S_OK);
            CHECK(raised_by([&] { c_Echo(binding, 1); }) == RPC_S_SERVER_TOO_BUSY);
            const Records records;
            REQUIRE(records.size() == 1);
            CHECK(records[0].Status == RPC_S_SERVER_TOO_BUSY);
            CHECK(records[0].GeneratingComponent == 2);
            CHECK(records[0].DetectionLocation == 181);
            REQUIRE(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK);
        });
    }

    TEST_CASE("a chain belongs to the asynchronous call it came with, and to the thread that completes it") {
        REQUIRE(I_RpcTurnOnEEInfoPropagation() == RPC_S_OK);
        on_every_protseq([](Binding& binding) {
            KeptCall kept(binding, RpcNotificationTypeNone);
            RpcErrorClearInformation();
            add_record(kExplained, "aborted");
            REQUIRE(RpcAsyncAbortCall(kept.server.async, kExplained) == RPC_S_OK);
            REQUIRE(kept.client.finish() == kExplained);
            RpcErrorClearInformation();
            CHECK(kept.client.complete() == kExplained);
            const Records records;
            REQUIRE(records.size() == 1);
            CHECK(records[0].Parameters[0].u.AnsiString == std::string("aborted"));
        });
    }

    TEST_CASE("Q1: a server's chain is the tail of what its client makes of it") {
        REQUIRE(I_RpcTurnOnEEInfoPropagation() == RPC_S_OK);
        const Explaining explaining;
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        CHECK(raised_by([&] { c_Raise(binding, kExplained); }) == kExplained);
        add_record(1234, "and so we gave up");
        const Records records;
        REQUIRE(records.size() == 2);
        CHECK(records[0].Status == 1234);
        CHECK(records[0].ComputerName == nullptr);
        CHECK(records[1].Status == kExplained);
    }

    TEST_CASE("a connection that cannot be made is told from the socket up to the endpoint") {
        RpcErrorClearInformation();
        Binding network("ncacn_ip_tcp:127.0.0.1[1]");
        CHECK(raised_by([&] { c_Echo(network, 1); }) == RPC_S_SERVER_UNAVAILABLE);
        const Records records;
        REQUIRE(records.size() == 3);
        CHECK(records[0].DetectionLocation == 761);
        CHECK(records[0].Parameters[0].u.UnicodeString == std::u16string(u"1"));
        CHECK(records[1].DetectionLocation == 313);
        CHECK(records[1].Status == RPC_S_SERVER_UNAVAILABLE);
        CHECK(records[2].DetectionLocation == 311);
        CHECK(records[2].GeneratingComponent == 8);
        CHECK(records[2].Status == 10061);
        REQUIRE(records[2].NumberOfParameters == 3);
        CHECK(records[2].Parameters[0].u.LVal == 1);
        CHECK(records[2].Parameters[2].u.PVal == 0x7F000001);
        Binding local("ncalrpc:[no-such-endpoint-of-ours]");
        CHECK(raised_by([&] { c_Echo(local, 1); }) == RPC_S_SERVER_UNAVAILABLE);
        const Records of_local;
        REQUIRE(of_local.size() == 1);
        CHECK(of_local[0].DetectionLocation == 541);
        CHECK(of_local[0].Parameters[0].u.UnicodeString == std::u16string(u"no-such-endpoint-of-ours"));
    }

    TEST_CASE("an endpoint that nobody knows is told with what was looked for") {
        RpcErrorClearInformation();
        Server server("ncalrpc");  // its endpoint is not in the endpoint map
        Binding partial("ncalrpc:");
        CHECK(raised_by([&] { c_Echo(partial, 1); }) == EPT_S_NOT_REGISTERED);
        const Records records;
        REQUIRE(records.size() == 1);
        CHECK(records[0].DetectionLocation == 500);
        CHECK(records[0].Status == EPT_S_NOT_REGISTERED);
        REQUIRE(records[0].NumberOfParameters == 3);
        CHECK(records[0].Parameters[0].u.UnicodeString == std::u16string(u"ncalrpc"));
        CHECK(records[0].Parameters[1].u.UnicodeString == std::u16string());
        CHECK(records[0].Parameters[2].u.LVal == 0x0c3e2f5e);
    }

    TEST_CASE("Q10: parameters of every kind stand in every place as the specification's IDL puts them") {
        for (int first = eeptiAnsiString; first <= eeptiBinary; ++first) {
            for (int second = eeptiAnsiString; second <= eeptiBinary; ++second) {
                for (const bool named : {false, true}) {
                    CAPTURE(first);
                    CAPTURE(second);
                    CAPTURE(named);
                    SpecifiedRecord last({second}, !named);
                    SpecifiedRecord middle({}, named, &last.info);
                    SpecifiedRecord head({first, second, first, eeptiShortValue}, named, &middle.info);
                    const std::string bytes = by_stubs(head.info);
                    CHECK(bytes.size() > 100);
                    CHECK(by_library(bytes) == bytes);
                }
            }
        }
    }

    TEST_CASE("Q10: a stored chain is what stubs of the specification's IDL make of it") {
        RpcErrorClearInformation();
        RPC_EXTENDED_ERROR_INFO info{};
        info.Version = RPC_EEINFO_VERSION;
        info.Status = 5;
        info.NumberOfParameters = 4;
        char ansi[] = "odd";
        char16_t wide[] = u"even";
        info.Parameters[0].ParameterType = eeptAnsiString;
        info.Parameters[0].u.AnsiString = ansi;
        info.Parameters[1].ParameterType = eeptShortVal;
        info.Parameters[1].u.SVal = -1;
        info.Parameters[2].ParameterType = eeptUnicodeString;
        info.Parameters[2].u.UnicodeString = wide;
        info.Parameters[3].ParameterType = eeptPointerVal;
        info.Parameters[3].u.PVal = 0x1122334455667788;
        REQUIRE(RpcErrorAddRecord(&info) == RPC_S_OK);
        info.NumberOfParameters = 2;
        info.Parameters[0].ParameterType = eeptNone;
        info.Parameters[1].ParameterType = eeptLongVal;
        info.Parameters[1].u.LVal = 77;
        REQUIRE(RpcErrorAddRecord(&info) == RPC_S_OK);
        Records records;
        void* blob = nullptr;
        SIZE_T size = 0;
        REQUIRE(RpcErrorSaveErrorInfo(records.handle(), &blob, &size) == RPC_S_OK);

        handle_t decoder = nullptr;
        REQUIRE(MesDecodeBufferHandleCreate(static_cast<char*>(blob), static_cast<ULONG>(size), &decoder) == RPC_S_OK);
        ExtendedErrorInfoPtr chain = nullptr;
        REQUIRE(raised_by([&] { ExtendedErrorInfoPtr_Decode(decoder, &chain); }) == RPC_S_OK);
        REQUIRE(chain != nullptr);
        CHECK(chain->nLen == 2);
        CHECK(chain->Params[1].u.LVal == 77);
        CHECK(chain->ComputerName.Type == eecnpNotPresent);
        REQUIRE(chain->Next != nullptr);
        CHECK(chain->Next->Next == nullptr);
        CHECK(chain->Next->Status == 5);
        CHECK(std::strcmp(reinterpret_cast<char*>(chain->Next->Params[0].u.AnsiString.pString), "odd") == 0);
        CHECK(chain->Next->Params[3].u.PVal == 0x1122334455667788);

        // A name, which only another machine's records have.
        unsigned short name[] = {'C', 0};
        chain->Next->ComputerName.Type = eecnpPresent;
        chain->Next->ComputerName.u.Name = {2, name};
        char* encoded = nullptr;
        ULONG encoded_size = 0;
        handle_t encoder = nullptr;
        REQUIRE(MesEncodeDynBufferHandleCreate(&encoded, &encoded_size, &encoder) == RPC_S_OK);
        REQUIRE(raised_by([&] { ExtendedErrorInfoPtr_Encode(encoder, &chain); }) == RPC_S_OK);
        RPC_ERROR_ENUM_HANDLE loaded{};
        REQUIRE(RpcErrorLoadErrorInfo(encoded, encoded_size, &loaded) == RPC_S_OK);
        void* again = nullptr;
        SIZE_T again_size = 0;
        REQUIRE(RpcErrorSaveErrorInfo(&loaded, &again, &again_size) == RPC_S_OK);
        CHECK(std::string(static_cast<char*>(again), again_size) == std::string(encoded, encoded_size));
        CHECK(RpcErrorEndEnumeration(&loaded) == RPC_S_OK);
        CHECK(HeapFree(GetProcessHeap(), 0, again));
        CHECK(HeapFree(GetProcessHeap(), 0, blob));
        MesHandleFree(encoder);
        MesHandleFree(decoder);
        midl_user_free(encoded);
        chain->Next->ComputerName.Type = eecnpNotPresent;
        midl_user_free(chain->Next->Params[0].u.AnsiString.pString);
        midl_user_free(chain->Next->Params[2].u.UnicodeString.pString);
        midl_user_free(chain->Next);
        midl_user_free(chain);
    }
}
