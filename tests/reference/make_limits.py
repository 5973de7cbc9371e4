#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Asymptotic CLs limits by a second program: the likelihood written again with scipy's distributions, fitted by scipy's L-BFGS-B and
Nelder-Mead without gradients of ours, roots by scipy. Writes limits.csv: one case a line, as it is parsed by test_likelihood.c.

    tests/reference/make_limits.py > tests/reference/limits.csv      (a minute; numpy, scipy)
"""
import numpy
from scipy import optimize, stats

# Each case: bins of (observed, annihilation share, strahlung share, background), nuisances of (1 + relative) per bin and source.
def na64(part, change, bins):
    pot = [2.3, 1.1, 0.9, 5.4, 18.7] if bins == 5 else [1.0]
    eta = [0.7, 0.841, 0.78, 0.5, 0.5] if bins == 5 else [1.0]
    weight = numpy.array(pot) * eta
    weight /= weight.sum()
    back = 0.53 * numpy.array(pot) / sum(pot)
    rows = [(0, part * w, (1 - part) * w, b) for w, b in zip(weight, back)]
    one = lambda a, s, b: [(a, s, b)] * len(rows)
    return rows, [one(1.05, 1.05, 1), one(1, 1.1, 1), one(1 + change, 1, 1), one(1, 1, 1 + 17 / 53)]

CASES = [na64(part, change, bins) for bins in (1, 5) for part, change in ((1.0, 0.35), (0.9, 0.36), (0.5, 0.1), (0.0, 0.0))]
CASES += [
    ([(3, 1, 0, 1.2)], []),
    ([(3, 0.7, 0.3, 1.2)], [[(1.2, 1.1, 1)], [(1, 1, 1.5)]]),
    ([(12, 0.5, 0.1, 9.5), (4, 0.3, 0.1, 6.0)], [[(1.1, 1.1, 1), (1.2, 1.2, 1)], [(1, 1, 1.2), (1, 1, 1.2)]]),
    ([(104, 0.6, 0, 100.0), (98, 0.4, 0, 110.0)], [[(1.05, 1, 1), (1.05, 1, 1)], [(1, 1, 1.1), (1, 1, 1)], [(1, 1, 1), (1, 1, 1.1)]]),
    ([(0, 1, 0, 3.0)], [[(1, 1, 2.0)]]),
]

class Model:
    def __init__(self, rows, nuisances):
        self.n = numpy.array([r[0] for r in rows], float)
        self.share = numpy.array([r[1:3] for r in rows], float)
        self.back = numpy.array([r[3] for r in rows], float)
        self.log_kappa = numpy.log(numpy.array(nuisances, float)).reshape(len(nuisances), len(rows), 3)

    def expected(self, nu, theta):
        scale = numpy.exp(numpy.tensordot(theta, self.log_kappa, 1)) if len(theta) else numpy.ones((len(self.n), 3))
        return nu * (self.share * scale[:, :2]).sum(1) + self.back * scale[:, 2]

    def nll(self, nu, theta, n, measured):
        lam = self.expected(nu, theta)
        # Poisson for Asimov data too: n may be no integer, and its constant drops out
        return (lam - n * numpy.log(lam)).sum() - stats.norm.logpdf(theta, measured).sum()

    def fit_at(self, nu, n, measured):
        if len(self.log_kappa) == 0:
            return self.nll(nu, numpy.zeros(0), n, measured), numpy.zeros(0)
        best = optimize.minimize(lambda t: self.nll(nu, t, n, measured), measured, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10})
        best = optimize.minimize(lambda t: self.nll(nu, t, n, measured), best.x, method="Nelder-Mead",
                                 options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000})
        return best.fun, best.x

    def best(self, n, measured):
        edge = 3 * n.sum() + 10
        at = optimize.minimize_scalar(lambda nu: self.fit_at(nu, n, measured)[0], bounds=(0, edge), method="bounded", options={"xatol": 1e-7})
        zero = self.fit_at(0, n, measured)[0]
        return (0.0, zero) if zero <= at.fun else (at.x, at.fun)

    def q(self, nu, n, measured, best):
        return 0.0 if nu < best[0] else max(2 * (self.fit_at(nu, n, measured)[0] - best[1]), 0.0)

def limits(rows, nuisances):
    m = Model(rows, nuisances)
    none = numpy.zeros(len(nuisances))
    theta = m.fit_at(0, m.n, none)[1]
    asimov, observed_best = m.expected(0, theta), m.best(m.n, none)
    asimov_best = (0.0, m.fit_at(0, asimov, theta)[0])
    def log_cls(log_nu):
        q, a = m.q(numpy.exp(log_nu), m.n, none, observed_best), m.q(numpy.exp(log_nu), asimov, theta, asimov_best)
        root = numpy.sqrt(a)
        x, y = (numpy.sqrt(q), root - numpy.sqrt(q)) if q <= a else ((q + a) / (2 * root), (a - q) / (2 * root))
        return stats.norm.logsf(x) - stats.norm.logcdf(y) - numpy.log(0.1)
    found = [numpy.exp(optimize.brentq(log_cls, numpy.log(0.3), numpy.log(1e3), xtol=1e-9))]
    for sigma in (-2, -1, 0, 1, 2):
        target = sigma + stats.norm.isf(0.1 * stats.norm.cdf(sigma))
        found.append(numpy.exp(optimize.brentq(lambda l: numpy.sqrt(m.q(numpy.exp(l), asimov, theta, asimov_best)) - target,
                                               numpy.log(0.1), numpy.log(1e4), xtol=1e-9)))
    return found

if __name__ == "__main__":
    print("# 90 % C.L. limits by asymptotic CLs: tests/reference/make_limits.py.")
    print("# bins; nuisances; per bin: observed, two shares, background; per nuisance and bin: three kappas; limit, expected -2 ... 2 sigma")
    for rows, nuisances in CASES:
        numbers = [len(rows), len(nuisances)] + [x for row in rows for x in row] + [k for nuisance in nuisances for b in nuisance for k in b]
        print(" ".join(repr(float(x)) for x in numbers + limits(rows, nuisances)), flush=True)
