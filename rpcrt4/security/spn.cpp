// SPDX-License-Identifier: LGPL-2.1-or-later
// See spn.hpp.
#include "rpcrt4/security/spn.hpp"

#include <charconv>

namespace rpcrt4::security {

using base::Status;

base::Result<std::string> compose_spn(const ServicePrincipal& name) {
    if (name.service_class.empty() || name.instance.empty()) return Status::error_invalid_parameter;
    for (const std::string* part : {&name.service_class, &name.instance, &name.service}) {
        if (part->find('/') != std::string::npos) return Status::error_invalid_parameter;
    }
    std::string text = name.service_class + '/' + name.instance;
    if (name.port != 0) text += ':' + std::to_string(name.port);
    if (!name.service.empty()) text += '/' + name.service;
    return text;
}

/// A port follows the last colon: an IPv6 address as the instance has others before.
base::Result<ServicePrincipal> parse_spn(std::string_view text) {
    const size_t first = text.find('/');
    if (first == std::string_view::npos || first == 0) return Status::error_invalid_parameter;
    ServicePrincipal name{
        .service_class = std::string(text.substr(0, first)), .instance = {}, .port = 0, .service = {}};
    std::string_view host = text.substr(first + 1);
    const size_t second = host.find('/');
    if (second != std::string_view::npos) {
        name.service = host.substr(second + 1);
        if (name.service.empty()) return Status::error_invalid_parameter;
        host = host.substr(0, second);
    }
    if (const size_t colon = host.rfind(':'); colon != std::string_view::npos) {
        const std::string_view digits = host.substr(colon + 1);
        const char* const end = digits.data() + digits.size();
        const auto [stop, error] = std::from_chars(digits.data(), end, name.port);
        if (error != std::errc() || stop != end) return Status::error_invalid_parameter;
        host = host.substr(0, colon);
    }
    if (host.empty()) return Status::error_invalid_parameter;
    name.instance = host;
    return name;
}

}  // namespace rpcrt4::security
