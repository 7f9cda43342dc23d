# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manual page and the help agree: manual.py TOOL PAGE

Every option that `TOOL --help` explains has a paragraph in the page, and every option the page heads a paragraph with
is in the help.
"""
import re
import subprocess
import sys


def main():
    tool, page = sys.argv[1:]
    text = subprocess.run([tool, '--help'], stdout=subprocess.PIPE, text=True, check=True).stdout
    explained = set(re.findall(r'(?<![\w-])(--?[A-Za-z][\w-]*)', '\n'.join(
        line.strip().split('  ')[0] for line in text.splitlines() if line.startswith('  -'))))
    with open(page, encoding='utf-8') as file:
        body = file.read().replace('\\-', '-').split('.SH OPTIONS')[1].split('\n.SH ')[0]
    headed = set()
    for line in re.findall(r'^\.TP\n(\..+)$', body, re.M):
        headed |= set(re.findall(r'(?<![\w-])(--?[A-Za-z][\w-]*)', line))
    missing, unknown = sorted(explained - headed), sorted(headed - explained)
    print('%d options explained; not in the page: %s; not in the help: %s' % (len(explained), missing, unknown))
    return 1 if missing or unknown or len(explained) < 3 else 0


if __name__ == '__main__':
    sys.exit(main())
