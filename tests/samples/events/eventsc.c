/* file: eventsc.c: writes procedures to a file, which eventss.exe reads */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <midles.h>
#include "events.h"
#include "..\common\sample.h"
#include "..\common\files.h"

static void WriteEvents(void)
{
    FILE *pFile = CreateBinary("events.bin");
    handle_t hFile = NULL;
    long lX = 10, lY = -10;
    unsigned char szFrom[MAX_NAME] = "old name", szTo[MAX_NAME] = "new";
    unsigned long cValues = 3;
    short asValues[MAX_VALUES] = { -1, 0, 1 };
    float flMean = 0.5f;

    Check("MesEncodeIncrementalHandleCreate", MesEncodeIncrementalHandleCreate(pFile, RoomToWrite, WritePiece, &hFile));
    Moved(hFile, &lX, &lY);
    Renamed(hFile, szFrom, szTo);
    Measured(hFile, &cValues, asValues, &flMean);
    lX = 1;
    Moved(hFile, &lX, &lY);
    Check("MesHandleFree", MesHandleFree(hFile));
    printf("events.bin: %ld bytes\n", ftell(pFile));
    fclose(pFile);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, NULL, "") != argc) exit(1);
    RpcTryExcept
    {
        WriteEvents();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    exit(0);
}
