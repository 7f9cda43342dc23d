/* file: shapesc.c: sends and receives what shapes.idl describes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "shapes.h"
#include "..\common\sample.h"

static void Gaps(void)
{
    GAPS aGaps[2] = { { 1, -9223372036854775807i64 - 1, -2, 0.5, 3 }, { 4, 5, 6, 7.0, 8 } };
    int i;

    Shuffle(2, aGaps);
    for (i = 0; i < 2; i++)
        printf("%d %I64d %d %g %d\n", aGaps[i].bFirst, aGaps[i].hyValue, aGaps[i].sValue, aGaps[i].dValue,
               aGaps[i].bLast);
}

static void PartOfArray(void)
{
    unsigned short awIn[10] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, awOut[10];
    long nFirst = 2, nLength = 4, i;

    memset(awOut, 0, sizeof(awOut));
    Varying(awIn, &nFirst, &nLength, awOut);
    printf("varying from %ld, %ld:", nFirst, nLength);
    for (i = nFirst; i < nFirst + nLength; i++) printf(" %u", awOut[i]);
    printf("\n");
}

static void PrintSquare(const SQUARE *pSquare)
{
    int i, j;

    printf("%ls:", pSquare->szTitle);
    for (i = 0; i < 3; i++)
        for (j = 0; j < 3; j++) printf("%s%ld", j == 0 && i > 0 ? " / " : " ", pSquare->aalCells[i][j]);
    printf("\n");
}

static void Squares(void)
{
    SQUARE Value, Turned;

    MakeSquare(10, &Value);
    PrintSquare(&Value);
    Turned = Transpose(Value);
    PrintSquare(&Turned);
}

static void Graph(void)
{
    VERTEX Top = { 1, NULL, NULL }, Left = { 2, NULL, NULL }, Right = { 3, NULL, NULL };
    PVERTEX pGraph = &Top;
    unsigned long cVertices;

    /* 1 -> 2, 3; 2 -> 1; 3 -> 3: what comes back is in the same memory. */
    Top.pLeft = &Left;
    Top.pRight = &Right;
    Left.pLeft = &Top;
    Right.pRight = &Right;
    Rotate(&pGraph, &cVertices);
    printf("%lu vertices, from %lu: left %lu, right %lu; %s\n", cVertices, pGraph->ulId, pGraph->pLeft->ulId,
           pGraph->pRight->ulId, pGraph == &Top && Left.pRight == &Top && Right.pLeft == &Right ? "as before" : "copied");
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "shapes", "") != argc) exit(1);
    hShapes = Connect(NULL);
    RpcTryExcept
    {
        Gaps();
        PartOfArray();
        Squares();
        Graph();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hShapes));
    exit(0);
}
