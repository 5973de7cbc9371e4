#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Small grids of every kind in the folder it is called with, for the tests that damage them: of one scan (plain),
# merged and compressed, one shard of two, one with CLs by its own statistics, events alone in single precision,
# rounded, one of tables of spectral densities, factored.
set -eu
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export ASAN_OPTIONS=detect_leaks=0 # of MPI
work=$1
mkdir -p "$work"
rm -rf "$work"/*.h5*
cp -r "$SOURCE/inputs" "$work/"
experiments=$work/inputs/experiments
cat >"$work/plain.yaml" <<END
title: small grid
experiment: inputs/experiments/na64-2021-textbook.yaml
output: plain.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.1, to: 0.4, points: 24, spacing: log}
  alpha_D: [0.02, 0.1]
  mass_ratio: [0.3, 1/3]
  ecal_threshold_GeV: [45, 50]
  energy_scale_shift: [-0.02, 0]
END
sed -e 's/method: counting/method: cls-asymptotic/; s/confidence_level: 0.90/confidence_level: 0.95/' \
    "$experiments/na64-2021-textbook.yaml" >"$experiments/cls.yaml"
sed -e 's/na64-2021-textbook/cls/; s/plain/cls/' "$work/plain.yaml" >"$work/cls.yaml"
cp "$work/plain.yaml" "$work/single.yaml"
printf '%s\n' 'precision: single' 'variables: [n_annihilation, n_strahlung]' >>"$work/single.yaml"
awk 'BEGIN {print "sqrt_s_GeV,rho_per_GeV2"; for (i = 0; i < 40; i++) print 0.2 + 0.002 * i "," 10 + i}' \
    >"$work/rising.csv"
printf 'sqrt_s_GeV,rho_per_GeV2\n0.2,0\n0.25,20\n0.3,0\n' >"$work/triangle.csv"
sed -e '/^ *\(spin\|mA_GeV\|alpha_D\|mass_ratio\):/d; s/^axes:/&\n  model_table: [rising.csv, triangle.csv]/' \
    "$work/plain.yaml" >"$work/tables.yaml"
cp "$work/plain.yaml" "$work/factored.yaml"
echo 'storage: factored' >>"$work/factored.yaml"
for kind in plain cls single tables factored; do "$EPSCAN" scan "$work/$kind.yaml" --quiet -o "$work/$kind.h5"; done
for i in 0 1; do "$EPSCAN" scan "$work/plain.yaml" --quiet --shard $i/2; done
"$EPSCAN" merge --quiet -o "$work/merged.h5" "$work"/plain.shard-*.h5
"$EPSCAN" merge --quiet --significant-digits 6 -o "$work/rounded.h5" "$work"/plain.shard-*.h5
"$EPSCAN" merge --quiet -o "$work/factored-merged.h5" "$work/factored.h5"
mv "$work/plain.shard-0001-of-0002.h5" "$work/shard.h5"
