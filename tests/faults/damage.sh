#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Damage of every kind: found by `epscan info --verify`, mended by --resume, or refused with the reason.
. "$SOURCE/tests/faults/lib.sh"
make_reference
file=$work/outputs/long.h5
fresh() {
    cp "$reference" "$file"
}

found_and_mended() {
    "$EPSCAN" info --quiet --verify --sample 0 "$file" 2>"$work/err"
    [ $? -eq 4 ] || fail "$1: not found by info --verify"
    says 'damaged' "$1" err
    ok "$1: resume" ranks 2 "$EPSCAN" scan "$long" --resume -o "$file"
    same "$file"
}
for variable in n_annihilation n_strahlung epsilon_up; do
    for tile in 0 7; do
        fresh
        flip "$file" $(($(offset "$file" $variable $tile) + 4321))
        found_and_mended "a byte of $variable in tile $tile"
    done
done
fresh
flip "$file" $(($(offset "$file" status) + 777))
found_and_mended 'a byte of the status'
fresh
flip "$file" $(($(offset "$file" ledger/tile_checksum) + 8 * 5 + 3))
found_and_mended 'a byte of the ledger'

# a tile's checksum lost altogether: missing, and computed again
fresh
forget_tile "$file"
"$EPSCAN" info --verify --sample 0 "$file" >"$work/out" 2>&1
[ $? -eq 4 ] || fail 'a missing tile passes for done'
grep -q '1 missing' "$work/out" || fail "a missing tile is not counted: $(tail -3 "$work/out")"
ok 'resume' "$EPSCAN" scan "$long" --quiet --resume -o "$file"
same "$file"

# headers and coordinates: refused with the reason, never continued
for where in 9 60 120; do
    fresh
    flip "$file" $where
    refused 'long.h5: ' "$EPSCAN" info --verify "$file"
    refused 'long.h5: ' "$EPSCAN" scan "$long" --resume -o "$file"
done
fresh
flip "$file" $(($(offset "$file" mA) + 803))
refused '(seal)' "$EPSCAN" info "$file"
refused '(seal)' "$EPSCAN" scan "$long" --resume -o "$file"

# a file whose damage was found but not yet mended never passes for complete, wherever it is stopped: a tile that was
# looked at is one that is damaged here
mending=0
for ((reads = 32; reads < 1 << 20; reads *= 8)); do
    fresh
    /usr/bin/python3 -c '
import sys, h5py
with h5py.File(sys.argv[1], "r+") as f:
    f["ledger/tile_checksum"][...] = f["ledger/tile_checksum"][...] ^ 1' "$file"
    LD_PRELOAD=$BUILD/tests/libstop_at_read.so STOP_AT_READ=$reads "$EPSCAN" scan "$long" --quiet --resume \
        --threads 1 -o "$file" 2>"$work/err"
    status=$?
    [ $status -eq 75 ] || break
    "$EPSCAN" info --quiet "$file" 2>/dev/null
    complete=$?
    grep -q 'stopped after 0 of' "$work/err" || [ $complete -eq 4 ] ||
        fail "stopped at read $reads, a half-mended file passes for complete"
    mending=$((mending + (complete == 4)))
done
[ $status -eq 0 ] && [ $mending -ge 2 ] || fail "mending: exit $status, $mending stops: $(cat "$work/err")"
same "$file"

# any single byte of the file's own structures: an orderly answer, never a crash
fresh
check any_byte "$file" "$work/flipped.h5" || fail 'a flipped byte crashed a reader'

# a truncated file
fresh
truncate -s $(($(stat -c %s "$file") / 2)) "$file"
refused 'long.h5: ' "$EPSCAN" info "$file"
refused 'long.h5: ' "$EPSCAN" scan "$long" --resume -o "$file"
fresh
: >"$file"
refused 'long.h5: ' "$EPSCAN" scan "$long" --resume -o "$file"

# another job, experiment, table
fresh
sed 's/0.05/0.06/' "$long" >"$work/jobs/other.yaml"
refused 'made from another job' "$EPSCAN" scan "$work/jobs/other.yaml" --resume -o "$file"
sed -i 's/efficiency: 0.841/efficiency: 0.842/' "$work/inputs/experiments/na64-2021.yaml"
refused 'made from another input na64-2021.yaml' "$EPSCAN" scan "$long" --resume -o "$file"
cp "$SOURCE/inputs/experiments/na64-2021.yaml" "$work/inputs/experiments/"
sed -i 's/9.68e-04/9.69e-04/' "$work/inputs/limits/na64-2019-strahlung.csv"
refused 'made from another input ../limits/na64-2019-strahlung.csv' "$EPSCAN" scan "$long" --resume -o "$file"
cp "$SOURCE/inputs/limits/na64-2019-strahlung.csv" "$work/inputs/limits/"
same "$file"

# a disk that fills up in the middle of the scan
if [ "$(id -u)" -eq 0 ] && mkdir "$work/small" && mount -t tmpfs -o size=60m tmpfs "$work/small" 2>/dev/null; then
    trap 'umount "$work/small"; rm -rf "$work"' EXIT
    for ranks in 1 2; do
        rm -f "$work"/small/*
        "$EPSCAN" scan "$long" --quiet --threads 1 --time-limit 00:00:01 -o "$work/small/long.h5" 2>"$work/err"
        [ $? -eq 75 ] || fail 'the scan was meant to stop half way'
        /usr/bin/python3 "$SOURCE/tests/faults/punch_missing.py" "$work/small/long.h5" || fail 'no holes'
        head -c 100m /dev/zero >"$work/small/filler" 2>/dev/null
        truncate -s -64K "$work/small/filler" # for the lock, not for tiles
        timeout 60 mpirun --oversubscribe --bind-to none -n $ranks "$EPSCAN" scan "$long" --quiet --threads 1 \
            --resume -o "$work/small/long.h5" >"$work/out" 2>"$work/err"
        status=$?
        [ $status -ne 0 ] && [ $status -ne 124 ] || fail "a full disk with $ranks ranks: exit $status"
        says 'epscan: .*long.h5: .*cannot be' "a full disk with $ranks ranks says" err
        rm "$work/small/filler"
        ok 'resume after space was made' ranks $ranks "$EPSCAN" scan "$long" --quiet --resume -o "$work/small/long.h5"
        same "$work/small/long.h5"
    done
else
    echo 'skipped: a full disk (needs root to mount a small tmpfs)'
fi

# a semaphore of Open MPI that a killed rank left behind must not stop later scans of that name
/usr/bin/python3 -c '
import os
with open("/dev/shm/sem.OMPIO_stale.h5", "wb") as f: f.write(bytes(32))'
timeout 60 mpirun --oversubscribe --bind-to none -n 2 "$EPSCAN" scan "$long" --quiet --threads 1 \
    -o "$work/outputs/stale.h5" >"$work/out" 2>"$work/err" ||
    fail "a stale semaphore: exit $? $(head -c 300 "$work/err")"
rm -f /dev/shm/sem.OMPIO_stale.h5
same "$work/outputs/stale.h5"
[ -z "$(find "$work/outputs" -name '*lock*')" ] || fail "left-over locks: $(ls "$work/outputs")"

# a folder that cannot be written (root may write anywhere: try as nobody)
mkdir "$work/locked"
chmod 555 "$work/locked"
if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$work"
    as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups env "HOME=$work")
else
    as_nobody=()
fi
refused 'cannot be written' "${as_nobody[@]}" "$EPSCAN" scan "$long" -o "$work/locked/long.h5"
finish
