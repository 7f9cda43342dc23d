// SPDX-License-Identifier: LGPL-2.1-or-later
// See topology.hpp. Reference: Documentation/admin-guide/cputopology.rst of the Linux kernel; sysfs-devices-system-cpu.
#include "handleapi/system/topology.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "handleapi/system/machine.hpp"

namespace handleapi::machine {
namespace {

constexpr uint32_t kMostProcessors = 64;
constexpr uint32_t kMostCaches = 16;  // of one processor
constexpr uint32_t kMostNodes = 1024;

const std::string kProcessor = "/sys/devices/system/cpu/cpu";
const std::string kNode = "/sys/devices/system/node/node";

/// The file's text without its line end.
std::optional<std::string> text_of(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    char text[4096];
    const ssize_t size = ::read(file, text, sizeof text);
    ::close(file);
    if (size <= 0) return std::nullopt;
    std::string result(text, static_cast<size_t>(size));
    while (!result.empty() && result.back() == '\n') result.pop_back();
    return result;
}

uint64_t mask_in(const std::string& path) {
    const auto text = text_of(path);
    return text ? processors_in(text->c_str()) : 0;
}

/// "48K", "32M", "64".
uint64_t size_in(const std::string& path) {
    const auto text = text_of(path);
    if (!text) return 0;
    char* unit = nullptr;
    const uint64_t number = std::strtoull(text->c_str(), &unit, 10);
    return number << (*unit == 'K' ? 10 : *unit == 'M' ? 20 : *unit == 'G' ? 30 : 0);
}

std::optional<CacheKind> kind_in(const std::string& path) {
    const auto text = text_of(path);
    if (text == "Unified") return CacheKind::unified;
    if (text == "Instruction") return CacheKind::instruction;
    if (text == "Data") return CacheKind::data;
    return std::nullopt;
}

void add(std::vector<uint64_t>& sets, uint64_t mask) {
    if (mask != 0 && std::find(sets.begin(), sets.end(), mask) == sets.end()) sets.push_back(mask);
}

void add_caches(std::vector<Cache>& caches, const std::string& processor) {
    for (uint32_t i = 0; i < kMostCaches; ++i) {
        const std::string folder = processor + "/cache/index" + std::to_string(i);
        const auto kind = kind_in(folder + "/type");
        const uint64_t mask = mask_in(folder + "/shared_cpu_list");
        if (!kind || mask == 0) return;
        const auto number = [&](const char* name) { return static_cast<uint32_t>(size_in(folder + "/" + name)); };
        const Cache cache{mask, number("level"), *kind, number("ways_of_associativity"),
                          number("coherency_line_size"), size_in(folder + "/size")};
        const bool known = std::any_of(caches.begin(), caches.end(), [&](const Cache& one) {
            return one.processors == mask && one.level == cache.level && one.kind == cache.kind;
        });
        if (!known) caches.push_back(cache);
    }
}

uint64_t or_else(uint64_t mask, uint64_t otherwise) noexcept { return mask != 0 ? mask : otherwise; }

}  // namespace

uint64_t processors_in(const char* list) noexcept {
    uint64_t mask = 0;
    for (const char* at = list; *at >= '0' && *at <= '9';) {
        char* end = nullptr;
        const auto first = std::strtoul(at, &end, 10);
        const auto last = *end == '-' ? std::strtoul(end + 1, &end, 10) : first;
        for (auto i = first; i <= last && i < kMostProcessors; ++i) mask |= uint64_t{1} << i;
        at = *end == ',' ? end + 1 : end;
        if (*end != ',') break;
    }
    return mask;
}

Topology topology() {
    Topology found;
    const uint64_t all = processor_mask();
    for (uint32_t i = 0; i < kMostProcessors; ++i) {
        const uint64_t self = uint64_t{1} << i;
        if (!(all & self)) continue;
        const std::string folder = kProcessor + std::to_string(i);
        const uint64_t core = or_else(mask_in(folder + "/topology/core_cpus_list"),
                                      mask_in(folder + "/topology/thread_siblings_list"));
        const uint64_t package = or_else(mask_in(folder + "/topology/package_cpus_list"),
                                         mask_in(folder + "/topology/core_siblings_list"));
        add(found.cores, or_else(core & all, self));
        add(found.packages, or_else(package & all, all));
        add_caches(found.caches, folder);
    }
    for (uint32_t i = 0; i < kMostNodes; ++i) {
        const auto list = text_of(kNode + std::to_string(i) + "/cpulist");
        if (!list) break;
        if (const uint64_t mask = processors_in(list->c_str()) & all) found.nodes.push_back({mask, i});
    }
    if (found.nodes.empty()) found.nodes.push_back({all, 0});
    return found;
}

}  // namespace handleapi::machine
