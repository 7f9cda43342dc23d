!include <win32.mak>
!IFNDEF OUT
OUT = bin
!ENDIF
!IF "$(CPU)" == "i386" && DEFINED(OUT) || EXIST(a.c) && [cl /nologo] > 3
cflags = $(cflags) -DX \
    -DY   # here
!ELSEIF 0x10 + (2 << 3) != 5
!MESSAGE $(OUT)
!ELSE IFDEF NO
!ERROR no
!ENDIF
OBJS = a.obj b.obj
all : $(OUT)\prog.exe
$(OUT)\prog.exe : $(OBJS:.obj=.o) {src;lib}x.lib
    @-1 $(link) -out:$@ $** << "resp.txt"
$(OBJS)
<<KEEP
    if not exist $(@D) mkdir $(@D) && echo done > nul 2>&1
    for %f in (a b) do del %f & copy $(**B).c $(?F) || cd ..
