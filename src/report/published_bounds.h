/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other experiments exclude of invisibly decaying mediators: every table of a folder of limits, drawn as its own header
 * says, and the magnetic moments of electron and muon, computed. Lines of a header, all optional, before the columns' names:
 *
 *   # Label: BaBar              in legends, or where a region has it; default: the file's name
 *   # Kind: region              region, line (the default), projection, or comparison, which is drawn when it is asked for by name
 *   # Style: dashed, black      of report/figure.h
 *   # Label at: 0.45, 1.25e-3   m_A' in GeV and epsilon, where a region's label fits
 *   # Year: 2017                of the publication
 *   # Mediator: B-L             of model/mediator.h; default: kinetic-mixing. Drawn beside lines of that one alone
 */
#ifndef EPSCAN_REPORT_PUBLISHED_BOUNDS_H
#define EPSCAN_REPORT_PUBLISHED_BOUNDS_H

#include "model/mediator.h"
#include "report/figure.h"

enum bound_kind { BOUND_REGION, BOUND_LINE, BOUND_PROJECTION, BOUND_COMPARISON, BOUND_KINDS };

struct bound {
    char name[128]; /* of its file, or where it was published */
    char label[FIGURE_LABEL];
    enum bound_kind kind;
    struct figure_style style;
    bool has_place;
    double place_mass_GeV, place_epsilon;
    long year;
    const struct mediator *mediator;
    size_t count;
    double *mass_GeV, *epsilon_up; /* owned */
};

struct bounds {
    size_t count;
    struct bound *bound; /* owned: moments first, then files by name */
};

/* Which of them. */
struct bounds_choice {
    const char *folder;
    const char *names;       /* "babar-2017,na62-2019": these files and no moments; "none"; NULL: all but comparisons */
    long last_year;          /* none that was published later; 0: all */
    bool published_only;     /* no projections */
    const bool *of_mediator; /* [MEDIATOR_COUNT]: of these; NULL: of kinetic mixing */
};

/* EPSCAN_BAD_INPUT when the folder or a file of it cannot be read, or a name is of none or of another mediator's. Free with
 * bounds_clear, whatever the status. */
epscan_status bounds_read(const struct bounds_choice *choice, struct bounds *bounds);
void bounds_clear(struct bounds *bounds);

#endif
