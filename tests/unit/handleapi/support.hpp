// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of handles share: a handle that closes itself, threads that report, and waiting until another thread
// is asleep in the kernel, so that tests need no sleeps of their own. Every wait here is bounded.
#pragma once

#include <doctest/doctest.h>
#include <sched.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>

#include "tests/sanitizers.h"

#include <windows.h>

namespace testing {

constexpr DWORD kLimit = 20'000;  // milliseconds; only a failing test waits this long

class Handle {
 public:
    Handle(HANDLE value = nullptr) noexcept : value_(value) {}
    Handle(Handle&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Handle() {
        if (value_) CloseHandle(value_);
    }
    operator HANDLE() const noexcept { return value_; }
    HANDLE detach() noexcept { return std::exchange(value_, nullptr); }

 private:
    HANDLE value_;
};

inline Handle auto_event(bool signaled = false) { return CreateEventA(nullptr, FALSE, signaled, nullptr); }
inline Handle manual_event(bool signaled = false) { return CreateEventA(nullptr, TRUE, signaled, nullptr); }
inline Handle port(DWORD concurrency = 0) {
    return CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, concurrency);
}

template <typename Condition>
bool eventually(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLimit);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        sched_yield();
    }
    return true;
}

/// Whether the kernel has put thread `id` of this process to sleep.
inline bool is_asleep(DWORD id) {
    const std::string path = "/proc/self/task/" + std::to_string(id) + "/stat";
    std::FILE* file = std::fopen(path.c_str(), "r");
    if (!file) return false;
    char state = 0;
    const int found = std::fscanf(file, "%*d (%*[^)]) %c", &state);
    std::fclose(file);
    return found == 1 && state == 'S';
}

/// A thread running a callable that returns its exit code.
class Worker {
 public:
    explicit Worker(std::function<DWORD()> body, DWORD flags = 0) : body_(std::move(body)) {
        handle_ = CreateThread(nullptr, 0, &run, this, flags, &id_);
        REQUIRE(static_cast<HANDLE>(handle_) != nullptr);
    }
    Worker(const Worker&) = delete;
    ~Worker() { CHECK(WaitForSingleObject(handle_, kLimit) == WAIT_OBJECT_0); }

    HANDLE handle() const { return handle_; }
    DWORD id() const { return id_; }
    bool asleep() const {
        return eventually([this] { return is_asleep(id_); });
    }
    /// The exit code, once the thread has ended.
    DWORD result() const {
        DWORD code = 0xDEAD;
        CHECK(WaitForSingleObject(handle_, kLimit) == WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(handle_, &code));
        return code;
    }

 private:
    static DWORD WINAPI run(void* self) { return static_cast<Worker*>(self)->body_(); }
    std::function<DWORD()> body_;
    Handle handle_;
    DWORD id_ = 0;
};

}  // namespace testing
