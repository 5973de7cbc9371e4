#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The ready jobs: each says what it costs and what comes out, validates, runs as it is, and has what `epscan point` has; and the
# physics that each is there for.
. "$(dirname "$0")/lib.sh"
cp "$SOURCE"/jobs/*.yaml "$work/jobs/"
[ "$(ls "$SOURCE"/jobs/*.yaml | wc -l)" -eq 5 ] || fail "jobs: $(ls "$SOURCE"/jobs/*.yaml)"
for job in "$SOURCE"/jobs/*.yaml; do
    name=$(basename "$job" .yaml)
    grep -q '^# Cost: .*mpirun.*MB' "$job" || fail "$name does not say its cost"
    grep -q '^# Result: ' "$job" || fail "$name does not say its result"
    grep -qF "$name.yaml" "$SOURCE/README.md" || fail "the README does not know $name"
    grep -qF "$name.yaml" "$SOURCE/jobs/array.md" || fail "array.md does not know $name"
    ok "validate $name" "$EPSCAN" validate "$work/jobs/$name.yaml"
    ok "scan $name" "$EPSCAN" scan "$work/jobs/$name.yaml" --quiet
done
sed -n '/^for i in/,/^```$/p' "$SOURCE/jobs/array.md" | sed '$d; s/-o outputs\/recast-grid.h5/-o merged.h5/' >"$work/by-hand.sh"
grep -q 'merge -o merged.h5' "$work/by-hand.sh" || fail "array.md by hand: $(cat "$work/by-hand.sh")"
mkdir "$work/bin" && ln -s "$EPSCAN" "$work/bin/epscan"
ok 'shards by hand' bash -c "cd '$work' && PATH=$work/bin:$PATH && . ./by-hand.sh"
for variable in n_annihilation epsilon_up status; do
    h5diff "$work/merged.h5" "$work/outputs/recast-grid.h5" "/$variable" >"$work/diff" 2>&1 || fail "shards: $variable differs"
done
[ "$(stat -c %s "$work/merged.h5")" -lt 45000000 ] || fail 'recast-grid.h5 and its tables do not fit into a HEPData submission'

/usr/bin/python3 - "$EPSCAN" "$work" <<'END' || fail 'numbers of the ready jobs'
import json, re, subprocess, sys
import numpy, xarray
epscan, work = sys.argv[1:]
experiment_of = {"na64-2021": "na64-2021", "energy-scale": "na64-2021", "recast-grid": "na64-2021",
                 "positron-beam": "na64-2021-positron-beam", "thin-target-8gev": "thin-target-8gev"}
grids = {name: xarray.open_dataset(f"{work}/outputs/{name}.h5") for name in experiment_of}

def point(experiment, spin, mass, alpha, ratio, threshold, shift):
    words = [epscan, "point", f"{work}/inputs/experiments/{experiment}.yaml", "--spin", spin, "--mA", repr(mass), "--alpha-D", repr(alpha),
             "--mass-ratio", repr(ratio), "--threshold", repr(threshold), f"--scale-shift={shift!r}"]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

# random points of each grid against adaptive quadrature: the scan's promise
random = numpy.random.default_rng(7)
for name, grid in grids.items():
    for _ in range(6):
        index = {axis: int(random.integers(grid.sizes[axis])) for axis in grid.n_annihilation.dims}
        if grid.mA.values[index["mA"]] > 0.6: continue
        here = grid.isel(index)
        answer = point(experiment_of[name], str(here.spin.values), *(float(here[axis]) for axis in
                       ("mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")))
        events = answer["n_annihilation"]
        assert abs(float(here.n_annihilation) - events) <= 1e-9 * events + 1e-13, (name, index)
        if numpy.isfinite(float(here.epsilon_up)):
            assert abs(float(here.epsilon_up) / answer["epsilon_up"] - 1) < 1e-8, (name, index)

# the numbers that the heads state, to the digits that they have
def stated(name, pattern):
    text = re.sub(r"\n# ", " ", open(f"{work}/jobs/{name}.yaml").read())
    found = re.search(pattern, text)
    assert found, (name, pattern)
    return [float(number) for number in found.groups()]

def line(name, spin, **low):
    grid = grids[name].sel(spin=spin, alpha_D=0.1).sel(mass_ratio=1 / 3, method="nearest").epsilon_up
    selection = {"ecal_threshold": 2.4 if name == "thin-target-8gev" else 50, "energy_scale_shift": 0}
    return grid.sel(selection, method="nearest").sel(mA=slice(low.get("above", 0.05), 0.5))

dip = lambda name, spin, **low: float(line(name, spin, **low).min())
mass = lambda name, spin, **low: float(line(name, spin, **low).idxmin())
fermion, scalar = stated("na64-2021", r"at 235 MeV.*= (\S+) \(fermion\) and (\S+) \(scalar\)")
assert abs(dip("na64-2021", "fermion", above=0.2) / fermion - 1) < 5e-3 and abs(dip("na64-2021", "scalar", above=0.2) / scalar - 1) < 5e-3
assert abs(mass("na64-2021", "fermion", above=0.2) - 0.235) < 1e-3
(fermion,) = stated("positron-beam", r"epsilon_UP = (\S+) \(fermion")
assert abs(dip("positron-beam", "fermion", above=0.2) / fermion - 1) < 2e-2
fermion, scalar = stated("thin-target-8gev", r"epsilon_UP = (\S+) \(fermion\) and (\S+) \(scalar\)")
assert abs(dip("thin-target-8gev", "fermion") / fermion - 1) < 2e-2 and abs(dip("thin-target-8gev", "scalar") / scalar - 1) < 2e-2
assert abs(mass("thin-target-8gev", "fermion") - 0.078) < 1e-3

# energy-scale: what the head says of 1 and 3 %
fine = grids["energy-scale"].sel(spin="fermion", alpha_D=0.1).isel(mass_ratio=0)
edge_1, flat_1, edge_3, flat_3, up_edge, up_flat = stated(
    "energy-scale", r"\+1 % takes (\S+) % of the yield at 225 MeV.*and (\S+) % at 250 MeV; \+3 % take (\S+) and (\S+) %.*by (\S+) and (\S+) %")
at = lambda m, t, d: fine.sel(mA=m, ecal_threshold=t, energy_scale_shift=d, method="nearest")
loss = lambda m, d, name="n_annihilation": 100 * abs(float(at(m, 50, d)[name] / at(m, 50, 0)[name]) - 1)
assert abs(loss(0.225, 0.01) - edge_1) < 0.5 and abs(loss(0.25, 0.01) - flat_1) < 0.05
assert abs(loss(0.225, 0.03) - edge_3) < 0.5 and abs(loss(0.25, 0.03) - flat_3) < 0.05
assert abs(loss(0.225, 0.03, "epsilon_up") - up_edge) < 0.5 and abs(loss(0.25, 0.03, "epsilon_up") - up_flat) < 0.05
# the reading is (1 + shift) times the deposit, smeared by the unshifted deposit's resolution or its own: up to that, of the order of
# shift times resolution, a shift is a threshold divided by 1 + shift
for m in (0.225, 0.25):
    moved = float(at(m, 50 / 0.99, 0).n_annihilation)
    step = abs(float(at(m, 50.5, 0).n_annihilation) - float(at(m, 50.6, 0).n_annihilation))
    assert abs(float(at(m, 50, -0.01).n_annihilation) - moved) < 0.03 * abs(moved - float(at(m, 50, 0).n_annihilation)) + step, m

# positron beam: more events than electrons at every mass that a positron of the beam can make
electrons = grids["na64-2021"].sel(spin="fermion", alpha_D=0.1, ecal_threshold=50, energy_scale_shift=0).sel(mass_ratio=1 / 3, method="nearest")
positrons = grids["positron-beam"].sel(spin="fermion", alpha_D=0.1).isel(mass_ratio=0, ecal_threshold=0, energy_scale_shift=0)
within = (electrons.mA > 0.05) & (electrons.mA < 0.31)
assert (positrons.n_annihilation > electrons.n_annihilation)[within].all()

# thin target: the dip ends where the beam energy does, and no strahlung is in it
thin = grids["thin-target-8gev"]
assert (thin.n_strahlung == 0).all()
heaviest = numpy.sqrt(2 * 0.51099895e-3 * 8.0)
narrow = thin.sel(spin="scalar", alpha_D=0.1).isel(mass_ratio=1).sel(ecal_threshold=2.4, energy_scale_shift=0, method="nearest").n_annihilation
assert float(narrow.sel(mA=1.1 * heaviest, method="nearest")) < 1e-2 * float(narrow.max())
END

# its track length by showers of the Monte Carlo, bin by bin; the sum of squares is that of 81 normal numbers, 4 sigma wide
ok 'showers' "$EPSCAN" simulate "$SOURCE/inputs/experiments/thin-target-8gev.yaml" --showers 1e7 -o "$work/showers.h5" --quiet
"$EPSCAN" tracklength "$SOURCE/inputs/experiments/thin-target-8gev.yaml" --points 2000 2>/dev/null >"$work/track-length.csv"
/usr/bin/python3 - "$work" <<'END' || fail 'cascade and Monte Carlo of the thin target'
import sys
import numpy, xarray
showers = xarray.open_dataset(sys.argv[1] + "/showers.h5").sel(particle="positron", medium="all")
cascade = numpy.genfromtxt(sys.argv[1] + "/track-length.csv", delimiter=",", names=True)
edges, nodes = showers.energy_edges_GeV.values, numpy.polynomial.legendre.leggauss(8)
inside = edges[1:] <= 7
energies = edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * (nodes[0] + 1) / 2
means = numpy.exp(numpy.interp(energies[inside], cascade["E_GeV"], numpy.log(cascade["secondary_X0_per_GeV"]))) @ nodes[1] / 2
pulls = (showers.track_length_X0_per_GeV.values[inside] - means) / showers.track_length_X0_per_GeV_error.values[inside]
bins, chi2 = inside.sum(), (pulls**2).sum()
print(f"chi2 {chi2:.1f} of {bins} bins")
assert bins == 81 and abs(chi2 - bins) < 4 * (2 * bins) ** 0.5
END

# a thin target's pairs are made by photons made in it, and then run through the rest: T as the depth cubed, 1 % of X0 being thin
track_length() {
    sed "s/thickness_cm: .*}/thickness_cm: $1}/" "$SOURCE/inputs/experiments/thin-target-8gev.yaml" >"$work/inputs/experiments/thin.yaml"
    "$EPSCAN" tracklength "$work/inputs/experiments/thin.yaml" --energies 3 2>/dev/null | tail -n 1 | cut -d, -f3
}
awk -v a="$(track_length 0.003504)" -v b="$(track_length 0.001752)" 'BEGIN {exit !(a / b > 7.9 && a / b < 8.05)}' || fail "thin: $(track_length 0.003504) $(track_length 0.001752)"
finish
