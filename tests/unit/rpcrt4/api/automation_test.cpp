// SPDX-License-Identifier: LGPL-2.1-or-later
// <oleauto.h>, beside what tests/conformance/handles/automation.c compares: whose memory is whose, objects' counts, and
// what must not happen when something fails.
#include <doctest/doctest.h>

#include <cstring>

#include <ole2.h>

namespace {

struct Object final : IUnknown {
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return E_NOINTERFACE; }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override { return --count; }
    ULONG count = 1;
};

BSTR hello() { return SysAllocString(reinterpret_cast<const OLECHAR*>(u"hello")); }

}  // namespace

TEST_SUITE("rpcrt4/api/automation") {
    TEST_CASE("a string may be reallocated from a part of itself") {
        BSTR string = hello();
        CHECK(SysReAllocStringLen(&string, string + 1, 3));
        CHECK(std::memcmp(string, u"ell", 8) == 0);
        SysFreeString(string);
    }

    TEST_CASE("variants and arrays count the references of objects") {
        Object object;
        VARIANT value{}, other{};
        value.vt = VT_UNKNOWN, value.punkVal = &object;
        CHECK(VariantCopy(&other, &value) == S_OK);
        CHECK(object.count == 2);
        CHECK(VariantClear(&other) == S_OK);
        CHECK(object.count == 1);
        SAFEARRAY* const array = SafeArrayCreateVector(VT_UNKNOWN, 0, 2);
        LONG index = 1;
        CHECK(SafeArrayPutElement(array, &index, &object) == S_OK);
        SAFEARRAY* copied = nullptr;
        CHECK(SafeArrayCopy(array, &copied) == S_OK);
        CHECK(object.count == 3);
        CHECK(SafeArrayPutElement(copied, &index, nullptr) == S_OK);
        CHECK(object.count == 2);
        CHECK(SafeArrayDestroy(array) == S_OK);
        CHECK(object.count == 1);
        CHECK(SafeArrayDestroy(copied) == S_OK);
    }

    TEST_CASE("the interface of an array's objects can be told, and is copied with it") {
        const IID mine = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
        SAFEARRAY* const array = SafeArrayCreateVectorEx(VT_DISPATCH, 0, 1, const_cast<IID*>(&mine));
        SAFEARRAY* copied = nullptr;
        IID found{};
        CHECK(SafeArrayCopy(array, &copied) == S_OK);
        CHECK(SafeArrayGetIID(copied, &found) == S_OK);
        CHECK(std::memcmp(&found, &mine, sizeof mine) == 0);
        VARTYPE type = VT_EMPTY;
        CHECK(SafeArrayGetVartype(copied, &type) == S_OK);
        CHECK(type == VT_DISPATCH);
        CHECK(SafeArraySetIID(copied, GUID{}) == S_OK);
        SafeArrayDestroy(array);
        SafeArrayDestroy(copied);
    }

    TEST_CASE("a shrunk array releases what has no place any more, a grown one has zeros") {
        Object object;
        SAFEARRAY* const array = SafeArrayCreateVector(VT_UNKNOWN, 0, 3);
        LONG index = 2;
        CHECK(SafeArrayPutElement(array, &index, &object) == S_OK);
        SAFEARRAYBOUND bound = {2, 0};
        CHECK(SafeArrayRedim(array, &bound) == S_OK);
        CHECK(object.count == 1);
        bound.cElements = 4;
        CHECK(SafeArrayRedim(array, &bound) == S_OK);
        CHECK(static_cast<void**>(array->pvData)[3] == nullptr);
        bound.cElements = 0x80000000;
        CHECK(SafeArrayDestroy(array) == S_OK);
    }

    TEST_CASE("an array that lives in its caller's memory gives up its elements and nothing else") {
        BSTR strings[2] = {hello(), hello()};
        SAFEARRAY array{};
        array.cDims = 1, array.fFeatures = FADF_STATIC | FADF_FIXEDSIZE | FADF_BSTR, array.cbElements = sizeof(BSTR);
        array.pvData = strings, array.rgsabound[0] = {2, 0};
        SAFEARRAYBOUND bound = {1, 0};
        CHECK(SafeArrayRedim(&array, &bound) == E_INVALIDARG);
        CHECK(SafeArrayDestroy(&array) == S_OK);
        CHECK(array.pvData == strings);
        CHECK(strings[0] == nullptr);
        CHECK(strings[1] == nullptr);
    }

    TEST_CASE("arrays of more elements than 32 bits count are not made") {
        SAFEARRAYBOUND bounds[2] = {{0x10000, 0}, {0x10000, 0}};
        CHECK(SafeArrayCreate(VT_UI1, 2, bounds) == nullptr);
        CHECK(SafeArrayCreate(VT_UI1, 0x10000, bounds) == nullptr);
        CHECK(SafeArrayCreate(VT_UI1, 1, nullptr) == nullptr);
        CHECK(SafeArrayCreateEx(VT_RECORD, 1, bounds, nullptr) == nullptr);
    }

    TEST_CASE("elements of records are not copied") {
        SAFEARRAY *array = nullptr, *copied = nullptr;
        REQUIRE(SafeArrayAllocDescriptor(1, &array) == S_OK);
        array->fFeatures = FADF_RECORD, array->cbElements = 100, array->rgsabound[0].cElements = 2;
        REQUIRE(SafeArrayAllocData(array) == S_OK);
        char record[100] = {};
        LONG index = 1;
        CHECK(SafeArrayPutElement(array, &index, record) == E_INVALIDARG);
        CHECK(SafeArrayGetElement(array, &index, record) == E_INVALIDARG);
        CHECK(SafeArrayCopy(array, &copied) == E_INVALIDARG);
        CHECK(SafeArrayCopyData(array, array) == E_INVALIDARG);
        CHECK(SafeArrayDestroy(array) == S_OK);
    }

    TEST_CASE("no value at all is E_INVALIDARG") {
        VARIANT value{};
        CHECK(VariantClear(nullptr) == E_INVALIDARG);
        CHECK(VariantCopy(nullptr, &value) == E_INVALIDARG);
        CHECK(VariantCopy(&value, nullptr) == E_INVALIDARG);
        CHECK(VariantCopyInd(&value, nullptr) == E_INVALIDARG);
        value.vt = VT_I4 | VT_BYREF;
        CHECK(VariantCopyInd(&value, &value) == E_INVALIDARG);
        VariantInit(nullptr);
        CHECK(StringFromCLSID(GUID{}, nullptr) == E_INVALIDARG);
        CHECK(CLSIDFromString(nullptr, nullptr) == E_INVALIDARG);
    }

    TEST_CASE("a copy that fails leaves the destination as it was") {
        VARIANT value{}, bad{};
        value.vt = VT_BSTR, value.bstrVal = hello();
        bad.vt = VT_LPSTR;
        CHECK(VariantCopy(&value, &bad) == DISP_E_BADVARTYPE);
        CHECK(value.vt == VT_BSTR);
        CHECK(SysStringLen(value.bstrVal) == 5);
        VariantClear(&value);
    }
}
