// SPDX-License-Identifier: LGPL-2.1-or-later
// Calls a manager routine whose prototype is known from the format string only: stubs without a thunk table, such as
// widl's. The call description is built once per procedure. Structures by value above 8 bytes cannot be told from
// pointers in every format: where the format admits one, the call is refused with rpc_x_bad_stub_data.
#pragma once

#include <cstdint>
#include <memory>

namespace rpcrt4::stub {

struct Procedure;

class ForeignDispatch {
 public:
    explicit ForeignDispatch(const Procedure& procedure);
    ~ForeignDispatch();
    ForeignDispatch(const ForeignDispatch&) = delete;
    ForeignDispatch& operator=(const ForeignDispatch&) = delete;

    /// Calls `routine` with the arguments in `slots`; the result goes to the procedure's return slot.
    void call(void (*routine)(), uint64_t* slots) const;

    /// The one of `procedure`, made now if need be.
    static const ForeignDispatch& of(const Procedure& procedure);

 private:
    struct Description;
    std::unique_ptr<Description> description_;
};

}  // namespace rpcrt4::stub
