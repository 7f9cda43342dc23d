# SPDX-License-Identifier: LGPL-2.1-or-later
"""Do the facts notice when a behaviour is gone? mutations.py WORKDIR [NAME...]

mutations.txt lists small changes of the library, each of which takes one behaviour away:

    == what is taken away
    handleapi/sync/semaphore.cpp
    -text that stands there once
    +text in its place

Lines with - and + may repeat. In a copy of the tree each is applied, the library built, and every conformance program
run on it until a fact deviates. Prints the score; the exit code is 1 when a change was noticed by no fact. It takes a
quarter of an hour: it is run by hand."""
import concurrent.futures
import os
import pathlib
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


def mutations():
    """(name, file, old text, new text) of mutations.txt."""
    found = []
    for block in (HERE / 'mutations.txt').read_text(encoding='utf-8').split('\n== ')[1:]:
        name, file, *lines = block.rstrip('\n').split('\n')
        old = '\n'.join(line[1:] for line in lines if line.startswith('-'))
        new = '\n'.join(line[1:] for line in lines if line.startswith('+'))
        found.append((name, file, old, new))
    return found


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


def mutate(tree, file, old, new):
    path = tree / file
    text = path.read_text(encoding='utf-8')
    if text.count(old) != 1 or not old:
        raise Stale(f'{file}: the text is there {text.count(old)} times')
    path.write_text(text.replace(old, new), encoding='utf-8')
    return text


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
    caught, missed = 0, []
    for name, file, old, new in mutations():
        if names and name not in names:
            continue
        try:
            text = mutate(tree, file, old, new)
        except Stale as why:
            missed.append(f'{name}: {why}')
            print(f'STALE    {missed[-1]}', flush=True)
            continue
        complaint = build(tree)
        seen = '' if complaint else noticed(programs, tree, work)
        (tree / file).write_text(text, encoding='utf-8')
        if complaint or not seen:
            missed.append(f'{name}: {complaint or "no fact deviates"}')
            print(f'MISSED   {missed[-1]}', flush=True)
        else:
            caught += 1
            print(f'noticed  {name}: {seen}', flush=True)
    print(f'{caught} passed, {len(missed)} failed')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
