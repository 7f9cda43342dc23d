// SPDX-License-Identifier: LGPL-2.1-or-later
// What a client reports when its connection fails, by where it was: every byte of a bind, its acknowledgement, a
// request and a response, ended in order and by a reset, over both transports, for synchronous and asynchronous calls;
// and what a peer may say that it should not. Nothing is left open afterwards. Calls with pipes: fault_streams_test;
// peers that are killed: fault_process_test.
// Microsoft "RPC Return Values": SERVER_UNAVAILABLE = not reached, CALL_FAILED_DNE = certainly not executed,
// CALL_FAILED = perhaps executed.
#include "raw_server.hpp"

#include <atomic>
#include <memory>

using namespace test;

TEST_SUITE("rpcrt4/association/fault_table") {
    TEST_CASE("P5: an end at any byte of the bind or its acknowledgement: the server is not available") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            for (const Ending ending : kEndings) {
                constexpr size_t kBindSize = 116;  // two contexts, the call's and the features
                for (size_t cut = 0; cut <= kBindSize; ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu(cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_call(alone.binding, kind) == RPC_S_SERVER_UNAVAILABLE);
                }
                const Bytes ack = acknowledgement();
                for (size_t cut = 1; cut < ack.size(); ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(ack, cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_call(alone.binding, kind) == RPC_S_SERVER_UNAVAILABLE);
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("P5: an end at any byte of the request: failed, and certainly not executed only where that is known") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            constexpr size_t kRequestSize = 28;
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut <= kRequestSize; ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(acknowledgement());
                        connection.read_pdu(cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    // A local socket tells whether its bytes were read. A network only that they had arrived.
                    const bool known = server.local() && cut < kRequestSize;
                    CHECK(status_of_call(alone.binding, kind) == (known ? RPC_S_CALL_FAILED_DNE : RPC_S_CALL_FAILED));
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("P5: an end at any byte of the response: the call may have been executed") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            const Bytes whole = response(2);
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut <= whole.size(); ++cut) {
                    if (cut == whole.size() && ending == Ending::reset) continue;  // which may overtake the response
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(acknowledgement());
                        connection.read_pdu();
                        connection.send(whole, cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    const RPC_STATUS expected = cut == whole.size() ? RPC_S_OK : RPC_S_CALL_FAILED;
                    CHECK(status_of_call(alone.binding, kind) == expected);
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("what a peer says and should not: ignored where nobody asked, else the protocol is broken") {
        struct Row {
            const char* what;
            std::function<Bytes()> bytes;  // in place of the response
            RPC_STATUS status;
        };
        const auto altered = [](size_t at, uint8_t value) {
            return [=] {
                Bytes bytes = response(2);
                bytes[at] = std::byte{value};
                return bytes;
            };
        };
        const auto after = [](Bytes first) {
            return [=] {
                Bytes bytes = first;
                const Bytes right = response(2);
                bytes.insert(bytes.end(), right.begin(), right.end());
                return bytes;
            };
        };
        const auto fault = protocol::encode_fault({.call_id = 77, .wire_status = 5});
        const auto own_fault = protocol::encode_fault({.call_id = 2, .wire_status = 5});
        const Row rows[] = {
            {"a response to an unknown call", after(response(77)), RPC_S_OK},
            {"a fault of an unknown call", after({fault.bytes().begin(), fault.bytes().end()}), RPC_S_OK},
            {"a fault in place of a response",
             [&] { return Bytes(own_fault.bytes().begin(), own_fault.bytes().end()); }, RPC_S_ACCESS_DENIED},
            {"a fragment shorter than a header", altered(8, 15), RPC_S_PROTOCOL_ERROR},
            {"a response shorter than its own header", altered(8, 23), RPC_S_PROTOCOL_ERROR},
            {"a fragment longer than agreed",
             [] {
                 Bytes bytes = response(2);
                 bytes[8] = bytes[9] = std::byte{0xFF};
                 return bytes;
             },
             RPC_S_PROTOCOL_ERROR},
            {"another version", altered(0, 4), RPC_S_PROTOCOL_ERROR},
            {"an unknown type", altered(2, 99), RPC_S_PROTOCOL_ERROR},
            {"a type that only clients send", altered(2, 11), RPC_S_PROTOCOL_ERROR},
            {"a second acknowledgement", [] { return acknowledgement(); }, RPC_S_PROTOCOL_ERROR},
            {"a later fragment without the first", altered(3, 2), RPC_S_PROTOCOL_ERROR},
            {"no data representation", altered(4, 0x77), RPC_S_PROTOCOL_ERROR},
        };
        everywhere([&](RawServer& server, Kind kind) {
            for (const Row& row : rows) {
                CAPTURE(row.what);
                const Bytes bytes = row.bytes();
                server.play([bytes](RawConnection& connection) {
                    connection.read_pdu();
                    connection.send(acknowledgement());
                    connection.read_pdu();
                    connection.send(bytes);
                    connection.wait_for_end();
                    connection.end(Ending::orderly);
                });
                const Alone alone(server);
                CHECK(status_of_call(alone.binding, kind) == row.status);
            }
        });
    }

    TEST_CASE("P5: a connection that only the client still knows: its next call has failed, the one after it works") {
        everywhere([&](RawServer& server, Kind kind) {
            if (server.local()) return;  // both ends are the system's
            struct Outcome {
                Gate forgotten;
                std::atomic<bool> permitted = true;
            };
            // The script is still at it when the last call is over.
            const auto outcome = std::make_shared<Outcome>();
            server.play([outcome](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                connection.read_pdu();
                connection.send(response(2));
                connection.wait_until_taken();
                outcome->permitted = connection.forget();
                outcome->forgotten.open();
            });
            const Alone alone(server);
            CHECK(status_of_call(alone.binding, kind) == RPC_S_OK);
            REQUIRE(outcome->forgotten.wait());
            if (!outcome->permitted) return;
            CHECK(status_of_call(alone.binding, kind) == RPC_S_CALL_FAILED);
            CHECK(status_of_call(alone.binding, kind) == RPC_S_OK);
        });
    }

    TEST_CASE("a fragment length that promises more than comes: the call has failed when the stream ends") {
        everywhere([&](RawServer& server, Kind kind) {
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                connection.read_pdu();
                Bytes bytes = response(2);
                bytes[9] = std::byte{0x10};
                connection.send(bytes);
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            CHECK(status_of_call(alone.binding, kind) == RPC_S_CALL_FAILED);
        });
    }

    TEST_CASE("a response that comes twice answers one call, not the next one too") {
        everywhere([&](RawServer& server, Kind kind) {
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                for (uint32_t call_id = 2; connection.read_pdu() != 0; ++call_id) {
                    const Bytes once = response(call_id, std::string(8, static_cast<char>('0' + call_id)));
                    connection.send(once);
                    connection.send(once);
                }
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            for (const char expected : {'2', '3', '4'}) {
                if (kind == Kind::synchronous) {
                    CHECK(call(alone.binding, "x").reply == std::string(8, expected));
                } else {
                    AsyncCall parallel;
                    REQUIRE(parallel.start(alone.binding, "x") == RPC_S_OK);
                    REQUIRE(over(parallel));
                    CHECK(parallel.complete() == RPC_S_OK);
                    CHECK(parallel.reply == std::string(8, expected));
                }
            }
        });
    }

    TEST_CASE("a cancel that crosses the response ends in one of the two ways, and the connection serves the next") {
        everywhere([&](RawServer& server, Kind kind) {
            if (kind == Kind::synchronous) return;
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                for (uint32_t call_id = 2;;) {
                    // Requests are 25 bytes, a cancel or an orphan is a header.
                    const size_t length = connection.read_pdu();
                    if (length == 0) break;
                    if (length > protocol::kCommonHeaderSize) connection.send(response(call_id++));
                }
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            for (int i = 0; i < 200; ++i) {
                AsyncCall parallel;
                REQUIRE(parallel.start(alone.binding, "x") == RPC_S_OK);
                CHECK(RpcAsyncCancelCall(&parallel.state, i % 2) == RPC_S_OK);
                REQUIRE(over(parallel));
                const RPC_STATUS status = parallel.complete();
                CHECK((status == RPC_S_OK || (i % 2 == 1 && status == RPC_S_CALL_CANCELLED)));
            }
            AsyncCall last;
            REQUIRE(last.start(alone.binding, "x") == RPC_S_OK);
            REQUIRE(over(last));
            CHECK(last.complete() == RPC_S_OK);
        });
    }
}
