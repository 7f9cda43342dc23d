// SPDX-License-Identifier: LGPL-2.1-or-later
// See map_cache.hpp.
#include "rpcrt4/epmapper/map_cache.hpp"

#include <dirent.h>
#include <time.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace rpcrt4::epmapper {
namespace {

/// The clock that file systems stamp with.
timespec current_tick() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now;
}

}  // namespace

std::vector<std::string> files_in(const std::string& folder) {
    std::vector<std::string> names;
    DIR* const listing = ::opendir(folder.c_str());
    if (!listing) return names;
    const std::unique_ptr<DIR, void (*)(DIR*)> owner(listing, [](DIR* open) { ::closedir(open); });
    while (const dirent* entry = ::readdir(listing)) names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
}

bool MapCache::Stamp::is_before(const timespec& tick) const noexcept {
    return std::pair(changed.tv_sec, changed.tv_nsec) < std::pair(tick.tv_sec, tick.tv_nsec);
}

void MapCache::refresh(const std::string& folder, const std::string& but, const Read& read) {
    const timespec tick = current_tick();
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) info = {};
    const Stamp stamp{info.st_ino, info.st_mtim};
    if (settled_ && stamp == stamp_ && folder == folder_ && but == but_) return;
    settled_ = false;
    if (folder != folder_) files_.clear();
    std::vector<File> files;
    for (const std::string& name : files_in(folder)) {
        if (is_registration(name) && name != but) files.push_back(take(folder, name, read));
    }
    files_ = std::move(files);
    folder_ = folder;
    but_ = but;
    stamp_ = stamp;
    settled_ = stamp.is_before(tick);
}

/// From what is known, if it is still that file.
MapCache::File MapCache::take(const std::string& folder, const std::string& name, const Read& read) {
    const timespec tick = current_tick();
    struct stat info {};
    if (::lstat((folder + "/" + name).c_str(), &info) != 0) return {.name = name, .stamp = {}, .elements = {}};
    const Stamp stamp{info.st_ino, info.st_ctim};
    const auto known =
        std::lower_bound(files_.begin(), files_.end(), name, [](const File& a, const auto& b) { return a.name < b; });
    if (known != files_.end() && known->name == name && known->settled && known->stamp == stamp) {
        return std::move(*known);
    }
    return {.name = name, .stamp = stamp, .settled = stamp.is_before(tick), .elements = read(name)};
}

MapCache::Pick MapCache::pick(const std::vector<Element>& first, const binding::Tower& wanted, const uuid::Uuid& object,
                              uint32_t turn) const {
    const auto among = [&](const uuid::Uuid& offered_for) -> Pick {
        std::vector<std::pair<const Element*, const File*>> found;
        for (const Element& element : first) {
            if (serves(element, wanted, offered_for)) found.emplace_back(&element, nullptr);
        }
        for (const File& file : files_) {
            for (const Element& element : file.elements) {
                if (serves(element, wanted, offered_for)) found.emplace_back(&element, &file);
            }
        }
        if (found.empty()) return {};
        const auto& [element, file] = found[turn % found.size()];
        return {*element, file ? file->name : std::string(), file ? file->stamp.inode : 0};
    };
    Pick picked = among(object);
    return picked.element || object.is_nil() ? picked : among({});
}

}  // namespace rpcrt4::epmapper
