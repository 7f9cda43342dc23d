// SPDX-License-Identifier: LGPL-2.1-or-later
// I_RpcMapWin32Status of <rpcdcep.h>: the NTSTATUS that stands for a status of RPC. The codes of both sets are numbered
// in the same order with a few gaps (rpcnterr.h, ntstatus.h; [MS-ERREF] 2.3), so the table holds runs.
#include <cstdint>

#include <rpc.h>
#include <rpcdcep.h>

namespace {

struct Run {
    uint32_t first;
    uint32_t last;
    uint32_t ntstatus;  ///< of the first
};

constexpr Run kRuns[] = {
    {5, 5, 0xC0000022},      // access denied
    {6, 6, 0xC0030005},      // RPC_X_SS_CONTEXT_MISMATCH
    {14, 14, 0xC0000017},    // out of memory
    {87, 87, 0xC000000D},    // invalid parameter
    {122, 122, 0xC0000023},  // buffer too small
    {164, 164, 0xC0000017},  // RPC_S_OUT_OF_THREADS
    {998, 998, 0xC0000005},  // ERROR_NOACCESS
    {1700, 1728, 0xC0020001}, {1729, 1729, 0xC0020064}, {1730, 1730, 0xC002001F}, {1732, 1737, 0xC0020021},
    {1739, 1771, 0xC0020028}, {1772, 1775, 0xC0030001}, {1777, 1783, 0xC0030006}, {1791, 1791, 0xC0020049},
    {1806, 1806, 0xC002004A}, {1817, 1823, 0xC002004F}, {1824, 1824, 0x40020056}, {1825, 1826, 0xC0020057},
    {1827, 1832, 0xC0030059}, {1898, 1900, 0xC002004B}, {1913, 1913, 0x400200AF}, {1914, 1915, 0xC0020062},
    {1916, 1918, 0xC003005F},
};

}  // namespace

// A code that has no counterpart is its own.
extern "C" LONG RPC_ENTRY I_RpcMapWin32Status(RPC_STATUS status) {
    const auto code = static_cast<uint32_t>(status);
    for (const Run& run : kRuns) {
        if (code >= run.first && code <= run.last) return static_cast<LONG>(run.ntstatus + (code - run.first));
    }
    return status;
}
