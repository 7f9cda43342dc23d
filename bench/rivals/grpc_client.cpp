// SPDX-License-Identifier: LGPL-2.1-or-later
// gRPC's client of the figures: the synchronous stub, and for calls under way the callback API, which starts the next
// call where one ends.
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <optional>
#include <semaphore>
#include <vector>

#include "bench/peer.hpp"
#include "bench/rivals/rival_client.hpp"
#include "echo.grpc.pb.h"

namespace {

void must(bool right, const char* what) {
    if (!right) bench::give_up(what);
}

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
        left_ = static_cast<ptrdiff_t>(count);
        under_way_ = count;
        for (Call& call : calls) start(call);
        over_.acquire();
    }

 private:
    struct Call {
        std::optional<grpc::ClientContext> context;
        rivals::Number request;
        rivals::Number response;
    };

    void start(Call& call) {
        if (left_.fetch_sub(1) <= 0) return;
        call.context.emplace();
        call.request.set_value(call.request.value() + 1);
        stub_->async()->Echo(&*call.context, &call.request, &call.response, [this, &call](const grpc::Status& status) {
            must(status.ok() && call.response.value() == call.request.value(), "Echo");
            start(call);
            if (under_way_.fetch_sub(1) == 1) over_.release();
        });
    }

    const std::unique_ptr<rivals::Echo::Stub> stub_;
    int32_t number_ = 0;
    rivals::Bytes bytes_;
    std::atomic<ptrdiff_t> left_{0};
    std::atomic<size_t> under_way_{0};
    std::binary_semaphore over_{0};
};

}  // namespace

int main(int argc, char** argv) {
    return rivals::run(argc, argv, "grpc_peer",
                       [](const std::string& address, bool own) { return std::make_unique<GrpcClient>(address, own); });
}
