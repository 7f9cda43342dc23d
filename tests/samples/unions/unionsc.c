/* file: unionsc.c: sends and receives unions, each arm of them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "unions.h"
#include "..\common\sample.h"

static void PrintCircumference(const SHAPE *pShape)
{
    double dAround = -1;

    Circumference(pShape, &dAround);
    printf("around: %g\n", dAround);
}

static void Shapes(void)
{
    SHAPE Circle, Triangle, Rectangle, Unknown;

    memset(&Unknown, 0, sizeof(Unknown));
    Circle.wCorners = 0;
    Circle.u.dRadius = 0.5;
    Triangle.wCorners = 3;
    Triangle.u.alSides[0] = 3;
    Triangle.u.alSides[1] = 4;
    Triangle.u.alSides[2] = 5;
    Rectangle.wCorners = 4;
    Rectangle.u.Sides.lFirst = 2;
    Rectangle.u.Sides.lSecond = 7;
    Unknown.wCorners = 17;
    PrintCircumference(&Circle);
    PrintCircumference(&Triangle);
    PrintCircumference(&Rectangle);
    PrintCircumference(&Unknown);
    Grow(&Circle);
    Grow(&Triangle);
    Grow(&Rectangle);
    Grow(&Unknown);
    printf("grown: %g; %ld %ld %ld; %ld %ld; %u\n", Circle.u.dRadius, Triangle.u.alSides[0], Triangle.u.alSides[1],
           Triangle.u.alSides[2], Rectangle.u.Sides.lFirst, Rectangle.u.Sides.lSecond, Unknown.wCorners);
}

static void Weights(void)
{
    VALUE Value;
    PAIR Both = { 30, 12 };
    short asValues[3] = { 1, 10, 100 };

    Value.lNumber = 42;
    printf("number %ld, ", Weigh(Number, &Value));
    Value.dReal = 1e6;
    printf("real %ld, ", Weigh(Real, &Value));
    Value.pwszText = L"seven..";
    printf("text %ld, ", Weigh(Text, &Value));
    Value.pwszText = NULL;
    printf("none %ld, ", Weigh(Text, &Value));
    Value.pPair = &Both;
    printf("pair %ld, ", Weigh(Pair, &Value));
    Value.List.cValues = 3;
    Value.List.psValues = asValues;
    printf("list %ld, ", Weigh(List, &Value));
    Value.bOther = 9;
    printf("other %ld, ", Weigh(Other, &Value));
    printf("nothing %ld\n", Weigh(Nothing, &Value));
}

static void PrintAndFree(VARIANT_VALUE *pValue)
{
    unsigned long ul;

    switch (pValue->Kind)
    {
    case Nothing: printf(" nothing"); break;
    case Number: printf(" %ld", pValue->Value.lNumber); break;
    case Real: printf(" %g", pValue->Value.dReal); break;
    case Text:
        printf(" \"%ls\"", pValue->Value.pwszText);
        midl_user_free(pValue->Value.pwszText);
        break;
    case Pair:
        printf(" (%ld %ld)", pValue->Value.pPair->lFirst, pValue->Value.pPair->lSecond);
        midl_user_free(pValue->Value.pPair);
        break;
    case List:
        for (ul = 0; ul < pValue->Value.List.cValues; ul++)
            printf("%s%d", ul == 0 ? " [" : " ", pValue->Value.List.psValues[ul]);
        printf("]");
        midl_user_free(pValue->Value.List.psValues);
        break;
    default: printf(" other %u", pValue->Value.bOther);
    }
}

static void Variants(void)
{
    VARIANT_VALUE aValues[7], *pTurned = NULL;
    PAIR Both = { -1, 1 };
    short asValues[2] = { 5, 6 };
    int i;

    for (i = 0; i < 7; i++) aValues[i].Kind = (KIND)i;
    aValues[Number].Value.lNumber = -17L;
    aValues[Real].Value.dReal = 0.125;
    aValues[Text].Value.pwszText = L"text";
    aValues[Pair].Value.pPair = &Both;
    aValues[List].Value.List.cValues = 2;
    aValues[List].Value.List.psValues = asValues;
    aValues[Other].Value.bOther = 255;
    Turn(7, aValues, &pTurned);
    printf("turned:");
    for (i = 0; i < 7; i++) PrintAndFree(&pTurned[i]);
    printf("\n");
    midl_user_free(pTurned);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "unions", "") != argc) exit(1);
    hUnions = Connect(NULL);
    RpcTryExcept
    {
        Shapes();
        Weights();
        Variants();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hUnions));
    exit(0);
}
