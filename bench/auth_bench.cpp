// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of authenticated calls over TCP to rpc_peer.
//   auth.MECHANISM.LEVEL       median of synchronous calls of one thread, us; the rival is an unprotected call of ours,
//                              and the bare cryptography of the four messages' ends (raw_crypto)
//   auth.MECHANISM.blob1m      1 MiB there and back at privacy, us; the rival is the bare cryptography alone
//   auth.MECHANISM.handshake   a connection opened, authenticated, called on once and closed, us; the rival is one of
//                              ours without authentication
// NTLM is this user's own logon. Kerberos and Negotiate by Kerberos want a realm, which realm.py has: without one their
// rows are left out.
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "bench/raw_crypto.hpp"
#include "bench/rival.hpp"
#include "bench/rpc_client.hpp"
#include "bench/rpc_figures.hpp"

namespace bench {
namespace {

constexpr uint32_t kBlob = 1 << 20;
constexpr size_t kConnections = 64;  // per batch
constexpr size_t kLargest = 5840;    // of a PDU
constexpr size_t kHeader = 24, kTrailerHeader = 8;

struct Mechanism {
    const char* name;
    ULONG service;
    const char* principal;  ///< null: NTLM has none
};

struct Protection {
    const char* name;
    ULONG level;
};
constexpr Protection kProtections[] = {{"connect", RPC_C_AUTHN_LEVEL_CONNECT},
                                       {"packet", RPC_C_AUTHN_LEVEL_PKT},
                                       {"integrity", RPC_C_AUTHN_LEVEL_PKT_INTEGRITY},
                                       {"privacy", RPC_C_AUTHN_LEVEL_PKT_PRIVACY}};

double protected_echo_us(const Mechanism& mechanism, ULONG level) {
    Server server(Over::tcp);
    server.authenticate(mechanism.service, level, mechanism.principal);
    return median_us([&] { server.echo(); });
}

/// What one message costs its two ends, us.
template <typename Raw>
double raw_us(const Load& load) {
    Raw sender, receiver;
    return per_operation([&](size_t iterations) {
               for (size_t i = 0; i < iterations; ++i) {
                   sender.send(load);
                   receiver.receive(load);
               }
           }) /
           1000;
}

double crypto_us(const Mechanism& mechanism, const Load& load) {
    return mechanism.principal == nullptr ? raw_us<RawNtlm>(load) : raw_us<RawKerberos>(load);
}

double bare_echo_us(const Mechanism& mechanism, ULONG level) {
    const double plain = echo_us(Over::tcp);
    if (level == RPC_C_AUTHN_LEVEL_CONNECT) return plain;
    const Load load{.stub = 16, .around = kHeader + kTrailerHeader, .seal = level == RPC_C_AUTHN_LEVEL_PKT_PRIVACY};
    return plain + 2 * crypto_us(mechanism, load);
}

double protected_blob_us(const Mechanism& mechanism) {
    Server server(Over::tcp);
    server.authenticate(mechanism.service, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, mechanism.principal);
    std::vector<byte> data(kBlob, 7);
    return mean_us(rpc_peer(), 1, [&] { blob(server, data); });
}

double bare_blob_us(const Mechanism& mechanism) {
    constexpr size_t kStub = kLargest - 64;
    const double one = crypto_us(mechanism, {.stub = kStub, .around = kHeader + kTrailerHeader, .seal = true});
    return 2 * one * kBlob / kStub;
}

double handshake_us(const Mechanism* mechanism) {
    return mean_us(rpc_peer(), kConnections, [&] {
        for (size_t i = 0; i < kConnections; ++i) {
            Server server(Over::tcp);
            server.set(RPC_C_OPT_UNIQUE_BINDING);
            if (mechanism) {
                server.authenticate(mechanism->service, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, mechanism->principal);
            }
            server.echo();
            server.set(RPC_C_OPT_DONT_LINGER);
        }
    });
}

bool add_all() {
    static std::vector<Mechanism> mechanisms = {{"ntlm", RPC_C_AUTHN_WINNT, nullptr}};
    if (const char* principal = std::getenv("BENCH_PRINCIPAL")) {
        mechanisms.push_back({"krb5", RPC_C_AUTHN_GSS_KERBEROS, principal});
        mechanisms.push_back({"spnego_krb5", RPC_C_AUTHN_GSS_NEGOTIATE, principal});
    }
    for (const Mechanism& each : mechanisms) {
        const std::string prefix = std::string("auth.") + each.name + ".";
        for (const Protection& by : kProtections) {
            add(
                prefix + by.name, "us", [&] { return protected_echo_us(each, by.level); },
                [&] { return bare_echo_us(each, by.level); });
        }
        add(
            prefix + "blob1m", "us", [&] { return protected_blob_us(each); }, [&] { return bare_blob_us(each); });
        add(
            prefix + "handshake", "us", [&] { return handshake_us(&each); }, [] { return handshake_us(nullptr); });
    }
    return true;
}

const bool added = add_all();

}  // namespace
}  // namespace bench
