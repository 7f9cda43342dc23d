// SPDX-License-Identifier: LGPL-2.1-or-later
// Strings with a length, VARIANTs, SAFEARRAYs, identifiers as text, and all of them on the wire.
#define COBJMACROS
#include "facts.h"

#include <ole2.h>
#include <oleauto.h>
#include <rpcproxy.h>

static const char *copy = "VariantCopy", *indirect = "VariantCopyInd", *clear = "VariantClear";

static void strings(void) {
    static const OLECHAR text[] = {'a', 0, 'b', 0};
    BSTR string = SysAllocString(text), none = NULL;
    FACT_NUMBER("SysAllocString", "length ends at a zero", SysStringLen(string));
    FACT_NUMBER("SysReAllocStringLen", "with a zero inside", SysReAllocStringLen(&string, text, 3));
    FACT_NUMBER("SysStringLen", "with a zero inside", SysStringLen(string));
    FACT_NUMBER("SysStringByteLen", "with a zero inside", SysStringByteLen(string));
    FACT_NUMBER("BSTR", "the four bytes before it", ((unsigned*)string)[-1]);
    FACT_NUMBER("BSTR", "the character behind it", string[3]);
    FACT_NUMBER("SysReAllocString", "to another text", SysReAllocString(&string, text + 2));
    FACT_NUMBER("SysReAllocString", "length", SysStringLen(string));
    FACT_NUMBER("SysReAllocString", "to null", SysReAllocString(&string, NULL));
    FACT_NUMBER("SysReAllocString", "null is null", string == NULL);
    FACT_NUMBER("SysReAllocString", "from null", SysReAllocString(&none, text));
    SysFreeString(none);
    SysFreeString(NULL);
    FACT_NUMBER("SysAllocString", "null", SysAllocString(NULL) == NULL);
    FACT_NUMBER("SysStringLen", "null", SysStringLen(NULL));
    FACT_NUMBER("SysStringByteLen", "null", SysStringByteLen(NULL));
    string = SysAllocStringByteLen("hello", 5);
    FACT_NUMBER("SysAllocStringByteLen", "odd: bytes", SysStringByteLen(string));
    FACT_NUMBER("SysAllocStringByteLen", "odd: characters", SysStringLen(string));
    FACT_NUMBER("SysAllocStringByteLen", "odd: the end", ((char*)string)[5] | ((char*)string)[6]);
    SysFreeString(string);
    string = SysAllocStringLen(NULL, 7);
    FACT_NUMBER("SysAllocStringLen", "of nothing", SysStringLen(string));
    FACT_NUMBER("SysAllocStringLen", "the end of nothing", string[7]);
    SysFreeString(string);
    FACT_NUMBER("SysAllocStringLen", "more than there is", SysAllocStringLen(NULL, 0x80000000u) != NULL);
}

/* Which types a function takes, as text: a digit per type of 0 to 75. */
static void types_of(const char* function, const char* situation, HRESULT (*call)(VARTYPE), VARTYPE flags) {
    char text[77] = "";
    for (int type = 0; type < 76; ++type) {
        const HRESULT result = type == VT_CLSID ? S_OK : call((VARTYPE)(type | flags));
        text[type] = result == S_OK ? '0' : result == DISP_E_BADVARTYPE ? 'B' : result == E_INVALIDARG ? 'I' : '?';
    }
    FACT_TEXT(function, situation, text);
}

static HRESULT clear_type(VARTYPE type) {
    VARIANT value = {0};
    V_VT(&value) = type;
    const HRESULT result = VariantClear(&value);
    return result == S_OK && V_VT(&value) != VT_EMPTY ? E_FAIL : result;
}

static HRESULT copy_type(VARTYPE type) {
    VARIANT value = {0}, target = {0};
    V_VT(&value) = type;
    return VariantCopy(&target, &value);
}

static HRESULT create_type(VARTYPE type) {
    SAFEARRAYBOUND bound = {2, 0};
    SAFEARRAY* array = SafeArrayCreate(type, 1, &bound);
    if (!array) return E_INVALIDARG;
    SafeArrayDestroy(array);
    return S_OK;
}

static void types(void) {
    types_of(clear, "plain types", clear_type, 0);
    types_of(clear, "arrays", clear_type, VT_ARRAY);
    types_of(clear, "references", clear_type, VT_BYREF);
    types_of(clear, "references to arrays", clear_type, VT_BYREF | VT_ARRAY);
    types_of(clear, "vectors", clear_type, VT_VECTOR);
    types_of(clear, "reserved", clear_type, VT_RESERVED);
    types_of(copy, "plain types", copy_type, 0);
    types_of(copy, "references", copy_type, VT_BYREF);
    types_of("SafeArrayCreate", "types", create_type, 0);
}

static void variants(void) {
    VARIANT value = {0}, other = {0}, target = {0};
    LONG number = 6;
    OLECHAR text[] = {'x', 0};
    BSTR string = SysAllocString(text);
    V_VT(&value) = VT_I4, V_I4(&value) = 5;
    FACT_HEX(copy, "to itself", VariantCopy(&value, &value));
    FACT_HEX(copy, "a number", VariantCopy(&target, &value));
    FACT_NUMBER(copy, "the number", V_I4(&target));
    FACT_HEX(clear, "a number", VariantClear(&value));
    FACT_NUMBER(clear, "the number stays", V_I4(&value));
    V_VT(&value) = VT_BSTR, V_BSTR(&value) = string;
    FACT_HEX(copy, "a string", VariantCopy(&target, &value));
    FACT_NUMBER(copy, "a string of its own", V_BSTR(&target) != string && V_BSTR(&target)[0] == 'x');
    V_VT(&value) = VT_BYREF | VT_BSTR, V_BSTRREF(&value) = &string;
    FACT_HEX(copy, "a reference", VariantCopy(&target, &value));
    FACT_NUMBER(copy, "the same reference", V_BSTRREF(&target) == &string);
    FACT_HEX(indirect, "a reference to a string", VariantCopyInd(&target, &value));
    FACT_HEX(indirect, "type", V_VT(&target));
    V_VT(&value) = VT_BYREF | VT_I4, V_I4REF(&value) = &number;
    FACT_HEX(indirect, "a reference to a number", VariantCopyInd(&target, &value));
    FACT_NUMBER(indirect, "the number", V_I4(&target));
    FACT_HEX(indirect, "to itself", VariantCopyInd(&value, &value));
    FACT_NUMBER(indirect, "to itself: type", V_VT(&value));
    V_VT(&other) = VT_BYREF | VT_I4, V_I4REF(&other) = &number;
    V_VT(&value) = VT_BYREF | VT_VARIANT, V_VARIANTREF(&value) = &other;
    FACT_HEX(indirect, "a reference to a reference", VariantCopyInd(&target, &value));
    FACT_NUMBER(indirect, "type of what it refers to", V_VT(&target));
    V_VT(&other) = VT_BYREF | VT_VARIANT, V_VARIANTREF(&other) = &other;
    FACT_HEX(indirect, "a reference to a reference to a variant", VariantCopyInd(&target, &value));
    V_VT(&value) = VT_BYREF | VT_NULL;
    FACT_HEX(indirect, "a reference to no type", VariantCopyInd(&target, &value));
    V_VT(&value) = VT_ILLEGAL;
    FACT_HEX(copy, "an illegal type", VariantCopy(&target, &value));
    memset(&value, 0x55, sizeof value);
    VariantInit(&value);
    FACT_NUMBER("VariantInit", "type", V_VT(&value));
    V_VT(&value) = VT_ARRAY | VT_I4, V_ARRAY(&value) = SafeArrayCreateVector(VT_I4, 0, 2);
    FACT_HEX(copy, "an array", VariantCopy(&target, &value));
    FACT_NUMBER(copy, "an array of its own", V_ARRAY(&target) != V_ARRAY(&value));
    SafeArrayLock(V_ARRAY(&value));
    FACT_HEX(clear, "a locked array", VariantClear(&value));
    FACT_HEX(clear, "a locked array keeps its type", V_VT(&value));
    VariantInit(&other);
    FACT_HEX(copy, "over a locked array", VariantCopy(&value, &other));
    SafeArrayUnlock(V_ARRAY(&value));
    FACT_HEX(clear, "an array", VariantClear(&value));
    VariantClear(&target);
    SysFreeString(string);
}

static void shape(SAFEARRAY* array) {
    LONG low = 99, high = 99;
    char text[80] = "";
    for (UINT i = 0; i < 5; ++i) {
        const HRESULT result = SafeArrayGetLBound(array, i, &low), other = SafeArrayGetUBound(array, i, &high);
        sprintf(text, "0x%x 0x%x", (unsigned)result, (unsigned)other);
        if (result == S_OK) sprintf(text, "%d to %d", (int)low, (int)high);
        char situation[40];
        sprintf(situation, "dimension %u of 3", (unsigned)i);
        FACT_TEXT("SafeArrayGetLBound", situation, text);
    }
    for (int i = 0; i < 3; ++i) {
        char situation[40];
        sprintf(situation, "in memory, %d", i);
        sprintf(text, "%u from %d", (unsigned)array->rgsabound[i].cElements, (int)array->rgsabound[i].lLbound);
        FACT_TEXT("SafeArrayCreate", situation, text);
    }
}

static void arrays(void) {
    SAFEARRAYBOUND bounds[3] = {{3, 1}, {2, -5}, {4, 7}};
    SAFEARRAY *array = SafeArrayCreate(VT_I2, 3, bounds), *other = (SAFEARRAY*)1;
    LONG indices[3] = {2, -4, 8};
    short value = 77, *data = NULL, *place = NULL;
    VARTYPE type = 99;
    GUID id;
    shape(array);
    FACT_NUMBER("SafeArrayGetDim", "three", SafeArrayGetDim(array));
    FACT_NUMBER("SafeArrayGetElemsize", "two bytes", SafeArrayGetElemsize(array));
    FACT_HEX("SafeArrayGetVartype", "of shorts", SafeArrayGetVartype(array, &type));
    FACT_NUMBER("SafeArrayGetVartype", "of shorts: type", type);
    FACT_HEX("SafeArrayPutElement", "in bounds", SafeArrayPutElement(array, indices, &value));
    FACT_HEX("SafeArrayAccessData", "locks", SafeArrayAccessData(array, (void**)&data));
    for (int i = 0; i < 24; ++i) {
        if (data[i] == 77) FACT_NUMBER("SafeArrayPutElement", "its place", i);
    }
    FACT_HEX("SafeArrayPtrOfIndex", "in bounds", SafeArrayPtrOfIndex(array, indices, (void**)&place));
    FACT_NUMBER("SafeArrayPtrOfIndex", "its place", place - data);
    value = 0;
    FACT_HEX("SafeArrayGetElement", "in bounds", SafeArrayGetElement(array, indices, &value));
    FACT_NUMBER("SafeArrayGetElement", "value", value);
    FACT_HEX("SafeArrayDestroy", "locked", SafeArrayDestroy(array));
    FACT_HEX("SafeArrayDestroyData", "locked", SafeArrayDestroyData(array));
    FACT_HEX("SafeArrayDestroyDescriptor", "locked", SafeArrayDestroyDescriptor(array));
    FACT_HEX("SafeArrayRedim", "locked", SafeArrayRedim(array, bounds));
    indices[1] = -6;
    FACT_HEX("SafeArrayPutElement", "below", SafeArrayPutElement(array, indices, &value));
    FACT_HEX("SafeArrayGetElement", "below", SafeArrayGetElement(array, indices, &value));
    FACT_HEX("SafeArrayPtrOfIndex", "below", SafeArrayPtrOfIndex(array, indices, (void**)&place));
    indices[1] = -3;
    FACT_HEX("SafeArrayGetElement", "above", SafeArrayGetElement(array, indices, &value));
    FACT_NUMBER("SafeArrayLock", "locks", array->cLocks);
    FACT_HEX("SafeArrayUnaccessData", "locked", SafeArrayUnaccessData(array));
    FACT_HEX("SafeArrayUnlock", "not locked", SafeArrayUnlock(array));
    array->cLocks = 0xffff;
    FACT_HEX("SafeArrayLock", "too often", SafeArrayLock(array));
    array->cLocks = 0;
    FACT_HEX("SafeArrayGetIID", "of shorts", SafeArrayGetIID(array, &id));
    FACT_HEX("SafeArrayCopy", "no place", SafeArrayCopy(array, NULL));
    FACT_HEX("SafeArrayCopy", "null", SafeArrayCopy(NULL, &other));
    FACT_HEX("SafeArrayCopy", "an array", SafeArrayCopy(array, &other));
    FACT_NUMBER("SafeArrayCopy", "data",
                memcmp(array->pvData, other->pvData, 48) == 0 && array->pvData != other->pvData);
    FACT_HEX("SafeArrayCopyData", "the same shape", SafeArrayCopyData(array, other));
    bounds[2].cElements = 5;
    FACT_HEX("SafeArrayRedim", "larger", SafeArrayRedim(array, &bounds[2]));
    FACT_HEX("SafeArrayCopyData", "another shape", SafeArrayCopyData(array, other));
    FACT_HEX("SafeArrayDestroy", "an array", SafeArrayDestroy(array));
    SafeArrayDestroy(other);
}

static void no_arrays(void) {
    SAFEARRAYBOUND bound = {1, 0};
    SAFEARRAY* array = NULL;
    LONG index = 0;
    void* data = NULL;
    BSTR string = NULL;
    VARTYPE type;
    FACT_HEX("SafeArrayLock", "null", SafeArrayLock(NULL));
    FACT_HEX("SafeArrayUnlock", "null", SafeArrayUnlock(NULL));
    FACT_HEX("SafeArrayAccessData", "null", SafeArrayAccessData(NULL, &data));
    FACT_HEX("SafeArrayDestroy", "null", SafeArrayDestroy(NULL));
    FACT_HEX("SafeArrayDestroyData", "null", SafeArrayDestroyData(NULL));
    FACT_HEX("SafeArrayDestroyDescriptor", "null", SafeArrayDestroyDescriptor(NULL));
    FACT_HEX("SafeArrayAllocData", "null", SafeArrayAllocData(NULL));
    FACT_HEX("SafeArrayGetElement", "null", SafeArrayGetElement(NULL, &index, &data));
    FACT_HEX("SafeArrayPutElement", "null", SafeArrayPutElement(NULL, &index, &data));
    FACT_HEX("SafeArrayRedim", "null", SafeArrayRedim(NULL, &bound));
    FACT_HEX("SafeArrayGetVartype", "null", SafeArrayGetVartype(NULL, &type));
    FACT_HEX("SafeArrayCopyData", "null", SafeArrayCopyData(NULL, NULL));
    FACT_NUMBER("SafeArrayGetDim", "null", SafeArrayGetDim(NULL));
    FACT_NUMBER("SafeArrayGetElemsize", "null", SafeArrayGetElemsize(NULL));
    FACT_NUMBER("SafeArrayCreate", "no dimensions", SafeArrayCreate(VT_I4, 0, &bound) != NULL);
    FACT_HEX("SafeArrayAllocDescriptor", "no dimensions", SafeArrayAllocDescriptor(0, &array));
    FACT_HEX("SafeArrayAllocDescriptor", "no place", SafeArrayAllocDescriptor(1, NULL));
    FACT_HEX("SafeArrayAllocDescriptor", "one", SafeArrayAllocDescriptor(1, &array));
    FACT_HEX("SafeArrayGetVartype", "unknown", SafeArrayGetVartype(array, &type));
    array->cbElements = 4, array->rgsabound[0].cElements = 3;
    FACT_HEX("SafeArrayAllocData", "of three", SafeArrayAllocData(array));
    FACT_HEX("BstrFromVector", "no bytes", BstrFromVector(array, &string));
    FACT_HEX("BstrFromVector", "null", BstrFromVector(NULL, &string));
    FACT_HEX("SafeArrayDestroy", "made in two steps", SafeArrayDestroy(array));
    string = SysAllocStringByteLen("abc", 3);
    FACT_HEX("VectorFromBstr", "three bytes", VectorFromBstr(string, &array));
    FACT_NUMBER("VectorFromBstr", "elements", array->rgsabound[0].cElements);
    SysFreeString(string);
    FACT_HEX("BstrFromVector", "three bytes", BstrFromVector(array, &string));
    FACT_NUMBER("BstrFromVector", "bytes", SysStringByteLen(string));
    SysFreeString(string);
    SafeArrayDestroy(array);
}

static void owning_arrays(void) {
    SAFEARRAY* array = SafeArrayCreateVector(VT_BSTR, 3, 2);
    OLECHAR text[] = {'e', 'l', 0};
    BSTR string = SysAllocString(text), got = NULL;
    VARIANT value = {0}, found = {0};
    LONG index = 4;
    FACT_HEX("SafeArrayCreateVector", "of strings: features", array->fFeatures & ~0xf008);
    FACT_HEX("SafeArrayPutElement", "a string", SafeArrayPutElement(array, &index, string));
    FACT_HEX("SafeArrayGetElement", "a string", SafeArrayGetElement(array, &index, &got));
    FACT_NUMBER("SafeArrayGetElement", "a string of its own", got != string && SysStringLen(got) == 2);
    SysFreeString(got);
    FACT_HEX("SafeArrayPutElement", "no string", SafeArrayPutElement(array, &index, NULL));
    FACT_HEX("SafeArrayDestroy", "of strings", SafeArrayDestroy(array));
    array = SafeArrayCreateVector(VT_VARIANT, 0, 5);
    FACT_HEX("SafeArrayCreateVector", "of variants: features", array->fFeatures & ~0xf008);
    V_VT(&value) = VT_BSTR, V_BSTR(&value) = string;
    FACT_HEX("SafeArrayPutElement", "a variant", SafeArrayPutElement(array, &index, &value));
    FACT_HEX("SafeArrayGetElement", "a variant", SafeArrayGetElement(array, &index, &found));
    FACT_NUMBER("SafeArrayGetElement", "a variant's string of its own",
                V_VT(&found) == VT_BSTR && V_BSTR(&found) != string);
    VariantClear(&found);
    SafeArrayDestroy(array);
    array = SafeArrayCreateVector(VT_UNKNOWN, 0, 1);
    FACT_HEX("SafeArrayCreateVector", "of objects: features", array->fFeatures & ~0xf008);
    SafeArrayDestroy(array);
    VariantClear(&value);
}

static void identifiers(void) {
    static const char* texts[] = {"{12345678-abcd-EF01-0102-030405060708}", "12345678-abcd-ef01-0102-030405060708",
                                  "{12345678-abcd-ef01-0102-03040506070}",  "{12345678-abcd-ef01-0102-030405060708}x",
                                  "{12345678-abcd-ef01-0102-03040506070g}", "{12345678xabcd-ef01-0102-030405060708}"};
    OLECHAR wide[64];
    char narrow[64];
    CLSID id;
    for (int i = 0; i < 6; ++i) {
        MultiByteToWideChar(CP_ACP, 0, texts[i], -1, wide, 64);
        memset(&id, 0x11, sizeof id);
        FACT_HEX("CLSIDFromString", texts[i], CLSIDFromString(wide, &id));
        if (i == 0) {
            FACT_NUMBER("StringFromGUID2", "no room", StringFromGUID2(&id, wide, 38));
            FACT_NUMBER("StringFromGUID2", "room", StringFromGUID2(&id, wide, 39));
            WideCharToMultiByte(CP_ACP, 0, wide, -1, narrow, 64, NULL, NULL);
            FACT_TEXT("StringFromGUID2", "text", narrow);
        }
    }
    FACT_HEX("CLSIDFromString", "null", CLSIDFromString(NULL, &id));
    FACT_HEX("CLSIDFromString", "null is nil", id.Data1);
    FACT_HEX("IIDFromString", "null", IIDFromString(NULL, &id));
    FACT_HEX("CoCreateGuid", "null", CoCreateGuid(NULL));
    FACT_HEX("CoCreateGuid", "a place", CoCreateGuid(&id));
    FACT_HEX("CoCreateGuid", "version", id.Data3 >> 12);
    void* memory = CoTaskMemAlloc(0);
    FACT_NUMBER("CoTaskMemAlloc", "0 bytes is a block", memory != NULL);
    FACT_NUMBER("CoTaskMemRealloc", "to 0 bytes", CoTaskMemRealloc(memory, 0) == NULL);
}

static USER_MARSHAL_CB context;
static MIDL_STUB_MESSAGE message;
static RPC_MESSAGE rpc;
static unsigned char buffer[1024] __attribute__((aligned(16)));

static ULONG* begin(USER_MARSHAL_CB_TYPE type) {
    memset(&context, 0, sizeof context);
    rpc.Buffer = message.Buffer = buffer, rpc.BufferLength = message.BufferLength = sizeof buffer;
    message.BufferStart = buffer, message.BufferEnd = buffer + sizeof buffer;
    message.RpcMsg = &rpc;
    context.Flags = MAKELONG(MSHCTX_DIFFERENTMACHINE, NDR_LOCAL_DATA_REPRESENTATION);
    context.Signature = USER_MARSHAL_CB_SIGNATURE, context.CBType = type, context.pStubMsg = &message;
    return &context.Flags;
}

/* Words of the message; of those that say that something is there, nothing but that. */
static void bytes(const char* what, ULONG size, const unsigned char* end, unsigned long long referents) {
    char text[1024];
    unsigned at = sprintf(text, "%u bytes", (unsigned)size);
    for (unsigned i = 0; i < (unsigned)(end - buffer); ++i) {
        const unsigned word = i / 4;
        if (i % 4 == 0) at += sprintf(text + at, " ");
        if ((referents >> word & 1) == 0) {
            at += sprintf(text + at, "%02x", buffer[i]);
        } else if (i % 4 == 0) {
            at += sprintf(text + at, "%s", *(unsigned*)(buffer + i) ? "there" : "null");
        }
    }
    FACT_TEXT("wire", what, text);
}

static void wire_bstr(const char* what, BSTR string) {
    memset(buffer, 0, sizeof buffer);
    const ULONG size = BSTR_UserSize(begin(USER_MARSHAL_CB_BUFFER_SIZE), 1, &string);
    bytes(what, size, BSTR_UserMarshal(begin(USER_MARSHAL_CB_MARSHALL), buffer + 1, &string), 0);
    BSTR copied = NULL;
    const unsigned char* end = BSTR_UserUnmarshal(begin(USER_MARSHAL_CB_UNMARSHALL), buffer + 1, &copied);
    char situation[60];
    sprintf(situation, "%s comes back", what);
    FACT_NUMBER("wire", situation, end == buffer + size && SysStringByteLen(copied) == SysStringByteLen(string) &&
                                       !memcmp(copied ? copied : string, string, SysStringByteLen(string)));
    BSTR_UserFree(begin(USER_MARSHAL_CB_FREE), &copied);
    SysFreeString(string);
}

static void wire_variant(const char* what, VARIANT value, unsigned long long referents) {
    VARIANT copied = {0};
    char situation[60];
    memset(buffer, 0, sizeof buffer);
    const ULONG size = VARIANT_UserSize(begin(USER_MARSHAL_CB_BUFFER_SIZE), 0, &value);
    bytes(what, size, VARIANT_UserMarshal(begin(USER_MARSHAL_CB_MARSHALL), buffer, &value), referents);
    const unsigned char* end = VARIANT_UserUnmarshal(begin(USER_MARSHAL_CB_UNMARSHALL), buffer, &copied);
    sprintf(situation, "%s comes back", what);
    FACT_NUMBER("wire", situation, end == buffer + size && V_VT(&copied) == V_VT(&value));
    VARIANT_UserFree(begin(USER_MARSHAL_CB_FREE), &copied);
}

static void wire_array(const char* what, SAFEARRAY* array, unsigned long long referents) {
    SAFEARRAY* copied = NULL;
    char situation[60];
    memset(buffer, 0, sizeof buffer);
    const ULONG size = LPSAFEARRAY_UserSize(begin(USER_MARSHAL_CB_BUFFER_SIZE), 0, &array);
    bytes(what, size, LPSAFEARRAY_UserMarshal(begin(USER_MARSHAL_CB_MARSHALL), buffer, &array), referents);
    const unsigned char* end = LPSAFEARRAY_UserUnmarshal(begin(USER_MARSHAL_CB_UNMARSHALL), buffer, &copied);
    sprintf(situation, "%s comes back", what);
    FACT_NUMBER("wire", situation, end == buffer + size && !copied == !array &&
                                       (!array || SafeArrayGetElemsize(copied) == SafeArrayGetElemsize(array)));
    LPSAFEARRAY_UserFree(begin(USER_MARSHAL_CB_FREE), &copied);
    SafeArrayDestroy(array);
}

static void wire_strings(void) {
    OLECHAR text[] = {'a', 'b', 'c', 0};
    wire_bstr("a string", SysAllocString(text));
    wire_bstr("an odd string", SysAllocStringByteLen("hello", 5));
    wire_bstr("an empty string", SysAllocStringLen(text, 0));
    wire_bstr("a null string", NULL);
}

static void wire_variants(void) {
    OLECHAR text[] = {'a', 'b', 'c', 0};
    BSTR string = SysAllocString(text);
    VARIANT value = {0}, other = {0};
    LONG number = 7;
    double real = 2.5;
    wire_variant("nothing", value, 0);
    V_VT(&value) = VT_NULL, wire_variant("VT_NULL", value, 0);
    V_VT(&value) = VT_UI1, V_UI1(&value) = 200, wire_variant("VT_UI1", value, 0);
    V_VT(&value) = VT_I2, V_I2(&value) = -2, wire_variant("VT_I2", value, 0);
    V_VT(&value) = VT_I4, V_I4(&value) = 0x01020304, wire_variant("VT_I4", value, 0);
    V_VT(&value) = VT_R4, V_R4(&value) = 1.5F, wire_variant("VT_R4", value, 0);
    V_VT(&value) = VT_BOOL, V_BOOL(&value) = VARIANT_TRUE, wire_variant("VT_BOOL", value, 0);
    V_VT(&value) = VT_ERROR, V_ERROR(&value) = E_FAIL, wire_variant("VT_ERROR", value, 0);
    V_VT(&value) = VT_INT, V_INT(&value) = -3, wire_variant("VT_INT", value, 0);
    V_VT(&value) = VT_R8, V_R8(&value) = real, wire_variant("VT_R8", value, 0);
    V_VT(&value) = VT_DATE, wire_variant("VT_DATE", value, 0);
    V_VT(&value) = VT_I8, V_I8(&value) = -4, wire_variant("VT_I8", value, 0);
    V_VT(&value) = VT_CY, wire_variant("VT_CY", value, 0);
    V_VT(&value) = VT_I4 | VT_BYREF, V_I4REF(&value) = &number, wire_variant("VT_I4 | VT_BYREF", value, 1 << 5);
    V_VT(&value) = VT_R8 | VT_BYREF, V_R8REF(&value) = &real, wire_variant("VT_R8 | VT_BYREF", value, 1 << 5);
    V_VT(&value) = VT_BSTR, V_BSTR(&value) = string, wire_variant("VT_BSTR", value, 1 << 5);
    V_BSTR(&value) = NULL;
    V_VT(&value) = VT_BSTR | VT_BYREF, V_BSTRREF(&value) = &string, wire_variant("VT_BSTR | VT_BYREF", value, 3 << 5);
    V_VT(&other) = VT_I4, V_I4(&other) = 9;
    V_VT(&value) = VT_VARIANT | VT_BYREF, V_VARIANTREF(&value) = &other;
    wire_variant("VT_VARIANT | VT_BYREF", value, 3 << 5);
    memset(&value, 0, sizeof value);
    V_VT(&value) = VT_UNKNOWN, wire_variant("no object", value, 1 << 5);
    SysFreeString(string);
}

static void wire_arrays(void) {
    SAFEARRAY* array = SafeArrayCreateVector(VT_I4, 5, 2);
    VARIANT value = {0};
    ((LONG*)array->pvData)[1] = 6;
    array->fFeatures &= ~0xf008;
    wire_array("no array", NULL, 1);
    V_VT(&value) = VT_ARRAY | VT_I4, V_ARRAY(&value) = array;
    wire_variant("VT_ARRAY | VT_I4", value, 3 << 5 | 1 << 13);
    wire_array("an array of VT_I4", array, 1 | 1 << 7);
    array = SafeArrayCreateVector(VT_R8, 0, 1), array->fFeatures &= ~0xf008;
    wire_array("an array of VT_R8", array, 1 | 1 << 7);
    array = SafeArrayCreateVector(VT_UI1, 0, 3), array->fFeatures &= ~0xf008;
    wire_array("an array of VT_UI1", array, 1 | 1 << 7);
    array = SafeArrayCreateVector(VT_BOOL, 0, 0), array->fFeatures &= ~0xf008;
    wire_array("an empty array", array, 1 | 1 << 7);
}

int main(void) {
    strings();
    types();
    variants();
    arrays();
    no_arrays();
    owning_arrays();
    identifiers();
    wire_strings();
    wire_variants();
    wire_arrays();
    return 0;
}
