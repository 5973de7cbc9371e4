# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace of pyhf, or an HS3 file, against its schema, and its likelihood, evaluated as HistFactory defines it, against `epscan limit`.

check_pyhf.py WORKSPACE LIMITS.csv CONFIDENCE_LEVEL [UNCERTAINTY]: at the observed and the five expected limits of cls-asymptotic, CLs of the
workspace, by the asymptotic formulas of Cowan et al. (2011) and for the interpolation codes 1 (ours) and 4 (pyhf's and ROOT's own), must be
1 - CL. The uncertainty is of annihilation and strahlung, of the first by more, as an energy scale is.
"""
import csv
import math
import sys

import numpy
import scipy.optimize
import scipy.stats

import likelihood_schemas

limits = next(csv.DictReader(open(sys.argv[2], encoding="utf-8")))
allowed = 1 - float(sys.argv[3])
workspace = likelihood_schemas.read(sys.argv[1])
channels = [channel["name"] for channel in workspace["channels"]]
interest = workspace["interest"]

# HistFactory: expected events are sums of samples, each times mu, if it has it, and factors of the nuisances.
samples = [(i, sample) for i, channel in enumerate(workspace["channels"]) for sample in channel["samples"]]
nuisances = sorted({m["name"] for _, sample in samples for m in sample["modifiers"] if m["type"] == "normsys"})
place = numpy.array([i for i, _ in samples])
nominal = numpy.array([sample["data"] for _, sample in samples])
scaled = numpy.array([any(m["name"] == interest for m in sample["modifiers"]) for _, sample in samples])
logs = numpy.zeros((2, len(samples), len(nuisances)))
for s, (_, sample) in enumerate(samples):
    for m in sample["modifiers"]:
        if m["type"] == "normsys":
            logs[0, s, nuisances.index(m["name"])] = -math.log(m["lo"])
            logs[1, s, nuisances.index(m["name"])] = math.log(m["hi"])
if len(sys.argv) > 4:
    kappa = {sample["name"]: m["hi"] for _, sample in samples for m in sample["modifiers"] if m["name"] == sys.argv[4]}
    assert set(kappa) == {"annihilation", "strahlung"} and kappa["annihilation"] > kappa["strahlung"] > 1, kappa


def code1(theta):
    """ln of hi^theta, or lo^-theta below zero, summed over the nuisances."""
    return numpy.where(theta >= 0, logs[1], logs[0]) @ theta


# pyhf's and ROOT's own choice: between -1 and 1 a polynomial of degree 6 that is 1 at 0 and has code 1's values and two derivatives
# at the ends. Rows: value, slope, curvature at 1, and at -1, of x ... x^6.
POWERS = numpy.arange(1, 7)
SIGNS = numpy.array([[1.0], [-1.0]])
ENDS = numpy.vstack([x ** POWERS for x in SIGNS] + [POWERS * x ** (POWERS - 1) for x in SIGNS] +
                    [POWERS * (POWERS - 1) * x ** (POWERS - 2) for x in SIGNS])
hi, lo = numpy.exp(logs[1]), numpy.exp(-logs[0])
POLYNOMIAL = numpy.linalg.solve(ENDS, numpy.array([hi - 1, lo - 1, hi * logs[1], lo * logs[0], hi * logs[1] ** 2,
                                                   lo * logs[0] ** 2]).reshape(6, -1)).reshape(6, *hi.shape)


def code4(theta):
    inside = 1 + numpy.einsum("pij,jp->ij", POLYNOMIAL, theta[:, None] ** POWERS)
    outside = numpy.where(theta >= 0, logs[1], logs[0]) * theta
    return numpy.where(numpy.abs(theta) < 1, numpy.log(inside), outside).sum(axis=1)


def expected(mu, theta):
    factors = numpy.exp(interpolate(theta))
    return numpy.bincount(place, nominal * factors * numpy.where(scaled, mu, 1.0), len(channels))


def minus_twice_log(mu, theta, data, measured):
    """Poisson terms and unit normals, up to what the data fix."""
    rate = numpy.maximum(expected(mu, theta), 1e-300)
    return 2 * numpy.sum(rate - data * numpy.log(rate)) + numpy.sum((theta - measured) ** 2)


def fit(data, measured, mu=None):
    """The least of it, at mu or over mu >= 0, and theta there."""
    largest = workspace["largest"]
    free = [] if mu is not None else [0.01 * largest]

    def objective(x):
        return minus_twice_log(mu if mu is not None else x[-1] * largest, x[:len(nuisances)], data, measured)

    start = numpy.concatenate([measured, numpy.array(free) / largest])
    bounds = [(-5.0, 5.0)] * len(nuisances) + [(0.0, 1.0)] * len(free)  # pyhf's own
    found = scipy.optimize.minimize(objective, start, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-9})
    return found.fun, found.x[:len(nuisances)], mu if mu is not None else found.x[-1] * largest


class Test:
    """q~ of one set of data."""

    def __init__(self, data, measured):
        self.data, self.measured = data, measured
        self.best, _, self.mu = fit(data, measured)
        self.best = min(self.best, fit(data, measured, 0.0)[0])

    def at(self, mu):
        return 0.0 if mu < self.mu else max(fit(self.data, self.measured, mu)[0] - self.best, 0.0)


counted = numpy.array(workspace["observed"])
zeros = numpy.zeros(len(nuisances))
tail = scipy.stats.norm.sf


def observed_cls(mu):
    """CLs of q~ by Eqs. 65 and 66 of Cowan et al."""
    q, qa = observed.at(mu), asimov.at(mu)
    shift = math.sqrt(q) if q <= qa else (q + qa) / (2 * math.sqrt(qa))
    other = math.sqrt(q) - math.sqrt(qa) if q <= qa else (q - qa) / (2 * math.sqrt(qa))
    return tail(shift) / tail(other)


def expected_cls(mu, sigmas):
    """Where the background fluctuates by so many of its standard deviations."""
    root = math.sqrt(asimov.at(mu))
    return tail(root - sigmas) / tail(-sigmas)


bands = ["epsilon_expected_minus_2", "epsilon_expected_minus_1", "epsilon_expected", "epsilon_expected_plus_1", "epsilon_expected_plus_2"]
for interpolate in (code1, code4):
    pulls = fit(counted, zeros, 0.0)[1]
    observed, asimov = Test(counted, zeros), Test(expected(0.0, pulls), pulls)
    found = {"observed": observed_cls((float(limits["epsilon_up"]) / 1e-4) ** 2)}
    for sigmas, band in zip(range(-2, 3), bands):
        found[band] = expected_cls((float(limits[band]) / 1e-4) ** 2, sigmas)
    print(interpolate.__name__, ", ".join(f"{name} {cls:.6f}" for name, cls in found.items()))
    for name, cls in found.items():
        # fits of both sides end within 1e-5; code 4 is another function by less than 1e-7 for uncertainties below 50 %
        assert abs(cls - allowed) < 5e-5, f"{interpolate.__name__}: CLs of the {name} limit: {cls} instead of {allowed}"
