// SPDX-License-Identifier: LGPL-2.1-or-later
// Who allocates what, and who frees it: the rules of "How memory is allocated" and its neighbours (Windows RPC), one
// procedure each. Stubs of our midl, client and server, over the fake runtime; both sides allocate in live_blocks().
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"
#include "memory_rules.h"

using handleapi::call_user;
using stub_test::fake;
using stub_test::live_blocks;

namespace {

enum Change : LONG { kAddOne, kClear, kReplace };

bool in_request(const void* memory) {
    const auto* at = static_cast<const uint8_t*>(memory);
    return at >= fake().held_request && at < fake().held_request + fake().request.size();
}

LONG* new_long(LONG value) {
    auto* made = static_cast<LONG*>(MIDL_user_allocate(sizeof(LONG)));
    *made = value;
    return made;
}
unsigned char* new_text(const char* text) {
    auto* made = static_cast<unsigned char*>(MIDL_user_allocate(std::strlen(text) + 1));
    std::memcpy(made, text, std::strlen(text) + 1);
    return made;
}

LONG raise_in_everything = 0;

struct Rules_server {
    Rules_server() {
        fake().reset();
        live_blocks().clear();
        raise_in_everything = 0;
        fake().server = static_cast<const RPC_SERVER_INTERFACE*>(Rules_v1_0_s_ifspec);
        rules_binding = reinterpret_cast<handle_t>(uintptr_t{0x10});
    }
    ~Rules_server() {
        CHECK(fake().buffers == 0);
        fake().reset();
    }
};

}  // namespace

extern "C" {

void s_Flat(LONG count, LONG* values) {
    CHECK(in_request(values));
    CHECK(std::count(values, values + count, 7) == count);
}
void s_Doubled(LONG count, LONG* values) {
    CHECK(in_request(values));
    for (LONG i = 0; i < count; ++i) values[i] *= 2;
}
void s_Varying(LONG, LONG used, LONG* values) {
    CHECK(!in_request(values));
    CHECK(values[used - 1] == 7);
}
void s_SizedText(LONG, unsigned char* text) {
    CHECK(!in_request(text));
    CHECK(text[0] == 't');
}
void s_Colours(LONG count, Colour* values) {
    CHECK(!in_request(values));
    CHECK(values[count - 1] == GREEN);
}
void s_Change(LONG how, Holder* holder) {
    if (how == kAddOne) ++*holder->pointed;
    if (how == kClear) holder->pointed = nullptr;
    if (how == kReplace) holder->pointed = new_long(77);
}
Holder* s_Made(LONG number) {
    auto* made = static_cast<Holder*>(MIDL_user_allocate(sizeof(Holder)));
    *made = {number, new_long(number + 1)};
    return made;
}
void s_Out(Deep* deep) {
    CHECK(deep->number == 0);
    REQUIRE(deep->always);
    CHECK(*deep->always == 0);
    CHECK(deep->perhaps == nullptr);
    *deep->always = 5;
    deep->perhaps = new_long(6);
}
void s_Sized(LONG count, LONG* values) {
    CHECK(live_blocks().count(values) == 1);
    CHECK(std::count(values, values + count, 0) == count);
    std::fill_n(values, count, 9);
}
LONG s_Given(LONG count, LONG* values, LONG* room, LONG* more) {
    if (!more) *room = 5;  // what it would have taken
    return values ? count : -1;
}
void s_Shrink(LONG, LONG* used, Text* texts) {
    *used = 1;
    std::memcpy(texts[0], "ONE", 4);
}
void s_Everything(unsigned char* text, Holder* holder, Text* copy, Holder* grown) {
    *copy = new_text(reinterpret_cast<char*>(text));
    grown->pointed = new_long(*holder->pointed);
    if (raise_in_everything) RpcRaiseException(static_cast<RPC_STATUS>(raise_in_everything));
}

}  // extern "C"

TEST_SUITE_BEGIN("rpcrt4/stub/memory_rules");

TEST_CASE_FIXTURE(Rules_server, "O5: an array whose wire form is its memory form stays in the receive buffer") {
    LONG values[4] = {7, 7, 7, 7};
    c_Flat(4, values);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O5: the buffer lives until the reply is marshalled, which may come out of it") {
    LONG values[3] = {1, 2, 3};
    c_Doubled(3, values);
    CHECK(values[2] == 6);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O6: varying arrays and arrays of 16-bit enums are copied out of the buffer") {
    LONG values[4] = {7, 7, 7, 7};
    c_Varying(4, 2, values);
    c_Varying(4, 4, values);
    Colour colours[2] = {RED, GREEN};
    c_Colours(2, colours);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O6: a sized string is copied out of the buffer, also where all of it came") {
    unsigned char text[] = "text";
    c_SizedText(sizeof text, text);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O2: a client's embedded pointer that is set is written through") {
    LONG number = 41;
    Holder holder{1, &number};
    c_Change(kAddOne, &holder);
    CHECK(holder.pointed == &number);
    CHECK(number == 42);
    c_Change(kReplace, &holder);
    CHECK(holder.pointed == &number);
    CHECK(number == 77);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O2: a client's embedded pointer that is null gets new memory") {
    Holder holder{1, nullptr};
    c_Change(kReplace, &holder);
    REQUIRE(live_blocks().count(holder.pointed) == 1);
    CHECK(*holder.pointed == 77);
    CHECK(live_blocks().size() == 1);
    MIDL_user_free(holder.pointed);
}

TEST_CASE_FIXTURE(Rules_server,
                  "O4: a pointer that the server made null is null, its old memory the client's to know") {
    LONG* number = new_long(41);
    Holder holder{1, number};
    c_Change(kClear, &holder);
    CHECK(holder.pointed == nullptr);
    CHECK(live_blocks().count(number) == 1);
    CHECK(*number == 41);
    MIDL_user_free(number);
}

TEST_CASE_FIXTURE(Rules_server, "O1, O3: a returned pointer is new memory of the program's allocator, node by node") {
    Holder* made = c_Made(3);
    CHECK(live_blocks().size() == 2);
    CHECK(live_blocks().count(made) == 1);
    CHECK(live_blocks().count(made->pointed) == 1);
    CHECK(reinterpret_cast<uintptr_t>(made) % 8 == 0);
    CHECK(*made->pointed == 4);
    MIDL_user_free(made->pointed);
    MIDL_user_free(made);
}

TEST_CASE_FIXTURE(Rules_server, "O7: what [out] ref pointers lead to is allocated and zero, other pointers are null") {
    LONG here = 1;
    Deep deep{1, &here, nullptr};
    c_Out(&deep);
    CHECK(deep.always == &here);
    CHECK(here == 5);
    REQUIRE(deep.perhaps);
    CHECK(*deep.perhaps == 6);
    CHECK(live_blocks().size() == 1);
    MIDL_user_free(deep.perhaps);
}

TEST_CASE_FIXTURE(Rules_server,
                  "O8: an [out] array is allocated by its [in] size, zeroed, by the program's allocator") {
    LONG values[3] = {1, 1, 1};
    c_Sized(3, values);
    CHECK(std::count(values, values + 3, 9) == 3);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O10: a null buffer whose size is not 0 is refused by the client, and by a server") {
    LONG values[2] = {1, 2}, none = 0, two = 2;
    CHECK(c_Given(2, values, &none, nullptr) == 2);
    CHECK(none == 5);  // a server may say what it would have needed
    none = 0;
    CHECK(c_Given(0, nullptr, &none, nullptr) == -1);
    none = 0;
    CHECK(c_Given(0, values, &none, nullptr) == 0);
    none = 0;
    fake().request.clear();
    CHECK(call_user([&] { c_Given(2, nullptr, &none, nullptr); }) == base::Status::rpc_x_bad_stub_data);
    CHECK(call_user([&] { c_Given(2, values, &two, nullptr); }) == base::Status::rpc_x_bad_stub_data);
    CHECK(fake().request.empty());
    fake().spoil_request = [](stub_test::Bytes& request) { request[0] = 3; };  // the count beside a null pointer
    CHECK(call_user([&] { c_Given(0, nullptr, &none, nullptr); }) == base::Status::rpc_x_bad_stub_data);
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O12: elements behind a length that the server shortened stay as they were") {
    unsigned char one[] = "one", two[] = "two";
    Text texts[2] = {one, two};
    LONG used = 2;
    c_Shrink(2, &used, texts);
    CHECK(used == 1);
    CHECK(texts[0] == one);
    CHECK(std::string(reinterpret_cast<char*>(one)) == "ONE");
    CHECK(texts[1] == two);
    CHECK(std::string(reinterpret_cast<char*>(two)) == "two");
    CHECK(live_blocks().empty());
}

TEST_CASE_FIXTURE(Rules_server, "O9: after the reply the server's stub frees what it and the manager allocated") {
    LONG number = 5;
    Holder holder{1, &number}, grown{2, nullptr};
    unsigned char text[] = "text";
    Text copy = nullptr;
    c_Everything(text, &holder, &copy, &grown);
    CHECK(live_blocks() == std::set<void*>{copy, grown.pointed});
    MIDL_user_free(copy);
    MIDL_user_free(grown.pointed);
}

TEST_CASE_FIXTURE(Rules_server, "O9: it does so too when the manager raises") {
    LONG number = 5;
    Holder holder{1, &number}, grown{2, nullptr};
    unsigned char text[] = "text";
    Text copy = nullptr;
    raise_in_everything = 4711;
    CHECK(call_user([&] { c_Everything(text, &holder, &copy, &grown); }) == base::Status{4711});
    CHECK(live_blocks().empty());
    CHECK(copy == nullptr);
    CHECK(grown.pointed == nullptr);
}

TEST_SUITE_END();
