/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid may leave variables out, as long as what it has says something: epsilon_up, or the events of all channels, from which Eq.
 * 7 makes it again. Limits of other methods do not follow from events alone.
 */
#include "scan/job_form.h"

#include <stdio.h>
#include <string.h>

static epscan_status read_precision(const struct yaml_value *root, struct grid_form *form) {
    static const char *const precisions[] = {"double", "single", NULL};
    const struct yaml_value key = yaml_find(root, "precision");
    int choice = 0;
    const epscan_status status = key.node ? yaml_choice(&key, precisions, &choice) : EPSCAN_OK;
    form->is_single = choice == 1;
    return status;
}

/* Take one name out of those left out. */
static epscan_status keep_variable(const struct yaml_value *item, const struct grid *grid, struct grid_form *form) {
    const char *names[CHANNELS_MAX + 2] = {"epsilon_up"};
    char events[CHANNELS_MAX][48];
    size_t channel[CHANNELS_MAX + 1] = {0}, count = 1;
    int choice = 0;
    for (size_t c = 0; c < channel_count(); c++) {
        if (!grid->has_channel[c]) continue;
        snprintf(events[c], sizeof events[c], "n_%s", channel_at(c)->name);
        channel[count] = c;
        names[count++] = events[c];
    }
    const epscan_status status = yaml_choice(item, names, &choice);
    if (status) return status;
    if (choice == 0)
        form->without_limits = false;
    else
        form->without_events[channel[choice]] = false;
    return EPSCAN_OK;
}

/* Limits that do not follow from the events of all channels, and what to say of them; NULL: they do, by Eq. 7. */
static const char *other_limits(const struct experiment *experiment) {
    if (experiment->next) return "limits of several experiments";
    if (experiment->mediation.visible_widths) return "limits with visible_widths";
    return experiment->statistics.method == EPSCAN_LIMIT_COUNTING ? NULL : "limits by other methods than counting";
}

/* Factored events are of one experiment at any epsilon; limits that follow from them are not stored. */
static epscan_status read_storage(const struct yaml_value *root, const struct experiment *experiment, struct grid *grid) {
    static const char *const storages[] = {"plain", "factored", NULL};
    const struct yaml_value key = yaml_find(root, "storage");
    const bool has_others = yaml_find(root, "precision").node || yaml_find(root, "variables").node;
    int choice = 0;
    const epscan_status status = key.node ? yaml_choice(&key, storages, &choice) : EPSCAN_OK;
    if (status || choice == 0) return status;
    if (experiment->next || experiment->mediation.visible_widths)
        return yaml_fail(&key, "%s do not factor; allowed: plain", other_limits(experiment));
    if (has_others) return yaml_fail(&key, "factored goes without precision and variables");
    grid->form.is_factored = true;
    grid->form.without_limits = !other_limits(experiment);
    return EPSCAN_OK;
}

static epscan_status check_variables(const struct yaml_value *key, const struct experiment *experiment,
                                     const struct grid_form *form) {
    bool lacks_events = false;
    for (size_t c = 0; c < CHANNELS_MAX; c++) lacks_events |= form->without_events[c];
    if (form->without_limits && other_limits(experiment))
        return yaml_fail(key, "%s do not follow from the events; allowed: with epsilon_up", other_limits(experiment));
    if (form->without_limits && lacks_events)
        return yaml_fail(key, "allowed: with epsilon_up, or the events of all channels, from which it follows");
    return EPSCAN_OK;
}

static epscan_status read_variables(const struct yaml_value *root, const struct experiment *experiment, struct grid *grid) {
    struct grid_form *form = &grid->form;
    const struct yaml_value key = yaml_find(root, "variables");
    if (!key.node) return EPSCAN_OK;
    if (!yaml_is_list(&key) || yaml_list_length(&key) < 1) return yaml_fail(&key, "allowed: a list of variables");
    form->without_limits = true;
    memcpy(form->without_events, grid->has_channel, sizeof form->without_events);
    epscan_status status = yaml_check_unique(&key, NULL);
    for (int i = 0; i < yaml_list_length(&key) && !status; i++) {
        const struct yaml_value item = yaml_list_item(&key, i);
        status = keep_variable(&item, grid, form);
    }
    return status ? status : check_variables(&key, experiment, form);
}

epscan_status job_form_read(const struct yaml_value *root, const struct experiment *experiment, struct grid *grid) {
    grid->form = (struct grid_form){0};
    epscan_status status = read_precision(root, &grid->form);
    if (!status) status = read_variables(root, experiment, grid);
    return status ? status : read_storage(root, experiment, grid);
}
