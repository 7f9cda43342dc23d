// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/casing.hpp"

#include <locale.h>
#include <wctype.h>

#include "handleapi/base/utf16.hpp"

namespace rpcrt4::security::ntlm {
namespace {

/// Made once and kept.
locale_t unicode() noexcept {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
}

char16_t capital(char16_t c) noexcept {
    if (c < 0x80) return c >= 'a' && c <= 'z' ? static_cast<char16_t>(c - 'a' + 'A') : c;
    if (!unicode()) return c;
    const wint_t upper = ::towupper_l(c, unicode());
    // Windows leaves letters alone whose capital is one of ASCII's (U+0131, U+017F).
    return upper >= 0x80 && upper <= 0xFFFF ? static_cast<char16_t>(upper) : c;
}

}  // namespace

std::u16string capitals(std::u16string_view name) {
    std::u16string upper(name);
    for (char16_t& c : upper) c = capital(c);
    return upper;
}

bool same_name(std::string_view one, std::string_view other) {
    return capitals(base::to_utf16(one)) == capitals(base::to_utf16(other));
}

}  // namespace rpcrt4::security::ntlm
