// SPDX-License-Identifier: LGPL-2.1-or-later
// See all_users.hpp. Every step is taken from the descriptor of the step before, so that nothing checked can be put in
// another's place.
#include "tools/rpcepmapd/all_users.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "handleapi/base/owned_descriptor.hpp"
#include "rpcrt4/binding/tower_binding.hpp"
#include "rpcrt4/epmapper/directory.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace rpcepmapd {
namespace {

using base::OwnedDescriptor;
using rpcrt4::epmapper::Element;

constexpr off_t kLargestFile = 1 << 20;

OwnedDescriptor open_in(int folder, const char* name, int flags) noexcept {
    return OwnedDescriptor(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags));
}

std::vector<std::string> names_in(const OwnedDescriptor& folder) {
    std::vector<std::string> names;
    const int copy = ::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
    if (!listing && copy >= 0) ::close(copy);
    if (!listing) return names;
    while (const dirent* entry = ::readdir(listing.get())) names.emplace_back(entry->d_name);
    return names;
}

/// As it is written: no user has two directories of a kind.
std::optional<uid_t> user_id(std::string_view text) {
    uid_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return std::to_string(id) == text ? std::optional(id) : std::nullopt;
}

bool belongs_to(const OwnedDescriptor& file, uid_t user, mode_t type) noexcept {
    struct stat info {};
    return file.get() >= 0 && ::fstat(file.get(), &info) == 0 && info.st_uid == user && (info.st_mode & S_IFMT) == type;
}

/// Of the user, and closed to others.
OwnedDescriptor own_folder(int parent, const char* name, uid_t user) noexcept {
    OwnedDescriptor folder = open_in(parent, name, O_DIRECTORY);
    struct stat info {};
    const bool good = belongs_to(folder, user, S_IFDIR) && ::fstat(folder.get(), &info) == 0 &&
                      (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return good ? std::move(folder) : OwnedDescriptor();
}

/// Whether a process holds its registrations.
bool is_held(const OwnedDescriptor& file) noexcept {
    struct flock range {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return ::fcntl(file.get(), F_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

std::vector<std::byte> contents(const OwnedDescriptor& file) {
    struct stat info {};
    if (::fstat(file.get(), &info) != 0 || info.st_size > kLargestFile) return {};
    std::vector<std::byte> bytes(static_cast<size_t>(info.st_size));
    const ssize_t got = ::read(file.get(), bytes.data(), bytes.size());
    bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return bytes;
}

bool leads_anywhere(const Element& element) {
    const auto* syntax = rpcrt4::binding::protseq_of(element.tower);
    const auto* mechanism = syntax ? rpcrt4::transport::find_mechanism(syntax->name) : nullptr;
    return mechanism && !mechanism->local;
}

struct User {
    uid_t id;
    std::vector<Element> elements;
};

/// Files are replaced as a whole: one that nobody holds may just have been.
std::optional<std::vector<Element>> read_file(const OwnedDescriptor& folder, const std::string& name, uid_t user) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        const OwnedDescriptor file = open_in(folder.get(), name.c_str(), 0);
        if (!belongs_to(file, user, S_IFREG)) return {};
        auto found = rpcrt4::epmapper::decode_elements(contents(file));
        if (is_held(file)) return found;
    }
    return {};
}

User read_user(const OwnedDescriptor& runtime, uid_t id) {
    User user{id, {}};
    const OwnedDescriptor folder = own_folder(runtime.get(), "endpoints", id);
    if (folder.get() < 0) return user;
    auto names = names_in(folder);
    std::erase_if(names, [](const std::string& name) { return name.front() == '.'; });
    if (names.size() > kMostFilesOfUser) names.resize(kMostFilesOfUser);
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
        for (Element& element : read_file(folder, name, id).value_or(std::vector<Element>())) {
            if (user.elements.size() == kMostElementsOfUser) return user;
            if (leads_anywhere(element)) user.elements.push_back(std::move(element));
        }
    }
    return user;
}

}  // namespace

std::vector<Element> elements_of_others(uid_t self, const Places& places) {
    std::vector<User> users;
    const OwnedDescriptor sessions(::open(places.of_sessions.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const std::string& name : names_in(sessions)) {
        const auto id = user_id(name);
        if (!id || *id == self) continue;
        const OwnedDescriptor session = own_folder(sessions.get(), name.c_str(), *id);
        if (session.get() >= 0) users.push_back(read_user(own_folder(session.get(), "rpcrt4", *id), *id));
    }
    constexpr std::string_view kPrefix = "rpcrt4-";
    const OwnedDescriptor rest(::open(places.of_the_rest.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const std::string& name : names_in(rest)) {
        if (!name.starts_with(kPrefix)) continue;
        const auto id = user_id(std::string_view(name).substr(kPrefix.size()));
        if (!id || *id == self) continue;
        users.push_back(read_user(own_folder(rest.get(), name.c_str(), *id), *id));
    }
    std::stable_sort(users.begin(), users.end(), [](const User& a, const User& b) { return a.id < b.id; });
    std::vector<Element> all;
    for (User& user : users) std::move(user.elements.begin(), user.elements.end(), std::back_inserter(all));
    return all;
}

}  // namespace rpcepmapd
