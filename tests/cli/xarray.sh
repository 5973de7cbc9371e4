#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A grid opens in xarray with both netCDF-4 engines: labelled dimensions, units, names, flags, selection by label.
. "$(dirname "$0")/lib.sh"
job grid <<END
title: a small grid
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/grid.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: [0.1, 0.225, 0.95]
  alpha_D: [0.1, 0.5]
  mass_ratio: [1/3]
  ecal_threshold_GeV: [40, 50]
  energy_scale_shift: {from: -0.03, to: 0.03, points: 7, spacing: linear}
END
ok 'scan' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet
for engine in h5netcdf netcdf4; do
    check xarray grid "$work/outputs/grid.h5" $engine || fail "xarray with $engine"
done
check xarray provenance "$work/outputs/grid.h5" "$work/jobs/grid.yaml" || fail 'provenance'

# ---- what was not run is no number: an empty share, and the tiles of other shares
ok 'an empty share' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --shard 0/2
check xarray not_run "$work/outputs/grid.shard-0000-of-0002.h5" || fail 'points that were not run'
# ---- holes of large shares, which are not filled (sparse: 11 GiB long, little of it on the disk)
job large <<END
title: more than 1 GiB of a variable
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/large.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.05, to: 0.3, points: 2000, spacing: log}
  alpha_D: {from: 0.01, to: 0.5, points: 40, spacing: log}
  mass_ratio: {from: 0.1, to: 0.4, points: 20, spacing: linear}
  ecal_threshold_GeV: {from: 30, to: 60, points: 21, spacing: linear}
  energy_scale_shift: {from: -0.03, to: 0.03, points: 21, spacing: linear}
END
"$EPSCAN" scan "$work/jobs/large.yaml" --quiet --threads 1 2>"$work/err" &
pid=$!
wait_for_tiles "$work/outputs/large.h5.new" 1 || fail 'no tiles of a large grid'
kill -TERM $pid
wait $pid
status=$?
[ "$status" -eq 75 ] || fail "a large scan that is stopped: exit $status -- $(head -c 400 "$work/err")"
[ -e "$work/outputs/large.h5" ] && fail 'a grid with holes has the name of a whole one'
refused 'large.h5.new: was left by a scan; allowed: --resume' "$EPSCAN" scan "$work/jobs/large.yaml" --quiet
grep -q 'resume' "$work/err" || fail 'a large scan that is stopped does not say how it goes on'
check holes "$work/outputs/large.h5.new" || fail 'holes of a large grid'
# it goes on under that name, and another scan's grid of the output's name is not replaced
"$EPSCAN" scan "$work/jobs/large.yaml" --quiet --threads 1 --resume --time-limit 2 2>"$work/err"
[ $? -eq 75 ] && [ ! -e "$work/outputs/large.h5" ] || fail "a large scan goes on elsewhere: $(head -c 400 "$work/err")"
rm -f "$work/outputs/large.h5.new"
# ---- the limits say their own confidence level
sed -i 's/confidence_level: 0.90/confidence_level: 0.95/; s/method: counting/method: cls-asymptotic/' \
    "$work/inputs/experiments/na64-2021.yaml"
ok 'scan, 95 %' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet -o "$work/outputs/cls.h5"
check xarray confidence_level "$work/outputs/cls.h5" || fail 'the confidence level of epsilon_up'
finish
