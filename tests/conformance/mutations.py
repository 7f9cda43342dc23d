# SPDX-License-Identifier: LGPL-2.1-or-later
"""Do the facts notice when a behaviour is gone?

    mutations.py WORKDIR [NAME...]              those of mutations.txt
    mutations.py WORKDIR --refusals FILE...     each refusal of a source left out: if (...) return Status::...;

mutations.txt lists small changes of the library, each of which takes one behaviour away:

    == what is taken away
    handleapi/sync/semaphore.cpp
    -text that stands there once
    +text in its place

Lines with - and + may repeat. In a copy of the tree each is applied, the library built, and every conformance program
run on it until a fact deviates. Prints the score; the exit code is 1 when a change was noticed by no fact. Those of
mutations.txt take a quarter of an hour: it is run by hand. What no fact notices of the refusals is a fact that is
missing, or a check that is made elsewhere as well; running out of memory nobody provokes."""
import collections
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys

import expectations
import program
import table

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIMIT = 60  # seconds for a program: a behaviour that is gone may leave somebody waiting


class Stale(Exception):
    pass


@dataclasses.dataclass
class Mutation:
    name: str
    file: str
    old: str
    new: str
    line: int | None = None  # where the old text is one of several

    def applied(self, text):
        if self.line is not None:
            lines = text.split('\n')
            lines[self.line] = lines[self.line].replace(self.old, self.new, 1)
            return '\n'.join(lines)
        if text.count(self.old) != 1 or not self.old:
            raise Stale(f'{self.file}: the text is there {text.count(self.old)} times')
        return text.replace(self.old, self.new)


def listed():
    """Those of mutations.txt."""
    for block in (HERE / 'mutations.txt').read_text(encoding='utf-8').split('\n== ')[1:]:
        name, file, *lines = block.rstrip('\n').split('\n')
        yield Mutation(name, file, *('\n'.join(line[1:] for line in lines if line.startswith(sign)) for sign in '-+'))


REFUSAL = re.compile(r'if \((?:[^;]*; )?(.*)\) return .*(?:Status::(?!ok\b)|RPC_[SX]_|ERROR_)')


def refusals(files):
    for file in files:
        for number, line in enumerate((ROOT / file).read_text(encoding='utf-8').split('\n')):
            found = REFUSAL.search(line)
            if found:
                condition = found[1]
                yield Mutation(f'{file}:{number + 1}: {line.strip()}', file, f'{condition}) return',
                               f'false && ({condition})) return', number)


def copy_tree(to):
    listed = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    for name in filter(None, listed.split('\0')):
        target, source = to / name, ROOT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            shutil.copy2(source, target)
            os.utime(target)


def build(tree):
    """What the compiler complains of; '' when the library is there."""
    if not (tree / 'build' / 'build.ninja').exists():
        program.compiled(['meson', 'setup', tree / 'build', tree, '-Dtests=false', '-Dbench=false',
                          '-Dcpp_args=-Wno-error'])
    done = subprocess.run(['ninja', '-C', tree / 'build', '--quiet', 'rpcrt4/librpcrt4.so.0.1.0', program.MIDL],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout[-2000:] if done.returncode else ''


def deviation(source, native, tree, work):
    """Of a program: a fact that differs, rather than how the run ended; '' when all is as it should be."""
    run = program.run_native(native, tree / 'build', work, LIMIT)
    group = table.group_of(source.stem, expectations.read(source.with_suffix('.facts')), {'ours': run})
    return ['', *group.deviations()][-1]


def noticed(programs, tree, work):
    """The first deviation of any program, or ''."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pending = [pool.submit(deviation, source, native, tree, work) for source, native in programs]
        first = ''
        for done in concurrent.futures.as_completed(pending):
            if not done.cancelled() and done.result():
                first = first or done.result()
                for other in pending:
                    other.cancel()
    return first


def outcome_of(mutation, programs, tree, work):
    """'noticed', 'MISSED' or 'STALE', and why."""
    path = tree / mutation.file
    text = path.read_text(encoding='utf-8')
    try:
        path.write_text(mutation.applied(text), encoding='utf-8')
        complaint = build(tree)
        if complaint:
            return 'STALE', complaint
        seen = noticed(programs, tree, work)
        return ('noticed', seen) if seen else ('MISSED', 'no fact deviates')
    except Stale as why:
        return 'STALE', why
    finally:
        path.write_text(text, encoding='utf-8')


def main(work, *names):
    work = pathlib.Path(work).resolve()
    tree = work / 'tree'
    copy_tree(tree)
    if build(tree):
        sys.exit('the tree does not build')
    programs = [(source, program.build_native(source, tree / 'build', ROOT / 'include', work))
                for source in sorted((HERE / 'programs').glob('*.c'))]
    before = noticed(programs, tree, work)
    if before:
        sys.exit(f'the facts deviate without any change: {before}')
    if names[:1] == ('--refusals',):
        chosen = list(refusals(names[1:]))
    else:
        chosen = [mutation for mutation in listed() if not names or mutation.name in names]
    counts = collections.Counter()
    for mutation in chosen:
        outcome, why = outcome_of(mutation, programs, tree, work)
        counts[outcome] += 1
        print(f'{outcome:<9}{mutation.name}: {why}', flush=True)
    print(f'{counts["noticed"]} passed, {counts.total() - counts["noticed"]} failed')
    return int(counts['noticed'] != len(chosen))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
