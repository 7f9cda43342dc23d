# SPDX-License-Identifier: LGPL-2.1-or-later
# Sourced by tools/demo, tools/check and tools/bench: goes to the root of the tree, installs Debian packages that are
# missing, configures and builds. Nothing here prints unless it takes time.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

step() { printf '== %s\n' "$*"; }

build_packages='g++ meson ninja-build pkg-config libuv1-dev libffi-dev nettle-dev libkrb5-dev libcli11-dev nlohmann-json3-dev python3'
check_packages='doctest-dev libbenchmark-dev clang libclang-rt-14-dev mingw-w64-tools gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix wine wine64 python3-impacket tshark iproute2 libwinpr2-dev samba-testsuite smbclient samba samba-ad-provision samba-dsdb-modules winbind krb5-kdc krb5-admin-server krb5-user cmake'
rival_packages='capnproto libcapnp-dev libgrpc++-dev libprotobuf-dev protobuf-compiler-grpc'

# need PACKAGE...: installs what is not there yet.
need() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    step "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >"${TMPDIR:-/tmp}/apt.log" 2>&1
    apt-get install -q -y --no-install-recommends "${missing[@]}" >>"${TMPDIR:-/tmp}/apt.log" 2>&1 ||
        { tail -20 "${TMPDIR:-/tmp}/apt.log"; exit 1; }
}

# build DIRECTORY MESON-OPTION...: configures, once unless options have changed, then compiles: all, or $targets.
build() {
    local directory=$1
    shift
    if [ ! -f "$directory/build.ninja" ]; then
        step "configuring $directory"
        meson setup "$directory" "$@" >"$directory.log" 2>&1 || { cat "$directory.log"; exit 1; }
    elif [ "$*" != "$(cat "$directory.options" 2>/dev/null)" ]; then
        meson setup --reconfigure "$directory" "$@" >"$directory.log" 2>&1 || { cat "$directory.log"; exit 1; }
    fi
    echo "$*" >"$directory.options"
    step "building $directory"
    ninja -C "$directory" --quiet ${targets:-} || exit 1
}

mkdir -p build
