// SPDX-License-Identifier: LGPL-2.1-or-later
// Received bytes to messages. The caller asks want() where the next bytes go, receives into it, reports received(n),
// and calls next() until NeedMore. Small PDUs come in through a staging block, many at a time; what is missing of a PDU
// whose header is known is received straight into the message's own buffer. The fragments that should follow it, all of
// one size, are expected there too, their headers beside it: if they turn out otherwise the bytes are put in order.
// Fragments of one call are joined here, or handed out one by one where their call is streamed (pipes); fragments of
// different calls may interleave.
// One thread at a time. Everything a peer can send is hostile: lengths are checked before they are believed, memory
// grows with what arrived and not with what was announced. C706 12.6.2, 12.6.3.1.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "rpcrt4/protocol/auth_trailer.hpp"
#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"

namespace rpcrt4::protocol {

inline constexpr size_t kDefaultMessageLimit = size_t{1} << 30;

class SecurityContext;

struct NeedMore {};

/// A complete request or response: headers of its first fragment, stub data of all of them (aligned to 8 at least). Of
/// a streamed call: one fragment, whose flags say whether it is the first and the last.
struct Message {
    CommonHeader header;
    CallHeader call;
    Buffer stub;
    SecurityContext* security = nullptr;  ///< under which it came, where there is one; the owner's
};

/// Any other PDU, whole, header included.
struct ControlPdu {
    CommonHeader header;
    Buffer pdu;
};

/// A message outgrew its limit, or a request announced that it would. What is left of it is swallowed; the stream stays
/// usable.
struct Oversized {
    CommonHeader header;
    CallHeader call;
};

enum class ReadFailure : uint8_t {
    bad_version,         ///< not 5.0 or 5.1
    bad_representation,  ///< label of no known format
    bad_length,          ///< shorter than its header, longer than negotiated
    bad_type,            ///< a PDU type that does not exist or does not travel in this direction
    bad_sequence,        ///< a later fragment without a first one, a first one of a call that is being received
    too_many_calls,      ///< more interleaved calls than kMaxInterleaved
    too_many_bytes,      ///< more memory for incomplete messages than one of them and kInterleavedAllowance
    unexpected_auth,     ///< an authentication trailer where nothing was negotiated
    bad_auth,            ///< under no security context there is, not as that agreed on, or without its trailer
    altered,             ///< not what the owner of its security context protected, or not in its turn
    early,               ///< under a security context that is still being built
    cancelled,           ///< the first one of several fragments of a request, cancelled already
};

/// The stream cannot be followed any further; every later next() says the same.
struct Unreadable {
    ReadFailure failure;
    CommonHeader header;
    uint16_t context_id = 0;  ///< of a request or response fragment
};

using ReadItem = std::variant<NeedMore, Message, ControlPdu, Oversized, Unreadable>;

class StreamReader {
 public:
    enum class Reads : uint8_t { requests, responses };
    static constexpr size_t kMaxInterleaved = 256;
    /// For all incomplete messages of a stream together this much more is reserved than for the largest of them alone.
    static constexpr size_t kInterleavedAllowance = size_t{64} << 20;

    /// Asked when the first fragment of a message is not its last: how large may it become? A message of one fragment
    /// is not larger than 64 KiB; who receives it compares.
    class Limits {
     public:
        virtual size_t message_limit(uint16_t context_id) const noexcept = 0;
        /// Asked of every fragment: is its message handed out in pieces? Whether they follow each other as they should
        /// is then the owner's business.
        virtual bool streamed(const CommonHeader&, const CallHeader&) const noexcept { return false; }

        /// What was under an authentication trailer.
        struct Opened {
            size_t end;  ///< of the body, in the PDU
            SecurityContext* security;
        };
        /// The security context of the message whose first fragments are here; empty where the PDU begins one.
        using Begun = std::optional<SecurityContext*>;

        /// Whether PDUs that carry calls may have an authentication trailer. If not, nothing of the following is asked.
        virtual bool authenticates() const noexcept { return false; }
        /// Checks the whole PDU (request, response, fault) and decrypts it in place; its body begins at `body_start`.
        /// Asked in the order of arrival.
        virtual std::variant<Opened, ReadFailure> open(const CommonHeader&, std::span<std::byte> /*pdu*/,
                                                       size_t /*body_start*/, Begun) {
            return ReadFailure::bad_auth;
        }
        /// Under which security context a request or response comes that has no trailer.
        virtual std::variant<SecurityContext*, ReadFailure> unprotected(const CommonHeader&, Begun) const noexcept {
            return nullptr;
        }
        /// Whether there is such a presentation context.
        virtual bool knows(uint16_t /*context_id*/) const noexcept { return true; }

     protected:
        ~Limits() = default;
    };

    /// `limits` outlives the reader.
    StreamReader(Reads reads, Limits& limits) noexcept : reads_(reads), limits_(limits) {}
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;

    /// The largest fragment the peer may send; kMaxFragment until settled by a bind.
    void set_max_receive(uint16_t max_receive) noexcept { max_receive_ = max_receive; }
    /// False: a message must have come to its end before another begins.
    void set_interleaved(bool interleaved) noexcept { interleaved_ = interleaved; }
    /// Nothing else may begin before the message of this call has come to its end.
    void let_end_first(uint32_t call_id) noexcept { ends_first_ = call_id; }
    /// Whether part of a message of this call is here, and more is to come.
    bool assembling(uint32_t call_id) const noexcept { return find_assembly(call_id) != nullptr; }
    /// What lines of the trace call the stream.
    void trace_as(int stream) noexcept { stream_ = stream; }

    /// Where the next bytes go: at least one byte. To be asked only when next() has said NeedMore; valid until the next
    /// call of a non-const member. Throws std::bad_alloc.
    std::span<const iovec> want();
    /// `count` bytes were put there, filling the entries in order.
    void received(size_t count) noexcept;
    /// The next complete thing, or NeedMore. Throws std::bad_alloc; the stream is lost then.
    ReadItem next();

    /// Copies bytes in, for callers that do not receive into want(). Returns how many fitted; the rest after next().
    size_t feed(std::span<const std::byte> bytes);

    /// How much of the message being received is announced and has not arrived.
    size_t still_to_come() const noexcept;
    /// True when no part of any PDU has arrived: closing now cuts nothing in half.
    bool between_messages() const noexcept;
    /// Drops the part of a message received so far; what still comes of it, if anything does, is swallowed.
    void abandon(uint32_t call_id) noexcept;
    /// Gives the staging block back when it holds nothing: an idle connection costs no buffer.
    void release_idle() noexcept;

 private:
    /// An item to hand out, or nothing: go on with the next bytes.
    using Step = std::optional<ReadItem>;

    struct Assembly {
        CommonHeader header;
        CallHeader call;
        Buffer stub;
        SecurityContext* security = nullptr;
        size_t limit = 0;
        size_t announced = 0;     // the size it will have, as its sender hints
        size_t reserved = 0;      // what stub was made for: counts towards kInterleavedAllowance
        bool swallowing = false;  // too large or abandoned: fragments are read and dropped
        bool abandoned = false;   // more of it may come or not, and its call id may come again
    };
    /// A PDU whose header is known and whose rest is being received in place.
    struct Partial {
        enum class Into : uint8_t { message, assembly, control, closed, nothing };
        CommonHeader header;
        CallHeader call;
        Into into = Into::nothing;
        Buffer own;  // message, control, closed (all of a PDU under a trailer): its final size
        SecurityContext* security = nullptr;
        size_t missing = 0;  // bytes of the PDU still to come
    };
    /// The fragments expected after the partial one: their headers go to the staging block, one after the other, their
    /// bodies where they belong.
    struct Ahead {
        static constexpr size_t kMost = 4;
        uint32_t call_id = 0;
        size_t header = 0;  // size of each header
        size_t body = 0;    // and of each body, except that the last one ends at `end`
        size_t end = 0;     // in the stub
        size_t placed = 0;  // bytes of bodies received and not yet accounted for by their headers
    };

    std::span<const std::byte> staged() const noexcept { return {staging_.data() + begin_, end_ - begin_}; }
    void consume(size_t count) noexcept;
    void compact() noexcept;
    Step fail(ReadFailure failure, const CommonHeader& header, uint16_t context_id = 0) noexcept;
    std::optional<ReadFailure> check(const CommonHeader& header) const noexcept;
    Step begin_pdu();
    Step begin_call(const CommonHeader& header);
    Step begin_control(const CommonHeader& header, Partial::Into into);
    Step begin_whole(const CommonHeader& header, const CallHeader& call, size_t header_size, SecurityContext* security);
    Step begin_fragment(const CommonHeader& header, const CallHeader& call, size_t header_size,
                        SecurityContext* security);
    Step open_call(const CommonHeader& header, Buffer pdu);
    Step open_fault(CommonHeader header, Buffer pdu);
    Limits::Begun begun(const CommonHeader& header) const noexcept;
    bool cuts_in(const CommonHeader& header, const CallHeader& call);
    Step refuse_stray(const CommonHeader& header, const CallHeader& call);
    bool out_of_turn(const CommonHeader& header, const CallHeader& call);
    bool admit_whole(const CommonHeader& header);
    Assembly* join(const CommonHeader& header, const CallHeader& call, SecurityContext* security);
    Step take_fragment(Assembly& assembly, const CommonHeader& header, std::span<const std::byte> there,
                       size_t stub_length);
    Step finish_fragment(const CommonHeader& header);
    Step finish_partial();
    Step hand_out(const CommonHeader& header, Buffer pdu);
    Step take_placed(Assembly& assembly, const CommonHeader& header, size_t stub_length) noexcept;
    size_t expect_ahead() noexcept;
    size_t place_ahead(size_t count) noexcept;
    bool expected(const CommonHeader& header) const noexcept;
    void put_in_order();
    void begin_partial(const CommonHeader& header, Partial::Into into, size_t missing) noexcept;
    std::byte* destination() noexcept;
    Assembly* find_assembly(uint32_t call_id) noexcept;
    const Assembly* find_assembly(uint32_t call_id) const noexcept;
    void forget(Assembly& assembly) noexcept;
    static void drop_stub(Assembly& assembly) noexcept;
    Assembly* find_abandoned() noexcept;
    const Assembly* find_unfinished(uint32_t besides) const noexcept;
    bool make_room(Assembly& assembly, size_t fragment_stub);

    const Reads reads_;
    Limits& limits_;
    uint16_t max_receive_ = kMaxFragment;
    int stream_ = -1;
    bool in_partial_ = false;
    bool interleaved_ = true;
    std::optional<uint32_t> ends_first_;
    Buffer staging_;
    size_t begin_ = 0;  // of the unread bytes in staging_
    size_t end_ = 0;
    Partial partial_;
    std::vector<Assembly> assemblies_;
    Ahead ahead_;
    std::array<iovec, 2 + 2 * Ahead::kMost> wanted_{};
    std::optional<Unreadable> broken_;
};

}  // namespace rpcrt4::protocol
