// SPDX-License-Identifier: LGPL-2.1-or-later
// PlainStream: bytes through a descriptor that is what it is: a terminal, a FIFO, a socket, one end of an anonymous
// pipe. Its mode (O_NONBLOCK) is left alone, since a child may inherit it as its standard input; calls ask the kernel
// not to wait one by one (RWF_NOWAIT, MSG_DONTWAIT), or look with poll(2) first where it cannot be asked. A terminal
// that is ready for some bytes still waits with the rest: calls use another description of it, which does not wait.
// The end of what can be read is ERROR_BROKEN_PIPE for a pipe or socket and zero bytes for a terminal.
#pragma once

#include "handleapi/io/stream.hpp"

namespace handleapi::io {

class PlainStream final : public Stream {
 public:
    PlainStream(OwnedDescriptor descriptor, uint32_t access, uint32_t flags);

    uint32_t file_type() const noexcept override;
    /// Waits for the reader of a pipe. The kernel wakes nobody when a pipe becomes empty, but it reports each reading
    /// to inotify, by whatever program. error_invalid_handle for a console's output, which has no buffer.
    base::Status flush() override;
    /// What a pipe holds, without taking it. Its bytes are copied for a socket; a FIFO's can only be counted.
    /// Of a pipe: PIPE_NOWAIT or nothing.
    base::Result<uint32_t> mode() const noexcept override;
    base::Status set_mode(uint32_t mode) noexcept override;
    base::Result<PeekResult> peek(std::byte* buffer, uint32_t size) noexcept override;

 protected:
    Outcome attempt(Request& request, Direction direction) noexcept override;
    Need need(Direction direction) noexcept override;
    void close_stream() noexcept override;
    bool inheritable() const noexcept override { return true; }

 private:
    enum class Kind : uint8_t { terminal, pipe, socket };
    base::Status flush_terminal(int descriptor) noexcept;
    Outcome attempt_flush(int descriptor) noexcept;
    void watch_readers(int descriptor) noexcept;
    Outcome attempt_read(Request& request, int descriptor) noexcept;
    Outcome attempt_write(Request& request, int descriptor) noexcept;
    ssize_t read_some(int descriptor, std::byte* buffer, size_t size) noexcept;
    ssize_t write_some(int descriptor, const std::byte* buffer, size_t size) noexcept;

    /// What calls use: a terminal's description that does not wait.
    int number_for_calls(const Descriptor& descriptor) const noexcept {
        return without_waiting_ ? without_waiting_.get() : descriptor.number();
    }

    Kind kind_;
    OwnedDescriptor without_waiting_;
    bool no_wait_ = false;
    base::Ref<Descriptor> readings_;  // an inotify that tells of readings, while somebody flushes
};

/// The two ends of a new anonymous pipe: read, write. `size` is advice.
struct PipeEnds {
    base::Ref<PlainStream> read_end;
    base::Ref<PlainStream> write_end;
};
base::Result<PipeEnds> create_pipe(uint32_t size);

}  // namespace handleapi::io
