// SPDX-License-Identifier: LGPL-2.1-or-later
// The codecs against golden bytes, both directions, and against truncated and lying input.
#include <doctest/doctest.h>

#include "rpcrt4/protocol/auth_trailer.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using namespace rpcrt4::protocol;
using rpcrt4::uuid::Uuid;

namespace {

constexpr SyntaxId kEcho{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};
constexpr SyntaxId kOther{{0x12345678, 0x1234, 0xabcd, {0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}}, 3, 2};
constexpr Uuid kObject{0x308fb580, 0x1eb2, 0x11ca, {0x92, 0x3b, 0x08, 0x00, 0x2b, 0x10, 0x75, 0xa7}};

Bind golden_bind() {
    Bind bind;
    bind.max_transmit = bind.max_receive = 5840;
    bind.contexts.push_back({0, kEcho, {kNdr20}});
    bind.contexts.push_back({1, kEcho, {feature_syntax(3)}});
    return bind;
}

BindAck golden_ack() {
    BindAck ack;
    ack.max_transmit = ack.max_receive = 5840;
    ack.association_group = 0x5a5a;
    ack.secondary_address = "1055";
    ack.answers.push_back({ContextResult::acceptance, 0, kNdr20});
    ack.answers.push_back({ContextResult::negotiate_ack, feature::kKeepConnectionOnOrphan, {}});
    return ack;
}

CommonHeader header_of(PduType type, uint8_t flags, uint32_t call_id) {
    CommonHeader header;
    header.type = type;
    header.flags = flags;
    header.call_id = call_id;
    return header;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/pdu") {
    TEST_CASE("a common header decodes in either integer representation") {
        const CommonHeader little = decode_common(golden::of(golden::kRequest));
        CHECK(little.type == PduType::request);
        CHECK(little.fragment_length == 28);
        CHECK(little.call_id == 2);
        CHECK(little.representation.value == 0x10);
        CHECK(little.representation.valid());

        const CommonHeader big = decode_common(golden::of(golden::kRequestBigEndian));
        CHECK(big.version_minor == 1);
        CHECK(big.version_supported());
        CHECK(big.fragment_length == 44);
        CHECK(big.call_id == 0x01020304);
        CHECK(big.representation.order() == base::ByteOrder::big);
        CHECK(big.representation.value == 0x301);
        CHECK(big.representation.valid());
    }

    TEST_CASE("labels of formats nobody defined are invalid") {
        CHECK_FALSE(DataRepresentation{0x20}.valid());
        CHECK_FALSE(DataRepresentation{0x12}.valid());
        CHECK_FALSE(DataRepresentation{0x410}.valid());
        CHECK(DataRepresentation{0x211}.valid());
    }

    TEST_CASE("a bind encodes to and decodes from the golden bytes") {
        const auto header = header_of(PduType::bind, pfc::kWhole | pfc::kConcurrentMultiplex, 1);
        const Buffer encoded = encode_bind(header, golden_bind());
        CHECK(golden::same(encoded.bytes(), golden::of(golden::kBind)));

        const auto bind = decode_bind(decode_common(golden::of(golden::kBind)), golden::of(golden::kBind));
        REQUIRE(bind);
        CHECK(bind->max_transmit == 5840);
        CHECK(bind->association_group == 0);
        REQUIRE(bind->contexts.size() == 2);
        CHECK(bind->contexts[0].interface_id == kEcho);
        CHECK(bind->contexts[0].transfers == std::vector{kNdr20});
        CHECK(bind->contexts[1].id == 1);
        CHECK(offered_features(bind->contexts[1].transfers[0]) == 3);
        CHECK_FALSE(offered_features(kNdr20));
    }

    TEST_CASE("a bind_ack encodes to and decodes from the golden bytes") {
        const auto header = header_of(PduType::bind_ack, pfc::kWhole | pfc::kConcurrentMultiplex, 1);
        CHECK(golden::same(encode_bind_ack(header, golden_ack()).bytes(), golden::of(golden::kBindAck)));

        const auto ack = decode_bind_ack(decode_common(golden::of(golden::kBindAck)), golden::of(golden::kBindAck));
        REQUIRE(ack);
        CHECK(ack->secondary_address == "1055");
        CHECK(ack->association_group == 0x5a5a);
        REQUIRE(ack->answers.size() == 2);
        CHECK(ack->answers[0].result == ContextResult::acceptance);
        CHECK(ack->answers[0].transfer == kNdr20);
        CHECK(ack->answers[1].result == ContextResult::negotiate_ack);
        CHECK(ack->answers[1].reason == feature::kKeepConnectionOnOrphan);
    }

    TEST_CASE("a bind_nak carries reason and versions, with or without the list") {
        const BindNak nak{NakReason::protocol_version_not_supported, {{5, 0}}};
        CHECK(golden::same(encode_bind_nak(1, nak).bytes(), golden::of(golden::kBindNak)));
        const auto decoded = decode_bind_nak(decode_common(golden::of(golden::kBindNak)), golden::of(golden::kBindNak));
        REQUIRE(decoded);
        CHECK(decoded->reason == NakReason::protocol_version_not_supported);
        CHECK(decoded->versions == nak.versions);

        const auto shortest = golden::of(golden::kBindNak).first(18);
        const auto without_list = decode_bind_nak(decode_common(shortest), shortest);
        REQUIRE(without_list);
        CHECK(without_list->versions.empty());
    }

    TEST_CASE("every bind_nak reason survives the wire") {
        for (uint16_t reason = 0; reason <= 9; ++reason) {
            const Buffer pdu = encode_bind_nak(5, {static_cast<NakReason>(reason), {}});
            const auto nak = decode_bind_nak(decode_common(pdu.bytes()), pdu.bytes());
            REQUIRE(nak);
            CHECK(static_cast<uint16_t>(nak->reason) == reason);
        }
    }

    TEST_CASE("alter_context and its response encode to and decode from the golden bytes") {
        Bind alter;
        alter.max_transmit = alter.max_receive = 5840;
        alter.association_group = 0x5a5a;
        alter.contexts.push_back({2, kOther, {kNdr20}});
        const Buffer pdu = encode_bind(header_of(PduType::alter_context, pfc::kWhole, 7), alter);
        CHECK(golden::same(pdu.bytes(), golden::of(golden::kAlterContext)));
        const auto decoded = decode_bind(decode_common(pdu.bytes()), golden::of(golden::kAlterContext));
        REQUIRE(decoded);
        CHECK(decoded->contexts[0].interface_id == kOther);

        BindAck ack;
        ack.max_transmit = ack.max_receive = 5840;
        ack.association_group = 0x5a5a;
        ack.answers.push_back({ContextResult::provider_rejection,
                               static_cast<uint16_t>(ContextReason::abstract_syntax_not_supported),
                               {}});
        const Buffer resp = encode_bind_ack(header_of(PduType::alter_context_resp, pfc::kWhole, 7), ack);
        CHECK(golden::same(resp.bytes(), golden::of(golden::kAlterContextResp)));
    }

    TEST_CASE("a bind cut anywhere is refused, not read past its end") {
        const auto whole = golden::of(golden::kBind);
        const CommonHeader header = decode_common(whole);
        for (size_t size = kCommonHeaderSize; size < whole.size(); ++size) {
            const golden::Bytes part(whole.begin(), whole.begin() + size);
            CHECK_FALSE(decode_bind(header, part));
        }
    }

    TEST_CASE("a bind_ack cut anywhere is refused, not read past its end") {
        const auto whole = golden::of(golden::kBindAck);
        const CommonHeader header = decode_common(whole);
        for (size_t size = kCommonHeaderSize; size < whole.size(); ++size) {
            const golden::Bytes part(whole.begin(), whole.begin() + size);
            CHECK_FALSE(decode_bind_ack(header, part));
        }
    }

    TEST_CASE("counts that promise more than the PDU holds are refused") {
        auto bind = golden::copy_of(golden::kBind);
        bind[24] = std::byte{255};  // context elements
        CHECK_FALSE(decode_bind(decode_common(bind), bind));
        bind = golden::copy_of(golden::kBind);
        bind[30] = std::byte{200};  // transfer syntaxes of the first
        CHECK_FALSE(decode_bind(decode_common(bind), bind));
        auto ack = golden::copy_of(golden::kBindAck);
        ack[25] = std::byte{0xff};  // secondary address of 65 KiB
        CHECK_FALSE(decode_bind_ack(decode_common(ack), ack));
    }

    TEST_CASE("request headers match the golden bytes, with and without object UUID") {
        const auto plain = golden::of(golden::kRequest);
        std::byte out[kMaxCallHeaderSize];
        encode_request_header(out, {.call_id = 2}, pfc::kWhole, 4, 4);
        CHECK(golden::same(std::span(out).first(kCallHeaderSize), plain.first(kCallHeaderSize)));

        const auto with_object = golden::of(golden::kRequestObject);
        const RequestHeader request{.call_id = 3, .context_id = 2, .opnum = 5, .object = &kObject};
        encode_request_header(out, request, pfc::kWhole, 8, 8);
        CHECK(header_size(request) == kMaxCallHeaderSize);
        CHECK(golden::same(out, with_object.first(kMaxCallHeaderSize)));

        const CommonHeader header = decode_common(with_object);
        const CallHeader call = decode_call_header(header, with_object);
        CHECK(call_header_size(header) == kMaxCallHeaderSize);
        CHECK(call.alloc_hint == 8);
        CHECK(call.context_id == 2);
        CHECK(call.opnum == 5);
        CHECK(call.has_object);
        CHECK(call.object == kObject);
    }

    TEST_CASE("a nil object UUID is not put on the wire") {
        const Uuid nil{};
        CHECK(header_size({.call_id = 1, .object = &nil}) == kCallHeaderSize);
    }

    TEST_CASE("a big-endian request header decodes, its object UUID too") {
        const auto bytes = golden::of(golden::kRequestBigEndian);
        const CallHeader call = decode_call_header(decode_common(bytes), bytes);
        CHECK(call.alloc_hint == 4);
        CHECK(call.context_id == 1);
        CHECK(call.opnum == 0x0203);
        CHECK(call.object == kObject);
    }

    TEST_CASE("a response header matches the golden bytes") {
        std::byte out[kCallHeaderSize];
        encode_response_header(out, {.call_id = 2}, pfc::kWhole, 4, 4);
        CHECK(golden::same(out, golden::of(golden::kResponse).first(kCallHeaderSize)));
    }

    TEST_CASE("a fault encodes to and decodes from the golden bytes; 28 bytes are enough to read one") {
        const Fault fault{2, 1, 0x1c010002, true, 0};
        CHECK(golden::same(encode_fault(fault).bytes(), golden::of(golden::kFault)));
        const auto bytes = golden::of(golden::kFault);
        const CommonHeader header = decode_common(bytes);
        for (const size_t size : {size_t{32}, size_t{28}}) {
            const auto decoded = decode_fault(header, bytes.first(size));
            REQUIRE(decoded);
            CHECK(decoded->wire_status == 0x1c010002);
            CHECK(decoded->did_not_execute);
            CHECK(decoded->context_id == 1);
            CHECK(decoded->call_id == 2);
        }
        CHECK_FALSE(decode_fault(header, bytes.first(27)));
    }

    TEST_CASE("a fault's extended error follows 32 bytes, announced by a bit, its length by the allocation hint") {
        const std::byte blob[8] = {std::byte{1}, std::byte{0x10}, std::byte{8}};
        const Buffer pdu = encode_fault({.call_id = 2, .wire_status = 5, .extended_error = blob});
        const auto bytes = pdu.bytes();
        REQUIRE(bytes.size() == 40);
        CHECK(decode_common(bytes).fragment_length == 40);
        CHECK(bytes[16] == std::byte{0x28});
        CHECK(bytes[23] == std::byte{1});
        CHECK(golden::same(bytes.subspan(32), blob));
        const auto decoded = decode_fault(decode_common(bytes), bytes);
        REQUIRE(decoded);
        CHECK(golden::same(decoded->extended_error, blob));
    }

    TEST_CASE("an extended error that a fault does not announce, or has no room for, is none") {
        const std::byte blob[8] = {};
        const Buffer pdu = encode_fault({.call_id = 2, .wire_status = 5, .extended_error = blob});
        struct Lie {
            size_t at;
            uint8_t value;
        };
        for (const Lie lie : {Lie{23, 0}, Lie{16, 0x20}, Lie{16, 0x10}, Lie{16, 0x29}, Lie{19, 0x80}}) {
            std::vector<std::byte> bytes(pdu.bytes().begin(), pdu.bytes().end());
            bytes[lie.at] = std::byte{lie.value};
            const auto decoded = decode_fault(decode_common(bytes), bytes);
            REQUIRE(decoded);
            CHECK(decoded->wire_status == 5);
            CHECK(decoded->extended_error.empty());
        }
    }

    TEST_CASE("a bind_nak's extended error follows a signature, to the end of the PDU") {
        const std::byte blob[8] = {std::byte{1}, std::byte{0x10}, std::byte{8}};
        const Buffer pdu = encode_bind_nak(1, {NakReason::not_specified, {{5, 0}}, blob});
        const auto bytes = pdu.bytes();
        REQUIRE(bytes.size() == 48);  // [MS-RPCE] 2.2.2.9: frag_length - 0x28 is its length
        constexpr uint8_t kSignature[] = {0x20, 0x03, 0x74, 0x90, 0xd0, 0xfa, 0xd3, 0x11,
                                          0x82, 0xd7, 0x00, 0x90, 0x27, 0xb1, 0x30, 0xab};
        CHECK(golden::same(bytes.subspan(24, 16), std::as_bytes(std::span(kSignature))));
        const auto decoded = decode_bind_nak(decode_common(bytes), bytes);
        REQUIRE(decoded);
        CHECK(golden::same(decoded->extended_error, blob));
        std::vector<std::byte> unsigned_one(bytes.begin(), bytes.end());
        unsigned_one[24] = std::byte{};
        const auto other = decode_bind_nak(decode_common(unsigned_one), unsigned_one);
        REQUIRE(other);
        CHECK(other->extended_error.empty());
        CHECK(decode_bind_nak(decode_common(bytes), bytes.first(30)).has_value());
    }

    TEST_CASE("co_cancel, orphaned and shutdown are a header and nothing else") {
        CHECK(golden::same(encode_bodiless(PduType::co_cancel, 9).bytes(), golden::of(golden::kCoCancel)));
        CHECK(golden::same(encode_bodiless(PduType::orphaned, 9).bytes(), golden::of(golden::kOrphaned)));
        CHECK(golden::same(encode_bodiless(PduType::shutdown, 0).bytes(), golden::of(golden::kShutdown)));
    }

    TEST_CASE("an authentication trailer is found and measured, its credentials stay opaque") {
        const auto bytes = golden::of(golden::kAuth3);
        const CommonHeader header = decode_common(bytes);
        const auto trailer = find_auth_trailer(header, bytes, kCommonHeaderSize);
        REQUIRE(trailer);
        CHECK(trailer->type == 10);
        CHECK(trailer->level == 6);
        CHECK(trailer->context_id == 79231);
        CHECK(trailer->credentials.size() == 8);
        CHECK(trailer->body_end == 20);

        auto lying = golden::copy_of(golden::kAuth3);
        lying[22] = std::byte{5};  // more padding than body
        CHECK_FALSE(find_auth_trailer(header, lying, kCommonHeaderSize));
        CommonHeader longer = header;
        longer.auth_length = 40;
        CHECK_FALSE(find_auth_trailer(longer, bytes, kCommonHeaderSize));
    }

    TEST_CASE("only the PDU types of connection-oriented RPC are known") {
        int known = 0;
        for (int type = 0; type < 256; ++type) known += known_type(static_cast<PduType>(type));
        CHECK(known == 12);
        CHECK_FALSE(known_type(static_cast<PduType>(1)));  // ping, connectionless
    }
}
