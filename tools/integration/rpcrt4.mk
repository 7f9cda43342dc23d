# SPDX-License-Identifier: LGPL-2.1-or-later
# GNU make rules for programs of this library. Include it from a makefile:
#     include $(shell pkg-config --variable=makedir rpcrt4)/rpcrt4.mk
#     client: client.o calls_c.o
#     server: server.o calls_s.o
# An IDL file gives NAME.h, NAME_c.c and NAME_s.c, with NAME.acf where there is one; sources are compiled and programs
# linked by rpcgcc and rpcg++. MIDL and MIDLFLAGS, CC, CXX, CFLAGS and the rest are yours to set.
RPCRT4_PREFIX := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))/@prefix@/@bindir@

MIDL ?= $(RPCRT4_PREFIX)/midl
MIDLFLAGS ?= -nologo
ifeq ($(origin CC),default)
CC := $(RPCRT4_PREFIX)/rpcgcc
endif
ifeq ($(origin CXX),default)
CXX := $(RPCRT4_PREFIX)/rpcg++
endif

# One run of the compiler makes all three.
%.h %_c.c %_s.c: %.idl
	$(MIDL) $(MIDLFLAGS) $(if $(wildcard $*.acf),-acf $*.acf) $<

%_c.o: %.h
%_s.o: %.h
