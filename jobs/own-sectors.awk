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

# Rows equidistant in the angle under which the pole sees s: dense where rho bends.
function inelastic() {
    m1 = 0.075; m2 = 0.090; alpha_D = 0.1; M = 0.24 * 0.24
    w = width(M); low = (m1 + m2) ^ 2; high = 0.9 * 0.9; n = 2000
    a = atan2(low - M, w); b = atan2(high - M, w)
    for (i = 0; i <= n; i++) {
        angle = a + (b - a) * i / n
        s = i == 0 ? low : i == n ? high : M + w * sin(angle) / cos(angle)
        put(s, width(s) / 3.14159265358979 / ((s - M) ^ 2 + (w * s / M) ^ 2))
    }
}

function continuum() {
    low = 0.2 * 0.2; high = 0.9 * 0.9; n = 2000
    for (i = 0; i <= n; i++) {
        s = low * (high / low) ^ ((i / n) ^ 2)
        put(s, 0.1 / s * (i ? (1 - low / s) ^ 1.5 : 0))
    }
}

BEGIN {
    print "sqrt_s_GeV,rho_per_GeV2"
    if (sector == "inelastic") inelastic()
    else continuum()
}
