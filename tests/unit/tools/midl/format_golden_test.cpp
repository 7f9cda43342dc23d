// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Whole format strings byte for byte as MIDL 8.0.595 writes them for AMD64: three procedures of the directory
// replication interface ([MS-DRSR] sections 4.1.3, 4.1.25, 4.1.4), as seen in a published client stub of that compiler.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/tools/midl/support.hpp"
#include "tools/midl/format_procedure.hpp"

using namespace midl;
using midl_test::Compilation;

namespace {

constexpr const char* kIdl = R"(
[uuid(e3514235-4b06-11d1-ab04-00c04fc2dcd2), version(4.0), pointer_default(unique)]
interface drsuapi
{
    typedef struct { unsigned long Data1; unsigned short Data2; unsigned short Data3; byte Data4[8]; } Guid;
    typedef [context_handle] void *DRS_HANDLE;
    typedef struct { [range(1, 10000)] unsigned long cb; [size_is(cb)] byte rgb[]; } DRS_EXTENSIONS;
    typedef struct {
        unsigned long CodePage; unsigned long LocaleId; unsigned long dwFlags; unsigned long formatOffered;
        unsigned long formatDesired; [range(1, 10000)] unsigned long cNames;
        [string, size_is(cNames)] const wchar_t **rpNames;
    } DRS_MSG_CRACKREQ_V1;
    typedef [switch_type(unsigned long)] union { [case(1)] DRS_MSG_CRACKREQ_V1 V1; } DRS_MSG_CRACKREQ;
    typedef struct { unsigned long status; [string, unique] wchar_t *pDomain; [string, unique] wchar_t *pName; } ITEM;
    typedef struct { unsigned long cItems; [size_is(cItems)] ITEM *rItems; } RESULT;
    typedef struct { RESULT *pResult; } DRS_MSG_CRACKREPLY_V1;
    typedef [switch_type(unsigned long)] union { [case(1)] DRS_MSG_CRACKREPLY_V1 V1; } DRS_MSG_CRACKREPLY;

    unsigned long IDL_DRSBind([in] handle_t rpc_handle, [in, unique] Guid *puuidClientDsa,
        [in, unique] DRS_EXTENSIONS *pextClient, [out] DRS_EXTENSIONS **ppextServer, [out, ref] DRS_HANDLE *phDrs);
    unsigned long IDL_DRSUnbind([in, out, ref] DRS_HANDLE *phDrs);
    unsigned long IDL_DRSCrackNames([in, ref] DRS_HANDLE hDrs, [in] unsigned long dwInVersion,
        [in, ref, switch_is(dwInVersion)] DRS_MSG_CRACKREQ *pmsgIn, [out, ref] unsigned long *pdwOutVersion,
        [out, ref, switch_is(*pdwOutVersion)] DRS_MSG_CRACKREPLY *pmsgOut);
}
)";

using Bytes = std::vector<int>;

// Type offsets of the third procedure differ from the published stub, where other procedures stand before it.
const Bytes kProcedures = {
    0x00, 0x48, 0,    0, 0,    0, 0x00, 0,    0x30, 0, 0x32, 0x00, 0,    0,    0x44, 0, 0x40, 0, 0x47, 5,           //
    0x0a, 0x07, 1,    0, 1,    0, 0,    0,    0,    0,                                                              //
    0x0a, 0x00, 0x08, 0, 0x02, 0, 0x0b, 0x00, 0x10, 0, 0x18, 0,    0x13, 0x20, 0x18, 0, 0x40, 0,                    //
    0x10, 0x01, 0x20, 0, 0x48, 0, 0x70, 0x00, 0x28, 0, 0x08, 0,                                                     //
    0x00, 0x48, 0,    0, 0,    0, 0x01, 0,    0x10, 0, 0x30, 0xe0, 0,    0,    0,    0, 0x38, 0, 0x40, 0, 0x44, 2,  //
    0x0a, 0x01, 0,    0, 0,    0, 0,    0,    0,    0,                                                              //
    0x18, 0x01, 0x00, 0, 0x50, 0, 0x70, 0x00, 0x08, 0, 0x08, 0,                                                     //
    0x00, 0x48, 0,    0, 0,    0, 0x02, 0,    0x30, 0, 0x30, 0x40, 0,    0,    0,    0, 0x2c, 0, 0x24, 0, 0x47, 6,  //
    0x0a, 0x07, 1,    0, 1,    0, 0,    0,    0,    0,                                                              //
    0x08, 0x00, 0x00, 0, 0x54, 0, 0x48, 0x00, 0x08, 0, 0x08, 0,    0x0b, 0x01, 0x10, 0, 0x5c, 0,                    //
    0x50, 0x21, 0x18, 0, 0x08, 0, 0x13, 0x21, 0x20, 0, 0xb2, 0,    0x70, 0x00, 0x28, 0, 0x08, 0,
};

const Bytes kTypes = {
    0x12, 0,    0x08, 0,    0x1d, 0,    8,    0,    0x01, 0x5b,                              //   2 Guid *
    0x15, 3,    16,   0,    0x08, 0x06, 0x06, 0x4c, 0,    0xf1, 0xff,     0x5b,              //  12
    0x12, 0,    0x18, 0,    0xb7, 0x08, 1,    0,    0,    0,    0x10,     0x27, 0,    0,     //  24
    0x1b, 0,    1,    0,    0x09, 0,    0xfc, 0xff, 1,    0,    0x02 - 1, 0x5b,              //  38
    0x1a, 3,    4,    0,    0xf0, 0xff, 0,    0,    0x4c, 0,    0xe0,     0xff, 0x5c, 0x5b,  //  50
    0x11, 0x14, 0xd6, 0xff, 0x11, 0x04, 2,    0,    0x30, 0xa0, 0,        0,                 //  64
    0x11, 0x04, 2,    0,    0x30, 0xe1, 0,    0,    0x30, 0x41, 0,        0,                 //  76
    0x11, 0,    2,    0,    0x2b, 0x09, 0x29, 0,    8,    0,    1,        0,    2,    0,    0x20, 0,
    1,    0,    1,    0,    0,    0,    0x24, 0,    0xff, 0xff,  //  88
    0xb7, 0x08, 1,    0,    0,    0,    0x10, 0x27, 0,    0,     // 114
    0x21, 3,    0,    0,    0x19, 0,    0x14, 0,    1,    0,    0xff,     0xff, 0xff, 0xff, 0,    0,
    0x12, 0x08, 0x25, 0x5c, 0x5c, 0x5b,  //
    0x1a, 3,    0x20, 0,    0,    0,    0x0e, 0,    0x08, 0x08, 0x08,     0x08, 0x08, 0x4c, 0,    0xd1,
    0xff, 0x36, 0x5c, 0x5b,                          // 146
    0x12, 0,    0xd4, 0xff, 0x11, 0x0c, 0x08, 0x5c,  // 166
    0x11, 0x04, 2,    0,    0x2b, 0x09, 0x29, 0x54, 0x18, 0,    1,        0,    2,    0,    8,    0,
    1,    0,    1,    0,    0,    0,    0x40, 0,    0xff, 0xff,  //
    0x1a, 3,    0x18, 0,    0,    0,    8,    0,    0x08, 0x40, 0x36,     0x36, 0x5c, 0x5b, 0x12, 0x08,
    0x25, 0x5c, 0x12, 0x08, 0x25, 0x5c, 0x21, 3,    0,    0,    0x19,     0,    0,    0,    1,    0,
    0xff, 0xff, 0xff, 0xff, 0,    0,    0x4c, 0,    0xd8, 0xff, 0x5c,     0x5b,                          //
    0x1a, 3,    0x10, 0,    0,    0,    6,    0,    0x08, 0x40, 0x36,     0x5b, 0x12, 0,    0xdc, 0xff,  //
    0x1a, 3,    8,    0,    0,    0,    4,    0,    0x36, 0x5b, 0x12,     0,    0xe4, 0xff,              //
};

struct Strings {
    Bytes procedures, types;
};

Strings strings_of(const char* idl) {
    Compilation compiled(idl);
    REQUIRE_MESSAGE(compiled.file, compiled.log());
    DescriptorTable table;
    TypeFormat format(table, CorrelationForm::robust);
    const ProcedureString string = describe_procedures(format, {&compiled.interface_()});
    REQUIRE(table.lay_out());
    const auto procedures = procedure_format_bytes(string, table);
    const auto types = type_format_bytes(table);
    return {Bytes(procedures.begin(), procedures.end() - 1), Bytes(types.begin() + 2, types.end() - 1)};
}

// Where two strings part, as an offset; -1 when they do not.
std::ptrdiff_t difference(const Bytes& one, const Bytes& other) {
    const auto [at, there] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
    return at == one.end() && there == other.end() ? -1 : at - one.begin();
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/format_golden");

TEST_CASE("type and procedure format strings are those of MIDL 8 for AMD64") {
    const Strings strings = strings_of(kIdl);
    CAPTURE(strings.types);
    CHECK(difference(strings.types, kTypes) == -1);
    CHECK(difference(strings.procedures, kProcedures) == -1);
}

TEST_SUITE_END();
