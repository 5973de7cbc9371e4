# SPDX-License-Identifier: GPL-3.0-or-later
# The beta that published limits need, from the saturation curves of jobs/beta-study.sh, which runs this.
# Reads: SPIN MASS UNBIASED STRAHLUNG lines, the published fermion and scalar limits, the table of yields, in this order. Prints the
# table of needed beta; writes to `curves` the curves as blocks for gnuplot, to `needed` the points on them.
#
# A curve is the ratio yield(beta) / yield(0) against x = ln beta: made monotonic by pooling neighbours that rise (weights
# 1/error^2), then interpolated by the monotonic cubic of Fritsch & Carlson (SIAM J. Numer. Anal. 17, 238 (1980)).

function square(v) { return v * v }

# Half a unit of the third digit, relative.
function rounding(v) { return 0.5 * exp(log(10) * (floor(log(v) / log(10)) - 2)) / v }
function floor(v) { return int(v) > v ? int(v) - 1 : int(v) }

function pool(c,    i, j, k, w, mean) {
    for (i = 1; i <= count[c]; i = j) {
        w = mean = 0
        for (j = i; j <= count[c] && (j == i || ratio[c, j] >= mean); j++) {
            mean = (w * mean + ratio[c, j] / square(error[c, j])) / (w + 1 / square(error[c, j]))
            w += 1 / square(error[c, j])
        }
        for (k = i; k < j; k++) ratio[c, k] = mean
        if (i > 1 && mean > ratio[c, i - 1]) j = 1 # it rises now where it did not: again
    }
}

function secant(c, i) { return (ratio[c, i + 1] - ratio[c, i]) / (x[c, i + 1] - x[c, i]) }

# Harmonic mean of the neighbouring slopes; at the ends, the secant itself.
function slope(c, i,    a, b) {
    if (i == 1) return secant(c, 1)
    if (i == count[c]) return secant(c, i - 1)
    a = secant(c, i - 1)
    b = secant(c, i)
    return a * b > 0 ? 2 * a * b / (a + b) : 0
}

function interval_of(c, at,    i) {
    for (i = 1; i < count[c] - 1 && x[c, i + 1] < at; i++) continue
    return i
}

# The ratio at x; before the first point and after the last one, theirs.
function curve(c, at,    i, h, t) {
    if (at <= x[c, 1]) return ratio[c, 1]
    if (at >= x[c, count[c]]) return ratio[c, count[c]]
    i = interval_of(c, at)
    h = x[c, i + 1] - x[c, i]
    t = (at - x[c, i]) / h
    return ratio[c, i] * (1 + 2 * t) * square(1 - t) + ratio[c, i + 1] * square(t) * (3 - 2 * t) \
        + h * t * (1 - t) * (slope(c, i) * (1 - t) - slope(c, i + 1) * t)
}

function statistical(c, at,    i) {
    i = interval_of(c, at)
    return error[c, i] > error[c, i + 1] ? error[c, i] : error[c, i + 1]
}

# beta at which the curve has a ratio: bisection; "nan" when it is not between the curve's ends.
function beta_at(c, r,    low, high, k) {
    if (!(r <= ratio[c, 1] && r >= ratio[c, count[c]])) return "nan"
    low = x[c, 1]
    high = x[c, count[c]]
    for (k = 0; k < 60; k++) {
        if (curve(c, (low + high) / 2) > r) low = (low + high) / 2
        else high = (low + high) / 2
    }
    return exp((low + high) / 2)
}

function misfit(c, at) { return square(log(curve(c, at) / published[c])) }

# By how many per cent beta falls when the ratio rises by 1 %.
function sensitivity(c, beta,    at) {
    at = log(beta)
    return -0.2 * curve(c, at) / (curve(c, at + 0.1) - curve(c, at - 0.1))
}

# The beta that brings the curves of a mass, or of all (mass = ""), nearest to the published ratios, in ln ratio.
function nearest(mass, highest,    at, best, least, sum, c) {
    least = 1e30
    for (at = log(1e8); at <= log(highest) + 1e-9; at += 0.01) {
        sum = 0
        for (c in published) if (mass == "" || mass_of[c] == mass) sum += misfit(c, at)
        if (sum < least) {
            least = sum
            best = at
        }
    }
    return best
}

function number(v) { return v == "nan" ? v : sprintf("%.3g", v) }

function print_row(c,    r, d, beta, low, high, all, own) {
    r = published[c]
    beta = beta_at(c, r)
    d = sqrt(square(published_error[c]) + (beta == "nan" ? 0 : square(statistical(c, log(beta)))))
    low = beta_at(c, r + d)
    high = beta_at(c, r - d)
    own = nearest(mass_of[c], mass_of[c] == 0.3 ? 1e12 : 1e11)
    all = nearest("", 1e11)
    printf "%s,%.3f,%.3g,%.3f,%.3f,%s,%s,%s,%s,%.3g,%.3f,%.3g,%.3f\n", spin_of[c], mass_of[c], limit[c], r, published_error[c],
        number(beta), number(low), number(high), beta == "nan" ? beta : sprintf("%.1f", sensitivity(c, beta)), exp(own), curve(c, own), exp(all), curve(c, all)
    print spin_of[c], mass_of[c], r, number(beta), number(low), number(high), beta == "nan" ? 1e13 : beta >needed
}

# A block of points with errors, then one of the smooth curve.
function put_curve(c,    i, at) {
    print "# " c >curves
    for (i = 1; i <= count[c]; i++) print exp(x[c, i]), measured[c, i], error[c, i] >curves
    print "\n" >curves
    for (at = x[c, 1]; at <= x[c, count[c]] + 1e-9; at += 0.05) print exp(at), curve(c, at) >curves
    print "\n" >curves
}

BEGIN { FS = "[ ,]" }
FNR == 1 { file++ }
/^#/ || /^[a-z_A]*,/ && file < 4 || $1 == "spin" { next }
file == 1 {
    c = $1 SUBSEP $2 + 0
    key[++curves_count] = c
    spin_of[c] = $1
    mass_of[c] = $2 + 0
    unbiased[c] = $3
    strahlung[c] = $4
}
file == 2 { limit["fermion" SUBSEP $1 + 0] = $2 }
file == 3 { limit["scalar" SUBSEP $1 + 0] = $2 }
file == 4 && $3 > 0 && $4 == 42.5 {
    c = $1 SUBSEP $2 + 0
    i = ++count[c]
    x[c, i] = log($3)
    ratio[c, i] = measured[c, i] = $10
    error[c, i] = $11
}

END {
    for (k = 1; k <= curves_count; k++) {
        c = key[k]
        pool(c)
        put_curve(c)
        if (!(c in limit)) continue
        # Eq. 7 of the paper; the strahlung is read off a figure to 0.5 %, and rounded
        events = -log(0.1) * square(1e-4 / limit[c])
        read = 1e-4 * sqrt(-log(0.1) / strahlung[c])
        published[c] = (events - strahlung[c]) / unbiased[c]
        published_error[c] = 2 * sqrt(square(events * rounding(limit[c])) \
            + square(strahlung[c]) * (square(rounding(read)) + square(0.005))) / unbiased[c]
    }
    print "# The beta at which the simulated ratio yield(beta) / yield(0) is the published one. Made by jobs/beta-study.sh."
    print "# published_ratio: annihilation yield that the published limit leaves after strahlung, over n_annihilation of epscan point;"
    print "# its error: third digits of the limits and 0.5 % of the strahlung limit. beta_low .. beta_high: that and the statistics of"
    print "# the simulation. nan: no beta has this ratio. per_cent: by how many per cent beta falls when the unbiased yield is 1 % smaller."
    print "# one_beta: the beta that suits fermion and scalar of the mass best (least"
    print "# squares in ln ratio), with the simulated ratio there; common_beta: the same for all masses."
    print "spin,mA_GeV,epsilon_up,published_ratio,error,beta,beta_low,beta_high,per_cent,one_beta,ratio_there,common_beta,ratio_there"
    for (k = 1; k <= curves_count; k++) if (key[k] in limit) print_row(key[k])
}
