// SPDX-License-Identifier: LGPL-2.1-or-later
// What happens when a process has as many handles as it can have (S5: 2^24).
#include <cstdio>
#include <vector>

#include "tests/unit/handleapi/shared/child.hpp"

using namespace testing;

namespace {

constexpr uint32_t kMost = 1 << 24;

/// What the kernel could give out, in kilobytes; 0 when it does not say.
unsigned long long available_memory() {
    std::FILE* const file = std::fopen("/proc/meminfo", "re");
    if (!file) return 0;
    char line[128];
    unsigned long long available = 0;
    while (std::fgets(line, sizeof line, file)) {
        if (std::sscanf(line, "MemAvailable: %llu", &available) == 1) break;
    }
    std::fclose(file);
    return available;
}

HANDLE another(HANDLE event) {
    HANDLE made = nullptr;
    const HANDLE self = GetCurrentProcess();
    return DuplicateHandle(self, event, self, &made, 0, FALSE, DUPLICATE_SAME_ACCESS) ? made : nullptr;
}

/// In a process of its own, which takes the memory along. 0, or what went wrong.
int fill_the_table() {
    Handle event = auto_event();
    std::vector<uint32_t> handles;
    handles.reserve(kMost);
    HANDLE made = nullptr;
    while (handles.size() <= kMost && (made = another(event))) {
        handles.push_back(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(made)));
    }
    if (made || GetLastError() != ERROR_NO_SYSTEM_RESOURCES) return 1;
    if (handles.size() < kMost - 65536) return 2;
    if (CreateEventA(nullptr, FALSE, FALSE, nullptr) || GetLastError() != ERROR_NO_SYSTEM_RESOURCES) return 3;
    DWORD id = 0;
    if (CreateThread(nullptr, 0, [](void*) { return DWORD{0}; }, nullptr, 0, &id)) return 4;
    if (GetLastError() != ERROR_NO_SYSTEM_RESOURCES) return 5;
    // What there is works, and closing one makes room for one.
    const auto handle_at = [&](size_t at) { return reinterpret_cast<HANDLE>(uintptr_t{handles[at]}); };
    if (!SetEvent(handle_at(handles.size() - 1))) return 6;
    if (WaitForSingleObject(handle_at(0), 0) != WAIT_OBJECT_0) return 7;
    if (!CloseHandle(handle_at(handles.size() / 2))) return 8;
    made = another(event);
    if (!made || another(event)) return 9;
    if (made == handle_at(handles.size() / 2)) return 10;  // the old value is stale
    return CloseHandle(made) ? 0 : 11;
}

}  // namespace

TEST_SUITE("handleapi/table_full") {
    TEST_CASE("S5: a process has 2^24 handles, the next is refused, and closing one makes room" *
              doctest::skip(kCoarse != 1)) {
        if (available_memory() < 2'000'000) {
            MESSAGE("skipped: less than two gigabytes of memory are free");
            return;
        }
        Child child(&fill_the_table);
        CHECK(child.result() == 0);
    }
}
