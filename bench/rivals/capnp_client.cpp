// SPDX-License-Identifier: LGPL-2.1-or-later
// Cap'n Proto's client of the figures. A synchronous call waits for its promise; calls under way are promises that
// send the next one when they are kept.
#include <capnp/ez-rpc.h>

#include <algorithm>
#include <vector>

#include "bench/rival.hpp"
#include "bench/rivals/rival_client.hpp"
#include "echo.capnp.h"

namespace {

using bench::must;

class CapnpClient final : public rivals::Client {
 public:
    explicit CapnpClient(const std::string& address) : rpc_(address), echo_(rpc_.getMain<Echo>()) {}
    ~CapnpClient() noexcept override {}  // its members' may throw, the base's may not

    void echo() override {
        auto request = echo_.echoRequest();
        request.setValue(++number_);
        must(request.send().wait(rpc_.getWaitScope()).getValue() == number_, "echo");
    }

    void blob(size_t size) override {
        bytes_.resize(size, 7);
        auto request = echo_.blobRequest();
        request.setData(kj::arrayPtr(bytes_.data(), size));
        const auto response = request.send().wait(rpc_.getWaitScope());
        const auto data = response.getData();
        const auto next = [](kj::byte before) { return static_cast<kj::byte>(before + 1); };
        must(data.size() == size && data.front() == next(bytes_.front()) && data.back() == next(bytes_.back()), "blob");
        std::copy(data.begin(), data.end(), bytes_.begin());  // as our call, which gives its caller the bytes
    }

    void pipeline(size_t in_flight, size_t count) override {
        left_ = count;
        auto chains = kj::heapArrayBuilder<kj::Promise<void>>(in_flight);
        for (size_t i = 0; i < in_flight; ++i) chains.add(chain());
        kj::joinPromises(chains.finish()).wait(rpc_.getWaitScope());
    }

 private:
    kj::Promise<void> chain() {
        if (left_ == 0) return kj::READY_NOW;
        --left_;
        auto request = echo_.echoRequest();
        const int32_t number = ++number_;
        request.setValue(number);
        return request.send().then([this, number](capnp::Response<Echo::EchoResults>&& response) {
            must(response.getValue() == number, "echo");
            return chain();
        });
    }

    capnp::EzRpcClient rpc_;
    Echo::Client echo_;
    int32_t number_ = 0;
    size_t left_ = 0;
    std::vector<kj::byte> bytes_;
};

}  // namespace

int main(int argc, char** argv) {
    return rivals::run(argc, argv, "capnp_peer",
                       [](const std::string& address, bool) { return std::make_unique<CapnpClient>(address); });
}
