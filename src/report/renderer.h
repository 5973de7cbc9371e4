/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What draws figures. A new one is a file that defines NAME_renderer, and its name in RENDERERS. A figure is always the files
 * BASE.gp and BASE.dat, script and data, from which anyone can draw it again; renderers add to them.
 */
#ifndef EPSCAN_REPORT_RENDERER_H
#define EPSCAN_REPORT_RENDERER_H

#include "report/figure.h"
#include "report/figure_files.h"

/* The list: X(name) of each. */
#define RENDERERS(X) X(gnuplot)

struct renderer {
    const char *name;
    /* Draw into files->folder.temporary, under the figure's name. */
    epscan_status (*draw)(const struct figure *figure, const struct figure_files *files);
};

/*
 * Write BASE.dat and what each renderer makes of the figure, all or nothing, as report/figure_files.h has it. EPSCAN_FAILED when
 * something cannot be written or drawn.
 */
epscan_status figure_write(const struct figure *figure, const struct figure_output *output);

/* The script's and the data's name for each curve: blocks of BASE.dat are numbered over all panels in this order. */
#define RENDERER_DECLARATION(name) extern const struct renderer name##_renderer;
RENDERERS(RENDERER_DECLARATION)
#undef RENDERER_DECLARATION

#endif
