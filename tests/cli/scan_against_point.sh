#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Grids against `epscan point`, which shares neither mesh nor formula with them, on random points of several shapes.
. "$(dirname "$0")/lib.sh"

job wide <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/wide.h5
axes:
  spin: [scalar, fermion]
  mA_GeV: {from: 0.07, to: 1.1, points: 37, spacing: log}
  alpha_D: {from: 1e-6, to: 1, points: 7, spacing: log}
  mass_ratio: [0.01, 0.1, 1/3, 0.46, 0.4999]
  ecal_threshold_GeV: {from: 5, to: 95, points: 11, spacing: linear}
  energy_scale_shift: [-0.05, 0, 0.03]
END
job columns <<END
experiment: ../inputs/experiments/na64-2021-positron-beam.yaml
output: ../outputs/columns.h5
axes:
  spin: [fermion]
  mA_GeV: [0.24]
  alpha_D: [0.1]
  mass_ratio: [1/3]
  ecal_threshold_GeV: {from: 20, to: 80, points: 9001, spacing: linear}
  energy_scale_shift: {from: -0.1, to: 0.1, points: 3, spacing: linear}
END
job models <<END
experiment: ../inputs/experiments/na64-2021-textbook.yaml
output: ../outputs/models.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.05, to: 0.5, points: 20011, spacing: linear}
  alpha_D: [0.3]
  mass_ratio: [0.25]
END
for name in wide columns models; do
    ok "scan $name" "$EPSCAN" scan "$work/jobs/$name.yaml" --quiet
done
check scan "$work" || fail "grid and point differ"
cat "$work/out" >/dev/null
finish
