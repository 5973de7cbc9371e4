#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What test_library works on, in the folder it is called with: a small grid, a factored one, a wide one, one of tables
# and the same factored, a response, and a locale with a decimal comma.
set -eu
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export ASAN_OPTIONS=detect_leaks=0 # of MPI
"$EPSCAN" scan "$SOURCE/tests/library/grid.yaml" --output "$1/library-grid.h5" --force --quiet
sed "s|\.\./\.\.|$SOURCE|; s|\(ecal_threshold_GeV:\).*|\1 {from: 40, to: 60, points: 41, spacing: linear}|
    \$a storage: factored" "$SOURCE/tests/library/grid.yaml" >"$1/library-factored.yaml"
"$EPSCAN" scan "$1/library-factored.yaml" --output "$1/library-factored.h5" --force --quiet
# 20,000 models of 1000 columns
cat >"$1/library-wide.yaml" <<END
experiment: $SOURCE/inputs/experiments/na64-2021.yaml
output: library-wide.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.1, to: 0.4, points: 50, spacing: log}
  alpha_D: {from: 0.01, to: 0.5, points: 20, spacing: log}
  mass_ratio: {from: 0.1, to: 0.45, points: 10, spacing: linear}
  ecal_threshold_GeV: {from: 40, to: 60, points: 1000, spacing: linear}
storage: factored
END
"$EPSCAN" scan "$1/library-wide.yaml" --output "$1/library-wide.h5" --force --quiet
"$EPSCAN" response "$SOURCE/inputs/experiments/na64-2021.yaml" --thresholds 48,48.5,50,51.5,52 --shifts=-0.02,0,0.02 \
    --output "$1/library-response.h5" --force
printf 'sqrt_s_GeV,rho_per_GeV2\n0.2,7\n0.3,7\n' >"$1/flat.csv"
printf 'sqrt_s_GeV,rho_per_GeV2\n0.15,0\n0.2,30\n0.25,0\n' >"$1/peak.csv"
for storage in plain factored; do
    cat >"$1/library-tables-$storage.yaml" <<END
title: tables
experiment: $SOURCE/inputs/experiments/na64-2021.yaml
output: library-tables-$storage.h5
storage: $storage
axes:
  model_table: [flat.csv, peak.csv]
  ecal_threshold_GeV: {from: 40, to: 60, points: 41, spacing: linear}
  energy_scale_shift: [-0.02, 0, 0.02]
END
    "$EPSCAN" scan "$1/library-tables-$storage.yaml" --output "$1/library-tables-$storage.h5" --force --quiet
done
mkdir -p "$1/locale"
[ -d "$1/locale/de_DE.UTF-8" ] || localedef -i de_DE -f UTF-8 "$1/locale/de_DE.UTF-8"
