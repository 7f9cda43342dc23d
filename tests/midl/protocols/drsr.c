// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-DRSR]: replication of objects with attributes of values, by the version of the message; names cracked.
#include "drsr.h"

#include "protocol.h"

static char session;

void __RPC_USER DRS_HANDLE_rundown(DRS_HANDLE handle) { SAME(handle == &session, 1); }

// ---- binding

static void extensions(DRS_EXTENSIONS** it, int count, int seed) {
    if (!OPEN(*it, rgb, count)) return;
    VALUE((*it)->cb, count);
    PATTERN((*it)->rgb, count, seed);
}

static void bind_in(GUID** client, DRS_EXTENSIONS** offered) {
    if (POINTER(*client, variant)) UUID_OF(**client, 1);
    extensions(offered, variant == 2 ? 10000 : variant ? 28 : -1, 2);
}

ULONG s_IDL_DRSBind(handle_t h, GUID* client, DRS_EXTENSIONS* offered, DRS_EXTENSIONS** accepted, DRS_HANDLE* handle) {
    (void)h;
    COMPARE(bind_in(&client, &offered));
    FILL(extensions(accepted, variant ? 52 : -1, 3));
    *handle = &session;
    return 0;
}

ULONG s_IDL_DRSUnbind(DRS_HANDLE* handle) {
    SAME(*handle == &session, 1);
    *handle = NULL;
    return 0;
}

static DRS_HANDLE bind_session(handle_t h) {
    GUID* client;
    DRS_EXTENSIONS *offered, *accepted = NULL;
    DRS_HANDLE handle = NULL;
    FILL(bind_in(&client, &offered));
    SAME(c_IDL_DRSBind(h, client, offered, &accepted, &handle), 0);
    COMPARE(extensions(&accepted, variant ? 52 : -1, 3));
    SAME(handle != NULL, 1);
    return handle;
}

static void unbind_session(DRS_HANDLE handle) {
    SAME(c_IDL_DRSUnbind(&handle), 0);
    SAME(handle != NULL, 0);
}

static void bind_and_unbind(handle_t h) { unbind_session(bind_session(h)); }

// ---- parts of messages

static void name(DSNAME** it, const WCHAR* text, int has_sid) {
    size_t length = 0;
    while (text && text[length]) ++length;
    if (!OPEN(*it, StringName, text ? (LONG)length + 1 : -1)) return;
    VALUE((*it)->structLen, 56 + 2 * (length + 1));
    VALUE((*it)->SidLen, has_sid ? 28 : 0);
    UUID_OF((*it)->Guid, 4);
    // A SID of five parts.
    if (has_sid)
        for (int i = 0; i < 28; ++i) VALUE((*it)->Sid.Data[i], i == 0 ? 1 : i == 1 || i == 7 ? 5 : i);
    VALUE((*it)->NameLen, length);
    for (size_t i = 0; i <= length; ++i) VALUE((*it)->StringName[i], text[i]);
}

static void usns(USN_VECTOR* it, int i) {
    VALUE(it->usnHighObjUpdate, 0x7fffffffffffffff);
    VALUE(it->usnReserved, 0);
    VALUE(it->usnHighPropUpdate, -1 - i);
}

static void cursors(UPTODATE_VECTOR_V1_EXT** it, int count) {
    if (!OPEN(*it, rgCursors, count)) return;
    VALUE((*it)->dwVersion, 1);
    VALUE((*it)->dwReserved1, 0);
    VALUE((*it)->cNumCursors, count);
    VALUE((*it)->dwReserved2, 0);
    for (int i = 0; i < count; ++i) {
        UUID_OF((*it)->rgCursors[i].uuidDsa, i);
        VALUE((*it)->rgCursors[i].usnHighPropUpdate, 1000000000000 + i);
    }
}

static void attributes(PARTIAL_ATTR_VECTOR_V1_EXT** it, int count) {
    if (!OPEN(*it, rgPartialAttr, count)) return;
    VALUE((*it)->dwVersion, 1);
    VALUE((*it)->dwReserved1, 0);
    VALUE((*it)->cAttrs, count);
    for (int i = 0; i < count; ++i) VALUE((*it)->rgPartialAttr[i], 0x90000 + i);
}

static void prefixes(SCHEMA_PREFIX_TABLE* it, int count) {
    static const BYTE oids[][7] = {{0x55, 4}, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x14, 1}};
    VALUE(it->PrefixCount, count);
    if (!ARRAY(it->pPrefixEntry, count ? count : -1)) return;
    for (int i = 0; i < count; ++i) {
        PrefixTableEntry* entry = &it->pPrefixEntry[i];
        int length = i ? 7 : 2;
        VALUE(entry->ndx, i);
        VALUE(entry->prefix.length, length);
        if (ARRAY(entry->prefix.elements, length))
            for (int j = 0; j < length; ++j) VALUE(entry->prefix.elements[j], oids[i % 2][j]);
    }
}

// Attributes without values, with one empty and one long value.
static void block(ATTRBLOCK* it, int count) {
    VALUE(it->attrCount, count);
    if (!ARRAY(it->pAttr, count ? count : -1)) return;
    for (int i = 0; i < count; ++i) {
        ATTR* attribute = &it->pAttr[i];
        int values = i % 3;
        VALUE(attribute->attrTyp, 0x90000 + i);
        VALUE(attribute->AttrVal.valCount, values);
        if (!ARRAY(attribute->AttrVal.pAVal, values ? values : -1)) continue;
        for (int j = 0; j < values; ++j) {
            ATTRVAL* value = &attribute->AttrVal.pAVal[j];
            VALUE(value->valLen, j * 300);
            BYTES(value->pVal, j ? j * 300 : -1, i);
        }
    }
}

static void meta(PROPERTY_META_DATA_EXT_VECTOR** it, int count) {
    if (!OPEN(*it, rgMetaData, count)) return;
    VALUE((*it)->cNumProps, count);
    for (int i = 0; i < count; ++i) {
        VALUE((*it)->rgMetaData[i].dwVersion, i + 1);
        VALUE((*it)->rgMetaData[i].timeChanged, 13000000000 + i);
        UUID_OF((*it)->rgMetaData[i].uuidDsaOriginating, i);
        VALUE((*it)->rgMetaData[i].usnOriginating, 77 + i);
    }
}

// A list whose members hang on one another.
static void objects(REPLENTINFLIST** it, int left) {
    if (!POINTER(*it, left)) return;
    name(&(*it)->Entinf.pName, left % 2 ? L"CN=\xD83D\xDE00,DC=example" : L"", left % 2);
    VALUE((*it)->Entinf.ulFlags, left % 4);
    block(&(*it)->Entinf.AttrBlock, left % 5);
    VALUE((*it)->fIsNCPrefix, left % 2);
    if (POINTER((*it)->pParentGuid, left % 2)) UUID_OF(*(*it)->pParentGuid, left);
    meta(&(*it)->pMetaDataExt, left % 4 ? left % 4 : -1);
    objects(&(*it)->pNextEntInf, left - 1);
}

// ---- changes

static void request(DWORD* version, DRS_MSG_GETCHGREQ* it) {
    int extended = variant > 0;
    VALUE(*version, extended ? 8 : 5);
    // What version 5 has, version 8 begins with.
    UUID_OF(it->V5.uuidDsaObjDest, 5);
    UUID_OF(it->V5.uuidInvocIdSrc, 6);
    name(&it->V5.pNC, L"DC=example,DC=org", variant);
    usns(&it->V5.usnvecFrom, 0);
    cursors(&it->V5.pUpToDateVecDestV1, variant - 1);
    VALUE(it->V5.ulFlags, 0x70);
    VALUE(it->V5.cMaxObjects, 402);
    VALUE(it->V5.cMaxBytes, 402116);
    VALUE(it->V5.ulExtendedOp, 0);
    VALUE(it->V5.liFsmoInfo.QuadPart, 0x123456789abcdef0);
    if (!extended) return;
    attributes(&it->V8.pPartialAttrSet, variant == 2 ? 5 : -1);
    attributes(&it->V8.pPartialAttrSetEx, variant == 3 ? 1 : -1);
    prefixes(&it->V8.PrefixTableDest, variant == 1 ? 0 : 2);
}

static void reply(DWORD* version, DRS_MSG_GETCHGREPLY* it) {
    VALUE(*version, variant == 3 ? 2 : 1);
    if (variant == 3) {
        VALUE(it->V2.CompressedV1.cbUncompressedSize, 0x0a00000);
        VALUE(it->V2.CompressedV1.cbCompressedSize, 1000);
        BYTES(it->V2.CompressedV1.pbCompressedData, 1000, 3);
        return;
    }
    UUID_OF(it->V1.uuidDsaObjSrc, 7);
    UUID_OF(it->V1.uuidInvocIdSrc, 8);
    name(&it->V1.pNC, variant ? L"DC=example,DC=org" : NULL, 1);
    usns(&it->V1.usnvecFrom, 1);
    usns(&it->V1.usnvecTo, 2);
    cursors(&it->V1.pUpToDateVecSrcV1, variant ? variant * 3 : -1);
    prefixes(&it->V1.PrefixTableSrc, variant);
    VALUE(it->V1.ulExtendedRet, 1);
    VALUE(it->V1.cNumObjects, variant * 20);
    VALUE(it->V1.cNumBytes, 0xffffffff);
    objects(&it->V1.pObjects, variant * 20);
    VALUE(it->V1.fMoreData, variant);
}

ULONG s_IDL_DRSGetNCChanges(DRS_HANDLE handle, DWORD version, DRS_MSG_GETCHGREQ* in, DWORD* version_out,
                            DRS_MSG_GETCHGREPLY* out) {
    SAME(handle == &session, 1);
    COMPARE(request(&version, in));
    FILL(reply(version_out, out));
    return 0;
}

static void changes(handle_t h) {
    DRS_HANDLE handle = bind_session(h);
    DRS_MSG_GETCHGREQ in = {0};
    DRS_MSG_GETCHGREPLY out = {0};
    DWORD version, version_out = 0;
    FILL(request(&version, &in));
    SAME(c_IDL_DRSGetNCChanges(handle, version, &in, &version_out, &out), 0);
    COMPARE(reply(&version_out, &out));
    unbind_session(handle);
}

// ---- names

static void crack_in(DRS_MSG_CRACKREQ_V1* it) {
    int count = variant * 20 + 1;
    VALUE(it->CodePage, 1252);
    VALUE(it->LocaleId, 0x409);
    VALUE(it->dwFlags, 1);
    VALUE(it->formatOffered, 0xfffffff8);
    VALUE(it->formatDesired, 1);
    VALUE(it->cNames, count);
    if (!ARRAY(it->rpNames, count)) return;
    for (int i = 0; i < count; ++i) WIDE(it->rpNames[i], i % 3 ? L"EXAMPLE\\\x5C71\x7530" : i ? NULL : L"");
}

static void crack_out(DWORD* version, DRS_MSG_CRACKREPLY_V1* it) {
    int count = variant * 20;
    VALUE(*version, 1);
    if (!POINTER(it->pResult, 1)) return;
    VALUE(it->pResult->cItems, count);
    if (!ARRAY(it->pResult->rItems, count ? count : -1)) return;
    for (int i = 0; i < count; ++i) {
        VALUE(it->pResult->rItems[i].status, i % 8);
        WIDE(it->pResult->rItems[i].pDomain, i % 2 ? L"example.org" : NULL);
        WIDE(it->pResult->rItems[i].pName, i % 3 ? L"CN=\x5C71\x7530" : L"");
    }
}

ULONG s_IDL_DRSCrackNames(DRS_HANDLE handle, DWORD version, DRS_MSG_CRACKREQ* in, DWORD* version_out,
                          DRS_MSG_CRACKREPLY* out) {
    SAME(handle == &session, 1);
    SAME(version, 1);
    COMPARE(crack_in(&in->V1));
    FILL(crack_out(version_out, &out->V1));
    return 0;
}

static void crack(handle_t h) {
    DRS_HANDLE handle = bind_session(h);
    DRS_MSG_CRACKREQ in = {0};
    DRS_MSG_CRACKREPLY out = {0};
    DWORD version_out = 0;
    FILL(crack_in(&in.V1));
    SAME(c_IDL_DRSCrackNames(handle, 1, &in, &version_out, &out), 0);
    COMPARE(crack_out(&version_out, &out.V1));
    unbind_session(handle);
}

const Case cases[] = {
    {"IDL_DRSBind", bind_and_unbind, 3},
    {"IDL_DRSGetNCChanges", changes, 4},
    {"IDL_DRSCrackNames", crack, 2},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(drsuapi_v4_0_s_ifspec)
