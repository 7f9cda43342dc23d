// SPDX-License-Identifier: LGPL-2.1-or-later
// Conversation: what is said over one connection of SMB, from the client's side: message numbers, credits, signatures
// and encryption ([MS-SMB2] 3.2.4.1, 3.2.5.1). Pure: requests become frames, frames become replies to requests that
// were made. A frame that is no reply to one (replayed, made up, altered, less protected than agreed) ends it.
// Threads: one at a time.
#pragma once

#include <memory>

#include "rpcrt4/transport/smb/protection.hpp"

namespace rpcrt4::transport::smb {

/// How many bytes the frame has that begins so, its length included; rpc_s_protocol_error for none there can be.
base::Result<size_t> frame_size(std::span<const std::byte, kFrameHeaderSize> begin) noexcept;

struct Reply {
    Header header;
    Octets message;        ///< header and body, decrypted
    bool pending = false;  ///< the answer will come later
};

class Conversation {
 public:
    uint64_t session_id = 0;
    uint32_t tree_id = 0;
    bool large_mtu = false;  ///< a request may cost more than one credit

    /// From now on every message is signed, and answered so.
    void protect(std::unique_ptr<Protection> protection) noexcept { protection_ = std::move(protection); }
    /// From now on every message is encrypted. After protect().
    void encrypt() noexcept { encrypts_ = true; }
    const Protection* protection() const noexcept { return protection_.get(); }
    bool encrypts() const noexcept { return encrypts_; }

    /// Whether another request may be made now.
    bool has_credit() const noexcept { return credits_ > 0; }
    /// The frame of a request; its number in `message_id`.
    Octets request(Command command, Bytes body, uint64_t& message_id);
    Octets request(Command command, Bytes body);
    /// Asks the server to give up a request that was not answered yet.
    Octets cancel(uint64_t message_id);

    /// What a frame says, `message` being what follows its length. Empty for a notice nobody asked for.
    /// rpc_s_protocol_error, sec_e_message_altered.
    base::Result<std::vector<Reply>> take(Octets message);

    /// The requests that wait for their answers.
    size_t outstanding() const noexcept { return outstanding_.size(); }

 private:
    struct Outstanding {
        uint64_t message_id;
        uint64_t async_id;  // 0: none yet
        Command command;
    };

    Octets frame(Octets message);
    Octets protected_frame(Octets message);
    base::Status check(const Header& header, Bytes message, bool was_encrypted) const;
    base::Result<bool> settle(const Header& header);

    std::unique_ptr<Protection> protection_;
    bool encrypts_ = false;
    uint64_t next_id_ = 0;
    uint32_t credits_ = 1;
    std::vector<Outstanding> outstanding_;
};

}  // namespace rpcrt4::transport::smb
