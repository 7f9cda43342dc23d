// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcping: whether an RPC server can be reached, with the options and output of Windows' tool, as far as they have a
// meaning here. Without an endpoint or interface the host's endpoint mapper is pinged.
// Exit codes: 0 every call was answered, 1 one was not, 2 wrong arguments.
#include <string.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include <rpc.h>
#include <rpcdcep.h>
#include <rpcndr.h>

namespace {

struct Arguments {
    std::string protseq = "ncacn_ip_tcp";
    std::string server;
    std::string endpoint;
    std::string interface_id;
    std::string object;
    ULONG service = RPC_C_AUTHN_NONE;
    ULONG level = RPC_C_AUTHN_LEVEL_NONE;
    std::string principal;
    std::string account;
    unsigned iterations = 1;
    unsigned report = 0;
    unsigned verbosity = 1;
    bool quiet = false;
};

const std::map<std::string, ULONG> kServices = {{"none", RPC_C_AUTHN_NONE},
                                                {"negotiate", RPC_C_AUTHN_GSS_NEGOTIATE},
                                                {"ntlm", RPC_C_AUTHN_WINNT},
                                                {"kerberos", RPC_C_AUTHN_GSS_KERBEROS},
                                                {"schannel", RPC_C_AUTHN_GSS_SCHANNEL}};
const std::map<std::string, ULONG> kLevels = {{"none", RPC_C_AUTHN_LEVEL_NONE},
                                              {"connect", RPC_C_AUTHN_LEVEL_CONNECT},
                                              {"call", RPC_C_AUTHN_LEVEL_CALL},
                                              {"pkt", RPC_C_AUTHN_LEVEL_PKT},
                                              {"integrity", RPC_C_AUTHN_LEVEL_PKT_INTEGRITY},
                                              {"privacy", RPC_C_AUTHN_LEVEL_PKT_PRIVACY}};

constexpr const char* kMapper = "e1af8308-5d1f-11c9-91a4-08002b14a0fa,3";

RPC_CSTR text(const std::string& string) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(string.c_str())); }

int complain(RPC_STATUS status, const std::string& what) {
    unsigned char reason[DCE_C_ERROR_STRING_LEN] = {};
    static_cast<void>(DceErrorInqTextA(status, reason));
    std::fprintf(stderr, "rpcping: %s\nException %d (0x%08X) %s\n", what.c_str(), static_cast<int>(status),
                 static_cast<unsigned>(status), reinterpret_cast<char*>(reason));
    return 1;
}

int usage(const std::string& what) {
    std::fprintf(stderr, "rpcping: %s\n", what.c_str());
    return 2;
}

std::string mapper_endpoint(const std::string& protseq) {
    if (protseq == "ncacn_np") return "\\pipe\\epmapper";
    if (protseq != "ncacn_ip_tcp") return "epmapper";
    const char* port = std::getenv("RPCRT4_EPMAPPER_PORT");
    return port && *port ? port : "135";
}

/// "UUID" or "UUID,MAJOR[.MINOR]"; version 1.0 when it does not say.
bool read_interface(const std::string& from, RPC_CLIENT_INTERFACE& spec) {
    const std::string id = from.substr(0, from.find(','));
    if (UuidFromStringA(text(id), &spec.InterfaceId.SyntaxGUID) != RPC_S_OK || id.empty()) return false;
    unsigned major = 1;
    unsigned minor = 0;
    if (from.find(',') != from.npos) {
        const std::string version = from.substr(from.find(',') + 1);
        char rest = 0;
        const int read = std::sscanf(version.c_str(), "%5u.%5u%c", &major, &minor, &rest);
        const bool whole = read == 2 || (read == 1 && version.find_first_not_of("0123456789") == version.npos);
        if (!whole || major > 0xFFFF || minor > 0xFFFF) return false;
    }
    spec.Length = sizeof spec;
    spec.InterfaceId.SyntaxVersion = {static_cast<unsigned short>(major), static_cast<unsigned short>(minor)};
    spec.TransferSyntax = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}}, {2, 0}};
    return true;
}

/// A call of an operation no interface has: a server that offers the interface says so, and nothing is executed.
RPC_STATUS ping_interface(RPC_BINDING_HANDLE server, RPC_CLIENT_INTERFACE& spec) {
    RPC_MESSAGE message{};
    message.Handle = server;
    message.ProcNum = 0xFFFF;
    message.RpcInterfaceInformation = &spec;
    RPC_STATUS status = I_RpcGetBuffer(&message);
    if (status != RPC_S_OK) return status;
    status = I_RpcSendReceive(&message);
    static_cast<void>(I_RpcFreeBuffer(&message));
    return status == RPC_S_PROCNUM_OUT_OF_RANGE ? RPC_S_OK : status;
}

/// The server itself, through the interface every server has. That it does not listen is an answer.
RPC_STATUS ping_server(RPC_BINDING_HANDLE server) {
    const RPC_STATUS status = RpcMgmtIsServerListening(server);
    return status == RPC_S_NOT_LISTENING ? RPC_S_OK : status;
}

RPC_STATUS open_binding(const Arguments& arguments, RPC_BINDING_HANDLE& handle) {
    RPC_CSTR composed = nullptr;
    RPC_STATUS status = RpcStringBindingComposeA(
        arguments.object.empty() ? nullptr : text(arguments.object), text(arguments.protseq), text(arguments.server),
        arguments.endpoint.empty() ? nullptr : text(arguments.endpoint), nullptr, &composed);
    if (status != RPC_S_OK) return status;
    status = RpcBindingFromStringBindingA(composed, &handle);
    RpcStringFreeA(&composed);
    return status;
}

/// "USER,DOMAIN,PASSWORD", where the domain may be empty and the password * for one that is asked for.
struct Account {
    std::string user, domain, password;
    SEC_WINNT_AUTH_IDENTITY_A identity{};

    explicit Account(const std::string& text_of_it) {
        const size_t first = text_of_it.find(',');
        const size_t second = first == text_of_it.npos ? first : text_of_it.find(',', first + 1);
        if (second == text_of_it.npos) return;
        user = text_of_it.substr(0, first);
        domain = text_of_it.substr(first + 1, second - first - 1);
        password = text_of_it.substr(second + 1);
        if (password == "*") {
            const char* asked = ::getpass("Password: ");
            password = asked ? asked : "";
        }
        const auto length = [](const std::string& part) { return static_cast<unsigned>(part.size()); };
        identity = {.User = text(user),
                    .UserLength = length(user),
                    .Domain = text(domain),
                    .DomainLength = length(domain),
                    .Password = text(password),
                    .PasswordLength = length(password),
                    .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI};
    }
    ~Account() { ::explicit_bzero(password.data(), password.size()); }
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;
    bool complete() const { return identity.Flags != 0; }
};

RPC_STATUS authenticate(const Arguments& arguments, RPC_BINDING_HANDLE handle) {
    if (arguments.level == RPC_C_AUTHN_LEVEL_NONE) return RPC_S_OK;
    Account account(arguments.account);
    return RpcBindingSetAuthInfoA(handle, arguments.principal.empty() ? nullptr : text(arguments.principal),
                                  arguments.level, arguments.service, account.complete() ? &account.identity : nullptr,
                                  RPC_C_AUTHZ_NONE);
}

class Stopwatch {
 public:
    double milliseconds() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count();
    }

 private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

void print_rate(unsigned calls, double milliseconds) {
    std::printf("Completed %u calls in %.0f ms\n%.0f T/S or %.3f ms/T\n", calls, milliseconds,
                milliseconds > 0 ? calls / milliseconds * 1000 : 0, calls ? milliseconds / calls : 0);
}

template <typename Ping>
int ping(const Arguments& arguments, Ping&& one) {
    const Stopwatch whole;
    Stopwatch part;
    for (unsigned i = 1; i <= arguments.iterations; ++i) {
        const RPC_STATUS status = one();
        if (status != RPC_S_OK) return complain(status, "call " + std::to_string(i) + " was not answered");
        if (arguments.report != 0 && i % arguments.report == 0 && !arguments.quiet) {
            print_rate(arguments.report, part.milliseconds());
            part = Stopwatch();
        }
    }
    if (!arguments.quiet) print_rate(arguments.iterations, whole.milliseconds());
    return 0;
}

int run(const Arguments& arguments) {
    // Without anything to ping, it is the mapper; with an endpoint, whoever serves that.
    const bool server_only = !arguments.endpoint.empty() && arguments.interface_id.empty();
    const bool mapper = arguments.endpoint.empty() && arguments.interface_id.empty();
    RPC_CLIENT_INTERFACE spec{};
    if (!server_only && !read_interface(mapper ? kMapper : arguments.interface_id, spec)) {
        return usage("-f: neither UUID nor UUID,MAJOR[.MINOR]: " + arguments.interface_id);
    }
    Arguments to = arguments;
    if (mapper) to.endpoint = mapper_endpoint(arguments.protseq);
    RPC_BINDING_HANDLE handle = nullptr;
    RPC_STATUS status = open_binding(to, handle);
    if (status != RPC_S_OK) return complain(status, "the binding cannot be made");
    if (!server_only) status = RpcEpResolveBinding(handle, &spec);
    if (status != RPC_S_OK) return complain(status, "the endpoint mapper knows no endpoint of the interface");
    status = authenticate(arguments, handle);
    if (status != RPC_S_OK) return complain(status, "no authentication of that kind");
    if (arguments.verbosity >= 2 && !arguments.quiet) {
        RPC_CSTR resolved = nullptr;
        if (RpcBindingToStringBindingA(handle, &resolved) == RPC_S_OK) {
            std::printf("Pinging %s\n", reinterpret_cast<char*>(resolved));
            RpcStringFreeA(&resolved);
        }
    }
    const int outcome =
        ping(arguments, [&] { return server_only ? ping_server(handle) : ping_interface(handle, spec); });
    RpcBindingFree(&handle);
    return outcome;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Tells whether an RPC server can be reached, and how fast it answers.", "rpcping");
    app.add_option("-t,--protseq", arguments.protseq, "protocol sequence")->capture_default_str();
    app.add_option("-s,--server", arguments.server, "server name or address; this machine without it");
    auto* endpoint = app.add_option("-e,--endpoint", arguments.endpoint, "endpoint to ping, instead of the mapper's");
    app.add_option("-f,--interface", arguments.interface_id,
                   "UUID or UUID,MAJOR[.MINOR] of the interface to ping; version 1.0 when it does not say")
        ->excludes(endpoint);
    app.add_option("-O,--object", arguments.object, "object UUID, if the interface registered one");
    app.add_option("-i,--iterations", arguments.iterations, "number of calls")
        ->capture_default_str()
        ->check(CLI::Range(1u, 1000000000u));
    app.add_option("-r,--report", arguments.report, "print the rate after so many calls, too");
    auto* service = app.add_option("-u,--service", arguments.service,
                                   "authentication service: none, negotiate, ntlm, kerberos, or a number")
                        ->transform(CLI::CheckedTransformer(kServices, CLI::ignore_case) | CLI::Number)
                        ->option_text("NAME");
    auto* level = app.add_option("-a,--level", arguments.level,
                                 "authentication level: none, connect, call, pkt, integrity, privacy")
                      ->transform(CLI::CheckedTransformer(kLevels, CLI::ignore_case))
                      ->option_text("NAME")
                      ->needs(service);
    app.add_option("-N,--principal", arguments.principal, "principal name of the server")->needs(level);
    app.add_option("-I,--identity", arguments.account,
                   "USER,DOMAIN,PASSWORD to call as, with * a password that is asked for; this user without it")
        ->needs(level)
        ->check([](const std::string& given) {
            return std::ranges::count(given, ',') >= 2 ? "" : "not USER,DOMAIN,PASSWORD: " + given;
        });
    app.add_option("-v,--verbosity", arguments.verbosity, "1, 2 or 3: how much is printed")
        ->capture_default_str()
        ->check(CLI::Range(1u, 3u));
    app.add_flag("-q,--quiet", arguments.quiet, "print nothing but errors");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return run(arguments);
}
