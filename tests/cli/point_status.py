# SPDX-License-Identifier: GPL-3.0-or-later
"""The status that points must have, from the paper's Eq. 4 and the width of a vector to charged leptons and hadrons."""
import os
import sys

import numpy

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "reference"))
from hadrons import hadrons

FINE_STRUCTURE = 1 / 137.035999084
LEPTONS_GEV = (0.51099895e-3, 0.1056583755, 1.77686)  # PDG
NAMES = numpy.array(["ok", "strahlung_out_of_range", "failed", "not_run", "outside_grid", "visible_width", "no_signal"])


def invisible_width_over_mass(is_fermion, alpha_D, ratio):
    beta2 = 1 - 4 * ratio**2
    return numpy.where(is_fermion, alpha_D / 3 * (1 + 2 * ratio**2) * beta2**0.5, alpha_D / 12 * beta2**1.5)


def visible_width_over_mass(mass_GeV, epsilon):
    total = numpy.vectorize(hadrons, otypes=[float])(mass_GeV**2)
    for lepton in LEPTONS_GEV:
        x = numpy.minimum((lepton / mass_GeV) ** 2, 0.25)
        total = total + (1 + 2 * x) * (1 - 4 * x) ** 0.5
    return FINE_STRUCTURE * epsilon**2 / 3 * total


def status_of(spin, mass_GeV, alpha_D, ratio, strahlung, weakest):
    """Names, of models with finite yields. strahlung: NaN where the published limit ends; weakest: finite limit, 0 if there is none."""
    is_wide = visible_width_over_mass(mass_GeV, weakest) > 0.01 * invisible_width_over_mass(spin == "fermion", alpha_D, ratio)
    published = numpy.where(numpy.isnan(strahlung), "strahlung_out_of_range", "ok")
    return numpy.where(weakest == 0, "no_signal", numpy.where(is_wide, "visible_width", published))


def check_grid(file):
    """Every status of an h5py file; how often each name occurs."""
    spin = numpy.array([s.decode() if isinstance(s, bytes) else s for s in file["spin"][()]])
    mass, alpha_D, ratio = (file[name][()] for name in ("mA", "alpha_D", "mass_ratio"))
    epsilon = file["epsilon_up"][()]
    weakest = numpy.where(numpy.isfinite(epsilon), epsilon, 0).max(axis=(4, 5))
    # a grid has the channels of its experiment
    strahlung = file["n_strahlung"][..., 0, 0] if "n_strahlung" in file else 0 * weakest
    expected = status_of(spin[:, None, None, None], mass[:, None, None], alpha_D[:, None], ratio, strahlung, weakest)
    names = NAMES[file["status"][()]]
    assert (names == expected).all(), (names[names != expected][:5], expected[names != expected][:5])
    return {name: int((names == name).sum()) for name in NAMES}
