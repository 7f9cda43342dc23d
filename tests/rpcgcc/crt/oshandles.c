// SPDX-License-Identifier: LGPL-2.1-or-later
// Descriptors and handles of each other, text and binary modes.
#include <windows.h>
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include "facts.h"

#define NAME "rpc_crt_handles.tmp"

static void of_handle(void) {
    HANDLE file = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    DWORD moved = 0;
    char b[20] = "";
    FILE* stream;
    int f = _open_osfhandle((intptr_t)file, _O_BINARY);
    NUMBER("_open_osfhandle", "", f > 2); NUMBER("_get_osfhandle", "is it", (HANDLE)_get_osfhandle(f) == file);
    NUMBER("_write", "", _write(f, "abc", 3)); NUMBER("WriteFile", "", WriteFile(file, "def", 3, &moved, NULL));
    NUMBER("_tell", "one position", _tell(f)); NUMBER("_filelength", "", _filelength(f)); _lseek(f, 1, SEEK_SET);
    NUMBER("ReadFile", "", ReadFile(file, b, 4, &moved, NULL)); TEXT_IS("ReadFile", "text", b);
    stream = _fdopen(f, "r+b"); NUMBER("_fdopen", "", stream != NULL); fseek(stream, 0, SEEK_SET);
    NUMBER("fgetc", "", fgetc(stream)); NUMBER("fclose", "", fclose(stream));
    NUMBER("CloseHandle", "closed with it", CloseHandle(file)); NUMBER("GetLastError", "", GetLastError());
    HERE("_open_osfhandle", "none", _open_osfhandle(-1, 0) == -1 && errno == EBADF, 1);
    WRONG("_get_osfhandle", "none", _get_osfhandle(9999), -1, "EBADF");
}

static void of_descriptor(void) {
    FILE* stream = fopen(NAME, "r+b");
    HANDLE file = (HANDLE)_get_osfhandle(_fileno(stream));
    DWORD moved = 0;
    int pipes[2];
    NUMBER("_get_osfhandle", "stream", file != INVALID_HANDLE_VALUE); NUMBER("GetFileType", "", GetFileType(file));
    NUMBER("GetFileSize", "", GetFileSize(file, NULL)); fseek(stream, 0, SEEK_END); fputs("more", stream);
    fflush(stream);
    NUMBER("GetFileSize", "more", GetFileSize(file, NULL)); NUMBER("FlushFileBuffers", "", FlushFileBuffers(file));
    NUMBER("_get_osfhandle", "again", (HANDLE)_get_osfhandle(_fileno(stream)) == file); fclose(stream);
    NUMBER("GetFileType", "closed", GetFileType(file)); NUMBER("_pipe", "", _pipe(pipes, 4096, _O_BINARY));
    file = (HANDLE)_get_osfhandle(pipes[1]); NUMBER("GetFileType", "pipe", GetFileType(file));
    NUMBER("WriteFile", "pipe", WriteFile(file, "xy", 2, &moved, NULL));
    file = (HANDLE)_get_osfhandle(pipes[0]);
    NUMBER("PeekNamedPipe", "", PeekNamedPipe(file, NULL, 0, NULL, &moved, NULL));
    NUMBER("PeekNamedPipe", "available", moved); NUMBER("_close", "pipe", _close(pipes[0]) + _close(pipes[1]));
}

static void modes(void) {
    int f = _open(NAME, _O_RDWR | _O_BINARY), g = _open(NAME, _O_RDWR | _O_TEXT), h = _open(NAME, _O_RDWR), mode = 0;
    FILE* stream;
    NUMBER("_setmode", "of binary", _setmode(f, _O_TEXT) == _O_BINARY);
    NUMBER("_setmode", "of text", _setmode(g, _O_BINARY) == _O_TEXT);
    NUMBER("_setmode", "of neither", _setmode(h, _O_BINARY) == _O_TEXT);
    NUMBER("_setmode", "back", _setmode(f, _O_BINARY) == _O_TEXT);
    CALL("_get_fmode", "", _get_fmode(&mode)); NUMBER("_get_fmode", "text", mode == 0 || mode == _O_TEXT);
    CALL("_set_fmode", "", _set_fmode(_O_BINARY)); _close(h); h = _open(NAME, _O_RDWR);
    NUMBER("_set_fmode", "holds", _setmode(h, _O_TEXT) == _O_BINARY); NUMBER("_fmode", "", _fmode == _O_BINARY);
    _set_fmode(_O_TEXT); WRONG("_set_fmode", "none", _set_fmode(77), EINVAL, "EINVAL");
    WRONG("_get_fmode", "none", _get_fmode(NULL), EINVAL, "EINVAL");
    WRONG("_setmode", "none", _setmode(f, 12345), -1, "EINVAL");
    NUMBER("_setmode", "stdin", _setmode(_fileno(stdin), _O_BINARY) == _O_TEXT); _close(f); _close(g); _close(h);
    // Files of the system: a line ends in \n whatever the mode.
    stream = fopen(NAME, "wt"); fputs("a\nb\n", stream); fclose(stream); stream = fopen(NAME, "rb");
    HERE("fopen", "text keeps its bytes", (fseek(stream, 0, SEEK_END), ftell(stream)), 4); fclose(stream);
    stream = fopen(NAME, "wb"); fputs("a\r\nb", stream); fclose(stream); stream = fopen(NAME, "rt");
    HERE("fopen", "text gives its bytes", (fgetc(stream), fgetc(stream)), '\r'); fclose(stream);
    f = _open(NAME, _O_WRONLY | _O_TEXT | _O_TRUNC); NUMBER("_write", "text", _write(f, "a\nb", 3));
    HERE("_write", "text keeps its bytes", _filelength(f), 3); _close(f); remove(NAME);
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    of_handle(); of_descriptor(); modes();
    return 0;
}
