#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SIGKILL of a random rank at a random moment, start-up, creation of the file and resume included, at least KILLS times
# (default 100), each followed by --resume with another number of ranks, until complete: nothing lost, nothing wrong.
# Repeatable in its choices: SEED (default 1); the moments themselves depend on the machine.
. "$SOURCE/tests/faults/lib.sh"
RANDOM=${SEED:-1}
wanted=${KILLS:-100}
make_reference
kills=0
creations=0
rounds=0
file=$work/outputs/long.h5

# A random rank after a random time, or rank 0 the moment it starts to create the file.
strike() {
    local launcher=$1 victims moment
    if [ "$2" = creation ]; then
        while ! compgen -G "$file.epscan-*" >/dev/null && [ ! -e "$file" ] &&
            kill -0 "$launcher" 2>/dev/null; do :; done
        mapfile -t victims < <(rank_of "$launcher" 0)
    else
        moment=$(awk -v r=$RANDOM 'BEGIN {printf "%.3f", 0.05 + 1.2 * r / 32768}')
        sleep "$moment"
        mapfile -t victims < <(ranks_of "$launcher")
    fi
    [ ${#victims[@]} -gt 0 ] || return 1
    kill -KILL "${victims[$((RANDOM % ${#victims[@]}))]}" 2>/dev/null
}

while [ $kills -lt "$wanted" ] && [ $failures -eq 0 ]; do
    rm -f "$file"
    rounds=$((rounds + 1))
    mode=random
    [ $((rounds % 3)) -eq 0 ] && mode=creation
    for ((attempt = 0; attempt < 60; attempt++)); do
        ranks=$((1 + RANDOM % 3))
        mpirun --mca odls_base_sigkill_timeout 0 --oversubscribe --bind-to none -n $ranks "$EPSCAN" scan "$long" \
            --quiet --resume --threads 1 -o "$file" >"$work/out" 2>"$work/err" &
        launcher=$!
        # mpirun itself may hang when a rank dies while it starts them: after a minute it goes too
        (sleep 60; kill -KILL $(ranks_of $launcher) $launcher) >/dev/null 2>&1 &
        watchdog=$!
        strike $launcher $mode && struck=1 || struck=0
        wait $launcher
        status=$?
        pkill -P $watchdog 2>/dev/null
        kill $watchdog 2>/dev/null
        [ $status -eq 0 ] && break
        [ $status -eq 2 ] && fail "refused to resume: $(cat "$work/err")"
        [ $struck -eq 1 ] && kills=$((kills + 1))
        [ $mode = creation ] && creations=$((creations + 1))
        mode=random
        # whatever happened, a file that exists opens
        if [ -e "$file" ]; then
            "$EPSCAN" info "$file" >/dev/null 2>"$work/err"
            status=$?
            [ $status -eq 4 ] || [ $status -eq 0 ] || fail "after a kill the file does not open: $(cat "$work/err")"
        fi
        [ $failures -eq 0 ] || break
    done
    "$EPSCAN" scan "$long" --quiet --resume -o "$file" 2>"$work/err" || fail "the last resume: $(cat "$work/err")"
    same "$file"
    [ -z "$(compgen -G "$file.*")" ] || fail "kills left files: $(ls "$work/outputs")"
done
echo "$kills kills, $creations of them while the file was created, in $rounds rounds"
finish
