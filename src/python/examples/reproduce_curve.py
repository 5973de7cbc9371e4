# SPDX-License-Identifier: GPL-3.0-or-later
"""The limit of NA64's 2021 paper on epsilon over the dark photon's mass, with and without resonant annihilation.

    python3 reproduce_curve.py [FOLDER]     writes FOLDER/reproduce_curve.png
"""
import sys

import matplotlib.pyplot as plt
import numpy as np

import epscan


def main(folder="."):
    na64 = epscan.Experiment("na64-2021")
    masses = np.geomspace(0.1, 0.4, 300)
    model = {"mA": masses[:, None], "alpha_D": [0.1, 0.5], "mass_ratio": 1 / 3}
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")
    for ax, spin in zip(axes, ("fermion", "scalar")):
        limit = na64.limit(**model, spin=spin, by="moments")
        ax.plot(1e3 * masses, limit.epsilon_up, label=[f"$\\alpha_D$ = {alpha:g}" for alpha in model["alpha_D"]])
        without = 1e-4 * np.sqrt(np.log(10) / limit.strahlung_events[:, 0])  # Eq. 7, strahlung alone
        ax.plot(1e3 * masses, without, "k--", lw=1, label="strahlung alone")
        ax.set(title=spin, xlabel="$m_{A'}$ (MeV)", yscale="log")
        ax.legend()
        best = limit.epsilon_up[:, 0].argmin()
        print(f"{spin}: epsilon_up {limit.epsilon_up[best, 0]:.3e} at {1e3 * masses[best]:.0f} MeV, alpha_D = 0.1")
        gain = (without / limit.epsilon_up[:, 0]).max()
        print(f"{spin}: annihilation improves the limit by up to {gain:.2f}")
    axes[0].set_ylabel(r"90 % C.L. limit on $\epsilon$")
    figure.savefig(f"{folder}/reproduce_curve.png", dpi=120)


if __name__ == "__main__":
    main(*sys.argv[1:])
