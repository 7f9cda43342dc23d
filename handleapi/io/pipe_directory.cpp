// SPDX-License-Identifier: LGPL-2.1-or-later
// See pipe_directory.hpp. Reference: fcntl(2), "Open file description locks"; unix(7).
#include "handleapi/io/pipe_directory.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <new>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/runtime_directory.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"

#include <winbase.h>

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr size_t kLongestName = 200;
constexpr int64_t kLookAgain = 100'000'000;  // nanoseconds: a pipe may die without a word
constexpr uint32_t kDefaultTimeout = 50;     // milliseconds, when its creator names none

/// Letters, digits, '-' and '_' stand for themselves; a name that is too long ends in a number made of all of it.
std::string file_name(std::string_view name) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    uint64_t hash = 14695981039346656037u;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        hash = (hash ^ byte) * 1099511628211u;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
            text += c;
        } else {
            text += {'%', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    if (text.size() <= kLongestName) return text;
    text.resize(kLongestName);
    text += '~';
    for (int shift = 60; shift >= 0; shift -= 4) text += kHex[hash >> shift & 15];
    return text;
}

/// The directory, open. Socket addresses go through it: its path may be longer than they allow.
class PipeFolder {
 public:
    static Result<PipeFolder> open() {
        const auto runtime = base::runtime_directory();
        if (!runtime)
            return runtime.status() == Status::rpc_s_access_denied ? Status::error_access_denied
                                                                   : Status::error_path_not_found;
        const std::string path = *runtime + "/pipe";
        if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return status_from(errno);
        OwnedDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!folder) return status_from(errno);
        return PipeFolder(std::move(folder));
    }
    int get() const noexcept { return folder_.get(); }
    /// Held until closed: instances are made and removed under it.
    OwnedDescriptor lock() const noexcept {
        OwnedDescriptor file(::openat(folder_.get(), ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        while (file && ::flock(file.get(), LOCK_EX) != 0 && errno == EINTR) {
        }
        return file;
    }
    static std::string socket_name(uint64_t number) { return ".s" + std::to_string(number); }
    sockaddr_un socket_address(uint64_t number) const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string path = "/proc/self/fd/" + std::to_string(folder_.get()) + "/" + socket_name(number);
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        return address;
    }
    void remove_socket(uint64_t number) const noexcept {
        if (number != 0) ::unlinkat(folder_.get(), socket_name(number).c_str(), 0);
    }

 private:
    explicit PipeFolder(OwnedDescriptor folder) noexcept : folder_(std::move(folder)) {}
    OwnedDescriptor folder_;
};

/// A control file that is open.
struct ControlFile {
    OwnedDescriptor file;
    Ref<PipeMapping> mapping;

    PipeControl& control() const noexcept { return mapping->control(); }
    /// Whether some process has that end of the slot; of clients, only those count that inherited it.
    bool alive(uint32_t slot, PipeEnd end = PipeEnd::server) const noexcept {
        struct flock lock = byte_of(slot, end, F_WRLCK);
        return ::fcntl(file.get(), F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
    }
    /// A description that keeps the slot's end alive.
    Result<OwnedDescriptor> hold(uint32_t slot, PipeEnd end) const noexcept {
        char link[40];
        std::snprintf(link, sizeof link, "/proc/self/fd/%d", file.get());
        OwnedDescriptor held(::open(link, O_RDWR | O_CLOEXEC));
        struct flock lock = byte_of(slot, end, F_RDLCK);
        if (!held || ::fcntl(held.get(), F_OFD_SETLK, &lock) != 0) return status_from(errno);
        return held;
    }
    uint32_t used() const noexcept { return std::min(control().used.load(), PipeControl::kSlots); }

 private:
    static struct flock byte_of(uint32_t slot, PipeEnd end, short type) noexcept {
        struct flock lock {};
        lock.l_type = type;
        lock.l_whence = SEEK_SET;
        lock.l_start = slot + (end == PipeEnd::client ? PipeControl::kSlots : 0);
        lock.l_len = 1;
        return lock;
    }
};

SlotState state_of(PipeSlot& slot) noexcept { return SlotState::unpack(slot.state.load(std::memory_order_acquire)); }

bool change(PipeSlot& slot, const SlotState& from, const SlotState& to) noexcept {
    uint64_t expected = from.pack();
    return slot.state.compare_exchange_strong(expected, to.pack(), std::memory_order_acq_rel);
}

bool process_exists(uint32_t id) noexcept { return ::kill(static_cast<pid_t>(id), 0) == 0 || errno != ESRCH; }

Result<Ref<PipeMapping>> map(int file) {
    void* const memory = ::mmap(nullptr, sizeof(PipeControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) return status_from(errno);
    // A forked child must not keep the parent's instances alive.
    ::madvise(memory, sizeof(PipeControl), MADV_DONTFORK);
    struct stat info {};
    ::fstat(file, &info);
    return base::make_ref<PipeMapping>(*static_cast<PipeControl*>(memory), info.st_ino);
}

/// A pipe's file; what is in it is believed only as far as it makes sense.
Result<ControlFile> map_control(OwnedDescriptor file) {
    struct stat info {};
    if (::fstat(file.get(), &info) != 0 || info.st_size != sizeof(PipeControl) || !S_ISREG(info.st_mode)) {
        return Status::error_file_not_found;  // another's, or one that is being made
    }
    auto mapping = map(file.get());
    if (!mapping) return mapping.status();
    if ((*mapping)->control().magic != PipeControl::kMagic) return Status::error_file_not_found;
    return ControlFile{std::move(file), std::move(*mapping)};
}

Result<ControlFile> open_control(const PipeFolder& folder, const std::string& name) {
    OwnedDescriptor file(::openat(folder.get(), name.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return errno == ENOENT ? Status::error_file_not_found : status_from(errno);
    return map_control(std::move(file));
}

Result<ControlFile> make_control(const PipeFolder& folder, const std::string& name, const PipeFacts& facts) {
    ::unlinkat(folder.get(), name.c_str(), 0);
    OwnedDescriptor file(::openat(folder.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file || ::ftruncate(file.get(), sizeof(PipeControl)) != 0) return status_from(errno);
    auto mapping = map(file.get());
    if (!mapping) return mapping.status();
    PipeControl& control = (*mapping)->control();
    control.facts = facts;
    control.magic = PipeControl::kMagic;
    return ControlFile{std::move(file), std::move(*mapping)};
}

uint32_t count_alive(const ControlFile& file) noexcept {
    uint32_t count = 0;
    for (uint32_t slot = 0; slot < file.used(); ++slot) {
        const SlotPhase phase = state_of(file.control().slots[slot]).phase;
        count += phase != SlotPhase::vacant && phase != SlotPhase::closed && file.alive(slot);
    }
    return count;
}

/// Whether a slot can be given to a new instance: nobody's, or its server and its clients are all gone.
bool free_slot(const PipeFolder& folder, const ControlFile& file, uint32_t number) noexcept {
    PipeSlot& slot = file.control().slots[number];
    const SlotState state = state_of(slot);
    if (file.alive(number) || file.alive(number, PipeEnd::client)) return false;
    const bool has_client = state.phase == SlotPhase::connected || state.phase == SlotPhase::closed;
    if (has_client && process_exists(state.client)) return false;
    folder.remove_socket(slot.socket.exchange(0));
    return true;
}

Result<uint32_t> choose_slot(const PipeFolder& folder, const ControlFile& file) noexcept {
    const uint32_t used = file.used();
    for (uint32_t slot = 0; slot < used; ++slot) {
        if (free_slot(folder, file, slot)) return slot;
    }
    if (used == PipeControl::kSlots) return Status::error_no_system_resources;
    file.control().used.store(used + 1);
    return used;
}

Result<PipeHold> take_hold(const ControlFile& file, uint32_t slot) noexcept {
    auto held = file.hold(slot, PipeEnd::server);
    return held ? PipeHold::take(std::move(*held)) : held.status();
}

Result<OwnedDescriptor> make_listener(const PipeFolder& folder, PipeSlot& slot, bool messages) {
    static std::atomic<uint32_t> count{0};
    const uint64_t number = uint64_t{static_cast<uint32_t>(::getpid())} << 32 | (count.fetch_add(1) + 1);
    OwnedDescriptor socket(
        ::socket(AF_UNIX, (messages ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return status_from(errno);
    const sockaddr_un address = folder.socket_address(number);
    folder.remove_socket(number);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.get(), 16) != 0) {
        return status_from(errno);
    }
    slot.socket.store(number);
    return socket;
}

/// Takes one listening slot and connects to it; error_pipe_busy when it is not to be had after all.
Result<PipeConnection> connect_slot(const PipeFolder& folder, const ControlFile& file, uint32_t number) {
    PipeSlot& slot = file.control().slots[number];
    SlotState state = state_of(slot);
    if (state.phase == SlotPhase::claimed && !process_exists(state.client)) {
        const SlotState again{SlotPhase::listening, state.generation, 0};
        if (change(slot, state, again)) state = again;
    }
    if (state.phase != SlotPhase::listening) return Status::error_pipe_busy;
    const SlotState claimed{SlotPhase::claimed, state.generation, static_cast<uint32_t>(::getpid())};
    if (!change(slot, state, claimed)) return Status::error_pipe_busy;
    const bool messages = file.control().facts.message_type != 0;
    OwnedDescriptor socket(::socket(AF_UNIX, (messages ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC, 0));
    const int error = socket ? 0 : errno;
    const sockaddr_un address = folder.socket_address(slot.socket.load());
    if (error != 0 || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const bool dead = error == 0 && (errno == ECONNREFUSED || errno == ENOENT);
        const Status status = dead ? Status::error_pipe_busy : status_from(error ? error : errno);
        static_cast<void>(change(slot, claimed, {dead ? SlotPhase::vacant : SlotPhase::listening, state.generation}));
        return status;
    }
    static_cast<void>(change(slot, claimed, {SlotPhase::connected, state.generation, claimed.client}));
    return PipeConnection{{}, file.mapping, number, state.generation, std::move(socket)};
}

/// FUTEX_WAIT between processes, for at most a while.
void wait_for_listening(std::atomic<uint32_t>& word, uint32_t seen, int64_t nanoseconds) noexcept {
    const timespec limit{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    const BlockingScope blocking;
    ::syscall(SYS_futex, &word, FUTEX_WAIT, seen, &limit, nullptr, 0);
}

}  // namespace

PipeMapping::PipeMapping(PipeControl& control, ino_t inode) noexcept
    : control_(control), inode_(inode), process_(base::process_generation()) {}

PipeMapping::~PipeMapping() {
    if (process_ == base::process_generation()) ::munmap(&control_, sizeof control_);
}

Result<PipeHold> PipeHold::take(OwnedDescriptor locked) noexcept {
    PipeHold hold;
    void* const page = ::mmap(nullptr, 1, PROT_NONE, MAP_SHARED, locked.get(), 0);
    if (page == MAP_FAILED) return status_from(errno);
    ::madvise(page, 1, MADV_DONTFORK);
    hold.page_ = page;
    hold.process_ = base::process_generation();
    return hold;
}

void PipeHold::release() noexcept {
    void* const page = std::exchange(page_, nullptr);
    if (page && process_ == base::process_generation()) ::munmap(page, 1);
}

Result<PipeInstance> create_instance(std::string_view name, const PipeFacts& facts, bool must_be_first) {
    auto folder = PipeFolder::open();
    if (!folder) return folder.status();
    const OwnedDescriptor lock = folder->lock();
    if (!lock) return status_from(errno);
    const std::string file_of_pipe = file_name(name);
    auto file = open_control(*folder, file_of_pipe);
    const uint32_t alive = file ? count_alive(*file) : 0;
    if (alive == 0) {
        if (file) {  // all its instances are dead
            for (uint32_t slot = 0; slot < file->used(); ++slot) free_slot(*folder, *file, slot);
        }
        file = make_control(*folder, file_of_pipe, facts);
    } else {
        const PipeFacts& first = file->control().facts;
        const bool alike = first.access == facts.access && first.message_type == facts.message_type &&
                           first.max_instances == facts.max_instances && first.default_timeout == facts.default_timeout;
        if (must_be_first || !alike) return Status::error_access_denied;
        if (first.max_instances != PIPE_UNLIMITED_INSTANCES && alive >= first.max_instances) {
            return Status::error_pipe_busy;
        }
    }
    if (!file) return file.status();
    const auto slot = choose_slot(*folder, *file);
    if (!slot) return slot.status();
    auto hold = take_hold(*file, *slot);
    if (!hold) return hold.status();
    PipeSlot& mine = file->control().slots[*slot];
    auto listener = make_listener(*folder, mine, facts.message_type != 0);
    if (!listener) return listener.status();
    mine.server.store(static_cast<uint32_t>(::getpid()));
    const uint32_t generation = state_of(mine).generation + 1;
    mine.state.store(SlotState{SlotPhase::idle, generation}.pack(), std::memory_order_release);
    return PipeInstance{std::string(name), std::move(file->mapping), *slot, std::move(*listener), std::move(*hold)};
}

void begin_listening(PipeMapping& mapping, uint32_t number) noexcept {
    PipeSlot& slot = mapping.slot(number);
    slot.state.store(SlotState{SlotPhase::listening, state_of(slot).generation}.pack(), std::memory_order_release);
    mapping.control().listening.fetch_add(1);
    ::syscall(SYS_futex, &mapping.control().listening, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

namespace {

/// The slot has no server any more.
void vacate(PipeSlot& slot) noexcept {
    for (;;) {
        const SlotState state = state_of(slot);
        const bool has_client = state.phase == SlotPhase::connected;
        const SlotState left{has_client ? SlotPhase::closed : SlotPhase::vacant, state.generation, state.client};
        if (change(slot, state, left)) return;
    }
}

}  // namespace

void remove_instance(const std::string& pipe, PipeMapping& mapping, uint32_t number, PipeHold& hold) noexcept {
    try {
        const auto folder = PipeFolder::open();
        const OwnedDescriptor lock = folder ? folder->lock() : OwnedDescriptor();
        PipeSlot& slot = mapping.slot(number);
        hold.release();
        const std::string name = file_name(pipe);
        const auto file = lock ? open_control(*folder, name) : Result<ControlFile>(Status::error_file_not_found);
        const bool ours = file && file->mapping->inode() == mapping.inode();
        if (!ours || !file->alive(number)) {
            vacate(slot);
            if (folder) folder->remove_socket(slot.socket.exchange(0));
        }
        if (ours && count_alive(*file) == 0) ::unlinkat(folder->get(), name.c_str(), 0);
    } catch (const std::bad_alloc&) {
        hold.release();  // dead all the same; the next comer clears it away
    }
}

Result<OwnedDescriptor> hold_for_child(const std::string& name, PipeMapping& mapping, uint32_t slot, PipeEnd end) {
    const auto folder = PipeFolder::open();
    if (!folder) return folder.status();
    const OwnedDescriptor lock = folder->lock();
    if (!lock) return status_from(errno);
    const auto file = open_control(*folder, file_name(name));
    if (!file) return file.status();
    const bool gone = file->mapping->inode() != mapping.inode() || (end == PipeEnd::server && !file->alive(slot));
    if (gone) return Status::error_file_not_found;
    return file->hold(slot, end);
}

Result<InheritedPipe> inherit_pipe(OwnedDescriptor held) {
    char link[40];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", held.get());
    OwnedDescriptor file(::open(link, O_RDWR | O_CLOEXEC));
    if (!file) return status_from(errno);
    auto control = map_control(std::move(file));
    if (!control) return control.status();
    auto hold = PipeHold::take(std::move(held));
    if (!hold) return hold.status();
    return InheritedPipe{std::move(control->mapping), std::move(*hold)};
}

Result<PipeConnection> connect_pipe(std::string_view name, bool reads, bool writes) {
    const auto folder = PipeFolder::open();
    if (!folder) return folder.status();
    const auto file = open_control(*folder, file_name(name));
    if (!file) return file.status();
    const uint32_t access = file->control().facts.access;
    const bool fits = (!reads || (access & PIPE_ACCESS_OUTBOUND)) && (!writes || (access & PIPE_ACCESS_INBOUND));
    for (uint32_t slot = 0; slot < file->used(); ++slot) {
        if (fits) {
            auto connection = connect_slot(*folder, *file, slot);
            if (connection) connection->name = name;
            if (connection || connection.status() != Status::error_pipe_busy) return connection;
        }
    }
    if (count_alive(*file) == 0) return Status::error_file_not_found;
    return fits ? Status::error_pipe_busy : Status::error_access_denied;
}

void leave_pipe(PipeMapping& mapping, uint32_t number, uint32_t generation) noexcept {
    PipeSlot& slot = mapping.slot(number);
    const SlotState state = state_of(slot);
    if (state.phase == SlotPhase::closed && state.generation == generation) {
        static_cast<void>(change(slot, state, {SlotPhase::vacant, generation}));
    }
}

Status wait_for_pipe(std::string_view name, uint32_t milliseconds) {
    const auto folder = PipeFolder::open();
    if (!folder) return folder.status();
    int64_t deadline = deadline_after(milliseconds);
    for (bool first = true;; first = false) {
        const auto file = open_control(*folder, file_name(name));
        if (!file) return file.status();
        PipeControl& control = file->control();
        if (first && milliseconds == NMPWAIT_USE_DEFAULT_WAIT) {
            const uint32_t by_default = control.facts.default_timeout;
            deadline = deadline_after(by_default ? by_default : kDefaultTimeout);
        }
        const uint32_t seen = control.listening.load();
        for (uint32_t slot = 0; slot < file->used(); ++slot) {
            if (state_of(control.slots[slot]).phase == SlotPhase::listening && file->alive(slot)) return Status::ok;
        }
        if (count_alive(*file) == 0) return Status::error_file_not_found;
        const int64_t left = deadline == base::kNoDeadline ? kLookAgain : deadline - base::monotonic_now();
        if (left <= 0) return Status::error_sem_timeout;
        wait_for_listening(control.listening, seen, std::min(left, kLookAgain));
    }
}

uint32_t count_instances(PipeMapping& mapping) noexcept {
    uint32_t count = 0;
    for (uint32_t slot = 0; slot < std::min(mapping.control().used.load(), PipeControl::kSlots); ++slot) {
        const SlotPhase phase = state_of(mapping.slot(slot)).phase;
        count += phase != SlotPhase::vacant && phase != SlotPhase::closed;
    }
    return count;
}

}  // namespace handleapi::io
