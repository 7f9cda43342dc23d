/* file: xmitx.c: between types in memory and on the wire, for client and server */
#include <stdlib.h>
#include <windows.h>
#include "xmit.h"

void __RPC_USER DOUBLE_LIST_to_xmit(DOUBLE_LIST *pList, LINKS **ppLinks)
{
    DOUBLE_LINK *pLink;
    LINKS *pLinks = (LINKS *)midl_user_allocate(sizeof(LINKS));

    pLinks->cLinks = 0;
    for (pLink = *pList; pLink != NULL; pLink = pLink->pNext) pLinks->cLinks++;
    pLinks->plLinks = NULL;
    if (pLinks->cLinks > 0) pLinks->plLinks = (long *)midl_user_allocate(pLinks->cLinks * sizeof(long));
    pLinks->cLinks = 0;
    for (pLink = *pList; pLink != NULL; pLink = pLink->pNext) pLinks->plLinks[pLinks->cLinks++] = pLink->lNumber;
    *ppLinks = pLinks;
}

void __RPC_USER DOUBLE_LIST_from_xmit(LINKS *pLinks, DOUBLE_LIST *pList)
{
    DOUBLE_LINK *pLink;
    int i;

    *pList = NULL;
    for (i = pLinks->cLinks - 1; i >= 0; i--)
    {
        pLink = (DOUBLE_LINK *)midl_user_allocate(sizeof(DOUBLE_LINK));
        pLink->lNumber = pLinks->plLinks[i];
        pLink->pNext = *pList;
        pLink->pPrevious = NULL;
        if (*pList != NULL) (*pList)->pPrevious = pLink;
        *pList = pLink;
    }
}

void __RPC_USER DOUBLE_LIST_free_xmit(LINKS *pLinks)
{
    midl_user_free(pLinks->plLinks);
    midl_user_free(pLinks);
}

void __RPC_USER DOUBLE_LIST_free_inst(DOUBLE_LIST *pList)
{
    while (*pList != NULL)
    {
        DOUBLE_LINK *pNext = (*pList)->pNext;
        midl_user_free(*pList);
        *pList = pNext;
    }
}

void __RPC_USER PACKED_DATE_to_xmit(PACKED_DATE *pDate, DATE_ON_WIRE **ppWire)
{
    *ppWire = (DATE_ON_WIRE *)midl_user_allocate(sizeof(DATE_ON_WIRE));
    (*ppWire)->wYear = (unsigned short)(*pDate / 384);
    (*ppWire)->bMonth = (byte)(*pDate / 32 % 12 + 1);
    (*ppWire)->bDay = (byte)(*pDate % 32);
}

void __RPC_USER PACKED_DATE_from_xmit(DATE_ON_WIRE *pWire, PACKED_DATE *pDate)
{
    *pDate = pWire->wYear * 384ul + (pWire->bMonth - 1) * 32ul + pWire->bDay;
}

void __RPC_USER PACKED_DATE_free_xmit(DATE_ON_WIRE *pWire)
{
    midl_user_free(pWire);
}

void __RPC_USER PACKED_DATE_free_inst(PACKED_DATE *pDate)
{
}

void __RPC_USER NET_POINT_from_local(POINT_IN_MEMORY *pPoint, NET_POINT **ppNet)
{
    *ppNet = (NET_POINT *)midl_user_allocate(sizeof(NET_POINT));
    (*ppNet)->lX = (long)(pPoint->dX * 100);
    (*ppNet)->lY = (long)(pPoint->dY * 100);
}

void __RPC_USER NET_POINT_to_local(NET_POINT *pNet, POINT_IN_MEMORY *pPoint)
{
    pPoint->dX = pNet->lX / 100.0;
    pPoint->dY = pNet->lY / 100.0;
    pPoint->pvOwner = pPoint;
}

void __RPC_USER NET_POINT_free_inst(NET_POINT *pNet)
{
    midl_user_free(pNet);
}

void __RPC_USER NET_POINT_free_local(POINT_IN_MEMORY *pPoint)
{
}
