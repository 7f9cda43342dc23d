// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of named pipes share: a runtime directory of their own, pipes with short names.
#pragma once

#include "tests/unit/handleapi/io/support.hpp"

namespace testing {

/// Pipes of a test live in a directory that goes with it.
class PipeWorld {
 public:
    PipeWorld() {
        if (const char* named = getenv("RPCRT4_RUNTIME_DIR")) before_ = named;
        setenv("RPCRT4_RUNTIME_DIR", directory_.path().c_str(), 1);
    }
    ~PipeWorld() {
        if (before_.empty()) {
            unsetenv("RPCRT4_RUNTIME_DIR");
        } else {
            setenv("RPCRT4_RUNTIME_DIR", before_.c_str(), 1);
        }
    }
    /// Files of pipes that are still there.
    size_t files() const {
        size_t count = 0;
        if (!std::filesystem::exists(directory_ / "pipe")) return 0;
        for (const auto& entry : std::filesystem::directory_iterator(directory_ / "pipe")) {
            count += entry.path().filename() != ".lock";
        }
        return count;
    }
    std::string path() const { return directory_.path(); }

 private:
    Directory directory_;
    std::string before_;
};

constexpr const char* kPipe = R"(\\.\pipe\Test)";
constexpr DWORD kMessages = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE;

inline Handle serve(DWORD mode = 0, DWORD flags = 0, DWORD most = PIPE_UNLIMITED_INSTANCES, const char* name = kPipe,
                    DWORD access = PIPE_ACCESS_DUPLEX) {
    const HANDLE pipe = CreateNamedPipeA(name, access | flags, mode, most, 4096, 2048, 100, nullptr);
    return pipe == INVALID_HANDLE_VALUE ? nullptr : pipe;
}
inline Handle join(DWORD flags = 0, DWORD access = GENERIC_READ | GENERIC_WRITE, const char* name = kPipe) {
    return open_file(name, access, OPEN_EXISTING, flags, 0);
}
inline bool read_messages(HANDLE pipe) {
    DWORD mode = PIPE_READMODE_MESSAGE;
    return SetNamedPipeHandleState(pipe, &mode, nullptr, nullptr) != 0;
}
inline DWORD connect_error(HANDLE pipe, OVERLAPPED* overlapped = nullptr) {
    SetLastError(0);
    return ConnectNamedPipe(pipe, overlapped) ? 0 : GetLastError();
}

/// Both ends, connected.
struct NamedPair {
    explicit NamedPair(DWORD mode = 0, DWORD server_flags = 0, DWORD client_flags = 0) {
        server = serve(mode, server_flags);
        REQUIRE(static_cast<HANDLE>(server) != nullptr);
        client = join(client_flags);
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        if (mode & PIPE_READMODE_MESSAGE) REQUIRE(read_messages(client));
        Overlapped overlapped;
        REQUIRE(connect_error(server, server_flags ? &overlapped : nullptr) == ERROR_PIPE_CONNECTED);
    }
    Handle server, client;
};

struct Peeked {
    BOOL result = FALSE;
    DWORD read = 99, available = 99, left = 99;
    std::string text;
};

inline Peeked peek(HANDLE pipe, DWORD size = 64) {
    Peeked peeked;
    peeked.text.resize(size);
    peeked.result =
        PeekNamedPipe(pipe, size ? peeked.text.data() : nullptr, size, &peeked.read, &peeked.available, &peeked.left);
    peeked.text.resize(peeked.result ? peeked.read : 0);
    return peeked;
}

}  // namespace testing
