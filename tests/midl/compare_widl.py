# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our format strings against those of mingw-w64's widl: compare_widl.py MIDL WORKDIR IDL...

A procedure whose trees differ fails the test. KNOWN lists the procedures where widl is not followed, each with the
reason. Exits with 77 (skipped) when widl is absent.
"""
import os
import pprint
import shutil
import subprocess
import sys

from format_strings import Decoder

WIDL = 'x86_64-w64-mingw32-widl'

KNOWN = {
    ('results', 'GetThree'): 'widl passes 3 bytes by value; the x64 convention passes their address',
    ('results', 'GetLarge'): 'widl leaves a large result to the interpreter; here it is an [out] parameter',
    ('unions', 'Both'): 'widl writes every switch type as long',
    ('contexts', 'Open'): 'widl leaves out flags and numbers of context handles',
    ('contexts', 'Use'): 'widl leaves out flags and numbers of context handles',
    ('contexts', 'Close'): 'widl leaves out flags and numbers of context handles',
}
SKIPPED = {
    'async': 'widl does not know [async]',
    'floats': 'widl falls back to old descriptors for floating results',
    'implicit': 'widl does not know implicit_handle in an ACF',
    'bounds': 'widl does not know first_is, last_is, max_is',
}


def procedures(command, stub):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(stub, encoding='utf-8') as file:
        text = file.read()
    return dict(Decoder(text).procedures())


def names(idl):
    """Operation names in order, as the comments of our stub give them."""
    import re
    return re.findall(r'/\* Procedure (\w+) \*/', idl)


def compare(midl, idl, work):
    stem = os.path.splitext(os.path.basename(idl))[0]
    if stem in SKIPPED:
        print('SKIP  %s: %s' % (stem, SKIPPED[stem]))
        return 0
    ours_dir = os.path.join(work, stem + '.ours')
    theirs_dir = os.path.join(work, stem + '.widl')
    for folder in (ours_dir, theirs_dir):
        os.makedirs(folder, exist_ok=True)
    ours_stub = os.path.join(ours_dir, stem + '_c.c')
    theirs_stub = os.path.join(theirs_dir, 'theirs_c.c')
    ours = procedures([midl, '-nologo', '-app_config', '-out', ours_dir, idl], ours_stub)
    acf = os.path.splitext(idl)[0] + '.acf'
    command = [WIDL, '-m64', '-Oicf', '-c', '-o', theirs_stub]
    if os.path.exists(acf):
        command.append('--acf=' + acf)
    theirs = procedures(command + [idl], theirs_stub)
    with open(ours_stub, encoding='utf-8') as file:
        operation_names = names(file.read())
    failures = 0
    for number, tree in sorted(ours.items()):
        name = operation_names[number]
        same = tree == theirs.get(number)
        if same:
            print('ok    %s.%s' % (stem, name))
        elif (stem, name) in KNOWN:
            print('known %s.%s: %s' % (stem, name, KNOWN[stem, name]))
        else:
            failures += 1
            print('DIFF  %s.%s\n--- ours\n%s\n--- widl\n%s' %
                  (stem, name, pprint.pformat(tree, width=110), pprint.pformat(theirs.get(number), width=110)))
    return failures


def main():
    midl, work, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    if not shutil.which(WIDL):
        print('SKIP: %s is not installed' % WIDL)
        return 77
    return 1 if sum(compare(midl, idl, work) for idl in files) else 0


if __name__ == '__main__':
    sys.exit(main())
