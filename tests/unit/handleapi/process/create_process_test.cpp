// SPDX-License-Identifier: LGPL-2.1-or-later
// CreateProcess: which program, with which line, environment, directory, startup information; inherited handles.
#include <fcntl.h>
#include <sys/stat.h>

#include <vector>

#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

/// Tries to start something that must not start.
DWORD refused(const char* application, const char* command, DWORD flags = 0, const char* directory = nullptr) {
    std::string line = command ? command : "";
    STARTUPINFOA startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION information{};
    SetLastError(0);
    CHECK_FALSE(CreateProcessA(application, command ? line.data() : nullptr, nullptr, nullptr, FALSE, flags, nullptr,
                               directory, &startup, &information));
    CHECK(information.hProcess == nullptr);
    return GetLastError();
}

/// A directory of its own, removed with what the test put into it.
class Folder {
 public:
    Folder() {
        char name[] = "/tmp/rpcrt4-folder-XXXXXX";
        REQUIRE(mkdtemp(name) != nullptr);
        path = std::string(name) + "/";
    }
    Folder(const Folder&) = delete;
    ~Folder() {
        for (auto file = files.rbegin(); file != files.rend(); ++file) std::remove(file->c_str());
        rmdir(path.c_str());
    }
    std::string file(const std::string& name, const std::string& text, mode_t mode) {
        files.push_back(path + name);
        std::ofstream(files.back()) << text;
        chmod(files.back().c_str(), mode);
        return files.back();
    }
    std::string link_to_child(const std::string& name) {
        files.push_back(path + name);
        REQUIRE(symlink(child_path().c_str(), files.back().c_str()) == 0);
        return files.back();
    }
    std::string folder(const std::string& name) {
        files.push_back(path + name);
        REQUIRE(mkdir(files.back().c_str(), 0700) == 0);
        return files.back();
    }
    std::string path;
    std::vector<std::string> files;
};

DWORD run(std::string line) {
    STARTUPINFOA startup{};
    PROCESS_INFORMATION information{};
    if (!CreateProcessA(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &information)) {
        return GetLastError() | 0x80000000u;
    }
    Handle process(information.hProcess), thread(information.hThread);
    DWORD code = 0;
    CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process, &code));
    return code;
}

}  // namespace

TEST_SUITE("handleapi/create_process") {
    TEST_CASE("the child sees its command line to the letter, and the arguments it splits into") {
        ReportFile file;
        CHECK(ChildProcess("report " + file.path + R"( "a b"   c\"d  e\\"f g" )").result() == 0);
        CHECK(file.has("line=process_child report " + file.path + R"( "a b"   c\"d  e\\"f g" )"));
        CHECK(file.has("arg=a b"));
        CHECK(file.has(R"(arg=c"d)"));
        CHECK(file.has(R"(arg=e\f g)"));
        CHECK(file.has("startup=(none)"));
    }

    TEST_CASE("an application name is run with the line as it is, and is the line when there is none") {
        ReportFile file;
        const std::string path = child_path();
        ChildProcess child("report " + file.path, {.application = path.c_str()});
        CHECK(child.result() == 0);
        CHECK(file.has("arg=process_child"));
        STARTUPINFOA startup{};
        PROCESS_INFORMATION information{};
        REQUIRE(
            CreateProcessA("/bin/true", nullptr, nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &information));
        Handle process(information.hProcess), thread(information.hThread);
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("an unquoted name with blanks is tried piece by piece, a quoted one is whole") {
        Folder folder;
        folder.link_to_child("program");
        CHECK(run(folder.path + "program files exit 5") == 92);  // "program" wins: its argument is "files"
        std::remove((folder.path + "program").c_str());
        folder.link_to_child("program files");
        CHECK(run(folder.path + "program files exit 5") == 92);  // argv is split all the same
        CHECK(run("\"" + folder.path + "program files\" exit 5") == 5);
        CHECK(run("\"" + folder.path + "program\" files exit 5") == (ERROR_FILE_NOT_FOUND | 0x80000000u));
    }

    TEST_CASE("a name without extension also finds NAME.exe, backslashes are slashes") {
        Folder folder;
        folder.link_to_child("tool.exe");
        CHECK(run(folder.path + "tool exit 8") == 8);
        std::string windows = folder.path;
        for (char& c : windows) c = c == '/' ? '\\' : c;
        CHECK(run(windows + "tool.exe exit 9") == 9);
    }

    TEST_CASE("a plain name is found beside this program and along PATH, but an application name is not") {
        CHECK(run("process_child exit 11") == 11);
        CHECK(run("true") == 0);
        CHECK(refused("true", nullptr) == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("what cannot be started has its documented error") {
        Folder folder;
        const std::string text = folder.file("text", "only words\n", 0700);
        const std::string empty = folder.file("empty", "", 0700);
        const std::string plain = folder.file("plain", "x", 0600);
        CHECK(refused("/nowhere/program", nullptr) == ERROR_PATH_NOT_FOUND);
        CHECK(refused((folder.path + "missing").c_str(), nullptr) == ERROR_FILE_NOT_FOUND);
        CHECK(refused(nullptr, "no-such-program-anywhere x") == ERROR_FILE_NOT_FOUND);
        CHECK(refused(nullptr, "") == ERROR_FILE_NOT_FOUND);
        CHECK(refused(text.c_str(), nullptr) == ERROR_BAD_EXE_FORMAT);
        CHECK(refused(empty.c_str(), nullptr) == ERROR_BAD_EXE_FORMAT);
        CHECK(refused(plain.c_str(), nullptr) == ERROR_ACCESS_DENIED);
        CHECK(refused(folder.path.c_str(), nullptr) == ERROR_ACCESS_DENIED);
        CHECK(refused("/bin/true", nullptr, 0, "/nowhere") == ERROR_DIRECTORY);
        CHECK(refused("/bin/true", nullptr, 0, text.c_str()) == ERROR_DIRECTORY);
        CHECK(refused("/bin/true", nullptr, CREATE_NEW_CONSOLE | DETACHED_PROCESS) == ERROR_INVALID_PARAMETER);
        CHECK(refused("/bin/true", nullptr, DEBUG_PROCESS) == ERROR_NOT_SUPPORTED);
        CHECK(refused("/bin/true", nullptr, EXTENDED_STARTUPINFO_PRESENT) == ERROR_INVALID_PARAMETER);
        CHECK(refused(nullptr, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(refused(nullptr, ("true " + std::string(40000, 'x')).c_str()) == ERROR_FILENAME_EXCED_RANGE);
    }

    TEST_CASE("directory, environment and startup information reach the child") {
        ReportFile file;
        char block[] = "RPCRT4_TEST=from the block\0OTHER=1\0";
        STARTUPINFOA startup{};
        startup.cb = sizeof startup;
        startup.lpTitle = const_cast<char*>("a title");
        startup.dwX = 17;
        startup.wShowWindow = 5;
        startup.dwFlags = STARTF_USESHOWWINDOW | STARTF_USEPOSITION;
        CHECK(ChildProcess("report " + file.path, {.environment = block, .directory = "/usr"}, startup).result() == 0);
        CHECK(file.has("cwd=/usr"));
        CHECK(file.has("variable=from the block"));
        CHECK(file.has("title=a title"));
        CHECK(file.has("flags=5 show=5 x=17"));
        CHECK(file.has("group=parent's"));
    }

    TEST_CASE("CreateProcessW takes Unicode text and a Unicode environment block") {
        ReportFile file;
        const std::string path = file.path;
        std::u16string line = u"process_child report " + std::u16string(path.begin(), path.end()) + u" \u00E4\u20AC";
        char16_t block[] = u"RPCRT4_TEST=\u00FC\0";
        STARTUPINFOW startup{};
        PROCESS_INFORMATION information{};
        REQUIRE(CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, CREATE_UNICODE_ENVIRONMENT, block,
                               nullptr, &startup, &information));
        Handle process(information.hProcess), thread(information.hThread);
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
        CHECK(file.has("arg=\u00E4\u20AC"));
        CHECK(file.has("variable=\u00FC"));
    }

    TEST_CASE("a detached process has a session of its own, a process group one of its own too") {
        ReportFile file;
        CHECK(ChildProcess("report " + file.path, {.flags = CREATE_NEW_PROCESS_GROUP}).result() == 0);
        CHECK(file.has("group=own"));
        CHECK(file.has("session=parent's"));
        CHECK(ChildProcess("report " + file.path, {.flags = DETACHED_PROCESS}).result() == 0);
        CHECK(file.has("session=own"));
    }

    TEST_CASE("S7: an inheritable handle has the same value in a child that inherits, and no meaning in another") {
        Handle self;
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &copy, 0, TRUE,
                                DUPLICATE_SAME_ACCESS));
        self = Handle(copy);
        const std::string value = std::to_string(reinterpret_cast<uintptr_t>(copy));
        CHECK(ChildProcess("parent-handle " + value, {.inherit = true}).result() == 0);
        CHECK(ChildProcess("no-handle " + value).result() == 0);
        CHECK(SetHandleInformation(copy, HANDLE_FLAG_INHERIT, 0));
        CHECK(ChildProcess("no-handle " + value, {.inherit = true}).result() == 0);
    }

    TEST_CASE("a handle list restricts what is inherited and must hold inheritable handles only") {
        HANDLE handles[3] = {};
        for (HANDLE& handle : handles) {
            REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &handle, 0,
                                    &handle != &handles[2], DUPLICATE_SAME_ACCESS));
        }
        Handle owners[] = {Handle(handles[0]), Handle(handles[1]), Handle(handles[2])};
        SIZE_T size = 0;
        CHECK_FALSE(InitializeProcThreadAttributeList(nullptr, 1, 0, &size));
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK(size == 48);
        alignas(8) char memory[48];
        auto* list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory);
        STARTUPINFOEXA startup{};
        startup.StartupInfo.cb = sizeof startup;
        startup.lpAttributeList = list;
        const auto with_list = [&](HANDLE* first, SIZE_T count, BOOL inherit, const std::string& arguments) {
            size = sizeof memory;
            REQUIRE(InitializeProcThreadAttributeList(list, 1, 0, &size));
            REQUIRE(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, first, count * sizeof(HANDLE),
                                              nullptr, nullptr));
            std::string line = "process_child " + arguments;
            PROCESS_INFORMATION information{};
            if (!CreateProcessA(nullptr, line.data(), nullptr, nullptr, inherit, EXTENDED_STARTUPINFO_PRESENT, nullptr,
                                nullptr, &startup.StartupInfo, &information)) {
                return GetLastError() | 0x80000000u;
            }
            Handle process(information.hProcess), thread(information.hThread);
            DWORD code = 0;
            CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
            CHECK(GetExitCodeProcess(process, &code));
            DeleteProcThreadAttributeList(list);
            return code;
        };
        const std::string first = std::to_string(reinterpret_cast<uintptr_t>(handles[0]));
        const std::string second = std::to_string(reinterpret_cast<uintptr_t>(handles[1]));
        CHECK(with_list(&handles[0], 1, TRUE, "parent-handle " + first) == 0);
        CHECK(with_list(&handles[0], 1, TRUE, "no-handle " + second) == 0);
        CHECK(with_list(&handles[0], 2, TRUE, "parent-handle " + second) == 0);
        CHECK(with_list(&handles[1], 2, TRUE, "exit 0") == (ERROR_INVALID_PARAMETER | 0x80000000u));
        CHECK(with_list(&handles[0], 1, FALSE, "exit 0") == (ERROR_INVALID_PARAMETER | 0x80000000u));
    }

    TEST_CASE("attribute lists refuse what they cannot keep") {
        SIZE_T size = 48;
        alignas(8) char memory[48];
        auto* list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory);
        HANDLE handles[2] = {};
        const auto update = [&](DWORD flags, DWORD_PTR attribute, SIZE_T bytes) {
            CHECK_FALSE(UpdateProcThreadAttribute(list, flags, attribute, handles, bytes, nullptr, nullptr));
            return GetLastError();
        };
        CHECK_FALSE(InitializeProcThreadAttributeList(list, 1, 1, &size));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        REQUIRE(InitializeProcThreadAttributeList(list, 1, 0, &size));
        CHECK(update(1, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, 8) == ERROR_INVALID_PARAMETER);
        CHECK(update(0, 0x999, 8) == ERROR_NOT_SUPPORTED);
        CHECK(update(0, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, 8) == ERROR_NOT_SUPPORTED);
        CHECK(update(0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, 7) == ERROR_BAD_LENGTH);
        CHECK(update(0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, 0) == ERROR_BAD_LENGTH);
        REQUIRE(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, 8, nullptr, nullptr));
        CHECK(update(0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, 8) == ERROR_GEN_FAILURE);
    }
}
