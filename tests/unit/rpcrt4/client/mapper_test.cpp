// SPDX-License-Identifier: LGPL-2.1-or-later
// Asking another host's endpoint mapper, played by a scripted one: what is asked, what becomes of its answers, and what
// a mapper that lies, never ends or is not there does to a client.
#include "rpcrt4/client/mapper.hpp"

#include <cstdlib>
#include <filesystem>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/binding/tower_binding.hpp"
#include "test_client.hpp"
#include "test_server.hpp"

using namespace test;
using base::ByteReader;
using base::ByteWriter;
using client::MapInquiry;
using epmapper::Element;
using epmapper::wire::LookupHandle;

namespace {

/// A mapper on a port of its own, of which this process is told, and an empty map of this machine.
class Mapper {
 public:
    explicit Mapper(TestServer::Handler handler) : server_(std::move(handler)) {
        REQUIRE(mkdtemp(path_) != nullptr);
        if (const char* named = getenv("RPCRT4_RUNTIME_DIR")) before_ = named;
        setenv("RPCRT4_RUNTIME_DIR", path_, 1);
        setenv("RPCRT4_EPMAPPER_PORT", server_.endpoint().c_str(), 1);
    }
    ~Mapper() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
        unsetenv("RPCRT4_EPMAPPER_PORT");
        unsetenv("RPCRT4_RUNTIME_DIR");
        if (!before_.empty()) setenv("RPCRT4_RUNTIME_DIR", before_.c_str(), 1);
    }
    TestServer& server() { return server_; }

 private:
    TestServer server_;
    char path_[32] = "/tmp/rpcrt4-test-XXXXXX";
    std::string before_;
};

Element element(const char* protseq, const char* endpoint, const char* address = "", uint32_t number = 0x11111111) {
    return {{},
            {{{number, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}}, 1, 0},
             protocol::kNdr20,
             *binding::floors_of({.protseq = protseq, .address = address, .endpoint = endpoint})},
            "note"};
}

constexpr uint32_t kNotRegistered = 0x16C9A0D6;

void put_tower(ByteWriter& out, const binding::Tower& tower) {
    const auto octets = encode_tower(tower);
    out.align(4);
    out.u32(static_cast<uint32_t>(octets.size()));
    out.u32(static_cast<uint32_t>(octets.size()));
    out.bytes(octets);
}

void put_handle(ByteWriter& out, uint8_t mark) {
    for (int i = 0; i < 20; ++i) out.u8(mark);
}

/// The reply of ept_map.
std::string towers(const std::vector<Element>& elements, uint32_t status = 0, uint8_t handle = 0) {
    ByteWriter out;
    const auto count = static_cast<uint32_t>(elements.size());
    put_handle(out, handle);
    for (const uint32_t field : {count, 4u, 0u, count}) out.u32(field);
    for (uint32_t i = 1; i <= count; ++i) out.u32(i);
    for (const Element& one : elements) put_tower(out, one.tower);
    out.align(4);
    out.u32(status);
    return {reinterpret_cast<const char*>(out.bytes().data()), out.size()};
}

/// The reply of ept_lookup.
std::string entries(const std::vector<Element>& elements, uint32_t status = 0, uint8_t handle = 0) {
    ByteWriter out;
    const auto count = static_cast<uint32_t>(elements.size());
    put_handle(out, handle);
    for (const uint32_t field : {count, 100u, 0u, count}) out.u32(field);
    for (uint32_t i = 1; i <= count; ++i) {
        const std::string& note = elements[i - 1].annotation;
        out.align(4);
        out.zeros(16);
        for (const uint32_t field : {i, 0u, static_cast<uint32_t>(note.size() + 1)}) out.u32(field);
        out.bytes(std::as_bytes(std::span(note)));
        out.u8(0);
    }
    for (const Element& one : elements) put_tower(out, one.tower);
    out.align(4);
    out.u32(status);
    return {reinterpret_cast<const char*>(out.bytes().data()), out.size()};
}

std::string freed() { return std::string(24, '\0'); }

/// Answers each request with the next of these; the numbers of the operations asked for are noted.
TestServer::Handler answers(std::vector<std::string> replies, std::vector<uint16_t>* asked = nullptr) {
    auto next = std::make_shared<std::atomic<size_t>>(0);
    return [=](Connection& connection) {
        while (auto request = connection.request()) {
            if (asked) asked->push_back(request->opnum);
            const size_t at = next->fetch_add(1);
            if (at >= replies.size()) return;
            connection.reply(*request, replies[at]);
        }
    };
}

RPC_STATUS resolve(BindingHandle& binding) { return RpcEpResolveBinding(binding, &first_interface()); }

std::string text_of(RPC_BINDING_HANDLE handle) {
    RPC_CSTR text = nullptr;
    REQUIRE(RpcBindingToStringBindingA(handle, &text) == RPC_S_OK);
    std::string copy = reinterpret_cast<char*>(text);
    RpcStringFreeA(&text);
    return copy;
}

/// What an enumeration finds, and the status at its end.
std::pair<std::vector<std::string>, base::Status> found(const char* host = "127.0.0.1") {
    const auto to = binding::Binding::from_string(std::string("ncacn_ip_tcp:") + host);
    REQUIRE(to);
    auto inquiry = MapInquiry::begin(to->get(), {});
    REQUIRE(inquiry);
    std::vector<std::string> all;
    for (;;) {
        const auto one = (*inquiry)->next();
        if (!one) return {all, one.status()};
        const auto parts = binding::binding_of(one->tower);
        all.push_back(parts ? *binding::compose_string_binding(*parts) : "?");
    }
}

using Asked = std::vector<uint16_t>;

}  // namespace

TEST_SUITE("rpcrt4/client/mapper") {
    TEST_CASE("a partially bound handle gets the endpoint the mapper names; its address stays") {
        Asked asked;
        const Mapper mapper(answers({towers({element("ncacn_ip_tcp", "4711", "9.9.9.9")})}, &asked));
        BindingHandle binding("ncacn_ip_tcp:127.0.0.1");
        CHECK(resolve(binding) == RPC_S_OK);
        CHECK(text_of(binding) == "ncacn_ip_tcp:127.0.0.1[4711]");
        CHECK(asked == Asked{epmapper::wire::map});
    }

    TEST_CASE("the mapper is asked for the interface, the protocol sequence and the object of the handle") {
        std::string request;
        const Mapper mapper([&](Connection& connection) {
            auto got = connection.request();
            if (!got) return;
            request.assign(reinterpret_cast<const char*>(got->stub.data()), got->stub.size());
            connection.reply(*got, towers({}, kNotRegistered));
        });
        BindingHandle binding("00000005-0000-0000-0000-000000000000@ncacn_ip_tcp:127.0.0.1");
        CHECK(resolve(binding) == EPT_S_NOT_REGISTERED);
        ByteReader reader(std::as_bytes(std::span(request)));
        CHECK(reader.u32() != 0);
        CHECK(reader.u32() == 5);
        reader.skip(12);
        CHECK(reader.u32() != 0);
        const uint32_t size = reader.u32();
        CHECK(reader.u32() == size);
        const auto tower = binding::decode_tower(reader.take(size));
        REQUIRE(tower);
        CHECK(tower->interface_id == element("ncalrpc", "").tower.interface_id);
        CHECK(tower->transfer == protocol::kNdr20);
        CHECK(binding::binding_of(*tower)->protseq == "ncacn_ip_tcp");
    }

    TEST_CASE("calls go where the mapper says, and it is asked once") {
        TestServer target(echo_all);
        Asked asked;
        const Mapper mapper(answers({towers({element("ncacn_ip_tcp", target.endpoint().c_str())})}, &asked));
        BindingHandle binding("ncacn_ip_tcp:127.0.0.1");
        CHECK(call(binding, "first").reply == "first");
        CHECK(call(binding, "second").reply == "second");
        CHECK(asked.size() == 1);
    }

    TEST_CASE("servers that offer the same are used in turn") {
        const std::string both = towers({element("ncacn_ip_tcp", "1"), element("ncacn_ip_tcp", "2")});
        const Mapper mapper(answers({both, both}));
        std::vector<std::string> used;
        for (int i = 0; i < 2; ++i) {
            BindingHandle binding("ncacn_ip_tcp:127.0.0.1");
            REQUIRE(resolve(binding) == RPC_S_OK);
            used.push_back(text_of(binding));
        }
        CHECK(used[0] != used[1]);
    }

    TEST_CASE("a handle for more towers is given back") {
        Asked asked;
        const Mapper mapper(answers({towers({element("ncacn_ip_tcp", "1")}, 0, 7), freed()}, &asked));
        BindingHandle binding("ncacn_ip_tcp:127.0.0.1");
        CHECK(resolve(binding) == RPC_S_OK);
        CHECK(asked == Asked{epmapper::wire::map, epmapper::wire::lookup_handle_free});
    }

    TEST_CASE("what mappers answer becomes what the call fails with") {
        const struct {
            std::string reply;
            RPC_STATUS status;
        } rows[] = {
            {towers({}, kNotRegistered), EPT_S_NOT_REGISTERED},
            {towers({}), EPT_S_NOT_REGISTERED},
            {towers({}, 0x16C9A0CD), EPT_S_CANT_PERFORM_OP},
            {towers({element("ncacn_ip_tcp", "")}), RPC_S_NO_ENDPOINT_FOUND},
            {"", RPC_X_BAD_STUB_DATA},
            {std::string(40, '\xFF'), RPC_X_BAD_STUB_DATA},
        };
        for (const auto& row : rows) {
            CAPTURE(row.status);
            const Mapper mapper(answers({row.reply}));
            BindingHandle binding("ncacn_ip_tcp:127.0.0.1");
            CHECK(resolve(binding) == row.status);
            CHECK(text_of(binding) == "ncacn_ip_tcp:127.0.0.1");
        }
    }

    TEST_CASE("without a mapper, this machine's map has said it all") {
        Mapper mapper(answers({}));
        mapper.server().stop();
        BindingHandle here("ncacn_ip_tcp:127.0.0.1");
        CHECK(resolve(here) == EPT_S_NOT_REGISTERED);
    }

    TEST_CASE("without a mapper, this machine's map is what is enumerated") {
        Mapper mapper(answers({}));
        mapper.server().stop();
        const auto [all, end] = found();
        CHECK(all.empty());
        CHECK(end == base::Status::rpc_x_no_more_entries);
    }

    TEST_CASE("an enumeration fetches piece after piece with the mapper's handle, which ends with it") {
        Asked asked;
        const Mapper mapper(
            answers({entries({element("ncacn_ip_tcp", "1", "1.2.3.4"), element("ncalrpc", "x")}, 0, 7),
                     entries({element("ncacn_np", "\\pipe\\y", "srv")}, 0, 7), entries({}, kNotRegistered)},
                    &asked));
        const auto [all, end] = found();
        CHECK(all == std::vector<std::string>{"ncacn_ip_tcp:1.2.3.4[1]", "ncalrpc:[x]", "ncacn_np:srv[\\\\pipe\\\\y]"});
        CHECK(end == base::Status::rpc_x_no_more_entries);
        CHECK(asked == Asked{2, 2, 2});
    }

    TEST_CASE("elements may come with the word that nothing more is there, as from Samba") {
        const Mapper mapper(
            answers({entries({element("ncacn_ip_tcp", "1"), element("ncacn_ip_tcp", "2")}, kNotRegistered)}));
        const auto [all, end] = found();
        CHECK(all.size() == 2);
        CHECK(end == base::Status::rpc_x_no_more_entries);
    }

    TEST_CASE("an enumeration that is left early gives the mapper's handle back") {
        Asked asked;
        const Mapper mapper(answers({entries({element("ncacn_ip_tcp", "1")}, 0, 7), freed()}, &asked));
        RPC_EP_INQ_HANDLE context = nullptr;
        BindingHandle host("ncacn_ip_tcp:127.0.0.1");
        REQUIRE(RpcMgmtEpEltInqBegin(host, RPC_C_EP_ALL_ELTS, nullptr, 0, nullptr, &context) == RPC_S_OK);
        CHECK(asked.empty());
        RPC_IF_ID id;
        RPC_BINDING_HANDLE handle = nullptr;
        RPC_CSTR annotation = nullptr;
        CHECK(RpcMgmtEpEltInqNextA(context, &id, &handle, nullptr, &annotation) == RPC_S_OK);
        CHECK(text_of(handle) == "ncacn_ip_tcp:127.0.0.1[1]");  // the tower does not say where
        CHECK(std::string(reinterpret_cast<char*>(annotation)) == "note");
        RpcStringFreeA(&annotation);
        RpcBindingFree(&handle);
        CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_OK);
        CHECK(asked == Asked{2, 4});
    }

    TEST_CASE("an element over a protocol sequence we do not have is passed over when a binding is wanted") {
        const std::string both = entries({element("ncadg_ip_udp", "1"), element("ncacn_ip_tcp", "2")});
        const Mapper mapper(answers({both, both}));
        for (const bool wants_binding : {true, false}) {
            RPC_EP_INQ_HANDLE context = nullptr;
            BindingHandle host("ncacn_ip_tcp:127.0.0.1");
            REQUIRE(RpcMgmtEpEltInqBegin(host, RPC_C_EP_ALL_ELTS, nullptr, 0, nullptr, &context) == RPC_S_OK);
            RPC_IF_ID id;
            RPC_BINDING_HANDLE handle = nullptr;
            int count = 0;
            while (RpcMgmtEpEltInqNextA(context, &id, wants_binding ? &handle : nullptr, nullptr, nullptr) ==
                   RPC_S_OK) {
                ++count;
                if (handle) RpcBindingFree(&handle);
            }
            CHECK(count == (wants_binding ? 1 : 2));
            CHECK(RpcMgmtEpEltInqDone(&context) == RPC_S_OK);
        }
    }

    TEST_CASE("a mapper that ignores the filter does not get its other elements through") {
        const Mapper mapper(
            answers({entries({element("ncacn_ip_tcp", "1", "", 5), element("ncacn_ip_tcp", "2", "", 6)})}));
        const auto to = binding::Binding::from_string("ncacn_ip_tcp:127.0.0.1");
        epmapper::Inquiry inquiry;
        inquiry.type = epmapper::InquiryType::by_interface;
        inquiry.interface_id = element("ncalrpc", "", "", 6).tower.interface_id;
        auto begun = MapInquiry::begin(to->get(), inquiry);
        REQUIRE(begun);
        const auto one = (*begun)->next();
        REQUIRE(one);
        CHECK(binding::binding_of(one->tower)->endpoint == "2");
        CHECK((*begun)->next().status() == base::Status::rpc_x_no_more_entries);
    }

    TEST_CASE("a mapper that promises more and sends nothing is left") {
        Asked asked;
        const Mapper mapper(
            answers({entries({element("ncacn_ip_tcp", "1")}, 0, 7), entries({}, 0, 7), freed()}, &asked));
        const auto [all, end] = found();
        CHECK(all.size() == 1);
        CHECK(end == base::Status::rpc_x_no_more_entries);
        CHECK(asked == Asked{2, 2, 4});
    }

    TEST_CASE("an endless mapper is left after a million elements") {
        std::vector<Element> hundred(100, element("ncacn_ip_tcp", "1"));
        const std::string piece = entries(hundred, 0, 7);
        std::atomic<int> pieces{0};
        const Mapper mapper([&](Connection& connection) {
            while (auto request = connection.request()) {
                ++pieces;
                connection.reply(*request, request->opnum == 4 ? freed() : piece);
            }
        });
        const auto to = binding::Binding::from_string("ncacn_ip_tcp:127.0.0.1");
        auto inquiry = MapInquiry::begin(to->get(), {});
        REQUIRE(inquiry);
        size_t count = 0;
        while ((*inquiry)->next()) ++count;
        CHECK(count >= 1 << 20);
        CHECK(count < (1 << 20) + 100);
    }

    TEST_CASE("a failure in the middle is told once; then there is nothing left") {
        const Mapper mapper(
            answers({entries({element("ncacn_ip_tcp", "1")}, 0, 7), entries({}, 0x16C9A0CD, 7), freed()}));
        const auto to = binding::Binding::from_string("ncacn_ip_tcp:127.0.0.1");
        auto inquiry = MapInquiry::begin(to->get(), {});
        REQUIRE(inquiry);
        CHECK((*inquiry)->next());
        CHECK((*inquiry)->next().status() == base::Status::ept_s_cant_perform_op);
        CHECK((*inquiry)->next().status() == base::Status::rpc_x_no_more_entries);
    }

    TEST_CASE("a mapper that hangs up is RPC_S_CALL_FAILED or RPC_S_SERVER_UNAVAILABLE, not an empty map") {
        const Mapper mapper([](Connection& connection) { static_cast<void>(connection.request()); });
        const auto [all, end] = found();
        CHECK(all.empty());
        CHECK((end == base::Status::rpc_s_call_failed || end == base::Status::rpc_s_server_unavailable));
    }
}
