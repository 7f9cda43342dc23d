// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcnsi.h>: a name service that is not there, as on Windows since Vista.
#include <atomic>
#include <initializer_list>
#include <utility>

#include "handleapi/boundary.hpp"

#include <rpc.h>

using base::Status;
using handleapi::returning_status;

namespace {

constexpr ULONG kTwoHours = 7200;  // nf-rpcnsi-rpcnsmgmtinqexpage
std::atomic<ULONG> expiration_age{kTwoHours};

/// Why the name of an entry, a group or a profile is none; ok for one that could be looked for.
template <typename Char>
Status checked(ULONG syntax, const Char* name) noexcept {
    const bool known = syntax == RPC_C_NS_SYNTAX_DEFAULT || syntax == RPC_C_NS_SYNTAX_DCE;
    if (!known) return Status::rpc_s_unsupported_name_syntax;
    return name != nullptr && *name != 0 ? Status::ok : Status::rpc_s_incomplete_name;
}

/// The same for a search, which begins at the default entry, of the default syntax, where no name is given.
template <typename Char>
Status checked_start(ULONG syntax, const Char* name) noexcept {
    return name == nullptr || *name == 0 ? Status::ok : checked(syntax, name);
}

/// The first thing that is wrong, else that there is no name service.
RPC_STATUS unavailable(std::initializer_list<Status> checks = {}) noexcept {
    return returning_status([&] {
        for (const Status check : checks) {
            if (failed(check)) return check;
        }
        return Status::rpc_s_name_service_unavailable;
    });
}

/// Without an interface its bindings are ignored.
Status exports(RPC_IF_HANDLE interface_, const void* bindings, const void* objects) noexcept {
    const bool offered = (interface_ != nullptr && bindings != nullptr) || objects != nullptr;
    return offered ? Status::ok : Status::rpc_s_nothing_to_export;
}

RPC_STATUS forget(RPC_NS_HANDLE* context) noexcept {
    return returning_status([&] {
        if (context == nullptr) return Status::rpc_s_invalid_arg;
        *context = nullptr;
        return Status::ok;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcNsBindingExportA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_,
                                         RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects) {
    return unavailable({checked(entry_syntax, entry), exports(interface_, bindings, objects)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingExportW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_,
                                         RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects) {
    return unavailable({checked(entry_syntax, entry), exports(interface_, bindings, objects)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingUnexportA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE, UUID_VECTOR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingUnexportW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE, UUID_VECTOR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingExportPnPA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_,
                                            UUID_VECTOR* objects) {
    return unavailable({checked(entry_syntax, entry), exports(interface_, interface_, objects)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingExportPnPW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_,
                                            UUID_VECTOR* objects) {
    return unavailable({checked(entry_syntax, entry), exports(interface_, interface_, objects)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingUnexportPnPA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE, UUID_VECTOR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingUnexportPnPW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE, UUID_VECTOR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtBindingUnexportA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_ID*, ULONG, UUID_VECTOR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtBindingUnexportW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_ID*, ULONG, UUID_VECTOR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingImportBeginA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE, UUID*,
                                              RPC_NS_HANDLE*) {
    return unavailable({checked_start(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingImportBeginW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE, UUID*,
                                              RPC_NS_HANDLE*) {
    return unavailable({checked_start(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingLookupBeginA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE, UUID*, ULONG,
                                              RPC_NS_HANDLE*) {
    return unavailable({checked_start(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsBindingLookupBeginW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE, UUID*, ULONG,
                                              RPC_NS_HANDLE*) {
    return unavailable({checked_start(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsEntryExpandNameA(ULONG entry_syntax, RPC_CSTR entry, RPC_CSTR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsEntryExpandNameW(ULONG entry_syntax, RPC_WSTR entry, RPC_WSTR*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqBeginA(ULONG entry_syntax, RPC_CSTR entry, RPC_NS_HANDLE*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqBeginW(ULONG entry_syntax, RPC_WSTR entry, RPC_NS_HANDLE*) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtEntryCreateA(ULONG entry_syntax, RPC_CSTR entry) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtEntryCreateW(ULONG entry_syntax, RPC_WSTR entry) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtEntryDeleteA(ULONG entry_syntax, RPC_CSTR entry) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtEntryDeleteW(ULONG entry_syntax, RPC_WSTR entry) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtEntryInqIfIdsA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_ID_VECTOR**) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsMgmtEntryInqIfIdsW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_ID_VECTOR**) {
    return unavailable({checked(entry_syntax, entry)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupDeleteA(ULONG group_syntax, RPC_CSTR group) {
    return unavailable({checked(group_syntax, group)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupDeleteW(ULONG group_syntax, RPC_WSTR group) {
    return unavailable({checked(group_syntax, group)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrAddA(ULONG group_syntax, RPC_CSTR group, ULONG member_syntax, RPC_CSTR member) {
    return unavailable({checked(group_syntax, group), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrAddW(ULONG group_syntax, RPC_WSTR group, ULONG member_syntax, RPC_WSTR member) {
    return unavailable({checked(group_syntax, group), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrRemoveA(ULONG group_syntax, RPC_CSTR group, ULONG member_syntax, RPC_CSTR member) {
    return unavailable({checked(group_syntax, group), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrRemoveW(ULONG group_syntax, RPC_WSTR group, ULONG member_syntax, RPC_WSTR member) {
    return unavailable({checked(group_syntax, group), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqBeginA(ULONG group_syntax, RPC_CSTR group, ULONG, RPC_NS_HANDLE*) {
    return unavailable({checked(group_syntax, group)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqBeginW(ULONG group_syntax, RPC_WSTR group, ULONG, RPC_NS_HANDLE*) {
    return unavailable({checked(group_syntax, group)});
}

RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqNextA(RPC_NS_HANDLE, RPC_CSTR*) { return unavailable(); }

RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqNextW(RPC_NS_HANDLE, RPC_WSTR*) { return unavailable(); }

RPC_STATUS RPC_ENTRY RpcNsProfileDeleteA(ULONG profile_syntax, RPC_CSTR profile) {
    return unavailable({checked(profile_syntax, profile)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileDeleteW(ULONG profile_syntax, RPC_WSTR profile) {
    return unavailable({checked(profile_syntax, profile)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltAddA(ULONG profile_syntax, RPC_CSTR profile, RPC_IF_ID*, ULONG member_syntax,
                                         RPC_CSTR member, ULONG, RPC_CSTR) {
    return unavailable({checked(profile_syntax, profile), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltAddW(ULONG profile_syntax, RPC_WSTR profile, RPC_IF_ID*, ULONG member_syntax,
                                         RPC_WSTR member, ULONG, RPC_WSTR) {
    return unavailable({checked(profile_syntax, profile), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltRemoveA(ULONG profile_syntax, RPC_CSTR profile, RPC_IF_ID*, ULONG member_syntax,
                                            RPC_CSTR member) {
    return unavailable({checked(profile_syntax, profile), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltRemoveW(ULONG profile_syntax, RPC_WSTR profile, RPC_IF_ID*, ULONG member_syntax,
                                            RPC_WSTR member) {
    return unavailable({checked(profile_syntax, profile), checked(member_syntax, member)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltInqBeginA(ULONG profile_syntax, RPC_CSTR profile, ULONG, RPC_IF_ID*, ULONG, ULONG,
                                              RPC_CSTR, RPC_NS_HANDLE*) {
    return unavailable({checked(profile_syntax, profile)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltInqBeginW(ULONG profile_syntax, RPC_WSTR profile, ULONG, RPC_IF_ID*, ULONG, ULONG,
                                              RPC_WSTR, RPC_NS_HANDLE*) {
    return unavailable({checked(profile_syntax, profile)});
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltInqNextA(RPC_NS_HANDLE, RPC_IF_ID*, RPC_CSTR*, ULONG*, RPC_CSTR*) {
    return unavailable();
}

RPC_STATUS RPC_ENTRY RpcNsProfileEltInqNextW(RPC_NS_HANDLE, RPC_IF_ID*, RPC_WSTR*, ULONG*, RPC_WSTR*) {
    return unavailable();
}

RPC_STATUS RPC_ENTRY RpcNsBindingImportNext(RPC_NS_HANDLE, RPC_BINDING_HANDLE*) { return unavailable(); }

RPC_STATUS RPC_ENTRY RpcNsBindingLookupNext(RPC_NS_HANDLE, RPC_BINDING_VECTOR**) { return unavailable(); }

RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqNext(RPC_NS_HANDLE, UUID*) { return unavailable(); }

RPC_STATUS RPC_ENTRY RpcNsMgmtHandleSetExpAge(RPC_NS_HANDLE, ULONG) { return unavailable(); }

RPC_STATUS RPC_ENTRY RpcNsBindingImportDone(RPC_NS_HANDLE* context) { return forget(context); }

RPC_STATUS RPC_ENTRY RpcNsBindingLookupDone(RPC_NS_HANDLE* context) { return forget(context); }

RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqDone(RPC_NS_HANDLE* context) { return forget(context); }

RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqDone(RPC_NS_HANDLE* context) { return forget(context); }

RPC_STATUS RPC_ENTRY RpcNsProfileEltInqDone(RPC_NS_HANDLE* context) { return forget(context); }

RPC_STATUS RPC_ENTRY RpcNsBindingSelect(RPC_BINDING_VECTOR* bindings, RPC_BINDING_HANDLE* binding) {
    return returning_status([&] {
        if (bindings == nullptr || binding == nullptr) return Status::rpc_s_invalid_arg;
        *binding = nullptr;
        for (ULONG i = 0; i < bindings->Count; i++) {
            if (bindings->BindingH[i] == nullptr) continue;
            *binding = std::exchange(bindings->BindingH[i], nullptr);
            return Status::ok;
        }
        return Status::rpc_s_no_more_bindings;
    });
}

RPC_STATUS RPC_ENTRY RpcNsMgmtInqExpAge(ULONG* seconds) {
    return returning_status([&] {
        if (seconds == nullptr) return Status::rpc_s_invalid_arg;
        *seconds = expiration_age;
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcNsMgmtSetExpAge(ULONG seconds) {
    return returning_status([&] {
        expiration_age = seconds == static_cast<ULONG>(RPC_C_NS_DEFAULT_EXP_AGE) ? kTwoHours : seconds;
        return Status::ok;
    });
}

}  // extern "C"
