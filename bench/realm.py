# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a command in a Kerberos realm made for it: realm.py COMMAND...; the server's principal is in $BENCH_PRINCIPAL.
Without MIT's KDC the command runs all the same."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tests' / 'interop'))
import kdc

USER = 'bench'
PRINCIPAL = f'host/bench.rpc.test@{kdc.REALM}'


def main():
    if kdc.missing():
        print(f'no Kerberos figures without {" ".join(kdc.missing())}', file=sys.stderr)
        return subprocess.run(sys.argv[1:]).returncode
    with tempfile.TemporaryDirectory() as work:
        realm = kdc.Kdc(pathlib.Path(work) / 'realm')
        try:
            realm.start()
            realm.admin(f'addprinc -pw secret {USER}')
            realm.admin(f'addprinc -randkey {PRINCIPAL}')
            realm.admin(f'ktadd {PRINCIPAL}')
            environment = {**realm.environment, 'KRB5CCNAME': realm.log_in(USER, 'secret', USER),
                           'BENCH_PRINCIPAL': PRINCIPAL}
            environment['PATH'] = os.environ['PATH']
            return subprocess.run(sys.argv[1:], env=environment).returncode
        finally:
            realm.stop()


sys.exit(main())
