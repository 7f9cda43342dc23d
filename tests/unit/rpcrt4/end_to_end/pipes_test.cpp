// SPDX-License-Identifier: LGPL-2.1-or-later
// Synchronous pipes through midl's stubs and the runtime: rules F1-F9 ("Pipes" and "Rules for multiple pipes", Windows
// RPC), and what becomes of a call when one side does not play by them.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "fixture.hpp"
#include "pipes.h"
#include "pipes_fixture.hpp"

using namespace end_to_end;

namespace {

enum class Mischief {
    none,
    raise_early,
    raise_late,
    leave_in,
    leave_out,
    push_early,
    pull_other,
    pull_on,
    push_on,
    alloc
};
std::atomic<Mischief> mischief{Mischief::none};
Noted server_saw;
const HANDLE server_has_data = CreateEvent(nullptr, FALSE, FALSE, nullptr);
std::atomic<HANDLE> client_has_data = nullptr;

template <typename T, typename PipeType>
std::vector<T> drain(PipeType& pipe, size_t at_once = 777) {
    std::vector<T> all;
    std::vector<T> room(at_once);
    for (ULONG count = 1; count != 0;) {
        pipe.pull(pipe.state, room.data(), static_cast<ULONG>(at_once), &count);
        all.insert(all.end(), room.begin(), room.begin() + count);
    }
    return all;
}

template <typename T, typename PipeType>
void fill(PipeType& pipe, std::vector<T> values, size_t at_once = 1000) {
    for (size_t at = 0; at < values.size(); at += at_once) {
        const size_t part = std::min(at_once, values.size() - at);
        pipe.push(pipe.state, values.data() + at, static_cast<ULONG>(part));
    }
    pipe.push(pipe.state, nullptr, 0);
}

}  // namespace

extern "C" {

hyper ps_Sum(handle_t, LONG_PIPE numbers) {
    const auto all = drain<LONG>(numbers);
    return std::accumulate(all.begin(), all.end(), Hyper{0});
}

hyper ps_SumOf(handle_t, LONG_PIPE* numbers) {
    LONG first = 0;
    ULONG count = 0;
    switch (mischief.load()) {
        case Mischief::raise_early:
            RpcRaiseException(4711);
        case Mischief::raise_late:
            numbers->pull(numbers->state, &first, 1, &count);
            RpcRaiseException(4711);
        case Mischief::leave_in:
            numbers->pull(numbers->state, &first, 1, &count);
            return 0;
        case Mischief::pull_on:
            static_cast<void>(drain<LONG>(*numbers));
            numbers->pull(numbers->state, &first, 1, &count);
            return 0;
        case Mischief::push_early:
            numbers->push(numbers->state, &first, 1);
            return 0;
        case Mischief::alloc: {
            LONG* room = nullptr;
            numbers->alloc(numbers->state, 4, &room, &count);
            return 0;
        }
        default:
            break;
    }
    hyper sum = 0;
    RpcTryExcept {
        numbers->pull(numbers->state, &first, 1, &count);
        sum = first;
        SetEvent(server_has_data);
        if (count != 0) {
            const auto all = drain<LONG>(*numbers);
            sum = std::accumulate(all.begin(), all.end(), sum);
        }
    }
    RpcExcept(1) {
        const RPC_STATUS code = static_cast<RPC_STATUS>(RpcExceptionCode());
        server_saw = code;
        SetEvent(server_has_data);
        RpcRaiseException(code);
    }
    RpcEndExcept return sum;
}

void ps_Count(handle_t, LONG first, LONG count, LONG_PIPE* numbers) {
    std::vector<LONG> all(static_cast<size_t>(count));
    std::iota(all.begin(), all.end(), first);
    if (mischief == Mischief::raise_late) {
        numbers->push(numbers->state, all.data(), static_cast<ULONG>(count));
        RpcRaiseException(4711);
    }
    if (mischief == Mischief::leave_out) {
        return numbers->push(numbers->state, all.data(), static_cast<ULONG>(count));
    }
    if (client_has_data) {
        numbers->push(numbers->state, all.data(), 5000);
        if (WaitForSingleObject(client_has_data, kLimit) != WAIT_OBJECT_0) RpcRaiseException(RPC_S_CALL_FAILED);
        all.erase(all.begin(), all.begin() + 5000);
    }
    fill(*numbers, all);
    if (mischief == Mischief::push_on) numbers->push(numbers->state, all.data(), 1);
}

void ps_Negate(handle_t, LONG_PIPE* numbers) {
    if (mischief == Mischief::push_early) numbers->push(numbers->state, nullptr, 0);
    auto all = drain<LONG>(*numbers, 3);
    for (LONG& one : all) one = -one;
    fill(*numbers, all, 7);
}

LONG ps_Weigh(handle_t, SAMPLE_PIPE* samples, double* total) {
    const auto all = drain<Sample>(*samples, 10);
    *total = 0;
    LONG check = 0;
    for (const Sample& one : all) {
        *total += one.value * one.kind;
        check = check * 3 + one.number;
    }
    return check;
}

void ps_Spread(handle_t, LONG count, SAMPLE_PIPE* samples) {
    std::vector<Sample> all;
    for (LONG i = 0; i < count; ++i) all.push_back({i, static_cast<short>(-i), i * 0.5});
    fill(*samples, all, 100);
}

LONG ps_Capitals(handle_t, CHAR_PIPE* text) {
    auto all = drain<unsigned char>(*text, 11);
    for (auto& one : all) one = static_cast<unsigned char>(std::toupper(one));
    fill(*text, all, 13);
    return static_cast<LONG>(all.size());
}

LONG ps_Store(handle_t, LONG key, CHAR_PIPE* text, hyper* stamp, LONG* length) {
    const auto all = drain<unsigned char>(*text);
    *length = static_cast<LONG>(all.size());
    *stamp += all.empty() ? 0 : all.back();
    return key * 2;
}

void ps_Double(handle_t, UNEVEN_PIPE* values) {
    auto all = drain<Uneven>(*values, 5);
    for (Uneven& one : all) one = {one.value * 2, one.number * 2, static_cast<unsigned char>(one.mark + 1)};
    fill(*values, all, 9);
}

LONG ps_Merge(handle_t, LONG_PIPE* one, LONG_PIPE* other, LONG_PIPE* all, CHAR_PIPE* marks) {
    std::vector<unsigned char> seen;
    if (mischief == Mischief::pull_other) static_cast<void>(drain<LONG>(*other));
    auto left = drain<LONG>(*one);
    const auto right = drain<LONG>(*other);
    if (mischief == Mischief::push_early) fill(*marks, seen);
    for (const LONG value : left) seen.push_back(static_cast<unsigned char>('a' + value % 26));
    left.insert(left.end(), right.begin(), right.end());
    fill(*all, left);
    fill(*marks, seen);
    return static_cast<LONG>(left.size());
}

void ps_Nothing(handle_t, LONG_PIPE* numbers, LONG_PIPE* none) {
    static_cast<void>(drain<LONG>(*numbers));
    fill(*none, std::vector<LONG>());
}

}  // extern "C"

namespace {

/// A client's side of a pipe: gives what `out` holds, a few at a time, and keeps what comes in `in`.
template <typename T, typename PipeType>
struct Client {
    Client() = default;
    explicit Client(std::vector<T> gives, size_t at_a_time = 1000) : out(std::move(gives)), at_once(at_a_time) {}

    std::vector<T> out;
    size_t given = 0;
    size_t at_once = 1000;
    std::vector<T> in;
    std::vector<T> room = std::vector<T>(4096);
    int ends = 0;
    bool waited = false;
    void (*each)(Client&) = nullptr;  ///< before elements are given or taken

    PipeType pipe() {
        PipeType made;
        made.pull = [](char* state, T* buffer, ULONG capacity, ULONG* count) {
            auto& self = *reinterpret_cast<Client*>(state);
            if (self.each) self.each(self);
            const size_t part = std::min({self.at_once, size_t{capacity}, self.out.size() - self.given});
            std::copy_n(self.out.data() + self.given, part, buffer);
            self.given += part;
            *count = static_cast<ULONG>(part);
        };
        made.push = [](char* state, T* buffer, ULONG count) {
            auto& self = *reinterpret_cast<Client*>(state);
            if (count == 0) ++self.ends;
            self.in.insert(self.in.end(), buffer, buffer + count);
            if (self.each) self.each(self);
        };
        made.alloc = [](char* state, ULONG, T** buffer, ULONG* size) {
            auto& self = *reinterpret_cast<Client*>(state);
            *buffer = self.room.empty() ? nullptr : self.room.data();
            *size = static_cast<ULONG>(self.room.size() * sizeof(T));
        };
        made.state = reinterpret_cast<char*>(this);
        return made;
    }
};
using Longs = Client<LONG, LONG_PIPE>;
using Chars = Client<unsigned char, CHAR_PIPE>;

std::vector<LONG> counting(size_t count, LONG first = 0) {
    std::vector<LONG> all(count);
    std::iota(all.begin(), all.end(), first);
    return all;
}

hyper sum_of(const std::vector<LONG>& all) { return std::accumulate(all.begin(), all.end(), Hyper{0}); }

struct Mischievous {
    explicit Mischievous(Mischief kind) { mischief = kind; }
    ~Mischievous() { mischief = Mischief::none; }
};

RPC_STATUS sum_with(PipeServer& server, Mischief kind, size_t count = 100000) {
    const Mischievous until_the_end(kind);
    Longs numbers(counting(count));
    LONG_PIPE pipe = numbers.pipe();
    return raised_by([&] { pc_SumOf(server, &pipe); });
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/pipes") {
    TEST_CASE("an [in] pipe is pulled from the client until it gives nothing (F2, F3)") {
        on_every_pipe_server([](PipeServer& server) {
            for (const size_t count : {size_t{0}, size_t{1}, size_t{5}, size_t{1000}, size_t{300000}}) {
                CAPTURE(count);
                Longs numbers(counting(count, -7));
                CHECK(pc_Sum(server, numbers.pipe()) == sum_of(numbers.out));
                numbers.given = 0;
                LONG_PIPE pipe = numbers.pipe();
                CHECK(pc_SumOf(server, &pipe) == sum_of(numbers.out));
                CHECK(numbers.given == count);
            }
        });
    }

    TEST_CASE("an [out] pipe is pushed to the client, and ends with a push of nothing (F3)") {
        on_every_pipe_server([](PipeServer& server) {
            for (const LONG count : {0, 1, 999, 300000}) {
                CAPTURE(count);
                Longs numbers;
                LONG_PIPE pipe = numbers.pipe();
                pc_Count(server, 100, count, &pipe);
                CHECK(numbers.in == counting(static_cast<size_t>(count), 100));
                CHECK(numbers.ends == 1);
            }
        });
    }

    TEST_CASE("the client's room is counted in bytes, and may be more or less than was asked for (F4, F5)") {
        on_every_pipe_server([](PipeServer& server) {
            for (const size_t elements : {size_t{1}, size_t{3}, size_t{70000}}) {
                CAPTURE(elements);
                Longs numbers;
                numbers.room.resize(elements);
                LONG_PIPE pipe = numbers.pipe();
                pc_Count(server, 100, 999, &pipe);
                CHECK(numbers.in == counting(999, 100));
                CHECK(numbers.ends == 1);
            }
        });
    }

    TEST_CASE("an [in, out] pipe is drained before it is filled (F6)") {
        on_every_pipe_server([](PipeServer& server) {
            Longs numbers(counting(20000));
            LONG_PIPE pipe = numbers.pipe();
            pc_Negate(server, &pipe);
            REQUIRE(numbers.in.size() == 20000);
            for (size_t i = 0; i < numbers.in.size(); ++i) REQUIRE(numbers.in[i] == -numbers.out[i]);
        });
    }

    TEST_CASE("elements are structures too, also with gaps and of sizes that do not divide a buffer") {
        on_every_pipe_server([](PipeServer& server) {
            Client<Sample, SAMPLE_PIPE> samples({}, 3);
            double expected = 0;
            LONG check = 0;
            for (LONG i = 0; i < 5000; ++i) {
                samples.out.push_back({i % 7, static_cast<short>(i % 5), i * 0.25});
                expected += (i * 0.25) * (i % 5);
                check = static_cast<LONG>(static_cast<ULONG>(check) * 3u + static_cast<ULONG>(i % 7));
                if (i >= 18) break;
            }
            SAMPLE_PIPE pipe = samples.pipe();
            double total = 0;
            CHECK(pc_Weigh(server, &pipe, &total) == check);
            CHECK(total == expected);
            pc_Spread(server, 5000, &pipe);
            REQUIRE(samples.in.size() == 5000);
            CHECK(samples.in[4999].number == 4999);
            CHECK(samples.in[4999].kind == -4999);
            CHECK(samples.in[4999].value == 2499.5);

            Client<Uneven, UNEVEN_PIPE> uneven({}, 11);
            for (LONG i = 0; i < 10000; ++i) uneven.out.push_back({i * 1.5, i, static_cast<unsigned char>(i)});
            UNEVEN_PIPE values = uneven.pipe();
            pc_Double(server, &values);
            REQUIRE(uneven.in.size() == 10000);
            for (size_t i = 0; i < uneven.in.size(); ++i) {
                REQUIRE(uneven.in[i].value == uneven.out[i].value * 2);
                REQUIRE(uneven.in[i].number == uneven.out[i].number * 2);
                REQUIRE(uneven.in[i].mark == static_cast<unsigned char>(i + 1));
            }
        });
    }

    TEST_CASE("other parameters travel before an [in] pipe and behind an [out] pipe, wherever the pipe ends (F7)") {
        on_every_pipe_server([](PipeServer& server) {
            for (size_t length = 0; length < 20; ++length) {
                CAPTURE(length);
                Chars text(std::vector<unsigned char>(length, 'x'), 3);
                CHAR_PIPE pipe = text.pipe();
                hyper stamp = Hyper{1} << 40;
                LONG stored = -1;
                CHECK(pc_Store(server, 21, &pipe, &stamp, &stored) == 42);
                CHECK(stored == static_cast<LONG>(length));
                CHECK(stamp == (Hyper{1} << 40) + (length != 0 ? 'x' : 0));
                text.given = 0;
                CHECK(pc_Capitals(server, &pipe) == static_cast<LONG>(length));
                CHECK(text.in == std::vector<unsigned char>(length, 'X'));
            }
        });
    }

    TEST_CASE("several pipes: [in] from the left, then [out] from the left (F6)") {
        on_every_pipe_server([](PipeServer& server) {
            Longs one(counting(3000)), other(counting(2000, 5000)), all;
            Chars marks;
            LONG_PIPE one_pipe = one.pipe(), other_pipe = other.pipe(), all_pipe = all.pipe();
            CHAR_PIPE marks_pipe = marks.pipe();
            CHECK(pc_Merge(server, &one_pipe, &other_pipe, &all_pipe, &marks_pipe) == 5000);
            CHECK(all.in.size() == 5000);
            CHECK(all.in.back() == 6999);
            CHECK(marks.in.size() == 3000);
            Longs nothing, none;
            LONG_PIPE nothing_pipe = nothing.pipe(), none_pipe = none.pipe();
            pc_Nothing(server, &nothing_pipe, &none_pipe);
            CHECK(none.in.empty());
            CHECK(none.ends == 1);
        });
    }

    TEST_CASE("the server works on what has come while the client still produces, and the other way round") {
        on_every_pipe_server([](PipeServer& server) {
            ResetEvent(server_has_data);
            Longs numbers(counting(50000), 5000);
            numbers.each = [](Longs& self) {
                const bool halfway = self.given >= 25000 && !std::exchange(self.waited, true);
                if (halfway) REQUIRE(WaitForSingleObject(server_has_data, kLimit) == WAIT_OBJECT_0);
            };
            LONG_PIPE pipe = numbers.pipe();
            CHECK(pc_SumOf(server, &pipe) == sum_of(numbers.out));
            CHECK(numbers.waited);

            client_has_data = CreateEvent(nullptr, FALSE, FALSE, nullptr);
            Longs received;
            received.each = [](Longs& self) {
                if (self.in.size() < 5000) SetEvent(client_has_data);
            };
            pipe = received.pipe();
            pc_Count(server, 0, 20000, &pipe);
            CHECK(received.in == counting(20000));
            CloseHandle(client_has_data.exchange(nullptr));
        });
    }

    TEST_CASE("a pipe that is much larger than what either side keeps is handed through") {
        on_every_pipe_server([](PipeServer& server) {
            constexpr size_t kMany = 8 * 1024 * 1024;
            Chars text({}, 60000);
            text.room.resize(65536);
            text.out.assign(kMany, 'q');
            CHAR_PIPE pipe = text.pipe();
            hyper stamp = 0;
            LONG length = 0;
            pc_Store(server, 1, &pipe, &stamp, &length);
            CHECK(length == static_cast<LONG>(kMany));
            Longs numbers;
            numbers.room.resize(16384);
            LONG_PIPE longs = numbers.pipe();
            pc_Count(server, 0, 2 * 1024 * 1024, &longs);
            CHECK(numbers.in.size() == 2 * 1024 * 1024);
            CHECK(numbers.in.back() == 2 * 1024 * 1024 - 1);
        });
    }

    TEST_CASE("a manager that raises before, within or after its pipes fails the call with its code, and only that") {
        on_every_pipe_server([](PipeServer& server) {
            CHECK(sum_with(server, Mischief::raise_early) == 4711);
            CHECK(sum_with(server, Mischief::raise_late) == 4711);
            {
                const Mischievous until_the_end(Mischief::raise_late);
                Longs numbers;
                LONG_PIPE pipe = numbers.pipe();
                CHECK(raised_by([&] { pc_Count(server, 0, 1000, &pipe); }) == 4711);
            }
            CHECK(sum_with(server, Mischief::none) == RPC_S_OK);
        });
    }

    TEST_CASE("a manager that leaves a pipe undrained or unfilled fails the call: RPC_X_PIPE_DISCIPLINE_ERROR (F6)") {
        on_every_pipe_server([](PipeServer& server) {
            CHECK(sum_with(server, Mischief::leave_in) == RPC_X_PIPE_DISCIPLINE_ERROR);
            const Mischievous until_the_end(Mischief::leave_out);
            Longs numbers;
            LONG_PIPE pipe = numbers.pipe();
            CHECK(raised_by([&] { pc_Count(server, 0, 10, &pipe); }) == RPC_X_PIPE_DISCIPLINE_ERROR);
        });
    }

    TEST_CASE("pipes used out of their order raise RPC_X_WRONG_PIPE_ORDER in the manager (F6)") {
        on_every_pipe_server([](PipeServer& server) {
            CHECK(sum_with(server, Mischief::push_early) == RPC_X_WRONG_PIPE_ORDER);
            CHECK(sum_with(server, Mischief::alloc) == RPC_X_WRONG_PIPE_ORDER);
            for (const Mischief kind : {Mischief::pull_other, Mischief::push_early}) {
                const Mischievous until_the_end(kind);
                Longs one(counting(3000)), other(counting(2000)), all;
                Chars marks;
                LONG_PIPE one_pipe = one.pipe(), other_pipe = other.pipe(), all_pipe = all.pipe();
                CHAR_PIPE marks_pipe = marks.pipe();
                CHECK(raised_by([&] { pc_Merge(server, &one_pipe, &other_pipe, &all_pipe, &marks_pipe); }) ==
                      RPC_X_WRONG_PIPE_ORDER);
                Longs numbers(counting(5));
                LONG_PIPE pipe = numbers.pipe();
                const RPC_STATUS expected = kind == Mischief::push_early ? RPC_X_WRONG_PIPE_ORDER : RPC_S_OK;
                CHECK(raised_by([&] { pc_Negate(server, &pipe); }) == expected);
            }
        });
    }

    TEST_CASE("a pipe is empty once its end was pulled, and closed once its end was pushed") {
        on_every_pipe_server([](PipeServer& server) {
            CHECK(sum_with(server, Mischief::pull_on) == RPC_X_PIPE_EMPTY);
            const Mischievous until_the_end(Mischief::push_on);
            Longs numbers;
            LONG_PIPE pipe = numbers.pipe();
            CHECK(raised_by([&] { pc_Count(server, 0, 10, &pipe); }) == RPC_X_PIPE_CLOSED);
        });
    }

    TEST_CASE("what the client's own routines raise leaves the call, and the server's pull fails") {
        on_every_pipe_server([](PipeServer& server) {
            ResetEvent(server_has_data);
            server_saw = RPC_S_OK;
            Longs numbers(counting(50000), 5000);
            numbers.each = [](Longs& self) {
                if (self.given >= 25000) RpcRaiseException(815);
            };
            LONG_PIPE pipe = numbers.pipe();
            CHECK(raised_by([&] { pc_SumOf(server, &pipe); }) == 815);
            CHECK(server_saw.failure() != RPC_S_OK);

            Longs received;
            received.each = [](Longs&) { RpcRaiseException(816); };
            pipe = received.pipe();
            CHECK(raised_by([&] { pc_Count(server, 0, 100000, &pipe); }) == 816);
            CHECK(sum_with(server, Mischief::none) == RPC_S_OK);
        });
    }

    TEST_CASE("a call that waits in the middle of a pipe can be cancelled by another thread (C11)") {
        on_every_pipe_server([](PipeServer& server) {
            client_has_data = CreateEvent(nullptr, FALSE, FALSE, nullptr);
            HANDLE caller = nullptr;
            std::atomic<bool> over{false};
            std::atomic<size_t> received{0};
            RPC_STATUS outcome = RPC_S_OK;
            static std::atomic<size_t>* count;
            count = &received;
            std::thread thread([&] {
                REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &caller, 0, FALSE,
                                        DUPLICATE_SAME_ACCESS));
                Longs numbers;
                numbers.each = [](Longs& self) { *count = self.in.size(); };
                LONG_PIPE pipe = numbers.pipe();
                outcome = raised_by([&] { pc_Count(server, 0, 20000, &pipe); });
                over = true;
            });
            for (DWORD i = 0; i < kLimit && received < 4096; ++i) Sleep(1);
            CHECK(received >= 4096);
            // The thread may just be between two waits, where there is nothing to cancel.
            for (DWORD i = 0; i < kLimit && !over; ++i) {
                CHECK(RpcCancelThreadEx(caller, 0) == RPC_S_OK);
                Sleep(1);
            }
            thread.join();
            CHECK(outcome == RPC_S_CALL_CANCELLED);
            SetEvent(client_has_data);
            CHECK(sum_with(server, Mischief::none) == RPC_S_OK);
            CloseHandle(caller);
            CloseHandle(client_has_data.exchange(nullptr));
        });
    }

    TEST_CASE("a client without memory for elements, or without routines, fails before or within the call") {
        on_every_pipe_server([](PipeServer& server) {
            Longs numbers(counting(10));
            numbers.room.clear();
            LONG_PIPE pipe = numbers.pipe();
            CHECK(raised_by([&] { pc_SumOf(server, &pipe); }) == RPC_X_PIPE_APP_MEMORY);
            CHECK(raised_by([&] { pc_Count(server, 0, 10, &pipe); }) == RPC_X_PIPE_APP_MEMORY);
            pipe.pull = nullptr;
            CHECK(raised_by([&] { pc_SumOf(server, &pipe); }) == RPC_X_INVALID_PIPE_OBJECT);
            CHECK(raised_by([&] { pc_SumOf(server, nullptr); }) == RPC_X_NULL_REF_POINTER);
            CHECK(sum_with(server, Mischief::none) == RPC_S_OK);
        });
    }
}
