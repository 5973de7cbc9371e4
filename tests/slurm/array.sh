#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# submit.sh on a real, private, one-node Slurm: four array tasks, one that hits its time limit and is requeued, one
# that is cancelled and submitted again by the merge; the merged grid is bit by bit that of a direct run. Then the same
# with mpirun, in a folder with a hostile name, and over a grid that exists. What submit.sh refuses:
# tests/cli/submit.sh.
. "$SOURCE/tests/slurm/lib.sh"

# 9 million model points: seconds a shard; the ones that shall not end by themselves are frozen meanwhile.
job big <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/big.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.01, to: 0.6, points: 5000, spacing: log}
  alpha_D: {from: 0.001, to: 1, points: 30, spacing: log}
  mass_ratio: {from: 0.1, to: 0.49, points: 30, spacing: linear}
END
job small <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.01, to: 0.6, points: 300, spacing: log}
  alpha_D: {from: 0.001, to: 1, points: 10, spacing: log}
  mass_ratio: [1/3]
END

queue_is_empty() {
    [ -z "$(squeue -h)" ]
}
same_as_direct() {
    ok "direct run of $1" "$EPSCAN" scan "$work/jobs/$1.yaml" --quiet -o "$work/$1-direct.h5"
    for variable in n_annihilation epsilon_up n_strahlung status complete ledger/tile_checksum; do
        h5diff "$work/$1-direct.h5" "$work/outputs/$1.h5" "/$variable" >"$work/diff" 2>&1 ||
            fail "$1: $variable differs: $(head -3 "$work/diff")"
    done
}
tell_logs() {
    tail -n 5 "$work"/outputs/"$1".slurm/*.log >&2
}

submit="$SOURCE/slurm/submit.sh"
small=("$submit" "$work/jobs/small.yaml" --epscan "$EPSCAN")

# the big one: srun, one minute of time limit, told 50 s ahead of it (Slurm looks every 30 s)
ok 'submit' "$submit" "$work/jobs/big.yaml" --shards 4 --ranks 1 --threads 1 --time 00:01:00 --signal-lead 50 \
    --launcher srun --epscan "$EPSCAN"
array=$(awk '{print $2; exit}' "$work/outputs/big.slurm/submitted")
refused 'was submitted from here' "$submit" "$work/jobs/big.yaml" --shards 4 --epscan "$EPSCAN"

# scan_of SHARD: the pid of the running scan of a shard of this test.
scan_of() {
    local pid
    for pid in $(pgrep -f "$work/outputs/big.slurm/grid.h5"); do
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = epscan ] || continue
        grep -qzsx "SLURM_ARRAY_TASK_ID=$1" "/proc/$pid/environ" && echo "$pid" && return 0
    done
    return 1
}
# freeze SHARD: once its file is there.
freeze() {
    wait_until 60 test -s "$work/outputs/big.slurm/grid.shard-000$1-of-0004.h5" && wait_until 10 scan_of "$1" &&
        kill -STOP "$(scan_of "$1")" || fail "shard $1 does not start"
}
freeze 1
freeze 2
scancel "${array}_2" # while it hangs: killed, with tiles missing
# shard 1 hangs until its time limit comes near; thawed, it stops in good order and is requeued
wait_until 90 grep -q 'is told to stop' "$work/outputs/big.slurm/shard-1.log" ||
    { fail 'no signal before the time limit'; tell_logs big; }
kill -CONT "$(scan_of 1)"
wait_until 400 test -e "$work/outputs/big.slurm/merged" || { fail 'the array does not end'; tell_logs big; }
wait_until 30 queue_is_empty || fail 'jobs are left in the queue'
grep -q 'is requeued' "$work/outputs/big.slurm/shard-1.log" || { fail 'shard 1 was not requeued'; tell_logs big; }
grep -q 'restart 1' "$work/outputs/big.slurm/shard-1.log" || fail 'shard 1 was not restarted'
grep -q 'not complete: 2;' "$work/outputs/big.slurm/merge.log" ||
    fail "the cancelled shard was not submitted again: $(cat "$work/outputs/big.slurm/merge.log")"
[ "$(grep -c 'files merged' "$work/outputs/big.slurm/merge.log")" -eq 1 ] || fail 'the merge did not run once'
same_as_direct big

# the small one with mpirun and two ranks, in a folder of a name that a shell, or sbatch, would take apart
odd=$work/outputs/$'$(touch pwned) %j "a\' b\n#SBATCH --hold'
mkdir "$odd"
ok 'submit with mpirun' "${small[@]}" --shards 4 --ranks 2 --time 00:05:00 --launcher mpirun --output "$odd/small.h5"
wait_until 120 test -e "$odd/small.slurm/merged" ||
    { fail 'the mpirun array does not end'; tail -n 5 "$odd"/small.slurm/*.log >&2; }
[ -s "$odd/small.slurm/shard-3.log" ] || fail "no log of shard 3: $(ls "$odd/small.slurm")"
[ -z "$(find "$work" -name pwned)" ] || fail 'a command in a name was run'
mv "$odd/small.h5" "$work/outputs/"
same_as_direct small

# over a grid that exists, by --force only
cp "$work/big-direct.h5" "$odd/small.h5"
rm -r "$odd/small.slurm"
refused 'exists; allowed: ' "${small[@]}" --shards 1 --output "$odd/small.h5"
ok 'submit over another grid' "${small[@]}" --shards 1 --time 5 --output "$odd/small.h5" --force
wait_until 120 test -e "$odd/small.slurm/merged" ||
    { fail 'the forced array does not end'; tail -n 5 "$odd"/small.slurm/*.log >&2; }
h5diff "$work/small-direct.h5" "$odd/small.h5" /n_annihilation >"$work/diff" 2>&1 ||
    fail 'the other grid was not replaced'

# srun without PMIx starts jobs of one task each: the first says so, and none of them works. (Open MPI refuses by
# itself where it sees a job step.)
srun --mpi=none -n 3 env -u SLURM_STEP_ID "$EPSCAN" scan "$work/jobs/small.yaml" -o "$work/outputs/alone.h5" \
    >"$work/out" 2>"$work/err" && fail 'three scans alone'
[ "$(grep -c 'srun --mpi=pmix' "$work/err")" -eq 1 ] || fail "three scans alone: $(cat "$work/err")"
[ ! -e "$work/outputs/alone.h5" ] || fail 'three scans alone made a grid'
"$SOURCE/tests/slurm/private-slurm.sh" stop "$slurm" 2>"$work/slurm.log" ||
    fail "Slurm does not stop: $(cat "$work/slurm.log")"
finish
