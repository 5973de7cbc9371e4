/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each kernel is a function of the energy to which particles come and of drop, by which ln E falls. It is tabulated, losses
 * without Approximation A's -c ln(drop): polynomials in ln(drop) on panels of equal width, whose coefficients are polynomials in
 * ln(energy). `prepare` contracts the latter, once for all drops to an energy; `at` is one polynomial for all kernels at a time.
 * Most of the energies that a cascade asks for are next to the beam's, where the same polynomials have fewer nodes. Here is what
 * reads the table and shows it to the cascade; kernel_table.c makes it. Per X0; energies in GeV.
 */
#include "shower/tabulated_kernels.h"

#include "core/error.h"
#include "core/matrix_product.h"
#include "core/vector.h"
#include "shower/kernel_table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { N = KERNEL_NODES };

static const double near_beam_width = 2.5e-3; /* ln E */

static size_t scratch_count(const struct tabulated_kernels *k) {
    return (size_t)k->panel_count * N * KERNEL_COUNT + KERNEL_PADDED; /* vectors reach beyond the last kernel */
}

/* sum[row] = weighted tables; `count` is a multiple of MATRIX_COLUMN_UNIT. */
static void combine(int rows, const double *weight, int weight_stride, int tables, panel_table *table, size_t count, double *sum,
                    size_t sum_stride) {
    const struct matrix_product product = {.rows = (size_t)rows,
                                           .inner = (size_t)tables,
                                           .columns = count,
                                           .a = weight,
                                           .a_stride = (size_t)weight_stride,
                                           .b = &table[0][0][0][0],
                                           .b_stride = sizeof *table / sizeof(double),
                                           .c = sum,
                                           .c_stride = sum_stride};
    matrix_product(&product);
}

/* On panels counted from the lowest drop. */
static vector8 position_of(const struct tabulated_kernels *k, vector8 log_drop) {
    const vector8 above = log_drop - k->kink_log_drop;
    const vector8 lower = (vector8){0} + k->panel_width, upper = (vector8){0} + k->upper_width;
    const vector8 position = above / vector8_chosen(above < 0.0, lower, upper) + k->lower_count;
    return vector8_chosen(position > 0.0, position, (vector8){0});
}

/* Powers of t, as many as matter: each term of the kernels is smaller by the share of the energy. Returns how many. */
static int beam_powers(double below, double power[KERNEL_NEAR_NODES]) {
    int count = 1;
    power[0] = 1.0;
    for (double size = below; count < KERNEL_NEAR_NODES && size > 1e-18; size *= below, count++)
        power[count] = power[count - 1] * below / near_beam_width;
    for (int p = count; p < KERNEL_NEAR_NODES; p++) power[p] = 0.0;
    return count;
}

/* Those next to the beam's. Returns how many. */
static int prepare_near_beam(const struct tabulated_kernels *k, int count, const double *to_GeV, size_t panels, double *scratch) {
    double power[KERNEL_MAX_ENERGIES][KERNEL_NEAR_NODES];
    int near = 0, most = 0;
    for (; k->near_beam.power && near < count; near++) {
        const double below = log(k->beam_energy_GeV) - log(to_GeV[near]);
        if (below > near_beam_width) break;
        most = beam_powers(below, power[near]);
    }
    if (near > 0)
        combine(near, power[0], KERNEL_NEAR_NODES, most, k->near_beam.power, panels * N * KERNEL_COUNT, scratch, scratch_count(k));
    return near;
}

static void prepare(const void *data, int count, const double *to_GeV, double largest_drop, double *scratch) {
    const struct tabulated_kernels *k = data;
    const struct kernel_energies *to = &k->to;
    const vector8 position = position_of(k, (vector8){0} + log(largest_drop));
    const size_t panels = (size_t)(position[0] < k->panel_count - 1 ? 1 + (int)position[0] : k->panel_count);
    const int near = prepare_near_beam(k, count, to_GeV, panels, scratch);
    if (near == count) return;
    double weight[KERNEL_MAX_ENERGIES][KERNEL_MAX_TO];
    for (int i = near; i < count; i++)
        gauss_rule_cardinals(&to->rule, (2.0 * log(to_GeV[i]) - to->low - to->high) / (to->high - to->low), weight[i]);
    combine(count - near, weight[near], KERNEL_MAX_TO, to->rule.count, to->table, panels * N * KERNEL_COUNT,
            scratch + (size_t)near * scratch_count(k), scratch_count(k));
}

/* As many polynomials side by side as registers hold: each is a chain that waits for itself. */
#if defined(__AVX512F__)
enum { TOGETHER = 4 };
#else
enum { TOGETHER = 1 };
#endif
enum { VECTORS = KERNEL_PADDED / VECTOR_LANES };

/* All kernels on some panels. */
static void evaluate(const double *const coefficient[TOGETHER], const double x[TOGETHER], vector8 sum[TOGETHER][VECTORS]) {
    for (int i = 0; i < TOGETHER; i++)
        for (int v = 0; v < VECTORS; v++) sum[i][v] = vector8_load(coefficient[i] + (N - 1) * KERNEL_COUNT + v * VECTOR_LANES);
    for (int p = N - 2; p >= 0; p--)
        for (int i = 0; i < TOGETHER; i++)
            for (int v = 0; v < VECTORS; v++)
                sum[i][v] = sum[i][v] * x[i] + vector8_load(coefficient[i] + p * KERNEL_COUNT + v * VECTOR_LANES);
}

/* All kernels of eight drops, each on its panel. */
static void evaluate_apart(const double *scratch, mask8 panel, vector8 x, double (*value)[KERNEL_MAX_DROPS]) {
    for (int first = 0; first < VECTOR_LANES; first += TOGETHER) {
        const double *coefficient[TOGETHER];
        double place[TOGETHER], of_kernels[KERNEL_PADDED];
        vector8 sum[TOGETHER][VECTORS];
        for (int i = 0; i < TOGETHER; i++) {
            coefficient[i] = scratch + (size_t)panel[first + i] * N * KERNEL_COUNT;
            place[i] = x[first + i];
        }
        evaluate(coefficient, place, sum);
        for (int i = 0; i < TOGETHER; i++) {
            memcpy(of_kernels, sum[i], sizeof of_kernels);
            for (int kernel = 0; kernel < KERNEL_COUNT; kernel++) value[kernel][first + i] = of_kernels[kernel];
        }
    }
}

/* The same of eight drops on one panel, as those to panels far below are. */
static void evaluate_on_panel(const double *coefficient, vector8 x, double (*value)[KERNEL_MAX_DROPS]) {
    vector8 sum[KERNEL_COUNT];
    for (int kernel = 0; kernel < KERNEL_COUNT; kernel++) sum[kernel] = (vector8){0} + coefficient[(N - 1) * KERNEL_COUNT + kernel];
    for (int p = N - 2; p >= 0; p--)
        for (int kernel = 0; kernel < KERNEL_COUNT; kernel++)
            sum[kernel] = sum[kernel] * x + coefficient[p * KERNEL_COUNT + kernel];
    for (int kernel = 0; kernel < KERNEL_COUNT; kernel++) vector8_store(value[kernel], sum[kernel]);
}

static bool is_one_panel(mask8 panel) {
    for (int i = 1; i < VECTOR_LANES; i++)
        if (panel[i] != panel[0]) return false;
    return true;
}

static void evaluate_eight(const struct tabulated_kernels *k, const double *scratch, vector8 drop,
                           double (*value)[KERNEL_MAX_DROPS]) {
    const vector8 log_drop = vector8_log(drop), position = position_of(k, log_drop);
    const vector8 last = (vector8){0} + (k->panel_count - 1), panel_of = vector8_chosen(position < last, position, last);
    const mask8 panel = __builtin_convertvector(panel_of, mask8);
    const vector8 x = 2.0 * (position - __builtin_convertvector(panel, vector8)) - 1.0;
    /* beneath the first panel only the losses still grow, like the logarithm */
    const vector8 below = k->first_log_drop - log_drop, beneath = vector8_chosen(below > 0.0, below, (vector8){0});
    const vector8 logarithm = (k->soft_slope - k->screening_constant) * beneath - k->screening_constant * log_drop;
    if (is_one_panel(panel))
        evaluate_on_panel(scratch + (size_t)panel[0] * N * KERNEL_COUNT, x, value);
    else
        evaluate_apart(scratch, panel, x, value);
    vector8_store(value[KERNEL_ELECTRON_LOSS], vector8_load(value[KERNEL_ELECTRON_LOSS]) + logarithm);
    vector8_store(value[KERNEL_POSITRON_LOSS], vector8_load(value[KERNEL_POSITRON_LOSS]) + logarithm);
}

/* The first is repeated in place of those that are missing. */
static vector8 eight_drops(int count, const double *drop) {
    if (count >= VECTOR_LANES) return vector8_load(drop);
    vector8 some = (vector8){0} + drop[0];
    for (int i = 1; i < count; i++) some[i] = drop[i];
    return some;
}

static void at(const void *data, const double *scratch, int count, const double *drop, double (*value)[KERNEL_MAX_DROPS]) {
    for (int first = 0; first < count; first += VECTOR_LANES) {
        evaluate_eight(data, scratch, eight_drops(count - first, drop + first), (double(*)[KERNEL_MAX_DROPS])(value[0] + first));
    }
}

/* Down to where the panel begins: polynomials of neighbours agree to the table's error only. */
static double smooth_below(const void *data, double drop) {
    const struct tabulated_kernels *k = data;
    const double position = position_of(k, (vector8){0} + log(drop))[0];
    if (!(position > 0.0)) return drop;
    const double panel = fmin(floor(position), k->panel_count - 1.0), above = panel - k->lower_count;
    return drop - exp(k->kink_log_drop + above * (above < 0.0 ? k->panel_width : k->upper_width));
}

static double photon_rate(const void *data, double photon_GeV) {
    const struct tabulated_kernels *k = data;
    const double x = (2.0 * log(photon_GeV) - k->from_low - k->from_high) / (k->from_high - k->from_low);
    const double scattered = k->rates.effects.compton ? k->rates.electrons_per_cm2_X0 * compton_cross_section_cm2(photon_GeV) : 0.0;
    return gauss_rule_interpolate(&k->from_rule, k->pair_rate, x) + scattered;
}

static double continuous_loss(const void *data, enum em_lepton lepton, double energy_GeV) {
    const struct tabulated_kernels *k = data;
    const double below_beam = log(k->beam_energy_GeV / energy_GeV);
    if (below_beam > near_beam_width) return target_continuous_loss_GeV(&k->rates, lepton, energy_GeV);
    return gauss_rule_interpolate(&k->near_beam.rule, k->near_beam.loss_GeV[lepton == EM_POSITRON],
                                  2.0 * below_beam / near_beam_width - 1.0);
}

static double soft_slope(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)lepton, (void)energy_GeV;
    return ((const struct tabulated_kernels *)data)->soft_slope;
}

static double soft_constant(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)energy_GeV;
    return ((const struct tabulated_kernels *)data)->soft_constant[lepton == EM_POSITRON];
}

struct shower_kernels tabulated_kernels_view(const struct tabulated_kernels *kernels) {
    return (struct shower_kernels){
        .direct_pairs = kernels->rates.effects.direct_pairs,
        .scratch_count = scratch_count(kernels),
        .prepare = prepare,
        .at = at,
        .smooth_below = smooth_below,
        .photon_rate = photon_rate,
        .continuous_loss = continuous_loss,
        .soft_slope = soft_slope,
        .soft_constant = soft_constant,
        .data = kernels,
    };
}

/* More than the table has. */
static double largest_drop(const struct tabulated_kernels *k) {
    return k->from_high - k->from_low;
}

/* The last 0.25 % below the beam, where kernels are smooth to rounding. */
static epscan_status lay_near_beam(struct tabulated_kernels *k) {
    enum { NODES = KERNEL_NEAR_NODES };
    struct kernel_energies_near_beam *near_beam = &k->near_beam;
    panel_table *at_node = calloc(NODES, sizeof *at_node), *power = calloc(NODES, sizeof *power);
    double t[NODES], factor[NODES][NODES];
    gauss_rule_init(&near_beam->rule, NODES);
    for (int i = 0; i < NODES && at_node && power; i++) {
        t[i] = 0.5 * (1.0 + near_beam->rule.node[i]);
        const double energy_GeV = k->beam_energy_GeV * exp(-near_beam_width * t[i]);
        prepare(k, 1, &energy_GeV, largest_drop(k), &at_node[i][0][0][0]);
        near_beam->loss_GeV[0][i] = target_continuous_loss_GeV(&k->rates, EM_ELECTRON, energy_GeV);
        near_beam->loss_GeV[1][i] = target_continuous_loss_GeV(&k->rates, EM_POSITRON, energy_GeV);
    }
    lagrange_powers(NODES, t, &factor[0][0]);
    if (at_node && power)
        combine(NODES, factor[0], NODES, NODES, at_node, (size_t)k->panel_count * N * KERNEL_COUNT, &power[0][0][0][0],
                sizeof *power / sizeof(double));
    near_beam->power = power;
    const bool has_room = at_node && power;
    free(at_node);
    return has_room ? EPSCAN_OK : error_no_memory("the shower's cross-sections");
}

static epscan_status set_soft_limit(struct tabulated_kernels *k) {
    const double drop = exp(k->first_log_drop);
    const struct shower_kernels view = tabulated_kernels_view(k);
    double value[KERNEL_COUNT][KERNEL_MAX_DROPS], *scratch = calloc(scratch_count(k), sizeof *scratch);
    if (!scratch) return error_no_memory("the shower's cross-sections");
    k->soft_slope = drop * target_bremsstrahlung(&k->rates, k->beam_energy_GeV, drop);
    view.prepare(k, 1, &k->beam_energy_GeV, drop, scratch);
    view.at(k, scratch, 1, &drop, value);
    k->soft_constant[0] = value[KERNEL_ELECTRON_LOSS][0] + k->soft_slope * k->first_log_drop;
    k->soft_constant[1] = value[KERNEL_POSITRON_LOSS][0] + k->soft_slope * k->first_log_drop;
    free(scratch);
    return EPSCAN_OK;
}

epscan_status tabulated_kernels_create(const struct target *target, struct shower_effects effects, double beam_energy_GeV,
                                       double lowest_energy_GeV, struct tabulated_kernels **kernels) {
    struct tabulated_kernels *k = calloc(1, sizeof *k);
    if (!k) return error_no_memory("the shower's cross-sections");
    k->beam_energy_GeV = beam_energy_GeV;
    k->screening_constant = target_screening_constant(target);
    epscan_status status = target_rates_init(&k->rates, target, effects);
    if (!status) status = kernel_table_fill(k, lowest_energy_GeV);
    if (!status) status = lay_near_beam(k);
    if (!status) status = set_soft_limit(k);
    if (status)
        tabulated_kernels_free(k);
    else
        *kernels = k;
    return status;
}

void tabulated_kernels_free(struct tabulated_kernels *kernels) {
    if (!kernels) return;
    free(kernels->to.table);
    free(kernels->near_beam.power);
    free(kernels);
}
