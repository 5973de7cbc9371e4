#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Scans over four hosts (lib.sh), by TCP: the same bits as on one; a host without power, one without its cable, and the
# host of the master without power, each in the middle of a scan that other hosts then resume; a master that stands
# still for a while; a master for each two hosts. Nothing is lost, and nothing computed twice that was in the file.
. "$SOURCE/tests/hosts/lib.sh"
. "$SOURCE/tests/faults/long_job.sh"
make_reference
hosts_start 4
file=$work/outputs/long.h5

# scan_on HOSTS ARGUMENT...: in the background, from the first of them; its mpirun is $launcher.
scan_on() {
    local to=$1
    hosts_mpirun "${to%%,*}" "$to" "$EPSCAN" scan "$long" --quiet --threads 1 -o "$file" "${@:2}" \
        >"$work/out" 2>"$work/err" &
    launcher=$!
}

# ended SECONDS: whether the launcher ends by itself within them; its status is in $status.
ended() {
    local end=$((SECONDS + $1))
    while kill -0 "$launcher" 2>/dev/null; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
    wait "$launcher"
    status=$?
}

# resumed_on HOSTS WHAT: some tiles are there, and the grid is not complete (nor where a host without cable has written
# the last of them); the others finish it, and it is the reference's.
resumed_on() {
    local kept
    kept=$("$EPSCAN" info "$file" 2>/dev/null | awk '$1 == "tiles" {print $2}')
    [ "${kept:-0}" -gt 0 ] || fail "$2: no tiles were there"
    "$EPSCAN" info --quiet "$file" 2>/dev/null && fail "$2: the grid is complete"
    scan_on "$1" --resume
    ended 120 || fail "$2: the others do not end"
    [ "$status" -eq 0 ] || fail "$2: the others end with $status: $(cat "$work/err")"
    same "$file"
}

# none_left HOST...: no rank runs on them any more, after ten seconds at most.
none_left() {
    local host i
    for host; do
        for ((i = 0; i < 100; i++)); do
            on "$host" pgrep -x epscan >/dev/null || continue 2
            sleep 0.1
        done
        fail "a rank is left on $host"
    done
}

# all hosts
scan_on h1,h2,h3,h4
ended 120 || fail 'four hosts do not end'
[ "$status" -eq 0 ] || fail "four hosts: $(cat "$work/err")"
same "$file"

# with a master for each two of them
rm "$file"
scan_on h1,h2,h3,h4 --ranks-per-master 2
ended 120 || fail 'two masters do not end'
[ "$status" -eq 0 ] || fail "two masters: $(cat "$work/err")"
same "$file"

# one loses its power
rm "$file"
scan_on h1,h2,h3,h4
wait_for_tiles "$file" 100
power_off h3
ended 60 || fail 'a host without power: the others do not end'
[ "$status" -ne 0 ] || fail 'a host without power is no failure'
none_left h1 h2 h4
resumed_on h4,h1,h2 'a host without power'
power_on h3

# one loses its cable: nothing tells the others
rm "$file"
scan_on h1,h2,h3,h4 --rank-silence 3
wait_for_tiles "$file" 100
cable h2 down
ended 60 || fail 'a host without cable: mpirun does not end'
[ "$status" -ne 0 ] || fail 'a host without cable is no failure'
says 'rank 0 on h1: no sign of life from rank 1 for 3 s; the scan ends, --resume goes on' 'a host without cable' err
none_left h1 h3 h4
resumed_on h3,h4 'a host without cable'
none_left h2
cable h2 up

# the master's host loses its power
rm "$file"
scan_on h1,h2,h3,h4
wait_for_tiles "$file" 100
power_off h1
ended 60 || fail 'the master without power: it does not end'
none_left h2 h3 h4
resumed_on h2,h3,h4 'the master without power'
power_on h1

# the master stands still for two seconds, and is not given up
rm "$file"
scan_on h1,h2 --rank-silence 30
wait_for_tiles "$file" 100
master=$(on h1 pgrep -x epscan)
on h1 kill -STOP "$master"
sleep 2
on h1 kill -CONT "$master"
ended 120 || fail 'a master that stood still does not end'
[ "$status" -eq 0 ] || fail "a master that stood still: $(cat "$work/err")"
same "$file"
finish
