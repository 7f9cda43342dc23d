// SPDX-License-Identifier: LGPL-2.1-or-later
// What a call with pipes reports when its connection fails, by where it was; the fault table of calls whose stub data
// travels in pieces. A server that has the first piece may have begun, so nothing is "certainly not executed" from
// there on. Nothing is left open afterwards.
#include "raw_server.hpp"

using namespace test;
using base::Status;
using binding::Piece;

namespace {

constexpr size_t kPiece = 24;

/// A call that sends two pieces and takes the reply in pieces, as a stub of a procedure with pipes does.
class StreamCall {
 public:
    StreamCall(RPC_BINDING_HANDLE binding, Kind kind) : parallel_(kind == Kind::asynchronous) {
        message_.Handle = binding;
        message_.RpcInterfaceInformation = &first_interface();
        message_.RpcFlags = parallel_ ? RPC_BUFFER_ASYNC : 0;
        message_.BufferLength = kPiece;
    }
    RPC_STATUS run() {
        Status status = static_cast<Status>(I_RpcGetBuffer(&message_));
        if (failed(status)) return code(status);
        if (parallel_) {
            REQUIRE(RpcAsyncInitializeHandle(&state_, sizeof state_) == RPC_S_OK);
            REQUIRE(I_RpcAsyncSetHandle(&message_, &state_) == RPC_S_OK);
            rpcrt4::async::attach_stub(message_, std::make_unique<Stub>(message_));
        }
        call_ = static_cast<binding::MessageCall*>(message_.ReservedForRuntime);
        const base::Ref<binding::MessageCall> alive(*call_);
        status = pieces();
        if (!parallel_) {
            CHECK(I_RpcFreeBuffer(&message_) == RPC_S_OK);
            return code(status);
        }
        if (failed(status)) {
            if (begun_) {
                call_->abandon();
            } else {
                CHECK(I_RpcFreeBuffer(&message_) == RPC_S_OK);
            }
            return code(status);
        }
        call_->pipes_drained();
        const auto end = std::chrono::steady_clock::now() + kPatience;
        while (RpcAsyncGetCallStatus(&state_) == RPC_S_ASYNC_CALL_PENDING) {
            REQUIRE(std::chrono::steady_clock::now() < end);
            std::this_thread::yield();
        }
        return RpcAsyncCompleteCall(&state_, nullptr);
    }
    size_t received() const { return received_; }

 private:
    struct Stub final : rpcrt4::binding::AsyncStub {
        explicit Stub(RPC_MESSAGE& of) : message(of) {}
        Status complete(RPC_ASYNC_STATE&, void*) noexcept override {
            I_RpcFreeBuffer(&message);
            return Status::ok;
        }
        void discard(RPC_ASYNC_STATE&) noexcept override { I_RpcFreeBuffer(&message); }
        RPC_MESSAGE& message;
    };

    Status pieces() {
        for (const Piece piece : {Piece::more, Piece::last}) {
            if (piece == Piece::last) {
                message_.BufferLength = kPiece;
                const Status room = static_cast<Status>(I_RpcGetBuffer(&message_));
                if (failed(room)) return room;
            }
            std::memset(message_.Buffer, 'p', kPiece);
            const Status sent = call_->send_piece(message_, piece, nullptr);
            if (failed(sent)) return sent;
            begun_ = true;
        }
        const auto end = std::chrono::steady_clock::now() + kPatience;
        while ((message_.RpcFlags & RPC_BUFFER_COMPLETE) == 0) {
            const Status taken = call_->receive_piece(message_, nullptr);
            if (taken == Status::rpc_s_async_call_pending) {
                REQUIRE(std::chrono::steady_clock::now() < end);
                std::this_thread::yield();
                continue;
            }
            if (failed(taken)) return taken;
            received_ += message_.BufferLength;
        }
        return Status::ok;
    }

    const bool parallel_;
    RPC_MESSAGE message_{};
    RPC_ASYNC_STATE state_{};
    binding::MessageCall* call_ = nullptr;
    bool begun_ = false;
    size_t received_ = 0;
};

/// Reads the request to its end: two fragments. 0 when it broke off.
size_t read_request(RawConnection& connection) { return connection.read_pdu() != 0 ? connection.read_pdu() : 0; }

/// A response of two fragments, to the first call of a connection.
Bytes response_in_two() {
    Bytes whole = response(2, std::string(kPiece, 'r'));
    Bytes second = whole;
    whole[3] = std::byte{protocol::pfc::kFirst};
    second[3] = std::byte{protocol::pfc::kLast};
    whole.insert(whole.end(), second.begin(), second.end());
    return whole;
}

RPC_STATUS status_of_stream(RPC_BINDING_HANDLE binding, Kind kind) { return StreamCall(binding, kind).run(); }

}  // namespace

TEST_SUITE("rpcrt4/association/fault_streams") {
    TEST_CASE("pieces arrive whole both ways when nothing fails, and the connection serves further calls") {
        everywhere([](RawServer& server, Kind kind) {
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                for (uint32_t call_id = 2; read_request(connection) != 0; ++call_id) {
                    Bytes reply = response_in_two();
                    const size_t second = reply.size() / 2;
                    std::memcpy(&reply[12], &call_id, sizeof call_id);
                    std::memcpy(&reply[second + 12], &call_id, sizeof call_id);
                    connection.send(reply);
                }
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            // The loop gives a connection back in its own time.
            const int calls = kind == Kind::synchronous ? 3 : 1;
            for (int i = 0; i < calls; ++i) {
                StreamCall streamed(alone.binding, kind);
                CHECK(streamed.run() == RPC_S_OK);
                CHECK(streamed.received() == 2 * kPiece);
            }
        });
    }

    TEST_CASE("P5: an end within the bind of a call with pipes: the server is not available") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            const Bytes ack = acknowledgement();
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut < ack.size(); ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(ack, cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_stream(alone.binding, kind) == RPC_S_SERVER_UNAVAILABLE);
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("P5: an end at any byte of either piece of the request: the call may have been executed") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            constexpr size_t kFragment = protocol::kCallHeaderSize + kPiece;
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut <= 2 * kFragment; ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(acknowledgement());
                        connection.read_pdu(cut);
                        if (cut > kFragment) connection.read_pdu(cut - kFragment);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_stream(alone.binding, kind) == RPC_S_CALL_FAILED);
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("P5: an end at any byte of either piece of the reply: the call has failed, or it had come whole") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            const Bytes whole = response_in_two();
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut <= whole.size(); ++cut) {
                    if (cut == whole.size() && ending == Ending::reset) continue;  // which may overtake the response
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(acknowledgement());
                        read_request(connection);
                        connection.send(whole, cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_stream(alone.binding, kind) ==
                          (cut == whole.size() ? RPC_S_OK : RPC_S_CALL_FAILED));
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("what a peer says in the middle of a call with pipes and should not") {
        struct Row {
            const char* what;
            Bytes bytes;  // between the pieces of the reply
            RPC_STATUS status;
        };
        const auto whole = [](const protocol::Buffer& pdu) { return Bytes(pdu.bytes().begin(), pdu.bytes().end()); };
        const auto altered = [](size_t at, uint8_t value) {
            Bytes bytes = response(2);
            bytes[at] = std::byte{value};
            return bytes;
        };
        const Row rows[] = {
            {"a response to an unknown call", response(77), RPC_S_OK},
            {"a fault of an unknown call", whole(protocol::encode_fault({.call_id = 77, .wire_status = 5})), RPC_S_OK},
            {"a fault of the call", whole(protocol::encode_fault({.call_id = 2, .wire_status = 5})),
             RPC_S_ACCESS_DENIED},
            {"another first fragment", altered(3, protocol::pfc::kFirst), RPC_S_PROTOCOL_ERROR},
            {"a fragment shorter than a header", altered(8, 15), RPC_S_PROTOCOL_ERROR},
            {"another version", altered(0, 4), RPC_S_PROTOCOL_ERROR},
            {"an unknown type", altered(2, 99), RPC_S_PROTOCOL_ERROR},
            {"a second acknowledgement", acknowledgement(), RPC_S_PROTOCOL_ERROR},
        };
        everywhere([&](RawServer& server, Kind kind) {
            for (const Row& row : rows) {
                CAPTURE(row.what);
                server.play([&row](RawConnection& connection) {
                    connection.read_pdu();
                    connection.send(acknowledgement());
                    read_request(connection);
                    const Bytes reply = response_in_two();
                    const auto middle = reply.begin() + static_cast<ptrdiff_t>(reply.size() / 2);
                    connection.send(Bytes(reply.begin(), middle));
                    connection.send(row.bytes);
                    connection.send(Bytes(middle, reply.end()));
                    connection.wait_for_end();
                    connection.end(Ending::orderly);
                });
                const Alone alone(server);
                CHECK(status_of_stream(alone.binding, kind) == row.status);
            }
        });
    }

    TEST_CASE("a server that hangs up on a resting connection costs a call with pipes nothing") {
        everywhere([&](RawServer& server, Kind kind) {
            Gate ended;
            server.play([&](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                read_request(connection);
                connection.send(response_in_two());
                connection.end(Ending::orderly);
                ended.open();
            });
            const Alone alone(server);
            for (int i = 1; i <= 3; ++i) {
                CHECK(status_of_stream(alone.binding, kind) == RPC_S_OK);
                REQUIRE(ended.wait(i));
            }
        });
    }
}
