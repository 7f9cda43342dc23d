# SPDX-License-Identifier: LGPL-2.1-or-later
"""wine/test.h and its runner with programs that pass, fail, crash, hang, spawn children and lie:
runner_test.py BUILDDIR WORKDIR."""
import contextlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

import run
import winetest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import run_unittests  # noqa: E402

BUILD, WORK = (pathlib.Path(path) for path in sys.argv[1:3])
HEAD = '#include <windows.h>\n#include "wine/test.h"\n'
CHILD = r'''
static HANDLE child(const char* what) {
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[600], **argv;
    winetest_get_mainargs(&argv);
    sprintf(line, "\"%s\" %s %s", argv[0], argv[1], what);
    ok(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made), "error %lu\n", GetLastError());
    return made.hProcess;
}
static const char* argument(void) {
    char** argv;
    return winetest_get_mainargs(&argv) > 2 ? argv[2] : "";
}
'''
# One START_TEST each, unless the text has one of its own.
BODIES = {
    'passing': 'ok(1, "one\\n"); ok(2 > 1, "two\\n"); trace("said\\n"); skip("a thing\\n");',
    'failing': 'ok(1, "one\\n"); ok(GetTickCount() == 1, "got %s %lu %I64d\\n", wine_dbgstr_w(L"w"), 7ul, 1ll << 40);',
    'crashing': 'ok(1, "one\\n");\n*(volatile int*)0 = 1;',
    'aborting': 'ok(1, "one\\n"); signal(SIGABRT, SIG_DFL); abort();',
    'hanging': 'ok(1, "one\\n");\nfor (;;) Sleep(1000);',
    'early': 'ok(0, "one\\n"); exit(0);',
    'leaving': 'ok(1, "one\\n"); ExitProcess(0);',
    'lying': 'ok(0, "one\\n"); atexit(lie);',
    'silent': '',
    'skipping': 'skip("everything\\n");',
    'endless': 'ok(1, "one\\n"); for (;;) printf("%0999d\\n", 1);',
    'many': 'int i; for (i = 0; i < 5000; ++i) ok(i < 0, "number %d\\n", i);\nok(0, "another line\\n");',
    'long_message': 'char* text = (char*)calloc(1, 9001);\nmemset(text, \'x\', 9000);\nok(0, "%s\\n", text);',
    'excused': 'todo_wine ok(0, "todo\\n");\ntodo_wine_if(1) ok(1, "done\\n");\nflaky ok(0, "flaky\\n");\n'
               'ok(broken(1), "broken\\n");\nwin_skip("old\\n"); todo_if(0) ok(1, "plain\\n");',
    'contexts': 'winetest_push_context("outer %d", 1); winetest_push_context("inner");\nok(0, "message\\n");\n'
                'winetest_pop_context(); ok_("folder/elsewhere.h", 77)(0, "message\\n"); winetest_pop_context();\n'
                'ok(0, "message\\n"); winetest_pop_context();',
    'errors': 'SetLastError(5); ok(1, "x\\n"); trace("said %lu\\n", GetLastError()); todo_wine ok(1, "x\\n");\n'
              'winetest_push_context("c"); winetest_pop_context(); ok(!broken(0), "x\\n"); wine_dbgstr_a("a");\n'
              'ok(GetLastError() == 5, "error %lu\\n", GetLastError());',
}
OTHERS = {
    'parent': CHILD + r'''START_TEST(parent) {
        if (!strcmp(argument(), "fine")) { ok(1, "a\n"); ok(1, "b\n"); skip("c\n"); return; }
        if (!strcmp(argument(), "bad")) { ok(0, "the child\n"); return; }
        winetest_wait_child_process(child("fine"));
        winetest_wait_child_process(child("bad"));
    }''',
    'child_crash': CHILD + r'''START_TEST(child_crash) {
        if (*argument()) { ok(1, "a\n");
            *(volatile int*)0 = 1; }
        WaitForSingleObject(child("crash"), INFINITE);
    }''',
    'child_leaves': CHILD + r'''START_TEST(child_leaves) {
        if (*argument()) ExitProcess(0);
        winetest_wait_child_process(child("leave"));
    }''',
    'child_hangs': CHILD + r'''START_TEST(child_hangs) {
        if (*argument()) { ok(1, "a\n");
            Sleep(INFINITE); }
        WaitForSingleObject(child("hang"), INFINITE);
    }''',
    'not_a_test': r'''START_TEST(not_a_test) {
        STARTUPINFOA startup = {sizeof startup}; PROCESS_INFORMATION made;
        char good[] = "/bin/true", bad[] = "/bin/false";
        if (!CreateProcessA(NULL, good, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made)) return;
        winetest_wait_child_process(made.hProcess);
        if (!CreateProcessA(NULL, bad, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made)) return;
        winetest_wait_child_process(made.hProcess);
        winetest_wait_child_process((HANDLE)(ULONG_PTR)0xdeadbee0);
    }''',
    'threads': r'''static DWORD WINAPI one(void* number) {
        int i;
        winetest_push_context("thread %d", *(int*)number);
        for (i = 0; i < 1000; ++i) { todo_wine ok(i != 999, "the last\n"); }
        winetest_pop_context();
        return 0;
    }
    START_TEST(threads) {
        HANDLE all[8]; int i, numbers[8];
        for (i = 0; i < 8; ++i) { numbers[i] = i; all[i] = CreateThread(NULL, 0, one, &numbers[i], 0, NULL); }
        ok(WaitForMultipleObjects(8, all, TRUE, INFINITE) == WAIT_OBJECT_0, "waited\n");
    }''',
    'two': 'START_TEST(good) { ok(1, "x\\n"); }\nSTART_TEST(bad) { ok(0, "x\\n"); ok(0, "x\\n"); }\n'
           'START_TEST(crash) { ok(1, "x\\n"); *(volatile int*)0 = 1; }\n',
    'strings': r'''START_TEST(strings) {
        GUID id = {0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
        POINT at = {-1, 2}; RECT in = {1, 2, 3, 4};
        trace("%s %s %s %s\n", wine_dbgstr_a("q\"\\\n\x01"), wine_dbgstr_an("abc", 2), wine_dbgstr_a(NULL),
              debugstr_a((char*)9));
        trace("%s %s %s\n", wine_dbgstr_w(L"w\x20ac"), wine_dbgstr_wn(L"ab\0c", 4), wine_dbgstr_w(NULL));
        trace("%s %s %s %s\n", wine_dbgstr_guid(&id), wine_dbgstr_point(&at), wine_dbgstr_rect(&in),
              wine_dbgstr_guid(NULL));
        trace("%s %s\n", wine_dbgstr_longlong(0x123456789abcll), wine_dbgstr_longlong(10));
        ok(ARRAY_SIZE(id.Data4) == 8, "x\n"); ok(winetest_debug == 1 && !winetest_interactive, "x\n");
        ok(!strcmp(winetest_platform, "windows"), "x\n");
    }''',
}

ENDLESS = ('hanging', 'endless', 'child_hangs')


def source(name):
    path = WORK / 'sources' / f'{name}.c'
    path.parent.mkdir(parents=True, exist_ok=True)
    body = OTHERS.get(name) or f'START_TEST({name}) {{\n{BODIES[name]}\n}}\n'
    extra = '#include <signal.h>\n#include <unistd.h>\n' if name == 'aborting' else ''
    extra += 'void __stdcall _exit(int);\nstatic void lie(void) { _exit(0); }\n' if name == 'lying' else ''
    path.write_text(HEAD.replace('#include "', extra + '#include "') + body)
    return path


def run_at_once():
    """What the runner says of the programs that end by themselves, all being given at once: name -> tests."""
    names = [name for name in (*BODIES, *OTHERS) if name not in ENDLESS]
    out = WORK / 'all.json'
    with contextlib.redirect_stdout(io.StringIO()):
        run.main([*(str(source(name)) for name in names), '--build', str(BUILD), '--work', str(WORK / 'runs'), '--json',
                  str(out), '--no-wine'])
    return {one['name']: {test['name']: test['ours'] for test in one['tests']}
            for one in json.loads(out.read_text())['programs']}


def results(name, *arguments):
    """What the runner says of the program's tests, and its exit code."""
    path = name if isinstance(name, pathlib.Path) else source(name)
    out = WORK / f'{path.stem}.json'
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = run.main([str(path), '--build', str(BUILD), '--work', str(WORK / 'runs'), '--json', str(out),
                         '--no-wine', '--limit', '60', *arguments])
    program = json.loads(out.read_text())['programs'][0]
    return {test['name']: test['ours'] for test in program['tests']}, code, said.getvalue()


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.all = run_at_once()

    def only(self, name, verdict, why, *arguments):
        found = results(name, *arguments)[0] if arguments else self.all[name]
        self.assertEqual(found[name]['verdict'], verdict, found[name])
        self.assertRegex(found[name]['why'], f'^{why}$')
        return found[name]

    def test_a_program_that_passes(self):
        found = self.only('passing', 'pass', '')
        self.assertEqual((found['executed'], found['failures'], found['skipped']), (2, 0, 1))
        self.assertEqual(found['output'][-1], 'passing: 2 tests executed (0 marked as todo, 0 failures), 1 skipped.')
        self.assertEqual(found['output'][0], 'passing.c:4: said')

    def test_a_failure_is_printed_with_its_place(self):
        found = self.only('failing', 'fail', '1 failures')
        self.assertEqual(found['output'][0], 'failing.c:4: Test failed: got L"w" 7 1099511627776')

    def test_a_crash_names_the_last_line_that_was_seen(self):
        found = self.only('crashing', 'crash', r'it crashed after crashing\.c:4')
        self.assertRegex(found['output'][0], r'^crashing\.c:4: process \d+ crashed after this line: exception c0000005')
        self.only('aborting', 'crash', r'killed by SIGABRT after aborting\.c:6')

    def test_a_program_that_does_not_end_is_killed(self):
        self.only('hanging', 'hang', r'no end after 4\.0 s: it after hanging\.c:4', '--limit', '4')
        self.only('child_hangs', 'hang', r'no end after 6\.0 s: it after child_hangs\.c:\d+, '
                  r'a child after child_hangs\.c:\d+', '--limit', '6')

    def test_who_leaves_early_or_hides_failures_lies(self):
        self.only('early', 'lie', r'it left after early\.c:4 with exit code 255')
        self.only('leaving', 'lie', r'it left after leaving\.c:4 with exit code \d+')
        self.only('lying', 'lie', '1 failures, yet exit code 0')

    def test_who_checks_nothing_does_not_pass_but_may_skip(self):
        self.only('silent', 'fail', 'it checks nothing')
        self.only('skipping', 'skip', '')

    def test_output_is_bounded(self):
        found = self.only('endless', 'hang', r'no end after 1\.0 s.*', '--limit', '1')
        self.assertLess(sum(map(len, found['output'])), winetest.HEAD + winetest.TAIL + 100)
        found = self.only('many', 'fail', '5001 failures')
        self.assertEqual(sum('number' in line for line in found['output']), 20)
        self.assertIn('many.c:5: Test failed: another line', found['output'])
        self.assertIn('4980 lines were left out', found['output'])
        found = self.only('long_message', 'fail', '1 failures')
        self.assertLess(len(found['output'][0]), 2100)
        self.assertTrue(found['output'][0].endswith('xxx...'), found['output'][0][-20:])

    def test_nothing_is_excused_unless_it_is_asked_for(self):
        found = self.only('excused', 'fail', '4 failures')
        self.assertEqual((found['executed'], found['todo'], found['flaky']), (6, 0, 0))
        found = self.only('excused', 'fail', '1 failures', '--excuse', 'all')
        self.assertEqual((found['executed'], found['todo'], found['flaky'], found['skipped']), (5, 1, 1, 1))
        self.assertIn('excused.c:5: Test succeeded inside todo block: done', found['output'])
        found = self.only('excused', 'fail', '1 failures', '--excuse', 'broken,flaky')
        self.assertEqual((found['todo'], found['flaky'], found['skipped']), (0, 1, 1))

    def test_contexts_stand_before_messages_and_end(self):
        found = self.only('contexts', 'fail', '4 failures')
        self.assertEqual(found['output'][:4], [
            'contexts.c:5: outer 1: inner: Test failed: message', 'elsewhere.h:77: outer 1: Test failed: message',
            'contexts.c:7: Test failed: message', 'contexts.c:7: Test failed: there is no context to be popped'])

    def test_checks_leave_the_last_error_alone(self):
        self.only('errors', 'pass', '')

    def test_threads_have_contexts_of_their_own_and_are_counted(self):
        found = self.only('threads', 'fail', '8 failures')
        self.assertEqual(found['executed'], 8001)
        self.assertEqual(sorted(re.findall(r': (thread \d): Test failed: the last', '\n'.join(found['output']))),
                         [f'thread {number}' for number in range(8)])

    def test_children_are_counted_for_the_parent(self):
        found = self.only('parent', 'fail', '1 failures')
        self.assertEqual((found['executed'], found['skipped'], found['processes']), (5, 1, 3))
        self.assertEqual(found['output'][-1], 'parent: 5 tests executed (0 marked as todo, 1 failures), 1 skipped.')

    def test_a_child_that_crashes_or_leaves_fails_its_parent(self):
        self.only('child_crash', 'crash', r'its child process \d+ crashed after child_crash\.c:\d+')
        found = self.only('child_leaves', 'fail', '1 failures')
        self.assertRegex(found['output'][0], r'^child_leaves\.c:\d+: Test failed: child process \d+ left after .* 0')

    def test_children_that_are_no_tests_are_judged_by_their_exit_code(self):
        found = self.only('not_a_test', 'fail', '2 failures')
        self.assertEqual(found['executed'], 2)

    def test_values_are_printed(self):
        found = self.only('strings', 'pass', '')
        self.assertEqual([line.partition(': ')[2] for line in found['output'][:4]], [
            r'"q\"\\\n\x01" "ab" (null) #0009', r'L"w\x20ac" L"ab\x0000c" (null)',
            '{01020304-0506-0708-090a-0b0c0d0e0f10} (-1,2) (1,2)-(3,4) (null)', '123456789abc a'])


class Programs(unittest.TestCase):
    def test_a_program_is_a_line_and_failures_are_told(self):
        _, code, said = results('passing')
        self.assertEqual(code, 0)
        self.assertIn('passing: passing  ours pass  2 tests executed (0 marked as todo, 0 failures), 1 skipped.', said)
        _, code, said = results('failing')
        self.assertEqual(code, 1)
        self.assertIn('failing: failing: ours: fail 1 failures\n    failing.c:4: Test failed: got', said)

    def test_tests_of_a_program_run_apart(self):
        found, code, said = results('two')
        self.assertEqual({name: one['verdict'] for name, one in found.items()},
                         {'good': 'pass', 'bad': 'fail', 'crash': 'crash'})
        self.assertEqual(code, 1)
        self.assertIn('two: ours: 1 of 3 tests pass; 4 tests executed (0 marked as todo, 3 failures), 0 skipped.', said)

    def test_a_program_by_itself_runs_all_its_tests_and_lists_them(self):
        results('two')
        path = WORK / 'runs' / 'ours' / 'two'
        self.assertEqual(subprocess.check_output([path, '--list'], text=True).split(), ['good', 'bad', 'crash'])
        done = subprocess.run([path], stdout=subprocess.PIPE, text=True)
        self.assertIn('bad: 2 tests executed (0 marked as todo, 2 failures), 0 skipped.', done.stdout)
        self.assertIn('crash: 1 tests executed (0 marked as todo, 1 failures), 0 skipped.', done.stdout)
        self.assertNotIn('\x1b', done.stdout)
        self.assertIn('\x1b[1;31m', subprocess.run([path, 'bad'], stdout=subprocess.PIPE, text=True,
                                                   env={**os.environ, 'WINETEST_COLOR': '1'}).stdout)
        self.assertEqual(subprocess.run([path, 'bad'], stdout=subprocess.DEVNULL).returncode, 2)
        self.assertEqual(subprocess.run([path, 'worse'], stderr=subprocess.DEVNULL).returncode, 254)

    def test_children_of_a_program_by_itself_are_counted(self):
        results('parent')
        done = subprocess.run([WORK / 'runs' / 'ours' / 'parent'], stdout=subprocess.PIPE, text=True)
        self.assertIn('parent: 5 tests executed (0 marked as todo, 1 failures), 1 skipped.', done.stdout)
        self.assertEqual(done.returncode, 1)

    def test_a_folder_is_a_program_of_all_its_sources_in_c_and_cpp(self):
        folder = WORK / 'folder'
        folder.mkdir(exist_ok=True)
        (folder / 'one.c').write_text(HEAD + 'int helper(void);\nSTART_TEST(one) { ok(helper() == 5, "x\\n"); }\n')
        (folder / 'two.cpp').write_text(HEAD + 'START_TEST(two) { ok(nullptr == 0, "x\\n"); }\n')
        (folder / 'helper.c').write_text('int helper(void) { return 5; }\n')
        (folder / 'wrong.c').write_text(HEAD + 'START_TEST(wrong) { ok(nothing, "x\\n"); }\n')
        (folder / 'testlist.c').write_text('#define STANDALONE\n' + HEAD + 'extern void func_one(void);\n'
                                           'const struct test winetest_testlist[] = {{"one", func_one}, {0, 0}};\n')
        found, code, said = results(folder)
        self.assertEqual({name: one and one['verdict'] for name, one in found.items()},
                         {'one': 'pass', 'two': 'pass', 'wrong': None})
        self.assertEqual(code, 1)
        self.assertIn('folder: wrong.c cannot be built', said)

    def test_a_program_without_tests_does_not_pass(self):
        path = WORK / 'sources' / 'empty.c'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD)
        _, code, said = results(path)
        self.assertEqual(code, 1)
        self.assertIn('no START_TEST', said)

    def test_what_is_not_there_is_refused(self):
        for arguments in (['nowhere.c'], [str(source('passing')), '--excuse', 'everything']):
            with self.subTest(arguments), self.assertRaises(SystemExit) as end, \
                    contextlib.redirect_stderr(io.StringIO()):
                run.main(arguments)
            self.assertEqual(end.exception.code, 2)

    @unittest.skipIf(winetest.have_wine(), winetest.have_wine())
    def test_wine_is_judged_beside(self):
        out = WORK / 'wine.json'
        with contextlib.redirect_stdout(io.StringIO()):
            run.main([str(source('two')), str(source('parent')), '--build', str(BUILD), '--work', str(WORK / 'runs'),
                      '--json', str(out)])
        tests = [test for one in json.loads(out.read_text())['programs'] for test in one['tests']]
        for test in tests:
            for field in ('verdict', 'executed', 'failures', 'processes', 'skipped'):
                self.assertEqual(test['ours'][field], test['wine'][field], test['name'])


if __name__ == '__main__':
    WORK.mkdir(parents=True, exist_ok=True)
    run_unittests('runner_test')
