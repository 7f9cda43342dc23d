// SPDX-License-Identifier: LGPL-2.1-or-later
// How rpcdump shows the elements of an endpoint map: a table for people, grouped by interface, or JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "rpcrt4/epmapper/element.hpp"

namespace rpcdump {

/// One element, as text.
struct Line {
    std::string interface_id;
    std::string version;
    std::string object;  ///< empty: none
    std::string binding;
    std::string protseq;
    std::string address;
    std::string endpoint;
    std::string annotation;
    std::string name;      ///< empty: unknown
    std::string document;  ///< that describes the interface
};

/// `host` stands in for an address that the tower leaves open.
Line describe(const rpcrt4::epmapper::Element& element, const std::string& host);
/// By interface and binding; annotations have no control characters.
std::string as_table(std::vector<Line> lines);
/// An array of objects.
std::string as_json(std::vector<Line> lines);

}  // namespace rpcdump
