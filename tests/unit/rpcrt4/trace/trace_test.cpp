// SPDX-License-Identifier: LGPL-2.1-or-later
// Lines of the trace: who asks for them, and that a call, a fault and a refused bind can be read from them.
#include "rpcrt4/trace/trace.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"

using namespace test;

namespace {

/// The lines of one trace, without what differs from run to run: time, process, thread.
class Trace {
 public:
    explicit Trace(std::string_view categories) {
        REQUIRE(::close(::mkstemp(file_)) == 0);
        REQUIRE(trace::configure(std::string(categories) + ":" + file_));
    }
    Trace(const Trace&) = delete;
    ~Trace() {
        trace::configure({});
        ::unlink(file_);
    }
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        std::ifstream input(file_);
        for (std::string text; std::getline(input, text);) {
            const size_t time = text.find(' ');
            const size_t thread = text.find(' ', time + 1);
            if (thread != text.npos) all.push_back(text.substr(thread + 1));
        }
        return all;
    }
    /// How many lines have all of these parts.
    size_t count(std::initializer_list<std::string_view> parts) const {
        const auto all = lines();
        return static_cast<size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& text) {
            return std::all_of(parts.begin(), parts.end(), [&](auto part) { return text.find(part) != text.npos; });
        }));
    }
    const char* file() const { return file_; }

 private:
    char file_[32] = "/tmp/rpcrt4-trace-XXXXXX";
};

}  // namespace

TEST_SUITE("rpcrt4/trace") {
    TEST_CASE("what no category is, or no file, is refused and leaves the trace off") {
        CHECK_FALSE(trace::configure("pdus"));
        CHECK_FALSE(
            trace::configure("pdu,"
                             ",call"));
        CHECK_FALSE(trace::configure("pdu:/no/such/folder/trace"));
        CHECK_FALSE(trace::on(trace::Category::pdu));
        CHECK(trace::configure(""));
        CHECK_FALSE(trace::on(trace::Category::call));
    }

    TEST_CASE("only what is asked for is written") {
        const Trace trace("connect");
        CHECK(trace::on(trace::Category::connect));
        CHECK_FALSE(trace::on(trace::Category::pdu));
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x").reply == "x");
        CHECK(trace.lines().size() == 1);
        CHECK(trace.count({"connect fd=", " to ncacn_ip_tcp:127.0.0.1[" + server.endpoint() + "]"}) == 1);
    }

    TEST_CASE("every PDU of a call is one line, with its call id and codes, on both sides") {
        const Trace trace("pdu");
        TestServer server([](Connection& connection) {
            connection.session().trace_as(connection.descriptor());
            auto request = connection.request();
            if (request) connection.echo(*request);
            request = connection.request();
            if (request) connection.fault(*request, protocol::nca::kServerTooBusy);
            connection.next();
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "abcd", 3).reply == "abcd");
        CHECK(call(binding, "abcd", 4).status == RPC_S_SERVER_TOO_BUSY);
        const std::string interface_id = "11111111-1234-5678-0102-030405060708/1.0";
        CHECK(trace.count({"> bind call=1 FL len=116 group=0", "ctx=0:" + interface_id + "+8a885d04"}) == 1);
        CHECK(trace.count({"< bind call=1 FL len=116"}) == 1);
        CHECK(trace.count({"< bind_ack call=1 FL", "group=77", "result=0/0 result=3/"}) == 1);
        CHECK(trace.count({"> request call=2 FL len=28 ctx=0 op=3"}) == 1);
        CHECK(trace.count({"< request call=2 FL len=28 ctx=0 op=3"}) == 1);
        CHECK(trace.count({"< response call=2 FL len=28 ctx=0"}) == 1);
        CHECK(trace.count({"< fault call=3 FL len=32 ctx=0 status=0x1c010014 (1723)"}) == 1);
    }

    TEST_CASE("a message of many fragments is a line for each") {
        const Trace trace("pdu");
        TestServer server(echo_all);
        server.max_fragment = 2048;
        BindingHandle binding(server.binding());
        const std::string text(5000, 'x');
        CHECK(call(binding, text).reply == text);
        CHECK(trace.count({"> request call=2 F len=2048"}) == 1);
        CHECK(trace.count({"> request call=2  len=2048"}) == 1);
        CHECK(trace.count({"> request call=2 L len=976"}) == 1);
        CHECK(trace.count({"< response call=2"}) == 3);
    }

    TEST_CASE("asynchronous calls, their cancels, and what cannot be read") {
        const Trace trace("pdu,call");
        Gate gate;
        TestServer server([&](Connection& connection) {
            if (!connection.request() || !connection.next()) return;
            const std::string junk(64, 'j');
            connection.send_bytes(junk.data(), junk.size());
            gate.open();
            connection.next();
        });
        BindingHandle binding(server.binding());
        AsyncCall parallel;
        REQUIRE(parallel.start(binding, "abcd", 9) == RPC_S_OK);
        CHECK(RpcAsyncCancelCall(&parallel.state, FALSE) == RPC_S_OK);
        REQUIRE(gate.wait());
        while (parallel.status() == RPC_S_ASYNC_CALL_PENDING) std::this_thread::yield();
        CHECK(parallel.complete() == RPC_S_PROTOCOL_ERROR);
        CHECK(trace.count({"> request call=2 FL", "op=9"}) == 1);
        CHECK(trace.count({"> co_cancel call=2 FL len=16"}) == 1);
        CHECK(trace.count({"< unreadable: version 106.106"}) == 1);
        CHECK(trace.count({"call start 11111111-1234-5678 op=9: 0"}) == 1);
        CHECK(trace.count({"call complete 11111111-1234-5678 op=9: 1728"}) == 1);
    }

    TEST_CASE("records of extended error information are lines as they are made") {
        const Trace trace("error,connect");
        BindingHandle binding("ncalrpc:[no-such-endpoint-of-ours]");
        CHECK(call(binding, "x").status == RPC_S_SERVER_UNAVAILABLE);
        CHECK(trace.count({"error component=2 status=1722 location=541 parameters=1"}) == 1);
        CHECK(trace.count({"connect fd=-1 to ncalrpc:[no-such-endpoint-of-ours] failed"}) == 1);
    }

    TEST_CASE("a line that would be too long is cut, and ends all the same") {
        const Trace trace("call");
        const std::string text(5000, 'z');
        trace::line(trace::Category::call, "%s", text.c_str());
        trace::line(trace::Category::call, "next");
        REQUIRE(trace.lines().size() == 2);
        CHECK(trace.lines()[0].size() < 1000);
        CHECK(trace.lines()[1] == "call next");
        struct stat status {};
        REQUIRE(::stat(trace.file(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
}
