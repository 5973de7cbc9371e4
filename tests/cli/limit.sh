#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Limits: the same for any ranks and threads, against `epscan point`, in scans, and what is refused.
. "$(dirname "$0")/lib.sh"
experiment=$work/inputs/experiments/na64-2021.yaml
model="--spin fermion --alpha-D 0.1 --mass-ratio 1/3"
limit() {
    "$EPSCAN" limit "$experiment" --quiet $model "$@"
}

# ---- counting is Eq. 7, as `epscan point` has it
ok 'counting' limit --mA 0.2,0.225,0.95 --method counting
cp "$work/out" "$work/counting.csv"
for mass in 0.2 0.225; do
    ok "point $mass" "$EPSCAN" point "$experiment" $model --mA $mass
    check limit counting "$work/counting.csv" "$work/out" || fail "counting at $mass"
done
grep -q '^0.95,0,nan,.*,inf,inf,.*,no_signal$' "$work/counting.csv" || fail 'nothing is expected at 0.95 GeV'

# ---- asymptotic formulas at low counts say so, in one line; other methods do not
ok 'asymptotic' "$EPSCAN" limit "$experiment" $model --mA 0.225 --method cls-asymptotic -q
[ "$(grep -c '0 events observed, 0.53 expected, and cls-asymptotic is by formulas for many' "$work/err")" -eq 1 ] &&
    [ "$(wc -l <"$work/err")" -eq 1 ] ||
    fail "no word on low counts: $(cat "$work/err")"
ok 'bayes' "$EPSCAN" limit "$experiment" $model --mA 0.225 --method bayes -q
[ ! -s "$work/err" ] || fail "words on bayes: $(cat "$work/err")"

# ---- the paper: about 10 % below the simple formula at 225 MeV with CLs; priors 3 % above; Bayes above; bands in
# order
for method in cls-asymptotic bayes 'cls-toys --seed 3' 'cls-toys --ensemble prior' cls; do
    ok "$method" limit --mA 0.225 --method $method
    tail -1 "$work/out"
done >"$work/methods.csv"
check limit methods "$work/counting.csv" "$work/methods.csv" || fail 'the methods at 225 MeV'

# ---- nothing seen, few expected: 2.3 events of the paper, and what uncertainties add to them
ok 'cls' limit --mA 0.225,0.25 --method cls
[ ! -s "$work/err" ] || fail "words on cls: $(cat "$work/err")"
awk -F, '$1 == 0.225 {found = $5 > 2.4245 && $5 < 2.4255} END {exit !found}' "$work/out" ||
    fail "cls at 225 MeV: $(cat "$work/out")"

# ---- the same bits for any ranks and threads
toys="--mA 0.22,0.25 --method cls-toys --toys 1000 --seed 5"
ok 'one thread' limit $toys --threads 1
cp "$work/out" "$work/one"
for shape in '1 2' '2 1' '3 2'; do
    set -- $shape
    mpirun --oversubscribe --bind-to none -n "$1" "$EPSCAN" limit "$experiment" --quiet $model $toys --threads "$2" \
        >"$work/out" 2>"$work/err" ||
        fail "$1 ranks"
    cmp -s "$work/out" "$work/one" || fail "$1 ranks x $2 threads differ"
done
ok 'another seed' limit --mA 0.22,0.25 --method cls-toys --toys 1000 --seed 6
cmp -s "$work/out" "$work/one" && fail 'another seed gives the same'

# ---- scans: the limit of `epscan limit` at every point, to the 1e-4 that tables of limits are good to
job cls <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/cls.h5
limit_method: cls-asymptotic
axes:
  spin: [fermion]
  mA_GeV: [0.05, 0.2, 0.21, 0.225, 0.25, 0.3]
  alpha_D: [0.1]
  mass_ratio: [1/3]
  ecal_threshold_GeV: [40, 50, 60]
END
ok 'a scan with CLs' "$EPSCAN" scan "$work/jobs/cls.yaml" --quiet
ok 'info of it' "$EPSCAN" info "$work/outputs/cls.h5" --verify
for threshold in 40 50 60; do
    ok "limits at $threshold" limit --mA 0.05,0.2,0.21,0.225,0.25,0.3 --method cls-asymptotic --threshold $threshold
    check limit scan "$work/outputs/cls.h5" "$work/out" $threshold || fail "the scan at $threshold"
done

# ---- the energy scale moves both channels, each by its own change
sed 's/na64-2021.yaml/na64-2021-first-principles.yaml/; s/cls-asymptotic/cls/; s/cls.h5/both.h5/' \
    "$work/jobs/cls.yaml" | sed 's/\[40, 50, 60\]/[40, 50]/' >"$work/jobs/both.yaml"
ok 'a scan with both' "$EPSCAN" scan "$work/jobs/both.yaml" --quiet
ok 'limits with both' "$EPSCAN" limit "${experiment%.yaml}-first-principles.yaml" --quiet $model \
    --mA 0.05,0.2,0.21,0.225,0.25,0.3 --method cls --threshold 40
check limit scan "$work/outputs/both.h5" "$work/out" 40 cls || fail 'the scan with both'

# ---- events seen: no counting, larger limits
sed 's/observed: 0, background: 0.3490/observed: 3, background: 0.3490/' "$experiment" \
    >"$work/inputs/experiments/seen.yaml"
refused 'seen.yaml:48: statistics.method: counting is' "$EPSCAN" limit "$work/inputs/experiments/seen.yaml" $model \
    --mA 0.225
sed -i 's/method: counting/method: cls-asymptotic/' "$work/inputs/experiments/seen.yaml"
ok 'three events' "$EPSCAN" limit "$work/inputs/experiments/seen.yaml" $model --mA 0.225
seen=$(tail -1 "$work/out" | cut -d, -f5)
awk -v seen="$seen" 'BEGIN {exit !(seen > 4 && seen < 12)}' || fail "three events make a limit of $seen"
refused 'counting: 3 events were observed' "$EPSCAN" limit "$work/inputs/experiments/seen.yaml" $model --mA 0.225 \
    --method counting

# ---- several experiments: the halves of one, with shared parameters, are the whole; what is not shared averages out
whole=$work/inputs/experiments/whole.yaml
sed '/^strahlung_limit/s/.*/strahlung: none/' "$experiment" >"$whole"
for shared in true false; do
    half=$work/inputs/experiments/$shared
    sed "s/relative: /shared: $shared, relative: /; /name: \"2016/d" "$whole" >"$half-later.yaml"
    sed "s/relative: /shared: $shared, relative: /; /name: \"201[78]/d" "$whole" >"$half-2016.yaml"
    ok "halves, shared: $shared" "$EPSCAN" limit "$half-2016.yaml" "$half-later.yaml" --quiet $model --mA 0.225 \
        --method cls
    cp "$work/out" "$work/halves-$shared"
done
ok 'the whole' "$EPSCAN" limit "$whole" --quiet $model --mA 0.225 --method cls
cmp -s "$work/out" "$work/halves-true" || fail 'the halves are not the whole'
awk -F, 'NR == FNR {whole = $5; next} END {exit !($5 < 0.99 * whole)}' "$work/out" "$work/halves-false" ||
    fail 'uncertainties of each half do not average out'

# ---- the same in jobs: at every point what `epscan limit A B` finds, by a table of neither; queries, shards, ranks
joint() { # joint METHOD FIRST SECOND [LINES OF AXES]
    job joint <<END
experiments: [../inputs/experiments/$2, ../inputs/experiments/$3]
output: ../outputs/joint.h5
limit_method: $1
axes:
  spin: [fermion]
  mA_GeV: [0.05, 0.2, 0.21, 0.225, 0.25, 0.3]
  alpha_D: [0.1]
  mass_ratio: [1/3]
${4:-}
END
}
joint cls true-2016.yaml na64-positron-2022.yaml
ok 'several in a job' ranks 2 "$EPSCAN" scan "$work/jobs/joint.yaml" --quiet
ok 'info of several' "$EPSCAN" info "$work/outputs/joint.h5" --verify
says 'input  *na64-positron-2022.yaml' 'both are in the grid'
ok 'several by themselves' "$EPSCAN" limit "$work/inputs/experiments/true-2016.yaml" na64-positron-2022 -q $model \
    --mA 0.05,0.2,0.21,0.225,0.25,0.3 --method cls
check limit scan "$work/outputs/joint.h5" "$work/out" 50 cls || fail 'the scan of several'
ok 'a figure of several' "$EPSCAN" plot limits "$work/outputs/joint.h5" --quiet -o "$work/several"
says " + na64-positron-2022'" 'a figure of several names them' several.gp
ok 'a query of several' "$EPSCAN" query "$work/outputs/joint.h5" $model --mA 0.24
between=$(sed -n 's/.*"epsilon_up": \(.*\),/\1/p' "$work/out")
ok 'between' "$EPSCAN" limit "$work/inputs/experiments/true-2016.yaml" na64-positron-2022 --quiet $model --mA 0.24 \
    --method cls
awk -F, -v epsilon="$between" 'NR == 2 {exit !(epsilon / $7 - 1 < 1e-7 && 1 - epsilon / $7 < 1e-7)}' "$work/out" ||
    fail "a query of several: $between"
ok 'validate' "$EPSCAN" validate "$work/jobs/joint.yaml" --quiet
says 'experiment .*NA64 positrons\|experiment .*na64-positron-2022' 'both experiments'
says '^time  *about [0-9.]* s of one core' 'the cost of several'
joint counting true-2016.yaml true-later.yaml
ok 'halves by counting' "$EPSCAN" scan "$work/jobs/joint.yaml" --quiet --force
ok 'info of halves' "$EPSCAN" info "$work/outputs/joint.h5" --verify
ok 'the whole by counting' "$EPSCAN" limit "$whole" --quiet $model --mA 0.05,0.2,0.21,0.225,0.25,0.3 --method counting
check limit scan "$work/outputs/joint.h5" "$work/out" 50 counting || fail 'halves by counting are not the whole'
refused 'joint.h5: is of several experiments; allowed: each by itself' "$EPSCAN" page "$work/outputs/joint.h5" \
    -o "$work/page.html"
joint counting seen.yaml true-later.yaml
refused 'joint.yaml:3: limit_method: counting is for no event observed' "$EPSCAN" scan "$work/jobs/joint.yaml"
joint cls true-2016.yaml true-2016.yaml
refused 'joint.yaml:1: experiments: true-2016.yaml: is the name of two files' "$EPSCAN" scan "$work/jobs/joint.yaml"
joint cls true-2016.yaml true-later.yaml '  ecal_threshold_GeV: [40]'
refused 'joint.yaml:9: axes.ecal_threshold_GeV: is not allowed with several' "$EPSCAN" scan "$work/jobs/joint.yaml"
joint cls true-2016.yaml none.yaml
refused 'joint.yaml:1: experiments[1]: ' "$EPSCAN" scan "$work/jobs/joint.yaml"
sed -i '1s/.*/experiments: [na64-2021]/' "$work/jobs/joint.yaml"
refused 'joint.yaml:1: experiments: must be a list of 2 to 16' "$EPSCAN" scan "$work/jobs/joint.yaml"
sed -i '1s/.*/experiments: [na64-2021, na64-2022]\nexperiment: na64-2021/' "$work/jobs/joint.yaml"
refused 'joint.yaml:1: experiments: is not allowed beside experiment' "$EPSCAN" scan "$work/jobs/joint.yaml"

# ---- bad input
run="$EPSCAN limit $experiment $model --mA 0.225"
refused '--method: "CLs"' $run --method CLs
refused '--toys is not allowed' $run --toys 1000
refused '--seed is not allowed' $run --method bayes --seed 1
refused '--toys: "10"' $run --method cls-toys --toys 10
refused '--ensemble: "none"' $run --method cls-toys --ensemble none
refused '--threads: "0"' $run --threads 0
refused '--threshold: "200"' $run --threshold 200
refused 'moves the threshold of 99.5 GeV out of range' $run --method cls-asymptotic --threshold 99.5
for change in 's/method: counting/method: magic/|statistics.method: "magic"' \
    's/relative: 0.05/relative: -1/|statistics.uncertainties[0].relative: -1' \
    's/affects: \[strahlung\]/affects: [signal]/|affects[0]: "signal"' \
        's/relative: 0.05/relative: energy-scale/|allowed: with affects: [annihilation]' \
    's/energy_scale_GeV: 1.5/energy_scale_GeV: 70/|energy_scale_GeV: 70' \
        '/energy_scale_GeV/d|energy_scale_GeV: missing' \
    's/relative: 0.05/shared: true, correlated: false, relative: 0.05/|shared: is one parameter for all experiments' \
    's/confidence_level: 0.90/confidence_level: 90/|confidence_level: 90' \
        's/observed: 0, background: 0.0429/observed: 0.5/|observed: "0.5"' \
    's/  uncertainties:/  systematics:/|statistics.systematics: unknown key'; do
    sed "${change%%|*}" "$experiment" >"$work/inputs/experiments/bad.yaml"
    refused "${change#*|}" "$EPSCAN" limit "$work/inputs/experiments/bad.yaml" $model --mA 0.225
done
sed 's/limit_method: cls-asymptotic/limit_method: cls-toys/' "$work/jobs/cls.yaml" >"$work/jobs/bad.yaml"
refused 'bad.yaml:3: limit_method: "cls-toys" is not allowed' "$EPSCAN" scan "$work/jobs/bad.yaml"
sed 's/\[40, 50, 60\]/[1, 50]/' "$work/jobs/cls.yaml" >"$work/jobs/bad.yaml"
refused 'move thresholds by 1.5 GeV' "$EPSCAN" scan "$work/jobs/bad.yaml"
sed 's/\[40, 50, 60\]/{from: 40, to: 60, points: 9000, spacing: linear}/' "$work/jobs/cls.yaml" >"$work/jobs/bad.yaml"
refused '9000 thresholds and shifts by cls-asymptotic; allowed: 8192 together, or counting' \
    "$EPSCAN" scan "$work/jobs/bad.yaml"
finish
