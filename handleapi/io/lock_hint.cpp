// SPDX-License-Identifier: LGPL-2.1-or-later
// See lock_hint.hpp.
#include "handleapi/io/lock_hint.hpp"

#include <cstdlib>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/shared/shared_file.hpp"

namespace handleapi::io {

namespace {

constexpr size_t kWords = 1024;

struct Page {
    std::atomic<uint32_t> ready;
    std::atomic<uint32_t> counts[kWords - 1];
};
static_assert(sizeof(Page) == 4096);

/// Mapped when first needed and kept; anew when the program moves its runtime directory, as only tests do: words of
/// the old one stay in use by who has them.
struct Mapped {
    std::string folder;
    bool tried = false;
    Page* page = nullptr;
    std::vector<shared::SharedFile> kept;  // until the process ends

    void map_in(std::string place) {
        folder = std::move(place);
        tried = true;
        page = nullptr;
        auto file = shared::SharedFile::open_or_create(".locks", sizeof(Page), [](void* memory) {
            static_cast<Page*>(memory)->ready.store(1, std::memory_order_release);
        });
        if (!file) return;
        kept.push_back(std::move(*file));
        page = static_cast<Page*>(kept.back().memory());
    }
};

}  // namespace

std::atomic<uint32_t>* lock_hint(const FileIdentity& file) noexcept try {
    static auto* const mapped = new base::Guarded<Mapped>;
    Page* const page = mapped->with([](Mapped& state) {
        const char* named = ::secure_getenv("RPCRT4_RUNTIME_DIR");
        std::string folder = named ? named : "";
        if (!state.tried || state.folder != folder) state.map_in(std::move(folder));
        return state.page;
    });
    if (!page) return nullptr;
    const uint64_t hash = (file.device * 0x9E3779B97F4A7C15 ^ file.inode) * 0xD6E8FEB86659FD93;
    return &page->counts[(hash >> 32) % (kWords - 1)];
} catch (const std::bad_alloc&) {
    return nullptr;
}

}  // namespace handleapi::io
