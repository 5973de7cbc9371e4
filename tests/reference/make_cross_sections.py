#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second evaluation of every differential cross-section, to CSV on standard output: quantity,medium,effects,a,b,value.

Meant to share nothing with the C code but the physical constants and the tables: arbitrary precision (mpmath, 30 digits),
Migdal's functions by quadrature of his integrals, bremsstrahlung's exact Born spectrum by crossing from that of pairs,
Moller, Bhabha, Compton and annihilation from the invariant matrix elements (Landau & Lifshitz IV, Secs. 81, 86, 88), the
restricted loss as ICRU 37's unrestricted one less an integral over the delta rays.

a, b: energies in GeV as the C function takes them. effects: 1 screening, 2 mass terms, 4 LPM, 8 dielectric, 16 no Coulomb.
"""
from mpmath import mp, mpf, log, sqrt, exp, pi, quad, inf, sin, coth, sinh, expm1

mp.dps = 30
ALPHA, M, N_A, HC2 = 1 / mpf(137.035999084), mpf(0.51099895e-3), mpf(6.02214076e23), mpf(0.3893793721e-27)
RE2 = ALPHA**2 * HC2 / M**2
LIGHT = {1: (5.31, 6.144), 2: (4.79, 5.621), 3: (4.74, 5.805), 4: (4.71, 5.924)}
# name: ([(Z, A, mass fraction)], density, mean excitation energy in eV); the C test has the same list
MEDIA = {
    "lead": ([(82, 207.2, 1.0)], 11.35, 823.0),
    "tungsten": ([(74, 183.84, 1.0)], 19.3, 727.0),
    "polystyrene": ([(6, 12.011, 0.922582), (1, 1.008, 0.077418)], 1.06, 68.7),
    "lead_tungstate": ([(82, 207.2, 0.455347), (74, 183.84, 0.404011), (8, 15.999, 0.140642)], 8.3, 600.7),
}


def coulomb(Z):
    a2 = (ALPHA * Z) ** 2
    return a2 / (1 + a2) + a2 * (mpf(0.20206) - mpf(0.0369) * a2 + mpf(0.0083) * a2**2 - mpf(0.002) * a2**3)


def logarithms(Z):
    if Z in LIGHT:
        return mpf(LIGHT[Z][0]), mpf(LIGHT[Z][1])
    return log(mpf(184.15)) - log(mpf(Z)) / 3, log(mpf(1194)) - 2 * log(mpf(Z)) / 3


class Medium:
    def __init__(self, elements, density, excitation_eV):
        total = sum(mpf(w) for _, _, w in elements)
        self.n = [(Z, N_A * mpf(w) / total / mpf(A)) for Z, A, w in elements]
        self.X0 = 1 / sum(4 * ALPHA * RE2 * n * (Z**2 * (logarithms(Z)[0] - coulomb(Z)) + Z * logarithms(Z)[1]) for Z, n in self.n)
        self.electrons = sum(Z * n for Z, n in self.n)
        self.I = mpf(excitation_eV) * mpf(1e-9)
        self.plasma = sqrt(4 * pi * self.electrons * mpf(density) * sqrt(RE2) * HC2)
        self.E_lpm = ALPHA * M**2 * self.X0 / mpf(density) / (4 * pi * sqrt(HC2))
        self.s1 = exp(-2 * sum(n * Z**2 * logarithms(Z)[0] for Z, n in self.n) / sum(n * Z**2 for Z, n in self.n))


def functions_of_screening(Z, d, screening):
    """Tsai's 4-vector: phi_1 - 4/3 ln Z, phi_1 - phi_2, psi_1 - 8/3 ln Z, psi_1 - psi_2 at d = m k/(E E')."""
    L, Lp = logarithms(Z)
    if not screening:
        return 4 * L, mpf(2) / 3, 4 * Lp, mpf(2) / 3
    radius, radius_inelastic = exp(L) / mpf(184.15), exp(Lp) / 1194  # Z^(-1/3), Z^(-2/3) for Z > 4
    g, e = 100 * d * radius, 100 * d * radius_inelastic
    phi1 = 4 * log(mpf(184.15)) - 2 * log(1 + (mpf(0.55846) * g) ** 2) - 4 * (1 - mpf(0.6) * exp(-mpf(0.9) * g) - mpf(0.4) * exp(-mpf(1.5) * g))
    psi1 = 4 * log(mpf(1194)) - 2 * log(1 + (mpf(3.621) * e) ** 2) - 4 * (1 - mpf(0.7) * exp(-8 * e) - mpf(0.3) * exp(-mpf(29.2) * e))
    return (phi1 + 4 * log(radius), mpf(2) / 3 / (1 + mpf(6.5) * g + 6 * g**2),
            psi1 + 4 * log(radius_inelastic), mpf(2) / 3 / (1 + 40 * e + 400 * e**2))


def migdal_phi(s):
    cells = [0] + [mpf(j) / s / 2 for j in range(1, 9)] + [200 / s if s > 1 else 100 / s]
    return 12 * s**2 * quad(lambda x: coth(x / 2) * exp(-s * x) * sin(s * x), cells) - 6 * pi * s**2


def migdal_G(s):
    cells = [0] + [mpf(j) / s / 2 for j in range(1, 9)] + [100 / s]
    return 24 * s**2 * (pi / 2 - quad(lambda x: exp(-s * x) * sin(s * x) / sinh(x / 2), cells))


def suppression(medium, d, stretch, on):
    if not on:
        return mpf(1), mpf(1)
    sp, bottom = stretch * sqrt(medium.E_lpm * d / (8 * M)), log(sqrt(mpf(2)) * medium.s1)
    xi = mpf(1)
    if sp < 1:
        h = min(log(sp) / bottom, mpf(1))
        xi = 1 + h - mpf(0.08) * (1 - h) * (1 - (1 - h) ** 2) / bottom
    xi = 1 + (xi - 1) / (1 + (sp / mpf("0.7")) ** 4)
    faded = 1 / (1 + (mpf("0.5") / sp) ** 4)
    s = sp / sqrt(xi)
    if s > 30:  # 1 - O(s^-4), where the integrals lose all digits; the tests have phi and G apart
        phi, G = 1 - 24 / (2016 * s**4), 1 - 48 * mpf(31) / 32 / (2016 * s**4)
    else:
        phi, G = migdal_phi(s), migdal_G(s)
    kept = min((1 - faded) * xi * phi + faded, 1)
    return kept, kept * G / phi




def born_pairs(E1, p1, E2, p2, k, L):
    """Bracket of Bethe & Heitler; brem's is the same with E1 -> -E0, p1 -> -p0, k -> -k."""
    l1, l2 = 2 * log(abs(E1 + p1)), 2 * log(E2 + p2)
    return (-mpf(4) / 3 - 2 * E1 * E2 * (p1**2 + p2**2) / (p1 * p2) ** 2 + l1 * E2 / p1**3 + l2 * E1 / p2**3 - l1 * l2 / (p1 * p2)
            + L * (k**2 * (E1**2 * E2**2 + p1**2 * p2**2) / (p1 * p2) ** 3 - mpf(8) / 3 * E1 * E2 / (p1 * p2)
                   - k / (2 * p1 * p2) * ((E1 * E2 - p2**2) / p2**3 * l2 + (E1 * E2 - p1**2) / p1**3 * l1
                                          + 2 * k * E1 * E2 / (p1 * p2) ** 2)))


def momentum(E):
    return sqrt(E**2 - 1)


def brem(medium, bits, E, k):
    Ep, d, y = E - k, M * k / (E * (E - k)), k / E
    stretch = 1 + (medium.plasma * E / (M * k)) ** 2 if bits & 8 else mpf(1)
    kept, flipped = suppression(medium, d, stretch, bits & 4)
    mass = mpf(0)
    if bits & 1 and bits & 2:
        e0, e, w = E / M, Ep / M, k / M
        p0, p = momentum(e0), momentum(e)
        exact = -born_pairs(-e0, -p0, e, p, -w, 2 * log((e0 * e + p0 * p - 1) / w)) * p / p0 / 4
        mass = exact - (1 + (e / e0) ** 2 - mpf(2) / 3 * e / e0) * (log(2 * e0 * e / w) - mpf(1) / 2)
    total = mpf(0)
    for Z, n in medium.n:
        f = 0 if bits & 16 else coulomb(Z)
        phi1, dphi, psi1, dpsi = functions_of_screening(Z, d, bits & 1)
        first, second = Z**2 * (phi1 - 4 * f) + Z * psi1, Z**2 * dphi + Z * dpsi
        spectrum = ((mpf(4) / 3 * (1 - y) + mpf(2) / 3 * y**2) * kept + y**2 / 3 * flipped) * first + mpf(2) / 3 * (1 - y) * second * kept
        total += n * ALPHA * RE2 * max(spectrum + 4 * mass * (Z**2 + Z), 0)
    return total * medium.X0 / y / stretch


def pairs(medium, bits, k, Ep):
    Em, x = k - Ep, Ep / k
    d = M * k / (Ep * Em)
    kept, flipped = suppression(medium, d, mpf(1), bits & 4)
    mass = mpf(0)
    if bits & 1 and bits & 2:
        e1, e2, w = Ep / M, Em / M, k / M
        p1, p2 = momentum(e1), momentum(e2)
        exact = born_pairs(e1, p1, e2, p2, w, 2 * log((e1 * e2 + p1 * p2 + 1) / w)) * p1 * p2 / w**2 / 4
        mass = exact - (1 - mpf(4) / 3 * x * (1 - x)) * (log(2 * e1 * e2 / w) - mpf(1) / 2)
    total = mpf(0)
    for Z, n in medium.n:
        f = 0 if bits & 16 else coulomb(Z)
        phi1, dphi, psi1, dpsi = functions_of_screening(Z, d, bits & 1)
        first, second = Z**2 * (phi1 - 4 * f) + Z * psi1, Z**2 * dphi + Z * dpsi
        spectrum = ((mpf(2) / 3 - mpf(4) / 3 * x * (1 - x)) * kept + flipped / 3) * first - mpf(2) / 3 * x * (1 - x) * second * kept
        total += n * ALPHA * RE2 * max(spectrum + 4 * mass * (Z**2 + Z), 0)
    return total * medium.X0


def invariant(s, t, kind):
    """(s - 4 m^2) s dsigma/dt / (4 pi r_e^2 m^2): Landau & Lifshitz 81.7 and its crossing; m = 1."""
    u = 4 - s - t
    if kind == "bhabha":
        s, u = u, s
        last = u  # the channel of annihilation
        return ((s**2 + u**2) / 2 + 4 * (t - 1)) / t**2 + ((s**2 + t**2) / 2 + 4 * (last - 1)) / last**2 + 4 / (last * t) * (s / 2 - 1) * (s / 2 - 3)
    return ((s**2 + u**2) / 2 + 4 * (t - 1)) / t**2 + ((s**2 + t**2) / 2 + 4 * (u - 1)) / u**2 + 4 / (t * u) * (s / 2 - 1) * (s / 2 - 3)


def delta_ray(kind, E, T):
    s, t = 2 + 2 * E / M, -2 * T / M
    return 4 * pi * RE2 / (s * (s - 4)) * invariant(s, t, kind) * 2 / M


def annihilation(E, k):
    """2 dsigma/dk from the crossed Compton matrix element; a, b = p_i.k/m^2 of the electron at rest with the two photons."""
    g = E / M
    a, b = k / M, (1 + g) - k / M
    square = a / b + b / a + 2 * (1 / a + 1 / b) - (1 / a + 1 / b) ** 2
    return 2 * pi * RE2 / 2 * square / (g**2 - 1) / M  # dt = 2 m dk; two photons


def compton(k, q):
    a, b = k / M, q / M
    square = a / b + b / a + 2 * (1 / a - 1 / b) + (1 / a - 1 / b) ** 2
    return pi * RE2 * square / a**2 / M


def density_effect(medium, bg):
    light = medium.I < mpf(100e-9)
    C = 2 * log(medium.I / medium.plasma) + 1
    x1, knee, offset = (mpf(2), mpf(3.681), mpf(1)) if light else (mpf(3), mpf(5.215), mpf(1.5))
    x0 = mpf(0.2) if C < knee else mpf(0.326) * C - offset
    a = (C - 2 * log(mpf(10)) * x0) / (x1 - x0) ** 3
    x = log(bg) / log(mpf(10))
    if x < x0:
        return mpf(0)
    return max(2 * log(mpf(10)) * x - C + (a * (x1 - x) ** 3 if x < x1 else 0), mpf(0))


def loss(medium, positron, E, cut):
    """ICRU 37, Eqs. 2.13 - 2.16, less the loss to delta rays above the cut."""
    g = E / M
    tau, beta2 = g - 1, 1 - 1 / g**2
    if positron:
        t2 = tau + 2
        F = 2 * log(mpf(2)) - beta2 / 12 * (23 + 14 / t2 + 10 / t2**2 + 4 / t2**3)
    else:
        F = (1 - beta2) * (1 + tau**2 / 8 - (2 * tau + 1) * log(mpf(2)))
    total = 2 * pi * RE2 * M * medium.electrons / beta2 * (log(tau**2 * (tau + 2) / 2 / (medium.I / M) ** 2) + F - density_effect(medium, sqrt(g**2 - 1)))
    most = (E - M) if positron else (E - M) / 2
    if cut >= most:
        return total
    kind = "bhabha" if positron else "moller"
    points = [cut * (most / cut) ** (mpf(i) / 24) for i in range(25)]
    return total - medium.electrons * quad(lambda T: T * delta_ray(kind, E, T), points)


def row(quantity, name, bits, a, b, value):
    print(f"{quantity},{name},{bits},{float(a)!r},{float(b)!r},{mp.nstr(value, 17)}")


def radiative_rows(media):
    for name, medium in media.items():
        for bits in (0, 1, 3, 5, 15, 16 + 15):
            for E in (0.02, 5.0, 100.0, 4000.0):
                if bits & 4 and E < 1 or (name != "lead" and E == 4000.0):
                    continue
                for y in (1e-6, 1e-3, 0.03, 0.3, 0.8, 0.99) if name == "lead" else (0.01, 0.5):
                    k = mpf(float(E * y))
                    if E - k > M:
                        row("bremsstrahlung", name, bits, E, k, brem(medium, bits, mpf(E), k))
                for x in (0.03, 0.3, 0.5, 0.96) if name == "lead" else (0.2,):
                    Ep = mpf(float(E * x))
                    if min(Ep, E - Ep) > M:
                        row("pairs", name, bits, E, Ep, pairs(medium, bits, mpf(E), Ep))


def electron_rows(media):
    for E in (0.0015, 0.01, 0.3, 5.0, 100.0, 10000.0):
        for fraction in (1e-3, 0.01, 0.1, 0.3, 0.499):
            T = mpf(float((E - float(M)) * fraction))
            row("moller", "-", 0, E, T, delta_ray("moller", mpf(E), T))
            row("bhabha", "-", 0, E, 2 * T, delta_ray("bhabha", mpf(E), 2 * T))
            low = M / (1 + sqrt((E - M) / (E + M)))
            k = mpf(float(low + (E + M - 2 * low) * mpf(fraction)))
            row("annihilation", "-", 0, E, k, annihilation(mpf(E), k))
            least = 1 / (1 / mpf(E) + 2 / M)
            q = mpf(float(least * (mpf(E) / least) ** mpf(2 * fraction)))
            row("compton", "-", 0, E, q, compton(mpf(E), q))
    for name, medium in media.items():
        for E in (0.0015, 0.01, 1.0, 100.0):
            for cut in (1e-4, 1e-3, 0.1):
                for positron in (0, 1):
                    row("loss", name, positron, E, cut, loss(medium, positron, mpf(E), mpf(cut)))


def main():
    media = {name: Medium(*definition) for name, definition in MEDIA.items()}
    print("quantity,medium,effects,a,b,value")
    for s in (0.001, 0.01, 0.05, 0.1, 0.3, 0.7, 1.0, 2.0, 4.0, 5.9, 6.1, 9.0, 20.0):
        row("phi", "-", 0, s, 0, migdal_phi(mpf(s)))
        row("G", "-", 0, s, 0, migdal_G(mpf(s)))
    radiative_rows(media)
    electron_rows(media)


if __name__ == "__main__":
    main()
