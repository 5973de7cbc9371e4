#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Axial, scalar and pseudoscalar mediators: the numbers of jobs/mediators.md, and what cannot be made or asked for.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
lead=$SOURCE/inputs/materials/lead.yaml
model="--mA 0.25 --alpha-D 0.1 --mass-ratio 1/3"

check couplings "$SOURCE" || fail 'jobs/mediators.md says other numbers than epscan'

# sigma of a vector to the same chi, times the electron's beta, half of it, or half over it: beta = 1 - m_e/E
ok 'annihilation' "$EPSCAN" cross-section "$lead" --channel annihilation --mA 0.225 --energy 50 --mediator axial \
    --spin fermion
cp "$work/out" "$work/axial"
ok 'annihilation' "$EPSCAN" cross-section "$lead" --channel annihilation --mA 0.225 --energy 50
paste -d, "$work/axial" "$work/out" | awk -F, 'NR == 2 { exit !($3/$6 < 1 - 1.01e-5 && $3/$6 > 1 - 1.03e-5) }' ||
    fail "an axial mediator's annihilation: $(cat "$work/axial" "$work/out")"

# shellcheck disable=SC2086
refused 'a mediator with scalar coupling to electrons: a published limit on' "$EPSCAN" point "$experiment" \
    --spin yukawa-scalar $model --mediator scalar
# shellcheck disable=SC2086
refused '--spin: fermion is not allowed with a mediator of scalar coupling to electrons; allowed: yukawa-scalar,' \
    "$EPSCAN" point "$experiment" --spin fermion $model --mediator scalar
# shellcheck disable=SC2086
refused '--spin: yukawa-scalar is not allowed with a mediator of vector coupling to electrons; allowed: fermion' \
    "$EPSCAN" point "$experiment" --spin yukawa-scalar $model
refused '--spin: alpha_D 2.5 is not allowed with yukawa-scalar' "$EPSCAN" cross-section "$lead" --mediator scalar \
    --channel annihilation --mA 0.2 --energy 50 --alpha-D 2.5
job bad <<END
experiment: ../inputs/experiments/na64-2022.yaml
output: ../outputs/bad.h5
mediator: pseudoscalar
axes: {spin: [yukawa-scalar, scalar], mA_GeV: [0.2], alpha_D: [0.1], mass_ratio: [1/3], ecal_threshold_GeV: [50]}
END
refused 'bad.yaml:4: axes.spin: scalar is not allowed with a mediator of pseudoscalar coupling' "$EPSCAN" validate \
    "$work/jobs/bad.yaml"
# shellcheck disable=SC2086
refused '--spin: yukawa-scalar is not allowed with a mediator of vector coupling' "$EPSCAN" simulate "$experiment" \
    --spin yukawa-scalar $model -o "$work/s.h5" --showers 10
finish
