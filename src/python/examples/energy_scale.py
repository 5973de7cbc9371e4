# SPDX-License-Identifier: GPL-3.0-or-later
"""How much yields and limits change with the energy scale of the calorimeter, mass by mass.

    python3 energy_scale.py [FOLDER]     writes FOLDER/energy_scale.png
"""
import sys

import matplotlib.pyplot as plt
import numpy as np

import epscan


def main(folder="."):
    na64 = epscan.Experiment("na64-2021")
    masses = np.linspace(0.21, 0.27, 121)
    model = {"alpha_D": 0.1, "mass_ratio": 1 / 3, "by": "moments"}
    thresholds = np.array([48.5, 50, 51.5])[:, None]  # 3 % of 50 GeV, as in the paper
    events = na64.events(masses, threshold=thresholds, channel="annihilation", **model)
    change = 100 * (events / events[1] - 1)
    epsilon = na64.epsilon_up(masses, shift=np.linspace(-0.03, 0.03, 7)[:, None], **model)

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    left.fill_between(1e3 * masses, change[0], change[2], alpha=0.3)
    left.plot(1e3 * masses, change[[0, 2]].T, label=["48.5 GeV", "51.5 GeV"])
    left.set(xlabel="$m_{A'}$ (MeV)", ylabel="change of the annihilation yield (%)", title="threshold")
    left.legend()
    right.fill_between(1e3 * masses, epsilon.min(axis=0), epsilon.max(axis=0), alpha=0.3, label="energy scale $\\pm$ 3 %")
    right.plot(1e3 * masses, epsilon[3], label="nominal")
    right.set(xlabel="$m_{A'}$ (MeV)", ylabel=r"90 % C.L. limit on $\epsilon$", yscale="log", title="energy scale")
    right.legend()
    figure.savefig(f"{folder}/energy_scale.png", dpi=120)
    for mass in (0.225, 0.250):
        i = abs(masses - mass).argmin()
        print(f"{1e3 * masses[i]:.0f} MeV: {change[0, i]:+.1f} % and {change[2, i]:+.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])
