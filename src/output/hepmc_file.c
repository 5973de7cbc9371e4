/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `epscan simulate --hepmc` writes: run information with the model and what weights mean, then an event for each signal event
 * (hepmc_event.h), as text that the library makes (hepmc_text.h).
 */
#include "output/hepmc_file.h"

#include "model/mediator.h"
#include "core/build_info.h"
#include "core/error.h"
#include "output/hepmc_event.h"
#include "output/text_output.h"

#include <stdlib.h>

enum { BYTES_PER_EVENT = 1200 };

struct hepmc_file {
    const struct simulation_record *record;
    struct text_output output;
    bool begun; /* the output, and not ended */
    struct hepmc_text *text;
};

static const struct output_kind hepmc_output = {
    .noun = "HepMC file", .when_existing = "another file, or --force to replace it", .start = "HepMC::Version"};

static enum existing_output existing_of(bool replace) {
    return replace ? EXISTING_REPLACED : EXISTING_REFUSED;
}

epscan_status hepmc_file_check_output(const char *path, const struct simulation_record *record, bool replace) {
    const uint64_t events = record->signal->biasing == SIGNAL_MULTIPLIED ? 0 : record->signal->strahlung ? 2 : 1;
    if (!hepmc_is_there())
        return error_set(EPSCAN_BAD_INPUT, "--hepmc: this epscan was built without HepMC3; allowed: one built with libhepmc3-dev");
    return output_file_check(path, &hepmc_output, existing_of(replace), record->showers * events * BYTES_PER_EVENT);
}

static struct hepmc_text *text_of(const struct simulation_record *record) {
    const struct experiment *e = record->experiment;
    const epscan_dark_photon *model = &record->signal->model;
    struct hepmc_run run = {
        .tool_version = build_version,
        .description = "dark photons of electromagnetic showers in a target; the beam runs along z, z = 0 where the target begins",
        .experiment = e->name,
        .mediator = signal_mediator(record->signal)->name,
        .spin = epscan_spin_name(model->spin),
        .weight_name = {"events_at_epsilon", "per_particle_on_target"},
        .mass_GeV = model->mass_GeV,
        .alpha_D = model->alpha_D,
        .mass_ratio = model->mass_ratio,
        .epsilon = EPSCAN_REFERENCE_EPSILON,
        .exposure = experiment_exposure(e),
        .showers = record->showers,
        .seed = record->seed,
    };
    for (int i = 0; i < e->data_set_count; i++) run.particles_on_target += e->data_sets[i].particles_on_target;
    return hepmc_text_create(&run);
}

epscan_status hepmc_file_create(const char *path, const struct simulation_record *record, bool replace, struct hepmc_file **file) {
    struct hepmc_file *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory(path);
    made->record = record;
    epscan_status status = hepmc_file_check_output(path, record, replace);
    if (!status) status = text_output_open(path, &hepmc_output, existing_of(replace), &made->output);
    made->begun = !status;
    if (!status) made->text = text_of(record);
    if (!status && !made->text) status = error_no_memory(path);
    if (status)
        hepmc_file_free(made);
    else
        *file = made;
    return status;
}

epscan_status hepmc_file_put(struct hepmc_file *file, const struct signal_event *events, size_t count) {
    const char *path = file->output.file.path;
    for (size_t i = 0; i < count; i++) {
        const struct hepmc_event event = hepmc_event_of(file->record, &events[i]);
        if (!hepmc_text_put(file->text, &event, file->output.stream)) return error_no_memory(path);
    }
    return ferror(file->output.stream) ? error_set(EPSCAN_FAILED, "%s: cannot be written", path) : EPSCAN_OK;
}

epscan_status hepmc_file_finish(struct hepmc_file *file) {
    const bool good = hepmc_text_end(file->text, file->output.stream);
    file->begun = false;
    return text_output_close(&file->output, good ? EPSCAN_OK : error_no_memory(file->output.file.path));
}

void hepmc_file_free(struct hepmc_file *file) {
    if (!file) return;
    if (file->begun) text_output_close(&file->output, EPSCAN_STOPPED);
    hepmc_text_free(file->text);
    free(file);
}
