/* file: text.h: texts as programs have them */
#ifndef TEXT_H
#define TEXT_H

#include "usermar.h"

#ifdef __cplusplus
extern "C" {
#endif

/* NULL for none. */
LOCAL_TEXT NewText(const wchar_t *pszText);
LOCAL_TEXT NewTextOfLength(const wchar_t *pch, unsigned long cch);
void FreeText(LOCAL_TEXT Text);
unsigned long TextLength(LOCAL_TEXT Text);

#ifdef __cplusplus
}
#endif

#endif
