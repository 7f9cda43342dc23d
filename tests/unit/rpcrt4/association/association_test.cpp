// SPDX-License-Identifier: LGPL-2.1-or-later
// What calls meet when the process has no descriptors left, and that they recover.
#include <dirent.h>
#include <sys/resource.h>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"
#include "tests/sanitizers.h"

#include <windows.h>

using namespace test;

namespace {

/// No further descriptor can be opened while this lives; those that are free below the highest open one are taken.
class NoDescriptors {
 public:
    NoDescriptors() {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        rlimit none = before_;
        none.rlim_cur = static_cast<rlim_t>(highest() + 1);
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
        for (int taken = ::dup(0); taken >= 0; taken = ::dup(0)) taken_.push_back(taken);
    }
    ~NoDescriptors() {
        for (const int descriptor : taken_) ::close(descriptor);
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }

 private:
    static int highest() {
        int most = 0;
        DIR* directory = ::opendir("/proc/self/fd");
        REQUIRE(directory);
        while (const dirent* entry = ::readdir(directory)) most = std::max(most, std::atoi(entry->d_name));
        ::closedir(directory);
        return most;
    }

    rlimit before_{};
    std::vector<int> taken_;
};

}  // namespace

// The sanitizer's own checks need a descriptor now and then.
TEST_SUITE("rpcrt4/association" * doctest::skip(UNDER_ASAN)) {
    TEST_CASE("without a free descriptor calls are RPC_S_OUT_OF_RESOURCES, and work again when there are some") {
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            CAPTURE(protseq);
            TestServer server(echo_all, protseq);
            BindingHandle binding(server.binding());
            {
                const NoDescriptors none;
                CHECK(call(binding, "x").status == RPC_S_OUT_OF_RESOURCES);
                AsyncCall later;
                CHECK(later.start(binding, "x") == RPC_S_OUT_OF_RESOURCES);
            }
            CHECK(call(binding, "again").reply == "again");
            const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
            AsyncCall later;
            later.state.NotificationType = RpcNotificationTypeEvent;
            later.state.u.hEvent = event;
            REQUIRE(later.start(binding, "later") == RPC_S_OK);
            CHECK(WaitForSingleObject(event, 20'000) == WAIT_OBJECT_0);
            CHECK(later.complete() == RPC_S_OK);
            CHECK(later.reply == "later");
            CloseHandle(event);
        }
    }

    TEST_CASE("connections that exist go on without a free descriptor") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        REQUIRE(call(binding, "first").reply == "first");
        const NoDescriptors none;
        CHECK(call(binding, "second").reply == "second");
        CHECK(server.connections() == 1);
    }
}
