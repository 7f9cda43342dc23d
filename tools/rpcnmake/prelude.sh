# What commands of Windows' command processor are in sh; names have slashes already, patterns are expanded.
rpc_refuse() { printf 'rpcnmake: %s cannot be run here\n' "$1" >&2; return 1; }
rpc_exist() { case $1 in */[nN][uU][lL]) set -- "${1%/*}" ;; esac; [ -e "$1" ]; }
rpc_defined() { eval "[ -n \"\${$1+x}\" ]" 2>/dev/null; }
rpc_del() {
    for rpc_each; do
        case $rpc_each in
        /[a-z]*) ;;
        *) if [ -d "$rpc_each" ]; then rm -f -- "$rpc_each"/* 2>/dev/null; else rm -f -- "$rpc_each"; fi ;;
        esac
    done
    return 0
}
rpc_md() {
    for rpc_each; do
        if [ -e "$rpc_each" ]; then
            printf 'A subdirectory or file %s already exists.\n' "$rpc_each" >&2
            return 1
        fi
        mkdir -p -- "$rpc_each" || return 1
    done
}
rpc_rd() {
    rpc_all=
    for rpc_each; do
        case $rpc_each in
        /s) rpc_all=1 ;;
        /q) ;;
        *) if [ -n "$rpc_all" ]; then rm -rf -- "$rpc_each"; else rmdir -- "$rpc_each"; fi || return 1 ;;
        esac
    done
}
rpc_files() {  # the words that are no switches, for set --
    for rpc_each; do
        case $rpc_each in
        /[a-z] | /[a-z]:* | /-[a-z]) ;;
        *) printf " '%s'" "$(printf '%s' "$rpc_each" | sed "s/'/'\\\\''/g")" ;;
        esac
    done
}
rpc_copy() {
    [ $# -gt 0 ] || return 1
    [ $# -gt 1 ] || set -- "$1" .
    cp -- "$@"
}
rpc_join() {  # one + other target
    for rpc_each; do rpc_last=$rpc_each; done
    rpc_new=$rpc_last.$$
    : >"$rpc_new" || return 1
    while [ $# -gt 1 ]; do
        cat -- "$1" >>"$rpc_new" || { rm -f -- "$rpc_new"; return 1; }
        shift
    done
    mv -f -- "$rpc_new" "$rpc_last"
}
rpc_move() { eval "set -- $(rpc_files "$@")"; mv -f -- "$@"; }
rpc_ren() { mv -- "$1" "$(dirname -- "$1")/$2"; }
rpc_xcopy() {
    eval "set -- $(rpc_files "$@")"
    [ $# -gt 1 ] || set -- "$1" .
    for rpc_each; do rpc_last=$rpc_each; done
    case $rpc_last in */) mkdir -p -- "$rpc_last" ;; esac
    if [ -d "$1" ]; then mkdir -p -- "$rpc_last" && cp -r -- "$1"/. "$rpc_last"; else cp -r -- "$@"; fi
}
rpc_cd() {
    [ $# -gt 0 ] || { pwd; return; }
    [ "$1" != /d ] || shift
    cd -- "$1"
}
rpc_rc() {  # programs have no resources here; what comes later expects the file
    rpc_out= rpc_in=
    while [ $# -gt 0 ]; do
        case $1 in
        [-/]fo) rpc_out=$2; shift ;;
        [-/]fo?*) rpc_out=${1#???} ;;
        /* | -*) ;;
        *) rpc_in=$1 ;;
        esac
        shift
    done
    printf 'rpcnmake: warning: resources are left out: %s\n' "$rpc_in" >&2
    : >"${rpc_out:-${rpc_in%.*}.res}"
}
