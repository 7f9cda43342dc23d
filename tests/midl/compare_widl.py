# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our format strings against those of mingw-w64's widl: compare_widl.py MIDL WORKDIR IDL...

A procedure whose trees differ fails the test. KNOWN lists the procedures where widl is not followed, each with the
reason. Exits with 77 (skipped) when widl is absent.
"""
import os
import pprint
import re
import shutil
import subprocess
import sys

from format_strings import Decoder

WIDL = 'x86_64-w64-mingw32-widl'

KNOWN = {
    ('dimensions', 'Inner'): 'the documentation makes arrays of rows complex, widl does not; MIDL reserves stack for the\n'
                             '      pointer of an [in] pointer to a pointer',
    ('dimensions', 'Fixeds'): 'the documentation makes arrays of rows complex, widl does not',
    ('contexts', 'Close'): 'widl does not flag [in, out] handles, as MIDL does',
    ('contexts', 'Reopen'): 'widl does not flag [in, out] handles, as MIDL does',
    ('results', 'GetThree'): 'widl passes 3 bytes by value; the x64 convention passes their address',
    ('structures', 'Complex'): 'widl ignores [range] on members',
    ('texts', 'Out'): 'widl skips the reference pointer of an [out] string',
    ('texts', 'Typedefs'): 'widl skips the reference pointer of an [out] string',
    ('results', 'GetLarge'): 'widl leaves a large result to the interpreter; here it is an [out] parameter',
}
SKIPPED = {
    'async': 'widl does not know [async]',
    'callbacks': 'widl does not know [callback]',
    'context_parameters': 'widl knows [context_handle] on typedefs only',
    'floats': 'widl falls back to old descriptors for floating results',
    'found_handles': 'widl does not know implicit_handle in an ACF',
    'pipes': 'widl does not know pipe',
    'unanswered': 'widl does not know [call_as] in such an interface, nor [notify]',
    'implicit': 'widl does not know implicit_handle in an ACF',
    'beyond': 'what the file says: widl aborts on strings of structures, ignores ranges, and gives arrays\n'
              '      of pointers a layout that cannot be right where a pointer is 4 bytes on the wire and 8 in memory',
    'bounds': 'widl does not know first_is, last_is, max_is',
}


def procedures(command, stub):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(stub, encoding='utf-8') as file:
        text = file.read()
    return dict(Decoder(text).procedures())


def names(stub):
    """Operation names in order, as the comments of our stub give them."""
    return re.findall(r'/\* Procedure (\w+) \*/', stub)


def agree(ours, theirs):
    """Equality, except that ('again', n) stands for a type the walk is inside of: both sides may unroll differently."""
    for tree in (ours, theirs):
        if isinstance(tree, tuple) and tree and tree[0] == 'again':
            return True
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(agree(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, (list, tuple)) and type(ours) is type(theirs):
        return len(ours) == len(theirs) and all(map(agree, ours, theirs))
    return ours == theirs


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
        if agree(tree, theirs.get(number)):
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
