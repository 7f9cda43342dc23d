// SPDX-License-Identifier: LGPL-2.1-or-later
// See vectored.hpp.
#include "handleapi/vectored.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/context.hpp"
#include "handleapi/seh.hpp"

#include <excpt.h>

namespace handleapi::vectored {
namespace {

constexpr size_t kMost = 64;

struct Registration {
    PVECTORED_EXCEPTION_HANDLER handler = nullptr;
    uintptr_t number = 0;
};

/// Handlers in the order they are called. A fixed table: a fault can strike where memory must not be allocated.
class Handlers {
 public:
    void* add(Position position, PVECTORED_EXCEPTION_HANDLER handler) noexcept {
        std::lock_guard guard(lock_);
        if (count_ == kMost) return nullptr;
        const size_t at = position == Position::first ? 0 : count_.load();
        std::move_backward(all_.begin() + at, all_.begin() + count_, all_.begin() + count_ + 1);
        all_[at] = {handler, ++last_number_ * 16};
        count_.store(count_ + 1);
        return reinterpret_cast<void*>(all_[at].number);
    }

    bool remove(void* registration) noexcept {
        std::lock_guard guard(lock_);
        const auto end = all_.begin() + count_;
        const auto found = std::find_if(all_.begin(), end, [&](const Registration& one) {
            return one.number == reinterpret_cast<uintptr_t>(registration);
        });
        if (found == end) return false;
        std::move(found + 1, end, found);
        count_.store(count_ - 1);
        return true;
    }

    bool empty() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }

    /// Those of this moment; handlers may add and remove.
    size_t copy(std::array<Registration, kMost>& to) noexcept {
        std::lock_guard guard(lock_);
        to = all_;
        return count_;
    }

 private:
    base::Lock lock_;
    std::atomic<size_t> count_{0};
    uintptr_t last_number_ = 0;
    std::array<Registration, kMost> all_{};
};

constinit base::Immortal<Handlers> exception_handlers;
constinit base::Immortal<Handlers> continue_handlers;
constinit std::atomic<PTOP_LEVEL_EXCEPTION_FILTER> unhandled_filter{nullptr};

Handlers& handlers_of(Kind kind) noexcept { return kind == Kind::exception ? *exception_handlers : *continue_handlers; }

/// True once one says that the thread goes on.
bool call(Handlers& handlers, EXCEPTION_POINTERS& exception) {
    std::array<Registration, kMost> now;
    const size_t count = handlers.copy(now);
    for (size_t i = 0; i < count; ++i) {
        if (now[i].handler(&exception) == EXCEPTION_CONTINUE_EXECUTION) return true;
    }
    return false;
}

bool go_on(EXCEPTION_POINTERS& exception) {
    static_cast<void>(call(*continue_handlers, exception));
    return true;
}

}  // namespace

void* add(Kind kind, Position position, PVECTORED_EXCEPTION_HANDLER handler) noexcept {
    return handlers_of(kind).add(position, handler);
}

bool remove(Kind kind, void* registration) noexcept { return handlers_of(kind).remove(registration); }

bool any_handler() noexcept { return !exception_handlers->empty(); }

bool dispatch(EXCEPTION_POINTERS& exception) { return call(*exception_handlers, exception) && go_on(exception); }

PTOP_LEVEL_EXCEPTION_FILTER set_unhandled_filter(PTOP_LEVEL_EXCEPTION_FILTER filter) noexcept {
    return unhandled_filter.exchange(filter);
}

bool has_unhandled_filter() noexcept { return unhandled_filter.load() != nullptr; }

LONG filter_unhandled(EXCEPTION_POINTERS& exception) {
    const auto filter = unhandled_filter.load();
    return filter ? filter(&exception) : EXCEPTION_CONTINUE_SEARCH;
}

bool unhandled(EXCEPTION_POINTERS& exception) {
    switch (filter_unhandled(exception)) {
        case EXCEPTION_EXECUTE_HANDLER:
            _exit(static_cast<int>(exception.ExceptionRecord->ExceptionCode & 0xFF));
        case EXCEPTION_CONTINUE_EXECUTION:
            return go_on(exception);
        default:
            return false;
    }
}

bool resolve_raise(uint32_t code, uint32_t flags, uint32_t count, const uintptr_t* arguments, void* address) {
    const bool filters = !has_handler() && has_unhandled_filter();
    if (!any_handler() && !filters) return false;
    CONTEXT context;
    capture_context(context);
    EXCEPTION_RECORD record{};
    record.ExceptionCode = code;
    record.ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE;
    record.ExceptionAddress = address;
    record.NumberParameters = arguments ? std::min<uint32_t>(count, EXCEPTION_MAXIMUM_PARAMETERS) : 0;
    std::copy_n(arguments, record.NumberParameters, record.ExceptionInformation);
    EXCEPTION_POINTERS exception = {&record, &context};
    return (dispatch(exception) || (filters && unhandled(exception))) && !(flags & EXCEPTION_NONCONTINUABLE);
}

}  // namespace handleapi::vectored
