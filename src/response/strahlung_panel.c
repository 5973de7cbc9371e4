/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A panel of strahlung_table.h: dN/domega of its masses, at each energy for each kind of nuclei.
 *
 * Nuclei that add a few per cent, as carbon beside lead does, need fewer points in everything, and so do A' so heavy that there
 * are next to none; leptons that add little of an energy's A' need coarser integrals. Counts are by convergence: finer ones of any
 * kind change R of NA64's target by less than 1e-5 up to 3 GeV.
 */
#include "response/strahlung_panel.h"

#include "core/work_share.h"
#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "response/lepton_rule.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Rules of integration, and leptons by the share that they have of an energy's A': the most, some, few, next to nothing; where a
 * share is the least of its kind. */
enum { FAIR, ROUGH, POOR, TRACE, RULES, SHARES = RULES };
static const struct dark_strahlung_rule *const integration_rules[RULES] = {&dark_strahlung_fair, &dark_strahlung_rough,
                                                                           &dark_strahlung_poor, &dark_strahlung_trace};
static const double least_share[SHARES] = {0.03, 0.003, 1e-4, 0.0};

/* How finely nuclei are taken: rules by share; leptons, of which there are more the longer the range of w; and masses. */
struct fineness {
    int rule[SHARES];
    double leptons, leptons_per_w;
    double digits; /* of polynomials in y, to exp(-digits) */
};
enum { FINE, COARSE, FINENESSES };
_Static_assert(FINENESSES <= (int)LEPTON_RULES_MAX, "all rules of an energy are made at once");
static const struct fineness finenesses[FINENESSES] = {
    [FINE] = {{FAIR, ROUGH, POOR, TRACE}, 7.0, 1.7, 10.5},
    [COARSE] = {{POOR, POOR, TRACE, TRACE}, 5.0, 1.0, 6.0},
};

/* A' so heavy that the beam's leptons make less than this of what they make at the reference mass are taken coarsely. */
static const double next_to_nothing = 3e-7, reference_mass_GeV = 0.1;

/* Momentum over mass of a nucleus that is still slow, as q has it. */
static const double slow_share = 0.3;

/* A nucleus, how many there are, exposure included, and how finely it is taken, by shares. */
struct radiator {
    struct dark_strahlung strahlung[RULES];
    double per_cm2_X0;
    int fineness; /* but for heavy A' */
};

/* Of an energy of the table, by fineness. */
struct lepton_rules {
    struct lepton_rule of[FINENESSES];
};

struct strahlung_maker {
    struct lepton_rules leptons[STRAHLUNG_ENERGIES_MAX];
    const struct search *search; /* borrowed */
    struct lepton_track *track;  /* owned */
    bool has_rules;              /* more than the coarsest: once a panel is made */
    double heavy_GeV;            /* A' */
    int nuclei;
    struct radiator radiator[]; /* [nuclei] */
};

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
    const double least = recoil_GeV(strahlung, omega_GeV, STRAHLUNG_LEAST_MASS_GeV);
    const double recoil = least + lepton_rule_most_recoil * fmax(deposit_GeV - m - least, 0.0);
    const double recoils = sqrt(recoil * (2.0 * both + recoil)) - recoil - m;
    const double held = fmin(STRAHLUNG_LARGEST_MOMENTUM_GeV, slow_share * strahlung->nucleus.mass_GeV);
    const double least_q = 2.0 * STRAHLUNG_LEAST_MASS_GeV * STRAHLUNG_LEAST_MASS_GeV / omega_GeV;
    const double q = smooth_least(smooth_least(held, fmax(recoils, least_q)), 0.8 * omega_GeV);
    return sqrt(q * (2.0 * omega_GeV - q));
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

static void take_rule(const struct search *search, int n, int rule, struct radiator *radiator) {
    dark_strahlung_init_with(&radiator->strahlung[rule], search->nuclei->of[n].Z, search->nuclei->of[n].A_g_per_mol,
                             search->form_factor, integration_rules[rule]);
    radiator->strahlung[rule].coupling = search->coupling;
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
        radiators[n].per_cm2_X0 = search->exposure * search->nuclei->of[n].per_cm2_X0;
        take_rule(search, n, TRACE, &radiators[n]);
    }
}

static void take_all_rules(struct strahlung_maker *maker) {
    for (int n = 0; n < maker->nuclei && !maker->has_rules; n++)
        for (int rule = 0; rule < TRACE; rule++) take_rule(maker->search, n, rule, &maker->radiator[n]);
    maker->has_rules = true;
}

double strahlung_maker_events_per_X0(const struct strahlung_maker *maker, double energy_GeV, double mass_GeV) {
    double sum = 0.0;
    for (const struct radiator *radiator = maker->radiator; radiator < maker->radiator + maker->nuclei; radiator++)
        sum += radiator->per_cm2_X0 * dark_strahlung_total_cm2(&radiator->strahlung[TRACE], energy_GeV, mass_GeV);
    return sum;
}

double strahlung_maker_reference_mass_GeV(double most_mass_GeV) {
    return fmin(reference_mass_GeV, 0.5 * most_mass_GeV);
}

/* By halves of the logarithm, to ten per cent: from above. */
static double heavy_mass_GeV(const struct strahlung_maker *maker, double beam_energy_GeV, double most_mass_GeV) {
    double low = strahlung_maker_reference_mass_GeV(most_mass_GeV), high = most_mass_GeV;
    const double least = next_to_nothing * strahlung_maker_events_per_X0(maker, beam_energy_GeV, low);
    while (high > 1.1 * low) {
        const double middle = sqrt(low * high);
        if (strahlung_maker_events_per_X0(maker, beam_energy_GeV, middle) > least)
            low = middle;
        else
            high = middle;
    }
    return high;
}

struct strahlung_maker *strahlung_maker_create(const struct search *search, double most_mass_GeV) {
    const size_t nuclei = (size_t)search->nuclei->count;
    struct strahlung_maker *maker = calloc(1, sizeof *maker + nuclei * sizeof *maker->radiator);
    if (!maker) return NULL;
    maker->track = lepton_track_create(search);
    if (!maker->track) {
        free(maker);
        return NULL;
    }
    maker->search = search;
    maker->nuclei = search->nuclei->count;
    take_radiators(search, maker->radiator);
    maker->heavy_GeV = heavy_mass_GeV(maker, search->beam_energy_GeV, most_mass_GeV);
    return maker;
}

double strahlung_maker_heavy_GeV(const struct strahlung_maker *maker) {
    return maker->heavy_GeV;
}

void strahlung_maker_free(struct strahlung_maker *maker) {
    if (!maker) return;
    lepton_track_free(maker->track);
    free(maker);
}

static const struct fineness *fineness_of(const struct strahlung_maker *maker, const struct radiator *radiator, double mass_GeV) {
    return &finenesses[mass_GeV > maker->heavy_GeV * (1.0 + 1e-9) ? COARSE : radiator->fineness];
}

/* Virtualities that the form factor cuts go with m^4: their singularities are half as far. */
int strahlung_maker_masses(const struct strahlung_maker *maker, int nucleus, double omega_GeV, double mass_GeV, double width) {
    static const double far = 1.3, near = 0.8, whole = 1e-3;
    const struct radiator *radiator = &maker->radiator[nucleus];
    const double q = 0.5 * mass_GeV * mass_GeV / omega_GeV;
    const double strip = q * q * radiator->strahlung[TRACE].nucleus.size_per_GeV2 > whole ? near : far;
    const double count = ceil(fineness_of(maker, radiator, mass_GeV)->digits / asinh(2.0 * strip / width));
    return (int)fmax(4.0, fmin(count, STRAHLUNG_PANEL_MASSES));
}

double strahlung_maker_reach_GeV(const struct strahlung_maker *maker, int nucleus, double omega_GeV, double deposit_GeV) {
    return reachable_mass_GeV(&maker->radiator[nucleus].strahlung[TRACE], omega_GeV, deposit_GeV);
}

/* A' of one energy, and the leptons that may radiate them. */
struct emission {
    double omega_GeV, deposit_GeV; /* E0 - omega */
    const struct lepton_rule *leptons;
    const int *rule; /* [SHARES] */
};

/* Leptons of one energy that radiate A' of one mass. */
struct radiation {
    struct leptons leptons;
    int kind[GAUSS_MAX_NODES]; /* of the share that they were integrated for: SHARES for not at all */
    double events[GAUSS_MAX_NODES];
};

/* Integrate those whose share is by a factor of `slack` that of a finer kind than they were integrated for; all shares anew. */
static void integrate_finer(const struct radiator *radiator, const struct emission *at, double mass_GeV, double slack,
                            struct radiation *radiation, double *share) {
    const struct leptons *leptons = &radiation->leptons;
    const struct dark_strahlung *strahlung[GAUSS_MAX_NODES];
    double rest_GeV[GAUSS_MAX_NODES], spectrum_cm2[GAUSS_MAX_NODES], sum = 0.0;
    int chosen[GAUSS_MAX_NODES], count = 0;
    for (int j = 0; j < leptons->count; j++) {
        int kind = 0;
        while (share[j] < slack * least_share[kind]) kind++;
        if (kind >= radiation->kind[j]) continue;
        radiation->kind[j] = kind;
        strahlung[count] = &radiator->strahlung[at->rule[kind]];
        rest_GeV[count] = leptons->rest_GeV[j];
        chosen[count++] = j;
    }
    if (!count) return;
    dark_strahlung_spectra_cm2(strahlung, count, at->omega_GeV, rest_GeV, mass_GeV, spectrum_cm2);
    for (int i = 0; i < count; i++) {
        const int j = chosen[i];
        radiation->events[j] = leptons->weight_X0[j] / (at->omega_GeV + rest_GeV[i]) * spectrum_cm2[i];
    }
    for (int j = 0; j < leptons->count; j++) sum += radiation->events[j];
    for (int j = 0; j < leptons->count; j++) share[j] = fabs(radiation->events[j] / sum);
}

/* Leptons of A' of one mass, by shares of a mass nearby. False where the recoil leaves nothing. */
static bool integrate_leptons(const struct radiator *radiator, const struct emission *at, double mass_GeV,
                              struct radiation *radiation, double *share) {
    const double recoil = recoil_GeV(&radiator->strahlung[TRACE], at->omega_GeV, mass_GeV);
    if (!(at->deposit_GeV - recoil > EPSCAN_ELECTRON_MASS_GeV)) return false;
    leptons_of_rule(at->leptons, recoil, &radiation->leptons);
    for (int j = 0; j < radiation->leptons.count; j++) radiation->kind[j] = SHARES;
    integrate_finer(radiator, at, mass_GeV, 1.0, radiation, share);
    return true;
}

/* dN/domega of A' of one mass; share[at->leptons->count] that the lepton energies have of it: of a mass nearby, then its own. */
static double density_of(const struct radiator *radiator, const struct emission *at, double mass_GeV, double *share) {
    static const double nothing = 1e-300, unforeseen = 3.0; /* never less, by noise of the weights; growth of a share */
    struct radiation radiation;
    double sum = 0.0;
    if (!integrate_leptons(radiator, at, mass_GeV, &radiation, share)) return nothing;
    integrate_finer(radiator, at, mass_GeV, unforeseen, &radiation, share);
    for (int j = 0; j < radiation.leptons.count; j++) sum += radiation.events[j];
    return fmax(radiator->per_cm2_X0 * sum, nothing);
}

/* The masses of a panel, of one kind of nuclei at energy k. */
static void fill_curve(struct strahlung_table *table, int n, int p, int k) {
    const struct radiator *radiator = &table->maker->radiator[n];
    const struct mass_range *range = &table->nucleus[n].range[p][k];
    const double middle = 0.5 * (range->low_y + range->high_y), half = 0.5 * (range->high_y - range->low_y);
    const struct emission at = {table->energy_GeV[k], table->deposit_GeV[k], &table->maker->leptons[k].of[radiator->fineness],
                                fineness_of(table->maker, radiator, sqrt(table->edge_GeV2[p + 1]))->rule};
    double share[GAUSS_MAX_NODES] = {0.0};
    struct radiation first;
    integrate_leptons(radiator, &at, strahlung_table_mass_GeV(table, k, range->high_y), &first, share);
    for (int i = 0; i < range->count; i++) {
        const double mass = strahlung_table_mass_GeV(table, k, middle + half * table->points[range->count].x[i]);
        table->nucleus[n].curve[p][k].log_density[i] =
            log(density_of(radiator, &at, mass, share) / strahlung_table_growth(table, k, mass * mass));
    }
}

/* Weights of the leptons that radiate A' of energy k, for each fineness that there is. */
static void lay_leptons(const struct strahlung_table *table, int k) {
    const double deposit = table->deposit_GeV[k];
    struct lepton_rule *rules[FINENESSES];
    int counts[FINENESSES], number = 0;
    for (int n = 0; n < table->nuclei; n++) {
        const int own = table->maker->radiator[n].fineness;
        const double count = finenesses[own].leptons + finenesses[own].leptons_per_w * lepton_rule_end(deposit);
        struct lepton_rule *rule = &table->maker->leptons[k].of[own];
        if (rule->count) continue; /* of another nucleus, or panel */
        rule->count = (int)fmin(count, GAUSS_MAX_NODES);
        counts[number] = rule->count;
        rules[number++] = rule;
    }
    if (number) lepton_rules_init(rules, counts, number, table->maker->track, table->energy_GeV[k], deposit);
}

/* This process's energies. */
static void fill_own(struct strahlung_table *table, int first, int end) {
    const int energy = work_share_first(table->search->share), step = work_share_step(table->search->share);
#pragma omp parallel
    {
#pragma omp for schedule(dynamic)
        for (int k = energy; k < table->energies; k += step) lay_leptons(table, k);
#pragma omp for schedule(dynamic) collapse(3)
        for (int n = 0; n < table->nuclei; n++)
            for (int p = first; p < end; p++)
                for (int k = energy; k < table->energies; k += step)
                    if (p <= table->nucleus[n].last_panel[k]) fill_curve(table, n, p, k);
    }
}

/* Where the recoil closes the last of the phase space, the table ends, and what is little goes on falling. */
static void take_end(const struct strahlung_table *table, const struct mass_range *range, struct mass_curve *curve) {
    const double step = 5e-5 * (range->high_y - range->low_y);
    curve->last = strahlung_curve_at(table, range, curve, range->high_y);
    curve->slope = fmin((curve->last - strahlung_curve_at(table, range, curve, range->high_y - step)) / step, 0.0);
}

void strahlung_panels_fill(struct strahlung_table *table, int first, int end) {
    const size_t numbers = sizeof table->nucleus->curve[0] / (sizeof(double));
    for (int n = 0; n < table->nuclei; n++)
        memset(table->nucleus[n].curve[first], 0, (size_t)(end - first) * numbers * sizeof(double));
    take_all_rules(table->maker);
    fill_own(table, first, end);
    for (int n = 0; n < table->nuclei; n++) {
        struct nucleus_table *own = &table->nucleus[n];
        for (int p = first; p < end; p++) work_share_add(table->search->share, own->curve[p]->log_density, numbers);
        for (int k = 0; k < table->energies; k++)
            if (own->last_panel[k] >= first && own->last_panel[k] < end)
                take_end(table, &own->range[own->last_panel[k]][k], &own->curve[own->last_panel[k]][k]);
    }
}
