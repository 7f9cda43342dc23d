// SPDX-License-Identifier: LGPL-2.1-or-later
// One-time initialisation in the caller's memory. The pointer is the whole state: zero is untouched; 1 somebody
// initialises while others wait (5 once one of them sleeps); 3 several may be initialising (INIT_ONCE_ASYNC); 2 done,
// with the context in the other bits, which is why a context has its two low bits clear. The low half is the futex
// word. Nothing of it is touched once it says done.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

#include <synchapi.h>

namespace handleapi::init_once {

enum class Protocol : bool { synchronous, asynchronous };

struct Progress {
    bool pending;   // the caller is to initialise
    void* context;  // of the initialisation that is done
};

/// Blocks while another thread initialises synchronously. error_invalid_parameter: the other protocol is in progress.
base::Result<Progress> begin(INIT_ONCE& once, Protocol protocol);
/// error_gen_failure unless initialisation is done; begins nothing and blocks never.
base::Result<Progress> check(INIT_ONCE& once);

/// error_invalid_parameter: the context has its low bits set, or the other protocol is in progress; error_gen_failure:
/// nothing is, perhaps because another thread's asynchronous initialisation was completed first.
base::Status complete(INIT_ONCE& once, Protocol protocol, void* context);
/// Ends a synchronous initialisation without result; one of the waiting threads begins anew.
base::Status fail(INIT_ONCE& once);

}  // namespace handleapi::init_once
