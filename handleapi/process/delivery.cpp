// SPDX-License-Identifier: LGPL-2.1-or-later
// See delivery.hpp. Messages may come from a child that is not what it seems: everything in them is checked.
#include "handleapi/process/delivery.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/process/inheritance.hpp"
#include "handleapi/table.hpp"

namespace handleapi::delivery {
namespace {

using base::Ref;
using base::Result;
using base::Status;

constexpr uint32_t kMagic = 0x31565044;  // "DPV1"
constexpr uint32_t kFromParent = 0;      // the number of the way, for the values of a child's handles
constexpr uint32_t kMostWays = 1000;
constexpr uint32_t kMostCounts = 1 << 19;
constexpr size_t kLongest = 8192;  // bytes of a message
constexpr size_t kMostDescriptors = 64;

struct Way {
    int descriptor;
    uint32_t process_id;
    uint32_t sends_as;      // the number in the values we send
    uint32_t receives_as;   // and in those we get
    uint32_t sent = 0;
    bool ended = false;     // the process
};

struct Post {
    base::Lock lock;
    std::vector<Way> ways;
    std::map<uint32_t, uintptr_t> ids;  // by value
};

Post& post() {
    static constinit base::PerProcess<Post> instance;
    return instance.get([] { return new Post; });
}

struct Message {
    uint32_t value = 0;
    AccessMask access = 0;
    uint8_t flags = 0;
    InheritedObject object;
};

std::vector<std::byte> encode(const Message& message) {
    const ChildDescription& description = message.object.description;
    base::ByteWriter out;
    out.u32(kMagic);
    out.u32(message.value);
    out.u32(message.access);
    out.u8(message.flags);
    out.u8(static_cast<uint8_t>(message.object.type));
    out.u64(description.number);
    out.u8(description.descriptor >= 0 ? 1 : 0);  // the first of those that go along; the others are `more`
    out.u32(static_cast<uint32_t>(description.text.size()));
    out.bytes(std::as_bytes(std::span(description.text)));
    return out.take();
}

/// Takes the descriptors over when it answers something.
std::optional<Message> decode(std::span<const std::byte> bytes, std::vector<int>& descriptors) {
    base::ByteReader in(bytes);
    Message message;
    if (in.u32() != kMagic) return std::nullopt;
    message.value = in.u32();
    message.access = in.u32();
    message.flags = in.u8() & kHandleFlags;
    message.object.type = static_cast<ObjectType>(in.u8());
    ChildDescription& description = message.object.description;
    description.number = in.u64();
    const bool has_first = in.u8() != 0;
    const auto text = in.take(in.u32());
    if (in.failed() || in.remaining() != 0 || (has_first && descriptors.empty())) return std::nullopt;
    description.text.assign(reinterpret_cast<const char*>(text.data()), text.size());
    description.more = std::exchange(descriptors, {});
    if (has_first) {
        description.descriptor = description.more.front();
        description.more.erase(description.more.begin());
    }
    return message;
}

/// Room for the descriptors that go along.
union Control {
    cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * kMostDescriptors)];
};

Status send_message(int socket, std::vector<std::byte> bytes, std::span<const int> descriptors) noexcept {
    if (bytes.size() > kLongest || descriptors.size() > kMostDescriptors) return Status::error_not_supported;
    iovec piece{bytes.data(), bytes.size()};
    Control control{};
    msghdr envelope{};
    envelope.msg_iov = &piece;
    envelope.msg_iovlen = 1;
    if (!descriptors.empty()) {
        envelope.msg_control = control.bytes;
        envelope.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(&control.header), descriptors.data(), descriptors.size_bytes());
    }
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(socket, &envelope, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0) return Status::ok;
    const bool gone = errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN;
    return gone ? Status::error_access_denied : Status::error_no_system_resources;
}

void close_all(std::span<const int> descriptors) noexcept {
    for (const int one : descriptors) ::close(one);
}

/// A message and its descriptors; nothing when there is no message. One that is damaged reads as empty.
struct Received {
    std::vector<std::byte> bytes;
    std::vector<int> descriptors;
};

/// Never one of the standard streams' numbers.
int away_from_streams(int descriptor) noexcept {
    if (descriptor > 2) return descriptor;
    const int other = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    ::close(descriptor);
    return other;
}

std::optional<Received> receive_message(int socket) {
    Received received;
    received.bytes.resize(kLongest);
    iovec piece{received.bytes.data(), received.bytes.size()};
    Control control{};
    msghdr envelope{};
    envelope.msg_iov = &piece;
    envelope.msg_iovlen = 1;
    envelope.msg_control = control.bytes;
    envelope.msg_controllen = sizeof control.bytes;
    ssize_t size = 0;
    do {
        size = ::recvmsg(socket, &envelope, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    } while (size < 0 && errno == EINTR);
    if (size <= 0) return std::nullopt;
    const cmsghdr* const header = CMSG_FIRSTHDR(&envelope);
    if (header && header->cmsg_type == SCM_RIGHTS) {
        received.descriptors.resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        std::memcpy(received.descriptors.data(), CMSG_DATA(header), received.descriptors.size() * sizeof(int));
        for (int& one : received.descriptors) one = away_from_streams(one);
    }
    received.bytes.resize(envelope.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ? 0 : static_cast<size_t>(size));
    return received;
}

std::vector<int> descriptors_of(const ChildDescription& description) {
    std::vector<int> all = description.more;
    if (description.descriptor >= 0) all.insert(all.begin(), description.descriptor);
    return all;
}

uint32_t make_value(uint32_t way, uint32_t count) noexcept { return 1u << 31 | way << 21 | count << 2; }
uint32_t way_of(uint32_t value) noexcept { return value >> 21 & 0x3FF; }
uint32_t count_of(uint32_t value) noexcept { return value >> 2 & (kMostCounts - 1); }
uint32_t plain(uintptr_t value) noexcept { return static_cast<uint32_t>(value) & ~3u; }

/// Under the lock: what arrived on one way goes into the table.
void take_from(Post& office, const Way& way) {
    while (auto received = receive_message(way.descriptor)) {
        const auto message = decode(received->bytes, received->descriptors);
        if (!message) {
            close_all(received->descriptors);
            continue;
        }
        const bool expected = (message->value & 0x8000'0003) == 0x8000'0000 &&
                              way_of(message->value) == way.receives_as && !office.ids.contains(message->value);
        if (!expected) {
            close_all(descriptors_of(message->object.description));
            continue;
        }
        Ref<Object> object = make_again(message->object);
        if (!object) continue;
        const AccessMask access = message->access & all_access(object->type());
        const auto handle = open_handle(std::move(object), access, message->flags);
        if (handle) office.ids.emplace(message->value, reinterpret_cast<uintptr_t>(*handle));
    }
}

void take_from_all(Post& office) {
    for (const Way& way : office.ways) take_from(office, way);
    std::erase_if(office.ways, [](const Way& way) {
        if (way.ended) ::close(way.descriptor);
        return way.ended;
    });
}

bool has_messages(int socket) noexcept {
    char first = 0;
    return ::recv(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

uint32_t free_number(const Post& office) noexcept {
    for (uint32_t number = 1; number < kMostWays; ++number) {
        bool used = false;
        for (const Way& way : office.ways) used |= way.receives_as == number;
        for (const auto& [value, id] : office.ids) used |= way_of(value) == number;  // a child may inherit those
        if (!used) return number;
    }
    return 0;
}

/// A new child may inherit values that this process got from its parent.
uint32_t first_count(const Post& office) noexcept {
    uint32_t first = 0;
    for (const auto& [value, id] : office.ids) {
        if (way_of(value) == kFromParent) first = std::max(first, count_of(value) + 1);
    }
    return first;
}

}  // namespace

NewWay::NewWay() noexcept try {
    Post& office = post();
    std::lock_guard lock(office.lock);
    number_ = free_number(office);
    office.ways.reserve(office.ways.size() + 1);
    std::array<int, 2> ends{};
    if (number_ == 0 || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
    ours_ = ends[0];
    theirs_ = ::fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
    ::close(ends[1]);
    // Its place until it leads somewhere; no process has the id 0.
    office.ways.push_back({.descriptor = ours_,
                           .process_id = 0,
                           .sends_as = kFromParent,
                           .receives_as = number_,
                           .sent = first_count(office)});
} catch (const std::bad_alloc&) {
}

NewWay::~NewWay() {
    if (theirs_ >= 0) ::close(theirs_);
    if (ours_ < 0) return;
    Post& office = post();
    std::lock_guard lock(office.lock);
    std::erase_if(office.ways, [&](const Way& way) { return way.descriptor == ours_; });
    ::close(ours_);
}

void NewWay::lead_to(uint32_t process_id) noexcept {
    if (ours_ < 0) return;
    Post& office = post();
    std::lock_guard lock(office.lock);
    for (Way& way : office.ways) {
        if (way.descriptor == ours_) way.process_id = process_id;
    }
    ours_ = -1;
}

void adopt(int descriptor, uint32_t number, uint32_t parent_id) noexcept try {
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    if (number == 0 || number >= kMostWays) {
        ::close(descriptor);
        return;
    }
    Post& office = post();
    std::lock_guard lock(office.lock);
    office.ways.push_back(
        {.descriptor = descriptor, .process_id = parent_id, .sends_as = number, .receives_as = kFromParent});
} catch (const std::bad_alloc&) {
    ::close(descriptor);
}

void close_way_to(uint32_t process_id) noexcept try {
    Post& office = post();
    std::lock_guard lock(office.lock);
    for (Way& way : office.ways) way.ended |= way.process_id == process_id;
    std::erase_if(office.ways, [](const Way& way) {
        const bool over = way.ended && !has_messages(way.descriptor);
        if (over) ::close(way.descriptor);
        return over;
    });
} catch (const std::bad_alloc&) {
}

Result<uintptr_t> send(uint32_t process_id, Object& object, AccessMask access, uint8_t flags) {
    Message message{.access = access, .flags = flags, .object = {.type = object.type(), .description = {}}};
    ChildDescription& description = message.object.description;
    if (!can_be_made_again(object.type())) return Status::error_not_supported;
    const Status status = [&] {
        if (!object.describe_for_child(description)) return Status::error_not_supported;
        Post& office = post();
        std::lock_guard lock(office.lock);
        for (Way& way : office.ways) {
            if (way.process_id != process_id || way.ended) continue;
            if (way.sent == kMostCounts) return Status::error_no_system_resources;
            message.value = make_value(way.sends_as, way.sent++);
            return send_message(way.descriptor, encode(message), descriptors_of(description));
        }
        return Status::error_access_denied;
    }();
    if (description.close_descriptor && description.descriptor >= 0) ::close(description.descriptor);
    close_all(description.more);
    return succeeded(status) ? Result<uintptr_t>(message.value) : status;
}

uintptr_t id_of(uintptr_t value) noexcept try {
    if (!has_form(value)) return 0;
    Post& office = post();
    std::lock_guard lock(office.lock);
    for (bool looked = false;; looked = true) {
        const auto found = office.ids.find(plain(value));
        if (found != office.ids.end()) return found->second;
        if (looked) return 0;
        take_from_all(office);
    }
} catch (const std::bad_alloc&) {
    return 0;
}

uintptr_t value_of(uintptr_t id) noexcept {
    Post& office = post();
    std::lock_guard lock(office.lock);
    for (const auto& [value, known] : office.ids) {
        if (known == id) return value;
    }
    return id;
}

bool name(uintptr_t value, uintptr_t id) noexcept try {
    Post& office = post();
    std::lock_guard lock(office.lock);
    return office.ids.emplace(plain(value), id).second;
} catch (const std::bad_alloc&) {
    return false;
}

void forget(uintptr_t value) noexcept {
    Post& office = post();
    std::lock_guard lock(office.lock);
    office.ids.erase(plain(value));
}

void take_all() noexcept try {
    Post& office = post();
    std::lock_guard lock(office.lock);
    take_from_all(office);
} catch (const std::bad_alloc&) {
}

}  // namespace handleapi::delivery
