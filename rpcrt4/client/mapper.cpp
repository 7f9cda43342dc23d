// SPDX-License-Identifier: LGPL-2.1-or-later
// See mapper.hpp. MS-RPCE 2.2.1.2 and 3.3.2.2.3 for what a client asks and how.
#include "rpcrt4/client/mapper.hpp"

#include <atomic>
#include <bit>
#include <cstdlib>

#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/tower_binding.hpp"
#include "rpcrt4/client/plain_call.hpp"
#include "rpcrt4/epmapper/directory.hpp"
#include "rpcrt4/transport/this_machine.hpp"

namespace rpcrt4::client {

namespace wire = epmapper::wire;
using base::Result;
using base::Status;
using binding::Binding;
using binding::StringBinding;
using binding::Tower;
using epmapper::Element;

namespace {

// What Windows' servers send at once, and more than any sane map holds in all: a mapper that never ends is left.
constexpr uint32_t kPiece = 100;
constexpr uint64_t kMostElements = 1 << 20;

const RPC_CLIENT_INTERFACE& mapper_interface() {
    static const RPC_CLIENT_INTERFACE specification = plain_interface(wire::kInterface);
    return specification;
}

protocol::SyntaxId to_syntax(const RPC_SYNTAX_IDENTIFIER& id) {
    return {std::bit_cast<uuid::Uuid>(id.SyntaxGUID), id.SyntaxVersion.MajorVersion, id.SyntaxVersion.MinorVersion};
}

std::string mapper_endpoint(std::string_view protseq) {
    const binding::ProtseqSyntax& syntax = *binding::find_protseq(protseq);
    const char* port = ::secure_getenv("RPCRT4_EPMAPPER_PORT");
    const bool other = syntax.endpoint == binding::EndpointForm::port && !syntax.mapper.empty() && port && *port;
    return std::string(other ? std::string_view(port) : syntax.mapper);
}

/// What the client looks for: its interface over its protocol sequence.
Result<Tower> wanted_tower(const binding::Target& target, const RPC_CLIENT_INTERFACE& interface_) {
    StringBinding parts;
    parts.protseq = target.mechanism->protseq;
    parts.address = target.host;
    auto floors = binding::floors_of(parts);
    if (!floors) return floors.status();
    return Tower{to_syntax(interface_.InterfaceId), to_syntax(interface_.TransferSyntax), std::move(*floors)};
}

/// Servers that offer the same are used in turn.
template <typename T>
const T& one_of(const std::vector<T>& all) {
    static std::atomic<uint32_t> turn{0};
    return all[all.size() == 1 ? 0 : turn.fetch_add(1, std::memory_order_relaxed) % all.size()];
}

Result<std::string> endpoint_in(const Tower& tower) {
    auto parts = binding::binding_of(tower);
    if (!parts || parts->endpoint.empty()) return Status::rpc_s_no_endpoint_found;
    return std::move(parts->endpoint);
}

/// One operation of the mapper; `decode` makes the reply of it, or nothing.
template <typename Decode>
auto ask(const MapperHandle& mapper, wire::Operation operation, const wire::Bytes& request, Decode&& decode)
    -> Result<typename decltype(decode(std::declval<base::ByteReader>()))::value_type> {
    PlainCall call(mapper.get(), mapper_interface(), operation);
    const Status called = call.run(request);
    if (failed(called)) return called;
    auto reply = decode(call.reply());
    if (!reply) return Status::rpc_x_bad_stub_data;
    return std::move(*reply);
}

void free_lookup_handle(const MapperHandle& mapper, const wire::LookupHandle& handle) noexcept try {
    if (handle == wire::LookupHandle{}) return;
    static_cast<void>(
        ask(mapper, wire::lookup_handle_free, wire::encode_free(handle), wire::decode_free_reply).status());
} catch (const std::bad_alloc&) {
    // The mapper gives it up with the connection.
}

Result<std::string> ask_mapper(const Binding& binding, const Tower& tower, const uuid::Uuid& object) {
    const auto mapper = MapperHandle::open(binding);
    if (!mapper) return mapper.status();
    const wire::MapRequest request{.object = object, .tower = tower, .most = 4};
    const auto decode = [&](base::ByteReader reader) { return wire::decode_map_reply(reader, request.most); };
    const auto reply = ask(*mapper, wire::map, wire::encode_map(request), decode);
    if (!reply) return reply.status();
    free_lookup_handle(*mapper, reply->handle);
    const Status status = wire::from_mapper(reply->status);
    if (failed(status)) return status;
    if (reply->towers.empty()) return Status::ept_s_not_registered;
    return endpoint_in(one_of(reply->towers));
}

}  // namespace

Result<std::string> find_endpoint(const Binding& binding, const RPC_CLIENT_INTERFACE& interface_) {
    const binding::Target target = binding.target();
    const auto tower = wanted_tower(target, interface_);
    if (!tower) return tower.status();
    const auto object = binding.object_uuid();
    if (!object) return object.status();
    const bool here = target.mechanism->is_here(target.host);
    if (here) {
        const auto found = epmapper::one_serving(*tower, *object);
        if (found) return endpoint_in(found->tower);
        if (target.mechanism->local) return Status::ept_s_not_registered;
    }
    auto endpoint = ask_mapper(binding, *tower, *object);
    // On this machine nobody needs to be asked: without a mapper, the map has said it all.
    if (here && endpoint.status() == Status::rpc_s_server_unavailable) return Status::ept_s_not_registered;
    return endpoint;
}

Result<MapperHandle> MapperHandle::open(const Binding& like) {
    const binding::Target target = like.target();
    StringBinding parts;
    parts.protseq = target.mechanism->protseq;
    parts.address = target.host;
    parts.endpoint = mapper_endpoint(parts.protseq);
    if (parts.endpoint.empty()) return Status::ept_s_not_registered;
    auto made = base::make_ref<Binding>(*target.mechanism, std::move(parts), uuid::Uuid{});
    static_cast<void>(made->set_com_timeout(like.com_timeout()));
    MapperHandle opened;
    opened.handle_ = binding::enter(std::move(made));
    if (!opened.handle_) return Status::rpc_s_out_of_memory;
    return opened;
}

MapperHandle::~MapperHandle() {
    if (handle_) static_cast<void>(binding::handle_table().remove(reinterpret_cast<uintptr_t>(handle_)));
}

void MapInquiry::read_own_map(State& state) const {
    for (Element& element : epmapper::elements()) {
        if (epmapper::answers(element, inquiry_)) state.ready.push_back(std::move(element));
    }
}

Result<base::Ref<MapInquiry>> MapInquiry::begin(const Binding* host, const epmapper::Inquiry& inquiry) {
    auto made = base::make_ref<MapInquiry>(inquiry);
    State state;
    if (!host || (host->mechanism().local && host->mechanism().is_here(host->target().host))) {
        made->read_own_map(state);
    } else {
        auto mapper = MapperHandle::open(*host);
        if (!mapper) return mapper.status();
        made->host_ = host->target().host;
        state.mapper = std::move(*mapper);
        state.more = true;
    }
    made->state_.with([&](std::optional<State>& empty) { empty.emplace(std::move(state)); });
    return made;
}

MapInquiry::~MapInquiry() {
    const auto state = state_.with([](std::optional<State>& own) { return std::exchange(own, std::nullopt); });
    if (state) free_lookup_handle(state->mapper, state->handle);
}

Status MapInquiry::fetch(State& state) const {
    const wire::LookupRequest request{.inquiry = inquiry_, .handle = state.handle, .most = kPiece};
    const auto decode = [](base::ByteReader reader) { return wire::decode_lookup_reply(reader, kPiece); };
    auto reply = ask(state.mapper, wire::lookup, wire::encode_lookup(request), decode);
    if (!reply && reply.status() == Status::rpc_s_server_unavailable && state.received == 0 &&
        transport::names_this_machine(host_)) {
        state.more = false;
        read_own_map(state);
        return Status::ok;
    }
    if (!reply) return reply.status();
    state.handle = reply->handle;
    state.received += reply->count;
    const Status status = wire::from_mapper(reply->status);
    // "Not registered" is how a mapper says that there is nothing left.
    const bool over = status == Status::ept_s_not_registered || state.handle == wire::LookupHandle{};
    state.more = !over && succeeded(status) && reply->count != 0 && state.received < kMostElements;
    for (Element& element : reply->elements) {
        // A mapper that does not know the filter sends everything.
        if (epmapper::answers(element, inquiry_)) state.ready.push_back(std::move(element));
    }
    return over ? Status::ok : status;
}

Result<Element> MapInquiry::next(State& state) const {
    while (state.ready.empty() && state.more) {
        const Status status = fetch(state);
        if (failed(status)) {
            state.more = false;
            return status;
        }
    }
    if (state.ready.empty()) return Status::rpc_x_no_more_entries;
    Element element = std::move(state.ready.front());
    state.ready.pop_front();
    return element;
}

Result<Element> MapInquiry::next() {
    auto state = state_.with([](std::optional<State>& own) { return std::exchange(own, std::nullopt); });
    if (!state) return Status::rpc_s_call_in_progress;
    auto element = next(*state);
    state_.with([&](std::optional<State>& own) { own.emplace(std::move(*state)); });
    return element;
}

base::SlotTable<MapInquiry>& map_inquiries() {
    static auto& inquiries = *new base::SlotTable<MapInquiry>;
    return inquiries;
}

}  // namespace rpcrt4::client
