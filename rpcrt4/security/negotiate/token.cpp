// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/negotiate/token.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace rpcrt4::security::negotiate {

using base::Status;
using namespace std::string_view_literals;

namespace {

struct Name {
    Mechanism mechanism;
    Service service;
    std::string_view oid;  // contents of the element
};
constexpr Name kNames[] = {
    {.mechanism = Mechanism::kerberos_windows,
     .service = Service::kerberos,
     .oid = "\x2A\x86\x48\x82\xF7\x12\x01\x02\x02"sv},  // 1.2.840.48018.1.2.2
    {.mechanism = Mechanism::kerberos,
     .service = Service::kerberos,
     .oid = "\x2A\x86\x48\x86\xF7\x12\x01\x02\x02"sv},  // 1.2.840.113554.1.2.2
    {.mechanism = Mechanism::ntlm,
     .service = Service::ntlm,
     .oid = "\x2B\x06\x01\x04\x01\x82\x37\x02\x02\x0A"sv},  // 1.3.6.1.4.1.311.2.2.10
};
constexpr std::string_view kSpnego = "\x2B\x06\x01\x05\x05\x02"sv;  // 1.3.6.1.5.5.2

Bytes bytes_of(std::string_view text) noexcept { return std::as_bytes(std::span(text)); }

bool begins_with(Bytes bytes, std::string_view start) noexcept {
    return bytes.size() >= start.size() && std::ranges::equal(bytes.first(start.size()), bytes_of(start));
}

Mechanism mechanism_of(Bytes oid) noexcept {
    for (const Name& name : kNames)
        if (std::ranges::equal(oid, bytes_of(name.oid))) return name.mechanism;
    return Mechanism::unknown;
}

Bytes oid_of(Mechanism mechanism) noexcept {
    for (const Name& name : kNames)
        if (name.mechanism == mechanism) return bytes_of(name.oid);
    return {};
}

/// The one element of this tag that a field consists of.
Bytes only(DerReader field, uint8_t tag) noexcept {
    const Bytes contents = field.take(tag);
    return field.finished() ? contents : Bytes{};
}

/// A field of a sequence that is there or not, and holds one octet string.
bool read_octets(DerReader& sequence, uint8_t number, std::optional<Bytes>& octets) noexcept {
    if (!sequence.next_is(tag::context(number))) return true;
    DerReader field = sequence.enter(tag::context(number));
    octets = field.take(tag::kOctetString);
    return field.finished();
}

bool read_mechanisms(DerReader& sequence, InitToken& init) {
    DerReader field = sequence.enter(tag::context(0));
    init.mechanism_list = field.take_whole(tag::kSequence);
    if (!field.finished()) return false;
    DerReader list = DerReader(init.mechanism_list).enter(tag::kSequence);
    while (!list.at_end()) init.mechanisms.push_back(mechanism_of(list.take(tag::kObjectIdentifier)));
    return !list.failed() && !init.mechanisms.empty();
}

/// [3] is the MIC of RFC 4178 or the hints of [MS-SPNG] 2.2.1, where [4] is the MIC.
bool read_hints_and_mic(DerReader& sequence, InitToken& init) noexcept {
    if (!sequence.next_is(tag::context(3))) return read_octets(sequence, 4, init.mic);
    DerReader field = sequence.enter(tag::context(3));
    if (!field.next_is(tag::kSequence)) {
        init.mic = field.take(tag::kOctetString);
        return field.finished();
    }
    field.skip();
    return field.finished() && read_octets(sequence, 4, init.mic);
}

/// Both tokens may be extended at their ends.
bool skip_rest(DerReader& sequence) noexcept {
    while (!sequence.at_end()) sequence.skip();
    return sequence.finished();
}

bool read_state(DerReader& sequence, ResponseToken& response) noexcept {
    if (!sequence.next_is(tag::context(0))) return true;
    const Bytes value = only(sequence.enter(tag::context(0)), tag::kEnumerated);
    if (value.size() != 1 || value[0] > static_cast<std::byte>(State::request_mic)) return false;
    response.state = static_cast<State>(value[0]);
    return true;
}

bool read_mechanism(DerReader& sequence, ResponseToken& response) noexcept {
    if (!sequence.next_is(tag::context(1))) return true;
    const Bytes oid = only(sequence.enter(tag::context(1)), tag::kObjectIdentifier);
    response.mechanism = mechanism_of(oid);
    return !oid.empty();
}

std::vector<std::byte> octets(uint8_t number, Bytes contents) {
    return der_element(tag::context(number), {der_element(tag::kOctetString, {contents})});
}

}  // namespace

Service service_of(Mechanism mechanism) noexcept {
    for (const Name& name : kNames)
        if (name.mechanism == mechanism) return name.service;
    return Service::none;
}

std::vector<std::byte> encode_mechanism_list(std::span<const Mechanism> mechanisms) {
    std::vector<std::byte> list;
    for (const Mechanism mechanism : mechanisms) {
        const auto element = der_element(tag::kObjectIdentifier, {oid_of(mechanism)});
        list.insert(list.end(), element.begin(), element.end());
    }
    return der_element(tag::kSequence, {list});
}

std::vector<std::byte> encode_init(Bytes mechanism_list, Bytes token) {
    const auto list = der_element(tag::context(0), {mechanism_list});
    const auto sequence = der_element(tag::kSequence, {list, octets(2, token)});
    return der_element(tag::kApplication0, {der_element(tag::kObjectIdentifier, {bytes_of(kSpnego)}),
                                            der_element(tag::context(0), {sequence})});
}

std::vector<std::byte> encode_response(const ResponseToken& response) {
    std::vector<std::byte> state, mechanism, token, mic;
    if (response.state) {
        const std::array value{static_cast<std::byte>(*response.state)};
        state = der_element(tag::context(0), {der_element(tag::kEnumerated, {value})});
    }
    if (response.mechanism)
        mechanism = der_element(tag::context(1), {der_element(tag::kObjectIdentifier, {oid_of(*response.mechanism)})});
    if (response.token) token = octets(2, *response.token);
    if (response.mic) mic = octets(3, *response.mic);
    return der_element(tag::context(1), {der_element(tag::kSequence, {state, mechanism, token, mic})});
}

base::Result<InitToken> decode_init(Bytes bytes) {
    DerReader whole(bytes);
    DerReader framed = whole.enter(tag::kApplication0);
    const Bytes oid = framed.take(tag::kObjectIdentifier);
    DerReader choice = framed.enter(tag::context(0));
    DerReader sequence = choice.enter(tag::kSequence);
    if (!whole.finished() || !framed.finished() || !choice.finished() || !std::ranges::equal(oid, bytes_of(kSpnego)))
        return Status::sec_e_invalid_token;
    InitToken init;
    if (!read_mechanisms(sequence, init)) return Status::sec_e_invalid_token;
    if (sequence.next_is(tag::context(1))) sequence.skip();  // reqFlags, of which RFC 4178 says to take no notice
    if (!read_octets(sequence, 2, init.token) || !read_hints_and_mic(sequence, init) || !skip_rest(sequence))
        return Status::sec_e_invalid_token;
    return init;
}

base::Result<ResponseToken> decode_response(Bytes bytes) {
    DerReader whole(bytes);
    DerReader choice = whole.enter(tag::context(1));
    DerReader sequence = choice.enter(tag::kSequence);
    if (!whole.finished() || !choice.finished()) return Status::sec_e_invalid_token;
    ResponseToken response;
    if (!read_state(sequence, response) || !read_mechanism(sequence, response) ||
        !read_octets(sequence, 2, response.token) || !read_octets(sequence, 3, response.mic) || !skip_rest(sequence))
        return Status::sec_e_invalid_token;
    return response;
}

Service bare_mechanism(Bytes bytes) noexcept {
    constexpr auto kNtlmSignature = "NTLMSSP\0"sv;
    constexpr uint8_t kApRequest = 0x6E;  // RFC 4120 section 5.5.1: [APPLICATION 14]
    if (begins_with(bytes, kNtlmSignature)) return Service::ntlm;
    DerReader reader(bytes);
    if (reader.next_is(kApRequest)) return Service::kerberos;
    const Bytes oid = reader.enter(tag::kApplication0).take(tag::kObjectIdentifier);
    return service_of(mechanism_of(oid));
}

}  // namespace rpcrt4::security::negotiate
