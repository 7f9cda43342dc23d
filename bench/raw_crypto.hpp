// SPDX-License-Identifier: LGPL-2.1-or-later
// The null rival of the figures of protected calls: the same primitives, of the same library, over as many bytes, with
// keys that are set up beforehand and nothing around them.
#pragma once

#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/hmac.h>

#include <cstddef>
#include <vector>

namespace bench {

/// What one message gives the primitives, bytes.
struct Load {
    size_t stub;    ///< body and padding, which privacy encrypts
    size_t around;  ///< headers, which are signed with it
    bool seal;
};

/// NTLM's: HMAC-MD5 and RC4, which encrypts the checksum as well.
class RawNtlm {
 public:
    RawNtlm();
    void send(const Load& load);
    void receive(const Load& load);

 private:
    void sign(const Load& load);
    std::vector<uint8_t> bytes_;
    hmac_md5_ctx mac_;
    arcfour_ctx stream_;
};

/// Kerberos' with AES-256 and SHA-1, the kind of key a KDC prefers: HMAC-SHA1, and CBC over the message with a
/// confounder, filler and a header.
class RawKerberos {
 public:
    RawKerberos();
    void send(const Load& load);
    void receive(const Load& load);

 private:
    void sign(const Load& load, size_t more);
    std::vector<uint8_t> bytes_;
    hmac_sha1_ctx mac_;
    aes256_ctx encrypting_;
    aes256_ctx decrypting_;
};

}  // namespace bench
