// SPDX-License-Identifier: LGPL-2.1-or-later
// The IDL compiler on an interface of 3,000 lines: the whole program, preprocessor and written files included. The null
// rival is the C preprocessor alone on the same text, which midl runs as well.
#include <string>

#include "bench/program.hpp"
#include "bench/rival.hpp"

namespace {

constexpr int kLines = 3000;

// Ten kinds of declarations, numbered, until there are enough lines.
std::string interface_text() {
    constexpr int kLinesEach = 20;
    std::string text =
        "[uuid(b0a5e000-0050-4000-8000-000000000001), version(1.0), pointer_default(unique)] interface Big {\n";
    for (int i = 0; i < kLines / kLinesEach; ++i) {
        const std::string n = std::to_string(i);
        text += "typedef enum Kind" + n + " { KIND_A" + n + ", KIND_B" + n + " } Kind" + n + ";\n";
        text += "typedef struct Record" + n + " {\n    long id;\n    Kind" + n +
                " kind;\n    [string] wchar_t *name;\n    unsigned long count;\n"
                "    [size_is(count)] unsigned char *data;\n    struct Record" +
                n + " *next;\n} Record" + n + ";\n";
        text += "typedef [switch_type(long)] union Choice" + n + " {\n    [case(1)] Record" + n +
                " *record;\n    [case(2, 3)] hyper number;\n    [default] ;\n} Choice" + n + ";\n";
        text += "long Get" + n +
                "([in] handle_t h, [in, string] wchar_t *name, [in] long level,\n    [out, switch_is(" +
                "level)] Choice" + n + " *choice);\n";
        text += "long Put" + n + "([in] handle_t h, [in] Record" + n + " *record, [in, out, unique] long *cookie);\n";
        text += "void List" + n +
                "([in] handle_t h, [in] unsigned long max, [out] unsigned long *count,\n"
                "    [out, size_is(max), length_is(*count)] long *ids);\n\n";
    }
    return text + "}\n";
}

const bench::Workplace& workplace() {
    static const bench::Workplace place({{"big.idl", interface_text()}});
    return place;
}

[[maybe_unused]] const bool kLarge = bench::add(
    "midl.3000_lines", "ms",
    [] {
        return bench::milliseconds_of(
            {bench::tool("midl"), "-nologo", "-out", workplace().path(), workplace().path("big.idl")});
    },
    [] {
        return bench::milliseconds_of({"cc", "-E", "-x", "c", workplace().path("big.idl")});
    });

}  // namespace
