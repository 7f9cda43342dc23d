// SPDX-License-Identifier: LGPL-2.1-or-later
// See report.hpp. What a mapper sends is not trusted: it reaches the terminal without control characters, and JSON
// with what is no UTF-8 replaced.
#include "tools/rpcdump/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "rpcrt4/binding/tower_binding.hpp"
#include "tools/rpcdump/known_interfaces.hpp"

namespace rpcdump {

using namespace rpcrt4;

namespace {

std::string printable(std::string text) {
    for (char& c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20 || code == 0x7F) c = '.';
    }
    return text;
}

/// The floors of a protocol sequence that we have no name for.
std::string numbered(const binding::Tower& tower) {
    std::string text = "unknown(";
    for (const auto& floor : tower.floors) {
        if (text.back() != '(') text += ',';
        text += std::to_string(floor.protocol);
    }
    return text + ')';
}

void sort(std::vector<Line>& lines) {
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
        return std::tie(a.interface_id, a.version, a.object, a.binding) <
               std::tie(b.interface_id, b.version, b.object, b.binding);
    });
}

std::string heading(const Line& line) {
    std::string text = line.interface_id + " v" + line.version;
    if (!line.name.empty()) text += "  " + line.name + " [" + line.document + "]";
    return text + '\n';
}

}  // namespace

Line describe(const epmapper::Element& element, const std::string& host) {
    const protocol::SyntaxId& id = element.tower.interface_id;
    Line line;
    line.interface_id = uuid::to_text(id.uuid);
    line.version = std::to_string(id.major) + "." + std::to_string(id.minor);
    if (!element.object.is_nil()) line.object = uuid::to_text(element.object);
    line.annotation = element.annotation;
    if (const KnownInterface* known = find_known(id.uuid)) {
        line.name = known->name;
        line.document = known->document;
    }
    auto parts = binding::binding_of(element.tower);
    if (!parts) {
        line.protseq = line.binding = numbered(element.tower);
        return line;
    }
    const bool local = binding::protseq_of(element.tower)->floors[2] == 0;
    if (parts->address.empty() && !local) parts->address = host;
    line.protseq = parts->protseq;
    line.address = parts->address;
    line.endpoint = parts->endpoint;
    const auto text = binding::compose_string_binding(*parts);
    line.binding = text ? *text : parts->protseq;
    return line;
}

std::string as_table(std::vector<Line> lines) {
    sort(lines);
    size_t width = 0;
    for (const Line& line : lines) width = std::max(width, line.binding.size());
    std::string table;
    std::string last;
    for (const Line& line : lines) {
        const std::string title = heading(line);
        if (title != last) table += (table.empty() ? "" : "\n") + title;
        last = title;
        std::string row = "    " + line.binding;
        if (!line.annotation.empty()) {
            row.append(width - line.binding.size(), ' ');
            row += "  " + line.annotation;
        }
        if (!line.object.empty()) row += "  object " + line.object;
        table += printable(row) + '\n';
    }
    return table;
}

std::string as_json(std::vector<Line> lines) {
    sort(lines);
    auto all = nlohmann::ordered_json::array();
    for (const Line& line : lines) {
        nlohmann::ordered_json one{{"interface", line.interface_id}, {"version", line.version}};
        if (!line.name.empty()) {
            one["name"] = line.name;
            one["document"] = line.document;
        }
        if (!line.object.empty()) one["object"] = line.object;
        one["binding"] = line.binding;
        one["protseq"] = line.protseq;
        if (!line.address.empty()) one["address"] = line.address;
        if (!line.endpoint.empty()) one["endpoint"] = line.endpoint;
        one["annotation"] = line.annotation;
        all.push_back(std::move(one));
    }
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace rpcdump
