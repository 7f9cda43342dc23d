/* file: sample.h: what the sample programs share */
#ifndef SAMPLE_H
#define SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

/* The options of the command line; ParseOptions sets them. */
typedef struct _SAMPLE_OPTIONS
{
    unsigned char *pszProtocolSequence; /* -p, ncalrpc */
    unsigned char *pszNetworkAddress;   /* -a, of the server; this computer */
    unsigned char *pszEndpoint;         /* -e */
    char *pszUser;                      /* -u, -d and -w: an account of the server's; whoever runs the program */
    char *pszDomain;
    char *pszPassword;
    int fSecure;                        /* FALSE by -n: nobody authenticates */
} SAMPLE_OPTIONS;

extern SAMPLE_OPTIONS Options;

/* Returns the index of the first argument that is no option; ends the program with its usage when there is a wrong one.
   pszUsage describes the other arguments. */
int ParseOptions(int argc, char **argv, const char *pszEndpoint, const char *pszUsage);

/* Ends the program when a function has failed. */
void Check(const char *pszFunction, RPC_STATUS status);

/* A handle for the server of the options, and for an object unless pszObject is NULL; the caller frees it. */
handle_t Connect(unsigned char *pszObject);

/* Calls with the handle are authenticated by Negotiate, sealed, and made as the options say. */
void Secure(handle_t hBinding);

/* Listens at the endpoint of the options and takes clients by Negotiate. */
void UseEndpoint(void);

/* RPC_IF_ALLOW_SECURE_ONLY, or 0 with -n. */
unsigned int InterfaceFlags(void);

/* Says "ready" and serves until StopListening is called. */
void Listen(void);
void StopListening(void);

/* UseEndpoint, registers the interface with its default manager, Listen. */
void Serve(RPC_IF_HANDLE hInterface);

#ifdef __cplusplus
}
#endif

#endif
