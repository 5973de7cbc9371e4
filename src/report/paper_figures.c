/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figs. 1 and 2 of the paper: track lengths of the shower, and efficiencies of the threshold, by the functions that yields come
 * from.
 */
#include "report/paper_figures.h"

#include "core/error.h"
#include "report/figure.h"
#include "yield/energy_scale.h"
#include "yield/energy_spectrum.h"
#include "yield/signal_yield.h"

#include <math.h>
#include <stdio.h>

static const char *const colours[PAPER_FIGURE_MAX_MASSES] = {FIGURE_VERMILLION, FIGURE_BLUE, FIGURE_GREEN, FIGURE_PURPLE,
                                                             FIGURE_ORANGE,     FIGURE_SKY,  FIGURE_BLACK};

/* Of the paper's systematic uncertainty: 1.5 GeV of 50. */
static const double energy_scale_share = 0.03;

static epscan_dark_photon model_of(double mass_GeV) {
    return (epscan_dark_photon){EPSCAN_FERMION, mass_GeV, 0.1, 1.0 / 3.0};
}

static const char *const model_text = "Fermions, α_D = 0.1, m_{A''} = 3 m_χ";

/* Under the axes, where it covers no curve whatever the masses. */
static const char *const legend = "set key outside bottom center horizontal nobox noopaque\n";

struct spectra {
    struct energy_spectrum produced[PAPER_FIGURE_MAX_MASSES], selected[PAPER_FIGURE_MAX_MASSES];
};

static void spectra_clear(struct spectra *spectra) {
    for (int i = 0; i < PAPER_FIGURE_MAX_MASSES; i++) {
        energy_spectrum_clear(&spectra->produced[i]);
        energy_spectrum_clear(&spectra->selected[i]);
    }
}

static epscan_status compute_spectra(const struct paper_figure *figure, struct spectra *spectra) {
    const struct search *search = &figure->experiment->search;
    const epscan_selection selection = {figure->experiment->experiment->ecal_threshold_GeV, 0.0};
    epscan_status status = EPSCAN_OK;
    for (size_t m = 0; m < figure->mass_count && !status; m++) {
        const epscan_dark_photon model = model_of(figure->mass_GeV[m]);
        status = energy_spectrum_init(&spectra->produced[m], search, &model, NULL, 400);
        if (!status) status = energy_spectrum_init(&spectra->selected[m], search, &model, &selection, 400);
    }
    return status;
}

/* The largest density up to 99 % of the beam energy: the primaries of a positron beam pile up at its end. */
static double highest_density(const struct paper_figure *figure, const struct spectra *spectra) {
    double highest = 0.0;
    for (size_t m = 0; m < figure->mass_count; m++) {
        const struct energy_spectrum *s = &spectra->produced[m];
        for (size_t i = 0; i < s->count && s->energy_GeV[i] < 0.99 * figure->experiment->experiment->beam_energy_GeV; i++)
            highest = fmax(highest, s->events_per_GeV[i]);
    }
    return highest > 0.0 ? highest : 1.0;
}

static void put_spectrum(struct figure *out, double mass_GeV, const char *kind, const struct energy_spectrum *spectrum) {
    char title[96];
    snprintf(title, sizeof title, "mA = %.12g GeV, %s", mass_GeV, kind);
    figure_block(out, title, "E_GeV dN_dE_per_GeV", spectrum->count, 2,
                 (const double *const[]){spectrum->energy_GeV, spectrum->events_per_GeV});
}

static epscan_status draw_spectra(const struct paper_figure *figure, const struct spectra *spectra) {
    const struct experiment *e = figure->experiment->experiment;
    struct figure out;
    const epscan_status status = figure_begin(&out, &figure->output);
    if (status) return status;
    for (size_t m = 0; m < figure->mass_count; m++) {
        put_spectrum(&out, figure->mass_GeV[m], "produced", &spectra->produced[m]);
        put_spectrum(&out, figure->mass_GeV[m], "selected", &spectra->selected[m]);
    }
    const double top = highest_density(figure, spectra), E0 = e->beam_energy_GeV, missing = E0 - e->ecal_threshold_GeV;
    const double bottom = 2e-5 * top;
    figure_set(&out, "set title '%s; dashed: E_{ECAL} < %g GeV'\n%s", model_text, e->ecal_threshold_GeV, legend);
    figure_set(&out, "set logscale y\nset format y '10^{%%T}'\nset xrange [0:%g]\nset yrange [%.3g:%.3g]\n", E0, bottom, 3.0 * top);
    figure_set(&out, "set xlabel 'Dark photon energy E_{A''} (GeV)'\n"
                     "set ylabel 'dN/dE_{A''} (events per GeV at ε = 10^{-4})'\n");
    figure_set(&out, "set arrow 1 from %.12g, graph 0 to %.12g, graph 1 nohead lc rgb '#777777' lw 1.5 dt 3 back\n", missing,
               missing);
    /* zeros are drawn below the axis: a logarithm would end the line at the point before */
    for (size_t m = 0; m < figure->mass_count; m++) {
        figure_draw(&out, (int)(2 * m), "using 1:($2 > %.1g ? $2 : %.1g) with lines lc rgb '%s' lw 2.5 title 'm_{A''} = %.6g MeV'",
                    0.01 * bottom, 0.01 * bottom, colours[m], 1e3 * figure->mass_GeV[m]);
        figure_draw(&out, (int)(2 * m + 1), "using 1:2 with lines lc rgb '%s' lw 2.5 dt 2 notitle", colours[m]);
    }
    return figure_end(&out, EPSCAN_OK);
}

static void print_spectra(const struct paper_figure *figure, const struct spectra *spectra) {
    printf("Dark photons from annihilation at epsilon = 1e-4 (fermion, alpha_D 0.1, r 1/3), ECAL threshold %g GeV\n",
           figure->experiment->experiment->ecal_threshold_GeV);
    printf("%-10s %-16s %-12s %-12s\n", "mA (GeV)", "resonance (GeV)", "produced", "selected");
    for (size_t m = 0; m < figure->mass_count; m++) {
        const epscan_dark_photon model = model_of(figure->mass_GeV[m]);
        const struct energy_spectrum *produced = &spectra->produced[m], *selected = &spectra->selected[m];
        printf("%-10.6g %-16.5g %-12.5g %-12.5g\n", model.mass_GeV, epscan_dark_photon_resonance_energy_GeV(&model),
               energy_spectrum_events(produced) + produced->undegraded_events,
               energy_spectrum_events(selected) + selected->undegraded_events);
    }
}

epscan_status spectrum_figure_write(const struct paper_figure *figure) {
    struct spectra spectra = {0};
    epscan_status status = figure_files_check(&figure->output);
    if (!status) status = compute_spectra(figure, &spectra);
    if (!status) status = draw_spectra(figure, &spectra);
    if (!status && figure->table) print_spectra(figure, &spectra);
    spectra_clear(&spectra);
    return status;
}

/* From 20 to 80 % of the beam energy. */
enum { THRESHOLD_COUNT = 121 };

struct efficiencies {
    double threshold_GeV[THRESHOLD_COUNT], efficiency[PAPER_FIGURE_MAX_MASSES][THRESHOLD_COUNT];
    double at_threshold[PAPER_FIGURE_MAX_MASSES];
    struct energy_scale_change change[PAPER_FIGURE_MAX_MASSES];
};

static epscan_status compute_efficiencies(const struct paper_figure *figure, struct efficiencies *table) {
    const struct search *search = &figure->experiment->search;
    const double threshold = figure->experiment->experiment->ecal_threshold_GeV;
    struct signal_yield yield;
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < THRESHOLD_COUNT; i++)
        table->threshold_GeV[i] = search->beam_energy_GeV * (0.2 + 0.6 * i / (THRESHOLD_COUNT - 1));
    for (size_t m = 0; m < figure->mass_count && !status; m++) {
        const epscan_dark_photon model = model_of(figure->mass_GeV[m]);
        for (int i = 0; i < THRESHOLD_COUNT && !status; i++) {
            status = signal_yield_adaptive(search, &model, table->threshold_GeV[i], 0.0, &yield);
            table->efficiency[m][i] = yield.efficiency;
        }
        if (!status) status = signal_yield_adaptive(search, &model, threshold, 0.0, &yield);
        table->at_threshold[m] = yield.efficiency;
        if (!status)
            status = energy_scale_change(search, &model, &(epscan_selection){threshold, 0.0}, energy_scale_share * threshold,
                                         &table->change[m]);
    }
    return status;
}

static epscan_status draw_efficiencies(const struct paper_figure *figure, const struct efficiencies *table) {
    const double threshold = figure->experiment->experiment->ecal_threshold_GeV,
                 E0 = figure->experiment->experiment->beam_energy_GeV;
    struct figure out;
    const epscan_status status = figure_begin(&out, &figure->output);
    if (status) return status;
    for (size_t m = 0; m < figure->mass_count; m++) {
        char title[64];
        snprintf(title, sizeof title, "mA = %.12g GeV", figure->mass_GeV[m]);
        figure_block(&out, title, "threshold_GeV efficiency", THRESHOLD_COUNT, 2,
                     (const double *const[]){table->threshold_GeV, table->efficiency[m]});
    }
    figure_set(&out, "set xrange [%g:%g]\nset yrange [0:1.05]\n", 0.2 * E0, 0.8 * E0);
    figure_set(&out, "set xlabel 'Threshold of E_{ECAL} (GeV)'\nset ylabel 'Signal efficiency'\n");
    figure_set(&out, "set title '%s; band: %g ± %g GeV'\n%s", model_text, threshold, threshold * energy_scale_share, legend);
    figure_set(&out, "set object 1 rectangle from %.12g, graph 0 to %.12g, graph 1 fc rgb '#DDDDDD' fs solid noborder behind\n",
               threshold * (1.0 - energy_scale_share), threshold * (1.0 + energy_scale_share));
    for (size_t m = 0; m < figure->mass_count; m++)
        figure_draw(&out, (int)m, "using 1:2 with lines lc rgb '%s' lw 2.5 title 'm_{A''} = %.6g MeV'", colours[m],
                    1e3 * figure->mass_GeV[m]);
    return figure_end(&out, EPSCAN_OK);
}

static void print_efficiencies(const struct paper_figure *figure, const struct efficiencies *table) {
    const double threshold = figure->experiment->experiment->ecal_threshold_GeV, shift = energy_scale_share * threshold;
    printf(
        "Efficiency of an ECAL threshold of %g GeV, and the yield's change when it moves by %g GeV (fermion, alpha_D 0.1, r 1/3)\n",
        threshold, shift);
    printf("%-10s %-12s %-10s %-10s %-10s\n", "mA (GeV)", "efficiency", "down", "up", "mean");
    for (size_t m = 0; m < figure->mass_count; m++)
        printf("%-10.6g %-12.4g %+-10.4f %+-10.4f %-10.4f\n", figure->mass_GeV[m], table->at_threshold[m], table->change[m].down,
               table->change[m].up, energy_scale_mean_change(&table->change[m]));
}

epscan_status efficiency_figure_write(const struct paper_figure *figure) {
    struct efficiencies table = {0};
    epscan_status status = figure_files_check(&figure->output);
    if (!status) status = compute_efficiencies(figure, &table);
    if (!status) status = draw_efficiencies(figure, &table);
    if (!status && figure->table) print_efficiencies(figure, &table);
    return status;
}
