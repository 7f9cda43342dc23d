/* file: usermarx.c: texts, and how they get to the wire and from it */
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "text.h"

LOCAL_TEXT NewTextOfLength(const wchar_t *pch, unsigned long cch)
{
    unsigned long *pul = (unsigned long *)malloc(sizeof(unsigned long) + (cch + 1) * sizeof(wchar_t));
    LOCAL_TEXT Text = (LOCAL_TEXT)(pul + 1);

    if (pul == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    *pul = cch;
    memcpy(Text, pch, cch * sizeof(wchar_t));
    Text[cch] = 0;
    return Text;
}

LOCAL_TEXT NewText(const wchar_t *pszText)
{
    return NewTextOfLength(pszText, (unsigned long)wcslen(pszText));
}

void FreeText(LOCAL_TEXT Text)
{
    if (Text != NULL) free((unsigned long *)Text - 1);
}

unsigned long TextLength(LOCAL_TEXT Text)
{
    return Text != NULL ? ((unsigned long *)Text)[-1] : 0;
}

static unsigned char *Aligned(unsigned char *pBuffer)
{
    return (unsigned char *)(((ULONG_PTR)pBuffer + 3) & ~(ULONG_PTR)3);
}

unsigned long __RPC_USER LOCAL_TEXT_UserSize(unsigned long *pFlags, unsigned long ulStart, LOCAL_TEXT *pText)
{
    return ((ulStart + 3) & ~3ul) + 8 + TextLength(*pText) * sizeof(wchar_t);
}

unsigned char *__RPC_USER LOCAL_TEXT_UserMarshal(unsigned long *pFlags, unsigned char *pBuffer, LOCAL_TEXT *pText)
{
    unsigned long cch = TextLength(*pText);

    pBuffer = Aligned(pBuffer);
    memcpy(pBuffer, &cch, 4);
    memcpy(pBuffer + 4, &cch, 4);
    if (cch > 0) memcpy(pBuffer + 8, *pText, cch * sizeof(wchar_t));
    return pBuffer + 8 + cch * sizeof(wchar_t);
}

unsigned char *__RPC_USER LOCAL_TEXT_UserUnmarshal(unsigned long *pFlags, unsigned char *pBuffer, LOCAL_TEXT *pText)
{
    unsigned long cch;

    pBuffer = Aligned(pBuffer);
    memcpy(&cch, pBuffer + 4, 4);
    FreeText(*pText);
    *pText = NewTextOfLength((const wchar_t *)(pBuffer + 8), cch);
    return pBuffer + 8 + cch * sizeof(wchar_t);
}

void __RPC_USER LOCAL_TEXT_UserFree(unsigned long *pFlags, LOCAL_TEXT *pText)
{
    FreeText(*pText);
    *pText = NULL;
}
