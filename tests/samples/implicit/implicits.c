/* file: implicits.c: the server of implicit.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "implicit.h"
#include "..\common\sample.h"

static unsigned long ulCalls;
static char szNames[40];

static void Note(const char *pszName)
{
    ulCalls++;
    if (szNames[0] != 0) strcat(szNames, " ");
    strcat(szNames, pszName);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "implicit", "") != argc) exit(1);
    Serve(implicit_v1_0_s_ifspec);
    printf("%lu calls served\n", ulCalls);
    exit(0);
}

long Add(long lFirst, long lSecond)
{
    __int64 llSum = (__int64)lFirst + lSecond;

    Note("Add");
    printf("Add %ld %ld\n", lFirst, lSecond);
    fflush(stdout);
    if (llSum != (long)llSum) RpcRaiseException(RPC_S_ADDRESS_ERROR);
    return (long)llSum;
}

void Reverse(unsigned char *pszText)
{
    Note("Reverse");
    printf("Reverse \"%s\"\n", pszText);
    fflush(stdout);
    _strrev((char *)pszText);
}

unsigned long Calls(unsigned char *pchNames, unsigned long cchNames, unsigned long *pcchUsed)
{
    *pcchUsed = (unsigned long)strlen(szNames);
    if (*pcchUsed > cchNames) *pcchUsed = cchNames;
    memcpy(pchNames, szNames, *pcchUsed);
    return ulCalls;
}

void Shutdown(void)
{
    StopListening();
}
