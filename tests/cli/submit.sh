#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What slurm/submit.sh refuses before anything is queued, and what it writes, by dry runs; what a task of an array
# computes.
. "$(dirname "$0")/lib.sh"
job small <<END
experiment: ../inputs/experiments/na64-2021-textbook.yaml
output: ../outputs/small.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.01, to: 0.6, points: 1000, spacing: log}
  alpha_D: {from: 0.001, to: 1, points: 10, spacing: log}
  mass_ratio: {from: 0.1, to: 0.49, points: 30, spacing: linear}
END
job tiny <<END
experiment: ../inputs/experiments/na64-2021-textbook.yaml
output: ../outputs/tiny.h5
axes: {spin: [fermion, scalar], mA_GeV: [0.1, 0.2], alpha_D: [0.1], mass_ratio: [1/3]}
END
small=(bash "$SOURCE/slurm/submit.sh" "$work/jobs/small.yaml" --epscan "$EPSCAN")
dry=("${small[@]}" --shards 2 --dry-run)

refused 'required' "${small[@]}"
refused '--ranks: "0"' "${dry[@]}" --ranks 0
refused '--shards: "010"' "${dry[@]}" --shards 010
refused '--shards: "99999999999999999999"' "${dry[@]}" --shards 99999999999999999999
refused 'unknown option' "${dry[@]}" --rank 1
refused 'on one line' "${dry[@]}" --sbatch $'--partition=x\ntouch pwned'
refused 'no epscan program' "${dry[@]}" --epscan "$work"
refused 'cannot be read' bash "$SOURCE/slurm/submit.sh" "$work/none.yaml" --shards 2 --dry-run --epscan "$EPSCAN"

# Times as Slurm reads them (sbatch(1), --time): the first of a line is not above the 60 s of the signal's lead, the
# second is.
while read -r least enough; do
    refused "--time: \"$least\" is not allowed; allowed: more than the 60 s" "${dry[@]}" --time "$least"
    [ -z "$enough" ] || ok "--time $enough" "${dry[@]}" --time "$enough"
done <<END
1 2
1:00 1:01
0:1:00 0:1:01
00:00:60 00:00:61
0-0:1 0-0:2
0-0:1:00 0-0:1:01
0-00:00:30 0-1
0-0
0
0:60 0:61
END
for malformed in x 1- 1:2:3:4 -5 1-2:3:4:5 '1 2' '' 1:-2 1.5; do
    refused 'allowed: M, M:S' "${dry[@]}" --time "$malformed"
done

# a dry run writes nothing, and does not mind what stands where it would not write
ok 'the grid' "$EPSCAN" scan "$work/jobs/small.yaml" --quiet
ok 'validate beside its output' "$EPSCAN" validate "$work/jobs/small.yaml"
grep -q '^output .*small.h5, .* MB; exists' "$work/out" ||
    fail "validate does not say that it exists: $(grep ^output "$work/out")"
echo text >"$work/outputs/text.h5"
refused 'exists and is not a' "$EPSCAN" validate "$work/jobs/small.yaml" -o "$work/outputs/text.h5"
ok 'dry run' "${dry[@]}"
grep -q -- '--array=0-1$' "$work/out" && grep -q -- '--shard slurm/2 ' "$work/out" ||
    fail "dry run: $(cat "$work/out")"
grep -q '^force=$' "$work/out" || fail 'the merge replaces what exists'
[ ! -e "$work/outputs/small.slurm" ] || fail 'a dry run wrote something'
ok 'dry run with --force' "${dry[@]}" --force
grep -q '^force=--force$' "$work/out" || fail '--force does not reach the merge'

# a shard is one tile at least
ok 'more shards than tiles' bash "$SOURCE/slurm/submit.sh" "$work/jobs/tiny.yaml" --shards 100 --dry-run \
    --epscan "$EPSCAN"
grep -q -- '--array=0-0$' "$work/out" && grep -q -- '--shard slurm/1 ' "$work/out" ||
    fail "not one shard: $(grep -e --array "$work/out")"
says '--shards 100: more than' 'no word of it' err

# task ID MIN MAX COUNT ARGUMENT...: a scan in an array task
task() {
    env SLURM_ARRAY_TASK_ID="$1" SLURM_ARRAY_TASK_MIN="$2" SLURM_ARRAY_TASK_MAX="$3" SLURM_ARRAY_TASK_COUNT="$4" \
        "$EPSCAN" scan "$work/jobs/small.yaml" "${@:5}"
}
ok 'a task submitted again' task 3 3 3 1 --quiet --shard slurm/8
ok 'info' "$EPSCAN" info "$work/outputs/small.shard-0003-of-0008.h5"
grep -q '^shard  *3/8: ' "$work/out" || fail "which shard: $(grep shard "$work/out")"
for part in '3 3 3 1' '0 0 0 1' '2 2 9 8' '4 0 8 5' '9 0 7 8'; do
    # shellcheck disable=SC2086 # four numbers
    refused 'allowed: slurm/N' task $part --shard slurm
done
refused 'none of 0 to 7' task 8 8 8 1 --shard slurm/8
refused '"slurm/x" is not allowed' task 3 3 3 1 --shard slurm/x
refused '"slurm/0" is not allowed' task 0 0 0 1 --shard slurm/0
refused 'not a task of a Slurm array' env -u SLURM_ARRAY_TASK_ID "$EPSCAN" scan "$work/jobs/small.yaml" --shard slurm/8
ok 'a task of a whole array' task 1 0 1 2 --shard slurm
says 'warning: --shard slurm takes the array.s 2 tasks.* slurm/2 ' 'no word of it' err
[ -e "$work/outputs/small.shard-0001-of-0002.h5" ] || fail 'no shard 1 of 2'

# tasks that are each alone, though a launcher started several
model="--spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3"
for command in "scan $work/jobs/tiny.yaml" \
    "simulate $work/inputs/experiments/na64-2021.yaml --showers 10 -o $work/outputs/s.h5" \
    "limit $work/inputs/experiments/na64-2021.yaml $model"; do
    for launcher in SLURM_STEP_NUM_TASKS=4 PMI_SIZE=4; do
        # shellcheck disable=SC2086 # a command of plain words
        refused "${launcher%=*} is 4, but each" env $launcher "$EPSCAN" $command
    done
done
env SLURM_STEP_NUM_TASKS=4 SLURM_PROCID=2 "$EPSCAN" scan "$work/jobs/tiny.yaml" >"$work/out" 2>"$work/err"
status=$?
[ $status -eq 2 ] || fail "the third of four goes on: exit $status"
[ ! -s "$work/err" ] || fail "the third of four says it too: $(cat "$work/err")"
[ ! -e "$work/outputs/tiny.h5" ] || fail 'a scan of its own was made'
ok 'a single task' env SLURM_STEP_NUM_TASKS=1 "$EPSCAN" scan "$work/jobs/tiny.yaml" --quiet
# mpirun starts its own daemons by srun, one a node
ok 'mpirun in a Slurm job' env SLURM_STEP_NUM_TASKS=4 mpirun --oversubscribe -n 1 "$EPSCAN" scan \
    "$work/jobs/tiny.yaml" --quiet --force
finish
