# SPDX-License-Identifier: GPL-3.0-or-later
# Spectral densities of two sectors as tables sqrt_s_GeV,rho_per_GeV2; read jobs/own-sectors.md.
#   awk -v sector=inelastic -f jobs/own-sectors.awk    chi1 chi2 of masses 0.075 and 0.090 GeV, m_A' = 0.24 GeV, alpha_D = 0.1
#   awk -v sector=continuum -f jobs/own-sectors.awk    c/s (1 - s0/s)^(3/2) from s0 = (0.2 GeV)^2 to (0.9 GeV)^2, c = 0.1

# sqrt(s) Gamma(sqrt(s)) to two Majorana fermions with i g_D A'_mu chi1bar gamma^mu chi2 (DESIGN.md, dark currents) [GeV^2].
function width(s) {
    difference = (m1 * m1 - m2 * m2) ^ 2
    q2 = (s - (m1 + m2) ^ 2) * (s - (m2 - m1) ^ 2) / (4 * s)
    if (q2 <= 0) return 0
    return 2 * alpha_D * sqrt(q2 / s) / 3 * (3 * m1 * m2 + s - (m1 * m1 + m2 * m2) / 2 - difference / (2 * s))
}

function put(s, rho) { printf "%.12g,%.10g\n", sqrt(s), rho }

function put_pole(s) { put(s, width(s) / 3.14159265358979 / ((s - M) ^ 2 + (w * s / M) ^ 2)) }

# Rows equidistant in the angle under which the pole sees s, dense where rho bends; from twelve widths above it by a common ratio.
function inelastic() {
    m1 = 0.075; m2 = 0.090; alpha_D = 0.1; M = 0.24 * 0.24; n = 600; tail = 150
    w = width(M); low = (m1 + m2) ^ 2; high = 0.9 * 0.9; far = M + 12 * w
    a = atan2(low - M, w); b = atan2(far - M, w)
    put_pole(low)
    for (i = 1; i < n; i++) put_pole(M + w * sin(a + (b - a) * i / n) / cos(a + (b - a) * i / n))
    for (i = 0; i <= tail; i++) put_pole(far * (high / far) ^ (i / tail))
}

function continuum() {
    low = 0.2 * 0.2; high = 0.9 * 0.9; n = 500
    for (i = 0; i <= n; i++) {
        s = low * (high / low) ^ ((i / n) ^ 2)
        put(s, i ? 0.1 / s * (1 - low / s) ^ 1.5 : 0)
    }
}

BEGIN {
    print "sqrt_s_GeV,rho_per_GeV2"
    if (sector == "inelastic") inelastic()
    else continuum()
}
