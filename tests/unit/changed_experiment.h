/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Experiments of inputs/ with other texts in some places. */
#ifndef TESTS_CHANGED_EXPERIMENT_H
#define TESTS_CHANGED_EXPERIMENT_H

#include "testing.h"

#include "epscan/constants.h"

/* An experiment of inputs/experiments whose file says something else in some places: pairs of texts, to NULL. */
static struct prepared_experiment *changed(const char *name, const char *const *pairs) {
    static char path[1024], text[65536], other[65536];
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (; *pairs; pairs += 2) {
        const char *at = strstr(text, pairs[0]);
        assert_non_null(at);
        snprintf(other, sizeof other, "%.*s%s%s", (int)(at - text), text, pairs[1], at + strlen(pairs[0]));
        memcpy(text, other, sizeof text);
    }
    if (experiment_parse(path, text, strlen(text), &experiment) || prepared_experiment_create(experiment, &prepared))
        fail_msg("%s", epscan_error_message());
    return prepared;
}

#define LEAD_AT_REST "electrons: ../materials/lead.yaml"
#define LEAD_IN_MOTION(binding) "electrons: {of: ../materials/lead.yaml, motion: compton-profiles, binding: " binding "}"

#endif
