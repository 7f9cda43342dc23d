// SPDX-License-Identifier: LGPL-2.1-or-later
// The doctest main shared by every unit test executable.
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // faults belong to the library under test
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
