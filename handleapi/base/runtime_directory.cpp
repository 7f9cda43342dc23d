// SPDX-License-Identifier: LGPL-2.1-or-later
// See runtime_directory.hpp.
#include "handleapi/base/runtime_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace base {
namespace {

std::string chosen_path(bool& explicitly_named) {
    const char* named = ::secure_getenv("RPCRT4_RUNTIME_DIR");
    explicitly_named = named != nullptr && *named != '\0';
    if (explicitly_named) return named;
    const char* session = ::secure_getenv("XDG_RUNTIME_DIR");
    if (session != nullptr && *session != '\0') return std::string(session) + "/rpcrt4";
    if (::geteuid() == 0) return "/run/rpcrt4";
    return "/tmp/rpcrt4-" + std::to_string(::geteuid());
}

bool private_directory(const struct stat& info) {
    constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
    return S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & kOthers) == 0;
}

}  // namespace

Result<std::string> runtime_directory(IfMissing missing) {
    bool explicitly_named = false;
    std::string path = chosen_path(explicitly_named);
    const bool made = missing == IfMissing::leave || ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST;
    if (!made) return Status::rpc_s_cant_create_endpoint;
    struct stat info {};
    // A named one is the caller's choice, link or not (Samba's ncalrpc directory belongs to root).
    const int found = explicitly_named ? ::stat(path.c_str(), &info) : ::lstat(path.c_str(), &info);
    if (found != 0) return Status::rpc_s_cant_create_endpoint;
    // /tmp is everybody's: a link or a directory planted there by another user must not be trusted, nor one of ours
    // that others may write to or look into.
    if (!explicitly_named && !private_directory(info)) return Status::rpc_s_access_denied;
    if (!S_ISDIR(info.st_mode)) return Status::rpc_s_cant_create_endpoint;
    return path;
}

}  // namespace base
