/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A figure as what it shows: panels with two axes, and in each of them curves, regions, bands, a map, texts. It is computed first,
 * by a file of plot.h's list, and drawn then, by one of renderer.h's, which share nothing else.
 *
 * Labels are UTF-8 with a_b and a_{bc}, a^b and a^{bc} for what stands below and above; what comes from a file or a user goes
 * through figure_plain first.
 */
#ifndef EPSCAN_REPORT_FIGURE_H
#define EPSCAN_REPORT_FIGURE_H

#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Okabe & Ito's palette, distinct to colour-blind eyes and in print. */
#define FIGURE_VERMILLION "#D55E00"
#define FIGURE_BLUE "#0072B2"
#define FIGURE_GREEN "#009E73"
#define FIGURE_PURPLE "#CC79A7"
#define FIGURE_ORANGE "#E69F00"
#define FIGURE_SKY "#56B4E9"
#define FIGURE_BLACK "#000000"

enum { FIGURE_LABEL = 192, FIGURE_COLOUR = 8, FIGURE_MAX_PANELS = 2, FIGURE_MAX_COLUMNS = 3 };

enum figure_dash { FIGURE_SOLID = 1, FIGURE_DASHED, FIGURE_DOTTED, FIGURE_DASH_DOTTED, FIGURE_DASH_DOT_DOTTED, FIGURE_DASHES_END };

struct figure_style {
    char colour[FIGURE_COLOUR]; /* "#RRGGBB" */
    enum figure_dash dash;
    double width; /* 1: as thin as the frame */
};

enum figure_shape {
    FIGURE_LINE,   /* x, y */
    FIGURE_REGION, /* x, y: from y up to the end of the axis */
    FIGURE_BAND,   /* x, y, y: between the two */
    FIGURE_MAP,    /* x, y, z: scans of equal x, each of `scan` points */
};

/* column[c][i]; what is not finite is a gap. */
struct figure_curve {
    enum figure_shape shape;
    char name[FIGURE_LABEL], columns[96]; /* in the data */
    char label[FIGURE_LABEL];             /* in the legend; "": none */
    struct figure_style style;
    double opacity; /* of regions and bands, 0..1 */
    size_t count, scan;
    int column_count;
    double *column[FIGURE_MAX_COLUMNS]; /* [count], owned */
};

struct figure_axis {
    char label[FIGURE_LABEL];
    bool logarithmic;
    double low, high;
};

/* At a point of the axes, or of the frame's width and height. */
struct figure_text {
    char text[FIGURE_LABEL];
    double x, y;
    bool of_frame;
};

/* Vertical: a line at `low`, or a strip to a larger `high`. */
struct figure_mark {
    double low, high;
};

enum figure_legend { FIGURE_LEGEND_BOTTOM_RIGHT, FIGURE_LEGEND_BELOW, FIGURE_LEGEND_BESIDE, FIGURE_LEGEND_NONE };

struct figure_panel {
    char title[FIGURE_LABEL];
    struct figure_axis x, y, z; /* z: of a map */
    enum figure_legend legend;
    size_t curve_count, text_count, mark_count;
    struct figure_curve *curve; /* in the order in which they are drawn; owned, as those below */
    struct figure_text *text;
    struct figure_mark *mark;
};

struct figure {
    int panel_count; /* side by side */
    struct figure_panel panel[FIGURE_MAX_PANELS];
    char *table; /* some of it as text, for a terminal; owned */
    bool no_memory;
};

/* One panel without axes. End with figure_clear. */
void figure_init(struct figure *figure);
void figure_clear(struct figure *figure);

/*
 * Add a curve with room for `count` points in each of its columns: two, three of bands and maps. NULL when there is no memory,
 * which figure_status tells at the end: the others may be added as if nothing were.
 */
struct figure_curve *figure_add_curve(struct figure *figure, int panel, enum figure_shape shape, size_t count);

/* The same with copies of x and y. `name` is that of the data, `columns` of its columns. */
struct figure_curve *figure_add_line(struct figure *figure, int panel, const char *name, const char *columns, size_t count,
                                     const double *const xy[2]);

void figure_add_text(struct figure *figure, int panel, const struct figure_text *text);
void figure_add_mark(struct figure *figure, int panel, double low, double high);

/* EPSCAN_FAILED when memory was short. */
epscan_status figure_status(const struct figure *figure);

/* A stream to the figure's table; fclose makes it whole. NULL: no memory. */
FILE *figure_table(struct figure *figure, size_t *size);

/* `text` so that it is shown as it is. Returns `plain`. */
char *figure_plain(const char *text, char plain[FIGURE_LABEL]);

/* Number `index` of styles of which no two are alike, in colour or without it. */
struct figure_style figure_style_of(size_t index);
enum { FIGURE_STYLES = 20 };

/*
 * "WORD,WORD...": solid, dashed, dotted, dash-dotted, dash-dot-dotted; a name of the palette or #RRGGBB; thin, thick. What is not
 * said stays. False: some word is none of these, and *style is as it was.
 */
#define FIGURE_STYLE_WORDS                                                                                                         \
    "solid, dashed, dotted, dash-dotted, dash-dot-dotted, thin, thick, #RRGGBB, vermillion, blue, green, purple, orange, sky, "    \
    "black, grey"
bool figure_style_parse(const char *text, struct figure_style *style);

/* "dash-dotted". */
const char *figure_dash_name(enum figure_dash dash);

#endif
