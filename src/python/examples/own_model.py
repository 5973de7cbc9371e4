# SPDX-License-Identifier: GPL-3.0-or-later
"""A recast: limits on a dark sector that epscan does not know, by its spectral density alone.

Two dark photons share the mixing evenly: the one of mass m, the other of 1.15 m, both decaying to a complex scalar chi of mass m/3.
Interference is left out, so that rho is half the sum of both.

    python3 own_model.py [FOLDER]     writes FOLDER/own_model.png
"""
import sys

import matplotlib.pyplot as plt
import numpy as np

import epscan

ALPHA_D, SPLITTING = 0.1, 1.15


def states(mass):
    """Each dark photon as its mass and m_chi/mass."""
    return [(mass, 1 / 3), (SPLITTING * mass, 1 / (3 * SPLITTING))]


def table(mass, low, high, points=400):
    """sqrt(s) [GeV] and rho [1/GeV^2], with points as close as each resonance needs: to a hundredth of its width."""
    near = [m + epscan.width(m, ALPHA_D, ratio, "scalar") * np.sinh(np.linspace(-9, 9, points)) / 20 for m, ratio in states(mass)]
    masses = np.unique(np.concatenate([np.geomspace(low, high, points), *near]))
    masses = masses[(masses >= low) & (masses <= high)]
    return masses, sum(0.5 * epscan.spectral_density(masses, m, ALPHA_D, ratio, "scalar") for m, ratio in states(mass))


def main(folder="."):
    na64 = epscan.Experiment("na64-2021")
    response = na64.response()
    masses = np.linspace(0.17, 0.33, 61)
    own = []
    for mass in masses:
        sqrt_s, rho = table(mass, *response.range)
        own.append(response.fold(rho, sqrt_s=sqrt_s, channel="annihilation")[0, 0])
    each = [na64.events(mass, ALPHA_D, ratio, "scalar", channel="annihilation") for mass, ratio in states(0.21)]
    sqrt_s, rho = table(0.21, *response.range)
    folded = response.fold(rho, sqrt_s=sqrt_s, channel="annihilation")[0, 0]
    print(f"210 MeV: {folded:.5f} events, {0.5 * sum(each):.5f} as half the sum of both dark photons")

    single = na64.events(masses, ALPHA_D, 1 / 3, "scalar", channel="annihilation", by="moments")
    figure, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    for events, label in ((single, "one dark photon"), (np.array(own), "two, of $m$ and 1.15 $m$")):
        ax.plot(1e3 * masses, 1e-4 * np.sqrt(np.log(10) / events), label=label)
    ax.set(xlabel="$m$ (MeV)", ylabel=r"90 % C.L. limit on $\epsilon$, annihilation alone", yscale="log")
    ax.legend()
    figure.savefig(f"{folder}/own_model.png", dpi=120)


if __name__ == "__main__":
    main(*sys.argv[1:])
