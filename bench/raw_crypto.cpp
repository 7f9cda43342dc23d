// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/raw_crypto.hpp"

#include <nettle/cbc.h>

#include <cstdint>

namespace bench {
namespace {

constexpr uint8_t kKey[32] = {1, 2, 3, 4, 5};
constexpr size_t kNtlmKey = 16;
constexpr size_t kNtlmChecksum = 8, kNtlmNumber = 4;
constexpr size_t kBlock = 16;
constexpr size_t kKerberosHeader = 16;
constexpr size_t kKerberosMore = 3 * kBlock;  // confounder, filler, header
constexpr size_t kMost = 1 << 16;             // of one PDU

}  // namespace

RawNtlm::RawNtlm() : bytes_(kMost) {
    hmac_md5_set_key(&mac_, kNtlmKey, kKey);
    arcfour_set_key(&stream_, kNtlmKey, kKey);
}

void RawNtlm::sign(const Load& load) {
    uint8_t digest[kNtlmKey];
    hmac_md5_update(&mac_, kNtlmNumber + load.around + load.stub, bytes_.data());
    hmac_md5_digest(&mac_, sizeof digest, digest);
    arcfour_crypt(&stream_, kNtlmChecksum, digest, digest);
}

void RawNtlm::send(const Load& load) {
    sign(load);
    if (load.seal) arcfour_crypt(&stream_, load.stub, bytes_.data(), bytes_.data());
}

void RawNtlm::receive(const Load& load) { send(load); }

RawKerberos::RawKerberos() : bytes_(kMost + kKerberosMore) {
    hmac_sha1_set_key(&mac_, sizeof kKey, kKey);
    aes256_set_encrypt_key(&encrypting_, kKey);
    aes256_invert_key(&decrypting_, &encrypting_);
}

void RawKerberos::sign(const Load& load, size_t more) {
    uint8_t digest[SHA1_DIGEST_SIZE];
    hmac_sha1_update(&mac_, load.around + load.stub + more, bytes_.data());
    hmac_sha1_digest(&mac_, sizeof digest, digest);
}

void RawKerberos::send(const Load& load) {
    sign(load, load.seal ? kKerberosMore : kKerberosHeader);
    uint8_t vector[kBlock] = {};
    const auto aes = reinterpret_cast<nettle_cipher_func*>(aes256_encrypt);
    if (load.seal)
        cbc_encrypt(&encrypting_, aes, kBlock, vector, load.stub + kKerberosMore, bytes_.data(), bytes_.data());
}

void RawKerberos::receive(const Load& load) {
    sign(load, load.seal ? kKerberosMore : kKerberosHeader);
    uint8_t vector[kBlock] = {};
    const auto aes = reinterpret_cast<nettle_cipher_func*>(aes256_decrypt);
    if (load.seal)
        cbc_decrypt(&decrypting_, aes, kBlock, vector, load.stub + kKerberosMore, bytes_.data(), bytes_.data());
}

}  // namespace bench
