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
    /usr/bin/python3 - "$work/outputs/grid.h5" $engine <<'END' || fail "xarray with $engine"
import sys
import numpy, xarray
grid = xarray.open_dataset(sys.argv[1], engine=sys.argv[2])
six = ("spin", "mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")
assert grid.n_annihilation.dims == grid.n_strahlung.dims == grid.epsilon_up.dims == six and grid.status.dims == six[:4]
assert list(grid.spin.values) == ["fermion", "scalar"]
assert grid.mA.attrs["units"] == "GeV" and grid.ecal_threshold.attrs["units"] == "GeV"
for name in (*six, "n_annihilation", "epsilon_up", "n_strahlung", "status", "complete"):
    assert grid[name].attrs["long_name"], name
assert list(grid.status.attrs["flag_values"]) == [0, 1, 2, 3, 5, 6]
assert grid.status.attrs["flag_meanings"] == "ok strahlung_out_of_range failed not_run visible_width no_signal"
point = grid.sel(spin="fermion", mA=0.225, alpha_D=0.1, ecal_threshold=50, energy_scale_shift=0).sel(mass_ratio=1 / 3, method="nearest")
assert 0.1 < float(point.n_annihilation) < 1 and 1e-4 < float(point.epsilon_up) < 1e-3 and int(point.status) == 0
assert float(grid.sel(energy_scale_shift=0.01).energy_scale_shift) == 0.01  # the range's own number, not 0.009999999999999995
heavy = grid.sel(spin="scalar", mA=0.95)
assert numpy.isnan(heavy.n_strahlung).all() and (heavy.status == 6).all()
assert int(grid.complete) == 1
assert (xarray.open_dataset(sys.argv[1], engine=sys.argv[2], group="ledger").tile_checksum != 0).all()
if sys.argv[2] == "h5netcdf":  # netCDF-C has no strings of fixed length
    assert b"na64-2021.yaml" in list(xarray.open_dataset(sys.argv[1], engine=sys.argv[2], group="provenance").input_path.values.astype("S"))
assert grid.attrs["Conventions"] == "CF-1.10" and grid.attrs["title"] == "a small grid"
for name in ("git_revision", "compiler", "libraries", "command_line", "job_sha256", "created"):
    assert grid.attrs[name], name
END
done
/usr/bin/python3 - "$work" <<'END' || fail "provenance"
import hashlib, sys
import h5py
with h5py.File(sys.argv[1] + "/outputs/grid.h5") as grid:
    job = open(sys.argv[1] + "/jobs/grid.yaml", "rb").read()
    assert grid["provenance/job"][()] == job and grid.attrs["job_sha256"].decode().rstrip("\0") == hashlib.sha256(job).hexdigest()
    for name, text, digest in zip(*(grid["provenance/input_" + k][()] for k in ("path", "text", "sha256"))):
        assert hashlib.sha256(text).hexdigest() == digest.decode(), name
END

# ---- what was not run is no number: an empty share, and the tiles of other shares
ok 'an empty share' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --shard 0/2
/usr/bin/python3 - "$work/outputs/grid.shard-0000-of-0002.h5" <<'END' || fail 'points that were not run'
import sys
import h5py, numpy, xarray
for engine in ("h5netcdf", "netcdf4"):
    grid = xarray.open_dataset(sys.argv[1], engine=engine)
    assert numpy.isnan(grid.epsilon_up).all() and numpy.isnan(grid.n_annihilation).all() and (grid.status == 3).all()
with h5py.File(sys.argv[1]) as file:
    assert numpy.isnan(file["epsilon_up"].attrs["_FillValue"]) and numpy.isnan(file["epsilon_up"].fillvalue)
    assert file["status"].fillvalue == 3
END
# ---- holes of large shares, which are not filled (sparse: 2.7 GiB long, little of it on the disk)
job large <<END
title: more than 1 GiB of a variable
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/large.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.05, to: 0.3, points: 500, spacing: log}
  alpha_D: {from: 0.01, to: 0.5, points: 40, spacing: log}
  mass_ratio: {from: 0.1, to: 0.4, points: 20, spacing: linear}
  ecal_threshold_GeV: {from: 30, to: 60, points: 21, spacing: linear}
  energy_scale_shift: {from: -0.03, to: 0.03, points: 21, spacing: linear}
END
"$EPSCAN" scan "$work/jobs/large.yaml" --quiet --time-limit 1 2>"$work/err"
status=$?
[ "$status" -eq 75 ] || fail "a large scan that stops after 1 s: exit $status -- $(head -c 400 "$work/err")"
/usr/bin/python3 "$SOURCE/tests/cli/check_holes.py" "$work/outputs/large.h5" || fail 'holes of a large grid'
rm -f "$work/outputs/large.h5"
# ---- the limits say their own confidence level
sed -i 's/confidence_level: 0.90/confidence_level: 0.95/; s/method: counting/method: cls-asymptotic/' "$work/inputs/experiments/na64-2021.yaml"
ok 'scan, 95 %' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet -o "$work/outputs/cls.h5"
/usr/bin/python3 -c '
import sys, h5py
file = h5py.File(sys.argv[1])
assert file["epsilon_up"].attrs["confidence_level"] == file.attrs["confidence_level"] == 0.95' "$work/outputs/cls.h5" ||
    fail 'the confidence level of epsilon_up'
finish
