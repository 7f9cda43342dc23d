// SPDX-License-Identifier: LGPL-2.1-or-later
// Client and server stubs that widl made from witness.idl, joined by the fake runtime: client stub, our engine, wire
// bytes, our engine, libffi, manager routine, and back. After each call nothing of either side may be left allocated.
// Compiled a second time against -Os stubs (WITNESS_INLINE), which call the type routines one by one; these do
// not say what sizes their parameters have.
#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

#include "witness.h"

using base::Status;
using stub_test::Bytes;
using stub_test::fake;
using stub_test::live_blocks;

namespace {

char* copy_text(const char* text) {
    auto* copy = static_cast<char*>(MIDL_user_allocate(std::strlen(text) + 1));
    return std::strcpy(copy, text);
}

/// Points the fake runtime at the witness server; checks afterwards that nothing is left.
struct Session {
    Session() {
        fake().reset();
        witness_binding = reinterpret_cast<handle_t>(uintptr_t{0x10});
        fake().server = static_cast<const RPC_SERVER_INTERFACE*>(server_Witness_v1_0_s_ifspec);
    }
    ~Session() {
        CHECK(fake().buffers == 0);
        CHECK(live_blocks().empty());
        fake().reset();
    }
};

}  // namespace

extern "C" {

LONG server_Echo(LONG value) { return value; }

hyper server_Numbers(char a, short b, hyper c, float d, double e, Color f, Color* g, float* half, double* sum) {
    *g = f == GREEN ? BLUE : RED;
    *half = d / 2;
    *sum = e + d;
    return a + b + c;
}

LONG server_Length(char* text, wchar_t* wide) {
    LONG length = static_cast<LONG>(std::strlen(text));
    for (; wide && *wide; ++wide) ++length;
    return length;
}

void server_Upper(char* text) {
    for (; *text; ++text) *text = static_cast<char>(*text - 'a' + 'A');
}

void server_Name(char** name) { *name = copy_text("witness"); }

void server_Fill(LONG capacity, char* buffer, LONG* used) {
    *used = capacity / 2;
    for (LONG i = 0; i < capacity; ++i) CHECK(buffer[i] == 0);  // O8: zeroed
    std::memset(buffer, 'f', static_cast<size_t>(*used));
}

LONG server_Sum(LONG count, LONG* values) {
    LONG sum = 0;
    for (LONG i = 0; i < count; ++i) sum += values[i];
    return sum;
}

void server_Double(LONG count, LONG* values) {
    for (LONG i = 0; i < count; ++i) values[i] *= 2;
}

void server_Grow(LONG* count, LONG*) { --*count; }

Plain* server_Copy(Plain* by_reference, Plain by_value) {
    auto* sum = static_cast<Plain*>(MIDL_user_allocate(sizeof(Plain)));
    std::memset(sum, 0, sizeof *sum);
    sum->a = by_reference->a + by_value.a;
    sum->b = by_value.b;
    sum->c = static_cast<short>(by_reference->c + by_value.c);
    return sum;
}

void server_Enrich(Rich* rich) {
    CHECK(rich->color == BLUE);
    rich->h *= 2;
    for (LONG i = 0; i < rich->n; ++i) rich->data[i] = static_cast<char>(rich->data[i] + 1);
    rich->text[0] = 'X';
    rich->plain.c = 3;
    rich->color = GREEN;
}

void server_Describe(Rich* rich) {
    CHECK(rich->data == nullptr);  // O7: zeroed
    rich->n = 2;
    rich->data = copy_text("z");
    rich->text = copy_text("described");
}

LONG server_Items(Counted* counted) {
    LONG sum = 0;
    for (LONG i = 0; i < counted->n; ++i) sum += counted->items[i];
    return sum;
}

LONG server_Walk(Node* list, Node* last) {
    LONG length = 0;
    for (; list; list = list->next, ++length) last->value = list->value;
    return length;
}

LONG server_Choose(Choice* choice) {
    if (choice->kind == 1) return choice->choice.number;
    return choice->kind == 2 ? static_cast<LONG>(std::strlen(choice->choice.text)) : -1;
}

LONG server_Fixed(LONG values[4], Plain plains[2]) { return values[0] + values[3] + plains[1].a; }

void server_Fail(LONG code) { RpcRaiseException(code); }

LONG server_Many(LONG a, LONG b, LONG c, LONG d, LONG e, LONG f, LONG g, double h, LONG i, float j) {
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * static_cast<LONG>(h) + 9 * i +
           10 * static_cast<LONG>(j);
}

}  // extern "C"

TEST_SUITE_BEGIN("rpcrt4/stub");

TEST_CASE("widl's stubs: a long there and back is four bytes each way") {
    Session session;
    CHECK(client_Echo(0x01020304) == 0x01020304);
    CHECK(fake().request == Bytes{4, 3, 2, 1});
    CHECK(fake().reply == Bytes{4, 3, 2, 1});
}

TEST_CASE("widl's stubs: every scalar type, aligned to its size") {
    Session session;
    Color color = RED;
    float half = 0;
    double sum = 0;
    CHECK(client_Numbers('\1', -2, 1ll << 40, 1.5f, 2.25, GREEN, &color, &half, &sum) == (1ll << 40) - 1);
    CHECK(color == BLUE);
    CHECK(half == 0.75f);
    CHECK(sum == 3.75);
    CHECK(fake().request == Bytes{1, 0,    0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,    0, 0,
                                  0, 0xc0, 0x3f, 0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x40, 1, 0});
}

TEST_CASE("widl's stubs: ten arguments in registers and on the stack, integers and floats mixed") {
    Session session;
    CHECK(client_Many(1, 2, 3, 4, 5, 6, 7, 8.0, 9, 10.0f) == 385);
}

TEST_CASE("widl's stubs: a big-endian client is understood") {
    Session session;
    fake().representation = NDR_BIG_ENDIAN;
    fake().spoil_request = [](Bytes& bytes) { bytes = {0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 6}; };
    LONG values[2] = {};
    CHECK(client_Sum(2, values) == 11);
    fake().spoil_request = [](Bytes& bytes) { bytes = {0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 0}; };
    Node last{};
    CHECK(client_Walk(nullptr, &last) == 2);
    CHECK(last.value == 8);
}

TEST_CASE("widl's stubs: strings in, in out, and allocated by the server") {
    Session session;
    wchar_t wide[] = L"wide";
    char text[] = "text";
    CHECK(client_Length(text, wide) == 8);
    CHECK(client_Length(text, nullptr) == 4);
    client_Upper(text);
    CHECK(std::string(text) == "TEXT");
    char* name = nullptr;
    client_Name(&name);
    CHECK(std::string(name) == "witness");
    MIDL_user_free(name);
}

TEST_CASE("widl's stubs: sized arrays in, out and in out") {
    Session session;
    LONG values[3] = {1, 2, 3};
    CHECK(client_Sum(3, values) == 6);
    CHECK(client_Sum(0, values) == 0);
    client_Double(3, values);
    CHECK(values[2] == 6);
    char buffer[5] = "....";
    LONG used = 0;
    client_Fill(4, buffer, &used);
    CHECK(used == 2);
    CHECK(std::string(buffer) == "ff..");
    LONG count = 3;
    client_Grow(&count, values);
    CHECK(count == 2);
}

TEST_CASE("widl's stubs: structures by reference and by value, and a returned pointer") {
    Session session;
    Plain first, second;
    std::memset(&first, 0, sizeof first);
    std::memset(&second, 0, sizeof second);
    first.a = 1;
    first.c = 2;
    second.a = 10;
    second.b = 'b';
    second.c = 20;
    Plain* sum = client_Copy(&first, second);
    REQUIRE(sum);
    CHECK(sum->a == 11);
    CHECK(sum->b == 'b');
    CHECK(sum->c == 22);
    MIDL_user_free(sum);
}

TEST_CASE("widl's stubs: a structure with pointers is written through on the client") {
    Session session;
    char data[] = {1, 2};
    char text[] = "text";
    Rich rich;
    std::memset(&rich, 0, sizeof rich);
    rich.h = 21;
    rich.n = 2;
    rich.data = data;
    rich.text = text;
    rich.color = BLUE;
    client_Enrich(&rich);
    CHECK(rich.h == 42);
    CHECK(rich.data == data);
    CHECK(data[1] == 3);
    CHECK(rich.text == text);
    CHECK(std::string(text) == "Xext");
    CHECK(rich.plain.c == 3);
    CHECK(rich.color == GREEN);
}

TEST_CASE("widl's stubs: an out structure gets new memory for its pointers") {
    Session session;
    Rich rich;
    std::memset(&rich, 0, sizeof rich);
    client_Describe(&rich);
    CHECK(rich.data[0] == 'z');
    CHECK(std::string(rich.text) == "described");
    MIDL_user_free(rich.data);
    MIDL_user_free(rich.text);
}

TEST_CASE("widl's stubs: conformant structures, lists, unions, fixed arrays") {
    Session session;
    alignas(8) char storage[sizeof(Counted) + 4 * sizeof(short)];
    auto* counted = reinterpret_cast<Counted*>(storage);
    counted->n = 3;
    for (int i = 0; i < 3; ++i) counted->items[i] = static_cast<short>(i + 1);
    CHECK(client_Items(counted) == 6);
    Node second{2, nullptr}, first{1, &second}, last{};
    CHECK(client_Walk(&first, &last) == 2);
    CHECK(last.value == 2);
    CHECK(client_Walk(nullptr, &last) == 0);
    char text[] = "four";
    Choice choice;
    std::memset(&choice, 0, sizeof choice);
    choice.kind = 2;
    choice.choice.text = text;
    CHECK(client_Choose(&choice) == 4);
    choice.kind = 1;
    choice.choice.number = 77;
    CHECK(client_Choose(&choice) == 77);
    choice.kind = 5;
    CHECK(client_Choose(&choice) == -1);
    LONG values[4] = {1, 0, 0, 2};
    Plain plains[2];
    std::memset(plains, 0, sizeof plains);
    plains[1].a = 4;
    CHECK(client_Fixed(values, plains) == 7);
}

TEST_CASE("P1, P2: what the manager routine raises is raised by the client stub") {
    Session session;
    CHECK(handleapi::call_user([] { client_Fail(1234); }) == static_cast<Status>(1234));
}

TEST_CASE("a null pointer for a ref parameter raises before anything is sent") {
    Session session;
    CHECK(handleapi::call_user([] { client_Upper(nullptr); }) == Status::rpc_x_null_ref_pointer);
    CHECK(handleapi::call_user([] { client_Fill(1, nullptr, nullptr); }) == Status::rpc_x_null_ref_pointer);
    CHECK(fake().request.empty());
}

#ifndef WITNESS_INLINE
TEST_CASE("O13: a request whose counts disagree is refused and leaves nothing behind") {
    Session session;
    static LONG values[2] = {1, 2};
    fake().spoil_request = [](Bytes& bytes) { bytes[0] = 3; };
    CHECK(handleapi::call_user([] { client_Sum(2, values); }) == Status::rpc_x_bad_stub_data);
    fake().spoil_request = [](Bytes& bytes) { bytes.resize(6); };
    CHECK(handleapi::call_user([] { client_Sum(2, values); }) == Status::rpc_x_bad_stub_data);
    static Node second{2, nullptr}, first{1, &second}, last{};
    fake().spoil_request = [](Bytes& bytes) { bytes.pop_back(); };
    CHECK(handleapi::call_user([] { client_Walk(&first, &last); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("O10: a reply that says more than the client's buffer holds is refused, also when it changes the size") {
    Session session;
    static LONG count = 2;
    static LONG values[2] = {1, 2};
    // The server answers with three elements and a new count that agrees with them.
    fake().spoil_reply = [](Bytes& bytes) { bytes = {3, 0, 0, 0, 3, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0}; };
    CHECK(handleapi::call_user([] { client_Grow(&count, values); }) == Status::rpc_x_bad_stub_data);
    CHECK(values[0] == 1);
}
#endif

TEST_CASE("a truncated reply leaves no memory of the half that arrived") {
    Session session;
    static Rich rich;
    rich = {};
    fake().spoil_reply = [](Bytes& bytes) { bytes.pop_back(); };
    CHECK(handleapi::call_user([] { client_Describe(&rich); }) == Status::rpc_x_bad_stub_data);
    CHECK(rich.text == nullptr);
}

TEST_SUITE_END();
