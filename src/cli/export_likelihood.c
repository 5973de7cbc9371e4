/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model and selection of the options, their likelihood by yields without a mesh, and the file that report/ makes of it. */
#include "cli/export_likelihood.h"

#include "core/error.h"
#include "core/text_line.h"
#include "output/output_file.h"
#include "text/number_text.h"

#include <stdio.h>

/* "epsilon = 1e-4: fermion, mA 0.225 GeV, ...", for readers of the file. */
static const char *describe(const epscan_dark_photon *model, const epscan_selection *selection, char *text, size_t size) {
    char mass[NUMBER_TEXT_SIZE], alpha[NUMBER_TEXT_SIZE], ratio[NUMBER_TEXT_SIZE], threshold[NUMBER_TEXT_SIZE],
        splitting[NUMBER_TEXT_SIZE];
    snprintf(text, size, "mu = (epsilon/1e-4)^2 of %s, mA %s GeV, alpha_D %s, mass_ratio %s, splitting %s, threshold %s GeV",
             epscan_spin_name(model->spin), number_to_text(model->mass_GeV, mass), number_to_text(model->alpha_D, alpha),
             number_to_text(model->mass_ratio, ratio), number_to_text(model->splitting, splitting),
             number_to_text(selection->threshold_GeV, threshold));
    return text;
}

static epscan_status write_likelihood(const struct likelihood_request *request, const struct prepared_experiment *prepared,
                                      const epscan_dark_photon *model, const struct limit_options *options) {
    struct model_likelihood likelihood = {0};
    char words[256];
    epscan_status status = model_likelihood_init(prepared, model, options, &likelihood);
    const struct likelihood_export export = {prepared->experiment, &likelihood,
                                             describe(model, &options->selection, words, sizeof words), request->output,
                                             request->force};
    if (!status) status = likelihood_export_write(&export, request->format);
    if (!status && !request->quiet)
        text_put_line(stdout, "%s: %d data sets, %d nuisance parameters, %s", request->output, likelihood.likelihood.bins,
                      likelihood.likelihood.nuisances, words);
    model_likelihood_clear(&likelihood);
    return status;
}

static epscan_status check_model_options(const struct likelihood_request *request) {
    if (model_options_all(&request->model)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, MODEL_OPTIONS_NEEDED ", one of each, are required with %s", request->format->name);
}

/* The first and its next ones, of which the output is none, and none of their inputs. */
static epscan_status read_experiments(const struct likelihood_request *request, struct experiment **first) {
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < request->experiment_count && !status; i++, first = &(*first)->next) {
        status = experiment_read(request->experiments[i], first);
        if (!status) status = output_file_check_apart_from_inputs(request->output, request->experiments[i], *first);
        if (status) break;
    }
    return status;
}

epscan_status export_likelihood(const struct likelihood_request *request) {
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct limit_options options;
    epscan_dark_photon model;
    epscan_status status = check_model_options(request);
    if (!status) status = option_model(&request->model, &model);
    if (!status) status = read_experiments(request, &experiment);
    if (!status) options = limit_options_of(experiment);
    if (!status) status = option_selection(&request->selection, experiment->beam_energy_GeV, &options.selection);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    if (!status) status = write_likelihood(request, prepared, &model, &options);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return status;
}
