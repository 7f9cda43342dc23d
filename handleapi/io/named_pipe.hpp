// SPDX-License-Identifier: LGPL-2.1-or-later
// NamedPipe: one end of a connection through \\.\pipe\NAME. Both ends are this class; the server's has an instance of
// the pipe (pipe_directory.hpp) and gets its connections from it one after the other.
//
// On the wire a pipe of the byte type is an AF_UNIX stream, as it is. One of the message type is AF_UNIX packets: each
// begins with a word that says how many bytes of its message are left, itself included, so a message may be of any
// size and empty. A message is given to the reader packet by packet; what does not fit its buffer stays here, and is
// ERROR_MORE_DATA, until it is read. A writer's message that was begun is finished even when the call is cancelled.
//
// The sizes given to CreateNamedPipe are advice, as documented: a write of up to that size completes without a reader,
// as far as the system lets a socket have so much (net.core.wmem_max); the kernel's buffer is never made smaller, so a
// write may complete that Windows would block. What many small messages take is the kernel's to count.
// A pipe of the byte type cannot carry an empty write. The processes of one user reach each other, no others.
//
// Children inherit both kinds of ends (pipe_inheritance.cpp). The processes then have the connection and the instance
// in common: what one reads the other does not get, and disconnecting is for all. What each has for itself is how it
// reads (message mode, not waiting), and the rest of a message it has begun to read. A client that comes later is the
// connection of the process that accepts it; to the others the pipe is still listening.
// Reference: learn.microsoft.com, Named Pipes and the pages below it.
#pragma once

#include <vector>

#include "handleapi/io/pipe_directory.hpp"
#include "handleapi/io/stream.hpp"

namespace handleapi::io {

class NamedPipe final : public Stream {
 public:
    /// The server's end, listening; `mode` is PIPE_READMODE_* | PIPE_NOWAIT.
    static base::Ref<NamedPipe> serve(PipeInstance instance, uint32_t flags, uint32_t mode);
    static base::Ref<NamedPipe> connect(PipeConnection connection, uint32_t access, uint32_t flags);
    ~NamedPipe() override;
    bool describe_for_child(ChildDescription& description) override;
    /// What a child makes of such a description, or null; `socket` is its descriptor.
    static base::Ref<NamedPipe> inherit(const ChildDescription& description, OwnedDescriptor socket);

    uint32_t file_type() const noexcept override { return FILE_TYPE_PIPE; }
    base::Status flush() override;
    base::Result<PeekResult> peek(std::byte* buffer, uint32_t size) noexcept override;

    PipeEnd side() const noexcept { return side_; }
    /// A forked child has the parent's pipes only by name: it must ask before anything below.
    bool of_this_process() const noexcept;
    const PipeFacts& facts() const noexcept { return mapping_->control().facts; }
    /// Instances of the pipe that are alive.
    uint32_t instances() const noexcept;
    base::Result<uint32_t> mode() const noexcept override;
    base::Status set_mode(uint32_t mode) noexcept override;

    /// The server's: wants the next client. ok when there is none yet (then a connect request may wait for it), else
    /// error_pipe_connected, error_no_data when one was here and went, error_pipe_listening without waiting.
    base::Status begin_connect(bool& was_disconnected) noexcept;
    base::Status disconnect() noexcept;
    /// A transaction may begin: message mode, and nothing unread.
    base::Status check_transaction() noexcept;

    base::Result<uint32_t> client_process() noexcept;
    uint32_t server_process() const noexcept;

 protected:
    Outcome attempt(Request& request, Direction direction) noexcept override;
    Need need(Direction direction) noexcept override;
    bool abandon(Request& request) noexcept override;
    bool unsent() noexcept override;
    void close_stream() noexcept override;

 private:
    static constexpr size_t kPacket = 32768;

    NamedPipe(PipeEnd side, std::string name, base::Ref<PipeMapping> mapping, uint32_t slot, uint32_t access,
              uint32_t flags);
    void have_listener(OwnedDescriptor listener);
    void have_connection(OwnedDescriptor socket);
    /// Room for what this end's writes were promised.
    void reserve_buffer(int socket) const noexcept;
    /// The connection's descriptor number, accepting it if it has come; else why there is none.
    base::Result<int> connection() noexcept;
    bool accept_client() noexcept;
    base::Status no_connection() const noexcept;
    bool disconnected() const noexcept;
    bool peer_gone(int socket) const noexcept;
    void forget_connection() noexcept;
    bool retire_connection() noexcept;
    /// Lets go of retired connections; without the lock.
    void drop_retired() noexcept;
    SlotState slot_state() const noexcept;

    base::Status drained() noexcept;
    Outcome attempt_connect(Request& request) noexcept;
    Outcome attempt_read(Request& request) noexcept;
    Outcome read_bytes(Request& request, int socket) noexcept;
    Outcome read_messages(Request& request, int socket) noexcept;
    /// Gets the next packet: into the request as far as it fits, the rest into spill_.
    base::Status receive_packet(Request& request, int socket) noexcept;
    void take_spilled(Request& request) noexcept;
    Outcome attempt_write(Request& request) noexcept;
    base::Status send_data(Request& request, int socket, const std::byte* data, uint32_t size) noexcept;
    base::Result<PeekResult> peek_packets(int socket, std::byte* buffer, uint32_t size) noexcept;

    const base::Ref<PipeMapping> mapping_;
    const uint32_t slot_;
    const bool messages_;  // the pipe's type
    const PipeEnd side_;
    const uint32_t process_;
    const std::string name_;
    PipeHold hold_;                   // a server's, and of a client's end that was inherited
    base::Ref<Descriptor> listener_;  // a server's
    uint32_t generation_ = 0;         // the connection's
    base::Ref<Descriptor> retired_;   // a connection that another process has disconnected
    bool message_mode_ = false;       // how this end reads
    bool no_wait_ = false;
    bool in_message_ = false;       // part of a message has been read
    uint32_t message_left_ = 0;     // of it, here and to come
    std::vector<std::byte> spill_;  // bytes of it that are here, from spill_at_
    size_t spill_at_ = 0;
    std::vector<std::byte> unsent_;  // of writes that were abandoned, from unsent_at_
    size_t unsent_at_ = 0;
};

}  // namespace handleapi::io
