// SPDX-License-Identifier: LGPL-2.1-or-later
// See front_request.hpp. NDR: pointers are numbers that are zero or not, and what they point to follows the structure.
#include "rpcrt4/transport/smb/front_request.hpp"

#include <algorithm>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"

namespace rpcrt4::transport::smb {
namespace {

using base::ByteReader;
using base::Result;
using base::Status;

constexpr uint32_t kMagic = 0x4D41504E;  // "NPAM"
constexpr uint32_t kLevel = 7;
constexpr uint16_t kMessagePipe = 2;
constexpr size_t kGuidSize = 16, kTimeCount = 6, kTimeSize = 8;
constexpr uint32_t kMostSids = 4096, kMostGroups = 65536;

class Fields {
 public:
    explicit Fields(Bytes bytes) noexcept : in_(bytes) {}

    uint8_t u8() noexcept { return in_.u8(); }
    uint16_t u16() noexcept { return in_.align(2), in_.u16(); }
    uint32_t u32() noexcept { return in_.align(4), in_.u32(); }
    uint64_t u64() noexcept { return in_.align(8), in_.u64(); }
    bool pointer() noexcept { return u32() != 0; }
    Bytes blob() noexcept { return in_.take(u32()); }
    void skip(size_t count) noexcept { in_.skip(count); }
    /// For what is a structure of ours to read only when it is not there.
    void must_be_null() noexcept {
        if (pointer()) wrong_ = true;
    }
    void must(bool holds) noexcept {
        if (!holds) wrong_ = true;
    }

    /// A conformant varying string of bytes with its terminator, when its pointer was not null.
    std::string text(bool present) {
        if (!present) return {};
        const uint32_t room = u32();
        const uint32_t offset = u32();
        const uint32_t length = u32();
        const Bytes bytes = in_.take(length);
        if (offset != 0 || length == 0 || length > room || bytes.empty() || bytes.back() != std::byte{0}) wrong_ = true;
        if (failed()) return {};
        return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size() - 1);
    }

    bool failed() const noexcept { return wrong_ || in_.failed(); }

 private:
    ByteReader in_;
    bool wrong_ = false;
};

/// S-1-5-7, ANONYMOUS LOGON.
bool read_sid(Fields& in) noexcept {
    constexpr uint8_t kNtAuthority = 5;
    constexpr uint32_t kAnonymous = 7, kMostParts = 15;
    in.must(in.u8() == 1);
    const uint8_t parts = in.u8();
    in.must(parts <= kMostParts);
    in.skip(5);
    const bool of_nt = in.u8() == kNtAuthority;
    const uint32_t first = parts > 0 ? in.u32() : 0;
    for (uint8_t i = 1; i < parts && !in.failed(); ++i) in.u32();
    return of_nt && parts == 1 && first == kAnonymous;
}

/// The client's SIDs and rights. True when the first is the anonymous one.
bool read_token(Fields& in) noexcept {
    const uint32_t room = in.u32();
    const uint32_t count = in.u32();
    in.must(room == count && count <= kMostSids);
    bool anonymous = false;
    for (uint32_t i = 0; i < count && !in.failed(); ++i) {
        const bool is_anonymous = read_sid(in);
        if (i == 0) anonymous = is_anonymous;
    }
    in.u64();
    in.u32();
    return anonymous;
}

/// Numbers of the system: user, group, groups.
void read_unix_token(Fields& in) noexcept {
    const uint32_t room = in.u32();
    in.u64();
    in.u64();
    const uint32_t count = in.u32();
    in.must(room == count && count <= kMostGroups);
    for (uint32_t i = 0; i < count && !in.failed(); ++i) in.u64();
}

void read_user(Fields& in, security::Peer& peer) {
    const bool account = in.pointer(), principal = in.pointer();
    in.u32();  // whether the principal was made up
    const bool domain = in.pointer(), dns_domain = in.pointer();
    std::array<bool, 6> others{};  // full name, script, profile, directory, drive, server
    for (bool& present : others) present = in.pointer();
    in.skip(kTimeCount * kTimeSize);
    in.u16();
    in.u16();
    in.u32();
    const bool authenticated = in.u8() != 0;
    peer.user = in.text(account);
    in.text(principal);
    peer.domain = in.text(domain);
    in.text(dns_domain);
    for (const bool present : others) in.text(present);
    if (!authenticated) peer.anonymous = true;
}

void read_session(Fields& in, FrontClient& client) {
    in.must(in.pointer());
    in.blob();  // credentials
    const bool token = in.pointer(), unix_token = in.pointer(), user = in.pointer();
    in.pointer();  // the account's names on its system, which come last
    in.must_be_null();
    in.blob();  // the session's key
    in.must_be_null();
    in.skip(kGuidSize);
    in.u32();  // the kind of ticket
    in.must(token && user);
    if (in.failed()) return;
    client.peer.anonymous = read_token(in);
    if (unix_token) read_unix_token(in);
    read_user(in, client.peer);
}

}  // namespace

bool may_be_front_request(std::byte first) noexcept { return first == std::byte{0}; }

Result<size_t> front_request_size(std::span<const std::byte, kFrontLengthSize> begin) noexcept {
    const size_t size = ByteReader(begin, base::ByteOrder::big).u32();
    constexpr size_t kLeast = 12;
    if (size < kLeast || size > kLongestFrontRequest) return Status::rpc_s_protocol_error;
    return size;
}

Result<FrontClient> decode_front_request(Bytes request) {
    Fields in(request);
    in.skip(kFrontLengthSize);
    if (in.u32() != kMagic) return Status::rpc_s_protocol_error;
    const uint32_t level = in.u32();
    if (level != in.u32() || in.failed()) return Status::rpc_s_protocol_error;
    if (level != kLevel) return Status::rpc_s_cannot_support;
    FrontClient client;
    in.u32();  // the transport
    const bool name = in.pointer(), address = in.pointer();
    in.u32();  // its port
    const bool our_name = in.pointer(), our_address = in.pointer();
    in.u32();
    const bool session = in.pointer();
    const std::string of_name = in.text(name);
    const std::string of_address = in.text(address);
    client.host = of_name.empty() ? of_address : of_name;
    in.text(our_name);
    in.text(our_address);
    in.must(session);
    if (!in.failed()) read_session(in, client);
    if (in.failed()) return Status::rpc_s_protocol_error;
    security::Peer& peer = client.peer;
    peer.principal = peer.domain.empty() ? peer.user : peer.domain + '\\' + peer.user;
    return client;
}

Octets front_reply(uint32_t nt_status) {
    constexpr uint32_t kSize = 32, kAllocation = 4096;
    constexpr uint16_t kDeviceState = 0x05FF;  // blocking, messages, any number of instances
    base::ByteWriter out;
    for (const uint32_t shift : {24, 16, 8, 0}) out.u8(static_cast<uint8_t>(kSize >> shift));
    out.u32(kMagic);
    out.u32(kLevel);
    out.u32(kLevel);
    out.u16(kMessagePipe);
    out.u16(kDeviceState);
    out.u32(0);
    out.u64(kAllocation);
    out.u32(nt_status);
    return out.take();
}

}  // namespace rpcrt4::transport::smb
