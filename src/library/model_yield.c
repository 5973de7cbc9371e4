/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Yields of one model for programs: arguments checked, the call guarded (call_guard.h), then quadrature or a plan. Annihilation
 * alone, as Eq. 5 is, or all channels.
 */
#include "analysis/mediated_events.h"
#include "core/error.h"
#include "epscan/yield.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_experiment.h"
#include "library/opened_plan.h"
#include "library/ranges.h"
#include "yield/signal_yield.h"

#include <math.h>
#include <stdlib.h>

epscan_status epscan_yield_by_quadrature(const epscan_experiment *experiment, const epscan_dark_photon *model,
                                         const epscan_selection *selection, double *events, double *efficiency) {
    const struct experiment *e = experiment->experiment;
    struct signal_yield yield = {NAN, NAN};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = check_model_of(experiment->prepared->search.coupling, model);
    if (!status) status = check_selection(selection, e->beam_energy_GeV);
    if (!status) status = check_widths_neglected(e, "Eq. 5 alone");
    if (!status)
        status = signal_yield_adaptive(&experiment->prepared->search, model, selection->threshold_GeV,
                                       selection->energy_scale_shift, &yield);
    call_guard_leave(&guard);
    *events = status ? NAN : yield.events;
    if (efficiency) *efficiency = status ? NAN : yield.efficiency;
    return status;
}

epscan_status epscan_yield_channels(const epscan_experiment *experiment, const epscan_dark_photon *model,
                                    const epscan_selection *selection, double *events) {
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = check_model_of(experiment->prepared->search.coupling, model);
    if (!status) status = check_selection(selection, experiment->experiment->beam_energy_GeV);
    if (!status)
        status = mediated_events(&(struct yield_means){.prepared = experiment->prepared}, model, EPSCAN_REFERENCE_EPSILON,
                                 selection, events);
    if (status) many_nothing(epscan_channel_count(), events);
    call_guard_leave(&guard);
    return status;
}

static epscan_status check_order(const epscan_selection *lowest, const epscan_selection *highest) {
    if (lowest->threshold_GeV <= highest->threshold_GeV && lowest->energy_scale_shift <= highest->energy_scale_shift)
        return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "lowest: above highest is not allowed; allowed: both of its numbers at or below");
}

static epscan_status plan_create(const struct prepared_experiment *e, const epscan_selection *lowest,
                                 const epscan_selection *highest, epscan_yield_plan **plan) {
    epscan_status status = check_selection(lowest, e->experiment->beam_energy_GeV);
    if (!status) status = check_selection(highest, e->experiment->beam_energy_GeV);
    if (!status) status = check_order(lowest, highest);
    if (status) return status;
    epscan_yield_plan *p = calloc(1, sizeof *p);
    if (!p) return error_no_memory("a plan of yields");
    const struct selection_range range = {lowest->threshold_GeV, highest->threshold_GeV, lowest->energy_scale_shift,
                                          highest->energy_scale_shift};
    p->prepared = e;
    p->lowest = *lowest;
    p->highest = *highest;
    status = yield_plan_init_lent(&p->plan, &e->search, &e->responses, &range);
    if (status)
        free(p);
    else
        *plan = p;
    return status;
}

epscan_status epscan_yield_plan_create(const epscan_experiment *experiment, const epscan_selection *lowest,
                                       const epscan_selection *highest, epscan_yield_plan **plan) {
    struct call_guard guard;
    *plan = NULL;
    call_guard_enter(&guard);
    const epscan_status status = plan_create(experiment->prepared, lowest, highest, plan);
    call_guard_leave(&guard);
    return status;
}

void epscan_yield_plan_close(epscan_yield_plan *plan) {
    if (!plan) return;
    yield_plan_clear(&plan->plan);
    free(plan);
}

epscan_status check_within_plan(const epscan_yield_plan *plan, const epscan_selection *selection, double moved_GeV) {
    const struct interval threshold = {plan->lowest.threshold_GeV + moved_GeV, plan->highest.threshold_GeV - moved_GeV, false,
                                       false, "GeV"};
    const struct interval shift = {plan->lowest.energy_scale_shift, plan->highest.energy_scale_shift, false, false, ""};
    const epscan_status status = check_number("threshold_GeV", selection->threshold_GeV, &threshold);
    return status ? status : check_number("energy_scale_shift", selection->energy_scale_shift, &shift);
}

size_t opened_plan_scratch(const epscan_yield_plan *plan) {
    return plan->plan.scratch_size + plan->plan.row_length;
}

epscan_status epscan_yield_plan_channels(const epscan_yield_plan *plan, const epscan_dark_photon *model,
                                         const epscan_selection *selection, double *events) {
    struct call_guard guard;
    double *scratch = NULL;
    call_guard_enter_thread(&guard);
    epscan_status status = check_model_of(plan->prepared->search.coupling, model);
    if (!status) status = check_within_plan(plan, selection, 0.0);
    if (!status && !(scratch = malloc(opened_plan_scratch(plan) * sizeof *scratch))) status = error_no_memory("a yield");
    if (status)
        many_nothing(epscan_channel_count(), events);
    else
        mediated_events(&(struct yield_means){plan->prepared, &plan->plan, scratch}, model, EPSCAN_REFERENCE_EPSILON, selection,
                        events);
    free(scratch);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_yield_plan_events(const epscan_yield_plan *plan, const epscan_dark_photon *model,
                                       const epscan_selection *selection, double *events) {
    double of_channel[CHANNELS_MAX];
    const epscan_status status = epscan_yield_plan_channels(plan, model, selection, of_channel);
    *events = of_channel[channel_of_name("annihilation")];
    return status;
}
