/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formats in which a slice of a grid goes to others. A new one is a file that defines NAME_exporter, and its name in
 * EXPORTERS; command line, help and messages know it then.
 */
#ifndef EPSCAN_REPORT_EXPORTER_H
#define EPSCAN_REPORT_EXPORTER_H

#include "file/grid_slice.h"
#include "query/grid_query.h"

/* The list: X(name) of each. */
#define EXPORTERS(X) X(csv) X(hepdata) X(darkcast)

enum { EXPORT_SUMMARY_SIZE = 4400 };

/* What is exported, and where to; all borrowed. */
struct export_task {
    const struct grid_reader *reader; /* of a complete grid, or EPSCAN_INCOMPLETE */
    const struct grid_query *query;   /* the same grid; NULL unless the exporter computes */
    const char *path;                 /* the grid's */
    const struct grid_slice *slice;
    const char *output;
    const char *grid_url; /* where the grid is published; NULL: none */
    bool replace;         /* an output that exists, if it is such an export */
    void (*tick)(void *data, uint64_t points);
    void *tick_data;
};

struct exporter {
    const char *name;
    bool computes;     /* needs the query, and one selection where none is given; others tick with the points they write */
    bool one_line;     /* takes limits over the mass, one value of all other axes */
    bool takes_url;    /* grid_url may be given */
    bool replaces;     /* `replace` may be set */
    bool takes_tables; /* grids of tables, too */
    /*
     * Write all or nothing; on success, what was written in one line. EPSCAN_BAD_INPUT: an output that exists, or that the format
     * does not take. EPSCAN_POINTS_FAILED: a limit that cannot be found.
     */
    epscan_status (*write)(const struct export_task *task, char summary[EXPORT_SUMMARY_SIZE]);
};

#define EXPORTER_DECLARATION(name) extern const struct exporter name##_exporter;
EXPORTERS(EXPORTER_DECLARATION)

/* "|csv|hepdata...", as a constant. */
#define EXPORTER_CHOICE(name) "|" #name
#define EXPORTER_CHOICES EXPORTERS(EXPORTER_CHOICE)

/* NULL: there is none of that name. */
const struct exporter *exporter_of_name(const char *name);

/* "csv, hepdata" of all, or of those that take a URL; cut at size - 1 bytes. Returns `text`. */
const char *exporter_names(bool with_url, char *text, size_t size);

#endif
