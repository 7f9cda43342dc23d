/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* windows.c as it is ported by hand, for a compiler whose long has 64 bits and which has no guarded blocks. */
#include <windows.h>
#include <rpc.h>
#include <stdint.h>
#include <string.h>

#define RECORDS 32
#define BAD_RECORD 0xE0000001u

typedef struct _RECORD
{
    int32_t lKey;
    uint32_t ulFlags;
    int64_t llSum;
    WCHAR szName[12];
    char szTag[8];
    double dWeight;
    struct _RECORD *pNext;
} RECORD;

static RECORD aRecords[RECORDS];

static uint32_t Hash(const WCHAR *psz)
{
    uint32_t ul = 2166136261u;
    while (*psz != L'\0') ul = (ul ^ *psz++) * 16777619u;
    return ul;
}

static void Fill(RECORD *pRecord, int32_t lKey)
{
    int32_t l;

    pRecord->lKey = lKey;
    pRecord->ulFlags = (uint32_t)lKey << 3 | 1u;
    pRecord->llSum = (int64_t)lKey * INT64_C(0x123456789);
    for (l = 0; l < 11; l++) pRecord->szName[l] = (WCHAR)(L'a' + (lKey + l) % 26);
    pRecord->szName[11] = L'\0';
    strcpy(pRecord->szTag, lKey & 1 ? "odd" : "even");
    pRecord->dWeight = (double)lKey / 3.0;
    pRecord->pNext = lKey + 1 < RECORDS ? pRecord + 1 : NULL;
}

static int32_t Weigh(RECORD *pRecord)
{
    if (pRecord->lKey % 16 == 13) RaiseException(BAD_RECORD, 0u, 0u, NULL);
    pRecord->dWeight = pRecord->dWeight * 1.5 + (double)pRecord->ulFlags;
    return (int32_t)pRecord->dWeight - pRecord->lKey;
}

uint64_t ported_work(uint32_t ulRounds)
{
    uint64_t ullResult = 0u;
    uint32_t ulRound, cBad = 0u;
    RECORD *pRecord;
    int32_t l;

    for (l = 0; l < RECORDS; l++) Fill(&aRecords[l], l);
    for (ulRound = 0u; ulRound < ulRounds; ulRound++)
    {
        for (pRecord = aRecords; pRecord != NULL; pRecord = pRecord->pNext)
        {
            RpcTryExcept
            {
                if (strcmp(pRecord->szTag, "odd") == 0 && pRecord->ulFlags & 0x10u) continue;
                pRecord->llSum += Weigh(pRecord);
            }
            RpcExcept(RpcExceptionCode() == BAD_RECORD ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH)
            {
                cBad++;
                pRecord->llSum = -pRecord->llSum;
            }
            RpcEndExcept
            ullResult = ullResult * 31u + (uint64_t)pRecord->llSum + Hash(pRecord->szName);
        }
    }
    return ullResult ^ cBad;
}
