# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs no experiment: widths, cross-sections, spectral densities, y, thermal targets."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import RELIC, Points, plain, pointer
from ._errors import check, text_of
from ._libepscan import lib


def mediators() -> list[str]:
    """Names of what A' may be, as Experiment takes them: "kinetic-mixing", "B-L", ..."""
    return [text_of(lib.epscan_mediator_name(i)) for i in range(lib.epscan_mediator_count())]


def _formula(function, points: Points, *names: str):
    """An array of one of C's formulas."""
    output = np.empty(points.shape)
    check(function(points.count, points.c_models, *(points.doubles(name) for name in names), pointer("double", output)))
    return plain(output)


def width(mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
          splitting: ArrayLike = 0.0) -> np.ndarray:
    """Width of A' -> chi chi [GeV], Eq. 4 of PRD 104 L091701.

    All arguments broadcast: mA [GeV], alpha_D, mass_ratio = m_chi/mA (0 to 1/2); spin: "fermion", "scalar", "majorana" or
    "pseudo-dirac", of which mass_ratio is m_1/mA and splitting (m_2 - m_1)/m_1.
    """
    return _formula(lib.epscan_dark_photon_width_many, Points(mA, alpha_D, mass_ratio, spin, splitting=splitting))


def y(mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, epsilon: ArrayLike, spin: ArrayLike = "fermion", *,
      splitting: ArrayLike = 0.0) -> np.ndarray:
    """y = alpha_D epsilon^2 mass_ratio^4, Eq. 2: what relic densities depend on. All arguments broadcast."""
    return _formula(lib.epscan_dark_photon_y_many, Points(mA, alpha_D, mass_ratio, spin, splitting=splitting, epsilon=epsilon),
                    "epsilon")


def cross_section(energy: ArrayLike, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion",
                  epsilon: ArrayLike = 1e-4, *, splitting: ArrayLike = 0.0) -> np.ndarray:
    """sigma(e+ e- -> chi chi) [cm^2], Eq. 3, of positrons with `energy` [GeV] on electrons at rest. All arguments broadcast."""
    points = Points(mA, alpha_D, mass_ratio, spin, splitting=splitting, epsilon=epsilon, energy=energy)
    return _formula(lib.epscan_dark_photon_cross_section_many, points, "epsilon", "energy")


def spectral_density(sqrt_s: ArrayLike, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike,
                     spin: ArrayLike = "fermion", *, splitting: ArrayLike = 0.0) -> np.ndarray:
    """rho(s) [1/GeV^2] at sqrt_s [GeV]: every yield is epsilon^2 int ds rho(s) R(s). All arguments broadcast."""
    return _formula(lib.epscan_dark_photon_spectral_density_many,
                    Points(mA, alpha_D, mass_ratio, spin, splitting=splitting, sqrt_s=sqrt_s), "sqrt_s")


@dataclass(frozen=True)
class RelicTarget:
    """Where freeze-out leaves the dark matter that there is, Omega h^2 = 0.12; arrays of one shape, NaN where no mixing does."""

    epsilon: np.ndarray
    """The mixing."""
    y: np.ndarray
    """alpha_D epsilon^2 mass_ratio^4."""
    omega_h2: np.ndarray
    """The relic density there."""
    x_freeze_out: np.ndarray
    """m_chi/T where chi is 2.5 times as abundant as in equilibrium."""


def relic_target(mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
                 splitting: ArrayLike = 0.0, mediator: str = "kinetic-mixing", threads: int = 1) -> RelicTarget:
    """The thermal target of each model, by freeze-out of chi chi -> X* -> all that the mediator couples to: some ten milliseconds each.

    All arguments broadcast, but `mediator`, one of `epscan.mediators()`, is one for all. m_chi = mass_ratio mA from 0.5 MeV to 1 GeV; a
    fermion is a Dirac fermion, or a pseudo-Dirac one without a splitting, (m_2 - m_1)/m_1.
    """
    points = Points(mA, alpha_D, mass_ratio, spin, splitting=splitting)
    targets = np.empty(points.shape, RELIC)
    none = pointer("epscan_status", None)
    check(lib.epscan_relic_target_many_for(mediator.encode(), points.count, points.c_models, threads, pointer("epscan_relic", targets),
                                           none))
    return RelicTarget(*(plain(targets[name]) for name in ("epsilon", "y", "omega_h2", "x_freeze_out")))
