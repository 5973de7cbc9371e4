/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figs. 1 and 2 of the paper, which need an experiment and no grid: energy spectra of the dark photons, and efficiency against
 * the ECAL threshold, for fermions with alpha_D = 0.1 and r = 1/3. Writes the files of report/figure.h.
 */
#ifndef EPSCAN_REPORT_PAPER_FIGURES_H
#define EPSCAN_REPORT_PAPER_FIGURES_H

#include "experiment/prepared_experiment.h"
#include "report/figure_files.h"

enum { PAPER_FIGURE_MAX_MASSES = 7 }; /* as many colours as are told apart */

struct paper_figure {
    const struct prepared_experiment *experiment; /* borrowed */
    size_t mass_count;
    const double *mass_GeV; /* at most PAPER_FIGURE_MAX_MASSES; borrowed */
    struct figure_output output;
    bool table; /* print the curves' numbers at the experiment's threshold on stdout */
};

/* Fig. 1: dN/dE of what is produced and of what is selected. EPSCAN_BAD_INPUT as energy_spectrum_check. */
epscan_status spectrum_figure_write(const struct paper_figure *figure);

/* Fig. 2, with 3 % of the threshold on either side of it as a band: the energy scale's uncertainty. */
epscan_status efficiency_figure_write(const struct paper_figure *figure);

#endif
