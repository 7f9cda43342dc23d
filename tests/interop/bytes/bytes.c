/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client of bytes.idl, bytes STRINGBINDING, and with SERVER defined its server, bytes PROTSEQ ENDPOINT. The client's values are
   the same wherever it runs, and zero wherever there is padding. */
#include <windows.h>
#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>

#include "bytes.h"

void *__RPC_USER MIDL_user_allocate(size_t size) { return calloc(1, size); }
void __RPC_USER MIDL_user_free(void *memory) { free(memory); }

#ifdef SERVER

void Scalars(char a, short b, LONG c, hyper d, float e, double f, WCHAR g, boolean h, Size i, Wide j, byte k,
             ULONG_PTR m)
{
    (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h, (void)i, (void)j, (void)k, (void)m;
}
#define ECHO(T) void Echo##T(T *v) { (void)v; }
ECHO(Flat)
ECHO(Conformant)
ECHO(ConformantVarying)
ECHO(Many)
ECHO(Nested)
ECHO(Tagged)
ECHO(Holder)
void EchoMixed(Mixed *v, Mixed by_value) { *v = by_value; }
void EchoPointers(Pointers *v, Pointers *none) { (void)v, (void)none; }
void EchoList(Node *v) { (void)v; }
void Arrays(LONG n, Eight *v, LONG m, short w[], char matrix[2][3])
{
    for (LONG i = 0; i < m; ++i) v[i % n].a += w[i] + matrix[1][2];
}
void Strings(char *a, WCHAR *b, char *none, LONG room, char *c)
{
    (void)b, (void)none, (void)room;
    c[0] = a[0];
}
LONG Deep(LONG ***v) { return *v && **v ? ***v : 0; }
void EchoParameters(LONG n, ExtendedErrorParam *v) { (void)n, (void)v; }
void EchoComputer(EEComputerName *v) { (void)v; }
void Shutdown(void) { RpcMgmtStopServerListening(NULL); }

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    RPC_STATUS status = RpcServerUseProtseqEpA((RPC_CSTR)argv[1], 10, (RPC_CSTR)argv[2], NULL);
    if (!status) status = RpcServerRegisterIf(Bytes_v1_0_s_ifspec, NULL, NULL);
    if (!status) status = RpcServerListen(1, 10, 1);
    printf("ready %d\n", (int)status);
    fflush(stdout);
    return status ? 1 : (int)RpcMgmtWaitServerListen();
}

#else

static Eight eights[] = {{1, 2}, {3, 4}};
static LONG numbers[] = {0x12345678, -1};
static char texts[][8] = {"first", "", "seventy"};
static WCHAR wides[][5] = {{'w', 0xd83d, 0xde00, 0}, {0}};

static void pointers(Pointers *v, int which)
{
    v->a = which == 1 ? NULL : (void *)texts[which % 3];
    v->w = which == 2 ? NULL : (void *)wides[which % 2];
    v->number = which ? &numbers[which % 2] : NULL;
    v->eight = &eights[which % 2];
}

/* A call one of the two marshallers gets wrong does not keep the others from being compared. */
#define TRY(call)                                                                   \
    do {                                                                            \
        RpcTryExcept                                                                \
        {                                                                           \
            call;                                                                   \
        }                                                                           \
        RpcExcept(1)                                                                \
        {                                                                           \
            printf("%s raised %u\n", #call, (unsigned)RpcExceptionCode());          \
        }                                                                           \
        RpcEndExcept                                                                \
    } while (0)

static void structures(void)
{
    static Flat flat = {'a', -2, 0x01020304, 0x0102030405060708, 1.5F, 0xfffe, 1, 255, -2.25};
    static Mixed mixed = {0.5, WIDE, LARGE, 1}, other = {-0.5, NARROW, MIDDLE, -1};
    static Nested nested;
    TRY(EchoFlat(&flat));
    TRY(EchoMixed(&mixed, other));
    nested.eights[0] = eights[1], nested.eights[1] = eights[0], nested.mixed[0] = mixed, nested.mixed[1] = other;
    nested.flat = flat;
    TRY(EchoNested(&nested));
}

static void arrays(void)
{
    static struct { short n; LONG v[3]; } conformant = {3, {1, -2, 3}};
    static struct { hyper h; LONG n, m; short v[6]; } varying = {-5, 6, 4, {1, 2, 3, 4}};
    static short shorts[] = {100, 200};
    static char matrix[2][3] = {{1, 2, 3}, {4, 5, 6}};
    static char room[12] = "to change";
    TRY(EchoConformant((Conformant *)&conformant));
    TRY(EchoConformantVarying((ConformantVarying *)&varying));
    TRY(Arrays(2, eights, 1, shorts, matrix));
    TRY(Strings((void *)texts[0], wides[0], NULL, 12, (void *)room));
}

static void pointed(void)
{
    static Pointers one, items[3];
    static Many many = {3, items};
    static Node third = {3, NULL, '3'}, second = {-2, &third, '2'}, first = {1, &second, '1'};
    LONG number = 77, *to_number = &number, **to_pointer = &to_number;
    pointers(&one, 0);
    TRY(EchoPointers(&one, NULL));
    for (int i = 0; i < 3; ++i) pointers(&items[i], i);
    TRY(EchoMany(&many));
    TRY(EchoList(&first));
    TRY(Deep(&to_pointer));
    to_number = NULL;
    TRY(Deep(&to_pointer));
}

static void unions(void)
{
    static Tagged tagged[4];
    static Holder holders[3];
    static Pointers one;
    pointers(&one, 2);
    tagged[0].kind = 1, tagged[0].u.c = 'c', tagged[1].kind = 2, tagged[1].u.h = -3;
    tagged[2].kind = 3, tagged[2].u.eight = eights[1], tagged[3].kind = 99;
    for (int i = 0; i < 4; ++i) TRY(EchoTagged(&tagged[i]));
    for (int i = 0; i < 3; ++i) holders[i].before = -i, holders[i].after = 'a', holders[i].kind = i ? 2 + i : 1;
    holders[0].value.flat.i = 5, holders[1].value.pointers = &one;
    for (int i = 0; i < 3; ++i) TRY(EchoHolder(&holders[i]));
}

static void errors(void)
{
    static ExtendedErrorParam all[7];
    static EEComputerName named, nameless;
    static unsigned char ansi[] = "odd", blob[] = {1, 0, 2};
    static unsigned short wide[] = {'e', 0x20ac, 0};
    all[0].Type = eeptiAnsiString, all[0].u.AnsiString.nLength = 4, all[0].u.AnsiString.pString = ansi;
    all[1].Type = eeptiUnicodeString, all[1].u.UnicodeString.nLength = 3, all[1].u.UnicodeString.pString = wide;
    all[2].Type = eeptiLongVal, all[2].u.LVal = -2;
    all[3].Type = eeptiShortValue, all[3].u.IVal = -3;
    all[4].Type = eeptiPointerValue, all[4].u.PVal = 0x0102030405060708;
    all[5].Type = eeptiNone;
    all[6].Type = eeptiBinary, all[6].u.Blob.nSize = 3, all[6].u.Blob.pBlob = blob;
    named.Type = eecnpPresent, named.u.Name.nLength = 3, named.u.Name.pString = wide;
    nameless.Type = eecnpNotPresent;
    for (int i = 0; i < 7; ++i) TRY(EchoParameters(1, &all[i]));
    TRY(EchoParameters(7, all));
    TRY(EchoComputer(&named));
    TRY(EchoComputer(&nameless));
}

int main(int argc, char **argv)
{
    if (argc < 2 || RpcBindingFromStringBindingA((RPC_CSTR)argv[1], &bytes_binding)) return 2;
    TRY(Scalars('s', -1, 2, -3, 0.5F, 1.5, 0x20ac, 1, LARGE, WIDE, 255, 0x89abcdef));
    structures();
    arrays();
    pointed();
    unions();
    errors();
    TRY(Shutdown());
    RpcBindingFree(&bytes_binding);
    return 0;
}

#endif
