# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the command-line tests share. Sourced; expects EPSCAN (the program) and SOURCE (the checkout) in the
# environment.
set -u
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
beside=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAILED: $*" >&2
    failures=$((failures + 1))
}

# ok DESCRIPTION COMMAND...: the command succeeds.
ok() {
    local what=$1
    shift
    "$@" >"$work/out" 2>"$work/err" || fail "$what: exit $? of: $* -- $(head -c 400 "$work/err")"
}

# refused TEXT COMMAND...: exit 2, exactly one line on stderr, containing TEXT; nothing on stdout.
refused() {
    local text=$1 status
    shift
    "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -eq 2 ] || fail "exit $status instead of 2: $*"
    [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one line on stderr: $* -- $(head -c 400 "$work/err")"
    grep -qF -- "$text" "$work/err" || fail "no \"$text\" in: $(head -c 400 "$work/err")"
    [ -s "$work/out" ] && fail "output on stdout: $*"
    return 0
}

# says TEXT WHAT [FILE]: the last command's output, or another FILE of $work, matches TEXT; else WHAT is not as it
# should be.
says() {
    grep -q -- "$1" "$work/${3:-out}" || fail "$2: $(head -c 1000 "$work/${3:-out}")"
}

# run_python NAME.py ARGUMENT...: Python that stands beside the test; check NAME ARGUMENT...: its check_NAME.py.
run_python() {
    /usr/bin/python3 -B "$beside/$1" "${@:2}"
}
check() {
    run_python "check_$1.py" "${@:2}"
}

# Open MPI's mpirun, or what stands for it: the tests of a build with MPICH say it in Open MPI's words.
[ "${MPI:-openmpi}" != mpich ] || PATH=$SOURCE/tests/mpich:$PATH

# ranks COUNT COMMAND...: under MPI, whatever the number of cores.
ranks() {
    mpirun --oversubscribe --bind-to none -n "$@"
}

# rank_of LAUNCHER [RANK]: pids of the ranks that a running mpirun has started; MPICH's are its proxy's children.
rank_of() {
    local pid
    for pid in $(pgrep -P "$1"); do
        grep -qzsE "^(OMPI_COMM_WORLD|PMI)_RANK=${2:-}" "/proc/$pid/environ" && echo "$pid"
        [ "${MPI:-openmpi}" != mpich ] || rank_of "$pid" "${2:-}"
    done
}
ranks_of() { rank_of "$1"; }

# wait_for_tiles FILE COUNT: until the ledger has them, at most thirty seconds.
wait_for_tiles() {
    local i
    for ((i = 0; i < 300; i++)); do
        [ "$("$EPSCAN" info "$1" 2>/dev/null | awk '$1 == "tiles" {print $2}')" -ge "$2" ] 2>/dev/null && return 0
        sleep 0.1
    done
    return 1
}

# wait_until SECONDS COMMAND...: poll.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.5
    done
}

# A job file in $work/jobs with the experiments beside it: job NAME <<END ...
mkdir -p "$work/jobs" "$work/outputs"
cp -r "$SOURCE/inputs" "$work/"
job() {
    cat >"$work/jobs/$1.yaml"
}

finish() {
    [ "$failures" -eq 0 ] && echo "all as expected"
    exit "$((failures > 0))"
}
