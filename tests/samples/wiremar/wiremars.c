/* file: wiremars.c: the server of wiremar.idl */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "wiremar.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "wiremar", "") != argc) exit(1);
    Serve(wiremar_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

unsigned long Size(NUMBER_SET *pSet)
{
    unsigned long ul, cNumbers = 0;

    printf("Size of %08lx %08lx\n", pSet->ulHigh, pSet->ulLow);
    fflush(stdout);
    for (ul = 0; ul < 32; ul++) cNumbers += (pSet->ulLow >> ul & 1) + (pSet->ulHigh >> ul & 1);
    return cNumbers;
}

void Unite(NUMBER_SET *pFirst, NUMBER_SET *pSecond, NUMBER_SET *pBoth)
{
    printf("Unite %08lx %08lx and %08lx %08lx\n", pFirst->ulHigh, pFirst->ulLow, pSecond->ulHigh, pSecond->ulLow);
    fflush(stdout);
    pBoth->ulLow = pFirst->ulLow | pSecond->ulLow;
    pBoth->ulHigh = pFirst->ulHigh | pSecond->ulHigh;
}

void Add(AMOUNT *pSum, unsigned long cAmounts, AMOUNT *pAmounts)
{
    unsigned long ul;

    printf("Add to %I64d:", *pSum);
    for (ul = 0; ul < cAmounts; ul++)
    {
        printf(" %I64d", pAmounts[ul]);
        *pSum += pAmounts[ul];
    }
    printf("\n");
    fflush(stdout);
}

void Update(ENTRY *pEntry)
{
    printf("Update %u: %08lx %08lx, %I64d\n", pEntry->bKind, pEntry->Set.ulHigh, pEntry->Set.ulLow, pEntry->Amount);
    fflush(stdout);
    pEntry->bKind++;
    pEntry->Set.ulLow <<= 1;
    pEntry->Set.ulHigh <<= 31;
    pEntry->Amount = -pEntry->Amount;
}

void Shutdown(void)
{
    StopListening();
}
