// SPDX-License-Identifier: LGPL-2.1-or-later
// Service principal names: class/instance[:port][/service]. Microsoft "Name Formats for Unique SPNs", DsMakeSpn,
// DsCrackSpn. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace rpcrt4::security {

struct ServicePrincipal {
    std::string service_class;
    std::string instance;  ///< a host
    uint16_t port = 0;     ///< 0: the usual one, not written
    std::string service;   ///< empty: the host's own, not written
};

/// error_invalid_parameter without class or instance, and for parts with a slash in them.
base::Result<std::string> compose_spn(const ServicePrincipal& name);
/// error_invalid_parameter for what is none.
base::Result<ServicePrincipal> parse_spn(std::string_view text);

}  // namespace rpcrt4::security
