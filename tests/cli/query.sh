#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Queries between a grid's points: against `epscan point` at random points, files of points, what is outside, what is damaged.
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
    [ "$(grep -c 'is by formulas for many' "$work/err")" -eq "$lines" ] || fail "low counts, $method: $(cat "$work/err")"
    ok "info, $method" "$EPSCAN" info "$work/outputs/$method.h5"
    [ "$(grep -c '^limit_caution .*is by formulas for many' "$work/out")" -eq "$lines" ] || fail "the grid does not say: $(cat "$work/out")"
done
grid=$work/outputs/counting.h5
model="--spin fermion --alpha-D 0.1 --mass-ratio 1/3"

# ---- random points, one at a time and as a file, are what quadrature gives
/usr/bin/python3 - "$EPSCAN" "$work" "$SOURCE/inputs/experiments/na64-2021.yaml" <<'END' || fail 'queries and quadrature'
import csv, json, random, subprocess, sys
epscan, work, experiment = sys.argv[1:]
random.seed(3)
run = lambda *words: subprocess.run([epscan, *words], check=True, capture_output=True, text=True).stdout
points = [(random.choice(["fermion", "scalar"]), random.uniform(0.1, 0.4), 10 ** random.uniform(-2, -0.302), random.uniform(0.2, 0.49),
           random.uniform(40, 60), random.uniform(-0.03, 0.03)) for i in range(30)]
with open(work + "/points.csv", "w") as f:
    f.write("# comments and other columns are let be\nname, energy_scale_shift,mass_ratio,alpha_D,mA_GeV,spin,ecal_threshold_GeV\n")
    for i, (spin, mass, alpha, ratio, threshold, shift) in enumerate(points):
        f.write(f"p{i}, {shift!r},{ratio!r},{alpha!r},{mass!r},{spin},{threshold!r}\n")
answers = list(csv.DictReader(run("query", work + "/outputs/counting.h5", "--csv", work + "/points.csv", "--quiet").splitlines()))
assert len(answers) == len(points)
for answer, (spin, mass, alpha, ratio, threshold, shift) in zip(answers, points):
    words = ["--spin", spin, "--mA", repr(mass), "--alpha-D", repr(alpha), "--mass-ratio", repr(ratio), "--threshold", repr(threshold),
             f"--scale-shift={shift!r}"]
    point = json.loads(run("point", experiment, *words))
    query = json.loads(run("query", work + "/outputs/counting.h5", *words))
    for got in (query, answer):
        n, error = float(got["n_annihilation"]), float(got["n_annihilation_error"])
        assert abs(n - point["n_annihilation"]) <= error + 1e-11 * n, (got, point)  # 12 digits are printed
        assert abs(float(got["epsilon_up"]) / point["epsilon_up"] - 1) < 1e-9 and got["status"] == "ok"
    assert error < 1e-6 * max(n, 1e-6)
END

# ---- CLs: as `epscan limit`, to what its table of limits is good to; also of one selection, where an energy scale so uncertain
# moves thresholds far beyond the grid's
sed 's/energy_scale_GeV: 1.5/energy_scale_GeV: 15/' "$work/inputs/experiments/na64-2021.yaml" >"$work/inputs/experiments/uncertain.yaml"
job uncertain <<END
experiment: ../inputs/experiments/uncertain.yaml
output: ../outputs/uncertain.h5
limit_method: cls-asymptotic
axes: {spin: [fermion], mA_GeV: {from: 0.2, to: 0.31, points: 23, spacing: linear}, alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'scan, one selection' "$EPSCAN" scan "$work/jobs/uncertain.yaml" --quiet
for mass in 0.2 0.2251 0.24 0.265 0.31; do
    for pair in na64-2021/cls-asymptotic uncertain/uncertain; do
        ok "limit at $mass" "$EPSCAN" limit "$work/inputs/experiments/${pair%/*}.yaml" $model --mA $mass --method cls-asymptotic --quiet
        expected=$(tail -1 "$work/out" | cut -d, -f7)
        ok "query at $mass" "$EPSCAN" query "$work/outputs/${pair#*/}.h5" $model --mA $mass
        got=$(sed -n 's/.*"epsilon_up": \([^,]*\),/\1/p' "$work/out")
        awk -v a="$expected" -v b="$got" 'BEGIN {exit !(a > 0 && (a / b - 1) ^ 2 < 1e-9)}' ||
            fail "CLs at $mass of $pair: $got, expected $expected"
    done
done

# ---- outside: refused, or flagged in a file and exit 3; the ends of the axes are inside
refused 'outside in mA; allowed: 0.1 to 0.4 GeV' "$EPSCAN" query "$grid" $model --mA 0.41
refused 'outside in alpha_D; allowed: 0.01 to 0.5' "$EPSCAN" query "$grid" --spin fermion --mA 0.2 --alpha-D 0.6 --mass-ratio 1/3
refused 'outside in mass_ratio; allowed: 0.2 to 0.49' "$EPSCAN" query "$grid" --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.495
refused 'outside in ecal_threshold; allowed: 40 to 60 GeV' "$EPSCAN" query "$grid" $model --mA 0.2 --threshold 61
refused 'outside in energy_scale_shift; allowed: -0.03 to 0.03' "$EPSCAN" query "$grid" $model --mA 0.2 --scale-shift 0.04
ok 'the corner' "$EPSCAN" query "$grid" --spin scalar --mA 0.4 --alpha-D 0.5 --mass-ratio 0.49 --threshold 60 --scale-shift=-0.03
printf 'spin,mA_GeV,alpha_D,mass_ratio\nfermion,0.2,0.1,1/3\nfermion,0.5,0.1,1/3\n' >"$work/mixed.csv"
"$EPSCAN" query "$grid" --csv "$work/mixed.csv" -q >"$work/out" 2>"$work/err"
[ $? -eq 3 ] || fail "points outside: exit $?"
grep -q '^fermion,0.5,.*,nan,nan,nan,nan,nan,nan,nan,nan,outside_grid$' "$work/out" || fail "outside in a file: $(cat "$work/out")"

# ---- the same points from standard input, from a pipe and with bare CR; columns of one's own stand behind the answers
printf 'id,spin,mA_GeV,alpha_D,mass_ratio,"my note"\n007,fermion,0.2,0.1,1/3,"a, b"\n8,scalar,0.225,0.1,0.3,\n' >"$work/own.csv"
ok 'own columns' "$EPSCAN" query "$grid" --csv "$work/own.csv" -q
cp "$work/out" "$work/own.answers"
[ "$(cut -d, -f15- "$work/own.answers" | paste -sd' ')" = 'status,id,"my note" ok,007,"a, b" ok,8,' ] ||
    fail "own columns: $(cat "$work/own.answers")"
cut -d, -f1-6 "$work/own.answers" | grep -qx 'scalar,0.225,0.1,0.3,50,0' || fail "numbers are not as typed: $(cat "$work/own.answers")"
"$EPSCAN" query "$grid" --csv - -q <"$work/own.csv" | cmp -s - "$work/own.answers" || fail 'standard input gives other answers'
ok 'a pipe' "$EPSCAN" query "$grid" --csv <(cat "$work/own.csv") -q
cmp -s "$work/out" "$work/own.answers" || fail 'a pipe gives other answers'
tr '\n' '\r' <"$work/own.csv" >"$work/cr.csv"
ok 'bare CR' "$EPSCAN" query "$grid" --csv "$work/cr.csv" -q
cmp -s "$work/out" "$work/own.answers" || fail 'bare CR gives other answers'

# ---- a hundred thousand rows: in order, the same for any number of threads
awk 'BEGIN {print "spin,mA_GeV,alpha_D,mass_ratio"; for (i = 0; i < 100000; i++) printf "%s,%.10g,0.1,0.3\n", i % 2 ? "scalar" : "fermion", 0.1 + 0.3 * i / 100000}' >"$work/many.csv"
for threads in 1 2; do ok "many, $threads" "$EPSCAN" query "$grid" --csv "$work/many.csv" -q -j $threads; cp "$work/out" "$work/many.$threads"; done
cmp -s "$work/many.1" "$work/many.2" || fail 'threads differ'
[ "$(wc -l <"$work/many.1")" -eq 100001 ] || fail 'rows are missing'
paste -d, "$work/many.csv" "$work/many.1" | awk -F, 'NR > 1 && ($1 != $5 || ($2 - $6) ^ 2 > 1e-24) {exit 1}' || fail 'rows are out of order'

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
bad 'bad.csv:1: header: the answers have a column "epsilon_up" of their own' 'spin,mA_GeV,alpha_D,mass_ratio,epsilon_up\n'
bad 'bad.csv:1: header: no commas' 'spin;mA_GeV;alpha_D;mass_ratio\nfermion;0.2;0.1;0.3\n'
refused 'is YAML as it seems' "$EPSCAN" query "$grid" --csv "$work/jobs/counting.yaml"
refused 'is an HDF5 file' "$EPSCAN" query "$grid" --csv "$grid"
refused 'none.csv: cannot be read' "$EPSCAN" query "$grid" --csv none.csv
refused 'not a regular file' "$EPSCAN" query "$grid" --csv "$work"
refused '--csv is not allowed beside' "$EPSCAN" query "$grid" --csv "$work/mixed.csv" --mA 0.2
refused 'are required, or --csv' "$EPSCAN" query "$grid" --mA 0.2
refused 'none.h5: cannot be read' "$EPSCAN" query "$work/none.h5" $model --mA 0.2
cp "$grid" "$work/outputs/odd.h5"
/usr/bin/python3 -c 'import h5py, sys; h5py.File(sys.argv[1], "r+")["n_annihilation"][...] *= 1.001' "$work/outputs/odd.h5"
ok 'a grid whose tiles fail their checksums is as if they were not there' "$EPSCAN" query "$work/outputs/odd.h5" $model --mA 0.2

# ---- a grid of another physics version: one without the LPM effect, whose numbers are of one with it
sed 's/^shower: cascade$/shower: {model: cascade, effects: {lpm: false}}/' "$work/inputs/experiments/na64-2021.yaml" >"$work/inputs/experiments/older.yaml"
grep -q '^shower: {' "$work/inputs/experiments/older.yaml" || fail 'no experiment without the LPM effect'
cp "$work/outputs/counting.h5" "$work/outputs/older.h5"
/usr/bin/python3 "$SOURCE/tests/faults/unseal.py" "$work/outputs/older.h5"
/usr/bin/python3 - "$EPSCAN" "$work" "$SOURCE/inputs/experiments/na64-2021.yaml" <<'END' || fail 'a grid of another version'
import h5py, hashlib, json, random, subprocess, sys
import numpy as np
epscan, work, experiment = sys.argv[1:]
random.seed(4)
run = lambda *words: subprocess.run([epscan, *words], check=True, capture_output=True, text=True)
new, old = h5py.File(work + "/outputs/counting.h5"), h5py.File(work + "/outputs/older.h5", "r+")
texts, hashes = [old["provenance/" + name][...] for name in ("input_text", "input_sha256")]
text = open(work + "/inputs/experiments/older.yaml", "rb").read()
texts = np.array([text, *texts[1:]])
hashes[0] = hashlib.sha256(text).hexdigest().encode()
del old["provenance/input_text"]
old["provenance/input_text"] = texts
old["provenance/input_sha256"][...] = hashes
old.attrs.modify("physics_version", 1)
axes = [new[name][...] for name in ("mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")]
old.close()
words_of = lambda spin, p: ["--spin", spin, "--mA", repr(p[0]), "--alpha-D", repr(p[1]), "--mass-ratio", repr(p[2]), "--threshold",
                            repr(p[3]), f"--scale-shift={p[4]!r}"]
query = lambda spin, p: run("query", work + "/outputs/older.h5", *words_of(spin, p))
beyond, largest, worst = 0, 0, 0
for i in range(60):
    p = [random.uniform(axis[0], axis[-1]) for axis in axes]
    point, got = json.loads(run("point", experiment, *words_of("scalar", p)).stdout), query("scalar", p)
    assert "interpolated between its points" in got.stderr
    got = json.loads(got.stdout)
    for number, error in (("n_annihilation", "n_annihilation_error"), ("epsilon_up", "epsilon_error"), ("y_up", "y_error")):
        beyond += abs(got[number] - point[number]) > got[error] + 1e-11 * point[number]
    if point["n_annihilation"] > 1e-3: largest = max(largest, got["n_annihilation_error"] / point["n_annihilation"])
    if point["n_annihilation"] > 1e-3: worst = max(worst, abs(got["n_annihilation"] / point["n_annihilation"] - 1))
print(f"{beyond} of 180 numbers beyond their error; largest error {largest:.1e}, worst deviation {worst:.1e}")
# twice the spread of 32 ratios is no bound, but has to be an error
assert beyond <= 1 and largest < 0.1 and worst < 1e-2
index = (0, 20, 1, 1, 3, 2)  # at a grid point: what the file has
p = [float(axis[i]) for axis, i in zip(axes, index[1:])]
got = json.loads(query("fermion", p).stdout)
assert abs(got["n_annihilation"] / new["n_annihilation"][index] - 1) < 1e-12 and abs(got["epsilon_up"] / new["epsilon_up"][index] - 1) < 1e-12
p = [float(axes[0][9]) * 1.0001, 0.02, 0.25, 50.0, 0.0]
for checksum, status in ((0, "not_run"), (1, "failed")):  # no tile was written, and all are damaged
    with h5py.File(work + "/outputs/older.h5", "r+") as old: old["ledger/tile_checksum"][...] = checksum
    got = subprocess.run([epscan, "query", work + "/outputs/older.h5", *words_of("fermion", p)], capture_output=True, text=True)
    assert got.returncode == 3 and f"the point is {status}" in got.stderr, got
END

# ---- numbers that are not those of the inputs beside them: an exposure that was changed afterwards
cp "$work/outputs/counting.h5" "$work/outputs/forged.h5"
/usr/bin/python3 "$SOURCE/tests/faults/unseal.py" "$work/outputs/forged.h5"
/usr/bin/python3 - "$work/outputs/forged.h5" <<'END' || fail 'no exposure to change'
import h5py, hashlib, sys
with h5py.File(sys.argv[1], "r+") as grid:
    texts, hashes = grid["provenance/input_text"], grid["provenance/input_sha256"]
    changed = texts[0].replace(b"18.7e10", b"19.7e10")
    assert changed != texts[0]
    texts[0] = changed
    hashes[0] = hashlib.sha256(changed.rstrip(b"\0")).hexdigest().encode()
END
refused 'its numbers are not those of the inputs that it carries' "$EPSCAN" query "$work/outputs/forged.h5" $model --mA 0.2
finish
