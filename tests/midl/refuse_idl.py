# SPDX-License-Identifier: LGPL-2.1-or-later
"""What midl must refuse: refuse_idl.py MIDL WORKDIR IDL...

A line of an IDL that ends in `// refused: WHAT` must be the place of an error MIDL9100 that names WHAT, and no other
line may be one. midl must fail and write nothing.
"""
import os
import re
import shutil
import subprocess
import sys


def expected(idl):
    with open(idl, encoding='utf-8') as file:
        matches = [(number, re.search(r'// refused: (.+)$', line)) for number, line in enumerate(file, 1)]
    return [(number, match.group(1)) for number, match in matches if match]


def refused(messages):
    pattern = r'^.+:(\d+):\d+: (?:error|warning) MIDL(\d+): (.+)$'
    found = []
    for line, code, text in re.findall(pattern, messages, re.M):
        tail = ' is not supported by code generation'
        is_refusal = code == '9100' and text.endswith(tail)
        found.append((int(line), text[:-len(tail)] if is_refusal else 'MIDL%s: %s' % (code, text)))
    return sorted(found)


def check(midl, idl, work):
    folder = os.path.join(work, os.path.splitext(os.path.basename(idl))[0])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    run = subprocess.run([midl, '-nologo', '-app_config', '-out', folder, idl], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
    wanted, found, written = expected(idl), refused(run.stdout), os.listdir(folder)
    is_good = wanted and wanted == found and run.returncode == 1 and not written
    print('%s  %s: %d refused, status %d' % ('ok  ' if is_good else 'FAIL', idl, len(found), run.returncode))
    if not is_good:
        print('wanted %s\nfound  %s\nwritten %s\n%s' % (wanted, found, written, run.stdout))
    return not is_good


def main():
    midl, work, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    return 1 if sum(check(midl, idl, work) for idl in files) else 0


if __name__ == '__main__':
    sys.exit(main())
