/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data of a page, as JSON in its template. A response goes in as single-precision numbers at the nodes of its panels, for
 * thresholds and shifts about the experiment's own: as many as fit 2 MB, all experiments together. The sliders of the page have
 * just these selections, so that nothing is interpolated in them; in s the page interpolates the panels' polynomials.
 */
#include "report/explorer_page.h"

#include "core/build_info.h"
#include "core/error.h"
#include "output/text_output.h"
#include "report/explorer_models.h"
#include "report/page_assets.h"
#include "scan/axis.h"
#include "yield/response_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <nettle/base64.h>

/* Bytes of all responses, in base64; what is left of 2 MB is D3, limits, targets, tables, each row of which takes 34, and the page.
 */
enum { RESPONSE_BYTES = 1400000, MOST_TABLE_ROWS = 5000, CURVE_POINTS = 160, TITLE_SIZE = 256 };

/* Steps on either side of the experiment's threshold, of 2 %, and of an unshifted scale, of 1 %. */
static const double threshold_step = 0.02, shift_step = 0.01;
enum { THRESHOLD_STEPS = 8, SHIFT_STEPS = 4, FEWEST_STEPS = 1 };

static const double lowest_mass_GeV = 1e-3, reach_beyond = 1.25; /* of the masses: broad A' reach beyond R's end */

#define PAGE_START "<!DOCTYPE html><!-- epscan page -->"
static const struct output_kind page_output = {
    .noun = "page", .when_existing = "another output, or --force to replace it", .start = PAGE_START};

epscan_status explorer_page_check(const char *path, bool replace) {
    if (!page_d3[0])
        return error_set(EPSCAN_BAD_INPUT, "page: this epscan was built without D3; allowed: a build with Debian's node-d3");
    return output_file_check(path, &page_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, 2 * RESPONSE_BYTES);
}

/* ---- selections */

struct page_axes {
    double threshold_GeV[2 * THRESHOLD_STEPS + 1], shift[2 * SHIFT_STEPS + 1];
    size_t threshold_count, shift_count;
};

static size_t fill_axis(double centre, double step, int steps, const struct interval *allowed, double *value) {
    size_t count = 0;
    for (int i = -steps; i <= steps; i++) {
        const double at = centre + i * step;
        if (at > allowed->low && at < allowed->high) value[count++] = at;
    }
    return count;
}

static void page_axes_of(const struct experiment *e, int fewer, struct page_axes *axes) {
    const struct interval threshold = axis_interval(EPSCAN_AXIS_THRESHOLD, e->beam_energy_GeV);
    const struct interval shift = axis_interval(EPSCAN_AXIS_SHIFT, e->beam_energy_GeV);
    axes->threshold_count = fill_axis(e->ecal_threshold_GeV, threshold_step * e->ecal_threshold_GeV,
                                      (int)fmax(FEWEST_STEPS, THRESHOLD_STEPS - 2 * fewer), &threshold, axes->threshold_GeV);
    axes->shift_count = fill_axis(0.0, shift_step, (int)fmax(FEWEST_STEPS, SHIFT_STEPS - fewer), &shift, axes->shift);
}

/* ---- numbers as JSON */

/* Single precision, little-endian, in base64. */
static json_t *float_text(size_t count, const double *value) {
    const size_t bytes = count * sizeof(float);
    float *single = malloc(bytes);
    char *text = malloc(BASE64_ENCODE_RAW_LENGTH(bytes));
    json_t *result = NULL;
    if (single && text) {
        for (size_t i = 0; i < count; i++) single[i] = (float)value[i];
        base64_encode_raw(text, bytes, (const uint8_t *)single);
        result = json_stringn(text, BASE64_ENCODE_RAW_LENGTH(bytes));
    }
    free(single);
    free(text);
    return result;
}

static json_t *channel_json(const struct response_table *table, size_t id) {
    const struct table_channel *channel = &table->channel[id];
    json_t *json = json_pack("{s:s, s:s}", "name", channel_at(id)->name, "long_name", channel_at(id)->long_name);
    if (channel->at_resonance) {
        json_object_set_new(json, "sqrt_s", explorer_numbers(channel->row_count, channel->row_sqrt_s_GeV));
        json_object_set_new(json, "rows", explorer_numbers(channel->row_count, channel->row_events));
        return json;
    }
    json_object_set_new(json, "events",
                        float_text((size_t)table->mesh.node_count * response_table_columns(table), channel->events));
    if (channel->point_mass_GeV2 > 0.0) {
        json_object_set_new(json, "point_mass", json_real(channel->point_mass_GeV2));
        json_object_set_new(json, "point_mass_at", json_real(channel->point_mass_at_GeV2));
    }
    return json;
}

static json_t *channels_json(const struct response_table *table) {
    json_t *list = json_array();
    for (size_t id = 0; id < channel_count(); id++)
        if (table->channel[id].exists) json_array_append_new(list, channel_json(table, id));
    return list;
}

static json_t *experiment_json(const struct experiment *e, const struct response_table *table) {
    double low, high;
    response_table_range(table, &low, &high);
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:i}", "name", e->name, "source", e->source, "kind",
                  e->is_projection ? "projection" : "measurement", "beam", e->beam == EM_POSITRON ? "positron" : "electron",
                  "beam_energy", e->beam_energy_GeV, "exposure", experiment_exposure(e), "threshold", e->ecal_threshold_GeV,
                  "mass_low", fmax(lowest_mass_GeV, low), "mass_high", reach_beyond * high, "nodes", MESH_PANEL_NODES);
    json_object_set_new(json, "thresholds", explorer_numbers(table->threshold_count, table->threshold_GeV));
    json_object_set_new(json, "shifts", explorer_numbers(table->shift_count, table->shift));
    json_object_set_new(json, "edges",
                        explorer_numbers(table->mesh.panel_count > 0 ? (size_t)table->mesh.panel_count + 1 : 0, table->mesh.edge));
    json_object_set_new(json, "channels", channels_json(table));
    return json;
}

/* "10^{13} e^-, m_A" of figure.h's labels as plain text: what stands above raised if it is digits, marks gone. */
static const char *plain_label(const char *label, char plain[FIGURE_LABEL]) {
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    size_t used = 0;
    bool above = false, in_braces = false;
    for (; *label && used + 4 < FIGURE_LABEL; label++) {
        if (*label == '^' || *label == '_') {
            above = *label == '^';
            in_braces = label[1] == '{';
        } else if (*label != '{' && *label != '}') {
            const bool is_raised = above && *label >= '0' && *label <= '9';
            used += (size_t)snprintf(plain + used, FIGURE_LABEL - used, "%.3s",
                                     is_raised ? raised[*label - '0'] : (const char[]){*label, '\0'});
            above = above && in_braces;
        } else {
            above = above && *label == '{';
        }
    }
    return plain;
}

/* [[[mass, epsilon], ...], ...]: a part for each run of finite limits. */
static json_t *bound_parts(const struct bound *bound) {
    json_t *parts = json_array(), *part = NULL;
    for (size_t i = 0; i < bound->count; i++) {
        if (!isfinite(bound->epsilon_up[i])) {
            part = NULL;
            continue;
        }
        if (!part) json_array_append_new(parts, part = json_array());
        json_array_append_new(part, json_pack("[f, f]", bound->mass_GeV[i], bound->epsilon_up[i]));
    }
    return parts;
}

static json_t *bounds_json(const struct bounds *bounds) {
    static const char *const dashes[FIGURE_DASHES_END] = {[FIGURE_DASHED] = "8 5",
                                                          [FIGURE_DOTTED] = "2 4",
                                                          [FIGURE_DASH_DOTTED] = "9 4 2 4",
                                                          [FIGURE_DASH_DOT_DOTTED] = "9 4 2 4 2 4"};
    json_t *list = json_array();
    char label[FIGURE_LABEL];
    for (size_t i = 0; i < bounds->count; i++) {
        const struct bound *bound = &bounds->bound[i];
        const bool region = bound->kind == BOUND_REGION; /* of pale colours: edged in grey */
        const char *dash = dashes[bound->style.dash];
        json_t *json = json_pack("{s:s, s:s, s:b}", "label", plain_label(bound->label[0] ? bound->label : bound->name, label),
                                 "colour", region ? "#6b6b6b" : bound->style.colour, "hidden", bound->kind == BOUND_PROJECTION);
        if (region) json_object_set_new(json, "fill", json_string(bound->style.colour));
        json_object_set_new(json, "mediator", json_string(bound->mediator->name));
        if (bound->has_place) json_object_set_new(json, "place", json_pack("[f, f]", bound->place_mass_GeV, bound->place_epsilon));
        if (dash && !region) json_object_set_new(json, "dash", json_string(dash));
        json_object_set_new(json, "parts", bound_parts(bound));
        json_array_append_new(list, json);
    }
    return list;
}

/* ---- the page */

/* Text between tags. */
static void put_html(const char *text, FILE *stream) {
    for (; *text; text++) switch (*text) {
        case '<': fputs("&lt;", stream); break;
        case '>': fputs("&gt;", stream); break;
        case '&': fputs("&amp;", stream); break;
        default: putc(*text, stream);
        }
}

struct part {
    const char *mark, *text; /* text NULL: the title, or the data */
};

static void put_part(const struct part *part, const char *title, const json_t *data, FILE *stream) {
    if (part->text)
        fputs(part->text, stream);
    else if (strcmp(part->mark, "@title@") == 0)
        put_html(title, stream);
    else
        json_dumpf(data, stream, JSON_COMPACT | JSON_ESCAPE_SLASH | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(10));
}

/* The template with its marks replaced, each as often as it stands there. */
static void put_page(const char *title, const json_t *data, FILE *stream) {
    const struct part parts[] = {{"@title@", NULL}, {"@data@", NULL},  {"@css@", page_css},         {"@fold@", page_fold},
                                 {"@js@", page_js}, {"@d3@", page_d3}, {"@version@", build_version}};
    for (const char *rest = page_html; *rest;) {
        const struct part *found = NULL;
        for (size_t i = 0; i < sizeof parts / sizeof parts[0] && *rest == '@'; i++)
            if (strncmp(rest, parts[i].mark, strlen(parts[i].mark)) == 0) found = &parts[i];
        if (found)
            put_part(found, title, data, stream);
        else
            putc(*rest, stream);
        rest += found ? strlen(found->mark) : 1;
    }
}

/* The responses of all experiments, with `fewer` selections than there could be. EPSCAN_OK and *bytes of them. */
static epscan_status responses_json(const struct explorer_page *page, int fewer, json_t *list, size_t *bytes) {
    epscan_status status = EPSCAN_OK;
    *bytes = 0;
    for (size_t i = 0; i < page->experiment_count && !status; i++) {
        const struct prepared_experiment *prepared = page->experiment[i];
        struct page_axes axes;
        struct response_table table;
        page_axes_of(prepared->experiment, fewer, &axes);
        status = response_table_of(&prepared->responses,
                                   &(struct selection_axes){axes.threshold_GeV, axes.threshold_count, axes.shift, axes.shift_count},
                                   &table);
        if (status) return status;
        for (size_t c = 0; c < channel_count(); c++)
            if (table.channel[c].exists && !table.channel[c].at_resonance)
                *bytes += BASE64_ENCODE_RAW_LENGTH((size_t)table.mesh.node_count * response_table_columns(&table) * sizeof(float));
        json_array_append_new(list, experiment_json(prepared->experiment, &table));
        response_table_clear(&table);
    }
    return status;
}

/* Selections of all experiments, with so many fewer. */
static double selections_of(const struct explorer_page *page, int fewer) {
    double selections = 0.0;
    for (size_t i = 0; i < page->experiment_count; i++) {
        struct page_axes axes;
        page_axes_of(page->experiment[i]->experiment, fewer, &axes);
        selections += (double)(axes.threshold_count * axes.shift_count);
    }
    return selections;
}

/* Fewer selections until they fit: as many as those tried would need, for bytes go with their number. */
static epscan_status fitting_responses(const struct explorer_page *page, json_t *data) {
    for (int fewer = 0; fewer < SHIFT_STEPS;) {
        size_t bytes;
        json_t *list = json_array();
        const epscan_status status = responses_json(page, fewer, list, &bytes);
        if (!status && bytes <= RESPONSE_BYTES)
            return json_object_set_new(data, "experiments", list) ? error_no_memory("a page") : EPSCAN_OK;
        json_decref(list);
        if (status) return status;
        const double bytes_each = (double)bytes / selections_of(page, fewer);
        do fewer++;
        while (fewer < SHIFT_STEPS && bytes_each * selections_of(page, fewer) > RESPONSE_BYTES);
    }
    return error_set(EPSCAN_BAD_INPUT, "page: %zu experiments do not fit 2 MB; allowed: fewer of them", page->experiment_count);
}

/* What is said of their models, to experiments in their order. */
static epscan_status put_models(const struct explorer_page *page, json_t *experiments) {
    size_t rows = 0;
    for (size_t i = 0; i < page->experiment_count; i++) {
        const struct axis *tables = page->tables[i];
        for (size_t k = 0; tables && k < tables->count; k++) rows += tables->table[k].count;
    }
    if (rows > MOST_TABLE_ROWS)
        return error_set(EPSCAN_BAD_INPUT, "page: tables of %zu rows do not fit 2 MB; allowed: up to %d in all", rows,
                         MOST_TABLE_ROWS);
    for (size_t i = 0; i < page->experiment_count; i++)
        explorer_put_models(page->experiment[i]->experiment, page->tables[i], json_array_get(experiments, i));
    return EPSCAN_OK;
}

static void title_of(const struct explorer_page *page, char title[TITLE_SIZE]) {
    size_t used = (size_t)snprintf(title, TITLE_SIZE, "Light dark matter with missing energy: ");
    for (size_t i = 0; i < page->experiment_count && used < TITLE_SIZE; i++)
        used += (size_t)snprintf(title + used, TITLE_SIZE - used, "%s%s", i ? ", " : "", page->experiment[i]->experiment->name);
}

epscan_status explorer_page_write(const struct explorer_page *page, const char *path, bool replace) {
    char title[TITLE_SIZE], version[128];
    struct text_output output;
    snprintf(version, sizeof version, "epscan %s (%s), physics version %d", build_version, build_git_revision, physics_version);
    title_of(page, title);
    json_t *data = json_pack("{s:s, s:s+, s:i, s:o}", "version", version, "provenance", "Made by ", version, "points", CURVE_POINTS,
                             "limits", bounds_json(page->bounds));
    if (!data) return error_no_memory("a page");
    epscan_status status = fitting_responses(page, data);
    if (!status) status = put_models(page, json_object_get(data, "experiments"));
    if (!status) status = text_output_open(path, &page_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, &output);
    if (!status) {
        put_page(title, data, output.stream);
        status = text_output_close(&output, EPSCAN_OK);
    }
    json_decref(data);
    return status;
}
