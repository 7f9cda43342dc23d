/* file: datas.c: the server of data.idl; prints what it receives and changes all of it */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "data.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "data", "") != argc) exit(1);
    Serve(data_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

hyper Sum(boolean fNegative, small smValue, unsigned short wValue, long lValue, hyper hyValue,
          unsigned __int64 ullValue)
{
    hyper hySum = (hyper)((unsigned __int64)smValue + wValue + lValue + hyValue + ullValue);

    printf("Sum %d %d %u %ld %I64d %I64u\n", fNegative, smValue, wValue, lValue, hyValue, ullValue);
    fflush(stdout);
    return fNegative ? -hySum : hySum;
}

float Half(float flValue, double *pdValue)
{
    printf("Half %g %g\n", flValue, *pdValue);
    fflush(stdout);
    *pdValue /= 2;
    return flValue / 2;
}

void Shuffle(BASE *pBase)
{
    printf("Shuffle %d %d %d %d %u %04x %ld %I64d %g %g %d %d\n", pBase->fValue, pBase->bValue, pBase->chValue,
           pBase->smValue, pBase->wValue, pBase->wchValue, pBase->lValue, pBase->hyValue, pBase->flValue, pBase->dValue,
           pBase->Size, pBase->Direction);
    fflush(stdout);
    pBase->fValue = !pBase->fValue;
    pBase->bValue ^= 0x0f;
    pBase->chValue++;
    pBase->smValue++;
    pBase->wValue--;
    pBase->wchValue = L'A';
    pBase->lValue++;
    pBase->hyValue++;
    pBase->flValue = -pBase->flValue;
    pBase->dValue *= 3;
    pBase->Size = Small;
    pBase->Direction = South;
}

DIRECTION Turn(DIRECTION Direction, SIZE_OF_SHIRT *pSize, BYTE bSteps)
{
    static const DIRECTION aDirections[4] = { North, East, South, West };
    int i = 0;

    printf("Turn %d %d %d\n", Direction, *pSize, bSteps);
    fflush(stdout);
    while (aDirections[i] != Direction) i++;
    *pSize = Large;
    return aDirections[(i + bSteps) % 4];
}

void Upper(unsigned char *pszText, wchar_t *pwszText)
{
    printf("Upper \"%s\", %u wide characters\n", pszText, (unsigned)wcslen(pwszText));
    fflush(stdout);
    _strupr((char *)pszText);
    for (; *pwszText != 0; pwszText++)
        if (*pwszText == 0xfc) *pwszText = 0xdc;
}

unsigned long Longest(unsigned long cTexts, const wchar_t **ppszTexts, unsigned long *pcchLongest)
{
    unsigned long ul, ulLongest = 0;

    printf("Longest of %lu:", cTexts);
    for (ul = 0; ul < cTexts; ul++)
    {
        printf(" \"%ls\"", ppszTexts[ul]);
        if (wcslen(ppszTexts[ul]) > wcslen(ppszTexts[ulLongest])) ulLongest = ul;
    }
    printf("\n");
    fflush(stdout);
    *pcchLongest = (unsigned long)wcslen(ppszTexts[ulLongest]);
    return ulLongest;
}

long Fixed(long alValues[4], short asDoubled[2][2])
{
    int i;

    printf("Fixed %ld %ld %ld %ld\n", alValues[0], alValues[1], alValues[2], alValues[3]);
    fflush(stdout);
    for (i = 0; i < 4; i++) asDoubled[i / 2][i % 2] = (short)(2 * alValues[i]);
    return alValues[0] + alValues[1] + alValues[2] + alValues[3];
}

void Conformant(unsigned long cValues, double *padValues)
{
    unsigned long ul;

    printf("Conformant %lu\n", cValues);
    fflush(stdout);
    for (ul = 0; ul < cValues; ul++) padValues[ul] *= padValues[ul];
}

/* Runs of a byte become one. */
void Squeeze(unsigned long cbMax, byte *pbData, unsigned long *pcb)
{
    unsigned long ul, cb = 0;

    printf("Squeeze %lu of %lu\n", *pcb, cbMax);
    fflush(stdout);
    for (ul = 0; ul < *pcb; ul++)
        if (cb == 0 || pbData[cb - 1] != pbData[ul]) pbData[cb++] = pbData[ul];
    *pcb = cb;
}

long Matrix(unsigned long cRows, unsigned long cColumns, long **ppalRows)
{
    unsigned long i, j;
    long lSum = 0;

    printf("Matrix %lux%lu:", cRows, cColumns);
    for (i = 0; i < cRows; i++)
        for (j = 0; j < cColumns; j++)
        {
            printf(" %ld", ppalRows[i][j]);
            lSum += ppalRows[i][j];
        }
    printf("\n");
    fflush(stdout);
    return lSum;
}

COUNTED *Reverse(const COUNTED *pCounted)
{
    unsigned long ul, cItems = pCounted->cItems;
    COUNTED *pReversed = (COUNTED *)midl_user_allocate(sizeof(COUNTED) + cItems * sizeof(short));

    printf("Reverse %lu\n", cItems);
    fflush(stdout);
    if (pReversed == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    pReversed->cItems = cItems;
    for (ul = 0; ul < cItems; ul++) pReversed->asItems[ul] = pCounted->asItems[cItems - 1 - ul];
    return pReversed;
}

void Insert(NODE **ppList, long lKey, const unsigned char *pszName)
{
    NODE *pNode, **ppPlace = ppList;

    for (pNode = *ppList; pNode != NULL; pNode = pNode->pNext) printf("Insert beside %ld\n", pNode->lKey);
    printf("Insert %ld %s\n", lKey, pszName != NULL ? (const char *)pszName : "-");
    fflush(stdout);
    while (*ppPlace != NULL && (*ppPlace)->lKey < lKey) ppPlace = &(*ppPlace)->pNext;
    pNode = (NODE *)midl_user_allocate(sizeof(NODE));
    if (pNode == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    pNode->lKey = lKey;
    pNode->pszName = NULL;
    if (pszName != NULL)
    {
        pNode->pszName = (unsigned char *)midl_user_allocate(strlen((const char *)pszName) + 1);
        strcpy((char *)pNode->pszName, (const char *)pszName);
    }
    pNode->pNext = *ppPlace;
    *ppPlace = pNode;
}

long Aliases(long *plFirst, long *plSecond, long *plThird)
{
    printf("Aliases: %s, third %s\n", plFirst == plSecond ? "the same" : "different",
           plThird == NULL ? "NULL" : "there");
    fflush(stdout);
    return (plFirst != NULL ? *plFirst : 0) + (plSecond != NULL ? *plSecond : 0);
}

void Reorganize(const TEAM *pIn, TEAM **ppOut)
{
    TEAM *pTeam = (TEAM *)midl_user_allocate(sizeof(TEAM));
    unsigned short w;

    printf("Reorganize %ld:", pIn->Base.lValue);
    if (pTeam == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    *pTeam = *pIn;
    pTeam->Base.lValue *= 2;
    pTeam->ppszNames = (wchar_t **)midl_user_allocate(pIn->cNames * sizeof(wchar_t *));
    for (w = 0; w < pIn->cNames; w++)
    {
        const wchar_t *pszName = pIn->ppszNames[pIn->cNames - 1 - w];
        printf(" %ls", pszName != NULL ? pszName : L"(null)");
        pTeam->ppszNames[w] = NULL;
        if (pszName == NULL) continue;
        pTeam->ppszNames[w] = (wchar_t *)midl_user_allocate((wcslen(pszName) + 1) * sizeof(wchar_t));
        wcscpy(pTeam->ppszNames[w], pszName);
    }
    printf(", %g\n", *pIn->pdScore);
    fflush(stdout);
    pTeam->pdScore = (double *)midl_user_allocate(sizeof(double));
    *pTeam->pdScore = *pIn->pdScore / 2;
    *ppOut = pTeam;
}

void Shutdown(void)
{
    StopListening();
}
