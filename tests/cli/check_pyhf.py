# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace of pyhf against its schema 1.0.0, and its likelihood, evaluated as HistFactory defines it, against `epscan limit`.

check_pyhf.py WORKSPACE LIMITS.csv CONFIDENCE_LEVEL [UNCERTAINTY]: at the observed and the five expected limits of cls-asymptotic, CLs of the
workspace, by the asymptotic formulas of Cowan et al. (2011), must be 1 - CL to 1e-3. The
uncertainty is of annihilation and strahlung, of the first by more, as an energy scale is.
"""
import csv
import json
import math
import sys

import numpy
import scipy.optimize
import scipy.stats

workspace = json.load(open(sys.argv[1], encoding="utf-8"))
limits = next(csv.DictReader(open(sys.argv[2], encoding="utf-8")))
allowed = 1 - float(sys.argv[3])

# Schema 1.0.0, what of it a workspace of ours uses: the keys of each object, all of them required, and no others.
NUMBER, TEXT = (int, float), str
PARAMETER = {"name": TEXT, "inits": [NUMBER], "bounds": [[NUMBER]]}
OBSERVATION = {"name": TEXT, "data": [NUMBER]}
MODIFIERS = {"normfactor": {"name": TEXT, "type": TEXT, "data": type(None)},
             "normsys": {"name": TEXT, "type": TEXT, "data": {"lo": NUMBER, "hi": NUMBER}}}


def check(value, shape, where="workspace"):
    """Every object has exactly the keys of its shape; lists have at least one item but for modifiers."""
    if isinstance(shape, dict):
        assert isinstance(value, dict) and set(value) == set(shape), f"{where}: {value}"
        for key, inner in shape.items():
            check(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list) and value, where
        for i, item in enumerate(value):
            check(item, shape[0], f"{where}[{i}]")
    elif callable(shape) and not isinstance(shape, type):
        shape(value, where)
    else:
        assert isinstance(value, shape) and not isinstance(value, bool), f"{where}: {value!r}"


def check_modifiers(value, where):
    for modifier in value:
        check(modifier, MODIFIERS[modifier["type"]], where)
    assert len({(m["name"], m["type"]) for m in value}) == len(value), where


SAMPLE = {"name": TEXT, "data": [NUMBER], "modifiers": check_modifiers}
CONFIG = {"poi": TEXT, "parameters": [PARAMETER]}
check(workspace, {"channels": [{"name": TEXT, "samples": [SAMPLE]}], "observations": [OBSERVATION],
                  "measurements": [{"name": TEXT, "config": CONFIG}], "version": TEXT})
assert workspace["version"] == "1.0.0"
channels = [channel["name"] for channel in workspace["channels"]]
assert channels == [o["name"] for o in workspace["observations"]] and len(set(channels)) == len(channels)
interest = workspace["measurements"][0]["config"]["poi"]

# HistFactory: expected events are sums of samples, each times mu, if it has it, and hi^theta, or lo^-theta below zero.
samples = [(i, sample) for i, channel in enumerate(workspace["channels"]) for sample in channel["samples"]]
nuisances = sorted({m["name"] for _, sample in samples for m in sample["modifiers"] if m["type"] == "normsys"})
place = numpy.array([i for i, _ in samples])
nominal = numpy.array([sample["data"][0] for _, sample in samples])
scaled = numpy.array([any(m["name"] == interest for m in sample["modifiers"]) for _, sample in samples])
logs = numpy.zeros((2, len(samples), len(nuisances)))
for s, (_, sample) in enumerate(samples):
    for m in sample["modifiers"]:
        if m["type"] == "normsys":
            logs[0, s, nuisances.index(m["name"])] = -math.log(m["data"]["lo"])
            logs[1, s, nuisances.index(m["name"])] = math.log(m["data"]["hi"])
if len(sys.argv) > 4:
    kappa = {sample["name"]: m["data"]["hi"] for _, sample in samples for m in sample["modifiers"] if m["name"] == sys.argv[4]}
    assert set(kappa) == {"annihilation", "strahlung"} and kappa["annihilation"] > kappa["strahlung"] > 1, kappa


def expected(mu, theta):
    factors = numpy.exp(numpy.where(theta >= 0, logs[1], logs[0]) @ theta)
    return numpy.bincount(place, nominal * factors * numpy.where(scaled, mu, 1.0), len(channels))


def minus_twice_log(mu, theta, data, measured):
    """Poisson terms and unit normals, up to what the data fix."""
    rate = numpy.maximum(expected(mu, theta), 1e-300)
    return 2 * numpy.sum(rate - data * numpy.log(rate)) + numpy.sum((theta - measured) ** 2)


def fit(data, measured, mu=None):
    """The least of it, at mu or over mu >= 0, and theta there."""
    largest = workspace["measurements"][0]["config"]["parameters"][0]["bounds"][0][1]
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


counted = numpy.array([o["data"][0] for o in workspace["observations"]])
zeros = numpy.zeros(len(nuisances))
pulls = fit(counted, zeros, 0.0)[1]
observed, asimov = Test(counted, zeros), Test(expected(0.0, pulls), pulls)
tail = scipy.stats.norm.sf


def observed_cls(mu):
    q, qa = observed.at(mu), asimov.at(mu)
    shift = math.sqrt(q) if q <= qa else (q + qa) / (2 * math.sqrt(qa))
    other = math.sqrt(q) - math.sqrt(qa) if q <= qa else (q - qa) / (2 * math.sqrt(qa))
    return tail(shift) / tail(other)


def expected_cls(mu, sigmas):
    """Where the background fluctuates by so many of its standard deviations."""
    root = math.sqrt(asimov.at(mu))
    return tail(root - sigmas) / tail(-sigmas)


bands = ["epsilon_expected_minus_2", "epsilon_expected_minus_1", "epsilon_expected", "epsilon_expected_plus_1", "epsilon_expected_plus_2"]
found = {"observed": observed_cls((float(limits["epsilon_up"]) / 1e-4) ** 2)}
for sigmas, band in zip(range(-2, 3), bands):
    found[band] = expected_cls((float(limits[band]) / 1e-4) ** 2, sigmas)
print(", ".join(f"{name} {cls:.5f}" for name, cls in found.items()))
for name, cls in found.items():
    assert abs(cls - allowed) < 1e-3, f"CLs of the {name} limit: {cls} instead of {allowed}"
