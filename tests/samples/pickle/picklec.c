/* file: picklec.c: writes types to files, which pickles.exe reads */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <midles.h>
#include "pickle.h"
#include "..\common\sample.h"
#include "..\common\files.h"

/* A record after the other, each as it comes. */
static void WriteRecords(void)
{
    FILE *pFile = CreateBinary("records.bin");
    handle_t hFile = NULL;
    byte abMarks[5] = { 1, 2, 3, 4, 5 };
    RECORD Parent = { 7, L"parent", 80.5, 5, abMarks, NULL };
    RECORD Child = { 8, L"child", 20.25, 0, NULL, &Parent };
    RECORD Last = { LAST_RECORD, NULL, 0, 0, NULL, NULL };

    Check("MesEncodeIncrementalHandleCreate", MesEncodeIncrementalHandleCreate(pFile, RoomToWrite, WritePiece, &hFile));
    printf("a parent takes %lu bytes\n", (unsigned long)RECORD_AlignSize(hFile, &Parent));
    RECORD_Encode(hFile, &Parent);
    RECORD_Encode(hFile, &Child);
    RECORD_Encode(hFile, &Last);
    Check("MesHandleFree", MesHandleFree(hFile));
    printf("records.bin: %ld bytes\n", ftell(pFile));
    fclose(pFile);
}

/* Into memory that is there, as far as it goes. */
static void WriteFixed(void)
{
    static __declspec(align(8)) char achBuffer[96];
    FILE *pFile = CreateBinary("fixed.bin");
    handle_t hFile = NULL;
    unsigned long cb = 0, ulCode = 0;
    RECORD Record = { 9, L"fixed", 3.5, 0, NULL, NULL };

    Check("MesEncodeFixedBufferHandleCreate",
          MesEncodeFixedBufferHandleCreate(achBuffer, sizeof(achBuffer), &cb, &hFile));
    RECORD_Encode(hFile, &Record);
    fwrite(achBuffer, 1, cb, pFile);
    printf("fixed.bin: %ld bytes\n", ftell(pFile));
    fclose(pFile);
    RpcTryExcept
    {
        RECORD_Encode(hFile, &Record);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        ulCode = RpcExceptionCode();
    }
    RpcEndExcept
    printf("no room for two: exception %lu\n", ulCode);
    Check("MesHandleFree", MesHandleFree(hFile));
}

/* Into memory that the library allocates. */
static void WriteCounters(void)
{
    FILE *pFile = CreateBinary("counters.bin");
    handle_t hFile = NULL;
    char *pBuffer = NULL;
    unsigned long cb = 0;
    COUNTER Counter;

    Check("MesEncodeDynBufferHandleCreate", MesEncodeDynBufferHandleCreate(&pBuffer, &cb, &hFile));
    for (Counter = 1; Counter < 1000000000000i64; Counter *= 1000) COUNTER_Encode(hFile, &Counter);
    Check("MesHandleFree", MesHandleFree(hFile));
    fwrite(pBuffer, 1, cb, pFile);
    printf("counters.bin: %lu bytes\n", cb);
    midl_user_free(pBuffer);
    fclose(pFile);
}

void __cdecl main(int argc, char **argv)
{
    int iOwn = ParseOptions(argc, argv, NULL, "");

    if (iOwn != argc) exit(1);
    RpcTryExcept
    {
        WriteRecords();
        WriteFixed();
        WriteCounters();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    exit(0);
}
