// SPDX-License-Identifier: LGPL-2.1-or-later
// See signal_relay.hpp.
#include "handleapi/console/signal_relay.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>
#include <mutex>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/signals_blocked.hpp"
#include "handleapi/io/error_code.hpp"

namespace handleapi::console {

using base::Status;

namespace {

constexpr int kSignals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
constexpr size_t kListeners = 2;

struct Line {
    std::atomic<SignalReceiver> listeners[kListeners]{};
    struct sigaction before {};
    bool taken = false;  // our handler is, or was before it was ignored, the process's
    bool ignored = false;
};

struct Relay {
    Line lines[std::size(kSignals)];
    std::atomic<int> owner{0};  // the process whose thread reads the pipe
    std::atomic<int> write_end{-1};
    base::Lock changing;
};

constinit base::Immortal<Relay> relay_storage;
Relay& relay() noexcept { return *relay_storage; }
Line& line_of(int signal) noexcept {
    return relay().lines[std::find(std::begin(kSignals), std::end(kSignals), signal) - std::begin(kSignals)];
}

/// In a child that was forked, and did not exec, this is its parent's handler.
void on_signal(int signal, siginfo_t* information, void* context) noexcept {
    const int saved = errno;
    Relay& all = relay();
    if (all.owner.load(std::memory_order_relaxed) == ::getpid()) {
        const auto byte = static_cast<unsigned char>(signal);
        static_cast<void>(!::write(all.write_end.load(std::memory_order_relaxed), &byte, 1));
    } else if (const struct sigaction& before = line_of(signal).before; before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(signal, information, context);
    } else {
        do_as_before(signal);
    }
    errno = saved;
}

void* read_signals(void* argument) {
    ::pthread_setname_np(::pthread_self(), "rpcrt4-signals");
    const int read_end = static_cast<int>(reinterpret_cast<intptr_t>(argument));
    for (unsigned char signal = 0;;) {
        const ssize_t got = ::read(read_end, &signal, 1);
        if (got == 0 || (got < 0 && errno != EINTR)) return nullptr;
        if (got < 0) continue;
        for (const auto& listener : line_of(signal).listeners) {
            if (const SignalReceiver receive = listener.load(std::memory_order_acquire)) {
                receive(signal);
                break;
            }
        }
    }
}

/// Under the lock: this process has a thread that reads.
Status start_reading() {
    Relay& all = relay();
    if (all.owner.load(std::memory_order_relaxed) == ::getpid()) return Status::ok;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return io::status_from(errno);
    // A handler must not block; a pipe that is full has what it would tell.
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    pthread_t thread;
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    const base::SignalsBlocked blocked;
    const int failure =
        ::pthread_create(&thread, &attributes, &read_signals, reinterpret_cast<void*>(static_cast<intptr_t>(ends[0])));
    ::pthread_attr_destroy(&attributes);
    if (failure != 0) {
        ::close(ends[0]);
        ::close(ends[1]);
        return Status::error_not_enough_memory;
    }
    all.write_end.store(ends[1], std::memory_order_relaxed);
    all.owner.store(::getpid(), std::memory_order_release);
    return Status::ok;
}

void install(int signal) noexcept {
    struct sigaction action {};
    action.sa_sigaction = &on_signal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

void take(int signal) noexcept {
    Line& line = line_of(signal);
    if (line.taken) return;
    ::sigaction(signal, nullptr, &line.before);
    // Who started this process wants these ignored: a shell that put it into the background, or nohup.
    line.ignored = (signal == SIGINT || signal == SIGHUP) && line.before.sa_handler == SIG_IGN;
    line.taken = true;
    if (!line.ignored) install(signal);
}

}  // namespace

Status listen(int signal, Listener listener, SignalReceiver receive) {
    const std::lock_guard lock(relay().changing);
    const Status status = start_reading();
    if (failed(status)) return status;
    line_of(signal).listeners[static_cast<size_t>(listener)].store(receive, std::memory_order_release);
    take(signal);
    return Status::ok;
}

void stop_listening(int signal, Listener listener) noexcept {
    const std::lock_guard lock(relay().changing);
    Line& line = line_of(signal);
    line.listeners[static_cast<size_t>(listener)].store(nullptr, std::memory_order_release);
    const bool heard = std::ranges::any_of(line.listeners, [](const auto& each) { return each.load() != nullptr; });
    if (heard || !line.taken) return;
    if (!line.ignored) ::sigaction(signal, &line.before, nullptr);
    line.taken = false;
}

Status ignore(int signal, bool ignored) {
    const std::lock_guard lock(relay().changing);
    const Status status = start_reading();
    if (failed(status)) return status;
    take(signal);
    line_of(signal).ignored = ignored;
    if (ignored) {
        ::signal(signal, SIG_IGN);
    } else {
        install(signal);
    }
    return Status::ok;
}

void do_as_before(int signal) noexcept {
    const struct sigaction& before = line_of(signal).before;
    if (before.sa_handler == SIG_IGN) return;
    if (before.sa_handler != SIG_DFL && !(before.sa_flags & SA_SIGINFO)) {
        before.sa_handler(signal);
        return;
    }
    end_process(signal);
}

void end_process(int signal) noexcept {
    ::signal(signal, SIG_DFL);
    ::raise(signal);
    sigset_t one;
    ::sigemptyset(&one);
    ::sigaddset(&one, signal);
    ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}

}  // namespace handleapi::console
