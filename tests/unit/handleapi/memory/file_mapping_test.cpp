// SPDX-License-Identifier: LGPL-2.1-or-later
// File mappings in several processes: names, inheritance, DuplicateHandle; what is left when a process is killed. What
// one process can say about them is in the conformance program "mappings".
#include "handleapi/memory/file_mapping.hpp"

#include <sys/stat.h>

#include <cstring>
#include <filesystem>

#include "tests/unit/handleapi/process/processes.hpp"
#include "tests/unit/handleapi/shared/child.hpp"

using namespace testing;

namespace {

constexpr DWORD kGranule = 0x10000;
SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};

Handle memory_named(const std::string& name, DWORD size = 100, DWORD protection = PAGE_READWRITE) {
    return CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, protection, 0, size, name.c_str());
}
Handle opened(const std::string& name, DWORD access = FILE_MAP_ALL_ACCESS) {
    return OpenFileMappingA(access, FALSE, name.c_str());
}

/// A view that goes with its scope.
class View {
 public:
    View(HANDLE mapping, DWORD access) : memory_(static_cast<char*>(MapViewOfFile(mapping, access, 0, 0, 0))) {}
    View(const View&) = delete;
    ~View() {
        if (memory_) CHECK(UnmapViewOfFile(memory_));
    }
    char* memory() const { return memory_; }
    char& operator[](size_t i) const { return memory_[i]; }

 private:
    char* memory_;
};

/// A file with "content" in it, removed with its scope.
struct TestFile {
    const std::string path = "mapped-" + std::to_string(getpid()) + ".tmp";
    Handle handle = CreateFileA(path.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                CREATE_ALWAYS, 0, nullptr);
    TestFile() {
        DWORD done = 0;
        REQUIRE(WriteFile(handle, "content", 7, &done, nullptr));
    }
    ~TestFile() { std::filesystem::remove(path); }
};

std::string value_of(HANDLE handle) { return std::to_string(reinterpret_cast<uintptr_t>(handle)); }

}  // namespace

TEST_SUITE("handleapi/file_mapping") {
    TEST_CASE("two processes that know a name have the same memory") {
        const std::string name = fresh_name("mapping");
        Handle mapping = memory_named(name);
        const View view(mapping, FILE_MAP_WRITE);
        std::strcpy(view.memory(), "to the child");
        Child child([&] {
            Handle own = opened(name);
            auto* const there = static_cast<char*>(MapViewOfFile(own, FILE_MAP_WRITE, 0, 0, 0));
            if (!there || std::strcmp(there, "to the child") != 0) return 1;
            std::strcpy(there, "to the parent");
            return 0;
        });
        CHECK(child.result() == 0);
        CHECK(std::string(view.memory()) == "to the parent");
    }

    TEST_CASE("a name that another process made is opened with its size and protection") {
        const std::string name = fresh_name("mapping");
        Handle event = CreateEventA(nullptr, TRUE, FALSE, (name + "-ready").c_str());
        Handle end = CreateEventA(nullptr, TRUE, FALSE, (name + "-end").c_str());
        Child child([&] {
            Handle own = memory_named(name, 3 * kGranule, PAGE_READONLY);
            SetEvent(event);
            return WaitForSingleObject(end, kLimit) == WAIT_OBJECT_0 ? 0 : 1;
        });
        REQUIRE(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        Handle mapping = memory_named(name, 1, PAGE_READWRITE);
        CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
        CHECK(MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0) == nullptr);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        const View view(mapping, FILE_MAP_READ);
        MEMORY_BASIC_INFORMATION info{};
        REQUIRE(view.memory() != nullptr);
        VirtualQuery(view.memory(), &info, sizeof info);
        CHECK(info.RegionSize == 3 * kGranule);
        SetEvent(end);
        CHECK(child.result() == 0);
    }

    TEST_CASE("a view keeps its memory when the name is made anew, and is not part of that") {
        const std::string name = fresh_name("mapping");
        Handle first = memory_named(name);
        const View old(first, FILE_MAP_WRITE);
        old[0] = 'o';
        first = Handle();
        CHECK(static_cast<HANDLE>(opened(name)) == nullptr);
        CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
        Handle second = memory_named(name);
        CHECK(GetLastError() == ERROR_SUCCESS);
        const View fresh(second, FILE_MAP_WRITE);
        CHECK(fresh[0] == 0);
        fresh[0] = 'n';
        CHECK(old[0] == 'o');
    }

    TEST_CASE("a killed process takes the name along, and leaves the views of others alone") {
        const std::string name = fresh_name("mapping");
        Handle ready = CreateEventA(nullptr, TRUE, FALSE, (name + "-ready").c_str());
        Child child([&] {
            static HANDLE kept = memory_named(name).detach();
            SetEvent(ready);
            for (;;) pause();
            return kept == nullptr ? 1 : 0;
        });
        REQUIRE(WaitForSingleObject(ready, kLimit) == WAIT_OBJECT_0);
        Handle mapping = opened(name);
        const View view(mapping, FILE_MAP_WRITE);
        view[0] = 'v';
        mapping = Handle();
        child.kill_now();
        Handle again = memory_named(name);  // over what the killed one left
        CHECK(GetLastError() == ERROR_SUCCESS);
        CHECK(view[0] == 'v');
        const View other(again, FILE_MAP_READ);
        CHECK(other[0] == 0);
    }

    TEST_CASE("a named mapping of a file is found by others, also after the file was renamed or removed") {
        const TestFile file;
        const std::string name = fresh_name("mapping"), moved = file.path + ".moved";
        Handle mapping = CreateFileMappingA(file.handle, nullptr, PAGE_READWRITE, 0, 0, name.c_str());
        const auto look = [&] {
            Handle own = opened(name, FILE_MAP_READ);
            const auto* const there = static_cast<const char*>(MapViewOfFile(own, FILE_MAP_READ, 0, 0, 0));
            return there && std::strncmp(there, "content", 7) == 0 ? 0 : 1;
        };
        // Not by fork(), which would copy what this process knows of the name.
        CHECK(ChildProcess("map-name " + name).result() == 'c');
        std::filesystem::rename(file.path, moved);
        CHECK(ChildProcess("map-name " + name).result() == 'c');
        std::filesystem::remove(moved);
        CHECK(ChildProcess("map-name " + name).result() == 'c');
        CHECK(look() == 0);
    }

    TEST_CASE("a child inherits mappings of memory, of a file, and named ones") {
        const TestFile file;
        Handle memory = CreateFileMappingA(INVALID_HANDLE_VALUE, &inheritable, PAGE_READWRITE, 0, 100, nullptr);
        Handle named = CreateFileMappingA(INVALID_HANDLE_VALUE, &inheritable, PAGE_READWRITE, 0, 100,
                                          fresh_name("mapping").c_str());
        Handle of_file = CreateFileMappingA(file.handle, &inheritable, PAGE_READWRITE, 0, 0, nullptr);
        for (const HANDLE mapping : {HANDLE(memory), HANDLE(named), HANDLE(of_file)}) {
            const View view(mapping, FILE_MAP_WRITE);
            view[0] = 'i';
            CHECK(ChildProcess("map " + value_of(mapping), {.inherit = true}).result() == 'i');
            CHECK(view[0] == 'C');  // the child's answer
        }
        Handle kept = CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, 100, nullptr);
        CHECK(ChildProcess("no-handle " + value_of(kept), {.inherit = true}).result() == 0);
    }

    TEST_CASE("a handle that allows reading only does so in the child that inherits it") {
        Handle mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, 100, nullptr);
        HANDLE reading = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), mapping, GetCurrentProcess(), &reading, FILE_MAP_READ, TRUE, 0));
        const Handle closes(reading);
        CHECK(ChildProcess("map " + value_of(reading), {.inherit = true}).result() == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("the file may be closed, locked and opened by others while it is mapped") {
        const TestFile file;
        Handle exclusive = CreateFileA((file.path + "x").c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                       CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, nullptr);
        Handle mapping = CreateFileMappingA(file.handle, nullptr, PAGE_READWRITE, 0, 2 * kGranule, nullptr);
        CHECK(LockFile(file.handle, 0, 0, 7, 0));
        const View view(mapping, FILE_MAP_WRITE);
        view[kGranule] = 'e';
        CHECK(FlushViewOfFile(view.memory(), 0));
        CHECK(std::filesystem::file_size(file.path) == 2 * kGranule);
        Handle whole = CreateFileMappingA(exclusive, nullptr, PAGE_READWRITE, 0, 10, nullptr);
        exclusive = Handle();
        CHECK_FALSE(std::filesystem::exists(file.path + "x"));
        const View removed(whole, FILE_MAP_WRITE);
        removed[0] = 'r';
        CHECK(removed[0] == 'r');
    }

    TEST_CASE("a mapping larger than the machine's memory is refused, one of reserved pages is not") {
        CHECK(CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0x4000, 0, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_COMMITMENT_LIMIT);
        const std::string name = fresh_name("mapping");
        CHECK(CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0x4000, 0, name.c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_COMMITMENT_LIMIT);
        Handle reserved =
            CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE | SEC_RESERVE, 0x10, 0, nullptr);
        const View view(reserved, FILE_MAP_WRITE);
        REQUIRE(view.memory() != nullptr);
        REQUIRE(VirtualAlloc(view.memory() + 5 * kGranule, 1, MEM_COMMIT, PAGE_READWRITE) != nullptr);
        view[5 * kGranule] = 'r';
        CHECK(view[5 * kGranule] == 'r');
    }

    TEST_CASE("pages that were committed in one view are so in one that is mapped later") {
        Handle mapping =
            CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE | SEC_RESERVE, 0, 4 * kGranule, nullptr);
        {
            const View first(mapping, FILE_MAP_WRITE);
            REQUIRE(VirtualAlloc(first.memory() + kGranule, 2 * 4096, MEM_COMMIT, PAGE_READWRITE) != nullptr);
            first[kGranule + 4096] = 'l';
        }
        const View later(mapping, FILE_MAP_READ);
        CHECK(later[kGranule + 4096] == 'l');
        MEMORY_BASIC_INFORMATION info{};
        VirtualQuery(later.memory() + kGranule, &info, sizeof info);
        CHECK(info.State == MEM_COMMIT);
        CHECK(info.Protect == PAGE_READONLY);
        CHECK(info.RegionSize == 2 * 4096);
        VirtualQuery(later.memory() + kGranule + 2 * 4096, &info, sizeof info);
        CHECK(info.State == MEM_RESERVE);
    }

    TEST_CASE("what is asked wrongly of a mapping is refused") {
        Handle mapping = memory_named(fresh_name("mapping"));
        CHECK(MapViewOfFile(mapping, 0, 0, 0, 0) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(WaitForSingleObject(mapping, 0) == WAIT_FAILED);
        CHECK_FALSE(SetEvent(mapping));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        const struct {
            DWORD protection, error;
        } refused[] = {{PAGE_READWRITE | SEC_LARGE_PAGES | SEC_COMMIT, ERROR_PRIVILEGE_NOT_HELD},
                       {PAGE_READWRITE | SEC_NOCACHE | SEC_COMMIT, ERROR_NOT_SUPPORTED},
                       {PAGE_READONLY | SEC_IMAGE, ERROR_BAD_EXE_FORMAT},
                       {PAGE_READONLY | SEC_IMAGE | SEC_COMMIT, ERROR_INVALID_PARAMETER},
                       {PAGE_READWRITE | 0x800, ERROR_INVALID_PARAMETER}};
        for (const auto& [protection, error] : refused) {
            CHECK(CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, protection, 0, 100, nullptr) == nullptr);
            CHECK(GetLastError() == error);
        }
        HANDLE out = nullptr, in = nullptr;
        REQUIRE(CreatePipe(&out, &in, nullptr, 0));
        CHECK(CreateFileMappingA(out, nullptr, PAGE_READONLY, 0, 100, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CloseHandle(out);
        CloseHandle(in);
    }
}
