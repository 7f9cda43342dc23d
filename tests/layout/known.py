# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where our headers differ from mingw-w64's on purpose, and why."""

KNOWN = {
    'FileCaseSensitiveInfo': 'mingw-w64 leaves out FileDispositionInfoEx and FileRenameInfoEx before it',
    'FileNormalizedNameInfo': 'mingw-w64 leaves out FileDispositionInfoEx and FileRenameInfoEx before it',
    'MaximumFileInfoByHandleClass': 'mingw-w64 leaves out FileDispositionInfoEx and FileRenameInfoEx before it',
    'RPC_C_OPT_MAX_OPTIONS': 'mingw-w64 stops at option 13; the documentation lists options up to 16',
    'RPC_CALL_ATTRIBUTES_VERSION': 'mingw-w64 has 1; 2 is current since Windows Vista',
    'MIDL_STUB_MESSAGE__pUserMarshalList': 'the documentation has ContextHandleHash before it',
    'MIDL_FORMAT_STRING': 'one element, as in the SDK, where mingw-w64 has a flexible array',
    'RpcBindingCreateA': 'mingw-w64 has no RPC_BINDING_HANDLE_TEMPLATE_V1',
    'RpcBindingCreateW': 'mingw-w64 has no RPC_BINDING_HANDLE_TEMPLATE_V1',
    'RpcServerSubscribeForNotification': 'documented with RPC_NOTIFICATIONS where mingw-w64 has DWORD',
    'ReadConsoleA': 'documented with PCONSOLE_READCONSOLE_CONTROL where mingw-w64 has a void pointer',
    'ReadConsoleW': 'documented with PCONSOLE_READCONSOLE_CONTROL where mingw-w64 has a void pointer',
    'SERVICE_TYPE_ALL': 'with the services of users and packages, which mingw-w64 does not know',
    'UuidToStringA': 'documented with const UUID',
    'UuidToStringW': 'documented with const UUID',
    'VariantCopy': 'documented with a const source',
    'VariantCopyInd': 'documented with a const source',
}
