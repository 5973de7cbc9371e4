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
PYTHONPATH=$SOURCE/tests/cli /usr/bin/python3 - "$EPSCAN" "$work" <<'END' || fail "grid and point differ"
import json, random, subprocess, sys
import h5py, numpy, point_status
epscan, work = sys.argv[1:]
random.seed(11)
worst, found = 0, set()
for name, experiment, count in (("wide", "na64-2021", 150), ("columns", "na64-2021-positron-beam", 30), ("models", "na64-2021-textbook", 30)):
    with h5py.File(f"{work}/outputs/{name}.h5") as grid:
        spins = [s.decode() for s in grid["spin"][()]]
        axes = [grid[n][()] for n in ("mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")]
        assert grid["complete"][()] == 1 and not numpy.isnan(grid["n_annihilation"][()]).any()
        for _ in range(count):
            index = [random.randrange(len(spins))] + [random.randrange(len(a)) for a in axes]
            m, a, r, t, d = (axis[i] for axis, i in zip(axes, index[1:]))
            out = subprocess.run([epscan, "point", f"{work}/inputs/experiments/{experiment}.yaml", "--spin", spins[index[0]], f"--mA={m!r}",
                                  f"--alpha-D={a!r}", f"--mass-ratio={r!r}", f"--threshold={t!r}", f"--scale-shift={d!r}"],
                                 capture_output=True, check=True, text=True).stdout
            p = json.loads(out)
            got, expected = grid["n_annihilation"][tuple(index)], p["n_annihilation"]
            error = abs(got - expected) / (1e-9 * expected + 1e-13)
            worst = max(worst, error)
            assert error <= 1, (name, index, got, expected)
            epsilon = grid["epsilon_up"][tuple(index)]
            assert numpy.isinf(epsilon) if p["epsilon_up"] is None else abs(epsilon / p["epsilon_up"] - 1) < 1e-6
            strahlung = grid["n_strahlung"][tuple(index)]
            assert numpy.isnan(strahlung) if p["n_strahlung"] is None else abs(strahlung / p["n_strahlung"] - 1) < 1e-13
            strahlung = numpy.nan if p["n_strahlung"] is None else p["n_strahlung"]
            assert p["status"] == point_status.status_of(p["spin"], m, a, r, strahlung, p["epsilon_up"] or 0), p
        found.update(name for name, count in point_status.check_grid(grid).items() if count)
assert found == {"ok", "strahlung_out_of_range", "visible_width", "no_signal"}, found
print(f"largest difference: {worst:.2g} of 1e-9 relative + 1e-13 events")
END
cat "$work/out" >/dev/null
finish
