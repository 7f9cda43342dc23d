/* file: say.h: a line, which whoever reads a pipe has at once */
#include <stdarg.h>

static void Say(const char *pszFormat, ...)
{
    va_list args;
    va_start(args, pszFormat);
    vprintf(pszFormat, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
}
