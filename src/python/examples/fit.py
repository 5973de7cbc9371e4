# SPDX-License-Identifier: GPL-3.0-or-later
"""A fit of mass, coupling and mixing by emcee, under the likelihood of an experiment that has seen something.

The data are made up: four events in NA64's 2018 data and two in those of 2017, where 0.45 are expected from background. Priors are
flat in the logarithms. The likelihood is profiled over its nuisance parameters, all walkers of a step in one call.

    python3 fit.py [FOLDER [STEPS]]     writes FOLDER/fit.png
"""
import sys
import time

import emcee
import matplotlib.pyplot as plt
import numpy as np

import epscan

NAMES = ["log10 mA/GeV", r"log10 $\alpha_D$", r"log10 $\epsilon$"]
LOW, HIGH = np.log10([0.15, 0.01, 1e-5]), np.log10([0.40, 1.0, 1e-2])
WALKERS = 48


def main(folder=".", steps=1500):
    steps = int(steps)
    na64 = epscan.Experiment("na64-2021").with_(method="bayes", observed=[0, 0, 0, 2, 4])

    def log_probability(points):
        """[walkers, 3] to [walkers]; outside the priors there is nothing to ask."""
        inside = ((points > LOW) & (points < HIGH)).all(axis=1)
        mA, alpha_D, epsilon = 10 ** points[inside].T
        value = np.full(len(points), -np.inf)
        value[inside] = na64.log_likelihood(mA, alpha_D, 1 / 3, epsilon)
        return value

    start = np.random.default_rng(1).uniform(LOW, HIGH, (WALKERS, 3))
    sampler = emcee.EnsembleSampler(WALKERS, 3, log_probability, vectorize=True,
                                    moves=[(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)])
    sampler.random_state = np.random.RandomState(2).get_state()
    begin = time.monotonic()
    sampler.run_mcmc(start, steps)
    took = time.monotonic() - begin
    times = sampler.get_autocorr_time(quiet=True)
    chain = sampler.get_chain(discard=steps // 5, flat=True)

    events = na64.events(*10 ** chain[::50, :2].T, 1 / 3, epsilon=10 ** chain[::50, 2], by="moments")
    low, middle, high = np.percentile(events, [16, 50, 84])
    print(f"{steps * WALKERS} points in {took:.1f} s; {steps / times.max():.0f} autocorrelation times; "
          f"{sampler.acceptance_fraction.mean():.2f} accepted")
    print(f"signal events: {middle:.1f} +{high - middle:.1f} -{middle - low:.1f}")
    print(f"log10 epsilon: {np.mean(chain[:, 2]):.2f} +- {np.std(chain[:, 2]):.2f}")
    draw(chain, f"{folder}/fit.png")


def draw(chain, path):
    """One and two parameters at a time."""
    figure, axes = plt.subplots(3, 3, figsize=(7, 7), layout="constrained")
    for i, j in np.ndindex(3, 3):
        ax = axes[i, j]
        if j > i:
            ax.axis("off")
        elif i == j:
            ax.hist(chain[:, i], 60, (LOW[i], HIGH[i]), histtype="step", density=True)
            ax.set_yticks([])
        else:
            ax.hist2d(chain[:, j], chain[:, i], 50, [(LOW[j], HIGH[j]), (LOW[i], HIGH[i])], cmap="Blues")
        if i == 2:
            ax.set_xlabel(NAMES[j])
        if j == 0 and i > 0:
            ax.set_ylabel(NAMES[i])
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main(*sys.argv[1:])
