# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our format strings against those of mingw-w64's widl: compare_widl.py MIDL INCLUDEDIR WORKDIR IDL...

Of the protocols of tests/midl/idl/protocols both compile a copy without the attributes widl does not know. A procedure
whose trees differ fails the test. KNOWN lists the procedures where widl is not followed, each with the reason; one that
is there and does not differ fails too. Exits with 77 (skipped) when widl is absent.
"""
import os
import pprint
import re
import shutil
import subprocess
import sys

from format_strings import Decoder

WIDL = 'x86_64-w64-mingw32-widl'

# Attributes widl refuses in places MIDL takes them.
UNKNOWN = r'(?:ms_union|disable_consistency_check|range\([^()]*\))'
FLAG = 'widl does not flag [in, out] handles, as MIDL does'
REFERENCE = 'widl skips the reference pointer of an [out] string'
LOST = 'widl loses the head of a union with [switch_is] that a typedef of a pointer leads to'
HALF = 'an enumeration is four bytes in memory, widl reads the lower two of [switch_is]'
SMALL = 'widl takes an unsigned char that counts for a signed one'
KNOWN = {
    ('dimensions', 'Inner'): 'the documentation makes arrays of rows complex, widl does not; MIDL reserves stack for\n'
                             '      the pointer of an [in] pointer to a pointer',
    ('dimensions', 'Fixeds'): 'the documentation makes arrays of rows complex, widl does not',
    ('bytes', 'EchoParameters'): HALF,
    ('bytes', 'EchoComputer'): HALF,
    ('contexts', 'Close'): FLAG,
    ('contexts', 'Reopen'): FLAG,
    ('results', 'GetThree'): 'widl passes 3 bytes by value; the x64 convention passes their address',
    ('structures', 'Complex'): 'widl ignores [range] on members',
    ('texts', 'Out'): REFERENCE,
    ('texts', 'Typedefs'): REFERENCE,
    ('results', 'GetLarge'): 'widl leaves a large result to the interpreter; here it is an [out] parameter',
    ('drsr', 'IDL_DRSUnbind'): FLAG,
    ('drsr', 'IDL_DRSCrackNames'): 'widl points beside the description of an array of pointers to texts',
    ('epm', 'ept_lookup'): FLAG,
    ('epm', 'ept_map'): FLAG,
    ('epm', 'ept_lookup_handle_free'): FLAG,
    ('lsat', 'LsarClose'): FLAG,
    ('lsat', 'LsarOpenPolicy2'): SMALL,
    ('lsat', 'LsarLookupNames'): SMALL,
    ('lsat', 'LsarLookupSids2'): SMALL,
    ('rpcecho', 'echo_TestCall'): REFERENCE,
    ('rpcecho', 'echo_TestEnum'): HALF,
    ('rprn', 'RpcClosePrinter'): FLAG,
    ('rrp', 'BaseRegCloseKey'): FLAG,
    ('samr', 'SamrCloseHandle'): FLAG,
    ('samr', 'SamrOpenDomain'): SMALL,
    ('samr', 'SamrGetAliasMembership'): SMALL,
    ('samr', 'SamrQueryInformationUser2'): LOST,
    ('samr', 'SamrConnect5'): 'widl gives both parameters of one union type the [switch_is] of the second',
    ('scmr', 'RCloseServiceHandle'): FLAG,
    ('srvs', 'NetrShareAdd'): LOST,
    ('srvs', 'NetrShareGetInfo'): LOST,
    ('wkst', 'NetrWkstaGetInfo'): LOST,
    ('witness', 'Name'): REFERENCE,
    ('memory_rules', 'Everything'): REFERENCE,
}
SKIPPED = {
    'async': 'widl does not know [async]',
    'callbacks': 'widl does not know [callback]',
    'context_parameters': 'widl knows [context_handle] on typedefs only',
    'floats': 'widl falls back to old descriptors for floating results',
    'found_handles': 'widl does not know implicit_handle in an ACF',
    'pipes': 'widl does not know pipe',
    'pairs': 'widl does not know max_is',
    'roundtrip': 'widl does not know a [string] result of a plain pointer type',
    'substitutes': 'widl does not know represent_as and user_marshal in an ACF',
    'torture': 'widl does not know max_is',
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


def common_subset(idl, folder):
    """Copies of the IDL files beside `idl` without what widl does not know; the path of that of `idl`."""
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(os.path.dirname(idl)):
        with open(os.path.join(os.path.dirname(idl), name), encoding='utf-8') as file:
            text = file.read()
        for pattern in (r',\s*' + UNKNOWN, UNKNOWN + r'\s*,\s*', r'\[' + UNKNOWN + r'\]\s*'):
            text = re.sub(pattern, '', text)
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)
    return os.path.join(folder, os.path.basename(idl))


def compare(midl, include, idl, work):
    stem = os.path.splitext(os.path.basename(idl))[0]
    if stem in SKIPPED:
        print('SKIP  %s: %s' % (stem, SKIPPED[stem]))
        return 0
    ours_dir = os.path.join(work, stem + '.ours')
    theirs_dir = os.path.join(work, stem + '.widl')
    for folder in (ours_dir, theirs_dir):
        os.makedirs(folder, exist_ok=True)
    if os.path.basename(os.path.dirname(idl)) == 'protocols':
        idl = common_subset(idl, os.path.join(work, 'protocols'))
    ours_stub = os.path.join(ours_dir, stem + '_c.c')
    theirs_stub = os.path.join(theirs_dir, 'theirs_c.c')
    ours = procedures([midl, '-nologo', '-app_config', '-I', include, '-out', ours_dir, idl], ours_stub)
    acf = os.path.splitext(idl)[0] + '.acf'
    command = [WIDL, '-m64', '-Oicf', '-c', '-I', include, '-I', os.path.dirname(idl), '-o', theirs_stub]
    if os.path.exists(acf):
        command.append('--acf=' + acf)
    theirs = procedures(command + [idl], theirs_stub)
    with open(ours_stub, encoding='utf-8') as file:
        operation_names = names(file.read())
    failures = 0
    for number, tree in sorted(ours.items()):
        name = operation_names[number]
        if agree(tree, theirs.get(number)):
            is_stale = (stem, name) in KNOWN
            failures += is_stale
            print('%s %s.%s' % ('known, but does not differ:' if is_stale else 'ok   ', stem, name))
        elif (stem, name) in KNOWN:
            print('known %s.%s: %s' % (stem, name, KNOWN[stem, name]))
        else:
            failures += 1
            print('DIFF  %s.%s\n--- ours\n%s\n--- widl\n%s' %
                  (stem, name, pprint.pformat(tree, width=110), pprint.pformat(theirs.get(number), width=110)))
    return failures


def main():
    midl, include, work, files = *sys.argv[1:4], sys.argv[4:]
    if not shutil.which(WIDL):
        print('SKIP: %s is not installed' % WIDL)
        return 77
    return 1 if sum(compare(midl, include, idl, work) for idl in files) else 0


if __name__ == '__main__':
    sys.exit(main())
