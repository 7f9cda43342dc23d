// SPDX-License-Identifier: LGPL-2.1-or-later
// What a failure of the library is called on Windows. The minor status tells more than the major one: it is Kerberos'
// own error (RFC 4120 section 7.5.9, or one of MIT krb5's).
#pragma once

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/kerberos/gss.hpp"

namespace rpcrt4::security::kerberos {

/// What was being done, since the same error tells different people different things.
enum class Doing : uint8_t {
    preparing,   ///< getting credentials and tickets
    exchanging,  ///< reading the other side's token
    protecting,  ///< messages
};

/// SEC_E_* of a call that did not return GSS_S_COMPLETE or GSS_S_CONTINUE_NEEDED; Status::ok for those.
base::Status failure(OM_uint32 major, OM_uint32 minor, Doing doing) noexcept;

/// The same, and a line of the trace with the library's own words, which name principals and no secrets.
base::Status told(const char* what, OM_uint32 major, OM_uint32 minor, Doing doing) noexcept;

}  // namespace rpcrt4::security::kerberos
