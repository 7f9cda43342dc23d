// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <crtdbg.h> as it is without _DEBUG: nothing is checked or reported ([MSVC] "Debug versions of heap allocation
// functions").
#ifndef RPCCRT_CRTDBG_H
#define RPCCRT_CRTDBG_H

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

#define _ASSERT(expression) ((void)0)
#define _ASSERTE(expression) ((void)0)
#define _ASSERT_EXPR(expression, message) ((void)0)
#define _RPT0(type, message) ((void)0)
#define _RPT1(type, message, one) ((void)0)
#define _RPT2(type, message, one, two) ((void)0)
#define _RPTF0(type, message) ((void)0)
#define _CrtSetDbgFlag(flags) ((int)0)
#define _CrtSetReportMode(type, mode) ((int)0)
#define _CrtSetReportFile(type, file) ((void*)0)
#define _CrtSetBreakAlloc(number) ((int)0)
#define _CrtDumpMemoryLeaks() ((int)0)
#define _CrtCheckMemory() ((int)1)
#define _CrtDbgBreak() ((void)0)

#endif
