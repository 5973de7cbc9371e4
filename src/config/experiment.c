/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment.h"

#include "physics/shower_kernels.h"

#include <stdlib.h>

epscan_status experiment_prepare(struct experiment *e) {
    epscan_status status;
    if (e->shower.model == SHOWER_TABLE) {
        const struct csv_table *table = &e->shower.table;
        status = track_length_from_table(table->row_count, table->column[0], table->column[1], table->column[2],
                                         e->shower.undegraded_X0, &e->track_length);
    } else {
        const struct shower_kernels kernels = approximation_a_kernels(&e->shower.screening_constant);
        status = track_length_from_cascade(&kernels, e->beam_energy_GeV, e->minimum_energy_GeV, &e->track_length);
    }
    if (status) return status;
    e->search = (struct search){
        .track_length = e->track_length,
        .beam = e->beam,
        .beam_energy_GeV = e->beam_energy_GeV,
        .minimum_energy_GeV = e->minimum_energy_GeV,
        .production_cut_GeV = e->production_cut_GeV,
        .electrons_per_cm2_X0 = e->electrons_per_cm2_X0,
        .exposure = experiment_exposure(e),
        .resolution = e->resolution,
        .convolution = e->convolution,
    };
    gauss_rule_init(&e->search.smearing_rule, 16);
    return EPSCAN_OK;
}

void experiment_free(struct experiment *e) {
    if (!e) return;
    for (int i = 0; i < e->input_count; i++) text_file_clear(&e->inputs[i]);
    csv_table_clear(&e->shower.table);
    published_limit_clear(&e->strahlung);
    track_length_free(e->track_length);
    free(e);
}

double experiment_exposure(const struct experiment *e) {
    double sum = 0.0;
    for (int i = 0; i < e->data_set_count; i++) sum += e->data_sets[i].particles_on_target * e->data_sets[i].efficiency;
    return sum;
}

double experiment_strahlung_events(const struct experiment *e, double mass_GeV) {
    return e->strahlung.count ? published_limit_events(&e->strahlung, mass_GeV) : 0.0;
}
