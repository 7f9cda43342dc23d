/* file: stroutc.c: gets texts of a server, in its own memory and in new */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "strout.h"
#include "..\common\sample.h"

static void OwnMemory(void)
{
    unsigned char szTitle[MAX_TITLE], achShort[16];
    unsigned long ul;

    for (ul = 0; ul < 3; ul++)
    {
        memset(szTitle, '#', sizeof(szTitle));
        Title(ul, szTitle);
        memset(achShort, '#', sizeof(achShort));
        TitleUpTo(ul, sizeof(achShort), achShort);
        printf("%lu: \"%s\", \"%s\" (%u)\n", ul, szTitle, achShort, (unsigned)strlen((char *)achShort));
    }
}

static void NewMemory(void)
{
    wchar_t *pwszAuthor = NULL, *pwszInitials;
    WIDE_TEXT *ppwszTitles = NULL;
    BOOK *pBooks = NULL;
    unsigned long c = 0, ul;

    Author(1, &pwszAuthor);
    pwszInitials = Initials(pwszAuthor);
    printf("%ls, %ls\n", pwszAuthor, pwszInitials);
    midl_user_free(pwszAuthor);
    midl_user_free(pwszInitials);
    pwszAuthor = L"";
    Author(99, &pwszAuthor);
    printf("no author: %s\n", pwszAuthor == NULL ? "NULL" : "there");

    All(&c, &pBooks);
    for (ul = 0; ul < c; ul++)
    {
        printf("%s, %ls, %lu\n", pBooks[ul].pszTitle, pBooks[ul].pwszAuthor, pBooks[ul].ulYear);
        midl_user_free(pBooks[ul].pszTitle);
        midl_user_free(pBooks[ul].pwszAuthor);
    }
    midl_user_free(pBooks);

    Titles(&c, &ppwszTitles);
    printf("%lu titles:", c);
    for (ul = 0; ul < c; ul++)
    {
        printf(" <%ls>", ppwszTitles[ul]);
        midl_user_free(ppwszTitles[ul]);
    }
    printf("\n");
    midl_user_free(ppwszTitles);
}

static void Rewritten(void)
{
    wchar_t *pwszText = (wchar_t *)midl_user_allocate(8 * sizeof(wchar_t));
    int i;

    if (pwszText == NULL) exit(1);
    wcscpy(pwszText, L"az");
    for (i = 0; i < 3; i++)
    {
        Next(&pwszText);
        printf("next %ls\n", pwszText != NULL ? pwszText : L"(null)");
    }
    midl_user_free(pwszText);
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "strout", "") != argc) exit(1);
    hStrout = Connect(NULL);
    RpcTryExcept
    {
        OwnMemory();
        NewMemory();
        Rewritten();
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hStrout));
    exit(0);
}
