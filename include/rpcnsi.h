// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcnsi.h>: the RPC name service. Windows supports it no more since Vista ("This function is not supported on Windows
// Vista and later operating systems", every page), and there is none here: programs link, and are told
// RPC_S_NAME_SERVICE_UNAVAILABLE, as where no service is found. Before that arguments are looked at: a syntax other
// than RPC_C_NS_SYNTAX_DEFAULT and _DCE is RPC_S_UNSUPPORTED_NAME_SYNTAX, a missing name RPC_S_INCOMPLETE_NAME. Nothing
// blocks, and no function hands out anything but RpcNsBindingSelect.
#ifndef RPCRT4_INCLUDE_RPCNSI_H
#define RPCRT4_INCLUDE_RPCNSI_H

#define __RPCNSI_H__

#include <rpcdce.h>

typedef void* RPC_NS_HANDLE;

#define RPC_C_NS_SYNTAX_DEFAULT 0
#define RPC_C_NS_SYNTAX_DCE 3
#define RPC_C_PROFILE_DEFAULT_ELT 0
#define RPC_C_PROFILE_ALL_ELT 1
#define RPC_C_PROFILE_ALL_ELTS RPC_C_PROFILE_ALL_ELT
#define RPC_C_PROFILE_MATCH_BY_IF 2
#define RPC_C_PROFILE_MATCH_BY_MBR 3
#define RPC_C_PROFILE_MATCH_BY_BOTH 4
#define RPC_C_NS_DEFAULT_EXP_AGE (-1)

#ifdef __cplusplus
extern "C" {
#endif

// What servers offer. Names are not null and not empty: RPC_S_INCOMPLETE_NAME. Nothing to export at all is
// RPC_S_NOTHING_TO_EXPORT.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingExportA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_, RPC_BINDING_VECTOR* bindings,
    UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingExportW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_, RPC_BINDING_VECTOR* bindings,
    UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingUnexportA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_, UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingUnexportW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_, UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingExportPnPA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_, UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingExportPnPW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_, UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingUnexportPnPA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_, UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingUnexportPnPW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_, UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtBindingUnexportA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_ID* id, ULONG vers_option,
    UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtBindingUnexportW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_ID* id, ULONG vers_option,
    UUID_VECTOR* objects);

// What clients look for. The name may be null or empty: the default entry.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingImportBeginA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_, UUID* object,
    RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingImportBeginW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_, UUID* object,
    RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingLookupBeginA(
    ULONG entry_syntax, RPC_CSTR entry, RPC_IF_HANDLE interface_, UUID* object,
    ULONG most_bindings, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingLookupBeginW(
    ULONG entry_syntax, RPC_WSTR entry, RPC_IF_HANDLE interface_, UUID* object,
    ULONG most_bindings, RPC_NS_HANDLE* context);

// Entries, groups and profiles.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsEntryExpandNameA(ULONG entry_syntax, RPC_CSTR entry, RPC_CSTR* expanded);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsEntryExpandNameW(ULONG entry_syntax, RPC_WSTR entry, RPC_WSTR* expanded);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqBeginA(ULONG entry_syntax, RPC_CSTR entry, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqBeginW(ULONG entry_syntax, RPC_WSTR entry, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtEntryCreateA(ULONG entry_syntax, RPC_CSTR entry);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtEntryCreateW(ULONG entry_syntax, RPC_WSTR entry);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtEntryDeleteA(ULONG entry_syntax, RPC_CSTR entry);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtEntryDeleteW(ULONG entry_syntax, RPC_WSTR entry);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtEntryInqIfIdsA(ULONG entry_syntax, RPC_CSTR entry, RPC_IF_ID_VECTOR** ids);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtEntryInqIfIdsW(ULONG entry_syntax, RPC_WSTR entry, RPC_IF_ID_VECTOR** ids);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupDeleteA(ULONG group_syntax, RPC_CSTR group);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupDeleteW(ULONG group_syntax, RPC_WSTR group);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrAddA(
    ULONG group_syntax, RPC_CSTR group, ULONG member_syntax, RPC_CSTR member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrAddW(
    ULONG group_syntax, RPC_WSTR group, ULONG member_syntax, RPC_WSTR member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrRemoveA(
    ULONG group_syntax, RPC_CSTR group, ULONG member_syntax, RPC_CSTR member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrRemoveW(
    ULONG group_syntax, RPC_WSTR group, ULONG member_syntax, RPC_WSTR member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqBeginA(
    ULONG group_syntax, RPC_CSTR group, ULONG member_syntax, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqBeginW(
    ULONG group_syntax, RPC_WSTR group, ULONG member_syntax, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqNextA(RPC_NS_HANDLE context, RPC_CSTR* member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqNextW(RPC_NS_HANDLE context, RPC_WSTR* member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileDeleteA(ULONG profile_syntax, RPC_CSTR profile);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileDeleteW(ULONG profile_syntax, RPC_WSTR profile);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltAddA(
    ULONG profile_syntax, RPC_CSTR profile, RPC_IF_ID* id, ULONG member_syntax, RPC_CSTR member,
    ULONG priority, RPC_CSTR annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltAddW(
    ULONG profile_syntax, RPC_WSTR profile, RPC_IF_ID* id, ULONG member_syntax, RPC_WSTR member,
    ULONG priority, RPC_WSTR annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltRemoveA(
    ULONG profile_syntax, RPC_CSTR profile, RPC_IF_ID* id, ULONG member_syntax, RPC_CSTR member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltRemoveW(
    ULONG profile_syntax, RPC_WSTR profile, RPC_IF_ID* id, ULONG member_syntax, RPC_WSTR member);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltInqBeginA(
    ULONG profile_syntax, RPC_CSTR profile, ULONG inquiry_type, RPC_IF_ID* id,
    ULONG vers_option, ULONG member_syntax, RPC_CSTR member, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltInqBeginW(
    ULONG profile_syntax, RPC_WSTR profile, ULONG inquiry_type, RPC_IF_ID* id,
    ULONG vers_option, ULONG member_syntax, RPC_WSTR member, RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltInqNextA(
    RPC_NS_HANDLE context, RPC_IF_ID* id, RPC_CSTR* member, ULONG* priority,
    RPC_CSTR* annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltInqNextW(
    RPC_NS_HANDLE context, RPC_IF_ID* id, RPC_WSTR* member, ULONG* priority,
    RPC_WSTR* annotation);

// A context is never given out, so nothing can be done with one.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingImportNext(RPC_NS_HANDLE context, RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingLookupNext(RPC_NS_HANDLE context, RPC_BINDING_VECTOR** bindings);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqNext(RPC_NS_HANDLE context, UUID* object);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtHandleSetExpAge(RPC_NS_HANDLE context, ULONG seconds);

/// The end of a search or an inquiry: *context becomes null. RPC_S_INVALID_ARG for a null pointer.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingImportDone(RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingLookupDone(RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsEntryObjectInqDone(RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsGroupMbrInqDone(RPC_NS_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsProfileEltInqDone(RPC_NS_HANDLE* context);

/// Takes a handle out of `bindings` and gives it to the caller, who frees it (RpcBindingFree): another one each
/// time. RPC_S_NO_MORE_BINDINGS, and a null handle, when all have been taken; RPC_S_INVALID_ARG for null pointers.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingSelect(RPC_BINDING_VECTOR* bindings, RPC_BINDING_HANDLE* binding);

/// Seconds for which copies of the name service's data may be used: two hours, unless the program has set it. There are
/// no copies here. RPC_C_NS_DEFAULT_EXP_AGE sets the two hours again.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtInqExpAge(ULONG* seconds);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsMgmtSetExpAge(ULONG seconds);

#ifdef __cplusplus
}
#endif

#ifdef UNICODE
#define RpcNsBindingExport RpcNsBindingExportW
#define RpcNsBindingUnexport RpcNsBindingUnexportW
#define RpcNsBindingExportPnP RpcNsBindingExportPnPW
#define RpcNsBindingUnexportPnP RpcNsBindingUnexportPnPW
#define RpcNsMgmtBindingUnexport RpcNsMgmtBindingUnexportW
#define RpcNsBindingImportBegin RpcNsBindingImportBeginW
#define RpcNsBindingLookupBegin RpcNsBindingLookupBeginW
#define RpcNsEntryExpandName RpcNsEntryExpandNameW
#define RpcNsEntryObjectInqBegin RpcNsEntryObjectInqBeginW
#define RpcNsMgmtEntryCreate RpcNsMgmtEntryCreateW
#define RpcNsMgmtEntryDelete RpcNsMgmtEntryDeleteW
#define RpcNsMgmtEntryInqIfIds RpcNsMgmtEntryInqIfIdsW
#define RpcNsGroupDelete RpcNsGroupDeleteW
#define RpcNsGroupMbrAdd RpcNsGroupMbrAddW
#define RpcNsGroupMbrRemove RpcNsGroupMbrRemoveW
#define RpcNsGroupMbrInqBegin RpcNsGroupMbrInqBeginW
#define RpcNsGroupMbrInqNext RpcNsGroupMbrInqNextW
#define RpcNsProfileDelete RpcNsProfileDeleteW
#define RpcNsProfileEltAdd RpcNsProfileEltAddW
#define RpcNsProfileEltRemove RpcNsProfileEltRemoveW
#define RpcNsProfileEltInqBegin RpcNsProfileEltInqBeginW
#define RpcNsProfileEltInqNext RpcNsProfileEltInqNextW
#else
#define RpcNsBindingExport RpcNsBindingExportA
#define RpcNsBindingUnexport RpcNsBindingUnexportA
#define RpcNsBindingExportPnP RpcNsBindingExportPnPA
#define RpcNsBindingUnexportPnP RpcNsBindingUnexportPnPA
#define RpcNsMgmtBindingUnexport RpcNsMgmtBindingUnexportA
#define RpcNsBindingImportBegin RpcNsBindingImportBeginA
#define RpcNsBindingLookupBegin RpcNsBindingLookupBeginA
#define RpcNsEntryExpandName RpcNsEntryExpandNameA
#define RpcNsEntryObjectInqBegin RpcNsEntryObjectInqBeginA
#define RpcNsMgmtEntryCreate RpcNsMgmtEntryCreateA
#define RpcNsMgmtEntryDelete RpcNsMgmtEntryDeleteA
#define RpcNsMgmtEntryInqIfIds RpcNsMgmtEntryInqIfIdsA
#define RpcNsGroupDelete RpcNsGroupDeleteA
#define RpcNsGroupMbrAdd RpcNsGroupMbrAddA
#define RpcNsGroupMbrRemove RpcNsGroupMbrRemoveA
#define RpcNsGroupMbrInqBegin RpcNsGroupMbrInqBeginA
#define RpcNsGroupMbrInqNext RpcNsGroupMbrInqNextA
#define RpcNsProfileDelete RpcNsProfileDeleteA
#define RpcNsProfileEltAdd RpcNsProfileEltAddA
#define RpcNsProfileEltRemove RpcNsProfileEltRemoveA
#define RpcNsProfileEltInqBegin RpcNsProfileEltInqBeginA
#define RpcNsProfileEltInqNext RpcNsProfileEltInqNextA
#endif

#endif
