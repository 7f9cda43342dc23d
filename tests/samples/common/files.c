/* file: files.c: files for serialization handles */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <rpc.h>
#include <rpcndr.h>
#include "files.h"

static FILE *Open(const char *pszName, const char *pszMode)
{
    FILE *pFile = fopen(pszName, pszMode);

    if (pFile == NULL)
    {
        printf("%s cannot be opened\n", pszName);
        exit(1);
    }
    return pFile;
}

FILE *CreateBinary(const char *pszName)
{
    return Open(pszName, "wb");
}

FILE *OpenBinary(const char *pszName)
{
    return Open(pszName, "rb");
}

void __RPC_USER RoomToWrite(void *pvFile, char **ppBuffer, unsigned int *pcb)
{
    *ppBuffer = (char *)malloc(*pcb);
    if (*ppBuffer == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
}

void __RPC_USER WritePiece(void *pvFile, char *pBuffer, unsigned int cb)
{
    size_t cbWritten = fwrite(pBuffer, 1, cb, (FILE *)pvFile);

    free(pBuffer);
    if (cbWritten != cb) RpcRaiseException(RPC_S_INTERNAL_ERROR);
}

void __RPC_USER ReadPiece(void *pvFile, char **ppBuffer, unsigned int *pcb)
{
    static __declspec(align(16)) char achBuffer[256];

    if (*pcb > sizeof(achBuffer)) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    if (fread(achBuffer, 1, *pcb, (FILE *)pvFile) != *pcb) RpcRaiseException(RPC_X_BAD_STUB_DATA);
    *ppBuffer = achBuffer;
}
