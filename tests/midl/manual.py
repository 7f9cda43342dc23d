# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manual page and the help agree: manual.py MIDL MIDL.1

Every switch that `midl -help` explains is in the page, and every switch the page heads a paragraph with is in the help.
"""
import re
import subprocess
import sys


def main():
    midl, page = sys.argv[1:]
    text = subprocess.run([midl, '-help'], stdout=subprocess.PIPE, text=True, check=True).stdout
    explained = set(re.findall(r'^  (-\w+)', text.split('Accepted and without meaning')[0], re.M))
    with open(page, encoding='utf-8') as file:
        body = file.read().split('.SH SWITCHES')[1].split('.SH MESSAGES')[0]
    headed = set()
    for line in re.findall(r'^\.TP\n(\..+)$', body, re.M):
        headed |= set(re.findall(r'(?<![\w-])(-[A-Za-z_]\w*)', line))
    missing, unknown = sorted(explained - headed), sorted(headed - explained)
    print('%d switches explained; not in the page: %s; not in the help: %s' % (len(explained), missing, unknown))
    return 1 if missing or unknown or len(explained) < 40 else 0


if __name__ == '__main__':
    sys.exit(main())
