// SPDX-License-Identifier: LGPL-2.1-or-later
// Notice: the [notify] or [notify_flag] routine of a procedure, called when a call of it is over: its output
// marshalled, its parameters freed, or the call failed before the manager routine was reached. Outlives what it tells
// the end of. Reference: Microsoft "notify attribute", "notify_flag attribute".
#pragma once

#include "handleapi/boundary.hpp"
#include "rpcrt4/stub/procedure.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {

class Notice {
 public:
    Notice(const Procedure& procedure, const MIDL_STUB_DESC& description) noexcept {
        if (procedure.notify == Procedure::Notify::none || !description.NotifyRoutineTable) return;
        routine_ = description.NotifyRoutineTable[procedure.notify_index];
        with_flag_ = procedure.notify == Procedure::Notify::with_flag;
    }
    Notice(const Notice&) = delete;
    Notice& operator=(const Notice&) = delete;
    ~Notice() {
        if (!routine_) return;
        // What it raises has nobody to go to.
        static_cast<void>(handleapi::call_user([&] {
            if (with_flag_) {
                reinterpret_cast<NDR_NOTIFY2_ROUTINE>(routine_)(manager_called_);
            } else {
                routine_();
            }
        }));
    }
    void manager_called() noexcept { manager_called_ = 1; }

 private:
    NDR_NOTIFY_ROUTINE routine_ = nullptr;
    bool with_flag_ = false;
    boolean manager_called_ = 0;
};

}  // namespace rpcrt4::stub
