// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/keys.hpp"

#include <algorithm>
#include <string>

#include "handleapi/base/utf16.hpp"
#include "rpcrt4/security/ntlm/casing.hpp"
#include "rpcrt4/security/ntlm/messages.hpp"

namespace rpcrt4::security::ntlm {
namespace {

std::span<const std::byte> bytes_of(std::u16string_view text) { return std::as_bytes(std::span(text)); }

/// The magic constants count with their terminator.
template <size_t N>
std::span<const std::byte> with_terminator(const char (&text)[N]) {
    return std::as_bytes(std::span(text));
}

/// How many bytes belong to the character that begins here, as far as they are there.
size_t character_length(std::string_view text) {
    size_t length = 1;
    while (length < 4 && length < text.size() && (static_cast<uint8_t>(text[length]) & 0xC0) == 0x80) ++length;
    return length;
}

}  // namespace

Key nt_hash(std::span<const std::byte> password) {
    // One character at a time: at most two code units, which a string holds in itself, so no heap sees the password.
    std::string_view rest(reinterpret_cast<const char*>(password.data()), password.size());
    Md4 hash;
    while (!rest.empty()) {
        const size_t length = character_length(rest);
        std::u16string character = base::to_utf16(rest.substr(0, length));
        hash.add(bytes_of(character));
        ::explicit_bzero(character.data(), character.size() * sizeof(char16_t));
        rest.remove_prefix(length);
    }
    return hash.digest();
}

Key response_key(const Key& nt_hash, std::string_view user, std::string_view domain) {
    HmacMd5 mac(*nt_hash);
    mac.add(bytes_of(capitals(base::to_utf16(user))));
    mac.add(bytes_of(base::to_utf16(domain)));
    return mac.digest();
}

Key nt_proof(const Key& response_key, std::span<const std::byte> server_challenge, std::span<const std::byte> blob) {
    HmacMd5 mac(*response_key);
    mac.add(server_challenge);
    mac.add(blob);
    return mac.digest();
}

std::array<std::byte, 24> lm_response(const Key& response_key, std::span<const std::byte> server_challenge,
                                      std::span<const std::byte> client_challenge) {
    const Key proof = nt_proof(response_key, server_challenge, client_challenge);
    std::array<std::byte, 24> response{};
    std::copy(proof->begin(), proof->end(), response.begin());
    std::copy_n(client_challenge.begin(), std::min<size_t>(client_challenge.size(), 8), response.begin() + kKeySize);
    return response;
}

Key session_base_key(const Key& response_key, const Key& proof) {
    HmacMd5 mac(*response_key);
    mac.add(*proof);
    return mac.digest();
}

Key exchanged_key(const Key& key_exchange_key, std::span<const std::byte> session_key) {
    Key key;
    std::copy_n(session_key.begin(), std::min(session_key.size(), kKeySize), key->begin());
    Rc4(*key_exchange_key).apply(*key);
    return key;
}

Key sign_key(const Key& exported_session_key, Direction direction) {
    Md5 hash;
    hash.add(*exported_session_key);
    hash.add(direction == Direction::to_server
                 ? with_terminator("session key to client-to-server signing key magic constant")
                 : with_terminator("session key to server-to-client signing key magic constant"));
    return hash.digest();
}

Key seal_key(uint32_t flags, const Key& exported_session_key, Direction direction) {
    const size_t used = flags & flag::k128 ? kKeySize : flags & flag::k56 ? 7 : 5;
    Md5 hash;
    hash.add(std::span(*exported_session_key).first(used));
    hash.add(direction == Direction::to_server
                 ? with_terminator("session key to client-to-server sealing key magic constant")
                 : with_terminator("session key to server-to-client sealing key magic constant"));
    return hash.digest();
}

Key message_mic(const Key& exported_session_key, std::span<const std::byte> negotiate,
                std::span<const std::byte> challenge, std::span<const std::byte> authenticate) {
    HmacMd5 mac(*exported_session_key);
    mac.add(negotiate);
    mac.add(challenge);
    mac.add(authenticate);
    return mac.digest();
}

}  // namespace rpcrt4::security::ntlm
