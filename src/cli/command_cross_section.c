/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `epscan cross-section`: what a channel's cross-section is, as CSV, in pb at epsilon = 1e-4: of A'-strahlung on each nucleus of a
 * material (matter/dark_strahlung.h), of e+ e- -> A' -> chi chi on an electron at rest (Eq. 3).
 */
#include "cli/command.h"
#include "cli/shared_options.h"
#include "core/error.h"
#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "matter/material_file.h"
#include "model/mediator.h"
#include "text/number_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double epsilon = 1e-4, pb_per_cm2 = 1e36;

enum channel_option { STRAHLUNG, ANNIHILATION };

struct arguments {
    const char *material, *channel, *energies, *shares, *form_factor;
    struct model_options model;
    struct mediation_options mediation;
};

enum { KEY_FORM_FACTOR = 256 };

static const struct argp_option options[] = {
    {"channel", 'c', "strahlung|annihilation", 0, "e N -> e N A', or e+ e- -> A' -> chi chi (required)", 0},
    MASSES_ROW,
    {"energy", 'e', "LIST", 0, "Total energies in GeV of the electron or positron (required)", 0},
    {"x", 'x', "LIST", 0, "Strahlung: shares of the energy that the A' takes; dsigma/dx instead of the total", 0},
    {"form-factor", KEY_FORM_FACTOR, "tsai|elastic|none", 0,
     "Strahlung: screened nucleus and its protons (default), the nucleus alone, or a bare point", 0},
    COUPLING_ROWS("; of annihilation alone, default: fermion or the mediator's yukawa, 0.1, 1/3", 0),
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->mediation;
        a->model.mediation = &a->mediation;
        break;
    case 'c': a->channel = argument; break;
    case 'e': a->energies = argument; break;
    case 'x': a->shares = argument; break;
    case KEY_FORM_FACTOR: a->form_factor = argument; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->material, argument); break;
    case ARGP_KEY_END:
        if (!a->material) argp_error(state, "a material file is required");
        if (!a->channel || !a->model.text[EPSCAN_AXIS_MASS] || !a->energies)
            argp_error(state, "--channel, --mA and --energy are required");
        break;
    default: return keep_model_option(key, argument, &a->model);
    }
    return 0;
}

static const struct argp_child children[] = {{&mediator_argp, 0, NULL, 0}, {0}};

const struct argp cross_section_argp = {
    options,
    parse,
    "MATERIAL.yaml",
    "Cross-sections that make dark photons, in pb at epsilon = 1e-4, as CSV.\v"
    "Of strahlung per nucleus, exact at tree level, of any --mediator; a material of several elements has a row for each, with its "
    "Z in a first "
    "column. With --x, dsigma/dx, x = E_A'/E. Of annihilation per electron at rest, Eq. 3 of Phys. Rev. D 104, L091701, and its "
    "like of mediators that are no vectors. Where energy does not suffice, 0.\n\nExamples:\n"
    "  epscan cross-section inputs/materials/lead.yaml --channel strahlung \\\n"
    "      --mA 0.01,0.1 --energy 100\n"
    "  # energy_GeV,mA_GeV,sigma_pb\n"
    "  # 100,0.01,8487.812\n"
    "  # 100,0.1,105.1739\n"
    "  epscan cross-section inputs/materials/polystyrene.yaml \\\n"
    "      --channel strahlung --mA 0.1 --energy 50 --x 0.5,0.99\n"
    "  epscan cross-section inputs/materials/lead.yaml \\\n"
    "      --channel strahlung --mediator axial --mA 0.002 --energy 100\n"
    "  # energy_GeV,mA_GeV,sigma_pb\n"
    "  # 100,0.002,106288.8\n"
    "  epscan cross-section inputs/materials/lead.yaml \\\n"
    "      --channel annihilation --mA 0.225 --energy 40:60:3\n",
    children,
    NULL,
    NULL};

/* What is asked for: every mass at every energy at every x. */
struct request {
    enum channel_option channel;
    enum form_factor form_factor;
    enum coupling coupling; /* of the mediator */
    struct material material;
    struct number_list energies, shares; /* no shares: totals */
    size_t models;
    epscan_dark_photon *model;
};

static bool couplings_given(const struct model_options *given) {
    struct model_options couplings = *given;
    couplings.text[EPSCAN_AXIS_MASS] = NULL;
    return model_options_any(&couplings);
}

static epscan_status read_words(const struct arguments *a, struct request *request) {
    static const char *const channels[] = {[STRAHLUNG] = "strahlung", [ANNIHILATION] = "annihilation", NULL};
    struct mediation mediation = {&mediators[0], false};
    int channel = STRAHLUNG, form_factor = FORM_FACTOR_TSAI;
    epscan_status status = option_word("channel", a->channel, channels, &channel);
    if (!status && a->form_factor) status = option_word("form-factor", a->form_factor, form_factor_names, &form_factor);
    request->channel = (enum channel_option)channel;
    request->form_factor = (enum form_factor)form_factor;
    if (!status) status = option_mediation(&a->mediation, &mediation);
    request->coupling = mediation.mediator->coupling;
    if (!status && channel == ANNIHILATION && (a->shares || a->form_factor))
        status =
            error_set(EPSCAN_BAD_INPUT, "--%s: is of --channel strahlung; annihilation has none", a->shares ? "x" : "form-factor");
    if (!status && channel == STRAHLUNG && couplings_given(&a->model))
        status = error_set(EPSCAN_BAD_INPUT, "--spin, --alpha-D, --mass-ratio: are of --channel annihilation; strahlung has none");
    return status;
}

static epscan_status read_numbers(const struct arguments *a, struct request *request) {
    static const struct interval energy = {EPSCAN_ELECTRON_MASS_GeV, 1e4, true, false, "GeV"}, share = {0.0, 1.0, true, true, ""};
    static const char *const defaults[MODEL_AXIS_COUNT] = {[EPSCAN_AXIS_ALPHA_D] = "0.1", [EPSCAN_AXIS_MASS_RATIO] = "1/3"};
    struct model_options model = a->model;
    if (!model.text[EPSCAN_AXIS_SPIN]) model.text[EPSCAN_AXIS_SPIN] = epscan_spin_name(coupling_dirac_current(request->coupling));
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++)
        if (!model.text[axis]) model.text[axis] = defaults[axis];
    epscan_status status = option_models(&model, &request->models, &request->model);
    if (!status) status = option_list("energy", a->energies, &energy, &request->energies);
    if (!status && a->shares) status = option_list("x", a->shares, &share, &request->shares);
    return status;
}

static epscan_status read_material(const char *path, struct material *material) {
    struct yaml_file file = {0};
    epscan_status status = yaml_file_read(path, FILE_KIND_MATERIAL, &file);
    if (!status) status = material_from_yaml(&file, material);
    yaml_file_clear(&file);
    return status;
}

static void print_annihilation(const struct request *request) {
    char mass[NUMBER_TEXT_SIZE], energy[NUMBER_TEXT_SIZE];
    puts("energy_GeV,mA_GeV,sigma_pb");
    for (size_t e = 0; e < request->energies.count; e++)
        for (size_t i = 0; i < request->models; i++) {
            const double E = request->energies.value[e];
            printf("%s,%s,%.9g\n", number_to_text(E, energy), number_to_text(request->model[i].mass_GeV, mass),
                   coupling_cross_section_cm2(request->coupling, &request->model[i], epsilon, E) * pb_per_cm2);
        }
}

/* The rows of one nucleus, energy and mass. */
static void print_strahlung_rows(const struct request *request, const struct dark_strahlung *nucleus, double E, double mass) {
    const double unit = epsilon * epsilon * pb_per_cm2;
    char before[3 * NUMBER_TEXT_SIZE], energy_text[NUMBER_TEXT_SIZE], mass_text[NUMBER_TEXT_SIZE], x_text[NUMBER_TEXT_SIZE],
        Z[16] = "";
    if (request->material.element_count > 1) snprintf(Z, sizeof Z, "%d,", nucleus->nucleus.Z);
    snprintf(before, sizeof before, "%s%s,%s", Z, number_to_text(E, energy_text), number_to_text(mass, mass_text));
    if (request->shares.count == 0) printf("%s,%.7g\n", before, dark_strahlung_total_cm2(nucleus, E, mass) * unit);
    for (size_t i = 0; i < request->shares.count; i++) {
        const double x = request->shares.value[i];
        printf("%s,%s,%.7g\n", before, number_to_text(x, x_text),
               dark_strahlung_spectrum_cm2(nucleus, x * E, (1.0 - x) * E, mass) * unit);
    }
}

static void print_strahlung(const struct request *request) {
    const struct material *material = &request->material;
    printf("%senergy_GeV,mA_GeV,%s\n", material->element_count > 1 ? "Z," : "",
           request->shares.count ? "x,dsigma_dx_pb" : "sigma_pb");
    for (int k = 0; k < material->element_count; k++) {
        struct dark_strahlung nucleus;
        dark_strahlung_init(&nucleus, material->elements[k].Z, material->elements[k].A_g_per_mol, request->form_factor);
        nucleus.coupling = request->coupling;
        for (size_t e = 0; e < request->energies.count; e++)
            for (size_t i = 0; i < request->models; i++)
                print_strahlung_rows(request, &nucleus, request->energies.value[e], request->model[i].mass_GeV);
    }
}

int command_cross_section(int argc, char **argv) {
    struct arguments arguments = {0};
    struct request request = {0};
    argp_parse(&cross_section_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = read_words(&arguments, &request);
    if (!status) status = read_numbers(&arguments, &request);
    if (!status) status = read_material(arguments.material, &request.material);
    if (!status) {
        if (request.channel == ANNIHILATION)
            print_annihilation(&request);
        else
            print_strahlung(&request);
    }
    free(request.model);
    free(request.energies.value);
    free(request.shares.value);
    return command_status(status);
}
