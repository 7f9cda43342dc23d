// SPDX-License-Identifier: LGPL-2.1-or-later
// Bytes to messages: in any portions, interleaved, larger than promised, out of order, cut short.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "rpcrt4/protocol/fragment.hpp"
#include "rpcrt4/protocol/stream_reader.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using namespace rpcrt4::protocol;
using golden::Bytes;

namespace {

struct Limit final : StreamReader::Limits {
    size_t most = kDefaultMessageLimit;
    size_t message_limit(uint16_t) const noexcept override { return most; }
};

struct Reading {
    Limit limit;
    StreamReader reader;
    std::vector<ReadItem> items;

    explicit Reading(StreamReader::Reads reads = StreamReader::Reads::requests) : reader(reads, limit) {}

    void drain() {
        for (;;) {
            ReadItem item = reader.next();
            if (std::holds_alternative<NeedMore>(item)) return;
            items.push_back(std::move(item));
            if (std::holds_alternative<Unreadable>(items.back())) return;
        }
    }
    bool broken() const { return !items.empty() && std::holds_alternative<Unreadable>(items.back()); }

    /// Receives `wire` at most `step` bytes at a time, as recvmsg into want() would.
    Reading& take(std::span<const std::byte> wire, size_t step = SIZE_MAX) {
        while (!wire.empty() && !broken()) {
            const size_t fed = reader.feed(wire.first(std::min(step, wire.size())));
            REQUIRE(fed > 0);
            wire = wire.subspan(fed);
            drain();
        }
        return *this;
    }
    const Message& message(size_t index = 0) const {
        REQUIRE(items.size() > index);
        REQUIRE(std::holds_alternative<Message>(items[index]));
        return std::get<Message>(items[index]);
    }
    ReadFailure failure() const {
        REQUIRE(broken());
        return std::get<Unreadable>(items.back()).failure;
    }
};

Bytes request(uint32_t call_id, size_t stub, uint16_t most = kMaxFragment, unsigned first = 0) {
    return golden::written(encode_request({.call_id = call_id, .opnum = 4}, golden::counting(stub, first), most));
}

void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

/// The fragments of a message as separate PDUs.
std::vector<Bytes> split(const Bytes& wire) {
    std::vector<Bytes> pdus;
    for (size_t at = 0; at < wire.size();) {
        const auto header = decode_common(std::span(wire).subspan(at));
        pdus.emplace_back(wire.begin() + at, wire.begin() + at + header.fragment_length);
        at += header.fragment_length;
    }
    return pdus;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/stream_reader") {
    TEST_CASE("one small request is one message, its stub data aligned") {
        Reading reading;
        reading.take(golden::of(golden::kRequest));
        CHECK(reading.message().header.call_id == 2);
        CHECK(reading.message().stub.size() == 4);
        CHECK(reading.message().stub.data()[0] == std::byte{41});
        CHECK(reinterpret_cast<uintptr_t>(reading.message().stub.data()) % 8 == 0);
        CHECK(reading.reader.between_messages());
    }

    TEST_CASE("many requests may arrive in one portion and come out in order") {
        Bytes wire;
        for (uint32_t id = 1; id <= 300; ++id) append(wire, request(id, id % 40, kMaxFragment, id));
        Reading reading;
        reading.take(wire);
        REQUIRE(reading.items.size() == 300);
        for (uint32_t id = 1; id <= 300; ++id) {
            CHECK(reading.message(id - 1).header.call_id == id);
            CHECK(golden::bytes_of(reading.message(id - 1).stub) == golden::bytes_of(golden::counting(id % 40, id)));
        }
    }

    TEST_CASE("messages of all sizes come out whole whatever the portions they arrive in") {
        Bytes wire;
        const size_t sizes[] = {0, 1, 3000, 5, 16360, 16384, 70000, 2047, 2048, 200000, 12};
        uint32_t id = 0;
        for (const size_t size : sizes) {
            ++id;
            append(wire, request(id, size, id % 2 ? 65528 : 4280, id));
        }
        append(wire, golden::copy_of(golden::kCoCancel));
        for (const size_t step :
             {size_t{1}, size_t{7}, size_t{24}, size_t{25}, size_t{1000}, size_t{20000}, SIZE_MAX}) {
            Reading reading;
            reading.take(wire, step);
            REQUIRE(reading.items.size() == std::size(sizes) + 1);
            for (size_t i = 0; i < std::size(sizes); ++i) {
                const Message& message = reading.message(i);
                CHECK(message.header.call_id == i + 1);
                CHECK(reinterpret_cast<uintptr_t>(message.stub.data()) % 8 == 0);
                CHECK(golden::bytes_of(message.stub) ==
                      golden::bytes_of(golden::counting(sizes[i], static_cast<unsigned>(i + 1))));
            }
            CHECK(std::holds_alternative<ControlPdu>(reading.items.back()));
            CHECK(reading.reader.between_messages());
        }
    }

    TEST_CASE("fragments of different calls may interleave") {
        const auto a = split(request(1, 6000, 1432, 1));
        const auto b = split(request(2, 9000, 1432, 2));
        Bytes wire;
        for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
            if (i < a.size()) append(wire, a[i]);
            if (i < b.size()) append(wire, b[i]);
            append(wire, request(100 + static_cast<uint32_t>(i), 10));
        }
        for (const size_t step : {size_t{100}, SIZE_MAX}) {
            Reading reading;
            reading.take(wire, step);
            size_t large = 0;
            for (const auto& item : reading.items) {
                const auto& message = std::get<Message>(item);
                if (message.header.call_id >= 100) continue;
                ++large;
                const bool first = message.header.call_id == 1;
                CHECK(golden::bytes_of(message.stub) ==
                      golden::bytes_of(golden::counting(first ? 6000 : 9000, first ? 1 : 2)));
            }
            CHECK(large == 2);
        }
    }

    TEST_CASE("the bodies of a large message are received in place, the headers between them beside it") {
        Reading reading;
        const auto wire = request(1, 200000);
        reading.take(std::span(wire).first(100));
        CHECK(reading.reader.still_to_come() == 200000 - (100 - kCallHeaderSize));
        const auto wanted = reading.reader.want();
        constexpr size_t kBody = kMaxFragment - kCallHeaderSize;
        REQUIRE(wanted.size() == 8);
        CHECK(wanted[0].iov_len == kMaxFragment - 100);
        auto* const stub = static_cast<std::byte*>(wanted[0].iov_base) - (100 - kCallHeaderSize);
        for (size_t fragment = 1; fragment <= 3; ++fragment) {
            CHECK(wanted[2 * fragment - 1].iov_len == kCallHeaderSize);
            CHECK(wanted[2 * fragment].iov_base == stub + fragment * kBody);
            CHECK(wanted[2 * fragment].iov_len == (fragment < 3 ? kBody : 200000 - 3 * kBody));
        }
        CHECK(wanted[7].iov_len > kCallHeaderSize);  // whatever comes next
        reading.take(std::span(wire).subspan(100));
        CHECK(reading.message().stub.data() == stub);
        CHECK(golden::bytes_of(reading.message().stub) == golden::bytes_of(golden::counting(200000)));
    }

    TEST_CASE("an announced length is not believed beyond what arrived") {
        auto first = split(request(1, 20000, 1432))[0];
        const uint32_t absurd = 0xFFFFFFFF;
        std::memcpy(first.data() + 16, &absurd, 4);
        Reading reading;
        reading.take(first);
        CHECK(reading.items.empty());
        const auto second = split(request(1, 20000, 1432))[1];
        reading.take(std::span(second).first(30));
        size_t room = 0;
        for (const iovec& piece : reading.reader.want()) room += piece.iov_len;
        CHECK(reading.reader.want()[0].iov_len == second.size() - 30);
        CHECK(room < 10 * second.size());
        CHECK_FALSE(reading.reader.between_messages());
    }

    TEST_CASE("fragments that turn out otherwise than expected are put in order") {
        std::mt19937 random(20);
        const auto below = [&](size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random); };
        for (int round = 0; round < 300; ++round) {
            // Some calls cut into fragments of one size or another, announcing the truth or anything else, their
            // fragments in order but mixed with those of the other calls and with cancels.
            std::vector<std::vector<Bytes>> calls;
            const rpcrt4::uuid::Uuid object{1, 2, 3, {}};
            for (uint32_t id = 0; id < 1 + below(3); ++id) {
                const size_t size = below(2) ? below(400000) : below(9000);
                const RequestHeader header{.call_id = id, .opnum = 4, .object = below(4) ? nullptr : &object};
                auto stub = golden::counting(size, id);
                const auto most = static_cast<uint16_t>(below(2) ? kMaxFragment : kMustReceiveFragment + below(9000));
                auto pdus = split(golden::written(encode_request(header, std::move(stub), most)));
                for (auto& pdu : pdus) {
                    const auto hint = static_cast<uint32_t>(below(500000));
                    if (below(8) == 0) std::memcpy(pdu.data() + 16, &hint, 4);
                }
                calls.push_back(std::move(pdus));
            }
            Bytes wire;
            std::vector<size_t> next(calls.size());
            for (size_t left = 1; left != 0;) {
                left = 0;
                for (size_t id = 0; id < calls.size(); ++id) {
                    for (size_t run = 1 + below(6); run > 0 && next[id] < calls[id].size(); --run) {
                        append(wire, calls[id][next[id]++]);
                    }
                    left += calls[id].size() - next[id];
                }
                if (below(4) == 0) append(wire, golden::copy_of(golden::kCoCancel));
            }
            Reading reading;
            reading.take(wire, below(4) ? 1 + below(300000) : SIZE_MAX);
            REQUIRE_FALSE(reading.broken());
            size_t messages = 0;
            for (const ReadItem& item : reading.items) {
                const auto* message = std::get_if<Message>(&item);
                if (!message) continue;
                ++messages;
                CHECK(golden::bytes_of(message->stub) ==
                      golden::bytes_of(golden::counting(message->stub.size(), message->header.call_id)));
            }
            CHECK(messages == calls.size());
            CHECK(reading.reader.between_messages());
        }
    }

    TEST_CASE("fragments of two sizes in one message are joined") {
        const auto large = split(request(1, 100000, 4280));
        const auto small = split(request(1, 100000, 1432));
        Bytes wire = large[0];
        size_t at = 4280 - kCallHeaderSize;
        constexpr size_t kSmallBody = 1432 - kCallHeaderSize;
        for (bool turn = false; at < 100000; turn = !turn) {
            const size_t body = std::min(turn ? size_t{4256} : kSmallBody, 100000 - at);
            const auto stub = golden::counting(100000);
            Bytes pdu(small[1].begin(), small[1].begin() + kCallHeaderSize);
            pdu.insert(pdu.end(), stub.data() + at, stub.data() + at + body);
            at += body;
            pdu[3] = std::byte{at == 100000 ? pfc::kLast : uint8_t{0}};
            const auto length = static_cast<uint16_t>(pdu.size());
            const auto left = static_cast<uint32_t>(100000 - at + body);
            std::memcpy(pdu.data() + 8, &length, 2);
            std::memcpy(pdu.data() + 16, &left, 4);
            append(wire, pdu);
        }
        for (const size_t step : {size_t{1}, size_t{5000}, SIZE_MAX}) {
            Reading reading;
            reading.take(wire, step);
            CHECK(golden::bytes_of(reading.message().stub) == golden::bytes_of(golden::counting(100000)));
        }
    }

    TEST_CASE("a hint smaller than the message does no harm") {
        auto pdus = split(request(1, 50000, 1432));
        Bytes wire;
        for (auto& pdu : pdus) {
            const uint32_t none = 0;
            std::memcpy(pdu.data() + 16, &none, 4);
            append(wire, pdu);
        }
        Reading reading;
        reading.take(wire, 999);
        CHECK(golden::bytes_of(reading.message().stub) == golden::bytes_of(golden::counting(50000)));
    }

    TEST_CASE("a message beyond its limit is reported once and swallowed, the next one is fine") {
        Bytes wire = request(1, 20000, 1432);
        append(wire, request(2, 8));
        for (const size_t step : {size_t{50}, SIZE_MAX}) {
            Reading reading;
            reading.limit.most = 5000;
            reading.take(wire, step);
            REQUIRE(reading.items.size() == 2);
            CHECK(std::get<Oversized>(reading.items[0]).header.call_id == 1);
            CHECK(reading.message(1).header.call_id == 2);
            CHECK(reading.reader.between_messages());
        }
    }

    TEST_CASE("a request that announces more than its limit is not waited for; a response is") {
        for (const bool is_request : {true, false}) {
            auto first = split(request(1, 20000, 1432))[0];
            if (!is_request) first[2] = std::byte{static_cast<uint8_t>(PduType::response)};
            const uint32_t too_much = 30001;
            std::memcpy(first.data() + 16, &too_much, 4);
            Reading reading(is_request ? StreamReader::Reads::requests : StreamReader::Reads::responses);
            reading.limit.most = 30000;
            reading.take(first);
            REQUIRE(reading.items.size() == is_request);
            if (is_request) CHECK(std::get<Oversized>(reading.items[0]).header.call_id == 1);
        }
    }

    TEST_CASE("the first of several fragments of a request that is cancelled already is refused") {
        auto first = split(request(1, 20000, 1432))[0];
        auto whole = request(2, 8);
        for (Bytes* pdu : {&first, &whole}) (*pdu)[3] |= std::byte{pfc::kPendingCancel};
        Reading of_one, of_many;
        CHECK(of_one.take(whole).message().header.has(pfc::kPendingCancel));
        CHECK(of_many.take(first).failure() == ReadFailure::cancelled);
    }

    TEST_CASE("a message that must end first keeps others from beginning") {
        const auto pdus = split(request(1, 3000, 1432));
        Reading held, ended;
        held.take(pdus[0]).reader.let_end_first(1);
        CHECK(held.take(request(2, 8)).failure() == ReadFailure::bad_sequence);
        CHECK(std::get<Unreadable>(held.items.back()).header.call_id == 2);
        ended.take(pdus[0]).reader.let_end_first(1);
        for (size_t i = 1; i < pdus.size(); ++i) ended.take(pdus[i]);
        CHECK(ended.take(request(2, 8)).message(1).header.call_id == 2);
    }

    TEST_CASE("an abandoned message is swallowed to its end") {
        const auto pdus = split(request(1, 6000, 1432));
        Reading reading;
        reading.take(pdus[0]);
        reading.take(std::span(pdus[1]).first(500));
        reading.reader.abandon(1);
        reading.take(std::span(pdus[1]).subspan(500));
        for (size_t i = 2; i < pdus.size(); ++i) reading.take(pdus[i], 100);
        reading.take(request(1, 4));  // the id may be used again
        REQUIRE(reading.items.size() == 1);
        CHECK(reading.message().stub.size() == 4);
    }

    TEST_CASE("what is abandoned and never continued is forgotten for the sake of others") {
        Reading reading;
        const auto begin = [&](uint32_t call_id) { reading.take(split(request(call_id, 3000, 1432))[0]); };
        for (uint32_t id = 0; id < 3 * StreamReader::kMaxInterleaved; ++id) {
            begin(id);
            reading.reader.abandon(id);
            REQUIRE_FALSE(reading.broken());
            CHECK(reading.reader.between_messages());
        }
        begin(5000);
        CHECK_FALSE(reading.reader.between_messages());
        // The id of an abandoned call that may still be known, in a message of one fragment and in one of several.
        const uint32_t known = 3 * StreamReader::kMaxInterleaved - 1;
        reading.take(request(known, 10));
        CHECK(reading.message().stub.size() == 10);
        begin(known - 1);
        reading.take(split(request(known - 1, 3000, 1432))[1]).take(split(request(known - 1, 3000, 1432))[2]);
        CHECK(reading.message(1).stub.size() == 3000);
    }

    TEST_CASE("what is reserved for announced bytes counts as much as bytes that arrived") {
        Reading reading;
        reading.limit.most = 1 << 20;
        uint32_t begun = 0;
        for (; begun < StreamReader::kMaxInterleaved && !reading.broken(); ++begun) {
            reading.take(split(request(begun, 1 << 20))[0]);
        }
        CHECK(reading.failure() == ReadFailure::too_many_bytes);
        CHECK(begun <= StreamReader::kInterleavedAllowance / (1 << 20) + 2);
    }

    TEST_CASE("a later fragment without a first one is a broken sequence") {
        Reading reading;
        reading.take(split(request(1, 6000, 1432))[1]);
        CHECK(reading.failure() == ReadFailure::bad_sequence);
        CHECK(std::get<Unreadable>(reading.items.back()).header.call_id == 1);
    }

    TEST_CASE("a call id used again while its request is arriving is a broken sequence") {
        const auto pdus = split(request(1, 6000, 1432));
        Reading twice_first, whole;
        twice_first.take(pdus[0]).take(pdus[0]);
        CHECK(twice_first.failure() == ReadFailure::bad_sequence);
        whole.take(pdus[0]).take(request(1, 4));
        CHECK(whole.failure() == ReadFailure::bad_sequence);
    }

    TEST_CASE("too many interleaved calls are refused") {
        Reading reading;
        for (uint32_t id = 0; id <= StreamReader::kMaxInterleaved && !reading.broken(); ++id) {
            reading.take(split(request(id, 3000, 1432))[0]);
        }
        CHECK(reading.failure() == ReadFailure::too_many_calls);
    }

    TEST_CASE("incomplete messages together hold one message and the allowance, no more") {
        constexpr size_t kSize = 1 << 20;
        Reading reading;
        reading.limit.most = kSize;
        const auto begin = [&](uint32_t call_id) {
            const auto pdus = split(request(call_id, kSize));
            for (size_t i = 0; i + 1 < pdus.size(); ++i) reading.take(pdus[i]);
            return pdus.back();
        };
        constexpr uint32_t kFit = StreamReader::kInterleavedAllowance / kSize;
        std::vector<Bytes> ends;
        for (uint32_t id = 0; id < kFit; ++id) ends.push_back(begin(id));
        REQUIRE_FALSE(reading.broken());
        // What is complete counts no more.
        for (uint32_t id = 0; id < kFit / 2; ++id) reading.take(ends[id]);
        REQUIRE(reading.items.size() == kFit / 2);
        reading.items.clear();
        for (uint32_t id = 0; id < kFit / 2; ++id) begin(id);
        REQUIRE_FALSE(reading.broken());
        for (uint32_t id = kFit; id < kFit + 4 && !reading.broken(); ++id) begin(id);
        CHECK(reading.failure() == ReadFailure::too_many_bytes);
    }

    TEST_CASE("lengths shorter than the header or longer than agreed are refused before they are believed") {
        auto broken_by = [](size_t offset, uint16_t value) {
            auto pdu = golden::copy_of(golden::kRequestObject);
            std::memcpy(pdu.data() + offset, &value, 2);
            Reading reading;
            reading.reader.set_max_receive(5840);
            reading.take(pdu);
            return reading.failure();
        };
        CHECK(broken_by(8, 0) == ReadFailure::bad_length);
        CHECK(broken_by(8, 39) == ReadFailure::bad_length);  // an object UUID needs 40
        CHECK(broken_by(8, 5841) == ReadFailure::bad_length);
        CHECK(broken_by(10, 0xFFFF) == ReadFailure::bad_length);
    }

    TEST_CASE("wrong versions, unknown labels and unknown types are told apart") {
        auto broken_by = [](size_t offset, uint8_t value) {
            auto pdu = golden::copy_of(golden::kRequest);
            pdu[offset] = std::byte{value};
            Reading reading;
            return reading.take(pdu).failure();
        };
        CHECK(broken_by(0, 4) == ReadFailure::bad_version);
        CHECK(broken_by(1, 2) == ReadFailure::bad_version);
        CHECK(broken_by(2, 1) == ReadFailure::bad_type);
        CHECK(broken_by(2, 12) == ReadFailure::bad_type);  // a bind_ack does not travel to a server
        CHECK(broken_by(4, 0x30) == ReadFailure::bad_representation);
    }

    TEST_CASE("the two integer representations cannot be mixed within a message") {
        auto pdus = split(request(0x01010101, 3000, 1432));
        pdus[1][4] = std::byte{0};
        std::swap(pdus[1][8], pdus[1][9]);
        Reading reading;
        reading.take(pdus[0]).take(pdus[1]);
        CHECK(reading.failure() == ReadFailure::bad_representation);
    }

    TEST_CASE("an authenticated request is refused where nothing was negotiated") {
        auto pdu = request(1, 64);
        const uint16_t credentials = 16;
        std::memcpy(pdu.data() + 10, &credentials, 2);
        Reading reading;
        CHECK(reading.take(pdu).failure() == ReadFailure::unexpected_auth);
    }

    TEST_CASE("a broken stream stays broken and forgets what it held") {
        Reading reading;
        reading.take(split(request(1, 6000, 1432))[0]);
        Bytes garbage(100, std::byte{0xEE});
        reading.take(garbage);
        CHECK(reading.failure() == ReadFailure::bad_version);
        reading.reader.feed(request(2, 4));
        CHECK(std::holds_alternative<Unreadable>(reading.reader.next()));
    }

    TEST_CASE("a peer that stops mid-PDU is not between messages") {
        const auto wire = request(1, 6000, 1432);
        for (const size_t size : {size_t{1}, size_t{16}, size_t{24}, size_t{30}, size_t{1432}, wire.size() - 1}) {
            Reading reading;
            CHECK(reading.reader.between_messages());
            reading.take(std::span(wire).first(size));
            CHECK_FALSE(reading.reader.between_messages());
        }
    }

    TEST_CASE("an idle reader gives its memory back, one that holds bytes does not") {
        Reading reading;
        reading.take(request(1, 4));
        reading.reader.release_idle();
        reading.take(std::span(golden::of(golden::kRequest)).first(10));
        reading.reader.release_idle();
        reading.take(std::span(golden::of(golden::kRequest)).subspan(10));
        CHECK(reading.items.size() == 2);
    }

    TEST_CASE("a client's reader takes responses, faults and callbacks, and refuses binds") {
        Reading reading(StreamReader::Reads::responses);
        reading.take(golden::of(golden::kResponse))
            .take(golden::of(golden::kFault))
            .take(golden::of(golden::kShutdown));
        REQUIRE(reading.items.size() == 3);
        CHECK(std::holds_alternative<Message>(reading.items[0]));
        CHECK(std::holds_alternative<ControlPdu>(reading.items[1]));
        reading.take(golden::of(golden::kRequest));
        CHECK(std::holds_alternative<Message>(reading.items.back()));
        reading.take(golden::of(golden::kBind));
        CHECK(reading.failure() == ReadFailure::bad_type);
    }
}
