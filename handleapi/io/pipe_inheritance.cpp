// SPDX-License-Identifier: LGPL-2.1-or-later
// Named pipes' ends in children: what CreateProcess tells a child about one, and how the child makes it again. The
// child gets the connection's socket, a server's listening one, and a description of the pipe's control file that keeps
// the instance alive from before the child exists. The socket of a pipe of the byte type is also what the end is to a
// program without this library, as its standard input or output; that of a message pipe means nothing to such a one.
#include <fcntl.h>

#include <algorithm>
#include <mutex>
#include <span>
#include <utility>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "handleapi/child_description.hpp"
#include "handleapi/io/named_pipe.hpp"

namespace handleapi::io {

using base::Ref;

namespace {

constexpr size_t kMostDescriptors = 3;

/// The text of the description.
struct Facts {
    PipeEnd side = PipeEnd::client;
    uint32_t slot = 0;
    uint32_t generation = 0;
    uint32_t mode = 0;
    bool connection_in_more = false;
    std::string name;
};

std::string encode(const Facts& facts) {
    base::ByteWriter out;
    out.u8(kNamedPipeText);
    out.u8(facts.side == PipeEnd::server);
    out.u32(facts.slot);
    out.u32(facts.generation);
    out.u32(facts.mode);
    out.u8(facts.connection_in_more);
    out.bytes(std::as_bytes(std::span(facts.name)));
    return {reinterpret_cast<const char*>(out.bytes().data()), out.size()};
}

bool decode(const std::string& text, Facts& facts) {
    base::ByteReader in(std::as_bytes(std::span(text)));
    in.skip(sizeof kNamedPipeText);
    facts.side = in.u8() != 0 ? PipeEnd::server : PipeEnd::client;
    facts.slot = in.u32();
    facts.generation = in.u32();
    facts.mode = in.u32();
    facts.connection_in_more = in.u8() != 0;
    const auto name = in.rest();
    facts.name.assign(reinterpret_cast<const char*>(name.data()), name.size());
    return !in.failed() && facts.slot < PipeControl::kSlots;
}

int copy_of(const Descriptor& descriptor) noexcept { return ::fcntl(descriptor.number(), F_DUPFD_CLOEXEC, 3); }

}  // namespace

bool NamedPipe::describe_for_child(ChildDescription& description) {
    if (!of_this_process()) return false;
    Facts facts{.side = side_, .slot = slot_, .name = name_};
    Ref<Descriptor> socket;
    {
        std::lock_guard lock(lock_);
        if (closed()) return false;
        static_cast<void>(connection());  // a client that has come is the child's, too
        socket = shared_descriptor();
        facts.generation = generation_;
        facts.mode = (message_mode_ ? PIPE_READMODE_MESSAGE : 0u) | (no_wait_ ? PIPE_NOWAIT : 0u);
    }
    facts.connection_in_more = socket && messages_;
    auto hold = hold_for_child(name_, *mapping_, slot_, side_);
    if (!hold) return false;
    description.more.push_back(hold->detach());
    if (listener_) description.more.push_back(copy_of(*listener_));
    if (socket) {
        const int copy = copy_of(*socket);
        if (messages_) {
            description.more.push_back(copy);
        } else {
            description.descriptor = copy;
            description.close_descriptor = true;
        }
    }
    description.number = rights_for_child();
    description.text = encode(facts);
    const bool all = std::find(description.more.begin(), description.more.end(), -1) == description.more.end();
    return all && (!socket || messages_ || description.descriptor >= 0);
}

Ref<NamedPipe> NamedPipe::inherit(const ChildDescription& description, OwnedDescriptor socket) {
    OwnedDescriptor owned[kMostDescriptors];
    for (size_t i = 0; i < description.more.size(); ++i) {
        OwnedDescriptor one(description.more[i]);
        if (i < kMostDescriptors) owned[i] = std::move(one);
    }
    Facts facts;
    const bool served = decode(description.text, facts) && facts.side == PipeEnd::server;
    const size_t expected = size_t{1} + served + facts.connection_in_more;
    if (facts.name.empty() || description.more.size() != expected) return nullptr;
    auto pipe = inherit_pipe(std::move(owned[0]));
    if (!pipe) return nullptr;
    if (facts.connection_in_more) socket = std::move(owned[expected - 1]);
    const auto access = static_cast<uint32_t>(description.number);
    const auto flags = static_cast<uint32_t>(description.number >> 32);
    auto made = Ref<NamedPipe>::adopt(
        new NamedPipe(facts.side, std::move(facts.name), std::move(pipe->mapping), facts.slot, access, flags));
    made->hold_ = std::move(pipe->hold);
    made->generation_ = facts.generation;
    if (served) made->have_listener(std::move(owned[1]));
    if (socket) made->have_connection(std::move(socket));
    return succeeded(made->set_mode(facts.mode)) ? made : nullptr;
}

}  // namespace handleapi::io
