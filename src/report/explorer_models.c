/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page folds a current's rho(s) with R(s) itself, so that it needs names alone: of the currents that the mediator takes, in the
 * order of their table. Thermal targets it cannot compute; they are solved here at the masses of chi that its curve has, at the
 * ratio of the field's figures, and drawn where that is chosen. Tables of a grid go in as they are, linear in s.
 */
#include "report/explorer_models.h"

#include "model/coupling.h"
#include "model/dark_current.h"
#include "report/relic_targets.h"

#include <math.h>

enum { TARGET_POINTS = 40 };
static const double target_ratio = 1.0 / 3.0, target_alpha_D = 0.5;

json_t *explorer_numbers(size_t count, const double *value) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(list, json_real(value[i]));
    return list;
}

/* [[m_chi, y], ...] where there is a target. */
static json_t *target_json(const struct relic_model *model, const double mchi_GeV[TARGET_POINTS]) {
    double epsilon[TARGET_POINTS];
    json_t *points = json_array();
    relic_targets_find(model, TARGET_POINTS, mchi_GeV, epsilon);
    for (int i = 0; i < TARGET_POINTS; i++)
        if (isfinite(epsilon[i])) json_array_append_new(points, json_pack("[f, f]", mchi_GeV[i], relic_y(model, epsilon[i])));
    return points;
}

/* Of two of one mass, a Dirac fermion's: no need to solve it twice. */
static bool is_a_fermion(epscan_spin spin) {
    return spin == EPSCAN_PSEUDO_DIRAC;
}

static void put_currents(const struct experiment *e, json_t *json) {
    const double low = fmax(RELIC_LOWEST_MASS_GeV, target_ratio * json_real_value(json_object_get(json, "mass_low")));
    const double high = fmin(RELIC_HIGHEST_MASS_GeV, target_ratio * json_real_value(json_object_get(json, "mass_high")));
    json_t *spins = json_array(), *targets = json_object();
    double mchi[TARGET_POINTS];
    for (int i = 0; i < TARGET_POINTS; i++) mchi[i] = low * pow(high / low, i / (TARGET_POINTS - 1.0));
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++) {
        const struct relic_model model = {
            .kind = (epscan_spin)spin, .mass_ratio = target_ratio, .alpha_D = target_alpha_D, .mediator = e->mediation.mediator};
        const epscan_dark_photon photon = relic_dark_photon(&model);
        const char *name = epscan_spin_name((epscan_spin)spin);
        char why[COUPLING_WHY_SIZE];
        if (!coupling_takes(e->mediation.mediator->coupling, &photon, why)) continue;
        json_array_append_new(spins, json_string(name));
        if (is_a_fermion((epscan_spin)spin))
            json_object_set(targets, name, json_object_get(targets, epscan_spin_name(EPSCAN_FERMION)));
        else
            json_object_set_new(targets, name, target_json(&model, mchi));
    }
    json_object_set_new(json, "spins", spins);
    json_object_set_new(json, "targets", targets);
}

static json_t *tables_json(const struct axis *tables) {
    json_t *list = json_array();
    for (size_t i = 0; i < tables->count; i++) {
        const struct density_table *table = &tables->table[i];
        json_array_append_new(list, json_pack("{s:s, s:f, s:o, s:o}", "name", table->file.path, "norm", table->norm, "s",
                                              explorer_numbers(table->count, table->s_GeV2), "rho",
                                              explorer_numbers(table->count, table->rho)));
    }
    return list;
}

void explorer_put_models(const struct experiment *e, const struct axis *tables, json_t *json) {
    json_object_set_new(json, "mediator", json_string(e->mediation.mediator->name));
    json_object_set_new(json, "is_usual", json_boolean(e->mediation.mediator == &mediators[0]));
    put_currents(e, json);
    if (tables) json_object_set_new(json, "sectors", tables_json(tables));
}
