# SPDX-License-Identifier: GPL-3.0-or-later
# The Weizsaecker-Williams approximation of A'-strahlung on a nucleus, beside the exact cross-section. Reads the CSV of
# `epscan cross-section MATERIAL --channel strahlung` (energy_GeV,mA_GeV,sigma_pb) and adds sigma_ww_pb and its ratio to
# the exact one; wants Z and A.
#
# Bjorken, Essig, Schuster, Toro, Phys. Rev. D 80, 075018 (2009), Eq. A14 and A15, epsilon = 1e-4:
#   dsigma/dx = 4 alpha^3 epsilon^2 chi sqrt(1 - mA^2/E^2) (1 - x + x^2/3)/(mA^2 (1-x)/x + m_e^2 x),
#   chi = int from (mA^2/2E)^2 to mA^2 dt (t - t_min)/t^2 G2(t), with the form factors that epscan has.
function square(a) { return a * a }
function G2(t,    a, a2, elastic, protons) {
    a = square(111 * Z ^ (-1 / 3) / me) * t
    a2 = square(773 * Z ^ (-2 / 3) / me) * t
    elastic = square(Z * a / (1 + a) / (1 + t / (0.164 * A ^ (-2 / 3))))
    protons = Z * square(a2 / (1 + a2)) * (1 + t * (2.79 ^ 2 - 1) / (4 * 0.93827 ^ 2)) / (1 + t / 0.71) ^ 4
    return elastic + protons
}
# By the midpoint rule in ln t.
function chi(E, m,    low, step, i, t, sum) {
    low = square(m * m / (2 * E))
    step = log(m * m / low) / steps
    for (i = 0; i < steps; i++) { t = low * exp((i + 0.5) * step); sum += (t - low) / t * G2(t) }
    return sum * step
}
# The same in the logit of x, from m_A/E to 1 - m_e/E.
function shape(E, m,    low, step, i, x, sum) {
    low = log(m / (E - m))
    step = (log((E - me) / me) - low) / steps
    for (i = 0; i < steps; i++) {
        x = 1 / (1 + exp(-low - (i + 0.5) * step))
        sum += x * (1 - x) * (1 - x + x * x / 3) / (m * m * (1 - x) / x + me * me * x)
    }
    return sum * step
}
BEGIN { FS = OFS = ","; me = 0.51099895e-3; alpha = 1 / 137.035999; steps = 2000 }
NR == 1 { print $0, "sigma_ww_pb", "ratio"; next }
{
    ww = 4 * alpha ^ 3 * 1e-8 * 0.3893794e9 * sqrt(1 - square($2 / $1)) * chi($1, $2) * shape($1, $2)
    print $0, sprintf("%.5g", ww), sprintf("%.3f", ww / $3)
}
