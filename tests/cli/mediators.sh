#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Mediators other than kinetic mixing: points, jobs, grids and what is made of them, and what is refused.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
point="--spin fermion --mA 0.25 --alpha-D 1e-4 --mass-ratio 1/3"

# ---- vectors differ in what else they decay to, not in what they yield
for mediator in kinetic-mixing B-L Le-Lmu Lmu-Ltau; do
    # shellcheck disable=SC2086
    ok "point, $mediator" "$EPSCAN" point "$experiment" $point --mediator "$mediator"
    cp "$work/out" "$work/$mediator.json"
done
check mediators points "$work" || fail 'points'
# shellcheck disable=SC2086
refused '--mediator: "Z" is not allowed; allowed: kinetic-mixing, B-L, Le-Lmu, Lmu-Ltau, axial' "$EPSCAN" point \
    "$experiment" $point --mediator Z

# ---- a job's mediator: validate, file, query, limit, exports
of_job() {
    job "$1" <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/$1.h5
$2
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.2, to: 0.3, points: 5, spacing: linear}
  alpha_D: [1.0e-5, 0.1]
  mass_ratio: [1/3, 0.45]
  ecal_threshold_GeV: [45, 50]
END
}
scanned() {
    of_job "$@"
    ok "scan of $1" "$EPSCAN" scan "$work/jobs/$1.yaml" --quiet
}
scanned usual ''
scanned mixing 'mediator: kinetic-mixing'
scanned baryons 'mediator: B-L'
scanned muons 'mediator: Lmu-Ltau'
ok 'validate' "$EPSCAN" validate "$work/jobs/muons.yaml" --quiet
says '^mediator  *Lmu-Ltau$' 'validate'
ok 'info' "$EPSCAN" info "$work/outputs/muons.h5" --verify
says '^mediator  *Lmu-Ltau$' 'info'
check mediators grids "$work/outputs" || fail 'grids'
check mediators against_points "$work/outputs/muons.h5" "$experiment" --mediator=Lmu-Ltau || fail 'grid and points'
# shellcheck disable=SC2086
ok 'limit' "$EPSCAN" limit "$experiment" $point --mediator Lmu-Ltau
says ',visible_width$' 'the limit of a wide mediator'
# shellcheck disable=SC2086
ok 'query' "$EPSCAN" query "$work/outputs/muons.h5" $point
says '"status": "visible_width"' 'the query of a wide mediator'
for command in spectrum efficiency; do
    # shellcheck disable=SC2086
    ok "$command" "$EPSCAN" "$command" "$experiment" $point
    cp "$work/out" "$work/$command"
    # shellcheck disable=SC2086
    ok "$command" "$EPSCAN" "$command" "$experiment" $point --mediator B-L
    cmp -s "$work/out" "$work/$command" || fail "$command of another vector differs"
done
cd "$work" || exit 1
ok 'csv' "$EPSCAN" export outputs/baryons.h5 --format csv -o baryons.csv --quiet
ok 'csv' grep -q '^# mediator: B-L$' baryons.csv
ok 'hepdata' "$EPSCAN" export outputs/baryons.h5 --format hepdata --alpha-D 0.1 --mass-ratio 1/3 -o hepdata --quiet
ok 'qualifiers' grep -q 'MEDIATOR.*B-L' hepdata/table2.yaml
ok 'darkcast' "$EPSCAN" export outputs/baryons.h5 --format darkcast --spin fermion --alpha-D 0.1 --mass-ratio 1/3 \
    -o Baryons --quiet
ok 'darkcast' grep -q 'mediator: B-L' Baryons_fermion_alphaD0p1_r0p333333.py
ok 'plot' "$EPSCAN" plot limits outputs/baryons.h5 -o figure
ok 'label' grep -q 'B-L' figure.gp
# bounds are of their own mediator; an axis of y holds thermal targets, unless it is asked for
ok 'targets' "$EPSCAN" plot limits outputs/baryons.h5 --targets all --ordinate y -d -q -o targets
check mediators ranges targets || fail 'a target beyond the axis'
ok 'a range' "$EPSCAN" plot limits outputs/baryons.h5 --targets all --ordinate y --y-range 1e-12:1e-9 -d -q -o asked
says '^set yrange \[1e-12:1e-09\]' 'the range that was asked for' asked.gp
refused 'na62-2019.csv is of kinetic-mixing, and no line is' "$EPSCAN" plot limits outputs/baryons.h5 \
    --bounds na62-2019 -d -q -o none
mkdir bounds
for name in B-L axial; do
    printf '# Mediator: %s\nmA_GeV,epsilon_up\n0.2,1e-4\n0.3,1e-4\n' "$name" >"bounds/$name.csv"
done
ok 'bounds of one' "$EPSCAN" plot limits outputs/baryons.h5 -d -q --limits bounds -o bound
says "title 'B-L'" 'a bound of B-L' bound.gp
! grep -q "title 'axial'\|(g − 2)" bound.gp || fail 'bounds of others beside B-L'
ok 'bounds of none' "$EPSCAN" plot limits outputs/mixing.h5 -d -q --limits bounds -o unbound
! grep -q "title 'axial'\|title 'B-L'" unbound.gp || fail 'bounds of others beside kinetic mixing'
sed -i 's/B-L/Z/' bounds/B-L.csv
refused 'B-L.csv:1: Mediator: "Z" is not allowed; allowed: kinetic-mixing, B-L' "$EPSCAN" plot limits \
    outputs/baryons.h5 -d -q --limits bounds -o none

# ---- widths in Gamma: grids, queries, points and limits have the same root, or say that there is none
cd "$work" || exit 1
scanned widths 'mediator: B-L
visible_widths: true'
ok 'info' "$EPSCAN" info outputs/widths.h5 --verify --sample 20
says '^mediator  *B-L with its widths to leptons, hadrons and neutrinos$' 'info of widths'
check mediators widths outputs || fail 'a grid with widths'
cat >jobs/both.yaml <<END
experiments: [na64-2021, na64-2021-positron-beam]
output: ../outputs/both.h5
visible_widths: true
axes: {spin: [fermion, scalar], mA_GeV: [0.2, 0.25], alpha_D: [1.0e-12, 1.0e-9, 0.1], mass_ratio: [1/3]}
END
ok 'several experiments with widths' "$EPSCAN" scan jobs/both.yaml --quiet
ok 'their roots, by quadrature' "$EPSCAN" info outputs/both.h5 --verify --sample 20
both=(--spin fermion --mA 0.23 --alpha-D 1e-9 --mass-ratio 1/3)
ok 'their limit' "$EPSCAN" limit na64-2021 na64-2021-positron-beam "${both[@]}" --visible-widths -q
root=$(tail -1 "$work/out" | cut -d, -f7)
ok 'a query of several with widths' "$EPSCAN" query outputs/both.h5 "${both[@]}"
says "\"epsilon_up\": ${root%?e-05}.*e-05" 'the query of several is their limit'
check mediators against_points outputs/widths.h5 "$experiment" --mediator=B-L --visible-widths || fail 'roots'
check mediators roots outputs/widths.h5 "$experiment" || fail 'roots of query, point, limit and response'
refused 'outputs/widths.h5: its limits are with widths to leptons' \
    "$EPSCAN" export outputs/widths.h5 --format darkcast \
    --spin fermion --alpha-D 0.1 --mass-ratio 1/3 -o Widths
refused 'not allowed with --model-table' "$EPSCAN" point "$experiment" --model-table rho.csv --visible-widths
sed '/uncertainties:/d; /- {name: /{/affects/d}' "$experiment" >inputs/experiments/certain.yaml
check mediators toys inputs/experiments/certain.yaml || fail 'limits by pseudo-experiments with widths'

# ---- jobs, responses and exports of what is no vector
yukawa="--spin yukawa-scalar --mA 0.01 --alpha-D 0.1 --mass-ratio 1/3 --mediator scalar"
job yukawa <<END
experiment: ../inputs/experiments/thin-target-8gev.yaml
output: ../outputs/yukawa.h5
mediator: scalar
axes:
  spin: [yukawa-scalar]
  mA_GeV: [0.01, 0.05]
  alpha_D: [0.1]
  mass_ratio: [1/3]
END
ok 'scan, scalar' "$EPSCAN" scan jobs/yukawa.yaml --quiet
ok 'response, scalar' "$EPSCAN" response thin-target-8gev --mediator scalar -o yukawa-response.h5
# shellcheck disable=SC2086
check mediators scalar outputs/yukawa.h5 yukawa-response.h5 thin-target-8gev $yukawa || fail 'a scalar mediator'
ok 'a figure of a scalar' "$EPSCAN" plot limits outputs/yukawa.h5 --quiet -o yukawa
says 'Coupling to electrons' 'the axis of a scalar' yukawa.gp
! grep -q 'Kinetic mixing\|NA64 2019' yukawa.gp || fail 'a scalar beside bounds of dark photons'
refused 'which DarkCast has no model of' "$EPSCAN" export outputs/yukawa.h5 --format darkcast -o Yukawa
# shellcheck disable=SC2086
refused 'which is for scalar couplings' "$EPSCAN" point --response yukawa-response.h5 $point --mediator B-L
refused 'a published limit on A'\''-strahlung is of vectors' \
    "$EPSCAN" response "$experiment" --mediator scalar -o none.h5

sed -e 's/^strahlung_limit:.*/strahlung: none/; s/^shower: .*/shower: approximation-a/' \
    -e 's/energy_GeV: 100}/energy_GeV: 0.5}/; s/threshold_GeV: 50/threshold_GeV: 0.2/; s/cut_GeV: 20 /cut_GeV: 0.1 /' \
    -e 's/minimum_energy_GeV: 5 /minimum_energy_GeV: 0.001 /; s/scale_GeV: 1.5/scale_GeV: 0.01/' "$experiment" \
    >inputs/experiments/slow.yaml
refused 'axial coupling to electrons: minimum_energy_GeV 0.001 is not allowed; allowed: 0.00102 or more' \
    "$EPSCAN" response inputs/experiments/slow.yaml --mediator axial -o none.h5

# ---- shares of one mediator are one grid, of two they are none
for share in 0 1; do
    ok "share $share" "$EPSCAN" scan jobs/baryons.yaml --quiet --shard "$share/2" -o "outputs/share-$share.h5"
done
ok 'merge' "$EPSCAN" merge -o outputs/merged.h5 outputs/share-*.h5
ok 'info' "$EPSCAN" info outputs/merged.h5
says '^mediator  *B-L$' 'the merged grid'
ok 'share' "$EPSCAN" scan jobs/muons.yaml --quiet --shard 1/2 -o outputs/other.h5
refused ": made from another job" "$EPSCAN" merge -o outputs/none.h5 outputs/share-0*.h5 outputs/other*.h5
[ -e outputs/none.h5 ] && fail 'a merge that is refused leaves a file'

# ---- what is not allowed
bad() {
    of_job bad "$1"
    refused "$2" "$EPSCAN" validate jobs/bad.yaml
}
bad 'mediator: Z' 'bad.yaml:3: mediator: "Z" is not allowed; allowed: kinetic-mixing, B-L, Le-Lmu, Lmu-Ltau, axial'
bad 'mediator: [B-L]' 'bad.yaml:3: mediator: '
bad 'visible_widths: maybe' 'bad.yaml:3: visible_widths: "maybe" is not allowed; allowed: false, true'
check mediators damage outputs/baryons.h5 damaged.h5 || fail 'a copy to damage'
refused "damaged.h5: damaged" "$EPSCAN" info damaged.h5
finish
