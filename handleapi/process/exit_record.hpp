// SPDX-License-Identifier: LGPL-2.1-or-later
// ExitRecord: where a process's full 32-bit exit code is left for those who hold handles to it; the kernel keeps eight
// bits. A record is a small file, `process/PID-START` in the runtime directory, made by whoever starts or opens the
// process and mapped by it, by them, and, when it ends, by the process itself. The first code written stays: that of
// TerminateProcess, or what the process gave to exit. Everybody who has the record mapped holds a shared lock on the
// file; the last one removes it, and who opens it checks that it has not just been removed. What a crash leaves behind
// is not locked, and goes when the next record is made. Other users have no access: the directory is private.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace handleapi {

class ExitRecord {
 public:
    /// A record for a process yet to be started: it has no name until name_after. Null when there can be none.
    static std::unique_ptr<ExitRecord> create();
    /// The record of a running process, made if need be.
    static std::unique_ptr<ExitRecord> open(uint32_t process_id, uint64_t start_ticks);
    /// The record behind a descriptor that the starter of this process left open; takes the descriptor over.
    static std::unique_ptr<ExitRecord> adopt(int descriptor);

    ExitRecord(const ExitRecord&) = delete;
    ExitRecord& operator=(const ExitRecord&) = delete;
    ~ExitRecord();

    /// Gives the record the name others look for.
    void name_after(uint32_t process_id, uint64_t start_ticks);
    /// For the process itself: a descriptor to be inherited. Closed by close_descriptor.
    int descriptor() const noexcept { return descriptor_; }
    void close_descriptor() noexcept;

    /// Leaves `code`, unless there is one already.
    void publish(uint32_t code) noexcept;
    std::optional<uint32_t> code() const noexcept;

    /// For the end of this process, when nobody passed it a record: leaves `code` where somebody may have made one.
    static void publish_own(uint32_t code) noexcept;

 private:
    struct Shared {
        std::atomic<uint64_t> value;  // kPublished | code
    };
    static constexpr uint64_t kPublished = uint64_t{1} << 32;

    ExitRecord(std::string path, int descriptor, Shared* shared) noexcept
        : path_(std::move(path)), descriptor_(descriptor), shared_(shared) {}
    static Shared* map(int descriptor) noexcept;

    std::string path_;  // empty: somebody else's to remove
    int descriptor_;
    Shared* shared_;
};

}  // namespace handleapi
