/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figs. 1 and 2 of the paper: track lengths of the shower, and efficiencies of the threshold, by the functions that yields come
 * from.
 */
#include "core/error.h"
#include "experiment/prepared_experiment.h"
#include "report/plot.h"
#include "yield/energy_scale.h"
#include "yield/energy_spectrum.h"
#include "yield/folded_spectrum.h"
#include "yield/signal_yield.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAPER_FIGURE_MAX_MASSES = 7 }; /* as many colours as are told apart */

/* What a figure is computed from; borrowed. */
struct paper_figure {
    const struct prepared_experiment *experiment;
    size_t mass_count;
    const double *mass_GeV; /* at most PAPER_FIGURE_MAX_MASSES */
    struct figure *figure;
};

static const char *const colours[PAPER_FIGURE_MAX_MASSES] = {FIGURE_VERMILLION, FIGURE_BLUE, FIGURE_GREEN, FIGURE_PURPLE,
                                                             FIGURE_ORANGE,     FIGURE_SKY,  FIGURE_BLACK};

/* Of the paper's systematic uncertainty: 1.5 GeV of 50. */
static const double energy_scale_share = 0.03;

static epscan_dark_photon model_of(double mass_GeV) {
    return (epscan_dark_photon){EPSCAN_FERMION, mass_GeV, 0.1, 1.0 / 3.0};
}

static const char *const model_text = "Fermions, α_D = 0.1, m_{A′} = 3 m_χ";

/* A curve of one mass, in its colour. */
static void put_curve(const struct paper_figure *figure, size_t mass, struct figure_curve *curve, enum figure_dash dash) {
    if (!curve) return; /* no memory, which the figure remembers */
    curve->style = (struct figure_style){.dash = dash, .width = 2.5};
    snprintf(curve->style.colour, FIGURE_COLOUR, "%s", colours[mass]);
    if (dash == FIGURE_SOLID) snprintf(curve->label, FIGURE_LABEL, "m_{A′} = %.6g MeV", 1e3 * figure->mass_GeV[mass]);
}

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

static void put_spectrum(const struct paper_figure *figure, size_t mass, const char *kind, const struct energy_spectrum *spectrum,
                         enum figure_dash dash) {
    char name[96];
    snprintf(name, sizeof name, "mA = %.12g GeV, %s", figure->mass_GeV[mass], kind);
    put_curve(figure, mass,
              figure_add_line(figure->figure, 0, name, "E_GeV dN_dE_per_GeV", spectrum->count,
                              (const double *const[]){spectrum->energy_GeV, spectrum->events_per_GeV}),
              dash);
}

static void build_spectra(const struct paper_figure *figure, const struct spectra *spectra) {
    const struct experiment *e = figure->experiment->experiment;
    struct figure_panel *panel = &figure->figure->panel[0];
    const double top = highest_density(figure, spectra), E0 = e->beam_energy_GeV, missing = E0 - e->ecal_threshold_GeV;
    snprintf(panel->title, FIGURE_LABEL, "%s; dashed: E_{ECAL} < %g GeV", model_text, e->ecal_threshold_GeV);
    panel->legend = FIGURE_LEGEND_BELOW;
    panel->x = (struct figure_axis){"Dark photon energy E_{A′} (GeV)", false, 0.0, E0};
    panel->y = (struct figure_axis){"dN/dE_{A′} (events per GeV at ε = 10^{−4})", true, 2e-5 * top, 3.0 * top};
    figure_add_mark(figure->figure, 0, missing, missing);
    for (size_t m = 0; m < figure->mass_count; m++) {
        put_spectrum(figure, m, "produced", &spectra->produced[m], FIGURE_SOLID);
        put_spectrum(figure, m, "selected", &spectra->selected[m], FIGURE_DASHED);
    }
}

static void print_spectra(const struct paper_figure *figure, const struct spectra *spectra, FILE *out) {
    fprintf(out, "Dark photons from annihilation at epsilon = 1e-4 (fermion, alpha_D 0.1, r 1/3), ECAL threshold %g GeV\n",
            figure->experiment->experiment->ecal_threshold_GeV);
    fprintf(out, "%-10s %-16s %-12s %-12s\n", "mA (GeV)", "resonance (GeV)", "produced", "selected");
    for (size_t m = 0; m < figure->mass_count; m++) {
        const epscan_dark_photon model = model_of(figure->mass_GeV[m]);
        const struct energy_spectrum *produced = &spectra->produced[m], *selected = &spectra->selected[m];
        fprintf(out, "%-10.6g %-16.5g %-12.5g %-12.5g\n", model.mass_GeV, epscan_dark_photon_resonance_energy_GeV(&model),
                energy_spectrum_events(produced) + produced->undegraded_events,
                energy_spectrum_events(selected) + selected->undegraded_events);
    }
}

/* The text of a figure's table. */
static epscan_status end_table(FILE *out) {
    return fclose(out) ? error_no_memory("the figure") : EPSCAN_OK;
}

static epscan_status make_spectra(const struct paper_figure *figure) {
    struct spectra spectra = {0};
    size_t size;
    epscan_status status = compute_spectra(figure, &spectra);
    FILE *out = status ? NULL : figure_table(figure->figure, &size);
    if (out) {
        build_spectra(figure, &spectra);
        print_spectra(figure, &spectra, out);
        status = end_table(out);
    }
    spectra_clear(&spectra);
    return status ? status : figure_status(figure->figure);
}

/* From 20 to 80 % of the beam energy. */
enum { THRESHOLD_COUNT = 121 };

/* Efficiencies at the thresholds of a figure, and at the experiment's own. */
struct efficiency_curve {
    double at[THRESHOLD_COUNT], at_own;
};

struct efficiencies {
    double threshold_GeV[THRESHOLD_COUNT];
    struct efficiency_curve annihilation[PAPER_FIGURE_MAX_MASSES];
    struct efficiency_curve strahlung[PAPER_FIGURE_MAX_MASSES]; /* where that is computed */
    struct energy_scale_change change[PAPER_FIGURE_MAX_MASSES];
};

static bool computes_strahlung(const struct paper_figure *figure) {
    return folded_spectrum_exists(&figure->experiment->responses.of[channel_of_name("strahlung")]);
}

/* Of a channel that has a spectrum: its efficiencies, and the change at the experiment's own threshold, if asked for. */
static epscan_status fold_efficiencies(const struct paper_figure *figure, const char *channel, size_t m,
                                       const double *threshold_GeV, struct efficiency_curve *curve,
                                       struct energy_scale_change *change) {
    const struct response *response = &figure->experiment->responses.of[channel_of_name(channel)];
    const double least = response->search->production_cut_GeV, own = figure->experiment->experiment->ecal_threshold_GeV;
    const epscan_dark_photon model = model_of(figure->mass_GeV[m]);
    struct folded_spectrum *folded = malloc(sizeof *folded);
    if (!folded) return error_no_memory("the figure");
    const epscan_status status = folded_spectrum_init(folded, response, &model);
    for (int i = 0; i < THRESHOLD_COUNT && !status; i++) curve->at[i] = folded_spectrum_efficiency(folded, threshold_GeV[i], least);
    if (!status) curve->at_own = folded_spectrum_efficiency(folded, own, least);
    if (!status && change) *change = folded_spectrum_change(folded, own, energy_scale_share * own);
    free(folded);
    return status;
}

/* Of annihilation on electrons at rest. */
static epscan_status integrate_efficiencies(const struct paper_figure *figure, size_t m, struct efficiencies *table) {
    const struct search *search = &figure->experiment->search;
    const double threshold = figure->experiment->experiment->ecal_threshold_GeV;
    const epscan_dark_photon model = model_of(figure->mass_GeV[m]);
    struct signal_yield yield;
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < THRESHOLD_COUNT && !status; i++) {
        status = signal_yield_adaptive(search, &model, table->threshold_GeV[i], 0.0, &yield);
        table->annihilation[m].at[i] = yield.efficiency;
    }
    if (!status) status = signal_yield_adaptive(search, &model, threshold, 0.0, &yield);
    table->annihilation[m].at_own = yield.efficiency;
    return status ? status
                  : energy_scale_change(search, &model, &(epscan_selection){threshold, 0.0}, energy_scale_share * threshold,
                                        &table->change[m]);
}

static epscan_status compute_efficiencies(const struct paper_figure *figure, struct efficiencies *table) {
    const struct search *search = &figure->experiment->search;
    const bool electrons_move = folded_spectrum_exists(&figure->experiment->responses.of[channel_of_name("annihilation")]);
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < THRESHOLD_COUNT; i++)
        table->threshold_GeV[i] = search->beam_energy_GeV * (0.2 + 0.6 * i / (THRESHOLD_COUNT - 1));
    for (size_t m = 0; m < figure->mass_count && !status; m++) {
        status = electrons_move ? fold_efficiencies(figure, "annihilation", m, table->threshold_GeV, &table->annihilation[m],
                                                    &table->change[m])
                                : integrate_efficiencies(figure, m, table);
        if (!status && computes_strahlung(figure))
            status = fold_efficiencies(figure, "strahlung", m, table->threshold_GeV, &table->strahlung[m], NULL);
    }
    return status;
}

static void put_efficiency(const struct paper_figure *figure, size_t m, const char *channel, const struct efficiencies *table,
                           const double *efficiency, enum figure_dash dash) {
    char name[96];
    snprintf(name, sizeof name, "mA = %.12g GeV%s", figure->mass_GeV[m], channel);
    put_curve(figure, m,
              figure_add_line(figure->figure, 0, name, "threshold_GeV efficiency", THRESHOLD_COUNT,
                              (const double *const[]){table->threshold_GeV, efficiency}),
              dash);
}

static void build_efficiencies(const struct paper_figure *figure, const struct efficiencies *table) {
    const double threshold = figure->experiment->experiment->ecal_threshold_GeV,
                 E0 = figure->experiment->experiment->beam_energy_GeV;
    struct figure_panel *panel = &figure->figure->panel[0];
    snprintf(panel->title, FIGURE_LABEL, "%s; band: %g ± %g GeV%s", model_text, threshold, threshold * energy_scale_share,
             computes_strahlung(figure) ? "; dashed: A′-strahlung" : "");
    panel->legend = FIGURE_LEGEND_BELOW;
    panel->x = (struct figure_axis){"Threshold of E_{ECAL} (GeV)", false, 0.2 * E0, 0.8 * E0};
    panel->y = (struct figure_axis){"Signal efficiency", false, 0.0, 1.05};
    figure_add_mark(figure->figure, 0, threshold * (1.0 - energy_scale_share), threshold * (1.0 + energy_scale_share));
    for (size_t m = 0; m < figure->mass_count; m++) {
        put_efficiency(figure, m, "", table, table->annihilation[m].at, FIGURE_SOLID);
        if (computes_strahlung(figure)) put_efficiency(figure, m, ", A'-strahlung", table, table->strahlung[m].at, FIGURE_DASHED);
    }
}

static void print_efficiencies(const struct paper_figure *figure, const struct efficiencies *table, FILE *out) {
    const double threshold = figure->experiment->experiment->ecal_threshold_GeV, shift = energy_scale_share * threshold;
    fprintf(
        out,
        "Efficiency of an ECAL threshold of %g GeV, and the yield's change when it moves by %g GeV (fermion, alpha_D 0.1, r 1/3)\n",
        threshold, shift);
    const bool strahlung = computes_strahlung(figure);
    fprintf(out, "%-10s %-12s %-10s %-10s %-10s%s\n", "mA (GeV)", "efficiency", "down", "up", "mean",
            strahlung ? " of A'-strahlung" : "");
    for (size_t m = 0; m < figure->mass_count; m++) {
        fprintf(out, "%-10.6g %-12.4g %+-10.4f %+-10.4f %-10.4f", figure->mass_GeV[m], table->annihilation[m].at_own,
                table->change[m].down, table->change[m].up, energy_scale_mean_change(&table->change[m]));
        if (strahlung) fprintf(out, " %.4g", table->strahlung[m].at_own);
        fputc('\n', out);
    }
}

static epscan_status make_efficiencies(const struct paper_figure *figure) {
    struct efficiencies table = {0};
    size_t size;
    epscan_status status = compute_efficiencies(figure, &table);
    FILE *out = status ? NULL : figure_table(figure->figure, &size);
    if (out) {
        build_efficiencies(figure, &table);
        print_efficiencies(figure, &table, out);
        status = end_table(out);
    }
    return status ? status : figure_status(figure->figure);
}

/* `usual`: the masses [GeV] unless others are asked for. */
static epscan_status make_of_experiment(const struct plot_request *request, const double usual[4], struct figure *figure,
                                        epscan_status (*make)(const struct paper_figure *)) {
    const struct plot_numbers *masses = &request->masses_GeV;
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    if (masses->count > PAPER_FIGURE_MAX_MASSES)
        return error_set(EPSCAN_BAD_INPUT, "--mA: %zu masses are not allowed; allowed: 1 to %d", masses->count,
                         PAPER_FIGURE_MAX_MASSES);
    epscan_status status = experiment_read(request->input[0].path, &experiment);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    const struct paper_figure made = {.experiment = prepared,
                                      .mass_count = masses->count ? masses->count : 4,
                                      .mass_GeV = masses->count ? masses->value : usual,
                                      .figure = figure};
    if (!status) status = make(&made);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return status;
}

static epscan_status compute_fig1(const struct plot_request *request, struct figure *figure) {
    return make_of_experiment(request, (const double[4]){0.21, 0.225, 0.25, 0.28}, figure, make_spectra);
}

static epscan_status compute_fig2(const struct plot_request *request, struct figure *figure) {
    return make_of_experiment(request, (const double[4]){0.22, 0.225, 0.24, 0.25}, figure, make_efficiencies);
}

const struct plot fig1_plot = {
    .name = "fig1",
    .options = PLOT_MASSES,
    .most_inputs = 1,
    .is_of_paper = true,
    .compute = compute_fig1,
};

const struct plot fig2_plot = {
    .name = "fig2",
    .options = PLOT_MASSES,
    .most_inputs = 1,
    .is_of_paper = true,
    .compute = compute_fig2,
};
