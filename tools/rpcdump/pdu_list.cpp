// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_list.hpp. A direction of a connection is in step when the next byte begins a PDU. It gets in step where a
// segment begins like one, at its start and wherever bytes were missing: senders begin segments with PDUs often enough.
#include "tools/rpcdump/pdu_list.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "rpcrt4/protocol/pdu_header.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"
#include "tools/rpcdump/capture.hpp"
#include "tools/rpcdump/tcp_stream.hpp"

namespace rpcdump {
namespace {

namespace protocol = rpcrt4::protocol;
using protocol::CommonHeader;
using Bytes = std::span<const std::byte>;

bool is_plausible(const CommonHeader& header) noexcept {
    return header.version_supported() && protocol::known_type(header.type) && header.representation.valid() &&
           header.fragment_length >= protocol::kCommonHeaderSize &&
           header.auth_length <= header.fragment_length - protocol::kCommonHeaderSize;
}

/// As far as the bytes go; a whole header is checked whole.
bool may_begin_pdu(Bytes bytes) noexcept {
    if (bytes.size() >= protocol::kCommonHeaderSize) return is_plausible(protocol::decode_common(bytes));
    CommonHeader header;
    header.version = std::to_integer<uint8_t>(bytes[0]);
    if (bytes.size() > 1) header.version_minor = std::to_integer<uint8_t>(bytes[1]);
    const bool known = bytes.size() < 3 || protocol::known_type(protocol::PduType{std::to_integer<uint8_t>(bytes[2])});
    return header.version_supported() && known;
}

std::string time_of(uint64_t microseconds) {
    const auto seconds = static_cast<std::time_t>(microseconds / 1'000'000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[40];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d.%06u", parts.tm_hour, parts.tm_min, parts.tm_sec,
                  static_cast<unsigned>(microseconds % 1'000'000));
    return text;
}

struct Listing {
    const std::function<void(const std::string&)>& line;
    PduCount count;
    uint64_t now = 0;
    std::set<std::pair<std::string, std::string>> connections;
};

/// One direction of a connection.
class Direction final : private TcpStream::Sink {
 public:
    Direction(Listing& listing, const Segment& first) : listing_(listing), from_(first.from), to_(first.to) {}

    void take(const Segment& segment) { stream_.take(segment, *this); }
    void finish() {
        stream_.finish(*this);
        if (!received_.empty()) gap();
    }

 private:
    void bytes(Bytes bytes) override {
        if (!in_step_ && !may_begin_pdu(bytes)) return;
        in_step_ = true;
        received_.insert(received_.end(), bytes.begin(), bytes.end());
        size_t used = 0;
        while (in_step_ && received_.size() - used >= protocol::kCommonHeaderSize) {
            const Bytes rest = Bytes(received_).subspan(used);
            const CommonHeader header = protocol::decode_common(rest);
            if (!is_plausible(header)) {
                gap();
                return;
            }
            if (rest.size() < header.fragment_length) break;
            say(protocol::describe_pdu(header, rest.first(header.fragment_length)));
            listing_.connections.insert(std::minmax(from_, to_));
            ++listing_.count.pdus;
            has_pdus_ = true;
            used += header.fragment_length;
        }
        received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(used));
    }

    void restarts() override {
        if (!received_.empty()) gap();
        in_step_ = has_pdus_ = false;
    }

    void gap() override {
        received_.clear();
        in_step_ = false;
        if (!has_pdus_) return;
        ++listing_.count.gaps;
        say("bytes are missing or are no PDU");
    }

    void say(const std::string& what) const {
        listing_.line(time_of(listing_.now) + " " + from_ + " > " + to_ + " " + what);
    }

    Listing& listing_;
    const std::string from_;
    const std::string to_;
    TcpStream stream_;
    std::vector<std::byte> received_;
    bool in_step_ = false;
    bool has_pdus_ = false;
};

}  // namespace

PduCount list_pdus(Bytes file, const std::function<void(const std::string&)>& line) {
    Listing listing{.line = line, .count = {}, .connections = {}};
    std::map<std::pair<std::string, std::string>, Direction> directions;
    Capture capture(file);
    while (const auto packet = capture.next()) {
        listing.now = packet->microseconds;
        const auto segment = tcp_segment(packet->link_type, packet->bytes);
        if (!segment) continue;
        const auto key = std::make_pair(segment->from, segment->to);
        directions.try_emplace(key, listing, *segment).first->second.take(*segment);
    }
    for (auto& [ends, direction] : directions) direction.finish();
    listing.count.connections = listing.connections.size();
    listing.count.complaint = capture.complaint();
    return listing.count;
}

}  // namespace rpcdump
