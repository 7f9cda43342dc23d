// SPDX-License-Identifier: LGPL-2.1-or-later
// Service programs (child.c) under a test in the place of systemd.
#include "handleapi/service/notice.hpp"

#include "tests/unit/handleapi/service/managed.hpp"

#include <winerror.h>
#include <winsvc.h>

using namespace testing;
using handleapi::service::notice_of;
using handleapi::service::Reported;
using handleapi::service::Told;
using By = Managed::By;

namespace {

Reported in_state(const char* name, DWORD state, DWORD code = 0, DWORD checkpoint = 0, DWORD hint = 0) {
    return {.name = name,
            .status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                       .dwCurrentState = state,
                       .dwControlsAccepted = 0,
                       .dwWin32ExitCode = code,
                       .dwServiceSpecificExitCode = 42,
                       .dwCheckPoint = checkpoint,
                       .dwWaitHint = hint}};
}

TEST_SUITE("handleapi/service") {
    TEST_CASE("a service is ready once, when none is starting any more") {
        Told told;
        Reported all[] = {in_state("A", SERVICE_RUNNING), in_state("B", SERVICE_START_PENDING)};
        CHECK(notice_of(all[0], all, told) == "STATUS=A is running\n");
        all[1] = in_state("B", SERVICE_PAUSED);
        CHECK(notice_of(all[1], all, told) == "READY=1\nSTATUS=B is paused\n");
        CHECK(notice_of(all[0], all, told) == "STATUS=A is running\n");
    }

    TEST_CASE("services are stopping once, when each of them stops or has stopped") {
        Told told{.ready = true, .stopping = false};
        Reported all[] = {in_state("A", SERVICE_STOPPED), in_state("B", SERVICE_RUNNING)};
        CHECK(notice_of(all[0], all, told) == "STATUS=A is stopped\n");
        all[1] = in_state("B", SERVICE_STOP_PENDING, 0, 2, 5000);
        CHECK(notice_of(all[1], all, told) ==
              "STOPPING=1\nEXTEND_TIMEOUT_USEC=5000000\nSTATUS=B is stopping, checkpoint 2\n");
        all[1] = in_state("B", SERVICE_STOPPED);
        CHECK(notice_of(all[1], all, told) == "STATUS=B is stopped\n");
    }

    TEST_CASE("an exit code is told, and the errno that means the same") {
        Told told{.ready = true, .stopping = true};
        Reported denied[] = {in_state("A", SERVICE_STOPPED, ERROR_ACCESS_DENIED)};
        const std::string text = notice_of(denied[0], denied, told);
        CHECK(text.find("ERRNO=") == 0);
        CHECK(text.find("\nSTATUS=A is stopped: error 5\n") != std::string::npos);
        Reported own[] = {in_state("A", SERVICE_STOPPED, ERROR_SERVICE_SPECIFIC_ERROR)};
        CHECK(notice_of(own[0], own, told) == "STATUS=A is stopped: its error 42\n");
    }

    TEST_CASE("a name cannot add lines to a notice, and the longest wait hint does not wrap") {
        Told told;
        Reported all[] = {in_state("A\nREADY=1", SERVICE_START_PENDING, 0, 0, 0xFFFFFFFF)};
        CHECK(notice_of(all[0], all, told) == "EXTEND_TIMEOUT_USEC=4294967295000\nSTATUS=A READY=1 is starting\n");
    }

    TEST_CASE("a service starts, reloads and stops as systemd says, and its dispatcher returns") {
        Managed service(By::notify_socket, {"solo", "5"});
        CHECK(service.line() == "main 1 Solo 1");
        CHECK(service.notice() == "EXTEND_TIMEOUT_USEC=3000000,STATUS=Solo is starting, checkpoint 1,");
        CHECK(service.notice() == "READY=1,STATUS=Solo is running,");
        service.signal(SIGHUP);
        CHECK(service.notice().find("RELOADING=1,MONOTONIC_USEC=") == 0);
        CHECK(service.line() == "control 6 of 0 on the dispatcher, 0 1");
        CHECK(service.notice() == "READY=1,");
        service.signal(SIGTERM);
        CHECK(service.line() == "control 1 of 0 on the dispatcher, 0 1");
        CHECK(service.notice() == "STOPPING=1,EXTEND_TIMEOUT_USEC=1500000,STATUS=Solo is stopping,");
        CHECK(service.notice().find("STATUS=Solo is stopped: error 5,") != std::string::npos);
        CHECK(service.line() == "returned: 1 0");
        CHECK(service.line() == "afterwards: 0 1056");
        CHECK(service.end() == 7);
        CHECK(service.no_notice());
    }

    TEST_CASE("a service needs no name, and one that is not asked for notices is a service all the same") {
        Managed told(By::notify_socket, {"nameless"});
        CHECK(told.notice() == "READY=1,STATUS=service_child is running,");
        told.signal(SIGTERM);
        CHECK(told.line() == "plain control 5");
        CHECK(told.line() == "returned: 1 0");
        Managed quiet(By::exec_id, {"mute"});
        CHECK(quiet.line() == "mute 1 Mute");
        CHECK(quiet.line() == "returned: 1 0");
        CHECK(quiet.end() == 7);
    }

    TEST_CASE("a service that is starting is told to stop when it runs") {
        Managed service(By::notify_socket, {"slow"});
        CHECK(service.notice() == "EXTEND_TIMEOUT_USEC=60000000,STATUS=Slow is starting, checkpoint 1,");
        service.signal(SIGTERM);
        service.go_on();
        CHECK(service.notice() == "READY=1,STATUS=Slow is running,");
        CHECK(service.line() == "control 1 of 0 on the dispatcher, 0 1");
        CHECK(service.line() == "returned: 1 0");
        CHECK(service.end() == 7);
    }

    TEST_CASE("a service that accepts no control is ended by the signal, and a reload is not its business") {
        Managed service(By::notify_socket, {"deaf"});
        CHECK(service.notice() == "READY=1,STATUS=Deaf is running,");
        service.signal(SIGHUP);
        service.signal(SIGTERM);
        CHECK(service.end() == -SIGTERM);
        CHECK(service.no_notice());
    }

    TEST_CASE("several services of a process start and stop each for itself") {
        Managed services(By::notify_socket, {"two"});
        const std::string one = services.line(), other = services.line();
        CHECK((one == "first 1 Al" || other == "first 1 Al"));
        CHECK((one == "second 1 Be" || other == "second 1 Be"));
        CHECK(services.notice() == "STATUS=Alpha is running,");
        services.go_on();
        CHECK(services.notice() == "READY=1,STATUS=Beta is running,");
        services.signal(SIGTERM);
        CHECK(services.line() == "control 1 of 0 on the dispatcher, 0 1");
        CHECK(services.line() == "control 15 of 1 on the dispatcher, 0 1");
        CHECK(services.notice() == "EXTEND_TIMEOUT_USEC=1500000,STATUS=Alpha is stopping,");
        CHECK(services.notice() == "STATUS=Alpha is stopped,");
        CHECK(services.notice() == "STOPPING=1,EXTEND_TIMEOUT_USEC=1500000,STATUS=Beta is stopping,");
        CHECK(services.notice() == "STATUS=Beta is stopped,");
        CHECK(services.line() == "returned: 1 0");
        CHECK(services.end() == 8);
    }

    TEST_CASE("what a service does wrong is said with the documented codes") {
        Managed service(By::notify_socket, {"wrong"});
        std::vector<std::string> lines;
        for (std::string line = service.line(); line != "returned: 1 0" && !line.empty(); line = service.line()) {
            if (line != "mute 1 Other") lines.push_back(line);
        }
        const std::vector<std::string> expected = {"too early: 0 6",        "no handler: 0 87", "other name: 0 1083",
                                                   "no name: 0 1083",       "no status: 0 13",  "no such state: 0 13",
                                                   "no such control: 0 13", "no type: 0 13",    "no handle: 0 6",
                                                   "not a handle: 0 6",     "again: 0 1056",    "stopped: 0 6"};
        CHECK(lines == expected);
        CHECK(service.end() == 7);
    }

    TEST_CASE("what a handler raises is raised in the dispatcher's thread") {
        Managed service(By::notify_socket, {"raising"});
        CHECK(service.notice() == "READY=1,STATUS=Raising is running,");
        service.signal(SIGTERM);
        CHECK(service.end() == -SIGABRT);
    }

    TEST_CASE("a program that systemd did not start is told so, after bad tables") {
        Managed program(By::nobody, {"tables"});
        CHECK(program.line() == "no table: 0 87");
        CHECK(program.line() == "no entry: 0 13");
        CHECK(program.line() == "no main: 0 13");
        CHECK(program.line() == "no name: 0 13");
        CHECK(program.line() == "no dispatcher: 0 1083");
        CHECK(program.line() == "returned: 0 1063");
        CHECK(program.line() == "afterwards: 0 1063");
        CHECK(program.end() == 7);
    }

    TEST_CASE("there is no manager of services to talk to") {
        const auto fails = [](auto result, DWORD code) { return !result && GetLastError() == code; };
        SERVICE_STATUS status{};
        DWORD needed = 0;
        CHECK(fails(OpenSCManagerA(nullptr, nullptr, SC_MANAGER_CONNECT), ERROR_DATABASE_DOES_NOT_EXIST));
        CHECK(fails(OpenSCManagerA("\\\\.", "servicesactive", 0), ERROR_DATABASE_DOES_NOT_EXIST));
        CHECK(fails(OpenSCManagerA("localhost", "ServicesFailed", 0), ERROR_DATABASE_DOES_NOT_EXIST));
        CHECK(fails(OpenSCManagerW(nullptr, u"Services", 0), ERROR_DATABASE_DOES_NOT_EXIST));
        CHECK(fails(OpenSCManagerW(u"\\\\other.invalid", nullptr, 0), 1722));
        CHECK(fails(OpenServiceA(nullptr, "x", SERVICE_START), ERROR_INVALID_HANDLE));
        CHECK(fails(ControlService(nullptr, SERVICE_CONTROL_STOP, nullptr), ERROR_INVALID_ADDRESS));
        CHECK(fails(ControlService(nullptr, SERVICE_CONTROL_STOP, &status), ERROR_INVALID_HANDLE));
        CHECK(fails(QueryServiceStatusEx(nullptr, static_cast<SC_STATUS_TYPE>(1), nullptr, 0, &needed),
                    ERROR_INVALID_LEVEL));
        CHECK(fails(QueryServiceStatusEx(nullptr, SC_STATUS_PROCESS_INFO, nullptr, 0, &needed), ERROR_INVALID_HANDLE));
        CHECK(fails(QueryServiceConfig2A(nullptr, 99, nullptr, 0, &needed), ERROR_INVALID_LEVEL));
        CHECK(fails(ChangeServiceConfig2W(nullptr, SERVICE_CONFIG_DESCRIPTION, &status), ERROR_INVALID_HANDLE));
        CHECK(fails(CloseServiceHandle(reinterpret_cast<SC_HANDLE>(8)), ERROR_INVALID_HANDLE));
        CHECK(fails(UnlockServiceDatabase(nullptr), ERROR_INVALID_SERVICE_LOCK));
        CHECK(NotifyServiceStatusChangeA(nullptr, SERVICE_NOTIFY_STOPPED, nullptr) == ERROR_INVALID_HANDLE);
    }
}

}  // namespace
