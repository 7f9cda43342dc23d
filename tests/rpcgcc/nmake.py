# SPDX-License-Identifier: LGPL-2.1-or-later
"""nmake.py RPCGCC WORK: makefiles of nmake and what rpcnmake ($RPCNMAKE) does with them: its language feature by
feature, the faults it has numbers for, hostile ones, and makefiles as Microsoft's RPC samples have them. Prints a line
per failed fact and "N passed, N failed"."""
import os
import pathlib
import shutil
import sys

from tree import Tree, fact, finish

NMAKE = os.environ['RPCNMAKE']
SAMPLES = pathlib.Path(__file__).resolve().parent.parent / 'samples'

# A makefile, the words behind it, what it says, and its exit code.
SAYS = {
    'macros': (r"""
A = 1 2.c \
    3.c	# a comment
B = $(A:.c=.obj)
C = ^# $$ $(UNDEFINED).
C = $(C) more
NAME = X
$(NAME)Y = named
D = first^
second
all:
	@echo [$(A)] [$(B)] [$(C)] $(XY) $(A: =-) $(A:2=)
	@echo $N$(GIVEN)
	@type <<
$(D)
<<
N = late
""", ['GIVEN=a b'], """[1 2.c      3.c] [1 2.obj      3.obj] [# $ . more] named 1-2.c------3.c 1 .c      3.c
latea b
first
second
"""),
    'precedence': (r"""
GIVEN = makefile
HOME = makefile
CC = mine
all:
	@echo $(GIVEN) $(HOME) %HOME% $(CC) $(CXX) $(INHERITED)
!UNDEF GIVEN
GIVEN = again
""", ['GIVEN=line'], 'again makefile makefile mine cl from outside\n'),
    'environment first': ('INHERITED = inside\nall:\n\t@echo $(INHERITED)\n', ['/E'], 'from outside\n'),
    'conditions': (r"""
!IF 1 + 2 * 3 == 7 && (2 | 5) == 7 && 7 % 4 == 3 && -1 < 0 && !0 && ~0 == -1 && 1 << 4 == 0x10 && 010 == 8
!  MESSAGE numbers
!ENDIF
!if "$(A)" == "" && "a" != "b" || 0
!message texts
!else
!error never
!endif
!IFDEF NOTHING
!ERROR never
!ELSEIFNDEF NOTHING
!MESSAGE not defined
!ELSE
!ERROR never
!ENDIF any text
EMPTY =
!IF DEFINED(EMPTY) && !DEFINED(OTHER) && EXIST(makefile) && !EXIST("no file") && [exit 3] == 3
!IF 0
!IF 1
!ERROR never
!ENDIF
!ELSE IF 1
!MESSAGE asked
!ENDIF
!ENDIF
!IF 6 ^^ 3 == 5
!ENDIF
all:
""", [], 'numbers\ntexts\nnot defined\nasked\n'),
    'included': ("""!INCLUDE more.mak
!INCLUDE "SUB\\Other.mak"
!include <win32.mak>
all:
	@echo $(MORE) $(OTHER) $(cc) $(link) $(midl) $(CPU)
""", ['all'], 'more other cl link midl AMD64\n'),
    'names of files': (r"""
all: dir\target.x
dir\target.x: dir\one.c "dir\two words.c" three
	@echo $@ $(@D) $(@F) $(@B) $(@R) $*
	@echo $** $(**F) $?
	@echo %s %|fF %|pF %|eF %|fpF %%
three:
""", [], r"""dir\target.x dir target.x target dir\target dir\target
dir\one.c "dir\two words.c" three one.c "two words.c" three dir\one.c "dir\two words.c" three
dir\one.c one dir\ c dir\one %
"""),
    'rules': (r"""
.SUFFIXES: .y .out
all: x.obj dir\a.res m.out z.out
.c.obj:
	@echo c $< $@ $*
{dir}.rc{dir}.res:
	@echo rc $< $(<B)
.y.c:
	@echo y $<
	@copy $< $@
.c.out:
	@echo out $<
m.out: more.h
more.h:
z.out: x.c
	@echo own commands
""", [], 'c x.c x.obj x\nrc dir\\a.rc a\ny m.y\nout m.c\nown commands\n'),
    'batches': (r"""
O = .
all: $O\p.obj $O\q.obj $O\r.obj after
{src}.c{$O}.obj::
	@echo batch $<
after:
	@echo after
""", [], 'batch src\\p.c src\\q.c src\\r.c\nafter\n'),
    'batches one by one': ('all: p.obj q.obj\n{src}.c{}.obj::\n\t@echo one $<\n', ['/Y'],
                           'one src\\p.c\none src\\q.c\n'),
    'predefined': ('CC = echo\nCFLAGS = /W3\nall: x.obj\n', ['-s'], '/W3 /c x.c\n'),
    'inline files': (r"""
all:
	@type <<named.txt << <<kept.txt
named $(X) $@ \
	indented # no comment
<<NOKEEP
second
<<
third
<<KEEP
	@type named.txt
	@type kept.txt
X = macro
""", [], """named macro all \\
\tindented # no comment
second
third
named macro all \\
\tindented # no comment
third
"""),
    'modifiers': (r"""
all: one two
	-exit 3
	-2 exit 2
	@ -exit 1
	!@echo each $**
	- @ echo both
one:
two:
""", [], '\texit 3\n\texit 2\neach one\neach two\nboth\n'),
    'dot directives': (r"""
all: loud silent
loud:
	rem loud
.SILENT:
.IGNORE:
silent:
	exit 5
	echo silent
""", [], '\trem loud\nsilent\n'),
    'switches': ('!CMDSWITCHES +SI\nall: a b\na:\n\texit 1\n!CMDSWITCHES -S\nb:\n\techo b\n', [], '\techo b\nb\n'),
    'dependents': (r"""
all: {src;dir}p.c $$@.dep dir\*.rc ALL2 one.exe two.exe
	@echo $**
all.dep:
all2:: x.c
	@echo block 1
All2:: x.c
	@echo block 2
one.exe two.exe: x.c
	@echo for $@
one.exe: m.y
""", [], 'block 1\nblock 2\nfor one.exe\nfor two.exe\n'
         'src\\p.c all.dep dir\\a.rc ALL2 one.exe two.exe\n'),
    'semicolon': ('all: ; @echo at once $@\n\t@echo then\n', [], 'at once all\nthen\n'),
    'commands of cmd': (r"""
all:
	@if not exist made\nul mkdir made
	@echo text "quoted" 'single' a^&b> made\one.txt
	@echo more>>made\one.txt & echo other > made\two.txt
	@type made\one.txt
	@copy /y made\one.txt+made\two.txt made\both.txt >nul
	@type made\both.txt
	@if exist made\both.txt (echo there) else echo missing
	@if "$(X)"=="x" (echo equal) else (echo differs)
	@if /i "ABC" == "abc" echo same
	@for %%f in (made\*.txt) do @echo file %%f
	@del made\*.txt 2>nul
	@if not exist made\one.txt echo gone
	@ren made moved && rd moved
	@set VALUE=kept here
	@echo %VALUE% %UNKNOWN%
	@cd src
	@if exist p.c echo inside
	@cd ..
	@(echo a && echo b) | sort
	@false || echo failed
	@echo.
	@type SRC\P.C
""", [], """text "quoted" 'single' a&b
more
text "quoted" 'single' a&b
more
other 
there
differs
same
file made/both.txt
file made/one.txt
file made/two.txt
gone
kept here %UNKNOWN%
inside
a 
b
failed

int p;
"""),
    'programs': ('all:\n\t@prog\\say.exe dir\\x "two words" -o\\y\n\t@PROG\\SAY "quo\\"ted"\n', [],
                 'dir/x|two words|-o/y|\nquo"ted|\n'),
    'another one': ('all:\n\t@$(MAKE) /nologo -f more.mak inner X=y\n\t@nmake /f more.mak inner\n', [],
                    'inner y\ninner\n'),
    'the path': ('PATH = $(MAKEDIR)\\prog;$(PATH)\nall:\n\t@say here\n', [], 'here|\n'),
    'only shown': ('all: x.obj\n\t@del x.c\nx.obj: x.c\n\tcl /c x.c\n', ['/n'], '\tcl /c x.c\n\tdel x.c\n'),
    'response file': ('a:\n\t@echo a\nb:\n\t@echo b $(M)\n', ['@words.rsp'], 'b given twice\n'),
    'stamps': ('new.txt: old.txt\n\t@echo old\nold.txt: x.c\n\t@echo older\n', [], 'older\nold\n'),
}

# What ends a build: a makefile, a part of the last lines, the exit code.
FAULTS = {
    'no end of a macro': ('all: $(A\n', 'makefile(1) : fatal error U1000', 2),
    'a letter that is none': ('all: $(A-B)\n', 'U1001', 2),
    'a lonely sign': ('all: a$ b\n', 'U1002', 2),
    'no sign in a substitution': ('A=1\nall: $(A:b)\n', 'makefile(2) : fatal error U1003', 2),
    'no name of a macro': ('$(NONE) = 1\n', 'U1004', 2),
    'an open quotation': ('all: "a b\n', 'U1006', 2),
    'an unknown directive': ('!MYSTERY\n', "U1017: unknown directive '!mystery'", 2),
    'no expression': ('!IF\n!ENDIF\n', 'U1018', 2),
    'an open condition': ('!IF 1\nall:\n', 'U1020', 2),
    'else alone': ('!ELSE\n', 'U1021', 2),
    'no expression at all': ('!IF 1 +\n!ENDIF\n', 'U1023', 2),
    'a text for a number': ('!IF "a" + 1\n!ENDIF\n', 'U1080', 2),
    'by zero': ('!IF 1 / 0\n!ENDIF\n', 'U1079', 2),
    'too large': ('!IF 99999999999\n!ENDIF\n', 'U1078', 2),
    'a command without a target': ('\n\tcl x.c\n', "makefile(2) : fatal error U1033: syntax error : 'cl' unexp", 2),
    'no separator': ('A = 1\nall\n', 'makefile(2) : fatal error U1035', 2),
    'two names': ('A B = 1\n', 'U1036', 2),
    'no target': (': a\n', 'U1037', 2),
    'said by the makefile': ('A = so\n!ERROR not $(A)\n', 'makefile(2) : fatal error U1050: not so', 2),
    'no such file': ('!INCLUDE none.mak\n', "U1052: file 'none.mak' not found", 2),
    'a cycle of macros': ('A = $(B)\nB = $(A)\nall: $(A)\n', "U1070: cycle in macro definition 'A'", 2),
    'a cycle of targets': ('a: b\nb: c\nc: a\n', "U1071: cycle in dependency tree for target 'a'", 2),
    'a cycle of files': ('!INCLUDE makefile\n', 'U1072', 2),
    'nothing to make it of': ('all: none.obj\n', "U1073: don't know how to make 'none.obj'", 2),
    'a failing command': ('all:\n\texit 7\n', "U1077: 'exit' : return code '0x7'", 2),
    'more than is allowed': ('all:\n\t-2 exit 3\n', "return code '0x3'", 2),
    'a rule with dependents': ('.c.obj: x.h\n', 'U1086', 2),
    'one and two colons': ('a: x.c\na:: m.y\n', 'U1087', 2),
    'commands of a directive': ('.SILENT: ; echo\n', 'U1089', 2),
    'a target of nothing': ('$(NONE): x.c\n', 'U1083', 2),
    'KEEP or not': ('all:\n\ttype <<\na\n<<MAYBE\n', 'U1094', 2),
    'no end of an inline file': ('all:\n\ttype <<\na\n', 'U1020', 2),
    'a part of no name': ('all:\n\techo %s\n', 'U1097', 2),
    'more than one file for a rule': ('all: p.obj\n{src}.c{}.obj::\n\techo $@\n', 'U1100', 2),
    'no wildcard': ('all: *.none\n', 'U1069', 2),
}

# Without an end, if nobody looked.
HOSTILE = {
    'macros that double': (''.join(f'A{i} = $(A{i - 1})$(A{i - 1})\n' for i in range(1, 40)).replace('$(A0)', 'x') +
                           'all: $(A39)\n', 'U1074'),
    'a substitution that grows': ('A = aaaaaaaaaa\n' + 'A = $(A:a=aaaaaaaaaa)\n' * 12, 'U1074'),
    'brackets': ('!IF ' + '(' * 5000 + '1\n!ENDIF\n', 'U1023'),
    'signs': ('!IF ' + '!' * 100000 + '1\n!ENDIF\n', 'U1023'),
    'conditions': ('!IF 1\n' * 1000, 'U1019'),
    'a long chain': ('all: t0\n' + ''.join(f't{i}: t{i + 1}\n' for i in range(100000)), 'U1099'),
    'rules in a circle': ('.SUFFIXES:\n.SUFFIXES: .a .b\n.a.b:\n\techo\n.b.a:\n\techo\nall: x.a\n', 'U1073'),
    'brackets of a command': ('all:\n\t@' + '(' * 500 + 'echo\n', 'U1077'),
    'bytes': ('\x00\x01:\x02=\x03\n\x7f', 'U'),
    'only a sign': ('!', 'U1017'),
}


def prepare(tree):
    for name, text in {'x.c': 'int x;\n', 'm.y': 'int m;\n', 'dir/one.c': '', 'dir/two words.c': '', 'dir/a.rc': '',
                       'src/p.c': 'int p;\n', 'src/q.c': '', 'src/r.c': '', 'sub/other.mak': 'OTHER = other\n',
                       'more.mak': 'MORE = more\ninner:\n\t@echo inner $(X)\n',
                       'words.rsp': 'b\n"M=given twice"\n'}.items():
        tree.write(name, text)
    tree.write('prog/say', '#!/bin/sh\nprintf "%s|" "$@"; echo\n')
    (tree.work / 'prog' / 'say').chmod(0o755)
    shutil.copy(tree.work / 'prog' / 'say', tree.work / 'prog' / 'say.exe')
    # The times of these are in the order of their names.
    for second, name in enumerate(('new.txt', 'old.txt'), 1):
        tree.write(name, '')
        os.utime(tree.work / name, (second, second))


def language(tree):
    before = set(tree.work.rglob('*'))
    for name, (text, words, expected) in SAYS.items():
        tree.write('makefile', text)
        tree.ran(name, expected, NMAKE, *words)
        for made in sorted(set(tree.work.rglob('*')) - before, reverse=True):
            if made.name not in ('makefile', 'kept.txt') and made.is_file():
                fact(f'{name} leaves nothing', made.name in ('m.c',), made)
            if made.is_file():
                made.unlink()


def faults(tree):
    for name, (text, expected, status) in FAULTS.items():
        tree.write('makefile', text)
        done = tree.run(NMAKE)
        fact(name, expected in done.stderr and done.stderr.endswith('Stop.\n') and done.returncode == status,
             f'{done.returncode} {done.stderr}')
    for name, (text, expected) in HOSTILE.items():
        tree.write('makefile', text)
        done = tree.run(NMAKE)
        fact(f'hostile: {name}', expected in done.stderr and done.returncode == 2,
             f'{done.returncode} {done.stderr[:300]}')
    for words, expected in ((['/Z'], 'U1065'), (['/F'], 'U1061'), (['=x'], 'U1063'), (['/F', 'none.mak'], 'U1052')):
        done = tree.run(NMAKE, *words)
        fact(f'{words}', expected in done.stderr and done.returncode == 2, done.stderr)
    (tree.work / 'makefile').unlink()
    done = tree.run(NMAKE)
    fact('no makefile', 'U1064' in done.stderr and done.returncode == 2, done.stderr)


def going_on(tree):
    tree.write('makefile', 'all: a b c\na:\n\t@exit 1\nb:\n\t@echo b\nc: a\n\t@echo never\n')
    done = tree.run(NMAKE, '/K')
    fact('/K builds what it can', done.stdout == 'b\n' and done.returncode == 1 and 'U4010' in done.stderr and
         done.stderr.count('U4011') == 2, f'{done.returncode} {done.stdout} {done.stderr}')
    tree.ran('/I takes no notice', 'b\nnever\n', NMAKE, '/I')
    done = tree.run(NMAKE, '/X', 'errors.txt')
    fact('/X writes errors to a file', not done.stderr and 'U1077' in (tree.work / 'errors.txt').read_text())
    tree.write('makefile', 'made.txt: x.c\n\t@echo made> made.txt\n\t@echo built\n')
    tree.ran('/Q asks: old', '', NMAKE, '/Q', status=255)
    tree.ran('it is built', 'built\n', NMAKE)
    tree.ran('once', '', NMAKE)
    tree.ran('/Q asks: new', '', NMAKE, '/Q')
    tree.ran('/A builds it again', 'built\n', NMAKE, '/A')
    os.utime(tree.work / 'made.txt', (5, 5))
    tree.ran('/T touches it', '\ttouch made.txt\n', NMAKE, '/T')
    tree.ran('and then it is new', '', NMAKE)
    done = tree.run(NMAKE, '/P', '/N')
    fact('/P shows what is known', 'INFERENCE RULES' in done.stdout and 'made.txt: x.c' in done.stdout, done.stdout)


def samples(tree):
    """As they come with Microsoft's: <Win32.Mak>, and the names in it."""
    tools = tree.work / 'bin'
    tools.mkdir()
    for name in ('rpcgcc', 'rpcg++', 'rpccl', 'rpclink', 'rpclib'):
        (tools / name).symlink_to(tree.c)
    (tools / 'midl').symlink_to(os.environ['MIDL'])
    environment = {**os.environ, 'PATH': f'{tools}:{os.environ["PATH"]}'}
    for name, more in (('hello', ''), ('explicit', 'sample.obj')):
        folder = tree.work / name
        shutil.copytree(SAMPLES / name, folder)
        shutil.copytree(SAMPLES / 'common', tree.work / 'common', dirs_exist_ok=True)
        (folder / 'makefile').write_text(SAMPLE.replace('NAME', name).replace('MORE', more))
        done = tree.run('sh', '-c', f'cd {name} && {NMAKE} /nologo', env=environment)
        made = all((folder / f'{name}{side}.exe').exists() for side in 'cs')
        fact(f'{name} is built', done.returncode == 0 and made, done.stdout[-1500:] + done.stderr[-1500:])
        done = tree.run('sh', '-c', f'cd {name} && {NMAKE} /nologo', env=environment)
        fact(f'{name} is built once', done.returncode == 0 and '\t' not in done.stdout, done.stdout)
        done = tree.run('sh', '-c', f'cd {name} && {NMAKE} /nologo CLEAN', env=environment)
        left = [path.name for path in folder.iterdir() if path.suffix in ('.obj', '.exe')]
        fact(f'{name} is cleaned', done.returncode == 0 and not left, f'{left} {done.stdout}')


SAMPLE = r"""!include <Win32.Mak>

!if "$(CPU)" == "i386"
cflags = $(cflags) -D_CRTAPI1=_cdecl
!else
cflags = $(cflags) -D_CRTAPI1=
!endif

all : NAMEc.exe NAMEs.exe

more = MORE
NAMEc.exe : NAMEc.obj NAME_c.obj $(more)
    $(link) $(linkdebug) $(conflags) -out:NAMEc.exe \
      NAMEc.obj NAME_c.obj $(more) \
      rpcrt4.lib $(conlibsdll)

NAMEs.exe : NAMEs.obj NAME_s.obj $(more)
    $(link) @<<
$(linkdebug) $(conflags) -out:NAMEs.exe
$(**)
rpcrt4.lib $(conlibsdll)
<<

.c.obj::
    $(cc) $(cdebug) $(cflags) $(cvarsdll) $<

{..\Common}.c{}.obj::
    $(cc) $(cdebug) $(cflags) $(cvarsdll) $<

NAMEc.obj NAME_c.obj NAMEs.obj NAME_s.obj : NAME.h

NAME.h NAME_c.c NAME_s.c : NAME.idl NAME.acf
    $(midl) $(midlflags) NAME.idl

clean :
    -del *.obj
    -del *.exe
    -del NAME.h
    -del NAME_?.c
"""

os.environ['INHERITED'] = 'from outside'
os.environ.pop('TMP', None)
tree = Tree(*sys.argv[1:])
prepare(tree)
language(tree)
faults(tree)
going_on(tree)
samples(tree)
finish(tree)
