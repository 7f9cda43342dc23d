// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/machine.hpp"

#include "handleapi/base/host_name.hpp"
#include "handleapi/base/utf16.hpp"
#include "rpcrt4/security/ntlm/casing.hpp"

namespace rpcrt4::security::ntlm {

Machine Machine::this_one() {
    constexpr size_t kNetbiosLength = 15;
    const base::HostName name;
    Machine machine;
    machine.dns_computer = name.view().empty() ? "localhost" : name.view();
    const size_t dot = machine.dns_computer.find('.');
    if (dot != std::string::npos) machine.dns_domain = machine.dns_computer.substr(dot + 1);
    const std::string first = machine.dns_computer.substr(0, dot).substr(0, kNetbiosLength);
    machine.netbios_computer = base::to_utf8(capitals(base::to_utf16(first)));
    machine.netbios_domain = machine.netbios_computer;
    return machine;
}

}  // namespace rpcrt4::security::ntlm
