// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: what a binding handle is. string_binding, tower, protseq_address are the pure codecs; options is
// what calls on a handle observe; message_call is the seam to the stubs; handle_table makes handles of it all.
//
// Binding: a "server binding handle", made from a string binding. Partially bound until it has an endpoint. It finds
// its association at the first call and keeps it. Any thread may call on it; the modifying functions are, as on
// Windows, the caller's to serialise against calls, but a race does no more harm than an outdated answer.
// A "fast" one, made from a template (fast_binding), is bound and unbound by its user; see Bond.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "handleapi/base/guarded.hpp"
#include "rpcrt4/binding/authentication.hpp"
#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/binding/options.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/security/identity.hpp"
#include "rpcrt4/transport/registry.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::binding {

/// Where calls go: the association, which a higher layer implements. It lingers a while after its last user.
class Destination : public base::RefCounted {
 public:
    virtual void add_user() noexcept = 0;
    virtual void remove_user() noexcept = 0;
    /// RPC_C_OPT_DONT_LINGER of any of its users counts for all.
    virtual void set_linger(bool linger) noexcept = 0;
    /// A context handle of its server exists: the last connection must not be closed for want of use.
    virtual void add_context() noexcept = 0;
    virtual void remove_context() noexcept = 0;
};

/// What a call needs to know of its binding, read at once.
struct CallSettings {
    base::Ref<Destination> destination;  ///< null before the first call and after a reset
    uuid::Uuid object;                   ///< nil: none
    Options options;
    base::Ref<const security::Identity> identity;  ///< as whom a call of this thread goes; null: as the process
};

/// Who to connect to.
struct Target {
    const transport::Mechanism* mechanism = nullptr;
    std::string host;
    std::string endpoint;  ///< empty: not known yet
    bool unique = false;
    bool pinned = false;                               ///< of a fast handle: what is lost is not connected again
    base::Ref<const Authentication> authentication{};  ///< how that is proved; null: it is not
    base::Ref<const security::Identity> identity{};    ///< as whom, where that is not the process
};

/// Whether calls can be made. A classic handle (of a string binding) connects by itself when it is first used; a fast
/// one (of RpcBindingCreate) must be bound to its server.
enum class Bond : uint8_t { classic, unbound, binding, bound };

class Binding final : public HandleObject {
 public:
    /// Syntax is checked, nothing is contacted.
    static base::Result<base::Ref<Binding>> from_string(std::string_view text);
    /// A fast handle, unbound. What is wrong with it was found before: see fast_binding.hpp.
    static base::Ref<Binding> fast(const transport::Mechanism& mechanism, StringBinding parts, const uuid::Uuid& object,
                                   const Options& options);
    Binding(const transport::Mechanism& mechanism, StringBinding parts, const uuid::Uuid& object);
    ~Binding() override;

    /// An independent binding to the same place.
    base::Ref<Binding> copy() const;
    base::Result<uuid::Uuid> object_uuid() const override;
    base::Result<std::string> string_binding() const override;
    /// Partially bound again. Nothing on a fast handle that was made with an endpoint.
    void forget_endpoint();
    void set_object(const uuid::Uuid& object);

    base::Status set_option(uint32_t option, uintptr_t value);
    base::Result<uintptr_t> option(uint32_t option) const;
    base::Status set_com_timeout(uint32_t value);
    uint32_t com_timeout() const;

    /// Whom calls are made as from now on, on connections of their own; null: as nobody.
    void set_authentication(base::Ref<const Authentication> authentication);
    base::Ref<const Authentication> authentication() const;

    const transport::Mechanism& mechanism() const noexcept { return mechanism_; }
    CallSettings call_settings() const;
    Target target() const;
    /// Makes a partially bound handle a fully bound one; without effect on that.
    void know_endpoint(const std::string& endpoint);
    /// Settles where calls go: `endpoint` replaces an unknown one. When another thread was faster, its choice stands,
    /// unless it is `stale`.
    base::Ref<Destination> settle(const std::string& endpoint, base::Ref<Destination> destination,
                                  const Destination* stale = nullptr);
    /// The same for a binding whose calls are made as another than before: the last one's destination stays.
    void settle_anew(const std::string& endpoint, base::Ref<Destination> destination);

    // Of a fast handle. Each returns what the export answers when the handle is in another state.

    Bond bond() const noexcept { return bond_.load(std::memory_order_acquire); }
    /// ok unless a bind is in progress: rpc_s_call_in_progress, for whoever would change the handle.
    base::Status changeable() const noexcept;
    /// rpc_s_cannot_support on a classic handle, rpc_s_call_in_progress during a bind, rpc_s_invalid_binding when
    /// bound.
    base::Status begin_bind() noexcept;
    /// The handle of the bind in progress, void once the binding is bound again, unbound or freed.
    void keep_pending(void* handle);
    /// Bound when there is a destination, else unbound as before.
    void end_bind(const std::string& endpoint, base::Ref<Destination> destination);
    /// rpc_s_cannot_support on a classic handle, rpc_s_call_in_progress during a bind, rpc_s_invalid_binding when not
    /// bound.
    base::Status unbind();

 private:
    struct State {
        std::string host;
        std::string endpoint;
        std::string network_options;
        uuid::Uuid object;
        Options options;
        base::Ref<const Authentication> authentication;
        base::Ref<Destination> destination;
        bool keeps_identity = false;  ///< that of the first call, where the transport says who calls
        std::optional<base::Ref<const security::Identity>> kept_identity;
        bool used = false;
        void* pending = nullptr;

        base::Ref<const security::Identity> calls_as(const transport::Mechanism& mechanism) const;
    };

    void drop_pending() noexcept;
    void drop_destination(bool forget_endpoint);

    const transport::Mechanism& mechanism_;
    base::Guarded<State> state_;
    std::atomic<Bond> bond_{Bond::classic};
    bool static_endpoint_ = false;  // of a fast handle: it was made with it
};

/// The binding behind a handle: rpc_s_invalid_binding, or rpc_s_wrong_kind_of_binding for a call.
base::Result<base::Ref<Binding>> binding_from(const void* handle) noexcept;

}  // namespace rpcrt4::binding
