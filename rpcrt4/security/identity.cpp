// SPDX-License-Identifier: LGPL-2.1-or-later
// See identity.hpp.
#include "rpcrt4/security/identity.hpp"

#include <unistd.h>

#include <memory>
#include <mutex>
#include <utility>

#include "handleapi/base/as_process.hpp"

namespace rpcrt4::security {

using base::Ref;
using base::Status;

bool Identity::is_process() const noexcept { return user_ && user_->uid == ::geteuid(); }

bool Identity::same(const Identity& other) const noexcept {
    return user_ == other.user_ && peer_.principal == other.peer_.principal &&
           peer_.impersonation == other.peer_.impersonation;
}

bool same(const Ref<const Identity>& one, const Ref<const Identity>& other) noexcept {
    if (!one || !other) return !one && !other;
    return one.get() == other.get() || one->same(*other);
}

namespace acting {
namespace {

struct Act {
    Ref<const Identity> identity;
    const void* call;
    std::optional<ThreadCredentials> own;  // of the thread, when files follow

    Act(Ref<const Identity> whom, const void* on_behalf) noexcept : identity(std::move(whom)), call(on_behalf) {}

    Status reach_files() {
        if (!impersonation_reaches_files()) return Status::ok;
        if (!identity->user()) return Status::rpc_s_no_context_available;
        if (identity->is_process()) return Status::ok;
        ThreadCredentials before = ThreadCredentials::of_this_thread();
        const Status reached = open_files_as(*identity->user());
        if (succeeded(reached)) own = std::move(before);
        return reached;
    }
    void leave_files() const noexcept {
        if (own) own->restore();
    }
    /// As it was before leave_files(): a thread that cannot be its client again must not go on as somebody else.
    void return_to_files() const noexcept {
        if (own && failed(open_files_as(*identity->user()))) std::abort();
    }
};

// Looked at by every call; what it points to belongs to the second, which only threads that ever act have.
constinit thread_local Act* now = nullptr;

struct Owner {
    std::unique_ptr<Act> act;
    ~Owner() { now = nullptr; }
};
thread_local Owner owner;

/// What was there before.
std::unique_ptr<Act> replace(std::unique_ptr<Act> next) noexcept {
    now = next.get();
    return std::exchange(owner.act, std::move(next));
}

void stop() noexcept {
    if (now == nullptr) return;
    now->leave_files();
    static_cast<void>(replace(nullptr));
}

constexpr base::AsProcess::Acting kForMakingThreads{.lay_down =
                                                        []() noexcept {
                                                            if (now != nullptr) now->leave_files();
                                                            return now != nullptr;
                                                        },
                                                    .take_up = []() noexcept { now->return_to_files(); }};

}  // namespace

Ref<const Identity> whom() noexcept { return now != nullptr ? now->identity : nullptr; }

Ref<const Identity> as() noexcept {
    if (now == nullptr || now->identity->is_process()) return nullptr;
    return now->identity;
}

Status begin(Ref<const Identity> identity, const void* call) {
    static std::once_flag told;
    std::call_once(told, [] { base::AsProcess::tell(kForMakingThreads); });
    auto act = std::make_unique<Act>(std::move(identity), call);
    stop();
    const Status reached = act->reach_files();
    if (succeeded(reached)) static_cast<void>(replace(std::move(act)));
    return reached;
}

bool end(const void* call) noexcept {
    if (now != nullptr && call != nullptr && now->call != call) return false;
    stop();
    return true;
}

Entering::Entering() noexcept : before_(now) {
    if (now == nullptr) [[likely]]
        return;
    now->leave_files();
    before_ = replace(nullptr).release();
}

Entering::~Entering() {
    if (now != nullptr) stop();
    if (before_ == nullptr) [[likely]]
        return;
    std::unique_ptr<Act> before(static_cast<Act*>(before_));
    before->return_to_files();
    static_cast<void>(replace(std::move(before)));
}

}  // namespace acting

}  // namespace rpcrt4::security
