#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A grid is bit-identical for any ranks and threads.
. "$(dirname "$0")/lib.sh"
job grid <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/1x1.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.05, to: 0.6, points: 101, spacing: log}
  alpha_D: [0.01, 0.1, 0.5]
  mass_ratio: [0.2, 1/3, 0.499]
  ecal_threshold_GeV: {from: 30, to: 70, points: 300, spacing: linear}
  energy_scale_shift: [-0.03, 0, 0.03]
END
ok 'alone' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --threads 1
for ranks in 1 2 3; do
    for threads in 1 2; do
        other=$work/outputs/${ranks}x${threads}.h5
        [ -e "$other" ] || ok "$ranks ranks x $threads threads" mpirun --oversubscribe --bind-to none -n $ranks \
            "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --threads $threads -o "$other"
        for variable in n_annihilation epsilon_up n_strahlung status ledger/tile_checksum; do
            h5diff "$work/outputs/1x1.h5" "$other" "/$variable" >"$work/diff" 2>&1 ||
                fail "$variable differs for $ranks ranks x $threads threads: $(head -3 "$work/diff")"
        done
    done
done
# masters of three ranks and of two
ok 'five ranks with two masters' ranks 5 "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --threads 1 \
    --ranks-per-master 3 -o "$work/outputs/masters.h5"
h5diff "$work/outputs/1x1.h5" "$work/outputs/masters.h5" /ledger/tile_checksum || fail 'two masters: another grid'
refused '--ranks-per-master' "$EPSCAN" scan "$work/jobs/grid.yaml" --ranks-per-master 0
refused '--rank-silence' "$EPSCAN" scan "$work/jobs/grid.yaml" --rank-silence -1
# the MPI library may lock the file itself (it does on NFS): no deadlock with our own lock
timeout 60 mpirun --oversubscribe --bind-to none --mca io ompio --mca fs_ufs_lock_algorithm 2 -n 2 "$EPSCAN" scan \
    "$work/jobs/grid.yaml" --quiet -o "$work/outputs/locked.h5" \
    >"$work/out" 2>"$work/err" || fail "a scan over a file system that needs locks: exit $? $(head -c 300 "$work/err")"
h5diff "$work/outputs/1x1.h5" "$work/outputs/locked.h5" /epsilon_up || fail 'that scan differs'
# the response of strahlung that is computed is made by all ranks together, and the same whatever their number
sed 's/^strahlung.*/strahlung: exact-tree-level/' "$SOURCE/inputs/experiments/na64-2021-textbook.yaml" \
    >"$work/inputs/experiments/strahlung.yaml"
job strahlung <<END
experiment: ../inputs/experiments/strahlung.yaml
output: ../outputs/strahlung.h5
axes: {spin: [fermion], mA_GeV: [0.001, 0.03, 0.1, 0.5], alpha_D: [1e-6, 0.5], mass_ratio: [1/3]}
END
export EPSCAN_NO_CACHE=1
ok 'strahlung computed' "$EPSCAN" scan "$work/jobs/strahlung.yaml" --quiet --threads 2
for ranks in 3 4; do
    ok "strahlung by $ranks ranks" ranks $ranks "$EPSCAN" scan "$work/jobs/strahlung.yaml" --quiet --threads 1 \
        -o "$work/outputs/strahlung$ranks.h5"
    h5diff "$work/outputs/strahlung.h5" "$work/outputs/strahlung$ranks.h5" /n_strahlung ||
        fail "strahlung depends on $ranks ranks"
done
# one rank of two has it from before, the other does not
kept_cache=${XDG_CACHE_HOME:-}
export XDG_CACHE_HOME=$work/cache
ok 'strahlung kept' env -u EPSCAN_NO_CACHE "$EPSCAN" scan "$work/jobs/strahlung.yaml" --quiet --force
ok 'strahlung kept by one rank' timeout 60 mpirun --oversubscribe --bind-to none \
    -n 1 env -u EPSCAN_NO_CACHE "$EPSCAN" scan "$work/jobs/strahlung.yaml" --quiet -o "$work/outputs/kept.h5" : \
    -n 1 env EPSCAN_NO_CACHE=1 "$EPSCAN" scan "$work/jobs/strahlung.yaml" --quiet -o "$work/outputs/kept.h5"
h5diff "$work/outputs/strahlung.h5" "$work/outputs/kept.h5" /n_strahlung || fail 'strahlung that one rank kept differs'
unset EPSCAN_NO_CACHE
XDG_CACHE_HOME=$kept_cache
# a shower by Monte Carlo is the same on every rank, and near the cascade's
sed 's/^shower:.*/shower: {model: monte-carlo, showers: 100000, seed: 5, cut_GeV: 5}/' \
    "$SOURCE/inputs/experiments/na64-2021.yaml" >"$work/inputs/experiments/mc.yaml"
job mc <<END
experiment: ../inputs/experiments/mc.yaml
output: ../outputs/mc.h5
axes: {spin: [fermion], mA_GeV: [0.2, 0.225, 0.25, 0.275], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'simulated shower' "$EPSCAN" scan "$work/jobs/mc.yaml" --quiet --threads 1
ok 'simulated shower, ranks' ranks 2 "$EPSCAN" scan "$work/jobs/mc.yaml" --quiet --threads 2 -o "$work/outputs/mc2.h5"
h5diff "$work/outputs/mc.h5" "$work/outputs/mc2.h5" /n_annihilation ||
    fail 'a simulated shower depends on ranks and threads'
check simulated_shower "$work/outputs/mc.h5" "$SOURCE/inputs/experiments/na64-2021.yaml" ||
    fail 'simulated shower and cascade differ'
[ -z "$(ls "$work/outputs"/*.lock "$work/outputs"/*.epscan-* 2>/dev/null)" ] ||
    fail "left-over files: $(ls "$work/outputs")"
finish
