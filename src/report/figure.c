/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures are built piece by piece; a piece for which there is no memory is remembered, so that builders need not look each time.
 */
#include "report/figure.h"

#include "core/error.h"

#include <stdlib.h>
#include <string.h>

void figure_init(struct figure *figure) {
    *figure = (struct figure){.panel_count = 1};
}

void figure_clear(struct figure *figure) {
    for (int p = 0; p < FIGURE_MAX_PANELS; p++) {
        struct figure_panel *panel = &figure->panel[p];
        for (size_t i = 0; i < panel->curve_count; i++)
            for (int c = 0; c < FIGURE_MAX_COLUMNS; c++) free(panel->curve[i].column[c]);
        free(panel->curve);
        free(panel->text);
        free(panel->mark);
    }
    free(figure->table);
    *figure = (struct figure){0};
}

epscan_status figure_status(const struct figure *figure) {
    return figure->no_memory ? error_no_memory("the figure") : EPSCAN_OK;
}

/* Room for one more behind array[count]; NULL and the array as it was when there is none. */
static void *grown(struct figure *figure, void *array, size_t count, size_t size) {
    void *more = realloc(array, (count + 1) * size);
    if (!more) figure->no_memory = true;
    return more;
}

struct figure_curve *figure_add_curve(struct figure *figure, int panel, enum figure_shape shape, size_t count) {
    struct figure_panel *p = &figure->panel[panel];
    struct figure_curve curve = {
        .shape = shape, .opacity = 1.0, .count = count, .scan = count, .column_count = shape < FIGURE_BAND ? 2 : 3};
    struct figure_curve *curves = grown(figure, p->curve, p->curve_count, sizeof *curves);
    if (!curves) return NULL;
    p->curve = curves;
    bool whole = true;
    for (int c = 0; c < curve.column_count; c++) {
        curve.column[c] = malloc((count ? count : 1) * sizeof(double));
        whole = whole && curve.column[c];
    }
    curve.style = (struct figure_style){FIGURE_BLACK, FIGURE_SOLID, 2.0};
    curves[p->curve_count] = curve;
    if (whole) return &curves[p->curve_count++];
    for (int c = 0; c < curve.column_count; c++) free(curve.column[c]);
    figure->no_memory = true;
    return NULL;
}

struct figure_curve *figure_add_line(struct figure *figure, int panel, const char *name, const char *columns, size_t count,
                                     const double *const xy[2]) {
    struct figure_curve *curve = figure_add_curve(figure, panel, FIGURE_LINE, count);
    if (!curve) return NULL;
    for (int c = 0; c < 2; c++) memcpy(curve->column[c], xy[c], count * sizeof(double));
    snprintf(curve->name, sizeof curve->name, "%s", name);
    snprintf(curve->columns, sizeof curve->columns, "%s", columns);
    return curve;
}

void figure_add_text(struct figure *figure, int panel, const struct figure_text *text) {
    struct figure_panel *p = &figure->panel[panel];
    struct figure_text *texts = grown(figure, p->text, p->text_count, sizeof *texts);
    if (!texts) return;
    p->text = texts;
    p->text[p->text_count++] = *text;
}

void figure_add_mark(struct figure *figure, int panel, double low, double high) {
    struct figure_panel *p = &figure->panel[panel];
    struct figure_mark *marks = grown(figure, p->mark, p->mark_count, sizeof *marks);
    if (!marks) return;
    p->mark = marks;
    p->mark[p->mark_count++] = (struct figure_mark){low, high};
}

FILE *figure_table(struct figure *figure, size_t *size) {
    FILE *stream = open_memstream(&figure->table, size);
    if (!stream) figure->no_memory = true;
    return stream;
}

char *figure_plain(const char *text, char plain[FIGURE_LABEL]) {
    size_t used = 0;
    for (const char *c = text; *c && used + 2 < FIGURE_LABEL; c++) {
        if (strchr("_^{}@&~\\", *c)) plain[used++] = '\\';
        plain[used++] = *c;
    }
    while (used && used + 6 >= FIGURE_LABEL && (plain[used - 1] & 0xC0) == 0x80) used--; /* no half of a character */
    plain[used] = '\0';
    return plain;
}

static const struct {
    const char *name, *value;
} palette[] = {{"vermillion", FIGURE_VERMILLION}, {"blue", FIGURE_BLUE}, {"green", FIGURE_GREEN}, {"purple", FIGURE_PURPLE},
               {"orange", FIGURE_ORANGE},         {"sky", FIGURE_SKY},   {"black", FIGURE_BLACK}, {"grey", "#777777"}};
enum { PALETTE_SIZE = sizeof palette / sizeof palette[0], CYCLE = 7 };

static const char *const dashes[FIGURE_DASHES_END] = {
    [FIGURE_SOLID] = "solid",
    [FIGURE_DASHED] = "dashed",
    [FIGURE_DOTTED] = "dotted",
    [FIGURE_DASH_DOTTED] = "dash-dotted",
    [FIGURE_DASH_DOT_DOTTED] = "dash-dot-dotted",
};

const char *figure_dash_name(enum figure_dash dash) {
    return dashes[dash];
}

/* Five dashes in four widths: what is alike in one differs in the other. */
struct figure_style figure_style_of(size_t index) {
    static const double widths[] = {3.0, 1.5, 4.5, 0.8};
    static const enum figure_dash order[] = {FIGURE_SOLID, FIGURE_DASHED, FIGURE_DASH_DOTTED, FIGURE_DOTTED,
                                             FIGURE_DASH_DOT_DOTTED};
    struct figure_style style = {.dash = order[index % 5], .width = widths[index / 5 % 4]};
    snprintf(style.colour, sizeof style.colour, "%s", palette[index % CYCLE].value);
    return style;
}

static bool is_colour(const char *word) {
    return word[0] == '#' && strlen(word) == 7 && strspn(word + 1, "0123456789abcdefABCDEF") == 6;
}

static bool parse_style_word(const char *word, struct figure_style *style) {
    for (int dash = FIGURE_SOLID; dash < FIGURE_DASHES_END; dash++)
        if (strcmp(word, dashes[dash]) == 0) {
            style->dash = (enum figure_dash)dash;
            return true;
        }
    for (int i = 0; i < PALETTE_SIZE; i++)
        if (strcmp(word, palette[i].name) == 0) return snprintf(style->colour, FIGURE_COLOUR, "%s", palette[i].value) > 0;
    if (is_colour(word)) return snprintf(style->colour, FIGURE_COLOUR, "%s", word) > 0;
    const bool thin = strcmp(word, "thin") == 0, thick = strcmp(word, "thick") == 0;
    if (thin || thick) style->width = thin ? 1.0 : 4.0;
    return thin || thick;
}

bool figure_style_parse(const char *text, struct figure_style *style) {
    struct figure_style made = *style;
    char word[32];
    for (const char *rest = text; rest;) {
        rest += strspn(rest, " \t");
        const size_t length = strcspn(rest, ",");
        if (length >= sizeof word) return false;
        memcpy(word, rest, length);
        word[length] = '\0';
        for (size_t end = length; end && strchr(" \t\r", word[end - 1]); end--) word[end - 1] = '\0';
        if (!parse_style_word(word, &made)) return false;
        rest = rest[length] ? rest + length + 1 : NULL;
    }
    *style = made;
    return true;
}
