# SPDX-License-Identifier: LGPL-2.1-or-later
"""The conformance runner with programs that pass, fail, crash, hang, spawn children, print garbage and lie, and with
result files of Windows machines that cannot be taken: runner_test.py BUILDDIR WORKDIR."""
import contextlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import bundle
import codes
import conformance
import expectations
import headers_group
import mutations
import page
import program
import table

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from tally import run_unittests  # noqa: E402

BUILD, WORK = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
BODIES = {
    'good': 'puts("F: one: 1"); puts("F: two: \\"a: b\\""); return 0;',
    'other': 'puts("F: one: 2"); puts("F: two: \\"a: b\\""); return 0;',
    'code': 'puts("F: one: 1"); return 3;',
    'crash': 'puts("F: one: 1"); fflush(stdout); *(volatile int*)0 = 1; return 0;',
    'hang': 'puts("F: one: 1"); fflush(stdout); for (;;) pause();',
    'silent': 'return 0;',
    'garbage': 'puts("F: one: 1"); puts("\\x01\\xff garbage: \\x02: 3"); puts("F: two: 2"); return 0;',
    'twice': 'puts("F: one: 1"); puts("F: one: 1"); return 0;',
    'endless': 'for (;;) puts("F: one: 1");',
    # A child that outlives its parent and keeps the output open.
    'orphan': 'if (fork() == 0) for (;;) pause(); puts("F: one: 1"); return 0;',
    # The child hangs, the parent waits for it.
    'family': 'puts("F: one: 1"); fflush(stdout); if (fork() == 0) for (;;) pause(); wait(NULL); return 0;',
}
FACTS = '= page: words\nF: one: 1\nF: two: "a: b"\n'


def made(name):
    source = WORK / f'{name}.c'
    source.write_text('#include <stdio.h>\n#include <unistd.h>\n#include <sys/wait.h>\n'
                      f'int main(void) {{ {BODIES[name]} }}\n')
    out = WORK / name
    program.compiled(['gcc', '-w', source, '-o', out])
    return out


def ran(name, limit=60):
    return program.run_native(made(name), BUILD, WORK, limit)


def judged(run, facts=FACTS):
    path = WORK / 'G.facts'
    path.write_text(facts)
    return table.group_of('G', expectations.read(path), {'ours': run, 'wine': None})


def processes_of(name):
    """Those that are still there, after a while for the kernel to end the killed ones."""
    end = time.monotonic() + 20
    while running(name) and time.monotonic() < end:
        time.sleep(0.01)
    return running(name)


def running(name):
    found = []
    for folder in pathlib.Path('/proc').glob('[0-9]*'):
        with contextlib.suppress(OSError):
            if os.readlink(folder / 'exe') == str(WORK / name):
                found.append(folder.name)
    return found


class Programs(unittest.TestCase):
    def test_a_program_that_prints_what_is_expected_deviates_nowhere(self):
        run = ran('good')
        self.assertEqual(run, program.Run({'F: one': '1', 'F: two': '"a: b"'}))
        self.assertEqual(list(judged(run).deviations()), [])

    def test_another_value_is_a_deviation_that_names_the_page(self):
        self.assertEqual(list(judged(ran('other')).deviations()), ['G: F: one: ours 2, expected 1 (page: words)'])

    def test_a_missing_fact_and_one_too_many_are_deviations(self):
        run = ran('good')
        self.assertEqual([row.verdict('ours') for row in judged(run, FACTS + 'F: three: 3\n').rows],
                         ['equal', 'equal', 'not applicable'])
        self.assertEqual(len(list(judged(run, FACTS + 'F: three: 3\n').deviations())), 1)
        self.assertEqual(len(list(judged(run, '= page\nF: one: 1\n').deviations())), 1)

    def test_trouble_names_what_happened_and_the_last_line_and_keeps_the_facts(self):
        for name, why in {'code': 'exit code 3', 'crash': 'killed by SIGSEGV', 'twice': 'it prints a fact twice'}.items():
            with self.subTest(name):
                run = ran(name)
                self.assertEqual(run, program.Run({'F: one': '1'}, f"{why}; its last line: 'F: one: 1'"))
                self.assertIn(f'G: {run.trouble}', list(judged(run).deviations()))

    def test_silence_is_trouble(self):
        self.assertEqual(ran('silent').trouble, "it prints nothing; its last line: ''")

    def test_garbage_ends_the_facts(self):
        run = ran('garbage')
        self.assertEqual(run.facts, {'F: one': '1'})
        self.assertIn('what it prints is no fact', run.trouble)
        self.assertTrue(run.trouble.isascii() and run.trouble.isprintable(), run.trouble)

    def test_who_does_not_end_is_killed_with_its_children(self):
        for name in ('hang', 'family'):
            with self.subTest(name):
                self.assertEqual(ran(name, 1), program.Run({'F: one': '1'}, "no end after 1 s; its last line: 'F: one: 1'"))
                self.assertEqual(processes_of(name), [])

    def test_a_program_does_not_outlive_a_runner_that_is_killed(self):
        made('hang')
        code = ('import pathlib, sys, program; '
                'program.run_native(*(pathlib.Path(path) for path in sys.argv[1:]))')
        runner = subprocess.Popen([sys.executable, '-c', code, WORK / 'hang', BUILD, WORK / 'killed'],
                                  cwd=pathlib.Path(__file__).resolve().parent)
        end = time.monotonic() + 60
        while not running('hang') and time.monotonic() < end:
            time.sleep(0.01)
        self.assertTrue(running('hang'))
        runner.kill()
        runner.wait()
        self.assertEqual(processes_of('hang'), [])

    def test_endless_output_is_bounded(self):
        self.assertIn('no end after 1 s', ran('endless', 1).trouble)

    def test_a_child_left_behind_neither_delays_nor_survives_the_run(self):
        self.assertEqual(ran('orphan'), program.Run({'F: one': '1'}))
        self.assertEqual(processes_of('orphan'), [])


class Mutations(unittest.TestCase):
    def test_each_has_its_place_in_the_sources(self):
        names = [mutation.name for mutation in mutations.listed()]
        self.assertEqual(len(names), len(set(names)))
        for mutation in mutations.listed():
            text = (mutations.ROOT / mutation.file).read_text(encoding='utf-8')
            self.assertNotEqual(mutation.applied(text), text, mutation.name)

    def test_a_text_that_is_gone_or_there_twice(self):
        for text in ('b', 'aa'):
            with self.assertRaises(mutations.Stale):
                mutations.Mutation('a name', 'a.cpp', 'a', 'c').applied(text)

    def test_every_refusal_is_left_out_in_turn(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / 'a.cpp'
            source.write_text('if (!a) return Status::no;\nif (b) return Status::ok;\n'
                              'if (auto c = d(); !c) return failing(Status::no, FALSE);\n')
            text = source.read_text()
            changed = [mutation.applied(text).split('\n') for mutation in mutations.refusals([source])]
        self.assertEqual([lines[0] for lines in changed], ['if (false && (!a)) return Status::no;', text.split('\n')[0]])
        self.assertEqual(changed[1][2], 'if (auto c = d(); false && (!c)) return failing(Status::no, FALSE);')


class Expected(unittest.TestCase):
    def test_files_that_are_no_facts_are_refused_with_their_line(self):
        for text, line in {'F: one: 1\n': 1, '= page\nno fact\n': 2, '= page\nF: a: 1\nF: a: 1\n': 3, '= page\n    wine: 1\n': 2,
                           '= page\nF: a: 1\n    mars: 1\n': 3,
                           '= page: 6 (Rpc/rpc-return-values)\nF: a: 1\n= Rpc/rpc-return-values.md: 6\n': 3}.items():
            (WORK / 'bad.facts').write_text(text)
            with self.subTest(text), self.assertRaisesRegex(expectations.Malformed, f'bad.facts:{line}:'):
                expectations.read(WORK / 'bad.facts')

    def test_new_facts_are_recorded_as_unread(self):
        path = WORK / 'new.facts'
        path.write_text(FACTS)
        expectations.append_unread(path, {'F: one': '1', 'F: three': '3'}, {'F: one': '1', 'F: three': '4'})
        known = expectations.read(path)
        self.assertEqual((known['F: three'].source, known['F: three'].wine), ('unread', '4'))
        self.assertFalse(known['F: three'].documented)


class Codes(unittest.TestCase):
    def unnamed(self, text):
        path = WORK / 'codes.facts'
        path.write_text(text)
        return list(codes.unnamed(expectations.read(path), codes.named_codes()))

    def test_a_failure_has_its_code_in_the_words_of_its_source(self):
        self.assertEqual(self.unnamed('= page: ERROR_INVALID_HANDLE\nF: one: FALSE 6\nF: two: NULL, error 6\n'
                                      '= page: RPC_BAD_STUB_DATA, or 5\nF: three: raises 1783\nF: four: raises 5\n'
                                      '= page: E_INVALIDARG\nF: five: 0x80070057\n'), [])

    def test_words_of_success_or_of_another_code_do_not_decide_a_failure(self):
        self.assertEqual(self.unnamed('= page: "removes the limit"\nF: one: raises 5\n'
                                      '= page: ERROR_ACCESS_DENIED\nF: two: FALSE 6\nF: three: 1702\n'),
                         [('F: one', 5), ('F: two', 6), ('F: three', 1702)])

    def test_what_is_no_failure_and_what_no_page_decides_needs_none(self):
        self.assertEqual(self.unnamed('= page: words\nF: one: TRUE\nF: two: 5\nF: three: a handle, error 0\n'
                                      'F: four: 0x0, error 3735928559\n= observed: words\nF: five: FALSE 6\n'), [])


class Headers(unittest.TestCase):
    """What tests/layout finds, as a group."""

    def group(self, *differences):
        report = headers_group.layout.headers.Report('mingw-w64', {'a.h': 5, 'b.h': 2}, 1, list(differences))
        return headers_group.of_report(report)

    def test_what_differs_for_no_reason_deviates(self):
        of = headers_group.layout.headers.Difference
        group = self.group(of('a.h', 'F', 'function', 'int()', 'void()', ''), of('a.h', 'T', 'typedef', '', 'int', ''))
        self.assertEqual(list(group.deviations()), [
            'headers: a.h: F: ours int(), expected function void() (mingw-w64)',
            'headers: a.h: T: ours (missing), expected typedef int (mingw-w64)'])
        self.assertIn('for none, 2', group.note)

    def test_what_is_meant_is_told_with_its_reason_and_counted_apart(self):
        of = headers_group.layout.headers.Difference
        group = self.group(of('a.h', 'F', 'function', 'int()', 'void()', 'why'),
                           *(of('b.h', f'N{number}', 'macro', '', '1', 'because') for number in range(9)))
        self.assertEqual(list(group.deviations()), [])
        self.assertEqual([(row.function, row.fact, row.says) for row in group.rows], [
            ('a.h', 'F', 'why (mingw-w64: void())'), ('b.h', 'N0, N1, N2, N3, N4, N5 and 3 more', 'because')])
        self.assertEqual(group.note, '7 values and declarations are as those of mingw-w64; for a reason, 1 are different '
                                     'and 9 absent; for none, 0')
        self.assertNotRegex('\n'.join(table.as_text([group])), '(?m)^headers  ')


class Tool(unittest.TestCase):
    """The command, on a folder of two groups one of which cannot be built."""

    def setUp(self):
        self.folder = WORK / 'programs'
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        (self.folder / 'good.c').write_text('#include <stdio.h>\nint main(void) { puts("F: one: 1"); return 0; }\n')
        (self.folder / 'good.facts').write_text('= page: </script> "words"\nF: one: 1\n')

    def run_tool(self, *arguments):
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            try:
                code = conformance.main(['--build', str(BUILD), '--programs', str(self.folder), *map(str, arguments)])
            except SystemExit as end:
                code = end.code
        return code, said.getvalue(), complained.getvalue()

    def test_all_is_well(self):
        code, said, _ = self.run_tool('--json', WORK / 'out.json', '--html', WORK / 'out.html')
        self.assertEqual(code, 0, said)
        facts = json.loads((WORK / 'out.json').read_text())['groups'][0]['facts']
        self.assertEqual([(fact['ours'], fact['verdicts']['ours']) for fact in facts], [('1', 'equal')])
        text = (WORK / 'out.html').read_text()
        self.assertIn('<\\/script> \\"words\\"', text)
        self.assertEqual(text.count('</script>'), 1)

    def test_a_group_that_cannot_be_built_does_not_lose_the_others(self):
        (self.folder / 'broken.c').write_text('int main(void) { return nothing; }\n')
        code, said, _ = self.run_tool()
        self.assertEqual(code, 1)
        self.assertIn('broken: it cannot be built', said)
        self.assertRegex(said, r'(?m)^good +1')

    def test_lists_and_picks_groups(self):
        self.assertRegex(self.run_tool('--list')[1], r'^good +1\n$')
        self.assertEqual(self.run_tool('--only', 'good')[0], 0)
        self.assertIn('no group bad', str(self.run_tool('--only', 'bad')[0]))

    @unittest.skipIf(program.have_wine(), program.have_wine())
    def test_the_folder_for_windows_runs_and_its_result_is_a_column(self):
        out = WORK / 'bundle'
        shutil.rmtree(out, ignore_errors=True)
        (self.folder / 'crash.c').write_text('#include <stdio.h>\nint main(void) { puts("F: x: 1"); return 7; }\n')
        self.assertEqual(self.run_tool('--export', out)[0], 0)
        subprocess.run(['wine', 'cmd', '/c', 'run.cmd'], cwd=out, env={**os.environ, 'WINEDEBUG': '-all'}, check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        code, said, _ = self.run_tool('--only', 'good', '--windows', out / 'results.txt', '--json', WORK / 'out.json')
        self.assertEqual(code, 0, said)
        facts = json.loads((WORK / 'out.json').read_text())['groups'][0]['facts']
        self.assertEqual(facts[0]['verdicts']['windows'], 'equal')
        sources = sorted(self.folder.glob('*.c'))
        self.assertEqual(bundle.read_results(out / 'results.txt', sources)['crash'],
                         program.Run({'F: x': '1'}, "exit code 7; its last line: 'F: x: 1'"))

    def test_results_of_another_version_and_what_is_no_result_are_refused(self):
        for text, why in {'rpcrt4-conformance 1 0123456789abcdef\r\n': 'another version', 'MZ\0\0': 'not a result file',
                          '': 'not a result file'}.items():
            (WORK / 'results.txt').write_text(text)
            with self.subTest(text):
                code, _, complained = self.run_tool('--windows', WORK / 'results.txt')
                self.assertEqual(code, 2)
                self.assertIn(why, complained)
        self.assertEqual(self.run_tool('--windows', WORK / 'nowhere')[0], 2)

    def test_a_result_file_that_breaks_off_keeps_its_groups(self):
        sources = sorted(self.folder.glob('*.c'))
        (WORK / 'results.txt').write_text(f'{bundle.FORMAT} {bundle.digest(sources)}\r\n\r\n== begin good\r\nF: one: 1\r\n'
                                          '\r\n== end good: 0\r\n\r\n== begin half\r\nF: two: 1\r\n')
        runs = bundle.read_results(WORK / 'results.txt', sources)
        self.assertEqual(runs['good'], program.Run({'F: one': '1'}))
        self.assertIn('no end', runs['half'].trouble)


if __name__ == '__main__':
    WORK.mkdir(parents=True, exist_ok=True)
    run_unittests('runner_test')
