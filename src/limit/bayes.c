/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The posterior of nu, flat prior: the likelihood integrated over the nuisances' normal distributions. At each nu the integrand is
 * sampled from a normal about its maximum, somewhat wider than the Hessian there says, by the same Sobol points for
 * every nu, so that the posterior is smooth; integrated over nu by Gauss rules on panels from zero to where nothing is left.
 */
#include "core/error.h"
#include "core/gauss_legendre.h"
#include "limit/prior_nodes.h"
#include "limit/upper_limit.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES = 4096, NODES = 8, MOST_PANELS = 400, MOST_NUISANCES = SOBOL_MOST_DIMENSIONS, NEWTON_STEPS = 20 };

static const double widening = 1.2;    /* of the sampling normal, per dimension */
static const double tail_share = 1e-6; /* of the whole in the last panel */

struct posterior {
    struct likelihood_workspace *workspace;
    const struct likelihood *likelihood;
    struct likelihood_data data;
    size_t nuisances;
    double *normal;                /* [SAMPLES * nuisances] */
    double *best, *theta, *factor; /* [nuisances], [nuisances], [nuisances^2] */
    double reference;              /* -ln L that stands for 1 */
    struct gauss_rule rule;
    bool failed;
};

/* theta = best + widening L^-T z, with L the Hessian's Cholesky factor. Returns z^2 / 2. */
static double place(const struct posterior *p, const double *z) {
    double half_square = 0.0;
    for (size_t j = p->nuisances; j-- > 0;) {
        double sum = widening * z[j];
        for (size_t i = j + 1; i < p->nuisances; i++) sum -= p->factor[i * p->nuisances + j] * p->theta[i];
        p->theta[j] = sum / p->factor[j * p->nuisances + j];
        half_square += 0.5 * z[j] * z[j];
    }
    for (size_t j = 0; j < p->nuisances; j++) p->theta[j] += p->best[j];
    return half_square;
}

/* The likelihood of nu, nuisances integrated, up to a constant. */
static double density(struct posterior *p, double signal) {
    const struct likelihood_fit fit = likelihood_fit_at(p->workspace, &p->data, signal, p->best);
    if (!fit.converged) {
        p->failed = p->failed || isfinite(fit.value);
        return 0.0;
    }
    if (p->nuisances == 0) return exp(p->reference - fit.value);
    const double log_determinant = likelihood_cholesky(p->workspace, &p->data, signal, p->best, p->factor);
    double sum = 0.0;
    if (isnan(log_determinant)) p->failed = true;
    for (size_t i = 0; i < SAMPLES; i++) {
        const double half_square = place(p, p->normal + i * p->nuisances);
        sum += exp(fit.value - likelihood_value(p->likelihood, &p->data, signal, p->theta, NULL) + half_square);
    }
    return sum / SAMPLES * exp(p->reference - fit.value - 0.5 * log_determinant);
}

static double integral(struct posterior *p, double low, double high) {
    double sum = 0.0;
    for (int i = 0; i < NODES; i++) sum += p->rule.weight[i] * density(p, 0.5 * (low + high + (high - low) * p->rule.node[i]));
    return 0.5 * (high - low) * sum;
}

/* x in [low, high] with the integral from low equal to `part` of the panel's `whole`. */
static double find_within(struct posterior *p, double low, double high, double whole, double part) {
    double x = low + (high - low) * part / whole;
    for (int i = 0; i < NEWTON_STEPS; i++) {
        const double next = x + (part - integral(p, low, x)) / density(p, x);
        const double step = fmin(fmax(next, low), high) - x;
        x += step;
        if (fabs(step) < 1e-9 * high) break;
    }
    return x;
}

/* Panels of one `width`, which grow beyond `centre`, from `low` on. NaN without an end. */
static double quantile(struct posterior *p, double low, double centre, double width, double level) {
    double edge[MOST_PANELS + 1] = {low}, panel[MOST_PANELS], sum = 0.0;
    int count = 0;
    do {
        edge[count + 1] = edge[count] + width;
        panel[count] = integral(p, edge[count], edge[count + 1]);
        sum += panel[count];
        if (edge[count] > centre + 4.0 * width) width *= 1.2;
        count++;
    } while (count < MOST_PANELS && !p->failed && (edge[count] < centre || !(panel[count - 1] < tail_share * sum)));
    if (p->failed || count == MOST_PANELS || !(sum > 0.0)) return NAN;
    double part = level * sum;
    for (int i = 0; i < count; i++) {
        if (part <= panel[i]) return find_within(p, edge[i], edge[i + 1], panel[i], part);
        part -= panel[i];
    }
    return NAN;
}

static epscan_status integrate(struct posterior *p, double confidence_level, struct upper_limit *limit) {
    struct upper_limit scale;
    const epscan_status status = limit_cls_asymptotic(p->likelihood, confidence_level, &scale);
    if (status || !scale.converged) return status;
    const struct likelihood_fit best = likelihood_fit_best(p->workspace, &p->data, p->best);
    const double width = fmax(scale.events - best.signal, 0.05 * scale.events), low = fmax(best.signal - 12.0 * width, 0.0);
    p->reference = best.value;
    limit->events = quantile(p, low, best.signal, 0.7 * width, confidence_level);
    limit->converged = best.converged && !p->failed && isfinite(limit->events);
    if (!limit->converged) limit->events = NAN;
    return EPSCAN_OK;
}

epscan_status limit_bayes(const struct likelihood *l, double confidence_level, struct upper_limit *limit) {
    const size_t bins = (size_t)l->bins, n = (size_t)l->nuisances;
    if (l->nuisances > MOST_NUISANCES)
        return error_set(EPSCAN_BAD_INPUT, "limit method bayes: %d nuisance parameters; allowed: up to %d", l->nuisances,
                         MOST_NUISANCES);
    *limit = (struct upper_limit){.events = NAN};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->expected[i] = NAN;
    double *memory = calloc(bins + (SAMPLES + 3 + n) * n, sizeof *memory);
    struct posterior p = {.workspace = likelihood_workspace_create(l), .likelihood = l, .nuisances = n};
    epscan_status status = memory && p.workspace ? EPSCAN_OK : error_no_memory("the posterior");
    if (!status) {
        p.data = (struct likelihood_data){memory, memory + bins};
        p.best = memory + bins + n;
        p.theta = p.best + n;
        p.factor = p.theta + n;
        p.normal = p.factor + n * n;
        for (size_t i = 0; i < bins; i++) memory[i] = l->bin[i].observed;
        gauss_rule_init(&p.rule, NODES);
        status = sobol_normals(SAMPLES, n, p.normal) ? integrate(&p, confidence_level, limit) : error_no_memory("the posterior");
    }
    likelihood_workspace_free(p.workspace);
    free(memory);
    return status;
}
