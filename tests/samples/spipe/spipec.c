/* file: spipec.c: a file goes to the server and back through pipes, whose procedures are the client's */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "spipe.h"
#include "..\common\sample.h"
#include "..\common\say.h"
#include "..\common\filesum.h"

#define SOURCE "spipe.source"
#define BACK "spipe.back"
#define RECORDS 1000L

/* What is behind a pipe of the client's: a file, and a buffer for its parts. */
typedef struct _FILE_STATE
{
    FILE *pFile;
    unsigned long cb; /* gone through */
    unsigned char abBuffer[10000];
} FILE_STATE;

static void __RPC_USER FileAlloc(char *pState, unsigned long cbWanted, byte **ppb, unsigned long *pcb)
{
    FILE_STATE *pFileState = (FILE_STATE *)pState;

    *ppb = pFileState->abBuffer;
    *pcb = cbWanted < sizeof(pFileState->abBuffer) ? cbWanted : sizeof(pFileState->abBuffer);
}

/* The stub wants a part of what the client sends; none is the end. */
static void __RPC_USER FilePull(char *pState, byte *pb, unsigned long cbMost, unsigned long *pcb)
{
    FILE_STATE *pFileState = (FILE_STATE *)pState;

    *pcb = (unsigned long)fread(pb, 1, cbMost, pFileState->pFile);
    pFileState->cb += *pcb;
}

/* The stub brings a part of what the server sends; none is the end. */
static void __RPC_USER FilePush(char *pState, byte *pb, unsigned long cb)
{
    FILE_STATE *pFileState = (FILE_STATE *)pState;

    if (fwrite(pb, 1, cb, pFileState->pFile) != cb) RpcRaiseException(ERROR_DISK_FULL);
    pFileState->cb += cb;
}

static FILE_PIPE PipeOf(FILE_STATE *pState, const char *pszFile, const char *pszMode)
{
    FILE_PIPE pipe;

    memset(pState, 0, sizeof(*pState));
    pState->pFile = fopen(pszFile, pszMode);
    if (pState->pFile == NULL) Check("fopen", ERROR_FILE_NOT_FOUND);
    pipe.state = (char *)pState;
    pipe.alloc = FileAlloc;
    pipe.pull = FilePull;
    pipe.push = FilePush;
    return pipe;
}

static void CopyFiles(handle_t hBinding, unsigned long cbFile)
{
    FILE_STATE state;
    FILE_PIPE pipe;
    unsigned long ulSum, ulTheirs = 0UL, cb;
    __int64 llSize;

    MakeFile(SOURCE, cbFile);
    ulSum = FileChecksum(SOURCE, &cb);
    pipe = PipeOf(&state, SOURCE, "rb");
    llSize = PutFile(hBinding, pipe, &ulTheirs);
    fclose(state.pFile);
    Say("put %lu bytes, the server has %I64d, checksum %s", state.cb, llSize,
        ulTheirs == ulSum ? "equal" : "different");

    pipe = PipeOf(&state, BACK, "wb");
    GetFile(hBinding, &pipe);
    fclose(state.pFile);
    ulTheirs = FileChecksum(BACK, &cb);
    Say("got %lu bytes, checksum %08lx, %s", cb, ulTheirs, ulTheirs == ulSum ? "equal" : "different");
    remove(BACK);
}

/* Records that are sent, and take their places in what comes back. */
typedef struct _RECORD_STATE
{
    long lNext;
    long lBack;
    long cMisplaced;
    RECORD aBuffer[64];
} RECORD_STATE;

static void __RPC_USER RecordAlloc(char *pState, unsigned long cbWanted, RECORD **ppRecords, unsigned long *pcb)
{
    RECORD_STATE *pRecordState = (RECORD_STATE *)pState;

    *ppRecords = pRecordState->aBuffer;
    *pcb = sizeof(pRecordState->aBuffer);
}

static void __RPC_USER RecordPull(char *pState, RECORD *pRecords, unsigned long cMost, unsigned long *pcRecords)
{
    RECORD_STATE *pRecordState = (RECORD_STATE *)pState;

    for (*pcRecords = 0UL; *pcRecords < cMost && pRecordState->lNext < RECORDS; ++*pcRecords)
    {
        pRecords[*pcRecords].lKey = pRecordState->lNext++ * 7L % RECORDS;
        pRecords[*pcRecords].dValue = pRecords[*pcRecords].lKey / 4.0;
    }
}

static void __RPC_USER RecordPush(char *pState, RECORD *pRecords, unsigned long cRecords)
{
    RECORD_STATE *pRecordState = (RECORD_STATE *)pState;
    unsigned long i;

    for (i = 0UL; i < cRecords; i++, pRecordState->lBack++)
        if (pRecords[i].lKey != pRecordState->lBack || pRecords[i].dValue != -pRecordState->lBack / 4.0)
            pRecordState->cMisplaced++;
}

static void SortRecords(handle_t hBinding)
{
    RECORD_STATE state;
    RECORD_PIPE pipe;

    memset(&state, 0, sizeof(state));
    pipe.state = (char *)&state;
    pipe.alloc = RecordAlloc;
    pipe.pull = RecordPull;
    pipe.push = RecordPush;
    Sort(hBinding, &pipe);
    Say("sent %ld records, %ld came back, %ld misplaced", state.lNext, state.lBack, state.cMisplaced);
}

static void BreakPipe(handle_t hBinding, unsigned long cbBefore)
{
    FILE_STATE state;
    FILE_PIPE pipe = PipeOf(&state, SOURCE, "rb");

    RpcTryExcept
    {
        Break(hBinding, pipe, cbBefore);
        Say("the pipe is whole");
    }
    RpcExcept(1)
    {
        Say("the pipe broke: %lu", (unsigned long)RpcExceptionCode());
    }
    RpcEndExcept
    fclose(state.pFile);
}

void __cdecl main(int argc, char **argv)
{
    int iArgument = ParseOptions(argc, argv, "spipe", "[bytes]");
    unsigned long cbFile = iArgument < argc ? strtoul(argv[iArgument], NULL, 10) : 3000000UL;
    handle_t hBinding = Connect(NULL);

    RpcTryExcept
    {
        CopyFiles(hBinding, 0UL);
        CopyFiles(hBinding, 1UL);
        CopyFiles(hBinding, cbFile);
        SortRecords(hBinding);
        BreakPipe(hBinding, 20000UL);
        SortRecords(hBinding);
        Shutdown(hBinding);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    remove(SOURCE);
    Check("RpcBindingFree", RpcBindingFree(&hBinding));
}
