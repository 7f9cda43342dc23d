/* file: shapess.c: the server of shapes.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "shapes.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "shapes", "") != argc) exit(1);
    Serve(shapes_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

void Shuffle(unsigned long cGaps, GAPS *pGaps)
{
    unsigned long ul;

    for (ul = 0; ul < cGaps; ul++)
    {
        GAPS *pThis = &pGaps[ul];
        printf("Shuffle %d %I64d %d %g %d\n", pThis->bFirst, pThis->hyValue, pThis->sValue, pThis->dValue, pThis->bLast);
        pThis->bFirst ^= pThis->bLast;
        pThis->bLast ^= pThis->bFirst;
        pThis->bFirst ^= pThis->bLast;
        pThis->hyValue++;
        pThis->sValue--;
        pThis->dValue *= 4;
    }
    fflush(stdout);
}

void Varying(unsigned short awIn[10], long *pnFirst, long *pnLength, unsigned short awOut[10])
{
    long i;

    printf("Varying from %ld, %ld:", *pnFirst, *pnLength);
    for (i = *pnFirst; i < *pnFirst + *pnLength; i++) printf(" %u", awIn[i]);
    printf("\n");
    fflush(stdout);
    for (i = 0; i < *pnLength; i++) awOut[10 - *pnLength + i] = awIn[*pnFirst + i] * 11;
    *pnFirst = 10 - *pnLength;
}

void MakeSquare(long lStart, SQUARE *pSquare)
{
    int i;

    printf("MakeSquare %ld\n", lStart);
    fflush(stdout);
    for (i = 0; i < 9; i++) pSquare->aalCells[i / 3][i % 3] = lStart + i;
    wcscpy(pSquare->szTitle, L"made");
}

SQUARE Transpose(SQUARE Square)
{
    SQUARE Turned;
    int i;

    printf("Transpose %ls\n", Square.szTitle);
    fflush(stdout);
    for (i = 0; i < 9; i++) Turned.aalCells[i % 3][i / 3] = Square.aalCells[i / 3][i % 3];
    wcscpy(Turned.szTitle, L"transposed");
    return Turned;
}

/* Left becomes right, right left. */
void Rotate(PVERTEX *ppGraph, unsigned long *pcVertices)
{
    VERTEX *apSeen[16], *pTurned;
    unsigned long cSeen = 1, ul, i;

    apSeen[0] = *ppGraph;
    for (ul = 0; ul < cSeen; ul++)
    {
        VERTEX *apNext[2];
        int n;
        apNext[0] = apSeen[ul]->pLeft;
        apNext[1] = apSeen[ul]->pRight;
        for (n = 0; n < 2; n++)
        {
            for (i = 0; i < cSeen && apSeen[i] != apNext[n]; i++) continue;
            if (apNext[n] != NULL && i == cSeen) apSeen[cSeen++] = apNext[n];
        }
    }
    printf("Rotate %lu vertices\n", cSeen);
    fflush(stdout);
    for (ul = 0; ul < cSeen; ul++)
    {
        pTurned = apSeen[ul]->pLeft;
        apSeen[ul]->pLeft = apSeen[ul]->pRight;
        apSeen[ul]->pRight = pTurned;
    }
    *pcVertices = cSeen;
}

void Shutdown(void)
{
    StopListening();
}
