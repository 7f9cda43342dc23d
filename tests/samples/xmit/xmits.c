/* file: xmits.c: the server of xmit.idl */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "xmit.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "xmit", "") != argc) exit(1);
    Serve(xmit_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

/* Turns in place what the stub made, and gives it back as a copy, for the stub frees both. */
DOUBLE_LIST Reverse(DOUBLE_LIST List)
{
    DOUBLE_LINK *pLink, *pNew, *pResult = NULL;

    for (pLink = List; pLink != NULL; pLink = pLink->pNext)
    {
        printf("Reverse %ld%s\n", pLink->lNumber,
               pLink->pPrevious == NULL || pLink->pPrevious->pNext == pLink ? "" : "?");
        pNew = (DOUBLE_LINK *)midl_user_allocate(sizeof(DOUBLE_LINK));
        pNew->lNumber = pLink->lNumber;
        pNew->pNext = pResult;
        pNew->pPrevious = NULL;
        if (pResult != NULL) pResult->pPrevious = pNew;
        pResult = pNew;
    }
    fflush(stdout);
    return pResult;
}

long Sum(DOUBLE_LIST List)
{
    long lSum = 0;

    for (; List != NULL; List = List->pNext) lSum += List->lNumber;
    printf("Sum is %ld\n", lSum);
    fflush(stdout);
    return lSum;
}

void NextDay(PACKED_DATE *pDate)
{
    static const byte abDays[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    unsigned long ulYear = *pDate / 384, ulMonth = *pDate / 32 % 12, ulDay = *pDate % 32;
    unsigned long ulDays = abDays[ulMonth];

    if (ulMonth == 1 && ulYear % 4 == 0 && (ulYear % 100 != 0 || ulYear % 400 == 0)) ulDays++;
    printf("NextDay of %lu-%02lu-%02lu\n", ulYear, ulMonth + 1, ulDay);
    fflush(stdout);
    if (++ulDay > ulDays)
    {
        ulDay = 1;
        if (++ulMonth == 12)
        {
            ulMonth = 0;
            ulYear++;
        }
    }
    *pDate = ulYear * 384 + ulMonth * 32 + ulDay;
}

static int __cdecl CompareDates(const void *pvFirst, const void *pvSecond)
{
    PACKED_DATE First = *(const PACKED_DATE *)pvFirst, Second = *(const PACKED_DATE *)pvSecond;

    return First < Second ? -1 : First > Second;
}

void Sort(unsigned long cDates, PACKED_DATE *pDates)
{
    printf("Sort %lu dates\n", cDates);
    fflush(stdout);
    qsort(pDates, cDates, sizeof(PACKED_DATE), CompareDates);
}

void Middle(POINT_IN_MEMORY *pFirst, POINT_IN_MEMORY *pSecond, POINT_IN_MEMORY *pBetween)
{
    printf("Middle of %g %g and %g %g, %s\n", pFirst->dX, pFirst->dY, pSecond->dX, pSecond->dY,
           pFirst->pvOwner == pFirst && pSecond->pvOwner == pSecond ? "in memory" : "where?");
    fflush(stdout);
    pBetween->dX = (pFirst->dX + pSecond->dX) / 2;
    pBetween->dY = (pFirst->dY + pSecond->dY) / 2;
    pBetween->pvOwner = NULL;
}

void Shutdown(void)
{
    StopListening();
}
