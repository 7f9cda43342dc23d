// SPDX-License-Identifier: LGPL-2.1-or-later
// gRPC's client of the figures: the synchronous stub, and for calls under way a completion queue, which was quicker
// here than the callback API.
#include <grpcpp/grpcpp.h>

#include <optional>
#include <vector>

#include "bench/rival.hpp"
#include "bench/rivals/rival_client.hpp"
#include "echo.grpc.pb.h"

namespace {

using bench::must;

std::shared_ptr<grpc::Channel> channel_to(const std::string& address, bool own) {
    grpc::ChannelArguments arguments;
    if (own) arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else channels share a connection
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

class GrpcClient final : public rivals::Client {
 public:
    GrpcClient(const std::string& address, bool own) : stub_(rivals::Echo::NewStub(channel_to(address, own))) {}

    void echo() override {
        grpc::ClientContext context;
        rivals::Number request;
        rivals::Number response;
        request.set_value(++number_);
        must(stub_->Echo(&context, request, &response).ok() && response.value() == number_, "Echo");
    }

    void blob(size_t size) override {
        grpc::ClientContext context;
        rivals::Bytes response;
        std::string& sent = *bytes_.mutable_data();
        sent.resize(size, '\7');
        must(stub_->Blob(&context, bytes_, &response).ok() && response.data().size() == size, "Blob");
        const auto next = [](char before) { return static_cast<char>(before + 1); };
        must(response.data().front() == next(sent.front()) && response.data().back() == next(sent.back()), "Blob");
        bytes_.Swap(&response);
    }

    void pipeline(size_t in_flight, size_t count) override {
        std::vector<Call> calls(in_flight);
        for (size_t i = 0; i < in_flight; ++i) start(calls[i]);
        for (size_t done = 0; done < count; ++done) {
            void* tag = nullptr;
            bool ok = false;
            must(queue_.Next(&tag, &ok) && ok, "Next");
            Call& call = *static_cast<Call*>(tag);
            must(call.status.ok() && call.response.value() == call.request.value(), "Echo");
            if (done + in_flight < count) start(call);
        }
    }

 private:
    struct Call {
        std::optional<grpc::ClientContext> context;
        rivals::Number request;
        rivals::Number response;
        grpc::Status status;
    };

    void start(Call& call) {
        call.context.emplace();
        call.request.set_value(call.request.value() + 1);
        stub_->AsyncEcho(&*call.context, call.request, &queue_)->Finish(&call.response, &call.status, &call);
    }

    grpc::CompletionQueue queue_;
    const std::unique_ptr<rivals::Echo::Stub> stub_;
    int32_t number_ = 0;
    rivals::Bytes bytes_;
};

}  // namespace

int main(int argc, char** argv) {
    return rivals::run(argc, argv, "grpc_peer",
                       [](const std::string& address, bool own) { return std::make_unique<GrpcClient>(address, own); });
}
