// SPDX-License-Identifier: LGPL-2.1-or-later
// The manager routines of the endpoint mapper's interface, behind the stubs midl makes of epm.idl. The map is read anew
// for every enumeration: it belongs to the servers. It is only read; registering is the business of a server's own
// process, so insertion and deletion are refused whoever asks. Status codes are DCE's (C706 appendix E).
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>

#include "rpcrt4/uuid/uuid.hpp"
#include "tools/rpcepmapd/lookups.hpp"
#include "tools/rpcepmapd/map.hpp"

#include "epm.h"

using namespace rpcrt4;
using epmapper::Element;
using rpcepmapd::Kind;
using rpcepmapd::Lookup;

namespace {

constexpr error_status_t kCantPerform = 0x16C9A0CD;    // ept_s_cant_perform_op
constexpr error_status_t kNoMemory = 0x16C9A0CE;       // ept_s_no_memory
constexpr error_status_t kNotRegistered = 0x16C9A0D6;  // ept_s_not_registered

rpcepmapd::Lookups& lookups() {
    static auto& all = *new rpcepmapd::Lookups;
    return all;
}

/// Where the client is, without its port: all of its connections count together.
std::string client_of(handle_t handle) {
    RPC_CSTR text = nullptr;
    if (RpcBindingToStringBindingA(handle, &text) != RPC_S_OK) return {};
    std::string client = reinterpret_cast<char*>(text);
    RpcStringFreeA(&text);
    return client.substr(0, client.find('['));
}

uuid::Uuid to_uuid(const GUID* guid) { return guid ? std::bit_cast<uuid::Uuid>(*guid) : uuid::Uuid{}; }

twr_t* new_tower(const binding::Tower& tower) {
    const auto octets = binding::encode_tower(tower);
    auto* made = static_cast<twr_t*>(midl_user_allocate(sizeof(twr_t) + octets.size()));
    if (!made) throw std::bad_alloc();
    made->tower_length = static_cast<ULONG>(octets.size());
    std::memcpy(made->tower_octet_string, octets.data(), octets.size());
    return made;
}

/// One request of an enumeration. `elements` makes it when there is no handle yet; `send` puts one element into the
/// reply. The last elements come with a null handle and no error, which is what clients of Windows' mapper go by.
template <typename Elements, typename Send>
error_status_t enumerate(handle_t client, Kind kind, ept_lookup_handle_t* handle, ULONG most, ULONG* count,
                         Elements&& elements, Send&& send) try {
    *count = 0;
    auto* lookup = static_cast<Lookup*>(*handle);
    std::unique_ptr<Lookup> fresh;
    if (lookup && lookup->kind() != kind) return kCantPerform;
    if (most == 0) return kCantPerform;
    if (!lookup) {
        std::vector<Element> all = elements();
        const bool in_one_go = all.size() <= most;
        fresh = std::make_unique<Lookup>(kind, client_of(client), std::move(all));
        lookup = in_one_go ? fresh.get() : lookups().keep(std::move(fresh));
        if (!lookup) return kCantPerform;  // it has too many of them
        if (!in_one_go) *handle = lookup;
    }
    for (const Element& element : lookup->take(most)) {
        send(element, *count);
        ++*count;
    }
    if (*handle && lookup->finished()) {
        lookups().close(lookup);
        *handle = nullptr;
    }
    return *count == 0 ? kNotRegistered : 0;
} catch (const std::bad_alloc&) {
    return kNoMemory;
}

bool inquiry_of(ULONG type, const GUID* object, const ept_if_id_t* id, ULONG versions, epmapper::Inquiry& inquiry) {
    if (type > static_cast<ULONG>(epmapper::InquiryType::by_both)) return false;
    inquiry.type = static_cast<epmapper::InquiryType>(type);
    inquiry.object = to_uuid(object);
    const bool by_interface =
        inquiry.type == epmapper::InquiryType::by_interface || inquiry.type == epmapper::InquiryType::by_both;
    if (!by_interface) return true;
    if (!id || versions < RPC_C_VERS_ALL || versions > RPC_C_VERS_UPTO) return false;
    inquiry.versions = static_cast<epmapper::VersionOption>(versions);
    inquiry.interface_id = {to_uuid(&id->Uuid), id->VersMajor, id->VersMinor};
    return true;
}

std::vector<Element> matching(const epmapper::Inquiry& inquiry) {
    std::vector<Element> all = rpcepmapd::elements();
    std::erase_if(all, [&](const Element& element) { return !epmapper::answers(element, inquiry); });
    return all;
}

/// The servers for a client's tower; first those at the address the client knows this host by.
std::vector<Element> serving(const binding::Tower& wanted, const uuid::Uuid& object) {
    std::vector<Element> all = rpcepmapd::serving(wanted, object);
    const auto here = [&](const Element& element) {
        constexpr size_t kAddress = 2;
        return element.tower.floors.size() > kAddress && wanted.floors.size() > kAddress &&
               element.tower.floors[kAddress] == wanted.floors[kAddress];
    };
    std::stable_partition(all.begin(), all.end(), here);
    return all;
}

}  // namespace

extern "C" {

void* __RPC_USER midl_user_allocate(size_t size) { return std::malloc(size); }
void __RPC_USER midl_user_free(void* memory) { std::free(memory); }

void __RPC_USER ept_lookup_handle_t_rundown(ept_lookup_handle_t handle) {
    lookups().close(static_cast<Lookup*>(handle));
}

void ept_insert(handle_t, ULONG, ept_entry_t[], boolean32, error_status_t* status) { *status = kCantPerform; }

void ept_delete(handle_t, ULONG, ept_entry_t[], error_status_t* status) { *status = kCantPerform; }

void ept_lookup(handle_t client, ULONG type, GUID* object, ept_if_id_t* id, ULONG versions, ept_lookup_handle_t* handle,
                ULONG most, ULONG* count, ept_entry_t entries[], error_status_t* status) {
    epmapper::Inquiry inquiry;
    *count = 0;
    if (!inquiry_of(type, object, id, versions, inquiry)) {
        *status = kCantPerform;
        return;
    }
    *status = enumerate(
        client, Kind::lookup, handle, most, count, [&] { return matching(inquiry); },
        [&](const Element& element, ULONG at) {
            entries[at].object = std::bit_cast<GUID>(element.object);
            std::memset(entries[at].annotation, 0, sizeof entries[at].annotation);
            std::memcpy(entries[at].annotation, element.annotation.data(), element.annotation.size());
            entries[at].tower = new_tower(element.tower);
        });
}

void ept_map(handle_t client, GUID* object, twr_t* tower, ept_lookup_handle_t* handle, ULONG most, ULONG* count,
             twr_p_t towers[], error_status_t* status) {
    *count = 0;
    std::optional<binding::Tower> wanted;
    if (tower) wanted = binding::decode_tower(std::as_bytes(std::span(tower->tower_octet_string, tower->tower_length)));
    if (!wanted) {
        *status = kCantPerform;
        return;
    }
    *status = enumerate(
        client, Kind::map, handle, most, count, [&] { return serving(*wanted, to_uuid(object)); },
        [&](const Element& element, ULONG at) { towers[at] = new_tower(element.tower); });
}

void ept_lookup_handle_free(handle_t, ept_lookup_handle_t* handle, error_status_t* status) {
    if (*handle) lookups().close(static_cast<Lookup*>(*handle));
    *handle = nullptr;
    *status = 0;
}

void ept_inq_object(handle_t, GUID* object, error_status_t* status) {
    // Tells one run of the mapper from another.
    static const uuid::Uuid own = [] {
        uuid::Uuid made;
        static_cast<void>(uuid::create_random(made));
        return made;
    }();
    *object = std::bit_cast<GUID>(own);
    *status = 0;
}

void ept_mgmt_delete(handle_t, boolean32, GUID*, twr_t*, error_status_t* status) { *status = kCantPerform; }
}
