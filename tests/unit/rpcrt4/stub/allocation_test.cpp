// SPDX-License-Identifier: LGPL-2.1-or-later
// What [force_allocate] and [partial_ignore] promise a server about the memory behind its parameters (their pages in
// the MIDL reference). Stubs of our midl over the fake runtime; both sides allocate in live_blocks().
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "allocation.h"
#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

using base::Status;
using handleapi::call_user;
using stub_test::Bytes;
using stub_test::fake;
using stub_test::live_blocks;

namespace {

bool is_allocated(const void* memory) { return live_blocks().count(const_cast<void*>(memory)) == 1; }

unsigned char* new_text(const char* text) {
    auto* made = static_cast<unsigned char*>(MIDL_user_allocate(std::strlen(text) + 1));
    std::memcpy(made, text, std::strlen(text) + 1);
    return made;
}
LONG* new_long(LONG value) {
    auto* made = static_cast<LONG*>(MIDL_user_allocate(sizeof(LONG)));
    *made = value;
    return made;
}

LONG raised = 0;
bool got_null = false;

struct Allocation_server {
    Allocation_server() {
        fake().reset();
        live_blocks().clear();
        raised = 0;
        got_null = false;
        fake().server = static_cast<const RPC_SERVER_INTERFACE*>(Allocation_v1_0_s_ifspec);
        allocation_binding = reinterpret_cast<handle_t>(uintptr_t{0x10});
    }
    ~Allocation_server() {
        CHECK(fake().buffers == 0);
        CHECK(live_blocks().empty());
        fake().reset();
    }
};

}  // namespace

extern "C" {

void s_Bytes(LONG count, byte* data, byte* plain) {
    CHECK(is_allocated(data));
    CHECK(!is_allocated(plain));
    CHECK(std::count(data, data + count, 7) == count);
}
void s_Replace(unsigned char** text) {
    CHECK(is_allocated(text));
    REQUIRE(is_allocated(*text));
    CHECK(std::string(reinterpret_cast<char*>(*text)) == "old");
    MIDL_user_free(*text);
    *text = new_text("new");
}
void s_Values(LONG* one, Holder by_value, Holder* other) {
    CHECK(is_allocated(one));
    CHECK(*one == 1);
    CHECK(is_allocated(by_value.pointed));
    CHECK(*by_value.pointed == 2);
    CHECK(is_allocated(other));
    CHECK(is_allocated(other->pointed));
    MIDL_user_free(other->pointed);
    other->pointed = nullptr;
}
void s_Results(LONG* one, Holder* holder, LONG** far_one) {
    CHECK(is_allocated(one));
    CHECK(is_allocated(holder));
    CHECK(is_allocated(far_one));
    *one = 1;
    holder->pointed = new_long(2);
    *far_one = new_long(3);
}
void s_OfType(Block* block, Outer* outer, LONG* plain) {
    CHECK(is_allocated(block));
    CHECK(is_allocated(outer));
    CHECK(is_allocated(outer->block));
    CHECK(!is_allocated(plain));
    CHECK(block->cells[3] == 4);
    CHECK(outer->block->cells[0] == 1);
}
void s_Raising(unsigned char* text, Holder* holder) {
    CHECK(is_allocated(text));
    holder->pointed = new_long(1);
    RpcRaiseException(4711);
}
void s_Optional(LONG* previous) {
    got_null = !previous;
    if (!previous) return;
    CHECK(is_allocated(previous));
    CHECK(*previous == 0);
    *previous = 6;
    if (raised) RpcRaiseException(static_cast<RPC_STATUS>(raised));
}
void s_Roomy(short* cells, LONG count, Holder* holder) {
    REQUIRE(cells);
    CHECK(std::count(cells, cells + count, 0) == count);
    std::fill_n(cells, count, static_cast<short>(5));
    REQUIRE(holder);
    CHECK(holder->number == 0);
    CHECK(holder->pointed == nullptr);
    holder->pointed = new_long(9);
}
void s_Counted(LONG*, LONG*) { FAIL("a count that does not travel bounds nothing"); }

}  // extern "C"

TEST_SUITE_BEGIN("rpcrt4/stub/allocation");

TEST_CASE_FIXTURE(Allocation_server, "O6: [force_allocate] copies an array out of the receive buffer, for that one") {
    byte data[4] = {7, 7, 7, 7};
    c_Bytes(4, data, data);
}

TEST_CASE_FIXTURE(Allocation_server, "a manager may free what [force_allocate] gave it and supply another") {
    unsigned char* text = new_text("old");
    c_Replace(&text);
    CHECK(std::string(reinterpret_cast<char*>(text)) == "new");
    MIDL_user_free(text);
}

TEST_CASE_FIXTURE(Allocation_server, "[force_allocate] is for the parameter and all that derives from it") {
    LONG one = 1, two = 2, three = 3;
    Holder holder{0, &two}, other{0, &three};
    c_Values(&one, holder, &other);
    CHECK(other.pointed == nullptr);
}

TEST_CASE_FIXTURE(Allocation_server, "[force_allocate] on [out] parameters: the program's memory, freed by the stub") {
    LONG one = 0;
    LONG* far_one = nullptr;
    Holder holder{0, nullptr};
    c_Results(&one, &holder, &far_one);
    CHECK(one == 1);
    CHECK(live_blocks() == std::set<void*>{holder.pointed, far_one});
    MIDL_user_free(holder.pointed);
    MIDL_user_free(far_one);
}

TEST_CASE_FIXTURE(Allocation_server, "[force_allocate] on a type is for the parameters it is part of") {
    Block block{{1, 2, 3, 4}};
    Outer outer{1, &block};
    LONG plain = 0;
    c_OfType(&block, &outer, &plain);
}

TEST_CASE_FIXTURE(Allocation_server, "nothing forced stays allocated when the manager raises or the request is bad") {
    unsigned char text[] = "text";
    Holder holder{0, nullptr};
    CHECK(call_user([&] { c_Raising(text, &holder); }) == Status{4711});
    CHECK(live_blocks().empty());
    fake().spoil_request = [](Bytes& request) { request.back() = 'x'; };  // no terminator
    CHECK(call_user([&] { c_Raising(text, &holder); }) == Status::rpc_x_bad_stub_data);
    CHECK(live_blocks().empty());
    fake().spoil_request = [](Bytes& request) { request.resize(12); };
    CHECK(call_user([&] { c_Raising(text, &holder); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE_FIXTURE(Allocation_server, "[partial_ignore] tells the server only whether the pointer is null") {
    LONG previous = 77;
    c_Optional(&previous);
    CHECK(!got_null);
    CHECK(previous == 6);
    CHECK(fake().request == Bytes{1, 0, 0, 0});
    c_Optional(nullptr);
    CHECK(got_null);
    CHECK(fake().request == Bytes{0, 0, 0, 0});
    CHECK(fake().reply == Bytes{0, 0, 0, 0});
}

TEST_CASE_FIXTURE(Allocation_server, "[partial_ignore] memory is as large as other parameters say, and zero") {
    short cells[3] = {1, 2, 3};
    LONG number = 4;
    Holder holder{1, &number};
    c_Roomy(cells, 3, &holder);
    CHECK(fake().request == Bytes{1, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0});
    CHECK(std::count(cells, cells + 3, 5) == 3);
    CHECK(number == 9);
}

TEST_CASE_FIXTURE(Allocation_server, "[partial_ignore] leaks nothing, whatever the request says and the manager does") {
    LONG previous = 77;
    raised = 4711;
    CHECK(call_user([&] { c_Optional(&previous); }) == Status{4711});
    CHECK(live_blocks().empty());
    raised = 0;
    fake().spoil_request = [](Bytes& request) { request = {0, 0, 0, 0x80}; };  // any sign but 0
    c_Optional(&previous);
    CHECK(previous == 6);
    fake().spoil_request = [](Bytes& request) { request.resize(2); };
    CHECK(call_user([&] { c_Optional(&previous); }) == Status::rpc_x_bad_stub_data);
    short cells[3] = {1, 2, 3};
    LONG number = 4;
    Holder holder{1, &number};
    fake().spoil_request = [](Bytes& request) { request[7] = 0xff; };  // a negative size
    CHECK(call_user([&] { c_Roomy(cells, 3, &holder); }) != Status::ok);
    CHECK(live_blocks().empty());
    fake().spoil_request = [](Bytes& request) { request.resize(8); };
    CHECK(call_user([&] { c_Roomy(cells, 3, &holder); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE_FIXTURE(Allocation_server, "a size that a [partial_ignore] pointer leads to is 0 at the server") {
    LONG count = 2;
    LONG cells[2] = {1, 2};
    CHECK(call_user([&] { c_Counted(&count, cells); }) == Status::rpc_x_bad_stub_data);
    CHECK(live_blocks().empty());
}

TEST_SUITE_END();
