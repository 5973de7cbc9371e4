#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One scan by programs compiled for different processors, as on hosts of different types: the release build beside this
# portable one (-DEPSCAN_NATIVE=OFF). The grid proves itself and agrees with either's own to 1e-11, as far as the order
# of operations goes, but not to the last bit; within one type it does. A scan that one of them begins the other
# resumes.
. "$SOURCE/tests/cli/lib.sh"
native=$SOURCE/build/epscan
[ -x "$native" ] && [ "$native" != "$EPSCAN" ] || {
    echo "skipped: no other build in $SOURCE/build"
    exit 77
}
job grid <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/grid.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.05, to: 0.5, points: 300, spacing: log}
  alpha_D: {from: 0.001, to: 1, points: 20, spacing: log}
  mass_ratio: {from: 0.1, to: 0.49, points: 20, spacing: linear}
  ecal_threshold_GeV: [50]
END
grid=$work/jobs/grid.yaml
reference=$work/reference.h5
ok 'the reference' "$EPSCAN" scan "$grid" --quiet -o "$reference"
ok 'the other reference' "$native" scan "$grid" --quiet -o "$work/native.h5"

# close FILE: it proves itself, and its numbers are those of both references to 1e-11.
close() {
    "$EPSCAN" info --quiet --verify --sample 3 "$1" 2>"$work/err" || fail "info --verify: $(cat "$work/err")"
    check closeness "$1" "$reference" "$work/native.h5" || fail "$1 differs from one processor's grid"
}

both=$work/outputs/both.h5
scan=(scan "$grid" --quiet --threads 1 -o "$both")
ok 'two processors' mpirun --oversubscribe --bind-to none -n 1 "$EPSCAN" "${scan[@]}" : -n 2 "$native" "${scan[@]}"
close "$both"

resumed=$work/outputs/resumed.h5
"$native" scan "$grid" --quiet --threads 1 -o "$resumed" >"$work/out" 2>&1 &
running=$!
wait_for_tiles "$resumed" 3
kill -KILL $running
wait $running 2>/dev/null
ok 'resumed by another processor' "$EPSCAN" scan "$grid" --resume -o "$resumed"
says ' tiles kept' 'resumed by another processor'
close "$resumed"
finish
