# SPDX-License-Identifier: LGPL-2.1-or-later
# rpc_echo.idl in the words of Cap'n Proto.
@0xc9a3b0b8d3f6a1e2;

interface Echo {
    echo @0 (value :Int32) -> (value :Int32);
    # The first and the last byte come back one greater.
    blob @1 (data :Data) -> (data :Data);
}
