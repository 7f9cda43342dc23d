# SPDX-License-Identifier: LGPL-2.1-or-later
"""unwinding.py RPCGCC WORK: guarded blocks beside objects with destructors, at every optimisation. Prints a line per
failed fact and "N passed, N failed"."""
import pathlib
import sys

from tree import Tree, fact, finish

SAYS = """raised: +function +try -try e0000001 +handler caught -handler after -function
returned: +function +try -try -function 5
left: +try -try left
looped: +round +try -try -round +round +try -try -round +round +try -try -round out
finished: +function +try -try +finally 0 -finally end -function
raised and finished: +function +try -try +finally 1 -finally -function e0000001 outside
a fault: +function +one +two -two finally -one c0000005 caught -function
a fault below: +try +callee -callee -try c0000005 caught
members: +member constructor destructor -member
a parameter: +parameter +temporary -temporary parameter -parameter
an exception of C++: +try -try e06d7363 caught
one the filter refuses: +try -try e06d7363 still text
raised in a handler: +handler -handler e0000002 second
by the macros: +try -try c0000005 macros
the end of a thread: +try -try 7"""

tree = Tree(*sys.argv[1:])
for level in ('-O0', '-O1', '-O2', '-O3'):
    tree.built(f'built {level}', tree.cxx, level, '-w', pathlib.Path(__file__).with_suffix('.cpp'), '-o', 'unwinding')
    said = tree.run('./unwinding').stdout.splitlines()
    fact(f'every line is there {level}', len(said) == len(SAYS.splitlines()), said)
    for line, expected in zip(said, SAYS.splitlines()):
        what, _, right = expected.partition(': ')
        fact(f'{what} {level}', line.strip() == right, f'{line!r}, not {right!r}')
finish(tree)
