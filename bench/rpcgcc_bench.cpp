// SPDX-License-Identifier: LGPL-2.1-or-later
// The compile driver on a source of 5,000 lines, preprocessing and writing included. The rival is gcc on the same
// source ported by hand.
#include <stdlib.h>

#include <string>

#include "bench/program.hpp"
#include "bench/rival.hpp"

namespace {

constexpr int kLines = 5000;

/// Functions like those of old servers; `wide` and the suffixes are what a port changes.
std::string source_text(const char* wide, const char* suffix) {
    constexpr int kLinesEach = 20;
    const std::string w = wide, s = suffix;
    std::string text = "#include <windows.h>\n#include <rpc.h>\n#include <stdio.h>\n#include <string.h>\n";
    for (int i = 0; i < kLines / kLinesEach; ++i) {
        const std::string n = std::to_string(i);
        text += "typedef struct RECORD" + n + " {\n    unsigned " + w + " count;\n    " + w +
                " values[16];\n    WCHAR name[32];\n    struct RECORD" + n + "* next;\n} RECORD" + n + ";\n";
        text += "static " + w + " sum" + n + "(RECORD" + n + "* record, unsigned " + w + " limit)\n{\n    unsigned " +
                w + " i;\n    " + w + " total = 0" + s + ";\n    for (; record != NULL; record = record->next) {\n" +
                "        for (i = 0; i < record->count && i < limit; ++i) {\n"
                "            total += record->values[i] * 3" +
                s + " + 0x" + n + s + ";\n        }\n    }\n";
        text += "    return total;\n}\n" + w + " call" + n + "(RECORD" + n + "* record)\n{\n    return sum" + n +
                "(record, 16" + s + ") + (" + w + ")sizeof *record;\n}\n";
    }
    return text;
}

const bench::Workplace& workplace() {
    static const bench::Workplace place(
        {{"windows.c", source_text("long", "L")}, {"ported.c", source_text("int", "")}});
    return place;
}

[[maybe_unused]] const bool kCompiled = bench::add(
    "rpcgcc.5000_lines", "ms",
    [] {
        ::setenv("RPCGCC_INCLUDE", SOURCE_ROOT "/include", 1);
        ::setenv("RPCGCC_HEADERS", SOURCE_ROOT "/tools/rpcgcc/include", 1);
        return bench::milliseconds_of(
            {bench::tool("rpcgcc"), "-O2", "-c", workplace().path("windows.c"), "-o", workplace().path("windows.o")});
    },
    [] {
        return bench::milliseconds_of({"gcc", "-O2", "-fshort-wchar", "-fexceptions", "-I", SOURCE_ROOT "/include",
                                       "-c", workplace().path("ported.c"), "-o", workplace().path("ported.o")});
    });

}  // namespace
