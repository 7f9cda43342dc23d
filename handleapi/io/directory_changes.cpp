// SPDX-License-Identifier: LGPL-2.1-or-later
// See directory_changes.hpp.
#include "handleapi/io/directory_changes.hpp"

#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

#include "handleapi/base/utf16.hpp"
#include "handleapi/io/error_code.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr uint32_t kNameEvents = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

uint32_t events_of(uint32_t filter) noexcept {
    uint32_t events = kNameEvents | IN_ONLYDIR | IN_EXCL_UNLINK;
    if (filter & (FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE)) events |= IN_MODIFY;
    if (filter & (FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_SECURITY)) events |= IN_ATTRIB;
    if (filter & FILE_NOTIFY_CHANGE_LAST_ACCESS) events |= IN_ACCESS;
    return events;
}

uint32_t action_of(uint32_t mask) noexcept {
    if (mask & IN_CREATE) return FILE_ACTION_ADDED;
    if (mask & IN_DELETE) return FILE_ACTION_REMOVED;
    if (mask & IN_MOVED_FROM) return FILE_ACTION_RENAMED_OLD_NAME;
    if (mask & IN_MOVED_TO) return FILE_ACTION_RENAMED_NEW_NAME;
    return FILE_ACTION_MODIFIED;
}

struct CloseDirectory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

}  // namespace

DirectoryChanges::DirectoryChanges(File& directory, OwnedDescriptor inotify, uint32_t filter, bool subtree)
    : Stream(directory.access(), directory.flags()), directory_(directory), filter_(filter), subtree_(subtree) {
    set_descriptor(base::make_ref<Descriptor>(inotify.get(), as_listener()));
    static_cast<void>(inotify.detach());
}

Result<Ref<DirectoryChanges>> DirectoryChanges::watch(File& directory, uint32_t filter, bool subtree) {
    OwnedDescriptor inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!inotify) return status_from(errno);
    char path[PATH_MAX + 1] = {};
    const std::string link = "/proc/self/fd/" + std::to_string(directory.descriptor());
    if (::readlink(link.c_str(), path, PATH_MAX) < 0) return status_from(errno);
    auto changes = Ref<DirectoryChanges>::adopt(new DirectoryChanges(directory, std::move(inotify), filter, subtree));
    changes->root_ = std::string(path) + "/";
    changes->add(changes->root_, "");
    if (changes->directories_.empty()) return Status::error_no_system_resources;
    return changes;
}

void DirectoryChanges::add(const std::string& path, const std::string& relative) {
    const int watch = ::inotify_add_watch(descriptor(), path.c_str(), events_of(filter_));
    if (watch < 0) return;  // gone meanwhile, or one too many
    directories_[watch] = relative;
    if (!subtree_) return;
    const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(path.c_str()));
    while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
        const std::string name = entry->d_name;
        if (entry->d_type == DT_DIR && name != "." && name != "..") add(path + name + "/", relative + name + "/");
    }
}

void DirectoryChanges::note(uint32_t mask, const std::string& name) {
    const uint32_t wanted = mask & IN_ISDIR ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME;
    if ((mask & kNameEvents) && !(filter_ & wanted)) return;
    std::u16string wide = base::to_utf16(name);
    for (char16_t& c : wide) c = c == u'/' ? u'\\' : c;
    const uint32_t action = action_of(mask);
    // A file that is written in pieces has changed once, until somebody hears of it.
    const bool again = action == FILE_ACTION_MODIFIED && !changes_.empty() && changes_.back().action == action &&
                       changes_.back().name == wide;
    if (!again) changes_.push_back({action, std::move(wide)});
}

void DirectoryChanges::collect(int inotify) {
    alignas(inotify_event) char buffer[16384];
    for (;;) {
        const ssize_t size = ::read(inotify, buffer, sizeof buffer);
        if (size <= 0) return;
        for (ssize_t at = 0; at < size;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof *event + event->len);
            if (event->mask & IN_Q_OVERFLOW) lost_ = true;
            if (event->mask & IN_IGNORED) directories_.erase(event->wd);
            const auto found = directories_.find(event->wd);
            if (found == directories_.end() || event->len == 0) continue;
            const std::string name = found->second + event->name;
            note(event->mask, name);
            const bool new_directory = (event->mask & IN_ISDIR) && (event->mask & (IN_CREATE | IN_MOVED_TO));
            if (subtree_ && new_directory) add(root_ + name + "/", name + "/");
        }
    }
}

/// Fills the caller's buffer with what has been collected.
Outcome DirectoryChanges::report(Request& request) noexcept {
    constexpr size_t kFixed = offsetof(FILE_NOTIFY_INFORMATION, FileName);
    size_t used = 0, last = 0, count = 0;
    for (const Change& change : changes_) {
        const size_t start = (used + 3) & ~size_t{3};
        const size_t bytes = change.name.size() * 2;
        if (start + kFixed + bytes > request.size) break;
        const FILE_NOTIFY_INFORMATION record{0, change.action, static_cast<DWORD>(bytes), {}};
        if (count++ != 0) {
            const auto step = static_cast<DWORD>(start - last);
            std::memcpy(request.buffer + last, &step, sizeof step);
        }
        std::memcpy(request.buffer + start, &record, kFixed);
        std::memcpy(request.buffer + start + kFixed, change.name.data(), bytes);
        last = start;
        used = start + kFixed + bytes;
    }
    const bool all = count == changes_.size() && !lost_;
    changes_.clear();
    lost_ = false;
    if (!all) return {Status::error_notify_enum_dir, 0};
    request.moved = static_cast<uint32_t>(used);
    return {Status::ok, request.moved};
}

Outcome DirectoryChanges::attempt(Request& request, Direction) noexcept {
    const Ref<Descriptor> inotify = shared_descriptor();
    if (!inotify) return {Status::error_operation_aborted};
    try {
        collect(inotify->number());
    } catch (const std::bad_alloc&) {
        lost_ = true;
    }
    return changes_.empty() && !lost_ ? Outcome{Status::error_io_pending} : report(request);
}

Stream::Need DirectoryChanges::need(Direction) noexcept { return {shared_descriptor(), POLLIN}; }

void DirectoryChanges::close_stream() noexcept {
    if (const Ref<Descriptor> inotify = drop_descriptor()) inotify->stop_listening();
}

}  // namespace handleapi::io
