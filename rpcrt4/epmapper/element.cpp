// SPDX-License-Identifier: LGPL-2.1-or-later
// See element.hpp.
#include "rpcrt4/epmapper/element.hpp"

#include <algorithm>
#include <tuple>

#include "rpcrt4/binding/tower_binding.hpp"

namespace rpcrt4::epmapper {
namespace {

using protocol::SyntaxId;

auto version(const SyntaxId& id) noexcept { return std::pair(id.major, id.minor); }

bool is_compatible(const SyntaxId& offered, const SyntaxId& wanted) noexcept {
    return offered.major == wanted.major && offered.minor >= wanted.minor;
}

bool has_version(const SyntaxId& offered, const SyntaxId& wanted, VersionOption option) noexcept {
    switch (option) {
        case VersionOption::all:
            return true;
        case VersionOption::compatible:
            return is_compatible(offered, wanted);
        case VersionOption::exact:
            return version(offered) == version(wanted);
        case VersionOption::major_only:
            return offered.major == wanted.major;
        case VersionOption::up_to:
            return version(offered) <= version(wanted);
    }
    return false;
}

bool has_interface(const Element& element, const Inquiry& inquiry) noexcept {
    const SyntaxId& offered = element.tower.interface_id;
    return offered.uuid == inquiry.interface_id.uuid && has_version(offered, inquiry.interface_id, inquiry.versions);
}

/// The protocols of both are the same where both have one: a client's tower may lack the network's.
bool same_protocols(const binding::Tower& offered, const binding::Tower& wanted) noexcept {
    const size_t common = std::min(offered.floors.size(), wanted.floors.size());
    return common >= 2 &&
           std::equal(offered.floors.begin(), offered.floors.begin() + static_cast<ptrdiff_t>(common),
                      wanted.floors.begin(), [](const auto& a, const auto& b) { return a.protocol == b.protocol; });
}

}  // namespace

bool same_offer(const Element& a, const Element& b) noexcept { return a.object == b.object && a.tower == b.tower; }

bool same_but_endpoint(const Element& a, const Element& b) noexcept {
    if (a.object != b.object || a.tower.interface_id != b.tower.interface_id || a.tower.transfer != b.tower.transfer ||
        a.tower.floors.size() != b.tower.floors.size()) {
        return false;
    }
    constexpr size_t kEndpoint = 1;  // the floor's place below the syntaxes
    for (size_t i = 0; i < a.tower.floors.size(); ++i) {
        if (a.tower.floors[i].protocol != b.tower.floors[i].protocol) return false;
        if (i != kEndpoint && a.tower.floors[i] != b.tower.floors[i]) return false;
    }
    return true;
}

base::Result<std::vector<Element>> product(const SyntaxId& interface_id, const SyntaxId& transfer,
                                           std::span<const binding::StringBinding> bindings,
                                           std::span<const uuid::Uuid> objects, std::string_view annotation) {
    const uuid::Uuid none;
    if (objects.empty()) objects = {&none, 1};
    std::vector<Element> elements;
    for (const uuid::Uuid& object : objects) {
        for (const binding::StringBinding& parts : bindings) {
            auto floors = binding::floors_of(parts);
            if (!floors) return floors.status();
            elements.push_back({object, {interface_id, transfer, std::move(*floors)}, to_annotation(annotation)});
        }
    }
    return elements;
}

std::string to_annotation(std::string_view text) {
    size_t length = std::min(text.size(), kAnnotationRoom - 1);
    const auto continues = [&](size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
    while (length > 0 && length < text.size() && continues(length)) --length;
    return std::string(text.substr(0, length));
}

bool answers(const Element& element, const Inquiry& inquiry) noexcept {
    switch (inquiry.type) {
        case InquiryType::all:
            return true;
        case InquiryType::by_interface:
            return has_interface(element, inquiry);
        case InquiryType::by_object:
            return element.object == inquiry.object;
        case InquiryType::by_both:
            return element.object == inquiry.object && has_interface(element, inquiry);
    }
    return false;
}

bool serves(const Element& element, const binding::Tower& wanted, const uuid::Uuid& object) noexcept {
    const auto& offered = element.tower;
    return element.object == object && offered.interface_id.uuid == wanted.interface_id.uuid &&
           is_compatible(offered.interface_id, wanted.interface_id) && offered.transfer == wanted.transfer &&
           same_protocols(offered, wanted);
}

std::vector<Element> serving(const std::vector<Element>& elements, const binding::Tower& wanted,
                             const uuid::Uuid& object) {
    std::vector<Element> found;
    const auto collect = [&](const uuid::Uuid& offered_for) {
        for (const Element& element : elements) {
            if (serves(element, wanted, offered_for)) found.push_back(element);
        }
    };
    collect(object);
    if (found.empty() && !object.is_nil()) collect({});
    return found;
}

}  // namespace rpcrt4::epmapper
