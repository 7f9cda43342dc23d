// SPDX-License-Identifier: LGPL-2.1-or-later
// See map.hpp.
#include "tools/rpcepmapd/map.hpp"

#include <unistd.h>

#include <iterator>

#include "rpcrt4/epmapper/directory.hpp"
#include "tools/rpcepmapd/all_users.hpp"

namespace rpcepmapd {
namespace {

using rpcrt4::epmapper::Element;

Users served = Users::own;

std::vector<Element> of_others() {
    return served == Users::all ? elements_of_others(::geteuid()) : std::vector<Element>();
}

}  // namespace

void serve_map_of(Users users) noexcept { served = users; }

std::vector<Element> elements() {
    std::vector<Element> all = rpcrt4::epmapper::elements();
    std::vector<Element> others = of_others();
    std::move(others.begin(), others.end(), std::back_inserter(all));
    return all;
}

std::vector<Element> serving(const rpcrt4::binding::Tower& wanted, const rpcrt4::uuid::Uuid& object) {
    auto found = rpcrt4::epmapper::serving(rpcrt4::epmapper::elements(), wanted, object);
    return found.empty() ? rpcrt4::epmapper::serving(of_others(), wanted, object) : found;
}

}  // namespace rpcepmapd
