// SPDX-License-Identifier: LGPL-2.1-or-later
// The floating-point control and status words, which are MXCSR on x64 ([MSVC] "_control87, _controlfp, __control87_2").
#include "crt.h"

enum {
    kMaskInvalid = 0x10,
    kMaskDenormal = 0x80000,
    kMaskAll = 0x8001F,
    kRounding = 0x300,
    kDenormals = 0x03000000,
    kPrecision = 0x30000,
    kInfinity = 0x40000
};
enum { kMachineDaz = 0x40, kMachineRounding = 0x6000, kMachineFtz = 0x8000, kMachineDefault = 0x1F80 };

// Bit i of Windows' exceptions, and where they are in MXCSR, from its flags; its masks are 7 above.
static const struct {
    unsigned bit, machine;
} kExceptions[] = {{0x10, 1}, {0x80000, 2}, {8, 4}, {4, 8}, {2, 0x10}, {1, 0x20}};

static unsigned exceptions_of(unsigned machine) {
    unsigned made = 0;
    for (size_t i = 0; i < 6; ++i) made |= machine & kExceptions[i].machine ? kExceptions[i].bit : 0;
    return made;
}

static unsigned control_of(unsigned machine) {
    const bool daz = machine & kMachineDaz, ftz = machine & kMachineFtz;
    const unsigned denormals = daz && ftz ? 0x01000000 : daz ? 0x02000000 : ftz ? 0x03000000 : 0;
    return exceptions_of(machine >> 7) | (machine & kMachineRounding) >> 5 | denormals;
}

static unsigned machine_of(unsigned control, unsigned before) {
    unsigned made = before & 0x3F;
    for (size_t i = 0; i < 6; ++i) made |= control & kExceptions[i].bit ? kExceptions[i].machine << 7 : 0;
    made |= (control & kRounding) << 5;
    const unsigned denormals = control & kDenormals;
    if (denormals == 0x01000000 || denormals == 0x02000000) made |= kMachineDaz;
    if (denormals == 0x01000000 || denormals == 0x03000000) made |= kMachineFtz;
    return made;
}

static unsigned change(unsigned next, unsigned mask) {
    const unsigned machine = __builtin_ia32_stmxcsr();
    const unsigned control = (control_of(machine) & ~mask) | (next & mask);
    // A flag that is set would be raised with its mask.
    if (mask) __builtin_ia32_ldmxcsr(machine_of(control, mask & kMaskAll ? 0 : machine));
    return control & (kMaskAll | kRounding | kDenormals);
}

// Precision and infinity cannot be set on x64.
static bool is_mask(unsigned mask) { return (mask & kPrecision) == 0; }

unsigned CRT(_control87)(unsigned next, unsigned mask) {
    if (!is_mask(mask)) {
        rpccrt_invalid(EINVAL);
        mask &= ~(unsigned)kPrecision;
    }
    return change(next, mask & ~(unsigned)kInfinity);
}
unsigned CRT(_controlfp)(unsigned next, unsigned mask) {
    return CRT(_control87)(next, mask & ~(unsigned)kMaskDenormal);
}
errno_type CRT(_controlfp_s)(unsigned* current, unsigned next, unsigned mask) {
    const unsigned known = kMaskAll | kRounding | kDenormals | kInfinity | kPrecision;
    if ((next & mask & ~known) != 0) {
        if (current) *current = change(0, 0);
        return rpccrt_invalid(EINVAL);
    }
    const unsigned made = CRT(_controlfp)(next, mask);
    if (current) *current = made;
    return 0;
}
unsigned CRT(_statusfp)(void) { return exceptions_of(__builtin_ia32_stmxcsr()); }
unsigned CRT(_clearfp)(void) {
    const unsigned machine = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(machine & ~0x3Fu);
    return exceptions_of(machine);
}
void CRT(_fpreset)(void) { __builtin_ia32_ldmxcsr(kMachineDefault); }
