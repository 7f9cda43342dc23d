/* file: datac.c: sends and receives parameters of every kind */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "data.h"
#include "..\common\sample.h"

static void BaseTypes(void)
{
    double dValue = -0.5;
    SIZE_OF_SHIRT Size = Medium;
    DIRECTION Direction;
    BASE Value = { -9223372036854775807i64 - 1, -2.25, 1.5f, LONG_MIN, 65535, L'\x20ac', TRUE, 0xff, 'x', -128, West,
                   Large };

    printf("sum %I64d\n", Sum(FALSE, -1, 65535, -70000L, 0x100000000i64, 5ui64));
    printf("sum %I64d\n", Sum(TRUE, 127, 0, LONG_MAX, -1, 0xffffffffffffffffui64));
    printf("half %g", Half(5.0f, &dValue));
    printf(", %g\n", dValue);
    Direction = Turn(North, &Size, 2);
    printf("direction %d, size %d\n", Direction, Size);
    Shuffle(&Value);
    printf("%d %d %d %d %u %04x %ld %I64d %g %g %d %d\n", Value.fValue, Value.bValue, Value.chValue, Value.smValue,
           Value.wValue, Value.wchValue, Value.lValue, Value.hyValue, Value.flValue, Value.dValue, Value.Size,
           Value.Direction);
}

static void Texts(void)
{
    unsigned char szText[] = "narrow text";
    wchar_t wszText[] = GREETING;
    const wchar_t *apszTexts[3];
    unsigned long ulIndex, cchLongest, i;

    apszTexts[0] = L"short";
    apszTexts[1] = L"";
    apszTexts[2] = L"rather long";
    Upper(szText, wszText);
    printf("%s,", szText);
    for (i = 0; wszText[i] != 0; i++) printf(" %04x", wszText[i]);
    printf("\n");
    ulIndex = Longest(3, apszTexts, &cchLongest);
    printf("longest is %lu with %lu characters\n", ulIndex, cchLongest);
}

static void Arrays(void)
{
    long alValues[4] = { 1, -2, 3, 70000 };
    short asDoubled[2][2];
    double adValues[3] = { 1.0, 0.5, -8.0 };
    long alRows[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
    long *apalRows[2];
    byte abData[8] = { 1, 1, 1, 7, 7, 2, 2, 2 };
    unsigned long cb = 8, ul;
    COUNTED *pCounted, *pReversed;

    printf("fixed %ld:", Fixed(alValues, asDoubled));
    printf(" %d %d %d %d\n", asDoubled[0][0], asDoubled[0][1], asDoubled[1][0], asDoubled[1][1]);
    Conformant(3, adValues);
    printf("conformant: %g %g %g\n", adValues[0], adValues[1], adValues[2]);
    Conformant(0, adValues);
    Squeeze(sizeof(abData), abData, &cb);
    printf("squeezed to %lu:", cb);
    for (ul = 0; ul < cb; ul++) printf(" %u", abData[ul]);
    printf("\n");
    apalRows[0] = alRows[0];
    apalRows[1] = alRows[1];
    printf("matrix %ld\n", Matrix(2, 3, apalRows));

    pCounted = (COUNTED *)malloc(sizeof(COUNTED) + 4 * sizeof(short));
    if (pCounted == NULL) exit(1);
    pCounted->cItems = 4;
    for (ul = 0; ul < 4; ul++) pCounted->asItems[ul] = (short)(ul * ul);
    pReversed = Reverse(pCounted);
    printf("reversed %lu:", pReversed->cItems);
    for (ul = 0; ul < pReversed->cItems; ul++) printf(" %d", pReversed->asItems[ul]);
    printf("\n");
    midl_user_free(pReversed);
    free(pCounted);
}

static void Structures(void)
{
    double dScore = 6.5;
    TEAM Team, *pTeam = NULL;
    wchar_t *apszNames[3];
    unsigned short w;

    memset(&Team, 0, sizeof(Team));
    Team.Base.lValue = 11;
    Team.Base.Size = Small;
    Team.cNames = 3;
    Team.ppszNames = apszNames;
    apszNames[0] = L"Hopper";
    apszNames[1] = NULL;
    apszNames[2] = L"Liskov";
    Team.pdScore = &dScore;
    Reorganize(&Team, &pTeam);
    printf("team %ld:", pTeam->Base.lValue);
    for (w = 0; w < pTeam->cNames; w++)
    {
        printf(" %ls", pTeam->ppszNames[w] != NULL ? pTeam->ppszNames[w] : L"(null)");
        midl_user_free(pTeam->ppszNames[w]);
    }
    printf(", score %g\n", *pTeam->pdScore);
    midl_user_free(pTeam->ppszNames);
    midl_user_free(pTeam->pdScore);
    midl_user_free(pTeam);
}

static NODE *ListOf(const long *plKeys, int cKeys)
{
    NODE *pList = NULL;

    while (cKeys-- > 0)
    {
        NODE *pNode = (NODE *)malloc(sizeof(NODE));
        if (pNode == NULL) exit(1);
        pNode->lKey = plKeys[cKeys];
        pNode->pszName = NULL;
        pNode->pNext = pList;
        pList = pNode;
    }
    return pList;
}

static void FreeList(NODE *pList)
{
    while (pList != NULL)
    {
        NODE *pNext = pList->pNext;
        free(pList->pszName);
        free(pList);
        pList = pNext;
    }
}

static void Pointers(void)
{
    static const long alKeys[] = { -5, 2, 9 };
    long lFirst = 4, lSecond = 4;
    NODE *pList = ListOf(alKeys, 3), *pAlone = NULL, *pNode;

    Insert(&pList, 7, (unsigned char *)"seven");
    for (pNode = pList; pNode != NULL; pNode = pNode->pNext)
        printf("%ld %s%s", pNode->lKey, pNode->pszName != NULL ? (char *)pNode->pszName : "-",
               pNode->pNext != NULL ? ", " : "\n");
    FreeList(pList);
    Insert(&pAlone, 1, NULL);
    printf("%ld alone: %s\n", pAlone->lKey, pAlone->pNext == NULL && pAlone->pszName == NULL ? "yes" : "no");
    FreeList(pAlone);

    printf("two pointers: %ld\n", Aliases(&lFirst, &lSecond, NULL));
    printf("one twice: %ld\n", Aliases(&lFirst, &lFirst, &lSecond));
    printf("none: %ld\n", Aliases(NULL, NULL, NULL));
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "data", "") != argc) exit(1);
    hData = Connect(NULL);
    RpcTryExcept
    {
        BaseTypes();
        Texts();
        Arrays();
        Structures();
        Pointers();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hData));
    exit(0);
}
