/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounds of others that figures draw: tables of inputs/limits, which say themselves how they are to be drawn. */
#include "report/published_bounds.h"

#include "core/error.h"
#include "model/magnetic_moment.h"
#include "text/csv_table.h"
#include "text/number_text.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOMENT_POINTS = 400, PATH_SIZE = 4096 };

static const char *const kinds[BOUND_KINDS] = {"region", "line", "projection", "comparison"};

void bounds_clear(struct bounds *bounds) {
    for (size_t i = 0; i < bounds->count; i++) {
        free(bounds->bound[i].mass_GeV);
        free(bounds->bound[i].epsilon_up);
    }
    free(bounds->bound);
    *bounds = (struct bounds){0};
}

/* One more, with room for `points`; NULL: no memory. */
static struct bound *add_bound(struct bounds *bounds, const char *name, size_t points) {
    struct bound *more = realloc(bounds->bound, (bounds->count + 1) * sizeof *more);
    if (!more) return NULL;
    bounds->bound = more;
    struct bound *bound = &more[bounds->count];
    *bound =
        (struct bound){.kind = BOUND_LINE, .style = {FIGURE_BLACK, FIGURE_DOTTED, 2.0}, .count = points, .mediator = &mediators[0]};
    snprintf(bound->name, sizeof bound->name, "%s", name);
    bound->mass_GeV = malloc(points * sizeof(double));
    bound->epsilon_up = malloc(points * sizeof(double));
    bounds->count++;
    return bound->mass_GeV && bound->epsilon_up ? bound : NULL;
}

/* From 0.1 MeV to 10 GeV. */
static epscan_status add_moment(const struct moment_difference *difference, const struct bound *like, struct bounds *bounds) {
    struct bound *bound = add_bound(bounds, difference->source, MOMENT_POINTS);
    if (!bound) return error_no_memory("the bounds");
    snprintf(bound->label, sizeof bound->label, "%s", like->label);
    bound->kind = like->kind;
    bound->style = like->style;
    bound->has_place = like->has_place;
    bound->place_mass_GeV = like->place_mass_GeV;
    bound->place_epsilon = like->place_epsilon;
    for (size_t i = 0; i < bound->count; i++) {
        bound->mass_GeV[i] = 1e-4 * pow(1e5, (double)i / (double)(bound->count - 1));
        bound->epsilon_up[i] = moment_epsilon_up(difference, bound->mass_GeV[i]);
    }
    return EPSCAN_OK;
}

static epscan_status add_moments(struct bounds *bounds) {
    static const struct bound electron = {.label = "(g − 2)_e",
                                          .kind = BOUND_REGION,
                                          .style = {"#D6EAD9", FIGURE_SOLID, 1.0},
                                          .has_place = true,
                                          .place_mass_GeV = 0.0013,
                                          .place_epsilon = 4e-4};
    static const struct bound muon = {.label = "(g − 2)_μ, 2025", .kind = BOUND_LINE, .style = {"#AA3377", FIGURE_DOTTED, 2.5}};
    const epscan_status status = add_moment(&moment_electron_rubidium, &electron, bounds);
    return status ? status : add_moment(&moment_muon_2025, &muon, bounds);
}

/* A line of a header as its key and value. */
struct header_line {
    const char *path;
    int number;
    char value[512];
};

static epscan_status header_fail(const struct header_line *line, const char *key, const char *allowed) {
    return error_set(EPSCAN_BAD_INPUT, "%s:%d: %s: \"%.60s\" is not allowed; allowed: %s", line->path, line->number, key,
                     line->value, allowed);
}

static epscan_status read_kind(const struct header_line *line, struct bound *bound) {
    for (int kind = 0; kind < BOUND_KINDS; kind++)
        if (strcmp(line->value, kinds[kind]) == 0) {
            bound->kind = (enum bound_kind)kind;
            return EPSCAN_OK;
        }
    return header_fail(line, "Kind", "region, line, projection, comparison");
}

static epscan_status read_label(const struct header_line *line, struct bound *bound) {
    snprintf(bound->label, sizeof bound->label, "%.180s", line->value);
    return EPSCAN_OK;
}

static epscan_status read_style(const struct header_line *line, struct bound *bound) {
    return figure_style_parse(line->value, &bound->style) ? EPSCAN_OK : header_fail(line, "Style", FIGURE_STYLE_WORDS);
}

static epscan_status read_place(const struct header_line *line, struct bound *bound) {
    char mass[64], epsilon[64], more;
    bound->has_place = sscanf(line->value, " %63[^, ] , %63[^, ] %c", mass, epsilon, &more) == 2 &&
                       number_from_text(mass, &bound->place_mass_GeV) && number_from_text(epsilon, &bound->place_epsilon) &&
                       interval_holds(&csv_limit_columns[0].allowed, bound->place_mass_GeV) &&
                       interval_holds(&csv_limit_columns[1].allowed, bound->place_epsilon);
    return bound->has_place ? EPSCAN_OK : header_fail(line, "Label at", "m_A' in GeV, epsilon");
}

static epscan_status read_year(const struct header_line *line, struct bound *bound) {
    return integer_from_text(line->value, 1900, 2200, &bound->year) ? EPSCAN_OK : header_fail(line, "Year", "1900 to 2200");
}

static epscan_status read_mediator(const struct header_line *line, struct bound *bound) {
    bound->mediator = mediator_of_name(line->value);
    return bound->mediator ? EPSCAN_OK : header_fail(line, "Mediator", MEDIATOR_NAMES);
}

static const struct {
    const char *key;
    epscan_status (*read)(const struct header_line *, struct bound *);
} header_keys[] = {{"Label:", read_label},    {"Kind:", read_kind}, {"Style:", read_style},
                   {"Label at:", read_place}, {"Year:", read_year}, {"Mediator:", read_mediator}};

/* A comment; what has none of the keys is a comment for people. */
static epscan_status read_comment(const char *text, size_t length, struct header_line *line, struct bound *bound) {
    while (length && strchr("# \t", *text)) text++, length--;
    while (length && strchr(" \t\r", text[length - 1])) length--;
    for (size_t k = 0; k < sizeof header_keys / sizeof header_keys[0]; k++) {
        const size_t key = strlen(header_keys[k].key);
        if (length < key || strncmp(text, header_keys[k].key, key) != 0) continue;
        size_t start = key;
        while (start < length && strchr(" \t", text[start])) start++;
        snprintf(line->value, sizeof line->value, "%.*s", (int)(length - start), text + start);
        return header_keys[k].read(line, bound);
    }
    return EPSCAN_OK;
}

static epscan_status read_header(const char *path, const struct text_file *source, struct bound *bound) {
    struct header_line line = {.path = path};
    epscan_status status = EPSCAN_OK;
    const char *text = source->text;
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    while (*text && !status) {
        const size_t length = strcspn(text, "\n\r");
        line.number++;
        if (length && *text != '#') break;
        status = read_comment(text, length, &line, bound);
        text += length;
        if (*text == '\r' && text[1] == '\n') text++;
        if (*text) text++;
    }
    return status;
}

static bool is_of(const struct bounds_choice *choice, const struct mediator *mediator) {
    return choice->of_mediator ? choice->of_mediator[mediator - mediators] : mediator == &mediators[0];
}

static bool is_wanted(const struct bounds_choice *choice, const struct bound *bound) {
    if (!is_of(choice, bound->mediator)) return false;
    if (choice->names) return true; /* its file was asked for */
    return bound->kind != BOUND_COMPARISON && !(choice->last_year && bound->year > choice->last_year) &&
           !(choice->published_only && bound->kind == BOUND_PROJECTION);
}

static epscan_status add_file(const struct bounds_choice *choice, const char *name, struct bounds *bounds) {
    struct csv_table table = {0};
    struct bound *bound = NULL;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", choice->folder, name);
    epscan_status status = csv_table_read(path, csv_limit_columns, CSV_LIMIT_COLUMNS, &table);
    if (status) return status;
    bound = add_bound(bounds, name, table.row_count);
    if (!bound) status = error_no_memory("the bounds");
    if (!status) {
        char stem[sizeof bound->name];
        snprintf(stem, sizeof stem, "%.*s", (int)(strlen(name) - 4), name);
        figure_plain(stem, bound->label);
        memcpy(bound->mass_GeV, table.column[0], table.row_count * sizeof(double));
        memcpy(bound->epsilon_up, table.column[1], table.row_count * sizeof(double));
        status = read_header(path, &table.source, bound);
    }
    csv_table_clear(&table);
    if (!status && choice->names && !is_of(choice, bound->mediator))
        status = error_set(EPSCAN_BAD_INPUT, "--bounds: %s is of %s, and no line is; allowed: bounds of the lines' mediators", path,
                           bound->mediator->name);
    if (!status && !is_wanted(choice, bound)) {
        free(bound->mass_GeV);
        free(bound->epsilon_up);
        bounds->count--;
    }
    return status;
}

static int is_table(const struct dirent *entry) {
    const size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 4 && length < sizeof((struct bound *)0)->name &&
           strcmp(entry->d_name + length - 4, ".csv") == 0;
}

static epscan_status add_folder(const struct bounds_choice *choice, struct bounds *bounds) {
    struct dirent **entries = NULL;
    const int count = scandir(choice->folder, &entries, is_table, alphasort);
    epscan_status status = EPSCAN_OK;
    if (count < 0) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", choice->folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (!status) status = add_file(choice, entries[i]->d_name, bounds);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static epscan_status add_named(const struct bounds_choice *choice, struct bounds *bounds) {
    epscan_status status = EPSCAN_OK;
    for (const char *rest = choice->names; *rest && !status;) {
        const size_t length = strcspn(rest, ",");
        char name[128];
        snprintf(name, sizeof name, "%.*s.csv", (int)(length < 120 ? length : 120), rest);
        if (!length || strchr(name, '/'))
            status = error_set(EPSCAN_BAD_INPUT,
                               "--bounds: \"%.60s\" is not allowed; allowed: none, or names of the files of %s without "
                               ".csv, between commas",
                               choice->names, choice->folder);
        if (!status) status = add_file(choice, name, bounds);
        rest += length;
        if (*rest) rest++;
    }
    return status;
}

epscan_status bounds_read(const struct bounds_choice *choice, struct bounds *bounds) {
    *bounds = (struct bounds){0};
    if (choice->names) return strcmp(choice->names, "none") == 0 ? EPSCAN_OK : add_named(choice, bounds);
    const epscan_status status = is_of(choice, &mediators[0]) ? add_moments(bounds) : EPSCAN_OK;
    return status ? status : add_folder(choice, bounds);
}
