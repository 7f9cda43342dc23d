/* file: eventss.c: reads what eventsc.exe has written */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <midles.h>
#include "events.h"
#include "..\common\sample.h"
#include "..\common\files.h"

/* Procedures are decoded by calling them; which one is next, the handle knows. */
static void ReadEvent(handle_t hFile)
{
    RPC_SYNTAX_IDENTIFIER Interface;
    unsigned long ulProcedure = 99, cValues = 0, ul;
    long lX = 0, lY = 0;
    unsigned char szFrom[MAX_NAME] = "", szTo[MAX_NAME] = "";
    short asValues[MAX_VALUES] = { 0 };
    float flMean = 0;

    memset(&Interface, 0, sizeof(Interface));
    Check("MesInqProcEncodingId", MesInqProcEncodingId(hFile, &Interface, &ulProcedure));
    printf("%08lx %u.%u, procedure %lu: ", Interface.SyntaxGUID.Data1, Interface.SyntaxVersion.MajorVersion,
           Interface.SyntaxVersion.MinorVersion, ulProcedure);
    switch (ulProcedure)
    {
    case 0:
        Moved(hFile, &lX, &lY);
        printf("moved to %ld %ld\n", lX, lY);
        break;
    case 1:
        Renamed(hFile, szFrom, szTo);
        printf("\"%s\" renamed \"%s\"\n", szFrom, szTo);
        break;
    case 2:
        Measured(hFile, &cValues, asValues, &flMean);
        printf("measured");
        for (ul = 0; ul < cValues; ul++) printf(" %d", asValues[ul]);
        printf(", mean %g\n", flMean);
        break;
    default:
        printf("?\n");
    }
}

static void ReadEvents(void)
{
    FILE *pFile = OpenBinary("events.bin");
    handle_t hFile = NULL;
    int i;

    Check("MesDecodeIncrementalHandleCreate", MesDecodeIncrementalHandleCreate(pFile, ReadPiece, &hFile));
    for (i = 0; i < 4; i++) ReadEvent(hFile);
    Check("MesHandleFree", MesHandleFree(hFile));
    printf("all read: %s\n", fgetc(pFile) == EOF ? "yes" : "no");
    fclose(pFile);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, NULL, "") != argc) exit(1);
    RpcTryExcept
    {
        ReadEvents();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    exit(0);
}
