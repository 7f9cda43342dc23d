/* file: xmitc.c: calls with types that are others on the wire */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "xmit.h"
#include "..\common\sample.h"

#define DATE(wYear, bMonth, bDay) ((wYear) * 384ul + ((bMonth) - 1) * 32ul + (bDay))

static void PrintDate(const char *pszWhat, PACKED_DATE Date)
{
    printf("%s %lu-%02lu-%02lu\n", pszWhat, Date / 384, Date / 32 % 12 + 1, Date % 32);
}

static void Lists(void)
{
    DOUBLE_LINK aLinks[3] = { { 1, &aLinks[1], NULL }, { 20, &aLinks[2], &aLinks[0] }, { 300, NULL, &aLinks[1] } };
    DOUBLE_LIST Reversed = Reverse(aLinks);
    DOUBLE_LINK *pLink;

    printf("reversed:");
    for (pLink = Reversed; pLink != NULL; pLink = pLink->pNext)
        printf(" %ld%s", pLink->lNumber, pLink->pNext == NULL || pLink->pNext->pPrevious == pLink ? "" : "?");
    printf("\n");
    printf("sum %ld", Sum(Reversed));
    printf(", of none %ld\n", Sum(NULL));
    DOUBLE_LIST_free_inst(&Reversed);
}

static void Dates(void)
{
    PACKED_DATE Date = DATE(1999, 12, 31), aDates[4];
    int i;

    NextDay(&Date);
    PrintDate("next day", Date);
    Date = DATE(2000, 2, 28);
    NextDay(&Date);
    PrintDate("next day", Date);
    aDates[0] = DATE(1992, 10, 1);
    aDates[1] = DATE(1987, 3, 30);
    aDates[2] = DATE(1992, 1, 31);
    aDates[3] = DATE(1601, 1, 1);
    Sort(4, aDates);
    for (i = 0; i < 4; i++) PrintDate("sorted", aDates[i]);
}

static void Points(void)
{
    POINT_IN_MEMORY First = { 1.5, -2.25, NULL }, Second = { 0.5, 4.25, NULL }, Between = { 0, 0, NULL };

    Middle(&First, &Second, &Between);
    printf("middle %g %g\n", Between.dX, Between.dY);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "xmit", "") != argc) exit(1);
    hXmit = Connect(NULL);
    RpcTryExcept
    {
        Lists();
        Dates();
        Points();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hXmit));
    exit(0);
}
