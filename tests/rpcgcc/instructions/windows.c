/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A loop as Windows programs have it: 32-bit longs, 64-bit numbers, structures, strings of both kinds, a guarded block
   whose exceptions are caught in the loop. ported.c is the same by hand. */
#include <Windows.h>
#include <string.h>

#define RECORDS 32L
#define BAD_RECORD 0xE0000001UL

typedef struct _RECORD
{
    long lKey;
    unsigned long ulFlags;
    __int64 llSum;
    wchar_t szName[12];
    char szTag[8];
    double dWeight;
    struct _RECORD *pNext;
} RECORD;

static RECORD aRecords[RECORDS];

static unsigned long Hash(const wchar_t *psz)
{
    unsigned long ul = 2166136261UL;
    while (*psz != L'\0') ul = (ul ^ *psz++) * 16777619UL;
    return ul;
}

static void Fill(RECORD *pRecord, long lKey)
{
    long l;

    pRecord->lKey = lKey;
    pRecord->ulFlags = (unsigned long)lKey << 3 | 1UL;
    pRecord->llSum = (__int64)lKey * 0x123456789i64;
    for (l = 0L; l < 11L; l++) pRecord->szName[l] = (wchar_t)(L'a' + (lKey + l) % 26L);
    pRecord->szName[11] = L'\0';
    strcpy(pRecord->szTag, lKey & 1L ? "odd" : "even");
    pRecord->dWeight = (double)lKey / 3.0L;
    pRecord->pNext = lKey + 1L < RECORDS ? pRecord + 1 : NULL;
}

static long Weigh(RECORD *pRecord)
{
    if (pRecord->lKey % 16L == 13L) RaiseException(BAD_RECORD, 0UL, 0UL, NULL);
    pRecord->dWeight = pRecord->dWeight * 1.5 + (double)pRecord->ulFlags;
    return (long)pRecord->dWeight - pRecord->lKey;
}

unsigned __int64 windows_work(unsigned long ulRounds)
{
    unsigned __int64 ullResult = 0ui64;
    unsigned long ulRound, cBad = 0UL;
    RECORD *pRecord;
    long l;

    for (l = 0L; l < RECORDS; l++) Fill(&aRecords[l], l);
    for (ulRound = 0UL; ulRound < ulRounds; ulRound++)
    {
        for (pRecord = aRecords; pRecord != NULL; pRecord = pRecord->pNext)
        {
            __try
            {
                if (strcmp(pRecord->szTag, "odd") == 0 && pRecord->ulFlags & 0x10UL) continue;
                pRecord->llSum += Weigh(pRecord);
            }
            __except (GetExceptionCode() == BAD_RECORD ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH)
            {
                cBad++;
                pRecord->llSum = -pRecord->llSum;
            }
            ullResult = ullResult * 31ui64 + (unsigned __int64)pRecord->llSum + Hash(pRecord->szName);
        }
    }
    return ullResult ^ cBad;
}
