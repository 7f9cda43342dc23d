// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_trace.hpp.
#include "rpcrt4/protocol/pdu_trace.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <new>

#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

namespace rpcrt4::protocol {
namespace {

/// Enough of a fragment to describe a request with an object.
constexpr size_t kEnough = kMaxCallHeaderSize;

const char* name_of(PduType type) noexcept {
    switch (type) {
        case PduType::request:
            return "request";
        case PduType::response:
            return "response";
        case PduType::fault:
            return "fault";
        case PduType::bind:
            return "bind";
        case PduType::bind_ack:
            return "bind_ack";
        case PduType::bind_nak:
            return "bind_nak";
        case PduType::alter_context:
            return "alter_context";
        case PduType::alter_context_resp:
            return "alter_context_resp";
        case PduType::auth3:
            return "auth3";
        case PduType::shutdown:
            return "shutdown";
        case PduType::co_cancel:
            return "co_cancel";
        case PduType::orphaned:
            return "orphaned";
    }
    return "unknown";
}

[[gnu::format(printf, 2, 3)]] void append(std::string& text, const char* format, ...) {
    char part[160];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(part, sizeof part, format, arguments);
    va_end(arguments);
    text.append(part, std::min(static_cast<size_t>(length), sizeof part - 1));
}

/// F first, L last, C a cancel is pending, M maybe, X multiplexing, D did not execute, O an object.
void append_flags(std::string& text, const CommonHeader& header) {
    struct Letter {
        uint8_t flag;
        char letter;
    };
    constexpr Letter kLetters[] = {{pfc::kFirst, 'F'},
                                   {pfc::kLast, 'L'},
                                   {pfc::kPendingCancel, 'C'},
                                   {pfc::kMaybe, 'M'},
                                   {pfc::kConcurrentMultiplex, 'X'},
                                   {pfc::kDidNotExecute, 'D'},
                                   {pfc::kObjectUuid, 'O'}};
    text += ' ';
    for (const Letter& entry : kLetters) {
        if (header.has(entry.flag)) text += entry.letter;
    }
}

void append_call(std::string& text, const CommonHeader& header, std::span<const std::byte> pdu) {
    if (pdu.size() < call_header_size(header)) return;
    const CallHeader call = decode_call_header(header, pdu);
    append(text, " ctx=%u", call.context_id);
    if (header.type == PduType::request) append(text, " op=%u", call.opnum);
    if (call.has_object) append(text, " object=%s", uuid::to_text(call.object).c_str());
}

void append_fault(std::string& text, const CommonHeader& header, std::span<const std::byte> pdu) {
    const auto fault = decode_fault(header, pdu);
    if (!fault) return;
    append(text, " ctx=%u status=0x%08x (%d)", fault->context_id, fault->wire_status,
           base::code(from_wire(fault->wire_status)));
    if (!fault->extended_error.empty()) append(text, " eeinfo=%zu", fault->extended_error.size());
}

void append_bind(std::string& text, const CommonHeader& header, std::span<const std::byte> pdu) {
    const auto bind = decode_bind(header, pdu);
    if (!bind) return;
    append(text, " group=%u frag=%u/%u", bind->association_group, bind->max_transmit, bind->max_receive);
    for (const ContextProposal& context : bind->contexts) {
        const SyntaxId& id = context.interface_id;
        append(text, " ctx=%u:%s/%u.%u", context.id, uuid::to_text(id.uuid).c_str(), id.major, id.minor);
        for (const SyntaxId& transfer : context.transfers) {
            append(text, "+%.8s", uuid::to_text(transfer.uuid).c_str());
        }
    }
}

void append_ack(std::string& text, const CommonHeader& header, std::span<const std::byte> pdu) {
    const auto ack = decode_bind_ack(header, pdu);
    if (!ack) return;
    append(text, " group=%u frag=%u/%u", ack->association_group, ack->max_transmit, ack->max_receive);
    for (const ContextAnswer& answer : ack->answers) {
        append(text, " result=%u/%u", static_cast<unsigned>(answer.result), answer.reason);
    }
}

void append_nak(std::string& text, const CommonHeader& header, std::span<const std::byte> pdu) {
    const auto nak = decode_bind_nak(header, pdu);
    if (!nak) return;
    append(text, " reason=%u (%d)", static_cast<unsigned>(nak->reason), base::code(from_nak(nak->reason)));
    if (!nak->extended_error.empty()) append(text, " eeinfo=%zu", nak->extended_error.size());
}

/// Reads a gather list from its beginning.
class Gathered {
 public:
    explicit Gathered(std::span<const iovec> pieces) noexcept : pieces_(pieces) {}
    /// Up to `size` bytes from here, without going on.
    size_t peek(std::byte* bytes, size_t size) const noexcept {
        size_t copied = 0;
        size_t offset = offset_;
        for (size_t i = piece_; i < pieces_.size() && copied < size; ++i, offset = 0) {
            const size_t part = std::min(size - copied, pieces_[i].iov_len - offset);
            if (part != 0)
                std::memcpy(bytes + copied, static_cast<const std::byte*>(pieces_[i].iov_base) + offset, part);
            copied += part;
        }
        return copied;
    }
    void skip(size_t size) noexcept {
        while (piece_ < pieces_.size() && size >= pieces_[piece_].iov_len - offset_) {
            size -= pieces_[piece_++].iov_len - offset_;
            offset_ = 0;
        }
        offset_ += size;
    }

 private:
    const std::span<const iovec> pieces_;
    size_t piece_ = 0;
    size_t offset_ = 0;
};

}  // namespace

std::string describe_pdu(const CommonHeader& header, std::span<const std::byte> pdu) {
    std::string text = name_of(header.type);
    append(text, " call=%u", header.call_id);
    append_flags(text, header);
    append(text, " len=%u", header.fragment_length);
    if (header.auth_length != 0) append(text, " auth=%u", header.auth_length);
    switch (header.type) {
        case PduType::request:
        case PduType::response:
            append_call(text, header, pdu);
            break;
        case PduType::fault:
            append_fault(text, header, pdu);
            break;
        case PduType::bind:
        case PduType::alter_context:
            append_bind(text, header, pdu);
            break;
        case PduType::bind_ack:
        case PduType::alter_context_resp:
            append_ack(text, header, pdu);
            break;
        case PduType::bind_nak:
            append_nak(text, header, pdu);
            break;
        default:
            break;
    }
    return text;
}

void trace_received(int stream, const CommonHeader& header, std::span<const std::byte> pdu) noexcept {
    try {
        trace::line(trace::Category::pdu, "fd=%d < %s", stream, describe_pdu(header, pdu).c_str());
    } catch (const std::bad_alloc&) {
    }
}

void trace_unreadable(int stream, const CommonHeader& header) noexcept {
    trace::line(trace::Category::pdu, "fd=%d < unreadable: version %u.%u type %u flags 0x%02x len=%u call=%u", stream,
                header.version, header.version_minor, static_cast<unsigned>(header.type), header.flags,
                header.fragment_length, header.call_id);
}

void trace_message(int stream, const OutgoingMessage& message) noexcept {
    try {
        Gathered pieces(message.pending());
        for (size_t left = message.remaining(); left >= kCommonHeaderSize;) {
            std::byte common[kCommonHeaderSize];
            pieces.peek(common, sizeof common);
            const CommonHeader header = decode_common(common);
            const bool call = header.type == PduType::request || header.type == PduType::response;
            std::vector<std::byte> pdu(call ? std::min<size_t>(kEnough, header.fragment_length)
                                            : header.fragment_length);
            pdu.resize(pieces.peek(pdu.data(), pdu.size()));
            trace::line(trace::Category::pdu, "fd=%d > %s", stream, describe_pdu(header, pdu).c_str());
            const size_t length = std::max<size_t>(header.fragment_length, kCommonHeaderSize);
            pieces.skip(length);
            left -= std::min(left, length);
        }
    } catch (const std::bad_alloc&) {
    }
}

}  // namespace rpcrt4::protocol
