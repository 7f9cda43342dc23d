// SPDX-License-Identifier: LGPL-2.1-or-later
// Something goes wrong at every single place of a call: each allocation, each routine of the program and each buffer
// in turn fails, on either side, then each message is cut and each of its bytes changed. Whatever it was, the client
// learns of it, what is still allocated hangs below the client's arguments, and the server has nothing left.
#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "fake_runtime.hpp"
#include "faults.h"
#include "handleapi/boundary.hpp"

using base::Status;
using handleapi::call_user;
using stub_test::Bytes;
using stub_test::fake;
using stub_test::fault_point;
using stub_test::faults;
using stub_test::live_blocks;

namespace {

constexpr Status kFault{stub_test::kInjected};

struct Notices {
    int with_manager = 0, without = 0;
} notices;

template <typename T>
T* quiet(size_t size = sizeof(T)) {
    return static_cast<T*>(stub_test::allocate_block(size));
}

unsigned char* copy_text(unsigned char* into, const char* text) {
    std::memcpy(into, text, std::strlen(text) + 1);
    return into;
}

std::string string_of(const unsigned char* text) { return text ? reinterpret_cast<const char*>(text) : ""; }

/// The manager's own nodes: allocated as it goes, each part attached before the next can fail.
void make_node(Node** place, LONG value) {
    *place = static_cast<Node*>(MIDL_user_allocate(sizeof(Node)));
    **place = {value, nullptr, nullptr};
    (*place)->name = static_cast<unsigned char*>(MIDL_user_allocate(4));
    copy_text((*place)->name, "new");
}

struct Faults_server {
    Faults_server() {
        fake().reset();
        faults() = {};
        live_blocks().clear();
        notices = {};
        fake().server = static_cast<const RPC_SERVER_INTERFACE*>(Faults_v1_0_s_ifspec);
        faults_binding = reinterpret_cast<handle_t>(uintptr_t{0x10});
    }
    ~Faults_server() {
        CHECK(fake().buffers == 0);
        faults() = {};
        fake().reset();
    }
};

/// What a client passes to Everywhere: some memory of its own, some from its allocator, some places empty.
class Client {
 public:
    Client() {
        changed_.nodes[0] = &old_;
        changed_.nodes[1] = nullptr;
        auto* last = quiet<Item>();
        *last = {nullptr, 8};
        mixed_.list = quiet<Item>();
        *mixed_.list = {last, 7};
        mixed_.text.text = copy_text(quiet<unsigned char>(4), "abc");
    }
    ~Client() {
        const auto left = live_blocks();
        for (void* block : left) MIDL_user_free(block);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Status call() {
        return call_user([&] {
            result_ = c_Everywhere(&sent_, &changed_, &mixed_, &made_, &count_, &values_, &chosen_, &text_, &aliased_,
                                   &aliased_);
        });
    }

    /// Nothing is allocated that the arguments do not lead to.
    bool owns_everything() {
        reachable_.clear();
        note(&sent_);
        note(changed_.nodes);
        for (Node* node : {changed_.nodes[0], changed_.nodes[1]}) note(node);
        for (Item* item = mixed_.list; item; item = item->next) reach(item);
        reach(mixed_.text.text);
        note(mixed_.always);
        note(made_);
        reach(values_);
        if (chosen_.kind == 1) note(chosen_.choice.node);
        reach(text_.text);
        note(&aliased_);
        return reachable_ == live_blocks();
    }

    void check_answer() const {
        CHECK(result_ == 42);
        CHECK(changed_.nodes[0] == &old_);
        CHECK(old_.value == 12);
        REQUIRE(changed_.nodes[1]);
        CHECK(string_of(changed_.nodes[1]->name) == "new");
        CHECK(mixed_.list->value == 100);
        CHECK(mixed_.list->next->value == 7);
        CHECK(string_of(mixed_.text.text) == "xyz");
        REQUIRE(made_);
        CHECK(count_ == 3);
        CHECK(values_[2] == 3);
        REQUIRE(chosen_.choice.node);
        CHECK(string_of(text_.text) == "out");
        CHECK(aliased_.value == 31);
    }

 private:
    void reach(void* block) {
        if (live_blocks().count(block)) reachable_.insert(block);
    }
    void note(Node* node) {
        for (; node; node = node->next) {
            reach(node);
            reach(node->name);
        }
    }
    void note(Node** nodes) { reach(nodes); }

    unsigned char sent_name_[5] = "sent", old_name_[5] = "old1", always_name_[7] = "always", alias_name_[6] = "alias";
    Node second_{2, nullptr, nullptr}, sent_{1, sent_name_, &second_};
    Node old_{11, old_name_, nullptr}, always_{21, always_name_, nullptr}, aliased_{30, alias_name_, nullptr};
    Node* nodes_[2];
    Nodes changed_{2, nodes_};
    Mixed mixed_{nullptr, {nullptr}, &always_};
    Node* made_ = nullptr;
    LONG count_ = 2;
    LONG* values_ = nullptr;
    Chosen chosen_{1, {}};
    Text text_{nullptr};
    LONG result_ = 0;
    std::set<void*> reachable_;
};

struct Sizes {
    size_t request, reply;
};
/// Of the messages of a call in which nothing goes wrong.
Sizes good_sizes() {
    Client client;
    REQUIRE(client.call() == Status::ok);
    return {fake().request.size(), fake().reply.size()};
}

size_t spoiled_at;
void cut(Bytes& bytes) { bytes.resize(std::min(bytes.size(), spoiled_at)); }
void change(Bytes& bytes) {
    if (spoiled_at < bytes.size()) bytes[spoiled_at] ^= 0xff;
}

uint8_t* aligned(uint8_t* at) { return at + ((0 - reinterpret_cast<uintptr_t>(at)) & 3); }

}  // namespace

extern "C" {

LONG s_Everywhere(Node* sent, Nodes* changed, Mixed* mixed, Node** made, LONG* count, LONG** values, Chosen* chosen,
                  Text* text, Node* aliased, Node* alias) {
    fault_point();
    if (sent->value == 1 && aliased == alias) ++aliased->value;
    if (changed->count == 2 && changed->nodes) {
        if (changed->nodes[0]) ++changed->nodes[0]->value;
        if (!changed->nodes[1]) make_node(&changed->nodes[1], 13);
    }
    auto* item = static_cast<Item*>(MIDL_user_allocate(sizeof(Item)));
    *item = {mixed->list, 100};
    mixed->list = item;
    if (string_of(mixed->text.text).size() == 3) copy_text(mixed->text.text, "xyz");
    make_node(made, 14);
    *count = 3;
    *values = static_cast<LONG*>(MIDL_user_allocate(3 * sizeof(LONG)));
    for (LONG i = 0; i < 3; ++i) (*values)[i] = i + 1;
    if (chosen->kind == 1 && !chosen->choice.node) make_node(&chosen->choice.node, 15);
    text->text = static_cast<unsigned char*>(MIDL_user_allocate(4));
    copy_text(text->text, "out");
    fault_point();
    return 42;
}
void Everywhere_notify_flag(boolean called) { ++(called ? notices.with_manager : notices.without); }

Node* s_Listed(LONG count) {
    Node* made = nullptr;
    Node** place = &made;
    for (LONG i = 0; i < count; ++i, place = &(*place)->next) {
        *place = quiet<Node>();
        **place = {i, copy_text(quiet<unsigned char>(4), "new"), nullptr};
    }
    return made;
}

void s_Later(PRPC_ASYNC_STATE, Node*, Nodes* changed, Text* text) {
    fault_point();
    make_node(&changed->nodes[1], 13);
    if (text->text) MIDL_user_free(text->text);
    text->text = nullptr;
    text->text = static_cast<unsigned char*>(MIDL_user_allocate(4));
    copy_text(text->text, "out");
}
void Later_notify_flag(boolean called) { ++(called ? notices.with_manager : notices.without); }

void s_Whole(Node** list) {
    fault_point();
    for (Node* node = *list; node; node = node->next) ++node->value;
}

void List_to_xmit(List* list, Numbers** numbers) {
    fault_point();
    LONG count = 0;
    for (Item* item = *list; item; item = item->next) ++count;
    *numbers = quiet<Numbers>(sizeof(Numbers) + sizeof(LONG) * static_cast<size_t>(count));
    (*numbers)->count = count;
    count = 0;
    for (Item* item = *list; item; item = item->next) (*numbers)->values[count++] = item->value;
}
void List_from_xmit(Numbers* numbers, List* list) {
    fault_point();
    List_free_inst(list);
    for (LONG i = numbers->count; i-- > 0;) {
        auto* item = quiet<Item>();
        *item = {*list, numbers->values[i]};
        *list = item;
    }
}
void List_free_xmit(Numbers* numbers) { MIDL_user_free(numbers); }
void List_free_inst(List* list) {
    while (Item* item = *list) {
        *list = item->next;
        MIDL_user_free(item);
    }
}

ULONG Text_UserSize(ULONG*, ULONG start, Text* text) {
    fault_point();
    return ((start + 3) & ~3u) + 8 + static_cast<ULONG>(string_of(text->text).size());
}
unsigned char* Text_UserMarshal(ULONG*, unsigned char* buffer, Text* text) {
    fault_point();
    const auto length = static_cast<LONG>(string_of(text->text).size());
    buffer = aligned(buffer);
    std::memcpy(buffer, &length, 4);
    std::memcpy(buffer + 4, &length, 4);
    if (length) std::memcpy(buffer + 8, text->text, static_cast<size_t>(length));
    return buffer + 8 + length;
}
unsigned char* Text_UserUnmarshal(ULONG* flags, unsigned char* buffer, Text* text) {
    fault_point();
    NDR_USER_MARSHAL_INFO info;
    if (NdrGetUserMarshalInfo(flags, 1, &info) != RPC_S_OK) RpcRaiseException(RPC_X_BAD_STUB_DATA);
    const ULONG room = info.Level1.BufferSize;
    ULONG length = 0, again = 1;
    if (room >= 8) {
        std::memcpy(&length, buffer, 4);
        std::memcpy(&again, buffer + 4, 4);
    }
    if (length != again || length > room - 8) RpcRaiseException(RPC_X_BAD_STUB_DATA);
    auto* copy = quiet<unsigned char>(length + 1);
    std::memcpy(copy, buffer + 8, length);
    copy[length] = 0;
    if (text->text) MIDL_user_free(text->text);
    text->text = copy;
    return buffer + 8 + length;
}
void Text_UserFree(ULONG*, Text* text) {
    if (text->text) MIDL_user_free(text->text);
    text->text = nullptr;
}

}  // extern "C"

TEST_SUITE_BEGIN("rpcrt4/stub/faults");

TEST_CASE_FIXTURE(Faults_server, "a call in which nothing goes wrong leaves what its arguments lead to") {
    Client client;
    CHECK(client.call() == Status::ok);
    client.check_answer();
    CHECK(client.owns_everything());
    CHECK(notices.with_manager == 1);
    CHECK(notices.without == 0);
}

TEST_CASE_FIXTURE(Faults_server,
                  "O9: whichever step raises, on either side, nothing leaks and [notify_flag] is told once") {
    int reached_server = 0;
    for (int at = 1;; ++at) {
        CAPTURE(at);
        notices = {};
        Client client;
        faults() = {0, at};
        const Status status = client.call();
        const bool happened = faults().passed >= at;
        faults() = {};
        CHECK(client.owns_everything());
        CHECK(fake().buffers == 0);
        CHECK(notices.with_manager + notices.without <= 1);
        reached_server += notices.with_manager + notices.without;
        if (!happened) {
            CHECK(status == Status::ok);
            client.check_answer();
            CHECK(at > 40);
            break;
        }
        CHECK(status == kFault);
    }
    CHECK(reached_server > 25);
}

TEST_CASE_FIXTURE(Faults_server,
                  "O9: a request cut anywhere is bad stub data, the manager is not called, [notify_flag] says so") {
    const size_t size = good_sizes().request;
    for (spoiled_at = 0; spoiled_at < size; ++spoiled_at) {
        CAPTURE(spoiled_at);
        notices = {};
        Client client;
        fake().spoil_request = cut;
        CHECK(client.call() == Status::rpc_x_bad_stub_data);
        fake().spoil_request = nullptr;
        CHECK(client.owns_everything());
        CHECK(notices.with_manager == 0);
        CHECK(notices.without == 1);
    }
}

TEST_CASE_FIXTURE(Faults_server, "a reply cut anywhere is bad stub data to the client, who keeps what was its own") {
    const size_t size = good_sizes().reply;
    for (spoiled_at = 0; spoiled_at < size; ++spoiled_at) {
        CAPTURE(spoiled_at);
        Client client;
        fake().spoil_reply = cut;
        CHECK(client.call() == Status::rpc_x_bad_stub_data);
        fake().spoil_reply = nullptr;
        CHECK(client.owns_everything());
    }
}

TEST_CASE_FIXTURE(Faults_server,
                  "a byte changed anywhere in request or reply leaks nothing, whether it is noticed or not") {
    const auto [request, reply] = good_sizes();
    int noticed = 0;
    for (const bool in_request : {true, false}) {
        for (spoiled_at = 0; spoiled_at < (in_request ? request : reply); ++spoiled_at) {
            CAPTURE(in_request);
            CAPTURE(spoiled_at);
            Client client;
            (in_request ? fake().spoil_request : fake().spoil_reply) = change;
            noticed += client.call() != Status::ok;
            fake().spoil_request = fake().spoil_reply = nullptr;
            CHECK(client.owns_everything());
            CHECK(fake().buffers == 0);
        }
    }
    CHECK(noticed > 100);
}

TEST_CASE_FIXTURE(Faults_server, "what is returned node by node is undone when one node cannot be had") {
    for (int at = 1;; ++at) {
        CAPTURE(at);
        Node* made = nullptr;
        faults() = {0, at};
        const Status status = call_user([&] { made = c_Listed(5); });
        const bool happened = faults().passed >= at;
        faults() = {};
        if (happened) {
            CHECK(status == kFault);
            CHECK(live_blocks().empty());
            continue;
        }
        CHECK(status == Status::ok);
        CHECK(live_blocks().size() == 10);
        CHECK(at > 10);
        for (void* block : std::set<void*>(live_blocks())) MIDL_user_free(block);
        break;
    }
}

TEST_CASE_FIXTURE(Faults_server,
                  "an asynchronous call may fail at its start, at the server\'s reply and at its completion alike") {
    int outcomes[3] = {};
    for (int at = 1;; ++at) {
        CAPTURE(at);
        notices = {};
        fake().answered = false;
        fake().outcome = Status::ok;
        Node node{1, nullptr, nullptr};
        Node* nodes[2] = {&node, nullptr};
        Nodes changed{2, nodes};
        Text text{copy_text(quiet<unsigned char>(4), "abc")};
        RPC_ASYNC_STATE state{};
        LONG result = 42, answer = 0;
        faults() = {0, at};
        const Status started = call_user([&] { c_Later(&state, &node, &changed, &text); });
        const bool served = base::succeeded(started) && fake().server_state;
        const RPC_STATUS replied = served ? RpcAsyncCompleteCall(fake().server_state, &result) : RPC_S_OK;
        const RPC_STATUS completed = base::succeeded(started) ? RpcAsyncCompleteCall(&state, &answer) : RPC_S_OK;
        const bool happened = faults().passed >= at;
        faults() = {};
        std::set<void*> owned;
        if (text.text) owned.insert(text.text);
        if (nodes[1]) owned.insert({nodes[1], nodes[1]->name});
        CHECK(live_blocks() == owned);
        CHECK(notices.with_manager + notices.without == (base::succeeded(started) ? 1 : 0));
        for (void* block : std::set<void*>(live_blocks())) MIDL_user_free(block);
        if (!happened) {
            CHECK(completed == RPC_S_OK);
            CHECK(answer == 42);
            CHECK(owned.size() == 3);
            break;
        }
        const bool at_start = base::failed(started), at_reply = replied != RPC_S_OK;
        CHECK((at_start ? base::code(started) : completed) == stub_test::kInjected);
        ++outcomes[at_start ? 0 : at_reply ? 1 : 2];
    }
    for (const int outcome : outcomes) CHECK(outcome > 1);
}

TEST_CASE_FIXTURE(Faults_server, "allocate(all_nodes): the one block comes and goes as a whole") {
    unsigned char one[] = "one", two[] = "two";
    for (int at = 1;; ++at) {
        CAPTURE(at);
        Node second{2, two, nullptr}, first{1, one, &second};
        Node* list = &first;
        faults() = {0, at};
        const Status status = call_user([&] { c_Whole(&list); });
        const bool happened = faults().passed >= at;
        faults() = {};
        CHECK(list == &first);
        CHECK(live_blocks().empty());
        CHECK(status == (happened ? kFault : Status::ok));
        if (happened) continue;
        CHECK(first.value == 2);
        CHECK(second.value == 3);
        CHECK(at > 4);
        break;
    }
}

TEST_SUITE_END();
