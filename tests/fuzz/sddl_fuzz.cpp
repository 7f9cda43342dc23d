// SPDX-License-Identifier: LGPL-2.1-or-later
// Security descriptors as text and as self-relative bytes from elsewhere (the first byte chooses): what is refused is
// refused without a fault, what is taken survives the way to text and back.
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "rpcrt4/security/access_list.hpp"
#include "rpcrt4/security/descriptor_memory.hpp"
#include "rpcrt4/security/sddl.hpp"
#include "rpcrt4/security/security_descriptor.hpp"

using namespace rpcrt4::security;

namespace {

constexpr uint32_t kAll =
    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | SACL_SECURITY_INFORMATION;

void examine(const std::vector<std::byte>& descriptor) {
    if (!is_contained(descriptor.data(), descriptor.size())) return;
    const DescriptorParts parts = DescriptorParts::of(descriptor.data());
    if (!parts.valid()) std::abort();
    const auto copied = parts.flattened();
    if (!is_contained(copied.data(), copied.size())) std::abort();
    static_cast<void>(SecurityDescriptor::copy(descriptor.data()));
    const auto text = print_descriptor(parts, kAll);
    if (!text) return;
    const auto read = parse_descriptor(*text);
    if (!read) return;  // more parts of a SID than text can say, flags that have no letters
    const auto again = print_descriptor(DescriptorParts::of(read->data()), kAll);
    if (!again || *again != *text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
    if (data[0] % 2 == 0) {
        const auto made = parse_descriptor({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        if (!made) return 0;
        if (!is_contained(made->data(), made->size())) std::abort();
        examine(*made);
    } else {
        examine({bytes.begin(), bytes.end()});
    }
    return 0;
}
