// SPDX-License-Identifier: LGPL-2.1-or-later
// gRPC's server of the figures, with the callback API its documentation recommends for speed. Prints its addresses,
// closes its output, and ends with its input.
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "echo.grpc.pb.h"

namespace {

class EchoService final : public rivals::Echo::CallbackService {
    grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const rivals::Number* request,
                                   rivals::Number* response) override {
        response->set_value(request->value());
        return finish(context);
    }
    grpc::ServerUnaryReactor* Blob(grpc::CallbackServerContext* context, const rivals::Bytes* request,
                                   rivals::Bytes* response) override {
        response->set_data(request->data());
        std::string& data = *response->mutable_data();
        ++data.front();
        ++data.back();
        return finish(context);
    }
    static grpc::ServerUnaryReactor* finish(grpc::CallbackServerContext* context) {
        grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

}  // namespace

int main() {
    char directory[] = "/tmp/grpc-XXXXXX";
    const std::string path = std::string(::mkdtemp(directory)) + "/socket";
    EchoService service;
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.AddListeningPort("unix:" + path, grpc::InsecureServerCredentials());
    builder.RegisterService(&service);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server) return 1;
    std::printf("127.0.0.1:%d\nunix:%s\n", port, path.c_str());
    std::fclose(stdout);
    while (std::getchar() != EOF) {
    }
    ::unlink(path.c_str());
    ::rmdir(directory);
    std::_Exit(0);
}
