// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcasync.h> about extended error information. RPC_S_INVALID_ARG and ERROR_INVALID_PARAMETER are one code.
#include <cstring>
#include <new>

#include "handleapi/boundary.hpp"
#include "rpcrt4/eeinfo/codec.hpp"
#include "rpcrt4/eeinfo/enumeration.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"

#include <rpc.h>
#include <rpcasync.h>
#include <rpcdcep.h>
#include <windows.h>

using base::Ref;
using base::Status;
using handleapi::returning_status;
using namespace rpcrt4::eeinfo;

namespace {

constexpr ULONG kSignature = 0x45454945;  // "EIEE"

/// Runs f(enumeration) on the one behind the handle.
template <typename F>
RPC_STATUS on_enumeration(const RPC_ERROR_ENUM_HANDLE* handle, F&& f) {
    return returning_status([&] {
        if (!handle || handle->Signature != kSignature) return Status::rpc_s_invalid_arg;
        const Ref<Enumeration> found = enumerations().lookup(reinterpret_cast<uintptr_t>(handle->Head));
        return found ? f(*found) : Status::rpc_s_invalid_arg;
    });
}

Status hand_out(Chain chain, RPC_ERROR_ENUM_HANDLE& handle) {
    const uintptr_t id = enumerations().insert(base::make_ref<Enumeration>(std::move(chain)));
    if (id == 0) return Status::rpc_s_out_of_memory;
    handle = {kSignature, nullptr, reinterpret_cast<void*>(id)};
    return Status::ok;
}

/// Where the strings of a record go: nowhere, or to copies on the process heap, which are all taken back unless kept.
class Strings {
 public:
    explicit Strings(bool copy) noexcept : copy_(copy) {}
    Strings(const Strings&) = delete;
    Strings& operator=(const Strings&) = delete;
    ~Strings() {
        for (size_t i = 0; i < count_; ++i) HeapFree(GetProcessHeap(), 0, made_[i]);
    }
    /// `size` counts the end.
    template <typename Char>
    Char* give(const Char* text, size_t size) {
        return static_cast<Char*>(give_bytes(text, size * sizeof(Char)));
    }
    void* give_bytes(const void* bytes, size_t size) {
        if (!copy_) return const_cast<void*>(bytes);
        void* copy = HeapAlloc(GetProcessHeap(), 0, size);
        if (!copy) throw std::bad_alloc();
        std::memcpy(copy, bytes, size);
        return made_[count_++] = copy;
    }
    void keep() noexcept { count_ = 0; }

 private:
    const bool copy_;
    void* made_[kMostParameters + 1] = {};
    size_t count_ = 0;
};

struct ParameterWriter {
    RPC_EE_INFO_PARAM& out;
    Strings& strings;

    void operator()(Nothing) const { out.ParameterType = eeptNone; }
    void operator()(const std::string& text) const {
        out.ParameterType = eeptAnsiString;
        out.u.AnsiString = strings.give(const_cast<char*>(text.c_str()), text.size() + 1);
    }
    void operator()(const std::u16string& text) const {
        out.ParameterType = eeptUnicodeString;
        out.u.UnicodeString = reinterpret_cast<LPWSTR>(strings.give(text.c_str(), text.size() + 1));
    }
    void operator()(int32_t number) const {
        out.ParameterType = eeptLongVal;
        out.u.LVal = number;
    }
    void operator()(int16_t number) const {
        out.ParameterType = eeptShortVal;
        out.u.SVal = number;
    }
    void operator()(uint64_t number) const {
        out.ParameterType = eeptPointerVal;
        out.u.PVal = number;
    }
    void operator()(const std::vector<std::byte>& bytes) const {
        out.ParameterType = eeptBinary;
        out.u.BVal.Size = static_cast<short>(bytes.size());
        out.u.BVal.Buffer = strings.give_bytes(bytes.data(), bytes.size());
    }
};

Status write_record(const Record& record, bool copy_strings, RPC_EXTENDED_ERROR_INFO& info) {
    if (record.parameters.size() > static_cast<size_t>(info.NumberOfParameters)) return Status::rpc_s_buffer_too_small;
    Strings strings(copy_strings);
    LPWSTR computer = nullptr;
    if (record.computer) {
        computer = reinterpret_cast<LPWSTR>(
            strings.give(const_cast<char16_t*>(record.computer->c_str()), record.computer->size() + 1));
    }
    for (size_t i = 0; i < record.parameters.size(); ++i) {
        std::visit(ParameterWriter{info.Parameters[i], strings}, record.parameters[i]);
    }
    strings.keep();
    info.ComputerName = computer;
    info.ProcessID = record.process;
    const FILETIME time{static_cast<DWORD>(record.time), static_cast<DWORD>(record.time >> 32)};
    if ((info.Flags & EEInfoUseFileTime) != 0) {
        info.u.FileTime = time;
    } else if (!FileTimeToSystemTime(&time, &info.u.SystemTime)) {
        info.u.SystemTime = {};  // a time another machine made up
    }
    info.GeneratingComponent = record.component;
    info.Status = record.status;
    info.DetectionLocation = record.location;
    info.Flags = record.flags;
    info.NumberOfParameters = static_cast<int>(record.parameters.size());
    return Status::ok;
}

bool valid_request(const RPC_EXTENDED_ERROR_INFO& info) noexcept {
    return info.Version == RPC_EEINFO_VERSION && info.NumberOfParameters >= 0 &&
           info.NumberOfParameters <= MaxNumberOfEEInfoParams && (info.Flags & ~EEInfoUseFileTime) == 0;
}

/// False for a type applications may not use, and for a string that is none.
bool read_parameter(const RPC_EE_INFO_PARAM& in, Parameter& out) {
    int type;  // the user's memory may hold what is no enumerator
    std::memcpy(&type, &in.ParameterType, sizeof type);
    switch (type) {
        case eeptAnsiString:
            if (!in.u.AnsiString) return false;
            out = std::string(in.u.AnsiString);
            return true;
        case eeptUnicodeString:
            if (!in.u.UnicodeString) return false;
            out = std::u16string(reinterpret_cast<const char16_t*>(in.u.UnicodeString));
            return true;
        case eeptLongVal:
            out = int32_t{in.u.LVal};
            return true;
        case eeptShortVal:
            out = int16_t{in.u.SVal};
            return true;
        case eeptPointerVal:
            out = uint64_t{in.u.PVal};
            return true;
        case eeptNone:
            out = Nothing{};
            return true;
        default:
            return false;
    }
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcErrorStartEnumeration(RPC_ERROR_ENUM_HANDLE* enumeration) {
    return returning_status([&] {
        if (!enumeration) return Status::rpc_s_invalid_arg;
        Chain chain = snapshot();
        return chain.empty() ? Status::rpc_s_entry_not_found : hand_out(std::move(chain), *enumeration);
    });
}

RPC_STATUS RPC_ENTRY RpcErrorGetNextRecord(RPC_ERROR_ENUM_HANDLE* enumeration, BOOL copy_strings,
                                           RPC_EXTENDED_ERROR_INFO* info) {
    return on_enumeration(enumeration, [&](Enumeration& found) {
        if (!info || !valid_request(*info)) return Status::rpc_s_invalid_arg;
        const Record* record = found.current();
        if (!record) return Status::rpc_s_entry_not_found;
        const Status status = write_record(*record, copy_strings != FALSE, *info);
        if (succeeded(status)) found.advance();
        return status;
    });
}

RPC_STATUS RPC_ENTRY RpcErrorEndEnumeration(RPC_ERROR_ENUM_HANDLE* enumeration) {
    return on_enumeration(enumeration, [&](Enumeration&) {
        static_cast<void>(enumerations().remove(reinterpret_cast<uintptr_t>(enumeration->Head)));
        *enumeration = {};
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcErrorResetEnumeration(RPC_ERROR_ENUM_HANDLE* enumeration) {
    return on_enumeration(enumeration, [](Enumeration& found) {
        found.restart();
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcErrorGetNumberOfRecords(RPC_ERROR_ENUM_HANDLE* enumeration, int* records) {
    return on_enumeration(enumeration, [&](Enumeration& found) {
        if (!records) return Status::rpc_s_invalid_arg;
        *records = static_cast<int>(found.chain().size());
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcErrorSaveErrorInfo(RPC_ERROR_ENUM_HANDLE* enumeration, PVOID* blob, SIZE_T* size) {
    return on_enumeration(enumeration, [&](Enumeration& found) {
        if (!blob || !size) return Status::rpc_s_invalid_arg;
        const auto bytes = encode(found.chain());
        void* copy = HeapAlloc(GetProcessHeap(), 0, bytes.size());
        if (!copy) return Status::rpc_s_out_of_memory;
        std::memcpy(copy, bytes.data(), bytes.size());
        *blob = copy;
        *size = bytes.size();
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcErrorLoadErrorInfo(PVOID blob, SIZE_T size, RPC_ERROR_ENUM_HANDLE* enumeration) {
    return returning_status([&] {
        if (!blob || !enumeration) return Status::rpc_s_invalid_arg;
        auto chain = decode({static_cast<const std::byte*>(blob), size});
        return chain ? hand_out(std::move(*chain), *enumeration) : Status::rpc_s_invalid_arg;
    });
}

RPC_STATUS RPC_ENTRY RpcErrorAddRecord(RPC_EXTENDED_ERROR_INFO* info) {
    return returning_status([&] {
        if (!info || info->Version != RPC_EEINFO_VERSION || info->ComputerName || info->ProcessID != 0 ||
            info->GeneratingComponent != 0 || info->DetectionLocation != 0 || info->NumberOfParameters < 0 ||
            info->NumberOfParameters > MaxNumberOfEEInfoParams) {
            return Status::error_invalid_parameter;
        }
        Record record;
        record.component = static_cast<uint32_t>(Component::application);
        record.status = info->Status;
        record.parameters.resize(static_cast<size_t>(info->NumberOfParameters));
        for (size_t i = 0; i < record.parameters.size(); ++i) {
            if (!read_parameter(info->Parameters[i], record.parameters[i])) return Status::error_invalid_parameter;
        }
        add(std::move(record));
        return Status::ok;
    });
}

void RPC_ENTRY RpcErrorClearInformation(void) { clear(); }

RPC_STATUS RPC_ENTRY I_RpcTurnOnEEInfoPropagation(void) {
    turn_on_propagation();
    return RPC_S_OK;
}

}  // extern "C"
