// SPDX-License-Identifier: LGPL-2.1-or-later
// See stream_reader.hpp. Two ways in: a PDU that lies whole in the staging block is copied out of it (or takes the
// whole block along when it is large and alone); a PDU of which only the beginning is there becomes partial_, and the
// rest is received where it belongs. Then staging_ is empty and takes the header that follows.
#include "rpcrt4/protocol/stream_reader.hpp"

#include <algorithm>
#include <cstring>

namespace rpcrt4::protocol {
namespace {

constexpr size_t kStagingSize = 16384;
constexpr size_t kWorthTheBlock = 2048;  // stub data from this size on takes the staging block instead of a copy
constexpr size_t kGrowth = 16;           // an announced length is believed up to this multiple of what arrived

bool carries_call(PduType type) noexcept { return type == PduType::request || type == PduType::response; }

bool travels(StreamReader::Reads reads, PduType type) noexcept {
    switch (type) {
        case PduType::request:
        case PduType::bind:
        case PduType::alter_context:
        case PduType::auth3:
        case PduType::co_cancel:
        case PduType::orphaned:
            return reads == StreamReader::Reads::requests;
        case PduType::response:
        case PduType::fault:
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
    if (!staging_) staging_ = Buffer(kStagingSize);
    compact();
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
    // More of the same message will follow: read just its header, the body goes into place again.
    const bool more_follows = partial_.into == Partial::Into::assembly && !partial_.header.has(pfc::kLast);
    wanted_[0] = {destination(), partial_.missing};
    wanted_[1] = {room, more_follows ? call_header_size(partial_.header) : space};
    return wanted_;
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
    }
    end_ += count;
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

bool StreamReader::between_messages() const noexcept { return begin_ == end_ && !in_partial_ && assemblies_.empty(); }

void StreamReader::abandon(uint32_t call_id) noexcept {
    Assembly* assembly = find_assembly(call_id);
    if (!assembly) return;
    assembly->swallowing = true;
    assembly->stub.reset();
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
    broken_ = Unreadable{failure, header, context_id};
    in_partial_ = false;
    partial_.own.reset();
    assemblies_.clear();
    begin_ = end_ = 0;
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
    return carries_call(header.type) ? begin_call(header) : begin_control(header);
}

StreamReader::Step StreamReader::begin_call(const CommonHeader& header) {
    const size_t header_size = call_header_size(header);
    if (staged().size() < header_size) return NeedMore{};
    const CallHeader call = decode_call_header(header, staged());
    if (header.auth_length != 0) return fail(ReadFailure::unexpected_auth, header, call.context_id);
    const bool whole = header.has(pfc::kFirst) && header.has(pfc::kLast);
    return whole ? begin_whole(header, call, header_size) : begin_fragment(header, call, header_size);
}

StreamReader::Step StreamReader::begin_whole(const CommonHeader& header, const CallHeader& call, size_t header_size) {
    if (find_assembly(header.call_id)) return fail(ReadFailure::bad_sequence, header, call.context_id);
    const size_t stub_length = header.fragment_length - header_size;
    const auto bytes = staged();
    if (bytes.size() == header.fragment_length && begin_ == 0 && stub_length >= kWorthTheBlock) {
        Buffer stub = std::move(staging_);
        stub.resize(end_);
        stub.trim_front(header_size);
        begin_ = end_ = 0;
        return Message{header, call, std::move(stub)};
    }
    Buffer stub(stub_length);
    const size_t there = std::min(stub_length, bytes.size() - header_size);
    if (there != 0) std::memcpy(stub.data(), bytes.data() + header_size, there);
    consume(header_size + there);
    if (there == stub_length) return Step(std::in_place, Message{header, call, std::move(stub)});
    begin_partial(header, Partial::Into::message, stub_length - there);
    partial_.call = call;
    partial_.own = std::move(stub);
    return {};
}

StreamReader::Step StreamReader::begin_control(const CommonHeader& header) {
    const auto bytes = staged();
    Buffer pdu(header.fragment_length);
    const size_t there = std::min(bytes.size(), pdu.size());
    std::memcpy(pdu.data(), bytes.data(), there);
    consume(there);
    if (there == pdu.size()) return ControlPdu{header, std::move(pdu)};
    begin_partial(header, Partial::Into::control, pdu.size() - there);
    partial_.own = std::move(pdu);
    return {};
}

StreamReader::Step StreamReader::begin_fragment(const CommonHeader& header, const CallHeader& call,
                                                size_t header_size) {
    Assembly* assembly = find_assembly(header.call_id);
    const bool first = header.has(pfc::kFirst);
    if (first == (assembly != nullptr)) return fail(ReadFailure::bad_sequence, header, call.context_id);
    if (first) {
        if (assemblies_.size() == kMaxInterleaved) return fail(ReadFailure::too_many_calls, header, call.context_id);
        assemblies_.push_back({header, call, {}, limits_.message_limit(call.context_id), false});
        assembly = &assemblies_.back();
    } else if (header.representation != assembly->header.representation) {
        return fail(ReadFailure::bad_representation, header, call.context_id);
    }
    const size_t stub_length = header.fragment_length - header_size;
    if (!assembly->swallowing && holds_too_much(stub_length)) {
        return fail(ReadFailure::too_many_bytes, header, call.context_id);
    }
    consume(header_size);
    return take_fragment(*assembly, header, stub_length, call.alloc_hint);
}

StreamReader::Step StreamReader::take_fragment(Assembly& assembly, const CommonHeader& header, size_t stub_length,
                                               uint32_t alloc_hint) {
    const bool overflows = !assembly.swallowing && stub_length > assembly.limit - assembly.stub.size();
    if (overflows) {
        assembly.swallowing = true;
        assembly.stub.reset();
    }
    const auto bytes = staged();
    const size_t there = std::min(bytes.size(), stub_length);
    if (!assembly.swallowing) {
        make_room(assembly, stub_length, alloc_hint);
        const size_t old_size = assembly.stub.size();
        if (there != 0) std::memcpy(assembly.stub.data() + old_size, bytes.data(), there);
        assembly.stub.resize(old_size + there);
    }
    consume(there);
    const auto into = assembly.swallowing ? Partial::Into::nothing : Partial::Into::assembly;
    begin_partial(header, into, stub_length - there);
    if (overflows) return Oversized{assembly.header, assembly.call};
    return {};
}

StreamReader::Step StreamReader::finish_fragment(const CommonHeader& header) {
    if (!header.has(pfc::kLast)) return {};
    Assembly* assembly = find_assembly(header.call_id);
    Assembly done = std::move(*assembly);
    if (assembly != &assemblies_.back()) *assembly = std::move(assemblies_.back());
    assemblies_.pop_back();
    if (done.swallowing) return {};
    return Message{done.header, done.call, std::move(done.stub)};
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
            return Message{partial_.header, partial_.call, std::move(partial_.own)};
        case Partial::Into::control:
            return ControlPdu{partial_.header, std::move(partial_.own)};
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

StreamReader::Assembly* StreamReader::find_assembly(uint32_t call_id) noexcept {
    for (Assembly& assembly : assemblies_) {
        if (assembly.header.call_id == call_id) return &assembly;
    }
    return nullptr;
}

/// With `more` bytes to come. One message alone never does: it becomes Oversized first.
bool StreamReader::holds_too_much(size_t more) const noexcept {
    size_t held = more;
    size_t largest_limit = 0;
    for (const Assembly& assembly : assemblies_) {
        held += assembly.stub.size();
        largest_limit = std::max(largest_limit, assembly.limit);
    }
    return held > kInterleavedAllowance && held - kInterleavedAllowance > largest_limit;
}

/// alloc_hint says how much is still to come, this fragment included; it is believed in proportion to what arrived.
void StreamReader::make_room(Assembly& assembly, size_t fragment_stub, uint32_t alloc_hint) {
    const size_t have = assembly.stub.size();
    const size_t need = have + fragment_stub;
    if (need <= assembly.stub.capacity() && assembly.stub) return;
    const size_t announced = std::min(have + alloc_hint, assembly.limit);
    const size_t doubled = std::min(assembly.stub.capacity() * 2, assembly.limit);
    assembly.stub.reserve(std::max({need, doubled, std::min(announced, need * kGrowth)}));
}

}  // namespace rpcrt4::protocol
