/* file: objects.c: a server with three managers of one interface; the default one is the functions of its names */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "object.h"
#include "..\common\sample.h"

static UUID UpType = { 0xaaaaaaaa, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 1 } };
static UUID DownType = { 0xaaaaaaaa, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 2 } };
static UUID OrphanType = { 0xaaaaaaaa, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 3 } };
static long lUp, lDown, lPlain;

static long CountUp(handle_t hObject, long lStep)
{
    printf("up by %ld\n", lStep);
    fflush(stdout);
    return lUp += lStep;
}

static long CountDown(handle_t hObject, long lStep)
{
    printf("down by %ld\n", lStep);
    fflush(stdout);
    return lDown -= lStep;
}

long Count(handle_t hObject, long lStep)
{
    printf("counted\n");
    fflush(stdout);
    return ++lPlain;
}

void Name(handle_t hObject, unsigned char szName[64])
{
    UUID Object;
    unsigned char *pszObject = NULL;
    RPC_STATUS status;

    strcpy((char *)szName, "?");
    if (RpcBindingInqObject(hObject, &Object) != RPC_S_OK) return;
    if (UuidIsNil(&Object, &status))
    {
        strcpy((char *)szName, "nil");
        return;
    }
    if (UuidToString(&Object, &pszObject) != RPC_S_OK) return;
    strcpy((char *)szName, (char *)pszObject);
    RpcStringFree(&pszObject);
}

void Shutdown(handle_t hObject)
{
    StopListening();
}

static counter_v1_2_epv_t UpManager = { CountUp, Name, Shutdown };
static counter_v1_2_epv_t DownManager = { CountDown, Name, Shutdown };

static void SetType(const char *pszObject, UUID *pType)
{
    UUID Object;

    Check("UuidFromString", UuidFromString((unsigned char *)pszObject, &Object));
    Check("RpcObjectSetType", RpcObjectSetType(&Object, pType));
}

static void Register(UUID *pType, counter_v1_2_epv_t *pManager)
{
    Check("RpcServerRegisterIf2", RpcServerRegisterIf2(counter_v1_2_s_ifspec, pType, pManager, InterfaceFlags(),
                                                       RPC_C_LISTEN_MAX_CALLS_DEFAULT, (unsigned)-1, NULL));
}

void __cdecl main(int argc, char **argv)
{
    UUID Object;

    if (ParseOptions(argc, argv, "object", "") != argc) exit(1);
    UseEndpoint();
    SetType("11111111-0000-0000-0000-000000000001", &UpType);
    SetType("11111111-0000-0000-0000-000000000002", &UpType);
    SetType("22222222-0000-0000-0000-000000000001", &DownType);
    SetType("44444444-0000-0000-0000-000000000001", &OrphanType);
    Register(NULL, NULL);
    Register(&UpType, &UpManager);
    Register(&DownType, &DownManager);

    Check("UuidFromString", UuidFromString((unsigned char *)"22222222-0000-0000-0000-000000000001", &Object));
    printf("set twice: %ld\n", (long)RpcObjectSetType(&Object, &UpType));
    Listen();
    Check("RpcServerUnregisterIf", RpcServerUnregisterIf(counter_v1_2_s_ifspec, &UpType, TRUE));
    Check("RpcServerUnregisterIf", RpcServerUnregisterIf(NULL, NULL, TRUE));
    printf("up %ld, down %ld, plain %ld\n", lUp, lDown, lPlain);
    exit(0);
}
