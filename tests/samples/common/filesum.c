/* file: filesum.c */
#include <stdio.h>
#include <stdlib.h>
#include "filesum.h"

unsigned long Checksum(unsigned long ulSum, const unsigned char *pb, unsigned long cb)
{
    unsigned long i;
    int bit;

    for (i = 0; i < cb; i++)
    {
        ulSum ^= pb[i];
        for (bit = 0; bit < 8; bit++) ulSum = ulSum & 1 ? ulSum >> 1 ^ 0xEDB88320UL : ulSum >> 1;
    }
    return ulSum;
}

void MakeFile(const char *pszName, unsigned long cb)
{
    FILE *pFile = fopen(pszName, "wb");
    unsigned long ul = 0x2545F491UL, i;

    if (pFile == NULL)
    {
        printf("cannot create %s\n", pszName);
        exit(1);
    }
    for (i = 0; i < cb; i++)
    {
        ul = ul * 1664525UL + 1013904223UL;
        putc((int)(ul >> 24), pFile);
    }
    fclose(pFile);
}

unsigned long FileChecksum(const char *pszName, unsigned long *pcb)
{
    unsigned char abBuffer[4096];
    unsigned long ulSum = FIRST_CHECKSUM;
    size_t cb;
    FILE *pFile = fopen(pszName, "rb");

    *pcb = 0UL;
    if (pFile == NULL) return 0UL;
    while ((cb = fread(abBuffer, 1, sizeof(abBuffer), pFile)) != 0)
    {
        ulSum = Checksum(ulSum, abBuffer, (unsigned long)cb);
        *pcb += (unsigned long)cb;
    }
    fclose(pFile);
    return ulSum;
}
