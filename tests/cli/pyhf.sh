#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `epscan export EXPERIMENT.yaml... --format pyhf`, or hs3: a file whose likelihood is epscan's own, as
# another program sees it.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
model=(--spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3)
experiment=inputs/experiments/na64-2021.yaml

# compare NAME EXPERIMENTS CONFIDENCE_LEVEL [UNCERTAINTY]: their workspaces and their limits; the uncertainty is of
# both channels, of each by its own number.
compare() {
    local format experiments
    read -ra experiments <<<"$2"
    "$EPSCAN" limit "${experiments[@]}" "${model[@]}" --method cls-asymptotic --quiet >limits.csv 2>err ||
        fail "limits of $1"
    for format in pyhf hs3; do
        ok "$1, $format" "$EPSCAN" export "${experiments[@]}" --format $format "${model[@]}" -o "$1.$format.json"
    done
    check pyhf "$1.pyhf.json" limits.csv "${@:3}" || fail "$1"
    cmp <(told "$1.pyhf.json") <(told "$1.hs3.json") || fail "$1: pyhf and HS3 are not one likelihood"
}
# told FILE: what a file says, without its names.
told() { run_python tell_likelihood.py "$1"; }
compare nothing-seen $experiment 0.9
# events seen, uncertainties that each data set has for itself, and one of both channels with the energy scale
sed -e 's/observed: 0, background: 0.1008/observed: 4, background: 2.1008/' \
    -e 's/observed: 0, background: 0.3490/observed: 6, background: 4.349/' \
    -e 's/method: counting/method: cls-asymptotic/; s/confidence_level: 0.90/confidence_level: 0.95/' \
    -e 's/relative: 17\/53, *affects: \[background\]/relative: 0.5, correlated: false, affects: [background]/' \
    -e '/^strahlung_limit/d; s/^target:/strahlung: exact-tree-level\ntarget:/' \
    -e 's/affects: \[annihilation\]}/affects: [annihilation, strahlung]}/' $experiment >inputs/experiments/seen.yaml
compare seen inputs/experiments/seen.yaml 0.95 'annihilation efficiency'
# two experiments, with one uncertainty that is one parameter of both
sed -i '/name: particles on target/s/relative: /shared: true, relative: /' inputs/experiments/seen.yaml
cat inputs/experiments/na64-positron-2022.yaml - >inputs/experiments/second.yaml <<END
statistics:
  method: cls-asymptotic
  uncertainties:
    - {name: particles on target, relative: 0.1, shared: true, affects: [annihilation, strahlung]}
    - {name: background, relative: 0.3, affects: [background]}
END
compare both 'inputs/experiments/seen.yaml inputs/experiments/second.yaml' 0.95
grep -q '"name": "particles on target"' both.pyhf.json || fail 'what is shared is of both'
grep -q '"name": "na64-positron-2022: background"' both.pyhf.json || fail 'background is of each experiment'
refused 'is the name of two things' "$EPSCAN" export $experiment $experiment --format pyhf "${model[@]}" -o x.json

# ---- what is refused, and leaves what is there
pyhf=("$EPSCAN" export "$experiment" --format pyhf)
refused 'nothing-seen.pyhf.json: exists; allowed: another output, or --force' "${pyhf[@]}" "${model[@]}" \
    -o nothing-seen.pyhf.json
ok 'again' "${pyhf[@]}" "${model[@]}" -o nothing-seen.pyhf.json --force --quiet
echo mine >mine.json
refused 'mine.json: exists and is not a workspace' "${pyhf[@]}" "${model[@]}" -o mine.json --force
[ "$(cat mine.json)" = mine ] || fail 'a file of the user was replaced'
refused 'are required with pyhf' "${pyhf[@]}" --spin fermion --mA 0.2 -o x.json
refused '--mA: "0.1:0.2" is not allowed' "${pyhf[@]}" --spin fermion --mA 0.1:0.2 --alpha-D 0.1 \
    --mass-ratio 1/3 -o x.json
refused 'no event is expected of this model' "${pyhf[@]}" --spin scalar --mA 4 --alpha-D 1e-9 \
    --mass-ratio 0.499 -o x.json
refused 'are required with hs3' "$EPSCAN" export $experiment --format hs3 -o x.json
refused 'mine.json: exists and is not a likelihood file' \
    "$EPSCAN" export $experiment --format hs3 "${model[@]}" -o mine.json \
    --force
refused 'one grid is exported at a time' "$EPSCAN" export a.h5 b.h5 --format csv -o x.json
refused '--grid-url is not allowed with pyhf' "${pyhf[@]}" "${model[@]}" --grid-url http://x.org -o x.json
refused 'cannot be written' "${pyhf[@]}" "${model[@]}" -o none/x.json
refused 'is the experiment too' "${pyhf[@]}" "${model[@]}" --force -o $experiment
sed 's/name: background,/name: mu,/' $experiment >inputs/experiments/mu.yaml
refused 'an uncertainty named mu is not allowed' "$EPSCAN" export inputs/experiments/mu.yaml --format pyhf \
    "${model[@]}" -o x.json
[ ! -e x.json ] || fail 'something was written'
finish
