// SPDX-License-Identifier: LGPL-2.1-or-later
// See module.hpp. dlopen's own count is kept in step: one dlopen for each LoadLibrary, one dlclose for each
// FreeLibrary.
#include "handleapi/module/module.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "handleapi/base/lock.hpp"

namespace handleapi::module {

using base::Result;
using base::Status;

namespace {

constexpr std::array<std::string_view, 4> kOwnNames = {"kernel32", "kernelbase", "ntdll", "rpcrt4"};

/// What LoadLibrary opened and FreeLibrary has not given back: dlopen's handles, by module.
struct Loaded {
    base::Lock lock;
    std::map<Handle, std::vector<void*>> handles;
};
Loaded& loaded() {
    static auto* made = new Loaded;
    return *made;
}

/// The dynamic linker's entry of the module; null when there is no such module.
link_map* entry_of(Handle module) noexcept {
    Dl_info info{};
    void* entry = nullptr;
    if (!module || dladdr1(module, &info, &entry, RTLD_DL_LINKMAP) == 0) return nullptr;
    return info.dli_fbase == module ? static_cast<link_map*>(entry) : nullptr;
}

Handle module_at(const void* address) noexcept {
    Dl_info info{};
    return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
}

/// Opens what is loaded already: dlsym needs a handle of dlopen's, the entry alone may lack its search list.
void* open_again(const link_map* entry, int flags = 0) noexcept {
    return dlopen(*entry->l_name ? entry->l_name : nullptr, RTLD_NOW | RTLD_NOLOAD | flags);
}

/// By its dynamic section, which every object has.
Handle module_of(const link_map* entry) noexcept { return entry ? module_at(entry->l_ld) : nullptr; }

Handle own_module() noexcept { return module_at(reinterpret_cast<const void*>(&own_module)); }

link_map* first_entry() noexcept { return static_cast<link_map*>(dlopen(nullptr, RTLD_NOW)); }

std::string_view file_name(std::string_view path) noexcept { return path.substr(path.rfind('/') + 1); }

bool same(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() && strncasecmp(left.data(), right.data(), left.size()) == 0;
}

bool is_own_name(std::string_view name) noexcept {
    name = file_name(name);
    name = name.substr(name.rfind('\\') + 1);
    if (name.size() > 4 && same(name.substr(name.size() - 4), ".dll")) name.remove_suffix(4);
    return std::any_of(kOwnNames.begin(), kOwnNames.end(), [&](std::string_view own) { return same(name, own); });
}

std::string program_path() {
    char path[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? std::string(path, static_cast<size_t>(size)) : std::string();
}

/// A name without a place is looked up among the loaded ones, as it is and as a file name with ".so".
bool matches(std::string_view path, std::string_view name) {
    if (name.find('/') != std::string_view::npos) return path == name;
    const std::string_view file = file_name(path);
    return file == name || file == std::string(name) + ".so" || file == "lib" + std::string(name) + ".so";
}

enum class FileKind : uint8_t { missing, elf, other };

FileKind kind_of(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return FileKind::missing;
    char magic[SELFMAG] = {};
    const ssize_t size = read(file, magic, sizeof magic);
    close(file);
    return size == SELFMAG && std::memcmp(magic, ELFMAG, SELFMAG) == 0 ? FileKind::elf : FileKind::other;
}

/// Why dlopen refused: a file that is there and for another machine or no object at all, or something missing.
Status reason(const std::string& path) {
    if (kind_of(path) == FileKind::other) return Status::error_bad_exe_format;
    const char* message = dlerror();
    const bool wrong_machine = message && std::strstr(message, "wrong ELF class");
    return wrong_machine ? Status::error_bad_exe_format : Status::error_mod_not_found;
}

Result<Handle> keep(void* handle) {
    link_map* entry = nullptr;
    if (dlinfo(handle, RTLD_DI_LINKMAP, &entry) != 0) return Status::error_mod_not_found;
    const Handle module = module_of(entry);
    std::lock_guard lock(loaded().lock);
    loaded().handles[module].push_back(handle);
    return module;
}

}  // namespace

Handle program() noexcept { return module_of(first_entry()); }

Result<Handle> find(std::string_view name) {
    if (is_own_name(name)) return own_module();
    for (const link_map* entry = first_entry(); entry; entry = entry->l_next) {
        const std::string path = *entry->l_name ? entry->l_name : entry->l_prev ? "" : program_path();
        if (!path.empty() && matches(path, name)) return module_of(entry);
    }
    return Status::error_mod_not_found;
}

Result<Handle> find_by_address(const void* address) {
    const Handle module = address ? module_at(address) : nullptr;
    return module ? Result<Handle>(module) : Result<Handle>(Status::error_mod_not_found);
}

bool exists(Handle module) noexcept { return entry_of(module) != nullptr; }

Status count_up(Handle module) {
    const link_map* entry = entry_of(module);
    void* handle = entry ? open_again(entry) : nullptr;
    return handle ? keep(handle).status() : Status::error_mod_not_found;
}

Status pin(Handle module) {
    const link_map* entry = entry_of(module);
    return entry && open_again(entry, RTLD_NODELETE) ? Status::ok : Status::error_mod_not_found;
}

Result<Handle> load(std::string_view name) {
    if (name.empty()) return Status::error_mod_not_found;
    if (const auto found = find(name)) {
        const Status status = count_up(*found);
        return succeeded(status) ? found : Result<Handle>(status);
    }
    // Windows looks in the current directory, too; the dynamic linker does only when told a place.
    std::string path(name);
    if (path.find('/') == std::string::npos && kind_of("./" + path) != FileKind::missing) path = "./" + path;
    void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    return handle ? keep(handle) : Result<Handle>(reason(path));
}

Status unload(Handle module) {
    void* handle = nullptr;
    {
        std::lock_guard lock(loaded().lock);
        const auto found = loaded().handles.find(module);
        if (found != loaded().handles.end()) {
            handle = found->second.back();
            found->second.pop_back();
            if (found->second.empty()) loaded().handles.erase(found);
        }
    }
    if (!handle) return exists(module) ? Status::ok : Status::error_mod_not_found;
    dlclose(handle);
    return Status::ok;
}

Result<void*> symbol(Handle module, const char* name) {
    const link_map* entry = entry_of(module);
    void* handle = entry ? open_again(entry) : nullptr;
    if (!handle) return Status::error_mod_not_found;
    // dlsym also looks into what the module needs, which GetProcAddress does not.
    void* found = dlsym(handle, name);
    dlclose(handle);
    return found && module_at(found) == module ? Result<void*>(found) : Result<void*>(Status::error_proc_not_found);
}

Result<std::string> path_of(Handle module) {
    const link_map* entry = entry_of(module);
    if (!entry) return Status::error_mod_not_found;
    return *entry->l_name ? std::string(entry->l_name) : program_path();
}

}  // namespace handleapi::module
