// file: cppc.cpp: the directory as a class
#include <stdio.h>
#include <stdlib.h>
#include <algorithm>
#include <map>
#include <string>
#include <vector>
#include <Windows.h>
#include "cpp.h"
#include "..\common\sample.h"

// What the runtime raises, thrown.
class CRpcException
{
public:
    explicit CRpcException(unsigned long ulCode) : m_ulCode(ulCode) {}
    unsigned long Code() const { return m_ulCode; }

private:
    unsigned long m_ulCode;
};

// A call that is made within a frame for exceptions of the runtime; they are thrown when it has been left.
template <class CALL>
static unsigned long CodeOf(CALL &Call)
{
    unsigned long ulCode = 0;

    RpcTryExcept
    {
        Call();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        ulCode = RpcExceptionCode();
    }
    RpcEndExcept
    return ulCode;
}

template <class CALL>
static void Run(CALL Call)
{
    unsigned long ulCode = CodeOf(Call);

    if (ulCode != 0) throw CRpcException(ulCode);
}

class CBinding
{
public:
    CBinding() : m_hBinding(Connect(NULL)) {}
    ~CBinding()
    {
        RpcBindingFree(&m_hBinding);
        printf("binding freed: %s\n", m_hBinding == NULL ? "yes" : "no");
    }
    operator handle_t() const { return m_hBinding; }

private:
    CBinding(const CBinding &);
    CBinding &operator=(const CBinding &);
    handle_t m_hBinding;
};

typedef std::map<unsigned long, std::string> CPersons;

class CDirectory
{
public:
    explicit CDirectory(handle_t hServer) : m_pDirectory(NULL)
    {
        Run([&] { Open(hServer, &m_pDirectory); });
    }
    ~CDirectory()
    {
        Run([&] { Close(&m_pDirectory); });
        printf("directory closed: %s\n", m_pDirectory == NULL ? "yes" : "no");
    }

    bool Add(unsigned long ulNumber, const std::string &Name)
    {
        PERSON Person = { ulNumber, (unsigned char *)const_cast<char *>(Name.c_str()) };
        bool fAdded = false;

        Run([&] { fAdded = ::Add(m_pDirectory, &Person) != 0; });
        return fAdded;
    }

    CPersons Find(const char *pszPart)
    {
        CPersons Found;
        unsigned long cPersons = 0;
        PERSON *pPersons = NULL;

        Run([&] { ::Find(m_pDirectory, (const unsigned char *)pszPart, &cPersons, &pPersons); });
        for (unsigned long i = 0; i < cPersons; i++)
        {
            Found[pPersons[i].ulNumber] = (char *)pPersons[i].pszName;
            midl_user_free(pPersons[i].pszName);
        }
        midl_user_free(pPersons);
        return Found;
    }

private:
    CDirectory(const CDirectory &);
    CDirectory &operator=(const CDirectory &);
    PDIRECTORY m_pDirectory;
};

static void Print(const char *pszWhat, const CPersons &Persons)
{
    printf("%s:", pszWhat);
    for (CPersons::const_iterator i = Persons.begin(); i != Persons.end(); ++i)
        printf(" %lu %s;", i->first, i->second.c_str());
    printf(" %u in all\n", (unsigned)Persons.size());
}

static void Use(handle_t hServer)
{
    CDirectory Directory(hServer);
    std::vector<std::string> Names;

    Names.push_back("Barbara");
    Names.push_back("Radia");
    Names.push_back("Margaret");
    for (unsigned long i = 0; i < Names.size(); i++)
        printf("added %s: %d\n", Names[i].c_str(), Directory.Add(100 * (i + 1), Names[i]));
    printf("added once more: %d\n", Directory.Add(100, "Ada"));
    Print("with an r", Directory.Find("r"));
    Print("with Rad", Directory.Find("Rad"));
    Print("with a z", Directory.Find("z"));
    Directory.Add(400, "");
    printf("not reached\n");
}

int main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "cpp", "") != argc) return 1;
    CBinding Server;
    try
    {
        Use(Server);
    }
    catch (const CRpcException &Exception)
    {
        printf("thrown: %lu\n", Exception.Code());
    }
    try
    {
        Run([&] { Shutdown(Server); });
    }
    catch (const CRpcException &Exception)
    {
        printf("Runtime reported exception %lu\n", Exception.Code());
        return 1;
    }
    return 0;
}
