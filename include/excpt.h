// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <excpt.h>: what a filter expression answers, and the names under which filters and handlers read the exception.
#ifndef RPCRT4_INCLUDE_EXCPT_H
#define RPCRT4_INCLUDE_EXCPT_H

#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

// What a handler of the exception dispatcher's answers.
typedef enum _EXCEPTION_DISPOSITION {
    ExceptionContinueExecution,
    ExceptionContinueSearch,
    ExceptionNestedException,
    ExceptionCollidedUnwind,
    ExceptionExecuteHandler
} EXCEPTION_DISPOSITION;

#include <rpcexcept.h>

#endif
