/* file: objectc.c: calls objects of several types by their UUIDs */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "object.h"
#include "..\common\sample.h"

#define UP_OBJECT "11111111-0000-0000-0000-000000000001"
#define OTHER_UP_OBJECT "11111111-0000-0000-0000-000000000002"
#define DOWN_OBJECT "22222222-0000-0000-0000-000000000001"
#define UNKNOWN_OBJECT "33333333-0000-0000-0000-000000000001"
#define ORPHAN_OBJECT "44444444-0000-0000-0000-000000000001"

/* The exception of a call, 0 for none. */
static unsigned long Call(handle_t hObject, long lStep, long *plResult)
{
    unsigned long ulCode = 0;

    RpcTryExcept
    {
        *plResult = Count(hObject, lStep);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        ulCode = RpcExceptionCode();
    }
    RpcEndExcept
    return ulCode;
}

static void Use(const char *pszWhat, handle_t hObject)
{
    long lResult = 0;
    unsigned long ulCode = Call(hObject, 5, &lResult);

    if (ulCode != 0)
        printf("%s: exception %lu\n", pszWhat, ulCode);
    else
        printf("%s: %ld\n", pszWhat, lResult);
}

static void UseObject(const char *pszWhat, const char *pszObject)
{
    handle_t hObject = Connect((unsigned char *)pszObject);

    Use(pszWhat, hObject);
    Check("RpcBindingFree", RpcBindingFree(&hObject));
}

void __cdecl main(int argc, char **argv)
{
    handle_t hServer;
    UUID Object;
    unsigned char szName[64];

    if (ParseOptions(argc, argv, "object", "") != argc) exit(1);
    UseObject("up", UP_OBJECT);
    UseObject("other up", OTHER_UP_OBJECT);
    UseObject("up again", UP_OBJECT);
    UseObject("down", DOWN_OBJECT);
    UseObject("no object", NULL);
    UseObject("unknown object", UNKNOWN_OBJECT);
    UseObject("type without manager", ORPHAN_OBJECT);

    /* A handle may change its object. */
    hServer = Connect(NULL);
    Check("UuidFromString", UuidFromString((unsigned char *)DOWN_OBJECT, &Object));
    Check("RpcBindingSetObject", RpcBindingSetObject(hServer, &Object));
    Use("set to down", hServer);
    RpcTryExcept
    {
        Name(hServer, szName);
        printf("name %s\n", szName);
        Check("RpcBindingSetObject", RpcBindingSetObject(hServer, NULL));
        Name(hServer, szName);
        printf("name %s\n", szName);
        Shutdown(hServer);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hServer));
    exit(0);
}
