/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "physics/track_length.h"

#include "core/error.h"
#include "physics/cascade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_interp.h>

struct track_length {
    double undegraded_X0;
    struct cascade_solution *cascade; /* or NULL, when it is a table: */
    size_t count;
    double *energy_GeV, *log_energy, *primary_X0_per_GeV, *secondary_X0_per_GeV;
    gsl_interp *primary, *secondary;
};

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
                   cascade_spectrum_at(solution, &solution->primary, 0.5 * (low + high + (high - low) * rule.node[i]));
    }
    return sum;
}

epscan_status track_length_from_cascade(const struct shower_kernels *kernels, double beam_energy_GeV, double lowest_energy_GeV,
                                        struct track_length **track_length) {
    struct track_length *made = calloc(1, sizeof *made);
    struct cascade_solution *cascade = calloc(1, sizeof *cascade);
    epscan_status status = EPSCAN_OK;
    if (!made || !cascade) {
        status = error_no_memory("the shower cascade");
        goto cleanup;
    }
    status = cascade_solve(kernels, beam_energy_GeV, lowest_energy_GeV, cascade);
    if (status) goto cleanup;
    made->cascade = cascade;
    made->undegraded_X0 = undegraded_below(cascade, -log1p(-TRACK_LENGTH_UNDEGRADED_SHARE));
    *track_length = made;
    return EPSCAN_OK;
cleanup:
    free(cascade);
    free(made);
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
    free(track_length);
}

static double from_table(const struct track_length *t, const gsl_interp *interp, const double *value, double energy_GeV) {
    if (energy_GeV < t->energy_GeV[0] || energy_GeV > t->energy_GeV[t->count - 1]) return 0.0;
    const double x = fmin(fmax(log(energy_GeV), t->log_energy[0]), t->log_energy[t->count - 1]);
    double result;
    return gsl_interp_eval_e(interp, t->log_energy, value, x, NULL, &result) ? NAN : result;
}

/* X = u E T(E) at u = ln(E0/E), as T. */
static double from_cascade(const struct cascade_solution *s, const struct cascade_spectrum *spectrum, double energy_GeV) {
    const double share = (s->beam_energy_GeV - energy_GeV) / s->beam_energy_GeV;
    if (!(share > 0.0)) return 0.0;
    const double u = -log1p(-share);
    return cascade_spectrum_at(s, spectrum, log(u)) / (u * energy_GeV);
}

double track_length_primary_X0_per_GeV(const struct track_length *t, double energy_GeV) {
    return t->cascade ? from_cascade(t->cascade, &t->cascade->primary, energy_GeV)
                      : from_table(t, t->primary, t->primary_X0_per_GeV, energy_GeV);
}

double track_length_secondary_X0_per_GeV(const struct track_length *t, double energy_GeV) {
    return t->cascade ? from_cascade(t->cascade, &t->cascade->secondary, energy_GeV)
                      : from_table(t, t->secondary, t->secondary_X0_per_GeV, energy_GeV);
}

double track_length_undegraded_X0(const struct track_length *t) {
    return t->undegraded_X0;
}

const double *track_length_knots_GeV(const struct track_length *t, size_t *count) {
    *count = t->cascade ? 0 : t->count;
    return t->energy_GeV;
}
