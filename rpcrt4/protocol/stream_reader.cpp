// SPDX-License-Identifier: LGPL-2.1-or-later
// See stream_reader.hpp. Two ways in: a PDU that lies whole in the staging block is copied out of it (or takes the
// whole block along when it is large and alone); a PDU of which only the beginning is there becomes partial_, and the
// rest is received where it belongs. Then staging_ is empty and takes the headers that follow.
#include "rpcrt4/protocol/stream_reader.hpp"

#include <algorithm>
#include <cstring>

#include "rpcrt4/protocol/pdu_trace.hpp"

namespace rpcrt4::protocol {
namespace {

constexpr size_t kStagingSize = 16384;
constexpr size_t kWorthTheBlock = 2048;        // stub data from this size on takes the staging block instead of a copy
constexpr size_t kGrowth = 16;                 // an announced length is believed up to this multiple of what arrived
constexpr size_t kBelieved = size_t{4} << 20;  // or up to this

bool carries_call(PduType type) noexcept { return type == PduType::request || type == PduType::response; }

bool travels(StreamReader::Reads reads, PduType type) noexcept {
    switch (type) {
        // In both directions: a server may call its client back.
        case PduType::request:
        case PduType::response:
        case PduType::fault:
            return true;
        case PduType::bind:
        case PduType::alter_context:
        case PduType::auth3:
        case PduType::co_cancel:
        case PduType::orphaned:
            return reads == StreamReader::Reads::requests;
        case PduType::bind_ack:
        case PduType::bind_nak:
        case PduType::alter_context_resp:
        case PduType::shutdown:
            return reads == StreamReader::Reads::responses;
    }
    return false;
}

}  // namespace

std::span<const iovec> StreamReader::want() {
    compact();
    if (!staging_ || (end_ == 0 && staging_.capacity() > kStagingSize)) staging_ = Buffer(kStagingSize);
    std::byte* const room = staging_.data() + end_;
    const size_t space = staging_.capacity() - end_;
    if (!in_partial_ || partial_.missing == 0) {
        wanted_[0] = {room, space};
        return std::span(wanted_).first(1);
    }
    if (partial_.into == Partial::Into::nothing) {
        wanted_[0] = {room, std::min(space, partial_.missing)};
        return std::span(wanted_).first(1);
    }
    wanted_[0] = {destination(), partial_.missing};
    const bool more_follows = partial_.into == Partial::Into::assembly && !partial_.header.has(pfc::kLast);
    if (more_follows) return std::span(wanted_).first(1 + expect_ahead());
    wanted_[1] = {room, space};
    return std::span(wanted_).first(2);
}

/// Fills wanted_ from its second entry on; how many. Of what cannot be foreseen just a header is read, so that the body
/// goes into place again.
size_t StreamReader::expect_ahead() noexcept {
    const Assembly& assembly = *find_assembly(partial_.header.call_id);
    const size_t header = call_header_size(partial_.header);
    size_t place = assembly.stub.size() + partial_.missing;
    ahead_ = {.call_id = partial_.header.call_id,
              .header = header,
              .body = partial_.header.fragment_length - header,
              .end = std::min(assembly.announced, assembly.stub.capacity())};
    size_t count = 0;
    std::byte* room = staging_.data() + end_;
    for (size_t i = 0; i < Ahead::kMost && place < ahead_.end; ++i) {
        const size_t body = std::min(ahead_.body, ahead_.end - place);
        wanted_[1 + count++] = {room, header};
        wanted_[1 + count++] = {const_cast<std::byte*>(assembly.stub.data()) + place, body};
        room += header;
        place += body;
    }
    const bool all = count != 0 && place == assembly.announced;
    const size_t space = staging_.capacity() - static_cast<size_t>(room - staging_.data());
    wanted_[1 + count++] = {room, all ? space : header};
    return count;
}

void StreamReader::received(size_t count) noexcept {
    if (broken_) return;
    if (in_partial_ && partial_.missing != 0) {
        const size_t direct = std::min(count, partial_.missing);
        if (partial_.into == Partial::Into::assembly) {
            Buffer& stub = find_assembly(partial_.header.call_id)->stub;
            stub.resize(stub.size() + direct);
        }
        partial_.missing -= direct;
        count -= direct;
        if (partial_.into == Partial::Into::assembly && !partial_.header.has(pfc::kLast)) {
            count = place_ahead(count);
        }
    }
    end_ += count;
}

/// Counts the bytes that went to bodies; how many went to the staging block.
size_t StreamReader::place_ahead(size_t count) noexcept {
    size_t staged = 0;
    size_t place = find_assembly(ahead_.call_id)->stub.size();
    for (size_t i = 0; i < Ahead::kMost && place < ahead_.end && count > 0; ++i) {
        const size_t header = std::min(count, ahead_.header);
        const size_t body = std::min({count - header, ahead_.body, ahead_.end - place});
        staged += header;
        ahead_.placed += body;
        place += body;
        count -= header + body;
    }
    return staged + count;
}

ReadItem StreamReader::next() {
    for (;;) {
        if (broken_) return *broken_;
        Step step = in_partial_ ? finish_partial() : begin_pdu();
        if (step) return std::move(*step);
    }
}

size_t StreamReader::feed(std::span<const std::byte> bytes) {
    size_t fed = 0;
    for (const iovec& entry : want()) {
        const size_t part = std::min(entry.iov_len, bytes.size() - fed);
        if (part != 0) std::memcpy(entry.iov_base, bytes.data() + fed, part);
        fed += part;
    }
    received(fed);
    return fed;
}

bool StreamReader::between_messages() const noexcept {
    const auto over = [](const Assembly& assembly) { return assembly.abandoned; };
    return begin_ == end_ && !in_partial_ && std::all_of(assemblies_.begin(), assemblies_.end(), over);
}

size_t StreamReader::still_to_come() const noexcept {
    if (!in_partial_ || partial_.into != Partial::Into::assembly) return 0;
    const Assembly* assembly = find_assembly(partial_.header.call_id);
    const size_t have = assembly->stub.size();
    return std::max(assembly->announced, have + partial_.missing) - have;
}

void StreamReader::abandon(uint32_t call_id) noexcept {
    Assembly* assembly = find_assembly(call_id);
    if (!assembly) return;
    assembly->swallowing = assembly->abandoned = true;
    // Unless a part lies there that was received ahead and may turn out to be something else.
    if (ahead_.placed == 0 || ahead_.call_id != call_id) drop_stub(*assembly);
    const bool being_received = in_partial_ && partial_.into == Partial::Into::assembly;
    if (being_received && partial_.header.call_id == call_id) partial_.into = Partial::Into::nothing;
}

void StreamReader::release_idle() noexcept {
    if (begin_ != end_) return;
    begin_ = end_ = 0;
    staging_.reset();
}

void StreamReader::consume(size_t count) noexcept {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
}

void StreamReader::compact() noexcept {
    if (begin_ == 0) return;
    std::memmove(staging_.data(), staging_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
}

StreamReader::Step StreamReader::fail(ReadFailure failure, const CommonHeader& header, uint16_t context_id) noexcept {
    if (tracing()) [[unlikely]]
        trace_unreadable(stream_, header);
    broken_ = Unreadable{failure, header, context_id};
    in_partial_ = false;
    partial_.own.reset();
    assemblies_.clear();
    begin_ = end_ = 0;
    ahead_.placed = 0;
    return *broken_;
}

std::optional<ReadFailure> StreamReader::check(const CommonHeader& header) const noexcept {
    if (!header.version_supported()) return ReadFailure::bad_version;
    if (!header.representation.valid()) return ReadFailure::bad_representation;
    if (!travels(reads_, header.type)) return ReadFailure::bad_type;
    const size_t trailer = header.auth_length == 0 ? 0 : kAuthTrailerHeaderSize + header.auth_length;
    const size_t least = carries_call(header.type) ? call_header_size(header) : kCommonHeaderSize;
    if (header.fragment_length < least + trailer || header.fragment_length > max_receive_) {
        return ReadFailure::bad_length;
    }
    return {};
}

StreamReader::Step StreamReader::begin_pdu() {
    const auto bytes = staged();
    if (bytes.size() < kCommonHeaderSize) return NeedMore{};
    const CommonHeader header = decode_common(bytes);
    if (const auto failure = check(header)) return fail(*failure, header);
    if (ahead_.placed != 0 && !expected(header)) put_in_order();
    return carries_call(header.type) ? begin_call(header) : begin_control(header, Partial::Into::control);
}

StreamReader::Step StreamReader::begin_call(const CommonHeader& header) {
    const size_t header_size = call_header_size(header);
    if (staged().size() < header_size) return NeedMore{};
    const CallHeader call = decode_call_header(header, staged());
    if (tracing()) [[unlikely]]
        trace_received(stream_, header, staged());
    SecurityContext* security = nullptr;
    if (limits_.authenticates()) {
        if (cuts_in(header, call)) return *broken_;
        const auto of_message = begun(header);
        const bool stray =
            !header.has(pfc::kFirst) && !find_assembly(header.call_id) && !limits_.streamed(header, call);
        if (stray && !limits_.knows(call.context_id)) return refuse_stray(header, call);
        if (header.auth_length != 0) return begin_control(header, Partial::Into::closed);
        const auto verdict = limits_.unprotected(header, of_message);
        if (const auto* failure = std::get_if<ReadFailure>(&verdict)) {
            return fail(*failure, header,
                        of_message ? find_assembly(header.call_id)->call.context_id : call.context_id);
        }
        security = std::get<SecurityContext*>(verdict);
    } else if (header.auth_length != 0) {
        return fail(ReadFailure::unexpected_auth, header, call.context_id);
    }
    if (out_of_turn(header, call)) return *broken_;
    const bool whole = (header.has(pfc::kFirst) && header.has(pfc::kLast)) || limits_.streamed(header, call);
    return whole ? begin_whole(header, call, header_size, security)
                 : begin_fragment(header, call, header_size, security);
}

StreamReader::Limits::Begun StreamReader::begun(const CommonHeader& header) const noexcept {
    const Assembly* assembly = find_assembly(header.call_id);
    if (assembly == nullptr || assembly->abandoned) return {};
    return assembly->security;
}

/// True, and broken: where clients authenticate each sends a request to its end before the next, multiplexed or not
/// ([MS-RPCE] 3.3.1.5.8), and who does not is told before his signature is looked at. Whose fault it is, and on which
/// presentation context, is as Windows says it.
bool StreamReader::cuts_in(const CommonHeader& header, const CallHeader& call) {
    if (header.type != PduType::request) return false;
    const Assembly* unfinished = find_unfinished(header.call_id);
    if (unfinished != nullptr && !interleaved_) {
        static_cast<void>(fail(ReadFailure::bad_sequence, unfinished->header, unfinished->call.context_id));
    } else if (unfinished != nullptr) {
        static_cast<void>(fail(ReadFailure::bad_sequence, header));
    } else if (!interleaved_ && !header.has(pfc::kFirst) && !assembling(header.call_id) &&
               !limits_.streamed(header, call)) {
        static_cast<void>(fail(ReadFailure::bad_sequence, header));
    }
    return broken_.has_value();
}

/// A fragment of nothing, on no presentation context: as Windows, that is refused for the latter reason.
StreamReader::Step StreamReader::refuse_stray(const CommonHeader& header, const CallHeader& call) {
    const size_t there = std::min<size_t>(staged().size(), header.fragment_length);
    consume(there);
    CommonHeader of_none = header;
    of_none.flags &= static_cast<uint8_t>(~pfc::kLast);
    begin_partial(of_none, Partial::Into::nothing, header.fragment_length - there);
    return Oversized{header, call};
}

/// True, and broken, when it begins where another message has not come to its end, or begins as a cancelled one.
bool StreamReader::out_of_turn(const CommonHeader& header, const CallHeader& call) {
    if (!header.has(pfc::kFirst)) return false;
    const Assembly* unfinished = interleaved_ ? nullptr : find_unfinished(header.call_id);
    const bool held = ends_first_ && *ends_first_ != header.call_id && assembling(*ends_first_);
    const bool is_request = header.type == PduType::request;
    if (unfinished) {
        static_cast<void>(fail(ReadFailure::bad_sequence, unfinished->header, unfinished->call.context_id));
    } else if (held) {
        static_cast<void>(fail(ReadFailure::bad_sequence, header));
    } else if (is_request && !header.has(pfc::kLast) && header.has(pfc::kPendingCancel)) {
        static_cast<void>(fail(ReadFailure::cancelled, header, call.context_id));
    }
    return broken_.has_value();
}

/// False, and broken, when a message of that call id is being received.
bool StreamReader::admit_whole(const CommonHeader& header) {
    Assembly* assembly = find_assembly(header.call_id);
    if (assembly == nullptr) return true;
    if (assembly->abandoned) return forget(*assembly), true;
    static_cast<void>(fail(ReadFailure::bad_sequence, header, assembly->call.context_id));
    return false;
}

StreamReader::Step StreamReader::begin_whole(const CommonHeader& header, const CallHeader& call, size_t header_size,
                                             SecurityContext* security) {
    if (!admit_whole(header)) return *broken_;
    const size_t stub_length = header.fragment_length - header_size;
    const auto bytes = staged();
    if (bytes.size() == header.fragment_length && begin_ == 0 && stub_length >= kWorthTheBlock) {
        Buffer stub = std::move(staging_);
        stub.resize(end_);
        stub.trim_front(header_size);
        begin_ = end_ = 0;
        return Message{header, call, std::move(stub), security};
    }
    Buffer stub(stub_length);
    const size_t there = std::min(stub_length, bytes.size() - header_size);
    if (there != 0) std::memcpy(stub.data(), bytes.data() + header_size, there);
    consume(header_size + there);
    if (there == stub_length) return Step(std::in_place, Message{header, call, std::move(stub), security});
    begin_partial(header, Partial::Into::message, stub_length - there);
    partial_.call = call;
    partial_.own = std::move(stub);
    partial_.security = security;
    return {};
}

/// Of a request or response under a trailer, too, all of the PDU is needed first.
StreamReader::Step StreamReader::begin_control(const CommonHeader& header, Partial::Into into) {
    const auto bytes = staged();
    Buffer pdu(header.fragment_length);
    const size_t there = std::min(bytes.size(), pdu.size());
    std::memcpy(pdu.data(), bytes.data(), there);
    consume(there);
    if (there == pdu.size()) {
        return into == Partial::Into::closed ? open_call(header, std::move(pdu)) : hand_out(header, std::move(pdu));
    }
    begin_partial(header, into, pdu.size() - there);
    partial_.own = std::move(pdu);
    return {};
}

StreamReader::Step StreamReader::hand_out(const CommonHeader& header, Buffer pdu) {
    if (tracing()) [[unlikely]]
        trace_received(stream_, header, pdu.bytes());
    if (header.type == PduType::fault && header.auth_length != 0) return open_fault(header, std::move(pdu));
    return ControlPdu{header, std::move(pdu)};
}

StreamReader::Step StreamReader::open_fault(CommonHeader header, Buffer pdu) {
    if (!limits_.authenticates()) return fail(ReadFailure::unexpected_auth, header);
    if (pdu.size() < kCallHeaderSize) return fail(ReadFailure::bad_length, header);
    const auto verdict = limits_.open(header, pdu.bytes(), kCallHeaderSize, {});
    if (const auto* failure = std::get_if<ReadFailure>(&verdict)) return fail(*failure, header);
    const size_t end = std::get<Limits::Opened>(verdict).end;
    pdu.resize(end);
    header.auth_length = 0;
    header.fragment_length = static_cast<uint16_t>(end);
    return ControlPdu{header, std::move(pdu)};
}

StreamReader::Step StreamReader::open_call(const CommonHeader& header, Buffer pdu) {
    const size_t header_size = call_header_size(header);
    const CallHeader call = decode_call_header(header, pdu.bytes());
    const auto of_message = begun(header);
    const auto verdict = limits_.open(header, pdu.bytes(), header_size, of_message);
    if (const auto* failure = std::get_if<ReadFailure>(&verdict)) {
        return fail(*failure, header, of_message ? find_assembly(header.call_id)->call.context_id : call.context_id);
    }
    const Limits::Opened& opened = std::get<Limits::Opened>(verdict);
    if (out_of_turn(header, call)) return *broken_;
    const size_t stub_length = opened.end - header_size;
    if ((header.has(pfc::kFirst) && header.has(pfc::kLast)) || limits_.streamed(header, call)) {
        if (!admit_whole(header)) return *broken_;
        pdu.trim_front(header_size);
        pdu.resize(stub_length);
        return Message{header, call, std::move(pdu), opened.security};
    }
    Assembly* assembly = join(header, call, opened.security);
    if (assembly == nullptr) return *broken_;
    return take_fragment(*assembly, header, pdu.bytes().subspan(header_size, stub_length), stub_length);
}

/// The message the fragment belongs to. Null, and broken, when there is none.
StreamReader::Assembly* StreamReader::join(const CommonHeader& header, const CallHeader& call,
                                           SecurityContext* security) {
    const auto refuse = [&](ReadFailure failure) -> Assembly* {
        static_cast<void>(fail(failure, header, call.context_id));
        return nullptr;
    };
    Assembly* assembly = find_assembly(header.call_id);
    const bool first = header.has(pfc::kFirst);
    if (first && assembly && assembly->abandoned) {
        forget(*assembly);
        assembly = nullptr;
    }
    if (first && assembly) {
        static_cast<void>(fail(ReadFailure::bad_sequence, header, assembly->call.context_id));
        return nullptr;
    }
    if (!first && !assembly) return refuse(ReadFailure::bad_sequence);
    if (first) {
        if (assemblies_.size() == kMaxInterleaved) {
            Assembly* over = find_abandoned();
            if (!over) return refuse(ReadFailure::too_many_calls);
            forget(*over);
        }
        assemblies_.push_back({header, call, {}, security, limits_.message_limit(call.context_id)});
        assembly = &assemblies_.back();
    } else if (header.representation != assembly->header.representation) {
        return refuse(ReadFailure::bad_representation);
    } else if (security != assembly->security) {
        return refuse(ReadFailure::bad_auth);
    }
    assembly->announced = std::min(assembly->stub.size() + call.alloc_hint, assembly->limit);
    return assembly;
}

StreamReader::Step StreamReader::begin_fragment(const CommonHeader& header, const CallHeader& call, size_t header_size,
                                                SecurityContext* security) {
    Assembly* assembly = join(header, call, security);
    if (assembly == nullptr) return *broken_;
    const size_t stub_length = header.fragment_length - header_size;
    consume(header_size);
    if (ahead_.placed != 0) return take_placed(*assembly, header, stub_length);
    const auto there = staged().first(std::min(staged().size(), stub_length));
    Step step = take_fragment(*assembly, header, there, stub_length);
    if (!broken_) consume(there.size());
    return step;
}

/// `there` is the part of the stub data that has arrived.
StreamReader::Step StreamReader::take_fragment(Assembly& assembly, const CommonHeader& header,
                                               std::span<const std::byte> there, size_t stub_length) {
    // Nobody's own limit is no reason to take a wild hint at its word.
    const bool limited = header.type == PduType::request && assembly.limit < kDefaultMessageLimit;
    const bool announces_too_much = limited && header.has(pfc::kFirst) && assembly.call.alloc_hint > assembly.limit;
    const bool overflows =
        !assembly.swallowing && (announces_too_much || stub_length > assembly.limit - assembly.stub.size());
    if (overflows) {
        assembly.swallowing = true;
        drop_stub(assembly);
    }
    if (!assembly.swallowing) {
        if (!make_room(assembly, stub_length))
            return fail(ReadFailure::too_many_bytes, header, assembly.call.context_id);
        const size_t old_size = assembly.stub.size();
        if (!there.empty()) std::memcpy(assembly.stub.data() + old_size, there.data(), there.size());
        assembly.stub.resize(old_size + there.size());
    }
    const auto into = assembly.swallowing ? Partial::Into::nothing : Partial::Into::assembly;
    begin_partial(header, into, stub_length - there.size());
    if (overflows) return Oversized{assembly.header, assembly.call};
    return {};
}

/// The body, or its beginning, lies in place already.
StreamReader::Step StreamReader::take_placed(Assembly& assembly, const CommonHeader& header,
                                             size_t stub_length) noexcept {
    const size_t there = std::min(ahead_.placed, stub_length);
    ahead_.placed -= there;
    assembly.stub.resize(assembly.stub.size() + there);
    const auto into = assembly.swallowing ? Partial::Into::nothing : Partial::Into::assembly;
    begin_partial(header, into, stub_length - there);
    return {};
}

/// Whether the fragment is the one whose body was received ahead.
bool StreamReader::expected(const CommonHeader& header) const noexcept {
    if (!carries_call(header.type) || header.call_id != ahead_.call_id || header.has(pfc::kFirst)) return false;
    if (header.auth_length != 0 || call_header_size(header) != ahead_.header) return false;
    const size_t body = std::min(ahead_.body, ahead_.end - find_assembly(ahead_.call_id)->stub.size());
    const bool others_follow = ahead_.placed > body;
    return header.fragment_length == ahead_.header + body && !(others_follow && header.has(pfc::kLast));
}

/// What was received ahead is not what was expected: puts headers and bodies back into the order they came in.
void StreamReader::put_in_order() {
    const auto headers = staged();
    Buffer all(std::max(headers.size() + ahead_.placed, kStagingSize));
    std::byte* out = all.data();
    const Assembly& assembly = *find_assembly(ahead_.call_id);
    size_t place = assembly.stub.size();
    size_t copied = 0;
    while (ahead_.placed != 0) {
        const size_t body = std::min({ahead_.placed, ahead_.body, ahead_.end - place});
        out = std::copy_n(headers.data() + copied, ahead_.header, out);
        out = std::copy_n(assembly.stub.data() + place, body, out);
        copied += ahead_.header;
        place += body;
        ahead_.placed -= body;
    }
    out = std::copy_n(headers.data() + copied, headers.size() - copied, out);
    begin_ = 0;
    end_ = static_cast<size_t>(out - all.data());
    staging_ = std::move(all);
}

StreamReader::Step StreamReader::finish_fragment(const CommonHeader& header) {
    if (!header.has(pfc::kLast)) return {};
    Assembly* assembly = find_assembly(header.call_id);
    Assembly done = std::move(*assembly);
    forget(*assembly);
    if (done.swallowing) return {};
    return Message{done.header, done.call, std::move(done.stub), done.security};
}

void StreamReader::begin_partial(const CommonHeader& header, Partial::Into into, size_t missing) noexcept {
    in_partial_ = true;
    partial_.header = header;
    partial_.into = into;
    partial_.missing = missing;
}

StreamReader::Step StreamReader::finish_partial() {
    if (partial_.missing != 0) return NeedMore{};
    in_partial_ = false;
    switch (partial_.into) {
        case Partial::Into::message:
            return Message{partial_.header, partial_.call, std::move(partial_.own), partial_.security};
        case Partial::Into::closed:
            return open_call(partial_.header, std::move(partial_.own));
        case Partial::Into::control:
            return hand_out(partial_.header, std::move(partial_.own));
        case Partial::Into::assembly:
        case Partial::Into::nothing:
            break;
    }
    return finish_fragment(partial_.header);
}

std::byte* StreamReader::destination() noexcept {
    if (partial_.into == Partial::Into::assembly) {
        Buffer& stub = find_assembly(partial_.header.call_id)->stub;
        return stub.data() + stub.size();
    }
    return partial_.own.data() + partial_.own.size() - partial_.missing;
}

const StreamReader::Assembly* StreamReader::find_assembly(uint32_t call_id) const noexcept {
    for (const Assembly& assembly : assemblies_) {
        if (assembly.header.call_id == call_id) return &assembly;
    }
    return nullptr;
}

StreamReader::Assembly* StreamReader::find_assembly(uint32_t call_id) noexcept {
    return const_cast<Assembly*>(std::as_const(*this).find_assembly(call_id));
}

void StreamReader::forget(Assembly& assembly) noexcept {
    // In their order: of those abandoned the oldest is forgotten first.
    assemblies_.erase(assemblies_.begin() + (&assembly - assemblies_.data()));
}

void StreamReader::drop_stub(Assembly& assembly) noexcept {
    assembly.stub.reset();
    assembly.reserved = 0;
}

/// Of another call.
const StreamReader::Assembly* StreamReader::find_unfinished(uint32_t besides) const noexcept {
    for (const Assembly& assembly : assemblies_) {
        if (!assembly.abandoned && assembly.header.call_id != besides) return &assembly;
    }
    return nullptr;
}

StreamReader::Assembly* StreamReader::find_abandoned() noexcept {
    const auto found =
        std::find_if(assemblies_.begin(), assemblies_.end(), [](auto& entry) { return entry.abandoned; });
    return found == assemblies_.end() ? nullptr : &*found;
}

/// For the fragment at least, and for what is announced as far as that is believed: memory that is not written to costs
/// little. False when the incomplete messages have no more to share. One message alone never meets that: it becomes
/// Oversized first.
bool StreamReader::make_room(Assembly& assembly, size_t fragment_stub) {
    const size_t need = assembly.stub.size() + fragment_stub;
    if (assembly.stub && need <= assembly.reserved) return true;
    size_t others = 0;
    size_t largest_limit = 0;
    for (const Assembly& entry : assemblies_) {
        if (&entry != &assembly) others += entry.reserved;
        largest_limit = std::max(largest_limit, entry.limit);
    }
    const size_t bound = kInterleavedAllowance + largest_limit;
    const size_t room = bound - std::min(bound, others);
    // Growing by less than half would copy the message over and over.
    if (std::max(need, std::min(assembly.reserved / 2 * 3, assembly.limit)) > room) return false;
    const size_t doubled = std::min(assembly.reserved * 2, assembly.limit);
    const size_t believed = std::min(assembly.announced, std::max(need * kGrowth, kBelieved));
    assembly.reserved = std::min(std::max({need, doubled, believed}), room);
    assembly.stub.reserve(assembly.reserved);
    return true;
}

}  // namespace rpcrt4::protocol
