// SPDX-License-Identifier: LGPL-2.1-or-later
// See runtime_directory.hpp.
#include "rpcrt4/transport/runtime_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace rpcrt4::transport {
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

}  // namespace

base::Result<std::string> runtime_directory() {
    bool explicitly_named = false;
    std::string path = chosen_path(explicitly_named);
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return base::Status::rpc_s_cant_create_endpoint;
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return base::Status::rpc_s_cant_create_endpoint;
    // /tmp is everybody's: a directory planted there by another user must not be trusted. A named one is the caller's
    // choice (Samba's ncalrpc directory belongs to root).
    if (!explicitly_named && info.st_uid != ::geteuid()) return base::Status::rpc_s_access_denied;
    return path;
}

}  // namespace rpcrt4::transport
