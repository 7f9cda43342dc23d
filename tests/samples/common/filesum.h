/* file: filesum.h: files whose bytes follow from their size, and checksums */

#define FIRST_CHECKSUM 0xFFFFFFFFUL

/* CRC-32 of pieces, one after the other. */
unsigned long Checksum(unsigned long ulSum, const unsigned char *pb, unsigned long cb);

/* Creates a file of that many bytes, which seem to be random. */
void MakeFile(const char *pszName, unsigned long cb);

/* The checksum of a whole file; its size in *pcb. */
unsigned long FileChecksum(const char *pszName, unsigned long *pcb);
