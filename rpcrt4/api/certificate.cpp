// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcssl.h>. No provider here takes certificates for principals (Schannel is none of them), so nobody could
// use the name of one.
#include <rpcssl.h>

namespace {

template <typename Char>
RPC_STATUS name_of(const _CERT_CONTEXT* certificate, DWORD flags, Char** name) noexcept {
    if (certificate == nullptr || name == nullptr || (flags & ~DWORD{RPC_C_FULL_CERT_CHAIN}) != 0) {
        return RPC_S_INVALID_ARG;
    }
    *name = nullptr;
    return RPC_S_CANNOT_SUPPORT;
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcCertGeneratePrincipalNameA(const _CERT_CONTEXT* certificate, DWORD flags, RPC_CSTR* name) {
    return name_of(certificate, flags, name);
}

RPC_STATUS RPC_ENTRY RpcCertGeneratePrincipalNameW(const _CERT_CONTEXT* certificate, DWORD flags, RPC_WSTR* name) {
    return name_of(certificate, flags, name);
}

}  // extern "C"
