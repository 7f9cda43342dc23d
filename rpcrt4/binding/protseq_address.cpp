// SPDX-License-Identifier: LGPL-2.1-or-later
// See protseq_address.hpp.
#include "rpcrt4/binding/protseq_address.hpp"

#include <algorithm>
#include <array>

namespace rpcrt4::binding {
namespace {

using base::Status;

constexpr std::array kRows = {
    ProtseqSyntax{.name = "ncacn_ip_tcp",
                  .available = true,
                  .address = AddressForm::host,
                  .endpoint = EndpointForm::port,
                  .options = OptionForm::none,
                  .floors = {0x0B, 0x07, 0x09},
                  .mapper = "135"},
    ProtseqSyntax{.name = "ncalrpc",
                  .available = true,
                  .address = AddressForm::any,
                  .endpoint = EndpointForm::local_name,
                  .options = OptionForm::security,
                  .floors = {0x0C, 0x10, 0},
                  .mapper = "epmapper"},
    ProtseqSyntax{.name = "ncacn_np",
                  .available = true,
                  .address = AddressForm::server,
                  .endpoint = EndpointForm::pipe,
                  .options = OptionForm::security,
                  .floors = {0x0B, 0x0F, 0x11},
                  .mapper = "\\pipe\\epmapper"},
    ProtseqSyntax{.name = "ncacn_http",
                  .available = false,
                  .address = AddressForm::any,
                  .endpoint = EndpointForm::port,
                  .options = OptionForm::http,
                  .floors = {0x0B, 0x1F, 0x09}},
    ProtseqSyntax{.name = "ncadg_ip_udp",
                  .available = false,
                  .address = AddressForm::host,
                  .endpoint = EndpointForm::port,
                  .options = OptionForm::security,
                  .floors = {0x0A, 0x08, 0x09}},
    ProtseqSyntax{"ncacn_nb_tcp", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncacn_nb_nb", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncacn_nb_ipx", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncacn_dnet_nsp", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncacn_vns_spp", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncacn_at_dsp", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncacn_spx", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
    ProtseqSyntax{"ncadg_ipx", false, AddressForm::any, EndpointForm::any, OptionForm::security, {}, {}},
    ProtseqSyntax{"ncadg_mq", false, AddressForm::any, EndpointForm::any, OptionForm::none, {}, {}},
};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_port(std::string_view text) noexcept {
    if (text.empty() || text.size() > 5) return false;
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value >= 1 && value <= 65535;
}

bool is_pipe(std::string_view text) noexcept {
    constexpr std::string_view kPrefix = "\\pipe\\";
    return text.size() > kPrefix.size() && equal_ignoring_case(text.substr(0, kPrefix.size()), kPrefix);
}

/// Letters, digits, the punctuation of names and of IPv4 and IPv6 addresses, and anything beyond ASCII.
bool is_host(std::string_view text) noexcept {
    return text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
               const char small = lower(c);
               return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
                      std::string_view(".-_:%").find(c) != std::string_view::npos ||
                      static_cast<unsigned char>(c) >= 0x80;
           });
}

bool is_server(std::string_view text) noexcept {
    if (text.substr(0, 2) == "\\\\") text.remove_prefix(2);
    return !text.empty() && text.find('\\') == std::string_view::npos;
}

/// Takes the part of `rest` before `delimiter` off it.
std::string_view split(std::string_view& rest, char delimiter) noexcept {
    const size_t end = std::min(rest.find(delimiter), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) noexcept {
    return std::any_of(words.begin(), words.end(),
                       [&](auto candidate) { return equal_ignoring_case(word, candidate); });
}

/// Three words, single spaces: identity, tracking, effective only.
bool is_security_value(std::string_view value) noexcept {
    if (std::count(value.begin(), value.end(), ' ') != 2) return false;
    return is_one_of(split(value, ' '), {"identification", "anonymous", "impersonation"}) &&
           is_one_of(split(value, ' '), {"dynamic", "static"}) && is_one_of(value, {"true", "false"});
}

bool is_option(OptionForm form, std::string_view option) noexcept {
    const std::string_view name = split(option, '=');
    switch (form) {
        case OptionForm::none:
            return false;
        case OptionForm::security:
            return equal_ignoring_case(name, "Security") && is_security_value(option);
        case OptionForm::http:
            if (equal_ignoring_case(name, "HttpConnectOption")) return equal_ignoring_case(option, "UseHttpProxy");
            return is_one_of(name, {"HttpProxy", "RpcProxy"}) && !option.empty();
    }
    return false;
}

}  // namespace

std::span<const ProtseqSyntax> known_protseqs() noexcept { return kRows; }

const ProtseqSyntax* find_protseq(std::string_view name) noexcept {
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const auto& known) { return known.name == name; });
    return row != kRows.end() ? row : nullptr;
}

Status check_protseq(std::string_view name) noexcept {
    const ProtseqSyntax* syntax = find_protseq(name);
    if (!syntax) return Status::rpc_s_invalid_rpc_protseq;
    return syntax->available ? Status::ok : Status::rpc_s_protseq_not_supported;
}

Status check_endpoint(const ProtseqSyntax& syntax, std::string_view endpoint) noexcept {
    if (endpoint.empty()) return Status::ok;
    bool good = true;
    switch (syntax.endpoint) {
        case EndpointForm::port:
            good = is_port(endpoint);
            break;
        case EndpointForm::pipe:
            good = is_pipe(endpoint);
            break;
        case EndpointForm::local_name:
            good = endpoint.find('\\') == std::string_view::npos;
            break;
        case EndpointForm::any:
            break;
    }
    return good ? Status::ok : Status::rpc_s_invalid_endpoint_format;
}

Status check_address(const ProtseqSyntax& syntax, std::string_view address) noexcept {
    if (address.empty()) return Status::ok;
    bool good = true;
    switch (syntax.address) {
        case AddressForm::host:
            good = is_host(address);
            break;
        case AddressForm::server:
            good = is_server(address);
            break;
        case AddressForm::any:
            break;
    }
    return good ? Status::ok : Status::rpc_s_invalid_net_addr;
}

Status check_options(const ProtseqSyntax& syntax, std::string_view options) noexcept {
    while (!options.empty()) {
        if (!is_option(syntax.options, split(options, ','))) return Status::rpc_s_invalid_network_options;
    }
    return Status::ok;
}

bool keeps_identity(std::string_view options) noexcept {
    bool keeps = false;
    while (!options.empty()) {
        std::string_view value = split(options, ',');
        if (!equal_ignoring_case(split(value, '='), "Security")) continue;
        split(value, ' ');
        keeps = equal_ignoring_case(split(value, ' '), "static");
    }
    return keeps;
}

Status check_parts(const StringBinding& parts) noexcept {
    Status status = check_protseq(parts.protseq);
    if (base::failed(status)) return status;
    const ProtseqSyntax& syntax = *find_protseq(parts.protseq);
    status = check_address(syntax, parts.address);
    if (base::succeeded(status)) status = check_endpoint(syntax, parts.endpoint);
    if (base::succeeded(status)) status = check_options(syntax, parts.options);
    return status;
}

}  // namespace rpcrt4::binding
