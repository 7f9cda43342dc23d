/* file: spipes.c: the server, which pulls what the client sends and pushes what it wants */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "spipe.h"
#include "..\common\sample.h"
#include "..\common\say.h"
#include "..\common\filesum.h"

#define KEPT "spipe.kept"

hyper PutFile(handle_t hBinding, FILE_PIPE filePipe, unsigned long *pulChecksum)
{
    byte abPart[5000];
    unsigned long cbPart;
    hyper llSize = 0;
    FILE *pFile = fopen(KEPT, "wb");

    if (pFile == NULL) RpcRaiseException(ERROR_FILE_NOT_FOUND);
    *pulChecksum = FIRST_CHECKSUM;
    do
    {
        filePipe.pull(filePipe.state, abPart, sizeof(abPart), &cbPart);
        fwrite(abPart, 1, cbPart, pFile);
        *pulChecksum = Checksum(*pulChecksum, abPart, cbPart);
        llSize += cbPart;
    } while (cbPart != 0);
    fclose(pFile);
    Say("PutFile: %I64d bytes, checksum %08lX", llSize, *pulChecksum);
    return llSize;
}

void GetFile(handle_t hBinding, FILE_PIPE *pFilePipe)
{
    byte abPart[7000];
    unsigned long cbPart;
    __int64 llSize = 0;
    FILE *pFile = fopen(KEPT, "rb");

    if (pFile == NULL) RpcRaiseException(ERROR_FILE_NOT_FOUND);
    do
    {
        cbPart = (unsigned long)fread(abPart, 1, sizeof(abPart), pFile);
        pFilePipe->push(pFilePipe->state, abPart, cbPart);
        llSize += cbPart;
    } while (cbPart != 0);
    fclose(pFile);
    Say("GetFile: %I64d bytes", llSize);
}

static int __cdecl CompareKeys(const void *pvOne, const void *pvOther)
{
    const RECORD *pOne = (const RECORD *)pvOne;
    const RECORD *pOther = (const RECORD *)pvOther;

    return pOne->lKey < pOther->lKey ? -1 : pOne->lKey > pOther->lKey;
}

void Sort(handle_t hBinding, RECORD_PIPE *pRecords)
{
    RECORD *pAll = NULL;
    unsigned long cAll = 0UL, cPart, i;

    do
    {
        pAll = (RECORD *)realloc(pAll, (cAll + 100UL) * sizeof(RECORD));
        pRecords->pull(pRecords->state, pAll + cAll, 100UL, &cPart);
        cAll += cPart;
    } while (cPart != 0);
    Say("Sort: %lu records", cAll);
    qsort(pAll, cAll, sizeof(RECORD), CompareKeys);
    for (i = 0UL; i < cAll; i++) pAll[i].dValue = -pAll[i].dValue;
    if (cAll != 0) pRecords->push(pRecords->state, pAll, cAll);
    pRecords->push(pRecords->state, NULL, 0UL);
    free(pAll);
}

void Break(handle_t hBinding, FILE_PIPE filePipe, unsigned long cbBefore)
{
    byte abPart[1000];
    unsigned long cb = 0UL, cbPart;

    while (cb < cbBefore)
    {
        filePipe.pull(filePipe.state, abPart, sizeof(abPart), &cbPart);
        if (cbPart == 0) return;
        cb += cbPart;
    }
    Say("Break: refuses the rest");
    RpcRaiseException(ERROR_FILE_TOO_LARGE);
}

void Shutdown(handle_t hBinding)
{
    StopListening();
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "spipe", "") != argc) exit(1);
    Serve(spipe_v1_0_s_ifspec);
    Say("stopped");
    remove(KEPT);
}
