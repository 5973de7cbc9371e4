/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key `shower` and what each of its models takes: Approximation A a screening constant, the cascade its depth and effects, the
 * Monte Carlo how many showers, which cut and seed, a table its file. Defaults follow from the target.
 */
#include "experiment/experiment_input.h"

#include "core/error.h"
#include "shower/montecarlo/shower_simulation.h"
#include "shower/tabulated_kernels.h"

#include <math.h>
#include <stdio.h>

static epscan_status read_approximation_a(struct experiment_reader *reader, const struct yaml_value *shower) {
    struct experiment *e = reader->experiment;
    static const struct interval excess = {0.0, 0.2, false, false, ""};
    const struct yaml_value material_key = yaml_find(shower, "material"), excess_key = yaml_find(shower, "screening_excess");
    struct target radiator = e->target;
    epscan_status status = EPSCAN_OK;
    if (material_key.node) {
        struct material material = {0};
        status = experiment_material(reader, &material_key, &material);
        if (status) return status;
        radiator = target_of_material(&material);
    }
    double above = target_screening_constant(&radiator) - 4.0 / 3.0;
    if (!status && excess_key.node) status = yaml_number(&excess_key, &excess, &above);
    e->shower.screening_constant = 4.0 / 3.0 + above;
    return status;
}

static epscan_status read_track_length_table(struct experiment_reader *reader, const struct yaml_value *shower) {
    struct experiment *e = reader->experiment;
    static const struct csv_column columns[] = {{"E_GeV", {1e-4, 1e5, false, false, "GeV"}},
                                                {"primary_X0_per_GeV", {0.0, 1e9, false, false, "X0/GeV"}},
                                                {"secondary_X0_per_GeV", {0.0, 1e9, false, false, "X0/GeV"}}};
    static const struct interval mass = {0.0, 1e3, false, false, "X0"};
    struct yaml_value table;
    const struct yaml_value undegraded = yaml_find(shower, "undegraded_X0");
    epscan_status status = yaml_require(shower, "table", &table);
    if (!status) status = experiment_table(reader, &table, columns, 3, &e->shower.table);
    if (!status && undegraded.node) status = yaml_number(&undegraded, &mass, &e->shower.undegraded_X0);
    if (!status && !undegraded.node && e->beam == EM_POSITRON)
        status = yaml_fail(shower, "a table for a positron beam lacks undegraded_X0, the beam's own path near its energy; "
                                   "allowed: the number that `epscan simulate --table` writes into it");
    if (status) return status;
    if (e->shower.table.row_count < 3 || e->shower.table.row_count > 600)
        return yaml_fail(&table, "has %zu rows; allowed: 3 to 600", e->shower.table.row_count);
    /* outside the table T would silently be zero */
    const double low = e->shower.table.column[0][0], high = e->shower.table.column[0][e->shower.table.row_count - 1];
    if (low > e->minimum_energy_GeV || high < 0.9 * e->beam_energy_GeV || high > e->beam_energy_GeV)
        return yaml_fail(&table, "spans %g to %g GeV; it must reach from %g to between %g and %g GeV", low, high,
                         e->minimum_energy_GeV, 0.9 * e->beam_energy_GeV, e->beam_energy_GeV);
    return EPSCAN_OK;
}

/* `effects: {lpm: false}`: everything is on unless it is switched off, but direct pairs. */
static epscan_status read_effects(struct shower_effects *effects, const struct yaml_value *shower) {
    static const char *const states[] = {"false", "true", NULL};
    const char *keys[SHOWER_EFFECT_COUNT + 1] = {NULL};
    for (int i = 0; i < SHOWER_EFFECT_COUNT; i++) keys[i] = shower_effect_name(i);
    *effects = shower_effects_all();
    const struct yaml_value value = yaml_find(shower, "effects");
    if (!value.node) return EPSCAN_OK;
    epscan_status status = yaml_check_keys(&value, keys);
    for (int i = 0; i < SHOWER_EFFECT_COUNT && !status; i++) {
        const struct yaml_value key = yaml_find(&value, keys[i]);
        int state = 0;
        if (!key.node) continue;
        status = yaml_choice(&key, states, &state);
        if (!status) shower_effect_switch(effects, i, state != 0);
    }
    return status;
}

/* Cross-sections must be known for all materials before anything is computed. */
static epscan_status check_media(const struct experiment *e, const struct yaml_value *shower) {
    struct shower_media media;
    if (e->minimum_energy_GeV < SHOWER_LOWEST_ENERGY_GeV)
        return yaml_fail(shower, "cross-sections hold above %g GeV; selection.minimum_energy_GeV is %g", SHOWER_LOWEST_ENERGY_GeV,
                         e->minimum_energy_GeV);
    if (!shower_media_of_target(&e->target, &media)) return EPSCAN_OK;
    char reason[512];
    snprintf(reason, sizeof reason, "%.500s", epscan_error_message());
    return yaml_fail(shower, "%s", reason);
}

static epscan_status read_cascade(struct experiment_reader *reader, const struct yaml_value *shower) {
    struct experiment *e = reader->experiment;
    static const char *const depths[] = {"target", "infinite", NULL};
    const struct yaml_value depth_key = yaml_find(shower, "depth");
    int depth = 0;
    epscan_status status = read_effects(&e->shower.effects, shower);
    if (!status && depth_key.node) status = yaml_choice(&depth_key, depths, &depth);
    e->shower.depth_X0 = depth ? INFINITY : target_depth_X0(&e->target);
    return status ? status : check_media(e, shower);
}

static epscan_status read_monte_carlo(struct experiment_reader *reader, const struct yaml_value *shower) {
    struct experiment *e = reader->experiment;
    const struct interval cut = {SIMULATION_LOWEST_CUT_GeV, e->minimum_energy_GeV, false, false, "GeV"};
    static const struct interval soft_share = {SIMULATION_LEAST_SOFT_SHARE, SIMULATION_LARGEST_SOFT_SHARE, false, false, ""};
    const struct yaml_value showers_key = yaml_find(shower, "showers"), seed_key = yaml_find(shower, "seed");
    const struct yaml_value cut_key = yaml_find(shower, "cut_GeV"), share_key = yaml_find(shower, "soft_share");
    long seed = 1;
    e->shower.showers = 1000000;
    e->shower.cut_GeV = e->minimum_energy_GeV;
    e->shower.soft_share = SIMULATION_SOFT_SHARE;
    epscan_status status = read_effects(&e->shower.effects, shower);
    if (!status && showers_key.node) status = yaml_integer(&showers_key, 1000, SIMULATION_MOST_SHOWERS, &e->shower.showers);
    if (!status && seed_key.node) status = yaml_integer(&seed_key, 0, 1L << 53, &seed);
    if (!status && cut_key.node) status = yaml_number(&cut_key, &cut, &e->shower.cut_GeV);
    if (!status && share_key.node) status = yaml_number(&share_key, &soft_share, &e->shower.soft_share);
    e->shower.seed = (uint64_t)seed;
    return status ? status : check_media(e, shower);
}

/* Indices are those of enum shower_model. */
static const char *const models[] = {"approximation-a", "cascade", "monte-carlo", "table", NULL};

static epscan_status read_model(struct experiment_reader *reader, const struct yaml_value *shower) {
    static const char *const keys[][8] = {{"model", "material", "screening_excess", NULL},
                                          {"model", "effects", "depth", NULL},
                                          {"model", "effects", "showers", "seed", "cut_GeV", "soft_share", NULL},
                                          {"model", "table", "undegraded_X0", NULL}};
    const enum shower_model model = reader->experiment->shower.model;
    const epscan_status status = yaml_is_mapping(shower) ? yaml_check_keys(shower, keys[model]) : EPSCAN_OK;
    if (status) return status;
    switch (model) {
    case SHOWER_CASCADE: return read_cascade(reader, shower);
    case SHOWER_MONTE_CARLO: return read_monte_carlo(reader, shower);
    case SHOWER_TABLE: return read_track_length_table(reader, shower);
    default: return read_approximation_a(reader, shower);
    }
}

epscan_status shower_choice_read(struct experiment_reader *reader, const struct yaml_value *root) {
    struct yaml_value shower;
    int model = 0;
    epscan_status status = yaml_require(root, "shower", &shower);
    if (status) return status;
    if (yaml_is_mapping(&shower))
        status = yaml_require_choice(&shower, "model", models, &model);
    else
        status = yaml_choice(&shower, models, &model);
    if (status) return status;
    reader->experiment->shower.model = (enum shower_model)model;
    return read_model(reader, &shower);
}
