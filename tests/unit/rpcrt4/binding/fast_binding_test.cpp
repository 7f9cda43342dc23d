// SPDX-License-Identifier: LGPL-2.1-or-later
// Fast binding handles: templates, RpcBindingBind in both forms, calls, and what a lost server means to them.
#include <optional>
#include <string>

#include "../async/async_helpers.hpp"

#include <rpc.h>

using namespace test;

namespace {

/// A template for a local server, as a program would fill it in.
struct Template {
    explicit Template(std::string name) : endpoint(std::move(name)) {
        value.Version = 1;
        value.ProtocolSequence = RPC_PROTSEQ_LRPC;
        value.StringEndpoint = endpoint.empty() ? nullptr : reinterpret_cast<unsigned char*>(endpoint.data());
    }
    Template(const Template&) = delete;
    std::string endpoint;
    RPC_BINDING_HANDLE_TEMPLATE_V1_A value{};
};

RPC_STATUS create(const Template& target, RPC_BINDING_HANDLE_SECURITY_V1_A* security = nullptr,
                  RPC_BINDING_HANDLE_OPTIONS_V1* options = nullptr) {
    RPC_BINDING_HANDLE handle = nullptr;
    auto copy = target.value;
    const RPC_STATUS status = RpcBindingCreateA(&copy, security, options, &handle);
    if (status == RPC_S_OK) CHECK(RpcBindingFree(&handle) == RPC_S_OK);
    return status;
}

class FastHandle {
 public:
    explicit FastHandle(const std::string& endpoint) {
        Template target(endpoint);
        REQUIRE(RpcBindingCreateA(&target.value, nullptr, nullptr, &handle_) == RPC_S_OK);
    }
    FastHandle(const FastHandle&) = delete;
    ~FastHandle() {
        if (handle_ != nullptr) CHECK(RpcBindingFree(&handle_) == RPC_S_OK);
    }
    operator RPC_BINDING_HANDLE() const { return handle_; }
    RPC_BINDING_HANDLE* address() { return &handle_; }
    RPC_STATUS bind(RPC_ASYNC_STATE* state = nullptr) { return RpcBindingBind(state, handle_, &first_interface()); }

 private:
    RPC_BINDING_HANDLE handle_ = nullptr;
};

/// Answers nothing, not even a bind, until the gate opens; then echoes.
TestServer::Handler mute_until(Gate& gate) {
    return [&gate](Connection& connection) {
        if (gate.wait()) echo_all(connection);
    };
}

std::string string_of(RPC_BINDING_HANDLE handle) {
    RPC_CSTR text = nullptr;
    REQUIRE(RpcBindingToStringBindingA(handle, &text) == RPC_S_OK);
    std::string copy(reinterpret_cast<char*>(text));
    RpcStringFreeA(&text);
    return copy;
}

}  // namespace

TEST_SUITE("rpcrt4/binding/fast_binding") {
    TEST_CASE("a template makes a handle without contacting anybody") {
        Template target("nobody-listens-here");
        target.value.Flags = RPC_BHT_OBJECT_UUID_VALID;
        target.value.ObjectUuid = {0x6ba7b810, 0x9dad, 0x11d1, {0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};
        RPC_BINDING_HANDLE handle = nullptr;
        REQUIRE(RpcBindingCreateA(&target.value, nullptr, nullptr, &handle) == RPC_S_OK);
        CHECK(string_of(handle) == "6ba7b810-9dad-11d1-80b4-00c04fd430c8@ncalrpc:[nobody-listens-here]");
        CHECK(RpcBindingFree(&handle) == RPC_S_OK);
        CHECK(handle == nullptr);
        // Without the flag the member means nothing.
        target.value.Flags = 0;
        REQUIRE(RpcBindingCreateA(&target.value, nullptr, nullptr, &handle) == RPC_S_OK);
        CHECK(string_of(handle) == "ncalrpc:[nobody-listens-here]");
        CHECK(RpcBindingFree(&handle) == RPC_S_OK);
    }

    TEST_CASE("a wide template makes the same handle") {
        std::u16string endpoint = u"wide-\u00e9";
        RPC_BINDING_HANDLE_TEMPLATE_V1_W target{};
        target.Version = 1;
        target.ProtocolSequence = RPC_PROTSEQ_LRPC;
        target.StringEndpoint = reinterpret_cast<unsigned short*>(endpoint.data());
        RPC_BINDING_HANDLE handle = nullptr;
        REQUIRE(RpcBindingCreateW(&target, nullptr, nullptr, &handle) == RPC_S_OK);
        CHECK(string_of(handle) == "ncalrpc:[wide-\u00e9]");
        CHECK(RpcBindingFree(&handle) == RPC_S_OK);
    }

    TEST_CASE("what is wrong with a template is found at once") {
        Template target("x");
        target.value.Version = 2;
        CHECK(create(target) == RPC_S_INVALID_ARG);
        target.value.Version = 1;
        target.value.Flags = 2;
        CHECK(create(target) == RPC_S_INVALID_ARG);
        target.value.Flags = 0;
        target.value.u1.Reserved = target.value.StringEndpoint;
        CHECK(create(target) == RPC_S_INVALID_ARG);
        target.value.u1.Reserved = nullptr;
        for (const ULONG sequence : {RPC_PROTSEQ_TCP, RPC_PROTSEQ_NMP, RPC_PROTSEQ_HTTP}) {
            target.value.ProtocolSequence = sequence;
            CHECK(create(target) == RPC_S_CANNOT_SUPPORT);
        }
        for (const ULONG sequence : {0u, 5u, 0xFFFFFFFFu}) {
            target.value.ProtocolSequence = sequence;
            CHECK(create(target) == RPC_S_INVALID_RPC_PROTSEQ);
        }
        target.value.ProtocolSequence = RPC_PROTSEQ_LRPC;
        Template bad("back\\slash");
        CHECK(create(bad) == RPC_S_INVALID_ENDPOINT_FORMAT);
        RPC_BINDING_HANDLE handle = nullptr;
        CHECK(RpcBindingCreateA(nullptr, nullptr, nullptr, &handle) == RPC_S_INVALID_ARG);
        CHECK(RpcBindingCreateA(&target.value, nullptr, nullptr, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("options of a template are those of the handle") {
        Template target("x");
        RPC_BINDING_HANDLE_OPTIONS_V1 options{1, RPC_BHO_NONCAUSAL | RPC_BHO_DONTLINGER, 9, 0};
        RPC_BINDING_HANDLE handle = nullptr;
        REQUIRE(RpcBindingCreateA(&target.value, nullptr, &options, &handle) == RPC_S_OK);
        unsigned timeout = 0;
        CHECK(RpcMgmtInqComTimeout(handle, &timeout) == RPC_S_OK);
        CHECK(timeout == RPC_C_BINDING_MAX_TIMEOUT);
        ULONG_PTR value = 0;
        CHECK(RpcBindingInqOption(handle, RPC_C_OPT_BINDING_NONCAUSAL, &value) == RPC_S_OK);
        CHECK(value == 1);
        CHECK(RpcBindingInqOption(handle, RPC_C_OPT_DONT_LINGER, &value) == RPC_S_OK);
        CHECK(value == 1);
        CHECK(RpcBindingFree(&handle) == RPC_S_OK);
        options = {2, 0, 5, 0};
        CHECK(create(target, nullptr, &options) == RPC_S_INVALID_ARG);
        options = {1, 8, 5, 0};
        CHECK(create(target, nullptr, &options) == RPC_S_INVALID_ARG);
        options = {1, RPC_BHO_EXCLUSIVE_AND_GUARANTEED, 5, 0};
        CHECK(create(target, nullptr, &options) == RPC_S_CANNOT_SUPPORT);
        options = {1, 0, 11, 0};
        CHECK(create(target, nullptr, &options) == RPC_S_INVALID_TIMEOUT);
        options = {1, 0, 5, 1000};
        CHECK(create(target, nullptr, &options) == RPC_S_CANNOT_SUPPORT);  // N5
    }

    TEST_CASE("security is accepted with a service and a level, or with neither") {
        Template target("x");
        RPC_BINDING_HANDLE_SECURITY_V1_A security{};
        security.Version = 1;
        CHECK(create(target, &security) == RPC_S_OK);
        security.AuthnSvc = RPC_C_AUTHN_WINNT;
        CHECK(create(target, &security) == RPC_S_UNSUPPORTED_AUTHN_LEVEL);
        security.AuthnLevel = RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
        CHECK(create(target, &security) == RPC_S_OK);
        RPC_SECURITY_QOS qos{RPC_C_SECURITY_QOS_VERSION_1, 0x8000, 0, 0};
        security.SecurityQos = &qos;
        CHECK(create(target, &security) == RPC_S_INVALID_ARG);
        qos.Capabilities = RPC_C_QOS_CAPABILITIES_DEFAULT;
        CHECK(create(target, &security) == RPC_S_OK);
        SEC_WINNT_AUTH_IDENTITY_A nobody{};
        security.AuthIdentity = &nobody;
        CHECK(create(target, &security) == RPC_S_INVALID_ARG);
        security.AuthIdentity = nullptr;
        security.AuthnSvc = RPC_C_AUTHN_DPA;
        CHECK(create(target, &security) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        security.AuthnSvc = RPC_C_AUTHN_NONE;
        security.AuthnLevel = 0;
        CHECK(create(target, &security) == RPC_S_CANNOT_SUPPORT);
        security.SecurityQos = nullptr;
        security.AuthnLevel = RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
        CHECK(create(target, &security) == RPC_S_UNSUPPORTED_AUTHN_LEVEL);
        security.AuthnLevel = 0;
        security.Version = 3;
        CHECK(create(target, &security) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("a bound handle makes calls of both kinds; an unbound one none") {
        TestServer server(echo_all, "ncalrpc");
        FastHandle handle(server.endpoint());
        CHECK(call(handle, "early").status == RPC_S_BINDING_INCOMPLETE);
        CHECK(RpcBindingUnbind(handle) == RPC_S_INVALID_BINDING);
        REQUIRE(handle.bind() == RPC_S_OK);
        CHECK(server.connections() == 1);
        CHECK(call(handle, "hello").reply == "hello");
        AsyncCall parallel;
        REQUIRE(parallel.start(handle, "world") == RPC_S_OK);
        REQUIRE(over(parallel));
        CHECK(parallel.complete() == RPC_S_OK);
        CHECK(parallel.reply == "world");
        CHECK(server.connections() == 2);  // the bound one, and one for asynchronous calls
        CHECK(handle.bind() == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingUnbind(handle) == RPC_S_OK);
        CHECK(call(handle, "late").status == RPC_S_BINDING_INCOMPLETE);
        REQUIRE(handle.bind() == RPC_S_OK);
        CHECK(call(handle, "again").reply == "again");
    }

    TEST_CASE("a handle of a string binding cannot be bound or unbound, a bad one neither") {
        BindingHandle classic("ncalrpc:[x]");
        CHECK(RpcBindingBind(nullptr, classic, &first_interface()) == RPC_S_CANNOT_SUPPORT);
        CHECK(RpcBindingUnbind(classic) == RPC_S_CANNOT_SUPPORT);
        CHECK(RpcBindingBind(nullptr, nullptr, &first_interface()) == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingUnbind(nullptr) == RPC_S_INVALID_BINDING);
        FastHandle handle("x");
        CHECK(RpcBindingBind(nullptr, handle, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("a bind that fails says why and leaves the handle as it was") {
        FastHandle nobody("nobody-listens-here");
        CHECK(nobody.bind() == RPC_S_SERVER_UNAVAILABLE);
        CHECK(RpcBindingUnbind(nobody) == RPC_S_INVALID_BINDING);
        FastHandle dynamic("");
        const RPC_STATUS unmapped = dynamic.bind();
        CHECK((unmapped == EPT_S_NOT_REGISTERED || unmapped == RPC_S_SERVER_UNAVAILABLE));
        TestServer server(echo_all, "ncalrpc");
        server.verdict = [](const protocol::SyntaxId&) {
            return protocol::ContextReason::abstract_syntax_not_supported;
        };
        FastHandle unknown(server.endpoint());
        CHECK(unknown.bind() == RPC_S_UNKNOWN_IF);
        CHECK(unknown.bind() == RPC_S_UNKNOWN_IF);
    }

    TEST_CASE("a dynamic handle takes the endpoint its interface names, and gives it up at a reset") {
        TestServer server(echo_all, "ncalrpc");
        FastHandle handle("");
        std::string endpoint = server.endpoint();
        unsigned char protseq[] = "ncalrpc";
        RPC_PROTSEQ_ENDPOINT known{protseq, reinterpret_cast<unsigned char*>(endpoint.data())};
        RPC_CLIENT_INTERFACE interface_ = first_interface();
        interface_.RpcProtseqEndpointCount = 1;
        interface_.RpcProtseqEndpoint = &known;
        REQUIRE(RpcBindingBind(nullptr, handle, &interface_) == RPC_S_OK);
        CHECK(string_of(handle) == "ncalrpc:[" + endpoint + "]");
        CHECK(RpcBindingReset(handle) == RPC_S_OK);
        CHECK(string_of(handle) == "ncalrpc:");
        CHECK(call(handle, "bound all the same").reply == "bound all the same");
    }

    TEST_CASE("a reset does nothing to a handle made with its endpoint") {
        FastHandle handle("fixed");
        CHECK(RpcBindingReset(handle) == RPC_S_OK);
        CHECK(string_of(handle) == "ncalrpc:[fixed]");
    }

    TEST_CASE("a lost server is not connected to again until the handle is bound again") {
        std::optional<TestServer> server(std::in_place, echo_all, "ncalrpc", "fast-restarted");
        FastHandle handle("fast-restarted");
        REQUIRE(handle.bind() == RPC_S_OK);
        CHECK(call(handle, "x").reply == "x");
        server.reset();
        server.emplace(echo_all, "ncalrpc", "fast-restarted");
        CHECK(call(handle, "x").status == RPC_S_CALL_FAILED_DNE);
        CHECK(call(handle, "x").status == RPC_S_SERVER_UNAVAILABLE);
        AsyncCall parallel;
        CHECK(parallel.start(handle, "x") == RPC_S_SERVER_UNAVAILABLE);
        CHECK(server->connections() == 0);
        CHECK(RpcBindingUnbind(handle) == RPC_S_OK);
        REQUIRE(handle.bind() == RPC_S_OK);
        CHECK(call(handle, "x").reply == "x");
    }

    TEST_CASE("a server that has forgotten the client's group is not joined as somebody new") {
        TestServer server(
            [](Connection& connection) {
                while (auto request = connection.request()) connection.echo(*request);
            },
            "ncalrpc");
        server.group = [](uint32_t requested) { return requested == 0 ? 5u : 0u; };
        FastHandle handle(server.endpoint());
        REQUIRE(handle.bind() == RPC_S_OK);
        AsyncCall second;  // needs a further connection
        CHECK(second.start(handle, "x") == RPC_S_SERVER_UNAVAILABLE);
        CHECK(call(handle, "x").reply == "x");
    }

    TEST_CASE("an asynchronous bind tells by the state's notification, and the handle is bound then") {
        Gate gate;
        TestServer server(mute_until(gate), "ncalrpc");
        FastHandle handle(server.endpoint());
        EventHandle event;
        AsyncCall bind;
        notify_by(bind, event);
        REQUIRE(handle.bind(&bind.state) == RPC_S_OK);
        CHECK(RpcAsyncGetCallStatus(&bind.state) == RPC_S_ASYNC_CALL_PENDING);
        CHECK(RpcAsyncCompleteCall(&bind.state, nullptr) == RPC_S_ASYNC_CALL_PENDING);
        gate.open();
        REQUIRE(event.wait());
        CHECK(RpcAsyncGetCallStatus(&bind.state) == RPC_S_OK);
        CHECK(call(handle, "x").reply == "x");
        CHECK(RpcAsyncCompleteCall(&bind.state, nullptr) == RPC_S_OK);
        CHECK(RpcAsyncCompleteCall(&bind.state, nullptr) == RPC_S_INVALID_ASYNC_HANDLE);
    }

    TEST_CASE("K19: while a bind is pending the handle is nobody's to change") {
        Gate gate;
        TestServer server(mute_until(gate), "ncalrpc");
        FastHandle handle(server.endpoint());
        AsyncCall bind;
        REQUIRE(handle.bind(&bind.state) == RPC_S_OK);
        RPC_BINDING_HANDLE same = handle;
        CHECK(RpcBindingFree(&same) == RPC_S_CALL_IN_PROGRESS);
        CHECK(RpcBindingReset(handle) == RPC_S_CALL_IN_PROGRESS);
        CHECK(RpcBindingSetObject(handle, nullptr) == RPC_S_CALL_IN_PROGRESS);
        CHECK(RpcBindingSetOption(handle, RPC_C_OPT_BINDING_NONCAUSAL, 1) == RPC_S_CALL_IN_PROGRESS);
        CHECK(RpcMgmtSetComTimeout(handle, 1) == RPC_S_CALL_IN_PROGRESS);
        CHECK(RpcBindingUnbind(handle) == RPC_S_CALL_IN_PROGRESS);
        AsyncCall other;
        CHECK(handle.bind(&other.state) == RPC_S_CALL_IN_PROGRESS);
        CHECK(handle.bind() == RPC_S_CALL_IN_PROGRESS);
        CHECK(call(handle, "x").status == RPC_S_BINDING_INCOMPLETE);
        gate.open();
        REQUIRE(over(bind));
        CHECK(RpcBindingSetObject(handle, nullptr) == RPC_S_OK);
    }

    TEST_CASE("an abortive cancel ends a pending bind at once, and another one may follow") {
        Gate gate;
        TestServer server(mute_until(gate), "ncalrpc");
        FastHandle handle(server.endpoint());
        EventHandle event;
        AsyncCall bind;
        notify_by(bind, event);
        REQUIRE(handle.bind(&bind.state) == RPC_S_OK);
        CHECK(RpcAsyncCancelCall(&bind.state, FALSE) == RPC_S_OK);
        CHECK(RpcAsyncGetCallStatus(&bind.state) == RPC_S_ASYNC_CALL_PENDING);
        CHECK(RpcAsyncCancelCall(&bind.state, TRUE) == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(RpcAsyncCompleteCall(&bind.state, nullptr) == RPC_S_CALL_CANCELLED);
        CHECK(RpcBindingUnbind(handle) == RPC_S_INVALID_BINDING);
        gate.open();
        CHECK(handle.bind() == RPC_S_OK);
        CHECK(call(handle, "x").reply == "x");
    }

    TEST_CASE("a failed asynchronous bind is told like a successful one") {
        FastHandle handle("nobody-listens-here");
        EventHandle event;
        AsyncCall bind;
        notify_by(bind, event);
        REQUIRE(handle.bind(&bind.state) == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(RpcAsyncGetCallStatus(&bind.state) == RPC_S_SERVER_UNAVAILABLE);
        // Nothing says that a bind must be completed: the state may be used again.
        REQUIRE(handle.bind(&bind.state) == RPC_S_OK);
        REQUIRE(event.wait());
        RpcErrorClearInformation();
        CHECK(RpcAsyncCompleteCall(&bind.state, nullptr) == RPC_S_SERVER_UNAVAILABLE);
        RPC_ERROR_ENUM_HANDLE records{};
        REQUIRE(RpcErrorStartEnumeration(&records) == RPC_S_OK);
        RPC_EXTENDED_ERROR_INFO info{};
        info.Version = RPC_EEINFO_VERSION;
        info.NumberOfParameters = MaxNumberOfEEInfoParams;
        CHECK(RpcErrorGetNextRecord(&records, FALSE, &info) == RPC_S_OK);
        CHECK(info.DetectionLocation == 541);
        CHECK(RpcErrorEndEnumeration(&records) == RPC_S_OK);
        RpcErrorClearInformation();
    }

    TEST_CASE("an asynchronous bind needs a state that is one and is free") {
        Gate gate;
        TestServer server(mute_until(gate), "ncalrpc");
        FastHandle handle(server.endpoint());
        RPC_ASYNC_STATE junk{};
        CHECK(handle.bind(&junk) == RPC_S_INVALID_ASYNC_HANDLE);
        AsyncCall bind;
        REQUIRE(handle.bind(&bind.state) == RPC_S_OK);
        FastHandle other(server.endpoint());
        CHECK(other.bind(&bind.state) == RPC_S_INVALID_ASYNC_CALL);
        AsyncCall windows;
        windows.state.NotificationType = RpcNotificationTypeHwnd;
        CHECK(other.bind(&windows.state) == RPC_S_CANNOT_SUPPORT);
        gate.open();
        REQUIRE(over(bind));
    }

    TEST_CASE("a copy of a bound handle is an unbound one of the same template") {
        TestServer server(echo_all, "ncalrpc");
        FastHandle handle(server.endpoint());
        REQUIRE(handle.bind() == RPC_S_OK);
        RPC_BINDING_HANDLE copy = nullptr;
        REQUIRE(RpcBindingCopy(handle, &copy) == RPC_S_OK);
        CHECK(call(copy, "x").status == RPC_S_BINDING_INCOMPLETE);
        CHECK(RpcBindingBind(nullptr, copy, &first_interface()) == RPC_S_OK);
        CHECK(call(copy, "x").reply == "x");
        CHECK(RpcBindingFree(&copy) == RPC_S_OK);
    }
}
