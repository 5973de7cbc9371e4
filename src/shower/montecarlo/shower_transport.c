/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Showers side by side in lanes, each with the particle that is followed now and a stack of those that wait, last in first out. All
 * lanes go a step at once (shower_steps.c), then what has happened is seen to lane by lane: particles made, ended, the next
 * taken from the stack, the next shower when there is none. A shower's numbers are its own (Philox, keyed by seed and shower), so
 * what it does depends on neither lanes nor neighbours. Rare interactions: shower_interactions.c; what is left on the way:
 * shower_deposits.c.
 *
 * Energies of e+- are total ones, but those of the target's electrons count without the rest energy that was there before, so
 * that what is deposited, leaks and is taken by an observer of steps is the beam energy.
 */
#include "shower/montecarlo/shower_transport.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>

/* The n-th of those that wait, side by side with those of the other lanes. */
static struct shower_particle_state *waiting_particle(struct shower_run *run, int lane, int n) {
    return &run->stack[(size_t)n * SHOWER_LANES + (size_t)lane];
}

void shower_lane_push(struct shower_run *run, int lane, enum shower_particle kind, bool positive, double energy_GeV) {
    int *waiting = &run->lanes.waiting[lane];
    const bool below = energy_GeV < run->simulation->setup.cut_GeV;
    if (run->sees_depths && below) {
        shower_lane_deposit(run, lane, kind == SHOWER_PHOTON, energy_GeV);
        return;
    }
    if (*waiting == SHOWER_STACK) {
        run->lanes.outcome[lane].lost |= !below;
        return;
    }
    /* without a branch: half are below */
    run->lanes.deposit_GeV[lane] += below ? energy_GeV : 0.0;
    *waiting_particle(run, lane, *waiting) = (struct shower_particle_state){energy_GeV, run->lanes.depth_X0[lane], kind, positive};
    *waiting += !below;
}

/* Follow a particle. */
static void load_lane(struct shower_run *run, int lane, const struct shower_particle_state *p) {
    struct shower_lanes *lanes = &run->lanes;
    const bool is_photon = p->kind == SHOWER_PHOTON;
    const struct sampling_tries *tries = &run->simulation->sampling.tries[is_photon];
    lanes->energy_GeV[lane] = p->energy_GeV;
    lanes->depth_X0[lane] = p->depth_X0;
    lanes->particle[lane] = (int32_t)p->kind;
    lanes->sampled[lane] = is_photon ? SAMPLED_PHOTON : p->positive ? SAMPLED_POSITRON : SAMPLED_ELECTRON;
    lanes->is_photon[lane] = is_photon ? -1 : 0;
    lanes->mean_free_X0[lane] = tries->mean_free_X0;
    lanes->majorant[lane] = tries->majorant;
    lanes->mostly[lane] = tries->mostly;
}

/* A photon that goes nowhere, has no interactions and leaves nothing. */
static void idle_lane(struct shower_run *run, int lane) {
    const struct shower_particle_state nobody = {run->simulation->setup.beam_energy_GeV, 0.0, SHOWER_PHOTON, false};
    load_lane(run, lane, &nobody);
    run->lanes.mean_free_X0[lane] = 0.0F;
    run->lanes.majorant[lane] = INFINITY;
    run->lanes.mostly[lane] = 2.0F;
    run->lanes.shower[lane] = LANE_IDLE;
}

/* The showers of a run, of which the first `begun` are under way or done. */
struct shower_queue {
    int count, begun, done;
    const uint64_t *number;
    struct shower_outcome *outcome;
};

static void begin_shower(struct shower_run *run, int lane, struct shower_queue *queue) {
    const struct simulation_setup *setup = &run->simulation->setup;
    const struct shower_particle_state beam = {setup->beam_energy_GeV, 0.0, SHOWER_PRIMARY, setup->beam == EM_POSITRON};
    if (queue->begun == queue->count) {
        idle_lane(run, lane);
        return;
    }
    load_lane(run, lane, &beam);
    run->lanes.item[lane] = queue->number[queue->begun];
    run->lanes.drawn[lane] = 0;
    run->lanes.waiting[lane] = 0;
    run->lanes.deposit_GeV[lane] = 0.0;
    run->lanes.outcome[lane] = (struct shower_outcome){0};
    run->lanes.shower[lane] = queue->begun++;
}

/* The lane's particle is no more. */
static void follow_next(struct shower_run *run, int lane, struct shower_queue *queue) {
    struct shower_lanes *lanes = &run->lanes;
    if (lanes->waiting[lane] > 0) {
        load_lane(run, lane, waiting_particle(run, lane, --lanes->waiting[lane]));
        return;
    }
    struct shower_outcome *outcome = &queue->outcome[lanes->shower[lane]];
    *outcome = lanes->outcome[lane];
    outcome->deposit_GeV = lanes->deposit_GeV[lane];
    queue->done++;
    begin_shower(run, lane, queue);
}

/* The observer takes its part; what is left goes on as another particle. */
static void give_to_observer(struct shower_run *run, int lane) {
    const struct shower_lanes *lanes = &run->lanes;
    const double energy_GeV = lanes->energy_GeV[lane];
    const double taken = run->observer.take(run->observer.state, lanes->shower[lane], energy_GeV);
    run->lanes.outcome[lane].absorbed_GeV += taken;
    if (taken < energy_GeV)
        shower_lane_push(run, lane, (enum shower_particle)lanes->particle[lane], lanes->sampled[lane] == SAMPLED_POSITRON,
                         energy_GeV - taken);
}

/* A particle that is gone: to the observer, below the cut, or from the target. */
static void end_particle(struct shower_run *run, int lane, int end) {
    if (end & 1 << STEP_OBSERVED)
        give_to_observer(run, lane);
    else if (end & (1 << STEP_STOPS | 1 << STEP_BELOW))
        shower_lane_deposit(run, lane, false, run->lanes.energy_GeV[lane]);
    else
        run->lanes.outcome[lane].leakage_GeV += run->lanes.energy_GeV[lane];
}

static void make_pair(struct shower_run *run, int lane, double share) {
    const double energy_GeV = run->lanes.energy_GeV[lane], positron_GeV = energy_GeV * share;
    shower_lane_push(run, lane, SHOWER_ELECTRON, false, energy_GeV - positron_GeV);
    shower_lane_push(run, lane, SHOWER_POSITRON, true, positron_GeV);
}

/* What happened at the ends of steps, one kind after the other, as branches cannot be foretold. */
static void settle(struct shower_run *run, const struct lane_steps *steps, struct shower_queue *queue) {
    uint8_t end[SHOWER_LANES];
    EACH_LANE end[l] = (uint8_t)steps->end[l];
    for (uint64_t lanes = lanes_with(end, STEP_RADIATES); lanes;) {
        const int lane = next_lane(&lanes);
        shower_lane_push(run, lane, SHOWER_PHOTON, false, steps->radiated_GeV[lane]);
    }
    for (uint64_t lanes = lanes_with(end, STEP_RARE); lanes;) {
        const int lane = next_lane(&lanes);
        const bool goes_on = shower_lane_interact_rarely(run, lane, steps);
        end[lane] = goes_on && run->lanes.energy_GeV[lane] < run->simulation->setup.cut_GeV ? 1 << STEP_BELOW | 1 << STEP_LAST : 0;
        if (!goes_on) follow_next(run, lane, queue);
    }
    for (uint64_t lanes = lanes_with(end, STEP_PAIR); lanes;) {
        const int lane = next_lane(&lanes);
        make_pair(run, lane, (double)steps->share[lane]);
        follow_next(run, lane, queue);
    }
    for (uint64_t lanes = lanes_with(end, STEP_LAST); lanes;) {
        const int lane = next_lane(&lanes);
        end_particle(run, lane, end[lane]);
        follow_next(run, lane, queue);
    }
}

/* Show the steps of e+-, and end those of which something is taken. */
static void show_steps(struct shower_run *run, struct lane_steps *steps) {
    const struct shower_lanes *lanes = &run->lanes;
    bool cut = false;
    for (int lane = 0; lane < SHOWER_LANES; lane++) {
        if (lanes->sampled[lane] == SAMPLED_PHOTON) continue;
        const struct shower_particle_state particle = {lanes->energy_GeV[lane], lanes->depth_X0[lane],
                                                       (enum shower_particle)lanes->particle[lane],
                                                       lanes->sampled[lane] == SAMPLED_POSITRON};
        const struct shower_step step = {particle.energy_GeV, particle.depth_X0, steps->path_X0[lane],
                                         (double)steps->log_loss[lane]};
        const double until_X0 = run->observer.see(run->observer.state, lanes->shower[lane], &particle, &step);
        if (!(until_X0 < step.path_X0)) continue;
        steps->log_loss[lane] *= (float)(until_X0 / step.path_X0);
        steps->path_X0[lane] = until_X0;
        steps->end[lane] = 1 << STEP_OBSERVED;
        cut = true;
    }
    if (cut) lane_steps_find_media(run, steps);
}

void shower_run_showers(struct shower_run *run, uint64_t seed, int count, const uint64_t *shower, struct shower_outcome *outcome) {
    struct shower_queue queue = {.count = count, .number = shower, .outcome = outcome};
    struct lane_steps steps;
    run->seed = seed;
    run->sees_depths = run->is_event || (run->sum && run->simulation->setup.depth_bin_count);
    for (int lane = 0; lane < SHOWER_LANES; lane++) begin_shower(run, lane, &queue);
    while (queue.done < count) {
        lane_steps_plan(run, &steps);
        if (run->observer.see) show_steps(run, &steps);
        lane_steps_go(run, &steps);
        lane_steps_interact(run, &steps);
        settle(run, &steps, &queue);
    }
}

bool shower_is_balanced(const struct shower_simulation *simulation, const struct shower_outcome *outcome) {
    const double beam_GeV = simulation->setup.beam_energy_GeV;
    const double left = outcome->deposit_GeV + outcome->leakage_GeV + outcome->absorbed_GeV;
    return !outcome->lost && fabs(left - beam_GeV) <= 1e-9 * beam_GeV;
}

epscan_status shower_run_init(struct shower_run *run, const struct shower_simulation *simulation) {
    *run = (struct shower_run){.simulation = simulation};
    run->stack = malloc((size_t)SHOWER_LANES * SHOWER_STACK * sizeof *run->stack);
    run->handed_over = calloc((size_t)(PROFILE_SHAPES * simulation->setup.depth_bin_count + 1), sizeof *run->handed_over);
    return run->stack && run->handed_over ? EPSCAN_OK : error_no_memory("a shower");
}

void shower_run_clear(struct shower_run *run) {
    free(run->stack);
    free(run->handed_over);
    run->stack = NULL;
    run->handed_over = NULL;
}
