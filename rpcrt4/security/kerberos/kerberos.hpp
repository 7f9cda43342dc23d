// SPDX-License-Identifier: LGPL-2.1-or-later
// Kerberos for RPC and SMB, on MIT krb5's GSSAPI. The map of the folder:
//   gss         the library, loaded when it is needed
//   failure     its errors as SEC_E_*
//   principal   names
//   credential  what a client or a server shows: ticket cache, password, keytab
//   context     the exchange; signing and sealing by the library, but for AES keys
//   message     signing and sealing with AES keys, our own, for speed
//   message_key     AES keys
//
// RPC's style ([MS-RPCE] 3.3.1.5.2.2, "DCE style"): three legs, AP-REQ, AP-REP and the client's AP-REP, all without the
// frame of RFC 2743; signatures stand apart from what they sign. SMB's is RFC 4121's: two legs, nothing protected here.
//
// Blocks: a client's first leg asks a KDC (with an account, twice), and so does making its context; neither is for a
// thread that has others to serve. Nothing of the process changes: no environment, no default ticket cache.
#pragma once

#include <memory>
#include <string>

#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::kerberos {

enum class Style : uint8_t { rpc, smb };

/// SEC_E_SECPKG_NOT_FOUND without the library, SEC_E_TARGET_UNKNOWN without a principal, SEC_E_NO_CREDENTIALS without
/// a ticket.
base::Result<std::unique_ptr<Context>> client(const ClientWish& wish, Style style = Style::rpc);

/// `keytab`: where the keys are, as MIT krb5 names it; empty: the default ($KRB5_KTNAME, then /etc/krb5.keytab). Any of
/// its keys will do; with a `principal`, that one's. SEC_E_NO_CREDENTIALS when there is none.
base::Result<std::unique_ptr<Context>> server(const std::string& keytab = {}, const std::string& principal = {});

}  // namespace rpcrt4::security::kerberos
