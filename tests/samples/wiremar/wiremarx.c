/* file: wiremarx.c: sets and amounts, to and from the wire */
#include <string.h>
#include <windows.h>
#include "wiremar.h"

#define IN_SET(pSet, i) (((i) < 32 ? (pSet)->ulLow >> (i) : (pSet)->ulHigh >> ((i) - 32)) & 1)

static unsigned char *Aligned(unsigned char *pBuffer)
{
    return (unsigned char *)(((ULONG_PTR)pBuffer + 3) & ~(ULONG_PTR)3);
}

static unsigned long Count(NUMBER_SET *pSet)
{
    unsigned long i, cNumbers = 0;

    for (i = 0; i < 64; i++) cNumbers += IN_SET(pSet, i);
    return cNumbers;
}

/* The conformant size, the count, the numbers. */
unsigned long __RPC_USER NUMBER_SET_UserSize(unsigned long *pFlags, unsigned long ulStart, NUMBER_SET *pSet)
{
    return ((ulStart + 3) & ~3ul) + 8 + Count(pSet);
}

unsigned char *__RPC_USER NUMBER_SET_UserMarshal(unsigned long *pFlags, unsigned char *pBuffer, NUMBER_SET *pSet)
{
    unsigned long i, cNumbers = Count(pSet);

    pBuffer = Aligned(pBuffer);
    memcpy(pBuffer, &cNumbers, 4);
    memcpy(pBuffer + 4, &cNumbers, 4);
    pBuffer += 8;
    for (i = 0; i < 64; i++)
        if (IN_SET(pSet, i)) *pBuffer++ = (unsigned char)i;
    return pBuffer;
}

unsigned char *__RPC_USER NUMBER_SET_UserUnmarshal(unsigned long *pFlags, unsigned char *pBuffer, NUMBER_SET *pSet)
{
    unsigned long cNumbers;

    pBuffer = Aligned(pBuffer);
    memcpy(&cNumbers, pBuffer + 4, 4);
    pBuffer += 8;
    pSet->ulLow = pSet->ulHigh = 0;
    for (; cNumbers > 0; cNumbers--, pBuffer++)
    {
        if (*pBuffer >= 64) RpcRaiseException(RPC_X_BAD_STUB_DATA);
        if (*pBuffer < 32)
            pSet->ulLow |= 1ul << *pBuffer;
        else
            pSet->ulHigh |= 1ul << (*pBuffer - 32);
    }
    return pBuffer;
}

void __RPC_USER NUMBER_SET_UserFree(unsigned long *pFlags, NUMBER_SET *pSet)
{
    pSet->ulLow = pSet->ulHigh = 0;
}

unsigned long __RPC_USER AMOUNT_UserSize(unsigned long *pFlags, unsigned long ulStart, AMOUNT *pAmount)
{
    return ((ulStart + 3) & ~3ul) + sizeof(FIXED_POINT);
}

unsigned char *__RPC_USER AMOUNT_UserMarshal(unsigned long *pFlags, unsigned char *pBuffer, AMOUNT *pAmount)
{
    FIXED_POINT Fixed;

    Fixed.lWhole = (long)(*pAmount / 1000);
    Fixed.lThousandths = (long)(*pAmount % 1000);
    pBuffer = Aligned(pBuffer);
    memcpy(pBuffer, &Fixed, sizeof(Fixed));
    return pBuffer + sizeof(Fixed);
}

unsigned char *__RPC_USER AMOUNT_UserUnmarshal(unsigned long *pFlags, unsigned char *pBuffer, AMOUNT *pAmount)
{
    FIXED_POINT Fixed;

    pBuffer = Aligned(pBuffer);
    memcpy(&Fixed, pBuffer, sizeof(Fixed));
    *pAmount = (AMOUNT)Fixed.lWhole * 1000 + Fixed.lThousandths;
    return pBuffer + sizeof(Fixed);
}

void __RPC_USER AMOUNT_UserFree(unsigned long *pFlags, AMOUNT *pAmount)
{
}
