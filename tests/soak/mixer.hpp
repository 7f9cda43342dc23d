// SPDX-License-Identifier: LGPL-2.1-or-later
// One thread's calls of every kind, chosen at random; every answer is checked.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "client.hpp"

namespace soak {

class Mixer {
 public:
    Mixer(const std::vector<std::string>& bindings, uint32_t seed);
    ~Mixer();
    /// Calls until it is told to stop; bindings are renewed on the way.
    void run(const std::atomic<bool>& stop);
    /// A call through each binding that goes well, however often it must be tried.
    void recover();

 private:
    struct Kept {
        COUNTER counter;
        LONG value;
    };

    uint32_t below(size_t limit) { return static_cast<uint32_t>(random_() % limit); }
    Binding& any() { return *servers_[below(servers_.size())]; }
    void renew();
    void one(handle_t server);

    void invert(handle_t server);
    void context(handle_t server);
    void kept_context(handle_t server);
    void shared_context(handle_t server);
    void call_back(handle_t server);
    void raise(handle_t server);
    void raise_explained(handle_t server);
    void triples(handle_t server);
    void hold(handle_t server);
    void hang(handle_t server);
    void time_out(handle_t server);
    void fast();
    void use_fast(handle_t server);
    void stop_listening(handle_t server);
    void call_in_child(handle_t server);

    std::mt19937 random_;
    const std::vector<std::string>& bindings_;
    std::vector<std::unique_ptr<Binding>> servers_;
    std::string local_endpoint_;  // of ncalrpc, empty where none is known
    std::vector<Kept> kept_;
};

}  // namespace soak
