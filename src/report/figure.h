/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A figure by gnuplot: BASE.dat (blocks of columns), BASE.gp (a script that draws them to whatever terminal is set), and from
 * them BASE.png, BASE.pdf and BASE.svg in one style. Anyone can redraw it: `set terminal ...; set output ...; load 'BASE.gp'`
 * in the figure's folder.
 */
#ifndef EPSCAN_REPORT_FIGURE_H
#define EPSCAN_REPORT_FIGURE_H

#include "report/figure_files.h"

#include <stdio.h>

/* Okabe & Ito's palette, distinct to colour-blind eyes and in print. */
#define FIGURE_VERMILLION "#D55E00"
#define FIGURE_BLUE "#0072B2"
#define FIGURE_GREEN "#009E73"
#define FIGURE_PURPLE "#CC79A7"
#define FIGURE_ORANGE "#E69F00"
#define FIGURE_SKY "#56B4E9"
#define FIGURE_BLACK "#000000"

struct figure {
    const char *base; /* borrowed */
    struct figure_files files;
    FILE *data, *script;
    int blocks, items;
    bool panels; /* figure_panel was called */
};

/* Begin a figure, which figure_files_check has found good: BASE.dat and BASE.gp. Must be followed by figure_end. */
epscan_status figure_begin(struct figure *figure, const struct figure_output *output);

/*
 * A block of data, columns[column][row]; what is not finite becomes NaN, which breaks a line. Returns the number by which
 * figure_draw knows it. `title` and `names` are comments in the file.
 */
int figure_block(struct figure *figure, const char *title, const char *names, size_t rows, size_t columns,
                 const double *const column[]);

/* Lines of the script before the first figure_draw (printf style). Text in it is UTF-8 and gnuplot's enhanced markup. */
void figure_set(struct figure *figure, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Draw a block: what follows its name in a plot command, as "using 1:2 with lines". */
void figure_draw(struct figure *figure, int block, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Begin a panel of a figure that has `panels` of them side by side; what is set and drawn from here on belongs to it. Such a
 * figure is twice as wide for its height.
 */
void figure_panel(struct figure *figure, int panels);

/*
 * Close the files, run gnuplot unless only data are wanted, and move all into place, unless `status` says that the figure is not
 * good. The first failure: EPSCAN_FAILED when something could not be written or gnuplot fails.
 */
epscan_status figure_end(struct figure *figure, epscan_status status);

#endif
