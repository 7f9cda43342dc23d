// SPDX-License-Identifier: LGPL-2.1-or-later
// See directory.hpp. The locks are those of fcntl(F_SETLK): they belong to the process, not to a descriptor, so a
// forked child does not keep its parent's registrations alive; and they are lost when the process closes any descriptor
// of the file, so it never opens its own file a second time. Whoever replaces or removes a file holds ".lock".
#include "rpcrt4/epmapper/directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <string>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/immortal.hpp"
#include "handleapi/base/owned_descriptor.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/runtime_directory.hpp"
#include "rpcrt4/epmapper/map_cache.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::epmapper {

using base::ByteReader;
using base::ByteWriter;
using base::OwnedDescriptor;
using base::Result;
using base::Status;

namespace {

constexpr uint32_t kMagic = 0x31545045;  // "EPT1"
constexpr off_t kLargestFile = 16 << 20;
constexpr const char* kLockName = ".lock";

/// Held by whoever replaces or removes files.
class FolderLock {
 public:
    explicit FolderLock(const std::string& folder) noexcept
        : file_(::open((folder + "/" + kLockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
        while (file_ && ::flock(file_.get(), LOCK_EX) != 0 && errno == EINTR) {
        }
    }

 private:
    OwnedDescriptor file_;
};

/// This user's, and closed to others.
Result<std::string> folder(base::IfMissing missing) {
    const auto runtime = base::runtime_directory(missing);
    if (!runtime) return Status::ept_s_cant_create;
    std::string path = *runtime + "/endpoints";
    if (missing == base::IfMissing::make && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
        return Status::ept_s_cant_create;
    }
    struct stat info {};
    const bool mine = ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() &&
                      (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return mine ? Result<std::string>(std::move(path)) : Result<std::string>(Status::ept_s_cant_create);
}

struct flock whole_file() noexcept {
    struct flock range {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return range;
}

bool lock_for_this_process(int descriptor) noexcept {
    struct flock range = whole_file();
    return ::fcntl(descriptor, F_SETLK, &range) == 0;
}

/// Whether another process holds the file.
bool is_held(int descriptor) noexcept {
    struct flock range = whole_file();
    return ::fcntl(descriptor, F_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

bool write_all(int descriptor, std::span<const std::byte> bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return true;
}

std::vector<std::byte> read_all(int descriptor) {
    struct stat info {};
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > kLargestFile) return {};
    std::vector<std::byte> bytes(static_cast<size_t>(info.st_size));
    size_t length = 0;
    while (length < bytes.size()) {
        const ssize_t got = ::read(descriptor, bytes.data() + length, bytes.size() - length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        length += static_cast<size_t>(got);
    }
    bytes.resize(length);
    return bytes;
}

OwnedDescriptor open_file(const std::string& path) noexcept {
    return OwnedDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
}

std::string unique_name() {
    uuid::Uuid id;
    static_cast<void>(uuid::create_random(id));
    return std::to_string(::getpid()) + "-" + uuid::to_text(id).substr(0, 8);
}

/// What this process has registered.
class Registrations {
 public:
    const std::vector<Element>& elements() const noexcept { return elements_; }
    /// Also while there is no such file: a thread may be about to write it.
    bool is_mine(const std::string& folder, const std::string& name) const noexcept {
        return folder == folder_ && name == name_;
    }
    bool is_in(const std::string& folder) const noexcept { return folder == folder_; }
    const std::string& name() const noexcept { return name_; }
    /// Makes `elements` what the file says, or leaves everything as it was.
    Status publish(std::vector<Element> elements);
    void withdraw() noexcept;

 private:
    Result<OwnedDescriptor> write(const std::string& path, const std::vector<Element>& elements);

    std::string folder_;
    std::string name_;
    OwnedDescriptor file_;
    std::vector<Element> elements_;
};

using OwnRegistrations = base::Guarded<Registrations>;

OwnRegistrations& own() {
    static constinit base::Immortal<base::PerProcess<OwnRegistrations>> registrations;
    return registrations->get([] { return new OwnRegistrations; });
}

/// Of processes that ended, also half written ones.
void sweep(const std::string& folder, const Registrations& mine) {
    for (const std::string& name : files_in(folder)) {
        if (name == kLockName || name == "." || name == ".." || mine.is_mine(folder, name)) continue;
        const std::string path = folder + "/" + name;
        const OwnedDescriptor file = open_file(path);
        if (file && !is_held(file.get())) ::unlink(path.c_str());
    }
}

Result<OwnedDescriptor> Registrations::write(const std::string& path, const std::vector<Element>& elements) {
    OwnedDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file && lock_for_this_process(file.get()) && write_all(file.get(), encode_elements(elements))) return file;
    if (file) ::unlink(path.c_str());
    return Status::ept_s_cant_create;
}

Status Registrations::publish(std::vector<Element> elements) {
    if (folder_.empty()) {
        auto found = folder(base::IfMissing::make);
        if (!found) return found.status();
        folder_ = std::move(*found);
        name_ = unique_name();
        std::atexit([] { own().with([](Registrations& mine) { mine.withdraw(); }); });
    }
    const FolderLock lock(folder_);
    sweep(folder_, *this);
    const std::string path = folder_ + "/" + name_;
    if (elements.empty()) {
        ::unlink(path.c_str());
        file_ = OwnedDescriptor();
    } else {
        const std::string fresh = folder_ + "/." + name_;
        auto file = write(fresh, elements);
        if (!file) return file.status();
        if (::rename(fresh.c_str(), path.c_str()) != 0) {
            ::unlink(fresh.c_str());
            return Status::ept_s_cant_create;
        }
        file_ = std::move(*file);
    }
    elements_ = std::move(elements);
    return Status::ok;
}

void Registrations::withdraw() noexcept {
    if (file_) ::unlink((folder_ + "/" + name_).c_str());
}

/// The elements in a file of another process; removes the file when that process is gone.
std::vector<Element> read_file(const std::string& folder, const std::string& name) {
    const std::string path = folder + "/" + name;
    const auto read = [](const OwnedDescriptor& file) {
        return decode_elements(read_all(file.get())).value_or(std::vector<Element>());
    };
    {
        const OwnedDescriptor file = open_file(path);
        if (!file) return {};
        auto found = read(file);
        if (is_held(file.get())) return found;
    }
    // Its process has ended, or has put another file there just now: with the lock held it can do neither.
    const FolderLock lock(folder);
    const OwnedDescriptor file = open_file(path);
    if (!file) return {};
    if (is_held(file.get())) return read(file);
    ::unlink(path.c_str());
    return {};
}

using Caches = base::Guarded<MapCache>;

Caches& caches() {
    static constinit base::Immortal<base::PerProcess<Caches>> all;
    return all->get([] { return new Caches; });
}

/// The file is still that one, and its process is there.
bool lives(const std::string& path, ino_t inode) noexcept {
    const OwnedDescriptor file = open_file(path);
    struct stat info {};
    return file && ::fstat(file.get(), &info) == 0 && info.st_ino == inode && is_held(file.get());
}

bool contains(const std::vector<Element>& list, const Element& element, bool (*same)(const Element&, const Element&)) {
    return std::any_of(list.begin(), list.end(), [&](const Element& one) { return same(one, element); });
}

std::optional<Element> decode_element(ByteReader& reader) {
    Element element;
    element.object = protocol::decode_uuid(reader);
    const auto annotation = reader.take(reader.u16());
    auto tower = binding::decode_tower(reader.take(reader.u16()));
    if (reader.failed() || !tower || annotation.size() >= kAnnotationRoom) return {};
    element.annotation.assign(reinterpret_cast<const char*>(annotation.data()), annotation.size());
    element.tower = std::move(*tower);
    return element;
}

}  // namespace

std::vector<std::byte> encode_elements(const std::vector<Element>& elements) {
    ByteWriter out;
    out.u32(kMagic);
    out.u32(static_cast<uint32_t>(elements.size()));
    for (const Element& element : elements) {
        std::byte object[16];
        protocol::encode_uuid(object, element.object);
        const auto tower = binding::encode_tower(element.tower);
        out.bytes(object);
        out.u16(static_cast<uint16_t>(element.annotation.size()));
        out.bytes(std::as_bytes(std::span(element.annotation)));
        out.u16(static_cast<uint16_t>(tower.size()));
        out.bytes(tower);
    }
    return out.take();
}

std::optional<std::vector<Element>> decode_elements(std::span<const std::byte> bytes) {
    ByteReader reader(bytes);
    const uint32_t magic = reader.u32();
    const uint32_t count = reader.u32();
    if (reader.failed() || magic != kMagic) return {};
    std::vector<Element> elements;
    for (uint32_t i = 0; i < count; ++i) {
        auto element = decode_element(reader);
        if (!element) return {};
        elements.push_back(std::move(*element));
    }
    return elements;
}

Status enter(const std::vector<Element>& elements, Replace replace) {
    return own().with([&](Registrations& mine) {
        std::vector<Element> all;
        for (const Element& old : mine.elements()) {
            if (replace == Replace::no || !contains(elements, old, same_but_endpoint)) all.push_back(old);
        }
        for (const Element& added : elements) {
            if (!contains(all, added, same_offer)) all.push_back(added);
        }
        return mine.publish(std::move(all));
    });
}

Status remove(const std::vector<Element>& elements) {
    return own().with([&](Registrations& mine) {
        std::vector<Element> kept;
        for (const Element& old : mine.elements()) {
            if (!contains(elements, old, same_offer)) kept.push_back(old);
        }
        const bool all = std::all_of(elements.begin(), elements.end(),
                                     [&](const Element& one) { return contains(mine.elements(), one, same_offer); });
        if (kept.size() < mine.elements().size()) {
            const Status status = mine.publish(std::move(kept));
            if (failed(status)) return status;
        }
        return all ? Status::ok : Status::ept_s_not_registered;
    });
}

std::vector<Element> elements() {
    const auto place = folder(base::IfMissing::leave);
    std::vector<std::string> names;
    if (place) names = files_in(*place);
    std::vector<Element> all = own().with([&](const Registrations& mine) {
        if (place) std::erase_if(names, [&](const std::string& name) { return mine.is_mine(*place, name); });
        return mine.elements();
    });
    for (const std::string& name : names) {
        if (!is_registration(name)) continue;
        auto theirs = read_file(*place, name);
        std::move(theirs.begin(), theirs.end(), std::back_inserter(all));
    }
    return all;
}

std::optional<Element> one_serving(const binding::Tower& wanted, const uuid::Uuid& object) {
    static std::atomic<uint32_t> turns{0};
    const uint32_t turn = turns.fetch_add(1, std::memory_order_relaxed);
    const auto place = folder(base::IfMissing::leave);
    std::vector<Element> mine;
    std::string my_name;
    own().with([&](const Registrations& registrations) {
        mine = serving(registrations.elements(), wanted, object);
        if (place && registrations.is_in(*place)) my_name = registrations.name();
    });
    if (!place) return mine.empty() ? std::optional<Element>() : std::move(mine[turn % mine.size()]);
    constexpr int kTries = 4;  // each time somebody has changed the map meanwhile
    for (int i = 0; i < kTries; ++i) {
        const auto pick = caches().with([&](MapCache& cache) {
            cache.refresh(*place, my_name, [&](const std::string& name) { return read_file(*place, name); });
            return cache.pick(mine, wanted, object, turn);
        });
        if (pick.element && (pick.file.empty() || lives(*place + "/" + pick.file, pick.inode))) return pick.element;
        if (!pick.element) return std::nullopt;
        static_cast<void>(elements());  // removes what the dead have left
        caches().with([](MapCache& cache) { cache.distrust(); });
    }
    std::vector<Element> found = serving(elements(), wanted, object);
    return found.empty() ? std::optional<Element>() : std::move(found[turn % found.size()]);
}

}  // namespace rpcrt4::epmapper
