#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second calculation of relic densities, to CSV on standard output: kind,mchi,r,alpha_D,epsilon,x_freeze_out,omega_h2.

Shares nothing with the C code but physical constants and the parameters of R(s):
- cross-sections from traces of explicit Dirac matrices and an angular integral, at every collision energy;
- degrees of freedom by adaptive quadrature over the energy, their derivative by that of a spline;
- thermal averages on one logarithmic (sinh) map per half-interval between features, <sigma v> splined in ln x;
- freeze-out by the exact solution of the equation for constant coefficients, a hyperbolic tangent, on small equal steps in
  ln x and Richardson extrapolation, from x = 0.6 on (the C code: Radau in ln Y).
Needs numpy and scipy; three minutes.
"""
import sys

import numpy as np
from scipy.integrate import quad
from scipy.interpolate import CubicSpline
from scipy.special import kve

from hadrons import ALPHA, M_D, M_K, M_K0, M_PI, OMEGA, PHI, RHO, breit_wigner, hadrons, three_pions, velocity

M_PLANCK = 1.220890e19
M_E, M_MU, M_TAU, M_PI0 = 0.51099895e-3, 0.1056583755, 1.77686, 0.1349768

# ---- explicit Dirac algebra -------------------------------------------------------------------------------------------------
ID, ZERO = np.eye(2), np.zeros((2, 2))
SIGMA = [np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.array([[1, 0], [0, -1]])]
GAMMA = [np.block([[ID, ZERO], [ZERO, -ID]])] + [np.block([[ZERO, s], [-s, ZERO]]) for s in SIGMA]
GAMMA5 = 1j * GAMMA[0] @ GAMMA[1] @ GAMMA[2] @ GAMMA[3]
METRIC = np.array([1.0, -1.0, -1.0, -1.0])


def slash(p):
    return sum(METRIC[i] * p[i] * GAMMA[i] for i in range(4))


def pair_tensor(kind, p1, p2, m):
    """Sum over spins of J_mu J_nu^* for the pair, coupling 1; Majorana: (1/2) axial current times 2 for the two contractions."""
    if kind == "scalar":
        d = p1 - p2
        return np.outer(d, d).astype(complex)
    vertex = [g @ GAMMA5 for g in GAMMA] if kind == "majorana" else GAMMA
    bar = [GAMMA[0] @ v.conj().T @ GAMMA[0] for v in vertex]
    a, b = slash(p2) - m * np.eye(4), slash(p1) + m * np.eye(4)
    return np.array([[np.trace(a @ vertex[i] @ b @ bar[j]) for j in range(4)] for i in range(4)])


def momenta(s, m, cosine):
    e = np.sqrt(s) / 2
    p = np.sqrt(max(e * e - m * m, 0.0))
    direction = np.array([np.sqrt(1 - cosine**2), 0, cosine])
    return np.array([e, *(p * direction)]), np.array([e, *(-p * direction)])


def contraction(kind, s, m, ml):
    """Sum over spins of |J.L|^2 at unit couplings, averaged over the angle; exact with three Gauss nodes."""
    nodes, weights = np.polynomial.legendre.leggauss(3)
    chi = pair_tensor(kind, *momenta(s, m, 1.0), m)
    total = 0.0
    for c, w in zip(nodes, weights):
        lepton = pair_tensor("dirac", *momenta(s, ml, c), ml)
        total += 0.5 * w * np.einsum("ij,ij,i,j->", chi, lepton.conj(), METRIC, METRIC).real
    return total


def lepton_weight(s, ml):
    """Cross-section to a lepton over that to a massless one."""
    if s <= 4 * ml**2:
        return 0.0
    return contraction("dirac", s, 0.0, ml) / contraction("dirac", s, 0.0, 0.0) * np.sqrt(1 - 4 * ml**2 / s)


def massless_cross_section(kind, s, m):
    """sigma s-dependence at alpha_D = alpha = epsilon = 1 without the propagator: flux, spin average, two-body phase space."""
    average = 1 if kind == "scalar" else 4
    flux = 2 * s * np.sqrt(1 - 4 * m * m / s)
    return (4 * np.pi) ** 2 * contraction(kind, s, m, 0.0) / average / flux / (8 * np.pi)


def self_energy(kind, s, m):
    """sqrt(s) Gamma of A' of mass sqrt(s) to chi chi at alpha_D = 1: averaged over three polarisations, -g_mu nu + k k/s."""
    p1, p2 = momenta(s, m, 1.0)
    tensor = pair_tensor(kind, p1, p2, m)
    k = METRIC * (p1 + p2)
    projected = -sum(METRIC[i] * tensor[i, i] for i in range(4)) + np.einsum("ij,i,j->", tensor, k, k) / s
    identical = 2 if kind == "majorana" else 1
    return 4 * np.pi * projected.real / 3 * np.sqrt(1 - 4 * m * m / s) / (16 * np.pi) / identical


# ---- R(s): hadrons.py ---------------------------------------------------------------------------------------------------------
def visible(s):
    return sum(lepton_weight(s, m) for m in (M_E, M_MU, M_TAU)) + hadrons(s)


# ---- degrees of freedom -----------------------------------------------------------------------------------------------------
SPECIES = [(M_E, 4, 1), (M_MU, 4, 1), (M_TAU, 4, 1), (M_PI0, 1, -1), (M_PI, 2, -1), (M_K, 2, -1), (M_K0, 2, -1), (0.547862, 1, -1),
           (RHO, 9, -1), (OMEGA, 3, -1), (0.8936, 12, -1), (0.938919, 8, 1), (0.95778, 1, -1), (PHI, 3, -1)]


def plasma(T):
    g = h = 2.0
    for m, states, sign in SPECIES:
        y = m / T
        if y > 45:
            continue
        # over the energy, E = y + u^2
        f = lambda u: 2 * u / (np.exp(y + u * u) + sign)
        p = lambda u: np.sqrt(u * u * (u * u + 2 * y))
        rho = quad(lambda u: (y + u * u) ** 2 * p(u) * f(u), 0, 8, epsabs=0, epsrel=1e-11)[0] * states / (2 * np.pi**2)
        pressure = quad(lambda u: p(u) ** 3 / 3 * f(u), 0, 8, epsabs=0, epsrel=1e-11)[0] * states / (2 * np.pi**2)
        g += rho * 30 / np.pi**2
        h += (rho + pressure) * 45 / (2 * np.pi**2)
    return g, h


def bath_tables():
    log_T = np.linspace(np.log(1e-12), np.log(2.0), 2200)
    at_decoupling = plasma(2e-3)[1]
    g, rest = np.array([plasma(np.exp(t)) if t > np.log(1e-5) else (2.0, 2.0) for t in log_T]).T
    ratio3 = np.where(np.exp(log_T) < 2e-3, rest / at_decoupling, 1.0)
    energy, entropy = g + 5.25 * ratio3 ** (4 / 3), rest + 5.25 * ratio3
    rest_spline = CubicSpline(log_T, np.log(rest))
    def of(T):
        t = np.log(T)
        ln_rest = rest_spline(t)
        ratio = np.where(T < 2e-3, np.exp(ln_rest) / at_decoupling, 1.0)
        h = np.exp(ln_rest) + 5.25 * ratio
        slope = rest_spline(t, 1) * np.where(T < 2e-3, 1.0, np.exp(ln_rest) / h)
        return CubicSpline(log_T, g)(t) + 5.25 * ratio ** (4 / 3), h, slope
    return of


# ---- thermal average --------------------------------------------------------------------------------------------------------
def collision_nodes(m, r, half_width, last_x, lowest=None):
    """z, z - 2, z - pole, weights; from `lowest`, or where electrons are made."""
    pole = 1 / r
    features = {2.0: 1e-3 / last_x, pole: half_width}
    for energy in (2 * M_E, 2 * M_MU, 2 * M_TAU, 2 * M_PI, 3 * M_PI, RHO, OMEGA, 2 * M_K, 2 * M_K0, 1.0, PHI, 1.7, 2 * M_D):
        features.setdefault(energy / m, 1e-4 * energy / m)
    lowest = lowest or max(2.0, 2 * M_E / m)
    highest = lowest + 60 / 0.6
    edges = sorted(z for z in features if lowest <= z < highest) + [highest]
    x, w = np.polynomial.legendre.leggauss(240)
    out = []
    def half(anchor, direction, length):
        scale = features.get(anchor, 1.0)
        top = np.arcsinh(length / scale)
        u = 0.5 * top * (x + 1)
        offset = direction * scale * np.sinh(u)
        above = offset if anchor == 2.0 else (1 - 2 * r) / r + offset if anchor == pole else anchor - 2 + offset
        away = offset if anchor == pole else anchor - pole + offset if anchor != 2.0 else -(1 - 2 * r) / r + offset
        out.append(np.array([anchor + offset, above, away, 0.5 * top * w * scale * np.cosh(u)]))
    for low, high in zip(edges[:-1], edges[1:]):
        middle = 0.5 * (high - low)
        if high == highest:
            half(low, 1, high - low)
        else:
            half(low, 1, middle)
            half(high, -1, middle)
    return np.concatenate(out, axis=1)


def thermal_average(kind, m, r, alpha_D, epsilon, x_table):
    pole = 1 / r
    dark_at_pole = alpha_D * self_energy(kind, (pole * m) ** 2, m)
    z, above, away, weight = collision_nodes(m, r, dark_at_pole / (2 * pole * m * m), x_table[-1])
    s = (z * m) ** 2
    # the traces know beta only through s; scaling them by powers of an exact beta keeps digits at the threshold
    beta = np.sqrt(above * (z + 2)) / z
    reference_s = 16 * m * m
    reference_beta = np.sqrt(0.75)
    if kind == "dirac":
        assert abs(massless_cross_section(kind, 7 * m * m, m) / massless_cross_section(kind, reference_s, m)
                   - (7 + 2) / (16 + 2) / np.sqrt(3 / 7) * reference_beta) < 1e-12
        sigma0 = massless_cross_section(kind, reference_s, m) * (z * z + 2) / 18 * reference_beta / beta
        dark = alpha_D * self_energy(kind, reference_s, m) * (z * z + 2) / 18 * beta / reference_beta
    else:
        assert abs(massless_cross_section(kind, 7 * m * m, m) / massless_cross_section(kind, reference_s, m)
                   - 7 / 16 * np.sqrt(3 / 7) / reference_beta) < 1e-12
        sigma0 = massless_cross_section(kind, reference_s, m) * s / reference_s * beta / reference_beta
        dark = alpha_D * self_energy(kind, reference_s, m) * s / reference_s * (beta / reference_beta) ** 3
    V = np.array([visible(t) for t in s])
    vis = epsilon**2 * ALPHA * s * V / 3
    off = m * m * away * (z + pole)
    sigma = alpha_D * ALPHA * epsilon**2 * sigma0 * V / (off**2 + (dark + vis) ** 2)
    return average_over(z, above, weight * sigma, max(2.0, 2 * M_E / m), x_table)


def average_over(z, above, weighted_sigma, lowest, x_table):
    """ln <sigma v> at each x, Gondolo & Gelmini, Eq. 3.8."""
    out = []
    for x in x_table:
        e = x * (above - (lowest - 2))
        use = e < 60
        integrand = weighted_sigma * z**2 * above * (z + 2)
        total = np.sum(integrand[use] * kve(1, x * z[use]) * np.exp(-e[use]))
        out.append(np.log(x / 4 * total / kve(2, x) ** 2) - x * (lowest - 2))
    return np.array(out)


# ---- freeze-out -------------------------------------------------------------------------------------------------------------
def integrate(log_x, rate, equilibrium):
    """Y' = -rate (Y^2 - Yeq^2) in ln x, coefficients at midpoints; Y at the edges."""
    step = log_x[1] - log_x[0]
    Y, freeze_out = equilibrium(log_x[0]), np.nan
    middle = log_x[:-1] + step / 2
    L, E = rate(middle), equilibrium(middle)
    ends = equilibrium(log_x[1:])
    T = np.tanh(np.minimum(L * E * step, 300))
    ratio = np.where(L * E * step < 1e-12, L * step, T / np.maximum(E, 1e-300))  # tanh/Yeq
    trail = np.empty(len(middle))
    for i in range(len(middle)):
        Y = (Y + E[i] * T[i]) / (1 + Y * ratio[i])
        trail[i] = Y
    late = np.nonzero(trail > 2.5 * ends)[0][0]
    a, b = np.log(trail[late - 1] / ends[late - 1]), np.log(trail[late] / ends[late])
    freeze_out = np.exp(log_x[late] + step * (np.log(2.5) - a) / (b - a))
    return Y, freeze_out


STATES_AND_SHARE = {"scalar": (2, 0.5), "majorana": (2, 1.0), "dirac": (4, 0.5)}


def relic(kind, m, r, alpha_D, epsilon, bath):
    average = lambda x_table: thermal_average(kind, m, r, alpha_D, epsilon, x_table)
    return freeze_out(average, *STATES_AND_SHARE[kind], m, r, alpha_D, bath, kind == "dirac")


def freeze_out(average, states, share, m, r, alpha_D, bath, is_s_wave):
    d = 1 / r - 2
    last = max(3e5, 500 / d)
    if is_s_wave:
        last = max(last, 1000 * (alpha_D / (2 * d)) ** 2)
    x_table = np.exp(np.linspace(np.log(0.6), np.log(last), 700))
    log_sv = CubicSpline(np.log(x_table), average(x_table))
    def rate(t):
        g, h, slope = bath(m / np.exp(t))
        return np.sqrt(np.pi / 45) * M_PLANCK * m * h / np.sqrt(g) * (1 + slope / 3) * share * np.exp(log_sv(t)) / np.exp(t)
    def equilibrium(t):
        h, x = bath(m / np.exp(t))[1], np.exp(t)
        return 45 * states * x * x * kve(2, x) * np.exp(-np.minimum(x, 650)) / (4 * np.pi**4 * h)
    results = []
    for steps in (60000, 120000):
        results.append(integrate(np.linspace(np.log(x_table[0]), np.log(last), steps + 1), rate, equilibrium))
    Y = (4 * results[1][0] - results[0][0]) / 3
    assert abs(results[1][0] / results[0][0] - 1) < 1e-4
    end = np.log(last)
    if rate(end) > 0:  # what annihilates later, the rate being a power of x
        power = -(np.log(rate(end)) - np.log(rate(end - 0.1))) / 0.1
        Y = 1 / (1 / Y + rate(end) / power)
    return results[1][1], m * Y * 2891.2 / 1.05371e-5


POINTS = [  # kind, mchi, r, alpha_D, epsilon: about where Omega h^2 is 0.1
    ("scalar", 0.001, 1 / 3, 0.5, 5e-6), ("scalar", 0.05, 1 / 3, 0.5, 3e-4), ("scalar", 0.2, 0.45, 0.1, 5e-5),
    ("scalar", 0.1, 0.49, 1e-3, 2e-6), ("scalar", 0.3, 0.4, 1e-4, 3e-4), ("majorana", 0.01, 1 / 3, 0.5, 3.3e-5),
    ("majorana", 0.15, 0.3, 0.02, 3e-3), ("majorana", 0.02, 0.4999, 0.1, 7e-8), ("dirac", 0.005, 1 / 3, 0.5, 4.7e-6),
    ("dirac", 0.1, 1 / 3, 0.1, 2e-4), ("dirac", 0.25, 0.48, 0.5, 2e-5), ("dirac", 0.03, 0.499, 1.0, 1e-6),
    ("dirac", 0.0005, 0.2, 0.1, 1e-5), ("scalar", 1.0, 0.2, 1.0, 1e-2),
]

if __name__ == "__main__":
    # traces against the closed forms: 4 pi/3 s beta for scalar and Majorana, 4 pi/3 (s + 2 m^2)/beta for Dirac
    for kind, closed in (("scalar", 4 * np.pi / 3 * 7 * np.sqrt(3 / 7)), ("majorana", 4 * np.pi / 3 * 7 * np.sqrt(3 / 7)),
                         ("dirac", 4 * np.pi / 3 * 9 / np.sqrt(3 / 7))):
        assert abs(massless_cross_section(kind, 7.0, 1.0) / closed - 1) < 1e-12, kind
    for kind, closed in (("scalar", 1 / 12 * (3 / 7) ** 1.5), ("majorana", 1 / 6 * (3 / 7) ** 1.5), ("dirac", 9 / 7 / 3 * np.sqrt(3 / 7))):
        assert abs(self_energy(kind, 7.0, 1.0) / 7 / closed - 1) < 1e-12, kind
    bath = bath_tables()
    print("kind,mchi,r,alpha_D,epsilon,x_freeze_out,omega_h2")
    for point in POINTS:
        x_freeze_out, omega = relic(*point, bath)
        print("%s,%.17g,%.17g,%.17g,%.17g,%.8g,%.10g" % (*point, x_freeze_out, omega))
        sys.stdout.flush()
