/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What programs hand in is looked at before anything is computed, by the ranges that jobs and options have (scan/axis.h), and
 * refused with the member's name. Masses in GeV.
 */
#include "library/ranges.h"

#include "text/number_text.h"
#include "core/error.h"
#include "experiment/experiment.h"
#include "model/coupling.h"
#include "model/dark_current.h"
#include "scan/axis.h"

epscan_status check_number(const char *name, double number, const struct interval *allowed) {
    char range[160];
    if (interval_holds(allowed, number)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: %.9g is not allowed; allowed: %s", name, number,
                     interval_text(allowed, name, range, sizeof range));
}

static epscan_status check_axis(const char *name, double number, epscan_axis axis, double beam_energy_GeV) {
    const struct interval allowed = axis_interval(axis, beam_energy_GeV);
    return check_number(name, number, &allowed);
}

epscan_status check_model(const epscan_dark_photon *model) {
    if ((unsigned)model->spin >= EPSCAN_SPIN_COUNT)
        return error_set(EPSCAN_BAD_INPUT, "spin: %d is not allowed; allowed: an epscan_spin: %s", (int)model->spin,
                         DARK_CURRENT_NAMES);
    if (model->table)
        return error_set(EPSCAN_BAD_INPUT, "table: %d is not allowed; allowed: 0, but for points of grids of tables", model->table);
    epscan_status status = check_axis("mass_GeV", model->mass_GeV, EPSCAN_AXIS_MASS, 0.0);
    if (!status) status = check_axis("alpha_D", model->alpha_D, EPSCAN_AXIS_ALPHA_D, 0.0);
    if (!status) status = check_axis("mass_ratio", model->mass_ratio, EPSCAN_AXIS_MASS_RATIO, 0.0);
    if (!status) status = check_axis("splitting", model->splitting, EPSCAN_AXIS_SPLITTING, 0.0);
    const struct interval others = {0.0, model->mass_GeV, false, false, "GeV"};
    if (!status) status = check_number("other_width_GeV", model->other_width_GeV, &others);
    char why[DARK_PHOTON_WHY_SIZE];
    if (!status && !dark_photon_exists(model, why)) status = error_set(EPSCAN_BAD_INPUT, "splitting: %s", why);
    return status;
}

epscan_status check_model_of(enum coupling coupling, const epscan_dark_photon *model) {
    char why[COUPLING_WHY_SIZE];
    const epscan_status status = check_model(model);
    return status || coupling_takes(coupling, model, why) ? status : error_set(EPSCAN_BAD_INPUT, "spin: %s", why);
}

epscan_status check_widths_neglected(const struct experiment *e, const char *what) {
    if (!e->mediation.visible_widths) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: visible_widths is not allowed; allowed: an experiment that neglects them", what);
}

epscan_status check_mediator(const char *name, const struct mediator **row) {
    *row = name ? mediator_of_name(name) : &mediators[0];
    return *row ? EPSCAN_OK : error_set(EPSCAN_BAD_INPUT, "mediator: \"%.60s\" is not allowed; allowed: %s", name, MEDIATOR_NAMES);
}

epscan_status check_selection(const epscan_selection *selection, double beam_energy_GeV) {
    epscan_status status = check_axis("threshold_GeV", selection->threshold_GeV, EPSCAN_AXIS_THRESHOLD, beam_energy_GeV);
    if (!status) status = check_axis("energy_scale_shift", selection->energy_scale_shift, EPSCAN_AXIS_SHIFT, beam_energy_GeV);
    return status;
}
