#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Stopping in good order: signals on any rank, a second SIGINT, a rank that is frozen for seconds. The time limit is in
# long_work.sh.
. "$SOURCE/tests/faults/lib.sh"
make_reference
file=$work/outputs/long.h5

# stopped_by SIGNAL RANK: exit 75, a line with the command that continues, and resume completes.
stopped_by() {
    rm -f "$file"
    mpirun --oversubscribe --bind-to none -n 2 "$EPSCAN" scan "$long" --threads 1 -o "$file" \
        >"$work/out" 2>"$work/err" &
    local launcher=$!
    wait_for_ranks $launcher 2 && wait_for_tiles "$file" 2 || fail "no tiles before $1"
    kill -"$1" "$(rank_of $launcher "$2")"
    wait $launcher
    local status=$?
    [ $status -eq 75 ] || fail "$1 on rank $2: exit $status: $(cat "$work/err")"
    says 'stopped after .* continue with: .*--resume' 'no line that continues' err
    "$EPSCAN" info "$file" >/dev/null 2>&1
    [ $? -eq 4 ] || fail "the stopped file does not pass for incomplete"
    ok "resume after $1" ranks 3 "$EPSCAN" scan "$long" --quiet --resume -o "$file"
    same "$file"
}
stopped_by USR1 0
stopped_by USR1 1
stopped_by TERM 1
stopped_by INT 0

# without mpirun: the first SIGINT stops, the second ends at once
rm -f "$file"
"$EPSCAN" scan "$long" --quiet --threads 1 -o "$file" 2>"$work/err" &
pid=$!
wait_for_tiles "$file" 1
kill -INT $pid
wait $pid
[ $? -eq 75 ] || fail "SIGINT without mpirun"
rm -f "$file"
"$EPSCAN" scan "$long" --quiet --threads 1 -o "$file" 2>"$work/err" &
pid=$!
wait_for_tiles "$file" 1
# frozen while the signals arrive, so that no tile can end between them
kill -STOP $pid && kill -INT $pid && kill -CONT $pid && kill -INT $pid
wait $pid
status=$?
[ $status -eq 130 ] || [ $status -eq 75 ] || fail "two SIGINTs: exit $status"
ok 'resume after SIGINT' "$EPSCAN" scan "$long" --quiet --resume -o "$file"
same "$file"

# what is no time limit
refused '--time-limit: "1:99:00"' "$EPSCAN" scan "$long" --time-limit 1:99:00 -o "$work/x.h5"
refused '--time-limit: "0"' "$EPSCAN" scan "$long" --time-limit 0 -o "$work/x.h5"

# a rank frozen for three seconds delays, and nothing else
rm -f "$file"
mpirun --oversubscribe --bind-to none -n 2 "$EPSCAN" scan "$long" --quiet --threads 1 -o "$file" \
    >"$work/out" 2>"$work/err" &
launcher=$!
wait_for_ranks $launcher 2 && wait_for_tiles "$file" 2
frozen=$(rank_of $launcher 1)
kill -STOP "$frozen"
sleep 3
kill -CONT "$frozen"
wait $launcher || fail "a frozen rank broke the scan: $(cat "$work/err")"
same "$file"

# two scans of one output: the second is refused, the first is not disturbed
rm -f "$file"
"$EPSCAN" scan "$long" --quiet --threads 1 -o "$file" 2>"$work/first" &
pid=$!
wait_for_tiles "$file" 1
kill -STOP $pid # so that it does not end meanwhile
refused 'another epscan is writing it' "$EPSCAN" scan "$long" --resume -o "$file"
refused 'another epscan is writing it' "$EPSCAN" scan "$long" --force -o "$file"
refused 'exists' "$EPSCAN" scan "$long" -o "$file"
ln -sf "$file" "$work/outputs/link.h5"
refused 'another epscan is writing it' "$EPSCAN" scan "$long" --resume -o "$work/outputs/link.h5"
kill -CONT $pid
wait $pid || fail "the first scan: $(cat "$work/first")"
same "$file"

# a complete file is left as it is, and says so
before=$(stat -c '%Y %i %s' "$file"; sha256sum <"$file")
ok 'resume of a complete file' "$EPSCAN" scan "$long" --resume -o "$file"
says 'complete, .* tiles verified; left as it is' 'not said'
[ "$before" = "$(stat -c '%Y %i %s' "$file"; sha256sum <"$file")" ] || fail "a complete file was touched"
finish
