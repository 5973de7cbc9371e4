#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands with a cold cache, a warm one, a damaged one and none: the same bytes; and what start-up costs, as ratios.
. "$(dirname "$0")/lib.sh"
export XDG_CACHE_HOME=$work/cache OMP_NUM_THREADS=1
unset EPSCAN_CACHE EPSCAN_NO_CACHE
folder=$XDG_CACHE_HOME/epscan
model=(--spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3)
point() { "$EPSCAN" point "$SOURCE/inputs/experiments/$1.yaml" "${model[@]}" "${@:2}"; }

# same WHAT: the last output is that without a cache.
same() { cmp -s "$work/out" "$work/without" || fail "$1: $(diff "$work/out" "$work/without" | head -c 400)"; }

for experiment in na64-2021 thin-target-8gev; do
    point "$experiment" --no-cache >"$work/without" || fail "$experiment without a cache"
    [ ! -e "$folder" ] || [ "$experiment" != na64-2021 ] || fail "--no-cache made a cache"
    ok "$experiment, cold" point "$experiment"
    same "$experiment, cold"
    ok "$experiment, warm" point "$experiment"
    same "$experiment, warm"
    ok "$experiment, by the environment" env EPSCAN_NO_CACHE=1 "$EPSCAN" point \
        "$SOURCE/inputs/experiments/$experiment.yaml" "${model[@]}"
    same "$experiment, EPSCAN_NO_CACHE"
done

# a track length keeps its shower, and makes no strahlung
XDG_CACHE_HOME=$work/track ok tracklength "$EPSCAN" tracklength \
    "$SOURCE/inputs/experiments/thin-target-8gev.yaml" --energies 2:7:6
find "$work/track" -name 'shower-*' | grep -q . || fail "tracklength keeps no shower"
find "$work/track" -name 'strahlung-*' | grep . && fail "tracklength makes a response"

# strahlung that is computed, of the thin target: kept as well
find "$folder" -name 'strahlung-*' | grep -q . || fail "no strahlung was kept"
find "$folder" -type f ! -perm 600 | grep . && fail "files that others may read"

# damage of all kinds is made good
cp -r "$folder" "$work/good"
for round in 1 4 5 6; do
    run_python damage_cache.py "$folder" "$round" >"$work/damage" || fail "damage_cache.py"
    ok "damaged: $(cat "$work/damage")" point thin-target-8gev
    same "damaged: $(cat "$work/damage")"
    for file in "$folder"/s*; do
        cmp -s "$file" "$work/good/${file##*/}" || [[ $(cat "$work/damage") != *"${file##*/}"* ]] ||
            [[ ${file##*/} == shower-* ]] || fail "not made again: $(cat "$work/damage")"
    done
    rm -rf "$folder" && cp -r "$work/good" "$folder"
done

# where there is no room, or no folder can be, nothing is said
( ulimit -f 0; point thin-target-8gev --no-cache | cat >/dev/null ) || fail "file size of 0"
rm -rf "$folder"
( ulimit -f 1; XDG_CACHE_HOME=$work/full point thin-target-8gev 2>"$work/err" ) | cmp - "$work/without" ||
    fail "a full cache"
[ ! -s "$work/err" ] || fail "a full cache is spoken of: $(cat "$work/err")"
find "$work/full/epscan" -name 'new-*' | grep . && fail "a full cache leaves temporaries"
echo >"$work/file"
for home in "$work/file" /proc/none relative ""; do
    XDG_CACHE_HOME=$home HOME=/nonexistent ok "XDG_CACHE_HOME=$home" point thin-target-8gev
    same "XDG_CACHE_HOME=$home"
    [ ! -s "$work/err" ] || fail "XDG_CACHE_HOME=$home is spoken of: $(cat "$work/err")"
done

# eight at once, as of a Slurm array
pids=()
for i in 1 2 3 4 5 6 7 8; do
    point thin-target-8gev >"$work/at-once.$i" 2>&1 &
    pids+=($!)
done
wait "${pids[@]}"
for i in 1 2 3 4 5 6 7 8; do cmp "$work/at-once.$i" "$work/without" || fail "at once: $i"; done
ok "after many at once" point thin-target-8gev
same "after many at once"

# Processor time from exec to exit, over that of a process that does nothing but start.
check startup "$EPSCAN" "$SOURCE"
[ "$failures" -eq 0 ]
