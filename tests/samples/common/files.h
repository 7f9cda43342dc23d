/* file: files.h: files for serialization handles */
#ifndef FILES_H
#define FILES_H

#include <stdio.h>
#include <midles.h>

/* End the program when the file cannot be opened; the caller closes it. */
FILE *CreateBinary(const char *pszName);
FILE *OpenBinary(const char *pszName);

/* For incremental handles whose state is the file. ReadPiece gives up to 256 bytes at once. */
void __RPC_USER RoomToWrite(void *pvFile, char **ppBuffer, unsigned int *pcb);
void __RPC_USER WritePiece(void *pvFile, char *pBuffer, unsigned int cb);
void __RPC_USER ReadPiece(void *pvFile, char **ppBuffer, unsigned int *pcb);

#endif
