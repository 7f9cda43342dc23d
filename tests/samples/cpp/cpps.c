/* file: cpps.c: the server of cpp.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "cpp.h"
#include "..\common\sample.h"

#define MAX_PERSONS 16

typedef struct _DIRECTORY
{
    unsigned long cPersons;
    PERSON aPersons[MAX_PERSONS];
} DIRECTORY;

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "cpp", "") != argc) exit(1);
    Serve(directory_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

static unsigned char *NewText(const unsigned char *pszText)
{
    unsigned char *pszNew = (unsigned char *)midl_user_allocate(strlen((const char *)pszText) + 1);

    if (pszNew == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    strcpy((char *)pszNew, (const char *)pszText);
    return pszNew;
}

static void FreeDirectory(DIRECTORY *pThis)
{
    while (pThis->cPersons > 0) midl_user_free(pThis->aPersons[--pThis->cPersons].pszName);
    free(pThis);
}

void __RPC_USER PDIRECTORY_rundown(PDIRECTORY pDirectory)
{
    FreeDirectory((DIRECTORY *)pDirectory);
}

void Open(handle_t hClient, PDIRECTORY *ppDirectory)
{
    printf("Open\n");
    fflush(stdout);
    *ppDirectory = calloc(1, sizeof(DIRECTORY));
}

boolean Add(PDIRECTORY pDirectory, const PERSON *pPerson)
{
    DIRECTORY *pThis = (DIRECTORY *)pDirectory;
    unsigned long ul;

    printf("Add %lu %s\n", pPerson->ulNumber, pPerson->pszName);
    fflush(stdout);
    if (*pPerson->pszName == 0) RpcRaiseException(RPC_S_INVALID_ARG);
    for (ul = 0; ul < pThis->cPersons; ul++)
        if (pThis->aPersons[ul].ulNumber == pPerson->ulNumber) return FALSE;
    if (pThis->cPersons == MAX_PERSONS) return FALSE;
    pThis->aPersons[pThis->cPersons].ulNumber = pPerson->ulNumber;
    pThis->aPersons[pThis->cPersons++].pszName = NewText(pPerson->pszName);
    return TRUE;
}

void Find(PDIRECTORY pDirectory, const unsigned char *pszPart, unsigned long *pcPersons, PERSON **ppPersons)
{
    DIRECTORY *pThis = (DIRECTORY *)pDirectory;
    unsigned long ul;

    printf("Find %s\n", pszPart);
    fflush(stdout);
    *pcPersons = 0;
    *ppPersons = (PERSON *)midl_user_allocate(MAX_PERSONS * sizeof(PERSON));
    for (ul = 0; ul < pThis->cPersons; ul++)
    {
        if (strstr((char *)pThis->aPersons[ul].pszName, (const char *)pszPart) == NULL) continue;
        (*ppPersons)[*pcPersons].ulNumber = pThis->aPersons[ul].ulNumber;
        (*ppPersons)[(*pcPersons)++].pszName = NewText(pThis->aPersons[ul].pszName);
    }
}

void Close(PDIRECTORY *ppDirectory)
{
    printf("Close\n");
    fflush(stdout);
    FreeDirectory((DIRECTORY *)*ppDirectory);
    *ppDirectory = NULL;
}

void Shutdown(handle_t hClient)
{
    StopListening();
}
