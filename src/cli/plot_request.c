/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options of `epscan plot` as a request: which figure takes which is in its plot's `options`, ranges are those of the axes of a
 * scan. A curve is FILE.csv[:LABEL[:STYLE]]; the first colon behind ".csv" ends the file's name, the last part is a style if it is
 * one.
 */
#include "cli/plot_request.h"

#include "cli/shared_options.h"
#include "core/error.h"
#include "core/text_file.h"
#include "core/text_line.h"
#include "model/dark_current.h"
#include "scan/axis.h"

#include <stdlib.h>
#include <string.h>

bool plot_options_add_input(struct plot_options *options, const char *path, bool is_projection) {
    if (options->input_count == PLOT_MAX_INPUTS) return false;
    options->inputs[options->input_count++] = (struct plot_input){path, is_projection};
    return true;
}

bool plot_options_has_input(const struct plot_options *options) {
    for (size_t i = 0; i < options->input_count; i++)
        if (!options->inputs[i].is_projection) return true;
    return false;
}

static bool has_projection(const struct plot_options *o) {
    for (size_t i = 0; i < o->input_count; i++)
        if (o->inputs[i].is_projection) return true;
    return false;
}

static epscan_status check_taken(const struct plot_options *o, const struct plot *plot) {
    const struct {
        const char *name;
        bool given;
        enum plot_option option;
    } rows[] = {
        {"mA", o->masses, PLOT_MASSES},
        {"projection", has_projection(o), PLOT_PROJECTIONS},
        {"limits", o->limits_folder, PLOT_BOUNDS_FOLDER},
        {"bounds", o->bounds, PLOT_BOUNDS},
        {"curve", o->curve_count > 0, PLOT_CURVES},
        {"spin", o->spin, PLOT_MODELS},
        {"alpha-D", o->alpha_D, PLOT_MODELS},
        {"mass-ratio", o->mass_ratio, PLOT_MODELS},
        {"splitting", o->splitting, PLOT_MODELS},
        {"threshold", o->threshold, PLOT_MODELS},
        {"scale-shift", o->shift, PLOT_MODELS},
        {"ordinate", o->ordinate, PLOT_PLANE},
        {"x-range", o->x_range, PLOT_X_RANGE},
        {"y-range", o->y_range, PLOT_Y_RANGE},
        {"over", o->over, PLOT_MAP},
        {"quantity", o->quantity, PLOT_MAP},
        {"targets", o->targets, PLOT_TARGETS},
        {"expected", o->expected, PLOT_EXPECTED},
        {"as-stored", o->stored, PLOT_STORED},
    };
    char names[256];
    size_t own = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].given && !(plot->options & rows[i].option))
            return error_set(EPSCAN_BAD_INPUT, "--%s is not allowed; allowed: with %s", rows[i].name,
                             plot_names(rows[i].option, names, sizeof names));
    for (size_t i = 0; i < o->input_count; i++) own += !o->inputs[i].is_projection;
    return own <= plot->most_inputs ? EPSCAN_OK
                                    : error_set(EPSCAN_BAD_INPUT, "plot %s: %zu inputs are not allowed; allowed: %zu", plot->name,
                                                own, plot->most_inputs);
}

/* A list of an axis' values. */
static epscan_status read_numbers(const char *text, epscan_axis id, struct plot_numbers *numbers) {
    struct number_list list = {0};
    if (!text) return EPSCAN_OK;
    const epscan_status status = option_axis_values(id, text, OPTION_ANY_BEAM_GeV, &list);
    *numbers = (struct plot_numbers){list.count, list.value};
    return status;
}

static epscan_status read_range(const char *option, const char *text, struct plot_range *range) {
    static const struct interval allowed = {1e-30, 1e4, false, false, ""};
    if (!text) return EPSCAN_OK;
    range->given = true;
    const epscan_status status = option_range(option, text, &allowed, &range->low, &range->high);
    return status || range->low < range->high
               ? status
               : error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: LOW:HIGH with LOW < HIGH", option, text);
}

/* What a map is of, and over. */
static epscan_status read_map(const struct plot_options *o, struct plot_request *request) {
    static const char *const quantities[] = {"epsilon", "y", "shift-derivative", NULL};
    static const char *const axes[] = {"alpha-D", "mass-ratio", "splitting", "threshold", "scale-shift", NULL};
    static const epscan_axis ids[] = {EPSCAN_AXIS_ALPHA_D, EPSCAN_AXIS_MASS_RATIO, EPSCAN_AXIS_SPLITTING, EPSCAN_AXIS_THRESHOLD,
                                      EPSCAN_AXIS_SHIFT};
    int quantity = 0, axis = 0;
    epscan_status status = o->quantity ? option_word("quantity", o->quantity, quantities, &quantity) : EPSCAN_OK;
    if (!status && o->over) status = option_word("over", o->over, axes, &axis);
    request->quantity = (enum plot_quantity)quantity;
    request->over = ids[axis];
    return status;
}

/* Names of dark currents, or all. */
static epscan_status read_targets(const char *text, struct plot_request *request) {
    char item[OPTION_ITEM_SIZE];
    for (const char *rest = text; rest;) {
        epscan_spin kind;
        rest = option_next_item(rest, ',', item, sizeof item);
        if (strcmp(item, "all") == 0)
            request->all_targets = true;
        else if (epscan_spin_of_name(item, &kind))
            request->target[kind] = true;
        else
            return error_set(EPSCAN_BAD_INPUT, "--targets: \"%.60s\" is not allowed; allowed: %s, all", item, DARK_CURRENT_NAMES);
    }
    return EPSCAN_OK;
}

/* Where the name of a curve's file ends: at the first colon behind ".csv", else at the first. */
static size_t file_length(const char *text) {
    const char *suffix = strstr(text, ".csv:");
    return suffix ? (size_t)(suffix - text) + 4 : strcspn(text, ":");
}

static epscan_status read_curve(const char *text, struct own_curve *curve) {
    const size_t length = file_length(text);
    const char *label = text[length] ? text + length + 1 : "", *style = strrchr(label, ':');
    if (length == 0 || length >= sizeof curve->path)
        return error_set(EPSCAN_BAD_INPUT, "--curve: \"%.60s\" is not allowed; allowed: FILE.csv[:LABEL[:STYLE]]", text);
    snprintf(curve->path, sizeof curve->path, "%.*s", (int)length, text);
    curve->style = (struct figure_style){FIGURE_BLACK, FIGURE_SOLID, 2.0};
    if (style && !figure_style_parse(style + 1, &curve->style))
        return error_set(EPSCAN_BAD_INPUT, "--curve: style \"%.60s\" is not allowed; allowed, with commas: " FIGURE_STYLE_WORDS,
                         style + 1);
    curve->has_style = style != NULL;
    snprintf(curve->label, sizeof curve->label, "%.*s", (int)(style ? (size_t)(style - label) : strlen(label)),
             *label ? label : path_name(curve->path));
    text_in_one_line(curve->label);
    return EPSCAN_OK;
}

static epscan_status read_curves(const struct plot_options *o, struct plot_request *request) {
    struct own_curve *curves = calloc(o->curve_count ? o->curve_count : 1, sizeof *curves);
    epscan_status status = curves ? EPSCAN_OK : error_no_memory("the curves");
    request->curve = curves;
    request->curve_count = status ? 0 : o->curve_count;
    for (size_t i = 0; i < request->curve_count && !status; i++) status = read_curve(o->curves[i], &curves[i]);
    return status;
}

/* Our own inputs first, projections behind them. */
static void order_inputs(const struct plot_options *o, struct plot_request *request) {
    for (int projections = 0; projections < 2; projections++)
        for (size_t i = 0; i < o->input_count; i++)
            if (o->inputs[i].is_projection == (projections == 1)) request->input[request->input_count++] = o->inputs[i];
}

/* The values of axes that lines are asked for. */
static epscan_status read_axes(const struct plot_options *o, struct plot_request *request) {
    epscan_status status = read_numbers(o->masses, EPSCAN_AXIS_MASS, &request->masses_GeV);
    if (!status) status = read_numbers(o->spin, EPSCAN_AXIS_SPIN, &request->spins);
    if (!status) status = read_numbers(o->alpha_D, EPSCAN_AXIS_ALPHA_D, &request->alpha_D);
    if (!status) status = read_numbers(o->mass_ratio, EPSCAN_AXIS_MASS_RATIO, &request->mass_ratios);
    if (!status) status = read_numbers(o->splitting, EPSCAN_AXIS_SPLITTING, &request->splittings);
    if (!status) status = read_numbers(o->threshold, EPSCAN_AXIS_THRESHOLD, &request->thresholds_GeV);
    return status ? status : read_numbers(o->shift, EPSCAN_AXIS_SHIFT, &request->shifts);
}

epscan_status plot_request_make(const struct plot_options *o, const struct plot *plot, struct plot_request *request) {
    static const char *const ordinates[] = {"epsilon", "y", NULL};
    int ordinate = 0;
    *request =
        (struct plot_request){.limits_folder = o->limits_folder, .bounds = o->bounds, .expected = o->expected, .stored = o->stored};
    order_inputs(o, request);
    epscan_status status = check_taken(o, plot);
    if (!status) status = read_axes(o, request);
    if (!status && o->ordinate) status = option_word("ordinate", o->ordinate, ordinates, &ordinate);
    if (!status) status = read_range("x-range", o->x_range, &request->x);
    if (!status) status = read_range("y-range", o->y_range, &request->y);
    if (!status && o->targets) status = read_targets(o->targets, request);
    if (!status) status = read_map(o, request);
    request->ordinate_is_y = ordinate == 1;
    return status ? status : read_curves(o, request);
}

void plot_request_clear(struct plot_request *request) {
    struct plot_numbers *const lists[] = {&request->masses_GeV, &request->spins,          &request->alpha_D, &request->mass_ratios,
                                          &request->splittings, &request->thresholds_GeV, &request->shifts};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) free(lists[i]->value);
    free((void *)(uintptr_t)request->curve);
    *request = (struct plot_request){0};
}
