#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands as a user runs them: what they print, in the form they promise.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021-textbook.yaml

ok 'point' "$EPSCAN" point "$experiment" --spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3
check point "$work/out" || fail "point's JSON"
grep -qx '  "mA_GeV": 0.225,' "$work/out" || fail "not the shortest that reads back: $(grep mA_GeV "$work/out")"
ok 'point beyond the published masses' "$EPSCAN" point "$experiment" --spin fermion --mA 0.95 --alpha-D 0.5 \
    --mass-ratio 0.1 --threshold 60 --scale-shift=-0.03
/usr/bin/python3 -c '
import json, sys
p = json.load(open(sys.argv[1]))
assert p["n_strahlung"] is None and p["status"] == "strahlung_out_of_range"
assert p["energy_scale_shift"] == -0.03' "$work/out" || fail "out-of-range JSON"

ok 'tracklength' "$EPSCAN" tracklength "$experiment" --energies 10,50,90
[ "$(head -1 "$work/out")" = 'E_GeV,primary_X0_per_GeV,secondary_X0_per_GeV' ] || fail "CSV header"
# the table of the design over 100 GeV
[ "$(sed -n 3p "$work/out" | awk -F, '{printf "%.8f %.8f", 100*$2, 100*$3}')" = '1.38375119 0.30019133' ] ||
    fail "T(50 GeV): $(sed -n 3p "$work/out")"
ok 'tracklength, default energies' "$EPSCAN" tracklength "$experiment"
[ "$(wc -l <"$work/out")" -eq 97 ] || fail "96 rows expected"

# its own CSV is a track-length table, and gives nearly the same yield
"$EPSCAN" tracklength "$experiment" --points 500 >"$work/inputs/experiments/T.csv" 2>/dev/null
sed 's/^shower:.*/shower: {model: table, table: T.csv}/' "$experiment" >"$work/inputs/experiments/table.yaml"
ok 'point from a table' "$EPSCAN" point "$work/inputs/experiments/table.yaml" --spin fermion --mA 0.225 --alpha-D 0.1 \
    --mass-ratio 1/3
/usr/bin/python3 -c '
import json, sys
assert abs(json.load(open(sys.argv[1]))["n_annihilation"] / 0.31201532 - 1) < 1e-4' "$work/out" ||
    fail "yield from the table"
# for positrons it lacks the beam itself near its energy
sed -i 's/particle: electron/particle: positron/' "$work/inputs/experiments/table.yaml"
refused 'a table for a positron beam lacks undegraded_X0' "$EPSCAN" point "$work/inputs/experiments/table.yaml" \
    --spin fermion --mA 0.3 --alpha-D 0.1 --mass-ratio 1/3

ok 'validate' "$EPSCAN" validate "$SOURCE/jobs/na64-2021.yaml" -o "$work/x.h5"
grep -qE '^points +6970000 ' "$work/out" || fail "validate's point count: $(grep points "$work/out")"
for word in tiles output memory time exposure mA_GeV; do
    grep -q "$word" "$work/out" || fail "validate does not print $word"
done
[ -e "$work/x.h5" ] && fail "validate wrote a file"

job small <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
axes: {spin: [fermion, scalar], mA_GeV: {from: 0.1, to: 1, points: 30, spacing: log}, alpha_D: [0.1, 0.5],
       mass_ratio: [1/3], ecal_threshold_GeV: [40, 50]}
END
ok 'scan' "$EPSCAN" scan "$work/jobs/small.yaml"
says '240 points in .* 0 failed' 'summary'
says '100.0 %' 'no progress line' err
ok 'quiet scan' "$EPSCAN" scan "$work/jobs/small.yaml" --quiet -o "$work/outputs/quiet.h5"
[ -s "$work/out" ] || [ -s "$work/err" ] && fail "--quiet prints: $(cat "$work/out" "$work/err")"
ok 'info' "$EPSCAN" info "$work/outputs/small.h5"
for text in 'complete' '240 (120 model points x 2 selections)' 'no_signal' 'lead.yaml sha256' 'git_revision' \
    'epscan scan'; do
    grep -qF "$text" "$work/out" || fail "info does not print \"$text\""
done
[ "$(awk '$2 ~ /lead.yaml$/ {print $4}' "$work/out")" = \
    "$(sha256sum <"$work/inputs/materials/lead.yaml" | cut -d' ' -f1)" ] || fail "hash of an input"
ok 'plot' "$EPSCAN" plot limits "$work/outputs/small.h5" -o "$work/figure"
for suffix in png pdf svg dat gp; do [ -s "$work/figure.$suffix" ] || fail "no figure.$suffix"; done
grep -q 'epsilon_UP' "$work/out" || fail "no table"
[ "$(head -c 8 "$work/figure.png" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || fail "not a PNG"

# launch hygiene: warnings, and no environment of HDF5's exported behind the user's back
ok 'too many threads' "$EPSCAN" scan "$work/jobs/small.yaml" --threads 64 -o "$work/outputs/threads.h5"
says 'warning: a rank has .* threads more than the cores it is bound to' 'no warning of too many threads' err
says 'warning: 64 threads on a node of' 'no warning of oversubscription' err
ok 'as many threads as cores' "$EPSCAN" scan "$work/jobs/small.yaml" --threads 1 -o "$work/outputs/thread.h5"
grep -q warning "$work/err" && fail "a warning without reason: $(cat "$work/err")"
ok 'more ranks than tiles' ranks 3 "$EPSCAN" scan "$work/jobs/small.yaml" --threads 1 -o "$work/outputs/idle.h5"
says 'warning: 3 ranks for 1 tile: 2 have no work; start fewer' 'no warning of idle ranks' err
ok 'quietly' ranks 3 "$EPSCAN" scan "$work/jobs/small.yaml" --threads 1 --quiet -o "$work/outputs/idle-quietly.h5"
grep -q warning "$work/err" && fail "a warning in spite of --quiet: $(cat "$work/err")"
grep -rqI HDF5_USE_FILE_LOCKING "$SOURCE/src" "$SOURCE/slurm" "$SOURCE/jobs" &&
    fail 'HDF5_USE_FILE_LOCKING is set somewhere'

# a terminal gets a bar that redraws itself
script -qec "$EPSCAN scan $work/jobs/small.yaml --force" /dev/null >"$work/out" 2>&1
grep -q 'failed to create pseudo-terminal' "$work/out" && echo 'skipped: no pseudo-terminals here' ||
    grep -q $'\r\[#.*points/s  ETA' "$work/out" || fail "no progress bar on a terminal: $(cat "$work/out")"

for command in '' scan point tracklength efficiency spectrum validate merge info plot; do
    ok "help of $command" "$EPSCAN" $command --help
    grep -qi usage "$work/out" || fail "no usage for $command"
done
ok 'version' "$EPSCAN" --version
finish
