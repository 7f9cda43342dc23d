// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcdump: lists the endpoint map of this machine or, asking its mapper, of another host; or the PDUs in a capture.
// Exit codes: 0 listed (perhaps nothing), 1 the map or the capture could not be read to its end, 2 wrong arguments.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/client/mapper.hpp"
#include "tools/rpcdump/pdu_list.hpp"
#include "tools/rpcdump/report.hpp"

#include <rpc.h>

using namespace rpcrt4;
using base::Result;
using base::Status;

namespace {

struct Arguments {
    std::string host;
    std::string protseq = "ncacn_ip_tcp";
    std::string port;
    std::string interface_id;
    std::string object;
    std::string capture;
    bool json = false;
};

int complain(Status status, const std::string& what) {
    unsigned char text[DCE_C_ERROR_STRING_LEN] = {};
    static_cast<void>(DceErrorInqTextA(base::code(status), text));
    std::fprintf(stderr, "rpcdump: %s: %d %s\n", what.c_str(), base::code(status), reinterpret_cast<char*>(text));
    return 1;
}

int usage(const std::string& what) {
    std::fprintf(stderr, "rpcdump: %s\n", what.c_str());
    return 2;
}

/// "UUID" or "UUID,MAJOR.MINOR".
bool read_interface(const std::string& text, epmapper::Inquiry& inquiry) {
    const auto id = uuid::from_text(text.substr(0, text.find(',')));
    if (!id) return false;
    inquiry.interface_id.uuid = *id;
    inquiry.type = epmapper::InquiryType::by_interface;
    if (text.find(',') == text.npos) return true;
    unsigned major = 0;
    unsigned minor = 0;
    char rest = 0;
    const std::string version = text.substr(text.find(',') + 1);
    if (std::sscanf(version.c_str(), "%5u.%5u%c", &major, &minor, &rest) != 2 || major > 0xFFFF || minor > 0xFFFF) {
        return false;
    }
    inquiry.interface_id.major = static_cast<uint16_t>(major);
    inquiry.interface_id.minor = static_cast<uint16_t>(minor);
    inquiry.versions = epmapper::VersionOption::exact;
    return true;
}

/// Null without a host: this machine's map.
Result<base::Ref<binding::Binding>> host_binding(const Arguments& arguments) {
    if (arguments.host.empty()) return base::Ref<binding::Binding>();
    binding::StringBinding parts;
    parts.protseq = arguments.protseq;
    parts.address = arguments.host;
    const auto text = binding::compose_string_binding(parts);
    if (!text) return text.status();
    return binding::Binding::from_string(*text);
}

int dump(const Arguments& arguments, const epmapper::Inquiry& inquiry) {
    const auto host = host_binding(arguments);
    if (!host) return complain(host.status(), arguments.host);
    const auto map = client::MapInquiry::begin(host->get(), inquiry);
    if (!map) return complain(map.status(), arguments.host);
    std::vector<rpcdump::Line> lines;
    auto element = (*map)->next();
    for (; element; element = (*map)->next()) lines.push_back(rpcdump::describe(*element, arguments.host));
    const size_t count = lines.size();
    const std::string text = arguments.json ? rpcdump::as_json(std::move(lines)) : rpcdump::as_table(std::move(lines));
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (!arguments.json) std::printf("%s%zu endpoint%s\n", count ? "\n" : "", count, count == 1 ? "" : "s");
    if (element.status() == Status::rpc_x_no_more_entries) return 0;
    return complain(element.status(), arguments.host.empty() ? "this machine" : arguments.host);
}

int dump_capture(const std::string& path) {
    std::ifstream input(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(input)), {});
    if (!input.is_open() || input.bad()) {
        std::fprintf(stderr, "rpcdump: %s: cannot be read\n", path.c_str());
        return 1;
    }
    const auto count =
        rpcdump::list_pdus(std::as_bytes(std::span(bytes)), [](const std::string& line) { std::puts(line.c_str()); });
    std::printf("%s%zu PDU%s on %zu connection%s\n", count.pdus ? "\n" : "", count.pdus, count.pdus == 1 ? "" : "s",
                count.connections, count.connections == 1 ? "" : "s");
    if (!count.complaint) return 0;
    std::fprintf(stderr, "rpcdump: %s: %s\n", path.c_str(), count.complaint);
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Lists the endpoints in an endpoint map: of this machine's servers, or of a host's.", "rpcdump");
    app.add_option("HOST", arguments.host, "whose endpoint mapper to ask; without it the map of this machine is read");
    app.add_option("--protseq", arguments.protseq, "protocol sequence to ask over")->capture_default_str();
    app.add_option("--port", arguments.port, "TCP port of the mapper, if it is not 135");
    app.add_option("--interface", arguments.interface_id, "only this interface: UUID or UUID,MAJOR.MINOR");
    app.add_option("--object", arguments.object, "only this object: UUID");
    auto* json = app.add_flag("--json", arguments.json, "an array of objects instead of a table");
    auto* capture =
        app.add_option("--pcap", arguments.capture, "list the PDUs in this file of captured packets instead");
    capture->excludes(json);
    for (const char* other : {"HOST", "--protseq", "--port", "--interface", "--object"}) {
        capture->excludes(app.get_option(other));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (!arguments.capture.empty()) return dump_capture(arguments.capture);
    epmapper::Inquiry inquiry;
    if (!arguments.interface_id.empty() && !read_interface(arguments.interface_id, inquiry)) {
        return usage("--interface: neither UUID nor UUID,MAJOR.MINOR: " + arguments.interface_id);
    }
    if (!arguments.object.empty()) {
        const auto object = uuid::from_text(arguments.object);
        if (!object) return usage("--object: no UUID: " + arguments.object);
        inquiry.object = *object;
        inquiry.type = inquiry.type == epmapper::InquiryType::all ? epmapper::InquiryType::by_object
                                                                  : epmapper::InquiryType::by_both;
    }
    if (!arguments.port.empty()) ::setenv("RPCRT4_EPMAPPER_PORT", arguments.port.c_str(), 1);
    return dump(arguments, inquiry);
}
