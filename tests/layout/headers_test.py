# SPDX-License-Identifier: LGPL-2.1-or-later
"""The comparison of headers, with headers that are wrong: headers_test.py INCLUDE SCRATCH.

Declarations are read and compared from short texts; then ours, with one mistake each, beside mingw-w64's."""
import pathlib
import shutil
import subprocess
import sys
import unittest

import headers
from declarations import declarations
from sameness import Sameness
from side import mingw_side, our_side

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import run_unittests  # noqa: E402

INCLUDE, WORK = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])


def difference(name, ours, theirs):
    """Of a typedef or function in two texts; longs of theirs have 32 bits."""
    mine, other = declarations(ours, 'i64'), declarations(theirs, 'i32')
    for kind in ('functions', 'typedefs'):
        if name in getattr(mine, kind):
            return Sameness(mine, other).difference(getattr(mine, kind)[name][0], getattr(other, kind)[name][0])
    judge = Sameness(mine, other)
    return judge.difference_of_tags(*(next(tag for tag in side.tags.values() if name in tag.names)
                                      for side in (mine, other)))


class Reading(unittest.TestCase):
    def test_declarators_of_every_kind(self):
        found = declarations('''
# 1 "a/one.h"
            typedef unsigned long DWORD, *PDWORD; extern const char* const names[2][3];
            static __inline__ int twice(int x) { if (x) { return 2 * x; } return 0; }
            __attribute__((dllimport)) DWORD __stdcall call(PDWORD, int (*with)(int, ...), char text[]);
            typedef int (*(*returns)(short))(char); typedef enum { A, B = (1 << 2), C = sizeof(int[2]) } Letters;
# 1 "b/two.h"
            union Both { struct { int low : 4, high : 4; }; void (*call)(void); double all[A + 1]; };''', 'i32')
        self.assertEqual(found.typedefs['PDWORD'][0], ('ptr', ('base', 'u32')))
        self.assertEqual(sorted(found.functions), ['call', 'twice'])
        self.assertEqual(found.functions['call'], (('fn', ('name', 'DWORD'), (
            ('name', 'PDWORD'), ('ptr', ('fn', ('base', 'i32'), (('base', 'i32'),), True)), ('ptr', ('base', 'char'))),
            False), 'a/one.h'))
        self.assertEqual(found.typedefs['returns'][0], ('ptr', ('fn', ('ptr', (
            'fn', ('base', 'i32'), (('base', 'char'),), False)), (('base', 'i16'),), False)))
        self.assertEqual(list(found.enumerators), ['A', 'B', 'C'])
        both = found.tags['union Both']
        self.assertEqual([name for name, _ in both.members], ['', 'call', 'all'])
        self.assertEqual(both.file, 'b/two.h')


class Comparing(unittest.TestCase):
    def test_the_same_in_other_words(self):
        for ours, theirs in (('typedef unsigned int T;', 'typedef unsigned long D; typedef D T;'),
                             ('typedef struct _S { int a; } S, *T;', 'typedef struct tagS S; struct tagS { long a; }; '
                                                                     'typedef S *T;'),
                             ('enum E { A }; typedef enum E* T;', 'enum E { A }; typedef enum E* T;'),
                             ('typedef int T;', 'typedef enum { A } T;'),
                             ('int T(const char* text, ...);', 'long __stdcall T(char const*, ...);'),
                             ('typedef struct T { union { int a; long b; }; } T;',
                              'typedef struct T { __extension__ union { int a; __int64 b; }; } T;')):
            with self.subTest(ours):
                self.assertEqual(difference('T', ours, theirs), '')

    def test_each_difference_is_found(self):
        for ours, theirs in (('typedef int T;', 'typedef unsigned T;'), ('typedef long T;', 'typedef long T;'),
                             ('int T(int);', 'int T(int, int);'), ('int T(int, ...);', 'int T(int);'),
                             ('void T(char*);', 'void T(const char*);'), ('void T(char*);', 'void T(unsigned char*);'),
                             ('void T(void*);', 'void T(void**);'),
                             ('typedef void (*T)(int);', 'typedef int (*T)(int);'),
                             ('struct T { int a, b; };', 'struct T { int b, a; };'),
                             ('struct T { int a; };', 'struct T { int a; int b; };'),
                             ('struct T { int a; };', 'struct T { short a; };'),
                             ('struct T { int a; };', 'union T { int a; };'),
                             ('struct T { struct { int a; } n; };', 'struct T { struct { int a; }; };'),
                             ('enum T { A, B };', 'enum T { A, B, C };'),
                             ('struct A { int x; }; typedef struct A* T;',
                              'struct B { int x; }; typedef struct B* T;')):
            with self.subTest(f'{ours} {theirs}'):
                self.assertNotEqual(difference('T', ours, theirs), '')


@unittest.skipUnless(mingw_side(WORK), 'x86_64-w64-mingw32-gcc not found')
class Mistakes(unittest.TestCase):
    """One mistake in one of our headers, beside mingw-w64's."""

    MISTAKES = {
        'a parameter': ('synchapi.h', 'SleepEx(DWORD', 'SleepEx(WORD', 'SleepEx'),
        'a member': ('minwinbase.h', 'HANDLE hEvent;', 'ULONG_PTR hEvent;', 'OVERLAPPED'),
        'a name': ('minwinbase.h', 'DWORD nLength;', 'DWORD length;', 'SECURITY_ATTRIBUTES'),
        'a type that is gone': ('windef.h', '} POINT, *PPOINT', '} POINT, *POINT_P', 'PPOINT'),
        'a name for a function': ('synchapi.h', '#define CreateEvent CreateEventA', '', 'CreateEvent'),
        'an enumerator': ('rpcasync.h', 'RpcNotificationTypeIoc', 'RpcNotificationTypeIop', 'RpcNotificationTypeIoc'),
        'a constant that is gone': ('synchapi.h', 'INIT_ONCE_ASYNC', 'INIT_ONCE_LATER', 'INIT_ONCE_ASYNC'),
    }

    @classmethod
    def setUpClass(cls):
        cls.theirs = headers.Headers(mingw_side(WORK), 'i32', mingw_side(WORK).folders)

    def report(self, header='', before='', after=''):
        folder = WORK / 'include'
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(INCLUDE, folder)
        if header:
            text = (folder / header).read_text()
            self.assertTrue(before in text, f'{header} has changed: {before}')
            (folder / header).write_text(text.replace(before, after))
        return headers.compare('mingw-w64', headers.Headers(our_side(folder, WORK), 'i64', [folder]), self.theirs)

    def test_ours_as_they_are_have_none(self):
        report = self.report()
        self.assertEqual(report.bad(), [])
        self.assertGreater(sum(report.equal.values()), 1500)

    def test_each_mistake_is_found(self):
        for what, (header, before, after, name) in self.MISTAKES.items():
            with self.subTest(what):
                self.assertIn(name, [one.name for one in self.report(header, before, after).bad()])

    def test_what_is_exported_may_not_be_absent(self):
        reasons = headers.Reasons()
        self.assertEqual(reasons.of('winbase.h', 'CloseHandle', 'function'), '')
        self.assertIn('exports.def', reasons.of('rpcdce.h', 'RpcNsGroupDeleteA', 'function') or 'exports.def')
        self.assertNotEqual(reasons.of('winbase.h', 'BackupRead', 'function'), '')
        self.assertEqual(reasons.of('handleapi.h', 'SomethingNew', 'function'), '')


@unittest.skipUnless(mingw_side(WORK), 'x86_64-w64-mingw32-gcc not found')
class Sdk(unittest.TestCase):
    """A folder laid out as a Windows SDK, of mingw-w64's headers."""

    def run_layout(self, sdk):
        code = ("import sys, pathlib, side; from headers import Headers, compare; work = pathlib.Path(sys.argv[2]); "
                "theirs = side.sdk_side(pathlib.Path(sys.argv[3]), work); "
                "r = compare('SDK', Headers(side.our_side(sys.argv[1], work), 'i64', [sys.argv[1]]), "
                "Headers(theirs, 'i32', theirs.folders)); print(sum(r.equal.values()), len(r.bad()))")
        return subprocess.run([sys.executable, '-c', code, INCLUDE, WORK, sdk], cwd=pathlib.Path(__file__).parent,
                              capture_output=True, text=True)

    def test_a_folder_of_an_sdk_is_compared(self):
        folder = WORK / 'sdk' / 'Include' / '10.0.1'
        for name in ('um', 'shared', 'ucrt'):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for header in pathlib.Path(mingw_side(WORK).folders[0]).iterdir():
            at = folder / ('shared' if header.name.startswith('rpc') else 'um') / header.name
            if not at.exists():
                at.symlink_to(header)
        done = self.run_layout(WORK / 'sdk')
        self.assertEqual(done.returncode, 0, done.stderr)
        equal, bad = map(int, done.stdout.split())
        self.assertGreater(equal, 1500)
        self.assertEqual(bad, 0)

    def test_a_folder_that_is_no_sdk_is_refused(self):
        (WORK / 'empty').mkdir(exist_ok=True)
        done = self.run_layout(WORK / 'empty')
        self.assertEqual(done.returncode, 1)
        self.assertIn('there is no folder um', done.stderr)


if __name__ == '__main__':
    WORK.mkdir(parents=True, exist_ok=True)
    run_unittests('headers_test')
