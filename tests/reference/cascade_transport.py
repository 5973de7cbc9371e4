# SPDX-License-Identifier: GPL-3.0-or-later
"""Stationary transport of an electromagnetic shower, for make_cascade.py, which describes the method.

matter     what there is: rates per X0, GeV (RealMatter: the C cross-sections, compiled here; ApproximationA)
Grid       cells and Radau points in v = E0 - E
Transport  matrices of the equations;  solve: the spectra
"""
import ctypes
import os
import subprocess
import tempfile

import numpy as np
from scipy import optimize

M = 0.51099895e-3
BEAM_GEV = 100.0
CUT_GEV = 0.01  # kinetic energy of delta rays, set B
SOFTEST = 1e-9  # GeV; softer photons are a continuous loss
SCREENING, MASS, LPM_ON, DIELECTRIC = 1, 2, 4, 8

GLUE = r"""
#include "matter/cross_sections.h"
#include "matter/lpm.h"
#include <stdlib.h>
static struct em_effects effects(int b) {
    return (struct em_effects){.finite_screening = b & 1, .mass_terms = b & 2, .lpm = b & 4, .dielectric = b & 8};
}
void *medium_new(int n, const int *Z, const double *A, const double *atoms, double density) {
    struct em_element e[EM_MEDIUM_MAX_ELEMENTS];
    struct em_medium *m = calloc(1, sizeof *m);
    for (int i = 0; i < n; i++) e[i] = (struct em_element){Z[i], A[i], A[i] * atoms[i]};
    return em_medium_init(e, n, density, 0.0, m) ? m : NULL;
}
void medium_scales(const struct em_medium *m, double *out) {
    out[0] = m->lpm_energy_GeV; out[1] = m->plasma_energy_GeV; out[2] = m->electrons_per_g; out[3] = m->lpm_log_s1;
}
double unclipped_suppression(double s, double log_s1) {
    double xi = lpm_xi(s, log_s1);
    return xi * lpm_phi(s / __builtin_sqrt(xi));
}
#define LOOP(name, call) void name(const struct em_medium *m, int b, long n, const double *x, const double *y, double *out) \
    { for (long i = 0; i < n; i++) out[i] = call; (void)m; (void)b; (void)y; }
LOOP(brem, bremsstrahlung_rate_per_X0(m, effects(b), x[i], y[i]) / x[i])
LOOP(pairs, pair_rate_per_X0(m, effects(b), x[i], y[i]) / x[i])
LOOP(loss, restricted_loss_GeV_cm2_per_g(m, b ? EM_POSITRON : EM_ELECTRON, x[i], y[i]))
LOOP(moller, moller_cross_section_cm2_per_GeV(x[i], y[i]))
LOOP(bhabha, bhabha_cross_section_cm2_per_GeV(x[i], y[i]))
LOOP(moller_above, moller_cross_section_above_cm2(x[i], y[i]))
LOOP(bhabha_above, bhabha_cross_section_above_cm2(x[i], y[i]))
LOOP(annihilation, annihilation_cross_section_cm2(x[i]))
LOOP(annihilation_spectrum, annihilation_spectrum_cm2_per_GeV(x[i], y[i]))
LOOP(compton, compton_cross_section_cm2(x[i]))
LOOP(compton_spectrum, compton_spectrum_cm2_per_GeV(x[i], y[i]))
"""
SOURCES = ("medium screening lpm bethe_heitler bremsstrahlung pair_production ionisation delta_rays annihilation compton "
           "material").split()


def compiled_cross_sections():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    folder = tempfile.mkdtemp()
    glue, library = os.path.join(folder, "glue.c"), os.path.join(folder, "cross_sections.so")
    with open(glue, "w") as fh:
        fh.write(GLUE)
    subprocess.check_call(["cc", "-std=gnu17", "-O2", "-shared", "-fPIC", "-I", os.path.join(root, "src"), "-I",
                           os.path.join(root, "include"), "-o", library, glue]
                          + [os.path.join(root, "src", "physics", name + ".c") for name in SOURCES] + ["-lm"])
    loaded = ctypes.CDLL(library)
    loaded.medium_new.restype = ctypes.c_void_p
    loaded.unclipped_suppression.restype = ctypes.c_double
    return loaded


class Medium:
    """A material, its share of the target's X0, and the cross-sections in it per X0 (that of the file) and GeV."""

    def __init__(self, library, elements, density, X0, share, bits=SCREENING | MASS | LPM_ON | DIELECTRIC):
        self.library, self.share, self.X0, self.bits = library, share, X0, bits
        Z, A, atoms = zip(*elements)
        n, doubles = len(elements), ctypes.c_double * len(elements)
        self.pointer = ctypes.c_void_p(library.medium_new(n, (ctypes.c_int * n)(*Z), doubles(*A), doubles(*atoms),
                                                          ctypes.c_double(density)))
        scales = (ctypes.c_double * 4)()
        library.medium_scales(self.pointer, scales)
        self.lpm_energy, self.plasma, self.electrons_per_g, log_s1 = scales
        self.kinks = [1.0] + self.clips(log_s1)

    def clips(self, log_s1):
        """The s' where xi phi = 1; between them the C function clips xi."""
        def excess(s):
            return self.library.unclipped_suppression(ctypes.c_double(s), ctypes.c_double(log_s1)) - 1.0
        s = np.linspace(0.01, 1 - 1e-9, 1000)
        f = np.array([excess(x) for x in s])
        return [optimize.brentq(excess, s[j], s[j + 1], xtol=1e-14) for j in np.nonzero(f[1:] * f[:-1] < 0)[0]]

    def call(self, name, x, y=0.0, bits=None):
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        x, y, out = np.ascontiguousarray(x), np.ascontiguousarray(y), np.empty(x.shape)
        pointers = [a.ctypes.data_as(ctypes.c_void_p) for a in (x, y, out)]
        bits = ctypes.c_int(self.bits if bits is None else bits)
        getattr(self.library, name)(self.pointer, bits, ctypes.c_long(x.size), *pointers)
        return out

    def lpm_variable(self, E, k):
        """s' of lpm.c for bremsstrahlung."""
        stretch = 1 + (self.plasma * E / (M * k))**2 if self.bits & DIELECTRIC else 1.0
        return stretch * np.sqrt(self.lpm_energy * k / (8 * E * (E - k)))


class RealMatter:
    """Rates per X0 and GeV in a homogeneous mixture. Set A: radiation and collision loss. Set B: and everything else."""

    def __init__(self, media, everything):
        self.media, self.everything = media, everything
        self.threshold = M  # least energy of e+-

    def mix(self, name, x, y=0.0):
        return sum(m.share * m.call(name, x, y) for m in self.media)

    def on_electrons(self, name, x, y=0.0):
        return sum(m.share * m.X0 * m.electrons_per_g for m in self.media) * self.media[0].call(name, x, y)

    def brem(self, E, k):
        return self.mix("brem", E, k)

    def pairs(self, k, E):
        return self.mix("pairs", k, E)

    def beta(self, E, positron):
        cut = CUT_GEV if self.everything else 1e9
        return sum(m.share * m.X0 * m.call("loss", E, cut, bits=int(positron)) for m in self.media)

    def kinks(self, energies, low, high):
        """The d in [low, high] where the suppression of brem(E, k), (E, k) = energies(d), has a kink."""
        d, out = np.geomspace(low, max(high, low), 600), []
        for m in (m for m in self.media if m.bits & LPM_ON):
            for level in m.kinks:
                def excess(t):
                    return m.lpm_variable(*energies(t)) - level
                f = excess(d)
                crossings = np.nonzero(f[1:] * f[:-1] < 0)[0]
                out += [optimize.brentq(excess, d[j], d[j + 1], xtol=1e-16, rtol=1e-13) for j in crossings]
        return out


class ApproximationA:
    """The same with beta = slope E: its exact solution is that of A(s) -> A(s) + slope s."""
    everything, threshold = False, 0.0

    def __init__(self, c, slope):
        self.c, self.slope = c, slope

    def brem(self, E, k):
        y = k / E
        return np.where((y > 0) & (y < 1), self.c * (1 - y) + y * y, 0.0) / k

    def pairs(self, k, E):
        x = E / k
        return (1 - self.c * x * (1 - x)) / k

    def beta(self, E, positron):
        return self.slope * np.asarray(E, float)

    def kinks(self, energies, low, high):
        return []


def radau_points(n):
    """On (0, 1], the last is 1: zeros of P_(n-1) - P_n on the reversed interval."""
    difference = np.polynomial.legendre.Legendre([0] * (n - 1) + [1, -1])
    return np.sort((difference.roots().real + 1) / 2)


class Grid:
    """`special`: more edges. `restarts`: edges where a copy of the primary peak starts, so graded like v = 0."""

    def __init__(self, first, ratio, nodes, lowest, special=(), restarts=()):
        edges = [0.0, first]
        while BEAM_GEV - edges[-1] > lowest:
            E = BEAM_GEV - edges[-1]
            edges.append(edges[-1] + min((ratio - 1) * edges[-1], 0.7 * (1 - 1 / ratio) * E))
        for v in restarts:
            step = first * ratio**np.arange(200)
            edges += list(v + np.concatenate([[0.0], step[step < (ratio - 1) * v]]))
        self.edges = np.unique(np.minimum(np.concatenate([edges, special]), BEAM_GEV - lowest))
        self.nodes = nodes
        self.local = np.concatenate([[0.0], radau_points(nodes)])
        x = self.local
        self.weights = np.array([1 / np.prod(x[j] - np.delete(x, j)) for j in range(nodes + 1)])
        quotient = self.weights[None, :] / self.weights[:, None] / (x[:, None] - x[None, :] + np.eye(nodes + 1))
        self.derivative = quotient - np.diag(np.diag(quotient))
        self.derivative -= np.diag(self.derivative.sum(axis=1))
        a, h = self.edges[:-1], np.diff(self.edges)
        self.v = np.concatenate([[0.0], (a[:, None] + h[:, None] * x[None, 1:]).ravel()])
        self.E = BEAM_GEV - self.v

    def cardinals(self, v):
        """Indices of the unknowns and weights, so that T(v) = sum weight T[index]; arrays of shape v x (nodes + 1)."""
        cell = np.clip(np.searchsorted(self.edges, v) - 1, 0, len(self.edges) - 2)
        z = (v - self.edges[cell]) / (self.edges[cell + 1] - self.edges[cell])
        apart = z[:, None] - self.local[None, :]
        hit = np.abs(apart) < 1e-14
        w = np.where(hit.any(axis=1)[:, None], hit, self.weights / np.where(hit, 1.0, apart))
        return cell[:, None] * self.nodes + np.arange(self.nodes + 1), w / w.sum(axis=1)[:, None]


class Quadrature:
    def __init__(self, order, factor):
        self.x, self.w = np.polynomial.legendre.leggauss(order)
        self.factor = factor

    def graded(self, start, end):
        return start * self.factor**np.arange(0, 1 + int(np.log(max(end / start, 1)) / np.log(self.factor)))

    def panels(self, low, high, breaks):
        b = np.asarray(breaks, float)
        b = np.unique(np.concatenate([[low], b[(b > low) & (b < high)], [high]]))
        half, centre = np.diff(b) / 2, (b[1:] + b[:-1]) / 2
        return (centre[:, None] + half[:, None] * self.x).ravel(), (half[:, None] * self.w).ravel()


class Transport:
    """Matrices that act on the values of T at the grid's points."""

    def __init__(self, matter, grid, quadrature):
        self.matter, self.grid, self.quadrature = matter, grid, quadrature
        self.size = len(grid.v)

    def gain(self, i, low, kernel, breaks):
        """Row of int_low^(E0 - E_i) kernel(E_i + d, d) T(E_i + d) dd."""
        g, v = self.grid, self.grid.v[i]
        if not v > low:
            return np.zeros(self.size)
        d, w = self.quadrature.panels(low, v, np.concatenate([v - g.edges, breaks]))
        index, cardinal = g.cardinals(v - d)
        weight = (w * kernel(g.E[i] + d, d))[:, None] * cardinal
        return np.bincount(index.ravel(), weight.ravel(), minlength=self.size)

    def matrix(self, row):
        return np.array([row(i) for i in range(self.size)])

    def brem_gain(self, i):
        E, q = self.grid.E[i], self.quadrature
        v = self.grid.v[i]
        breaks = np.concatenate([q.graded(SOFTEST, max(v, SOFTEST)), self.matter.kinks(lambda k: (E + k, k), SOFTEST, v)])
        return self.gain(i, SOFTEST, lambda Ep, d: self.matter.brem(Ep, d), breaks)

    def brem_total(self, E):
        m, q = self.matter.threshold, self.quadrature
        low = m if m > 0 else 1e-14 * E
        breaks = np.concatenate([q.graded(SOFTEST, E / 2), [E / 2], E - q.graded(low, E / 2),
                                 self.matter.kinks(lambda k: (E, k), SOFTEST, (E - m) * (1 - 1e-9))])
        k, w = q.panels(SOFTEST, E - m, breaks)
        return np.dot(w, self.matter.brem(np.full_like(k, E), k))

    def photon_source(self, i):
        k, q, m = self.grid.E[i], self.quadrature, self.matter.threshold
        start = m if m > 0 else 1e-7
        v = self.grid.v[i]
        breaks = np.concatenate([q.graded(start, max(v, start)), self.matter.kinks(lambda d: (k + d, k), start, v)])
        return self.gain(i, m, lambda Ep, d: self.matter.brem(Ep, np.full_like(Ep, k)), breaks)

    def pair_source(self, i):
        E, q, m = self.grid.E[i], self.quadrature, self.matter.threshold
        breaks = q.graded(m if m > 0 else 1e-7, self.grid.v[i])
        return self.gain(i, m, lambda k, d: self.matter.pairs(k, np.full_like(k, E)), breaks)

    def pair_total(self, k):
        m, q = self.matter.threshold, self.quadrature
        ends = q.graded(m if m > 0 else 1e-9 * k, k / 2)
        E, w = q.panels(m, k / 2, ends)
        return 2 * np.dot(w, self.matter.pairs(np.full_like(E, k), E))

    def drift(self, beta):
        """Rows d(beta T)/dv at each point but the first, where the row is beta T itself."""
        g, n = self.grid, self.grid.nodes
        out = np.zeros((self.size, self.size))
        out[0, 0] = beta[0]
        for cell, h in enumerate(np.diff(g.edges)):
            at = slice(cell * n, cell * n + n + 1)
            out[cell * n + 1:cell * n + n + 1, at] = g.derivative[1:] / h * beta[at]
        return out


def solve(matter, grid, quadrature):
    """(primary, secondary positrons, secondary electrons, photons) at the grid's points."""
    t = Transport(matter, grid, quadrature)
    E, n = grid.E, t.size
    gain = t.matrix(t.brem_gain)
    total = np.array([t.brem_total(e) for e in E])
    soft = matter.brem(E, np.full_like(E, SOFTEST)) * SOFTEST**2
    radiated, made = t.matrix(t.photon_source), t.matrix(t.pair_source)
    pair_total = np.array([t.pair_total(k) for k in E])
    more = other_processes(t) if matter.everything else {}

    def operator(positron):
        body = np.diag(total) - gain + more.get("positron" if positron else "electron", 0.0)
        body[0] = 0.0
        return body + t.drift(matter.beta(E, positron) + soft)

    def source(matrix):  # none at v = 0, where the row is the boundary condition
        out = np.array(matrix)
        out[0] = 0.0
        return out

    electron, positron = operator(False), operator(True)
    primary = np.linalg.solve(electron, np.eye(n)[0])
    zero = np.zeros((n, n))
    deltas_e, deltas_p = more.get("delta of electron", zero), more.get("delta of positron", zero)
    knocked, annihilated = more.get("compton electron", zero), more.get("annihilated", zero)
    blocks = np.block([
        [positron, zero, -source(made)],
        [-source(deltas_p), electron - source(deltas_e), -source(made + knocked)],
        [-radiated - annihilated, -radiated, np.diag(pair_total) + more.get("photon", zero)],
    ])
    right = np.concatenate([np.zeros(n), source(deltas_e) @ primary, radiated @ primary])
    scale = 1 / np.abs(blocks).max(axis=1)
    x = np.linalg.solve(blocks * scale[:, None], right * scale)
    return primary, x[:n], x[n:2 * n], x[2 * n:]


def other_processes(t):
    """Set B: what is added to the operators and sources; hard scattering of primaries leaves the faster one primary."""
    m, g, q = t.matter, t.grid, t.quadrature
    E, per = g.E, lambda name, x, y=0.0: m.on_electrons(name, x, y)

    def graded(i, start):
        return q.graded(start, max(g.v[i], start))

    def scattered(name, reaches):
        def row(i):
            kernel = lambda Ep, d: np.where(d >= CUT_GEV, per(name, Ep, d), 0.0)
            return t.gain(i, CUT_GEV, kernel, np.concatenate([graded(i, CUT_GEV), [reaches(E[i])]]))
        return row

    def delta(name, starts):
        def row(i):
            low = starts(E[i])
            return t.gain(i, low, lambda Ep, d: per(name, Ep, np.full_like(Ep, E[i] - M)), low + graded(i, M))
        return row

    def photon_of_annihilation(i):
        k = E[i]
        low = M * k / (2 * k - M) - M  # k_2 - m of the softer photon: E+ = k + k_2 - m
        return t.gain(i, low, lambda Ep, d: per("annihilation_spectrum", Ep, np.full_like(Ep, k)),
                      np.concatenate([low + graded(i, M / 8), graded(i, M / 8)]))

    def scattered_photon(i):
        return t.gain(i, 0.0, lambda k, d: per("compton_spectrum", k, np.full_like(k, E[i])), graded(i, M))

    def electron_of_compton(i):
        K = E[i] - M
        low = 0.5 * (K + np.sqrt(K * (K + 2 * M))) - E[i]
        return t.gain(i, low, lambda k, d: per("compton_spectrum", k, M + d), low + graded(i, M / 8))

    return {
        "electron": np.diag(per("moller_above", E, CUT_GEV)) - t.matrix(scattered("moller", lambda e: e - M)),
        "positron": np.diag(per("bhabha_above", E, CUT_GEV) + per("annihilation", E))
                    - t.matrix(scattered("bhabha", lambda e: 1e9)),
        "delta of electron": t.matrix(delta("moller", lambda e: e - M)),
        "delta of positron": t.matrix(delta("bhabha", lambda e: 0.0)),
        "annihilated": t.matrix(photon_of_annihilation),
        "photon": np.diag(per("compton", E)) - t.matrix(scattered_photon),
        "compton electron": t.matrix(electron_of_compton),
    }


def spectra(matter, grid, quadrature, energies):
    values = solve(matter, grid, quadrature)
    index, cardinal = grid.cardinals(BEAM_GEV - np.asarray(energies, float))
    return np.array([(cardinal * x[index]).sum(axis=1) for x in values])
