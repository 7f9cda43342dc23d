.SUFFIXES : .idl .c
.SUFFIXES :
.PRECIOUS : x.h
.SILENT :
!CMDSWITCHES +S -I
{src}.c{obj}.obj ::
    $(cc) -c $(cdebug) $(cflags) $<
.c.obj:
    cl /c /Fo$*.obj $(<:\=/) $(@R).x
a :: b c ; echo $@
a :: d
    !echo "%PATH%" ^& $$HOME
M=$(M) x
N=$(N:x=$(M))
t: "a b" $(N)
    set X=1
    cd sub
    nmake /$(MAKEFLAGS) -f other.mak $(MAKE)
