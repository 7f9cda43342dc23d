# What nmake knows of itself: command macros and inference rules.
AS = ml64
CC = cl
CPP = cl
CXX = cl
RC = rc
_NMAKE_VER = 14.00
OS = Windows_NT
PROCESSOR_ARCHITECTURE = AMD64

.SUFFIXES : .cc

.asm.exe:
	$(AS) $(AFLAGS) $<
.asm.obj::
	$(AS) $(AFLAGS) /c $<
.c.exe:
	$(CC) $(CFLAGS) $<
.c.obj::
	$(CC) $(CFLAGS) /c $<
.cc.exe:
	$(CC) $(CFLAGS) $<
.cc.obj::
	$(CC) $(CFLAGS) /c $<
.cpp.exe:
	$(CPP) $(CPPFLAGS) $<
.cpp.obj::
	$(CPP) $(CPPFLAGS) /c $<
.cxx.exe:
	$(CXX) $(CXXFLAGS) $<
.cxx.obj::
	$(CXX) $(CXXFLAGS) /c $<
.rc.res:
	$(RC) $(RFLAGS) /r $<
