/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dN/domega = L sum_nuclei n int dE T(E) (1/E) dsigma/dx(E, omega/E; m), T of all electrons and positrons, n per cm^2 and X0.
 *
 * E: by the rule of lepton_rule.h in E - omega, what the lepton keeps, from m_e and the recoil that the nucleus needs at least, so
 * that the integrand does not vanish on some of the nodes.
 *
 * m: ln dN/domega is smooth in y = 1/2 ln[(m^2 + c^2)/(omega^2 - m^2)], which is ln m but for the lightest A' and goes to infinity
 * with the momentum of the A' to zero: Chebyshev points in y at each omega, for each kind of nuclei, up to the mass at which 0.3 of
 * what the lepton keeps would go into the recoil; beyond, where next to nothing is left, ln dN/domega goes on with its slope. The
 * virtuality is m^2 (1-x) + m_e^2 x^2 at least, so that nothing bends before m = m_e x: with c = m_e omega/E0, masses below have a
 * few points instead of a third of them.
 *
 * omega: Gauss nodes in segments of deposits that meet at the knots of T, since A' that take nearly all of the lepton's energy give
 * dN/domega whatever T does.
 *
 * Nuclei that add a few per cent, as carbon beside lead does, need fewer points in everything, and leptons that add little of an
 * energy's A' coarser integrals. Counts are by convergence: finer ones of any kind changes R of NA64's target by less than
 * 1e-5 up to 3 GeV.
 */
#include "response/strahlung_table.h"

#include "core/error.h"
#include "core/work_share.h"
#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "response/lepton_rule.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Leptons by the share that they have of an energy's A': the most, some, next to nothing; where a share is the least of its kind.
 */
enum { SHARES = 3 };
static const double least_share[SHARES] = {0.03, 0.001, 0.0};

/* How finely nuclei are taken: rules by share; leptons, of which there are more the longer the range of w, and masses. */
struct fineness {
    const struct dark_strahlung_rule *rule[SHARES];
    int masses;
    double leptons, leptons_per_w;
};
enum { FINE, COARSE, FINENESSES };
static const struct fineness finenesses[FINENESSES] = {
    [FINE] = {{&dark_strahlung_fair, &dark_strahlung_rough, &dark_strahlung_poor}, STRAHLUNG_MASSES_MAX, 7.0, 1.7},
    [COARSE] = {{&dark_strahlung_rough, &dark_strahlung_rough, &dark_strahlung_poor}, 36, 6.0, 1.3},
};

/* Below, amplitudes are untested; nuclei and protons give no more momentum than this, but for 1e-6 of what light A' take. */
static const double least_mass_GeV = 5e-6, largest_momentum_GeV = 1.5;
/* Momentum over mass of a nucleus that is still slow, as q has it. */
static const double slow_share = 0.3;

static void lay_energies(struct strahlung_table *table) {
    gauss_rule_init(&table->rule, STRAHLUNG_SEGMENT_NODES);
    for (int k = 0; k < table->energies; k++) {
        const int i = k % STRAHLUNG_SEGMENT_NODES;
        double slope;
        table->deposit_GeV[k] = strahlung_segment_deposit_GeV(&table->segment[k / STRAHLUNG_SEGMENT_NODES], table->beam_energy_GeV,
                                                              0.5 * (1.0 + table->rule.node[i]), &slope);
        table->weight_GeV[k] = 0.5 * table->rule.weight[i] * slope;
        table->energy_GeV[k] = table->beam_energy_GeV - table->deposit_GeV[k];
    }
}

/* c^2: of electrons that radiate an A' of this energy, the beam's are the first to feel its mass. */
static double light_mass2(const struct strahlung_table *table, int k) {
    const double light = EPSCAN_ELECTRON_MASS_GeV * table->energy_GeV[k] / table->beam_energy_GeV;
    return light * light;
}

/* y of a mass at energy k, and back. */
static double y_of(const struct strahlung_table *table, int k, double mass2) {
    const double omega = table->energy_GeV[k];
    return 0.5 * log((mass2 + light_mass2(table, k)) / (omega * omega - mass2));
}

static double mass_at(const struct strahlung_table *table, int k, double y) {
    const double omega = table->energy_GeV[k], ratio = exp(2.0 * y);
    return sqrt((ratio * omega * omega - light_mass2(table, k)) / (1.0 + ratio));
}

/* The lesser of two, but smooth. */
static double smooth_least(double a, double b) {
    const double a2 = a * a, b2 = b * b;
    return a * b / sqrt(sqrt(a2 * a2 + b2 * b2));
}

/* How far the least rest is above m_e: electron and nucleus then move on together, with the momentum that the A' leaves them. */
static double recoil_GeV(const struct dark_strahlung *strahlung, double omega_GeV, double mass_GeV) {
    const double m = EPSCAN_ELECTRON_MASS_GeV, both = strahlung->nucleus.mass_GeV + m;
    const double of_vector = mass_GeV * mass_GeV / (omega_GeV + sqrt((omega_GeV - mass_GeV) * (omega_GeV + mass_GeV)));
    double recoil = 0.0;
    for (int i = 0; i < 3; i++) {
        const double rest = m + recoil, E = omega_GeV + rest;
        const double momentum = of_vector + rest - m * m / (E + sqrt((E - m) * (E + m)));
        recoil = momentum * momentum / (both + sqrt(both * both + momentum * momentum));
    }
    return recoil;
}

/*
 * The heaviest A' of energy omega for which the nucleus gives q = omega - sqrt(omega^2 - m^2) along the beam: no more than it holds
 * together for, and than makes it recoil with a third of what there is beside the electron's mass and what light A' take.
 */
static double reachable_mass_GeV(const struct dark_strahlung *strahlung, double omega_GeV, double deposit_GeV) {
    const double m = EPSCAN_ELECTRON_MASS_GeV, both = strahlung->nucleus.mass_GeV + m;
    const double least = recoil_GeV(strahlung, omega_GeV, least_mass_GeV);
    const double recoil = least + lepton_rule_most_recoil * fmax(deposit_GeV - m - least, 0.0);
    const double recoils = sqrt(recoil * (2.0 * both + recoil)) - recoil - m;
    const double held = fmin(largest_momentum_GeV, slow_share * strahlung->nucleus.mass_GeV);
    const double least_q = 2.0 * least_mass_GeV * least_mass_GeV / omega_GeV;
    const double q = smooth_least(smooth_least(held, fmax(recoils, least_q)), 0.8 * omega_GeV);
    return sqrt(q * (2.0 * omega_GeV - q));
}

/* Chebyshev points of the first kind. */
static void lay_points(struct mass_points *points, int count) {
    points->count = count;
    for (int i = 0; i < count; i++) {
        const double angle = EPSCAN_PI * (i + 0.5) / count;
        points->x[i] = cos(angle);
        points->barycentric[i] = i % 2 ? -sin(angle) : sin(angle);
    }
}

/* The polynomial through the values at the points. */
static double interpolate(const struct mass_points *points, const double *value, double x) {
    double above = 0.0, below = 0.0;
    for (int i = 0; i < points->count; i++) {
        const double distance = x - points->x[i];
        if (distance == 0.0) return value[i];
        const double weight = points->barycentric[i] / distance;
        above += weight * value[i];
        below += weight;
    }
    return above / below;
}

/* Where y begins at an energy. */
static double least_y_of(const struct strahlung_table *table, int k) {
    return y_of(table, k, least_mass_GeV * least_mass_GeV);
}

/*
 * What an axial vector has more of the lighter it is, by its polarisation along its momentum, as (m_e x/m)^2: dN/domega over this
 * is as smooth as a vector's.
 */
static double growth(const struct strahlung_table *table, int k, double mass2) {
    return table->coupling == COUPLING_AXIAL ? 1.0 + light_mass2(table, k) / mass2 : 1.0;
}

/* A nucleus, how many there are, exposure included, and how finely it is taken, by shares. */
struct radiator {
    struct dark_strahlung strahlung[SHARES];
    double per_cm2_X0;
    int fineness;
};

/* Of an energy of the table, by fineness. */
struct lepton_rules {
    struct lepton_rule of[FINENESSES];
};

/* A' of one energy, and the leptons that may radiate them. */
struct emission {
    double omega_GeV, deposit_GeV; /* E0 - omega */
    const struct lepton_rule *leptons;
};

/* dN/domega of A' of one mass; share[at->leptons->count] that the lepton energies have of it: of a mass nearby, then its own. */
static double density_of(const struct radiator *radiator, const struct emission *at, double mass_GeV, double *share) {
    static const double nothing = 1e-300; /* never less, by noise of the weights */
    const double recoil = recoil_GeV(radiator->strahlung, at->omega_GeV, mass_GeV);
    struct leptons leptons;
    double sum = 0.0;
    if (!(at->deposit_GeV - recoil > EPSCAN_ELECTRON_MASS_GeV)) return nothing;
    leptons_of_rule(at->leptons, recoil, &leptons);
    for (int j = 0; j < leptons.count; j++) {
        int kind = 0;
        while (share[j] < least_share[kind]) kind++;
        share[j] = leptons.weight_X0[j] / (at->omega_GeV + leptons.rest_GeV[j]) *
                   dark_strahlung_spectrum_cm2(&radiator->strahlung[kind], at->omega_GeV, leptons.rest_GeV[j], mass_GeV);
        sum += share[j];
    }
    for (int j = 0; j < leptons.count; j++) share[j] = fabs(share[j] / sum);
    return fmax(radiator->per_cm2_X0 * sum, nothing);
}

/* All masses of a nucleus at energy k. */
static void fill_energy(const struct strahlung_table *table, struct nucleus_table *own, const struct radiator *radiator,
                        const struct emission *at, int k) {
    const double low = least_y_of(table, k), high = own->most_y[k];
    double share[GAUSS_MAX_NODES];
    for (int j = 0; j < at->leptons->count; j++) share[j] = 1.0;
    for (int i = 0; i < own->points.count; i++) {
        const double mass = mass_at(table, k, 0.5 * (low + high + (high - low) * own->points.x[i]));
        own->log_density[k][i] = log(density_of(radiator, at, mass, share) / growth(table, k, mass * mass));
    }
}

/* Weights of the leptons and ranges of masses at energy k. */
static void lay_energy(struct strahlung_table *table, const struct search *search, const struct radiator *radiators,
                       struct lepton_rules *leptons, int k) {
    const double omega = table->energy_GeV[k], deposit = table->deposit_GeV[k];
    for (int n = 0; n < table->nuclei; n++) {
        struct lepton_rule *rule = &leptons->of[radiators[n].fineness];
        const struct fineness *fineness = &finenesses[radiators[n].fineness];
        const double count = fineness->leptons + fineness->leptons_per_w * lepton_rule_end(deposit);
        if (!rule->count) lepton_rule_init(rule, search, omega, deposit, (int)fmin(count, GAUSS_MAX_NODES));
        const double most = reachable_mass_GeV(radiators[n].strahlung, omega, deposit);
        table->nucleus[n].most_y[k] = y_of(table, k, most * most);
    }
}

/* This process's energies. */
static void fill_own(struct strahlung_table *table, const struct search *search, const struct radiator *radiators,
                     struct lepton_rules *leptons) {
    const int first = work_share_first(search->share), step = work_share_step(search->share);
#pragma omp parallel
    {
#pragma omp for schedule(dynamic)
        for (int k = first; k < table->energies; k += step) lay_energy(table, search, radiators, &leptons[k], k);
#pragma omp for schedule(dynamic) collapse(2)
        for (int n = 0; n < table->nuclei; n++)
            for (int k = first; k < table->energies; k += step) {
                const struct emission at = {table->energy_GeV[k], table->deposit_GeV[k], &leptons[k].of[radiators[n].fineness]};
                fill_energy(table, &table->nucleus[n], &radiators[n], &at, k);
            }
    }
}

/* All energies, of which processes share the work: each is computed once, whatever their number. */
static void fill(struct strahlung_table *table, const struct search *search, const struct radiator *radiators,
                 struct lepton_rules *leptons) {
    fill_own(table, search, radiators, leptons);
    for (struct nucleus_table *own = table->nucleus; own < table->nucleus + table->nuclei; own++) {
        work_share_add(search->share, own->most_y, STRAHLUNG_ENERGIES_MAX);
        work_share_add(search->share, own->log_density[0], STRAHLUNG_ENERGIES_MAX * STRAHLUNG_MASSES_MAX);
    }
}

/* Nuclei by what they radiate where these hold together, Z^2 n, and protons where they do not, Z n: the most of all. */
static void most_charges(const struct target_nuclei *nuclei, double *squared, double *single) {
    *squared = *single = 0.0;
    for (int n = 0; n < nuclei->count; n++) {
        const double Z = nuclei->of[n].Z, charge = Z * nuclei->of[n].per_cm2_X0;
        *squared = fmax(*squared, Z * charge);
        *single = fmax(*single, charge);
    }
}

/* Nuclei with a small share may err by more. */
static void take_radiators(const struct search *search, struct radiator *radiators) {
    static const double few = 0.03, few_protons = 0.15;
    double squared, single;
    most_charges(search->nuclei, &squared, &single);
    for (int n = 0; n < search->nuclei->count; n++) {
        const double Z = search->nuclei->of[n].Z, charge = Z * search->nuclei->of[n].per_cm2_X0;
        const bool small = Z * charge < few * squared && charge < few_protons * single;
        radiators[n].fineness = small ? COARSE : FINE;
        for (int kind = 0; kind < SHARES; kind++) {
            dark_strahlung_init_with(&radiators[n].strahlung[kind], search->nuclei->of[n].Z, search->nuclei->of[n].A_g_per_mol,
                                     search->form_factor, finenesses[radiators[n].fineness].rule[kind]);
            radiators[n].strahlung[kind].coupling = search->coupling;
        }
        radiators[n].per_cm2_X0 = search->exposure * search->nuclei->of[n].per_cm2_X0;
    }
}

/* Where the recoil closes the last of the phase space, the table ends, and what is little goes on falling. */
static void take_ends(const struct strahlung_table *table, struct nucleus_table *own) {
    const double step = 1e-4;
    for (int k = 0; k < table->energies; k++) {
        own->last[k] = interpolate(&own->points, own->log_density[k], 1.0);
        own->slope[k] = fmin((own->last[k] - interpolate(&own->points, own->log_density[k], 1.0 - step)) / step, 0.0);
    }
}

epscan_status strahlung_table_create(const struct search *search, struct strahlung_table **table) {
    const size_t nuclei = (size_t)search->nuclei->count;
    struct strahlung_table *made = calloc(1, sizeof *made + nuclei * sizeof *made->nucleus);
    struct radiator *radiators = calloc(nuclei, sizeof *radiators);
    struct lepton_rules *leptons = calloc(STRAHLUNG_ENERGIES_MAX, sizeof *leptons);
    const epscan_status status =
        work_share_agree(search->share, made && radiators && leptons ? EPSCAN_OK : error_no_memory("the response of A'-strahlung"));
    if (status) {
        free(made);
        free(radiators);
        free(leptons);
        return status;
    }
    made->beam_energy_GeV = search->beam_energy_GeV;
    made->coupling = search->coupling;
    made->nuclei = search->nuclei->count;
    take_radiators(search, radiators);
    strahlung_segments_lay(search, made);
    lay_energies(made);
    made->least_mass_GeV = least_mass_GeV;
    made->most_mass_GeV = fmin(sqrt(2.0 * made->beam_energy_GeV * largest_momentum_GeV), 0.9 * made->beam_energy_GeV);
    for (int n = 0; n < made->nuclei; n++) lay_points(&made->nucleus[n].points, finenesses[radiators[n].fineness].masses);
    fill(made, search, radiators, leptons);
    for (int n = 0; n < made->nuclei; n++) take_ends(made, &made->nucleus[n]);
    free(radiators);
    free(leptons);
    *table = made;
    return EPSCAN_OK;
}

double strahlung_table_density(const struct strahlung_table *table, int node, double s_GeV2) {
    const double omega = table->energy_GeV[node], low = least_y_of(table, node);
    double sum = 0.0;
    if (!(s_GeV2 < omega * omega)) return 0.0;
    const double y = y_of(table, node, s_GeV2);
    for (const struct nucleus_table *own = table->nucleus; own < table->nucleus + table->nuclei; own++) {
        const double x = (2.0 * y - low - own->most_y[node]) / (own->most_y[node] - low);
        sum += exp(x > 1.0 ? own->last[node] + own->slope[node] * (x - 1.0) : interpolate(&own->points, own->log_density[node], x));
    }
    return sum * growth(table, node, s_GeV2);
}
