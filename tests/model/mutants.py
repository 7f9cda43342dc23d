#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Copies a source of the engine so that it can be broken on purpose: mutants.py SOURCE OUTPUT

Each mutant is a place in a source and what stands there instead, with BROKEN for "this mutant is wanted". The test runs
them one by one and expects that a play finds each (meson.build says which).
"""
import pathlib
import sys

# Source -> name -> (text that stands there once, text instead).
MUTANTS = {
    'wait.cpp': {
        'no look after enqueueing': (
            '    if (lock.count != 0) {\n        // Lost',
            '    if (lock.count != 0 && !BROKEN) {\n        // Lost'),
        'several locks without the global one': (
            '    std::lock_guard lock(wait_all_lock);\n    return take_all(objects, thread_id,',
            '    std::unique_lock lock(wait_all_lock, std::defer_lock);\n    if (!BROKEN) lock.lock();\n'
            '    return take_all(objects, thread_id,'),
        'no second look of a wait for all': (
            'static_cast<void>(try_complete());',
            'if (!BROKEN) static_cast<void>(try_complete());'),
        'a wait for all takes what it can': (
            'object.unlock(taken && counts[i] != 0 ?',
            'object.unlock((taken || BROKEN) && counts[i] != 0 ?'),
        'no look for calls after the wait has begun': (
            'if (alertable == Alertable::yes && thread.apcs_pending()) static_cast<void>(thread',
            'if (!BROKEN && alertable == Alertable::yes && thread.apcs_pending()) static_cast<void>(thread'),
        'signal-and-wait looks without the lock': (
            '    if (withdrawn) {\n',
            '    if (BROKEN ? !satisfied && !entry[0].link.linked() : withdrawn) {\n'),
    },
    'object.cpp': {
        'the signal is consumed before the wait is won': (
            '        if (block.satisfy(candidate.index)) {\n',
            '        if (BROKEN) static_cast<void>(lock.consume());\n        if (block.satisfy(candidate.index)) {\n'),
        'a contended lock forgets who sleeps': (
            'compare_exchange_weak(word, word | kLocked | kContended, std',
            'compare_exchange_weak(word, word | kLocked | (BROKEN ? 0 : kContended), std'),
        'a wait for all is not told': (
            '    if (!wait_alls) return;\n',
            '    if (!wait_alls || BROKEN) return;\n'),
    },
    'iocp.cpp': {
        'a packet goes to a wait that has ended': (
            '    if (!thread.wait_block().satisfy(0)) {\n        stop_running(thread);\n',
            '    if (!thread.wait_block().satisfy(0)) {\n        stop_running(thread);\n'
            '        if (BROKEN) packets_.pop();\n'),
        'closing wakes nobody': (
            '        if (block.satisfy(0)) wakes.add(address);\n    }\n}\n',
            '        if (block.satisfy(0) && !BROKEN) wakes.add(address);\n    }\n}\n'),
        'a thread that blocks lets nobody run': (
            '    stop_running(thread);\n    release_waiters(wakes);\n}\n\nvoid CompletionPort::thread_resumes',
            '    stop_running(thread);\n    if (!BROKEN) release_waiters(wakes);\n}\n\n'
            'void CompletionPort::thread_resumes'),
    },
    'apc.cpp': {
        'a call ends a later wait, too': (
            '        alerted = block.alert();\n        return base::Status::ok;\n    });\n}\n',
            '        if (!BROKEN) alerted = block.alert();\n        return base::Status::ok;\n    });\n'
            '    if (BROKEN && succeeded(pushed)) alerted = block.alert();\n    return pushed;\n}\n'),
        'a queue is not closed': (
            'state.closed = true;',
            'state.closed = !BROKEN;'),
    },
    'srw_lock.cpp': {
        'a woken writer forgets the others': (
            'compare_exchange_weak(seen, kExclusive | others,',
            'compare_exchange_weak(seen, kExclusive | (BROKEN ? 0 : others),'),
    },
    'condition_variable.cpp': {
        'the wake-ups are counted without the lock': (
            'base::futex_wait(&condition, before, deadline)',
            'base::futex_wait(&condition, BROKEN ? wake_ups(condition).load(std::memory_order_relaxed) : before,\n'
            '                                    deadline)'),
    },
    'mutex.cpp': {
        'the next owner is not told': (
            '        abandoned_ = true;\n',
            '        abandoned_ = !BROKEN;\n'),
    },
}
# What an edit needs elsewhere in the file.
ALSO = {
    'apc.cpp': [('    return state_.with([&](State& state) {\n        if (state.closed)',
                 '    const base::Status pushed = state_.with([&](State& state) {\n        if (state.closed)')],
}


def replaced(text, old, new, name):
    if text.count(old) != 1:
        sys.exit(f'mutant "{name}": its place stands {text.count(old)} times in the source; mutants.py is to follow')
    return text.replace(old, new)


def main():
    source, output = map(pathlib.Path, sys.argv[1:])
    text = source.read_text()
    for name, (old, new) in MUTANTS[source.name].items():
        text = replaced(text, old, new.replace('BROKEN', f'model::broken("{name}")'), name)
    for old, new in ALSO.get(source.name, []):
        text = replaced(text, old, new, source.name)
    output.write_text('namespace model {\nbool broken(const char* how) noexcept;\n}\n' + text)


if __name__ == '__main__':
    main()
