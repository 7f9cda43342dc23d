// SPDX-License-Identifier: LGPL-2.1-or-later
// String bindings: ObjectUuid@protseq:address[endpoint,options] to parts and back, UTF-8. Syntax only: whether the
// protocol sequence exists and its address and endpoint make sense is protseq_address.hpp's business. Pure.
// Microsoft "String Binding" page: a backslash escapes the next character in any field; white space only in options.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace rpcrt4::binding {

/// The parts, unescaped. Empty means absent.
struct StringBinding {
    std::string object{};  ///< a UUID in text form
    std::string protseq{};
    std::string address{};
    std::string endpoint{};
    std::string options{};  ///< "name=value,name=value", without endpoint=
    friend bool operator==(const StringBinding&, const StringBinding&) = default;
};

/// rpc_s_invalid_string_uuid, or rpc_s_invalid_string_binding for everything else that is wrong.
base::Result<StringBinding> parse_string_binding(std::string_view text);
/// Escapes what parse would take for syntax. rpc_s_invalid_string_uuid when `object` is not a UUID.
base::Result<std::string> compose_string_binding(const StringBinding& parts);

}  // namespace rpcrt4::binding
