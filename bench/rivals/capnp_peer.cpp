// SPDX-License-Identifier: LGPL-2.1-or-later
// Cap'n Proto's server of the figures, as its documentation has it: one event loop. Prints its addresses, closes its
// output, and ends with its input.
#include <capnp/ez-rpc.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "echo.capnp.h"

namespace {

class EchoServer final : public Echo::Server {
    kj::Promise<void> echo(EchoContext context) override {
        context.getResults().setValue(context.getParams().getValue());
        return kj::READY_NOW;
    }
    kj::Promise<void> blob(BlobContext context) override {
        const auto from = context.getParams().getData();
        auto to = context.getResults().initData(static_cast<capnp::uint>(from.size()));
        std::memcpy(to.begin(), from.begin(), from.size());
        ++to.front();
        ++to.back();
        return kj::READY_NOW;
    }
};

}  // namespace

int main() {
    char directory[] = "/tmp/capnp-XXXXXX";
    const std::string path = std::string(::mkdtemp(directory)) + "/socket";
    capnp::EzRpcServer tcp(kj::heap<EchoServer>(), "127.0.0.1", 0);
    capnp::EzRpcServer local(kj::heap<EchoServer>(), "unix:" + path);
    const capnp::uint port = tcp.getPort().wait(tcp.getWaitScope());
    local.getPort().wait(local.getWaitScope());  // listens from here on
    std::printf("127.0.0.1:%u\nunix:%s\n", port, path.c_str());
    std::fclose(stdout);
    std::thread([&] {
        while (std::getchar() != EOF) {
        }
        ::unlink(path.c_str());
        ::rmdir(directory);
        std::_Exit(0);
    }).detach();
    kj::NEVER_DONE.wait(tcp.getWaitScope());
}
