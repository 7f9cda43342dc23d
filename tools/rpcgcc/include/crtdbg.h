// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <crtdbg.h> as it is without _DEBUG, whatever that is: nothing is checked or reported ([MSVC] "Debug versions
// of heap allocation functions").
#ifndef RPCCRT_CRTDBG_H
#define RPCCRT_CRTDBG_H

#include <malloc.h>
#include <string.h>

#define _CRT_WARN 0
#define _CRT_ERROR 1
#define _CRT_ASSERT 2
#define _CRTDBG_MODE_FILE 0x1
#define _CRTDBG_MODE_DEBUG 0x2
#define _CRTDBG_MODE_WNDW 0x4
#define _CRTDBG_REPORT_MODE (-1)
#define _CRTDBG_FILE_STDERR ((void*)-5)
#define _CRTDBG_FILE_STDOUT ((void*)-4)
#define _CRTDBG_ALLOC_MEM_DF 0x01
#define _CRTDBG_LEAK_CHECK_DF 0x20
#define _CRTDBG_REPORT_FLAG (-1)

#define _CRTDBG_CHECK_ALWAYS_DF 0x04
#define _CRTDBG_CHECK_CRT_DF 0x10
#define _CRTDBG_DELAY_FREE_MEM_DF 0x02
#define _FREE_BLOCK 0
#define _NORMAL_BLOCK 1
#define _CRT_BLOCK 2
#define _IGNORE_BLOCK 3
#define _CLIENT_BLOCK 4

typedef struct _CrtMemState {
    struct _CrtMemBlockHeader* pBlockHeader;
    size_t lCounts[5], lSizes[5], lHighCount, lTotalCount;
} _CrtMemState;
typedef int (*_CRT_REPORT_HOOK)(int, char*, int*);
typedef int (*_CRT_REPORT_HOOKW)(int, wchar_t*, int*);
typedef int (*_CRT_ALLOC_HOOK)(int, void*, size_t, int, long, const unsigned char*, int);
typedef void (*_CRT_DUMP_CLIENT)(void*, size_t);
typedef void* _HFILE;

#define _ASSERT(expression) ((void)0)
#define _ASSERTE(expression) ((void)0)
#define _ASSERT_EXPR(expression, message) ((void)0)
#define _RPT_BASE(...) ((void)0)
#define _RPT_BASE_W(...) ((void)0)
#define _RPT0(type, message) ((void)0)
#define _RPT1(type, message, one) ((void)0)
#define _RPT2(type, message, one, two) ((void)0)
#define _RPT3(type, message, one, two, three) ((void)0)
#define _RPT4(type, message, one, two, three, four) ((void)0)
#define _RPT5(type, message, one, two, three, four, five) ((void)0)
#define _RPTW0(type, message) ((void)0)
#define _RPTW1(type, message, one) ((void)0)
#define _RPTW2(type, message, one, two) ((void)0)
#define _RPTW3(type, message, one, two, three) ((void)0)
#define _RPTW4(type, message, one, two, three, four) ((void)0)
#define _RPTW5(type, message, one, two, three, four, five) ((void)0)
#define _RPTF0(type, message) ((void)0)
#define _RPTF1(type, message, one) ((void)0)
#define _RPTF2(type, message, one, two) ((void)0)
#define _RPTF3(type, message, one, two, three) ((void)0)
#define _RPTF4(type, message, one, two, three, four) ((void)0)
#define _RPTF5(type, message, one, two, three, four, five) ((void)0)
#define _RPTFW0(type, message) ((void)0)
#define _RPTFW1(type, message, one) ((void)0)
#define _RPTFW2(type, message, one, two) ((void)0)
#define _RPTFW3(type, message, one, two, three) ((void)0)
#define _RPTFW4(type, message, one, two, three, four) ((void)0)
#define _RPTFW5(type, message, one, two, three, four, five) ((void)0)
#define _CrtDbgReport(...) ((int)0)
#define _CrtDbgReportW(...) ((int)0)
#define _CrtSetDbgFlag(flags) ((int)0)
#define _CrtSetReportMode(type, mode) ((int)0)
#define _CrtSetReportFile(type, file) ((void*)0)
#define _CrtSetReportHook(hook) ((_CRT_REPORT_HOOK)0)
#define _CrtGetReportHook() ((_CRT_REPORT_HOOK)0)
#define _CrtSetReportHook2(mode, hook) ((int)0)
#define _CrtSetReportHookW2(mode, hook) ((int)0)
#define _CrtSetBreakAlloc(number) ((int)0)
#define _CrtSetAllocHook(hook) ((_CRT_ALLOC_HOOK)0)
#define _CrtGetAllocHook() ((_CRT_ALLOC_HOOK)0)
#define _CrtSetDumpClient(client) ((_CRT_DUMP_CLIENT)0)
#define _CrtGetDumpClient() ((_CRT_DUMP_CLIENT)0)
#define _CrtDumpMemoryLeaks() ((int)0)
#define _CrtCheckMemory() ((int)1)
#define _CrtMemCheckpoint(state) ((void)0)
#define _CrtMemDifference(difference, one, other) ((int)0)
#define _CrtMemDumpAllObjectsSince(state) ((void)0)
#define _CrtMemDumpStatistics(state) ((void)0)
#define _CrtDoForAllClientObjects(function, context) ((void)0)
#define _CrtIsValidPointer(pointer, size, writable) ((int)1)
#define _CrtIsValidHeapPointer(pointer) ((int)1)
#define _CrtIsMemoryBlock(pointer, size, number, file, line) ((int)1)
#define _CrtReportBlockType(pointer) ((int)-1)
#define _CrtDbgBreak() ((void)0)

#define _malloc_dbg(size, type, file, line) malloc(size)
#define _calloc_dbg(count, size, type, file, line) calloc(count, size)
#define _realloc_dbg(memory, size, type, file, line) realloc(memory, size)
#define _recalloc_dbg(memory, count, size, type, file, line) _recalloc(memory, count, size)
#define _expand_dbg(memory, size, type, file, line) _expand(memory, size)
#define _free_dbg(memory, type) free(memory)
#define _msize_dbg(memory, type) _msize(memory)
#define _aligned_malloc_dbg(size, alignment, file, line) _aligned_malloc(size, alignment)
#define _aligned_free_dbg(memory) _aligned_free(memory)
#define _strdup_dbg(text, type, file, line) _strdup(text)
#define _wcsdup_dbg(text, type, file, line) _wcsdup(text)

#endif
