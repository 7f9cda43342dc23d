// SPDX-License-Identifier: LGPL-2.1-or-later
// The RpcError* functions on the chain of one thread: what they accept, what they return, who owns the strings.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <thread>

#include <rpc.h>
#include <windows.h>

namespace {

RPC_EXTENDED_ERROR_INFO blank() {
    RPC_EXTENDED_ERROR_INFO info{};
    info.Version = RPC_EEINFO_VERSION;
    info.NumberOfParameters = MaxNumberOfEEInfoParams;
    return info;
}

RPC_STATUS add(ULONG status) {
    RPC_EXTENDED_ERROR_INFO info = blank();
    info.Status = status;
    info.NumberOfParameters = 0;
    return RpcErrorAddRecord(&info);
}

/// A thread's chain of so many records, the newest with the highest status; gone with the object.
struct ChainOf {
    explicit ChainOf(ULONG count) {
        RpcErrorClearInformation();
        for (ULONG i = 1; i <= count; ++i) REQUIRE(add(i) == RPC_S_OK);
    }
    ~ChainOf() { RpcErrorClearInformation(); }
};

struct Enumeration {
    Enumeration() { REQUIRE(RpcErrorStartEnumeration(&handle) == RPC_S_OK); }
    Enumeration(const Enumeration&) = delete;
    ~Enumeration() {
        if (handle.Signature != 0) CHECK(RpcErrorEndEnumeration(&handle) == RPC_S_OK);
    }
    RPC_STATUS next(RPC_EXTENDED_ERROR_INFO& info, BOOL copy = FALSE) {
        return RpcErrorGetNextRecord(&handle, copy, &info);
    }
    ULONG next_status() {
        RPC_EXTENDED_ERROR_INFO info = blank();
        return next(info) == RPC_S_OK ? info.Status : 0;
    }
    RPC_ERROR_ENUM_HANDLE handle{};
};

}  // namespace

TEST_SUITE("rpcrt4/api/eeinfo") {
    TEST_CASE("Q5: a thread without records has nothing to enumerate") {
        RpcErrorClearInformation();
        RPC_ERROR_ENUM_HANDLE handle{};
        CHECK(RpcErrorStartEnumeration(&handle) == RPC_S_ENTRY_NOT_FOUND);
        CHECK(RpcErrorStartEnumeration(nullptr) == RPC_S_INVALID_ARG);
        const ChainOf chain(1);
        std::thread([] {
            RPC_ERROR_ENUM_HANDLE other{};
            CHECK(RpcErrorStartEnumeration(&other) == RPC_S_ENTRY_NOT_FOUND);
        }).join();
        CHECK(RpcErrorStartEnumeration(&handle) == RPC_S_OK);
        CHECK(RpcErrorEndEnumeration(&handle) == RPC_S_OK);
    }

    TEST_CASE("Q1, Q5: records come newest first, the last one with RPC_S_OK, then RPC_S_ENTRY_NOT_FOUND") {
        const ChainOf chain(3);
        Enumeration enumeration;
        CHECK(enumeration.next_status() == 3);
        CHECK(enumeration.next_status() == 2);
        CHECK(enumeration.next_status() == 1);
        RPC_EXTENDED_ERROR_INFO info = blank();
        CHECK(enumeration.next(info) == RPC_S_ENTRY_NOT_FOUND);
        CHECK(enumeration.next(info) == RPC_S_ENTRY_NOT_FOUND);
        CHECK(RpcErrorResetEnumeration(&enumeration.handle) == RPC_S_OK);
        CHECK(enumeration.next_status() == 3);
        int records = 0;
        CHECK(RpcErrorGetNumberOfRecords(&enumeration.handle, &records) == RPC_S_OK);
        CHECK(records == 3);
    }

    TEST_CASE("an enumeration is a snapshot, independent of others and of the chain, usable by another thread") {
        const ChainOf chain(2);
        Enumeration first;
        CHECK(first.next_status() == 2);
        Enumeration second;
        RpcErrorClearInformation();
        CHECK(second.next_status() == 2);
        std::thread([&] { CHECK(first.next_status() == 1); }).join();
    }

    TEST_CASE("Q3: what the runtime fills in: process, time, component, no place, no machine") {
        FILETIME before;
        GetSystemTimeAsFileTime(&before);
        const ChainOf chain(1);
        Enumeration enumeration;
        RPC_EXTENDED_ERROR_INFO info = blank();
        info.Flags = EEInfoUseFileTime;
        REQUIRE(enumeration.next(info) == RPC_S_OK);
        CHECK(info.Version == RPC_EEINFO_VERSION);
        CHECK(info.ComputerName == nullptr);
        CHECK(info.ProcessID == GetCurrentProcessId());
        CHECK(info.GeneratingComponent == 1);
        CHECK(info.DetectionLocation == 0);
        CHECK(info.Flags == 0);
        CHECK(info.NumberOfParameters == 0);
        CHECK(CompareFileTime(&info.u.FileTime, &before) >= 0);
        SYSTEMTIME expected;
        REQUIRE(FileTimeToSystemTime(&info.u.FileTime, &expected));
        REQUIRE(RpcErrorResetEnumeration(&enumeration.handle) == RPC_S_OK);
        info = blank();
        REQUIRE(enumeration.next(info) == RPC_S_OK);
        CHECK(std::memcmp(&info.u.SystemTime, &expected, sizeof expected) == 0);
    }

    TEST_CASE("Q7: what belongs to the runtime may not be given, nor more than there is room for") {
        RpcErrorClearInformation();
        CHECK(RpcErrorAddRecord(nullptr) == ERROR_INVALID_PARAMETER);
        RPC_EXTENDED_ERROR_INFO info = blank();
        info.NumberOfParameters = 0;
        const auto refuses = [&](auto&& spoil) {
            RPC_EXTENDED_ERROR_INFO bad = info;
            spoil(bad);
            return RpcErrorAddRecord(&bad) == ERROR_INVALID_PARAMETER;
        };
        char16_t name[] = u"me";
        CHECK(refuses([](auto& bad) { bad.Version = 0; }));
        CHECK(refuses([](auto& bad) { bad.Version = 2; }));
        CHECK(refuses([&](auto& bad) { bad.ComputerName = name; }));
        CHECK(refuses([](auto& bad) { bad.ProcessID = 1; }));
        CHECK(refuses([](auto& bad) { bad.GeneratingComponent = 1; }));
        CHECK(refuses([](auto& bad) { bad.DetectionLocation = 1; }));
        CHECK(refuses([](auto& bad) { bad.NumberOfParameters = -1; }));
        CHECK(refuses([](auto& bad) { bad.NumberOfParameters = 5; }));
        const auto refuses_parameter = [&](int type) {
            return refuses([&](auto& bad) {
                bad.NumberOfParameters = 1;
                std::memcpy(&bad.Parameters[0].ParameterType, &type, sizeof type);
            });
        };
        CHECK(refuses_parameter(0));
        CHECK(refuses_parameter(eeptBinary));
        CHECK(refuses_parameter(8));
        CHECK(refuses_parameter(eeptAnsiString));  // null
        CHECK(refuses_parameter(eeptUnicodeString));
        RPC_ERROR_ENUM_HANDLE handle{};
        CHECK(RpcErrorStartEnumeration(&handle) == RPC_S_ENTRY_NOT_FOUND);
    }

    TEST_CASE("parameters of every kind come back, strings as copies of what was given") {
        RpcErrorClearInformation();
        RPC_EXTENDED_ERROR_INFO info = blank();
        char ansi[] = "ansi";
        char16_t wide[] = u"wide";
        info.Parameters[0].ParameterType = eeptAnsiString;
        info.Parameters[0].u.AnsiString = ansi;
        info.Parameters[1].ParameterType = eeptUnicodeString;
        info.Parameters[1].u.UnicodeString = wide;
        info.Parameters[2].ParameterType = eeptShortVal;
        info.Parameters[2].u.SVal = -7;
        info.Parameters[3].ParameterType = eeptPointerVal;
        info.Parameters[3].u.PVal = 0x1122334455667788;
        REQUIRE(RpcErrorAddRecord(&info) == RPC_S_OK);
        ansi[0] = 'X';
        wide[0] = u'X';
        Enumeration enumeration;
        RPC_EXTENDED_ERROR_INFO read = blank();
        REQUIRE(enumeration.next(read) == RPC_S_OK);
        REQUIRE(read.NumberOfParameters == 4);
        CHECK(read.Parameters[0].ParameterType == eeptAnsiString);
        CHECK(read.Parameters[0].u.AnsiString == std::string("ansi"));
        CHECK(read.Parameters[1].u.UnicodeString == std::u16string(u"wide"));
        CHECK(read.Parameters[2].u.SVal == -7);
        CHECK(read.Parameters[3].u.PVal == 0x1122334455667788);
        RpcErrorClearInformation();
    }

    TEST_CASE("Q6: copied strings are the caller's and outlive the enumeration; others are the same each time") {
        RpcErrorClearInformation();
        RPC_EXTENDED_ERROR_INFO info = blank();
        info.NumberOfParameters = 1;
        char text[] = "mine";
        info.Parameters[0].ParameterType = eeptAnsiString;
        info.Parameters[0].u.AnsiString = text;
        REQUIRE(RpcErrorAddRecord(&info) == RPC_S_OK);
        RPC_EXTENDED_ERROR_INFO copied = blank();
        {
            Enumeration enumeration;
            REQUIRE(enumeration.next(copied, TRUE) == RPC_S_OK);
            RPC_EXTENDED_ERROR_INFO once = blank(), twice = blank();
            REQUIRE(RpcErrorResetEnumeration(&enumeration.handle) == RPC_S_OK);
            REQUIRE(enumeration.next(once) == RPC_S_OK);
            REQUIRE(RpcErrorResetEnumeration(&enumeration.handle) == RPC_S_OK);
            REQUIRE(enumeration.next(twice) == RPC_S_OK);
            CHECK(once.Parameters[0].u.AnsiString == twice.Parameters[0].u.AnsiString);
            CHECK(once.Parameters[0].u.AnsiString != copied.Parameters[0].u.AnsiString);
        }
        CHECK(copied.Parameters[0].u.AnsiString == std::string("mine"));
        CHECK(HeapFree(GetProcessHeap(), 0, copied.Parameters[0].u.AnsiString));
        RpcErrorClearInformation();
    }

    TEST_CASE("Q5: a request that cannot be answered leaves the position where it was") {
        RpcErrorClearInformation();
        REQUIRE(add(1) == RPC_S_OK);
        RPC_EXTENDED_ERROR_INFO info = blank();
        info.Status = 2;
        info.NumberOfParameters = 2;
        for (int i = 0; i < 2; ++i) info.Parameters[i].ParameterType = eeptLongVal;
        REQUIRE(RpcErrorAddRecord(&info) == RPC_S_OK);
        Enumeration enumeration;
        info = blank();
        info.NumberOfParameters = 1;
        CHECK(enumeration.next(info) == RPC_S_BUFFER_TOO_SMALL);
        info = blank();
        info.Version = 2;
        CHECK(enumeration.next(info) == RPC_S_INVALID_ARG);
        info = blank();
        info.NumberOfParameters = 5;
        CHECK(enumeration.next(info) == RPC_S_INVALID_ARG);
        info = blank();
        info.NumberOfParameters = -1;
        CHECK(enumeration.next(info) == RPC_S_INVALID_ARG);
        info = blank();
        info.Flags = EEInfoNextRecordsMissing;
        CHECK(enumeration.next(info) == RPC_S_INVALID_ARG);
        CHECK(RpcErrorGetNextRecord(&enumeration.handle, FALSE, nullptr) == RPC_S_INVALID_ARG);
        info = blank();
        info.NumberOfParameters = 2;
        CHECK(enumeration.next(info) == RPC_S_OK);
        CHECK(info.Status == 2);
        RpcErrorClearInformation();
    }

    TEST_CASE("an ended enumeration is zeroed, and what is none is refused by all") {
        const ChainOf chain(1);
        RPC_ERROR_ENUM_HANDLE handle{};
        REQUIRE(RpcErrorStartEnumeration(&handle) == RPC_S_OK);
        RPC_ERROR_ENUM_HANDLE stale = handle;
        REQUIRE(RpcErrorEndEnumeration(&handle) == RPC_S_OK);
        CHECK(handle.Signature == 0);
        CHECK(handle.Head == nullptr);
        RPC_ERROR_ENUM_HANDLE forged = stale;
        forged.Head = &forged;
        for (RPC_ERROR_ENUM_HANDLE* bad : {static_cast<RPC_ERROR_ENUM_HANDLE*>(nullptr), &handle, &stale, &forged}) {
            RPC_EXTENDED_ERROR_INFO info = blank();
            int records = 0;
            void* blob = nullptr;
            SIZE_T size = 0;
            CHECK(RpcErrorGetNextRecord(bad, FALSE, &info) == RPC_S_INVALID_ARG);
            CHECK(RpcErrorResetEnumeration(bad) == RPC_S_INVALID_ARG);
            CHECK(RpcErrorGetNumberOfRecords(bad, &records) == RPC_S_INVALID_ARG);
            CHECK(RpcErrorSaveErrorInfo(bad, &blob, &size) == RPC_S_INVALID_ARG);
            CHECK(RpcErrorEndEnumeration(bad) == RPC_S_INVALID_ARG);
        }
    }

    TEST_CASE("Q10: a saved chain can be loaded by anybody; the cursor of the saved one stays") {
        const ChainOf chain(3);
        void* blob = nullptr;
        SIZE_T size = 0;
        {
            Enumeration enumeration;
            CHECK(enumeration.next_status() == 3);
            REQUIRE(RpcErrorSaveErrorInfo(&enumeration.handle, &blob, &size) == RPC_S_OK);
            CHECK(enumeration.next_status() == 2);
            CHECK(RpcErrorSaveErrorInfo(&enumeration.handle, nullptr, &size) == RPC_S_INVALID_ARG);
            CHECK(RpcErrorSaveErrorInfo(&enumeration.handle, &blob, nullptr) == RPC_S_INVALID_ARG);
        }
        RPC_ERROR_ENUM_HANDLE loaded{};
        REQUIRE(RpcErrorLoadErrorInfo(blob, size, &loaded) == RPC_S_OK);
        for (const ULONG expected : {3u, 2u, 1u}) {
            RPC_EXTENDED_ERROR_INFO info = blank();
            CHECK(RpcErrorGetNextRecord(&loaded, FALSE, &info) == RPC_S_OK);
            CHECK(info.Status == expected);
        }
        CHECK(RpcErrorEndEnumeration(&loaded) == RPC_S_OK);
        CHECK(RpcErrorLoadErrorInfo(blob, size - 1, &loaded) == RPC_S_INVALID_ARG);
        CHECK(RpcErrorLoadErrorInfo(blob, 0, &loaded) == RPC_S_INVALID_ARG);
        CHECK(RpcErrorLoadErrorInfo(nullptr, size, &loaded) == RPC_S_INVALID_ARG);
        CHECK(RpcErrorLoadErrorInfo(blob, size, nullptr) == RPC_S_INVALID_ARG);
        CHECK(HeapFree(GetProcessHeap(), 0, blob));
    }

    TEST_CASE("a chain that grows without end keeps its ends and says that something is missing") {
        const ChainOf chain(200);
        Enumeration enumeration;
        int records = 0;
        REQUIRE(RpcErrorGetNumberOfRecords(&enumeration.handle, &records) == RPC_S_OK);
        CHECK(records < 200);
        RPC_EXTENDED_ERROR_INFO info = blank();
        REQUIRE(enumeration.next(info) == RPC_S_OK);
        CHECK(info.Status == 200);
        while (--records > 0) {
            info = blank();
            REQUIRE(enumeration.next(info) == RPC_S_OK);
        }
        CHECK(info.Status == 1);
        CHECK(info.Flags == EEInfoPreviousRecordsMissing);
    }
}
