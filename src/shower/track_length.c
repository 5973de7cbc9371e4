/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T(E) [X0/GeV] from one of three: the solution of the cascade with exact kernels, read as it is; that with tabulated kernels, to
 * which wide Legendre polynomials in w = ln ln(E0/E) are fitted; or a table's rows, between which Steffen's monotone cubics (GSL)
 * run in ln E. Knots are where these are less smooth than a polynomial.
 */
#include "shower/track_length.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "shower/track_length_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Track length of primaries above e^-share: the point mass of the solver and the spectrum beneath the share. */
static double undegraded_below(const struct cascade_solution *solution, double share) {
    struct gauss_rule rule;
    gauss_rule_init(&rule, 40);
    double sum = solution->undegraded_X0;
    const double end = log(share);
    for (int panel = 0; panel < solution->panel_count && solution->edge[panel] < end; panel++) {
        const double low = solution->edge[panel], high = fmin(end, solution->edge[panel + 1]);
        for (int i = 0; i < rule.count; i++)
            sum += 0.5 * (high - low) * rule.weight[i] *
                   cascade_spectrum_at(solution, &solution->spectrum[SHOWER_PRIMARY],
                                       0.5 * (low + high + (high - low) * rule.node[i]));
    }
    return sum;
}

/* X, or its logarithm. */
static double legendre_value(const struct legendre_piece *piece, double w) {
    const double x = (2.0 * w - piece->low - piece->high) / (piece->high - piece->low);
    double before = 1.0, current = x, sum = piece->coefficient[0] + piece->coefficient[1] * x;
    for (int k = 2; k <= piece->degree; k++) {
        const double next = ((2 * k - 1) * x * current - (k - 1) * before) / k;
        before = current;
        current = next;
        sum += piece->coefficient[k] * next;
    }
    return sum;
}

/* What is fitted in place of X: where only the logarithm will do, at least a thousandth of the largest X beside it. */
static double fitted(const double X[CASCADE_NODES], int node, bool logarithm) {
    double largest = 1e-97;
    if (!logarithm) return X[node];
    for (int i = 0; i < CASCADE_NODES; i++) largest = fmax(largest, X[i]);
    return log(fmax(X[node], 1e-3 * largest));
}

/*
 * The least-squares fit to a spectrum's nodes on panels first .. last - 1: its projection, by the panels' Gauss rules, which
 * integrate CASCADE_NODES - 1 more degrees a panel than the solution has, and no others.
 */
static struct legendre_piece fit(const struct cascade_solution *c, enum shower_particle particle, bool logarithm, int first,
                                 int last, int most_degree) {
    const int degree = most_degree < (CASCADE_NODES - 1) * (last - first) ? most_degree : (CASCADE_NODES - 1) * (last - first);
    struct legendre_piece piece = {c->edge[first], c->edge[last], logarithm, degree, {0.0}};
    for (int panel = first; panel < last; panel++) {
        const double half = (c->edge[panel + 1] - c->edge[panel]) / (piece.high - piece.low); /* in x */
        const double centre = (c->edge[panel + 1] + c->edge[panel] - piece.low - piece.high) / (piece.high - piece.low);
        for (int i = 0; i < CASCADE_NODES; i++) {
            const double x = centre + half * c->rule.node[i];
            const double weighted = half * c->rule.weight[i] * fitted(c->spectrum[particle].panel[panel], i, logarithm);
            double before = 0.0, current = 1.0;
            for (int k = 0; k <= degree; k++) {
                piece.coefficient[k] += (k + 0.5) * current * weighted;
                const double next = ((2 * k + 1) * x * current - k * before) / (k + 1);
                before = current;
                current = next;
            }
        }
    }
    return piece;
}

static bool is_positive(const struct legendre_piece *piece) {
    enum { PLACES = 400 };
    for (int i = 0; i <= PLACES; i++)
        if (!(legendre_value(piece, piece->low + (piece->high - piece->low) * i / PLACES) > 0.0)) return false;
    return true;
}

/*
 * Where the undegraded primaries of a thin target leave it, having lost what ionisation takes in its depth, X falls by a step. The
 * solution rings there, by ten per cent and more in the next piece; a fit that gets negative is made again of the logarithm.
 */
static struct legendre_piece fit_primary(const struct cascade_solution *c, int first, int last) {
    enum { DEGREE = 28 };
    const struct legendre_piece piece = fit(c, SHOWER_PRIMARY, false, first, last, DEGREE);
    return is_positive(&piece) ? piece : fit(c, SHOWER_PRIMARY, true, first, last, DEGREE);
}

/* The panel that begins nearest below w. */
static int panel_below(const struct cascade_solution *c, double w) {
    int panel = c->panel_count - 1;
    while (panel > 0 && c->edge[panel] > w) panel--;
    return panel;
}

/* Whether secondaries of a panel are well above nothing: photons make them steadily, where the solution's noise scatters. */
static bool has_secondaries(const struct cascade_solution *c, enum shower_particle particle, int panel) {
    const double *X = c->spectrum[particle].panel[panel], half = 0.5 * (c->edge[panel + 1] - c->edge[panel]);
    if (!(X[0] > 0.0)) return false;
    for (int i = 1; i < CASCADE_NODES; i++) {
        const double step = half * (c->rule.node[i] - c->rule.node[i - 1]), change = log(X[i] / X[i - 1]);
        if (!(X[i] > 0.0 && change > -step && change < 100.0 * step)) return false;
    }
    return true;
}

/* The first panel from which on there are secondaries: photons that leave less than some m_e do not make pairs. */
static int first_of_secondaries(const struct cascade_solution *c, enum shower_particle particle) {
    const int least = panel_below(c, log(fmax(1e-4, 30.0 * EPSCAN_ELECTRON_MASS_GeV / c->beam_energy_GeV)));
    int panel = c->panel_count - 1;
    while (panel > least && has_secondaries(c, particle, panel - 1)) panel--;
    return panel;
}

/* At the low end. X = u E T of a T that falls towards E0 rises at least like u. */
static double logarithmic_slope(const struct legendre_piece *log_piece) {
    const double step = 1e-4;
    return fmax((legendre_value(log_piece, log_piece->low + step) - legendre_value(log_piece, log_piece->low)) / step, 1.0);
}

static struct secondary_piece fit_secondary(const struct cascade_solution *c, enum shower_particle particle) {
    struct secondary_piece fitted = {fit(c, particle, true, first_of_secondaries(c, particle), c->panel_count, 44), 0.0};
    fitted.slope = logarithmic_slope(&fitted.piece);
    return fitted;
}

static void fill_spectra(const struct cascade_solution *c, struct spectra *s) {
    static const double least_u[PRIMARY_PIECES] = {TRACK_LENGTH_UNDEGRADED_SHARE, 1e-5, 1e-3, 0.1};
    int first[PRIMARY_PIECES + 1];
    for (int i = 0; i < PRIMARY_PIECES; i++) first[i] = panel_below(c, log(least_u[i]));
    first[PRIMARY_PIECES] = c->panel_count;
    s->beam_energy_GeV = c->beam_energy_GeV;
    for (int i = 0; i < PRIMARY_PIECES; i++) s->primary[i] = fit_primary(c, first[i], first[i + 1]);
    s->positrons = fit_secondary(c, SHOWER_POSITRON);
    s->electrons = fit_secondary(c, SHOWER_ELECTRON);
}

/* ---- Knots ---- */

/* One more, kept in order. */
static void add_knot(struct track_length *t, double beam_energy_GeV, double w) {
    const double knot = beam_energy_GeV * exp(-exp(w));
    size_t place = t->knot_count++;
    for (; place > 0 && t->knot_GeV[place - 1] > knot; place--) t->knot_GeV[place] = t->knot_GeV[place - 1];
    t->knot_GeV[place] = knot;
}

static void add_knots_of_spectra(struct track_length *t) {
    const struct spectra *s = t->spectra;
    for (int i = 1; i < PRIMARY_PIECES; i++) add_knot(t, s->beam_energy_GeV, s->primary[i].low);
    add_knot(t, s->beam_energy_GeV, s->positrons.piece.low);
}

/* Panels of an exact solution join to some 1e-12, except where there are next to no secondaries. */
static void add_knots_of_solution(struct track_length *t) {
    const struct cascade_solution *c = t->cascade;
    for (int panel = 1; panel < c->panel_count; panel++) {
        const double w = c->edge[panel];
        if (w < log(TRACK_LENGTH_UNDEGRADED_SHARE)) continue;
        for (enum shower_particle particle = SHOWER_PRIMARY; particle <= SHOWER_POSITRON; particle++) {
            const double below = cascade_spectrum_at(c, &c->spectrum[particle], nextafter(w, -INFINITY));
            const double above = cascade_spectrum_at(c, &c->spectrum[particle], w);
            if (fabs(above - below) <= 1e-11 * fabs(above)) continue;
            add_knot(t, c->beam_energy_GeV, w);
            break;
        }
    }
}

/* What is kept of a solution: itself where kernels are exact, fits to it where they are tables. */
static void take_solution(struct track_length *made, struct cascade_solution *cascade, struct spectra *spectra, bool exact) {
    made->undegraded_X0 = undegraded_below(cascade, -log1p(-TRACK_LENGTH_UNDEGRADED_SHARE));
    if (exact) {
        made->cascade = cascade;
        add_knots_of_solution(made);
    } else {
        fill_spectra(cascade, spectra);
        made->spectra = spectra;
        add_knots_of_spectra(made);
    }
}

epscan_status track_length_from_cascade(const struct shower_kernels *kernels, const struct cascade_setup *setup,
                                        struct track_length **track_length) {
    struct track_length *made = calloc(1, sizeof *made);
    struct spectra *spectra = calloc(1, sizeof *spectra);
    struct cascade_solution *cascade = calloc(1, sizeof *cascade);
    epscan_status status = made && spectra && cascade ? EPSCAN_OK : error_no_memory("the shower cascade");
    if (!status) status = cascade_solve(kernels, setup, cascade);
    if (!status) {
        take_solution(made, cascade, spectra, kernels->exact);
        *track_length = made;
    }
    if (status) free(made);
    if (status || !kernels->exact) free(cascade);
    if (status || kernels->exact) free(spectra);
    return status;
}

static double *copy_of(const double *values, size_t count) {
    double *copy = malloc(count * sizeof *copy);
    if (copy) memcpy(copy, values, count * sizeof *copy);
    return copy;
}

static gsl_interp *steffen(const double *x, const double *y, size_t count) {
    gsl_interp *interp = gsl_interp_alloc(gsl_interp_steffen, count);
    if (interp && gsl_interp_init(interp, x, y, count)) {
        gsl_interp_free(interp);
        return NULL;
    }
    return interp;
}

epscan_status track_length_from_table(size_t count, const double *energy_GeV, const double *primary, const double *secondary,
                                      double undegraded_X0, struct track_length **track_length) {
    if (count < gsl_interp_type_min_size(gsl_interp_steffen))
        return error_set(EPSCAN_BAD_INPUT, "a track-length table needs at least %u rows",
                         gsl_interp_type_min_size(gsl_interp_steffen));
    struct track_length *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the track-length table");
    made->undegraded_X0 = undegraded_X0;
    made->count = count;
    made->energy_GeV = copy_of(energy_GeV, count);
    made->log_energy = copy_of(energy_GeV, count);
    made->primary_X0_per_GeV = copy_of(primary, count);
    made->secondary_X0_per_GeV = copy_of(secondary, count);
    if (made->energy_GeV && made->log_energy && made->primary_X0_per_GeV && made->secondary_X0_per_GeV) {
        for (size_t i = 0; i < count; i++) made->log_energy[i] = log(energy_GeV[i]);
        made->primary = steffen(made->log_energy, made->primary_X0_per_GeV, count);
        made->secondary = steffen(made->log_energy, made->secondary_X0_per_GeV, count);
    }
    if (!made->primary || !made->secondary) {
        track_length_free(made);
        return error_no_memory("the track-length table");
    }
    *track_length = made;
    return EPSCAN_OK;
}

void track_length_free(struct track_length *track_length) {
    if (!track_length) return;
    gsl_interp_free(track_length->primary);
    gsl_interp_free(track_length->secondary);
    free(track_length->energy_GeV);
    free(track_length->log_energy);
    free(track_length->primary_X0_per_GeV);
    free(track_length->secondary_X0_per_GeV);
    free(track_length->cascade);
    free(track_length->spectra);
    free(track_length);
}

static double from_table(const struct track_length *t, const gsl_interp *interp, const double *value, double energy_GeV) {
    if (energy_GeV < t->energy_GeV[0] || energy_GeV > t->energy_GeV[t->count - 1]) return 0.0;
    const double x = fmin(fmax(log(energy_GeV), t->log_energy[0]), t->log_energy[t->count - 1]);
    double result;
    return gsl_interp_eval_e(interp, t->log_energy, value, x, NULL, &result) ? NAN : result;
}

static double log_secondary(const struct secondary_piece *fitted, double w) {
    const struct legendre_piece *piece = &fitted->piece;
    return legendre_value(piece, fmax(w, piece->low)) + fitted->slope * fmin(w - piece->low, 0.0);
}

/* X of a spectrum at w. */
static double solved_X(const struct track_length *t, enum shower_particle particle, double w) {
    if (t->cascade) return cascade_spectrum_at(t->cascade, &t->cascade->spectrum[particle], w);
    if (particle == SHOWER_POSITRON) return exp(log_secondary(&t->spectra->positrons, w));
    if (particle == SHOWER_ELECTRON) return exp(log_secondary(&t->spectra->electrons, w));
    int piece = PRIMARY_PIECES - 1;
    while (piece > 0 && w < t->spectra->primary[piece].low) piece--;
    const double value = legendre_value(&t->spectra->primary[piece], w);
    return t->spectra->primary[piece].logarithm ? exp(value) : value;
}

static double solved_beam_energy_GeV(const struct track_length *t) {
    return t->cascade ? t->cascade->beam_energy_GeV : t->spectra->beam_energy_GeV;
}

/* X at u = ln(E0/E), as T. */
static double from_solution(const struct track_length *t, enum shower_particle particle, double loss_GeV) {
    const double beam = solved_beam_energy_GeV(t), share = loss_GeV / beam;
    if (!(share > 0.0)) return 0.0;
    const double u = -log1p(-share);
    return solved_X(t, particle, log(u)) / (u * (beam - loss_GeV));
}

double track_length_primary_after_loss_X0_per_GeV(const struct track_length *t, double energy_GeV, double loss_GeV) {
    if (!t->primary) return from_solution(t, SHOWER_PRIMARY, loss_GeV);
    return from_table(t, t->primary, t->primary_X0_per_GeV, energy_GeV);
}

double track_length_secondary_after_loss_X0_per_GeV(const struct track_length *t, double energy_GeV, double loss_GeV) {
    if (!t->secondary) return from_solution(t, SHOWER_POSITRON, loss_GeV);
    return from_table(t, t->secondary, t->secondary_X0_per_GeV, energy_GeV);
}

double track_length_electrons_after_loss_X0_per_GeV(const struct track_length *t, double energy_GeV, double loss_GeV) {
    if (t->spectra) return from_solution(t, SHOWER_ELECTRON, loss_GeV);
    return track_length_secondary_after_loss_X0_per_GeV(t, energy_GeV, loss_GeV);
}

/* A table needs no loss. */
static double loss_at(const struct track_length *t, double energy_GeV) {
    return t->energy_GeV ? 0.0 : solved_beam_energy_GeV(t) - energy_GeV;
}

double track_length_primary_X0_per_GeV(const struct track_length *t, double energy_GeV) {
    return track_length_primary_after_loss_X0_per_GeV(t, energy_GeV, loss_at(t, energy_GeV));
}

double track_length_secondary_X0_per_GeV(const struct track_length *t, double energy_GeV) {
    return track_length_secondary_after_loss_X0_per_GeV(t, energy_GeV, loss_at(t, energy_GeV));
}

double track_length_undegraded_X0(const struct track_length *t) {
    return t->undegraded_X0;
}

const double *track_length_knots_GeV(const struct track_length *t, size_t *count) {
    *count = t->energy_GeV ? t->count : t->knot_count;
    return t->energy_GeV ? t->energy_GeV : t->knot_GeV;
}
