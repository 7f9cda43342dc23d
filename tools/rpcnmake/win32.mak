# The names that makefiles of samples take from <win32.mak>, for the programs that stand for Microsoft's here.
!IFNDEF CPU
CPU = AMD64
!ENDIF
!IFNDEF APPVER
APPVER = 6.0
!ENDIF
!IFNDEF TARGETOS
TARGETOS = WINNT
!ENDIF
!IFNDEF _WIN32_IE
_WIN32_IE = 0x0700
!ENDIF

cc = cl
link = link
implib = lib
midl = midl
rc = rc
cvtres = cvtres
hc = hcrtf -xn
DLLENTRY =

!IFDEF NODEBUG
cdebug = -Ox -DNDEBUG
ldebug = /RELEASE
!ELSE
cdebug = -Zi -Od -DDEBUG
ldebug = /DEBUG
!ENDIF
linkdebug = $(ldebug)

ccommon = -c -nologo -W3
cflags = $(ccommon) -D_AMD64_=1 -DWIN64 -D_WIN64 -DWIN32 -D_WIN32 -D_WINNT -D_WIN32_WINNT=0x0600 -DWINVER=0x0600
cflags = $(cflags) -D_WIN32_IE=$(_WIN32_IE)
scall = -Gz
cvars = -D_MT -MT
cvarsmt = $(cvars)
cvarsdll = -D_MT -D_DLL -MD
cvarsst =
cvarsmtd = $(cvars)

lflags = /NODEFAULTLIB /INCREMENTAL:NO /NOLOGO
lcommon = $(lflags)
conlflags = $(lflags) -subsystem:console
conflags = $(conlflags)
guilflags = $(lflags) -subsystem:windows
guiflags = $(guilflags)
dlllflags = $(lflags) -dll
dllflags = $(dlllflags)

baselibs = kernel32.lib advapi32.lib
winlibs = $(baselibs) user32.lib gdi32.lib comdlg32.lib winspool.lib
libc = libcmt.lib oldnames.lib
libcmt = $(libc)
libcdll = msvcrt.lib oldnames.lib
conlibs = $(libc) $(baselibs)
conlibsmt = $(conlibs)
conlibsdll = $(libcdll) $(baselibs)
guilibs = $(libc) $(winlibs)
guilibsmt = $(guilibs)
guilibsdll = $(libcdll) $(winlibs)
olelibs = ole32.lib uuid.lib oleaut32.lib $(guilibs)
olelibsmt = $(olelibs)
olelibsdll = ole32.lib uuid.lib oleaut32.lib $(guilibsdll)

rcflags = /r
rcvars = -DWIN32 -D_WIN32 -DWINVER=0x0600
midlflags =
MIDL_OPTIMIZATION = -target NT60
