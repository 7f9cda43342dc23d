// SPDX-License-Identifier: LGPL-2.1-or-later
// Somebody in between: authenticated calls through a relay that changes what passes, PDU by PDU, and what the caller is
// told then. [MS-RPCE] 2.2.2.11, 2.2.2.13, 3.3.1.5.2: RPC_S_SEC_PKG_ERROR where a signature is wrong,
// RPC_S_ACCESS_DENIED where what was agreed on is not kept.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "tests/unit/rpcrt4/end_to_end/security_fixture.hpp"

using namespace end_to_end;

namespace {

using Pdu = std::vector<unsigned char>;

enum PduType : unsigned char {
    kRequest = 0,
    kResponse = 2,
    kBind = 11,
    kBindAck = 12,
    kAlter = 14,
    kAlterResponse = 15,
    kAuth3 = 16
};
constexpr unsigned char kSupportHeaderSign = 0x04;
constexpr size_t kTypeAt = 2, kFlagsAt = 3, kLengthAt = 8, kAuthLengthAt = 10, kOpnumAt = 22, kStubAt = 24;

size_t u16(const Pdu& pdu, size_t at) { return pdu[at] | static_cast<size_t>(pdu[at + 1]) << 8; }
bool is(const Pdu& pdu, PduType type) { return pdu[kTypeAt] == type; }
size_t trailer_at(const Pdu& pdu) { return pdu.size() - u16(pdu, kAuthLengthAt) - 8; }

/// A socket on a port of its own of the loopback, or connected to one.
int loopback_socket(unsigned short port, bool listens) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(descriptor >= 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (listens) {
        REQUIRE(::bind(descriptor, generic, sizeof address) == 0);
        REQUIRE(::listen(descriptor, 8) == 0);
    } else if (::connect(descriptor, generic, sizeof address) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

/// Relays one connection after the other to a server, whole PDUs, each as `change` leaves it.
class Middleman {
 public:
    using Change = std::function<void(Pdu& pdu)>;

    Middleman(const std::string& server, Change change)
        : server_port_(static_cast<unsigned short>(std::stoi(server.substr(server.find('[') + 1)))),
          change_(std::move(change)),
          listener_(loopback_socket(0, true)) {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        binding_ = "ncacn_ip_tcp:127.0.0.1[" + std::to_string(ntohs(address.sin_port)) + "]";
        thread_ = std::thread([this] { run(); });
    }
    ~Middleman() {
        ended_ = true;
        thread_.join();
        for (Link& link : links_) link.close();
        ::close(listener_);
    }
    const std::string& binding() const { return binding_; }

 private:
    struct Side {
        int descriptor;
        Pdu received;
    };
    struct Link {
        Side client, server;
        void close() {
            for (Side* side : {&client, &server}) {
                if (side->descriptor >= 0) ::close(side->descriptor);
                side->descriptor = -1;
            }
        }
    };

    void run() {
        while (!ended_) {
            std::vector<pollfd> waited{{listener_, POLLIN, 0}};
            for (const Link& link : links_) {
                waited.push_back({link.client.descriptor, POLLIN, 0});
                waited.push_back({link.server.descriptor, POLLIN, 0});
            }
            if (::poll(waited.data(), waited.size(), 20) <= 0) continue;
            const size_t known = links_.size();
            if (waited[0].revents != 0) accept_one();
            for (size_t i = 0; i < known; ++i) {
                Link& link = links_[i];
                const bool open = (waited[1 + 2 * i].revents == 0 || carry(link.client, link.server)) &&
                                  (waited[2 + 2 * i].revents == 0 || carry(link.server, link.client));
                if (!open) link.close();
            }
        }
    }
    void accept_one() {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        links_.push_back({{client, {}}, {loopback_socket(server_port_, false), {}}});
        if (links_.back().server.descriptor < 0) links_.back().close();
    }
    /// False when there is nothing more to come.
    bool carry(Side& from, Side& to) {
        unsigned char room[16384];
        const ssize_t got = ::recv(from.descriptor, room, sizeof room, 0);
        if (got <= 0) return false;
        from.received.insert(from.received.end(), room, room + got);
        while (from.received.size() >= 16 && from.received.size() >= u16(from.received, kLengthAt)) {
            const auto end = from.received.begin() + static_cast<std::ptrdiff_t>(u16(from.received, kLengthAt));
            Pdu pdu(from.received.begin(), end);
            from.received.erase(from.received.begin(), end);
            change_(pdu);
            for (size_t sent = 0; sent < pdu.size();) {
                const ssize_t part = ::send(to.descriptor, pdu.data() + sent, pdu.size() - sent, MSG_NOSIGNAL);
                if (part <= 0) return false;
                sent += static_cast<size_t>(part);
            }
        }
        return true;
    }

    const unsigned short server_port_;
    const Change change_;
    const int listener_;
    std::string binding_;
    std::vector<Link> links_;
    std::atomic<bool> ended_{false};
    std::thread thread_;
};

/// What a call is told that goes through such a relay.
RPC_STATUS told(ULONG service, ULONG level, Middleman::Change change) {
    Server server("ncacn_ip_tcp");
    Middleman between(server.string_binding(), std::move(change));
    Binding binding(between.binding());
    REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, level, service, nullptr, 0) == RPC_S_OK);
    LONG echoed = 0;
    const RPC_STATUS raised = raised_by([&] { echoed = c_Echo(binding, 5); });
    if (raised == RPC_S_OK) CHECK(echoed == 5);
    return raised;
}

constexpr ULONG kProtecting[] = {RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_LEVEL_PKT_PRIVACY};

/// The same, of every service, at every level that protects messages.
void always(RPC_STATUS expected, const Middleman::Change& change) {
    register_services();
    for (const ULONG service : kServices) {
        for (const ULONG level : kProtecting) {
            CAPTURE(service);
            CAPTURE(level);
            CHECK(told(service, level, change) == expected);
        }
    }
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/tampering") {
    TEST_CASE("what passes as it was is as good as without anybody in between") {
        always(RPC_S_OK, [](Pdu&) {});
    }

    TEST_CASE("a request that was changed is no message of its sender's") {
        SUBCASE("its stub data") {
            always(RPC_S_SEC_PKG_ERROR, [](Pdu& pdu) {
                if (is(pdu, kRequest)) pdu[kStubAt] ^= 1;
            });
        }
        SUBCASE("its operation") {
            always(RPC_S_SEC_PKG_ERROR, [](Pdu& pdu) {
                if (is(pdu, kRequest)) pdu[kOpnumAt] ^= 1;
            });
        }
        SUBCASE("its signature") {
            always(RPC_S_SEC_PKG_ERROR, [](Pdu& pdu) {
                if (is(pdu, kRequest)) pdu.back() ^= 1;
            });
        }
    }

    TEST_CASE("a request with less protection than was agreed on is denied") {
        SUBCASE("at another level") {
            always(RPC_S_ACCESS_DENIED, [](Pdu& pdu) {
                if (is(pdu, kRequest)) pdu[trailer_at(pdu) + 1] = RPC_C_AUTHN_LEVEL_CONNECT;
            });
        }
        SUBCASE("under another security context") {
            always(RPC_S_ACCESS_DENIED, [](Pdu& pdu) {
                if (is(pdu, kRequest)) pdu[trailer_at(pdu) + 4] ^= 1;
            });
        }
        SUBCASE("without a trailer") {
            always(RPC_S_ACCESS_DENIED, [](Pdu& pdu) {
                if (!is(pdu, kRequest)) return;
                pdu.resize(trailer_at(pdu));
                pdu[kLengthAt] = static_cast<unsigned char>(pdu.size());
                pdu[kLengthAt + 1] = static_cast<unsigned char>(pdu.size() >> 8);
                pdu[kAuthLengthAt] = pdu[kAuthLengthAt + 1] = 0;
            });
        }
    }

    TEST_CASE("an answer that was changed is no message of the server's") {
        SUBCASE("its stub data") {
            always(RPC_S_SEC_PKG_ERROR, [](Pdu& pdu) {
                if (is(pdu, kResponse)) pdu[kStubAt] ^= 1;
            });
        }
        SUBCASE("its header") {
            always(RPC_S_SEC_PKG_ERROR, [](Pdu& pdu) {
                if (is(pdu, kResponse)) pdu[kOpnumAt] ^= 1;  // there the number of cancels
            });
        }
        SUBCASE("its signature") {
            always(RPC_S_SEC_PKG_ERROR, [](Pdu& pdu) {
                if (is(pdu, kResponse)) pdu.back() ^= 1;
            });
        }
    }

    TEST_CASE("the offer to sign headers is not taken out unseen, whoever is made to believe what") {
        const auto strips = [](bool from_both) {
            return [from_both](Pdu& pdu) {
                const bool offers = is(pdu, kBind) || is(pdu, kAlter);
                const bool agrees = is(pdu, kBindAck) || is(pdu, kAlterResponse);
                if (offers) pdu[kFlagsAt] &= static_cast<unsigned char>(~kSupportHeaderSign);
                if (agrees && !from_both) pdu[kFlagsAt] |= kSupportHeaderSign;
            };
        };
        SUBCASE("from both sides") { always(RPC_S_ACCESS_DENIED, strips(true)); }
        SUBCASE("the client is told that it was heard") { always(RPC_S_ACCESS_DENIED, strips(false)); }
    }

    TEST_CASE("a level that is lowered on the way ends the bind or the call, not the protection") {
        register_services();
        for (const ULONG service : kServices) {
            CAPTURE(service);
            const RPC_STATUS status = told(service, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, [](Pdu& pdu) {
                const bool carries_token = is(pdu, kBind) || is(pdu, kAlter) || is(pdu, kAuth3);
                if (carries_token && u16(pdu, kAuthLengthAt) != 0) {
                    pdu[trailer_at(pdu) + 1] = RPC_C_AUTHN_LEVEL_CONNECT;
                }
            });
            CHECK(status != RPC_S_OK);
        }
    }

    TEST_CASE("a token that was changed or cut short proves nobody") {
        always(RPC_S_ACCESS_DENIED, [](Pdu& pdu) {
            if ((is(pdu, kAlter) || is(pdu, kAuth3)) && u16(pdu, kAuthLengthAt) > 40) {
                for (size_t i = pdu.size() - 40; i < pdu.size(); ++i) pdu[i] ^= 0x55;
            }
        });
    }
}
