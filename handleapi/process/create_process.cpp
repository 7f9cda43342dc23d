// SPDX-License-Identifier: LGPL-2.1-or-later
// See create_process.hpp.
#include "handleapi/process/create_process.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "handleapi/process/command_line.hpp"
#include "handleapi/process/delivery.hpp"
#include "handleapi/process/environment.hpp"
#include "handleapi/process/inheritance.hpp"
#include "handleapi/process/program_search.hpp"
#include "handleapi/process/spawn.hpp"
#include "handleapi/process/standard_handles.hpp"
#include "handleapi/process/startup.hpp"

#include <winbase.h>

namespace handleapi {
namespace {

using base::Ref;
using base::Result;
using base::Status;

constexpr size_t kLongestCommandLine = 32767;
constexpr int kFirstFree = 3;
constexpr uint32_t kPriorityClasses = IDLE_PRIORITY_CLASS | BELOW_NORMAL_PRIORITY_CLASS | NORMAL_PRIORITY_CLASS |
                                      ABOVE_NORMAL_PRIORITY_CLASS | HIGH_PRIORITY_CLASS | REALTIME_PRIORITY_CLASS;
constexpr uint32_t kRefused = DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS | CREATE_PROTECTED_PROCESS;

struct PriorityRow {
    uint32_t priority_class;
    int nice;
};
constexpr std::array<PriorityRow, 6> kPriorities = {{
    {REALTIME_PRIORITY_CLASS, -20},
    {HIGH_PRIORITY_CLASS, -10},
    {ABOVE_NORMAL_PRIORITY_CLASS, -5},
    {NORMAL_PRIORITY_CLASS, 0},
    {BELOW_NORMAL_PRIORITY_CLASS, 10},
    {IDLE_PRIORITY_CLASS, 19},
}};

/// A descriptor of ours, closed when it goes; never one of the standard streams' numbers.
class Descriptor {
 public:
    Descriptor() = default;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    void take(int value) noexcept {
        value_ = value;
        if (value < 0 || value >= kFirstFree) return;
        value_ = ::fcntl(value, F_DUPFD_CLOEXEC, kFirstFree);
        ::close(value);
    }
    int get() const noexcept { return value_; }

 private:
    int value_ = -1;
};

Status status_of_exec(const SpawnResult& result) {
    if (result.no_suspending) return Status::error_not_supported;
    if (result.not_in_directory) return Status::error_directory;
    switch (result.error) {
        case ENOENT:
        case ENOTDIR:
            return Status::error_file_not_found;
        case EACCES:
        case EPERM:
        case ELOOP:
            return Status::error_access_denied;
        case ENOEXEC:
        case ELIBBAD:
        case EINVAL:
            return Status::error_bad_exe_format;
        case E2BIG:
        case ENAMETOOLONG:
            return Status::error_filename_exced_range;
        case EMFILE:
        case ENFILE:
            return Status::error_too_many_open_files;
        case ETXTBSY:
            return Status::error_sharing_violation;
        case EAGAIN:
            return Status::error_no_system_resources;
        default:
            return Status::error_not_enough_memory;
    }
}

Status check_flags(uint32_t flags) {
    if ((flags & CREATE_NEW_CONSOLE) && (flags & DETACHED_PROCESS)) return Status::error_invalid_parameter;
    return (flags & kRefused) ? Status::error_not_supported : Status::ok;
}

bool is_directory(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Session session_of(uint32_t flags) {
    if (flags & (CREATE_NEW_CONSOLE | DETACHED_PROCESS)) return Session::new_session;
    return (flags & CREATE_NEW_PROCESS_GROUP) ? Session::new_group : Session::same;
}

Status gather(const ProcessRequest& request, Inheritance& inheritance) {
    if (request.only && !request.inherit) return Status::error_invalid_parameter;
    if (!request.inherit) return Status::ok;
    if (request.only) return inheritance.add(*request.only);
    inheritance.add_all();
    return Status::ok;
}

/// A memory file with the child's block; -1 when there can be none.
int write_block(const StartupBlock& block) {
    const std::vector<std::byte> bytes = encode(block);
    const int file = ::memfd_create("rpcrt4-startup", MFD_CLOEXEC);
    if (file < 0) return -1;
    if (::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())) return file;
    ::close(file);
    return -1;
}

std::vector<std::string> environment_for(const ProcessRequest& request, int block) {
    std::vector<std::string> strings = request.environment ? *request.environment : environment_strings();
    const std::string prefix = std::string(kStartupVariable) + "=";
    std::erase_if(strings, [&](const std::string& one) { return one.starts_with(prefix); });
    strings.push_back(prefix + std::to_string(block));
    return strings;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (std::string& one : strings) pointers.push_back(one.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// The standard streams a child gets instead of ours. A handle that is none, or has no descriptor, reads as empty.
std::array<int, 3> standard_streams(const ProcessRequest& request, Inheritance& inheritance, int nothing) {
    std::array<int, 3> streams = {-1, -1, -1};
    const bool given = (request.information.flags & STARTF_USESTDHANDLES) != 0;
    for (size_t i = 0; i < streams.size(); ++i) {
        auto handle = reinterpret_cast<NativeHandle>(request.information.standard[i]);
        // What this process has set for itself is its children's, too.
        if (!given && !standard_handle_was_set(i, handle)) continue;
        streams[i] = inheritance.descriptor_of(handle);
        if (streams[i] < 0) streams[i] = nothing;
    }
    return streams;
}

/// One process on its way: what must live until it has been started.
class Launch {
 public:
    Status prepare(const ProcessRequest& request, const std::string& line) {
        if (const Status status = gather(request, inheritance_); failed(status)) return status;
        record_ = ExitRecord::create();
        if (record_) record_file_.take(::fcntl(record_->descriptor(), F_DUPFD_CLOEXEC, kFirstFree));
        nothing_.take(::open("/dev/null", O_RDWR | O_CLOEXEC));
        const StartupBlock block{.exit_record = record_file_.get(),
                                 .delivery = way_.descriptor(),
                                 .way = way_.number(),
                                 .parent_id = static_cast<uint32_t>(::getpid()),
                                 .information = request.information,
                                 .command_line = line,
                                 .inherited = inheritance_.table()};
        block_file_.take(write_block(block));
        arguments_ = split_command_line(line);
        environment_ = environment_for(request, block_file_.get());
        return block_file_.get() < 0 ? Status::error_too_many_open_files : Status::ok;
    }

    Result<Ref<MainThread>> start(const ProcessRequest& request, const std::string& file, const char* directory) {
        const std::vector<char*> arguments = pointers_to(arguments_);
        const std::vector<char*> environment = pointers_to(environment_);
        const std::vector<int> descriptors = open_in_child();
        // Without a class of its own a child has its parent's, which is the system's way too.
        const std::optional<int> nice = nice_of(request.flags & kPriorityClasses);
        const SpawnRequest spawning{.file = file.c_str(),
                                    .arguments = arguments.data(),
                                    .environment = environment.data(),
                                    .directory = directory,
                                    .descriptors = descriptors,
                                    .standard = standard_streams(request, inheritance_, nothing_.get()),
                                    .session = session_of(request.flags),
                                    .suspended = (request.flags & CREATE_SUSPENDED) != 0,
                                    .nice = nice ? &*nice : nullptr,
                                    .id_file = block_file_.get(),
                                    .id_offset = kProcessIdOffset};
        const SpawnResult started = spawn(spawning);
        if (started.error != 0) return status_of_exec(started);
        const auto& [id, pidfd] = started.process;
        if (record_) {
            if (const auto info = process_info(id)) record_->name_after(id, info->start_ticks);
            record_->close_descriptor();
        }
        way_.lead_to(id);
        return Process::adopt_child(id, pidfd, std::move(record_), spawning.suspended);
    }

 private:
    std::vector<int> open_in_child() const {
        std::vector<int> descriptors = inheritance_.descriptors();
        descriptors.push_back(block_file_.get());
        if (record_file_.get() >= 0) descriptors.push_back(record_file_.get());
        if (way_.descriptor() >= 0) descriptors.push_back(way_.descriptor());
        return descriptors;
    }

    Inheritance inheritance_;
    delivery::NewWay way_;
    std::unique_ptr<ExitRecord> record_;
    Descriptor record_file_;
    Descriptor nothing_;
    Descriptor block_file_;
    std::vector<std::string> arguments_;
    std::vector<std::string> environment_;
};

}  // namespace

std::optional<int> nice_of(uint32_t priority_class) noexcept {
    for (const PriorityRow& row : kPriorities) {
        if (row.priority_class == priority_class) return row.nice;
    }
    return std::nullopt;
}

uint32_t priority_class_of(int nice) noexcept {
    for (const PriorityRow& row : kPriorities) {
        if (nice <= row.nice) return row.priority_class;
    }
    return IDLE_PRIORITY_CLASS;
}

Result<Ref<MainThread>> create_process(const ProcessRequest& request) {
    if (const Status flags = check_flags(request.flags); failed(flags)) return flags;
    const std::string& line = request.command_line ? *request.command_line : *request.application;
    if (line.size() > kLongestCommandLine) return Status::error_filename_exced_range;
    auto file = request.application ? find_application(*request.application) : find_program(line);
    if (!file) return file.status();
    const std::string directory = with_slashes(request.directory.value_or(""));
    if (request.directory && !is_directory(directory)) return Status::error_directory;
    Launch launch;
    if (const Status status = launch.prepare(request, line); failed(status)) return status;
    return launch.start(request, *file, request.directory ? directory.c_str() : nullptr);
}

}  // namespace handleapi
