/* file: usermarc.c: calls with the texts of text.h */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "text.h"
#include "..\common\sample.h"

static void Texts(void)
{
    LOCAL_TEXT Name = NewText(L"world"), Greeting = NULL, Nobody = NewText(L"");

    Greet(&Name, &Greeting);
    printf("%ls, of %lu characters\n", Greeting, TextLength(Greeting));
    FreeText(Greeting);
    Greeting = NULL;
    Greet(&Nobody, &Greeting);
    printf("%ls, of %lu characters\n", Greeting, TextLength(Greeting));
    FreeText(Greeting);
    Upper(&Name);
    printf("%ls\n", Name);
    FreeText(Name);
    FreeText(Nobody);
}

static void ManyLines(void)
{
    LINE aLines[3], Longest;
    int i;

    for (i = 0; i < 3; i++)
    {
        aLines[i].sNumber = (short)(10 * i);
        aLines[i].Text = NewText(i == 0 ? L"one" : i == 1 ? L"and another" : L"the last");
    }
    Longest.sNumber = 0;
    Longest.Text = NULL;
    printf("%lu characters in all", Lines(3, aLines, &Longest));
    printf(", longest %d: %ls\n", Longest.sNumber, Longest.Text);
    FreeText(Longest.Text);
    for (i = 0; i < 3; i++) FreeText(aLines[i].Text);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "usermar", "") != argc) exit(1);
    hUser = Connect(NULL);
    RpcTryExcept
    {
        Texts();
        ManyLines();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hUser));
    exit(0);
}
