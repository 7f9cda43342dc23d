// SPDX-License-Identifier: LGPL-2.1-or-later
// See shared_object.hpp.
#include "handleapi/shared/shared_object.hpp"

#include <linux/futex.h>
#include <sys/random.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>

#include "handleapi/shared/commit_lock.hpp"
#include "handleapi/shared/lifeline.hpp"
#include "handleapi/shared/wake_duty.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::shared {

using base::Result;
using base::Status;

namespace {

constexpr uint64_t kFrozen = 1;
constexpr uint64_t kSleepers = 2;
constexpr size_t kMaximumObjects = 64;  // of one wait

uint32_t count_of(uint64_t state) noexcept { return static_cast<uint32_t>(state >> 32); }
uint64_t with_count(uint32_t count) noexcept { return uint64_t{count} << 32; }

void initialise(void* memory, const Initial& initial, std::string_view name) noexcept {
    auto* page = new (memory) SharedPage{};
    page->version = SharedPage::kVersion;
    page->type = static_cast<uint32_t>(initial.type);
    page->consume = static_cast<uint32_t>(initial.consume);
    page->maximum = initial.maximum;
    page->state.store(with_count(initial.count), std::memory_order_relaxed);
    page->timer.due.store(kNeverDue, std::memory_order_relaxed);
    if (initial.mapping) page->mapping = *initial.mapping;
    bool died = false;
    Lifeline* const lifeline = initial.owned ? Lifeline::with_room() : nullptr;
    if (lifeline && lifeline->take(page->mutex, Contended::no, died)) {
        page->mutex.owner_thread.store(current_thread_id(), std::memory_order_relaxed);
        page->mutex.recursion = 1;
    }
    name.copy(page->name, SharedPage::kNameSize - 1);
    page->magic.store(SharedPage::kMagic, std::memory_order_release);
}

std::string random_file_name() {
    uint64_t bits[2] = {};
    static_cast<void>(::getrandom(bits, sizeof bits, 0));
    char text[40];
    std::snprintf(text, sizeof text, "a-%016llx%016llx", static_cast<unsigned long long>(bits[0]),
                  static_cast<unsigned long long>(bits[1]));
    return text;
}

}  // namespace

Result<SharedObject::Opened> SharedObject::checked(SharedFile file, std::string_view name, ObjectType type,
                                                   bool existed) {
    const auto& page = *static_cast<const SharedPage*>(file.memory());
    if (page.magic.load(std::memory_order_acquire) != SharedPage::kMagic || page.version != SharedPage::kVersion) {
        return Status::error_invalid_handle;
    }
    if (page.type != static_cast<uint32_t>(type)) return Status::error_invalid_handle;
    if (name.substr(0, SharedPage::kNameSize - 1) !=
        std::string_view(page.name, ::strnlen(page.name, SharedPage::kNameSize))) {
        return Status::error_invalid_name;
    }
    Opened opened;
    opened.object.reset(new SharedObject(std::move(file)));
    opened.existed = existed;
    return opened;
}

Result<SharedObject::Opened> SharedObject::open_or_create(const std::string& file, std::string_view name,
                                                          const Initial& initial) {
    bool made = false;
    const bool has_memory = initial.mapping && initial.mapping->inode == 0;
    const auto make = [&](void* memory) {
        initialise(memory, initial, name);
        made = true;
    };
    auto opened = SharedFile::open_or_create(
        file, sizeof(SharedPage), make, has_memory ? kMappingData - sizeof(SharedPage) + initial.mapping->size : 0);
    if (!opened) return opened.status();
    return checked(std::move(*opened), name, initial.type, !made);
}

Result<SharedObject::Opened> SharedObject::open(const std::string& file, std::string_view name, ObjectType type) {
    auto opened = SharedFile::open(file, sizeof(SharedPage));
    if (!opened) return opened.status();
    return checked(std::move(*opened), name, type, true);
}

Result<SharedObject::Opened> SharedObject::create_unnamed(const Initial& initial) {
    return open_or_create(random_file_name(), {}, initial);
}

Result<SharedObject::Opened> SharedObject::adopt(int descriptor) {
    auto file = SharedFile::adopt(descriptor, sizeof(SharedPage));
    if (!file) return file.status();
    const auto& page = *static_cast<const SharedPage*>(file->memory());
    const auto type = static_cast<ObjectType>(page.type);
    const std::string name(page.name, ::strnlen(page.name, SharedPage::kNameSize));
    return checked(std::move(*file), name, type, true);
}

uint32_t SharedObject::after_wait(uint32_t count) const noexcept {
    return consume() == Consume::nothing ? count : consume() == Consume::one ? count - 1 : 0;
}

Acquired SharedObject::try_acquire(Contended contended) noexcept {
    if (owned_kind()) return take_mutex(contended);
    look_at_clock();
    return take_count() ? Acquired::yes : Acquired::no;
}

bool SharedObject::take_count() noexcept {
    uint64_t state = page_.state.load(std::memory_order_seq_cst);
    for (;;) {
        if (state & kFrozen) {
            wait_for_thaw();
            state = page_.state.load(std::memory_order_seq_cst);
            continue;
        }
        const uint32_t count = count_of(state);
        if (count == 0) return false;
        const uint32_t left = after_wait(count);
        if (left == count) return true;
        const uint64_t taken = with_count(left) | (state & kSleepers);
        if (page_.state.compare_exchange_weak(state, taken, std::memory_order_seq_cst)) return true;
    }
}

Acquired SharedObject::take_mutex(Contended contended) noexcept {
    const uint32_t thread = current_thread_id();
    MutexPart& mutex = page_.mutex;
    if (held_by(thread)) {
        ++mutex.recursion;
        return Acquired::yes;
    }
    Lifeline* const lifeline = Lifeline::with_room();
    if (!lifeline) return Acquired::no;
    bool died = false;
    for (;;) {
        if (page_.state.load(std::memory_order_seq_cst) & kFrozen) wait_for_thaw();
        if (lifeline->take(mutex, contended, died)) break;
        // Perhaps owned for a moment only, by a wait for several objects that may give it back.
        if (!(page_.state.load(std::memory_order_seq_cst) & kFrozen)) return Acquired::no;
    }
    mutex.owner_thread.store(thread, std::memory_order_relaxed);
    mutex.recursion = 1;
    const bool left = mutex.abandoned.exchange(0, std::memory_order_relaxed) != 0;
    return died || left ? Acquired::abandoned : Acquired::yes;
}

bool SharedObject::held_by(uint32_t thread_id) const noexcept {
    return Lifeline::owner_of(page_.mutex) && page_.mutex.owner_thread.load(std::memory_order_relaxed) == thread_id;
}

void SharedObject::freeze() noexcept { page_.state.fetch_or(kFrozen, std::memory_order_seq_cst); }
void SharedObject::thaw() noexcept { page_.state.fetch_and(~kFrozen, std::memory_order_seq_cst); }

/// Whoever holds the lock is the only one who may have frozen anything: what is frozen now was left by a dead process.
void SharedObject::wait_for_thaw() noexcept {
    CommitLock lock;
    thaw();
}

/// Under the commit lock, frozen.
bool SharedObject::available() noexcept {
    if (type() == ObjectType::timer) advance_timer();
    if (!owned_kind()) return count_of(page_.state.load(std::memory_order_seq_cst)) != 0;
    return held_by(current_thread_id()) || (page_.mutex.word.load(std::memory_order_acquire) & FUTEX_TID_MASK) == 0;
}

bool SharedObject::try_acquire_all(std::span<SharedObject* const> objects, Contended contended, bool& abandoned,
                                   bool& mutex_owned) noexcept {
    const bool owns = std::any_of(objects.begin(), objects.end(), [](auto* object) { return object->owned_kind(); });
    Lifeline* const lifeline = owns ? Lifeline::with_room() : nullptr;
    if (owns && !lifeline) return false;
    CommitLock lock;
    for (SharedObject* object : objects) object->freeze();
    bool ready = true;
    mutex_owned = true;
    for (SharedObject* object : objects) {
        const bool available = object->available();
        ready &= available;
        mutex_owned &= available || object->owned_kind();
    }
    // Mutexes last: only they can still slip away, taken by somebody who looked before they were frozen.
    bool died[kMaximumObjects] = {};
    size_t taken = 0;
    const uint32_t thread = current_thread_id();
    for (; ready && taken < objects.size(); ++taken) {
        SharedObject& object = *objects[taken];
        if (!object.owned_kind() || object.held_by(thread)) continue;
        ready = lifeline->take(object.page_.mutex, contended, died[taken]);
        if (!ready) break;
        object.page_.mutex.recursion = 0;
        object.page_.mutex.owner_thread.store(thread, std::memory_order_relaxed);
    }
    for (size_t i = 0; i < objects.size(); ++i) {
        SharedObject& object = *objects[i];
        MutexPart& mutex = object.page_.mutex;
        if (!object.owned_kind()) {
            const uint32_t count = count_of(object.page_.state.load(std::memory_order_relaxed));
            object.replace_count(ready ? object.after_wait(count) : count, kSleepers);
            continue;
        }
        if (ready) {
            if (mutex.recursion++ == 0) abandoned |= died[i] | (mutex.abandoned.exchange(0) != 0);
        } else if (i < taken && object.held_by(thread) && mutex.recursion == 0) {
            if (died[i]) mutex.abandoned.store(1);
            object.make_free();
        }
        object.thaw();
    }
    return ready;
}

/// Changes the count to change(count), unless that answers nothing; wakes those who sleep.
template <typename Change>
bool SharedObject::change_count(Change change) noexcept {
    uint64_t state = page_.state.load(std::memory_order_relaxed);
    std::optional<WakeDuty> duty;
    for (;;) {
        if (state & kFrozen) {
            wait_for_thaw();
            state = page_.state.load(std::memory_order_relaxed) & ~kFrozen;
        }
        const std::optional<uint32_t> count = change(count_of(state));
        if (!count) return false;
        if ((state & kSleepers) && !duty) duty.emplace(page_);
        if (page_.state.compare_exchange_weak(state, with_count(*count), std::memory_order_seq_cst)) return true;
    }
}

/// The same under the commit lock, for the count of an object that may be frozen; those who sleep go on.
void SharedObject::replace_count(uint32_t count, uint64_t keep) noexcept {
    uint64_t state = page_.state.load(std::memory_order_relaxed);
    while (!page_.state.compare_exchange_weak(state, with_count(count) | (state & keep), std::memory_order_seq_cst)) {
    }
}

void SharedObject::wake_sleepers() noexcept {
    if (!(page_.state.load(std::memory_order_seq_cst) & kSleepers)) return;
    const WakeDuty duty(page_);
    page_.state.fetch_and(~kSleepers, std::memory_order_seq_cst);
}

void SharedObject::set() noexcept {
    change_count([](uint32_t) { return 1u; });
}

void SharedObject::reset() noexcept {
    uint64_t state = page_.state.load(std::memory_order_relaxed);
    do {
        if (state & kFrozen) {
            wait_for_thaw();
            state = page_.state.load(std::memory_order_relaxed) & ~kFrozen;
        }
    } while (!page_.state.compare_exchange_weak(state, state & kSleepers, std::memory_order_seq_cst));
}

/// Those who sleep now are told by the number of pulses, which they compare with the one before they slept: a
/// manual-reset event releases them all, an automatic one who takes the token. As unreliable as documented.
void SharedObject::pulse() noexcept {
    if (page_.state.load(std::memory_order_seq_cst) & kSleepers) {
        const WakeDuty duty(page_);
        page_.pulse_token.store(1, std::memory_order_seq_cst);
        page_.pulses.fetch_add(1, std::memory_order_seq_cst);
        reset();
        page_.state.fetch_and(~kSleepers, std::memory_order_seq_cst);
    } else {
        reset();
    }
}

bool SharedObject::was_pulsed_since(uint32_t pulses) noexcept {
    if (page_.pulses.load(std::memory_order_seq_cst) == pulses) return false;
    return consume() == Consume::nothing || page_.pulse_token.exchange(0, std::memory_order_seq_cst) != 0;
}

Status SharedObject::post(uint32_t count, uint32_t& previous) noexcept {
    const bool posted = change_count([&](uint32_t before) -> std::optional<uint32_t> {
        previous = before;
        if (count > page_.maximum - before) return std::nullopt;
        return before + count;
    });
    return posted ? Status::ok : Status::error_too_many_posts;
}

Status SharedObject::unlock() noexcept {
    if (!held_by(current_thread_id())) return Status::error_not_owner;
    if (--page_.mutex.recursion == 0) make_free();
    return Status::ok;
}

void SharedObject::abandon() noexcept {
    page_.mutex.abandoned.store(1, std::memory_order_relaxed);
    make_free();
}

void SharedObject::hold() noexcept { page_.mutex.owner_thread.store(current_thread_id(), std::memory_order_relaxed); }

void SharedObject::make_free() noexcept {
    page_.mutex.owner_thread.store(0, std::memory_order_relaxed);
    page_.mutex.recursion = 0;
    Lifeline::owner_of(page_.mutex)->give(page_.mutex);  // there is one: this process
}

void SharedObject::start(base::Clock clock, int64_t due, int64_t period, Signal signal) noexcept {
    {
        CommitLock lock;
        if (signal == Signal::clear) replace_count(0, kSleepers);
        page_.timer.clock = static_cast<uint32_t>(clock);
        page_.timer.period = period;
        page_.timer.due.store(due, std::memory_order_seq_cst);
        advance_timer();
    }
    wake_sleepers();  // they have another time to sleep to, or none
}

bool SharedObject::stop() noexcept {
    CommitLock lock;
    advance_timer();
    return page_.timer.due.exchange(kNeverDue, std::memory_order_seq_cst) != kNeverDue;
}

/// Under the commit lock: makes a timer that is due signaled, and sets it for the next time.
void SharedObject::advance_timer() noexcept {
    TimerPart& timer = page_.timer;
    const int64_t due = timer.due.load(std::memory_order_relaxed);
    if (due == kNeverDue) return;
    const auto clock = static_cast<base::Clock>(timer.clock);
    const int64_t now = base::now(clock);
    if (now < due) return;
    if (timer.period > 0) {
        // Periods are spans of time: they do not notice that somebody sets the clock.
        const int64_t since = base::monotonic_now() - (now - due);
        const int64_t passed = (now - due) / timer.period + 1;
        timer.clock = static_cast<uint32_t>(base::Clock::monotonic);
        timer.due.store(since + passed * timer.period, std::memory_order_seq_cst);
    } else {
        timer.due.store(kNeverDue, std::memory_order_seq_cst);
    }
    replace_count(1, kSleepers | kFrozen);
}

void SharedObject::look_at_clock() noexcept {
    if (type() != ObjectType::timer) return;
    const int64_t due = page_.timer.due.load(std::memory_order_seq_cst);
    if (due == kNeverDue || base::now(static_cast<base::Clock>(page_.timer.clock)) < due) return;
    {
        CommitLock lock;
        advance_timer();
    }
    wake_sleepers();
}

int64_t SharedObject::wakes_at() const noexcept {
    const int64_t due = page_.timer.due.load(std::memory_order_seq_cst);
    if (due == kNeverDue) return base::kNoDeadline;
    return base::monotonic_now() + std::max<int64_t>(0, due - base::now(static_cast<base::Clock>(page_.timer.clock)));
}

base::FutexWord SharedObject::duty_word() noexcept {
    take_over_duty();
    return {&page_.wake.word, page_.wake.word.load(std::memory_order_seq_cst), true};
}

void SharedObject::take_over_duty() noexcept { WakeDuty::recover(page_); }

base::FutexWord SharedObject::prepare_to_sleep(FreeMutex free) noexcept {
    if (!owned_kind()) {
        // First the number, then the announcement: a signal in between clears the one, but has counted up the other.
        const uint32_t seen = page_.sequence.load(std::memory_order_seq_cst);
        if (!(page_.state.load(std::memory_order_seq_cst) & kSleepers)) {
            page_.state.fetch_or(kSleepers, std::memory_order_seq_cst);
        }
        return {&page_.sequence, seen, true};
    }
    std::atomic<uint32_t>& word = page_.mutex.word;
    uint32_t value = word.load(std::memory_order_seq_cst);
    while ((value & FUTEX_TID_MASK) != 0 && !(value & FUTEX_WAITERS) &&
           !word.compare_exchange_weak(value, value | FUTEX_WAITERS, std::memory_order_seq_cst)) {
    }
    if ((value & FUTEX_TID_MASK) != 0) return {&word, value | FUTEX_WAITERS, true};
    // Waiters without an owner is a value that the word never has.
    return {&word, free == FreeMutex::may_stay_free ? value : FUTEX_WAITERS, true};
}

void SharedObject::continue_as(uint32_t count, uint32_t owner_thread, uint32_t recursion, bool abandoned) noexcept {
    page_.state.store(with_count(count), std::memory_order_seq_cst);
    page_.mutex.abandoned.store(abandoned ? 1 : 0, std::memory_order_relaxed);
    bool died = false;
    Lifeline* const lifeline = owner_thread != 0 ? Lifeline::with_room() : nullptr;
    if (!lifeline || !lifeline->take(page_.mutex, Contended::no, died)) return;
    page_.mutex.owner_thread.store(owner_thread, std::memory_order_relaxed);
    page_.mutex.recursion = recursion;
}

}  // namespace handleapi::shared
