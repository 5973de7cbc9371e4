/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulation's tallies and events as HDF5, variable by variable from the schema (simulation_schema.h). */
#include "output/simulation_file.h"

#include "model/mediator.h"
#include "core/build_info.h"
#include "core/error.h"
#include "file/hdf5_helpers.h"
#include "output/output_file.h"
#include "output/simulation_appended.h"
#include "output/simulation_grid.h"
#include "output/simulation_schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

enum { EVENTS_PER_CHUNK = 16384 };

/* The root attribute that only simulations have. */
#define RANDOM_NUMBERS "random_numbers"

struct simulation_writer {
    const struct simulation_record *record;
    struct output_file output;
    bool begun;                     /* the output, and not ended */
    hid_t file, events, event_type; /* H5I_INVALID_HID: not open */
    hsize_t event_count;
};

static const struct output_kind simulation_output = {.noun = "simulation",
                                                     .when_existing = "another output, or --force to replace it",
                                                     .start = OUTPUT_START_HDF5,
                                                     .hdf5_attribute = RANDOM_NUMBERS};

epscan_status simulation_file_check_output(const char *path, const struct simulation_record *record, bool replace) {
    /* one event a shower and channel when weighted; how many there are otherwise depends on beta */
    const uint64_t events = record->signal && record->signal->strahlung ? SIGNAL_CHANNELS : 1;
    const bool weighted = record->signal && record->signal->biasing == SIGNAL_WEIGHTED;
    const uint64_t bytes = (weighted ? record->showers * events * sizeof(struct signal_event) : 0) + (1 << 21);
    return output_file_check(path, &simulation_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, bytes);
}

/* The effects that are on, with blanks between. */
static void name_effects(const struct shower_effects *effects, char *text, size_t size) {
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; i < SHOWER_EFFECT_COUNT; i++)
        if (shower_effect_is_on(effects, i) && length < size)
            length += (size_t)snprintf(text + length, size - length, "%s%s", length ? " " : "", shower_effect_name(i));
}

static herr_t put_run(hid_t file, const struct simulation_record *record) {
    const struct simulation_setup *setup = record->setup;
    char effects[256];
    name_effects(&setup->effects, effects, sizeof effects);
    herr_t status = hdf5_put_text(file, "title", "electromagnetic showers by Monte Carlo");
    if (status >= 0) status = hdf5_put_text(file, "experiment", record->experiment->name);
    if (status >= 0) status = hdf5_put_integer(file, "physics_version", physics_version);
    if (status >= 0) status = hdf5_put_text(file, RANDOM_NUMBERS, "Philox4x32-10 (Random123), keyed by seed and shower");
    if (status >= 0) status = hdf5_put_wide_integer(file, "seed", (int64_t)record->seed);
    if (status >= 0) status = hdf5_put_wide_integer(file, "showers", (int64_t)record->showers);
    if (status >= 0) status = hdf5_put_text(file, "beam", setup->beam == EM_POSITRON ? "positron" : "electron");
    if (status >= 0) status = hdf5_put_double(file, "beam_energy_GeV", setup->beam_energy_GeV);
    if (status >= 0) status = hdf5_put_double(file, "cut_GeV", setup->cut_GeV);
    if (status >= 0) status = hdf5_put_double(file, "soft_share", setup->soft_share);
    if (status >= 0) status = hdf5_put_text(file, "effects", effects);
    if (status >= 0) status = hdf5_put_integer(file, "preshower_cells", setup->preshower_cells);
    return status < 0 ? status : hdf5_put_double(file, "depth_X0", shower_simulation_depth_X0(record->simulation));
}

/* What the yield is computed from: exposure times the sum of weights over showers. */
static herr_t put_signal(hid_t table, const struct simulation_record *record) {
    const struct experiment *e = record->experiment;
    const struct signal_setup *signal = record->signal;
    double particles = 0.0;
    for (int i = 0; i < e->data_set_count; i++) particles += e->data_sets[i].particles_on_target;
    herr_t status = hdf5_put_text(table, "spin", epscan_spin_name(signal->model.spin));
    if (status >= 0) status = hdf5_put_text(table, "mediator", signal_mediator(signal)->name);
    const struct {
        const char *name;
        double value;
    } numbers[] = {
        {"mA_GeV", signal->model.mass_GeV},
        {"alpha_D", signal->model.alpha_D},
        {"mass_ratio", signal->model.mass_ratio},
        {"mass_splitting", signal->model.splitting},
        {"reference_epsilon", EPSCAN_REFERENCE_EPSILON},
        {"lowest_positron_energy_GeV", signal->lowest_energy_GeV},
        {"ecal_threshold_GeV", e->ecal_threshold_GeV},
        {"particles_on_target", particles},
        {"exposure", experiment_exposure(e)},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && status >= 0; i++)
        status = hdf5_put_double(table, numbers[i].name, numbers[i].value);
    if (status >= 0) status = hdf5_put_wide_integer(table, "showers", (int64_t)record->showers);
    if (status >= 0) status = hdf5_put_text(table, "biasing", signal->biasing == SIGNAL_MULTIPLIED ? "multiplied" : "weighted");
    if (status >= 0 && signal->biasing == SIGNAL_MULTIPLIED) status = hdf5_put_double(table, "beta", signal->beta);
    if (status >= 0) status = hdf5_put_text(table, "channels", signal->strahlung ? "annihilation strahlung" : "annihilation");
    if (status >= 0) status = hdf5_put_text(table, "electrons", signal->moving_electrons ? "in motion" : "at rest");
    return status < 0 ? status
                      : hdf5_put_text(table, "comment",
                                      "yield = exposure * sum(weight) / showers: the exposure is the sum over data sets of "
                                      "particles on target times efficiency; selected: those with ecal_GeV < ecal_threshold_GeV");
}

/* Each column's meaning as an attribute of its name. */
static herr_t put_columns(hid_t table) {
    herr_t status = 0;
    for (int i = 0; i < EVENT_COLUMNS && status >= 0; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s (%s)", event_columns[i].long_name, event_columns[i].unit);
        status = hdf5_put_text(table, event_columns[i].name, text);
    }
    return status;
}

static herr_t create_events(struct simulation_writer *writer) {
    const hsize_t none = 0, unlimited = H5S_UNLIMITED, chunk = EVENTS_PER_CHUNK;
    const hid_t group_properties = hdf5_ordered(H5P_GROUP_CREATE), properties = hdf5_ordered(H5P_DATASET_CREATE);
    const hid_t group = H5Gcreate2(writer->file, SIMULATION_EVENTS, H5P_DEFAULT, group_properties, H5P_DEFAULT);
    const hid_t type = simulation_event_type(false), space = H5Screate_simple(1, &none, &unlimited);
    H5Pset_chunk(properties, 1, &chunk);
    H5Pset_fletcher32(properties);
    /* netCDF knows compound types by their name only */
    herr_t status = group < 0 ? -1 : H5Tcommit2(group, SIMULATION_EVENT_TYPE, type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (status >= 0) writer->events = H5Dcreate2(group, SIMULATION_EVENT_TABLE, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    status = writer->events < 0 ? -1 : put_columns(writer->events);
    if (status >= 0) status = put_signal(writer->events, writer->record);
    writer->event_type = simulation_event_type(true);
    H5Sclose(space);
    H5Tclose(type);
    if (group >= 0) H5Gclose(group);
    H5Pclose(properties);
    H5Pclose(group_properties);
    return status;
}

static epscan_status begin(struct simulation_writer *writer, const struct provenance *provenance) {
    const struct simulation_record *record = writer->record;
    writer->file = hdf5_create_file(writer->output.temporary);
    if (writer->file < 0 || provenance_put(writer->file, provenance) < 0 || put_run(writer->file, record) < 0 ||
        provenance_put_inputs(writer->file, NULL, record->experiment->inputs, (size_t)record->experiment->input_count) < 0 ||
        (record->signal && create_events(writer) < 0) || H5Fflush(writer->file, H5F_SCOPE_GLOBAL) < 0)
        return hdf5_fail(writer->output.path, "cannot be created");
    return EPSCAN_OK;
}

epscan_status simulation_writer_create(const char *path, const struct simulation_record *record,
                                       const struct provenance *provenance, bool replace, struct simulation_writer **writer) {
    const enum existing_output existing = replace ? EXISTING_REPLACED : EXISTING_REFUSED;
    struct simulation_writer *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory(path);
    made->record = record;
    made->file = made->events = made->event_type = H5I_INVALID_HID;
    epscan_status status = simulation_file_check_output(path, record, replace);
    if (!status) status = output_file_begin(path, &simulation_output, existing, NULL, &made->output);
    made->begun = !status;
    if (!status) status = begin(made, provenance);
    if (status)
        simulation_writer_free(made);
    else
        *writer = made;
    return status;
}

epscan_status simulation_writer_put_events(struct simulation_writer *writer, const struct signal_event *events, size_t count) {
    const hsize_t first = writer->event_count, added = count, total = first + added;
    if (count == 0) return EPSCAN_OK;
    hid_t file_space = H5I_INVALID_HID;
    const hid_t memory_space = H5Screate_simple(1, &added, NULL);
    herr_t status = H5Dset_extent(writer->events, &total);
    if (status >= 0) file_space = H5Dget_space(writer->events);
    if (status >= 0) status = H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &first, NULL, &added, NULL);
    if (status >= 0) status = H5Dwrite(writer->events, writer->event_type, memory_space, file_space, H5P_DEFAULT, events);
    if (file_space >= 0) H5Sclose(file_space);
    H5Sclose(memory_space);
    writer->event_count = total;
    return status < 0 ? hdf5_fail(writer->output.path, "cannot be written") : EPSCAN_OK;
}

epscan_status simulation_writer_finish(struct simulation_writer *writer, const struct shower_tally *tally,
                                       const struct shower_tally *whole) {
    const struct simulation_record *record = writer->record;
    epscan_status status = EPSCAN_OK;
    if (simulation_grid_put(writer->file, record->simulation, record->setup, tally) < 0 ||
        simulation_appended_put(writer->file, record, whole) < 0 ||
        hdf5_put_wide_integer(writer->file, "unbalanced_showers", (int64_t)shower_tally_unbalanced(tally)) < 0 ||
        (writer->event_type >= 0 && H5Tclose(writer->event_type) < 0) || (writer->events >= 0 && H5Dclose(writer->events) < 0) ||
        H5Fflush(writer->file, H5F_SCOPE_GLOBAL) < 0 || H5Fclose(writer->file) < 0)
        status = hdf5_fail(writer->output.path, "cannot be written");
    writer->begun = false;
    return output_file_end(&writer->output, status);
}

/* A file that is given up is left to the end of the process (hdf5_helpers.h). */
void simulation_writer_free(struct simulation_writer *writer) {
    if (!writer) return;
    if (writer->begun) output_file_abandon(&writer->output);
    free(writer);
}
