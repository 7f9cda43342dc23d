/* file: explicits.c: the server of explicit.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "Explicit.h"
#include "..\common\sample.h"

static unsigned long ulCalls;

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "explicit", "") != argc) exit(1);
    Serve(explicit_calls_v2_1_s_ifspec);
    printf("%lu calls counted\n", ulCalls);
    exit(0);
}

/* A manager routine gets a handle of the client, not of the server. */
static const char *KindOf(handle_t hClient)
{
    UUID Object;
    RPC_STATUS status;

    if (hClient == NULL || RpcBindingInqObject(hClient, &Object) != RPC_S_OK) return "nobody";
    return UuidIsNil(&Object, &status) ? "a client" : "a client of an object";
}

unsigned long Count(handle_t hClient)
{
    printf("Count, called by %s\n", KindOf(hClient));
    fflush(stdout);
    return ++ulCalls;
}

double Scale(double dValue, handle_t hClient, float fFactor)
{
    printf("Scale %g by %g, called by %s\n", dValue, fFactor, KindOf(hClient));
    fflush(stdout);
    return dValue * fFactor;
}

void Join(handle_t hClient, const wchar_t *pszFirst, const wchar_t *pszSecond, wchar_t *pchBoth, unsigned long cchMax,
          unsigned long *pcch)
{
    wchar_t szBoth[64];

    printf("Join %u and %u characters, called by %s\n", (unsigned)wcslen(pszFirst), (unsigned)wcslen(pszSecond),
           KindOf(hClient));
    fflush(stdout);
    wcscpy(szBoth, pszFirst);
    wcscat(szBoth, pszSecond);
    *pcch = (unsigned long)wcslen(szBoth);
    if (*pcch > cchMax) *pcch = cchMax;
    memcpy(pchBoth, szBoth, *pcch * sizeof(wchar_t));
}

void Shutdown(handle_t hClient)
{
    printf("Shutdown, called by %s\n", KindOf(hClient));
    StopListening();
}
