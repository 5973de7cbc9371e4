/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment/experiment.h"

#include "epscan/dark_photon.h"

#include <stdlib.h>

void experiment_free(struct experiment *e) {
    if (!e) return;
    experiment_free(e->next);
    for (int i = 0; i < e->input_count; i++) text_file_clear(&e->inputs[i]);
    csv_table_clear(&e->shower.table);
    published_limit_clear(&e->strahlung);
    yield_table_clear(&e->yields);
    free(e);
}

double experiment_exposure(const struct experiment *e) {
    double sum = 0.0;
    for (int i = 0; i < e->data_set_count; i++) sum += e->data_sets[i].particles_on_target * e->data_sets[i].efficiency;
    return sum;
}

double experiment_annihilation_reach_GeV(const struct experiment *e, double mean_ratio) {
    return epscan_dark_photon_resonance_mass_GeV(e->beam_energy_GeV) / (2.0 * mean_ratio);
}

bool experiment_has_channel(const struct experiment *e, size_t channel) {
    return channel == 0 || e->strahlung.count > 0 || e->yields.masses > 0 || e->computes_strahlung;
}

double experiment_strahlung_events(const struct experiment *e, double mass_GeV) {
    if (e->strahlung.count == 0) return 0.0;
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * published_limit_events(&e->strahlung, mass_GeV);
}
