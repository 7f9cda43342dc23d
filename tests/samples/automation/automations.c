/* file: automations.c: the server of automation.idl */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>
#include <oleauto.h>
#include "automation.h"
#include "..\common\sample.h"

#pragma comment(lib, "oleaut32.lib")

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "automation", "") != argc) exit(1);
    Serve(automation_v1_0_s_ifspec);
    exit(0);
}

void Join(handle_t hBinding, BSTR bstrFirst, BSTR bstrSecond, BSTR *pbstrJoined)
{
    unsigned int cchFirst = SysStringLen(bstrFirst), cchSecond = SysStringLen(bstrSecond);
    BSTR bstrJoined = SysAllocStringLen(NULL, cchFirst + 1 + cchSecond);

    printf("Join %u and %u characters%s\n", cchFirst, cchSecond, bstrFirst ? "" : ", the first is NULL");
    fflush(stdout);
    if (bstrJoined == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    if (cchFirst) memcpy(bstrJoined, bstrFirst, cchFirst * sizeof(OLECHAR));
    bstrJoined[cchFirst] = L'-';
    if (cchSecond) memcpy(bstrJoined + cchFirst + 1, bstrSecond, cchSecond * sizeof(OLECHAR));
    *pbstrJoined = bstrJoined;
}

void Describe(handle_t hBinding, VARIANT *pvarValue, BSTR *pbstrWords)
{
    OLECHAR szText[60];

    printf("Describe type 0x%x\n", V_VT(pvarValue));
    fflush(stdout);
    switch (V_VT(pvarValue))
    {
    case VT_EMPTY: wcscpy(szText, L"nothing"); break;
    case VT_I2: _snwprintf(szText, 60, L"short %d", V_I2(pvarValue)), V_I2(pvarValue) *= 2; break;
    case VT_I4: _snwprintf(szText, 60, L"long %ld", V_I4(pvarValue)), V_I4(pvarValue) *= 2; break;
    case VT_I8: _snwprintf(szText, 60, L"hyper %I64d", V_I8(pvarValue)), V_I8(pvarValue) *= 2; break;
    case VT_R8: _snwprintf(szText, 60, L"double %g", V_R8(pvarValue)), V_R8(pvarValue) *= 2; break;
    case VT_BOOL: wcscpy(szText, V_BOOL(pvarValue) ? L"true" : L"false"), V_BOOL(pvarValue) = VARIANT_FALSE; break;
    case VT_BSTR: _snwprintf(szText, 60, L"text of %u", SysStringLen(V_BSTR(pvarValue))); break;
    case VT_BYREF | VT_I4:
        _snwprintf(szText, 60, L"long at a place %ld", *V_I4REF(pvarValue)), *V_I4REF(pvarValue) *= 2;
        break;
    case VT_ARRAY | VT_UI1: _snwprintf(szText, 60, L"%lu bytes", V_ARRAY(pvarValue)->rgsabound[0].cElements); break;
    default: wcscpy(szText, L"something"); break;
    }
    *pbstrWords = SysAllocString(szText);
}

long Sum(handle_t hBinding, LPSAFEARRAY psaNumbers, LPSAFEARRAY *ppsaSquares)
{
    LONG *plElement, lSum = 0;
    ULONG i, cElements = psaNumbers->rgsabound[0].cElements;

    if (FAILED(SafeArrayCopy(psaNumbers, ppsaSquares))) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    SafeArrayAccessData(*ppsaSquares, (void **)&plElement);
    printf("Sum of %lu elements\n", cElements);
    fflush(stdout);
    for (i = 0; i < cElements; i++)
    {
        lSum += plElement[i];
        plElement[i] *= plElement[i];
    }
    SafeArrayUnaccessData(*ppsaSquares);
    return lSum;
}

void Shutdown(handle_t hBinding)
{
    StopListening();
}
