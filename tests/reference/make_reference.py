#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""High-precision reference numbers: positron track length and signal yield.

Needs only Python 3 and mpmath.  Deterministic.  Single process.
Usage:   python3 make_reference.py [track] [yield] [beam] [verify] [quad]
(no argument: the first four; verify includes quad).  The CSV files are written to the current directory.

Units GeV, cm, g.

TRACK LENGTH.  Approximation A, infinite depth, brem dN/dt dy = [c(1-y)+y^2]/y,
pair dN/dt dx = 1 - c x(1-x).  With x = E/E0, g(x) = E0 T(E):
    INT_0^1 g(x) x^s dx = F(s),   F = 1/A (primary),  B C/[2A(AD-BC)] (secondary).
With L = ln(1/x) this is a Laplace pair:
    p(L) := x g(x),     INT_0^inf p(L) exp(-sL) dL = F(s),     T(E) dE = p(L) dL.
All singularities of F lie on the real axis at s <= 1 (primary: s <= 0), so
p(L) is obtained from a Talbot contour, shifted by +1 so that the right-most
pole s = 1 (energy conservation, AD = BC) is inside for every L.
No numerical Bromwich truncation, no sum over residues.

YIELD.  N = F_beam n_e INT_5^E0 T sigma P dE.  The integral is taken by composite
Gauss-Legendre quadrature in u, E = Eth + u^2 (Eth: the chi chi threshold, where
sigma ~ u), with panels graded geometrically about the pole of the propagator
(centre panel as wide as the half width), about E0 (T has a logarithmic
singularity there), and at most 1 GeV wide (smooth detector response).
"""
import sys
from functools import lru_cache
from mpmath import mp, mpf, mpc

mp.dps = 40                     # everywhere; the Talbot sums use TALBOT_DPS
TALBOT_M = 56                   # nodes; error ~ 10^(-0.6 M) ~ 1e-33
TALBOT_DPS = 75

# ------------------------------------------------------------------ constants
ME = mpf('0.51099895e-3')
ALPHA = 1 / mpf('137.035999084')
NA = mpf('6.02214076e23')
HBARC2 = mpf('0.3893793721e-27')
E0 = mpf(100)
EMIN = mpf(5)
FBEAM = mpf('1.52871e11')
NE = NA * 82 / mpf('207.2') * mpf('6.37')       # electrons per cm^2 per X0
EPS = mpf('1e-4')


def coulomb_f_polynomial(Z):
    a = (ALPHA * Z)**2
    return a * (1 / (1 + a) + mpf('0.20206') - mpf('0.0369') * a
                + mpf('0.0083') * a**2 - mpf('0.002') * a**3)


def coulomb_f_exact(Z):
    a = (ALPHA * Z)**2
    return a * mp.nsum(lambda n: 1 / (n * (n * n + a)), [1, mp.inf])


def c_parameter(Z, f):
    Z = mpf(Z)
    Lr = mp.log(mpf('184.15') * Z**(-mpf(1) / 3))
    Lp = mp.log(mpf(1194) * Z**(-mpf(2) / 3))
    return mpf(4) / 3 + (Z * Z + Z) / (9 * (Z * Z * (Lr - f) + Z * Lp))


# c for lead.  The formula gives 4/3 + 0.0324502964..; the check values that came
# with the formulas (track length and yield) are those of the rounded 4/3 + 0.03245,
# which is 2e-7 lower in relative terms and shows in the 7th digit of T and N.
# The plain files use the rounded value; the *_c_formula files the unrounded one.
C_FORMULA = c_parameter(82, coulomb_f_polynomial(82))
C_LEAD = mpf(4) / 3 + mpf('0.03245')


# ----------------------------------------------------------- Mellin transforms
def mellin_A(s, c):
    return c * (mp.digamma(s + 2) + mp.euler - 1) + mpf(1) / 2 - 1 / ((s + 1) * (s + 2))


def mellin_pair(s, c):
    """(primary, secondary) transforms F(s)."""
    A = mellin_A(s, c)
    B = 2 * (1 / (s + 1) - c / ((s + 2) * (s + 3)))
    C = c / (s * (s + 1)) + 1 / (s + 2)
    D = 1 - c / 6
    return 1 / A, B * C / (2 * A * (A * D - B * C))


@lru_cache(maxsize=None)
def talbot_nodes(M, dps):
    """Fixed Talbot contour z = theta (cot theta + i), in units r = 2M/(5L):
    nodes z_k and weights w_k = dz/dtheta / i, theta_k = k pi/M."""
    with mp.workdps(dps):
        out = [(mpc(1), mpf(1) / 2)]
        for k in range(1, M):
            th = k * mp.pi / M
            ct = mp.cot(th)
            out.append((mpc(th * ct, th), mpc(1, th + (th * ct - 1) * ct)))
        return out


def invert(L, c, M=TALBOT_M, dps=TALBOT_DPS):
    """p_primary(L), p_secondary(L), Q(L) = INT_0^L p_primary (image 1/(s A))."""
    with mp.workdps(dps):
        L = mpf(L)
        c = mpf(c)
        r = 2 * mpf(M) / (5 * L)
        s1 = s2 = s3 = mpf(0)
        for z, w in talbot_nodes(M, dps):
            s = r * z + 1                     # shift by 1
            F1, F2 = mellin_pair(s, c)
            e = mp.exp(r * L * z) * w
            s1 += (e * F1).real
            s2 += (e * F2).real
            s3 += (e * F1 / s).real
        k = r / M * mp.exp(L)                 # exp(+1 L) undoes the shift
        r1, r2, r3 = k * s1, k * s2, k * s3
    return +r1, +r2, +r3


def track_length(x, c):
    """E0*T at x: (primary, secondary)."""
    x = mpf(x)
    p1, p2, _ = invert(-mp.log(x), c)
    return p1 / x, p2 / x


# -------------------------------------------------- Chebyshev panels for lead
class TrackTable:
    """p_primary, p_secondary and Q on panels [2^-(k+1), 2^-k] Lmax in L; the
    only singularity is at L = 0, so degree 35 gives ~ 5.83^-36 ~ 3e-28."""
    N = 36

    def __init__(self, c, Lmax, depth):
        self.Lmax, self.depth = Lmax, depth
        N = self.N
        th = [(mpf(j) + mpf(1) / 2) * mp.pi / N for j in range(N)]
        cosn = [[mp.cos(k * t) for t in th] for k in range(N)]
        xs = cosn[1]
        self.panels = []
        for k in range(depth):
            hi = mp.ldexp(Lmax, -k)
            lo = hi / 2
            v = [invert((hi + lo) / 2 + (hi - lo) / 2 * x, c) for x in xs]
            co = []
            for i in range(3):
                a = [2 * mp.fdot([u[i] for u in v], cosn[n]) / N for n in range(N)]
                a[0] /= 2
                co.append(a)
            self.panels.append((lo, hi, co))

    def __call__(self, L, which):
        k = min(max(int(mp.floor(mp.log(self.Lmax / L, 2))), 0), self.depth - 1)
        if k > 0 and L > self.panels[k][1]:
            k -= 1
        elif k < self.depth - 1 and L < self.panels[k][0]:
            k += 1
        lo, hi, co = self.panels[k]
        assert lo * (1 - mpf('1e-30')) <= L <= hi * (1 + mpf('1e-30'))
        y = (2 * L - lo - hi) / (hi - lo)
        b1 = b2 = mpf(0)
        y2 = 2 * y
        a = co[which]
        for n in range(self.N - 1, 0, -1):
            b1, b2 = a[n] + y2 * b1 - b2, b1
        return a[0] + y * b1 - b2


_tables = {}


def table(c=C_LEAD):
    if c not in _tables:                              # down to L ~ 2e-17
        _tables[c] = TrackTable(c, mp.log(E0 / EMIN) * mpf('1.0000001'), 57)
    return _tables[c]


# --------------------------------------------------------------- cross section
class Model:
    def __init__(self, spin, m, aD, r, thr, delta, res):
        assert spin in ('fermion', 'scalar') and res in ('linear', 'quadrature')
        self.spin, self.res = spin, res
        self.m, self.aD, self.r = mpf(m), mpf(aD), mpf(r)
        self.thr, self.delta = mpf(thr), mpf(delta)
        m, aD, r = self.m, self.aD, self.r
        v2 = 1 - 4 * r * r
        if spin == 'fermion':
            self.Gamma = aD * m / 3 * (1 + 2 * r * r) * mp.sqrt(v2)
        else:
            self.Gamma = aD * m / 12 * v2 * mp.sqrt(v2)
        self.Eth = (4 * (r * m)**2 - 2 * ME**2) / (2 * ME)       # s = 4 mchi^2
        self.Eres = m * m / (2 * ME) - ME
        g = self.Gamma / m                                       # pole in E
        d = 1 + g * g if spin == 'fermion' else mpf(1)
        self.Epole = m * m / d / (2 * ME) - ME
        self.w = m * m * g / d / (2 * ME)

    def sigma(self, E, u):
        """u = sqrt(E-Eth): q^2 = s/4 - mchi^2 = me u^2/2 without cancellation."""
        m = self.m
        s = 2 * ME * E + 2 * ME * ME
        q2 = ME * u * u / 2
        if self.spin == 'fermion':
            K, eta = s - 4 * q2 / 3, (s / (m * m))**2
        else:
            K, eta = 2 * q2 / 3, 1
        return (4 * mp.pi * ALPHA * self.aD * EPS**2 / mp.sqrt(s) * mp.sqrt(q2) * K
                / ((s - m * m)**2 + self.Gamma**2 * m * m * eta) * HBARC2)

    def P(self, E):
        d = E0 - E
        if d <= 0:
            return mpf(1)
        if self.res == 'linear':
            res = mpf('0.10') * mp.sqrt(d) + mpf('0.04') * d
        else:
            res = mp.sqrt(mpf('0.01') * d + mpf('0.0016') * d * d)
        z = (self.thr - (1 + self.delta) * d) / res
        return mp.erfc(-z / mp.sqrt(2)) / 2

    def edges(self, ratio=2, maxw=1):
        """Panel edges in E from the lower limit to (almost) E0."""
        lo = max(EMIN, self.Eth)
        if lo >= E0:
            return []
        pts = {lo}
        hi = E0 * (1 - mpf('2.2e-17'))                # the panels start at 2.1e-17
        pts.add(hi)
        ratio = mpf(ratio)
        h = self.w / 2                                # about the pole
        while h < 300:
            pts.add(self.Epole - h)
            pts.add(self.Epole + h)
            h *= ratio
        h = mpf(1)                                    # about E0
        while h > E0 - hi:
            pts.add(E0 - h)
            h /= ratio
        n = int(mp.ceil((E0 - lo) / maxw))            # smooth part
        for i in range(1, n):
            pts.add(lo + (E0 - lo) * i / n)
        pts = sorted(p for p in pts if lo <= p <= hi)
        return pts


@lru_cache(maxsize=None)
def gauss(n):
    """Gauss-Legendre nodes and weights on [-1,1] by Newton iteration."""
    with mp.workdps(60):
        out = []
        for i in range(n):
            x = mp.cos(mp.pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
            for _ in range(12):
                p0, p1 = mpf(1), x
                for k in range(2, n + 1):
                    p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
                dp = n * (x * p1 - p0) / (x * x - 1)
                x -= p1 / dp
            out.append((x, 2 / ((1 - x * x) * dp * dp)))
        return out


def integrate(model, f, n=24, **kw):
    """INT f(E,u) dE, over the panels, in u."""
    e = model.edges(**kw)
    tot = mpf(0)
    us = [mp.sqrt(E - model.Eth) for E in e]
    for a, b in zip(us, us[1:]):
        if b <= a:
            continue
        hc, hw = (a + b) / 2, (b - a) / 2
        part = mpf(0)
        for x, w in gauss(n):
            u = hc + hw * x
            part += w * 2 * u * f(model.Eth + u * u, u)
        tot += part * hw
    return tot


def yield_secondary(model, c=C_LEAD, **kw):
    t = table(c)

    def f(E, u):
        return t(mp.log(E0 / E), 1) / E * model.sigma(E, u) * model.P(E)
    return FBEAM * NE * integrate(model, f, **kw)


def yield_primary(model, c=C_LEAD, **kw):
    """h = sigma P.  INT p h dL = h(E0) Q(Lmax) + INT p (h - h(E0)) dL : the
    1/(L ln^2 L) singularity of p is taken up by the exact cumulative Q."""
    t = table(c)
    lo = max(EMIN, model.Eth)
    if lo >= E0:
        return mpf(0)
    h0 = model.sigma(E0, mp.sqrt(E0 - model.Eth))          # P(E0) = 1
    Lmax = mp.log(E0 / lo)

    def f(E, u):
        return t(mp.log(E0 / E), 0) / E * (model.sigma(E, u) * model.P(E) - h0)
    # the part beyond the last edge, L < 2e-17, is < 1e-16 relative
    return FBEAM * NE * (integrate(model, f, **kw) + h0 * t(Lmax, 2))


# ------------------------------------------------------------------- the rows
R13 = '0.333333333333333333'
CHECKS = [(('fermion', '0.225', '0.1', R13, '50', '0', 'linear'), '0.31201532'),
          (('scalar', '0.240', '0.1', R13, '50', '0', 'linear'), '0.48065389'),
          (('fermion', '0.250', '0.5', R13, '50', '0.03', 'linear'), '0.20607954')]


def mass_for(Eres):
    """mA for a resonance at Eres, rounded to 6 decimals (so that it is an exact
    short decimal in the CSV file)."""
    return mp.nstr(mp.sqrt(2 * ME * (mpf(Eres) + ME)), 6, strip_zeros=False)


def yield_rows():
    rows = [k for k, _ in CHECKS]

    def add(spin, Eres, aD, r, thr, delta='0', res='linear'):
        rows.append((spin, mass_for(Eres), aD, r, thr, delta, res))
    F, S = 'fermion', 'scalar'
    # a resonance scan through and beyond the range, both spins
    for E in ('3', '5.02', '5.5', '12', '30', '70', '95', '99.5', '101', '130'):
        for sp in (F, S):
            add(sp, E, '0.1', R13, '50')
    # widths, from very narrow to very wide
    for aD in ('1e-6', '1e-4', '1e-3', '1e-2', '0.5', '1'):
        add(F, '50', aD, R13, '50')
        add(S, '45', aD, R13, '50', '-0.05')
    # mass ratios (threshold of chi chi below, inside and above the range)
    for r in ('0.01', '0.1', '0.2', '0.4', '0.45', '0.49', '0.499', '0.4999'):
        add(F, '60', '0.1', r, '50', '0.03')
        add(S, '60', '0.5', r, '50', '0', 'quadrature')
    add(F, '60', '1e-6', '0.4999', '50')
    add(S, '60', '1e-6', '0.4999', '50')
    add(S, '60', '1e-4', '0.01', '50')
    add(F, '20', '1', '0.4999', '50')
    # mass beyond the upper end, chi chi threshold inside (and outside: zero)
    add(F, '110', '0.1', '0.45', '50')
    add(S, '110', '0.5', '0.45', '50')
    add(F, '150', '1', '0.4', '30')
    add(S, '300', '0.1', '0.25', '50', '0.03', 'quadrature')
    add(F, '120', '0.1', '0.45', '5')
    add(F, '120', '0.1', '0.4999', '50')                    # closed: 0
    # mass below the lower end, broad tail; narrow ones just inside the ends
    add(F, '2', '1', '0.01', '50')
    add(S, '4.9', '1', '0.1', '80')
    add(F, '5.01', '1e-4', '0.1', '95')
    add(F, '99.9', '1e-4', '0.2', '10')
    add(S, '99.9', '1e-6', R13, '50')
    add(S, '5.05', '1e-6', R13, '95', '-0.05')
    # thresholds, scale shifts, resolution model
    for thr, d, res in (('5', '0', 'linear'), ('5', '-0.05', 'quadrature'),
                        ('10', '0.03', 'linear'), ('20', '0', 'quadrature'),
                        ('35', '-0.05', 'linear'), ('65', '0.03', 'quadrature'),
                        ('80', '0', 'linear'), ('90', '-0.05', 'quadrature'),
                        ('95', '0.03', 'linear'), ('95', '0', 'quadrature')):
        add(F, '40', '0.1', R13, thr, d, res)
        add(S, '80', '0.5', R13, thr, d, res)
    out = []
    for k in rows:
        if k not in out:
            out.append(k)
    return out


def beam_rows():
    F, S = 'fermion', 'scalar'
    return [(sp, mass_for(E), aD, R13, '50', '0', 'linear') for sp, E, aD in (
        (F, '20', '0.1'), (S, '50', '0.5'), (F, '50', '0.1'), (F, '80', '0.5'),
        (S, '80', '0.1'), (F, '99', '0.1'), (S, '99', '0.5'), (F, '99.99', '0.1'),
        (S, '99.99', '0.1'), (F, '99.99', '0.5'), (F, '130', '0.1'), (S, '130', '0.5'))]


HEAD = 'spin,mA_GeV,alpha_D,mass_ratio,threshold_GeV,scale_shift,resolution,'


def fmt(v):
    return mp.nstr(v, 15, strip_zeros=False, min_fixed=-5, max_fixed=15) if v else '0'


FILES = (('', C_LEAD), ('_c_formula', C_FORMULA))


def do_track():
    fp, fe = coulomb_f_polynomial(82), coulomb_f_exact(82)
    cs = (('f polynomial', c_parameter(82, fp)), ('f exact series', c_parameter(82, fe)),
          ('4/3+0.03245', C_LEAD))
    print('f polynomial', mp.nstr(fp, 15), 'f exact', mp.nstr(fe, 15))
    for name, c in cs:
        print('c lead, %-15s' % name, mp.nstr(c, 18))
    known = [('0.1', 1, '18.5258373'), ('0.5', 1, '0.300191325'), ('0.9', 1, '0.00845440927'),
             ('0.95', 1, '0.00275036901'), ('0.1', 0, '6.16572573'), ('0.5', 0, '1.38375119'),
             ('0.95', 0, '1.69277661')]
    for x, i, v in known:
        print('x=%-5s %-9s known %-13s' % (x, ('primary', 'secondary')[i], v),
              *('%s: %s' % (n, mp.nstr(track_length(x, c)[i], 12)) for n, c in cs))
    xs = sorted({'0.02', '0.03', '0.04', '0.07', '0.08', '0.123', '0.18', '0.22', '0.27', '0.333',
                 '0.42', '0.58', '0.63', '0.68', '0.72', '0.777', '0.82', '0.88', '0.92', '0.97',
                 '0.98', '0.987', '0.99', '0.995', '0.998', '0.999'}
                | {'%.2f' % (0.05 * i) for i in range(1, 20)}, key=mpf)
    ca = (C_LEAD, C_FORMULA, mpf(4) / 3, mpf(4) / 3 + mpf('0.0136'))
    with open('track_length_reference.csv', 'w') as fh:
        fh.write('c,x,primary,secondary\n')
        for c in ca:
            c = mp.nstr(c, 17)          # rounded to 17 digits, then used as written
            for x in xs:
                a, b = track_length(x, mpf(c))
                fh.write('%s,%s,%s,%s\n' % (c, x, fmt(a), fmt(b)))
    print('track_length_reference.csv written,', len(ca) * len(xs), 'rows')


def do_yield():
    for name, c in FILES:
        for k, v in CHECKS:
            print('check c =', mp.nstr(c, 12), *k[:3], 'known', v, 'here',
                  mp.nstr(yield_secondary(Model(*k), c), 15))
        rows = yield_rows()
        with open('yield_reference%s.csv' % name, 'w') as fh:
            fh.write(HEAD + 'n_annihilation\n')
            for k in rows:
                fh.write(','.join(k) + ',' + fmt(yield_secondary(Model(*k), c)) + '\n')
        print('yield_reference%s.csv written,' % name, len(rows), 'rows')
        sys.stdout.flush()


def do_beam():
    rows = beam_rows()
    for name, c in FILES:
        with open('positron_beam_reference%s.csv' % name, 'w') as fh:
            fh.write(HEAD + 'n_annihilation,n_primary,n_secondary\n')
            for k in rows:
                m = Model(*k)
                a, b = yield_primary(m, c), yield_secondary(m, c)
                fh.write(','.join(k) + ',%s,%s,%s\n' % (fmt(a + b), fmt(a), fmt(b)))
        print('positron_beam_reference%s.csv written,' % name, len(rows), 'rows')
        sys.stdout.flush()


def do_quad():
    def rel(a, b):
        return mp.nstr(abs(a / b - 1), 2)
    # 5. yield: plain mp.quad (tanh-sinh) in E, T directly from the contour
    for k in (CHECKS[0][0], CHECKS[1][0],
              ('fermion', mass_for('110'), '0.1', '0.45', '50', '0', 'linear')):
        m = Model(*k)
        a = yield_secondary(m)

        def f(E):
            L = mp.log(E0 / E)
            if E <= m.Eth or L <= mpf('1e-16'):
                return mpf(0)
            # scaled inside: the tolerance of mp.quad is absolute
            return (FBEAM * NE * invert(L, C_LEAD, 36, 50)[1] / E
                    * m.sigma(E, mp.sqrt(E - m.Eth)) * m.P(E))
        lo = max(EMIN, m.Eth)
        cuts = sorted({lo, E0} | {p for p in (m.Epole - 4 * m.w, m.Epole - m.w, m.Epole,
                                               m.Epole + m.w, m.Epole + 4 * m.w) if lo < p < E0})
        with mp.workdps(20):
            b = mp.quad(f, cuts)
        print('mp.quad/direct', k, rel(b, a))
        sys.stdout.flush()


def do_verify():
    """Independent precision checks (prints relative differences)."""
    def rel(a, b):
        return mp.nstr(abs(a / b - 1), 2) if b else '0'
    # 1. Talbot with other contours
    worst = [mpf(0)] * 3
    for c in (C_LEAD, mpf(4) / 3):
        for x in ('0.02', '0.05', '0.3', '0.777', '0.95', '0.999', '0.9999999'):
            L = -mp.log(mpf(x))
            a = invert(L, c)
            for M in (44, 72):
                b = invert(L, c, M, 100)
                worst = [max(w, abs(p / q - 1)) for w, p, q in zip(worst, a, b)]
    print('Talbot M=56 vs M=44, 72 (44 has error ~1e-26): worst',
          [mp.nstr(w, 2) for w in worst])
    # 2. forward moments: INT_0^inf p exp(-sL) dL = F(s), which would not hold if a
    #    singularity of F had been left outside the contour
    for s in (mpf(9), mpf(12), mpf(20)):      # (L <= 8: mpmath digamma stalls at larger L)
        F = mellin_pair(s, C_LEAD)
        tot = [mpf(0), mpf(0)]
        hi = 64 / (s - 1)
        k = 0
        Llow = mpf('1e-14')
        q = invert(Llow, C_LEAD)
        tot[0] += q[2]                              # INT_0^Llow p1
        edges = [Llow]
        while edges[-1] < hi:
            edges.append(min(edges[-1] * 2, edges[-1] + 2))
        for a, b in zip(edges, edges[1:]):
            for x, w in gauss(18):
                L = (a + b) / 2 + (b - a) / 2 * x
                v = invert(L, C_LEAD, 40, 60)
                e = w * (b - a) / 2 * mp.exp(-s * L)
                tot[0] += e * v[0]
                tot[1] += e * v[1]
        print('moment s =', s, 'rel. diff. primary, secondary', rel(tot[0], F[0]), rel(tot[1], F[1]))
    # 3. Chebyshev panels against the direct inversion
    t = table()
    worst = [mpf(0)] * 3
    for i in range(60):
        L = t.Lmax * mp.exp(-mpf(i * i) / 100 - mpf('0.0123'))
        a = invert(L, C_LEAD)
        for j in range(3):
            worst[j] = max(worst[j], abs(t(L, j) / a[j] - 1))
    print('Chebyshev panels vs direct: worst', [mp.nstr(w, 2) for w in worst])
    # 4. yield: other panels and orders, all rows
    worst = mpf(0)
    for k in yield_rows():
        m = Model(*k)
        a = yield_secondary(m)
        if a:      # (zero when the threshold is closed)
            b = yield_secondary(m, n=32, ratio=mpf('2.6'), maxw=mpf('0.83'))
            worst = max(worst, abs(a / b - 1))
    print('yield, other panels/order: worst rel. diff.', mp.nstr(worst, 2))
    sys.stdout.flush()
    do_quad()
    # 6. primary: other panels, and integration by parts, INT p h dL = h Q| - INT Q h' dL
    for k in beam_rows():
        m = Model(*k)
        a = yield_primary(m)
        b = yield_primary(m, n=32, ratio=mpf('2.6'), maxw=mpf('0.83'))

        def h(E):
            u = mp.sqrt(E - m.Eth)
            return m.sigma(E, u) * m.P(E)

        def g(E, u):                                 # -Q dh/dE dE/dL dL = +Q h'(E) dE
            d = min(E0 - E, u * u, mpf(1)) * mpf('1e-6')
            # 4th order central difference, in 40 digits
            dh = (8 * (h(E + d) - h(E - d)) - (h(E + 2 * d) - h(E - 2 * d))) / (12 * d)
            return t(mp.log(E0 / E), 2) * dh
        lo = max(EMIN, m.Eth)
        edge = h(lo) * t(mp.log(E0 / lo), 2) if lo > m.Eth else mpf(0)
        c = FBEAM * NE * (edge + integrate(m, g, n=16))
        print('primary', k[0], k[1], 'other panels', rel(b, a), 'by parts', rel(c, a))
        sys.stdout.flush()


if __name__ == '__main__':
    todo = sys.argv[1:] or ['track', 'yield', 'beam', 'verify']
    for w in todo:
        {'track': do_track, 'yield': do_yield, 'beam': do_beam, 'quad': do_quad,
         'verify': do_verify}[w]()
        sys.stdout.flush()
