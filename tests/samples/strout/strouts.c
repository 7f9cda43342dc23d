/* file: strouts.c: the server of strout.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "strout.h"
#include "..\common\sample.h"

static const struct
{
    const char *pszTitle;
    const wchar_t *pwszAuthor;
    unsigned long ulYear;
} aBooks[] = {
    { "Middlemarch", L"Mary Ann Evans", 1871 },
    { "Effi Briest", L"Theodor Fontane", 1895 },
    { "", L"Anonymous", 0 },
};

#define BOOKS (sizeof(aBooks) / sizeof(aBooks[0]))

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "strout", "") != argc) exit(1);
    Serve(strout_v1_0_s_ifspec);
    printf("done\n");
    exit(0);
}

static wchar_t *NewWide(const wchar_t *pwszText)
{
    wchar_t *pwszNew = (wchar_t *)midl_user_allocate((wcslen(pwszText) + 1) * sizeof(wchar_t));

    if (pwszNew == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    return wcscpy(pwszNew, pwszText);
}

void Title(unsigned long ulBook, unsigned char szTitle[MAX_TITLE])
{
    printf("Title of %lu\n", ulBook);
    fflush(stdout);
    strcpy((char *)szTitle, aBooks[ulBook].pszTitle);
}

void TitleUpTo(unsigned long ulBook, unsigned long cbMax, unsigned char *pszTitle)
{
    printf("TitleUpTo %lu of %lu\n", cbMax, ulBook);
    fflush(stdout);
    _snprintf((char *)pszTitle, cbMax, "%.6s...", aBooks[ulBook].pszTitle);
    pszTitle[cbMax - 1] = 0;
}

void Author(unsigned long ulBook, wchar_t **ppwszAuthor)
{
    printf("Author of %lu\n", ulBook);
    fflush(stdout);
    *ppwszAuthor = ulBook < BOOKS ? NewWide(aBooks[ulBook].pwszAuthor) : NULL;
}

wchar_t *Initials(const wchar_t *pwszName)
{
    wchar_t wszInitials[16];
    int i = 0;

    printf("Initials of %ls\n", pwszName);
    fflush(stdout);
    for (; pwszName != NULL && i < 14; pwszName = wcschr(pwszName, L' '))
    {
        if (*pwszName == L' ') pwszName++;
        wszInitials[i++] = *pwszName;
        wszInitials[i++] = L'.';
    }
    wszInitials[i] = 0;
    return NewWide(wszInitials);
}

void All(unsigned long *pcBooks, BOOK **ppBooks)
{
    unsigned long ul;

    *pcBooks = BOOKS;
    *ppBooks = (BOOK *)midl_user_allocate(BOOKS * sizeof(BOOK));
    for (ul = 0; ul < BOOKS; ul++)
    {
        BOOK *pBook = &(*ppBooks)[ul];
        pBook->pszTitle = (unsigned char *)midl_user_allocate(strlen(aBooks[ul].pszTitle) + 1);
        strcpy((char *)pBook->pszTitle, aBooks[ul].pszTitle);
        pBook->pwszAuthor = NewWide(aBooks[ul].pwszAuthor);
        pBook->ulYear = aBooks[ul].ulYear;
    }
    printf("All %lu\n", *pcBooks);
    fflush(stdout);
}

void Titles(unsigned long *pcTitles, WIDE_TEXT **ppwszTitles)
{
    wchar_t wszTitle[MAX_TITLE];
    unsigned long ul;

    *pcTitles = BOOKS;
    *ppwszTitles = (WIDE_TEXT *)midl_user_allocate(BOOKS * sizeof(WIDE_TEXT));
    for (ul = 0; ul < BOOKS; ul++)
    {
        _snwprintf(wszTitle, MAX_TITLE, L"%S", aBooks[ul].pszTitle);
        (*ppwszTitles)[ul] = NewWide(wszTitle);
    }
    printf("Titles %lu\n", *pcTitles);
    fflush(stdout);
}

/* The text after this one, as long, or none. */
void Next(wchar_t **ppwszText)
{
    wchar_t *pwch = *ppwszText != NULL ? *ppwszText + wcslen(*ppwszText) : NULL;

    printf("Next of %ls\n", *ppwszText != NULL ? *ppwszText : L"(null)");
    fflush(stdout);
    if (pwch == NULL) return;
    while (pwch > *ppwszText && pwch[-1] == L'z') *--pwch = L'a';
    if (pwch > *ppwszText) pwch[-1]++;
    if (wcscmp(*ppwszText, L"bb") == 0) *ppwszText = NULL;
}

void Shutdown(void)
{
    StopListening();
}
