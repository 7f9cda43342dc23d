// SPDX-License-Identifier: LGPL-2.1-or-later
// Where the ends of named pipes meet: the directory `pipe` in the runtime directory (base/runtime_directory.hpp), so
// only processes of one user do. Per pipe there is one control file, mapped by every end, with what is common to its
// instances and a slot for each; and per instance a socket its server listens on.
//
// Who owns what
//  - An instance is alive while its byte of the control file is locked (an open-file-description lock, shared by all
//    processes that have inherited the server's end). A mapping keeps the lock (PipeHold), no descriptor does; a
//    process that dies, however, gives it up. A slot without its lock is dead, and the next who creates an instance
//    clears it away; a pipe whose slots are all dead does not exist. Whoever inherited a client's end locks another
//    byte of the slot.
//  - A slot changes by compare-and-swap. The server moves it between idle and listening, a client takes a listening
//    one (claimed), connects to the socket, and says so (connected); the server accepts whenever it next looks. A
//    claim of a process that died before connecting is taken back by the next client.
//  - The generation counts connections of a slot. A client whose generation was disconnected by the server learns it
//    from `disconnected`, before anything else, so that what it has not read is lost as documented. A slot is not
//    given to another instance while a client of its last connection has its end open.
//  - Creating and removing instances happens under one lock of the directory; connecting takes none.
// Waiting for a free instance is a futex in the control file, moved whenever an instance begins to listen.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/io/descriptor.hpp"

namespace handleapi::io {

/// What all instances of a pipe have in common.
struct PipeFacts {
    uint32_t access = 0;         // PIPE_ACCESS_*, as the server sees it
    uint32_t message_type = 0;   // PIPE_TYPE_MESSAGE
    uint32_t max_instances = 0;  // PIPE_UNLIMITED_INSTANCES: as many as there are slots
    uint32_t out_size = 0;       // of the server's end; advice
    uint32_t in_size = 0;
    uint32_t default_timeout = 0;  // milliseconds
};

enum class PipeEnd : bool { client, server };
enum class SlotPhase : uint8_t { vacant, idle, listening, claimed, connected, closed };

/// A slot's state in one word.
struct SlotState {
    SlotPhase phase = SlotPhase::vacant;
    uint32_t generation = 0;  // 28 bits
    uint32_t client = 0;      // its process id

    static SlotState unpack(uint64_t word) noexcept {
        return {static_cast<SlotPhase>(word & 0xF), static_cast<uint32_t>(word >> 4 & 0xFFFFFFF),
                static_cast<uint32_t>(word >> 32)};
    }
    uint64_t pack() const noexcept {
        return uint64_t{client} << 32 | uint64_t{generation & 0xFFFFFFF} << 4 | static_cast<uint64_t>(phase);
    }
};

struct PipeSlot {
    std::atomic<uint64_t> state;
    std::atomic<uint32_t> disconnected;  // the last generation the server disconnected
    std::atomic<uint32_t> server;        // process id
    std::atomic<uint64_t> socket;        // number in the socket's file name
    std::atomic<uint32_t> flushing;      // somebody waits for something to be read; see pipe_flush.hpp
    std::atomic<uint32_t> taken;         // counts what flushing ends were told; a futex
    uint64_t reserved[4];
};
static_assert(sizeof(PipeSlot) == 64);

struct PipeControl {
    static constexpr uint32_t kMagic = 0x50495031;
    static constexpr uint32_t kSlots = 1023;

    uint32_t magic;
    PipeFacts facts;
    std::atomic<uint32_t> used;       // slots from here on were never used
    std::atomic<uint32_t> listening;  // counts beginnings; a futex
    uint8_t reserved[28];
    PipeSlot slots[kSlots];
};
static_assert(sizeof(PipeControl) == 65536);

/// A mapping of a control file; one per end. A forked child does not have it: the address may be anything's there.
class PipeMapping final : public base::RefCounted {
 public:
    PipeMapping(PipeControl& control, ino_t inode) noexcept;
    ~PipeMapping() override;
    PipeControl& control() noexcept { return control_; }
    /// Of the control file.
    ino_t inode() const noexcept { return inode_; }
    PipeSlot& slot(uint32_t number) noexcept { return control_.slots[number]; }

 private:
    PipeControl& control_;
    const ino_t inode_;
    const uint32_t process_;
};

/// Keeps an end of a slot alive, through a description of the control file that has the lock. Like a PipeMapping it is
/// not a forked child's.
class PipeHold {
 public:
    PipeHold() noexcept = default;
    /// error_not_enough_memory when it cannot be mapped.
    static base::Result<PipeHold> take(OwnedDescriptor locked) noexcept;
    PipeHold(PipeHold&& other) noexcept : page_(std::exchange(other.page_, nullptr)), process_(other.process_) {}
    PipeHold& operator=(PipeHold&& other) noexcept {
        std::swap(page_, other.page_);
        std::swap(process_, other.process_);
        return *this;
    }
    ~PipeHold() { release(); }
    void release() noexcept;

 private:
    void* page_ = nullptr;
    uint32_t process_ = 0;
};

/// A server's instance: its slot, and the socket clients connect to.
struct PipeInstance {
    std::string name;
    base::Ref<PipeMapping> mapping;
    uint32_t slot = 0;
    OwnedDescriptor listener;
    PipeHold hold;
};

/// A client's connection.
struct PipeConnection {
    std::string name;
    base::Ref<PipeMapping> mapping;
    uint32_t slot = 0;
    uint32_t generation = 0;
    OwnedDescriptor socket;
};

/// A new instance, idle. error_access_denied when it must be the first and is not, or when it does not fit those that
/// are there; error_pipe_busy when there are as many as may be.
base::Result<PipeInstance> create_instance(std::string_view name, const PipeFacts& facts, bool must_be_first);
/// The instance ends, unless another process has the server's end, too; what its client has not read stays readable.
void remove_instance(const std::string& name, PipeMapping& mapping, uint32_t slot, PipeHold& hold) noexcept;
/// The server wants the next client. Others are told.
void begin_listening(PipeMapping& mapping, uint32_t slot) noexcept;

/// Connects to a listening instance. error_file_not_found without a pipe, error_pipe_busy when none listens,
/// error_access_denied when the pipe does not carry data in a direction the client wants.
base::Result<PipeConnection> connect_pipe(std::string_view name, bool reads, bool writes);
/// An open description of the control file that keeps this end alive in a child. error_file_not_found when the pipe is
/// gone.
base::Result<OwnedDescriptor> hold_for_child(const std::string& name, PipeMapping& mapping, uint32_t slot, PipeEnd end);
/// The child's side: the mapping and the hold from such a description.
struct InheritedPipe {
    base::Ref<PipeMapping> mapping;
    PipeHold hold;
};
base::Result<InheritedPipe> inherit_pipe(OwnedDescriptor held);

/// The client's end is closed.
void leave_pipe(PipeMapping& mapping, uint32_t slot, uint32_t generation) noexcept;

/// Waits until connect_pipe may succeed: error_sem_timeout, error_file_not_found. 0 is the pipe's default timeout.
base::Status wait_for_pipe(std::string_view name, uint32_t milliseconds);
/// Instances that are alive, as their slots say.
uint32_t count_instances(PipeMapping& mapping) noexcept;

}  // namespace handleapi::io
