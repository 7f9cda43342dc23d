// SPDX-License-Identifier: LGPL-2.1-or-later
// BSTR, VARIANT and SAFEARRAY as parameters: between our own stubs, and with stubs whose parameters are the wire types
// of [MS-OAUT], so that the engine's NDR is the judge of the routines of rpcrt4/automation.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "automation.h"
#include "automation_wire.h"
#include "fixture.hpp"

#include <ole2.h>

using namespace end_to_end;

namespace {

constexpr const char16_t* kText = u"first";

BSTR bstr(const char16_t* text) { return SysAllocString(reinterpret_cast<const OLECHAR*>(text)); }
std::u16string text_of(BSTR string) {
    return string ? std::u16string(reinterpret_cast<const char16_t*>(string), SysStringLen(string)) : u"(null)";
}

/// Frees itself, as a caller frees what it gave.
struct Value : VARIANT {
    Value() { std::memset(static_cast<VARIANT*>(this), 0, sizeof(VARIANT)); }
    explicit Value(VARTYPE type) : Value() { vt = type; }
    Value(const Value&) = delete;
    Value& operator=(const Value&) = delete;
    ~Value() { VARIANT_UserFree(nullptr, this); }
};

SAFEARRAY* vector_of_strings() {
    SAFEARRAY* const array = SafeArrayCreateVector(VT_BSTR, 3, 3);
    auto* const strings = static_cast<BSTR*>(array->pvData);
    strings[0] = bstr(u"odd");
    strings[2] = bstr(u"even");
    return array;
}

SAFEARRAY* vector_of_values() {
    SAFEARRAY* const array = SafeArrayCreateVector(VT_VARIANT, 0, 4);
    auto* const values = static_cast<VARIANT*>(array->pvData);
    values[0].vt = VT_BSTR, values[0].bstrVal = bstr(u"inner");
    values[1].vt = VT_R8, values[1].dblVal = 0.25;
    values[2].vt = VT_ARRAY | VT_BSTR, values[2].parray = vector_of_strings();
    return array;
}

SAFEARRAY* matrix() {
    SAFEARRAYBOUND bounds[2] = {{3, 1}, {2, -5}};
    SAFEARRAY* const array = SafeArrayCreate(VT_I2, 2, bounds);
    for (short i = 0; i < 6; ++i) static_cast<short*>(array->pvData)[i] = i;
    return array;
}

std::function<void(wireVARIANT)> look;
std::function<void(VARIANT&)> receive;  ///< in place of answering

class AutomationServer {
 public:
    explicit AutomationServer(RPC_IF_HANDLE spec, const char* protseq = "ncalrpc")
        : server_(protseq), binding_(server_.string_binding()), spec_(spec) {
        REQUIRE(RpcServerRegisterIf(spec_, nullptr, nullptr) == RPC_S_OK);
    }
    ~AutomationServer() { CHECK(RpcServerUnregisterIf(spec_, nullptr, TRUE) == RPC_S_OK); }
    operator handle_t() const { return binding_; }

 private:
    Server server_;
    Binding binding_;
    RPC_IF_HANDLE spec_;
};

/// What the wire says of a value that our routines marshalled.
void on_the_wire(Value& value, std::function<void(wireVARIANT)> check) {
    AutomationServer server(AutomationWire_v1_0_s_ifspec);
    look = std::move(check);
    Value changed;
    CHECK(c_Value(server, value, &changed) == value.vt);
    CHECK(changed.vt == VT_EMPTY);
}

/// The server's copy of a value, which went there and back.
template <typename Check>
void there_and_back(Value& value, Check&& check) {
    for (const char* protseq : {"ncalrpc", "ncacn_ip_tcp"}) {
        AutomationServer server(Automation_v1_0_s_ifspec, protseq);
        Value changed;
        CHECK(c_Value(server, value, &changed) == value.vt);
        check(changed);
    }
}

FLAGGED_WORD_BLOB* blob(const char16_t* text) {
    const size_t length = std::char_traits<char16_t>::length(text);
    auto* const made = static_cast<FLAGGED_WORD_BLOB*>(MIDL_user_allocate(sizeof(FLAGGED_WORD_BLOB) + 2 * length));
    made->fFlags = static_cast<ULONG>(2 * length);
    made->clSize = static_cast<ULONG>(length);
    std::memcpy(made->asData, text, 2 * length);
    return made;
}
std::u16string text_of(wireBSTR string) { return {reinterpret_cast<const char16_t*>(string->asData), string->clSize}; }

/// What our routines make of a value that the engine marshalled.
void from_the_wire(_wireVARIANT& value, std::function<void(VARIANT&)> check) {
    AutomationServer server(Automation_v1_0_s_ifspec);
    _wireVARIANT empty{}, *changed = &empty;
    receive = std::move(check);
    CHECK(wc_Value(server, &value, &changed) == value.vt);
    receive = nullptr;
    CHECK(empty.vt == VT_EMPTY);
}

}  // namespace

extern "C" {

LONG s_Text(handle_t, BSTR text, BSTR* changed) {
    const auto before = static_cast<LONG>(SysStringLen(*changed));
    if (text && text[0] == '-') {
        SysFreeString(*changed);
        *changed = nullptr;
    } else {
        SysReAllocStringLen(changed, text, SysStringLen(text));
    }
    return before;
}

LONG s_Value(handle_t, VARIANT value, VARIANT* changed) {
    if (receive) {
        receive(value);
    } else {
        CHECK(VariantCopyInd(changed, &value) == S_OK);
    }
    return value.vt;
}

LONG s_Array(handle_t, LPSAFEARRAY array, LPSAFEARRAY* changed) {
    SafeArrayDestroy(*changed);
    CHECK(SafeArrayCopy(array, changed) == S_OK);
    return array ? static_cast<LONG>(SafeArrayGetDim(array)) : -1;
}

LONG w_NoText(handle_t) { return 0; }

LONG w_Value(handle_t, wireVARIANT value, wireVARIANT* changed) {
    look(value);
    CHECK((*changed)->vt == VT_EMPTY);
    return value->vt;
}

}  // extern "C"

TEST_SUITE("rpcrt4/end_to_end/automation") {
    TEST_CASE("strings keep their length, zeros inside and what is null") {
        AutomationServer server(Automation_v1_0_s_ifspec);
        BSTR changed = nullptr;
        BSTR text = SysAllocStringByteLen("a\0b\0c", 5);
        CHECK(c_Text(server, text, &changed) == 0);
        CHECK(SysStringLen(changed) == 2);
        SysFreeString(text);
        text = bstr(u"a longer one than before");
        CHECK(c_Text(server, text, &changed) == 2);
        CHECK(text_of(changed) == text_of(text));
        SysFreeString(text);
        text = bstr(u"-");
        CHECK(c_Text(server, text, &changed) == 24);
        CHECK(changed == nullptr);
        SysFreeString(text);
        CHECK(c_Text(server, nullptr, &changed) == 0);
        SysFreeString(changed);
    }

    TEST_CASE("values of every plain type go there and back") {
        struct Row {
            ULONGLONG bits;
            std::vector<VARTYPE> types;
        };
        const Row rows[] = {
            {0x81, {VT_I1, VT_UI1}},
            {0x8182, {VT_I2, VT_UI2, VT_BOOL}},
            {0x41828384, {VT_I4, VT_UI4, VT_INT, VT_UINT, VT_R4, VT_ERROR}},
            {0x4182838485868788, {VT_I8, VT_UI8, VT_R8, VT_CY, VT_DATE}},
        };
        for (const auto& [bits, types] : rows) {
            for (const VARTYPE type : types) {
                CAPTURE(type);
                Value value(type);
                value.ullVal = bits;
                there_and_back(value, [type = type, bits = bits](Value& back) {
                    CHECK(back.vt == type);
                    CHECK(back.ullVal == bits);
                });
            }
        }
        Value nothing, null(VT_NULL), decimal;
        there_and_back(nothing, [](Value& back) { CHECK(back.vt == VT_EMPTY); });
        there_and_back(null, [](Value& back) { CHECK(back.vt == VT_NULL); });
        decimal.decVal.Lo64 = 0x1122334455667788, decimal.decVal.Hi32 = 0x99, decimal.decVal.scale = 3;
        decimal.decVal.sign = 0x80, decimal.vt = VT_DECIMAL;
        there_and_back(decimal, [&](Value& back) { CHECK(std::memcmp(&back, &decimal, sizeof(DECIMAL)) == 0); });
    }

    TEST_CASE("strings, arrays and arrays of values go there and back") {
        Value text(VT_BSTR), strings(VT_ARRAY | VT_BSTR), values(VT_ARRAY | VT_VARIANT);
        text.bstrVal = bstr(kText);
        there_and_back(text, [](Value& back) { CHECK(text_of(back.bstrVal) == kText); });
        strings.parray = vector_of_strings();
        there_and_back(strings, [](Value& back) {
            LONG index = 5;
            BSTR got = nullptr;
            CHECK(SafeArrayGetElement(back.parray, &index, &got) == S_OK);
            CHECK(text_of(got) == u"even");
            SysFreeString(got);
        });
        values.parray = vector_of_values();
        there_and_back(values, [](Value& back) {
            const auto* const inner = static_cast<VARIANT*>(back.parray->pvData);
            CHECK(text_of(inner[0].bstrVal) == u"inner");
            CHECK(inner[1].dblVal == 0.25);
            CHECK(text_of(static_cast<BSTR*>(inner[2].parray->pvData)[0]) == u"odd");
            CHECK(inner[3].vt == VT_EMPTY);
        });
    }

    TEST_CASE("references arrive as references, and are written through in the caller's variable") {
        LONG number = 17;
        VARIANT value{};
        value.vt = VT_I4 | VT_BYREF, value.plVal = &number;
        AutomationServer server(Automation_v1_0_s_ifspec);
        Value copied;
        CHECK(c_Value(server, value, &copied) == (VT_I4 | VT_BYREF));
        CHECK(copied.vt == VT_I4);
        CHECK(copied.lVal == 17);
        VARIANT inner{}, outer{};
        inner.vt = VT_BSTR, inner.bstrVal = bstr(kText);
        outer.vt = VT_VARIANT | VT_BYREF, outer.pvarVal = &inner;
        CHECK(c_Value(server, outer, &copied) == (VT_VARIANT | VT_BYREF));
        CHECK(copied.vt == VT_BSTR);
        CHECK(text_of(copied.bstrVal) == kText);
        VariantClear(&inner);
    }

    TEST_CASE("arrays keep their bounds, their type and what is null") {
        AutomationServer server(Automation_v1_0_s_ifspec);
        LPSAFEARRAY array = matrix(), changed = nullptr;
        CHECK(c_Array(server, array, &changed) == 2);
        VARTYPE type = VT_EMPTY;
        LONG low = 0;
        CHECK(SafeArrayGetVartype(changed, &type) == S_OK);
        CHECK(type == VT_I2);
        CHECK(SafeArrayGetLBound(changed, 2, &low) == S_OK);
        CHECK(low == -5);
        CHECK(std::memcmp(changed->pvData, array->pvData, 12) == 0);
        SafeArrayDestroy(array);
        CHECK(c_Array(server, nullptr, &changed) == -1);
        CHECK(changed == nullptr);
    }

    TEST_CASE("the engine reads our VARIANT as the one of [MS-OAUT]") {
        Value number(VT_I4), real(VT_R8), text(VT_BSTR), none(VT_BSTR), object(VT_UNKNOWN);
        number.lVal = -7;
        on_the_wire(number, [](wireVARIANT wire) {
            CHECK(wire->clSize == 3);
            CHECK(wire->rpcReserved == 0);
            CHECK(wire->lVal == -7);
        });
        real.dblVal = 1.5;
        on_the_wire(real, [](wireVARIANT wire) { CHECK(wire->dblVal == 1.5); });
        text.bstrVal = bstr(kText);
        on_the_wire(text, [](wireVARIANT wire) { CHECK(text_of(wire->bstrVal) == kText); });
        on_the_wire(none, [](wireVARIANT wire) { CHECK(wire->bstrVal->fFlags == 0xffffffff); });
        on_the_wire(object, [](wireVARIANT wire) { CHECK(wire->punkVal == nullptr); });
    }

    TEST_CASE("the engine reads our SAFEARRAY as the one of [MS-OAUT]") {
        Value shorts(VT_ARRAY | VT_I2), values(VT_ARRAY | VT_VARIANT), objects(VT_ARRAY | VT_UNKNOWN);
        shorts.parray = matrix();
        on_the_wire(shorts, [](wireVARIANT value) {
            const wireSAFEARRAY wire = *value->parray;
            CHECK(wire->cDims == 2);
            CHECK(wire->cbElements == 2);
            CHECK(wire->cLocks == VT_I2 << 16);
            CHECK(wire->uArrayStructs.sfType == SF_I2);
            CHECK(wire->uArrayStructs.u.WordStr.clSize == 6);
            CHECK(wire->uArrayStructs.u.WordStr.pData[5] == 5);
            CHECK(wire->rgsabound[0].lLbound == -5);  // in reverse, as in memory
            CHECK(wire->rgsabound[1].cElements == 3);
        });
        values.parray = vector_of_values();
        on_the_wire(values, [](wireVARIANT value) {
            const wireSAFEARRAY wire = *value->parray;
            CHECK(wire->cbElements == 16);
            CHECK(wire->uArrayStructs.sfType == SF_VARIANT);
            const SAFEARR_VARIANT& all = wire->uArrayStructs.u.VariantStr;
            REQUIRE(all.Size == 4);
            CHECK(text_of(all.aVariant[0]->bstrVal) == u"inner");
            const SAFEARR_BSTR& strings = (*all.aVariant[2]->parray)->uArrayStructs.u.BstrStr;
            REQUIRE(strings.Size == 3);
            CHECK(strings.aBstr[1]->fFlags == 0xffffffff);
            CHECK(text_of(strings.aBstr[2]) == u"even");
            CHECK(all.aVariant[3]->vt == VT_EMPTY);
        });
        objects.parray = SafeArrayCreateVector(VT_UNKNOWN, 0, 2);
        on_the_wire(objects, [](wireVARIANT value) {
            const wireSAFEARRAY wire = *value->parray;
            CHECK(wire->uArrayStructs.sfType == static_cast<ULONG>(SF_HAVEIID));
            CHECK(wire->uArrayStructs.u.HaveIidStr.iid.Data4[7] == 0x46);
            CHECK(wire->uArrayStructs.u.HaveIidStr.apUnknown[1] == nullptr);
        });
    }

    TEST_CASE("our routines read what the engine makes of [MS-OAUT]'s types") {
        _wireVARIANT text{}, array{};
        FLAGGED_WORD_BLOB* strings[] = {blob(kText), blob(u"second")};
        text.vt = VT_BSTR | VT_BYREF, text.pbstrVal = strings;
        from_the_wire(text, [](VARIANT& value) { CHECK(text_of(*value.pbstrVal) == kText); });
        _wireSAFEARRAY described{1, FADF_BSTR | FADF_HAVEVARTYPE, 4, VT_BSTR << 16, {SF_BSTR, {}}, {{2, 9}}};
        wireSAFEARRAY to_array = &described;
        described.uArrayStructs.u.BstrStr = {2, strings};
        array.vt = VT_ARRAY | VT_BSTR, array.parray = &to_array;
        from_the_wire(array, [](VARIANT& value) {
            LONG index = 10;
            BSTR second = nullptr;
            CHECK(SafeArrayGetElement(value.parray, &index, &second) == S_OK);
            CHECK(text_of(second) == u"second");
            SysFreeString(second);
        });
        for (FLAGGED_WORD_BLOB* string : strings) MIDL_user_free(string);
    }

    TEST_CASE("objects and records raise where they would have to be marshalled") {
        AutomationServer server(Automation_v1_0_s_ifspec);
        struct Object final : IUnknown {
            HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return E_NOINTERFACE; }
            ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
            ULONG STDMETHODCALLTYPE Release() override { return 1; }
        } object;
        VARIANT value{}, changed{};
        value.vt = VT_UNKNOWN, value.punkVal = &object;
        CHECK(raised_by([&] { c_Value(server, value, &changed); }) == static_cast<DWORD>(CO_E_NOTINITIALIZED));
        value.vt = VT_RECORD;
        CHECK(raised_by([&] { c_Value(server, value, &changed); }) == static_cast<DWORD>(DISP_E_BADVARTYPE));
        value.vt = VT_LPSTR;
        CHECK(raised_by([&] { c_Value(server, value, &changed); }) == static_cast<DWORD>(DISP_E_BADVARTYPE));
    }
}
