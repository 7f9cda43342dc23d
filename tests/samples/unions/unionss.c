/* file: unionss.c: the server of unions.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "unions.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "unions", "") != argc) exit(1);
    Serve(unions_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

static double Around(const SHAPE *pShape)
{
    switch (pShape->wCorners)
    {
    case 0: return 2 * 3.0 * pShape->u.dRadius; /* as a carpenter counts */
    case 3: return pShape->u.alSides[0] + pShape->u.alSides[1] + pShape->u.alSides[2];
    case 4: return 2.0 * (pShape->u.Sides.lFirst + pShape->u.Sides.lSecond);
    default: return 0;
    }
}

void Circumference(const SHAPE *pShape, double *pdAround)
{
    *pdAround = Around(pShape);
}

void Grow(SHAPE *pShape)
{
    int i;

    printf("Grow a shape of %u corners and %g around\n", pShape->wCorners, Around(pShape));
    fflush(stdout);
    switch (pShape->wCorners)
    {
    case 0: pShape->u.dRadius *= 2; break;
    case 3: for (i = 0; i < 3; i++) pShape->u.alSides[i] *= 2; break;
    case 4:
        pShape->u.Sides.lFirst *= 2;
        pShape->u.Sides.lSecond *= 2;
        break;
    default: pShape->wCorners++;
    }
}

long Weigh(KIND Kind, VALUE *pValue)
{
    unsigned long ul;
    long lSum = 0;

    printf("Weigh kind %d\n", Kind);
    fflush(stdout);
    switch (Kind)
    {
    case Nothing: return 0;
    case Number: return pValue->lNumber;
    case Real: return (long)pValue->dReal;
    case Text: return pValue->pwszText == NULL ? -1 : (long)wcslen(pValue->pwszText);
    case Pair: return pValue->pPair->lFirst + pValue->pPair->lSecond;
    case List:
        for (ul = 0; ul < pValue->List.cValues; ul++) lSum += pValue->List.psValues[ul];
        return lSum;
    default: return pValue->bOther;
    }
}

/* A copy that the stub frees. */
static void Copy(VARIANT_VALUE *pTo, const VARIANT_VALUE *pFrom)
{
    size_t cb;

    *pTo = *pFrom;
    if (pFrom->Kind == Text)
    {
        cb = (wcslen(pFrom->Value.pwszText) + 1) * sizeof(wchar_t);
        pTo->Value.pwszText = (wchar_t *)midl_user_allocate(cb);
        memcpy(pTo->Value.pwszText, pFrom->Value.pwszText, cb);
    }
    else if (pFrom->Kind == Pair)
    {
        pTo->Value.pPair = (PAIR *)midl_user_allocate(sizeof(PAIR));
        pTo->Value.pPair->lFirst = pFrom->Value.pPair->lSecond;
        pTo->Value.pPair->lSecond = pFrom->Value.pPair->lFirst;
    }
    else if (pFrom->Kind == List)
    {
        cb = pFrom->Value.List.cValues * sizeof(short);
        pTo->Value.List.psValues = (short *)midl_user_allocate(cb);
        memcpy(pTo->Value.List.psValues, pFrom->Value.List.psValues, cb);
    }
}

void Turn(unsigned long cValues, const VARIANT_VALUE *pValues, VARIANT_VALUE **ppTurned)
{
    unsigned long ul;

    printf("Turn %lu\n", cValues);
    fflush(stdout);
    *ppTurned = (VARIANT_VALUE *)midl_user_allocate(cValues * sizeof(VARIANT_VALUE));
    if (*ppTurned == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    for (ul = 0; ul < cValues; ul++) Copy(&(*ppTurned)[ul], &pValues[cValues - 1 - ul]);
}

void Shutdown(void)
{
    StopListening();
}
