/* file: automationc.c: strings, values and arrays of automation in remote calls */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <OleAuto.h>
#include "automation.h"
#include "..\common\sample.h"

#pragma comment(lib, "oleaut32.lib")

/* And frees it. */
static void PrintBstr(const char *pszWhat, BSTR *pbstr)
{
    unsigned int i, cch = SysStringLen(*pbstr);

    printf("%s: %u characters '", pszWhat, cch);
    for (i = 0; i < cch; i++) printf("%c", (*pbstr)[i] ? (char)(*pbstr)[i] : '.');
    printf("'\n");
    SysFreeString(*pbstr);
    *pbstr = NULL;
}

static void Strings(handle_t hBinding)
{
    BSTR bstrFirst = SysAllocString(L"left"), bstrSecond = SysAllocStringLen(L"ri\0ght", 6), bstrJoined = NULL;

    Join(hBinding, bstrFirst, bstrSecond, &bstrJoined);
    PrintBstr("two", &bstrJoined);
    Join(hBinding, NULL, bstrSecond, &bstrJoined);
    PrintBstr("one", &bstrJoined);
    Join(hBinding, NULL, NULL, &bstrJoined);
    PrintBstr("none", &bstrJoined);
    SysFreeString(bstrFirst);
    SysFreeString(bstrSecond);
}

static void Show(handle_t hBinding, VARIANT *pvarValue)
{
    BSTR bstrWords = NULL;

    Describe(hBinding, pvarValue, &bstrWords);
    PrintBstr("the server says", &bstrWords);
    switch (V_VT(pvarValue))
    {
    case VT_I2: printf("  now %d\n", V_I2(pvarValue)); break;
    case VT_I4: printf("  now %ld\n", V_I4(pvarValue)); break;
    case VT_I8: printf("  now %I64d\n", V_I8(pvarValue)); break;
    case VT_R8: printf("  now %g\n", V_R8(pvarValue)); break;
    case VT_BOOL: printf("  now %s\n", V_BOOL(pvarValue) == VARIANT_TRUE ? "true" : "false"); break;
    case VT_BYREF | VT_I4: printf("  now %ld, where it was\n", *V_I4REF(pvarValue)); break;
    default: break;
    }
    VariantClear(pvarValue);
}

static void Values(handle_t hBinding)
{
    VARIANT var;
    LONG lValue = -21;

    VariantInit(&var);
    Show(hBinding, &var);
    V_VT(&var) = VT_I2, V_I2(&var) = 1234;
    Show(hBinding, &var);
    V_VT(&var) = VT_I4, V_I4(&var) = -70000L;
    Show(hBinding, &var);
    V_VT(&var) = VT_I8, V_I8(&var) = 0x100000000i64;
    Show(hBinding, &var);
    V_VT(&var) = VT_R8, V_R8(&var) = 0.75;
    Show(hBinding, &var);
    V_VT(&var) = VT_BOOL, V_BOOL(&var) = VARIANT_TRUE;
    Show(hBinding, &var);
    V_VT(&var) = VT_BSTR, V_BSTR(&var) = SysAllocString(L"a text");
    Show(hBinding, &var);
    V_VT(&var) = VT_BYREF | VT_I4, V_I4REF(&var) = &lValue;
    Show(hBinding, &var);
    V_VT(&var) = VT_ARRAY | VT_UI1, V_ARRAY(&var) = SafeArrayCreateVector(VT_UI1, 0, 10);
    Show(hBinding, &var);
}

static void Arrays(handle_t hBinding)
{
    SAFEARRAYBOUND aBounds[1] = {{4, -1}};
    SAFEARRAY *psaNumbers = SafeArrayCreate(VT_I4, 1, aBounds), *psaSquares = NULL;
    LONG i, lLow, lHigh, lElement;

    for (i = -1; i < 3; i++)
    {
        lElement = 10 * i;
        if (FAILED(SafeArrayPutElement(psaNumbers, &i, &lElement))) exit(1);
    }
    printf("sum %ld\n", Sum(hBinding, psaNumbers, &psaSquares));
    SafeArrayGetLBound(psaSquares, 1, &lLow);
    SafeArrayGetUBound(psaSquares, 1, &lHigh);
    printf("squares from %ld to %ld:", lLow, lHigh);
    for (i = lLow; i <= lHigh; i++)
    {
        SafeArrayGetElement(psaSquares, &i, &lElement);
        printf(" %ld", lElement);
    }
    printf("\n");
    SafeArrayDestroy(psaSquares);
    SafeArrayDestroy(psaNumbers);
}

void __cdecl main(int argc, char **argv)
{
    handle_t hBinding;

    if (ParseOptions(argc, argv, "automation", "") != argc) exit(1);
    hBinding = Connect(NULL);
    RpcTryExcept
    {
        Strings(hBinding);
        Values(hBinding);
        Arrays(hBinding);
        Shutdown(hBinding);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hBinding));
    exit(0);
}
