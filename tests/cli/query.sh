#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Queries between a grid's points: against `epscan point` at random points, files of points, what is outside, what is
# damaged.
. "$(dirname "$0")/lib.sh"
for method in counting cls-asymptotic; do
    job "$method" <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/$method.h5
limit_method: $method
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.1, to: 0.4, points: 40, spacing: log}
  alpha_D: [0.01, 0.1, 0.5]
  mass_ratio: [0.2, 1/3, 0.49]
  ecal_threshold_GeV: {from: 40, to: 60, points: 5, spacing: linear}
  energy_scale_shift: [-0.03, 0, 0.03]
END
    ok "scan, $method" "$EPSCAN" scan "$work/jobs/$method.yaml" --quiet
    lines=$([ $method = counting ] && echo 0 || echo 1)
    [ "$(grep -c 'is by formulas for many' "$work/err")" -eq "$lines" ] ||
        fail "low counts, $method: $(cat "$work/err")"
    ok "info, $method" "$EPSCAN" info "$work/outputs/$method.h5"
    [ "$(grep -c '^limit_caution .*is by formulas for many' "$work/out")" -eq "$lines" ] ||
        fail "the grid does not say: $(cat "$work/out")"
done
grid=$work/outputs/counting.h5
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
model="--spin fermion --alpha-D 0.1 --mass-ratio 1/3"

# ---- random points, one at a time and as a file, are what quadrature gives
check query "$grid" "$experiment" "$work/points.csv" || fail 'queries and quadrature'

# ---- CLs: as `epscan limit`, to what its table of limits is good to; also of one selection, where an energy scale so
# uncertain moves thresholds far beyond the grid's
sed 's/energy_scale_GeV: 1.5/energy_scale_GeV: 15/' "$work/inputs/experiments/na64-2021.yaml" \
    >"$work/inputs/experiments/uncertain.yaml"
job uncertain <<END
experiment: ../inputs/experiments/uncertain.yaml
output: ../outputs/uncertain.h5
limit_method: cls-asymptotic
axes: {spin: [fermion], mA_GeV: {from: 0.2, to: 0.31, points: 23, spacing: linear}, alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'scan, one selection' "$EPSCAN" scan "$work/jobs/uncertain.yaml" --quiet
for mass in 0.2 0.2251 0.24 0.265 0.31; do
    for pair in na64-2021/cls-asymptotic uncertain/uncertain; do
        ok "limit at $mass" "$EPSCAN" limit "$work/inputs/experiments/${pair%/*}.yaml" $model --mA $mass \
            --method cls-asymptotic --quiet
        expected=$(tail -1 "$work/out" | cut -d, -f7)
        ok "query at $mass" "$EPSCAN" query "$work/outputs/${pair#*/}.h5" $model --mA $mass
        got=$(sed -n 's/.*"epsilon_up": \([^,]*\),/\1/p' "$work/out")
        awk -v a="$expected" -v b="$got" 'BEGIN {exit !(a > 0 && (a / b - 1) ^ 2 < 1e-9)}' ||
            fail "CLs at $mass of $pair: $got, expected $expected"
    done
done

# ---- outside: refused, or flagged in a file and exit 3; the ends of the axes are inside
refused 'outside in mA; allowed: 0.1 to 0.4 GeV' "$EPSCAN" query "$grid" $model --mA 0.41
refused 'outside in alpha_D; allowed: 0.01 to 0.5' "$EPSCAN" query "$grid" --spin fermion --mA 0.2 --alpha-D 0.6 \
    --mass-ratio 1/3
refused 'outside in mass_ratio; allowed: 0.2 to 0.49' "$EPSCAN" query "$grid" --spin fermion --mA 0.2 --alpha-D 0.1 \
    --mass-ratio 0.495
refused 'outside in ecal_threshold; allowed: 40 to 60 GeV' "$EPSCAN" query "$grid" $model --mA 0.2 --threshold 61
refused 'outside in energy_scale_shift; allowed: -0.03 to 0.03' "$EPSCAN" query "$grid" $model --mA 0.2 \
    --scale-shift 0.04
ok 'the corner' "$EPSCAN" query "$grid" --spin scalar --mA 0.4 --alpha-D 0.5 --mass-ratio 0.49 --threshold 60 \
    --scale-shift=-0.03
printf 'spin,mA_GeV,alpha_D,mass_ratio\nfermion,0.2,0.1,1/3\nfermion,0.5,0.1,1/3\n' >"$work/mixed.csv"
"$EPSCAN" query "$grid" --csv "$work/mixed.csv" -q >"$work/out" 2>"$work/err"
[ $? -eq 3 ] || fail "points outside: exit $?"
says '^fermion,0.5,.*,nan,nan,nan,nan,nan,nan,nan,nan,outside_grid$' 'outside in a file'

# ---- the same points from standard input, from a pipe and with bare CR; columns of one's own stand behind the answers
printf 'id,spin,mA_GeV,alpha_D,mass_ratio,"my note"\n007,fermion,0.2,0.1,1/3,"a, b"\n8,scalar,0.225,0.1,0.3,\n' \
    >"$work/own.csv"
ok 'own columns' "$EPSCAN" query "$grid" --csv "$work/own.csv" -q
cp "$work/out" "$work/own.answers"
[ "$(cut -d, -f15- "$work/own.answers" | paste -sd' ')" = 'status,id,"my note" ok,007,"a, b" ok,8,' ] ||
    fail "own columns: $(cat "$work/own.answers")"
cut -d, -f1-6 "$work/own.answers" | grep -qx 'scalar,0.225,0.1,0.3,50,0' ||
    fail "numbers are not as typed: $(cat "$work/own.answers")"
"$EPSCAN" query "$grid" --csv - -q <"$work/own.csv" | cmp -s - "$work/own.answers" ||
    fail 'standard input gives other answers'
ok 'a pipe' "$EPSCAN" query "$grid" --csv <(cat "$work/own.csv") -q
cmp -s "$work/out" "$work/own.answers" || fail 'a pipe gives other answers'
tr '\n' '\r' <"$work/own.csv" >"$work/cr.csv"
ok 'bare CR' "$EPSCAN" query "$grid" --csv "$work/cr.csv" -q
cmp -s "$work/out" "$work/own.answers" || fail 'bare CR gives other answers'

# ---- a hundred thousand rows: in order, the same for any number of threads
awk 'BEGIN {
    print "spin,mA_GeV,alpha_D,mass_ratio"
    for (i = 0; i < 100000; i++) printf "%s,%.10g,0.1,0.3\n", i % 2 ? "scalar" : "fermion", 0.1 + 0.3 * i / 100000
}' >"$work/many.csv"
for threads in 1 2; do
    ok "many, $threads" "$EPSCAN" query "$grid" --csv "$work/many.csv" -q -j $threads; cp "$work/out" \
        "$work/many.$threads"
done
cmp -s "$work/many.1" "$work/many.2" || fail 'threads differ'
[ "$(wc -l <"$work/many.1")" -eq 100001 ] || fail 'rows are missing'
paste -d, "$work/many.csv" "$work/many.1" | awk -F, 'NR > 1 && ($1 != $5 || ($2 - $6) ^ 2 > 1e-24) {exit 1}' ||
    fail 'rows are out of order'

# ---- bad input: nothing answered
bad() { printf '%b' "$2" >"$work/bad.csv"; refused "$1" "$EPSCAN" query "$grid" --csv "$work/bad.csv"; }
head='spin,mA_GeV,alpha_D,mass_ratio\n'
bad 'bad.csv:3: mA_GeV: "x" is not allowed' "${head}fermion,0.2,0.1,1/3\nfermion,x,0.1,1/3\n"
bad 'bad.csv:2: spin: "vector" is not allowed; allowed: fermion, scalar' "${head}vector,0.2,0.1,1/3\n"
bad 'bad.csv:2: 3 columns; allowed: the 4 of the header' "${head}fermion,0.2,0.1\n"
bad 'bad.csv:2: 5 columns; allowed: the 4 of the header' "${head}fermion,0.2,0.1,1/3,7\n"
bad 'allowed: spin, mA_GeV, alpha_D and mass_ratio' 'spin,mA_GeV\nfermion,0.2\n'
bad 'allowed: each column once' 'spin,mA_GeV,alpha_D,mass_ratio,spin\n'
bad 'has no header' '# nothing\n'
bad 'line too long; allowed: up to 4095 characters' "$head$(printf 'x%.0s' {1..5000})\n"
bad 'bad.csv:1: header: the answers have a column "epsilon_up" of their own' \
    'spin,mA_GeV,alpha_D,mass_ratio,epsilon_up\n'
bad 'bad.csv:1: header: no commas' 'spin;mA_GeV;alpha_D;mass_ratio\nfermion;0.2;0.1;0.3\n'
refused 'is YAML as it seems' "$EPSCAN" query "$grid" --csv "$work/jobs/counting.yaml"
refused 'is an HDF5 file' "$EPSCAN" query "$grid" --csv "$grid"
refused 'none.csv: cannot be read' "$EPSCAN" query "$grid" --csv none.csv
refused 'not a regular file' "$EPSCAN" query "$grid" --csv "$work"
refused '--csv is not allowed beside' "$EPSCAN" query "$grid" --csv "$work/mixed.csv" --mA 0.2
refused 'are required, or --csv' "$EPSCAN" query "$grid" --mA 0.2
refused 'none.h5: cannot be read' "$EPSCAN" query "$work/none.h5" $model --mA 0.2
cp "$grid" "$work/outputs/odd.h5"
/usr/bin/python3 -c 'import h5py, sys; h5py.File(sys.argv[1], "r+")["n_annihilation"][...] *= 1.001' \
    "$work/outputs/odd.h5"
ok 'a grid whose tiles fail their checksums is as if they were not there' "$EPSCAN" query "$work/outputs/odd.h5" \
    $model --mA 0.2

# ---- a grid of another physics version: one without the LPM effect, whose numbers are of one with it
sed 's/^shower: cascade$/shower: {model: cascade, effects: {lpm: false}}/' "$work/inputs/experiments/na64-2021.yaml" \
    >"$work/inputs/experiments/older.yaml"
grep -q '^shower: {' "$work/inputs/experiments/older.yaml" || fail 'no experiment without the LPM effect'
cp "$work/outputs/counting.h5" "$work/outputs/older.h5"
/usr/bin/python3 "$SOURCE/tests/faults/unseal.py" "$work/outputs/older.h5"
check older_grid "$grid" "$work/outputs/older.h5" "$work/inputs/experiments/older.yaml" "$experiment" ||
    fail 'a grid of another version'

# ---- numbers that are not those of the inputs beside them: an exposure that was changed afterwards
cp "$work/outputs/counting.h5" "$work/outputs/forged.h5"
/usr/bin/python3 "$SOURCE/tests/faults/unseal.py" "$work/outputs/forged.h5"
run_python change_exposure.py "$work/outputs/forged.h5" || fail 'no exposure to change'
refused 'its numbers are not those of the inputs that it carries' "$EPSCAN" query "$work/outputs/forged.h5" $model \
    --mA 0.2
finish
