/* file: generics.c: the server of generic.idl; it gets the handles as data */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "generic.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "generic", "") != argc) exit(1);
    Serve(generic_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

unsigned long Ask(SERVER_NAME Name, unsigned long ulQuestion)
{
    printf("Ask %lu of \"%s\" %u\n", ulQuestion, (char *)Name.szAddress, Name.wPort);
    fflush(stdout);
    return ulQuestion * 2;
}

unsigned long AskNumber(unsigned long ulQuestion, SERVER_NUMBER Number)
{
    printf("Ask %lu of %lu\n", ulQuestion, Number);
    fflush(stdout);
    if (Number == 13) RpcRaiseException(RPC_S_CALL_FAILED_DNE);
    return ulQuestion * 2;
}

void Shutdown(SERVER_NUMBER Number)
{
    StopListening();
}
