/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file/grid_schema.h"

#include "file/hdf5_read.h"

#include <stdio.h>

static struct grid_variable events_of(const struct channel *channel) {
    struct grid_variable variable = {.comment = channel->comment, .rank = EPSCAN_AXIS_COUNT};
    snprintf(variable.name, sizeof variable.name, "n_%s", channel->name);
    snprintf(variable.long_name, sizeof variable.long_name, "expected events from %s at epsilon = %g", channel->long_name,
             EPSCAN_REFERENCE_EPSILON);
    return variable;
}

struct grid_variable grid_variable(enum grid_variable_id id) {
    static const struct grid_variable epsilon_up = {"epsilon_up", "upper limit on the kinetic mixing epsilon",
                                                    "at 90 % C.L. by Eq. 7 of PRD 104 L091701, or as the attributes limit_method "
                                                    "and confidence_level say; +inf where nothing is "
                                                    "excluded",
                                                    EPSCAN_AXIS_COUNT};
    static const struct grid_variable status = {
        "status", "status of the model point",
        "strahlung_out_of_range: the limit rests on annihilation alone; visible_width: at epsilon_up the neglected decays to "
        "charged "
        "leptons have more than 1 % of the width; no_signal: nothing is expected, nothing excluded",
        MODEL_AXIS_COUNT};
    switch (id) {
    case VARIABLE_EPSILON_UP: return epsilon_up;
    case VARIABLE_STATUS: return status;
    default: return events_of(channel_at(id));
    }
}

bool grid_has_variable(const struct grid *grid, enum grid_variable_id id) {
    return id >= CHANNELS_MAX || grid->has_channel[id];
}

herr_t grid_format_of(hid_t file, int *format) {
    *format = 1;
    return H5Aexists(file, GRID_FORMAT) == 0 ? 0 : hdf5_get_integer(file, GRID_FORMAT, format);
}
