/* file: usermars.c: the server of usermar.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "text.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "usermar", "") != argc) exit(1);
    Serve(usermar_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

void Greet(LOCAL_TEXT *pName, LOCAL_TEXT *pGreeting)
{
    wchar_t szGreeting[64] = L"hello";

    printf("Greet %lu characters: %ls\n", TextLength(*pName), *pName);
    fflush(stdout);
    if (TextLength(*pName) > 0) wcscat(wcscat(szGreeting, L", "), *pName);
    *pGreeting = NewText(szGreeting);
}

void Upper(LOCAL_TEXT *pText)
{
    printf("Upper %ls\n", *pText);
    fflush(stdout);
    _wcsupr(*pText);
}

unsigned long Lines(unsigned long cLines, LINE *pLines, LINE *pLongest)
{
    unsigned long ul, ulLongest = 0, cch = 0;

    for (ul = 0; ul < cLines; ul++)
    {
        printf("line %d: %ls\n", pLines[ul].sNumber, pLines[ul].Text);
        cch += TextLength(pLines[ul].Text);
        if (TextLength(pLines[ul].Text) > TextLength(pLines[ulLongest].Text)) ulLongest = ul;
    }
    fflush(stdout);
    pLongest->sNumber = pLines[ulLongest].sNumber;
    pLongest->Text = NewText(pLines[ulLongest].Text);
    return cch;
}

void Shutdown(void)
{
    StopListening();
}
