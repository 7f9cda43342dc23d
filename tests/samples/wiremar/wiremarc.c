/* file: wiremarc.c: calls with types the program writes to the wire */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "wiremar.h"
#include "..\common\sample.h"

static void Sets(void)
{
    NUMBER_SET Empty = { 0, 0 }, All = { 0xffffffff, 0xffffffff }, Some = { 0x80000001, 0x80000001 }, Both;
    NUMBER_SET Others = { 0x10, 0 };

    printf("sizes %lu", Size(&Empty));
    printf(" %lu", Size(&All));
    printf(" %lu\n", Size(&Some));
    Unite(&Some, &Others, &Both);
    printf("united %08lx %08lx\n", Both.ulHigh, Both.ulLow);
}

static void Amounts(void)
{
    AMOUNT Sum = 1500, aAmounts[3] = { 250, -2000000000999i64, 1 };

    Add(&Sum, 3, aAmounts);
    printf("sum %I64d\n", Sum);
    Add(&Sum, 0, aAmounts);
    printf("sum %I64d\n", Sum);
}

static void Entries(void)
{
    ENTRY Entry = { 7, { 6, 1 }, 12345 };

    Update(&Entry);
    printf("entry %u: %08lx %08lx, %I64d\n", Entry.bKind, Entry.Set.ulHigh, Entry.Set.ulLow, Entry.Amount);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "wiremar", "") != argc) exit(1);
    hWire = Connect(NULL);
    RpcTryExcept
    {
        Sets();
        Amounts();
        Entries();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hWire));
    exit(0);
}
