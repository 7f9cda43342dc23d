// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: the pipes of a request as a server's manager routine pulls them. The first byte says how the rest is cut
// into pieces and which byte order it is in; the rest is the stub data of a procedure with a long, a pipe of longs and
// a pipe of padded structures. Every element that is pulled must come from bytes that were there. Corpus:
// tests/fuzz/corpus/pipe.
#include <cstdint>
#include <cstring>
#include <vector>

#include "handleapi/boundary.hpp"
#include "rpcrt4/stub/pipes.hpp"

using namespace rpcrt4;

namespace {

#define SHORT_(value) static_cast<uint8_t>((value)&0xff), static_cast<uint8_t>(((value) >> 8) & 0xff)

// 2: long; 4: struct { double; long; char }; 18: pipe of long; 28: pipe of the structure
// clang-format off
const unsigned char kTypes[] = {
    0, 0,
    0x08, 0x5c,
    0x1a, 0x07, SHORT_(16), SHORT_(0), SHORT_(0), 0x0c, 0x08, 0x02, 0x3f, 0x5c, 0x5b,
    0xb5, 0x03, SHORT_(-18), SHORT_(4), SHORT_(4),
    0xb5, 0x07, SHORT_(-24), SHORT_(16), SHORT_(13),
};
const unsigned char kProcedure[] = {
    0x00, 0x48, 0, 0, 0, 0, SHORT_(0), SHORT_(32), 0x32, 0x00, SHORT_(0), SHORT_(8), SHORT_(8), 0x48, 3,
    0x0a, 0x01, 0, 0, 0, 0, 0, 0, 0, 0,
    SHORT_(0x0048), SHORT_(8), 0x08, 0x00,
    SHORT_(0x410c), SHORT_(16), SHORT_(18),
    SHORT_(0x410c), SHORT_(24), SHORT_(26),
};
// clang-format on

/// Gives the pieces out one after the other.
class PiecewiseCall final : public binding::SynchronousCall {
 public:
    PiecewiseCall(const uint8_t* data, size_t size, size_t step)
        : SynchronousCall(Kind::server_call), data_(data), left_(size), step_(step) {}

    base::Status get_buffer(RPC_MESSAGE&) override { return base::Status::rpc_s_out_of_memory; }
    void free_buffer(RPC_MESSAGE&) noexcept override {}
    base::Status send_receive(RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status receive_piece(RPC_MESSAGE& message, std::unique_ptr<binding::CompletionSink>) override {
        const size_t size = left_ < step_ ? left_ : step_;
        piece_.assign(size / 8 + 2, 0);
        auto* const at = reinterpret_cast<uint8_t*>(piece_.data()) + 8;
        if (size != 0) std::memcpy(at, data_, size);
        data_ += size;
        left_ -= size;
        step_ = step_ * 5 % 61 + 1;
        message.Buffer = at;
        message.BufferLength = static_cast<unsigned>(size);
        if (left_ == 0) message.RpcFlags |= RPC_BUFFER_COMPLETE;
        return base::Status::ok;
    }

 private:
    const uint8_t* data_;
    size_t left_;
    size_t step_;
    std::vector<uint64_t> piece_;
};

size_t drain(const GENERIC_PIPE_TYPE& pipe, size_t element) {
    std::vector<uint64_t> room(element * 9 / 8 + 1);
    size_t all = 0;
    for (ULONG count = 1; count != 0; all += count) pipe.pfnPull(pipe.pState, room.data(), 9, &count);
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 1) return 0;
    MIDL_STUB_DESC description{};
    description.pFormatTypes = kTypes;
    const auto& procedure = stub::procedure_at(kProcedure, description);
    const auto call = base::make_ref<PiecewiseCall>(data + 1, size - 1, (data[0] & 0x7f) % 61 + 1);
    RPC_MESSAGE message{};
    message.DataRepresentation = data[0] & 0x80 ? 0 : 0x10;
    message.ReservedForRuntime = static_cast<binding::MessageCall*>(call.get());
    MIDL_STUB_MESSAGE stub_message{};
    stub_message.RpcMsg = &message;
    stub_message.StubDesc = &description;
    stub::Pipes pipes(procedure, stub_message, stub::Pipes::Side::server);
    uint64_t slots[4] = {};
    pipes.offer(slots, nullptr, nullptr);
    size_t bytes = 0;
    const base::Status raised = handleapi::call_user([&] {
        bytes = 4 * drain(*reinterpret_cast<GENERIC_PIPE_TYPE*>(slots[2]), 4);
        bytes += 13 * drain(*reinterpret_cast<GENERIC_PIPE_TYPE*>(slots[3]), 16);
    });
    if (bytes > size) __builtin_trap();
    if (base::failed(raised)) return 0;
    pipes.require_done();
    return 0;
}
