// SPDX-License-Identifier: LGPL-2.1-or-later
// Which sanitizer a test is built with, for C and C++: 0 or 1. Under them a test may have to do less of the same, or
// cannot be: everything is slow, TSan does not follow a child made by fork() that starts threads, ASan keeps freed
// memory and looks for leaks in a child without the stacks of its parent's threads.
#pragma once

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#else
#define UNDER_ASAN 0
#endif

#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define UNDER_TSAN 1
#else
#define UNDER_TSAN 0
#endif

#define UNDER_SANITIZER (UNDER_ASAN || UNDER_TSAN)
