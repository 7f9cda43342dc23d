/* file: pickles.c: reads what picklec.exe has written */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <midles.h>
#include "pickle.h"
#include "..\common\sample.h"
#include "..\common\files.h"

static void PrintRecord(const RECORD *pRecord)
{
    unsigned short w;

    printf("%lu %ls, %g, marks", pRecord->ulKey, pRecord->pwszName != NULL ? pRecord->pwszName : L"(null)",
           pRecord->dWeight);
    for (w = 0; w < pRecord->cMarks; w++) printf(" %u", pRecord->pbMarks[w]);
    printf("; %s\n", pRecord->pParent != NULL ? "of" : "no parent");
    if (pRecord->pParent != NULL) PrintRecord(pRecord->pParent);
}

static void ReadRecords(void)
{
    FILE *pFile = OpenBinary("records.bin");
    handle_t hFile = NULL;
    RECORD Record;
    int cRecords = 0;

    Check("MesDecodeIncrementalHandleCreate", MesDecodeIncrementalHandleCreate(pFile, ReadPiece, &hFile));
    do
    {
        memset(&Record, 0, sizeof(Record));
        RECORD_Decode(hFile, &Record);
        if (Record.ulKey != LAST_RECORD) PrintRecord(&Record);
    } while (Record.ulKey != LAST_RECORD && ++cRecords < 10);
    Check("MesHandleFree", MesHandleFree(hFile));
    printf("all read: %s\n", fgetc(pFile) == EOF ? "yes" : "no");
    fclose(pFile);
}

static void ReadFixed(void)
{
    static __declspec(align(8)) char achBuffer[96];
    FILE *pFile = OpenBinary("fixed.bin");
    handle_t hFile = NULL;
    unsigned long cb = (unsigned long)fread(achBuffer, 1, sizeof(achBuffer), pFile);
    RECORD Record;

    fclose(pFile);
    memset(&Record, 0, sizeof(Record));
    Check("MesDecodeBufferHandleCreate", MesDecodeBufferHandleCreate(achBuffer, cb, &hFile));
    RECORD_Decode(hFile, &Record);
    Check("MesHandleFree", MesHandleFree(hFile));
    PrintRecord(&Record);
}

/* One handle, used again for what was read in another piece. */
static void ReadCounters(void)
{
    static __declspec(align(8)) char achBuffer[512];
    FILE *pFile = OpenBinary("counters.bin");
    handle_t hFile = NULL;
    unsigned long cb = (unsigned long)fread(achBuffer, 1, sizeof(achBuffer), pFile), cbUsed;
    COUNTER Counter = 0, Sum = 0;
    char *pBuffer = achBuffer;
    int i;

    fclose(pFile);
    Check("MesDecodeBufferHandleCreate", MesDecodeBufferHandleCreate(achBuffer, cb, &hFile));
    for (i = 0; i < 4; i++)
    {
        COUNTER_Decode(hFile, &Counter);
        Sum += Counter;
    }
    printf("sum %I64d\n", Sum);
    Check("MesBufferHandleReset", MesBufferHandleReset(hFile, 0, MES_DECODE, &pBuffer, cb, &cbUsed));
    COUNTER_Decode(hFile, &Counter);
    printf("first again %I64d\n", Counter);
    Check("MesHandleFree", MesHandleFree(hFile));
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, NULL, "") != argc) exit(1);
    RpcTryExcept
    {
        ReadRecords();
        ReadFixed();
        ReadCounters();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    exit(0);
}
